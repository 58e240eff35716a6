"""Answers on paper, entered by the learning team. Of whoever answers online it learns only that they have begun.

What is entered can be read and changed until it is submitted; from then on only the person can read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from assessment import dates, on_paper, register
from assessment.access import Action, require
from assessment.errors import EntryRefused, NotFound, WrongState
from assessment.model import Cycle, Form, Item, Person, Response, Sitting, Viewer
from assessment.on_paper import Written
from assessment.service import banks
from assessment.service.sittings import Context, is_open, score
from assessment.service.taking import TIMES_IN_ROLE
from assessment.store import entering, events, reading, reads, writes, writing

MOST = 10
"""People that a search gives at most."""
FEWEST_CHARACTERS = 3
BEGUN, SUBMITTED, DISCARDED = (f"entry of answers on paper {done}" for done in ("begun", "submitted", "discarded"))
"""What the log of events calls it; the object is the key of the person."""
TYPE_MORE = f"Enter at least {FEWEST_CHARACTERS} characters of a key or a name"
SELECT_LETTER = "Select the letter that is printed on the paper"
DECLARE = "Confirm that you have entered what is on the paper"
ENTER_SOMETHING = "Enter at least one answer before you submit"

Progress = Literal["not started", "online", "being entered", "submitted"]
REFUSALS = {
    "not started": "entry_gone",
    "online": "answers_online",
    "being entered": "entry_begun",
    "submitted": "entry_submitted",
}
"""Why something cannot be done with a person who has come so far."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody in the cohort of the open cycle; `name` is that of their account, empty without one."""

    key: str
    name: str
    organisation: str
    grade: str


@dataclass(frozen=True, slots=True)
class Found:
    """The people that a search gives; `more` if there are others."""

    people: tuple[Invited, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """Where one person stands, and what has been entered for them.

    `letters` are the forms of the cycle, from which the one on paper is chosen. `letter`, `items` (in the order of the
    form), `responses`, `profession` (code) and `time_in_role` are empty unless their answers are being entered.
    """

    cycle: Cycle
    invited: Invited
    progress: Progress
    letters: tuple[str, ...]
    letter: str
    items: tuple[Item, ...]
    responses: Mapping[str, Response]
    profession: str
    time_in_role: str

    @property
    def missing(self) -> tuple[int, ...]:
        """The numbers on paper, from 1, of the items without an answer."""
        return tuple(number for number, item in enumerate(self.items, 1) if item.id not in self.responses)


def search(viewer: Viewer | None, text: str) -> Found:
    """People invited to the open cycle whose key begins with `text` or whose name has it in it.

    Raises EntryRefused for a text of fewer than three characters: this is no list to look through.
    """
    require(viewer, Action.ENTER_ANSWERS)
    wanted = " ".join(text.split())
    if len(wanted) < FEWEST_CHARACTERS:
        raise EntryRefused({"text": TYPE_MORE})
    with reading() as db:
        rows = entering.invited(db, _cycle(db).id, wanted, MOST + 1)
    return Found(tuple(Invited(*row) for row in rows[:MOST]), len(rows) > MOST)


def entry(viewer: Viewer | None, key: str) -> Entry:
    """The page of one person. Raises WrongState while no cycle is open, and for a key that is not in its cohort."""
    require(viewer, Action.ENTER_ANSWERS)
    with reading() as db:
        cycle, person, sitting = _stands(db, key)
        progress = _progress(db, sitting)
        context = _context(db, cycle, person, sitting) if sitting and progress == "being entered" else None
        name, organisation = entering.name_of(db, key), reads.organisation_name(db, person.organisation)
    return Entry(
        cycle=cycle,
        invited=Invited(key, name, organisation, person.grade),
        progress=progress,
        letters=tuple(form.letter for form in _forms(cycle)),
        letter=context.form.letter if context else "",
        items=_items(context) if context else (),
        responses=context.responses if context else {},
        profession=context.own.profession if context else "",
        time_in_role=context.own.time_in_role if context else "",
    )


def begin(viewer: Viewer | None, key: str, letter: str) -> None:
    """Begin to enter the answers of a person who has given none, on the form with that letter; logged.

    Raises EntryRefused for a letter that no form has, WrongState for a person who has given answers.
    """
    viewer = require(viewer, Action.ENTER_ANSWERS)
    with writing() as db:
        cycle, _, sitting = _stands(db, key)
        _require(_progress(db, sitting), "not started")
        form = next((form for form in _forms(cycle) if form.letter == letter), None)
        if form is None:
            raise EntryRefused({"letter": SELECT_LETTER})
        now = dates.now()
        sitting = sitting or writes.start_sitting(
            db,
            cycle_id=cycle.id,
            person_id=key,
            form=form.id,
            bank_version=cycle.bank_version,
            option_orders={},
            now=now,
        )
        if not entering.take_over(db, sitting_id=sitting.id, form=form.id, account=viewer.account):
            raise WrongState("entry_begun")
        events.add(db, at=now, account=viewer.account, action=BEGUN, about=key)


def enter(viewer: Viewer | None, key: str, item_id: str, written: Written) -> datetime:
    """Keep what is on paper for one item, and say when it was on disk; nothing on paper takes an answer back.

    Raises EntryRefused with words for "answer" or "sure". A faulty answer takes the one before back as well, so that
    only what the page shows is kept; a faulty `sure` leaves the answer without one.
    """
    require(viewer, Action.ENTER_ANSWERS)
    with writing() as db:
        context = _being_entered(db, key)
        item = next((item for item in _items(context) if item.id == item_id), None)
        if item is None:
            raise NotFound(f"item {item_id} on this form")
        read, now = on_paper.read(item, written), dates.now()
        if read.response is None:
            entering.clear(db, sitting_id=context.own.id, item_id=item_id)
        else:
            writes.save_response(db, sitting_id=context.own.id, response=read.response, now=now)
    if read.faults:
        raise EntryRefused(read.faults)
    return now


def say_role(viewer: Viewer | None, key: str, profession: str, time_in_role: str) -> datetime:
    """Keep what the paper says of the person's role, and say when it was on disk; empty where it says nothing.

    The target depends on the profession (a code of the register). Raises NotFound for what is not offered online.
    """
    require(viewer, Action.ENTER_ANSWERS)
    if profession not in ("", *register.professions()) or time_in_role not in ("", *TIMES_IN_ROLE):
        raise NotFound("one of the answers offered")
    with writing() as db:
        sitting, now = _being_entered(db, key).own, dates.now()
        writes.save_role(
            db,
            sitting_id=sitting.id,
            profession=profession,
            time_in_role=time_in_role,
            digital_responsibility=sitting.digital_responsibility,  # not asked on paper
            now=now,
        )
    return now


def submit(viewer: Viewer | None, key: str, declared: bool) -> None:
    """Score what was entered and hand it over to the person: from now on only they can read it; logged.

    Raises EntryRefused without the declaration that it is what the paper says, and where nothing was entered.
    """
    viewer = require(viewer, Action.ENTER_ANSWERS)
    with writing() as db:
        context = _being_entered(db, key)
        if not context.responses:
            raise EntryRefused({"declared": ENTER_SOMETHING})
        if not declared:
            raise EntryRefused({"declared": DECLARE})
        now = dates.now()
        score(db, context, context.responses, now)
        events.add(db, at=now, account=viewer.account, action=SUBMITTED, about=key)


def discard(viewer: Viewer | None, key: str) -> None:
    """Take back all that was entered, for a wrong person or a wrong form: the person has not started then; logged."""
    viewer = require(viewer, Action.ENTER_ANSWERS)
    with writing() as db:
        context = _being_entered(db, key)
        entering.discard(db, sitting_id=context.own.id)
        events.add(db, at=dates.now(), account=viewer.account, action=DISCARDED, about=key)


def _cycle(db: Session) -> Cycle:
    cycle = reads.open_cycle(db)
    if cycle is None or not is_open(cycle):
        raise WrongState("nothing_open")
    return cycle


def _stands(db: Session, key: str) -> tuple[Cycle, Person, Sitting | None]:
    cycle = _cycle(db)
    person = reads.cohort_member(db, cycle.id, key)
    if person is None:
        raise WrongState("not_in_cohort")
    return cycle, person, reads.sitting_of(db, cycle.id, key)


def _progress(db: Session, sitting: Sitting | None) -> Progress:
    if sitting is None:
        return "not started"
    if sitting.submitted_at is not None:
        return "submitted"
    if sitting.entered_by:
        return "being entered"
    return "online" if reads.last_saved(db, sitting.id) else "not started"


def _require(progress: Progress, needed: Progress) -> None:
    if progress != needed:
        raise WrongState(REFUSALS[progress])


def _being_entered(db: Session, key: str) -> Context:
    """The answers of a person that are being entered; nobody else's are read."""
    cycle, person, sitting = _stands(db, key)
    _require(_progress(db, sitting), "being entered")
    return _context(db, cycle, person, sitting)


def _context(db: Session, cycle: Cycle, person: Person, sitting: Sitting | None) -> Context:
    bank = banks.version(sitting.bank_version if sitting else cycle.bank_version)
    return Context(cycle, person, sitting, bank, reads.responses(db, sitting.id) if sitting else {})


def _items(context: Context) -> tuple[Item, ...]:
    """The items of the form in the order of taking, which is that of the numbers on paper."""
    return tuple(item for step in context.steps for item in step.items)


def _forms(cycle: Cycle) -> tuple[Form, ...]:
    return banks.version(cycle.bank_version).family(cycle.family)
