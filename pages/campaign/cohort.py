"""Cohort: invite people with a file, find somebody, and see the history."""

from functools import partial

import streamlit as st

from assessment.errors import EntryRefused
from assessment.service import cohorts, members
from assessment.uploads import SELECT
from ui import address, cohort_view, frame, pick, state, who
from ui import cohort_words as words

PAGE = "cohort"
FILE, TEXT = "cohort-file", "cohort-text"

viewer = who.viewer()
cycle = address.word("cycle")
sent, text = st.session_state.get(FILE), str(st.session_state.get(TEXT) or "")


def check() -> None:
    """The button under the file: that there is one; what is in it is told on the page."""
    state.accept()
    if st.session_state.get(FILE) is None:
        state.refuse(PAGE, [(SELECT, FILE)])


def find() -> None:
    state.accept()
    try:
        members.search(viewer, cycle, str(st.session_state[TEXT] or ""))
    except EntryRefused as refused:
        state.refuse(PAGE, [(said, TEXT) for said in refused.fields.values()])


view = cohorts.overview(viewer, cycle)
name, errors, checked = view.cycle.name, state.errors(PAGE), None
if sent is not None and view.may_import:
    try:
        checked = cohorts.preview(viewer, name, sent.name, sent.getvalue())
    except EntryRefused as refused:
        errors = [(said, FILE) for said in refused.fields.values()]
frame.error_summary(errors)
frame.heading(words.TITLE)
pick.cycle(view.cycles, view.cycle.name)
st.write(frame.plain(words.counts(view)))
if view.may_import:
    cohort_view.template(partial(cohorts.template, viewer, cycle_name=name))
    cohort_view.choose(FILE, errors, check)
else:
    frame.inset(words.CLOSED)
if checked is not None:
    rows, moves = cohort_view.preview(checked)
    if rows and st.button(words.import_label(rows), type="primary"):
        run = partial(cohorts.bring_in, viewer, name, sent.name, sent.getvalue(), moves=moves)
        done = cohort_view.progress(lambda told: run(progress=told))
        st.switch_page("../pages/campaign/cohort_import.py", query_params={"id": str(done)})
cohort_view.search(TEXT, errors, find)
if text and not errors:
    cohort_view.found(members.search(viewer, name, text), name)
cohort_view.history(view)
