"""A chart on a page, for wide screens and where there is one for narrow ones; the page has the numbers as a table."""

from html import escape

import streamlit as st

from ui.chart_parts import Picture


def show(picture: Picture, key: str, narrow: Picture | None = None) -> None:
    """Draw a chart below its message. Narrow screens (ui/app.css) have `narrow` instead, or the table alone."""
    _draw(picture, f"wide-chart-{key}")
    if narrow:
        _draw(narrow, f"narrow-chart-{key}")


def _draw(picture: Picture, key: str) -> None:
    """The words are hidden with their chart: they name marks that cannot be seen without it."""
    chart, words = picture
    with st.container(key=key):
        st.html(
            f'<p class="chart-title">{escape(words.title, quote=False)}</p>'
            f'<p class="chart-subtitle">{escape(words.subtitle, quote=False)}</p>'
        )
        st.altair_chart(chart, theme=None, alt=words.alt, key=f"picture-{key}")
