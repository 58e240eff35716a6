"""Documents: page, HTML, PDF and Word say the same; files are tagged, name nobody, and run nothing."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from html import unescape
from io import BytesIO
from itertools import pairwise

import docx
import pikepdf
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from assessment.model import DomainScore, Profile
from tests import builders as make
from tests import documents_read as read
from tests.awkward import awkward_texts
from tests.servers import ROOT
from ui import charts
from ui.documents import files, html, pdf, word
from ui.documents.blocks import (
    Choices,
    Document,
    Entry,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Points,
    Table,
    picture,
)
from ui.tables import Link

BANK = make.bank(tuple(make.rating(f"{d}-S1", d) for d in "AB"))
PROFILE = Profile(
    "test.1",
    "standard_a",
    "director",
    tuple(DomainScore(d, 3.0, 0.3, 2, 2.1, 0.3, 4, 2.1, 0.3, 3.3, "scored") for d in "AB"),
)
ODD = 'Who said "£5 & <b>more</b>"? #panic("x") $a_b$ *c* [d](e) \\n @f ’tis – née'
DOCUMENT = Document(
    "Your report",
    (
        Paragraph("You meet the target in 3 of 8 areas.", "lead"),
        Paragraph("Nobody else can open it.", "inset"),
        Heading("Questions to ask"),
        Entry("Who owns it?", "Data", (("Who to ask", "The owner"), ("A good answer", "A name.\nAnd a date."))),
        Entry("Who pays for it?", "", (("Who to ask", ODD),)),
        Heading("Where you stand"),
        picture(charts.profile_chart(PROFILE, BANK), "profile", charts.profile_chart(PROFILE, BANK, narrow=True)),
        Table("Your levels", ("Area", "Level", "Word"), (("Data", 2.1, "Aware"), ("Investment", "[c]", "-"))),
        Table(
            "Learning",
            ("Course", "Page"),
            ((Link("Ours", "/explain?domain=A"), Link("Theirs", "https://www.gov.uk/a?b=1&c=2")), (ODD, "none")),
            row_header=False,
        ),
        Heading("In short", 3),
        Points(("One thing.", ODD)),
        PageBreak(),
        Choices(
            "1. Data. DAT-S1",
            "What would you do?",
            (("P", "Ask."), ("Q", "Wait."), ("D", "I do not know")),
            ("It broke.", "Then it burnt."),
            ("How sure are you?", (("1", "A guess"), ("2", "Certain"))),
        ),
        Paragraph(ODD),
    ),
    made_up=True,
)
EXPECTED = read.together("".join(read.said(DOCUMENT)))


@cache
def made(kind: str) -> bytes:
    render = {"html": html.render, "pdf": pdf.render, "docx": word.render}[kind]
    file = render(DOCUMENT)
    return file.encode() if isinstance(file, str) else file


KEPT_OPEN: list[pikepdf.Pdf] = []


@cache
def structure() -> list[pikepdf.Object]:
    """The elements of the PDF in the order of reading; the file stays open with them."""
    file = pikepdf.open(BytesIO(made("pdf")))
    KEPT_OPEN.append(file)
    return list(pdf.elements(file.Root.StructTreeRoot))


# ---- the same in all ---------------------------------------------------------------------------------


def test_each_file_says_every_sentence_and_cell_in_the_order_of_the_document():
    assert "2.1" in EXPECTED
    assert read.html_words(made("html").decode()) == EXPECTED
    assert read.word_words(made("docx")) == EXPECTED
    assert read.pdf_words(made("pdf")) == EXPECTED


def test_a_page_says_the_same_as_the_files():
    app = AppTest.from_file(str(ROOT / "tests/apps/document_shown.py"), default_timeout=30).run()
    assert not app.exception
    page = [element.proto.body for element in (*app.get("html"), *app.get("markdown"), *app.get("heading"))]
    page += [f"{element.value}" for element in (*app.header, *app.subheader)]
    bare = read.together(unescape(re.sub(r"<[^>]*>", "", " ".join(page)))).replace("\\", "").replace("\u2060", "")
    spoken = [block.alt for block in DOCUMENT.blocks if isinstance(block, Picture)]  # with the chart itself
    for text in read.said(Document(DOCUMENT.title, DOCUMENT.blocks))[1:]:
        if text not in spoken:
            label, _, words = text.partition(": ")
            assert any(read.together(part).replace("\\", "") in bare for part in (text, words)), label


def of_all(texts: list[str]) -> Document:
    """Each text in each place that a document has for one."""
    return Document(
        texts[0],
        (
            *map(Heading, texts),
            *map(Paragraph, texts),
            Points(tuple(texts)),
            *(Entry(text, text, ((text, text),)) for text in texts),
            Table(texts[0], ("a", "b"), tuple((text, text) for text in texts)),
            *(Choices(text, text, (("1", text),), (text,)) for text in texts),
        ),
    )


def test_no_words_are_changed_or_run_as_code():
    made_of = of_all([ODD, *awkward_texts(60)])
    expected = read.together("".join(read.said(made_of)))
    assert len(expected) > 10_000
    assert read.html_words(html.render(made_of)) == expected
    assert read.word_words(word.render(made_of)) == expected
    assert read.pdf_words(pdf.render(made_of)) == expected


@given(some.lists(some.text(some.characters(codec="utf-8"), min_size=1, max_size=30), min_size=6, max_size=12))
@settings(max_examples=12, deadline=None)
def test_every_file_is_made_whatever_somebody_has_typed(texts):
    made_of = of_all(["Typed", *texts])
    for words in (
        read.html_words(html.render(made_of)),
        read.word_words(word.render(made_of)),
        read.pdf_words(pdf.render(made_of)),
    ):
        assert words.startswith("TypedTyped")
        assert words.count("Typed") >= 9


def test_a_document_whose_headings_skip_a_level_cannot_be_made():
    for block in (Heading("Third", 3), Entry("Third", "", ())):
        with pytest.raises(ValueError, match="a heading of ‘Skips’ skips a level"):
            Document("Skips", (Paragraph("So."), block))


def test_a_table_without_rows_and_points_without_lines_are_no_trouble():
    made_of = Document("Empty", (Points(()), Table("None yet", ("Area", "Level"), ())))
    for words in (
        read.html_words(html.render(made_of)),
        read.word_words(word.render(made_of)),
        read.pdf_words(pdf.render(made_of)),
    ):
        assert words == "EmptyNoneyetAreaLevel"


def test_a_character_that_cannot_be_shown_becomes_a_box_and_the_rest_stays():
    made_of = Document("Typed", (Paragraph("Done \N{GRINNING FACE} at caf\u00e9\x07 5"),))
    assert read.pdf_words(pdf.render(made_of)) == "TypedDone□atcafé□5"
    assert read.html_words(html.render(made_of)) == "TypedDone\N{GRINNING FACE}atcafé□5"
    assert read.word_words(word.render(made_of)) == "TypedDone\N{GRINNING FACE}atcafé□5"


def test_our_font_has_a_sign_for_every_character_that_is_let_through():
    """Typst refuses a PDF/UA file with a character that is not shown."""
    shown = "".join(c for c in map(chr, range(33, 0x2600)) if pdf.printable(c) == c)
    assert len(shown) > 1200
    assert pdf.render(Document("All", (Paragraph(shown), Heading(shown))))


# ---- PDF ---------------------------------------------------------------------------------------------


def test_the_pdf_says_that_it_is_tagged_for_accessibility_and_in_which_language():
    with pikepdf.open(BytesIO(made("pdf"))) as file:
        root = file.Root
        assert root.MarkInfo.Marked
        assert root.Lang == "en-GB"
        assert root.ViewerPreferences.DisplayDocTitle
        assert "<pdfuaid:part>1</pdfuaid:part>" in root.Metadata.read_bytes().decode()
        assert "/AcroForm" not in root
        assert not [name for name in ("/OpenAction", "/AA", "/Names") if "/JavaScript" in str(root.get(name, ""))]


def test_the_headings_of_the_pdf_are_those_of_the_document_and_skip_no_level():
    levels = [int(str(element.S)[2]) for element in structure() if re.fullmatch(r"/H\d", str(element.S))]
    assert levels == [1, 2, 3, 3, 2, 3, 3]
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_header_of_a_table_says_of_what_and_rows_have_one_where_the_document_has():
    tables = [element for element in structure() if element.S == "/Table"]
    scopes = [[str(held.A[0].Scope) for held in pdf.elements(table) if held.S == "/TH"] for table in tables]
    assert scopes == [["/Column"] * 3 + ["/Row"] * 2, ["/Column"] * 2]
    assert [sum(held.S == "/Caption" for held in pdf.elements(table)) for table in tables] == [1, 1]


def test_every_figure_of_the_pdf_has_its_text_alternative():
    (alt,) = [block.alt for block in DOCUMENT.blocks if isinstance(block, Picture)]
    assert [str(element.Alt) for element in structure() if element.S == "/Figure"] == [alt]


def test_all_that_the_pdf_paints_is_tagged_or_marked_as_decoration_in_the_order_of_reading():
    with pikepdf.open(BytesIO(made("pdf"))) as file:
        for page in file.pages:
            depth, order = 0, []
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "BDC" | "BMC":
                        depth += 1
                        if len(operands) > 1 and "/MCID" in operands[1]:
                            order.append(int(operands[1].MCID))
                    case "EMC":
                        depth -= 1
                    case "Tj" | "TJ" | "S" | "f" | "Do":
                        assert depth, "painted outside of marked content"
            assert order == sorted(order) == numbers_on(file, page)


def numbers_on(file: pikepdf.Pdf, page: pikepdf.Page) -> list[int]:
    """The pieces of marked content of a page as the structure tree orders them."""
    found: list[int] = []

    def walk(element: pikepdf.Object) -> None:
        for child in element.get("/K", []):
            if isinstance(child, int):
                if element.Pg == page.obj:
                    found.append(child)
            elif "/MCID" in child:
                if child.get("/Pg", element.get("/Pg")) == page.obj:
                    found.append(int(child.MCID))
            elif "/S" in child:
                walk(child)

    walk(file.Root.StructTreeRoot)
    return found


def test_fonts_of_the_pdf_are_in_it():
    with pikepdf.open(BytesIO(made("pdf"))) as file:
        fonts = [font for page in file.pages for font in page.Resources.get("/Font", {}).values()]
        described = [font.DescendantFonts[0].FontDescriptor for font in fonts]
        assert described
        assert all("/FontFile2" in held or "/FontFile3" in held for held in described)
        assert {str(held.FontName).partition("+")[2] for held in described} == {"LiberationSans", "LiberationSans-Bold"}


def test_only_links_to_other_sites_are_links_in_files():
    with pikepdf.open(BytesIO(made("pdf"))) as file:
        links = [str(held.A.URI) for page in file.pages for held in page.get("/Annots", []) if held.Subtype == "/Link"]
    assert links == ["https://www.gov.uk/a?b=1&c=2"]
    outside = [rel.target_ref for rel in docx.Document(BytesIO(made("docx"))).part.rels.values() if rel.is_external]
    assert outside == links
    assert re.findall(r'href="([^"]*)"', made("html").decode()) == ["https://www.gov.uk/a?b=1&amp;c=2"]


# ---- Word --------------------------------------------------------------------------------------------


def test_word_has_real_headings_lists_and_boxes_to_tick():
    file = docx.Document(BytesIO(made("docx")))
    styles = [(p.style.name, p.text) for p in file.paragraphs]
    assert ("Heading 1", "Your report") in styles
    assert ("Heading 2", "Where you stand") in styles
    assert ("Heading 3", "1. Data. DAT-S1") in styles
    assert ("List Bullet", "One thing.") in styles
    assert file.styles["Entry title"].base_style.name == "Heading 3"
    names = [held.get(qn("w:val")) for held in file.element.body.iter(qn("w:alias"))]
    assert names == ["P Ask.", "Q Wait.", "D I do not know", "1 A guess", "2 Certain"]


def test_tables_in_word_have_a_name_and_a_header_that_comes_again_on_each_page():
    tables = docx.Document(BytesIO(made("docx"))).tables
    assert [len(table._tbl.findall(f".//{qn('w:tblHeader')}")) for table in tables] == [1, 1]
    assert [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in tables] == [
        "Your levels",
        "Learning",
    ]
    first = [table._tbl.tblPr.find(qn("w:tblLook")).get(qn("w:firstColumn")) for table in tables]
    assert first == ["1", "0"]


def test_pictures_in_word_have_their_text_alternative():
    file = docx.Document(BytesIO(made("docx")))
    (alt,) = [block.alt for block in DOCUMENT.blocks if isinstance(block, Picture)]
    assert [held.get("descr") for held in file.element.body.iter(qn("wp:docPr"))] == [alt]


def test_word_says_its_language_once_for_all():
    styles = docx.Document(BytesIO(made("docx"))).styles.element
    assert {held.get(qn("w:val")) for held in styles.iter(qn("w:lang"))} == {"en-GB"}


# ---- HTML --------------------------------------------------------------------------------------------


def test_the_html_file_runs_nothing_and_loads_nothing():
    file = made("html").decode()
    tags = read.html_tags(file)
    assert {"script", "link", "iframe", "object", "form", "input"}.isdisjoint(tags)
    assert all(source.startswith("data:image/svg+xml;base64,") for source in re.findall(r'src="([^"]*)"', file))
    assert "url(" not in file
    assert "@import" not in file
    assert "default-src 'none'" in file


def test_the_html_file_has_one_main_heading_a_language_and_a_title():
    file = made("html").decode()
    assert re.findall(r"<h1>(.*)</h1>", file) == ["Your report"]
    assert '<html lang="en-GB">' in file
    assert "<title>Your report</title>" in file


# ---- nobody is named ---------------------------------------------------------------------------------


def test_the_properties_of_files_hold_title_and_language_and_nobody():
    with pikepdf.open(BytesIO(made("pdf"))) as file:
        assert set(file.docinfo.keys()) == {"/Title", "/Creator"}
        assert file.docinfo.Title == "Your report"
        assert str(file.docinfo.Creator).startswith("Typst")
        about = file.Root.Metadata.read_bytes().decode()
    assert "dc:creator" not in about
    properties = docx.Document(BytesIO(made("docx"))).core_properties
    assert (properties.title, properties.language) == ("Your report", "en-GB")
    personal = ("author", "last_modified_by", "comments", "subject", "keywords", "category", "identifier")
    assert [getattr(properties, name) for name in personal] == [""] * len(personal)


def test_the_name_of_a_file_says_what_it_is_and_the_day_in_the_uk():
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight in British summer time
    assert files.file_name("report", late, "pdf") == "digital-leadership-report-2026-07-02.pdf"


def test_what_is_made_up_says_so_on_top():
    assert read.said(DOCUMENT)[1] == "Demonstration: the people and answers in this document are made up."
    assert read.said(Document("Real", (Paragraph("So."),))) == ["Real", "So."]


def test_a_page_that_makes_no_file_loads_none_of_the_libraries():
    names = {"typst", "docx", "vl_convert", "pikepdf", "icalendar", "lxml"}
    code = "import sys; from ui import calendar_file; from ui.documents import files; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert names.isdisjoint(run.stdout.split())
    assert "ui.documents.files" in run.stdout
