"""Accessibility statement."""

import streamlit as st

from ui import frame, texts

frame.heading("Accessibility statement")
for title, paragraphs in texts.ACCESSIBILITY:
    st.header(title, anchor=False)
    for paragraph in paragraphs:
        st.write(paragraph)
