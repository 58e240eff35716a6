"""What a person is told of themselves over several cycles, found by their own key only."""

from datetime import datetime
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy import or_
from sqlmodel import Session, col

from assessment.model import Response
from assessment.store.tables import CycleRow, ResponseRow, SittingRow


def sure_answers(db: Session, person_id: str, now: datetime) -> list[tuple[str, list[Response]]]:
    """The person's answers that came with a confidence, with the bank version of each of their sittings.

    Only of submitted sittings, in cycles that ended at or before `now` (UTC), the earliest submission first.
    """
    row = ResponseRow
    query = (
        sa.select(col(SittingRow.id), col(SittingRow.bank_version), *map(col, (row.item_id, row.value, row.confidence)))
        .join(SittingRow, col(SittingRow.id) == row.sitting_id)
        .join(CycleRow, col(CycleRow.id) == SittingRow.cycle_id)
        .where(col(SittingRow.person_id) == person_id, col(SittingRow.status) == "submitted")
        .where(
            or_(col(CycleRow.status).in_(("closed", "released")), col(CycleRow.closes_at) <= now),
            col(row.confidence).is_not(None),
        )
        .order_by(col(SittingRow.submitted_at), col(SittingRow.id), col(row.item_id))
    )
    sittings = groupby(db.connection().execute(query), key=lambda found: (found[0], found[1]))
    return [(version, [Response(*answer) for _, _, *answer in group]) for (_, version), group in sittings]
