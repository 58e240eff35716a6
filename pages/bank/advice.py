"""Advice: learning offers, actions on the job and questions to ask, as leaders will get them. Provisional."""

import streamlit as st

from assessment.service import editing
from ui import bank_words as words
from ui import downloads, frame, pick, tables, who

viewer = who.viewer()
advice = editing.advice(viewer)
frame.heading("Advice")
frame.inset(words.ADVICE_IS_PROVISIONAL)
areas = {domain.short_name: domain for domain in advice.domains}
domain = areas[pick.one("Area", list(areas), "area")]

st.header("Questions to ask", anchor=False)
for question in (q for q in advice.questions if q.domain == domain.id):
    frame.board_question(question, question.id)

st.header("What to do on the job", anchor=False)
for competency in domain.competencies:
    tables.html_table(
        f"{competency.id} {competency.name}",
        ("To reach", "What to do"),
        [words.action_row(action, advice.levels) for action in advice.actions if action.competency == competency.id],
    )

st.header("Learning", anchor=False)
columns = ("Title", "Provider", "For whom", "For", "Length", "Cost", "Now", "Last checked", "Page")
rows = [words.offer_row(offer, advice.domains) for offer in advice.offers if words.serves(offer, domain)]
if rows:
    tables.html_table(f"Learning offers for {domain.short_name}", columns, rows)
else:
    st.write("There is no learning offer for this area yet.")
everything = [words.offer_row(offer, advice.domains) for offer in advice.offers]
downloads.csv_button("Download all learning offers (CSV)", "learning-offers.csv", columns, everything)
