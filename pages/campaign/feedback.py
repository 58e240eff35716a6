"""What people said about the assessment, after the close and from ten people on; nothing about what they can do."""

import streamlit as st

from assessment.service import feedback
from ui import address, downloads, frame, pick, tables, who
from ui import feedback_words as words

view = feedback.results(who.viewer(), address.word("cycle"))
frame.heading(words.RESULTS)
pick.cycle(view.cycles)
if not view.ended:
    frame.inset(words.NOT_BEFORE)
elif not view.people:
    frame.inset(words.TOO_FEW)
else:
    st.write(frame.plain(words.people(view)))
    for question, answers, found in words.questions(view):
        st.header(question, anchor=False)
        if found and found.people:
            tables.html_table(words.caption(question, found), words.COLUMNS, words.rows(answers, found))
        else:
            st.write(words.FEW_ANSWERS)
    if rows := words.file_rows(view):
        made_up = view.cycle.made_up
        downloads.csv_button("Download the figures (CSV)", "feedback.csv", words.FILE_COLUMNS, rows, made_up=made_up)
    st.header(words.CHANGE_QUESTION, anchor=False)
    if view.texts:
        st.write(words.TEXTS_ORDER)
    frame.points(view.texts, words.NO_TEXTS)
    frame.details("How to read this", *words.HOW_TO_READ)
