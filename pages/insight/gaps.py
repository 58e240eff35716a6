"""Capability gaps: organisation by area, as a picture for a dozen at a time and as one table for all."""

import streamlit as st

from assessment import dates
from assessment.service import insight
from ui import downloads, figures, frame, heatmap_chart, pick, pictures, tables, texts, who

viewer = who.viewer()
frame.heading("Capability gaps")
view = insight.gaps(viewer, pick.cycle(insight.released(viewer)))
st.write(
    f"{frame.plain(view.cycle.name)}. Results of {dates.day(view.published.released_at)}. "
    f"{view.published.withheld:,} of {len(view.published.cells):,} figures are withheld."
)
pages = {page[0]: page for page in heatmap_chart.pages(view.shown)}
if pages:
    first = st.selectbox(
        "Organisations in the picture",
        list(pages),
        format_func=lambda code: frame.plain(f"{view.names[code]} to {view.names[pages[code][-1]]}"),
        key="from",
        bind="query-params",
    )
    names = {code: view.names[code] for code in pages[first]}
    cells = [view.cells[code, domain.id] for code in names for domain in view.domains]
    pictures.show(heatmap_chart.gap_heatmap(cells, view.domains, names), key="gaps")
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
