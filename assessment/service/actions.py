"""You said, we did: actions about the gaps of a released cycle, what respondents see of them, and finishing a cycle."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from assessment import actions, dates
from assessment.access import Action, require
from assessment.actions import Entered
from assessment.errors import NotFound, WrongState
from assessment.model import Cycle, Domain, GapAction, Viewer
from assessment.priorities import Priority
from assessment.service import banks, priorities, releases
from assessment.store import actions as kept
from assessment.store import cycles as of_cycles
from assessment.store import reading, reads, writing


@dataclass(frozen=True, slots=True)
class Area:
    """An area with what is done about its gap; `place` counts the largest gaps from 1 on, 0 for all others."""

    domain: Domain
    priority: Priority
    place: int
    actions: tuple[GapAction, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ActionsView:
    """The areas of a released cycle, the largest gaps first; `missing` are those without action or reason."""

    cycle: Cycle
    released_at: datetime
    areas: tuple[Area, ...]
    missing: tuple[Domain, ...]


@dataclass(frozen=True, slots=True)
class ActionForm:
    """What the form is about; `action` is the one to change, None for a new one. `reason` stands for no action."""

    cycle: Cycle
    domain: Domain
    action: GapAction | None
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedActions:
    """Published actions of a released cycle by area, in the order of the bank; `cycles` (names) that have some."""

    cycles: tuple[str, ...]
    cycle: Cycle
    areas: tuple[tuple[Domain, tuple[GapAction, ...]], ...]


def overview(viewer: Viewer | None, cycle_name: str = "") -> ActionsView:
    """Actions and reasons of a released cycle, the latest without a name; WrongState("no_release") before there is one.

    The gaps are those of everybody in its release.
    """
    viewer = require(viewer, Action.MANAGE_ACTIONS)
    found = priorities.priorities(viewer, cycle_name=cycle_name)
    with reading() as db:
        every, reasons = kept.actions(db, found.cycle.id), kept.reasons(db, found.cycle.id)
    top = actions.top(found.priorities)
    domains = {one.id: one for one in found.domains}
    areas = tuple(
        Area(
            domains[one.domain],
            one,
            top.index(one.domain) + 1 if one.domain in top else 0,
            tuple(action for action in every if action.domain == one.domain),
            reasons.get(one.domain, ""),
        )
        for one in found.priorities
    )
    missing = tuple(domains[one] for one in actions.missing(top, every, reasons))
    return ActionsView(found.cycle, found.released_at, areas, missing)


def form(viewer: Viewer | None, cycle_name: str, area: str, action_id: int = 0) -> ActionForm:
    """The form for a new action in an area, or for the one of that id; raises NotFound."""
    require(viewer, Action.MANAGE_ACTIONS)
    with reading() as db:
        return _form(db, cycle_name, area, action_id)


def save(viewer: Viewer | None, cycle_name: str, area: str, entered: Entered, action_id: int = 0) -> None:
    """Keep a new action (id 0) or change one; a reason for none goes with it. Raises EntryRefused, NotFound."""
    require(viewer, Action.MANAGE_ACTIONS)
    now = dates.now()
    with writing() as db:
        about = _form(db, cycle_name, area, action_id)
        said = actions.checked(entered, about.action, dates.today())
        if about.action:
            kept.change_action(db, action_id=about.action.id, said=said, now=now)
        else:
            kept.add_action(db, cycle_id=about.cycle.id, domain=about.domain.id, said=said, now=now)
        if said.status != "dropped":
            kept.drop_reason(db, cycle_id=about.cycle.id, domain=about.domain.id)


def show(viewer: Viewer | None, action_id: int, *, published: bool) -> None:
    """Publish an action to respondents, or withdraw it; at once. Raises NotFound."""
    require(viewer, Action.MANAGE_ACTIONS)
    with writing() as db:
        held = kept.action(db, action_id)
        if published != (held.published_at is not None):
            kept.set_published(db, action_id=held.id, published_at=dates.now() if published else None)


def give_reason(viewer: Viewer | None, cycle_name: str, area: str, reason: str) -> None:
    """Keep why nothing is done about the gap of an area. Raises EntryRefused, NotFound."""
    require(viewer, Action.MANAGE_ACTIONS)
    with writing() as db:
        about = _form(db, cycle_name, area, 0)
        tidy = actions.reason(reason)
        kept.save_reason(db, cycle_id=about.cycle.id, domain=about.domain.id, reason=tidy, now=dates.now())


def finish(viewer: Viewer | None, cycle_name: str) -> None:
    """Mark a released cycle as finished; WrongState while one of its largest gaps has neither action nor reason."""
    found = overview(viewer, cycle_name)
    if found.missing:
        areas = ", ".join(one.short_name for one in found.missing)
        verb = "has" if len(found.missing) == 1 else "have"
        raise WrongState("gaps_without_action", missing=f"{areas} {verb} neither an action nor a reason for none")
    with writing() as db:
        of_cycles.mark_finished(db, cycle_id=found.cycle.id, now=dates.now())


def published(viewer: Viewer | None, cycle_name: str = "") -> PublishedActions | None:
    """What respondents and departments see: published actions alone, never a figure; None while there are none."""
    require(viewer, Action.SEE_ACTIONS)
    with reading() as db:
        having = kept.cycles_with_published(db)
        cycles = [one for one in reads.cycles(db) if one.id in having and one.status == "released"]
        if not cycles:
            return None
        cycle = next((one for one in cycles if one.name == cycle_name), cycles[0])
        shown = [one for one in kept.actions(db, cycle.id) if one.published_at is not None]
    domains = banks.version(cycle.bank_version).domains
    areas = ((domain, tuple(one for one in shown if one.domain == domain.id)) for domain in domains)
    return PublishedActions(
        tuple(one.name for one in cycles), cycle, tuple((domain, found) for domain, found in areas if found)
    )


def _form(db: Session, cycle_name: str, area: str, action_id: int) -> ActionForm:
    held = kept.action(db, action_id) if action_id else None
    numbered = next((one for one in reads.cycles(db) if held and one.id == held.cycle_id), None)
    cycle = numbered or releases.chosen(db, cycle_name)
    wanted = held.domain if held else area
    domain = next((one for one in banks.version(cycle.bank_version).domains if one.id == wanted), None)
    if domain is None:
        raise NotFound("that area")
    return ActionForm(cycle, domain, held, kept.reasons(db, cycle.id).get(domain.id, ""))
