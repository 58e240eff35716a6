"""People in two cycles: where they stood and what their levels were in both. No key of a person leaves the store."""

from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import and_, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from assessment.store.joins import frame, is_member, submitted_in
from assessment.store.tables import CohortMemberRow, ScoreRow, SittingRow


def levels(db: Session, cycle_id: int, other_id: int) -> pd.DataFrame:
    """A row per submitted sitting and domain with a level: organisation, grade, domain, level, level_se (1-5).

    Beside them, of the same person in the other cycle: other_organisation, other_grade (empty where its cohort has not
    got them), other_level, other_level_se (NaN where they have no level in the domain).
    """
    member, sitting, score = aliased(CohortMemberRow), aliased(SittingRow), aliased(ScoreRow)
    person = col(SittingRow.person_id)
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            *(col(column) for column in (CohortMemberRow.organisation, CohortMemberRow.grade, ScoreRow.domain)),
            col(ScoreRow.level),
            col(ScoreRow.level_se),
            func.coalesce(member.organisation, "").label("other_organisation"),
            func.coalesce(member.grade, "").label("other_grade"),
            col(score.level).label("other_level"),
            col(score.level_se).label("other_level_se"),
        )
        .join(SittingRow, col(SittingRow.id) == ScoreRow.sitting_id)
        .join(CohortMemberRow, is_member())
        .outerjoin(member, and_(col(member.cycle_id) == other_id, col(member.person_id) == person))
        .outerjoin(sitting, and_(col(sitting.cycle_id) == other_id, col(sitting.person_id) == person))
        .outerjoin(
            score,
            and_(
                col(score.sitting_id) == col(sitting.id),
                col(sitting.status) == "submitted",
                col(score.domain) == col(ScoreRow.domain),
            ),
        )
        .where(*submitted_in(cycle_id), col(ScoreRow.level).is_not(None))
    )
    return frame(db, query)


def cohorts(db: Session, then_id: int, now_id: int) -> pd.DataFrame:
    """Columns organisation_then, grade_then, organisation, grade, people: how many are in the cohorts of both."""
    then = aliased(CohortMemberRow)
    places: tuple[sa.SQLColumnExpression[Any], ...] = (
        col(then.organisation).label("organisation_then"),
        col(then.grade).label("grade_then"),
        col(CohortMemberRow.organisation),
        col(CohortMemberRow.grade),
    )
    query = (
        sa.select(*places, func.count().label("people"))
        .join(then, and_(col(then.cycle_id) == then_id, col(then.person_id) == col(CohortMemberRow.person_id)))
        .where(col(CohortMemberRow.cycle_id) == now_id)
    )
    return frame(db, query.group_by(*places))
