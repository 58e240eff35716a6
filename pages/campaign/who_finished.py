"""Who has finished: for the HR of a department, to remind the others. Never what anybody answered."""

import streamlit as st

from assessment.service import turnout
from ui import address, downloads, frame, pick, tables, who
from ui import turnout_words as words

view = turnout.who(who.viewer(), address.word("cycle"))
frame.heading("Who has finished", caption=view.organisation)
pick.cycle(view.cycles, view.cycle.name)
everybody = len(view.finished) + len(view.not_finished)
st.write(frame.plain(f"{view.cycle.name}: {words.who_sentence(view.organisation, len(view.finished), everybody)}"))
frame.inset(words.WHO_LEAD)
rows = words.who_rows(view.finished, view.not_finished)
if rows:
    tables.html_table("People invited, those who have not finished first", words.WHO_COLUMNS, rows)
    downloads.csv_button(
        "Download the list (CSV)", "who-finished.csv", words.WHO_COLUMNS, rows, made_up=view.cycle.made_up
    )
