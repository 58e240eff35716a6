"""Programs that read published releases: administrators let them in, and what they get."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment import dates
from assessment.access import Action, require
from assessment.errors import AssessmentError, EntryRefused, NotAllowed, NotFound
from assessment.model import MEASURES, VIEWS, Consumer, Cycle, Published, Role, Viewer
from assessment.practices import has_hidden
from assessment.service import banks, releases
from assessment.store import consumers as kept
from assessment.store import reading, reads, registers, writing
from assessment.unnamed import unnamed

LONGEST_NAME = 100
MOST_DAYS = 400
"""Days for which a token can be made: somebody looks once a year whether it is still needed."""
TOKEN_BYTES = 32
"""256 random bits cannot be guessed, so that a fast hash is enough to keep."""
ENTER_NAME = "Enter the name of the program and of the team that runs it"
NAME_TAKEN = "There is a program of this name; its token may have ended. Enter another name"
ALL = "all"
"""In place of the code of an organisation: all of them are read by name, as by the learning team."""
SELECT_WHOSE = "Select the organisation that the program is for"
ENTER_DAY = "Enter the last day as a date, like 27/3/2027"
WRONG_DAY = f"The last day must be from today to {MOST_DAYS} days from now"


@dataclass(frozen=True, slots=True)
class Released:
    """A released cycle as programs see it: `number` counts its releases, each corrects the one before."""

    cycle: Cycle
    number: int


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """Cells of the last release of a cycle, with the names of domains and organisations by code."""

    released: Released
    published: Published
    domains: dict[str, str]
    organisations: dict[str, str]


@dataclass(frozen=True, slots=True)
class Filters:
    """What to narrow a release to; None is everything."""

    view: str | None = None
    measure: str | None = None
    domain: str | None = None
    organisation: str | None = None


# ---- letting programs in -----------------------------------------------------------------------------


def consumers(viewer: Viewer | None) -> tuple[Consumer, ...]:
    """Every program that was ever let in, by name."""
    require(viewer, Action.MANAGE_CONSUMERS)
    with reading() as db:
        return kept.consumers(db)


def choices(viewer: Viewer | None) -> dict[str, str]:
    """The organisations that a program can be for, code -> name."""
    require(viewer, Action.MANAGE_CONSUMERS)
    with reading() as db:
        return {one.code: one.name for one in sorted(reads.organisations(db), key=lambda one: one.name)}


def add(viewer: Viewer | None, name: str, ends_on: str, whose: str) -> str:
    """Let a program in, and give its token: this once, since only a hash of it is kept.

    `whose` is the organisation (code) that it is for, and the only one that it reads by name: departments were told
    that others see them without. ALL is for the learning team's own programs. Raises EntryRefused with words for
    `name`, `ends_on` and `whose`.
    """
    viewer = require(viewer, Action.MANAGE_CONSUMERS)
    tidy, day, now = " ".join(name.split()), dates.typed(ends_on), dates.now()
    known = whose == ALL or whose in choices(viewer)
    wrong = {"name": _wrong_name(name), "ends_on": _wrong_day(day), "whose": "" if known else SELECT_WHOSE}
    if any(wrong.values()):
        raise EntryRefused({field: words for field, words in wrong.items() if words})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with writing() as db:
        row = {"name": tidy, "token_hash": _hash(token), "account": viewer.account}
        row["organisation"] = "" if whose == ALL else whose
        if day is None or not kept.add(db, **row, ends_on=day, now=now):
            raise EntryRefused({"name": NAME_TAKEN})
    return token


def revoke(viewer: Viewer | None, consumer_id: int) -> None:
    """End a token at once. Raises NotFound."""
    require(viewer, Action.MANAGE_CONSUMERS)
    with writing() as db:
        kept.revoke(db, consumer_id=consumer_id, now=dates.now())


def reader(token: str) -> Viewer:
    """Who asks with a token; raises NotAllowed("bad_token") for one that is not known, has ended or was revoked."""
    today = dates.today()
    with reading() as db:
        found = kept.consumer(db, _hash(token))
    if found is None or not found.is_open(today):
        raise NotAllowed("bad_token")
    if found.last_used_on != today:
        with writing() as db:
            kept.note_use(db, consumer_id=found.id, on=today)
    return Viewer(f"consumer-{found.id}", "", frozenset({Role.CONSUMER}), organisation=found.organisation)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _wrong_name(typed: str) -> str:
    tidy = " ".join(typed.split())
    if has_hidden(typed, "\t"):
        return "The name must not contain hidden characters: paste it as plain text"
    if len(tidy) > LONGEST_NAME:
        return f"The name must be {LONGEST_NAME} characters or fewer"
    return "" if tidy else ENTER_NAME


def _wrong_day(day: date | None) -> str:
    if day is None:
        return ENTER_DAY
    return "" if 0 <= (day - dates.today()).days <= MOST_DAYS else WRONG_DAY


# ---- what they get -----------------------------------------------------------------------------------


def cycles(viewer: Viewer | None) -> tuple[Released, ...]:
    """The released cycles, newest first; no other is spoken of."""
    require(viewer, Action.READ_RELEASES)
    with reading() as db:
        released = [cycle for cycle in reads.cycles(db) if cycle.status == "released"]
        return tuple(Released(cycle, reads.releases_of(db, cycle.id)) for cycle in released)


def released(viewer: Viewer | None, cycle_id: int) -> Released:
    """One of them; raises NotFound for any other cycle, whether there is one or not."""
    found = next((one for one in cycles(viewer) if one.cycle.id == cycle_id), None)
    if found is None:
        raise NotFound("a released cycle with that number")
    return found


def release(viewer: Viewer | None, cycle_id: int, filters: Filters) -> ReleaseView:
    """The last release of a cycle, narrowed; raises NotFound, AssessmentError("unknown_filter").

    A program that is for one organisation gets no figure of any other by name.
    """
    viewer = require(viewer, Action.READ_RELEASES)
    found = released(viewer, cycle_id)
    _require_known("view", filters.view, VIEWS)
    _require_known("measure", filters.measure, MEASURES)
    published = releases.for_programs(viewer, found.cycle, filters.view or "", filters.measure or "")
    if published is None:
        raise NotFound("a released cycle with that number")
    with reading() as db:
        register = {one.code: one for one in registers.of_release(db, found.cycle.id)}
    if viewer.organisation:
        every = releases.for_programs(viewer, found.cycle, "organisation", "level")
        types = {code: register[code].type for code in _codes(every or published) if code in register}
        published = unnamed(published, types, viewer.organisation)
    published = _narrowed(published, "domain", filters.domain)
    published = _narrowed(published, "organisation", filters.organisation)
    names = {code: one.name for code, one in register.items()}
    domains = {domain.id: domain.name for domain in banks.version(found.cycle.bank_version).domains}
    return ReleaseView(
        released=found,
        published=published,
        domains={code: name for code, name in domains.items() if any(c.domain == code for c in published.cells)},
        organisations={code: names.get(code, code) for code in _codes(published)},
    )


def _codes(published: Published) -> list[str]:
    return sorted({cell.organisation for cell in published.cells} - {""})


def _narrowed(published: Published, name: str, wanted: str | None) -> Published:
    if wanted is None:
        return published
    _require_known(name, wanted, sorted({getattr(cell, name) for cell in published.cells} - {""}))
    return published.select(**{name: wanted})


def _require_known(name: str, wanted: str | None, known: Sequence[str]) -> None:
    if wanted is not None and wanted not in known:
        raise AssessmentError("unknown_filter", filter=name, value=wanted[:60], known=", ".join(known) or "none")
