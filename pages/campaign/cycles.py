"""Cycles: close one and publish its results, once and for good."""

import streamlit as st

from assessment import dates
from assessment.service import releases
from ui import frame, state, tables, who

viewer = who.viewer()
cycles = releases.cycles(viewer)
frame.heading("Cycles")
tables.html_table(
    "Cycles",
    ("Cycle", "Status", "Form", "Question bank", "Opens", "Closes", "Smallest group"),
    [
        (
            c.name,
            c.status.capitalize(),
            c.family.capitalize(),
            c.bank_version,
            dates.day(c.opens_at),
            dates.day(c.closes_at),
            c.minimum_group,
        )
        for c in cycles
    ],
)
note = state.take_note()
if note:
    st.success(note)


def publish(name: str) -> None:
    published = releases.build(viewer, name)
    state.note(
        f"The results of {name} are published. {published.withheld:,} of {len(published.cells):,} figures are withheld."
    )


waiting = [c for c in cycles if c.status in ("open", "closed")]
if waiting:
    st.header("Close and publish", anchor=False)
    st.write(
        "This closes the cycle, computes the results of groups and keeps back every figure that could say something "
        "about a person. It cannot be undone: a published release never changes."
    )
    name = st.selectbox("Cycle to publish", [c.name for c in waiting])
    sure = st.checkbox(f"Close {frame.plain(name)} now and publish its results")
    st.button("Close and publish", type="primary", disabled=not sure, on_click=publish, args=(name,))
