"""One area of the page of actions: its gap, what is done about it, and where to change that."""

from collections.abc import Callable

import streamlit as st

from assessment.model import Cycle
from assessment.service.actions import Area
from ui import action_words as words
from ui import frame

FORM = "../pages/campaign/action.py"


def draw(area: Area, cycle: Cycle, show: Callable[[int, bool], None]) -> None:
    """An area with its actions; `show` publishes or withdraws one."""
    about = area.domain.short_name
    query = {"area": area.domain.id, "cycle": cycle.name}
    st.header(frame.plain(words.heading(area)), anchor=False)
    if area.place:
        st.text(words.gap(area))
    for number, action in enumerate(area.actions, 1):
        name, published = words.name(number, about), action.published_at is not None
        frame.entry(words.title(number, about), "", words.lines(action, team=True))
        with st.container(horizontal=True):
            st.page_link(FORM, label=f"Change {frame.plain(name)}", query_params={"id": str(action.id)})
            label = f"{'Withdraw' if published else 'Publish'} {frame.plain(name)}"
            st.button(label, key=f"show-{action.id}", on_click=show, args=(action.id, not published))
    if area.reason:
        st.text(f"No action, because: {area.reason}")
    elif area.place and not area.actions:
        st.text(words.NONE)
    none = area.place and not area.actions and not area.reason
    label = f"Add an action about {frame.plain(about)}{words.OR_NONE if none else ''}"
    st.page_link(FORM, label=label, query_params=query)
