"""One page of questions: a scenario or knowledge question alone, or a short list of statements."""

from functools import partial

import streamlit as st

from assessment import item_types
from assessment.errors import WrongState
from assessment.service import taking
from ui import address, controls, entering_words, example_words, frame, problems, state, texts, who

viewer = who.viewer()
at = address.number("at", 1)
try:
    page = taking.page(viewer, at)
except WrongState:
    st.switch_page("../pages/take/before_you_start.py")
here = f"question-{at}"


@problems.told
def keep(item: str, value: int, confidence: int | None = None) -> None:
    """Save an answer; the page that is drawn after the close says itself, in plain words, that it came too late."""
    try:
        state.note_saved(taking.record_response(viewer, item, value, confidence))
    except WrongState as refused:
        if refused.code != "cycle_not_open":
            raise
    state.accept()


def refuse_if_open() -> None:
    for question in taking.page(viewer, at).questions:
        chosen = controls.unsaved(question.item.id, question.saved.value if question.saved else None)
        if chosen is not None:
            keep(question.item.id, chosen)
    missing = [(q.control.error, q.item.id) for q in taking.page(viewer, at).questions if q.saved is None]
    state.refuse(here, missing) if missing else state.accept()


def draw(question: taking.Question, alone: bool, errors: dict[str, str]) -> None:
    item, saved = question.item, question.saved
    value = saved.value if saved else None
    follow_up = (
        (saved.confidence, partial(keep, item.id, saved.value), "") if saved and question.control.follow_up else None
    )
    controls.render(
        question.control,
        item.id,
        value,
        partial(keep, item.id),
        errors.get(item.id, ""),
        title=not alone,
        follow_up=follow_up,
    )


errors = state.errors(here) if not page.fixed else ()
# Another title once the panel is seen: focus moves to the heading, as the button that was in use is gone.
title = f"{texts.step_name(page.step)}{', beside the panel' if page.leniency else ''}"
frame.page_title(title, error=bool(errors) or frame.has_error())
frame.error_summary(errors)
if at > 1:
    frame.back_link("../pages/take/question.py", at=str(at - 1))
else:
    frame.back_link("../pages/take/tasks.py")
frame.heading(page.step.section.title if page.locked else page.step.title, caption=texts.step_name(page.step))

if page.being_entered:
    frame.inset(entering_words.BEING_ENTERED)
    st.page_link("../pages/take/tasks.py", label="Go to your assessment")
elif page.locked == "ratings first":
    st.write("Rate yourself in every area before you open the scenarios and knowledge questions.")
    st.page_link("../pages/take/tasks.py", label="Go to your assessment")
elif page.locked == "open knowledge":
    frame.inset(texts.opening_knowledge(page.unanswered_scenarios))
    st.button(
        "Open the knowledge questions", type="primary", on_click=problems.told(taking.open_knowledge), args=(viewer,)
    )
    st.page_link("../pages/take/tasks.py", label="Go back to your assessment")
elif page.fixed:
    frame.inset(texts.CLOSED if page.closed else texts.FIXED)
    for question in page.questions:
        if question.control.context:
            st.text(question.control.context)
        frame.points(question.control.choices, "")
        answer = item_types.answer_words(question.item, question.saved)
        frame.summary_card("Your answer", [frame.SummaryRow(question.item.stem, answer)])
        if page.leniency:
            frame.summary_card("How the panel placed it", example_words.panel_rows(question))
            st.text(example_words.summary(page.leniency))
    if page.leniency and page.step.place < page.step.places:
        st.page_link("../pages/take/question.py", label="Next example", query_params={"at": str(at + 1)})
    st.page_link("../pages/take/tasks.py", label="Go to your assessment")
else:
    for question in page.questions:
        draw(question, alone=len(page.questions) == 1, errors={key: words for words, key in errors})
    saved_at = state.take_saved()
    frame.announce("Answer saved" if saved_at else "", saved_at or "")
    if st.button("Continue", type="primary", on_click=refuse_if_open) and not state.errors(here):
        last = at == page.steps or page.step.place == page.step.places
        if address.word("from") == "check":
            st.switch_page("../pages/take/check.py")
        elif last:
            st.switch_page("../pages/take/tasks.py")
        st.switch_page("../pages/take/question.py", query_params={"at": str(at + 1)})
    st.page_link("../pages/take/tasks.py", label="Save and come back later")
    if page.may_see_panel:
        frame.inset(example_words.SEEING_FIXES)
        st.button(example_words.SEE_PANEL, on_click=problems.told(taking.see_panel), args=(viewer,))
