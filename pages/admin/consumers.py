"""Programs that read published results: let one in, see who was let in and when they last asked, end a token."""

import streamlit as st

from assessment import dates
from assessment.errors import EntryRefused
from assessment.service import consuming
from ui import address, downloads, frame, problems, state, tables, who
from ui import consumer_words as words
from ui.plain import plain

FORM = "consumers"
KEYS = {"name": "consumer-name", "ends_on": "consumer-ends_on", "whose": "consumer-whose"}

viewer = who.viewer()


@problems.told
def add() -> None:
    name, day, whose = (str(st.session_state[key] or "") for key in KEYS.values())
    try:
        token = consuming.add(viewer, name, day, whose)
    except EntryRefused as refused:
        state.refuse(FORM, [(said, KEYS[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.hand_over(name, token)
        for field, key in KEYS.items():
            st.session_state[key] = None if field == "whose" else ""


@problems.told
def revoke(consumer_id: int) -> None:
    consuming.revoke(viewer, consumer_id)
    state.note(words.REVOKED)


errors = state.errors(FORM) if KEYS["name"] in st.session_state else ()
frame.error_summary(errors)
frame.heading("Programs that read published results")
frame.announce(state.take_note())
st.write(words.ABOUT)
name, token = state.take_handed_over()
if token:
    frame.inset(words.SHOWN_ONCE.format(name=name))
    st.code(token, language=None, wrap_lines=True)
    st.write(words.HOW_TO_ASK)
    st.code(words.example(address.whole("api/v1/cycles")), language=None, wrap_lines=True)
today = dates.today()
every, choices = consuming.consumers(viewer), consuming.choices(viewer)
if every:
    rows = [words.row(one, today, choices) for one in every]
    tables.html_table(words.CAPTION, words.COLUMNS, rows)
    downloads.csv_button("Download the list (CSV)", "programs.csv", words.COLUMNS, rows)
else:
    st.write(words.NOBODY)
for one in every:
    if one.is_open(today):
        st.button(f"Revoke the token of {plain(one.name)}", on_click=revoke, args=(one.id,), key=f"revoke-{one.id}")

st.header("Let a program in", anchor=False)
with st.form(FORM, border=False):
    frame.field_error(errors, KEYS["name"])
    st.text_input(words.NAME, max_chars=200, key=KEYS["name"])
    frame.field_error(errors, KEYS["ends_on"])
    st.text_input(words.LAST_DAY, max_chars=20, key=KEYS["ends_on"])
    st.caption(words.hint(today, consuming.MOST_DAYS))
    frame.field_error(errors, KEYS["whose"])
    names = words.whose(choices)
    st.selectbox(words.WHOSE, list(names), index=None, placeholder="Select", format_func=names.get, key=KEYS["whose"])
    st.caption(words.WHOSE_HINT)
    st.form_submit_button("Make a token", type="primary", on_click=add)
st.write(words.ABUSE)
