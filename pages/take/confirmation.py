"""Assessment submitted: reference, date, what happens next. Can be opened again from a bookmark."""

import streamlit as st

from assessment import dates
from assessment.service import taking
from ui import feedback_words, frame, texts, who

overview = taking.overview(who.viewer())
sitting = overview.sitting
if sitting is None or sitting.submitted_at is None:
    st.switch_page("../pages/take/tasks.py")
frame.heading("Assessment submitted")
frame.summary_card(
    "Your submission",
    [
        frame.SummaryRow("Reference", sitting.reference),
        frame.SummaryRow("Submitted", dates.moment(sitting.submitted_at)),
    ],
)
st.page_link("../pages/report/my_report.py", label="See your report")
st.header("What happens next", anchor=False)
st.markdown(texts.what_happens_next(overview))
if overview.is_open and not sitting.feedback_given:
    st.page_link("../pages/take/feedback.py", label=feedback_words.LINK)
st.page_link("../pages/campaign/what_we_did.py", label=texts.WHAT_WE_DID)
st.page_link("../pages/take/check.py", label="Look at or change your answers")
