"""The plan on a page: goals with steps to tick, and where a goal would help most."""

import streamlit as st

from assessment.model import QuestionBank, Viewer
from assessment.recommendations import GOALS
from assessment.service import planning
from assessment.service.planning import Plan, PlannedGoal
from ui import frame, problems
from ui import plan_words as words
from ui.plain import plain

PAGE = "../pages/report/goal.py"


def draw(viewer: Viewer | None, plan: Plan, bank: QuestionBank) -> None:
    """Ticks are saved as they are made."""
    st.header(words.TITLE, anchor=False)
    if not plan.goals:
        st.write(words.NO_GOALS)
    for planned in plan.goals:
        _goal(viewer, planned)
    if len(plan.goals) >= GOALS:
        st.write(words.FULL)
        return
    taken = {planned.goal.domain for planned in plan.goals}
    if plan.suggested:
        st.subheader(words.SUGGESTED, anchor=False)
    for reason in plan.suggested:
        _offer(reason.domain, bank, str(reason))
    others = [d for d in bank.domains if d.id not in taken | {reason.domain for reason in plan.suggested}]
    if others:
        st.write("Or choose another area:")
        with st.container(horizontal=True):
            for domain in others:
                st.page_link(PAGE, label=domain.short_name, query_params={"area": domain.id})


def _offer(domain: str, bank: QuestionBank, reason: str) -> None:
    name = bank.domain_by_id[domain].short_name
    st.page_link(PAGE, label=f"{words.ADD}: {name}", query_params={"area": domain})
    st.write(plain(reason))


def _goal(viewer: Viewer | None, planned: PlannedGoal) -> None:
    domain = planned.goal.domain
    st.subheader(plain(planned.name), anchor=False)
    if planned.reason:
        st.write(plain(str(planned.reason)))
    for one in planned.steps:
        key, done = f"step-{domain}-{one.step.kind}", one.step.done_at is not None
        if st.session_state.get(key, done) != done:
            st.session_state[key] = done  # ticked elsewhere since: the store is right
        st.checkbox(
            plain(words.step(one)), value=done, key=key, on_change=_tick, args=(viewer, domain, one.step.kind, key)
        )
    if told := words.by(planned):
        st.write(plain(told))
    if planned.late:
        frame.inset(words.LATE)
    st.page_link(PAGE, label=f"Change this goal: {planned.name}", query_params={"area": domain})


@problems.told
def _tick(viewer: Viewer | None, domain: str, kind: str, key: str) -> None:
    planning.tick(viewer, domain, kind, bool(st.session_state[key]))
