"""Deleting what a person said. The invitation stays, so that they can begin anew."""

from sqlalchemy import delete
from sqlmodel import Session, col, select

from assessment.store.tables import (
    CorrectionRequestRow,
    GoalRow,
    GoalStepRow,
    ReportSettingRow,
    ReportShareRow,
    ResponseChangeRow,
    ResponseRow,
    ScoreRow,
    SecondOpinionCountRow,
    SecondOpinionGiverRow,
    SecondOpinionRow,
    SittingRow,
)


def delete_answers(db: Session, *, sitting_id: int) -> None:
    """Delete a sitting, also after the close, with all that the person said and asked for in it.

    The plan and the settings of the report go with the person's last sitting. What they said about the assessment
    stays: nobody knows which of it is theirs.
    """
    sitting = db.get(SittingRow, sitting_id)
    if sitting is None:
        return
    asked = select(SecondOpinionRow.id).where(SecondOpinionRow.sitting_id == sitting_id)
    for given in (SecondOpinionGiverRow, SecondOpinionCountRow):
        db.exec(delete(given).where(col(given.second_opinion_id).in_(asked)))
    for table in (SecondOpinionRow, ReportShareRow, ResponseRow, ResponseChangeRow, ScoreRow):
        db.exec(delete(table).where(col(table.sitting_id) == sitting_id))
    said = (
        col(CorrectionRequestRow.cycle_id) == sitting.cycle_id,
        col(CorrectionRequestRow.person_id) == sitting.person_id,
    )
    db.exec(delete(CorrectionRequestRow).where(*said))
    person = sitting.person_id
    db.exec(delete(SittingRow).where(col(SittingRow.id) == sitting_id))
    if db.exec(select(SittingRow.id).where(SittingRow.person_id == person)).first() is None:
        goals = select(GoalRow.id).where(GoalRow.person_id == person)
        db.exec(delete(GoalStepRow).where(col(GoalStepRow.goal_id).in_(goals)))
        for kept in (GoalRow, ReportSettingRow):
            db.exec(delete(kept).where(col(kept.person_id) == person))
