"""Messages: who is written to, when, and what became of it; through GOV.UK Notify or by a file to take away."""

from collections.abc import Callable

import streamlit as st

from assessment.errors import EntryRefused
from assessment.messages import KINDS
from assessment.service import message_files, messaging, sending
from ui import address, downloads, frame, message_view, pick, problems, state, tables, who
from ui import message_words as words
from ui.message_view import FIELDS

PAGE = "messages"
SECONDS = 20.0
"""How long a page sends before it leaves the rest to the next run."""

viewer = who.viewer()
view = messaging.overview(viewer, address.word("cycle"))
cycle = view.cycle.name
named = address.word("message")
kind = named if named in KINDS else KINDS[0]


def entered(name: str) -> str:
    return str(st.session_state.get(message_view.field(name, kind)) or "")


def away() -> str:
    message_files.put_away(viewer, cycle, kind)
    return words.PUT_AWAY


def cancel() -> str:
    messaging.cancel(viewer, cycle, kind)
    return words.CANCELLED


DO: dict[str, Callable[[], str]] = {
    "schedule": lambda: words.scheduled(messaging.schedule(viewer, cycle, kind, entered("day"), entered("time"))),
    "now": lambda: words.done(sending.send_now(viewer, cycle, kind, SECONDS)),
    "go on": lambda: words.done(sending.send_due(viewer, SECONDS)),
    "retry": lambda: words.done(sending.retry(viewer, cycle, kind, SECONDS)),
    "cancel": cancel,
    "make": lambda: words.made(message_files.make(viewer, cycle, kind)),
    "sent": lambda: words.marked(message_files.mark_sent(viewer, cycle, kind)),
    "away": away,
}


@problems.told
def press(button: str) -> None:
    """Do what a button says, and say what came of it; what is wrong with a field is said beside it."""
    try:
        said = DO[button]()
    except EntryRefused as refused:
        state.refuse(PAGE, [(told, message_view.field(name, kind)) for name, told in refused.fields.items()])
    else:
        state.accept()
        state.note(said)


# Words about what was entered for one message go with it, when somebody turns to another.
errors = [error for error in state.errors(PAGE) if error[1] in (message_view.field(name, kind) for name in FIELDS)]
frame.error_summary(errors)
frame.heading(words.TITLE)
if len(view.cycles) > 1:
    pick.one("Cycle", view.cycles, "cycle", default=cycle)
st.write(words.LEAD)
frame.inset(words.reach(view))
st.write(f"{words.mode(view)} {words.HERE if view.site_is_here else ''}")
tables.html_table(words.CAPTION, words.COLUMNS, words.rows(view))
pick.one("Message", KINDS, "message", words.titles(view))
row = view.row(kind)
st.header(row.template.title, anchor=False)
frame.announce(state.take_note())
message_view.preview(messaging.preview(viewer, cycle, kind))
message_view.through_notify(view, row, errors, press)
message_view.by_hand(row, lambda: downloads.csv_bytes(*message_files.rows(viewer, cycle, kind)), press)
message_view.log(messaging.troubles(viewer, cycle, kind), kind)
