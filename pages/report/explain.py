"""How one level of your report was worked out: answers, weights, rules and sums. Only for its owner."""

import streamlit as st

from assessment.service import explaining
from ui import address, frame, tables, who
from ui import explain_words as words


def draw(found: explaining.Explained) -> None:
    explanation, report = found.explanation, found.report
    frame.heading(words.TITLE, caption=found.domain.short_name)
    frame.lead(words.lead(explanation.score, report.bank))

    st.header("What you answered", anchor=False)
    tables.html_table(words.ANSWERS, words.ANSWER_COLUMNS, words.answer_rows(explanation))
    frame.details("What the columns mean", *words.ABOUT_COLUMNS)
    frame.points(words.enough(explanation), "")
    if told := words.evidence(explanation):
        frame.inset(told)

    if keys := words.keys(explanation):
        st.header("Questions that have left use", anchor=False)
        st.text(words.LEFT_USE)
        for title, rows in keys:
            frame.summary_card(title, rows)

    st.header("The sums", anchor=False)
    st.text(words.SEVERAL_DECIMALS)
    for title, rows in words.cards(explanation, report.profile.grade):
        frame.summary_card(title, rows)
    frame.details("What the words mean", *words.ABOUT_SUMS)
    st.page_link("../pages/help/how_it_works.py", label="How it works, in full")


frame.back_link("../pages/report/my_report.py", label="Your report")
draw(explaining.explained(who.viewer(), address.word("domain")))
