"""Contact: whom to ask."""

import streamlit as st

from ui import frame, texts

frame.heading("Contact")
for paragraph in texts.CONTACT:
    st.write(paragraph)
