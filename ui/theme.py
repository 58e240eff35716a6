"""The style sheet, sent once a run. What Streamlit has settings for stands in .streamlit/config.toml."""

from pathlib import Path

import streamlit as st

STYLE_SHEET = Path(__file__).with_name("app.css")


def apply() -> None:
    """Add ui/app.css to the page, where it takes no room."""
    st.html(STYLE_SHEET)
