"""A bank goes into an accessible workbook and back without loss, and what an editor breaks is named by its cell."""

# ruff: noqa: E501  (one fault a line reads as a table)

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import python_calamine
import xlsxwriter

from assessment import bank
from assessment.bank import files, workbook, workbook_read
from assessment.bank.workbook_file import KNOWN_SHEETS, LARGEST
from assessment.errors import UnreadableFile
from tests.bank_strategies import built, canonical, sound, with_data

pytestmark = pytest.mark.xdist_group("workbook")  # what its fixtures make is made once

BANKS = Path(__file__).parent / "banks"
FOLDERS = [*sorted(path.parent for path in bank.BANKS.glob("*/bank.toml")), BANKS / "lighthouse", BANKS / "harbour"]
XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Sheets = dict[str, list[list[Any]]]
HEADINGS = 3


class Formula(str):
    """Written as a formula."""


def cells(data: bytes) -> Sheets:
    book = python_calamine.load_workbook(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def written(sheets: Sheets, merge: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, Formula):
                    sheet.write_formula(row, column, value, None, 3)
                elif isinstance(value, str):
                    sheet.write_string(row, column, value)
                else:
                    sheet.write(row, column, value)
        if merge and name in merge:
            sheet.merge_range(merge[name], "together")
    book.close()
    return out.getvalue()


LIGHTHOUSE = workbook.export(files.read(BANKS / "lighthouse")[0])


def changed(*edits: Callable[[Sheets], None], data: bytes = LIGHTHOUSE, merge: dict[str, str] | None = None) -> bytes:
    sheets = cells(data)
    for edit in edits:
        edit(sheets)
    return written(sheets, merge)


def put(sheet: str, row: int, heading: str, value: object) -> Callable[[Sheets], None]:
    """Write into the cell of a row, by its number in the sheet, below a heading."""

    def edit(sheets: Sheets) -> None:
        sheets[sheet][row - 1][sheets[sheet][HEADINGS - 1].index(heading)] = value

    return edit


def drop_column(sheet: str, heading: str) -> Callable[[Sheets], None]:
    def edit(sheets: Sheets) -> None:
        column = sheets[sheet][HEADINGS - 1].index(heading)
        for row in sheets[sheet]:
            del row[column]

    return edit


def add_column(sheet: str, heading: str, value: object = "mine") -> Callable[[Sheets], None]:
    def edit(sheets: Sheets) -> None:
        for number, row in enumerate(sheets[sheet], 1):
            row.append(heading if number == HEADINGS else value if number > HEADINGS else "")

    return edit


def drop_row(sheet: str, row: int) -> Callable[[Sheets], None]:
    return lambda sheets: sheets[sheet].pop(row - 1)


def again(sheet: str, row: int) -> Callable[[Sheets], None]:
    return lambda sheets: sheets[sheet].append([*sheets[sheet][row - 1]])


def faults_of(data: bytes, beside: Path | None = None) -> list[tuple[str, str]]:
    faults = workbook_read.examine_bytes("bank.xlsx", data, beside)[1]
    assert all(fault.file == "bank.xlsx" and fault.remedy for fault in faults)
    return [(fault.place, fault.problem) for fault in faults]


# ---- there and back ----------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_bank_goes_into_a_workbook_and_back_without_loss(folder, tmp_path):
    contents = files.read(folder)[0]
    (tmp_path / "bank.xlsx").write_bytes(workbook.export(contents))
    back, faults = workbook_read.examine(tmp_path / "bank.xlsx")
    assert faults == []
    assert canonical(back.records) == canonical(contents.records)
    assert built(back) == built(contents)


def test_an_untouched_workbook_of_a_published_version_does_not_break_with_earlier_ones():
    data = workbook.export(files.read(bank.BANKS / "2027.3")[0])
    assert faults_of(data, bank.BANKS.parent) == []
    assert faults_of(changed(put("Bank", 4, "value", "2027.4"), data=data), bank.BANKS) == []


def test_a_workbook_saved_by_another_program_reads_the_same():
    back, faults = workbook_read.examine_bytes("bank.xlsx", changed())
    assert faults == []
    assert canonical(back.records) == canonical(files.read(BANKS / "lighthouse")[0].records)


def test_an_editor_can_change_a_cell_and_add_a_row():
    def new_option(sheets: Sheets) -> None:
        sheets["Knowledge"].append([*sheets["Knowledge"][6]])
        put("Knowledge", 8, "id", "Crew-K4")(sheets)
        put("Knowledge", 8, "option 3", "Green")(sheets)

    data = changed(
        put("Ratings", 4, "stem", " How often \n I trim it "), new_option, put("Ratings", 5, "reverse", "no")
    )
    held = workbook_read.examine_bytes("bank.xlsx", data)[0].items()
    assert held["Lamp-R1"].data["stem"] == "How often I trim it"
    assert held["Lamp-R2"].data["reverse"] is False
    assert held["Crew-K4"].data["options"] == ["Blue", "Red", "Green"]


# ---- accessible --------------------------------------------------------------------------------------


def parts(data: bytes) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: ElementTree.fromstring(packed.read(name)) for name in packed.namelist() if name.endswith("xml")}  # noqa: S314 - our own


@pytest.fixture(scope="module")
def ours() -> bytes:
    records = files.read(bank.BANKS / "2027.3")[0].records
    for place, text in (
        ("item USR-S1", "=1+1"),
        ("item USR-S2", "+44"),
        ("item USR-S3", "-3"),
        ("item USR-S4", "@SUM(1)"),
    ):
        records = with_data(records, place, help=text)
    return workbook.export(sound(records))


def test_every_sheet_has_its_title_in_the_first_cell_and_one_marked_table(ours):
    for name, rows in cells(ours).items():
        assert rows[0][0] == (
            name if name != "Read me" else "Digital capability of senior civil servants: question bank"
        )
    inside = parts(ours)
    sheets = [name for name in inside if name.startswith("xl/worksheets/")]
    assert len(sheets) == len(KNOWN_SHEETS) == 22
    assert [len(inside[name].findall(f".//{XML}tablePart")) for name in sheets] == [1] * 22
    tables = [inside[name] for name in inside if name.startswith("xl/tables/")]
    assert len({table.get("displayName") for table in tables}) == 22
    assert {table.get("headerRowCount", "1") for table in tables} == {"1"}


def test_nothing_is_merged_and_no_text_is_a_formula(ours):
    inside = parts(ours)
    assert [name for name in inside if inside[name].findall(f".//{XML}mergeCell")] == []
    assert [name for name in inside if inside[name].findall(f".//{XML}f")] == []
    shown = {row[1]: row[14] for row in cells(ours)["Scenarios"][3:]}
    assert [shown[f"USR-S{n}"] for n in (1, 2, 3, 4)] == ["=1+1", "+44", "-3", "@SUM(1)"]
    assert len(inside["xl/styles.xml"].findall(f".//{XML}xf[@quotePrefix='1']")) >= 1


def test_the_document_has_a_title_and_a_cover_that_lists_every_sheet_with_its_size(ours):
    title = parts(ours)["docProps/core.xml"].find("{http://purl.org/dc/elements/1.1/}title")
    assert title.text == "Question bank 2027.3: Digital capability of senior civil servants"
    sheets = cells(ours)
    assert [*sheets] == list(KNOWN_SHEETS)
    listed = {row[0]: (row[2], row[3]) for row in sheets["Read me"][7:]}
    assert [*listed] == list(KNOWN_SHEETS)[1:]
    assert (listed["Scenarios"][0], listed["Knowledge"][0], listed["Ratings"][0]) == (48, 34, 24)
    assert {name: len(rows) - 3 for name, rows in sheets.items() if name != "Read me" and listed[name][0]} == {
        name: int(rows) for name, (rows, _) in listed.items() if rows
    }


def test_no_row_or_column_of_a_table_is_empty(ours):
    for name, rows in cells(ours).items():
        table = rows[HEADINGS - 1 :] if name != "Read me" else rows[6:]
        assert all(table[0])
        assert all(any(str(cell) for cell in row) for row in table)


# ---- what an editor can break ------------------------------------------------------------------------

SCENARIO = "sheet Scenarios, row 4, column"
FAULTS = [
    # what an editor did, the edit, place, words of the problem
    ("a deleted column", drop_column("Ratings", "weight"), "sheet Ratings, row 3, column weight", "this column is missing"),
    ("a deleted numbered column", drop_column("Knowledge", "option 3"), "sheet Knowledge, row 3", "there are 23 columns where there were 24 when the bank was exported"),
    ("a deleted column of a grade", drop_column("Competencies", "targets: director"), "sheet Competencies, row 3", "there are 16 columns where there were 17 when the bank was exported"),
    ("a column of one's own", add_column("Ratings", "colour"), "sheet Ratings, row 3, column colour", "this column is not known"),
    ("a column without a heading", add_column("Ratings", ""), "sheet Ratings, row 3", "column 22 has no heading"),
    ("a heading twice", add_column("Ratings", "stem"), "sheet Ratings, row 3, column stem", "this column occurs twice"),
    ("headings removed", drop_row("Sources", 3), "sheet Sources", "its row of headings is missing"),
    ("a formula", put("Scenarios", 4, "points 2", Formula("=1+2")), "sheet Scenarios, row 4, column W", "this is a formula"),
    ("a missing sheet", lambda sheets: sheets.pop("Actions"), "sheet Actions", "this sheet is missing"),
    ("an extra sheet", lambda sheets: sheets.update(Notes=[["mine"]]), "sheet Notes", "this sheet is not known"),
    ("a text for a number", put("Scenarios", 4, "points 2", "three"), f"{SCENARIO} points 2", "‘three’ is not a whole number"),
    ("half a point", put("Scenarios", 4, "points 2", 2.5), f"{SCENARIO} points 2", "‘2.5’ is not a whole number"),
    ("a flag for a number", put("Ratings", 5, "weight", True), "sheet Ratings, row 5, column weight", "‘TRUE’ is not a number"),
    ("a number for a flag", put("Ratings", 5, "reverse", 1), "sheet Ratings, row 5, column reverse", "‘1’ is neither TRUE nor FALSE"),
    ("a date as people write it", put("Knowledge", 4, "as of", "23/11/2026"), "sheet Knowledge, row 4, column as of", "‘23/11/2026’ is not a date"),
    ("a date in a column of texts", put("Sources", 4, "date", date(2026, 3, 1)), "sheet Sources, row 4, column date", "this cell holds a date where a text belongs"),
    ("an empty cell", put("Scenarios", 4, "rationale", ""), f"{SCENARIO} rationale", "this cell is empty"),
    ("an unknown domain", put("Knowledge", 5, "domain", "Deck"), "sheet Knowledge, row 5, column domain", "there is no domain ‘Deck’"),
    ("an unknown source", put("Knowledge", 5, "sources", "LOG; LAG"), "sheet Knowledge, row 5, column sources", "there is no source ‘LAG’"),
    ("no id", put("Knowledge", 5, "sources", "the log"), "sheet Knowledge, row 5, column sources", "‘the log’ is not an id"),
    ("an unknown scale", put("Ratings", 6, "scale", "how_offen"), "sheet Ratings, row 6, column scale", "there is no scale ‘how_offen’"),
    ("an option without points", put("Scenarios", 4, "points 3", ""), f"{SCENARIO} points 3", "this cell is empty"),
    ("points without an option", put("Scenarios", 4, "option 3", ""), f"{SCENARIO} option 3", "this cell is empty"),
    ("a missing anchor option", lambda sheets: [put("Ratings", 4, "scale", "")(sheets), add_column("Ratings", "option 1", "")(sheets)], "sheet Ratings, row 4, column option 1", "a rating needs options or a scale, not both"),
    ("two best options", put("Scenarios", 4, "points 1", 3), f"{SCENARIO} option 1", "2 options have 3 points"),
    ("a level out of order", put("Levels", 5, "number", 3), "sheet Levels", "the numbers of the levels are 1, 3, 3, 4, 5"),
    ("an unknown item on a form", put("Form items", 5, "item", "Lamp-R9"), "sheet Form items, row 5", "there is no item ‘Lamp-R9’"),
    ("a form without items", lambda sheets: sheets["Forms"].append(["short_a", "short", "a", 5, ""]), "sheet Form items, row 3", "the form ‘short_a’ has no items"),
    ("an item of no form", put("Form items", 22, "form", "full_b"), "sheet Form items, row 22", "there is no form ‘full_b’"),
    ("half a pair", put("Enemies", 4, "enemy", ""), "sheet Enemies, row 4", "one of two ids is missing"),
    ("an unknown enemy", put("Enemies", 4, "enemy", "X"), "sheet Enemies, row 4", "there is no item ‘X’"),
    ("an unknown setting", put("Bank", 10, "setting", "confidence"), "sheet Bank, row 10, column setting", "‘confidence’ is not known"),
    ("a setting without a value", put("Bank", 5, "value", ""), "sheet Bank, row 5, column value", "this cell is empty"),
    ("a setting gone", drop_row("Bank", 7), "sheet Bank", "the setting ‘as_of’ is missing"),
    ("a setting twice", again("Bank", 5), "sheet Bank, row 16, column value", "‘title’ is given twice"),
    ("a weight out of range", put("Bank", 15, "value", 0), "sheet Bank, row 15, column value", "0 is out of range"),
    ("a source twice", again("Sources", 4), "sheet Sources, row 5, column id", "‘LOG’ is already the id of something else (sheet Sources, row 4, column id)"),
    ("a scale twice", again("Scales", 4), "sheet Scales, row 6, column id", "‘how_often’ is already the id of something else (sheet Scales, row 4, column id)"),
    ("a domain that the bank does not list", drop_row("Bank", 9), "sheet Domains, row 5, column id", "‘Crew’ is not among the domains of the sheet Bank"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "place", "words"), [c[1:] for c in FAULTS], ids=[c[0] for c in FAULTS])
def test_a_fault_is_named_with_sheet_row_and_column_and_nothing_else_is(edit, place, words):
    assert faults_of(changed(edit)) == [(place, words)]


def test_two_items_with_one_id_are_both_named_by_their_cells():
    (place, problem), *rest = faults_of(changed(put("Knowledge", 7, "id", "Crew-K1")))
    assert (place, rest) == ("sheet Knowledge, row 7, column id", [])
    assert problem == "‘Crew-K1’ is already the id of something else (sheet Knowledge, row 5, column id)"


def test_every_option_that_lost_its_points_is_named():
    data = changed(*(put("Scenarios", 4, f"points {n}", "") for n in (1, 2, 3, 4)))
    assert faults_of(data) == [(f"{SCENARIO} points {n}", "this cell is empty") for n in (1, 2, 3, 4)]


def test_a_retired_item_is_named_on_every_form_that_holds_it():
    data = changed(put("Knowledge", 6, "status", "retired"), put("Knowledge", 6, "status reason", "Out of date"))
    problem = "Crew-K2 has the status retired"
    assert faults_of(data) == [("sheet Form items, row 11", problem), ("sheet Form items, row 21", problem)]


def test_merged_cells_are_named():
    assert ("sheet Sources, row 2", "cells are merged here") in faults_of(changed(merge={"Sources": "A2:C2"}))


def test_all_faults_are_told_at_once_in_the_order_of_sheets_and_rows():
    data = changed(
        put("Sources", 4, "status", "Z"),
        put("Scenarios", 5, "expected facility", "one"),
        put("Scenarios", 4, "expected facility", "one"),
        put("Bank", 6, "value", "final"),
        put("Levels", 5, "name", ""),
    )
    assert [place for place, _ in faults_of(data)] == [
        "sheet Bank, row 6, column value",
        "sheet Levels, row 5, column name",
        "sheet Scenarios, row 4, column expected facility",
        "sheet Scenarios, row 5, column expected facility",
        "sheet Sources, row 4, column status",
    ]


def test_faults_of_cells_are_told_beside_a_deleted_column():
    data = changed(drop_column("Ratings", "weight"), put("Scenarios", 4, "expected facility", "one"))
    assert [place for place, _ in faults_of(data)] == [
        "sheet Ratings, row 3, column weight",
        "sheet Scenarios, row 4, column expected facility",
    ]


# ---- published versions ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def newer() -> bytes:
    return changed(put("Bank", 4, "value", "2027.4"), data=workbook.export(files.read(bank.BANKS / "2027.3")[0]))


def row_of(data: bytes, sheet: str, name: str) -> int:
    return next(n for n, row in enumerate(cells(data)[sheet], 1) if name in row)


def test_an_item_of_a_published_version_with_another_stem_is_named_by_its_cell(newer):
    row = row_of(newer, "Knowledge", "DAT-K1")
    data = changed(put("Knowledge", row, "stem", "What is data?"), data=newer)
    assert faults_of(data, bank.BANKS) == [
        (f"sheet Knowledge, row {row}, column stem", "‘DAT-K1’ was published in version 2027.3 with another stem")
    ]


def test_an_item_of_a_published_version_under_another_id_is_missed(newer):
    row = row_of(newer, "Knowledge", "LEG-K1")
    data = changed(put("Knowledge", row, "id", "LEG-K99"), data=newer)
    places = faults_of(data, bank.BANKS)
    assert ("item LEG-K1", "this item of version 2027.3 is missing") in places
    assert faults_of(newer, bank.BANKS) == []


# ---- no workbook at all ------------------------------------------------------------------------------


def repacked(data: bytes, replace: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", compression) as new:
        for name in {**dict.fromkeys(old.namelist()), **replace}:
            new.writestr(name, replace[name] if name in replace else old.read(name))
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(UnreadableFile) as refused:
        workbook_read.examine_bytes("bank.xlsx", data)
    (fault,) = refused.value.faults
    assert fault.file == "bank.xlsx"
    return fault.problem


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
)


def damaged() -> bytes:
    data = bytearray(LIGHTHOUSE)
    with zipfile.ZipFile(io.BytesIO(LIGHTHOUSE)) as packed:
        part = packed.getinfo("xl/worksheets/sheet8.xml")
    start = part.header_offset + 30 + len(part.filename)
    for place in range(start + 40, start + 60):
        data[place] ^= 0x55
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"id,stem\nA,B\n", r"it is not a readable XLSX workbook \(.+\)"),
        (b"", r"it is not a readable XLSX workbook \(.+\)"),
        (LIGHTHOUSE[:2000], r"it is not a readable XLSX workbook \(.+\)"),
        (b"PK\x03\x04" + b"\0" * 100, r"it is not a readable XLSX workbook \(.+\)"),
        (repacked(LIGHTHOUSE, {"xl/worksheets/sheet8.xml": BOMB}), "its inner files are damaged or not what .+"),
        (repacked(LIGHTHOUSE, {"xl/worksheets/sheet8.xml": b"<worksheet>"}), "its inner files are damaged or not what .+"),
        (repacked(LIGHTHOUSE, {"xl/media/big.bin": bytes(LARGEST + 1)}), "it is far too large for a question bank"),
        (damaged(), "its inner files are damaged or not what .+"),
    ],
    ids=["a CSV", "nothing", "cut short", "a zip that is none", "a bomb", "XML cut short", "too much", "bytes changed"],
)  # fmt: skip
def test_what_is_no_workbook_is_refused_in_words(data, words):
    assert re.fullmatch(words, refusal(data))


def test_the_error_value_of_a_formula_that_is_gone_is_named():
    """As a paste of values leaves it behind: a cell of type e (ECMA-376, part 1, section 18.18.11)."""
    sheet = f"xl/worksheets/sheet{1 + list(cells(LIGHTHOUSE)).index('Ratings')}.xml"
    with zipfile.ZipFile(io.BytesIO(LIGHTHOUSE)) as packed:
        inside = packed.read(sheet)
    broken, times = re.subn(rb'<c r="B4"[^>]*>.*?</c>', b'<c r="B4" t="e"><v>#REF!</v></c>', inside)
    assert times == 1
    faults = faults_of(repacked(LIGHTHOUSE, {sheet: broken}))
    assert ("sheet Ratings, row 4, column B", "this is an error value, such as #REF!") in faults


def test_a_workbook_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableFile) as refused:
        workbook_read.examine(tmp_path / "none.xlsx")
    assert str(refused.value.faults[0]).startswith("none.xlsx: no such file or directory. Check the name of the file")


def test_a_zip_without_a_workbook_inside_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("note.txt", "hello")
    assert refusal(out.getvalue()).startswith("it is not a readable XLSX workbook")


def test_a_cell_far_outside_any_table_is_refused_before_it_fills_the_memory():
    far = io.BytesIO()
    book = xlsxwriter.Workbook(far, {"in_memory": True})
    for name in cells(LIGHTHOUSE):
        book.add_worksheet(name).write_string(1_048_575 if name == "Levels" else 0, 2 if name == "Levels" else 0, "x")
    book.close()
    with pytest.raises(UnreadableFile) as refused:
        workbook_read.examine_bytes("far.xlsx", far.getvalue())
    assert refused.value.faults[0].problem == "its sheet Levels has a cell C1048576, far outside any table"


def test_a_form_without_its_column_of_ids_is_told_so():
    assert ("sheet Forms, row 3, column id", "this column is missing") in faults_of(changed(drop_column("Forms", "id")))
