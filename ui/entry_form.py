"""The fields in which answers on paper are entered: one for each question, saved as one goes on to the next."""

from collections.abc import Callable
from html import escape
from itertools import groupby

import streamlit as st

from assessment import item_types, on_paper, steps
from assessment.model import Item, Viewer
from assessment.on_paper import Written
from assessment.service.entering import Entry
from ui import entering_words as words
from ui import entry_role, frame, state

Keep = Callable[[int, Item], None]
FIELD_WIDTH = 72
"""In pixels: an answer is a digit or a letter."""


def save(viewer: Viewer | None, entry: Entry, keep: Keep) -> bool:
    """Fill fields from what is entered, and call `keep` for each that has been changed since; whether one was.

    On every run, and not in a callback of the field: Streamlit drops a callback that the next field's change overtakes.
    """
    saved = state.saved_fields(f"{entry.invited.key} {entry.letter}")
    changed = entry_role.save(viewer, entry, saved)
    for number, item in enumerate(entry.items, 1):
        if not all(key in st.session_state for key in keys(item).values()):
            saved[item.id] = held = on_paper.written(item, entry.responses.get(item.id))
            for field, key in keys(item).items():
                st.session_state[key] = getattr(held, field)
        elif typed(item) != saved.get(item.id):
            keep(number, item)
            saved[item.id], changed = typed(item), True
    return changed


def finish(viewer: Viewer | None, entry: Entry, keep: Keep) -> list[tuple[str, str]]:
    """Save what has not been saved yet, before it is submitted; what is wrong with the fields, as `errors` has it."""
    save(viewer, entry, keep)
    return errors(entry)


def draw(entry: Entry) -> None:
    """What the paper says of the person, then every question under the heading of its section, with what is wrong."""
    entry_role.draw()
    frame.details(words.HOW_TITLE, *words.HOW)
    wrong = errors(entry)
    for title, members in groupby(enumerate(entry.items, 1), lambda pair: steps.SECTION_OF_TYPE[pair[1].type].title):
        st.header(title, anchor=False)
        for number, item in members:
            _question(number, item, wrong)


def _question(number: int, item: Item, wrong: list[tuple[str, str]]) -> None:
    """The fields first, in one column, so that the eye stays there while somebody types."""
    for key in keys(item).values():
        frame.field_error(wrong, key)
    label = words.label(number, item)
    names = {"answer": label, "sure": words.sure_label(number)}
    with st.container(horizontal=True, vertical_alignment="center", key=f"entry-row-{number}"):
        for field, key in keys(item).items():
            st.text_input(
                names[field],  # not plain(): hidden, and read out letter by letter as the name of the field
                key=key,
                width=FIELD_WIDTH,
                label_visibility="collapsed",
            )
        st.html(f'<p class="entry-label">{escape(label, quote=False)}</p>')


def keys(item: Item) -> dict[str, str]:
    """The keys of an item's fields by what they hold: "answer", and "sure" where the item asks how sure one is."""
    sure = {"sure": f"entry-sure-{item.id}"} if item_types.of(item).has_confidence else {}
    return {"answer": f"entry-{item.id}"} | sure


def typed(item: Item) -> Written:
    """What stands in the fields of an item."""
    return Written(**{field: str(st.session_state.get(key) or "") for field, key in keys(item).items()})


def errors(entry: Entry) -> list[tuple[str, str]]:
    """What is wrong with the fields as they stand: words, and the key of the field."""
    return [
        (words.fault(number, told), keys(item)[field])
        for number, item in enumerate(entry.items, 1)
        for field, told in on_paper.read(item, typed(item)).faults.items()
    ]
