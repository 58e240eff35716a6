"""What the service may change. Each call is part of the transaction of `store.writing()`.

What a respondent changes is refused after the close: the check and the change are in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

import pandas as pd
from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from assessment import dates
from assessment.errors import NotFound, WrongState
from assessment.model import Cell, Cycle, DomainScore, Organisation, Response, Role, Sitting
from assessment.store import reads, values
from assessment.store.statements import chunks, insert_missing, insert_rows, upsert
from assessment.store.tables import (
    AccountRow,
    CohortMemberRow,
    CorrectionRequestRow,
    CycleRow,
    OrganisationRow,
    PersonRow,
    ReleaseCellRow,
    ReleaseRow,
    ResponseChangeRow,
    ResponseRow,
    ScoreRow,
    SettingRow,
    SittingRow,
)

NEW_SITTING: dict[str, Any] = {
    "status": "started",
    "profession": "",
    "time_in_role": "",
    "digital_responsibility": "",
    "submitted_at": None,
    "situational_fixed_at": None,
    "examples_fixed_at": None,
    "reference": "",
    "entered_by": "",
    "feedback_given": False,
}

# ---- people and cycles -------------------------------------------------------------------------------


def set_setting(db: Session, *, key: str, value: str) -> None:
    upsert(db, SettingRow, [{"key": key, "value": value}])


def add_organisations(db: Session, *, organisations: Iterable[Organisation]) -> None:
    """Add organisations, or bring those whose code is there already up to date."""
    upsert(db, OrganisationRow, [asdict(one) | {"successors": list(one.successors)} for one in organisations])


def add_account(
    db: Session,
    *,
    subject: str,
    name: str,
    roles: Iterable[Role],
    organisation: str = "",
    person: str = "",
    made_up: bool = False,
) -> None:
    """Add who may sign in. `subject` is kept in lower case; a subject that is there already is refused."""
    row = AccountRow(
        subject=subject.lower(),
        name=name,
        roles=sorted(roles),
        organisation=organisation or None,
        person_id=person or None,
        made_up=made_up,
    )
    db.add(row)
    db.flush()


def add_cycle(
    db: Session,
    *,
    name: str,
    family: str,
    bank_version: str,
    opens_at: datetime,
    closes_at: datetime,
    minimum_group: int = 10,
    made_up: bool = False,
    status: str = "open",
) -> Cycle:
    """Add a cycle; times are UTC-aware. A name that is there already is refused."""
    row = CycleRow(
        name=name,
        status=status,
        family=family,
        bank_version=bank_version,
        opens_at=opens_at,
        closes_at=closes_at,
        minimum_group=minimum_group,
        made_up=made_up,
    )
    db.add(row)
    db.flush()
    return values.cycle_of(row)


def set_cycle_status(db: Session, *, cycle_id: int, status: str, now: datetime) -> None:
    """Set open, closed or released; the times of closing and releasing are those of the first time."""
    row = db.get(CycleRow, cycle_id, with_for_update=True)
    if row is None:
        raise NotFound("the cycle")
    row.status = status
    if status != "open":
        row.closed_at = row.closed_at or now
    if status == "released":
        row.released_at = row.released_at or now
    db.flush()


def add_people_and_cohort(db: Session, *, cycle_id: int, cohort: pd.DataFrame, invited: bool = True) -> None:
    """Add people to a cycle: columns person, organisation (code), grade. Anyone in the cycle already is refused.

    `invited` is False for people who only come with a responses file: they never count as invited.
    """
    people = cohort.rename(columns={"person": "person_id"})[["person_id", "organisation", "grade"]]
    for rows in chunks(people.assign(cycle_id=cycle_id, invited=invited)):
        insert_missing(db, PersonRow, [{"id": row["person_id"]} for row in rows])
        insert_rows(db, CohortMemberRow, rows)


def request_correction(db: Session, *, cycle_id: int, person_id: str, text: str, now: datetime) -> None:
    """Keep a person's "This is wrong" about their organisation or grade, for HR to decide on; the last word counts."""
    mine = col(CorrectionRequestRow.cycle_id) == cycle_id, col(CorrectionRequestRow.person_id) == person_id
    db.exec(delete(CorrectionRequestRow).where(*mine, col(CorrectionRequestRow.status) == "open"))
    db.add(CorrectionRequestRow(cycle_id=cycle_id, person_id=person_id, text=text, created_at=now, status="open"))
    db.flush()


# ---- one sitting -------------------------------------------------------------------------------------


def start_sitting(
    db: Session,
    *,
    cycle_id: int,
    person_id: str,
    form: str,
    bank_version: str,
    option_orders: Mapping[str, Sequence[int]],
    now: datetime,
) -> Sitting:
    """Start a person's sitting, or give the one that another device has started.

    WrongState after the close, and for somebody who has left the cohort.
    """
    _require_open(db, _cycle_row(cycle_id), now)
    member = db.get(CohortMemberRow, (cycle_id, person_id), populate_existing=True)
    if member is not None and member.left_at is not None and reads.sitting_of(db, cycle_id, person_id) is None:
        raise WrongState("left_cohort")
    row = {
        "cycle_id": cycle_id,
        "person_id": person_id,
        "form": form,
        "bank_version": bank_version,
        "option_orders": {item: list(order) for item, order in option_orders.items()},
        "started_at": now,
    }
    insert_missing(db, SittingRow, [NEW_SITTING | row])
    started = reads.sitting_of(db, cycle_id, person_id)
    if started is None:
        raise NotFound("your invitation")
    return started


def save_role(
    db: Session, *, sitting_id: int, profession: str, time_in_role: str, digital_responsibility: str, now: datetime
) -> None:
    """Save what the person says of their role; empty where refused. WrongState after the close."""
    _require_open_for(db, sitting_id, now)
    _change_sitting(
        db,
        sitting_id,
        profession=profession,
        time_in_role=time_in_role,
        digital_responsibility=digital_responsibility,
    )


def save_response(db: Session, *, sitting_id: int, response: Response, now: datetime) -> None:
    """Save a response and its history. Of two devices the later `now` wins; WrongState after the close."""
    _require_open_for(db, sitting_id, now)
    saved = {
        "sitting_id": sitting_id,
        "item_id": response.item,
        "value": response.value,
        "confidence": response.confidence,
        "saved_at": now,
    }
    insert_rows(db, ResponseChangeRow, [saved])
    upsert(db, ResponseRow, [saved], newest="saved_at")


def fix_situational(db: Session, *, sitting_id: int, now: datetime) -> None:
    """Note when the knowledge section was first opened; a second call changes nothing. WrongState after the close."""
    _note_first(db, sitting_id, "situational_fixed_at", now)


def fix_examples(db: Session, *, sitting_id: int, now: datetime) -> None:
    """Note when the panel's placing of the examples was first seen, as `fix_situational` does for scenarios."""
    _note_first(db, sitting_id, "examples_fixed_at", now)


def submit(
    db: Session, *, sitting_id: int, scores: Sequence[DomainScore], submitted_at: datetime, reference: str
) -> None:
    """Submit, or submit again: all earlier scores are replaced. WrongState after the close."""
    _require_open_for(db, sitting_id, submitted_at)
    db.exec(delete(ScoreRow).where(col(ScoreRow.sitting_id) == sitting_id))
    rows = [asdict(score) | {"sitting_id": sitting_id, "position": i} for i, score in enumerate(scores)]
    insert_rows(db, ScoreRow, rows)
    _change_sitting(db, sitting_id, status="submitted", submitted_at=submitted_at, reference=reference)


# ---- a whole cycle -----------------------------------------------------------------------------------


def bulk_load(
    db: Session, *, cycle_id: int, sittings: pd.DataFrame, responses: pd.DataFrame, scores: pd.DataFrame
) -> None:
    """Add submitted sittings of people in the cohort, as a file has them: without history, whatever `closes_at` says.

    sittings: person, form, bank_version, profession, submitted_at (UTC), one row a person
    responses: person, item, value, confidence (missing where there is none)
    scores: person and the attributes of DomainScore, a person's rows in the order of the bank's domains
    WrongState unless the cycle's status is open; people with a sitting already are refused.
    """
    if not (responses["person"].isin(sittings["person"]).all() and scores["person"].isin(sittings["person"]).all()):
        raise ValueError("responses or scores of somebody without a row in sittings")
    _require_open(db, _cycle_row(cycle_id))
    for rows in chunks(sittings.rename(columns={"person": "person_id"})):
        loaded = {"cycle_id": cycle_id, "status": "submitted", "option_orders": {}}
        insert_rows(db, SittingRow, [NEW_SITTING | row | loaded | {"started_at": row["submitted_at"]} for row in rows])
    query = select(SittingRow.person_id, SittingRow.id, SittingRow.submitted_at).where(SittingRow.cycle_id == cycle_id)
    found = {person: (sitting_id, at) for person, sitting_id, at in db.exec(query)}
    for rows in chunks(responses.rename(columns={"item": "item_id"})):
        for row in rows:
            row["sitting_id"], row["saved_at"] = found[row.pop("person")]
        insert_rows(db, ResponseRow, rows)
    for rows in chunks(scores.assign(position=scores.groupby("person").cumcount())):
        for row in rows:
            row["sitting_id"], _ = found[row.pop("person")]
        insert_rows(db, ScoreRow, rows)


def save_release(
    db: Session,
    *,
    cycle_id: int,
    created_at: datetime,
    minimum_group: int,
    proof: Mapping[str, Any],
    world: Mapping[str, Any],
    cells: Sequence[Cell],
    number: int = 1,
) -> int:
    """Store a release of a cycle, once and for all, and give its id. The cycle's status is not changed.

    WrongState unless `number` is the next one: 1 for the first, and so on for those that correct the one before.
    """
    cycle = db.exec(_cycle_row(cycle_id)).first()
    if cycle is None:
        raise NotFound("the cycle")
    if reads.releases_of(db, cycle_id) != number - 1:
        advice = "A release is never changed or replaced."
        raise WrongState("cycle_wrong_state", cycle=cycle.name, status="released already", advice=advice)
    release = ReleaseRow(
        cycle_id=cycle_id,
        number=number,
        created_at=created_at,
        minimum_group=minimum_group,
        proof=dict(proof),
        world=dict(world),
    )
    db.add(release)
    db.flush()
    columns = values.columns_of(Cell)
    rows = [columns(cell) | {"release_id": release.id, "position": i} for i, cell in enumerate(cells)]
    insert_rows(db, ReleaseCellRow, rows)
    return cast(int, release.id)


# ---- shared ------------------------------------------------------------------------------------------


def _cycle_row(cycle_id: int) -> SelectOfScalar[CycleRow]:
    return select(CycleRow).where(CycleRow.id == cycle_id)


def _require_open_for(db: Session, sitting_id: int, now: datetime) -> None:
    query = select(CycleRow).join(SittingRow, col(SittingRow.cycle_id) == CycleRow.id)
    _require_open(db, query.where(SittingRow.id == sitting_id), now)


def _require_open(db: Session, query: SelectOfScalar[CycleRow], now: datetime | None = None) -> None:
    """Hold the cycle's row until the end of the transaction, so that nobody closes it meanwhile."""
    cycle = db.exec(query.with_for_update(read=True, of=CycleRow)).first()
    if cycle is None:
        raise NotFound("these answers")
    if cycle.status != "open" or (now is not None and now >= cycle.closes_at):
        raise WrongState("cycle_not_open")
    if now is not None and now < cycle.opens_at:
        raise WrongState("cycle_opens_later", opens=dates.opening(cycle.opens_at))


def _note_first(db: Session, sitting_id: int, column: str, now: datetime) -> None:
    _require_open_for(db, sitting_id, now)
    unset = getattr(SittingRow, column).is_(None)
    db.exec(update(SittingRow).where(col(SittingRow.id) == sitting_id, unset).values({column: now}))


def _change_sitting(db: Session, sitting_id: int, **changed: object) -> None:
    db.exec(update(SittingRow).where(col(SittingRow.id) == sitting_id).values(**changed))
