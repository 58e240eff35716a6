"""One item: as respondents see it, then what its editor has to know."""

import streamlit as st

from assessment import item_types
from assessment.service import editing
from ui import address, controls, frame, who
from ui import bank_words as words

viewer = who.viewer()
view = editing.item(viewer, address.word("id"), address.word("version"))
item, bank = view.item, view.bank
key = f"preview-{bank.version}-{item.id}"


def nothing(_: int) -> None:
    """A preview saves no answer."""


frame.back_link("../pages/bank/browse.py", label="All items", version=bank.version)
frame.heading(item.restatement, caption=f"Item {item.id}, version {bank.version}")
st.header("As respondents see it", anchor=False)
st.text("Try it: nothing is saved. " + (words.SHUFFLED if item_types.of(item).shuffled else words.IN_ORDER))
with st.container(border=True):
    picked, sure = st.session_state.get(key), st.session_state.get(f"{key}-follow-up")
    controls.render(view.control, key, picked, nothing, follow_up=(sure, nothing, ""))

st.header("What each answer earns", anchor=False)
frame.points([f"{option.text} ({words.points(view, number)})" for number, option in enumerate(item.options, 1)], "")
if item.rationale:
    frame.summary_card("Why", [frame.SummaryRow("Reason for the key", item.rationale)])
if item.distractor_note:
    frame.summary_card("What tempts", [frame.SummaryRow("The other answers", item.distractor_note)])
st.header("For editors", anchor=False)
frame.summary_card("What it is", words.item_rows(view))
frame.summary_card("Where it comes from", words.source_rows(view))
