"""Your report: nine blocks, from the headline to sharing and saving. Only for its owner."""

from functools import partial

import streamlit as st

from assessment import dates
from assessment.errors import WrongState
from assessment.service import planning, reporting
from assessment.service.reporting import Report
from ui import (
    after_close,
    calendar_file,
    downloads,
    frame,
    plan_view,
    problems,
    question_words,
    report_words,
    state,
    texts,
    who,
)
from ui import report_document as blocks
from ui.documents import files, page

viewer = who.viewer()


@problems.told
def show_grade() -> None:
    planning.stand_beside_grade(viewer, bool(st.session_state["with-grade"]))


def questions(report: Report) -> None:
    heading, *entries = blocks.questions(report.advice.questions, report.bank)
    page.draw([heading])
    for chosen, told in zip(report.advice.questions, entries, strict=True):
        page.draw([told])
        with st.container(horizontal=True):
            name = chosen.question.id
            frame.copy_button("Copy this question", question_words.as_text(chosen.question), f"copy-{name}")
            monday = calendar_file.next_monday(dates.now())
            entry = partial(calendar_file.ics, chosen.question, monday)
            downloads.file_button(report_words.REMIND, f"{name}.ics".lower(), entry, calendar_file.KIND)
    st.page_link("../pages/help/board_questions.py", label="All questions by area")


def profile(report: Report) -> None:
    drawn = blocks.profile(report.profile, report.bank, report.advice.too_few)
    page.draw(drawn)
    table = report_words.profile_rows(report.profile, report.advice.too_few, report.bank)
    made_up = report.cycle.made_up
    columns = report_words.PROFILE_COLUMNS
    downloads.csv_button("Download the figures (CSV)", "my-levels.csv", columns, table, made_up=made_up)


def draw(report: Report) -> None:
    page.draw(blocks.opening(report))
    questions(report)
    profile(report)
    page.draw(blocks.strengths(report))
    page.draw(blocks.surprises(report))
    after_close.confidence(reporting.confidence(viewer), report)
    plan_view.draw(viewer, report.plan, report.bank)
    page.draw(blocks.since(report))
    if report.with_grade:
        page.draw(blocks.grade(report))
    else:
        st.header(report_words.OTHERS, anchor=False)
    st.checkbox(report_words.SHOW_GRADE, value=report.with_grade, key="with-grade", on_change=show_grade)
    st.header("Second opinion", anchor=False)
    st.write(texts.SECOND_OPINION)
    st.page_link("../pages/report/second_opinion.py", label="Ask people who work with you")
    page.draw(blocks.how(report.bank))
    st.page_link("../pages/help/how_it_works.py", label="How it works, in full")
    st.header("Share and save", anchor=False)
    st.write(texts.SHARING)
    st.page_link("../pages/report/share.py", label="Share your report with someone")
    files.buttons("report", lambda: blocks.document(report))
    st.page_link("../pages/campaign/what_we_did.py", label=texts.WHAT_WE_DID)
    st.page_link("../pages/take/delete.py", label="Delete your answers and this report")


frame.heading("Your report")
frame.announce(state.take_note())
try:
    mine = reporting.my_report(viewer)
except WrongState as not_yet:
    st.write(f"{not_yet.what} {not_yet.do}")
    st.page_link("../pages/take/start.py", label="Go to the start page")
else:
    draw(mine)
