"""A deck as PPTX: every slide has its message as title, charts and tables that can be edited, and notes.

Charts are PowerPoint's own, not pictures: they can be changed, printed in any size and read by screen readers, which
get their text alternative. Nothing is smaller than SMALLEST points.
"""

import io
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from assessment.exports.content import AUTHOR, Bars, Deck, Grid, Slide
from assessment.exports.steady import steady

FONT, LANGUAGE = "Arial", "en-GB"
SMALLEST = 18
"""Points: what can be read from the back of a room."""
TITLE = 30
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
"""Inches."""
TITLE_ONLY, BODY = 5, 1
"""Layouts of the plain template: a title alone, and a title with a list."""
NAVY, PALE, INK = RGBColor(0x12, 0x43, 0x6D), RGBColor(0xF4, 0xF8, 0xFB), RGBColor(0x0B, 0x0C, 0x0C)
TOP, FOOT, LINE = 1.7, 0.5, 0.34
"""Inches: where the body begins, the room at the foot, and a line of the smallest text."""
LETTERS = 90
"""Of the smallest text in a line across the slide."""


def slides(deck: Deck) -> bytes:
    """The whole file, a slide each in their order."""
    file = Presentation()
    file.slide_width, file.slide_height = Inches(WIDTH), Inches(HEIGHT)
    for slide in deck.slides:
        _slide(file, slide, deck.label)
    told = file.core_properties
    told.title, told.subject, told.author, told.language = deck.title, deck.subject, AUTHOR, LANGUAGE
    told.last_modified_by, told.revision = AUTHOR, 1
    told.created = told.modified = deck.made_at.replace(tzinfo=None)
    made = io.BytesIO()
    file.save(made)
    return steady(made.getvalue(), deck.made_at)


def _slide(file: Any, slide: Slide, label: str) -> None:
    alone = slide.picture is None
    page = file.slides.add_slide(file.slide_layouts[BODY if alone else TITLE_ONLY])
    _place(page.shapes.title, MARGIN, 0.3, TOP - 0.35)
    _write(page.shapes.title.text_frame, [slide.title], TITLE, bold=True)
    room = HEIGHT - TOP - FOOT
    if alone:
        body = page.placeholders[1]
        _place(body, MARGIN, TOP, room)
        _write(body.text_frame, slide.points, 22)
    else:
        points = LINE * sum(1 + len(point) // LETTERS for point in slide.points)
        _picture(page, slide.picture, room - points - 0.1)
        if slide.points:
            box = page.shapes.add_textbox(0, 0, 0, 0)
            box.name = "Points"
            _place(box, MARGIN, HEIGHT - FOOT - points, points)
            _write(box.text_frame, slide.points, SMALLEST)
    if label:
        foot = page.shapes.add_textbox(0, 0, 0, 0)
        foot.name = "Label"
        _place(foot, MARGIN, HEIGHT - FOOT, FOOT)
        _write(foot.text_frame, [label], SMALLEST)
    _write(page.notes_slide.notes_text_frame, slide.notes.split("\n"), SMALLEST)


def _place(shape: Any, left: float, top: float, height: float) -> None:
    shape.left, shape.top = Inches(left), Inches(top)
    shape.width, shape.height = Inches(WIDTH - 2 * left), Inches(height)


def _write(frame: Any, lines: Any, size: int, bold: bool = False) -> None:
    """Paragraphs of plain text in our font, size and language."""
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = line
        _dress(run.font, size, bold)
        run.font._rPr.set("lang", LANGUAGE)


def _dress(font: Any, size: int, bold: bool = False) -> None:
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = INK


def _picture(page: Any, picture: Bars | Grid | None, height: float) -> None:
    place = Inches(MARGIN), Inches(TOP), Inches(WIDTH - 2 * MARGIN)
    if isinstance(picture, Bars):
        shape = _bars(page, picture, (*place, Inches(height)))
        shape.name, alternative = picture.measure, picture.alt
    elif picture:
        shape = page.shapes.add_table(1 + len(picture.rows), len(picture.columns), *place, 0)
        shape.name, alternative = picture.caption, picture.caption
        _grid(shape.table, picture, height)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", alternative)


def _bars(page: Any, bars: Bars, place: tuple[Any, ...]) -> Any:
    told = CategoryChartData(number_format=bars.form)
    told.categories = list(bars.labels)
    told.add_series(bars.measure, bars.numbers)
    shape = page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, told)
    chart = shape.chart
    chart.has_legend, chart.has_title = False, False
    _dress(chart.font, SMALLEST)
    chart.category_axis.reverse_order = True  # the first row on top, as in the table
    chart.category_axis.format.line.color.rgb = INK
    chart.category_axis.tick_labels.offset = 10
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    chart.value_axis.minimum_scale = min(0.0, *bars.numbers)
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 40, True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = bars.form, False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    _dress(plot.data_labels.font, SMALLEST)
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = NAVY
    series.invert_if_negative = False
    return shape


def _grid(table: Any, grid: Grid, height: float) -> None:
    """Cells in lines as high as the room allows; the first column, which names the rows, is the widest."""
    table.first_row, table.first_col, table.horz_banding = True, True, False
    rest = min(2.1, 7.6 / max(1, len(grid.columns) - 1))
    widths = [WIDTH - 2 * MARGIN - rest * (len(grid.columns) - 1), *[rest] * (len(grid.columns) - 1)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for row, cells in zip(table.rows, (grid.columns, *grid.rows), strict=True):
        row.height = Inches(min(0.6, height / (1 + len(grid.rows))))
        for number, (cell, words) in enumerate(zip(row.cells, cells, strict=True)):
            _cell(cell, words, head=cells is grid.columns, right=number > 0)


def _cell(cell: Any, words: str, head: bool, right: bool) -> None:
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    _write(cell.text_frame, [words], SMALLEST, bold=head)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    cell.fill.solid()
    cell.fill.fore_color.rgb = PALE if head else RGBColor(0xFF, 0xFF, 0xFF)
    edge = cell._tc.get_or_add_tcPr()
    line = edge.makeelement(qn("a:lnB"), {"w": "12700"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": "858686"}))
    line.append(fill)
    edge.insert(0, line)
