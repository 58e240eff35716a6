"""Check your figures: what a department's own figures would be, and whether it agrees, before others see any."""

import streamlit as st

from assessment.errors import EntryRefused
from assessment.model import VERDICTS
from assessment.service import provisional
from assessment.sign_off import Said
from ui import address, downloads, frame, peer_words, pick, problems, state, tables, who
from ui import check_words as words

FORM = "check-figures"
KEYS = {field: f"check-{field}" for field in ("verdict", "text")}

viewer = who.viewer()
waiting = provisional.waiting(viewer)


@problems.told
def say(name: str, number: int) -> None:
    verdict, text = (str(st.session_state[key] or "") for key in KEYS.values())
    try:
        provisional.say(viewer, name, number, Said(verdict, text))
    except EntryRefused as refused:
        state.refuse(FORM, [(said, KEYS[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(words.SAVED)


errors = state.errors(FORM) if KEYS["text"] in st.session_state else ()
frame.page_title(words.TITLE, error=bool(errors) or frame.has_error())
frame.error_summary(errors)
if not waiting:
    frame.heading(words.TITLE)
    st.write(words.NOTHING)
else:
    own = provisional.own(viewer, address.word("cycle"))
    frame.heading(words.TITLE, caption=f"{own.organisation.name}, {own.cycle.name}")
    frame.announce(state.take_note())
    pick.cycle(waiting)
    frame.inset(words.ABOUT)
    st.text(words.standing(own))
    rows = words.rows(own)
    tables.html_table(words.CAPTION, peer_words.GAP_COLUMNS, rows)
    st.text(peer_words.notes(rows))
    file, made_up = "figures-to-check.csv", own.cycle.made_up
    downloads.csv_button("Download the figures (CSV)", file, peer_words.GAP_COLUMNS, rows, made_up=made_up)
    with st.form(FORM, border=False):
        frame.field_error(errors, KEYS["verdict"])
        st.radio(words.VERDICT, VERDICTS, index=None, format_func=words.VERDICTS.__getitem__, key=KEYS["verdict"])
        frame.field_error(errors, KEYS["text"])
        st.text_area(words.TEXT, key=KEYS["text"])
        st.form_submit_button("Send", type="primary", on_click=say, args=(own.cycle.name, own.number))
