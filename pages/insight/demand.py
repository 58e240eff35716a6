"""Learning demand: how many people need each offer, how many places there are, and the form to enter places."""

import streamlit as st

from assessment.errors import AssessmentError
from assessment.service import demand, insight
from ui import address, demand_view, frame, gap_words, pick, problems, state, who
from ui import demand_words as words

viewer = who.viewer()
view = demand.learning_demand(viewer, address.word("cycle"))
titles = words.names(view.offers)


@problems.told
def save(offer: str) -> None:
    """Keep what is in the form; what is wrong with it is said beside the field."""
    places, start, cost = (st.session_state[f"{field}-{offer}"] for field in ("places", "start", "cost"))
    try:
        demand.enter_places(viewer, view.cycle.name, offer, places, start, cost)
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
if not view.offers:
    frame.inset(words.NO_OFFERS)
else:
    demand_view.show(view)
    st.page_link("../pages/insight/sessions.py", label="Learning sessions", query_params={"cycle": view.cycle.name})

    st.header("Enter places", anchor=False)
    offer = pick.one("Offer", list(titles), "offer", titles)
    held = next(row.capacity for row in view.offers if row.offer.id == offer)
    with st.form("places", border=False):
        frame.field_error(errors, f"places-{offer}")
        st.text_input(words.PLACES, value=str(held.places) if held else "", max_chars=20, key=f"places-{offer}")
        frame.field_error(errors, f"start-{offer}")
        started = words.as_typed(held.starts_on if held else None)
        st.text_input(words.START, value=started, max_chars=20, key=f"start-{offer}")
        frame.field_error(errors, f"cost-{offer}")
        pounds = str(held.cost) if held and held.cost is not None else ""
        st.text_input(words.COST, value=pounds, max_chars=20, key=f"cost-{offer}")
        st.form_submit_button("Save places", on_click=save, args=(offer,))
    frame.announce(state.take_note())
