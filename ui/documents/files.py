"""The files of a document: names that say what and when but not whose, and buttons that make them when asked."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import streamlit as st

from assessment import dates
from ui import downloads
from ui.documents import html, pdf, word
from ui.documents.blocks import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_name(what: str, moment: datetime, ending: str) -> str:
    """digital-leadership-report-2026-11-23.pdf, with the day in the UK."""
    return f"digital-leadership-{what}-{moment.astimezone(dates.UK):%Y-%m-%d}.{ending}"


KINDS: tuple[tuple[str, str, str, Callable[[Document], bytes | str]], ...] = (
    ("Download as PDF", "pdf", "application/pdf", pdf.render),
    ("Download as Word", "docx", DOCX, word.render),
    ("Download as HTML", "html", "text/html", html.render),
)


def buttons(what: str, make: Callable[[], Document]) -> None:
    """A button for each kind of file, of the document that `make` gives; nothing is made before somebody asks."""
    with st.container(horizontal=True):
        for label, ending, kind, render in KINDS:
            downloads.file_button(label, file_name(what, dates.now(), ending), partial(_file, render, make), kind)


def _file(render: Callable[[Document], bytes | str], make: Callable[[], Document]) -> bytes:
    made = render(make())
    return made.encode() if isinstance(made, str) else made
