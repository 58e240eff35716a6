"""A document as tagged PDF (PDF/UA-1), set by Typst, which refuses to make a file that does not conform.

The words go to Typst as data and are never read as its code: the template is the same for every document.
"""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from ui.documents import drawing
from ui.documents.blocks import (
    MISSING,
    Block,
    Choices,
    Document,
    Entry,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Points,
    Table,
)
from ui.tables import Cell, Link, of_figures

TEMPLATE = Path(__file__).with_name("paper.typ")


def render(document: Document) -> bytes:
    """The whole file. Properties hold title and language, and nothing else about whom it is for or who made it."""
    import typst

    blocks = [_block(block) for block in document.whole]
    language, _, region = document.language.partition("-")
    told = {"title": document.title, "language": language, "region": region, "blocks": blocks}
    made = typst.compile(
        str(TEMPLATE),
        format="pdf",
        sys_inputs={"document": json.dumps(printable(told))},
        font_paths=[str(drawing.FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )
    return _with_row_headers(made, [block.row_header for block in document.blocks if isinstance(block, Table)])


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(text, level):
            return {"is": "heading", "text": text, "level": level}
        case Paragraph(text, kind):
            return {"is": "paragraph", "text": text, "kind": kind}
        case Points(lines):
            return {"is": "points", "lines": lines}
        case Table():
            return _table(block)
        case Picture(title, subtitle, alt, chart):
            return {"is": "picture", "title": title, "subtitle": subtitle, "alt": alt, "svg": drawing.svg(chart)}
        case Entry(title, caption, lines):
            return {"is": "entry", "title": title, "caption": caption, "lines": lines}
        case Choices(number, stem, options, context, follow_up):
            below = {"label": follow_up[0], "options": follow_up[1]} if follow_up else None
            asked = {"number": number, "stem": stem, "context": context}
            return {"is": "choices", **asked, "options": options, "follow_up": below}
        case PageBreak():
            return {"is": "page-break"}


def _table(table: Table) -> dict[str, Any]:
    return {
        "is": "table",
        "caption": table.caption,
        "columns": table.columns,
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "row_header": table.row_header,
        "right": of_figures(table.columns, table.rows),
        "shares": table.shares,
    }


def _cell(cell: Cell) -> dict[str, str]:
    return {"words": str(cell), "href": cell.href if isinstance(cell, Link) and cell.outside else ""}


_UNPRINTABLE = re.compile(
    "[^\n -~\u00a0-\u036f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u03d0-\u0513\u1e00-\u1e9b\u1ea0-\u1ef9"
    "\u2000-\u2010\u2012-\u2022\u2026\u2030\u2032-\u2034\u2039\u203a\u2044\u2060\u20a0-\u20b5\u2116\u2122"
    "\u2190-\u2195\u2211\u2212\u2248\u2260\u2264\u2265\u25a0\u25a1]"
)
"""What our font has no sign for: PDF/UA allows no character that is not shown."""
_SPACES = re.compile(r"[\t\r\f\v]+")


def printable(told: Any) -> Any:
    """The same with a box for each character that the font lacks: emoji, say, or Chinese."""
    if isinstance(told, str):
        return _UNPRINTABLE.sub(MISSING, _SPACES.sub(" ", told))
    if isinstance(told, dict):
        return {name: printable(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [printable(value) for value in told]
    return told


def _with_row_headers(made: bytes, row_headers: list[bool]) -> bytes:
    """The file with the first cells of rows as headers, which Typst cannot say yet, in tables that have such.

    Typst names the headers of each cell, but only those of columns. Without these lists, the scope of the headers of
    columns and rows says which belong to a cell.
    """
    import pikepdf

    if not any(row_headers):
        return made
    with pikepdf.open(BytesIO(made)) as file:
        tables = [element for element in elements(file.Root.StructTreeRoot) if element.S == "/Table"]
        for table, has_headers in zip(tables, row_headers, strict=True):
            if has_headers:
                _mark_row_headers(table)
        changed = BytesIO()
        file.save(changed, deterministic_id=True)  # the same words make the same file
    return changed.getvalue()


def _mark_row_headers(table: Any) -> None:
    import pikepdf

    for row in (row for part in table.K if part.S == "/TBody" for row in part.K):
        for place, cell in enumerate(row.K):
            about = next(attributes for attributes in cell.A if attributes.O == "/Table")
            del about.Headers
            if place == 0:
                cell.S = pikepdf.Name.TH
                about.Scope = pikepdf.Name.Row


def elements(parent: Any) -> Iterator[Any]:
    """The elements below, in the order of reading."""
    import pikepdf

    for child in parent.get("/K", []):
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)
