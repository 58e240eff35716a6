"""What stands round the fields of answers on paper: looking somebody up, choosing the form, submitting."""

from collections.abc import Callable, Sequence

import streamlit as st

from assessment.service.entering import Entry, Found
from ui import entering_words as words
from ui import frame, tables
from ui.texts import GRADE_NAMES

Errors = Sequence[tuple[str, str]]
Press = Callable[[str], None]
"""What to do when a button is pressed; the word says which."""


def search(key: str, errors: Errors, press: Press) -> None:
    """A box for a key or a name."""
    st.write(words.LEAD)
    with st.form("entering-search", border=False):
        st.text(words.SEARCH_HELP)
        frame.field_error(errors, key)
        st.text_input(words.SEARCH, key=key)
        st.form_submit_button("Find", type="primary", on_click=press, args=("find",))


def found(people: Found) -> None:
    """Who was found, each a link to their page."""
    if people.people:
        tables.html_table("People who are invited", words.COLUMNS, words.rows(people))
    frame.announce("" if people.people else words.NOBODY)
    if people.more:
        st.write(words.MORE)


def person(entry: Entry) -> None:
    """Who it is, how far they are, and why nothing can be entered where that is so."""
    one = entry.invited
    rows = [
        ("Key", one.key),
        ("Name", words.name(one)),
        ("Organisation", one.organisation),
        ("Grade", GRADE_NAMES[one.grade]),
        ("Answers", words.PROGRESS[entry.progress]),
        *([("Form", entry.letter.upper())] if entry.letter else []),
    ]
    frame.summary_card("Person", [frame.SummaryRow(*row) for row in rows])
    if entry.progress == "online":
        frame.inset(words.ONLINE)
    elif entry.progress == "submitted":
        frame.inset(words.GIVEN_IN)


def forms(entry: Entry, key: str, errors: Errors, press: Press) -> None:
    """The letters of the forms that may be on the paper."""
    frame.inset(words.BEFORE)
    with st.form("entering-form", border=False):
        frame.field_error(errors, key)
        st.radio(words.LETTER, entry.letters, index=None, format_func=str.upper, key=key)
        st.form_submit_button(words.BEGIN, type="primary", on_click=press, args=("begin",))


def submit(entry: Entry, key: str, errors: Errors, press: Press) -> None:
    """How much is entered, the declaration and the button."""
    st.header("Submit", anchor=False)
    st.write(words.so_far(entry))
    frame.inset(words.SUBMITTING)
    frame.field_error(errors, key)
    st.checkbox(words.DECLARATION, key=key)
    st.button(words.SUBMIT, type="primary", on_click=press, args=("submit",))


def discard(key: str, press: Press) -> None:
    """For a wrong person or a wrong form."""
    st.header(words.DISCARD_TITLE, anchor=False)
    st.write(words.DISCARDING)
    sure = st.checkbox(words.SURE_TO_DISCARD, key=key)
    st.button(words.DISCARD, on_click=press, args=("discard",), disabled=not sure)
