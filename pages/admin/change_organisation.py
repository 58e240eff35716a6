"""Add an organisation to the register; change or close one."""

import streamlit as st

from assessment.errors import EntryRefused
from assessment.register_rules import CONFIRM, LIMITS, Entered
from assessment.service import registry
from ui import address, frame, problems, state, who
from ui import register_words as words

FORM = "register-organisation"
TEXTS = tuple(name for name in (*words.LABELS, "source") if name not in ("code", "type", "people_survey_code"))

viewer = who.viewer()
code = address.word("code")
view = registry.organisation(viewer, code)
held = view.organisation
keys = {name: f"organisation-{name}" for name in ("code", "type", CONFIRM, *TEXTS)}
title = f"Change {held.name}" if held else "Add an organisation"


@problems.told
def save(seen: int) -> None:
    typed = {name: str(st.session_state.get(key) or "") for name, key in keys.items() if name != CONFIRM}
    entered = Entered(**typed, confirmed=bool(st.session_state.get(keys[CONFIRM])))
    try:
        changed = registry.change(viewer, code, entered, seen) if code else registry.add(viewer, entered)
    except EntryRefused as refused:
        state.refuse(FORM, [(said, keys[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(f"{entered.name} is saved." if changed else words.NOTHING_CHANGED)


if state.noted():  # it is saved: there is nothing left to do here
    saved = code or str(st.session_state[keys["code"]]).strip().upper()
    st.switch_page("../pages/admin/organisation.py", query_params={"code": saved})
errors = state.errors(FORM) if keys["name"] in st.session_state else ()
frame.page_title(title, error=bool(errors) or frame.has_error())
frame.error_summary(errors)
if held:
    frame.back_link("../pages/admin/organisation.py", code=held.code)
else:
    frame.back_link("../pages/admin/register.py", label="Register of organisations")
frame.heading(title)
frame.inset(words.AFTER_A_RELEASE)


def text(name: str) -> None:
    frame.field_error(errors, keys[name])
    label = words.SOURCE if name == "source" else words.LABELS[name]
    value = words.as_typed(getattr(held, name)) if held and name != "source" else ""
    st.text_input(label, value=value, max_chars=2 * LIMITS.get(name, 200), key=keys[name])
    if name in words.HINTS:
        st.caption(words.HINTS[name])


with st.form(FORM, border=False):
    if not held:
        text("code")
    text("name")
    frame.field_error(errors, keys["type"])
    at = view.types.index(held.type) if held and held.type in view.types else None
    st.selectbox(words.LABELS["type"], view.types, index=at, key=keys["type"])
    for field in TEXTS[1:]:
        text(field)
    if any(about == keys[CONFIRM] for _, about in errors):
        frame.field_error(errors, keys[CONFIRM])
        st.checkbox(words.CONFIRM, key=keys[CONFIRM])
    st.form_submit_button("Save", type="primary", on_click=save, args=(len(view.changes),))
