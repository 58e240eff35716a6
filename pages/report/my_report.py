"""Your report: headline, three questions to ask, where you stand, strengths and gaps. Only for its owner."""

import streamlit as st

from assessment import dates
from assessment.errors import WrongState
from assessment.recommendations import by_gap
from assessment.service import reporting
from ui import (
    after_close,
    charts,
    downloads,
    entering_words,
    explain_words,
    figures,
    frame,
    pictures,
    tables,
    texts,
    who,
)


def draw(report: reporting.Report) -> None:
    advice, bank = report.advice, report.bank
    names = {d.id: d.short_name for d in bank.domains}
    frame.lead(advice.headline)
    submitted = dates.day(report.profile.submitted_at) if report.profile.submitted_at else ""
    grade = texts.GRADE_NAMES[report.profile.grade]
    st.text(f"{grade}, {report.organisation}. {report.cycle.name}. Submitted {submitted}.")
    if told := entering_words.on_behalf(report.sitting):
        st.text(told)
    frame.inset(texts.REPORT_IS_PRIVATE)

    st.header(texts.questions_to_ask(len(advice.questions)), anchor=False)
    for question in advice.questions:
        frame.board_question(question, names[question.domain])

    st.header("Where you stand", anchor=False)
    if report.profile.scored:
        narrow = charts.profile_chart(report.profile, bank, narrow=True)
        pictures.show(charts.profile_chart(report.profile, bank), key="profile", narrow=narrow)
    columns = ("Area", "Your level", "Likely range", "Target", "Difference", "You rated yourself")
    rows = [figures.profile_row(score, bank) for score in by_gap(report.profile)]
    rows += [figures.unscored_row(score, bank) for score in advice.too_few]
    linked = explain_words.linked(rows, (*by_gap(report.profile), *advice.too_few))
    st.text(explain_words.LINKS)
    tables.html_table("Your level in each area, on a scale of 1 to 5", columns, linked)
    downloads.csv_button("Download the figures (CSV)", "my-levels.csv", columns, rows, made_up=report.cycle.made_up)
    frame.details("How to read this", *texts.how_to_read_profile(bank))

    st.header("Strengths", anchor=False)
    frame.points([figures.strength(s, names[s.domain]) for s in advice.strengths], texts.NO_STRENGTHS)
    st.header("Largest gaps", anchor=False)
    frame.points([figures.gap(s, names[s.domain]) for s in advice.gaps], texts.NO_GAPS)

    after_close.surprises(report)
    after_close.confidence(reporting.confidence(who.viewer()), report)

    st.header("How this was worked out", anchor=False)
    for paragraph in texts.how_worked_out(bank):
        st.write(paragraph)
    st.page_link("../pages/help/how_it_works.py", label="How it works, in full")


frame.heading("Your report")
try:
    mine = reporting.my_report(who.viewer())
except WrongState as not_yet:
    st.write(f"{not_yet.what} {not_yet.do}")
    st.page_link("../pages/take/start.py", label="Go to the start page")
else:
    draw(mine)
