"""The one place where something that went wrong becomes words on the screen. Details go to the log only."""

import logging
import secrets
from collections.abc import Callable, Sequence
from functools import wraps

import streamlit as st

from assessment.error_words import WORDS
from assessment.errors import AssessmentError, Fault, InputError
from ui import frame, state, tables
from ui.controls import NOTHING
from ui.plain import plain

FAULT_COLUMNS = ("Where", "What is wrong", "What to do")
FAULTS_SHOWN = 100
log = logging.getLogger("assessment.ui")


def show(error: Exception) -> bool:
    """Say what happened and what to do; True tells Streamlit that it has been said.

    For errors of a page, and of a callback, which fail before the page has begun. What is known to go wrong has its own
    words; anything else gets a reference, under which the log has the traceback.
    """
    if not state.page_begun():
        with frame.frame("There is a problem", error=True):
            say(error)
    else:
        say(error)
        frame.close()
    return True


def told(callback: Callable[..., None]) -> Callable[..., None]:
    """A callback whose refusal is said at the top of the page that is drawn next, instead of taking the page away."""

    @wraps(callback)
    def wrapped(*arguments: object) -> None:
        try:
            callback(*arguments)
        except AssessmentError as refused:
            log.info("refused: %s", refused.code)
            state.note_problem(refused.what, refused.do)

    return wrapped


def noted() -> None:
    """Draw what a callback was refused, if one was."""
    problem = state.problem()
    if problem:
        frame.problem(*problem)
    else:
        st.html(NOTHING)


def beside(error: AssessmentError) -> None:
    """The words for something that a page cannot do, where it would have stood; the rest of the page goes on."""
    log.info("refused: %s", error.code)
    frame.inset(f"{error.what} {error.do}")


def fault_table(caption: str, faults: Sequence[Fault]) -> None:
    """Faults of a file by place: the first hundred, and how many more there are."""
    several = len({fault.file for fault in faults}) > 1  # the name of one file would only take room, row after row
    rows = [(f"{f.file}: {f.place}" if several and f.place else f.place or f.file, f.problem, f.remedy) for f in faults]
    tables.html_table(caption, FAULT_COLUMNS, rows[:FAULTS_SHOWN])
    if len(faults) > FAULTS_SHOWN:
        st.text(f"And {len(faults) - FAULTS_SHOWN} more.")


def say(error: Exception) -> None:
    """The words for an error, inside a page that is being drawn."""
    if isinstance(error, AssessmentError):
        what, do, reference = error.what, error.do, ""
        log.info("refused: %s", error.code)
    else:
        what, do = WORDS["unexpected"]
        reference = secrets.token_hex(4).upper()
        log.error("reference %s", reference, exc_info=error)
    frame.page_title(what.rstrip("."), error=True)
    if state.heading_drawn():
        st.header(plain(what), anchor=False)
    else:
        frame.heading(what)
    st.text(do)
    if isinstance(error, InputError):
        fault_table("What is wrong", error.faults)
    if reference:
        st.text(f"Reference: {reference}")
