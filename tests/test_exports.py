"""Results as files: each opened again by another program than wrote it, and compared with what the pages show."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import csvw
import openpyxl
import pytest
import python_calamine
from streamlit.testing.v1 import AppTest

from assessment import dates, store
from assessment.errors import NotAllowed, NotSignedIn, WrongState
from assessment.exports import open_data
from assessment.exports.content import Sheet
from assessment.model import NUMBERS, Cell, Role
from assessment.service import demo, exporting, identity
from assessment.service.exporting import Export
from assessment.store import actions, reads
from assessment.store.tables import ActionRow
from tests import builders as make
from tests import small_export
from tests.spreadsheet_checklist import faults
from tests.test_gap_pages import table
from tests.test_pages import ROUTER
from ui import (
    change_words,
    condition_words,
    export_files,
    export_tables,
    export_words,
    heatmap_words,
    priority_words,
    who,
)
from ui.heatmap_words import ALL_OF_GOVERNMENT
from ui.tables import FEW, WITHHELD

Grid = list[list[Any]]
TEAM = make.LEARNING_TEAM
MARKS = (WITHHELD, "[x]", "[z]", FEW)


@pytest.fixture(scope="module")
def small() -> Export:
    return small_export.export()


@pytest.fixture(scope="module")
def xlsx(small: Export) -> bytes:
    return export_files.xlsx(small)


@pytest.fixture(scope="module")
def sheets(xlsx: bytes) -> dict[str, Grid]:
    return of_xlsx(xlsx)


def of_xlsx(data: bytes) -> dict[str, Grid]:
    """Sheets as openpyxl reads them: headings, then rows."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    read = {}
    for sheet in book.worksheets[2:]:
        (found,) = sheet.tables.values()
        read[sheet.title] = [[cell.value for cell in row] for row in sheet[found.ref]]
    return read


def of_ods(data: bytes) -> dict[str, Grid]:
    """Sheets as calamine reads them: the table follows the line that says what marks mean."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    read = {}
    for name in book.sheet_names[2:]:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        start = next(n for n, row in enumerate(rows) if str(row[0]).startswith("This worksheet contains"))
        read[name] = rows[start + 1 :]
    return read


def in_workbook(value: Any) -> Any:
    """What gptables would take for a link or a note stands apart in a workbook."""
    return value.replace("](", "] (").replace("$$", "$ $") if isinstance(value, str) else value


def shown(value: Any, form: str = "{:.1f}") -> str:
    """A cell of a file as a page writes it."""
    return value if isinstance(value, str) else form.format(value)


# ---- the checklist -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("seed", "hidden", "compared"), [(1, 0.4, True), (2, 0.0, False), (3, 1.0, True)])
def test_both_workbooks_pass_the_checklist_of_the_analysis_function(seed, hidden, compared):
    export = small_export.export(seed, hidden, compared=compared)
    assert faults(export_files.xlsx(export)) == []
    assert faults(export_files.ods(export)) == []


BREAK_XLSX = {
    "Gaps: cells are merged": lambda book: book["Gaps"].merge_cells("B6:B7"),
    "Gaps: panes are frozen": lambda book: setattr(book["Gaps"], "freeze_panes", "B2"),
    "Gaps: there is a filter": lambda book: setattr(book["Gaps"].auto_filter, "ref", "A4:E9"),
    "Gaps: rows or columns are hidden": lambda book: setattr(book["Gaps"].row_dimensions[6], "hidden", True),
    "Gaps: the sheet is hidden": lambda book: setattr(book["Gaps"], "sheet_state", "hidden"),
    "Gaps: a cell holds a formula or an error": lambda book: book["Gaps"].cell(6, 2, "=1+1"),
    "Gaps: the table has empty cells": lambda book: setattr(book["Gaps"]["B6"], "value", None),
    "Gaps: there are blank rows above the table": lambda book: setattr(book["Gaps"]["A2"], "value", None),
    "Gaps: headings of columns are the same": lambda book: book["Gaps"].cell(4, 3, book["Gaps"]["B4"].value),
    "Gaps: there is something beside or below the table": lambda book: book["Gaps"].cell(40, 9, "Note"),
    "Gaps: 0 tables are marked": lambda book: book["Gaps"].tables.clear(),
    "Gaps: [q] is not explained": lambda book: book["Gaps"].cell(6, 2, "[q]"),
    "Gaps: [note 99] is not in the notes": lambda book: book["Gaps"].cell(1, 1, "Gaps [note 99]"),
    "Gaps: cells are coloured": lambda book: setattr(
        book["Gaps"]["B6"], "fill", openpyxl.styles.PatternFill("solid", fgColor="FF0000")
    ),
    "Gaps: text is not wrapped": lambda book: setattr(
        book["Gaps"]["A6"], "alignment", openpyxl.styles.Alignment(wrap_text=False)
    ),
    "no title in the properties": lambda book: setattr(book.properties, "title", None),
    "two sheets begin with ‘Notes’": lambda book: setattr(book["Gaps"]["A1"], "value", "Notes"),
    "the file does not open on its first sheet": lambda book: setattr(book, "active", 2),
    "Change is not in the contents": lambda book: [
        setattr(cell, "value", "Else") for row in book["Contents"] for cell in row if cell.value == "Change"
    ],
    "cover, contents and notes do not come first": lambda book: book.move_sheet("Cover", 3),
}


@pytest.mark.parametrize("fault", BREAK_XLSX)
def test_the_checklist_finds_each_fault_of_a_workbook(fault, xlsx):
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    BREAK_XLSX[fault](book)
    broken = io.BytesIO()
    book.save(broken)
    assert fault in faults(broken.getvalue())


@pytest.mark.parametrize(
    ("part", "old", "new", "fault"),
    [
        ("content", b'table:name="gaps"', b'table:name="gaps of all"', "tables have no names of their own"),
        (
            "content",
            b"</table:table-cell>",
            b"</table:table-cell><table:covered-table-cell/>",
            "Cover: cells are merged",
        ),
        ("content", b"<table:table-row>", b'<table:table-row table:visibility="collapse">', "Cover: rows or columns"),
        ("content", b'office:value="', b'table:formula="of:=1" office:value="', "a cell holds a formula or an error"),
        ("content", b"table:table-header-rows", b"table:table-row-group", "Contents: 0 rows are marked as headings"),
        ("content", b"values withheld", b"values", "the cover does not say that"),
        ("meta", b"<dc:language>en-GB</dc:language>", b"", "no language in the properties"),
        ("styles", b'fo:language="en"', b"", "cells have no language"),
    ],
)
def test_the_checklist_finds_faults_of_an_open_document(small, part, old, new, fault):
    with zipfile.ZipFile(io.BytesIO(export_files.ods(small))) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    assert old in parts[f"{part}.xml"]
    parts[f"{part}.xml"] = parts[f"{part}.xml"].replace(old, new)
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    assert fault in " ".join(faults(broken.getvalue()))


# ---- the same numbers as the pages -------------------------------------------------------------------


def test_workbook_and_open_document_hold_the_same_cells(small, sheets):
    book = export_tables.book(small)
    from_xlsx, from_ods = sheets, of_ods(export_files.ods(small))
    assert list(from_xlsx) == list(from_ods) == [sheet.tab for sheet in book.tables]
    assert from_xlsx == {tab: [[in_workbook(v) for v in row] for row in rows] for tab, rows in from_ods.items()}
    for sheet in book.sheets:
        read = from_xlsx[sheet.tab]
        assert len(read) == 1 + len(sheet.rows)
        numbers = [value for row in read[1:] for value in row if not isinstance(value, str)]
        assert numbers == [value for row in sheet.rows for value in row if not isinstance(value, str)]


def test_names_from_the_register_are_text_and_nothing_else(small, xlsx):
    names = {row[0] for row in of_ods(export_files.ods(small))["Organisations"][1:]}
    assert names == set(small_export.NAMES.values())
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    cells = [cell for sheet in book.worksheets[3:] for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


@pytest.mark.parametrize(("tab", "figure", "form"), [("Gaps", "gap", "{:.1f}"), ("Share below target", "share", "{}%")])
def test_gaps_and_shares_stand_in_the_file_as_on_the_page(small, tab, figure, form, sheets):
    found = export_tables.by_row(small)
    heads, *rows = sheets[tab]
    assert heads == ["Organisation", "Short A", "Short B", "Short C", "Short D"]
    order = export_tables.in_order(small, found, "organisation", figure)
    for row, (view, key) in zip(rows, [("all", ""), *(("organisation", code) for code in order)], strict=True):
        cells = [found[view, "level", key, domain] for domain in "ABCD"]
        assert [shown(value, form) for value in row[1:]] == [heatmap_words.cell_text(cell, figure) for cell in cells]


def test_levels_hold_what_the_release_holds_and_c_where_it_holds_nothing(small, sheets):
    rows = sheets["Organisations"][1:]
    codes = {in_workbook(name): code for code, name in small_export.NAMES.items()}
    cells = {(c.organisation, c.domain): c for c in small.published.select(view="organisation", measure="level").cells}
    assert len(rows) == 4 * len(codes)
    for name, area, *values in rows:
        cell = cells[codes[name], area.removeprefix("Short ")]
        if not cell.shown:
            assert values == [WITHHELD] * 8
            continue
        share = WITHHELD if cell.share_below_target is None else round(100 * cell.share_below_target)
        assert values == [cell.estimate, cell.low, cell.high, cell.target, cell.gap, share, cell.n, cell.invited]


def test_priorities_stand_in_the_file_as_on_the_page(small, sheets):
    rows = sheets["Priorities"][1:]
    group = type("Everybody", (), {"view": "all"})
    for row, priority in zip(rows, small.priorities, strict=True):
        told = priority_words.table_row(priority, f"Short {priority.domain}", group)
        first, last, people, gap, size, low, high, affected, of = row[1:]
        assert (row[0], shown(people, "{:,}"), shown(gap)) == (told[0], told[2], told[3])
        if priority.size is not None:
            places = [priority_words.ordinal(place) for place in dict.fromkeys((first, last))]
            assert " to ".join(places) == told[1]
            assert (f"{size:,}", f"{low:,} to {high:,}", f"{affected} of {of}") == told[4:]


def test_conditions_stand_in_the_file_as_on_the_page(small, sheets):
    rows = sheets["Conditions"][1:]
    found = export_tables.by_row(small)
    everybody = [row for row in rows if row[0] == ALL_OF_GOVERNMENT]
    assert [row[1] for row in everybody] == ["Statement P1", "Statement P2"]
    for row, item in zip(everybody, ("P1", "P2"), strict=True):
        pulse, unsure = (found["all", measure, "", item] for measure in ("pulse", "do_not_know"))
        told = condition_words._figures(pulse if pulse.shown else None)
        agreement, low, high, people = row[3:7]
        assert (shown(agreement), shown(people, "{:,}")) == (told[0], told[2])
        assert (low if low == WITHHELD else f"{low:.1f} to {high:.1f}") == told[1]
        assert shown(row[7], "{}%") == condition_words.share(unsure if unsure.shown else None)


def test_changes_stand_in_the_file_as_on_the_page_and_only_where_there_was_a_cycle_before(small, sheets):
    rows = sheets["Change"][1:]
    everybody = [row for row in rows if row[0] == ALL_OF_GOVERNMENT]
    for row, one in zip(everybody, small.change.table[""], strict=True):
        then, now, change, low, high, people, means = row[2:]
        told = change_words.table_row(one, row[1])
        assert (shown(then), shown(now), shown(change, "{:+.1f}"), shown(people, "{:,}")) == (*told[1:4], told[5])
        assert (low if low == WITHHELD else f"{low:+.1f} to {high:+.1f}") == told[4]
        assert means == (told[6] if one.verdict else WITHHELD)
    assert "Change" not in of_xlsx(export_files.xlsx(replace(small, change=None)))


def test_response_comes_from_published_cells_alone(small):
    rows = {row[0]: row[2:] for row in of_ods(export_files.ods(small))["Response"][1:]}
    for code, name in small_export.NAMES.items():
        cells = small.published.select(view="organisation", measure="level", organisation=code).cells
        people = max((cell.n for cell in cells if cell.n and cell.domain != "ALL"), default=None)
        assert rows[name] == ([WITHHELD] * 3 if people is None else [2 * people, people, 50])


# ---- what is withheld --------------------------------------------------------------------------------


@pytest.mark.parametrize(("seed", "hidden"), [(11, 0.1), (12, 0.5), (13, 0.9)])
def test_what_the_release_withholds_is_a_number_in_no_file(seed, hidden):
    export = small_export.export(seed, hidden)
    sheets = of_xlsx(export_files.xlsx(export))
    found = export_tables.by_row(export)
    names = {in_workbook(name): code for code, name in small_export.NAMES.items()}
    for name, area, *values in sheets["Organisations"][1:]:
        cell = found["organisation", "level", names[name], area.removeprefix("Short ")]
        assert all(value == WITHHELD for value in values) != cell.shown
    for name, *values in sheets["Gaps"][1:]:
        view, key = ("all", "") if name == ALL_OF_GOVERNMENT else ("organisation", names[name])
        cells = [found[view, "level", key, domain] for domain in "ABCD"]
        assert [value == WITHHELD for value in values] == [not cell.shown for cell in cells]
    for row in (*tidy_rows(export), *open_rows(export)):
        if row["status"] == "withheld":
            assert [row[name] for name in NUMBERS] == [""] * len(NUMBERS)


def test_the_cover_counts_the_marks_of_its_own_file_and_the_board_is_told_of_the_release(small, sheets):
    book = export_tables.book(small)
    marks = sum(value == WITHHELD for grid in sheets.values() for row in grid for value in row)
    assert book.withheld == marks > 50
    assert f"This file has {marks:,} values withheld." in " ".join(book.intro)
    hidden, every = small.published.withheld, len(small.published.cells)
    assert f"{hidden:,} of {every:,} figures of the release are withheld" in export_files.readme(small)
    assert export_words.withheld(1).startswith("This file has 1 value withheld.")


@pytest.mark.parametrize("hidden", [0.0, 1.0])
def test_files_are_made_where_all_is_shown_and_where_nothing_is(hidden):
    export = small_export.export(7, hidden)
    assert set(parts(export_files.pack(export))) == PACKED
    levels = [value for row in of_xlsx(export_files.xlsx(export))["Organisations"][1:] for value in row[2:7]]
    assert {isinstance(value, str) for value in levels} == {bool(hidden)}


# ---- CSV and open data -------------------------------------------------------------------------------


def tidy_rows(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export_files.csv(export).decode())))


def open_rows(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(parts(export_files.open_zip(export))[open_data.DATA].decode())))


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def numbers(row: dict[str, str]) -> list[float | None]:
    return [float(row[name]) if row[name] else None for name in NUMBERS]


def test_the_csv_has_a_row_a_group_area_and_measure_with_the_numbers_of_the_release(small):
    rows = tidy_rows(small)
    crossed = [cell for cell in small.published.cells if cell.view == "organisation_grade"]
    assert len(rows) == len(small.published.cells) - len(crossed)
    cells = {_key(cell): cell for cell in small.published.cells}
    for row in rows:
        cell = cells[tuple(row[name] for name in KEY)]
        assert numbers(row) == [getattr(cell, name) for name in NUMBERS]
        assert row["status"] == cell.status
        assert (row["released_on"], row["made_up"], row["cycle"]) == ("2026-11-25", "true", "Spring 2026")
    evil = next(row for row in rows if row["organisation"] == "BBB")
    assert evil["organisation_name"] == f"'{small_export.NAMES['BBB']}", "a spreadsheet would run it"
    assert {row["area_name"] for row in rows} == {f"Short {d}" for d in "ABCD"} | {
        "All areas",
        "Statement P1",
        "Statement P2",
    }


KEY = (
    "view", "domain", "measure", "organisation", "organisation_type", "parent_group", "grade_band", "profession_band",
)  # fmt: skip


def _key(cell: Cell) -> tuple[str, ...]:
    return tuple(getattr(cell, name) for name in KEY)


def test_the_csv_for_excel_is_the_same_behind_a_byte_order_mark(small):
    plain = export_files.csv(small)
    assert export_files.csv_for_excel(small) == b"\xef\xbb\xbf" + plain
    assert not plain.startswith(b"\xef\xbb\xbf")


@pytest.fixture
def opened(small, tmp_path) -> csvw.Table:
    for name, content in parts(export_files.open_zip(small)).items():
        (tmp_path / name).write_bytes(content)
    return csvw.Table.from_file(tmp_path / open_data.DESCRIPTION)


def test_open_data_are_what_their_description_says(small, opened):
    rows = list(opened.iterdicts(strict=True))
    opened.check_primary_key(rows)
    allowed = small.published.select(view="all").cells, small.published.select(view="grade").cells
    types = [c for c in small.published.select(view="organisation_type").cells if c.organisation_type != "Lonely type"]
    assert len(rows) == sum(map(len, allowed)) + len(types) + len(small.published.select(view="profession").cells)
    held = {
        (c.view, c.grade_band + c.organisation_type + c.profession_band or "everybody", c.domain, c.measure): c
        for c in small.published.cells
        if c.view in open_data.VIEWS
    }
    for row in rows:
        cell = held[row["view"], row["group"], row["area"], row["measure"]]
        assert [None if row[n] is None else float(row[n]) for n in NUMBERS] == [getattr(cell, n) for n in NUMBERS]
        assert (row["status"], row["made_up"], f"{row['released_on']:%d/%m/%Y}") == (cell.status, True, "25/11/2026")
    described = json.loads((opened._fname.parent / open_data.DESCRIPTION).read_text())
    assert described["dc:license"]["@id"].endswith("/open-government-licence/version/3/")
    assert all(column["dc:description"] for column in described["tableSchema"]["columns"])


def test_a_description_that_does_not_fit_is_noticed(small, tmp_path):
    held = parts(export_files.open_zip(small))
    (tmp_path / open_data.DESCRIPTION).write_bytes(held[open_data.DESCRIPTION])
    (tmp_path / open_data.DATA).write_bytes(held[open_data.DATA].replace(b"published", b"secret", 1))
    with pytest.raises(ValueError, match="secret"):
        list(csvw.Table.from_file(tmp_path / open_data.DESCRIPTION).iterdicts(strict=True))


def test_open_data_name_no_organisation_and_no_type_that_has_only_one(small):
    data = parts(export_files.open_zip(small))[open_data.DATA].decode()
    assert not [name for name in (*small_export.NAMES, *small_export.NAMES.values()) if name in data]
    assert "Lonely type" not in data
    assert "Ministry" in data


# ---- the pack ----------------------------------------------------------------------------------------

PACKED = {"README.txt", "board-pack.pptx", "board-pack.pdf", "results.xlsx", "results.ods", "results.csv"}


def every_text(data: bytes) -> Iterator[str]:
    """All that a file says, in the files within it too."""
    if data.startswith(b"PK"):
        for content in parts(data).values():
            yield from every_text(content)
    else:
        yield data.decode("utf-8", "ignore")


def test_the_quarterly_pack_holds_the_single_files(small, xlsx):
    held = parts(export_files.pack(small))
    assert set(held) == PACKED
    assert held["board-pack.pptx"] == export_files.pptx(small)
    assert held["results.xlsx"] == xlsx
    assert held["results.ods"] == export_files.ods(small)
    assert held["results.csv"] == export_files.csv_for_excel(small)
    assert all(name in held["README.txt"].decode() for name in PACKED - {"README.txt"})


def test_equal_results_make_equal_files(small):
    for file in (*export_files.SINGLE, export_files.OPEN):
        assert file.make(small) == file.make(small), file.label


def test_every_file_says_that_figures_are_made_up_if_they_are_and_none_names_a_person(small):
    real = small_export.export(made_up=False)
    label, column = "Made-up figures for a demonstration", ",true\n"
    for file in (export_files.pptx, export_files.xlsx, export_files.ods, export_files.open_zip, export_files.csv):
        said = "".join(every_text(file(small)))
        assert label in said or column in said, file.__name__
        assert label not in "".join(every_text(file(real)))
        assert "Somebody Private" not in said
    assert label in export_files.readme(small)
    assert label not in export_files.readme(real)


# ---- the service and the page ------------------------------------------------------------------------


def visit(monkeypatch: pytest.MonkeyPatch, page: str, **query: str) -> AppTest:
    monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer("learning-team"))
    app = AppTest.from_file(ROUTER, default_timeout=30).run()
    app.query_params.update(query)
    return app.switch_page(f"../pages/{page}.py").run()


def test_the_workbook_holds_the_table_that_the_page_of_gaps_shows(demonstration, monkeypatch):
    read = of_xlsx(export_files.xlsx(exporting.export(TEAM)))
    for tab, figure, form in (("Gaps", "gap", "{:.1f}"), ("Share below target", "share", "{}%")):
        page = table(visit(monkeypatch, "insight/gaps", figure=figure))
        heads, *rows = read[tab]
        assert [heads, *([row[0], *(shown(value, form) for value in row[1:])] for row in rows)] == page
    app = visit(monkeypatch, "insight/priorities")
    assert [[row[0], shown(row[3], "{:,}"), shown(row[4])] for row in read["Priorities"][1:]] == [
        [row[0], row[2], row[3]] for row in table(app)[1:]
    ]


def test_the_page_offers_every_file_and_makes_none_before_it_is_asked(demonstration, monkeypatch):
    monkeypatch.setattr(exporting, "export", lambda *_: pytest.fail("made before anybody asked"))
    app = visit(monkeypatch, "campaign/exports")
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == [file.label for file in (export_files.PACK, *export_files.SINGLE, export_files.OPEN)]
    assert demo.CLOSED_CYCLE in " ".join(block.value for block in app.markdown).replace("\\", "")


def test_only_published_actions_of_the_cycle_reach_the_files(demonstration):
    with store.writing() as db:
        cycle = reads.cycle(db, demo.CLOSED_CYCLE)
        told = {"cycle_id": cycle.id, "domain": "DAT", "said": "s", "owner": "o", "due_on": None, "status": "planned"}
        for did, at in (("Secret", None), ("Open", dates.now())):
            db.add(ActionRow(**told, did=did, published_at=at, changed_at=dates.now()))
    with store.reading() as db:
        shown = [one.did for one in actions.published_actions(db, cycle.id)]
        assert shown[-1:] == ["Open"]
        assert "Secret" not in shown
        assert actions.published_actions(db, cycle.id + 1) == ()
    assert [one.did for one in exporting.export(TEAM).actions] == shown


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEARNING_TEAM}))
def test_only_the_learning_team_takes_results_away(demonstration, role):
    for function in (exporting.export, exporting.overview):
        with pytest.raises(NotAllowed):
            function(make.viewer(role))
        with pytest.raises(NotSignedIn):
            function(None)


def test_before_there_is_a_release_there_is_nothing_to_take_away():
    for function in (exporting.export, exporting.overview):
        with pytest.raises(WrongState, match="There are no published results yet"):
            function(TEAM)


def test_while_a_cycle_is_open_its_name_leads_to_the_latest_that_is_released(demonstration):
    assert exporting.overview(TEAM, demo.OPEN_CYCLE)[0].name == demo.CLOSED_CYCLE


def test_rows_that_are_not_as_long_as_their_columns_are_refused():
    with pytest.raises(ValueError, match="another number of cells"):
        Sheet("T", "t", "Title", ("A", "B"), (("a",),))
