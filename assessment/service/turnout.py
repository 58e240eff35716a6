"""How a cycle is going: finishes by day, the median time, and for a department's HR who of its people has finished."""

from dataclasses import dataclass

from assessment import dates, turnout
from assessment.access import Action, may, require
from assessment.errors import WrongState
from assessment.model import Cycle, Viewer
from assessment.store import reading, reads
from assessment.store import turnout as kept
from assessment.turnout import Day, Minutes

MOST_TIMED = 1_000
"""Sittings whose times are looked at, those submitted last: enough for a median, and as quick in any cycle."""
NOWHERE = ("permanent_secretary",)
"""Grades that no organisation is told of: it has one or two of them."""


@dataclass(frozen=True, slots=True)
class Turnout:
    """`days` are those of the people whom the viewer may see, at most four weeks; `minutes` those of everybody.

    `days_left` counts from today to the last day, 0 on that day; None for a cycle that is not open.
    """

    days: tuple[Day, ...]
    minutes: Minutes | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invited; `name` is empty without an account."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class WhoFinished:
    """The people of one organisation who count as invited: those who have finished, and all others."""

    cycles: tuple[str, ...]
    cycle: Cycle
    organisation: str
    finished: tuple[Person, ...]
    not_finished: tuple[Person, ...]


def over_time(viewer: Viewer | None, cycle: Cycle) -> Turnout:
    """How a cycle is going: everybody's for the central team, their own organisation's for a department's HR."""
    viewer = require(viewer, Action.SEE_RESPONSE)
    with reading() as db:
        finishes, saved = kept.finishes(db, cycle.id), kept.saved(db, cycle.id, MOST_TIMED)
    everywhere = may(viewer, Action.SEE_GAPS)
    seen = [
        at
        for code, grade, at in finishes
        if everywhere or (grade not in NOWHERE and may(viewer, Action.SEE_RESPONSE, code))
    ]
    now, last = dates.now(), dates.last_day(cycle.ends_at)
    days = turnout.by_day(seen, cycle.opens_at.astimezone(dates.UK).date(), min(dates.today(), last))
    left = None if cycle.has_ended(now) else (last - dates.today()).days
    return Turnout(days, turnout.minutes(saved), left)


def who(viewer: Viewer | None, cycle_name: str = "") -> WhoFinished:
    """Who of the viewer's own organisation has finished, by name; never what they answered or whether they began.

    Of the open cycle, or the latest one, without a name or for an unknown one; not of drafts. Raises
    WrongState("no_cycle").
    """
    viewer = require(viewer, Action.SEE_WHO_FINISHED)
    viewer = require(viewer, Action.SEE_WHO_FINISHED, viewer.organisation)
    with reading() as db:
        every = [one for one in reads.cycles(db) if one.status != "draft"]
        if not every:
            raise WrongState("no_cycle")
        every.sort(key=lambda one: one.status != "open")
        cycle = next((one for one in every if one.name == cycle_name), every[0])
        people = kept.who(db, cycle.id, viewer.organisation)
        organisation = reads.organisation_name(db, viewer.organisation)
    finished = tuple(Person(key, name) for key, name, done in people if done)
    others = tuple(Person(key, name) for key, name, done in people if not done)
    return WhoFinished(tuple(one.name for one in every), cycle, organisation, finished, others)
