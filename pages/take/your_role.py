"""Your role: grade and organisation from the cohort; the rest may be refused."""

import streamlit as st

from assessment.service import taking
from ui import frame, problems, state, texts, who

viewer = who.viewer()
overview = taking.overview(viewer)
sitting = overview.sitting
if sitting is None:
    st.switch_page("../pages/take/before_you_start.py")
frame.back_link("../pages/take/tasks.py")
frame.heading("Your role")
frame.summary_card(
    "From your organisation's list",
    [
        frame.SummaryRow("Grade", texts.GRADE_NAMES[overview.person.grade]),
        frame.SummaryRow("Organisation", overview.organisation),
    ],
)

with st.expander("This is wrong"):
    st.text("Say what should change. The learning team will look at it. Nothing changes until they do.")
    with st.form("correction", border=False):
        st.text_area("What is wrong with your grade or organisation", max_chars=500, key="correction-text")

        @problems.told
        def send_correction() -> None:
            if str(st.session_state["correction-text"]).strip():
                taking.report_wrong_role(viewer, str(st.session_state["correction-text"]))
                state.note("Your correction has been sent to the learning team.")

        st.form_submit_button("Send", on_click=send_correction)
note = state.take_note()
if note:
    st.success(note)

professions = taking.profession_choices()
times = {t: t for t in taking.TIMES_IN_ROLE} | {taking.PREFER_NOT_TO_SAY: texts.PREFER_NOT_TO_SAY}
duties = {t: t for t in taking.RESPONSIBILITIES} | {taking.PREFER_NOT_TO_SAY: texts.PREFER_NOT_TO_SAY}


def position(choices: dict[str, str], saved: str) -> int | None:
    return list(choices).index(saved) if saved in choices else None


profession = st.selectbox(
    "Your profession (optional)",
    list(professions),
    index=position(professions, sitting.profession),
    format_func=lambda code: frame.plain(professions[code]),
    placeholder="Choose a profession",
)
time_in_role = st.radio(
    "Time in senior roles (optional)",
    list(times),
    index=position(times, sitting.time_in_role),
    format_func=times.__getitem__,
)
duty = st.radio(
    "Digital responsibility (optional)",
    list(duties),
    index=position(duties, sitting.digital_responsibility),
    format_func=duties.__getitem__,
)
if not overview.is_open:
    frame.inset(texts.CLOSED)
elif st.button("Save and continue", type="primary"):
    unsaid = taking.PREFER_NOT_TO_SAY
    taking.save_role(viewer, profession or unsaid, time_in_role or unsaid, duty or unsaid)
    st.switch_page("../pages/take/tasks.py")
