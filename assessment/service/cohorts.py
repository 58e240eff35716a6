"""Who is invited: a file is checked row by row, its correct rows are imported at once, and can be undone for a day."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from sqlmodel import Session

from assessment import cohort_file, dates
from assessment.access import Action, require
from assessment.cohort_file import Against, Checked, CohortFile, Status
from assessment.errors import EntryRefused, WrongState
from assessment.model import Cycle, Viewer
from assessment.service import placing
from assessment.store import cohort_people, cohorts, events, imports, reading, reads, writing
from assessment.store.cohort_people import Change
from assessment.store.cohorts import Account, NewMember
from assessment.store.imports import Import

UNDO = timedelta(hours=24)
AT_ONCE = 1_000
"""Rows written before progress is told again."""
LONGEST_NAME = 200
IMPORTED, UNDONE = "cohort file imported", "cohort file undone"
"""What the log of events calls it; the object is the number of the import."""
NOTHING_TO_IMPORT = "The selected file has no correct row that changes the cohort"

Progress = Callable[[float], object]
"""Told how much is done, 0-1."""


@dataclass(frozen=True, slots=True)
class CohortView:
    """The cohort of a cycle in counts, with its history. `people` are in it now, `left` were.

    `cycles` are the names to choose from, the latest first; `may_import` as long as people can be invited.
    """

    cycles: tuple[str, ...]
    cycle: Cycle
    may_import: bool
    people: int
    left: int
    imports: tuple[Import, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file before it is imported: every row with what will become of it."""

    cycle: Cycle
    file: CohortFile
    rows: tuple[Checked, ...]

    def of(self, *statuses: Status) -> tuple[Checked, ...]:
        return tuple(row for row in self.rows if row.status in statuses)


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import afterwards. `may_undo` until `undo_until`, once."""

    cycle: Cycle
    done: Import
    may_undo: bool

    @property
    def undo_until(self) -> str:
        return dates.moment(self.done.at + UNDO)


def overview(viewer: Viewer | None, cycle_name: str = "") -> CohortView:
    """The cohort of a cycle; without a name or for an unknown one, of the open one, then of the newest."""
    require(viewer, Action.MANAGE_COHORT)
    with reading() as db:
        names, cycle = tuple(one.name for one in reads.cycles(db)), chosen(db, cycle_name)
        people, left = cohorts.counts(db, cycle.id)
        done, changes = imports.imports(db, cycle.id), cohort_people.changes(db, cycle.id)
    return CohortView(names, cycle, _may_import(cycle), people, left, tuple(done), tuple(changes))


def template(viewer: Viewer | None, kind: str, cycle_name: str = "") -> bytes:
    """The template as "csv" or "xlsx", the latter with the codes of the organisations that can be invited."""
    require(viewer, Action.MANAGE_COHORT)
    if kind == "csv":
        return cohort_file.template_csv()
    with reading() as db:
        codes = organisations(db, chosen(db, cycle_name))
    return cohort_file.template_xlsx(codes)


def preview(viewer: Viewer | None, cycle_name: str, name: str, data: bytes) -> Preview:
    """Read and check a file; nothing is kept. Raises EntryRefused for `file`, WrongState once nobody can be invited."""
    require(viewer, Action.MANAGE_COHORT)
    file = cohort_file.read(name, data)
    with reading() as db:
        cycle = _importable(chosen(db, cycle_name))
        return Preview(cycle, file, cohort_file.check(file, _against(db, cycle)))


def bring_in(
    viewer: Viewer | None,
    cycle_name: str,
    name: str,
    data: bytes,
    *,
    moves: bool = False,
    progress: Progress = lambda _: None,
) -> int:
    """Import the correct rows of a file, all of them or none, and give the number of the import; logged.

    Rows are checked anew: what another import has done meanwhile is there already. With `moves`, people who are in the
    cohort elsewhere go where the file says. Raises what `preview` raises, and EntryRefused where nothing would change.
    """
    viewer = require(viewer, Action.MANAGE_COHORT)
    file = cohort_file.read(name, data)
    with writing() as db:
        cycle = _importable(cohorts.held_cycle(db, chosen(db, cycle_name).id))
        rows = cohort_file.check(file, _against(db, cycle))
        wanted = [row for row in rows if row.status == "add" or (moves and row.status == "move")]
        if not wanted:
            raise EntryRefused({"file": NOTHING_TO_IMPORT})
        now, kept = dates.now(), PurePath(name).name[:LONGEST_NAME]
        number = imports.add_import(db, cycle_id=cycle.id, file=kept, account=viewer.account, rows=len(wanted), now=now)
        known = cohorts.accounts(db)
        told = {"cycle_id": cycle.id, "import_id": number, "account": viewer.account, "at": now}
        for start in range(0, len(wanted), AT_ONCE):
            batch = wanted[start : start + AT_ONCE]
            changes = [*_add(db, cycle, batch, known), *_move(db, cycle, batch)]
            cohorts.add_changes(db, [told | change for change in changes])
            progress((start + len(batch)) / len(wanted))
        events.add(db, at=now, account=viewer.account, action=IMPORTED, about=str(number))
    return number


def imported(viewer: Viewer | None, number: int) -> ImportView:
    """An import and whether it can still be undone. Raises NotFound."""
    require(viewer, Action.MANAGE_COHORT)
    with reading() as db:
        return _imported(db, number, reads.cycles(db))


def undo(viewer: Viewer | None, number: int) -> None:
    """Take an import back for everybody who has not started; logged.

    Who has started stays, and so does who was moved again since. Raises WrongState("too_late_to_undo").
    """
    viewer = require(viewer, Action.MANAGE_COHORT)
    with writing() as db:
        cycle = cohorts.held_cycle(db, imports.cycle_of_import(db, number))
        if not _imported(db, number, [cycle]).may_undo:
            raise WrongState("too_late_to_undo")
        now = dates.now()
        imports.take_back(db, cycle_id=cycle.id, import_id=number, account=viewer.account, now=now)
        events.add(db, at=now, account=viewer.account, action=UNDONE, about=str(number))


def _add(db: Session, cycle: Cycle, rows: Sequence[Checked], known: Mapping[str, Account]) -> list[dict[str, object]]:
    """Invite the rows that are to be added."""
    new = [
        NewMember(_key(known.get(row.email)), row.email, row.name, row.organisation, row.grade)
        for row in rows
        if row.status == "add"
    ]
    cohorts.add_members(db, cycle_id=cycle.id, new=new, known=known)
    return [
        {"person_id": one.person, "kind": "added", "organisation": one.organisation, "grade": one.grade} for one in new
    ]


def _key(account: Account | None) -> str:
    """Of the account, or made by chance: it says nothing about the person."""
    return account.person if account and account.person else secrets.token_hex(8)


def _move(db: Session, cycle: Cycle, rows: Sequence[Checked]) -> list[dict[str, object]]:
    return placing.put(db, cycle, [(row.before, row.organisation, row.grade) for row in rows if row.before])


def _imported(db: Session, number: int, cycles: Sequence[Cycle]) -> ImportView:
    cycle_id = imports.cycle_of_import(db, number)
    cycle = next(one for one in cycles if one.id == cycle_id)
    (done,) = imports.imports(db, cycle_id, number)
    in_time = done.undone_at is None and dates.now() < done.at + UNDO
    return ImportView(cycle, done, in_time and _may_import(cycle))


def _against(db: Session, cycle: Cycle) -> Against:
    """What rows are checked against: an organisation must exist today, or when a cycle opens that has not yet."""
    day = max(dates.now(), cycle.opens_at).astimezone(dates.UK).date()
    return Against(
        members=cohorts.members(db, cycle.id),
        organisations={one.code: one for one in reads.organisations(db)},
        invited=cohorts.organisations_invited(db, cycle.id),
        day=day,
    )


def chosen(db: Session, name: str) -> Cycle:
    """The cycle of that name; else the one that is open, else the newest. Raises WrongState("no_cycle")."""
    every = reads.cycles(db)
    if not every:
        raise WrongState("no_cycle")
    named = next((one for one in every if one.name == name), None)
    return named or next((one for one in every if one.status == "open"), every[0])


def organisations(db: Session, cycle: Cycle) -> dict[str, str]:
    """The organisations that can be invited to a cycle, code -> name."""
    return {code: one.name for code, one in _against(db, cycle).open_to().items()}


def _may_import(cycle: Cycle) -> bool:
    return cycle.status == "draft" or not cycle.has_ended(dates.now())


def _importable(cycle: Cycle) -> Cycle:
    if not _may_import(cycle):
        advice = "People can be invited to a cycle that is a draft or open."
        raise WrongState("cohort_fixed", cycle=cycle.name, advice=advice)
    return cycle
