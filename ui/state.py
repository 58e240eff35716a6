"""What a browser session remembers between runs, all of it, behind typed functions. Who and where; never an answer.

Anything here may be gone after a dropped connection, so nothing here is needed to find an answer or a page again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

Errors = tuple[tuple[str, str], ...]
"""What is wrong with what was entered: (message, key of the control it is about)."""


@dataclass(frozen=True, slots=True)
class _Drawing:
    """How far the page of this run has been drawn, for whoever has to finish it after an error."""

    title: str
    error: bool = False
    heading: bool = False


@dataclass(frozen=True, slots=True)
class _Refusal:
    page: str
    errors: Errors
    attempt: int


def begin_page(title: str) -> None:
    st.session_state["_drawing"] = _Drawing(title)


def end_page() -> None:
    st.session_state.pop("_drawing", None)


def page_begun() -> bool:
    """True between the header and the footer of a page: also after the page failed half-way."""
    return "_drawing" in st.session_state


def set_title(title: str, error: bool) -> None:
    st.session_state["_drawing"] = _Drawing(title, error, heading_drawn())


def title() -> tuple[str, bool]:
    """The title of the page being drawn, and whether it has errors."""
    drawing = st.session_state.get("_drawing", _Drawing(""))
    return drawing.title, drawing.error


def heading_drawn() -> bool:
    """True once this page has its one main heading."""
    return bool(st.session_state.get("_drawing", _Drawing("")).heading)


def mark_heading_drawn() -> None:
    st.session_state["_drawing"] = _Drawing(*title(), heading=True)


def refuse(page: str, errors: Sequence[tuple[str, str]]) -> None:
    """In a callback: keep `page` on screen and say what is wrong. Each refusal moves focus to the summary once."""
    st.session_state["_refusal"] = _Refusal(page, tuple(errors), refusals() + 1)


def accept() -> None:
    """In a callback: what was entered is right now, so earlier words about it go."""
    st.session_state["_refusal"] = _Refusal("", (), refusals())


def errors(page: str) -> Errors:
    """What the last refusal said, if it was about `page`; nothing on any other page."""
    refusal = st.session_state.get("_refusal")
    return refusal.errors if refusal and refusal.page == page else ()


def refusals() -> int:
    """How many times something entered was refused in this session: a change tells the browser to move focus."""
    refusal = st.session_state.get("_refusal")
    return refusal.attempt if refusal else 0


def note_saved(at: datetime) -> None:
    """In a callback: an answer is on disk since `at`; the page that is drawn next may say so."""
    st.session_state["_saved_at"] = at


def take_saved() -> datetime | None:
    """When the answer given just now was saved; None on any other run. Asked once a run."""
    at: datetime | None = st.session_state.pop("_saved_at", None)
    return at


def note_drawn(key: str, saved: object) -> None:
    """What was saved of a control when it was drawn last."""
    st.session_state.setdefault("_drawn", {})[key] = (saved,)


def forget_drawn(key: str) -> None:
    st.session_state.get("_drawn", {}).pop(key, None)


def drawn(key: str) -> tuple[object, ...]:
    """The same, in a tuple; empty for one that has not been drawn."""
    held: tuple[object, ...] = st.session_state.get("_drawn", {}).get(key, ())
    return held


def saved_fields(about: str) -> dict[str, object]:
    """What was saved of each field of a page about somebody; fields that say otherwise are still to be saved."""
    fields: dict[str, object]
    of, fields = st.session_state.get("_saved_fields", ("", {}))
    if of != about:
        fields = {}
        st.session_state["_saved_fields"] = (about, fields)
    return fields


def note(words: str) -> None:
    """In a callback: something other than an answer was done, said once on the page that is drawn next."""
    st.session_state["_note"] = words


def take_note() -> str:
    return str(st.session_state.pop("_note", ""))


def noted() -> bool:
    """Whether something was done that has not been said yet."""
    return "_note" in st.session_state


def hand_over(name: str, secret: str) -> None:
    """In a callback: something secret was made, to be shown once on the page that is drawn next."""
    st.session_state["_handed_over"] = (name, secret)


def take_handed_over() -> tuple[str, str]:
    """For whom or what it is, and the secret; both empty on any other run."""
    handed: tuple[str, str] = st.session_state.pop("_handed_over", ("", ""))
    return handed


def note_problem(what: str, do: str) -> None:
    """In a callback: it was refused; the page that is drawn next says so at its top."""
    st.session_state["_problem"] = (what, do)


def problem() -> tuple[str, str] | None:
    """What a callback was refused, until a page has been drawn to its end with it."""
    return st.session_state.get("_problem")


def forget_problem() -> None:
    st.session_state.pop("_problem", None)
