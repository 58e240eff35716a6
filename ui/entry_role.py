"""What the paper says of the person's role: profession and time in senior roles, optional, saved as answers are."""

import streamlit as st

from assessment.model import Viewer
from assessment.service import entering, taking
from assessment.service.entering import Entry
from ui import entering_words as words
from ui import state
from ui.plain import plain

PROFESSION, TIME = "entering-profession", "entering-time"
SAVED = "role"
"""Where it stands among the saved fields; no item has such an id."""


def save(viewer: Viewer | None, entry: Entry, saved: dict[str, object]) -> bool:
    """Fill both fields from what is entered, or keep them where they have been changed since; whether they were."""
    if PROFESSION not in st.session_state or TIME not in st.session_state:
        st.session_state[PROFESSION] = entry.profession or None
        st.session_state[TIME] = entry.time_in_role if entry.time_in_role in taking.TIMES_IN_ROLE else None
        saved[SAVED] = _chosen()
    elif _chosen() != saved.get(SAVED):
        state.note_saved(entering.say_role(viewer, entry.invited.key, *_chosen()))
        saved[SAVED] = _chosen()
        return True
    return False


def draw() -> None:
    """The two fields, in the words of the paper."""
    professions = {code: name for code, name in taking.profession_choices().items() if code != taking.PREFER_NOT_TO_SAY}
    st.header(words.ROLE, anchor=False)
    st.text(words.ROLE_HELP)
    st.selectbox(
        words.PROFESSION,
        list(professions),
        index=None,
        format_func=lambda code: plain(professions[code]),
        placeholder=words.NOT_ON_PAPER,
        key=PROFESSION,
    )
    st.selectbox(words.TIME, taking.TIMES_IN_ROLE, index=None, placeholder=words.NOT_ON_PAPER, key=TIME)


def _chosen() -> tuple[str, str]:
    return str(st.session_state[PROFESSION] or ""), str(st.session_state[TIME] or "")
