"""Privacy notice: what is held, why, who sees it, for how long."""

import streamlit as st

from assessment.model import DEFAULT_MINIMUM_GROUP
from ui import frame, tables, texts

frame.heading("Privacy notice")
for title, paragraphs in texts.PRIVACY:
    st.header(title, anchor=False)
    for paragraph in paragraphs:
        st.write(paragraph)
    if title == "Who sees what":
        tables.html_table("Who sees what", texts.WHO_COLUMNS, texts.who_rows(DEFAULT_MINIMUM_GROUP))
