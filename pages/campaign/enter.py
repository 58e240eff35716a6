"""Enter answers that somebody gave on paper: look the person up, choose the form, type, submit. No score is shown."""

from collections.abc import Callable

import streamlit as st

from assessment.errors import EntryRefused
from assessment.service import entering
from ui import address, entering_view, entry_form, frame, problems, state, who
from ui import entering_words as words

PAGE = "enter-answers"
FIELDS = {field: f"entering-{field}" for field in ("text", "letter", "declared", "discard")}

viewer = who.viewer()
key = address.word("person")


def entered(field: str) -> str:
    return str(st.session_state.get(FIELDS[field]) or "")


DO: dict[str, Callable[[], object]] = {
    "find": lambda: entering.search(viewer, entered("text")),
    "begin": lambda: entering.begin(viewer, key, entered("letter")),
    "submit": lambda: entering.submit(viewer, key, bool(entered("declared"))),
    "discard": lambda: entering.discard(viewer, key),
}


def keep(number: int, item: entry_form.Item) -> None:
    """Save a field; what is wrong is said beside it, and spoken, and the focus stays where it is."""
    try:
        state.note_saved(entering.enter(viewer, key, item.id, entry_form.typed(item)))
        state.accept()
    except EntryRefused as refused:
        state.note("; ".join(words.fault(number, told) for told in refused.fields.values()))


@problems.told
def press(button: str) -> None:
    """Do what a button says; what is wrong is said above and beside its field."""
    wrong = entry_form.finish(viewer, entry, keep) if entry and button == "submit" else []
    try:
        if not wrong:
            DO[button]()
    except EntryRefused as refused:
        wrong = [(told, FIELDS[field]) for field, told in refused.fields.items()]
    if wrong:
        state.refuse(PAGE, wrong)
    else:
        state.accept()
        if done := words.DONE.get(button):
            state.note(done)


if key:
    frame.back_link("../pages/campaign/enter.py", label="Find somebody else")
entry = entering.entry(viewer, key) if key else None
if entry and entry.progress == "being entered" and entry_form.save(viewer, entry, keep):
    entry = entering.entry(viewer, key)
errors = state.errors(PAGE)
frame.page_title(words.title(entry), error=bool(errors) or frame.has_error())
frame.error_summary(errors)
frame.heading(words.TITLE)
if entry is None:
    entering_view.search(FIELDS["text"], errors, press)
    if (text := entered("text")) and not errors:
        entering_view.found(entering.search(viewer, text))
else:
    entering_view.person(entry)
    if entry.progress == "not started":
        entering_view.forms(entry, FIELDS["letter"], errors, press)
    elif entry.progress == "being entered":
        entry_form.draw(entry)
        entering_view.submit(entry, FIELDS["declared"], errors, press)
        entering_view.discard(FIELDS["discard"], press)
    saved_at, note = state.take_saved(), state.take_note()
    frame.announce(note or ("Answer saved" if saved_at else ""), saved_at or "")
