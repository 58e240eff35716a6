"""A page with one of each element, for the tests of the shell."""

from typing import Any

import streamlit as st

from assessment.model import Control
from ui import controls, downloads, frame, state, tables

STEM = "Your *largest* legacy system fails: what do you ask first?"
CHOICES = (
    "Who is affected?",
    "When does service <return>?",
    "What did it cost: £5?",
    "I do not know",
    "Does not apply to my role",
)
SURE = Control("radio", "How sure are you?", ("A guess", "Fairly sure", "Certain"), (1, 2, 3))
CONTROL = Control(
    "radio", STEM, CHOICES, (3, 1, 2, 0, -1), "A scenario & its <words>.\n\nA second paragraph.", "Select", SURE
)

store: dict[str, Any] = st.session_state.setdefault("store", {})
store["runs"] = store.get("runs", 0) + 1
number = int(st.query_params.get("q", "1"))


def keep(name: str, value: int) -> None:
    if st.query_params.get("fail"):
        raise RuntimeError("answer 4711 is secret")
    store[name] = value
    store["saves"] = store.get("saves", 0) + 1
    state.accept()


def go_on() -> None:
    if "item" not in store:
        state.refuse("elements", [("Select what you would ask first", "item.1")])
    else:
        state.accept()
        st.query_params["q"] = str(number + 1)


with frame.frame("Elements", made_up=True, provisional=True, content="Question bank 2027.1, 23 November 2026"):
    frame.page_title(f"Question {number} of 9")
    errors = state.errors("elements")
    frame.error_summary(errors)
    frame.heading(f"Question {number}: *one* of each", "Data and sharing: question 3 of 6")
    if st.query_params.get("fail") == "page":
        raise RuntimeError("answer 4711 is secret")
    controls.render(
        CONTROL,
        "item.1",
        store.get("item"),
        lambda value: keep("item", value),
        {key: words for words, key in errors}.get("item.1", ""),
        follow_up=(store.get("sure"), lambda value: keep("sure", value), ""),
    )
    frame.announce("Answer saved" if "saves" in store else "", store.get("saves", 0))
    st.button("Continue", type="primary", on_click=go_on)
    st.text(f"Run {store['runs']}")
    frame.details("Help with this <question>", "What it means.", "Why we ask.")
    frame.inset("Nobody else sees your answers.")
    frame.summary_card("Users & services", [frame.SummaryRow("Item 1", "An answer", "/question?item=1", "item 1 <x>")])
    st.header("Figures", anchor=False)
    columns = ["Organisation", *(f"Area number {i}" for i in range(12)), "Words"]
    rows = [["Department A", *[0.5] * 11, tables.WITHHELD, "=cmd"], ["Department <B>", *[1.5] * 12, "x"]]
    tables.html_table("Gaps by organisation", columns, rows)
    downloads.csv_button("Download the figures (CSV)", "gaps.csv", columns, rows, made_up=True)
    st.segmented_control("Show", ["All", "Peers"], default="All", required=True)
    st.text_input("Goal")
    st.selectbox("Group", ["One", "Two"])
    st.checkbox("Share")
    st.link_button("A link", "/privacy")
    st.error("An error in words")
    st.table({"A": [1, 2], "B": ["long words " * 12, "y"]}, alt="A native table")
