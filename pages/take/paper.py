"""The assessment on paper: a respondent's own form, or for the learning team a form to hand out."""

from functools import partial

import streamlit as st

from assessment.access import Action, may
from assessment.errors import WrongState
from assessment.service import paper
from ui import frame, paper_form, pick, who
from ui.documents import files

viewer = who.viewer()
frame.heading(paper_form.TITLE)
hands_out = may(viewer, Action.ENTER_ANSWERS)
try:
    if hands_out:
        letters = paper.letters(viewer)
        st.write(paper_form.FOR_LEARNING_TEAM)
        names = {letter: f"Form {letter.upper()}" for letter in letters}
        form = paper.of_letter(viewer, pick.one("Form", letters, "form", names))
    else:
        st.write(paper_form.FOR_RESPONDENTS)
        form = paper.own(viewer)
except WrongState as refused:
    st.write(paper_form.NOT_STARTED if refused.code == "not_started" else f"{refused.what} {refused.do}")
    st.page_link("../pages/take/start.py", label="Go to the start page")
else:
    frame.inset(f"The learning team needs the form before {paper_form.closing(form)}.")
    if not hands_out:
        st.write(paper_form.ONE_WAY)
    files.buttons(f"form-{form.letter}", partial(paper_form.document, form))
    frame.details("How to answer on paper", *paper_form.HOW_TO_ANSWER)
    frame.details("Who sees what", *paper_form.WHO_SEES)
