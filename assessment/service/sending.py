"""Sending messages through GOV.UK Notify: nobody twice, whatever breaks.

A delivery is on disk, with a reference of ours, before Notify is asked to send it. If the answer does not come, or this
program stops, the next run first asks Notify for that reference and sends only what Notify does not have. The row of a
person is the lock: of several runs at once one has it, and no lock outlives a program that stopped.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from assessment import dates, messages, settings
from assessment.access import Action, require
from assessment.errors import WrongState
from assessment.messages import Facts, Message
from assessment.model import Viewer
from assessment.notify import Found, Notify, Outcome, Unanswered
from assessment.service import messaging
from assessment.store import events, reading, writing
from assessment.store import messages as kept
from assessment.store.messages import Delivery

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)
"""How long an attempt without an answer rests, doubled each time: longer than Notify takes to know what it took."""
MOST_ATTEMPTS = 20
"""With these waits, somewhat less than four days."""
NOTIFY_FORGETS = timedelta(days=3)
"""Services may have Notify keep what it sent for as little as this; it cannot be asked after that."""
FOLLOWED = timedelta(days=7)
OUTAGE = 5
"""So many attempts in a row without an answer end a run."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run did: people. `waiting` are tried again by the next run; `stopped` is why it ended early, or ""."""

    sent: int
    failed: int
    waiting: int
    stopped: str


@dataclass(frozen=True, slots=True)
class _Letter:
    address: str
    template: str
    personal: dict[str, str]
    reference: str


class _Cancelled(Exception):
    """Somebody cancelled the message while it was being sent."""


@dataclass(slots=True)
class _Run:
    notify: Notify
    templates: dict[str, str]
    ends: float | None
    sent: int = 0
    failed: int = 0
    unanswered: int = 0
    stopped: str = ""

    def note(self, outcome: Outcome) -> None:
        self.sent += outcome.kind == "accepted"
        self.failed += outcome.kind == "refused"
        self.unanswered = self.unanswered + 1 if outcome.kind == "unknown" else 0
        if outcome.kind in ("limited", "stopped") or self.unanswered >= OUTAGE:
            self.stopped = outcome.problem

    def goes_on(self) -> bool:
        if not self.stopped and self.ends is not None and time.monotonic() > self.ends:
            self.stopped = "more_to_send"
        return not self.stopped


def send_due(viewer: Viewer | None, seconds: float | None = None) -> Sent:
    """Send all messages whose moment has come, then ask what became of those on their way; may be called at any time.

    `seconds`: begin no further message after so long, and say that there are more. Raises WrongState without a key.
    """
    require(viewer, Action.SEND_MESSAGES)
    with _run(seconds) as run:
        with reading() as db:
            begun = kept.to_send(db, dates.now())
        for message in begun:
            if run.goes_on():
                _send(run, message)
        if run.stopped in ("", "daily_limit"):
            _follow(run)
    with reading() as db:
        waiting = sum(len(kept.queued(db, message.id)) for message in kept.to_send(db, dates.now()))
    return Sent(run.sent, run.failed, waiting, run.stopped)


def send_now(viewer: Viewer | None, cycle_name: str, kind: str, seconds: float | None = None) -> Sent:
    """Send a message to all who are due now; raises what `messaging.put` raises."""
    messaging.put(viewer, cycle_name, kind, dates.now())
    return send_due(viewer, seconds)


def retry(viewer: Viewer | None, cycle_name: str, kind: str, seconds: float | None = None) -> Sent:
    """Try those again who certainly did not get a message, if they are still due; logged."""
    viewer = require(viewer, Action.SEND_MESSAGES)
    message, now = messaging.put(viewer, cycle_name, kind, dates.now()), dates.now()
    with writing() as db:
        kept.forget(db, message_id=message.id, problems=messaging.RETRYABLE)
        events.add(db, at=now, account=viewer.account, action="message tried again", about=f"message {message.id}")
    return send_due(viewer, seconds)


@contextmanager
def _run(seconds: float | None) -> Iterator[_Run]:
    chosen = settings.read()
    if not chosen.notify_key:
        raise WrongState("no_notify_key")
    notify = Notify(chosen.notify_key, chosen.notify_url)
    try:
        ends = None if seconds is None else time.monotonic() + seconds
        yield _Run(notify, dict(chosen.notify_templates), ends)
    finally:
        notify.close()


def _send(run: _Run, message: Message) -> None:
    """Settle what an earlier run left open, then send to all who are due; sent once nothing is open."""
    now = dates.now()
    if message.kind not in run.templates:
        run.stopped = "template"
        return
    with writing() as db:
        kept.change(db, message_id=message.id, before=("scheduled",), status="sending", now=now)
    with reading() as db:
        cycle = kept.sending(db, message.id)
        if cycle is None:
            return
        people, open_, facts = messaging.people_of(db, cycle), kept.queued(db, message.id), messaging.facts(db, cycle)
    try:
        for delivery in open_:
            if run.goes_on() and _rested(delivery, dates.now()):
                _settle(run, message, facts, delivery)
        for one in messages.due(message.kind, people, cycle, now):
            if one.address and run.goes_on():
                _hand_over(run, _claimed(run, message, facts, one.person))
    except _Cancelled:
        return
    _finish(run, message)


def _finish(run: _Run, message: Message) -> None:
    with writing() as db:
        now = dates.now()
        if run.stopped == "daily_limit":
            tomorrow = messages.tomorrow(now)
            kept.change(db, message_id=message.id, before=("sending",), status="scheduled", send_at=tomorrow, now=now)
        elif not run.stopped and not kept.queued(db, message.id):
            kept.change(db, message_id=message.id, before=("sending",), status="sent", now=now)


def _rested(delivery: Delivery, now: datetime) -> bool:
    """Whether a delivery may be looked at again: not while another program may still wait for its answer."""
    if delivery.attempts == 0:
        return True
    doubled: int = 2 ** (delivery.attempts - 1)
    return now >= delivery.changed_at + min(FIRST_WAIT * doubled, LONGEST_WAIT)


def _settle(run: _Run, message: Message, facts: Facts, delivery: Delivery) -> None:
    """Ask Notify whether it has a delivery; send it only if not."""
    if delivery.attempts and dates.now() - delivery.changed_at > NOTIFY_FORGETS:
        _give_up(run, delivery, "outcome_unknown")
        return
    try:
        found = run.notify.find(delivery.reference)
    except Unanswered as refused:
        run.note(refused.outcome)
        return
    if found:
        with writing() as db:
            _record(db, found, dates.now())
        run.sent += found.status != "failed"
        run.failed += found.status == "failed"
    elif delivery.attempts >= MOST_ATTEMPTS:
        _give_up(run, delivery, "gave_up")
    else:
        _hand_over(run, _claimed(run, message, facts, delivery.person_id, delivery))


def _claimed(
    run: _Run, message: Message, facts: Facts, person: str, delivery: Delivery | None = None
) -> _Letter | None:
    """The letter to a person who is due at this very moment, claimed on disk; None if they are not, or another has it.

    With `delivery`, one that was tried before.
    """
    now, reference = dates.now(), delivery.reference if delivery else uuid4().hex
    with writing() as db:
        cycle = kept.sending(db, message.id)
        if cycle is None:
            raise _Cancelled
        one = next(iter(messaging.people_of(db, cycle, person)), None)
        due = one is not None and bool(one.address) and messages.is_due(message.kind, one, cycle, now)
        if delivery:
            mine = kept.claim_again(db, delivery=delivery, now=now)
        else:
            mine = due and kept.claim(db, message_id=message.id, person_id=person, reference=reference, now=now)
        if mine and not due:
            kept.record(db, reference=reference, status="failed", problem="no_longer_due", now=now)
            run.failed += 1
    if one is None or not (mine and due):
        return None
    personal = messages.personal(messages.templates()[message.kind], one, facts)
    return _Letter(one.address, run.templates[message.kind], personal, reference)


def _hand_over(run: _Run, letter: _Letter | None) -> None:
    """Ask Notify once to send a letter, and keep what it says."""
    if letter is None:
        return
    outcome = run.notify.send(letter.address, letter.template, letter.personal, letter.reference)
    _record_outcome(letter, outcome)
    run.note(outcome)


def _record_outcome(letter: _Letter, outcome: Outcome) -> None:
    status = {"accepted": "accepted", "refused": "failed"}.get(outcome.kind, "queued")
    with writing() as db:
        kept.record(
            db,
            reference=letter.reference,
            status=status,
            notify_id=outcome.notify_id,
            problem=outcome.problem,
            now=dates.now(),
            fewer_attempts=int(outcome.kind in ("limited", "stopped")),  # certainly not sent: it does not count
        )


def _give_up(run: _Run, delivery: Delivery, problem: str) -> None:
    with writing() as db:
        now = dates.now()
        if kept.claim_again(db, delivery=delivery, now=now):
            kept.record(db, reference=delivery.reference, status="failed", problem=problem, now=now)
            run.failed += 1


def _record(db: Session, found: Found, now: datetime | None) -> None:
    kept.record(
        db,
        reference=found.reference,
        status=found.status,
        notify_id=found.notify_id,
        problem=found.problem,
        now=now,
    )


def _follow(run: _Run) -> None:
    """Ask what became of the messages that are on their way: a few hundred at a time, the latest first."""
    with reading() as db:
        open_ = kept.on_their_way(db, dates.now() - FOLLOWED)
    ended: list[Found] = []
    try:
        ended.extend(found for found in _latest(run.notify, open_) if found.reference in open_ and found.has_ended)
    except Unanswered as refused:
        run.note(refused.outcome)
    with writing() as db:
        for found in ended:
            _record(db, found, dates.now() if found.status == "failed" else None)
    run.failed += sum(found.status == "failed" for found in ended)


def _latest(notify: Notify, open_: Mapping[str, Delivery]) -> Iterator[Found]:
    """What Notify has, as far back as the oldest that is open."""
    wanted = set(open_)
    for found in notify.latest() if open_ else ():
        yield found
        wanted.discard(found.reference)
        if not wanted:
            return
