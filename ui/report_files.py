"""The report as files: named by the day, never by a person or an organisation."""

from collections.abc import Callable, Sequence

import streamlit as st

from assessment import dates
from assessment.service.reporting import Report
from assessment.standing import by_gap
from ui import downloads, figures
from ui.documents.blocks import Document

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def buttons(made: Callable[[], Document], name: str = "digital-leadership-report") -> None:
    """PDF, Word and HTML of a document; a file is made when somebody asks for it."""
    from ui.documents import html, pdf, word

    stem = f"{name}-{dates.today():%Y-%m-%d}"
    with st.container(horizontal=True):
        downloads.file_button("Download as PDF", f"{stem}.pdf", lambda: pdf.render(made()), "application/pdf")
        downloads.file_button("Download as Word", f"{stem}.docx", lambda: word.render(made()), WORD)
        downloads.file_button("Download as HTML", f"{stem}.html", lambda: html.render(made()).encode(), "text/html")


def profile_rows(report: Report) -> Sequence[tuple[str, ...]]:
    """The table of levels, for a file."""
    rows = [figures.profile_row(score, report.bank) for score in by_gap(report.profile.scores)]
    return rows + [figures.unscored_row(score, report.bank) for score in report.advice.too_few]
