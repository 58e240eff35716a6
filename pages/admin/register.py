"""The register: organisations past and present, with dates, parents and successors."""

from datetime import UTC, datetime

import streamlit as st

from assessment.service import registry
from ui import downloads, frame, tables, who

viewer = who.viewer()
organisations = registry.organisations(viewer)
frame.heading("Register of organisations")
today = datetime.now(UTC).date()
which = st.segmented_control(
    "Show", ["Today", "All dates"], default="Today", required=True, key="which", bind="query-params"
)
shown = [o for o in organisations if which == "All dates" or o.valid_on(today)]
st.write(f"{len(shown)} organisations. Headcounts of the senior civil service are of 31 March 2023, rounded to 5.")
columns = ("Organisation", "Code", "Type", "Parent group", "Senior civil servants", "From", "Until", "Successors")
rows = [
    (
        o.name,
        o.code,
        o.type,
        o.parent_group,
        "" if o.scs_headcount is None else o.scs_headcount,
        o.valid_from.isoformat() if o.valid_from else "",
        o.valid_to.isoformat() if o.valid_to else "",
        ", ".join(o.successors),
    )
    for o in shown
]
tables.html_table("Organisations", columns, rows)
downloads.csv_button("Download the register (CSV)", "register.csv", columns, rows)
