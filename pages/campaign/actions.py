"""You said, we did: what is done about the largest gaps, and the end of a cycle."""

import streamlit as st

from assessment.service import actions, insight
from ui import action_view, downloads, frame, gap_words, pick, problems, state, who
from ui import action_words as words

viewer = who.viewer()


@problems.told
def show(action: int, published: bool) -> None:
    actions.show(viewer, action, published=published)
    state.note(words.SHOWN if published else words.HIDDEN)


@problems.told
def finish(name: str) -> None:
    actions.finish(viewer, name)
    state.note(words.FINISHED)


frame.heading(words.TITLE)
view = actions.overview(viewer, pick.cycle(insight.released(viewer)))
cycle = view.cycle
frame.announce(state.take_note())
st.write(gap_words.results_of(cycle, view.released_at))
st.write(words.LEAD)
largest = [area for area in view.areas if area.place]
if not largest:
    frame.inset(words.NO_GAPS)
for area in largest:
    action_view.draw(area, cycle, show)
others = [area for area in view.areas if not area.place]
for area in (area for area in others if area.actions):
    action_view.draw(area, cycle, show)
if rest := [area for area in others if not area.actions]:
    st.header("Other areas", anchor=False)
    for area in rest:
        query = {"area": area.domain.id, "cycle": cycle.name}
        label = f"Add an action about {frame.plain(area.domain.short_name)}"
        st.page_link("../pages/campaign/action.py", label=label, query_params=query)
if rows := words.rows(view.areas):
    made_up = cycle.made_up
    downloads.csv_button("Download the actions (CSV)", "actions.csv", words.COLUMNS, rows, made_up=made_up)
st.header("Finish", anchor=False)
if cycle.finished_at:
    st.text(words.finished(cycle))
elif missing := words.missing(view):
    frame.inset(missing)
else:
    st.write(words.FINISHING)
    st.button("Mark this cycle as finished", key="finish", on_click=finish, args=(cycle.name,))
st.page_link("../pages/campaign/what_we_did.py", label="See what respondents see")
