"""Priorities: which areas to do first, for all of government or one group, with how sure the order is."""

import streamlit as st

from assessment.service import insight, priorities
from ui import address, downloads, frame, gap_words, pick, pictures, priority_chart, tables, texts, who
from ui import priority_words as words
from ui.group_words import group_names

viewer = who.viewer()
view = priorities.priorities(viewer, address.word("for"), address.word("cycle"))
frame.heading("Priorities", caption="What should we do first?")
pick.cycle(insight.released(viewer))
groups = group_names(view.groups)
if len(groups) > 1:
    pick.one("For", list(groups), "for", groups)
name = groups[view.group.code]
st.write(gap_words.results_of(view.cycle, view.released_at))

areas = {domain.id: domain.short_name for domain in view.domains}
if any(row.size is not None for row in view.priorities):
    chart = priority_chart.priority_bars(view.priorities, areas, name, view.cycle.name)
    pictures.show(chart, key="priorities")
    st.header("Why this order", anchor=False)
    frame.points(words.reasons(view.priorities, areas), "")
else:
    frame.inset(words.nothing(view.priorities))
    if view.wider:
        st.write(gap_words.WIDEN)
    for one in view.wider:
        query = {"for": one.code, "cycle": view.cycle.name}
        st.page_link("../pages/insight/priorities.py", label=groups[one.code], query_params=query)
columns = words.columns(view.group)
rows = [words.table_row(row, areas[row.domain], view.group) for row in view.priorities]
tables.html_table(f"{words.CAPTION} ({name})", columns, rows)
downloads.csv_button("Download the figures (CSV)", "priorities.csv", columns, rows, made_up=view.cycle.made_up)
frame.details("How to read this", *words.HOW_TO_READ, texts.WITHHELD_NOTE)
