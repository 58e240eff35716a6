"""A page as it must not be: it reads answers, names people and writes figures into the log. It must be caught."""

import logging

import streamlit as st

from assessment.service import demo
from assessment.store import reading, reads
from ui import downloads, frame

frame.heading("Tells too much")
with reading() as db:
    cycle = reads.cycle(db, demo.CLOSED_CYCLE)
    level = reads.cycle_scores(db, cycle.id)["level"].mean()
    person = min(reads.respondents_in(db, cycle.id))
match st.query_params["what"]:
    case "words":
        st.write(f"{level:.2f}")
    case "chart":
        st.vega_lite_chart({"data": {"values": [{"level": level}]}, "mark": "bar"})
    case "file":
        downloads.file_button("Take away", "levels.txt", lambda: f"{level:.2f}".encode(), "text/plain")
    case "person":
        st.write(person)
    case "log":
        logging.getLogger("assessment").debug("level %s of %s", level, person)
