"""Second opinions: who is asked, who has answered, and what was said as counts. Nothing here joins the last two."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from assessment.store.shares import owner_name
from assessment.store.statements import insert_rows
from assessment.store.tables import SecondOpinionCountRow, SecondOpinionGiverRow, SecondOpinionRow, SittingRow

LARGEST_ID = 2**31 - 1
"""A database cannot be asked for more; an address can."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What a leader asked for: about which sitting, of whom (subjects of accounts), until when (UTC, then too late)."""

    id: int
    sitting_id: int
    closes_at: datetime
    givers: tuple[str, ...]


def add(db: Session, *, sitting_id: int, givers: Iterable[str], now: datetime, closes_at: datetime) -> None:
    """Ask; `givers` are in lower case. The database refuses a second one for a sitting."""
    row = SecondOpinionRow(sitting_id=sitting_id, created_at=now, closes_at=closes_at)
    db.add(row)
    db.flush()
    asked = [{"second_opinion_id": row.id, "giver": giver, "answered": False} for giver in givers]
    insert_rows(db, SecondOpinionGiverRow, asked)


def opinion(db: Session, opinion_id: int, *, held: bool = False) -> SecondOpinion | None:
    """With `held`, nobody else answers it before the end of the transaction."""
    if abs(opinion_id) > LARGEST_ID:
        return None
    row = db.get(SecondOpinionRow, opinion_id, with_for_update=held)
    return _value(db, row) if row else None


def of_person(db: Session, person_id: str) -> tuple[SecondOpinion, ...]:
    """What a person asked for about any of their sittings, the latest first."""
    mine = select(SecondOpinionRow).join(SittingRow).where(SittingRow.person_id == person_id)
    return tuple(_value(db, row) for row in db.exec(mine.order_by(col(SecondOpinionRow.id).desc())).all())


def _value(db: Session, row: SecondOpinionRow) -> SecondOpinion:
    asked = select(SecondOpinionGiverRow.giver).where(SecondOpinionGiverRow.second_opinion_id == row.id)
    givers = tuple(db.exec(asked.order_by(SecondOpinionGiverRow.giver)))
    return SecondOpinion(row.id or 0, row.sitting_id, row.closes_at, givers)


def waiting(db: Session, giver: str, now: datetime) -> list[tuple[int, str, datetime]]:
    """Id, name of the leader and end of each that the subject can still answer, the first to end first."""
    query = (
        select(SecondOpinionRow.id, SittingRow.person_id, SecondOpinionRow.closes_at)
        .join(SecondOpinionGiverRow)
        .join(SittingRow)
        .where(SecondOpinionGiverRow.giver == giver, col(SecondOpinionGiverRow.answered).is_(False))
        .where(SecondOpinionRow.closes_at > now)
        .order_by(col(SecondOpinionRow.closes_at), col(SecondOpinionRow.id))
    )
    return [(opinion_id or 0, owner_name(db, person), ends) for opinion_id, person, ends in db.exec(query).all()]


def has_answered(db: Session, opinion_id: int, giver: str) -> bool:
    row = db.get(SecondOpinionGiverRow, (opinion_id, giver))
    return row is not None and row.answered


def answer(db: Session, *, opinion_id: int, giver: str, said: Mapping[str, tuple[int, int]]) -> bool:
    """Count what was said: by domain the points and the number of items. False, and nothing done, the second time."""
    giver_row = SecondOpinionGiverRow
    first = col(giver_row.second_opinion_id) == opinion_id, col(giver_row.giver) == giver, ~col(giver_row.answered)
    if not db.connection().execute(update(giver_row).where(*first).values(answered=True)).rowcount:
        return False
    for domain, (points, items) in said.items():
        _count(db, {"second_opinion_id": opinion_id, "domain": domain, "points": points, "items": items})
    return True


def _count(db: Session, key: Mapping[str, object]) -> None:
    row = SecondOpinionCountRow
    same = [getattr(row, name) == value for name, value in key.items()]
    if not db.connection().execute(update(row).where(*same).values(people=col(row.people) + 1)).rowcount:
        insert_rows(db, row, [{**key, "people": 1}])


def counts(db: Session, opinion_id: int) -> dict[str, dict[tuple[int, int], int]]:
    """How many people said what, by domain and then by points and number of items."""
    found: dict[str, dict[tuple[int, int], int]] = {}
    for row in db.exec(select(SecondOpinionCountRow).where(SecondOpinionCountRow.second_opinion_id == opinion_id)):
        found.setdefault(row.domain, {})[row.points, row.items] = row.people
    return found


def forget_few(db: Session, *, fewest: int, now: datetime) -> None:
    """Delete what fewer people than `fewest` said about a domain, of all that have ended: it will never be shown."""
    row = SecondOpinionCountRow
    few = (
        select(row.second_opinion_id, row.domain)
        .join(SecondOpinionRow)
        .where(SecondOpinionRow.closes_at <= now)
        .group_by(col(row.second_opinion_id), col(row.domain))
        .having(func.sum(row.people) < fewest)
    )
    for opinion_id, domain in db.exec(few).all():
        db.exec(delete(row).where(col(row.second_opinion_id) == opinion_id, col(row.domain) == domain))
