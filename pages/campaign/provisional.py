"""Figures for checking: build them, see which departments agree, and release them to everyone."""

import streamlit as st

from assessment.errors import EntryRefused
from assessment.service import provisional
from ui import address, frame, peer_words, pick, problems, state, tables, who
from ui import check_words as words

FORM, SURE = "provisional", "provisional-sure"

viewer = who.viewer()
name = address.word("cycle")
if not name:  # nothing is named, or a callback has released it: there is nothing to do here
    st.switch_page("../pages/campaign/cycles.py")


@problems.told
def release(number: int) -> None:
    try:
        provisional.release(viewer, name, number, confirmed=bool(st.session_state[SURE]))
    except EntryRefused as refused:
        state.refuse(FORM, [(said, SURE) for said in refused.fields.values()])
    else:
        state.accept()
        state.note(words.released(name))
        del st.query_params["cycle"]


checks = provisional.checks(viewer, name)
errors = state.errors(FORM) if SURE in st.session_state else ()
frame.page_title(words.TITLE_TEAM, error=bool(errors) or frame.has_error())
frame.error_summary(errors)
frame.back_link("../pages/campaign/cycles.py")
frame.heading(words.TITLE_TEAM, caption=checks.cycle.name)
frame.announce(state.take_note())
if not checks.number:
    asking = st.empty()
    with asking.container():
        st.text(words.not_built(checks.cycle))
        st.write(words.BUILDING)
        pressed = st.button(words.BUILD, type="primary")
    if pressed:
        asking.empty()
        with st.spinner("Computing the results. This takes up to some minutes."):
            withheld = provisional.build(viewer, name)
        st.success(words.built(withheld))
        checks = provisional.checks(viewer, name)
if checks.number:
    st.text(words.counts(checks))
    for label, ones in (("Have a query", checks.queried), ("Have not answered", checks.unanswered)):
        if ones:
            frame.details(f"{label} ({len(ones):,})", *(one.name for one in ones))
    st.header("What they said", anchor=False)
    if checks.log:
        rows = [words.log_row(one, checks) for one in checks.log]
        tables.html_table("Log of sign-offs, the latest first", words.LOG_COLUMNS, rows)
    else:
        st.write("Nobody has said anything yet.")
    st.write(words.CORRECTING)
    st.header("What an organisation sees", anchor=False)
    code = pick.one("Organisation", list(known := {one.code: one.name for one in checks.asked}), "code", known)
    figures = words.rows(provisional.of(viewer, name, code))
    tables.html_table(f"{words.CAPTION_OF} {known[code]}, by area", peer_words.GAP_COLUMNS, figures)
    st.text(peer_words.notes(figures))
    st.header(words.RELEASE, anchor=False)
    st.write(words.RELEASING)
    frame.field_error(errors, SURE)
    st.checkbox(words.sure(checks), key=SURE)
    st.button(words.RELEASE, type="primary", on_click=release, args=(checks.number,))
