"""Programs that read published releases. Of a token only its hash is kept."""

from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from assessment.errors import NotFound
from assessment.model import Consumer
from assessment.store.statements import insert_missing
from assessment.store.tables import ConsumerRow
from assessment.store.values import value_of


def consumers(db: Session) -> tuple[Consumer, ...]:
    """All there have ever been, by name."""
    rows = db.exec(select(ConsumerRow).order_by(ConsumerRow.name))
    return tuple(_consumer(row) for row in rows)


def consumer(db: Session, token_hash: str) -> Consumer | None:
    """Whose token has that hash, also one that has ended or was revoked."""
    row = db.exec(select(ConsumerRow).where(ConsumerRow.token_hash == token_hash)).first()
    return None if row is None else _consumer(row)


def _consumer(row: ConsumerRow) -> Consumer:
    return value_of(Consumer, row, organisation=row.organisation or "")


def add(
    db: Session, *, name: str, organisation: str, token_hash: str, account: str, ends_on: date, now: datetime
) -> bool:
    """Let a program in from `now` (UTC) on; False if there is one of that name."""
    row = {
        "name": name,
        "organisation": organisation or None,
        "token_hash": token_hash,
        "account": account,
        "created_at": now,
        "ends_on": ends_on,
        "revoked_at": None,
        "last_used_on": None,
    }
    insert_missing(db, ConsumerRow, [row])
    return consumer(db, token_hash) is not None


def revoke(db: Session, *, consumer_id: int, now: datetime) -> None:
    """Raises NotFound for one that is not there or was revoked before."""
    live = col(ConsumerRow.id) == consumer_id, col(ConsumerRow.revoked_at).is_(None)
    if not db.connection().execute(update(ConsumerRow).where(*live).values(revoked_at=now)).rowcount:
        raise NotFound("that program")


def note_use(db: Session, *, consumer_id: int, on: date) -> None:
    """Keep the day (UK) on which a token was last used."""
    db.connection().execute(update(ConsumerRow).where(col(ConsumerRow.id) == consumer_id).values(last_used_on=on))
