"""Response: who has finished, started or not started, by organisation and grade, and how fast. Counts only."""

import streamlit as st

from assessment.access import Action, may
from assessment.service import insight, turnout
from ui import address, charts, downloads, frame, pick, pictures, tables, turnout_chart, who
from ui import turnout_words as words

viewer = who.viewer()
names = [cycle.name for cycle in insight.cycles(viewer)]
named = address.word("cycle")
view = insight.response(viewer, named if named in names else "")
frame.heading("Response")
pick.cycle(names, view.cycle.name)
time = turnout.over_time(viewer, view.cycle)
cycle, made_up = view.cycle, view.cycle.made_up

st.write(frame.plain(words.sentence(view, time)))
if cycle.status == "open":
    frame.inset(words.OPEN)
st.write(words.minutes(time))

st.header("By grade", anchor=False)
columns = ("Grade", *words.COUNTS)
everywhere = may(viewer, Action.SEE_GAPS)
rows = [(words.grade_name(row, everywhere), *words.counts(row)) for row in view.grades]
tables.html_table("Response by grade", columns, rows)
downloads.csv_button("Download the figures by grade (CSV)", "response-by-grade.csv", columns, rows, made_up=made_up)

st.header("By day", anchor=False)
if time.days:
    pictures.show(turnout_chart.day_bars(time.days), key="days")
    rows = [words.day_row(day) for day in time.days]
    tables.html_table("Finishes by day", words.DAY_COLUMNS, rows)
    downloads.csv_button(
        "Download the figures by day (CSV)", "response-by-day.csv", words.DAY_COLUMNS, rows, made_up=made_up
    )

st.header("By organisation", anchor=False)
columns = ("Organisation", *words.COUNTS)
rows = [("All", *words.counts(view.total)), *[(row.name, *words.counts(row)) for row in view.rows]]
if view.rows:
    pictures.show(charts.response_bars(view.rows), key="response")
tables.html_table("Response by organisation", columns, rows)
downloads.csv_button("Download the figures (CSV)", "response.csv", columns, rows, made_up=made_up)
