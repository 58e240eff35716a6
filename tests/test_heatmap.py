"""The heat map: a number or the mark in every square, words that agree with them, nothing of what is withheld."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assessment import gaps
from assessment.model import Cell
from tests import builders as make
from tests.test_charts import IDS, SHORT, values
from ui import chart_words, heatmap_words
from ui.chart_parts import Picture
from ui.heatmap_chart import NOT_SHOWN, classes, heatmap, pages, value_class

BANK = make.bank(tuple(make.rating(f"{d}-S1", d) for d in IDS))
ORGANISATIONS = {f"D{n}": f"Department {n} of a rather long name" for n in range(4)}
ROWS = {gaps.EVERYBODY: heatmap_words.ALL_OF_GOVERNMENT} | ORGANISATIONS
FIGURES = list(heatmap_words.FIGURES)


def cell(row: str, domain: str, numbers: tuple[float, int, int] | None) -> Cell:
    """A gap in tenths, a share in hundredths and people invited; withheld without."""
    view = "organisation" if row else "all"
    if numbers is None:
        return Cell(view, domain, "level", "withheld", row)
    tenths, hundredths, invited = numbers
    share = hundredths / 100
    return Cell(
        view, domain, "level", "published", row, n=20, invited=invited, gap=tenths / 10, share_below_target=share
    )


numbers = some.none() | some.tuples(some.integers(-20, 30), some.integers(0, 100), some.integers(20, 4000))
grids = some.fixed_dictionaries({(row, d): numbers for row in ROWS for d in IDS}).map(
    lambda grid: {key: cell(*key, held) for key, held in grid.items()}
)
figures = some.sampled_from(FIGURES)


def drawn(grid: dict[tuple[str, str], Cell], figure: str = "gap") -> Picture:
    return heatmap(grid, BANK.domains, ROWS, figure)


def test_every_figure_that_can_be_read_can_be_written():
    assert list(heatmap_words.FIGURES) == list(gaps.FIGURES)


@given(grids, figures)
@settings(max_examples=100, deadline=None)
def test_the_title_names_the_largest_figure_shown_of_the_rows_below_all_of_government(grid, figure):
    _, words = drawn(grid, figure)
    shown = {key: v for key, c in grid.items() if (v := gaps.FIGURES[figure](c)) is not None}
    compared = {key: v for key, v in shown.items() if key[0]} or shown
    largest = max(compared.values(), default=0)
    areas = {SHORT[d] for (_, d), v in compared.items() if v == largest}
    rows = {ROWS[row] for (row, _), v in compared.items() if v == largest}
    named = {name for name in SHORT.values() if name in words.title}
    if not shown:
        assert words.title == "No figure for these organisations can be shown"
    elif largest <= 0:
        assert words.title == heatmap_words.FIGURES[figure].quiet
    else:
        assert heatmap_words.FIGURES[figure].say(largest) in words.title
        assert named == (areas if len(areas) <= 2 else set())
        assert all(name in rows for name in ROWS.values() if f"({name})" in words.title)
    assert len(words.alt) <= chart_words.ALT_LIMIT


@given(grids, figures)
@settings(max_examples=60, deadline=None)
def test_every_square_has_the_number_of_the_table_or_the_mark_and_nothing_behind_it(grid, figure):
    chart, _ = drawn(grid, figure)
    squares = values(chart)[: len(grid)]
    assert len(squares) == len(grid)
    assert all(set(square) == {"row", "area", "number", "class", "ink"} for square in squares)
    held = {(str(s["row"]).replace("|", " "), str(s["area"]).replace("|", " ")): s for s in squares}
    table = heatmap_words.rows(grid, ROWS, list(IDS), figure)
    assert [row[0] for row in table] == list(ROWS.values())
    for name, *texts in table:
        for domain, text in zip(IDS, texts, strict=True):
            square = held[name, SHORT[domain]]
            assert square["number"] == text
            assert (text == "[c]") == (square["class"] == "[c] Not shown")
            assert text != "-0.0"


@pytest.mark.parametrize("figure", FIGURES)
def test_a_number_that_somebody_leaves_in_a_cell_that_is_not_shown_stays_out_of_the_specification(figure):
    hidden = cell("D0", "A", (77, 87, 1477))
    object.__setattr__(hidden, "status", "withheld")
    grid = {("D0", "A"): hidden, ("D1", "A"): cell("D1", "A", (4, 40, 100))}
    chart, words = heatmap(grid, BANK.domains[:1], {"D0": "One", "D1": "Two"}, figure)
    everything = json.dumps(chart.to_dict()) + words.title + words.alt
    assert not any(secret in everything for secret in ("7.7", "87%", "0.87", "1,285", "1285", "1477"))
    assert heatmap_words.rows(grid, {"D0": "One"}, ["A"], figure) == [("One", "[c]")]


@pytest.mark.parametrize(
    ("figure", "title"),
    [
        ("gap", "Short A has the largest gap shown: 0.4 below target (Two)"),
        ("share", "Short A has the largest share shown: 40% below target (Two)"),
        ("people", "Short A has the most people shown: about 40 below target (Two)"),
    ],
)
def test_titles_of_the_three_figures(figure, title):
    grid = {("D0", "A"): cell("D0", "A", (2, 20, 100)), ("D1", "A"): cell("D1", "A", (4, 40, 100))}
    _, words = heatmap(grid, BANK.domains[:1], {"D0": "One", "D1": "Two"}, figure, "organisation", "Spring")
    assert words.title == title
    assert "By organisation and area, Spring." in words.subtitle
    assert words.alt.startswith(f"Heat map of {heatmap_words.FIGURES[figure].measure} for 2 organisations and 1 area.")


def test_rows_that_are_not_asked_for_neither_show_nor_count():
    grid = {("D0", "A"): cell("D0", "A", (2, 20, 100)), ("D9", "A"): cell("D9", "A", (29, 20, 100))}
    chart, words = heatmap(grid, BANK.domains[:1], {"D0": "One"})
    assert "2.9" not in json.dumps(chart.to_dict())
    assert words.title == "Short A has the largest gap shown: 0.2 below target (One)"


def test_where_all_rows_are_withheld_the_title_is_about_all_of_government():
    grid = {("", "A"): cell("", "A", (3, 60, 900)), ("D0", "A"): cell("D0", "A", None)}
    _, words = heatmap(grid, BANK.domains[:1], {"": "All of government", "D0": "One"})
    assert words.title == "Short A has the largest gap shown: 0.3 below target (All of government)"


@pytest.mark.parametrize(
    ("figure", "value", "words"),
    [
        ("gap", -0.3, "At or above target"),
        ("gap", 0.0, "At or above target"),
        ("gap", 0.1, "Up to 0.5 below"),
        ("gap", 0.5, "Up to 0.5 below"),
        ("gap", 0.6, "0.6 to 1.0 below"),
        ("gap", 1.0, "0.6 to 1.0 below"),
        ("gap", 1.1, "1.1 to 1.5 below"),
        ("gap", 1.5, "1.1 to 1.5 below"),
        ("gap", 1.6, "More than 1.5 below"),
        ("gap", None, "[c] Not shown"),
        ("share", 0.0, "Up to 20%"),
        ("share", 0.2, "Up to 20%"),
        ("share", 0.21, "21% to 40%"),
        ("share", 0.6, "41% to 60%"),
        ("share", 0.8, "61% to 80%"),
        ("share", 0.81, "More than 80%"),
        ("share", None, "[c] Not shown"),
        ("people", gaps.FEW, "Fewer than 10"),
        ("people", 10, "10 to 50"),
        ("people", 50, "10 to 50"),
        ("people", 55, "55 to 100"),
        ("people", 105, "105 to 500"),
        ("people", 505, "More than 500"),
        ("people", None, "[c] Not shown"),
    ],
)
def test_the_legend_says_what_the_colour_means(figure, value, words):
    assert value_class(value, figure)[0] == words
    assert words in [label for label, _, _ in (*classes(figure), NOT_SHOWN)]


def test_fewer_than_ten_people_are_a_mark_and_not_a_number():
    grid = {("D0", "A"): cell("D0", "A", (4, 30, 20)), ("D1", "A"): cell("D1", "A", (4, 30, 4000))}
    assert heatmap_words.rows(grid, {"D0": "One", "D1": "Two"}, ["A"], "people") == [("One", "<10"), ("Two", "1,200")]


def test_a_picture_holds_twelve_rows_and_all_of_government_and_pages_hold_the_rest():
    keys = [f"O{n}" for n in range(30)]
    assert [len(page) for page in pages(keys)] == [12, 12, 6]
    assert [key for page in pages(keys) for key in page] == keys
    heatmap({}, BANK.domains, {"": "All"} | dict.fromkeys(keys[:12], "x"))
    with pytest.raises(ValueError, match="holds 12 rows, not 13"):
        heatmap({}, BANK.domains, dict.fromkeys(keys[:13], "x"))


def test_captions_and_counts_are_plain_english():
    assert heatmap_words.caption("people", "grade") == "People below target by grade and area, to the nearest 5"
    assert heatmap_words.counted(1, "organisation_type") == "1 type of organisation"
    assert heatmap_words.counted(3, "organisation_type") == "3 types of organisation"
    assert heatmap_words.columns("parent_group", BANK.domains[:1]) == ("Parent group", "Short A")
