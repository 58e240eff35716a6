"""Cycles: make one, close one, let departments check their figures, publish its results once and for good."""

import streamlit as st

from assessment.service import cycles, insight, releases
from ui import cycle_words as words
from ui import frame, problems, state, tables, texts, who

viewer = who.viewer()


@problems.told
def close(name: str) -> None:
    releases.close(viewer, name)
    state.note(words.closed(name))


frame.heading("Cycles")
frame.announce(state.take_note())
overview = st.container()
lines = cycles.every(viewer)
st.page_link("../pages/campaign/cycle_draft.py", label="Make a cycle")
for draft in (line.cycle for line in lines if line.cycle.status == "draft"):
    query, name = {"id": str(draft.id)}, frame.plain(draft.name)
    st.page_link("../pages/campaign/cycle_draft.py", label=f"Change the draft {name}", query_params=query)
    st.page_link("../pages/campaign/cycle_launch.py", label=f"Check and launch {name}", query_params=query)

if open_now := [line.cycle.name for line in lines if line.cycle.status == "open"]:
    st.header("Close without publishing", anchor=False)
    st.write(words.CLOSING)
    for name in open_now:
        sure = st.checkbox(f"Close {frame.plain(name)} now")
        st.button(f"Close {frame.plain(name)}", on_click=close, args=(name,), disabled=not sure)
if closed := [line.cycle.name for line in lines if line.cycle.status == "closed"]:
    st.header("Let departments check", anchor=False)
    st.write(words.CHECKING)
    for name in closed:
        label, query = f"Figures of {frame.plain(name)} for checking", {"cycle": name}
        st.page_link("../pages/campaign/provisional.py", label=label, query_params=query)
waiting = [one.cycle.name for one in lines if one.cycle.status in ("open", "closed") and not one.provisional]
if waiting:
    st.header(words.publish(bool(open_now)), anchor=False)
    name = st.selectbox("Cycle to publish", waiting)
    is_open = name in open_now
    st.write(f"{words.CLOSES_FIRST * is_open}{texts.PUBLISHING}")
    st.write(texts.before_publishing(insight.response(viewer, name).total))
    sure = st.checkbox(words.publish_sure(frame.plain(name), is_open))
    if st.button(words.publish(is_open), type="primary", disabled=not sure):
        with st.spinner("Computing the results. This takes some seconds."):
            published = releases.build(viewer, name)
        st.success(texts.published(name, published))
with overview:
    tables.html_table("Cycles", words.COLUMNS, [words.row(line) for line in cycles.every(viewer)])
