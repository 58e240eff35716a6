"""How it works: the method in plain words, then the technical manual."""

import streamlit as st

from assessment.service import banks, manuals
from ui import frame, manual_view, tables, texts, who

bank = banks.current()
viewer = who.viewer()
frame.heading("How it works")
st.write(
    "Senior leaders answer three kinds of question in each of the areas below. Together they give a level from 1 to 5."
)
tables.html_table(
    "The levels", ("Level", "Name", "What it means"), [(x.number, x.name, x.definition) for x in bank.levels]
)
tables.html_table("The areas", ("Area", "What it is about"), [(d.short_name, d.definition) for d in bank.domains])
st.header("How a level is worked out", anchor=False)
for paragraph in texts.how_worked_out(bank):
    st.write(paragraph)
st.header("How results about groups are made", anchor=False)
for paragraph in texts.HOW_GROUPS:
    st.write(paragraph)
st.header("What it may not be used for", anchor=False)
st.write("Not for selection, appraisal, promotion or pay. Not to compare one person with another.")
st.header("Technical manual", anchor=False)
manual_view.draw(manuals.latest(viewer), signed_in=viewer is not None)
