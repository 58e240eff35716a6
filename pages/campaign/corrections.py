"""Corrections: what people say is wrong with their grade or organisation."""

import streamlit as st

from assessment import dates
from assessment.service import insight
from ui import frame, tables, texts, who

corrections = insight.corrections(who.viewer())
frame.heading("Corrections")
st.write(texts.CORRECTIONS)
if corrections:
    tables.html_table(
        "Open requests",
        ("Name", "Organisation", "Grade", "What is wrong", "When"),
        [(c.name, c.organisation, texts.GRADE_NAMES[c.grade], c.words, dates.moment(c.at)) for c in corrections],
    )
else:
    st.write("Nobody has asked for a correction.")
