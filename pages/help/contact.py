"""Contact: whom to ask."""

import streamlit as st

from ui import frame

frame.heading("Contact")
st.write(
    "Ask the learning team of your department if you want to know more, need another format or think something is wrong."
)
st.write(
    "If a page showed a reference, give it with your question. It helps us find what happened and says nothing about your answers."
)
