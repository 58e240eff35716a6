"""Forms side by side: how hard they should be, how hard they were, and how many people had them."""

import streamlit as st

from assessment.forms import ANSWERS_NEEDED, EVIDENCE
from assessment.service import editing, identity
from ui import bank_frame, downloads, frame, tables, who
from ui import bank_words as words

viewer = who.viewer()
version = bank_frame.begin("Forms", editing.versions(viewer), "forms")
bank = editing.browse(viewer, version)
views = editing.form_views(viewer, version)
made_up = identity.is_demonstration()
st.write(words.ABOUT_FORMS)

for kind in EVIDENCE:
    columns = ("Form", "Items", "Expected", "Observed (95% range; people)")
    rows = [
        (
            view.form.id,
            sum(item.type == kind for item in bank.items_of(view.form)),
            words.expected(view.expected[kind]),
            words.observed(view.observed[kind]),
        )
        for view in views
    ]
    caption = f"Mean credit of the {words.PLURALS[kind]} of each form, 0 to 1"
    tables.html_table(caption, columns, rows)
    downloads.csv_button(
        f"Download the {words.PLURALS[kind]} (CSV)", f"forms-{kind}.csv", columns, rows, made_up=made_up
    )
st.text(
    f"Observed figures are of cycles that were released. They need {ANSWERS_NEEDED} answers to each item of a form."
)

st.header("Who had which form", anchor=False)
tables.html_table(
    "People who were given each form, over all cycles",
    ("Form", "People", "Minutes", "Items"),
    [(v.form.id, f"{v.people:,}", words.minutes(v.form), len(v.form.items)) for v in views],
)

st.header("Exposure of items", anchor=False)
exposed = editing.exposure(viewer)
most = sorted((item for item in bank.items if exposed[item.id]), key=lambda item: -exposed[item.id])
if most:
    evidence = [item for item in most if item.type in EVIDENCE]
    columns = ("Item", "What it is about", "Kind", "Anchor", "People")
    rows = [words.exposure_row(item, bank, exposed[item.id]) for item in evidence]
    tables.html_table("Scenarios and knowledge items by the people who were given them, most first", columns, rows)
    downloads.csv_button("Download the exposure (CSV)", "exposure.csv", columns, rows, made_up=made_up)
else:
    st.write("Nobody has been given a form yet.")
frame.details("How to read this", *words.HOW_TO_READ_FORMS)
