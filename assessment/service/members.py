"""People of a cohort, one by one: found by name or address, moved, taken out and brought back, each with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from assessment import dates
from assessment.access import Action, require
from assessment.cohort_file import Standing
from assessment.errors import EntryRefused, NotFound, WrongState
from assessment.model import GRADES, Cycle, Organisation, Viewer
from assessment.service import cohorts as service
from assessment.service import placing
from assessment.store import cohort_people, cohorts, reading, reads, writing
from assessment.store.cohort_people import Change, Member

MOST = 10
"""People that a search gives at most: this is no list to look through."""
FEWEST_CHARACTERS = 3
LONGEST_REASON = 500
TYPE_MORE = f"Enter at least {FEWEST_CHARACTERS} characters of a name, an address or a key"
GIVE_REASON = "Enter a reason"
REASON_TOO_LONG = f"Reason must be {LONGEST_REASON} characters or fewer"
SELECT_DEPARTMENT = "Select a department that can be invited to this cycle"
SELECT_GRADE = "Select a grade"
NOTHING_CHANGED = "Select another department or another grade"
ASKED_FOR = "The person asked for this correction"
RELEASED = (
    "Its results are made. Small corrections are best left to the next cycle; "
    "larger ones are made with the command release correct."
)


@dataclass(frozen=True, slots=True)
class Found:
    """The people that a search gives; `more` if there are others."""

    people: tuple[Member, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class MemberView:
    """One person of a cohort. `request` is what they say is wrong, empty if nothing is to be decided.

    `organisations` are those that can be chosen, the person's own among them.
    """

    cycle: Cycle
    member: Member
    request: str
    changes: tuple[Change, ...]
    organisations: tuple[Organisation, ...]
    may_change: bool


def search(viewer: Viewer | None, cycle_name: str, text: str) -> Found:
    """People of a cohort by a part of their name or address, or the beginning of their key.

    Raises EntryRefused for `text` with fewer than three characters.
    """
    require(viewer, Action.MANAGE_COHORT)
    wanted = " ".join(text.split())
    if len(wanted) < FEWEST_CHARACTERS:
        raise EntryRefused({"text": TYPE_MORE})
    with reading() as db:
        found = cohort_people.find(db, service.chosen(db, cycle_name).id, wanted, MOST + 1)
    return Found(tuple(found[:MOST]), len(found) > MOST)


def person(viewer: Viewer | None, cycle_name: str, key: str) -> MemberView:
    """One person. It says nothing of whether they have answered. Raises NotFound."""
    require(viewer, Action.MANAGE_COHORT)
    with reading() as db:
        cycle = service.chosen(db, cycle_name)
        member = _member(db, cycle, key)
        request, changes = cohort_people.request(db, cycle.id, key), cohort_people.changes(db, cycle.id, key)
        choices = service.organisations(db, cycle)
        here = [one for one in reads.organisations(db) if one.code in {*choices, member.organisation}]
    here.sort(key=lambda one: one.name)
    return MemberView(cycle, member, request, tuple(changes), tuple(here), _may_change(db, cycle))


def move(viewer: Viewer | None, cycle_name: str, key: str, organisation: str, grade: str, reason: str) -> None:
    """Put somebody elsewhere; what they have answered counts there. A request to correct it is accepted with it.

    Raises EntryRefused for `organisation`, `grade` or `reason`, WrongState once the cycle is released.
    """
    viewer = require(viewer, Action.MANAGE_COHORT)
    with writing() as db:
        cycle, member = _changing(db, cycle_name, key)
        accepted = cohort_people.decide(db, cycle_id=cycle.id, person=key, status="accepted")
        said = _reason(reason or ASKED_FOR * accepted)
        choices = {*service.organisations(db, cycle), member.organisation}
        wrong = {} if organisation in choices else {"organisation": SELECT_DEPARTMENT}
        wrong |= {} if grade in GRADES else {"grade": SELECT_GRADE}
        if (organisation, grade) == (member.organisation, member.grade):
            wrong = {"organisation": NOTHING_CHANGED}
        if wrong:
            raise EntryRefused(wrong)
        before = Standing(key, member.organisation, member.grade)
        (change,) = placing.put(db, cycle, [(before, organisation, grade)])
        _note(db, viewer, cycle, change | {"reason": said})


def leave(viewer: Viewer | None, cycle_name: str, key: str, reason: str) -> None:
    """Take somebody out: they get no messages and cannot start. What they have submitted counts.

    Raises EntryRefused for `reason`, WrongState for somebody who has left already and once the cycle is released.
    """
    _set_left(viewer, cycle_name, key, reason, dates.now())


def bring_back(viewer: Viewer | None, cycle_name: str, key: str, reason: str) -> None:
    """Bring somebody back who has left, where they stood. Raises what `leave` raises."""
    _set_left(viewer, cycle_name, key, reason, None)


def decline(viewer: Viewer | None, cycle_name: str, key: str) -> None:
    """Leave a person where they stand, although they say it is wrong. Raises WrongState if that is decided already."""
    require(viewer, Action.MANAGE_COHORT)
    with writing() as db:
        cycle, _ = _changing(db, cycle_name, key)
        if not cohort_people.decide(db, cycle_id=cycle.id, person=key, status="declined"):
            raise WrongState("decided_already")


def _set_left(viewer: Viewer | None, cycle_name: str, key: str, reason: str, left_at: datetime | None) -> None:
    viewer = require(viewer, Action.MANAGE_COHORT)
    with writing() as db:
        cycle, member = _changing(db, cycle_name, key)
        said = _reason(reason)
        if (left_at is None) == (member.left_at is None):
            raise WrongState("decided_already")
        cohorts.set_left(db, cycle_id=cycle.id, person=key, left_at=left_at)
        kind, which = ("left", "_before") if left_at else ("returned", "")
        place = {f"organisation{which}": member.organisation, f"grade{which}": member.grade}
        _note(db, viewer, cycle, {"person_id": key, "kind": kind, "reason": said} | place)


def _note(db: Session, viewer: Viewer, cycle: Cycle, change: Mapping[str, object]) -> None:
    cohorts.add_changes(db, [{"cycle_id": cycle.id, "account": viewer.account, "at": dates.now(), **change}])


def _changing(db: Session, cycle_name: str, key: str) -> tuple[Cycle, Member]:
    cycle = cohorts.held_cycle(db, service.chosen(db, cycle_name).id)
    if not _may_change(db, cycle):
        raise WrongState("cohort_fixed", cycle=cycle.name, advice=RELEASED)
    return cycle, _member(db, cycle, key)


def _member(db: Session, cycle: Cycle, key: str) -> Member:
    found = cohort_people.member(db, cycle.id, key)
    if found is None:
        raise NotFound("that person in the cohort")
    return found


def _may_change(db: Session, cycle: Cycle) -> bool:
    """Until results are made, provisional ones too: after that a move must be a correction of what they showed."""
    return reads.releases_of(db, cycle.id) == 0


def _reason(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise EntryRefused({"reason": GIVE_REASON})
    if len(said) > LONGEST_REASON:
        raise EntryRefused({"reason": REASON_TOO_LONG})
    return said
