"""Tables for the screen and for spreadsheets: marked up, escaped, safe to open."""

import csv
import io
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ui.downloads import MADE_UP, csv_bytes
from ui.tables import table_markup

COLUMNS = ["Organisation", "Gap", "Note"]
ROWS = [["Dept <A> & B", 1.2, "x"], ["Dept C", "[c]", "y"], ["Dept D", "-0.3", "12"]]


class Cells(HTMLParser):
    """Tags with their attributes and text, in order."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes), ""))

    def handle_data(self, data: str) -> None:
        tag, attributes, text = self.found[-1]
        self.found[-1] = (tag, attributes, text + data)

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [(attributes, text) for name, attributes, text in self.found if name == tag]


def test_a_table_has_a_caption_and_headers_for_columns_and_rows():
    table = Cells(table_markup("Gaps", COLUMNS, ROWS))
    assert table.all("caption") == [({}, "Gaps")]
    headers = table.all("th")
    assert [text for attributes, text in headers if attributes["scope"] == "col"] == COLUMNS
    assert [text for attributes, text in headers if attributes["scope"] == "row"] == [
        "Dept <A> & B",
        "Dept C",
        "Dept D",
    ]


def test_columns_of_numbers_and_marks_are_aligned_right_and_others_are_not():
    table = Cells(table_markup("Gaps", COLUMNS, ROWS))
    assert [(a.get("class"), text) for a, text in table.all("td")] == [
        ("number", "1.2"), (None, "x"), ("number withheld", "[c]"), (None, "y"), ("number", "-0.3"), (None, "12"),
    ]  # fmt: skip


def test_a_withheld_cell_says_so_in_words_that_are_heard():
    assert '[c]<span class="unseen"> not shown, to protect the people in a small group</span>' in table_markup(
        "Gaps", COLUMNS, ROWS
    )
    assert "not asked in this cycle" in table_markup("Gaps", ["A", "B"], [["x", "[z]"]])


def test_without_row_headers_every_cell_is_data():
    assert "row" not in {
        a.get("scope") for a, _ in Cells(table_markup("Gaps", COLUMNS, ROWS, row_header=False)).all("th")
    }


def test_a_row_of_another_length_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="‘Gaps’"):
        table_markup("Gaps", COLUMNS, [["only one"]])


texts = some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(texts, texts, texts)
def test_no_text_becomes_markup(caption, column, cell):
    table = Cells(table_markup(caption, [column], [[cell]]))
    assert [tag for tag, _, _ in table.found if tag not in ("span",)] == [
        "div", "table", "caption", "thead", "tr", "th", "tbody", "tr", "th",
    ]  # fmt: skip
    assert table.all("caption")[0][1] == caption
    assert table.all("th")[1][1] == cell


def read(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_file_has_a_byte_order_mark_and_the_cells_of_the_table():
    data = csv_bytes(["Área", "Gap"], [["É & co, “x”", -1.5], ["b", "[c]"]])
    assert data.startswith(b"\xef\xbb\xbf")
    assert read(data) == [["Área", "Gap"], ["É & co, “x”", "-1.5"], ["b", "[c]"]]


def test_made_up_figures_say_so_in_the_first_line():
    assert read(csv_bytes(["A"], [["b"]], made_up=True)) == [[MADE_UP], ["A"], ["b"]]


@pytest.mark.parametrize(
    "formula", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\n=1", "-", "+"]
)
def test_a_formula_is_only_text(formula):
    assert read(csv_bytes([formula], [[formula]])) == [["'" + formula], ["'" + formula]]


@given(some.text(some.characters(exclude_categories=["Cs"])))
def test_no_cell_of_any_text_can_start_a_formula(cell):
    shown = read(csv_bytes(["A", "B"], [[cell, "x"]]))[1][0]
    assert not shown.lstrip(" ").startswith(("=", "@", "\t", "\r"))
    assert shown.removeprefix("'") == cell.removeprefix("'")


@pytest.mark.parametrize("number", ["-0.3", "+1.2", "-12%", -3, 0.5])
def test_a_number_stays_a_number(number):
    assert read(csv_bytes(["A"], [[number]]))[1] == [str(number)]
