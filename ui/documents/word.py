"""A document as Word (DOCX): real headings, lists and tables, text alternatives, and boxes that can be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ui.documents import drawing, word_parts
from ui.documents.blocks import (
    Block,
    Choices,
    Document,
    Entry,
    Heading,
    Option,
    PageBreak,
    Paragraph,
    Picture,
    Points,
    Table,
    without_controls,
)
from ui.tables import Link, of_figures

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph as WordParagraph

PARAGRAPH_STYLES = {"text": "Normal", "lead": "Lead", "inset": "Inset"}


def render(document: Document) -> bytes:
    """The whole file. Properties hold title and language, and nothing else about whom it is for or who made it."""
    document = without_controls(document)
    word = word_parts.empty(document.title, document.language)
    for block in document.whole:
        _draw(word, block)
    file = BytesIO()
    word.save(file)
    return _without_moment(file)


def _without_moment(file: BytesIO) -> bytes:
    """The same words make the same file: its parts do not say when they were packed."""
    packed = BytesIO()
    with ZipFile(file) as parts, ZipFile(packed, "w", ZIP_DEFLATED) as out:
        for part in parts.infolist():
            out.writestr(ZipInfo(part.filename), parts.read(part), ZIP_DEFLATED)
    return packed.getvalue()


def _draw(word: Word, block: Block) -> None:
    match block:
        case Heading(text, level):
            _paragraph(word, text, f"Heading {level}")
        case Paragraph(text, kind):
            _paragraph(word, text, PARAGRAPH_STYLES[kind])
        case Points(lines):
            for line in lines:
                _paragraph(word, line, "List Bullet")
        case Table():
            _table(word, block)
        case Picture():
            _picture(word, block)
        case Entry(title, caption, lines):
            if caption:
                _paragraph(word, caption, "Entry caption")
            _paragraph(word, title, "Entry title")
            for label, words in lines:
                _labelled(word, f"{label}:", words, last=(label, words) == lines[-1])
        case Choices():
            _choices(word, block)
        case PageBreak():
            word.add_page_break()


def _paragraph(word: Word, text: str, style: str) -> WordParagraph:
    return word.add_paragraph(text, style)


def _labelled(word: Word, label: str, words: str, last: bool) -> None:
    paragraph = _paragraph(word, label, "Entry")
    paragraph.runs[0].bold = True
    paragraph.add_run(f" {words}")  # its line breaks stay
    paragraph.paragraph_format.keep_with_next = not last


def _table(word: Word, table: Table) -> None:
    _paragraph(word, table.caption, "Caption")
    drawn = word.add_table(rows=1, cols=len(table.columns), style="Figures")
    right = of_figures(table.columns, table.rows)
    for place, name in enumerate(table.columns):
        word_parts.write(drawn.rows[0].cells[place].paragraphs[0], name, right[place], bold=True)
    for row in table.rows:
        cells = drawn.add_row().cells
        for place, cell in enumerate(row):
            href = cell.href if isinstance(cell, Link) and cell.outside else ""
            bold = table.row_header and place == 0
            word_parts.write(cells[place].paragraphs[0], str(cell), right[place], bold, href)
    word_parts.set_widths(drawn, table.shares)
    word_parts.mark_headers(drawn, table.caption, table.row_header)
    word.add_paragraph()


def _picture(word: Word, picture: Picture) -> None:
    _paragraph(word, picture.title, "Chart title")
    _paragraph(word, picture.subtitle, "Chart subtitle")
    word_parts.add_picture(word, drawing.png(picture.chart), picture.alt)


def _choices(word: Word, asked: Choices) -> None:
    _paragraph(word, asked.number, "Heading 3")
    for part in asked.context:
        _paragraph(word, part, "Normal").paragraph_format.keep_with_next = True
    _boxes(word, asked.stem, asked.options)
    if asked.follow_up:
        _boxes(word, *asked.follow_up)


def _boxes(word: Word, stem: str, options: Sequence[Option]) -> None:
    _paragraph(word, stem, "Stem")
    for mark, words in options:
        paragraph = _paragraph(word, f"\t{mark}\t{words}", "Box")
        word_parts.put_box(paragraph, f"{mark} {words}")
        paragraph.paragraph_format.keep_with_next = (mark, words) != options[-1]
