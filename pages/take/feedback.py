"""Three questions about the assessment, after submitting: optional, once, and nobody knows who said what."""

import streamlit as st

from assessment.errors import EntryRefused
from assessment.feedback import EASY, USEFUL, Said
from assessment.service import feedback
from ui import feedback_words as words
from ui import frame, problems, state, who

PAGE = "feedback"
KEYS = {field: f"feedback-{field}" for field in ("useful", "easy", "text")}

viewer = who.viewer()
form = feedback.form(viewer)


@problems.told
def give() -> None:
    useful, easy, text = (st.session_state[key] for key in KEYS.values())
    try:
        feedback.give(viewer, Said(useful, easy, text or ""))
    except EntryRefused as refused:
        state.refuse(PAGE, [(told, KEYS[field]) for field, told in refused.fields.items()])
    else:
        state.accept()


def choose(question: str, answers: tuple[str, ...], key: str) -> None:
    frame.field_error(errors, key)
    numbers = range(1, len(answers) + 1)
    st.radio(question, numbers, index=None, format_func=lambda number: answers[number - 1], key=key)


# Words about what was entered go with it, when somebody leaves the page and comes back.
errors = state.errors(PAGE) if KEYS["text"] in st.session_state else ()
frame.page_title(words.THANKS_TITLE if form.given else words.TITLE, error=bool(errors) or frame.has_error())
frame.error_summary(errors)
frame.back_link("../pages/take/confirmation.py" if form.submitted else "../pages/take/start.py")
frame.heading(words.THANKS_TITLE if form.given else words.TITLE)
if form.given:
    st.write(words.THANKS)
elif not form.is_open:
    st.write(words.TOO_LATE)
elif not form.submitted:
    st.write(words.AFTER_SUBMITTING)
else:
    st.write(words.BEFORE)
    with st.form(PAGE, border=False):
        choose(words.USEFUL_QUESTION, USEFUL, KEYS["useful"])
        choose(words.EASY_QUESTION, EASY, KEYS["easy"])
        frame.field_error(errors, KEYS["text"])
        st.text_area(words.CHANGE, height=150, key=KEYS["text"])
        st.form_submit_button(words.SEND, type="primary", on_click=give)
if form.submitted:
    st.page_link("../pages/report/my_report.py", label="See your report")
