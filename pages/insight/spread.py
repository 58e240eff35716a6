"""Leadership spread: how many leaders stand at level 4 or above, in words, organisation by area."""

import streamlit as st

from assessment.service import insight, spread
from ui import address, downloads, frame, gap_words, heatmap_chart, pick, pictures, spread_chart, tables, texts, who
from ui import spread_words as words

viewer = who.viewer()
view = spread.spread(viewer, address.word("cycle"))
frame.heading("Leadership spread", caption="How many of our leaders stand at 4 or above?")
pick.cycle(insight.released(viewer))
st.write(gap_words.results_of(view.cycle, view.released_at))

pages = {page[0]: page for page in heatmap_chart.pages(view.shown)}
if view.own and pages:
    frame.lead(words.key_people(view))
if pages:
    ends = {first: f"{view.names[first]} to {view.names[page[-1]]}" for first, page in pages.items()}
    with st.container(key="wide-chart-pages"):
        first = (
            pick.one("Organisations in the picture", list(pages), "from", ends) if len(pages) > 1 else next(iter(pages))
        )
    drawn = {code: view.names[code] for code in pages[first]}
    chart = spread_chart.spread_tiles(view.words, view.domains, drawn, view.cycle.name, view.own)
    pictures.show(chart, key="spread")
else:
    frame.inset(words.NOTHING_SHOWN)
if not view.own:
    st.write(words.BY_NAME)
st.write(texts.WITHHELD_NOTE)

columns, rows = words.table(view)
tables.html_table(words.OWN_CAPTION if view.own else words.CAPTION, columns, rows)
downloads.csv_button("Download the words (CSV)", "leadership-spread.csv", columns, rows, made_up=view.cycle.made_up)
frame.details("How to read this", *words.HOW_TO_READ, texts.WITHHELD_NOTE)
