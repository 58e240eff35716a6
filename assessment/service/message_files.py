"""Messages without a key: a file for Notify to take away, and the word of the learning team that it was sent."""

from uuid import uuid4

from assessment import dates, messages
from assessment.access import Action, require
from assessment.errors import WrongState
from assessment.model import Viewer
from assessment.service import messaging
from assessment.store import events, reading, writing
from assessment.store import messages as kept

ADDRESS = "email address"
"""The heading by which Notify finds whom to write to."""


def make(viewer: Viewer | None, cycle_name: str, kind: str) -> int:
    """Put all who are due and have an address into the file of a message, so that nothing else writes to them.

    Gives how many. WrongState where nobody is due, while Notify is to send the message, and for results that nothing
    is done about yet; logged.
    """
    viewer = require(viewer, Action.SEND_MESSAGES)
    messaging.template_of(kind)
    now = dates.now()
    with writing() as db:
        cycle = messaging.cycle_of(db, cycle_name)
        before = kept.of_cycle(db, cycle.id).get(kind)
        if before and before.status in ("scheduled", "sending"):
            raise WrongState("message_scheduled")
        messaging.require_actions(db, cycle, kind)
        due = [one for one in messages.due(kind, messaging.people_of(db, cycle), cycle, now) if one.address]
        if not due:
            raise WrongState("nobody_due")
        message = kept.put(
            db, cycle_id=cycle.id, kind=kind, status="sent", send_at=now, account=viewer.account, now=now
        )
        for one in due:
            kept.claim(
                db,
                message_id=message.id,
                person_id=one.person,
                reference=uuid4().hex,
                now=now,
                problem=kept.IN_FILE,
            )
        events.add(db, at=now, account=viewer.account, action="message file made", about=f"message {message.id}")
    return len(due)


def rows(viewer: Viewer | None, cycle_name: str, kind: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows of the file as Notify takes it: the address, then a column for each placeholder.

    Whoever is not due any more, having finished since, is taken out of the file for good.
    """
    require(viewer, Action.SEND_MESSAGES)
    template, now = messaging.template_of(kind), dates.now()
    with writing() as db:
        cycle = messaging.cycle_of(db, cycle_name)
        message = kept.of_cycle(db, cycle.id).get(kind)
        held = {one.person_id for one in kept.in_file(db, message.id)} if message else set()
        people = [one for one in messaging.people_of(db, cycle) if one.person in held and one.address]
        due = [one for one in people if messages.is_due(kind, one, cycle, now)]
        over = held - {one.person for one in due}
        if message and over:
            kept.forget(db, message_id=message.id, problems=[kept.IN_FILE], people=sorted(over))
        facts = messaging.facts(db, cycle)
        found = [(one.address, *messages.personal(template, one, facts).values()) for one in due]
    return (ADDRESS, *template.placeholders), found


def mark_sent(viewer: Viewer | None, cycle_name: str, kind: str) -> int:
    """The learning team has sent the file itself: its people had the message now. Gives how many; logged."""
    viewer, now = require(viewer, Action.SEND_MESSAGES), dates.now()
    message_id = _message(cycle_name, kind)
    with writing() as db:
        marked = kept.mark_file_sent(db, message_id=message_id, now=now)
        events.add(db, at=now, account=viewer.account, action="message file sent", about=f"message {message_id}")
    return marked


def put_away(viewer: Viewer | None, cycle_name: str, kind: str) -> int:
    """The file was not sent: its people are due again. Gives how many; logged."""
    viewer, now = require(viewer, Action.SEND_MESSAGES), dates.now()
    message_id = _message(cycle_name, kind)
    with writing() as db:
        gone = kept.forget(db, message_id=message_id, problems=[kept.IN_FILE])
        events.add(db, at=now, account=viewer.account, action="message file put away", about=f"message {message_id}")
    return gone


def _message(cycle_name: str, kind: str) -> int:
    with reading() as db:
        message = kept.of_cycle(db, messaging.cycle_of(db, cycle_name).id).get(kind)
    if message is None:
        raise WrongState("no_message_file")
    return message.id
