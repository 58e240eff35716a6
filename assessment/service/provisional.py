"""A release that only departments see, each its own figures, until it is released to everyone.

It is a release like any other, number 1 of its cycle, which stays closed. What it shows is out, so a correction
before the wider release is closed under differencing with it (docs/decisions/0016-corrections.md).
"""

from dataclasses import dataclass

from sqlmodel import Session

from assessment import dates, sign_off
from assessment.access import Action, require
from assessment.errors import EntryRefused, WrongState
from assessment.model import Cycle, Domain, Organisation, Published, QuestionBank, SignOff, Viewer
from assessment.service import banks, releases
from assessment.sign_off import Said, standing
from assessment.store import cycles as kept
from assessment.store import events, reading, reads, registers, sign_offs, writes, writing

CONFIRM = "Confirm that you release the figures to everyone"


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """The figures of one organisation in the provisional release of that number; `said` is its last word on them."""

    cycle: Cycle
    number: int
    organisation: Organisation
    domains: tuple[Domain, ...]
    published: Published
    said: SignOff | None


@dataclass(frozen=True, slots=True)
class Checks:
    """How the checking of a closed cycle stands; `number` is 0 before there is a provisional release.

    The organisations asked, by name, are those that agreed, queried or have not answered about this release; `log` has
    all that was said of any, the latest first; `names` are of organisations by code, `people` of accounts by key.
    """

    cycle: Cycle
    number: int
    agreed: tuple[Organisation, ...]
    queried: tuple[Organisation, ...]
    unanswered: tuple[Organisation, ...]
    log: tuple[SignOff, ...]
    names: dict[str, str]
    people: dict[str, str]

    @property
    def asked(self) -> tuple[Organisation, ...]:
        return tuple(sorted((*self.agreed, *self.queried, *self.unanswered), key=lambda one: one.name))


def build(viewer: Viewer | None, name: str, bank: QuestionBank | None = None) -> int:
    """Make the release of a closed cycle without releasing it; gives how many figures of it are withheld.

    Raises WrongState for a cycle that is not closed or has a release already, and what `releases.build` raises.
    """
    viewer = require(viewer, Action.MANAGE_CYCLES)
    with writing() as db:
        cycle = releases.known(db, name)
        if cycle.status != "closed":
            advice = "A provisional release is built from a closed cycle."
            raise WrongState("cycle_wrong_state", cycle=name, status=cycle.status, advice=advice)
        made = releases.make(db, cycle, bank)
        events.add(db, at=dates.now(), account=viewer.account, action="provisional", about=f"cycle {cycle.id}")
    return made.withheld


def checks(viewer: Viewer | None, name: str) -> Checks:
    """Who has signed off; raises AssessmentError("unknown_cycle"), and WrongState for a cycle that is not closed."""
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        return _checks(db, releases.known(db, name))


def waiting(viewer: Viewer | None) -> tuple[str, ...]:
    """Names of the cycles in which the viewer's own organisation can check its figures now, newest first."""
    viewer = require(viewer, Action.SIGN_OFF)
    with reading() as db:
        return tuple(one.name for one in _provisional(db) if viewer.organisation in _asked(db, one))


def own(viewer: Viewer | None, name: str = "") -> OwnFigures:
    """The figures of the viewer's own organisation, of the newest provisional release unless another is named.

    Raises WrongState("nothing_provisional") where there is none, and WrongState for an organisation not invited.
    """
    viewer = require(viewer, Action.SIGN_OFF)
    viewer = require(viewer, Action.SIGN_OFF, viewer.organisation)
    with reading() as db:
        return _figures(db, _chosen(db, name), viewer.organisation)


def of(viewer: Viewer | None, name: str, code: str) -> OwnFigures:
    """What an organisation sees of a provisional release, for the learning team to answer its query."""
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        return _figures(db, _chosen(db, name), code)


def say(viewer: Viewer | None, name: str, number: int, said: Said) -> None:
    """Add to the log what the viewer's own organisation says of its figures in the release of that number.

    Raises EntryRefused, WrongState("figures_changed") once they are corrected or released, and what `own` raises.
    """
    viewer = require(viewer, Action.SIGN_OFF)
    viewer = require(viewer, Action.SIGN_OFF, viewer.organisation)
    tidy = sign_off.checked(said)
    with writing() as db:
        cycle = _unchanged(db, name, number)
        _require_asked(db, cycle, viewer.organisation)
        row = SignOff(number, viewer.organisation, viewer.account, dates.now(), tidy.verdict, tidy.text)
        sign_offs.add(db, cycle_id=cycle.id, said=row)


def release(viewer: Viewer | None, name: str, number: int, *, confirmed: bool) -> None:
    """Release the figures of that number to everyone, whoever has not answered.

    Raises EntryRefused unless it is confirmed, WrongState("figures_changed") after a correction.
    """
    viewer = require(viewer, Action.MANAGE_CYCLES)
    if not confirmed:
        raise EntryRefused({"confirmed": CONFIRM})
    now = dates.now()
    with writing() as db:
        cycle = _unchanged(db, name, number)
        writes.set_cycle_status(db, cycle_id=cycle.id, status="released", now=now)
        events.add(db, at=now, account=viewer.account, action="release", about=f"cycle {cycle.id}")


def _unchanged(db: Session, name: str, number: int) -> Cycle:
    cycle = releases.known(db, name)
    if cycle.status != "closed" or not number or reads.releases_of(db, cycle.id) != number:
        raise WrongState("figures_changed")
    return cycle


def _provisional(db: Session) -> list[Cycle]:
    return [one for one in reads.cycles(db) if one.status == "closed" and reads.releases_of(db, one.id)]


def _chosen(db: Session, name: str) -> Cycle:
    there = _provisional(db)
    if not there:
        raise WrongState("nothing_provisional")
    return next((one for one in there if one.name == name), there[0])


def _asked(db: Session, cycle: Cycle) -> frozenset[str]:
    """The organisations whose figures are to be checked: those invited, or without a list the cohort's."""
    return kept.cycle_organisations(db, cycle.id) or frozenset(reads.cohort(db, cycle.id)["organisation"])


def _require_asked(db: Session, cycle: Cycle, code: str) -> None:
    if code not in _asked(db, cycle):
        raise WrongState("not_asked_to_check", cycle=cycle.name)


def _figures(db: Session, cycle: Cycle, code: str) -> OwnFigures:
    _require_asked(db, cycle, code)
    number, published = releases.of_organisation(db, cycle, code)
    organisation = next(one for one in reads.organisations(db) if one.code == code)
    log = sign_offs.sign_offs(db, cycle.id)
    said = (one for one in log if (one.organisation, one.release_number) == (code, number))
    domains = banks.version(cycle.bank_version).domains
    return OwnFigures(cycle, number, organisation, domains, published, next(said, None))


def _checks(db: Session, cycle: Cycle) -> Checks:
    if cycle.status != "closed":
        advice = "Figures are checked between the close and the release."
        raise WrongState("cycle_wrong_state", cycle=cycle.name, status=cycle.status, advice=advice)
    number, log = reads.releases_of(db, cycle.id), sign_offs.sign_offs(db, cycle.id)
    register = {one.code: one for one in reads.organisations(db)}
    last = standing(log, number)
    asked = sorted((register[code] for code in _asked(db, cycle)), key=lambda one: one.name)
    agreed, queried, unanswered = (
        tuple(one for one in asked if last.get(one.code, "") == verdict) for verdict in ("agreed", "queried", "")
    )
    names = {code: one.name for code, one in register.items()}
    return Checks(cycle, number, agreed, queried, unanswered, log, names, registers.names_of_accounts(db))
