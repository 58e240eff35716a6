"""Conditions in departments: what leaders say of their department, theme by theme, beside what they can do."""

import streamlit as st

from assessment.service import insight, pulse
from ui import address, condition_chart, downloads, frame, gap_words, pick, pictures, tables, texts, who
from ui import condition_words as words
from ui.group_words import group_names

viewer = who.viewer()
view = pulse.conditions(viewer, address.word("for"), address.word("cycle"))
frame.heading("Conditions in departments", caption="What helps and what hinders, beside capability")
pick.cycle(insight.released(viewer))
groups = group_names(view.groups)
if len(groups) > 1:
    pick.one("For", list(groups), "for", groups)
name, made_up = groups[view.group.code], view.cycle.made_up
st.write(gap_words.results_of(view.cycle, view.released_at))

if view.shown:
    st.write(words.NEVER_ADDED)
    pictures.show(condition_chart.condition_dots(view.themes, name, view.cycle.name), key="conditions")
    st.header("What leaders could not say", anchor=False)
    frame.points(words.findings(view.conditions), texts.WITHHELD_NOTE)
    if alike := words.alike(view.conditions):
        st.write(alike)
elif view.themes:
    frame.inset(gap_words.NOTHING_SHOWN)
    if view.wider:
        st.write(gap_words.WIDEN)
    for one in view.wider:
        query = {"for": one.code, "cycle": view.cycle.name}
        st.page_link("../pages/insight/pulse.py", label=groups[one.code], query_params=query)
else:
    frame.inset(words.NO_STATEMENTS)

if view.themes:
    rows = words.rows(view.themes)
    tables.html_table(f"{words.CAPTION} ({name})", words.COLUMNS, rows)
    downloads.csv_button("Download the figures (CSV)", "conditions.csv", words.COLUMNS, rows, made_up=made_up)
    st.header("Beside them: capability", anchor=False)
    rows = words.area_rows(view.themes)
    tables.html_table(f"{words.AREA_CAPTION} ({name})", words.AREA_COLUMNS, rows)
    downloads.csv_button(
        "Download the levels (CSV)", "conditions-capability.csv", words.AREA_COLUMNS, rows, made_up=made_up
    )
    frame.details("How to read this", *words.HOW_TO_READ, texts.WITHHELD_NOTE)
