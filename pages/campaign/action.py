"""An action about a gap: add one, change one, or say why there is none."""

import streamlit as st

from assessment import dates
from assessment.actions import Entered
from assessment.errors import EntryRefused
from assessment.service import actions
from ui import action_words as words
from ui import address, frame, problems, state, who

FORM = "action"
KEYS = {field: f"action-{field}" for field in ("said", "did", "owner", "due", "status", "reason")}

viewer = who.viewer()
at, area, cycle = address.number("id", 0), address.word("area"), address.word("cycle")
if state.noted():  # a callback has saved it: there is nothing left to do here
    st.switch_page("../pages/campaign/actions.py", query_params={"cycle": cycle} if cycle else None)
about = actions.form(viewer, cycle, area, at)
held = about.action


@problems.told
def save(reason: bool) -> None:
    entered = {field: str(st.session_state.get(key) or "") for field, key in KEYS.items()}
    given = entered.pop("reason")
    try:
        if reason:
            actions.give_reason(viewer, cycle, area, given)
        else:
            actions.save(viewer, cycle, area, Entered(**entered), at)
    except EntryRefused as refused:
        state.refuse(FORM, [(said, KEYS[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(words.REASON_SAVED if reason else words.SAVED)


errors = state.errors(FORM) if KEYS["said"] in st.session_state else ()
frame.page_title(words.form_title(about), error=bool(errors) or frame.has_error())
frame.error_summary(errors)
frame.back_link("../pages/campaign/actions.py", cycle=about.cycle.name)
frame.heading(words.form_title(about), caption=f"{about.domain.short_name}, {about.cycle.name}")
with st.form(FORM, border=False):
    frame.field_error(errors, KEYS["said"])
    st.text_area(words.SAID, value=held.said if held else "", key=KEYS["said"])
    frame.field_error(errors, KEYS["did"])
    st.text_area(words.DID, value=held.did if held else "", key=KEYS["did"])
    frame.field_error(errors, KEYS["owner"])
    st.text_input(words.OWNER, value=held.owner if held else "", key=KEYS["owner"])
    frame.field_error(errors, KEYS["due"])
    due = dates.in_words(held.due_on) if held and held.due_on else ""
    st.text_input(words.DUE, value=due, key=KEYS["due"])
    frame.field_error(errors, KEYS["status"])
    statuses = list(words.STATUSES)
    index = statuses.index(held.status) if held else None
    st.radio(words.STATUS, statuses, index=index, format_func=words.STATUSES.__getitem__, key=KEYS["status"])
    st.form_submit_button("Save the action", type="primary", on_click=save, args=(False,))
if held is None:
    st.header("Or say why there is none", anchor=False)
    with st.form("no-action", border=False):
        frame.field_error(errors, KEYS["reason"])
        st.text_area(words.REASON, value=about.reason, key=KEYS["reason"])
        st.form_submit_button("Save the reason", on_click=save, args=(True,))
