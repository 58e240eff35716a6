"""A document on a page of the service, drawn by what all pages are drawn by."""

from collections.abc import Sequence

import streamlit as st

from ui import frame, pictures, tables
from ui.chart_words import Words
from ui.documents.blocks import Block, Choices, Entry, Heading, PageBreak, Paragraph, Picture, Points, Table
from ui.plain import plain


def draw(blocks: Sequence[Block]) -> None:
    """Draw the blocks in their order. The page has drawn its main heading before."""
    for block in blocks:
        _draw(block)


def _draw(block: Block) -> None:
    match block:
        case Heading(text, level):
            (st.header if level == 2 else st.subheader)(plain(text), anchor=False)
        case Paragraph(text, "lead"):
            frame.lead(text)
        case Paragraph(text, "inset"):
            frame.inset(text)
        case Paragraph(text):
            st.write(plain(text))
        case Points(lines):
            frame.points(lines, "")
        case Table(caption, columns, rows, row_header):
            tables.html_table(caption, columns, rows, row_header)
        case Picture():
            _picture(block)
        case Entry(title, caption, lines):
            frame.entry(title, caption, lines)
        case Choices():
            _choices(block)
        case PageBreak():
            pass


def _picture(block: Picture) -> None:
    words = Words(block.title, block.subtitle, block.alt)
    pictures.show((block.chart, words), block.key, (block.narrow, words) if block.narrow else None)


def _choices(asked: Choices) -> None:
    st.subheader(plain(asked.number), anchor=False)
    for part in (*asked.context, asked.stem):
        st.write(plain(part))
    frame.points([f"{mark} {words}" for mark, words in asked.options], "")
    if asked.follow_up:
        label, options = asked.follow_up
        st.write(plain(label))
        frame.points([f"{mark} {words}" for mark, words in options], "")
