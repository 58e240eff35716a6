"""Learning demand: how many people need each offer, how many places there are, and the form to enter places."""

import streamlit as st

from assessment.errors import AssessmentError
from assessment.service import demand, insight
from ui import address, demand_chart, downloads, frame, gap_words, pick, pictures, problems, state, tables, texts, who
from ui import demand_words as words

viewer = who.viewer()
view = demand.learning_demand(viewer, address.word("cycle"))
titles = words.names(view.offers)


@problems.told
def save(offer: str) -> None:
    """Keep what is in the form; what is wrong with it is said beside the field."""
    places, start = (st.session_state[f"{field}-{offer}"] for field in ("places", "start"))
    try:
        demand.enter_places(viewer, view.cycle.name, offer, places, start)
    except AssessmentError as refused:
        if refused.code not in words.FIELDS:
            raise
        state.refuse("demand", [(refused.what, f"{words.FIELDS[refused.code]}-{offer}")])
    else:
        state.accept()
        state.note(f"Places on {titles[offer]} saved.")


errors = state.errors("demand")
frame.error_summary(errors)
frame.heading("Learning demand", caption="How many places to buy?")
pick.cycle(insight.released(viewer))
st.write(gap_words.results_of(view.cycle, view.released_at))
areas = {domain.id: domain.short_name for domain in view.domains}
if not view.offers:
    frame.inset(words.NO_OFFERS)
else:
    st.write(words.WHAT_NEED_IS)
    if any(row.need for row in view.offers):
        pictures.show(demand_chart.demand_bars(view.offers, view.cycle.name), key="demand")
    else:
        frame.inset(gap_words.NOTHING_SHOWN)
    rows = [words.offer_row(row, areas) for row in view.offers]
    made_up = view.cycle.made_up
    tables.html_table(words.CAPTION, words.COLUMNS, rows)
    downloads.csv_button("Download the figures (CSV)", "learning-demand.csv", words.COLUMNS, rows, made_up=made_up)
    rows = [words.area_row(row, areas) for row in view.areas]
    tables.html_table(words.AREA_CAPTION, words.AREA_COLUMNS, rows)
    downloads.csv_button(
        "Download the figures by area (CSV)", "demand-by-area.csv", words.AREA_COLUMNS, rows, made_up=made_up
    )
    st.write(words.totals(view.offers, view.areas))
    frame.details("How to read this", *words.HOW_TO_READ, texts.WITHHELD_NOTE)

    st.header("Enter places", anchor=False)
    offer = pick.one("Offer", list(titles), "offer", titles)
    held = next(row.capacity for row in view.offers if row.offer.id == offer)
    with st.form("places", border=False):
        frame.field_error(errors, f"places-{offer}")
        st.text_input(words.PLACES, value=str(held.places) if held else "", max_chars=20, key=f"places-{offer}")
        frame.field_error(errors, f"start-{offer}")
        started = words.as_typed(held.starts_on if held else None)
        st.text_input(words.START, value=started, max_chars=20, key=f"start-{offer}")
        st.form_submit_button("Save places", on_click=save, args=(offer,))
    frame.announce(state.take_note())
