"""The technical manual on a page: each section opens by itself, tables are real tables."""

import json
import re

import streamlit as st

from assessment.manual import Manual, Section, Table, markdown, twin
from assessment.manual.written import MADE_UP
from ui import downloads, frame, tables

ABOUT = "Thirteen sections for readers who want to check: what is measured, how, how precisely, and what is not known."
SIGN_IN = "Sign in to see the figures of the last cycle. Before that the manual is about the questions alone."


def draw(manual: Manual, signed_in: bool) -> None:
    """Every section, closed, then the whole as a document and as data."""
    st.write(ABOUT)
    if not signed_in:
        st.write(SIGN_IN)
    elif manual.cycle:
        st.write(f"It is about question bank {manual.evidence.bank.version} and the cycle {manual.cycle.name}.")
        if manual.cycle.made_up:
            frame.inset(MADE_UP)
    for section in manual.sections:
        with st.expander(f"{section.number}. {section.title}"):
            _section(section)
    name = "technical-manual"
    downloads.file_button(
        "Download the manual (Markdown)", f"{name}.md", lambda: markdown(manual).encode(), "text/markdown"
    )
    downloads.file_button(
        "Download the manual as data (JSON)", f"{name}.json", lambda: _as_data(manual), "application/json"
    )


def _as_data(manual: Manual) -> bytes:
    return json.dumps(twin(manual), ensure_ascii=False, indent=1).encode()


def _section(section: Section) -> None:
    for block in section.blocks:
        if isinstance(block, Table):
            tables.html_table(block.caption, block.columns, block.rows)
            st.text(f"{block.note} Source: {block.command}".strip())
        else:
            _prose(block)


def _prose(text: str) -> None:
    """Markdown of ours; headings within it without a link of their own, which would be another stop of the Tab key."""
    for part in re.split(r"^(### .+)$", text, flags=re.M):
        if part.startswith("### "):
            st.subheader(part.removeprefix("### "), anchor=False)
        elif part.strip():
            st.markdown(part)
