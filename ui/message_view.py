"""One message of a cycle: what it says, how it is sent through Notify or by hand, and what went wrong."""

from collections.abc import Callable, Sequence

import streamlit as st

from assessment.messages import Trouble
from assessment.service.messaging import Overview, Preview, Row
from ui import downloads, frame, tables
from ui import message_words as words

Press = Callable[[str], None]
"""What to do when a button is pressed; the word says which."""
FIELDS = {"day": "message-day", "time": "message-time"}


def field(name: str, kind: str) -> str:
    """The key of a field: each message has its own, so that what it proposes is its own too."""
    return f"{FIELDS[name]}-{kind}"


def preview(shown: Preview) -> None:
    """The message as the first person gets it, and its text to copy."""
    template = shown.template
    if shown.filled:
        caption = f"{words.PREVIEW}, to {shown.address}"
        frame.entry(shown.filled.subject, caption, [("Text", shown.filled.body)])
    else:
        frame.inset(words.NO_PREVIEW)
    frame.details(words.TEXT_SUMMARY, *words.plain_text(template))
    with st.container(horizontal=True):
        frame.copy_button("Copy the subject", template.subject, f"copy-subject-{template.kind}")
        frame.copy_button("Copy the text", template.body, f"copy-body-{template.kind}")


def through_notify(view: Overview, row: Row, errors: Sequence[tuple[str, str]], press: Press) -> None:
    """When to send it; nothing without a key."""
    kind, status = row.template.kind, row.message.status if row.message else ""
    st.subheader(words.THROUGH, anchor=False)
    if view.mode == "no key":
        st.write(words.mode(view))
        return
    if kind not in view.templates:
        frame.inset(words.NO_TEMPLATE)
        return
    st.write(f"{words.due(row)} {words.ONCE_SENT}")
    day, clock = words.as_typed(row)
    with st.form("schedule", border=False):
        for name, label, value in (("day", words.DAY, day), ("time", words.TIME, clock)):
            frame.field_error(errors, field(name, kind))
            if name == "day":
                st.text(words.DAY_HINT)
            st.text_input(label, value=value, max_chars=30, key=field(name, kind))
        st.form_submit_button("Schedule it", type="primary", on_click=press, args=("schedule",))
    with st.container(horizontal=True):
        if status == "sending":
            st.button("Go on sending", on_click=press, args=("go on",))
        elif row.due:
            st.button("Send it now", on_click=press, args=("now",))
        if status in ("scheduled", "sending"):
            st.button("Cancel it", on_click=press, args=("cancel",))
        elif row.accepted:
            st.button("Ask Notify what became of them", on_click=press, args=("go on",))
        if row.retryable:
            st.button("Try again", on_click=press, args=("retry",))
    if row.retryable:
        st.write(words.retry(row))


def by_hand(row: Row, file: Callable[[], bytes], press: Press) -> None:
    """The file for Notify, and the word that it was sent."""
    st.subheader(words.BY_HAND, anchor=False)
    st.write(words.HOW_BY_HAND)
    if row.in_file:
        st.write(words.in_file(row))
        downloads.file_button("Download the file (CSV)", f"{row.template.kind}.csv", file, "text/csv")
        with st.container(horizontal=True):
            st.button("I have sent it myself", type="primary", on_click=press, args=("sent",))
            st.button("I will not send it", on_click=press, args=("away",))
    elif row.message and row.message.status in ("scheduled", "sending"):
        st.write(words.BUSY_ELSEWHERE)
    else:
        st.write(words.due(row))
        if row.due:
            st.button("Make the file", on_click=press, args=("make",))


def log(lines: Sequence[Trouble], kind: str) -> None:
    """Everybody to whom it did not go as it should."""
    st.subheader(words.LOG, anchor=False)
    st.write(words.LOG_NOTE)
    if not lines:
        st.write(words.NO_TROUBLE)
        return
    rows = words.log_rows(lines)
    tables.html_table(words.log_caption(lines), words.LOG_COLUMNS, rows[: words.LOG_SHOWN])
    downloads.csv_button("Download all of them (CSV)", f"failed-{kind}.csv", words.LOG_COLUMNS, rows)
