"""Capability gaps: organisations, grades, types or parent groups by area, as a picture and as one table for all."""

import streamlit as st

from assessment.gaps import EVERYBODY
from assessment.service import gaps, insight
from ui import address, downloads, frame, gap_words, heatmap_chart, pick, pictures, tables, texts, who
from ui import heatmap_words as words

viewer = who.viewer()
frame.heading("Capability gaps")
view = gaps.gaps(
    viewer,
    address.word("cycle"),
    view=address.word("rows"),
    figure=address.word("figure"),
    organisation_type=address.word("type"),
    parent_group=address.word("group"),
)
pick.cycle(insight.released(viewer))
left, right = st.columns(2)
with left:
    pick.one("Figures", list(words.FIGURES), "figure", {key: kind.name for key, kind in words.FIGURES.items()})
with right:
    pick.one("Rows", list(words.ROWS), "rows", words.ROWS)
if view.types:
    left, right = st.columns(2)
    with left:
        pick.one("Type of organisation", ["", *view.types], "type", {"": "All types"})
    with right:
        pick.one("Parent group", ["", *view.groups], "group", {"": "All parent groups"})
st.write(gap_words.standing(view))

names = gap_words.row_names(view)
pages = {page[0]: page for page in heatmap_chart.pages(view.shown)}
if pages:
    ends = {first: f"{names[first]} to {names[page[-1]]}" for first, page in pages.items()}
    with st.container(key="wide-chart-pages"):
        first = pick.one("Rows in the picture", list(pages), "from", ends) if len(pages) > 1 else next(iter(pages))
    drawn = {row: names[row] for row in (EVERYBODY, *pages[first])}
    pictures.show(
        heatmap_chart.heatmap(view.cells, view.domains, drawn, view.figure, view.view, view.cycle.name), key="gaps"
    )
else:
    frame.inset(gap_words.nothing_shown(view))
    st.write(gap_words.WIDEN)
    for label, query in gap_words.wider(view):
        st.page_link("../pages/insight/gaps.py", label=label, query_params=query)
if alike := gap_words.alike(view):
    frame.inset(alike)
st.write(texts.NO_LEAGUE_TABLE)
st.write(texts.WITHHELD_NOTE)

columns = words.columns(view.view, view.domains)
rows = words.rows(view.cells, names, [domain.id for domain in view.domains], view.figure)
tables.html_table(words.caption(view.figure, view.view), columns, rows)
made_up = view.published.made_up
downloads.csv_button("Download the figures (CSV)", f"{view.figure}-{view.view}.csv", columns, rows, made_up=made_up)
frame.details("How to read this", *gap_words.HOW_TO_READ[view.figure], texts.WITHHELD_NOTE)
