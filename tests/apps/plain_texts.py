"""Awkward texts as answers and as headings."""

import streamlit as st

from tests.awkward import awkward_texts
from ui.plain import plain

texts = awkward_texts(400)
st.radio("Texts", range(len(texts)), format_func=lambda i: plain(texts[i]))
for text in texts[:80]:
    st.subheader(plain(text), anchor=False)
st.text("The end")
