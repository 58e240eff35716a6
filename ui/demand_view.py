"""Learning demand as it is drawn: the picture, two tables, and files of each."""

from functools import partial

import streamlit as st

from assessment.service.demand import DemandView
from ui import demand_chart, downloads, frame, gap_words, pictures, procurement, tables, texts
from ui import demand_words as words


def show(view: DemandView) -> None:
    """Need, places and cost by offer, then by area; what can be added up, and how to read it all."""
    areas, made_up = {domain.id: domain.short_name for domain in view.domains}, view.cycle.made_up
    st.write(words.WHAT_NEED_IS)
    if any(row.need for row in view.offers):
        pictures.show(demand_chart.demand_bars(view.offers, view.cycle.name), key="demand")
    else:
        frame.inset(gap_words.NOTHING_SHOWN)
    rows = [words.offer_row(row, areas) for row in view.offers]
    tables.html_table(words.CAPTION, words.COLUMNS, rows)
    with st.container(horizontal=True):
        downloads.csv_button("Download the figures (CSV)", "learning-demand.csv", words.COLUMNS, rows, made_up=made_up)
        bought = procurement.rows(view.offers, areas)
        label = "Download for procurement (CSV)"
        downloads.csv_button(label, "procurement.csv", procurement.COLUMNS, bought, made_up=made_up)
        made = partial(procurement.xlsx, view)
        downloads.file_button("Download for procurement (Excel)", "procurement.xlsx", made, downloads.XLSX)
    if costs := words.cost_rows(view.offers):
        tables.html_table(words.COST_CAPTION, words.COST_COLUMNS, costs)
    by_area = [words.area_row(row, areas) for row in view.areas]
    tables.html_table(words.AREA_CAPTION, words.AREA_COLUMNS, by_area)
    label = "Download the figures by area (CSV)"
    downloads.csv_button(label, "demand-by-area.csv", words.AREA_COLUMNS, by_area, made_up=made_up)
    st.write(words.totals(view.offers, view.areas))
    frame.details("How to read this", *words.HOW_TO_READ, texts.WITHHELD_NOTE)
