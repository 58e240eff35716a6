"""Second opinion: a leader invites people who work with them and, after the last day, sees medians. Only for them."""

import streamlit as st

from assessment.errors import EntryRefused, WrongState
from assessment.opinions import Entered
from assessment.service import opinions
from ui import address, downloads, frame, problems, state, tables, who
from ui import opinion_words as words

FORM, KEYS = "second-opinion", {field: f"opinion-{field}" for field in ("addresses", "last_day")}
viewer = who.viewer()


@problems.told
def ask() -> None:
    try:
        opinions.ask(viewer, Entered(**{field: str(st.session_state[key]) for field, key in KEYS.items()}))
    except EntryRefused as refused:
        state.refuse(FORM, [(said, KEYS[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(words.INVITED)


def draw_form(errors: state.Errors) -> None:
    frame.inset(words.BEFORE_ASKING)
    with st.form(FORM, border=False):
        frame.field_error(errors, KEYS["addresses"])
        st.text_area(words.ADDRESSES, height=240, key=KEYS["addresses"])
        frame.field_error(errors, KEYS["last_day"])
        st.text_input(words.LAST_DAY, key=KEYS["last_day"])
        st.text(words.LAST_DAY_HINT)
        st.form_submit_button(words.INVITE, type="primary", on_click=ask)


def draw_open(asked: opinions.Asked) -> None:
    st.write(words.still_open(asked))
    frame.details("Whom you have invited", *asked.givers)
    st.subheader(words.SEND_THIS, anchor=False)
    message = words.message(asked, address.whole(f"give-opinion?of={asked.id}"))
    st.text(message)
    frame.copy_button("Copy this text", message, f"copy-{asked.id}")


def draw_ended(asked: opinions.Asked) -> None:
    st.write(f"{words.ended(asked)}\n\n{words.lead(asked.areas)}")
    if not asked.areas:
        return
    rows = words.rows(asked)
    tables.html_table(words.CAPTION, words.COLUMNS, rows)
    if any(area.others is None for area in asked.areas):
        st.text(words.NOT_SHOWN)
    file = f"second-opinion-{asked.id}.csv"
    downloads.csv_button("Download the figures (CSV)", file, words.COLUMNS, rows, made_up=asked.cycle.made_up)
    frame.details("How to read this", *words.HOW_TO_READ)


# Words about what was entered go with it, when somebody leaves the page and comes back.
errors = state.errors(FORM) if KEYS["addresses"] in st.session_state else ()
frame.error_summary(errors)
frame.back_link("../pages/report/my_report.py", label="Your report")
frame.heading(words.TITLE)
frame.announce(state.take_note())
st.write(words.WHAT_IT_IS)
frame.details("Who sees what", *words.WHO_SEES_WHAT)
try:
    mine = opinions.overview(viewer)
except WrongState as not_yet:
    st.write(f"{not_yet.what} {not_yet.do}")
    st.page_link("../pages/take/start.py", label="Go to the start page")
else:
    if mine.may_ask:
        st.header(frame.plain(f"Invite people: {mine.cycle.name}"), anchor=False)
        draw_form(errors)
    elif not mine.asked:
        st.write(words.NOBODY_CAN_BE_ASKED)
    for asked in mine.asked:
        st.header(frame.plain(asked.cycle.name), anchor=False)
        draw_ended(asked) if asked.ended else draw_open(asked)
