"""The register of organisations: read it, change it, bring it up to date from published statistics."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from assessment import dates, register, register_rules, table21
from assessment.access import Action, require
from assessment.errors import NotFound, WrongState
from assessment.model import Organisation, OrganisationChange, Viewer
from assessment.register_rules import Answering, Entered
from assessment.store import reading, reads, registers, writing
from assessment.table21 import Update

SHIPPED = "The register of this version of the program"
"""What a change is based on that came with a newer version."""


@dataclass(frozen=True, slots=True)
class RegisterView:
    """The whole register by name; `headcounts` says of when its headcounts are."""

    organisations: tuple[Organisation, ...]
    headcounts: str


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation with every change of it, the latest first; None for a new one.

    `names` are those of all organisations and `accounts` those of whoever made a change, both by key; `types` and
    `groups` are those that there are.
    """

    organisation: Organisation | None
    changes: tuple[OrganisationChange, ...]
    names: dict[str, str]
    accounts: dict[str, str]
    types: tuple[str, ...]
    groups: tuple[str, ...]


def organisations(viewer: Viewer | None) -> RegisterView:
    """Every organisation, past and present, by name."""
    require(viewer, Action.SEE_REGISTER)
    with reading() as db:
        known = sorted(reads.organisations(db), key=lambda o: o.name)
        sources = (change.source for change in registers.changes(db))
        headcounts = next((one for one in sources if one.startswith(table21.SOURCE)), register.HEADCOUNTS)
    return RegisterView(tuple(known), headcounts)


def organisation(viewer: Viewer | None, code: str = "") -> OrganisationView:
    """One organisation and how it came to be as it is; without a code what a new one needs. Raises NotFound."""
    require(viewer, Action.SEE_REGISTER)
    with reading() as db:
        known = reads.organisations(db)
        named = _named(known, code) if code else None
        return OrganisationView(
            organisation=named,
            changes=registers.changes(db, code) if code else (),
            names={one.code: one.name for one in known},
            accounts=registers.names_of_accounts(db),
            types=register_rules.kinds(known),
            groups=register_rules.groups(known),
        )


def add(viewer: Viewer | None, entered: Entered) -> str:
    """Add an organisation to the register, and give its code. Raises EntryRefused with words for each field."""
    viewer = require(viewer, Action.EDIT_REGISTER)
    with writing() as db:
        made = register_rules.checked(entered, None, reads.organisations(db))
        _put(db, viewer, [made], " ".join(entered.source.split()))
    return made.code


def change(viewer: Viewer | None, code: str, entered: Entered, seen: int) -> bool:
    """Change an organisation, of which `seen` changes were shown; False if everything is as it was.

    Raises EntryRefused with words for each field, NotFound, and WrongState("register_changed") where somebody else has
    changed it meanwhile.
    """
    viewer = require(viewer, Action.EDIT_REGISTER)
    with writing() as db:
        known = reads.organisations(db)
        before = _named(known, code)
        if len(registers.changes(db, code)) != seen:
            raise WrongState("register_changed")
        made = register_rules.checked(entered, before, known, _answering(db, code))
        return bool(_put(db, viewer, [made], " ".join(entered.source.split())))


def read_table(viewer: Viewer | None, name: str, data: bytes) -> Update:
    """What a file with table 21 of the Civil Service Statistics would change; nothing is changed.

    Raises InputError with everything that is wrong with the file.
    """
    require(viewer, Action.EDIT_REGISTER)
    with reading() as db:
        return table21.update(table21.read(name, data), reads.organisations(db))


def take_table(viewer: Viewer | None, name: str, data: bytes, shown: Update) -> int:
    """Write the headcounts of a file into the register, all or none, and give how many organisations changed.

    Raises WrongState("register_changed") where the file would no longer change what was `shown`.
    """
    viewer = require(viewer, Action.EDIT_REGISTER)
    with writing() as db:
        found = table21.update(table21.read(name, data), reads.organisations(db))
        if found != shown:
            raise WrongState("register_changed")
        return _put(db, viewer, [after for _, after in found.changed], f"{table21.SOURCE}, {found.as_at}")


def shipped(viewer: Viewer | None) -> tuple[tuple[Organisation | None, Organisation], ...]:
    """What the register of this version of the program would change: before (None: it is missing) and after.

    Whatever somebody has entered here stays as they entered it.
    """
    require(viewer, Action.EDIT_REGISTER)
    with reading() as db:
        return _shipped(db)


def take_shipped(viewer: Viewer | None) -> int:
    """Take those changes over, and give how many organisations changed."""
    viewer = require(viewer, Action.EDIT_REGISTER)
    with writing() as db:
        return _put(db, viewer, [after for _, after in _shipped(db)], SHIPPED)


def fill(db: Session, viewer: Viewer) -> None:
    """Add the organisations of this version of the program that are missing; those that are there stay as they are."""
    known = {one.code for one in reads.organisations(db)}
    _put(db, viewer, [one for one in register.organisations() if one.code not in known], SHIPPED)


def _shipped(db: Session) -> tuple[tuple[Organisation | None, Organisation], ...]:
    known = {one.code: one for one in reads.organisations(db)}
    entered = [change for change in registers.changes(db) if change.source != SHIPPED]
    merged = (
        (known.get(one.code), register_rules.merged(one, known.get(one.code), entered))
        for one in register.organisations()
    )
    return tuple((before, after) for before, after in merged if before != after)


def _put(db: Session, viewer: Viewer, made: Sequence[Organisation], source: str) -> int:
    return len(registers.put(db, organisations=made, account=viewer.account, at=dates.now(), source=source))


def _named(known: Sequence[Organisation], code: str) -> Organisation:
    found = next((one for one in known if one.code == code), None)
    if found is None:
        raise NotFound("that organisation")
    return found


def _answering(db: Session, code: str) -> tuple[Answering, ...]:
    """Its people in cycles that are open."""
    there = ((cycle, registers.people_of(db, cycle.id, code)) for cycle in reads.cycles(db) if cycle.status == "open")
    return tuple(Answering(cycle.name, dates.last_day(cycle.ends_at), people) for cycle, people in there if people)
