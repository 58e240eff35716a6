"""Table 21 of the Civil Service Statistics: what is read, what it would change, and what is refused in words."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from assessment import register, table21
from assessment.errors import InputError
from tests import builders as make
from tests import statistical_tables as files

SPRING = date(2026, 3, 31)
BOTH = pytest.mark.parametrize("kind", [files.xlsx, files.ods], ids=["xlsx", "ods"])


def read(lines, kind=files.xlsx, sheet="table_21"):
    return table21.read("tables.ods", kind(lines, sheet))


def refused(data: bytes) -> str:
    """What is said of a file, all of it."""
    with pytest.raises(InputError) as error:
        table21.read("tables.ods", data)
    return "\n".join(map(str, error.value.faults))


@BOTH
def test_the_published_table_of_2023_changes_nothing_in_the_register_of_2023(kind):
    found = table21.update(read(files.sheet(files.real_rows()), kind), register.organisations())
    assert found.as_at == "31 March 2023"
    assert (found.changed, found.unknown, found.same) == ((), (), 110)
    assert all(one.total_headcount is None for one in found.missing)


@BOTH
@pytest.mark.parametrize("sheet", ["table_21", "Table 21", "Table_21", "21"])
def test_counts_are_read_with_commas_and_notes_and_c_is_no_number(kind, sheet):
    rows = [
        files.row("HM Treasury", "HM Treasury [note 4]", 155, "2,205"),
        files.row("HM Treasury", "UK Debt Management Office", "[c]", 130.0),
        files.row("HM Treasury", "HM Treasury total", 160, "2,335"),
        files.row("All", "All employees", 7_500, "550,000"),
    ]
    found = read(files.sheet(rows, files.TITLE.format(year=2026)), kind, sheet)
    assert found.as_at == SPRING
    assert [(c.name, c.scs_headcount, c.total_headcount) for c in found.counts] == [
        ("HM Treasury", 155, 2205),
        ("UK Debt Management Office", None, 130),
    ]


def test_differences_name_what_changes_what_is_not_known_and_what_is_missing():
    hmt = replace(make.organisation("HMT", "HM Treasury"), scs_headcount=140, total_headcount=2000)
    fcdo = replace(make.organisation("FCDO", "Foreign, Commonwealth and Development Office"), total_headcount=9)
    dmo = replace(make.organisation("DMO", "UK Debt Management Office"), total_headcount=130)
    gone = replace(make.organisation("OLD", "Old Office"), valid_to=date(2026, 3, 1))
    rows = [
        files.row("T", "The HM Treasury", 155, "2,000"),
        files.row("F", "Foreign, Commonwealth & Development Office (excl. agencies)", "[c]", 9),
        files.row("O", "Old Office", 5, 10),
        files.row("N", "New Office", 5, 10),
    ]
    table = read(files.sheet(rows, files.TITLE.format(year=2026)))
    found = table21.update(table, [hmt, fcdo, dmo, gone])
    assert found.changed == ((hmt, replace(hmt, scs_headcount=155)),)
    assert found.unknown == ("New Office", "Old Office"), "what had ended by then is not counted under its old name"
    assert found.missing == (dmo,)
    assert found.same == 1


def test_names_that_the_statistics_use_for_others_are_known():
    rows = [files.row("S", "Office of the Secretary of State for Scotland", 15, 130)]
    found = table21.update(read(files.sheet(rows)), register.organisations())
    assert [(b.code, b.scs_headcount, a.scs_headcount) for b, a in found.changed] == [("SCOTLAND-OFFICE", 10, 15)]
    again = [*rows, files.row("S", "Scotland Office", 20, 130)]
    found = table21.update(read(files.sheet(again)), register.organisations())
    assert found.unknown == ("Scotland Office",), "two rows cannot both be of one organisation"


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (-5, "‘-5’ is not a number of people"),
        (12.5, "‘12.5’ is not a number of people"),
        ("about 20", "‘about 20’ is not a number of people"),
        ("=1+1", "is not a number of people"),
        (None, "there is no number"),
        ("1,00", "‘1,00’ is not a number of people"),
        (True, "is not a number of people"),
    ],
)
@BOTH
def test_a_cell_that_is_no_count_is_named_with_its_row(kind, cell, words):
    if cell is True and kind is files.ods:
        return
    rows = [files.row("A", "Alpha", 5, 10), files.row("B", "Beta", cell, 10)]
    said = refused(kind(files.sheet(rows)))
    assert "row 6, column senior civil servants" in said
    if cell != "=1+1":  # a spreadsheet program would have computed it; nothing computes here
        assert words in said


def test_everything_that_is_wrong_is_said_at_once():
    rows = [files.row("A", "Alpha", -1, "x"), files.row("B", "Beta", 50, 10), files.row("B", "Beta", 5, 10)]
    said = refused(files.xlsx(files.sheet(rows))).splitlines()
    assert len(said) == 4
    assert "‘Beta’ stands in row 6 already" in said[3]
    assert "more senior civil servants than people" in said[2]


@pytest.mark.parametrize(
    ("lines", "sheet", "words"),
    [
        (files.sheet([]), "table_21", "its table has no rows"),
        (files.sheet(files.real_rows()), "table_20", "it has no sheet ‘table_21’"),
        (
            files.sheet(files.real_rows(), "Table 21: Responsibility level by profession, 31 March 2026"),
            "table_21",
            "its title is not ‘Responsibility level by government department’",
        ),
        (
            files.sheet(files.real_rows(), "Table 21: Sex by department, 31 March 2026"),
            "table_21",
            "its title is not ‘Responsibility level by government department’",
        ),
        (
            files.sheet(files.real_rows(), "Responsibility level by government department"),
            "table_21",
            "its title does not say of which day it is",
        ),
        (
            files.sheet(files.real_rows(), headings=[h.replace("Senior Civil", "Other") for h in files.HEADINGS]),
            "table_21",
            "its table has no column ‘Senior Civil Service level’",
        ),
        (
            files.sheet(files.real_rows(), headings=[*files.HEADINGS[:-1], "Everybody"]),
            "table_21",
            "row 4 has no column of all employees",
        ),
        (
            files.sheet(files.real_rows(), headings=["Group", "Unit", *files.HEADINGS[2:]]),
            "table_21",
            "row 4 has no column of organisations",
        ),
        (
            files.sheet(files.real_rows(), headings=[*files.HEADINGS[:2], *["Senior Civil Service level"] * 7]),
            "table_21",
            "row 4 has several columns of senior civil servants",
        ),
        ([[]], "table_21", "its table has no column"),
    ],
)
def test_another_table_is_refused_in_words(lines, sheet, words):
    for kind in (files.xlsx, files.ods):
        assert words in refused(kind(lines, sheet))


# ---- files that are not what they say ----------------------------------------------------------------


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/"), data)
    return file.getvalue()


def with_part(data: bytes, name: str, change) -> bytes:
    """A file with one of its parts changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    return file.getvalue()


@pytest.mark.parametrize("data", [b"", b"organisation,scs\nHMT,5\n", b"PK\x03\x04", b"%PDF-1.7", zipped(a=b"b")])
def test_what_is_no_spreadsheet_is_refused(data):
    assert "it is not an XLSX or ODS file, or it is damaged" in refused(data)


def test_a_file_of_200_megabytes_is_refused_before_it_is_opened():
    assert "it is larger than 20 MB" in refused(bytes(200_000_000))


def test_a_zip_bomb_is_refused_before_it_is_opened():
    bomb = zipped(**{"content.xml": bytes(300_000_000)})
    assert len(bomb) < 1_000_000
    assert "there is far more in it than in these statistics" in refused(bomb)


def test_a_cell_far_out_is_refused_before_a_table_up_to_it_is_made():
    small = files.sheet([files.row("A", "Alpha", 5, 10)])
    far = with_part(
        files.xlsx(small), "xl/worksheets/sheet2.xml", lambda part: part.replace(b'r="A1"', b'r="XFD1048576"')
    )
    assert "there is far more in it" in refused(far)
    repeated = b'<table:table-row table:number-rows-repeated="1000000">'
    tall = with_part(files.ods(small), "content.xml", lambda part: part.replace(b"<table:table-row>", repeated, 2))
    assert "there is far more in it" in refused(tall)


def test_entities_and_damaged_parts_are_refused():
    small = files.sheet([files.row("A", "Alpha", 5, 10)])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    assert "it has no sheet" in refused(with_part(files.ods(small), "content.xml", lambda _: bomb))
    assert "damaged" in refused(with_part(files.xlsx(small), "xl/worksheets/sheet2.xml", lambda part: part[:-40]))
