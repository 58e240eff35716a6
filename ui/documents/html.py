"""A document as one HTML file: no scripts, nothing from elsewhere, made to be read, kept and printed."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from pathlib import Path

from ui import tables
from ui.documents import drawing
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

STYLE = Path(__file__).with_name("paper.css")
NOTHING_ELSE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""A file from us can run nothing and load nothing, whatever words are in it."""


def render(document: Document) -> str:
    """The whole file; every text is escaped."""
    document = without_controls(document)
    body = "\n".join(map(_block, document.whole))
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{NOTHING_ELSE}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(document.title)}</title>\n<style>\n{STYLE.read_text('utf-8')}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"<h{level}>{_text(text)}</h{level}>"
        case Paragraph(text, kind):
            return f'<p class="{kind}">{_text(text)}</p>'
        case Points(lines):
            return f"<ul>{''.join(f'<li>{_text(line)}</li>' for line in lines)}</ul>"
        case Table():
            return _table(block)
        case Picture():
            return _picture(block)
        case Entry(title, caption, lines):
            told = "".join(f"<div><dt>{_text(label)}</dt> <dd>{_text(words)}</dd></div>" for label, words in lines)
            above = f'<p class="caption">{_text(caption)}</p>' if caption else ""
            return f'<section class="entry">{above}<h3>{_text(title)}</h3><dl>{told}</dl></section>'
        case Choices():
            return _choices(block)
        case PageBreak():
            return '<div class="page-break"></div>'


def _table(table: Table) -> str:
    """A table that scrolls by itself where it is too wide, with the keyboard too."""
    rows = [[_in_files(cell) for cell in row] for row in table.rows]
    markup = tables.table_markup(table.caption, table.columns, rows, table.row_header)
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(table.caption)}">{markup}</div>'


def _in_files(cell: tables.Cell) -> tables.Cell:
    """An address of ours leads nowhere from a file."""
    return cell.words if isinstance(cell, tables.Link) and not cell.outside else cell


def _picture(picture: Picture) -> str:
    drawings = _image(drawing.svg(picture.chart), picture.alt, "wide")
    if picture.narrow:
        drawings += _image(drawing.svg(picture.narrow, drawing.NARROW), picture.alt, "narrow")
    words = f'<p class="chart-title">{_text(picture.title)}</p><p class="caption">{_text(picture.subtitle)}</p>'
    on_phones = "" if picture.narrow else ' class="wide"'
    return f"<figure{on_phones}><figcaption>{words}</figcaption>{drawings}</figure>"


def _image(svg: str, alt: str, width: str) -> str:
    data = b64encode(svg.encode()).decode()
    return f'<img class="{width}" alt="{escape(alt)}" src="data:image/svg+xml;base64,{data}">'


def _choices(asked: Choices) -> str:
    context = "".join(f"<p>{_text(part)}</p>" for part in asked.context)
    below = ""
    if asked.follow_up:
        label, options = asked.follow_up
        below = f'<p class="stem">{_text(label)}</p>{_boxes(options)}'
    return (
        f'<section class="question"><h3>{_text(asked.number)}</h3>{context}'
        f'<p class="stem">{_text(asked.stem)}</p>{_boxes(asked.options)}{below}</section>'
    )


def _boxes(options: Sequence[Option]) -> str:
    lines = "".join(f"<li><b>{_text(mark)}</b> <span>{_text(words)}</span></li>" for mark, words in options)
    return f'<ul class="boxes">{lines}</ul>'


def _text(words: str) -> str:
    return escape(words, quote=False)
