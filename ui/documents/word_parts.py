"""What Word has and python-docx has no function for: our styles, properties, table headers, alternatives, boxes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.table import Table
    from docx.text.paragraph import Paragraph

FONT = "Arial"
MADE = datetime(1980, 1, 1, tzinfo=UTC)
"""The beginning of ZIP's time stands for the moment of making, which files do not tell."""
TEXT_WIDTH = 170
"""Millimetres between the margins of A4."""
BLUE, GREY, INK, LINK = "1D70B8", "484949", "0B0C0C", "1A65A6"
STYLES: dict[str, dict[str, Any]] = {
    # style: size in points, bold, colour, space before and after in points, style that it builds on
    "Normal": {"size": 11, "after": 8},
    "Heading 1": {"size": 22, "bold": True, "after": 12, "rule": BLUE},
    "Heading 2": {"size": 15, "bold": True, "before": 18, "after": 6},
    "Heading 3": {"size": 12, "bold": True, "before": 12, "after": 4},
    "Lead": {"size": 14, "bold": True, "after": 8},
    "Inset": {"size": 11, "after": 8, "bar": "858686"},
    "List Bullet": {"size": 11, "after": 4},
    "Caption": {"size": 11, "bold": True, "before": 6, "after": 4, "next": True},
    "Chart title": {"size": 11, "bold": True, "after": 2, "next": True},
    "Chart subtitle": {"size": 10, "colour": GREY, "after": 4, "next": True},
    "Entry caption": {"size": 10, "colour": GREY, "before": 8, "after": 0, "bar": BLUE, "next": True},
    "Entry title": {"size": 12, "bold": True, "before": 0, "after": 2, "bar": BLUE, "based": "Heading 3"},
    "Entry": {"size": 11, "after": 2, "bar": BLUE},
    "Cell": {"size": 10},
    "Stem": {"size": 11, "bold": True, "after": 4, "next": True},
    "Box": {"size": 11, "after": 4, "tabs": (8, 16)},
    "Footer": {"size": 9, "colour": GREY},
}
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
EMPTY, TICKED = "2610", "2612"
"""Code points of the two faces of a box."""


def empty(title: str, language: str) -> Word:
    """An A4 document with our styles and nothing in it. Its properties name nobody, not even a program."""
    import docx

    word = docx.Document()
    _properties(word, title, language)
    section = word.sections[0]
    section.page_width, section.page_height = _mm(210), _mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _mm(20)
    for name, look in STYLES.items():
        _style(word, name, look)
    _table_style(word)
    _number_pages(section.footer.paragraphs[0])
    return word


def _properties(word: Word, title: str, language: str) -> None:
    properties = word.core_properties
    properties.title, properties.language = title, language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = MADE
    properties.revision = 1
    for held in word.styles.element.iter(_name("w:lang")):
        held.set(_name("w:val"), language)


def _style(word: Word, name: str, look: dict[str, Any]) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    if name not in word.styles:
        word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = word.styles[look.get("based", "Normal")]
    style = word.styles[name]
    font, space = style.font, style.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, Pt(look["size"]), look.get("bold", False), False
    font.color.rgb = RGBColor.from_string(look.get("colour", INK))
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        style.element.rPr.rFonts.attrib.pop(_name(f"w:{theme}"), None)
    space.space_before, space.space_after = Pt(look.get("before", 0)), Pt(look.get("after", 0))
    if look.get("next"):
        space.keep_with_next = True
    for at in look.get("tabs", ()):
        space.tab_stops.add_tab_stop(_mm(at))
    if look.get("tabs"):
        space.left_indent, space.first_line_indent = _mm(look["tabs"][-1]), _mm(-look["tabs"][-1])
    if "bar" in look:
        _border(style, "left", look["bar"])
        space.left_indent = _mm(4)
    if "rule" in look:
        _border(style, "bottom", look["rule"])


def _border(style: Any, side: str, colour: str) -> None:
    line = f'<w:{side} w:val="single" w:sz="36" w:space="8" w:color="{colour}"/>'
    borders = _parsed(f"<w:pBdr {_namespaces('w')}>{line}</w:pBdr>")
    style.element.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
"""What may follow the borders of a paragraph style: Word wants its elements in order."""


def _table_style(word: Word) -> None:
    """A rule below each row, as in our tables on a page."""
    from docx.enum.style import WD_STYLE_TYPE

    style = word.styles.add_style("Figures", WD_STYLE_TYPE.TABLE)
    rule = 'w:val="single" w:sz="4" w:space="0" w:color="858686"'
    sizes = (("top", 50), ("left", 0), ("bottom", 50), ("right", 160))
    margins = "".join(f'<w:{side} w:w="{size}" w:type="dxa"/>' for side, size in sizes)
    style.element.append(
        _parsed(
            f"<w:tblPr {_namespaces('w')}><w:tblBorders><w:bottom {rule}/><w:insideH {rule}/></w:tblBorders>"
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        )
    )


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.add_run("Page ")
    field = f'<w:fldSimple {_namespaces("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    paragraph._p.append(_parsed(field))


def write(paragraph: Paragraph, words: str, right: bool, bold: bool = False, href: str = "") -> None:
    """The words of a cell, as a link where they are one."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph.style = "Cell"
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(words)
    run.bold = bold
    if href:
        _link(paragraph, run._r, href)


def _link(paragraph: Paragraph, run: Any, href: str) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement

    link = OxmlElement("w:hyperlink")
    link.set(_name("r:id"), paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    look = f'<w:rPr {_namespaces("w")}><w:color w:val="{LINK}"/><w:u w:val="single"/></w:rPr>'
    if run.rPr is not None:
        run.remove(run.rPr)
    run.insert(0, _parsed(look))
    link.append(run)
    paragraph._p.append(link)


def set_widths(table: Table, shares: Sequence[int]) -> None:
    """Share the width of the text among the columns."""
    for column, share in zip(table.columns, shares, strict=True):
        column.width = _mm(TEXT_WIDTH * share / sum(shares))
        for cell in column.cells:
            cell.width = column.width


def mark_headers(table: Table, caption: str, row_header: bool) -> None:
    """The first row is a header that comes again on each page, no row is torn, the caption is the table's name."""
    from docx.oxml import OxmlElement

    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    table.rows[0]._tr.trPr.append(OxmlElement("w:tblHeader"))
    properties = table._tbl.tblPr
    for held in properties.findall(_name("w:tblLook")):
        properties.remove(held)
    look = OxmlElement("w:tblLook")
    for name, value in (("val", "04A0"), ("firstRow", "1"), ("firstColumn", "1" if row_header else "0")):
        look.set(_name(f"w:{name}"), value)
    named = OxmlElement("w:tblCaption")
    named.set(_name("w:val"), caption)
    properties.extend((look, named))


def add_picture(word: Word, png: bytes, alt: str) -> None:
    """A picture as wide as the text, with its text alternative."""
    paragraph = word.add_paragraph()
    drawn = paragraph.add_run().add_picture(BytesIO(png), width=_mm(TEXT_WIDTH))
    drawn._inline.docPr.set("descr", alt)


def put_box(paragraph: Paragraph, name: str) -> None:
    """An empty box that can be ticked, before the paragraph's text; `name` is what it is called."""
    from xml.sax.saxutils import quoteattr

    box = (
        f'<w:sdt {_namespaces("w")} xmlns:w14="{W14}"><w:sdtPr><w:alias w:val={quoteattr(name[:64])}/><w14:checkbox>'
        f'<w14:checked w14:val="0"/><w14:checkedState w14:val="{TICKED}" w14:font="MS Gothic"/>'
        f'<w14:uncheckedState w14:val="{EMPTY}" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" '
        f'w:hint="eastAsia"/></w:rPr><w:t>&#x{EMPTY};</w:t></w:r></w:sdtContent></w:sdt>'
    )
    paragraph.runs[0]._r.addprevious(_parsed(box))


def _mm(length: float) -> Any:
    from docx.shared import Mm

    return Mm(length)


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return qn(name)


def _namespaces(prefix: str) -> str:
    from docx.oxml.ns import nsdecls

    return nsdecls(prefix)


def _parsed(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml)
