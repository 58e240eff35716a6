"""What strong peers do: practices that organisations in the highest quarter of an area chose to share."""

import streamlit as st

from assessment import dates
from assessment.service import insight, practices
from ui import downloads, frame, pick, state, who
from ui import practice_words as words

viewer = who.viewer()
frame.heading("What strong peers do")
view = practices.overview(viewer, pick.cycle(insight.released(viewer)))
frame.announce(state.take_note())
st.write(f"{frame.plain(view.cycle.name)}. Results of {dates.day(view.released_at)}.")
st.write(words.WHO_SHARES)

names = words.areas(view)
chosen = pick.one("Area", list(names), "area", names)
areas = [area for area in view.areas if chosen in (words.EVERY_AREA, area.domain.id)]
told = [area for area in areas if area.practices or chosen != words.EVERY_AREA]
for area in told:
    st.header(frame.plain(area.domain.short_name), anchor=False)
    st.text(words.quarter(area))
    for practice in area.practices:
        frame.entry(practice.title, view.names[practice.organisation], words.lines(practice))
if rows := words.rows(areas, view.names):
    made_up = view.cycle.made_up
    downloads.csv_button("Download the practices (CSV)", "practices.csv", words.COLUMNS, rows, made_up=made_up)
else:
    frame.inset(words.none_shared(view))
frame.details("How to read this", *words.HOW_TO_READ)

if view.home:
    st.header("Share what your organisation does", anchor=False)
    form = "../pages/insight/share_practice.py"
    for area in view.areas:
        if area.domain.id in view.may_share:
            label = f"Share a practice in {frame.plain(area.domain.short_name)}"
            st.page_link(form, label=label, query_params={"area": area.domain.id, "cycle": view.cycle.name})
    if not view.may_share:
        st.write(words.MAY_NOT_SHARE)
    for practice in view.own:
        label = f"Change or withdraw “{frame.plain(practice.title)}”"
        st.page_link(form, label=label, query_params={"id": str(practice.id), "cycle": view.cycle.name})
        if practice in view.own_hidden:
            st.write(words.HIDDEN_NOW)
