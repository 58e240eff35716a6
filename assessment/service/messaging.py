"""Messages to the people of a cycle, as the learning team plans them; and people who want none."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from sqlmodel import Session

from assessment import dates, messages, settings
from assessment.access import Action, require
from assessment.errors import NotFound, WrongState
from assessment.messages import Facts, Filled, Message, Recipient, Template
from assessment.model import Cycle, Viewer
from assessment.service import banks
from assessment.store import actions as gap_actions
from assessment.store import events, reading, reads, recipients, writing
from assessment.store import messages as kept

LIMITED = ("team_only", "trial_mode")
"""Problems by which Notify tells that the key may not write to everybody; the key itself does not say."""
RETRYABLE = ("team_only", "trial_mode", "bad_address", "refused", "gave_up", "no_longer_due")
"""Problems of messages of which it is certain that nobody got them."""

Mode = Literal["no key", "limited", "key"]


@dataclass(frozen=True, slots=True)
class Row:
    """A kind of message in a cycle. Counts are people: `due` have an address and are due now, `no_address` are due
    and have none; `by_hand` were written to outside Notify; `waiting` are tried again by themselves.

    `message` is None before it is first scheduled; `proposed` is when it is best sent, UTC.
    """

    template: Template
    message: Message | None
    due: int
    no_address: int
    in_file: int
    accepted: int
    delivered: int
    by_hand: int
    failed: int
    retryable: int
    waiting: int
    proposed: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """`people` are invited, `with_address` of them can be written to; `templates` are the kinds known to Notify."""

    cycle: Cycle
    cycles: tuple[str, ...]
    mode: Mode
    templates: frozenset[str]
    site_is_here: bool
    people: int
    with_address: int
    rows: tuple[Row, ...]

    def row(self, kind: str) -> Row:
        return next(row for row in self.rows if row.template.kind == kind)


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as the first person who is due gets it, None while nobody is; most of the address is left out."""

    template: Template
    filled: Filled | None
    address: str


def overview(viewer: Viewer | None, cycle_name: str = "") -> Overview:
    """The messages of a cycle: the open one or else the newest without a name or for an unknown one."""
    require(viewer, Action.SEND_MESSAGES)
    chosen, now = settings.read(), dates.now()
    with reading() as db:
        cycle = cycle_of(db, cycle_name)
        cycles = tuple(one.name for one in reads.cycles(db))
        people, sent, counts = people_of(db, cycle), kept.of_cycle(db, cycle.id), kept.counts(db, cycle.id)
    limited = any(problem in LIMITED for _, _, problem, _, _ in counts)
    return Overview(
        cycle=cycle,
        cycles=cycles,
        mode="no key" if not chosen.notify_key else "limited" if limited else "key",
        templates=frozenset(chosen.notify_templates),
        site_is_here=chosen.app_url == settings.THIS_COMPUTER,
        people=sum(one.invited and not one.left for one in people),
        with_address=sum(one.invited and not one.left and bool(one.address) for one in people),
        rows=tuple(_row(kind, cycle, people, sent, counts, now) for kind in messages.KINDS),
    )


def _row(
    kind: str,
    cycle: Cycle,
    people: list[Recipient],
    sent: dict[str, Message],
    counts: list[tuple[str, str, str, bool, int]],
    now: datetime,
) -> Row:
    found: Counter[str] = Counter()
    for of, status, problem, at_notify, n in counts:
        if of == kind:
            found["in file" if problem == kept.IN_FILE else status] += n
            found["by hand"] += n * (status == "accepted" and not at_notify)
            found["retryable"] += n * (status == "failed" and problem in RETRYABLE)
    due = messages.due(kind, people, cycle, now)
    invitation = sent.get("invitation")
    return Row(
        template=messages.templates()[kind],
        message=sent.get(kind),
        due=sum(bool(one.address) for one in due),
        no_address=sum(not one.address for one in due),
        in_file=found["in file"],
        accepted=found["accepted"] - found["by hand"],
        delivered=found["delivered"],
        by_hand=found["by hand"],
        failed=found["failed"],
        retryable=found["retryable"],
        waiting=found["queued"],
        proposed=messages.proposed(kind, cycle, invitation.send_at if invitation else None, now),
    )


def preview(viewer: Viewer | None, cycle_name: str, kind: str) -> Preview:
    """A message with a real row. Raises NotFound for a kind that does not exist."""
    require(viewer, Action.SEND_MESSAGES)
    template, now = template_of(kind), dates.now()
    with reading() as db:
        cycle = cycle_of(db, cycle_name)
        due = messages.due(kind, people_of(db, cycle), cycle, now)
        one = next((one for one in due if one.address), None)
        values = messages.personal(template, one, facts(db, cycle)) if one else None
    address = f"{one.address[0]}…@{one.address.rpartition('@')[2]}" if one else ""
    return Preview(template, template.filled(values) if values else None, address)


def troubles(viewer: Viewer | None, cycle_name: str, kind: str) -> tuple[messages.Trouble, ...]:
    """Everybody to whom a message was not sent as it should be, by name: failed, or waiting to be tried again."""
    require(viewer, Action.SEND_MESSAGES)
    with reading() as db:
        return tuple(kept.troubles(db, cycle_of(db, cycle_name).id, template_of(kind).kind))


def schedule(viewer: Viewer | None, cycle_name: str, kind: str, day: str, clock: str) -> Message:
    """Have a message sent through Notify at a day and UK time; once sent, it goes to those who are due since.

    Raises EntryRefused with words for "day" and "time", and what `put` raises.
    """
    viewer = require(viewer, Action.SEND_MESSAGES)
    return put(viewer, cycle_name, kind, messages.typed(day, clock, dates.now()))


def put(viewer: Viewer | None, cycle_name: str, kind: str, at: datetime) -> Message:
    """The same at a moment (UTC), which may be now; logged.

    WrongState without a key or a template, for made-up people, while its people stand in a file, and for results that
    nothing is done about yet.
    """
    viewer = require(viewer, Action.SEND_MESSAGES)
    chosen, now, template = settings.read(), dates.now(), template_of(kind)
    if not chosen.notify_key:
        raise WrongState("no_notify_key")
    if kind not in chosen.notify_templates:
        raise WrongState("no_notify_template", message=template.title)
    with writing() as db:
        cycle = cycle_of(db, cycle_name)
        if cycle.made_up:
            raise WrongState("made_up_people")
        require_actions(db, cycle, kind)
        before = kept.of_cycle(db, cycle.id).get(kind)
        if before and kept.in_file(db, before.id):
            raise WrongState("message_in_file")
        message = kept.put(
            db, cycle_id=cycle.id, kind=kind, status="scheduled", send_at=at, account=viewer.account, now=now
        )
        events.add(db, at=now, account=viewer.account, action="message scheduled", about=f"message {message.id}")
    return message


def cancel(viewer: Viewer | None, cycle_name: str, kind: str) -> None:
    """Send a message to nobody more; raises NotFound where it is neither scheduled nor being sent. Logged."""
    viewer = require(viewer, Action.SEND_MESSAGES)
    now = dates.now()
    with writing() as db:
        message = kept.of_cycle(db, cycle_of(db, cycle_name).id).get(kind)
        waiting = ("scheduled", "sending")
        if message is None or not kept.change(db, message_id=message.id, before=waiting, status="cancelled", now=now):
            raise NotFound("a message to cancel")
        events.add(db, at=now, account=viewer.account, action="message cancelled", about=f"message {message.id}")


def wants_no_messages(viewer: Viewer | None) -> bool:
    """Whether the viewer asked not to be written to after the invitation."""
    viewer = require(viewer, Action.TAKE)
    with reading() as db:
        return recipients.wants_no_messages(db, viewer.account)


def choose(viewer: Viewer | None, no_messages: bool) -> None:
    """Keep what the viewer chose, for this cycle and all later ones."""
    viewer = require(viewer, Action.TAKE)
    with writing() as db:
        recipients.choose(db, account=viewer.account, no_messages=no_messages)


# ---- shared with sending and with files --------------------------------------------------------------


def people_of(db: Session, cycle: Cycle, person: str = "") -> list[Recipient]:
    """The people of a cycle, or one of them; nobody of a made-up cycle has an address."""
    found = recipients.people(db, cycle.id, person)
    return [replace(one, address="") for one in found] if cycle.made_up else found


def facts(db: Session, cycle: Cycle) -> Facts:
    """What the messages of a cycle say to everybody."""
    forms = banks.version(cycle.bank_version).forms
    actions = [f"You said: {done.said}\n\nWe did: {done.did}" for done in gap_actions.published_actions(db, cycle.id)]
    return Facts(
        cycle=cycle,
        site=settings.read().app_url,
        minutes=max(form.minutes_up_to for form in forms if form.family == cycle.family),
        items={form.id: len(form.items) for form in forms if form.family == cycle.family},
        actions="\n\n".join(actions),
    )


def require_actions(db: Session, cycle: Cycle, kind: str) -> None:
    """Results are told together with what is done about them: WrongState before an action is published."""
    if kind == "results" and not gap_actions.published_actions(db, cycle.id):
        raise WrongState("no_published_action")


def template_of(kind: str) -> Template:
    if kind not in messages.KINDS:
        raise NotFound("that message")
    return messages.templates()[kind]


def cycle_of(db: Session, name: str) -> Cycle:
    """The cycle of that name; else the open one, else the newest. Raises WrongState while there is none."""
    cycles = reads.cycles(db)
    named = next((cycle for cycle in cycles if cycle.name == name), None)
    found = named or reads.open_cycle(db) or (cycles[0] if cycles else None)
    if found is None:
        raise WrongState("no_cycle")
    return found
