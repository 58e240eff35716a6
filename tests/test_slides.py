"""The board pack as slides and as PDF: messages as titles, text alternatives, sizes, notes, and the same figures."""

import io
import re
from dataclasses import replace
from typing import Any

import openpyxl
import pikepdf
import pptx
import pypdf
import pytest
from pptx.oxml.ns import qn

from assessment.exports.content import Bars, Deck, Grid
from assessment.model import Cell, GapAction
from assessment.service.exporting import Export
from tests import small_export
from ui import board_pack, board_words, export_files, export_tables
from ui.board_document import document
from ui.documents import pdf
from ui.tables import WITHHELD


@pytest.fixture(scope="module")
def small() -> Export:
    return small_export.export(seed=17)


@pytest.fixture(scope="module")
def deck(small: Export) -> Deck:
    return board_pack.deck(small)


@pytest.fixture(scope="module")
def made(small: Export) -> Any:
    return pptx.Presentation(io.BytesIO(export_files.pptx(small)))


def graphics(slide: Any) -> list[Any]:
    return [shape for shape in slide.shapes if shape.has_chart or shape.has_table or shape.shape_type == 13]


def test_every_slide_has_its_message_as_title_and_the_method_in_its_notes(made, deck):
    assert len(made.slides) == len(deck.slides) == 8
    for slide, told in zip(made.slides, deck.slides, strict=True):
        assert slide.shapes.title.text_frame.text == told.title
        assert slide.notes_slide.notes_text_frame.text == told.notes
        assert "Spring 2026, released on 25 November 2026" in told.notes
        assert "Groups of fewer than 10 people are not shown." in told.notes
    assert len({slide.title for slide in deck.slides}) == 8


def test_every_chart_and_table_has_a_text_alternative(made):
    found = [shape for slide in made.slides for shape in graphics(slide)]
    assert len(found) == 6
    for shape in found:
        assert len(shape._element.nvGraphicFramePr.cNvPr.get("descr")) > 20


def test_nothing_is_smaller_than_18_points_and_all_is_in_arial_and_english(made):
    for slide in made.slides:
        runs = [run for part in (slide._element, slide.notes_slide._element) for run in part.iter(qn("a:r"))]
        told = [run.find(qn("a:rPr")) for run in runs]
        assert told
        assert {one.get("lang") for one in told} == {"en-GB"}
        assert {one.find(qn("a:latin")).get("typeface") for one in told} == {"Arial"}
        for shape in graphics(slide):
            if shape.has_chart:
                told += list(shape.chart._chartSpace.iter(qn("a:defRPr")))
        assert all(int(one.get("sz")) >= 1800 for one in told)


def test_tables_can_be_read_as_tables_and_hold_the_figures_of_the_deck(made, deck):
    for slide, told in zip(made.slides, deck.slides, strict=True):
        if isinstance(told.picture, Grid):
            (shape,) = graphics(slide)
            cells = [tuple(cell.text_frame.text for cell in row.cells) for row in shape.table.rows]
            assert cells == [told.picture.columns, *told.picture.rows]
            assert shape.table.first_row
            assert not any(cell.is_merge_origin for row in shape.table.rows for cell in row.cells)


def test_charts_are_charts_with_the_figures_of_the_deck_and_a_workbook_of_no_other(made, deck):
    seen = 0
    for slide, told in zip(made.slides, deck.slides, strict=True):
        if isinstance(told.picture, Bars):
            (shape,) = graphics(slide)
            plot = shape.chart.plots[0]
            assert tuple(plot.categories) == told.picture.labels
            assert tuple(plot.series[0].values) == told.picture.numbers
            book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
            held = [cell.value for sheet in book for row in sheet.iter_rows(min_row=2) for cell in row]
            assert held == [v for p in zip(told.picture.labels, told.picture.numbers, strict=True) for v in p]
            seen += 1
    assert seen == 2


def lines(words: str, size: int, inches: float) -> int:
    """Lines that words take in Arial, whose letters are half as wide as high, or a little more."""
    return -(-int(len(words) * 0.52 * size) // int(72 * inches))


def test_what_stands_on_a_slide_has_room_on_it(made):
    for slide in made.slides:
        title = slide.shapes.title
        assert lines(title.text_frame.text, 30, title.width.inches) * 30 * 1.2 / 72 <= title.height.inches
        bottom = slide.shapes.title.top + slide.shapes.title.height
        for shape in slide.shapes:
            if shape.has_table:
                widths = [column.width.inches - 0.2 for column in shape.table.columns]
                high = sum(
                    max(lines(c.text_frame.text, 18, w) for c, w in zip(row.cells, widths, strict=True)) * 0.3 + 0.06
                    for row in shape.table.rows
                )
                below = [other.top.inches for other in slide.shapes if other.top > shape.top]
                assert shape.top >= bottom
                assert shape.top.inches + high <= min(below, default=7.5) + 0.05, slide.shapes.title.text_frame.text


def test_the_properties_say_what_it_is_and_nobody_who_made_it(made):
    told = made.core_properties
    assert (told.title, told.subject) == ("Digital leadership: results for the board", "Spring 2026")
    assert (told.author, told.last_modified_by, told.language) == (*["Check your digital leadership"] * 2, "en-GB")


def test_made_up_figures_are_labelled_on_every_slide(made):
    for slide in made.slides:
        assert "Made-up figures for a demonstration." in " ".join(
            s.text_frame.text for s in slide.shapes if s.has_text_frame
        )
    real = pptx.Presentation(io.BytesIO(export_files.pptx(small_export.export(made_up=False))))
    assert "Made-up" not in " ".join(s.text_frame.text for page in real.slides for s in page.shapes if s.has_text_frame)


# ---- what the slides say -----------------------------------------------------------------------------


def test_messages_are_computed_from_the_figures(small, deck):
    found = export_tables.by_row(small)
    gaps = {f"Short {d}": found["all", "level", "", d].gap for d in "ABCD" if found["all", "level", "", d].shown}
    below = sorted((name for name in gaps if gaps[name] > 0), key=lambda name: -gaps[name])[:3]
    assert deck.slides[0].title == f"Leaders are furthest below target in {board_words.listed(below)}"
    assert dict(zip(deck.slides[2].picture.labels, deck.slides[2].picture.numbers, strict=True)) == gaps
    assert f"in {sum(gap > 0 for gap in gaps.values())} of {len(gaps)} areas shown" in deck.slides[2].title


@pytest.mark.parametrize(
    ("gaps", "title"),
    [
        ({}, "No figure can be shown for all of government"),
        ({"A": 0.0, "B": -0.4}, "On average leaders meet the target in every area shown"),
        ({"A": 0.5, "B": 0.0}, "Leaders are furthest below target in A"),
        ({"A": 0.5, "B": 0.4, "C": 0.2, "D": 0.1}, "Leaders are furthest below target in A, B and C"),
    ],
)
def test_the_message_says_no_more_than_the_figures(gaps, title):
    assert board_words.message(gaps) == title


def test_withheld_areas_and_organisations_are_marked_and_the_worst_organisation_is_in_no_title(small, deck):
    grid = deck.slides[3].picture
    found = export_tables.by_row(small)
    codes = {name: code for code, name in small_export.NAMES.items()} | {"All of government": ""}
    areas = [column.removeprefix("Short ") for column in grid.columns[1:]]
    assert 1 <= len(areas) <= 3
    for name, *values in grid.rows:
        view = "organisation" if codes[name] else "all"
        cells = [found[view, "level", codes[name], area] for area in areas]
        assert values == [f"{cell.gap:.1f}" if cell.shown else WITHHELD for cell in cells]
    assert not [name for name in small_export.NAMES.values() for slide in deck.slides if name in slide.title]


def test_the_board_sees_need_places_shortfall_and_both_costs(deck, small):
    grid = deck.slides[5].picture
    held = {row.offer.title: row for row in small.demand.offers}
    for title, need, places, short, cost, cost_of_short in grid.rows:
        row = held[title]
        assert (need, places) == (f"{row.need:,}", f"{row.capacity.places:,}")
        assert short == f"{row.shortfall:,}"
        assert cost == (f"£{row.cost:,}" if row.cost is not None else "–")
        assert cost_of_short == (f"£{row.shortfall_cost:,}" if row.shortfall_cost is not None else "–")
    assert "£36,000" in {row[4] for row in grid.rows}


def test_actions_are_told_short_and_decisions_are_sought_where_there_is_none(small, deck):
    slide = deck.slides[6]
    assert slide.points[0].startswith("Short A: Data lessons Data lessons")
    assert slide.points[0].endswith("… (under way)")
    assert len(slide.points[0]) < 200
    found = export_tables.by_row(small)
    largest = [d for d, gap in board_pack.largest(small, found).items() if gap > 0][:3]
    asked = [f"Decide on an action for Short {d}, or say why there is none" for d in largest if d != "A"]
    assert list(slide.points[1 : 1 + len(asked)]) == asked
    assert slide.title.startswith("1 action is published; ")
    done = tuple(GapAction(1, 1, d, "s", "Done.", "o", None, "done", None) for d in "ABCD")
    every = board_pack.deck(replace(small, actions=done)).slides[6]
    assert not [point for point in every.points if point.startswith("Decide on an action")]


def test_what_nobody_may_see_is_in_no_slide():
    hidden = board_pack.deck(small_export.export(5, 1.0))
    assert hidden.slides[0].title == "No figure can be shown for all of government"
    assert [slide.picture for slide in hidden.slides[:4]] == [None] * 4
    assert hidden.slides[1].title == "How many people have a result cannot be shown"
    assert {value for row in hidden.slides[4].picture.rows for value in row[1:]} == {WITHHELD}
    figures = re.findall(r"\d\.\d", " ".join(f"{s.title} {s.points} {s.picture}" for s in hidden.slides))
    assert figures == []


def test_the_appendix_counts_what_is_withheld_by_kind_of_group(small, deck):
    withheld, every = small.published.withheld, len(small.published.cells)
    assert deck.slides[7].title == f"Appendix: {withheld:,} of {every:,} figures of the release are withheld"
    for kind, shown, hidden in deck.slides[7].picture.rows:
        view = next(view for view, name in board_words.KINDS.items() if name == kind)
        cells: tuple[Cell, ...] = small.published.select(view=view).cells
        assert (int(shown), int(hidden)) == (sum(c.shown for c in cells), sum(not c.shown for c in cells))


# ---- PDF ---------------------------------------------------------------------------------------------


def test_the_pdf_is_tagged_and_says_what_the_slides_say(small, deck):
    made = export_files.board_pdf(small)
    with pikepdf.open(io.BytesIO(made)) as file:
        assert bool(file.Root.MarkInfo.Marked)
        assert str(file.Root.Lang) == "en-GB"
        kinds = [str(element.S) for element in pdf.elements(file.Root.StructTreeRoot)]
        figures = [element for element in pdf.elements(file.Root.StructTreeRoot) if element.S == "/Figure"]
        assert all(str(figure.Alt) for figure in figures)
        with file.open_metadata() as told:
            assert told["pdfuaid:part"] == "1"
            assert told["dc:title"] == deck.title
    assert kinds.count("/H2") == 8
    assert kinds.count("/Table") == sum(slide.picture is not None for slide in deck.slides)
    said = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages))
    for slide in deck.slides:
        assert slide.title in said
        if isinstance(slide.picture, Bars):
            assert all(slide.picture.written(number) in said for number in slide.picture.numbers)
        elif slide.picture:
            assert all(value in said for row in slide.picture.rows for value in row[1:])
    assert "Made-up figures for a demonstration." in said


def test_the_document_of_a_deck_has_the_words_of_its_slides(deck):
    blocks = document(deck).blocks
    headings = [block.text for block in blocks if type(block).__name__ == "Heading"]
    assert headings == [slide.title for slide in deck.slides]
