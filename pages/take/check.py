"""Check your answers: everything in words, what is missing first, then submit."""

from itertools import groupby

import streamlit as st

from assessment.service import checking, taking
from ui import entering_words, frame, texts, who

viewer = who.viewer()
overview = taking.overview(viewer)
if overview.sitting is None:
    st.switch_page("../pages/take/before_you_start.py")
rows = checking.check(viewer)
frame.back_link("../pages/take/tasks.py")
frame.heading("Check your answers before you submit")
if told := entering_words.on_behalf(overview.sitting):
    st.text(told)
missing = [row for row in rows if not row.answered]
open_ones = [row for row in missing if row.changeable]


def line(row: checking.CheckRow) -> frame.SummaryRow:
    change = f"/question?at={row.step}&from=check" if row.changeable else ""
    return frame.SummaryRow(row.question, row.answer, change)


if missing:
    st.header(texts.not_answered(len(missing)), anchor=False)
    if overview.is_open and not overview.submitted and not overview.sitting.being_entered:
        st.write(texts.submit_without(len(missing) - len(open_ones)))
    frame.summary_card("Not answered", [line(row) for row in missing])
for section, members in groupby(rows, lambda row: row.section):
    answered = [line(row) for row in members if row.answered]
    if answered:
        frame.summary_card(section.title, answered)

if not overview.is_open:
    frame.inset(texts.CLOSED)
elif overview.sitting.being_entered:
    frame.inset(entering_words.BEING_ENTERED)
elif overview.submitted:
    frame.inset(texts.CHANGES_COUNT)
    st.page_link("../pages/report/my_report.py", label="See your report")
else:
    frame.inset(texts.SUBMITTING_FIXES)
    if st.button("Submit without them" if missing else "Submit and see your report", type="primary"):
        taking.submit(viewer)
        st.switch_page("../pages/take/confirmation.py")
    if open_ones:
        st.page_link("../pages/take/question.py", label="Answer them", query_params={"at": str(open_ones[0].step)})
