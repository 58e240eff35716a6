"""Due for review: items, sources and learning offers whose facts should be looked at again."""

from datetime import timedelta

import streamlit as st

from assessment.service import editing
from ui import bank_frame, downloads, frame, tables, who
from ui import bank_words as words

viewer = who.viewer()
version = bank_frame.begin("Due for review", editing.versions(viewer), "review")
today = editing.today(viewer)
span = st.radio("Due", list(words.SPANS), key="span", bind="query-params")
days = words.SPANS[str(span)]
found = editing.due(viewer, version, None if days is None else today + timedelta(days=days))
late = sum(one.overdue(today) for one in found)
st.write(words.due_counts(len(found), late))
columns = ("Due", "What", "Id", "What it is about", "Owner", "Last checked", "Status of the source", "What to check")
rows = [
    (
        words.on(one.on) + (" (overdue)" if one.overdue(today) else ""),
        one.kind.capitalize(),
        tables.Link(one.id, f"/bank-item?id={one.id}&version={version}") if one.kind == "item" else one.id,
        one.title,
        one.owner or "nobody",
        words.on(one.checked),
        words.flag(one.status),
        one.note,
    )
    for one in found
]
if rows:
    tables.html_table("Due for review, the earliest first", columns, rows)
    downloads.csv_button("Download the list (CSV)", "due-for-review.csv", columns, rows)
frame.details("What to do", *words.HOW_TO_REVIEW)
