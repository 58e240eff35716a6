"""Capability gaps: organisation by area, as a picture for a dozen at a time and as one table for all."""

import streamlit as st

from assessment import dates
from assessment.service import insight
from ui import charts, downloads, figures, frame, pictures, tables, texts, who

view = insight.gaps(who.viewer())
frame.heading("Capability gaps")
st.write(
    f"{frame.plain(view.cycle.name)}. Results of {dates.day(view.published.released_at)}. "
    f"{view.published.withheld:,} of {len(view.published.cells):,} figures are withheld."
)
pages = charts.pages(view.shown)
if pages:
    labels = [f"{view.names[page[0]]} to {view.names[page[-1]]}" for page in pages]
    chosen = st.selectbox(
        "Organisations in the picture",
        range(len(pages)),
        format_func=lambda i: (
            f"{i * charts.ORGANISATIONS_A_PICTURE + 1} to {i * charts.ORGANISATIONS_A_PICTURE + len(pages[i])}: {labels[i]}"
        ),
    )
    pictures.show(
        charts.gap_heatmap(
            [view.cells[c, d.id] for c in pages[chosen] for d in view.domains],
            view.domains,
            {c: view.names[c] for c in pages[chosen]},
        ),
        key="gaps",
    )
st.write(texts.NO_LEAGUE_TABLE)
st.write(texts.WITHHELD_NOTE)

columns = ("Organisation", *(d.short_name for d in view.domains))
rows = figures.gap_rows(view.cells, view.order, [d.id for d in view.domains], view.names)
tables.html_table("Average gap to target by organisation and area, in levels (minus is above target)", columns, rows)
downloads.csv_button("Download the figures (CSV)", "gaps.csv", columns, rows, made_up=view.published.made_up)
frame.details(
    "How to read this",
    "Each figure is the target for the organisation's mix of grades minus its average level, on a scale of 1 to 5.",
    "The average is weighted by grade, so that a grade that answered less does not count less.",
    texts.WITHHELD_NOTE,
)
