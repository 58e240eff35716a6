"""Response: who has finished, started or not started, by organisation. The only figures while a cycle is open."""

import streamlit as st

from assessment import dates
from assessment.service import insight
from ui import address, charts, downloads, figures, frame, pictures, tables, who

viewer = who.viewer()
cycles = insight.cycles(viewer)
names = [cycle.name for cycle in cycles]
frame.heading("Response")
if len(names) > 1:
    st.selectbox(
        "Cycle",
        names,
        index=names.index(n) if (n := address.word("cycle")) in names else 0,
        key="cycle",
        bind="query-params",
    )
view = insight.response(viewer, str(st.session_state.get("cycle", "")))

total = view.total
cycle = view.cycle
until = f"It closes on {dates.closing(cycle.closes_at)}." if cycle.status == "open" else "It is closed."
counts = f"{total.finished:,} of {total.invited:,} have finished, {figures.finished(total)}."
st.write(f"{frame.plain(cycle.name)}: {counts} {until}")
if cycle.status == "open":
    frame.inset("While a cycle is open you see counts only. Results are published after it has closed.")

columns = ("Organisation", "Invited", "Finished", "Started", "Not started", "Finished, %")
rows = [(r.name, r.invited, r.finished, r.started, r.not_started, figures.finished(r)) for r in view.rows]
if view.rows:
    pictures.show(charts.response_bars(view.rows), key="response")
tables.html_table(
    "Response by organisation",
    columns,
    [("All", total.invited, total.finished, total.started, total.not_started, figures.finished(total)), *rows],
)
downloads.csv_button("Download the figures (CSV)", "response.csv", columns, rows, made_up=cycle.made_up)
