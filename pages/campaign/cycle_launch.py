"""Everything that a launch freezes, once more, and the launch."""

import streamlit as st

from assessment.errors import EntryRefused
from assessment.service import cycles
from ui import address, frame, problems, state, who
from ui import cycle_words as words

viewer = who.viewer()
at = address.number("id", 0)
if state.noted():  # a callback has launched it
    st.switch_page("../pages/campaign/cycles.py")
check = cycles.check(viewer, at)


@problems.told
def launch() -> None:
    try:
        state.note(words.launched(cycles.launch(viewer, at)))
    except EntryRefused as refused:
        state.note_problem(refused.what, refused.do)


frame.back_link("../pages/campaign/cycle_draft.py", label="Change the draft", id=str(at))
frame.heading("Check and launch a cycle", caption=check.cycle.name)
frame.summary_card("What will be launched", words.summary(check))
names = [f"{one.name} ({one.code})" for one in check.organisations]
frame.details(f"Organisations invited ({len(names):,})", *names)
if not check.people:
    frame.inset(words.NOBODY)
if check.problems:
    st.header("Why it cannot be launched", anchor=False)
    frame.points(check.problems, "")
else:
    st.write(words.FREEZES)
    st.button(words.LAUNCH, type="primary", on_click=launch)
