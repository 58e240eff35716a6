"""Share a practice in an area, or change or withdraw one; who will see it is said before."""

import streamlit as st

from assessment.errors import EntryRefused
from assessment.model import PRACTICE_EFFORTS
from assessment.practices import Entered
from assessment.service import practices
from ui import address, frame, problems, state, who
from ui import practice_words as words

FORM = "share-practice"
KEYS = {field: f"practice-{field}" for field in ("title", "what", "effort", "contact_team")}

viewer = who.viewer()
at = address.number("id", 0)
cycle, area = address.word("cycle"), address.word("area")
if state.noted():  # a callback has shared, changed or withdrawn it: there is nothing left to do here
    st.switch_page("../pages/insight/practices.py", query_params={"cycle": cycle} if cycle else None)
about = practices.form(viewer, cycle, area, at)
held = about.practice


@problems.told
def save() -> None:
    entered = Entered(**{field: str(st.session_state[key] or "") for field, key in KEYS.items()})
    try:
        practices.change(viewer, at, entered) if at else practices.share(viewer, cycle, area, entered)
    except EntryRefused as refused:
        state.refuse(FORM, [(said, KEYS[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(words.CHANGED if at else words.SHARED)


@problems.told
def withdraw() -> None:
    practices.withdraw(viewer, at)
    state.accept()
    state.note(words.WITHDRAWN)


# Words about what was entered go with it, when somebody leaves the page and comes back.
errors = state.errors(FORM) if KEYS["title"] in st.session_state else ()
frame.page_title(words.form_title(about), error=bool(errors) or frame.has_error())
frame.error_summary(errors)
frame.back_link("../pages/insight/practices.py", cycle=about.cycle.name)
frame.heading(words.form_title(about), caption=f"{about.domain.short_name}, {about.cycle.name}")
if about.strong:
    frame.inset(words.who_will_see(about.domain.short_name))
    with st.form(FORM, border=False):
        frame.field_error(errors, KEYS["title"])
        st.text_input(words.TITLE, value=held.title if held else "", key=KEYS["title"])
        frame.field_error(errors, KEYS["what"])
        what = held.what if held else ""
        st.text_area(words.WHAT, value=what, height=200, key=KEYS["what"])
        frame.field_error(errors, KEYS["effort"])
        st.radio(
            "How much effort it takes",
            PRACTICE_EFFORTS,
            index=PRACTICE_EFFORTS.index(held.effort) if held else None,
            format_func=words.EFFORTS.__getitem__,
            key=KEYS["effort"],
        )
        frame.field_error(errors, KEYS["contact_team"])
        st.text_input(words.CONTACT, value=held.contact_team if held else "", key=KEYS["contact_team"])
        st.form_submit_button("Save changes" if held else "Share this practice", type="primary", on_click=save)
else:
    st.write(words.HIDDEN_NOW)
if held:
    st.write(words.WITHDRAWING)
    st.button("Withdraw this practice", on_click=withdraw)
