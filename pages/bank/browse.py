"""The question bank: every item of a version, to find, read and check."""

import streamlit as st

from assessment.service import editing
from ui import bank_frame, downloads, frame, problems, tables, who
from ui import bank_words as words

viewer = who.viewer()
versions = editing.versions(viewer)
version = bank_frame.begin("Question bank", versions, "browse")
bank = editing.browse(viewer, version)
people = editing.exposure(viewer)
used = sum(item.in_use for item in bank.items)
st.write(
    f"{len(bank.domains)} areas, {len(bank.items)} items ({used} in use), {len(bank.forms)} forms, "
    f"{len(bank.sources)} sources."
)
frame.inset("These pages show which answers are best. Do not share them with people who may be invited.")

areas = {"": "All areas"} | {domain.id: domain.short_name for domain in bank.domains}
kinds = {"": "All kinds"} | words.KINDS
statuses = ("All", *dict.fromkeys(item.status for item in bank.items))
area = st.selectbox("Area", list(areas), format_func=areas.__getitem__, key="area", bind="query-params")
kind = st.selectbox("Kind", list(kinds), format_func=kinds.__getitem__, key="kind", bind="query-params")
status = st.selectbox("Status", statuses, format_func=str.capitalize, key="status", bind="query-params")
text = st.text_input("Words in it, or an id", key="text", bind="query-params").strip().lower()
shown = [
    item
    for item in bank.items
    if area in ("", item.domain)
    and kind in ("", item.type)
    and status in ("All", item.status)
    and text in f"{item.id} {item.short} {item.scenario} {item.stem}".lower()
]
forms = {item.id: sum(item.id in form.items for form in bank.forms) for item in shown}
columns = ("Item", "What it is about", "Kind", "Competency", "Status", "Forms", "People asked", "Review on")
rows = [
    (
        tables.Link(item.id, f"/bank-item?id={item.id}&version={version}"),
        item.restatement,
        words.KINDS[item.type],
        item.competency,
        item.status.capitalize(),
        forms[item.id],
        f"{people[item.id]:,}",
        words.on(item.review_on),
    )
    for item in shown
]
st.text(f"{len(shown)} of {len(bank.items)} items.")
if rows:
    tables.html_table("Items", columns, rows)
    downloads.csv_button("Download the list (CSV)", "items.csv", columns, rows)
remarks = editing.remarks(viewer, version)
st.header("Worth mending", anchor=False)
if remarks:
    st.write(f"{len(remarks)} remarks under the rules for writing items. They do not stop anybody from using the bank.")
    with st.expander("Show the remarks"):
        problems.fault_table("Remarks", remarks)
else:
    frame.points((), "Nothing: every rule for writing items is kept.")
