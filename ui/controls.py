"""From the description of a control to a Streamlit widget. A new kind is one function here and a word in KINDS."""

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from assessment.model import Control
from ui import state
from ui.plain import plain

OnAnswer = Callable[[int], None]
HELP = "Help with this question"
NOTHING = "<span hidden></span>"
"""Keeps the place of words that may come: elements below must not move, or the one in use would lose the focus."""


def render(
    control: Control,
    key: str,
    saved: int | None,
    on_answer: OnAnswer,
    error: str = "",
    *,
    title: bool = True,
    follow_up: tuple[int | None, OnAnswer, str] | None = None,
) -> None:
    """Draw `control`; choosing calls `on_answer` with the value that the choice records.

    `saved` is the stored value or None: nothing is chosen beforehand. `title=False` leaves out the visible question,
    where it is the page's heading. `follow_up` is (saved, on_answer, error) of the control's own follow-up (how sure),
    asked below once one of the item's options is chosen.
    """
    KINDS[control.kind](control, key, saved, on_answer, error, title)
    if control.follow_up and follow_up and saved is not None and saved > 0:
        saved_below, on_answer_below, error_below = follow_up
        render(control.follow_up, f"{key}-follow-up", saved_below, on_answer_below, error_below)


def _radio(control: Control, key: str, saved: int | None, on_answer: OnAnswer, error: str, title: bool) -> None:
    """A radio group named by the question. Its last answers, which are not options of the item, stand below an "or"."""
    if control.context:
        st.html("".join(f"<p>{escape(part, quote=False)}</p>" for part in control.context.split("\n\n")))
    words = f'<h2 class="question">{escape(control.label, quote=False)}</h2>' if title else ""
    words += error_markup(key, error)
    st.html(words + details_markup(HELP, (control.help,), about=control.label) if control.help else words or NOTHING)
    if (chosen := unsaved(key, saved)) is not None:
        on_answer(chosen)
        saved = chosen
    elif st.session_state.get(key, saved) != saved:
        st.session_state[key] = saved  # another tab or device has answered since: the store is right
    state.note_drawn(key, saved)
    with st.container(key=f"or-before-last-{_divided_off(control.values)}-{key}"):
        st.radio(
            control.label,  # not plain(): hidden, and read out letter by letter as the group's name
            control.values,
            index=None if saved is None else control.values.index(saved),
            format_func=dict(zip(control.values, map(plain, control.choices), strict=True)).__getitem__,
            key=key,
            on_change=_chosen,
            args=(key, on_answer),
            label_visibility="collapsed",
        )


def unsaved(key: str, saved: int | None) -> int | None:
    """What was chosen in this browser and not saved, although the store is as it was when the control was last drawn.

    Choosing calls `on_answer`, but Streamlit drops the call if the next choice overtakes it; then whoever draws or
    leaves the page saves it. None if there is nothing to save.
    """
    chosen: int | None = st.session_state.get(key)
    return chosen if chosen not in (None, saved) and state.drawn(key) == (saved,) else None


def error_markup(key: str, error: str) -> str:
    """What is wrong with the control of that key, to stand above it; nothing without an error."""
    if not error:
        return ""
    return (
        f'<p class="error-message" id="{escape(key)}-error" data-control="{escape(key)}">'
        f'<span class="unseen">Error: </span>{escape(error, quote=False)}</p>'
    )


def details_markup(summary: str, paragraphs: Sequence[str], about: str = "") -> str:
    """Words that open below `summary`; `about` tells equal ones on a page apart for screen readers."""
    body = "".join(f"<p>{escape(text, quote=False)}</p>" for text in paragraphs)
    unseen = f'<span class="unseen">: {escape(about, quote=False)}</span>' if about else ""
    return f'<details class="details"><summary>{escape(summary, quote=False)}{unseen}</summary>{body}</details>'


def _divided_off(values: Sequence[int]) -> int:
    """How many answers at the end are "I do not know" or "Does not apply": their values are below 1."""
    return sum(value < 1 for value in values)


def _chosen(key: str, on_answer: OnAnswer) -> None:
    state.forget_drawn(key)  # whatever comes of it, this choice has been looked at
    value = st.session_state[key]
    if value is not None:
        on_answer(value)


KINDS: dict[str, Callable[[Control, str, int | None, OnAnswer, str, bool], None]] = {"radio": _radio}
"""The closed set of kinds of control that an item type may describe."""
