"""A person's plan and what they chose for their report, found by their own key only."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from assessment.errors import NotFound
from assessment.model import Goal, Step
from assessment.store.statements import insert_rows, upsert
from assessment.store.tables import GoalRow, GoalStepRow, ReportSettingRow
from assessment.store.values import value_of


def goals(db: Session, person_id: str) -> tuple[Goal, ...]:
    """The person's goals, the oldest first."""
    rows = db.exec(select(GoalRow).where(GoalRow.person_id == person_id).order_by(col(GoalRow.id))).all()
    steps: dict[int | None, list[Step]] = {row.id: [] for row in rows}
    for step in db.exec(select(GoalStepRow).where(col(GoalStepRow.goal_id).in_(steps))):
        steps[step.goal_id].append(value_of(Step, step))
    return tuple(value_of(Goal, row, steps=tuple(steps[row.id])) for row in rows)


def save_goal(
    db: Session, *, person_id: str, domain: str, talk_to: str, due_on: date | None, steps: Iterable[Step], now: datetime
) -> None:
    """Add a goal, or change the one the person has for that domain; what stays in it stays ticked."""
    row = db.exec(select(GoalRow).where(GoalRow.person_id == person_id, GoalRow.domain == domain)).first()
    if row is None:
        row = GoalRow(person_id=person_id, domain=domain, talk_to="", due_on=None, created_at=now)
    row.talk_to, row.due_on = talk_to, due_on
    db.add(row)
    db.flush()
    done = {
        (step.kind, step.reference): step.done_at
        for step in db.exec(select(GoalStepRow).where(GoalStepRow.goal_id == row.id))
    }
    db.exec(delete(GoalStepRow).where(col(GoalStepRow.goal_id) == row.id))
    kept = [
        {"goal_id": row.id, "kind": s.kind, "reference": s.reference, "done_at": done.get((s.kind, s.reference))}
        for s in steps
    ]
    insert_rows(db, GoalStepRow, kept)


def tick(db: Session, *, person_id: str, domain: str, kind: str, done_at: datetime | None) -> None:
    """Say that a step is done, or is not after all; raises NotFound for one that the person does not have."""
    goal = select(GoalRow.id).where(GoalRow.person_id == person_id, GoalRow.domain == domain).scalar_subquery()
    mine = col(GoalStepRow.goal_id) == goal, col(GoalStepRow.kind) == kind
    if db.exec(select(GoalStepRow).where(*mine)).first() is None:
        raise NotFound("that step of your plan")
    db.exec(update(GoalStepRow).where(*mine).values(done_at=done_at))


def drop(db: Session, *, person_id: str, domain: str) -> None:
    """Take a goal out of the plan; nothing happens if it is not there."""
    mine = col(GoalRow.person_id) == person_id, col(GoalRow.domain) == domain
    db.exec(delete(GoalStepRow).where(col(GoalStepRow.goal_id).in_(select(GoalRow.id).where(*mine))))
    db.exec(delete(GoalRow).where(*mine))


def stands_beside_grade(db: Session, person_id: str) -> bool:
    """Whether the person switched on the figures of their grade."""
    row = db.get(ReportSettingRow, person_id)
    return row is not None and row.with_grade


def stand_beside_grade(db: Session, *, person_id: str, on: bool) -> None:
    upsert(db, ReportSettingRow, [{"person_id": person_id, "with_grade": on}])
