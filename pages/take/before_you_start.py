"""Before you start: who sees what, and the rules one should know beforehand."""

import streamlit as st

from assessment.service import taking
from ui import frame, tables, texts, who

viewer = who.viewer()
overview = taking.overview(viewer)
frame.back_link("../pages/take/start.py")
frame.heading("Before you start")
st.markdown(texts.before_you_start(overview.cycle.minimum_group))
st.header("Who sees what", anchor=False)
tables.html_table("Who sees what", texts.WHO_COLUMNS, texts.who_rows(overview.cycle.minimum_group))
st.header("What can be changed until when", anchor=False)
st.markdown(texts.CHANGES)

if st.button("Continue", type="primary"):
    taking.begin(viewer)
    st.switch_page("../pages/take/your_role.py")
