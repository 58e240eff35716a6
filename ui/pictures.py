"""A chart on a page: the picture for wide screens, its words for everybody; the page has the numbers as a table."""

from html import escape

import streamlit as st

from ui.charts import Picture


def show(picture: Picture, key: str) -> None:
    """Draw a chart with its message above it. On a narrow screen the table alone remains (ui/app.css)."""
    chart, words = picture
    st.html(
        f'<p class="chart-title">{escape(words.title, quote=False)}</p>'
        f'<p class="chart-subtitle">{escape(words.subtitle, quote=False)}</p>'
    )
    with st.container(key=f"wide-chart-{key}"):
        st.altair_chart(chart, theme=None, alt=words.alt, key=f"picture-{key}")
