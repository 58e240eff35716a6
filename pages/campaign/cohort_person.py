"""One person of a cohort: move them, take them out, bring them back, decide on what they ask for."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from assessment.errors import EntryRefused
from assessment.service import members
from ui import address, frame, member_view, problems, state, who
from ui import cohort_words as words

PAGE = "cohort-person"

viewer = who.viewer()
cycle, key = address.word("cycle"), address.word("person")
view = members.person(viewer, cycle, key)
FIELDS = {field: f"member-{field}-{key}" for field in ("organisation", "grade", "reason", "leaving")}


def entered(field: str) -> str:
    return str(st.session_state.get(FIELDS[field]) or "")


DO: dict[str, tuple[Callable[[], None], str, str]] = {
    "move": (
        lambda: members.move(viewer, cycle, key, entered("organisation"), entered("grade"), entered("reason")),
        words.MOVED,
        "reason",
    ),
    "leave": (lambda: members.leave(viewer, cycle, key, entered("leaving")), words.LEFT, "leaving"),
    "return": (lambda: members.bring_back(viewer, cycle, key, entered("leaving")), words.RETURNED, "leaving"),
    "decline": (partial(members.decline, viewer, cycle, key), words.DECLINED, "reason"),
}


@problems.told
def press(button: str) -> None:
    """Do what a button says; what is wrong is said above and beside its field."""
    act, done, reason = DO[button]
    try:
        act()
    except EntryRefused as refused:
        fields = FIELDS | {"reason": FIELDS[reason]}
        state.refuse(PAGE, [(said, fields[field]) for field, said in refused.fields.items()])
    else:
        st.session_state[FIELDS[reason]] = ""
        state.accept()
        state.note(done)


errors = state.errors(PAGE) if FIELDS["leaving"] in st.session_state else ()
frame.error_summary(errors)
frame.back_link("../pages/campaign/cohort.py", label="Back to the cohort", cycle=view.cycle.name)
frame.heading(words.name(view.member), caption=view.cycle.name)
frame.announce(state.take_note())
member_view.card(view)
if view.may_change:
    member_view.request(view, press)
    member_view.move(view, FIELDS, errors, press)
    member_view.leave(view, FIELDS["leaving"], errors, press)
else:
    frame.inset(words.FIXED)
member_view.history(view)
