"""Second opinions: a leader asks people who work with them, each answers once, and the leader alone sees medians."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from assessment import dates
from assessment.access import Action, require
from assessment.errors import AssessmentError, NotAllowed, WrongState
from assessment.model import Cycle, Domain, Item, Sitting, Viewer
from assessment.opinions import FEWEST, Beside, Entered, anchored, beside, checked, said
from assessment.service import banks
from assessment.service.sittings import latest, own_key
from assessment.store import events, guests, reading, reads, shares, writing
from assessment.store import opinions as kept
from assessment.store.opinions import SecondOpinion

ASKED = "second opinion asked"
"""What the log of events says, about the sitting and without any address."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A second opinion as the leader sees it: until it has ended whom they asked and until when, and no more.

    `areas` is empty until then, and where fewer than five people said something about any area. `names` of areas by id,
    none where their version of the question bank is not here any more.
    """

    id: int
    cycle: Cycle
    givers: tuple[str, ...]
    last_day: date
    ended: bool
    names: Mapping[str, str]
    areas: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that a leader has asked for, the latest first. `may_ask` about their latest report, which is of `cycle`."""

    cycle: Cycle
    may_ask: bool
    asked: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An opinion that the viewer can give, about whom and until when."""

    id: int
    name: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Form:
    """What the viewer is asked about a leader: the items that the leader rated themselves on, by area."""

    id: int
    name: str
    last_day: date
    areas: tuple[tuple[Domain, tuple[Item, ...]], ...]


def overview(viewer: Viewer | None) -> Overview:
    """What the viewer has asked for and may ask for. Raises WrongState("no_report") before they have a report.

    Answers that will never be shown are deleted on the way, once their time has ended.
    """
    person = own_key(viewer)
    with reading() as db:
        sitting = latest(db, person)
        found = kept.of_person(db, person)
        asked = tuple(_asked(db, one) for one in found)
    if any(one.ended for one in asked):
        with writing() as db:
            kept.forget_few(db, fewest=FEWEST, now=dates.now())
    is_asked = sitting.id in {one.sitting_id for one in found}
    return Overview(sitting.cycle, not is_asked and bool(_items(sitting)), asked)


def ask(viewer: Viewer | None, entered: Entered) -> None:
    """Invite people to say how they see the viewer, once for each report; nothing about it changes afterwards.

    Raises EntryRefused with words for each field, and WrongState("no_report"), ("no_anchors") or ("opinion_asked").
    """
    viewer = require(viewer, Action.SEE_OWN_REPORT)
    person, now = own_key(viewer), dates.now()
    with writing() as db:
        sitting = latest(db, person)
        if not _items(sitting):
            raise WrongState("no_anchors")
        if any(one.sitting_id == sitting.id for one in kept.of_person(db, person)):
            raise WrongState("opinion_asked")
        invitation = checked(entered, guests.subject_of(db, viewer.account), dates.today())
        givers = [guests.ensure(db, subject=address) for address in invitation.givers]
        closes_at = dates.end_of(invitation.last_day)
        kept.add(db, sitting_id=sitting.id, givers=givers, now=now, closes_at=closes_at)
        events.add(db, at=now, account=viewer.account, action=ASKED, about=str(sitting.id))


def waiting(viewer: Viewer | None) -> tuple[Waiting, ...]:
    """The opinions that the viewer was asked for and can still give, the first to end first."""
    viewer = require(viewer, Action.GIVE_OPINION)
    with reading() as db:
        found = kept.waiting(db, guests.subject_of(db, viewer.account), dates.now())
    return tuple(Waiting(opinion_id, name, dates.last_day(ends_at)) for opinion_id, name, ends_at in found)


def form(viewer: Viewer | None, opinion_id: int) -> Form:
    """The questions about a leader. Raises NotAllowed for one that is not there or is not for the viewer, alike,
    and WrongState("opinion_given") or ("opinion_ended").
    """
    viewer = require(viewer, Action.GIVE_OPINION)
    with reading() as db:
        opinion, sitting, _ = _invited(db, viewer, opinion_id)
        name = shares.owner_name(db, sitting.person.id)
    domains, items = banks.version(sitting.bank_version).domains, _items(sitting)
    areas = [(domain, tuple(item for item in items if item.domain == domain.id)) for domain in domains]
    asked = tuple((domain, of_domain) for domain, of_domain in areas if of_domain)
    return Form(opinion.id, name, dates.last_day(opinion.closes_at), asked)


def give(viewer: Viewer | None, opinion_id: int, answers: Mapping[str, int]) -> None:
    """Count what the viewer says about a leader, `answers` by item (id); that they have answered is kept apart from it.

    Raises EntryRefused with words for each item (id), InvalidResponse, and what `form` raises.
    """
    viewer = require(viewer, Action.GIVE_OPINION)
    with writing() as db:
        opinion, sitting, giver = _invited(db, viewer, opinion_id, held=True)
        told = said(_items(sitting), answers)
        if not kept.answer(db, opinion_id=opinion.id, giver=giver, said=told):
            raise WrongState("opinion_given")
        kept.forget_few(db, fewest=FEWEST, now=dates.now())


def _items(sitting: Sitting) -> tuple[Item, ...]:
    """The items that the leader rated themselves on and that others can answer as well."""
    given = banks.items_given(sitting.bank_version, sitting.form)
    return anchored([banks.version(sitting.bank_version).item_by_id[name] for name in given] if given else ())


def _asked(db: Session, opinion: SecondOpinion) -> Asked:
    sitting = _sitting(db, opinion)
    ended = dates.now() >= opinion.closes_at
    areas = beside(reads.scores(db, sitting.id), kept.counts(db, opinion.id)) if ended else ()
    last_day = dates.last_day(opinion.closes_at)
    return Asked(opinion.id, sitting.cycle, opinion.givers, last_day, ended, _names(sitting), areas)


def _names(sitting: Sitting) -> dict[str, str]:
    try:
        return {domain.id: domain.short_name for domain in banks.version(sitting.bank_version).domains}
    except AssessmentError:
        return {}


def _sitting(db: Session, opinion: SecondOpinion) -> Sitting:
    sitting = reads.sitting(db, opinion.sitting_id)
    if sitting is None:  # they go together
        raise NotAllowed
    return sitting


def _invited(db: Session, viewer: Viewer, opinion_id: int, *, held: bool = False) -> tuple[SecondOpinion, Sitting, str]:
    """The opinion, the sitting it is about, and the viewer's subject, where the viewer can answer it now."""
    opinion = kept.opinion(db, opinion_id, held=held)
    giver = guests.subject_of(db, viewer.account)
    if opinion is None or giver not in opinion.givers:
        raise NotAllowed
    sitting = _sitting(db, opinion)
    if sitting.person.id == viewer.person:  # somebody with two accounts
        raise NotAllowed
    if kept.has_answered(db, opinion.id, giver):
        raise WrongState("opinion_given")
    if dates.now() >= opinion.closes_at:
        raise WrongState("opinion_ended")
    return opinion, sitting, giver
