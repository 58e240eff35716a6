"""Documents read back from their files, each by another program than the one that made them."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import docx
import pikepdf
import pypdf
from docx.oxml.ns import qn

from ui.documents.blocks import Block, Choices, Document, Entry, Heading, Paragraph, Picture, Points, Table


def said(document: Document) -> list[str]:
    """Every text of a document in reading order, cell by cell."""
    return [" ".join(text.split()) for block in document.whole for text in _texts(block) if text.strip()]


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text) | Paragraph(text):
            yield text
        case Points(lines):
            yield from lines
        case Table(caption, columns, rows):
            yield from (caption, *columns, *(str(cell) for row in rows for cell in row))
        case Picture(title, subtitle, alt):
            yield from (title, subtitle, alt)
        case Entry(title, caption, lines):
            yield from (caption, title, *(f"{label}: {words}" for label, words in lines))
        case Choices(number, stem, options, context, follow_up):
            yield from (number, *context, stem, *(f"{mark} {words}" for mark, words in options))
            if follow_up:
                yield from (follow_up[0], *(f"{mark} {words}" for mark, words in follow_up[1]))


def together(words: str) -> str:
    """Without white space: files break lines where they like."""
    return "".join(words.split())


class _Words(HTMLParser):
    """The words of an HTML file as a reader has them, pictures by their text alternative."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[str] = []
        self._hidden = 0
        self.feed(file)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.append(tag)
        self._hidden += tag in ("style", "title") or told.get("class") == "unseen"
        if tag == "img" and told.get("class") == "wide":
            self.words.append(told["alt"] or "")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag in ("style", "title", "span"):
            self._hidden -= 1
        if tag == "dt":
            self.words.append(":")  # the style sheet writes it

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def html_words(file: str) -> str:
    return together("".join(_Words(file).words))


def html_tags(file: str) -> list[str]:
    return _Words(file).tags


def word_words(file: bytes) -> str:
    """Body of a Word file in order: paragraphs, cells, text alternatives; the boxes are left out."""
    found: list[str] = []
    for element in docx.Document(BytesIO(file)).element.body.iter(qn("w:t"), qn("wp:docPr")):
        if element.tag == qn("wp:docPr"):
            found.append(element.get("descr", ""))
        elif next(element.iterancestors(qn("w:sdt")), None) is None:
            found.append(element.text or "")
    return together("".join(found))


def pdf_words(file: bytes) -> str:
    """The words of a PDF in the order of its structure tree, figures by their text alternative, without bullets."""
    with pikepdf.open(BytesIO(file)) as opened:
        runs = _runs(file)
        return together("".join(_spoken(opened.Root.StructTreeRoot, runs)))


def _spoken(element: Any, runs: dict[tuple[int, int], str]) -> Iterator[str]:
    if "/Alt" in element:
        yield str(element.Alt)
        return
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, int):
            yield runs[pikepdf.Page(element.Pg).index, child]
        elif "/MCID" in child:
            yield runs[pikepdf.Page(child.get("/Pg", element.get("/Pg"))).index, int(child.MCID)]
        elif "/S" in child:
            said_here = list(_spoken(child, runs))
            yield from [] if said_here == ["•"] and child.S == "/Lbl" else said_here


def _runs(file: bytes) -> dict[tuple[int, int], str]:
    """Text of each piece of marked content, by page and number."""
    found: dict[tuple[int, int], str] = {}
    for place, page in enumerate(pypdf.PdfReader(BytesIO(file)).pages):
        held = page["/Resources"].get("/Font", {})
        fonts = {name: _characters(font.get_object()) for name, font in held.items()}
        marked, font = -1, ""
        for operands, operator in page.get_contents().operations:
            if operator in (b"BDC", b"BMC"):
                told = operands[1] if len(operands) > 1 else {}
                marked = int(told["/MCID"]) if "/MCID" in told else -1
                found.setdefault((place, marked), "")
            elif operator == b"Tf":
                font = operands[0]
            elif operator in (b"TJ", b"Tj") and marked >= 0:
                pieces = operands[0] if operator == b"TJ" else operands
                found[place, marked] += "".join(_decoded(piece, fonts[font]) for piece in pieces)
    return found


def _characters(font: Any) -> dict[int, str]:
    """From the codes of a font to characters, as its ToUnicode table says."""
    table = font["/ToUnicode"].get_object().get_data().decode()
    pairs = re.findall(r"^<([0-9a-f]+)>\s*<([0-9a-f]+)>$", table, re.I | re.M)
    return {int(code, 16): bytes.fromhex(words).decode("utf-16-be") for code, words in pairs}


def _decoded(piece: Any, characters: dict[int, str]) -> str:
    if isinstance(piece, int | float):
        return ""
    data = piece.original_bytes if hasattr(piece, "original_bytes") else bytes(piece)
    return "".join(characters[int.from_bytes(data[at : at + 2])] for at in range(0, len(data), 2))
