"""Parts of the page about one person of a cohort."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assessment.cohort_file import GRADE_NAMES
from assessment.service.members import MemberView
from ui import cohort_words as words
from ui import frame, tables

Errors = Sequence[tuple[str, str]]
Press = Callable[[str], None]
"""What to do when a button is pressed; the word says which."""


def card(view: MemberView) -> None:
    """Who it is and where they stand; nothing of whether they have answered."""
    one = view.member
    names = {body.code: body.name for body in view.organisations}
    rows = (
        ("Name", one.name or words.NO_ACCOUNT),
        ("Address", one.address or "None"),
        ("Key", one.person),
        ("Department", names.get(one.organisation, one.organisation)),
        ("Grade", GRADE_NAMES[one.grade]),
        ("In the cohort", words.standing(one)),
    )
    frame.summary_card("Person", [frame.SummaryRow(*row) for row in rows])


def request(view: MemberView, press: Press) -> None:
    """What the person asks for. It is accepted with the form that follows."""
    if view.request:
        frame.inset(words.said(view))
        st.button("Decline this request", on_click=press, args=("decline",))


def move(view: MemberView, fields: Mapping[str, str], errors: Errors, press: Press) -> None:
    """The form for another department or grade."""
    names = {body.code: body.name for body in view.organisations}
    codes, grades = list(names), list(GRADE_NAMES)
    st.header(words.MOVE_TITLE, anchor=False)
    st.write(words.MOVING)
    with st.form("cohort-move", border=False):
        frame.field_error(errors, fields["organisation"])
        at = codes.index(view.member.organisation)
        st.selectbox("Department", codes, index=at, format_func=names.__getitem__, key=fields["organisation"])
        frame.field_error(errors, fields["grade"])
        at = grades.index(view.member.grade)
        st.radio("Grade", grades, index=at, format_func=GRADE_NAMES.__getitem__, key=fields["grade"])
        frame.field_error(errors, fields["reason"])
        label = f"{words.REASON} (can be left empty)" if view.request else words.REASON
        st.text_input(label, key=fields["reason"])
        label = "Accept and save" if view.request else "Save this change"
        st.form_submit_button(label, type="primary", on_click=press, args=("move",))


def leave(view: MemberView, key: str, errors: Errors, press: Press) -> None:
    """The form to take somebody out, or to bring them back."""
    gone = view.member.left_at is not None
    st.header(words.RETURN_TITLE if gone else words.LEAVE_TITLE, anchor=False)
    st.write(words.RETURNING if gone else words.LEAVING)
    with st.form("cohort-leave", border=False):
        frame.field_error(errors, key)
        st.text_input("Why they are back" if gone else "Why they leave", key=key)
        label, button = ("Bring them back", "return") if gone else ("Take them out", "leave")
        st.form_submit_button(label, on_click=press, args=(button,))


def history(view: MemberView) -> None:
    st.header("History", anchor=False)
    rows = [words.change_row(one) for one in view.changes]
    if rows:
        tables.html_table("Changes of this person, the latest first", words.HISTORY_COLUMNS, rows)
    else:
        st.write(words.NO_HISTORY)
