"""What the bank covers and how its items are written: gaps and habits that an editor should see."""

import streamlit as st

from assessment.forms import EVIDENCE
from assessment.model import NotYet
from assessment.service import editing
from ui import bank_frame, downloads, frame, tables, who
from ui import bank_words as words

viewer = who.viewer()
version = bank_frame.begin("What the bank covers", editing.versions(viewer), "coverage")
found = editing.covered(viewer, version)

st.header("Items in use", anchor=False)
for caption, first, rows in (
    ("Items by competency", "Competency", found.competencies),
    ("Items by recommendation of 2021, through their competencies", "Recommendation", found.recommendations),
    ("Items by theme, through their competencies", "Theme", found.themes),
):
    if rows:
        tables.html_table(caption, *words.covered_table(first, rows))
frame.points(words.gaps(found), "Nothing is without an item.")

st.header("Keys", anchor=False)
tables.html_table("Where the best option stands, and whether it is the longest", *words.balance_table(found))
if isinstance(found.wording, NotYet):
    st.write(f"What the wording of options gives away: {found.wording} scenarios.")
else:
    st.write(words.wording(found.wording))
    tables.html_table(
        "What rules of thumb earn on scenarios, without reading them",
        ("Rule of thumb", "Share of the credit", "Limit"),
        [(rule.capitalize(), f"{credit:.2f}", words.RULE_LIMIT) for rule, credit in found.rules_of_thumb],
    )

st.header("Expected difficulty", anchor=False)
columns = ("Area", *(words.KINDS[kind] for kind in EVIDENCE))
rows = [(d.name, *map(words.expected, d.means)) for d in found.difficulties]
tables.html_table("Mean expected credit of items in use, 0 to 1, by area", columns, rows)

st.header("Item by item", anchor=False)
rows = [words.measured_row(one, version) for one in found.measured]
tables.html_table("How each item is written, and what it stands for", words.MEASURED, rows)
downloads.csv_button("Download the measures (CSV)", "measures.csv", words.MEASURED, rows)
frame.details("How to read this", *words.HOW_TO_READ_COVERAGE)
