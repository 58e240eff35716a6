"""What the service may ask. Everything a respondent's page reads is found by primary key or index.

Data frames come in no promised order of rows; their columns are those named, texts are `str`, numbers that may be
missing are floats with NaN.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import pandas as pd
import sqlalchemy as sa
from sqlalchemy import and_, case, func, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from assessment.model import Cell, Cycle, DomainScore, Organisation, Person, Response, Sitting, Viewer
from assessment.store import values
from assessment.store.joins import counts_as_invited, frame, is_member, submitted_in
from assessment.store.tables import (
    AccountRow,
    CohortMemberRow,
    CorrectionRequestRow,
    CycleRow,
    OrganisationRow,
    ReleaseCellRow,
    ReleaseRow,
    ResponseRow,
    ScoreRow,
    SettingRow,
    SittingRow,
)

SCORE_FLOATS = ("level", "level_se", "self", "self_se", "demonstrated", "demonstrated_se", "target")

# ---- who and when ------------------------------------------------------------------------------------


def setting(db: Session, key: str) -> str | None:
    row = db.get(SettingRow, key)
    return None if row is None else row.value


def viewer(db: Session, subject: str) -> Viewer | None:
    """The account of a sign-in `subject` (address or OIDC sub), in any case of letters; never a made-up one."""
    real = AccountRow.subject == subject.lower(), col(AccountRow.made_up).is_(False)
    row = db.exec(select(AccountRow).where(*real)).first()
    return None if row is None else values.viewer_of(row)


def made_up_accounts(db: Session) -> list[tuple[str, Viewer]]:
    """Subject and viewer of each made-up account, in the order in which they were added."""
    rows = db.exec(select(AccountRow).where(col(AccountRow.made_up)).order_by(col(AccountRow.id)))
    return [(row.subject, values.viewer_of(row)) for row in rows]


def organisations(db: Session) -> tuple[Organisation, ...]:
    """The whole register, of all dates, by code."""
    rows = db.exec(select(OrganisationRow).order_by(col(OrganisationRow.code)))
    return tuple(values.value_of(Organisation, row, successors=tuple(row.successors)) for row in rows)


def cycles(db: Session) -> list[Cycle]:
    """All cycles, the one that opened last first."""
    return [values.cycle_of(row) for row in db.exec(_newest_first())]


def cycle(db: Session, name: str) -> Cycle | None:
    return _first_cycle(db, _newest_first().where(CycleRow.name == name))


def open_cycle(db: Session) -> Cycle | None:
    """The newest cycle with status open; its `closes_at` may have passed."""
    return _first_cycle(db, _newest_first().where(CycleRow.status == "open"))


def latest_released_cycle(db: Session) -> Cycle | None:
    return _first_cycle(db, _newest_first().where(CycleRow.status == "released"))


# ---- one person --------------------------------------------------------------------------------------


def cohort_member(db: Session, cycle_id: int, person_id: str) -> Person | None:
    """The person as this cycle's cohort has them, None if not invited."""
    row = db.get(CohortMemberRow, (cycle_id, person_id))
    return None if row is None else values.person_of(row)


def sitting(db: Session, sitting_id: int) -> Sitting | None:
    return _first_sitting(db, _sittings().where(SittingRow.id == sitting_id))


def sitting_of(db: Session, cycle_id: int, person_id: str) -> Sitting | None:
    return _first_sitting(db, _sittings().where(SittingRow.cycle_id == cycle_id, SittingRow.person_id == person_id))


def latest_submitted(db: Session, person_id: str) -> Sitting | None:
    """The person's sitting that was submitted last, of any cycle."""
    mine = _sittings().where(SittingRow.person_id == person_id, SittingRow.status == "submitted")
    return _first_sitting(db, mine.order_by(col(SittingRow.submitted_at).desc()))


def submitted(db: Session, person_id: str) -> tuple[Sitting, ...]:
    """All sittings that the person submitted, one a cycle, the latest first."""
    mine = _sittings().where(SittingRow.person_id == person_id, SittingRow.status == "submitted")
    latest = mine.order_by(col(SittingRow.submitted_at).desc(), col(SittingRow.id).desc())
    return tuple(values.sitting_of(*found) for found in db.exec(latest))


def responses(db: Session, sitting_id: int) -> dict[str, Response]:
    """The saved responses by item id."""
    rows = db.exec(select(ResponseRow).where(ResponseRow.sitting_id == sitting_id))
    return {row.item_id: Response(row.item_id, row.value, row.confidence) for row in rows}


def last_saved(db: Session, sitting_id: int) -> datetime | None:
    """When the newest of the saved responses was saved, UTC."""
    return db.exec(select(func.max(ResponseRow.saved_at)).where(ResponseRow.sitting_id == sitting_id)).one()


def scores(db: Session, sitting_id: int) -> tuple[DomainScore, ...]:
    """The scores of the last submission in the order in which `submit` got them; empty before it."""
    rows = db.exec(select(ScoreRow).where(ScoreRow.sitting_id == sitting_id).order_by(col(ScoreRow.position)))
    return tuple(values.value_of(DomainScore, row) for row in rows)


# ---- a cycle -----------------------------------------------------------------------------------------


def form_counts(db: Session, cycle_id: int, organisation: str, grade: str) -> dict[str, int]:
    """How many sittings of each form (id) there are among one organisation's people of one grade."""
    query: Select[str, int] = (
        select(SittingRow.form, func.count())
        .join(CohortMemberRow, is_member())
        .where(
            CohortMemberRow.cycle_id == cycle_id,
            CohortMemberRow.organisation == organisation,
            CohortMemberRow.grade == grade,
        )
    )
    return dict(db.exec(query.group_by(SittingRow.form)).all())


def cycle_for_person(db: Session, person_id: str) -> tuple[Cycle, Person] | None:
    """The cycle that concerns a person now, with the person as its cohort has them: an open one first, no draft.

    One whose cohort they left before they started does not concern them.
    """
    query = (
        select(CycleRow, CohortMemberRow)
        .join(CohortMemberRow, col(CohortMemberRow.cycle_id) == CycleRow.id)
        .outerjoin(SittingRow, is_member())
        .where(CohortMemberRow.person_id == person_id, CycleRow.status != "draft")
        .where(or_(col(CohortMemberRow.left_at).is_(None), col(SittingRow.id).is_not(None)))
        .order_by(case((col(CycleRow.status) == "open", 0), else_=1), col(CycleRow.opens_at).desc())
    )
    found = db.exec(query.limit(1)).first()
    return None if found is None else (values.cycle_of(found[0]), values.person_of(found[1]))


def organisation_name(db: Session, code: str) -> str:
    """The name of an organisation, or its code where the register has none."""
    row = db.get(OrganisationRow, code)
    return code if row is None else row.name


def cohort(db: Session, cycle_id: int) -> pd.DataFrame:
    """Columns person, organisation, grade: everybody in the cycle, invited or loaded."""
    member = CohortMemberRow
    query: sa.Select[*tuple[Any, ...]] = sa.select(
        col(member.person_id).label("person"), col(member.organisation), col(member.grade)
    )
    return frame(db, query.where(col(member.cycle_id) == cycle_id))


def invited(db: Session, cycle_id: int) -> pd.DataFrame:
    """Columns organisation, grade, invited (people, at least 1); no rows where nobody was invited.

    Who left the cohort does not count, unless they had finished.
    """
    group = (col(CohortMemberRow.organisation), col(CohortMemberRow.grade))
    query = sa.select(*group, func.count().label("invited")).outerjoin(SittingRow, is_member())
    asked = query.where(col(CohortMemberRow.cycle_id) == cycle_id, counts_as_invited())
    return frame(db, asked.group_by(*group))


def response_counts(db: Session, cycle_id: int) -> pd.DataFrame:
    """Columns organisation, grade, invited, started, submitted: people.

    `started` leaves out those who have submitted: invited - started - submitted have not started. `invited` is 0 in a
    cycle that was only loaded from a file. Who left the cohort counts only if they had finished.
    """
    group = (col(CohortMemberRow.organisation), col(CohortMemberRow.grade))
    counts = [
        func.sum(case((and_(col(SittingRow.status) == status, here), 1), else_=0)).label(status)
        for status, here in (("started", col(CohortMemberRow.left_at).is_(None)), ("submitted", sa.true()))
    ]
    asked = func.sum(case((counts_as_invited(), 1), else_=0)).label("invited")
    query = sa.select(*group, asked, *counts).outerjoin(SittingRow, is_member())
    return frame(db, query.where(col(CohortMemberRow.cycle_id) == cycle_id).group_by(*group))


def respondents_in(db: Session, cycle_id: int) -> set[str]:
    """Persons with a sitting in the cycle, submitted or not."""
    return set(db.exec(select(SittingRow.person_id).where(SittingRow.cycle_id == cycle_id)))


def cycle_scores(db: Session, cycle_id: int, moved: Collection[int] = ()) -> pd.DataFrame:
    """A row per submitted sitting and domain, without any key of the person.

    Columns organisation, grade, profession, moved, domain, status and the floats level, level_se, self, self_se,
    demonstrated, demonstrated_se, target (1-5, NaN where not scored). `moved` is the id of a sitting that is among
    those named so, otherwise 0.
    """
    query = (
        sa.select(
            *_place(moved),
            col(ScoreRow.domain),
            col(ScoreRow.status),
            *(getattr(ScoreRow, name) for name in SCORE_FLOATS),
        )
        .join(SittingRow, col(SittingRow.id) == ScoreRow.sitting_id)
        .join(CohortMemberRow, is_member())
        .where(*submitted_in(cycle_id))
    )
    return frame(db, query)


def pulse_counts(db: Session, cycle_id: int, item_ids: Sequence[str], moved: Collection[int] = ()) -> pd.DataFrame:
    """Columns organisation, grade, profession, moved, item, value, count: submitted answers to the items named.

    `moved` as in `cycle_scores`.
    """
    group: tuple[sa.SQLColumnExpression[Any], ...] = (
        *_place(moved),
        col(ResponseRow.item_id).label("item"),
        col(ResponseRow.value),
    )
    query = (
        sa.select(*group, func.count().label("count"))
        .join(SittingRow, col(SittingRow.id) == ResponseRow.sitting_id)
        .join(CohortMemberRow, is_member())
        .where(*submitted_in(cycle_id), col(ResponseRow.item_id).in_(item_ids))
    )
    return frame(db, query.group_by(*group))


def _place(moved: Collection[int]) -> tuple[sa.SQLColumnExpression[Any], ...]:
    """Where a person stands, and which of the sittings `moved` theirs is."""
    which = case((col(SittingRow.id).in_(moved), col(SittingRow.id)), else_=0) if moved else sa.literal(0)
    return (
        col(CohortMemberRow.organisation),
        col(CohortMemberRow.grade),
        col(SittingRow.profession),
        which.label("moved"),
    )


def open_corrections(db: Session, cycle_id: int) -> list[tuple[str, str, str, str, datetime, str]]:
    """Name, organisation, grade, words, moment and person of each request to correct a place in the cohort."""
    request, member = CorrectionRequestRow, CohortMemberRow
    query = (
        sa.select(
            func.coalesce(AccountRow.name, ""),
            col(member.organisation),
            col(member.grade),
            col(request.text),
            col(request.created_at),
            col(request.person_id),
        )
        .join(member, and_(col(member.cycle_id) == request.cycle_id, col(member.person_id) == request.person_id))
        .outerjoin(AccountRow, col(AccountRow.person_id) == request.person_id)
        .where(col(request.cycle_id) == cycle_id, col(request.status) == "open")
        .order_by(col(request.created_at))
    )
    return [
        (name, code, grade, words, at, person)
        for name, code, grade, words, at, person in db.connection().execute(query)
    ]


# ---- releases ----------------------------------------------------------------------------------------


def releases_of(db: Session, cycle_id: int) -> int:
    """How many releases the cycle has: each corrects the one before."""
    return db.exec(select(func.count()).where(ReleaseRow.cycle_id == cycle_id)).one()


def release_of(db: Session, cycle_id: int) -> tuple[datetime, int, dict[str, Any]] | None:
    """When the cycle's last release was made, its minimum group and its proof; None before there is one."""
    row = db.exec(
        select(ReleaseRow).where(ReleaseRow.cycle_id == cycle_id).order_by(col(ReleaseRow.number).desc())
    ).first()
    return None if row is None else (row.created_at, row.minimum_group, row.proof)


def release_world(db: Session, cycle_id: int, number: int) -> Mapping[str, Any]:
    """What the attack on that release of the cycle needs; empty for one that was made before it was kept."""
    query = select(ReleaseRow.world).where(ReleaseRow.cycle_id == cycle_id, ReleaseRow.number == number)
    return db.exec(query).one()


def release_cells(
    db: Session, cycle_id: int, view: str = "", measure: str = "", number: int | None = None
) -> tuple[Cell, ...]:
    """The cells of the cycle's last release in the order in which they were saved; empty before there is one.

    `view` and `measure` narrow them: a page needs a few hundred of some fifty thousand. `number` asks for another
    release than the last.
    """
    names = [field.name for field in fields(Cell)]
    query = sa.select(*(getattr(ReleaseCellRow, name) for name in names)).join(
        ReleaseRow, col(ReleaseRow.id) == ReleaseCellRow.release_id
    )
    wanted = [
        col(ReleaseRow.cycle_id) == cycle_id,
        col(ReleaseRow.number) == (releases_of(db, cycle_id) if number is None else number),
    ]
    wanted += [col(ReleaseCellRow.view) == view] if view else []
    wanted += [col(ReleaseCellRow.measure) == measure] if measure else []
    ours = query.where(*wanted).order_by(col(ReleaseCellRow.position))
    rows = db.connection().execute(ours)
    return tuple(Cell(**row._mapping) for row in rows)


# ---- shared ------------------------------------------------------------------------------------------


def _newest_first() -> SelectOfScalar[CycleRow]:
    return select(CycleRow).order_by(col(CycleRow.opens_at).desc(), col(CycleRow.id).desc())


def _first_cycle(db: Session, query: SelectOfScalar[CycleRow]) -> Cycle | None:
    row = db.exec(query.limit(1)).first()
    return None if row is None else values.cycle_of(row)


def _sittings() -> Select[SittingRow, CohortMemberRow, CycleRow]:
    joined = select(SittingRow, CohortMemberRow, CycleRow).join(CohortMemberRow, is_member())
    return joined.join(CycleRow, col(CycleRow.id) == SittingRow.cycle_id)


def _first_sitting(db: Session, query: Select[SittingRow, CohortMemberRow, CycleRow]) -> Sitting | None:
    found = db.exec(query.limit(1)).first()
    return None if found is None else values.sitting_of(*found)
