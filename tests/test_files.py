"""Files in and out: what a responses file means, every fault it can have, and that results are written whole."""

import csv
import os
import stat
import zipfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.errors import AssessmentError, InputError, UnreadableFile
from assessment.files import CELLS, SCORES, read_responses, write_cells, write_scores
from assessment.model import Cell, Form, Published
from assessment.scoring import score_table
from assessment.tabular import nearest, read_table, write_csv
from tests.builders import bank, knowledge, pulse, rating, situational

ITEMS = (
    rating("AAA-B1"),
    situational("AAA-S1"),
    situational("AAA-S2"),
    situational("AAA-S3", status="hold"),
    knowledge("AAA-K1"),
    knowledge("AAA-K2"),
    pulse("P1"),
)
FORMS = (
    Form("standard_a", "standard", "a", ("AAA-B1", "AAA-S1", "AAA-K1", "P1"), 20, 25),
    Form("standard_b", "standard", "b", ("AAA-B1", "AAA-S2", "AAA-K2"), 20, 25),
)
BANK = bank(ITEMS, forms=FORMS)


@pytest.fixture
def file(tmp_path):
    """Write lines into a CSV file and give its path."""

    def write(*lines: str, name: str = "answers.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes("\n".join(lines).encode(encoding))
        return path

    return write


def faults(path: Path, form: str = "") -> list[tuple[str, str]]:
    """Place and problem of everything that is wrong."""
    with pytest.raises(InputError) as caught:
        read_responses(path, BANK, form)
    return [(fault.place, fault.problem) for fault in caught.value.faults]


# ---- reading -----------------------------------------------------------------------------------------


def test_a_file_becomes_arrays(file):
    path = file(
        "respondent,organisation,grade,profession,form,submitted_at,AAA-B1,AAA-K1,AAA-K1.confidence,P1",
        "anna,HMRC,director,policy,standard_a,2026-11-23T09:41:00+01:00,4,2,3,DK",
        "ben,DWP,deputy_director,,,,NA,,,5",
    )
    found = read_responses(path, BANK)
    assert found.name == "answers.csv"
    assert found.rows.tolist() == [2, 3]
    assert found.respondents.tolist() == ["anna", "ben"]
    assert found.organisations.tolist() == ["HMRC", "DWP"]
    assert found.grades.tolist() == ["director", "deputy_director"]
    assert found.professions.tolist() == ["policy", ""]
    assert found.forms.tolist() == ["standard_a", ""]
    assert found.submitted_at.tolist() == [datetime(2026, 11, 23, 8, 41, tzinfo=UTC), None]
    assert found.items == ("AAA-B1", "AAA-K1", "P1")
    assert found.values.dtype == np.int8
    assert found.values.tolist() == [[4, 2, 0], [-1, -2, 5]]
    assert found.confidence.tolist() == [[0, 3, 0], [0, 0, 0]]


def test_the_form_given_holds_for_rows_that_name_none(file):
    path = file("respondent,organisation,grade,form", "a,HMRC,director,standard_b", "b,HMRC,director,")
    assert read_responses(path, BANK, "standard_a").forms.tolist() == ["standard_b", "standard_a"]


def test_a_byte_order_mark_and_windows_line_ends_are_welcome(file):
    path = file("respondent,organisation,grade\r", "a,HMRC,director\r", encoding="utf-8-sig")
    assert read_responses(path, BANK).respondents.tolist() == ["a"]


def test_white_space_round_cells_and_empty_rows_do_not_count(file):
    path = file("respondent , organisation,grade,AAA-B1", " a ,HMRC, director, 3 ", ",,,", "", "b,HMRC,director,2", "")
    found = read_responses(path, BANK)
    assert found.respondents.tolist() == ["a", "b"]
    assert found.rows.tolist() == [2, 5]
    assert found.values.tolist() == [[3], [2]]


def test_pulse_items_may_have_answers_on_any_form(file):
    path = file("respondent,organisation,grade,form,P1", "a,HMRC,director,standard_b,4")
    assert read_responses(path, BANK).values.tolist() == [[4]]


@pytest.mark.parametrize("strange", ["=1+1", "-7", "+44", "@you", "007", "1e5", "NA", "None", "nan"])
def test_an_id_is_just_text(file, strange):
    path = file("respondent,organisation,grade", f"{strange},HMRC,director")
    assert read_responses(path, BANK).respondents.tolist() == [strange]


# ---- everything that can be wrong ------------------------------------------------------------------------


def test_an_unknown_column_is_named_with_its_likeliest_meaning(file):
    path = file("respondent,organisation,grade,AAA-B9", "a,HMRC,director,1")
    with pytest.raises(InputError) as caught:
        read_responses(path, BANK)
    assert str(caught.value.faults[0]) == (
        "answers.csv: row 1, column AAA-B9: this column is not known. Perhaps ‘AAA-B1’ is meant."
    )


def test_missing_columns(file):
    path = file("respondent,AAA-B1", "a,1")
    assert faults(path) == [
        ("row 1, column organisation", "this column is missing"),
        ("row 1, column grade", "this column is missing"),
    ]


def test_a_column_that_occurs_twice(file):
    path = file("respondent,organisation,grade,AAA-B1,AAA-B1", "a,HMRC,director,1,2")
    assert faults(path) == [("row 1, column AAA-B1", "this column occurs twice")]


def test_a_column_with_answers_but_no_heading(file):
    path = file("respondent,organisation,grade,", "a,HMRC,director,2")
    assert faults(path) == [("row 1, column number 4", "this column has no heading")]


def test_a_respondent_may_occur_once(file):
    path = file("respondent,organisation,grade", "a,HMRC,director", "b,HMRC,director", "a ,DWP,director")
    assert faults(path) == [("row 4, column respondent", "respondent ‘a’ is already in row 2")]


def test_a_respondent_needs_an_id_of_one_line(file):
    path = file("respondent,organisation,grade", ",HMRC,director", '"a\nb",HMRC,director')
    assert faults(path) == [
        ("row 2, column respondent", "this cell is empty"),
        ("row 3, column respondent", "the id holds a line break or control character"),
    ]


@pytest.mark.parametrize(
    ("organisation", "problem", "remedy"),
    [
        ("HMRV", "‘HMRV’ is not a known organisation", "Perhaps ‘HMRC’ is meant"),
        ("hmrc", "‘hmrc’ is not a known organisation", "Perhaps ‘HMRC’ is meant"),
        ("HM Revenue and Customs", "‘HM Revenue and Customs’ is not a known organisation", "Use its code ‘HMRC’"),
        ("zzzzzzz", "‘zzzzzzz’ is not a known organisation", "Use one of: the codes listed in reference_data"),
        ("", "this cell is empty", "Use one of: the codes listed in reference_data"),
    ],
)
def test_an_unknown_organisation(file, organisation, problem, remedy):
    path = file("respondent,organisation,grade", f"a,{organisation},director")
    with pytest.raises(InputError) as caught:
        read_responses(path, BANK)
    (fault,) = caught.value.faults
    assert (fault.place, fault.problem, fault.remedy) == ("row 2, column organisation", problem, remedy)


def test_an_organisation_that_no_longer_exists_is_known(file):
    path = file("respondent,organisation,grade", "a,BEIS,director")
    assert read_responses(path, BANK).organisations.tolist() == ["BEIS"]


@pytest.mark.parametrize(
    ("heading", "value", "problem"),
    [
        ("grade", "boss", "‘boss’ is not a known grade"),
        ("profession", "juggling", "‘juggling’ is not a known profession"),
        ("form", "standard_z", "‘standard_z’ is not a known form"),
        ("submitted_at", "yesterday", "this is not a moment in ISO 8601"),
        ("submitted_at", "2026-13-01", "this is not a moment in ISO 8601"),
        ("AAA-B1", "6", "‘6’ is not an answer to this item"),
        ("AAA-B1", "0", "‘0’ is not an answer to this item"),
        ("AAA-B1", "-1", "‘-1’ is not an answer to this item"),
        ("AAA-B1", "2.5", "‘2.5’ is not an answer to this item"),
        ("AAA-B1", "yes", "‘yes’ is not an answer to this item"),
        ("AAA-S3", "1", "the item is on hold in this version of the bank"),
        ("AAA-S3", "DK", "the item is on hold in this version of the bank"),
    ],
)
def test_a_value_that_does_not_belong_there(file, heading, value, problem):
    row = {"respondent": "a", "organisation": "HMRC", "grade": "director"} | {heading: value}
    path = file(",".join(row), ",".join(row.values()))
    assert faults(path) == [(f"row 2, column {heading}", problem)]


def test_a_column_of_an_item_on_hold_may_stand_empty(file):
    path = file("respondent,organisation,grade,AAA-S3", "a,HMRC,director,")
    assert read_responses(path, BANK).values.tolist() == [[-2]]


@pytest.mark.parametrize("value", ["1", "NA", "DK"])
def test_an_answer_to_an_item_of_another_form(file, value):
    path = file(
        "respondent,organisation,grade,form,AAA-S2", f"a,HMRC,director,standard_a,{value}", "b,HMRC,director,,1"
    )
    assert faults(path) == [("row 2, column AAA-S2", "the item is not on this row’s form")]


def test_the_form_given_is_checked_too(file):
    path = file("respondent,organisation,grade,AAA-S2", "a,HMRC,director,1")
    assert faults(path, "standard_a") == [("row 2, column AAA-S2", "the item is not on this row’s form")]
    assert faults(path, "standard_x") == [("", "the bank has no form ‘standard_x’")]


@pytest.mark.parametrize(
    ("columns", "cells", "place", "problem"),
    [
        ("AAA-K1,AAA-K1.confidence", "2,4", "row 2, column AAA-K1.confidence", "‘4’ is not a confidence"),
        ("AAA-K1,AAA-K1.confidence", "2,DK", "row 2, column AAA-K1.confidence", "‘DK’ is not a confidence"),
        (
            "AAA-K2,AAA-K2.confidence",
            ",2",
            "row 2, column AAA-K2.confidence",
            "the item is not on this row’s form",
        ),
        (
            "AAA-B1,AAA-B1.confidence",
            "2,2",
            "row 1, column AAA-B1.confidence",
            "confidence belongs to a knowledge item that has a column of its own",
        ),
        (
            "AAA-K1.confidence",
            "2",
            "row 1, column AAA-K1.confidence",
            "confidence belongs to a knowledge item that has a column of its own",
        ),
    ],
)
def test_confidence_that_does_not_belong_there(file, columns, cells, place, problem):
    path = file(f"respondent,organisation,grade,form,{columns}", f"a,HMRC,director,standard_a,{cells}")
    assert faults(path) == [(place, problem)]


def test_every_fault_is_reported_in_the_order_of_the_rows(file):
    path = file(
        "respondent,organisation,grade,AAA-B1,shoe_size",
        "a,NOWHERE,director,9,44",
        "a,HMRC,boss,x,44",
        "b,HMRC,director,3,44",
        "c,HMRC,director",
    )
    assert [place for place, _ in faults(path)] == [
        "row 1, column shoe_size",
        "row 2, column organisation",
        "row 2, column AAA-B1",
        "row 3, column respondent",
        "row 3, column grade",
        "row 3, column AAA-B1",
        "row 5",
    ]


def test_every_row_at_fault_is_named_however_many(file):
    path = file("respondent,organisation,grade", *(f"r{n},NOWHERE,director" for n in range(200)))
    assert len(faults(path)) == 200


def test_rows_of_another_width_are_named_across_quoted_line_breaks(file):
    path = file("respondent,organisation,grade", '"a",HMRC,director', "b,HMRC", "c,HMRC,director,1")
    assert faults(path) == [
        ("row 3", "this row has 2 cells where row 1 has 3"),
        ("row 4", "this row has 4 cells where row 1 has 3"),
    ]


@pytest.mark.parametrize("tail", ["", "\n", "\n\n,,\n"])
def test_headings_alone_are_not_enough(file, tail):
    path = file("respondent,organisation,grade" + tail)
    assert faults(path) == [("row 1", "there are no rows under the headings")]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it is empty"),
        (b"\xef\xbb\xbf\n\n", "it is empty"),
        (b"\nrespondent,organisation,grade\n", "its first row is empty"),
        (
            "respondent,organisation,grade\na,HMRC,director\nZoë,HMRC,director\n".encode("latin-1"),
            "line 3 is not text in UTF-8",
        ),
        ("respondent,organisation,grade\n".encode("utf-16"), "line 1 is not text in UTF-8"),
        ("respondent,organisation,grade\n".encode("utf-16-le"), "line 1 is not text in UTF-8"),
        (b"PK\x03\x04 a spreadsheet by another name", "it is not a CSV file"),
        (b"respondent;organisation;grade\na;HMRC;director\n", "its columns are not separated by commas"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path, content, problem):
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read_responses(path, BANK)
    assert [fault.problem for fault in caught.value.faults] == [problem]


def test_a_quotation_mark_that_is_never_closed_is_an_error_not_a_shorter_file(file):
    path = file("respondent,organisation,grade", 'a,HMRC,"director', "b,HMRC,director", "c,HMRC,director")
    with pytest.raises(InputError):
        read_responses(path, BANK)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableFile, match=r"gone\.csv"):
        read_responses(tmp_path / "gone.csv", BANK)


def test_a_suggestion_is_the_nearest_word():
    assert nearest("directr", ["director", "deputy_director"]) == "Perhaps ‘director’ is meant"
    assert nearest("zebra", ["director"]) == ""


# ---- spreadsheets --------------------------------------------------------------------------------------


def archive(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def cells(rows: list[list[object]], row: str, number: str, text: str) -> str:
    """Rows as XML, from patterns for a row, a cell with a number and a cell with text."""

    def cell(value: object) -> str:
        return (number if isinstance(value, int | float) else text).replace("?", escape(str(value)))

    return "".join(row.replace("?", "".join(map(cell, one))) for one in rows)


def xlsx(path: Path, rows: list[list[object]]) -> Path:
    """The smallest workbook: one sheet, text inline."""
    base = "http://schemas.openxmlformats.org"
    main, office = f"{base}/spreadsheetml/2006/main", f"{base}/officeDocument/2006/relationships"

    def relation(kind: str, target: str) -> str:
        inner = f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{base}/package/2006/relationships">{inner}</Relationships>'

    sheet = cells(rows, "<row>?</row>", "<c><v>?</v></c>", '<c t="inlineStr"><is><t>?</t></is></c>')
    sheets = '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets>'
    return archive(
        path,
        {
            "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}">{sheets}</workbook>',
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
        },
    )


def ods(path: Path, rows: list[list[object]]) -> Path:
    """The smallest OpenDocument spreadsheet."""
    body = cells(
        rows,
        "<table:table-row>?</table:table-row>",
        '<table:table-cell office:value-type="float" office:value="?"/>',
        '<table:table-cell office:value-type="string"><text:p>?</text:p></table:table-cell>',
    )
    names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    table = f'<table:table table:name="A">{body}</table:table>'
    table = f"<office:body><office:spreadsheet>{table}</office:spreadsheet></office:body>"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return archive(
        path,
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{manifest}"/>',
            "content.xml": f"<office:document-content {names}>{table}</office:document-content>",
        },
    )


@pytest.mark.parametrize(("write", "ending"), [(xlsx, ".xlsx"), (ods, ".ods"), (xlsx, ".XLSX")])
def test_spreadsheets_are_read_like_csv(tmp_path, write, ending):
    rows: list[list[object]] = [
        ["respondent", "organisation", "grade", "AAA-B1", "P1"],
        [1001, "HMRC", "director", 3, "DK"],
        ["r & b", "DWP", "deputy_director", 5.0, ""],
    ]
    found = read_responses(write(tmp_path / f"answers{ending}", rows), BANK)
    assert found.respondents.tolist() == ["1001", "r & b"]
    assert found.values.tolist() == [[3, 0], [5, -2]]


def test_faults_of_a_spreadsheet_carry_its_row_numbers(tmp_path):
    rows: list[list[object]] = [
        ["respondent", "organisation", "grade"],
        ["a", "HMRC", "director"],
        ["b", "HMRC", "boss"],
    ]
    assert faults(xlsx(tmp_path / "a.xlsx", rows)) == [("row 3, column grade", "‘boss’ is not a known grade")]


@pytest.mark.parametrize("ending", [".xlsx", ".ods"])
def test_a_csv_that_calls_itself_a_spreadsheet_is_refused(file, ending):
    with pytest.raises(UnreadableFile):
        read_responses(file("respondent,organisation,grade", "a,HMRC,director", name=f"answers{ending}"), BANK)


# ---- writing -------------------------------------------------------------------------------------------

words = st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=12)
answers = st.tuples(
    st.sampled_from(["", "NA", "1", "2", "3", "4", "5"]),
    st.sampled_from(["", "NA", "DK", "1", "2", "3", "4", "5"]),
    st.sampled_from(["", "DK", "1", "2", "3", "4"]),
    st.sampled_from(["", "1", "2", "3"]),
)
people = st.lists(
    st.tuples(
        words,
        st.sampled_from(["HMRC", "DWP", "BEIS"]),
        st.sampled_from(["director", "permanent_secretary"]),
        st.sampled_from(["", "policy", "legal"]),
        st.sampled_from(["", "standard_a"]),
        st.sampled_from(["", "2026-11-23T09:41:00Z"]),
        answers,
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda person: person[0],
)


@given(people)
def test_what_is_written_is_what_is_read(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("trip") / "answers.csv"
    headings = ["respondent", "organisation", "grade", "profession", "form", "submitted_at"]
    items = ["AAA-B1", "AAA-S1", "AAA-K1", "AAA-K1.confidence"]
    write_csv(path, pd.DataFrame([[*row[:6], *row[6]] for row in rows], columns=headings + items))
    found = read_responses(path, BANK)
    code = {"": -2, "NA": -1, "DK": 0} | {str(n): n for n in range(1, 6)}
    assert found.respondents.tolist() == [row[0] for row in rows]
    assert found.professions.tolist() == [row[3] for row in rows]
    assert found.forms.tolist() == [row[4] for row in rows]
    assert [at is not None for at in found.submitted_at] == [bool(row[5]) for row in rows]
    assert found.values.tolist() == [[code[cell] for cell in row[6][:3]] for row in rows]
    assert found.confidence[:, 2].tolist() == [int(row[6][3] or 0) for row in rows]


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@sum", "\tx"])
def test_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path, text):
    write_csv(tmp_path / "out.csv", pd.DataFrame({"who": [text, "plain"], "number": [-1.5, 2.0]}))
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as written:
        rows = list(csv.reader(written))
    assert rows == [["who", "number"], ["'" + text, "-1.5"], ["plain", "2"]]


def test_text_with_commas_quotes_and_line_breaks_survives(tmp_path):
    texts = ["a,b", 'say "hello"', "two\nlines", "plain", ""]
    write_csv(tmp_path / "out.csv", pd.DataFrame({"who": texts, "n": range(5)}))
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as written:
        assert [row[0] for row in csv.reader(written)][1:] == texts


def test_an_empty_frame_leaves_its_headings(tmp_path):
    write_csv(tmp_path / "out.csv", pd.DataFrame({"a": [], "b": []}))
    assert (tmp_path / "out.csv").read_text() == "a,b\n"


def test_numbers_are_unrounded_and_missing_ones_empty(tmp_path):
    write_csv(tmp_path / "out.csv", pd.DataFrame({"x": [1 / 3, np.nan], "y": [1, 2]}))
    assert (tmp_path / "out.csv").read_text() == "x,y\n0.3333333333333333,1\n,2\n"


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path):
    path = tmp_path / "out.csv"
    path.write_text("old")

    class Breaks(pd.DataFrame):
        @property
        def iloc(self):
            raise OSError(28, "No space left on device")

    with pytest.raises(AssessmentError) as caught:
        write_csv(path, Breaks({"a": [1]}))
    assert "no space left on device" in caught.value.what
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["out.csv"]


@pytest.mark.parametrize("place", ["nowhere/out.csv", "folder"])
def test_a_place_that_cannot_be_written_to_is_named(tmp_path, place):
    (tmp_path / "folder").mkdir()
    with pytest.raises(AssessmentError) as caught:
        write_csv(tmp_path / place, pd.DataFrame({"a": [1]}))
    assert caught.value.code == "output_unwritable"
    assert place in caught.value.what
    assert os.listdir(tmp_path) == ["folder"]


def test_a_pipe_is_written_to_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_csv(pipe, pd.DataFrame({"a": [1]}))
    assert os.read(reader, 100) == b"a\n1\n"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


# ---- scores and cells ----------------------------------------------------------------------------------


def test_scores_have_a_row_for_each_person_and_domain(file, tmp_path):
    path = file(
        "respondent,organisation,grade,form,AAA-B1,AAA-S1,AAA-K1",
        "a,HMRC,director,standard_a,5,1,2",
        "b,DWP,director,standard_a,5,,",
    )
    found = read_responses(path, BANK)
    scores = score_table(BANK, found.items, found.values, found.forms, found.grades, ["", ""])
    write_scores(tmp_path / "scores.csv", found, scores)
    with (tmp_path / "scores.csv").open(newline="", encoding="utf-8") as written:
        rows = list(csv.DictReader(written))
    assert list(rows[0]) == SCORES
    assert [(r["respondent"], r["organisation"], r["domain"], r["status"]) for r in rows] == [
        ("a", "HMRC", "AAA", "scored"),
        ("b", "DWP", "AAA", "not_enough_answers"),
    ]
    assert float(rows[0]["level"]) == 5.0
    assert float(rows[0]["gap"]) == -1.0
    assert [rows[1][name] for name in ("self", "self_se", "demonstrated", "level", "level_se", "gap")] == [""] * 6
    assert (rows[1]["self_n"], rows[1]["demonstrated_n"], rows[1]["target"]) == ("1", "0", "4")


def test_cells_are_written_as_published_and_withheld_ones_without_a_number(tmp_path):
    shown = Cell(
        "organisation", "AAA", "level", "published", "HMRC", "", "", "", "", 12, 20, 3.4, 3.1, 3.7, 4.0, 0.6, None
    )
    hidden = Cell("organisation", "AAA", "level", "withheld", "DWP")
    release = Published("Test 2026", datetime(2026, 12, 1, tzinfo=UTC), True, 10, (shown, hidden))
    write_cells(tmp_path / "cells.csv", release)
    lines = (tmp_path / "cells.csv").read_text().splitlines()
    assert lines[0] == ",".join(CELLS)
    assert lines[1] == "Test 2026,organisation,HMRC,,,,,AAA,level,12,20,3.4,3.1,3.7,4,0.6,,published"
    assert lines[2] == "Test 2026,organisation,DWP,,,,,AAA,level,,,,,,,,,withheld"


def test_a_release_without_published_cells_still_has_its_columns(tmp_path):
    release = Published("Test 2026", datetime(2026, 12, 1, tzinfo=UTC), True, 10, ())
    write_cells(tmp_path / "cells.csv", release)
    assert (tmp_path / "cells.csv").read_text() == ",".join(CELLS) + "\n"


def test_row_numbers_hold_in_a_file_of_many_blocks(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("respondent,note\n" + "".join(f"r{n},{'x' * 100}\n" for n in range(2, 40_000)) + "last\n")
    table = read_table(path)
    assert [row for row, _ in table.faults] == [40_000]
    assert (table.rows[0], table.rows[-1], len(table.rows)) == (2, 39_999, 39_998)
