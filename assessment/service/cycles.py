"""Cycles before people answer: drafts, the check before the launch, and the launch."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sqlmodel import Session

from assessment import cycles, dates
from assessment.access import Action, require
from assessment.cycles import Draft, Entered, Known
from assessment.errors import EntryRefused, WrongState
from assessment.model import Cycle, Organisation, Viewer
from assessment.service import banks, identity
from assessment.store import cycles as kept
from assessment.store import events, reading, reads, writes, writing


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle in the list of all; `organisations` invited (0: no list is kept), `provisional` releases to check."""

    cycle: Cycle
    organisations: int
    provisional: bool


@dataclass(frozen=True, slots=True)
class DraftForm:
    """What the form of a draft offers, and what stands in it; `cycle` is None for a new one.

    `families` are form families by bank version, the newest version first; `organisations` those of today or later.
    """

    cycle: Cycle | None
    entered: Entered
    families: Mapping[str, tuple[str, ...]]
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class LaunchCheck:
    """Everything that the launch will freeze, how many people are in the cohort, and what stands against the launch."""

    cycle: Cycle
    organisations: tuple[Organisation, ...]
    people: int
    problems: tuple[str, ...]


def every(viewer: Viewer | None) -> tuple[CycleLine, ...]:
    """All cycles, newest first."""
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        invited = kept.organisations_invited(db)
        return tuple(
            CycleLine(one, invited.get(one.id, 0), one.status == "closed" and reads.releases_of(db, one.id) > 0)
            for one in reads.cycles(db)
        )


def form(viewer: Viewer | None, cycle_id: int = 0) -> DraftForm:
    """The form of a new draft, or of the one with that id; raises NotFound, WrongState("cycle_launched")."""
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        cycle, draft = _draft(db, cycle_id) if cycle_id else (None, None)
        register = reads.organisations(db)
    families = banks.families()
    entered = cycles.entered_of(draft) if draft else Entered(opens_on=dates.in_words(dates.today()))
    ended = {one.code for one in register if one.valid_to is not None and one.valid_to < dates.today()}
    return DraftForm(cycle, entered, families, tuple(one for one in register if one.code not in ended))


def save(viewer: Viewer | None, cycle_id: int, entered: Entered) -> int:
    """Keep a new draft (id 0) or change one; gives its id. Raises EntryRefused, and what `form` raises."""
    require(viewer, Action.MANAGE_CYCLES)
    with writing() as db:
        if cycle_id:
            kept.draft(db, cycle_id)
        draft = cycles.checked(entered, _known(db, cycle_id), dates.now())
        facts = {name: value for name, value in asdict(draft).items() if name != "organisations"}
        if not cycle_id:
            made_up = reads.setting(db, identity.DEMONSTRATION) == "1"
            cycle_id = writes.add_cycle(db, **facts, status="draft", made_up=made_up).id
        kept.change_draft(db, cycle_id=cycle_id, changed=facts, organisations=draft.organisations)
    return cycle_id


def delete(viewer: Viewer | None, cycle_id: int) -> None:
    """Delete a draft; raises NotFound, WrongState after the launch or once it has a cohort or messages."""
    require(viewer, Action.MANAGE_CYCLES)
    with writing() as db:
        kept.delete_draft(db, cycle_id=cycle_id)


def check(viewer: Viewer | None, cycle_id: int) -> LaunchCheck:
    """What the launch of a draft would freeze; raises what `form` raises."""
    require(viewer, Action.MANAGE_CYCLES)
    with reading() as db:
        cycle, draft = _draft(db, cycle_id)
        known = _known(db, cycle_id)
        invited = reads.invited(db, cycle_id)
        other = reads.open_cycle(db)
    wrong = [words for words in cycles.problems(draft, known, dates.now()).values() if words]
    if other is not None:
        wrong.append(str(WrongState("another_open", other=other.name)))
    return LaunchCheck(cycle, draft.invited(known.register), int(invited["invited"].sum()), tuple(wrong))


def launch(viewer: Viewer | None, cycle_id: int) -> Cycle:
    """Open a draft for its people from its opening on; nothing of it can be changed afterwards.

    Organisations that it did not name are from now on those valid on the closing day. Raises EntryRefused where the
    draft has become wrong, WrongState while another cycle is open, and what `form` raises.
    """
    viewer = require(viewer, Action.MANAGE_CYCLES)
    now = dates.now()
    with writing() as db:
        cycle, draft = _draft(db, cycle_id)
        known = _known(db, cycle_id)
        if wrong := {field: words for field, words in cycles.problems(draft, known, now).items() if words}:
            raise EntryRefused(wrong)
        if (other := reads.open_cycle(db)) is not None:
            raise WrongState("another_open", other=other.name)
        invited = [one.code for one in draft.invited(known.register)]
        kept.launch(db, cycle_id=cycle.id, organisations=invited, now=now)
        events.add(db, at=now, account=viewer.account, action="launch", about=f"cycle {cycle.id}")
    return cycle


def _draft(db: Session, cycle_id: int) -> tuple[Cycle, Draft]:
    cycle = kept.draft(db, cycle_id)
    return cycle, cycles.draft_of(cycle, kept.cycle_organisations(db, cycle.id))


def _known(db: Session, cycle_id: int) -> Known:
    names = [one.name for one in reads.cycles(db) if one.id != cycle_id]
    return Known(names, banks.families(), reads.organisations(db))
