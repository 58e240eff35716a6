"""One organisation beside its peers: median, middle half, our range, in words that agree with the ranges."""

import streamlit as st

from assessment.service import comparing, insight
from ui import address, figures, frame, gap_words, peer_view, pick, tables, texts, who
from ui import peer_words as words

viewer = who.viewer()
view = comparing.organisation(
    viewer,
    address.word("code"),
    address.word("cycle"),
    wanted=address.word("peers"),
    custom=address.words("with"),
    wider=address.word("wider"),
)
frame.heading(view.organisation.name, caption="Your organisation and its peers")
peer_view.organisations(view)
pick.cycle(insight.released(viewer))
st.write(gap_words.results_of(view.cycle, view.published.released_at))
if view.shown:
    frame.lead(words.headline(view.comparisons, {domain.id: domain.short_name for domain in view.domains}))
else:
    peer_view.widen(view)
if view.wider:
    peer_view.levels(view, view.wider.cells, words.wider_caption(view.wider), "wider")

st.header("Beside its peers", anchor=False)
peer_view.peers(view)
peer_view.comparison(view)

if view.shown:
    st.header("Gap to target", anchor=False)
    peer_view.levels(view, view.cells, words.GAP_CAPTION, "gap")
    st.header("Spread of our leaders", anchor=False)
    peer_view.classes(view)

st.header("Response quality", anchor=False)
st.write(figures.response_sentence(view.response) if view.shown else texts.WITHHELD_NOTE)

if view.people_survey:
    st.header("What all staff said", anchor=False)
    st.write(texts.PEOPLE_SURVEY_NOTE)
    tables.html_table(
        "All staff, People Survey 2024: percentage positive",
        ("Statement", "This organisation", "Median organisation"),
        [(m.label, figures.percent(m.value), figures.percent(m.median)) for m in view.people_survey],
    )
