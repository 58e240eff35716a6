"""The board pack as a document, for PDF: the titles, figures, points and notes of its slides, in their order."""

from collections.abc import Iterator

from assessment.exports.content import Bars, Deck, Slide
from ui import board_chart
from ui.documents.blocks import Block, Document, Heading, PageBreak, Paragraph, Points, Table, picture

METHOD = "How this is made: "


def document(deck: Deck) -> Document:
    """A page a slide; charts have their figures in a table below."""
    first, *rest = (tuple(_section(slide, f"slide-{number}")) for number, slide in enumerate(deck.slides))
    blocks = [*first, *(block for section in rest for block in (PageBreak(), *section))]
    label = [Paragraph(deck.label, "inset")] if deck.label else []
    return Document(deck.title, (Paragraph(deck.subject, "lead"), *label, *blocks))


def _section(slide: Slide, key: str) -> Iterator[Block]:
    yield Heading(slide.title)
    if isinstance(slide.picture, Bars):
        yield picture(board_chart.bars(slide.picture), key)
        rows = zip(slide.picture.labels, map(slide.picture.written, slide.picture.numbers), strict=True)
        yield Table(slide.picture.measure, ("Group or area", slide.picture.measure), tuple(rows))
    elif slide.picture:
        yield Table(slide.picture.caption, slide.picture.columns, slide.picture.rows)
    if slide.points:
        yield Points(slide.points)
    yield Paragraph(METHOD + slide.notes.replace("\n", " "))
