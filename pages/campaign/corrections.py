"""Corrections: what people say is wrong with their grade or organisation."""

import streamlit as st

from assessment import dates
from assessment.access import Action, may
from assessment.service import insight
from ui import cohort_words, frame, tables, texts, who

viewer = who.viewer()
corrections = insight.corrections(viewer)
decides = may(viewer, Action.MANAGE_COHORT)
frame.heading("Corrections")
st.write(texts.CORRECTIONS)
if corrections:
    if decides:
        st.write(cohort_words.DECIDE)
    names = [c.name or cohort_words.NO_ACCOUNT for c in corrections]
    tables.html_table(
        "Open requests",
        ("Name", "Organisation", "Grade", "What is wrong", "When"),
        [
            (
                cohort_words.link(c.person, name) if decides else name,
                c.organisation,
                texts.GRADE_NAMES[c.grade],
                c.words,
                dates.moment(c.at),
            )
            for name, c in zip(names, corrections, strict=True)
        ],
    )
else:
    st.write("Nobody has asked for a correction.")
