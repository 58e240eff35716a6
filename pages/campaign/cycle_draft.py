"""Make a cycle as a draft, change it or delete it; nobody is asked anything before its launch."""

from dataclasses import asdict

import streamlit as st

from assessment.cycles import Entered
from assessment.errors import EntryRefused
from assessment.service import cycles
from ui import address, cycle_form, frame, problems, state, who
from ui import cycle_words as words

FORM = "cycle-draft"
KEYS = {field: f"cycle-{field}" for field in asdict(Entered())}

viewer = who.viewer()
at = address.number("id", 0)
if state.noted():  # a callback has saved or deleted it: there is nothing left to do here
    st.switch_page("../pages/campaign/cycles.py")
form = cycles.form(viewer, at)


@problems.told
def save() -> None:
    try:
        cycles.save(viewer, at, cycle_form.entered(KEYS))
    except EntryRefused as refused:
        state.refuse(FORM, [(said, KEYS[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(words.SAVED)


@problems.told
def delete() -> None:
    cycles.delete(viewer, at)
    state.accept()
    state.note(words.DELETED)


# Words about what was entered go with it, when somebody leaves the page and comes back.
errors = state.errors(FORM) if KEYS["name"] in st.session_state else ()
frame.page_title(words.form_title(form), error=bool(errors) or frame.has_error())
frame.error_summary(errors)
frame.back_link("../pages/campaign/cycles.py")
frame.heading(words.form_title(form))
with st.form(FORM, border=False):
    cycle_form.draw(form, KEYS, errors)
    st.form_submit_button("Save the draft", type="primary", on_click=save)
if form.cycle:
    query = {"id": str(at)}
    st.page_link("../pages/campaign/cycle_launch.py", label="Check and launch this cycle", query_params=query)
    st.header("Delete the draft", anchor=False)
    st.write(words.DELETING)
    st.button("Delete this draft", on_click=delete)
