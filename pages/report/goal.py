"""A goal of your plan: what you will do, whom you will talk to and by when. Only for its owner."""

import streamlit as st

from assessment import dates
from assessment.errors import EntryRefused
from assessment.goals import Entered
from assessment.service import planning
from ui import address, frame, problems, state, who
from ui import plan_words as words
from ui.plain import plain

FORM = "goal"
KEYS = {field: f"goal-{field}" for field in ("chosen", "offer", "talk_to", "day")}

viewer = who.viewer()
area = address.word("area")
if state.noted():  # a callback has saved or dropped it: there is nothing left to do here
    st.switch_page("../pages/report/my_report.py")
about = planning.form(viewer, area)
held = {step.kind: step.reference for step in about.goal.steps} if about.goal else {}
actions, offers = about.suggestion.actions, {offer.id: offer for offer in about.suggestion.offers}


@problems.told
def save() -> None:
    chosen = [kind for kind in actions if st.session_state[f"{KEYS['chosen']}-{kind}"]]
    offer = str(st.session_state.get(KEYS["offer"]) or "")
    chosen += [planning.LEARNING] if offer else []
    typed = {field: str(st.session_state[KEYS[field]] or "") for field in ("talk_to", "day")}
    try:
        planning.save(viewer, area, Entered(**typed, chosen=tuple(chosen), offer=offer))
    except EntryRefused as refused:
        state.refuse(FORM, [(said, KEYS[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(words.SAVED)


@problems.told
def drop() -> None:
    planning.drop(viewer, area)
    state.accept()
    state.note(words.DROPPED)


errors = state.errors(FORM) if KEYS["day"] in st.session_state else ()
title = f"Goal: {about.name}"
frame.page_title(title, error=bool(errors) or frame.has_error())
frame.error_summary(errors)
frame.back_link("../pages/report/my_report.py", label="Your report")
frame.heading(title)
st.write(plain(str(about.suggestion.reason)))
with st.form(FORM, border=False):
    st.header(words.WHAT, anchor=False)
    frame.field_error(errors, KEYS["chosen"])
    with st.container(key=KEYS["chosen"]):
        for kind, action in actions.items():
            key = f"{KEYS['chosen']}-{kind}"
            st.checkbox(plain(words.action(action)), value=kind in held or not about.goal, key=key)
    if offers:
        now = held.get(planning.LEARNING)
        at = list(offers).index(now) + 1 if now in offers else 0
        labels = {"": "None for now"} | {name: plain(words.offer(offer)) for name, offer in offers.items()}
        st.radio("Learning", list(labels), index=at, format_func=labels.__getitem__, key=KEYS["offer"])
    else:
        st.write(words.NO_LEARNING)
    frame.field_error(errors, KEYS["talk_to"])
    hint = f"{words.TALK_TO_HINT} For example: {about.ask.ask}." if about.ask else words.TALK_TO_HINT
    goal = about.goal
    st.text_input(words.TALK_TO, value=goal.talk_to if goal else "", key=KEYS["talk_to"], help=None)
    st.caption(plain(hint))
    frame.field_error(errors, KEYS["day"])
    day = dates.in_words(goal.due_on) if goal and goal.due_on else ""
    st.text_input(words.BY, value=day, key=KEYS["day"])
    st.caption(plain(words.BY_HINT))
    st.form_submit_button("Save this goal", type="primary", on_click=save)
if about.goal:
    st.button("Drop this goal", on_click=drop)
