"""Cycles: close one and publish its results, once and for good."""

import streamlit as st

from assessment import dates
from assessment.service import insight, releases
from ui import frame, tables, texts, who

viewer = who.viewer()
frame.heading("Cycles")
overview = st.container()
waiting = [c.name for c in releases.cycles(viewer) if c.status in ("open", "closed")]
if waiting:
    st.header("Close and publish", anchor=False)
    st.write(texts.PUBLISHING)
    name = st.selectbox("Cycle to publish", waiting)
    st.write(texts.before_publishing(insight.response(viewer, name).total))
    sure = st.checkbox(f"Close {frame.plain(name)} now and publish its results")
    if st.button("Close and publish", type="primary", disabled=not sure):
        with st.spinner("Computing the results. This takes some seconds."):
            published = releases.build(viewer, name)
        st.success(texts.published(name, published))

columns = ("Cycle", "Status", "Form", "Question bank", "Opened", "Closes or closed", "Smallest group")
rows = [
    (
        c.name,
        c.status.capitalize(),
        c.family.capitalize(),
        c.bank_version,
        dates.day(c.opens_at),
        dates.day(c.ends_at),
        c.minimum_group,
    )
    for c in releases.cycles(viewer)
]
with overview:
    tables.html_table("Cycles", columns, rows)
