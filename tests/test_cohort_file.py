"""A cohort file: what is read whatever program wrote it, what is said of each row, and what is never opened."""

import io
import subprocess
import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as some

from assessment import cohort_file, spreadsheets, uploads
from assessment.cohort_file import COLUMNS, Against, Checked, Standing
from assessment.errors import EntryRefused
from assessment.model import Organisation
from ui import downloads
from ui.cohort_words import FIX_COLUMNS

DAY = date(2026, 11, 24)
HEADINGS = "work_email,first_name,last_name,department_code,grade"
GOOD = "ann.lee@dfe.gov.uk,Ann,Lee,DFE,Director"
ORGANISATIONS = {
    "DFE": Organisation("DFE", "Department for Education", "Ministerial department", ""),
    "HMT": Organisation("HMT", "HM Treasury", "Ministerial department", ""),
    "BEIS": Organisation("BEIS", "Business", "", "", valid_to=date(2023, 4, 1), successors=("DESNZ", "DBT")),
    "NEW": Organisation("NEW", "New", "", "", valid_from=date(2027, 1, 1)),
}


def against(members: dict[str, Standing] | None = None, invited: str = "") -> Against:
    return Against(members or {}, ORGANISATIONS, frozenset(invited.split()), DAY)


def csv(*lines: str, headings: str = HEADINGS, ends: str = "\n") -> bytes:
    return ends.join([headings, *lines]).encode()


def check(data: bytes, name: str = "staff.csv", **where: object) -> tuple[Checked, ...]:
    return cohort_file.check(cohort_file.read(name, data), against(**where))  # type: ignore[arg-type]


def said(*lines: str, **where: object) -> list[str]:
    """Every sentence about the rows, which begin with row 2."""
    return [sentence for row in check(csv(*lines), **where) for sentence in row.sentences()]


def refusal(data: bytes, name: str = "staff.csv") -> str:
    with pytest.raises(EntryRefused) as refused:
        cohort_file.read(name, data)
    return refused.value.fields["file"]


def workbook(*rows: tuple[object, ...], headings: tuple[str, ...] = tuple(HEADINGS.split(","))) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([headings, *rows]):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    return out.getvalue()


def opened_document(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    pd.DataFrame(rows, columns=HEADINGS.split(",")).to_excel(out, engine="odf", index=False)
    return out.getvalue()


def only(data: bytes, name: str = "staff.csv") -> tuple[str, ...]:
    """What is kept of the one row of a file."""
    (row,) = check(data, name)
    assert row.status == "add", row.problems
    return row.email, row.name, row.organisation, row.grade


ANN = ("ann.lee@dfe.gov.uk", "Ann Lee", "DFE", "director")


# ---- what is read --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headings",
    [
        HEADINGS,
        "Work Email,First name,LAST NAME,Department-Code, grade ",
        "work email,first-name,last_name,DEPARTMENT CODE,Grade",
    ],
)
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_headings_and_separators_of_any_program_are_understood(headings, mark, sign, ends):
    data = (mark + ends.join([headings, GOOD, ""])).replace(",", sign).encode()
    assert only(data) == ANN


def test_columns_may_stand_in_any_order_and_others_are_not_kept():
    data = csv(
        "x,Director,Lee,DFE,1 May,Ann,ANN.LEE@dfe.gov.uk",
        headings="Staff No,grade,last_name,department_code,start date,first_name,work_email",
    )
    assert only(data) == ANN
    assert cohort_file.read("staff.csv", data).unused == ("Staff No", "start date")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_survive_both_encodings(encoding):
    data = f"{HEADINGS}\nrene@dfe.gov.uk,René,O’Neill-Müller,DFE,Director".encode(encoding)
    assert only(data)[1] == "René O’Neill-Müller"


@pytest.mark.parametrize("grade", ["Deputy director", "deputy_director", "DEPUTY-DIRECTOR", " Deputy  Director "])
def test_grades_are_known_by_name_and_by_code(grade):
    assert only(csv(f"a@b.gov.uk,A,B,dfe,{grade}")) == ("a@b.gov.uk", "A B", "DFE", "deputy_director")


def test_spreadsheets_of_both_kinds_are_read_as_a_csv_is():
    row = tuple(GOOD.split(","))
    assert only(workbook(row), "staff.xlsx") == ANN
    assert only(opened_document(row), "STAFF.ODS") == ANN


def test_a_formula_of_a_spreadsheet_counts_as_the_value_that_people_see():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS.split(","))
        sheet.write_row(1, 0, GOOD.split(","))
        sheet.write_formula(1, 1, '=PROPER("ann")', value="Ann")
        sheet.write_row(2, 0, ["b@dfe.gov.uk", "", "B", "DFE", "Director"])
        sheet.write_formula(2, 1, "=VLOOKUP(1,A9:B9,2)", value="")
    first, second = check(out.getvalue(), "staff.xlsx")
    assert (first.status, first.name) == ("add", "Ann Lee")
    assert second.sentences() == ["Row 3: Enter a first name"], "a formula that never ran has no value"


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers():
    rows = check(csv(GOOD, "", ",,,,", "bad,Bo,Lee,DFE,Director"))
    assert [row.row.number for row in rows] == [2, 5]
    assert rows[1].sentences() == ["Row 5: Email address must be in the correct format, like name@example.gov.uk"]


def test_a_cell_with_a_line_break_is_one_row():
    rows = check(csv('a@b.gov.uk,"Ann\nMary",Lee,DFE,Director', "bad,A,B,DFE,Director"))
    assert rows[0].name == "Ann Mary Lee"
    assert rows[1].row.number == 3


def test_the_templates_are_taken_back_and_list_what_may_be_chosen():
    assert cohort_file.template_csv().decode("utf-8-sig").strip().split(",") == list(COLUMNS)
    book = openpyxl.load_workbook(io.BytesIO(cohort_file.template_xlsx({"DFE": "Department for Education"})))
    assert [cell.value for cell in book["Cohort"][1]] == list(COLUMNS)
    assert [cell.value for cell in book["Codes"][2]] == ["DFE", "Department for Education", "Permanent secretary"]
    for column, value in enumerate(GOOD.split(","), start=1):
        book["Cohort"].cell(2, column, value)
    out = io.BytesIO()
    book.save(out)
    assert only(out.getvalue(), "template.xlsx") == ANN


# ---- what is said of a row -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ann.lee,A,B,DFE,Director", "Email address must be in the correct format, like name@example.gov.uk"),
        ("a@b,A,B,DFE,Director", "Email address must be in the correct format, like name@example.gov.uk"),
        ("a..b@c.uk,A,B,DFE,Director", "Email address must be in the correct format, like name@example.gov.uk"),
        ("é@c.gov.uk,A,B,DFE,Director", "Email address must be in the correct format, like name@example.gov.uk"),
        ("a@b.gov.uk,A,B,DfEE,Director", "'DfEE' is not a department code. Did you mean 'DFE'?"),
        ("a@b.gov.uk,A,B,HM Treasury,Director", "'HM Treasury' is not a department code. Did you mean 'HMT'?"),
        ("a@b.gov.uk,A,B,QQQQQ,Director", "'QQQQQ' is not a department code. Use a code of the list in the template"),
        (
            "a@b.gov.uk,A,B,BEIS,Director",
            "'BEIS' closed on 1 April 2023. Use a department that came after it: DESNZ, DBT",
        ),
        ("a@b.gov.uk,A,B,NEW,Director", "'NEW' does not exist until 1 January 2027"),
        (
            "a@b.gov.uk,A,B,DFE,Boss",
            "Grade must be one of: Permanent secretary, Director general, Director, Deputy director",
        ),
        ("a@b.gov.uk,=1+1,B,DFE,Director", "First name must not begin with =, +, - or @"),
        ("a@b.gov.uk,A,@B,DFE,Director", "Last name must not begin with =, +, - or @"),
        ("a@b.gov.uk,A,-2,DFE,Director", "Last name must not begin with =, +, - or @"),
        ("+a@b.gov.uk,A,B,DFE,Director", "Email address must not begin with =, +, - or @"),
        ("a@b.gov.uk,A,＝B,DFE,Director", "Last name must not begin with =, +, - or @"),
        (",A,B,DFE,Director", "Enter an email address"),
        ("a@b.gov.uk, ,B,DFE,Director", "Enter a first name"),
        ("a@b.gov.uk,A", "Enter a last name"),
        (f"a@b.gov.uk,{'x' * 101},B,DFE,Director", "First name must be 100 characters or fewer"),
        (f"{'x' * 250}@b.gov.uk,A,B,DFE,Director", "Email address must be 254 characters or fewer"),
        ("a@b.gov.uk,A,B,DFE,Director,,more", "This row has more cells than row 1"),
        (
            "a@b.gov.uk,RenÃ©,B,DFE,Director",
            "First name must not have ‘©’ in it. If accents came out wrong, save the file as ‘CSV UTF-8’",
        ),
        (
            "a@b.gov.uk,A\u202eB,B,DFE,Director",
            "First name must not have ‘U+202E’ in it. If accents came out wrong, save the file as ‘CSV UTF-8’",
        ),
    ],
)
def test_each_kind_of_error_has_its_words_and_its_row(line, words):
    assert said(GOOD, line)[0] == f"Row 3: {words}"
    assert [row.status for row in check(csv(GOOD, line))] == ["add", "fix"]


def test_every_error_of_a_row_is_told():
    assert len(said("bad,=A,,DfEE,Boss")) == 5


def test_an_address_twice_in_a_file_is_told_with_the_row_it_is_on():
    rows = check(csv(GOOD, "b@dfe.gov.uk,B,B,DFE,Director", "ANN.LEE@DFE.GOV.UK,Ann,Lee,DFE,Director"))
    assert [row.status for row in rows] == ["add", "add", "fix"]
    assert rows[2].sentences() == ["Row 4: This email address is also on row 2"]


def test_people_in_the_cohort_are_left_alone_offered_a_move_or_named_as_gone():
    members = {
        "ann.lee@dfe.gov.uk": Standing("p1", "DFE", "director"),
        "bo@dfe.gov.uk": Standing("p2", "HMT", "director"),
        "cy@dfe.gov.uk": Standing("p3", "DFE", "director", left=True),
    }
    rows = check(csv(GOOD, "bo@dfe.gov.uk,Bo,B,DFE,Director", "cy@dfe.gov.uk,C,C,DFE,Director"), members=members)
    assert [row.status for row in rows] == ["there", "move", "fix"]
    assert rows[0].sentences() == ["Row 2: Already in this cohort. Nothing will change"]
    assert rows[2].sentences() == [
        "Row 4: Has left this cohort. To bring them back, find them on the cohort page",
    ]


def test_a_department_that_is_not_invited_is_told():
    assert said("a@b.gov.uk,A,B,HMT,Director", invited="DFE") == ["Row 2: 'HMT' is not invited to this cycle"]
    assert said("a@b.gov.uk,A,B,HMT,Director", invited="DFE HMT") == []


def test_a_wrong_code_page_is_told_by_the_sign_that_it_leaves():
    data = f"{HEADINGS}\nrene@dfe.gov.uk,René,B,DFE,Director".encode("cp850")
    (row,) = check(data)
    assert row.sentences() == [
        "Row 2: First name must not have ‘‚’ in it. If accents came out wrong, save the file as ‘CSV UTF-8’"
    ]


def test_rows_to_fix_come_back_as_they_were_without_a_formula_and_can_be_fixed():
    lines = ("=1+1,-A,B,DFE,Director", "a@b.gov.uk,A,B,DfEE,Director")
    rows = check(csv(*lines))
    cells = [(*row.row.cells, ". ".join(row.problems)) for row in rows]
    data = downloads.csv_bytes(FIX_COLUMNS, cells)
    assert "'=1+1,'-A" in data.decode("utf-8-sig"), "nothing that a spreadsheet would run"
    again = check(data)
    assert [row.problems for row in again] == [row.problems for row in rows]
    assert cohort_file.read("x.csv", data).unused == ("start_date", "manager_email")
    fixed = check(data.replace(b"DfEE", b"DFE"))
    assert fixed[1].status == "add"


@given(some.lists(some.lists(some.text(max_size=12), min_size=5, max_size=5), max_size=8))
def test_whatever_stands_in_the_cells_each_row_is_added_or_told(cells):
    data = downloads.csv_bytes(HEADINGS.split(","), [tuple(row) for row in cells])
    if not any(cell.strip(" \t\r\n'") for row in cells for cell in row):
        return
    try:
        rows = check(data)
    except EntryRefused:  # such as a text that no encoding has
        return
    assert all(bool(row.problems) == (row.status == "fix") for row in rows)


# ---- files that cannot be used -------------------------------------------------------------------------


def test_what_is_wrong_with_a_whole_file_is_said_as_gov_uk_says_it():
    assert refusal(b"", "a.csv") == "The selected file is empty"
    assert refusal(b"\n \n") == "The selected file is empty"
    assert refusal(b"x", "staff.pdf") == "The selected file must be a CSV, XLSX or ODS"
    assert refusal(b"x", "staff") == "The selected file must be a CSV, XLSX or ODS"
    assert refusal(b"not a spreadsheet", "staff.xlsx") == "The selected file must be a CSV, XLSX or ODS"
    assert refusal(b"PK\3\4broken", "staff.xlsx") == "The selected file must be a CSV, XLSX or ODS"
    assert refusal(csv()) == "The selected file has no rows under its headings"
    assert refusal(b"name,grade\nAnn,Director").startswith("The selected file must use the template: it has no column")
    assert refusal(csv(GOOD, headings=f"{HEADINGS},Grade")) == (
        "The selected file must use the template: grade is there twice"
    )
    assert refusal(csv('a@b.gov.uk,"Ann,B,DFE,Director')) == (
        "The selected file must close every quotation mark: look above row 3"
    )


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_an_encoding_that_is_not_known_is_said_so(encoding):
    assert refusal(f"{HEADINGS}\n{GOOD}".encode(encoding)) == uploads.WRONG_ENCODING


def test_a_file_of_200_mb_is_refused_before_it_is_looked_at():
    huge = bytes(200 * 1024**2)
    assert refusal(huge) == "The selected file must be smaller than 4MB"
    assert refusal(huge, "staff.xlsx") == "The selected file must be smaller than 4MB"


def test_too_many_rows_or_columns_are_refused_in_words():
    assert refusal(csv(*["a,b,c,d,e"] * uploads.MOST_ROWS)) == uploads.TOO_MUCH
    assert refusal(csv("," * 200)) == uploads.TOO_MUCH


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in parts.items():
            zipped.writestr(name, data)
    return out.getvalue()


@pytest.fixture
def _never_opened(monkeypatch):
    def run(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(subprocess, "run", run)


@pytest.mark.usefixtures("_never_opened")
def test_a_zip_bomb_disguised_as_a_spreadsheet_is_never_unpacked():
    bomb = packed(sheet=bytes(spreadsheets.LARGEST_UNPACKED + 1))
    assert len(bomb) < uploads.LARGEST
    assert refusal(bomb, "staff.xlsx") == uploads.TOO_MUCH
    assert (
        refusal(packed(**{f"part{n}": b"x" for n in range(spreadsheets.MOST_PARTS + 1)}), "staff.ods")
        == uploads.TOO_MUCH
    )


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """A spreadsheet with other bytes in one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    assert old in parts[part]
    return packed(**(parts | {part: parts[part].replace(old, new)}))


def test_one_cell_in_the_last_column_and_row_does_not_fill_the_memory():
    book = workbook(tuple(GOOD.split(",")))
    far = changed(book, "xl/worksheets/sheet1.xml", b'r="E2"', b'r="XFD1048576"')
    assert refusal(far, "staff.xlsx") == uploads.TOO_MUCH


def test_one_cell_repeated_a_thousand_million_times_does_not_fill_the_memory():
    book = opened_document(tuple(GOOD.split(",")))
    first = b"<table:table-cell "
    bomb = changed(book, "content.xml", first, first + b'table:number-columns-repeated="1000000000" ')
    assert refusal(bomb, "staff.ods") == uploads.TOO_MUCH


@pytest.mark.parametrize("rows", [20, 800])
def test_a_long_text_shared_by_many_cells_does_not_fill_the_memory(rows):
    shared = workbook(*[("x" * 30_000,) * 60] * rows)
    assert len(shared) < 200_000, "36 million letters, or 1.4 thousand million"
    assert refusal(shared, "staff.xlsx") == uploads.TOO_MUCH
