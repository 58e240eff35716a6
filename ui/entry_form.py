"""The fields in which answers on paper are entered: one for each question, saved as one goes on to the next."""

from collections.abc import Callable
from itertools import groupby

import streamlit as st

from assessment import item_types, on_paper, steps
from assessment.model import Item
from assessment.on_paper import Written
from assessment.service.entering import Entry
from ui import entering_words as words
from ui import frame
from ui.plain import plain

Keep = Callable[[int, Item], None]
SURE_WIDTH = 230


def draw(entry: Entry, keep: Keep) -> None:
    """Every question of the form under the heading of its section, with what is wrong above its field."""
    frame.details(words.HOW_TITLE, *words.HOW)
    wrong = errors(entry)
    for item in entry.items:
        held = on_paper.written(item, entry.responses.get(item.id))
        for field, key in keys(item).items():
            st.session_state.setdefault(key, getattr(held, field))
    for title, members in groupby(enumerate(entry.items, 1), lambda pair: steps.SECTION_OF_TYPE[pair[1].type].title):
        st.header(title, anchor=False)
        for number, item in members:
            _question(number, item, wrong, keep)


def _question(number: int, item: Item, wrong: list[tuple[str, str]], keep: Keep) -> None:
    for key in keys(item).values():
        frame.field_error(wrong, key)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"entry-row-{number}"):
        labels = {"answer": words.label(number, item), "sure": words.sure_label(number)}
        for field, key in keys(item).items():
            width = SURE_WIDTH if field == "sure" else "stretch"
            st.text_input(plain(labels[field]), key=key, on_change=keep, args=(number, item), width=width)


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
