"""Words about messages to the people of a cycle. Names that people gave are data here: tables escape them."""

from collections.abc import Sequence

from assessment import dates
from assessment.messages import Message, Template, Trouble
from assessment.notify_words import PROBLEMS
from assessment.service.messaging import Mode, Overview, Row
from assessment.service.sending import Sent

TITLE = "Messages"
LEAD = (
    "Six messages go with a cycle. Each person gets each of them once at most, and three reminders at most. "
    "Whoever has finished is not reminded: this is checked anew for each person, just before it is sent to them."
)
MODES: dict[Mode, str] = {
    "no key": "This service has no key of GOV.UK Notify. You can take a file of each message and send it yourself.",
    "limited": (
        "GOV.UK Notify sends only to your team and guest list: the key or the service is still on trial, which also "
        "means 50 messages a day. Ask for a live service in Notify, have a live key set, then try again below."
    ),
    "key": (
        "Messages go out through GOV.UK Notify. Its key does not say whether it is for live use, for your team only or "
        "for tests: see API integration in Notify."
    ),
}
NOBODY = "Nobody in this cycle can be written to: {reason}."
MADE_UP, NO_ADDRESSES = "its people are made up", "nobody signs in with an e-mail address"
HERE = "Links in messages lead to this computer until the setting APP_URL names the address of this service."
CAPTION = "Messages of this cycle"
COLUMNS = (
    "Message", "Where it stands", "Due now", "On its way", "Delivered", "Sent by you", "Failed", "To be tried again",
    "Who gets it", "When",
)  # fmt: skip
STATUSES = {"scheduled": "Goes out on", "sending": "Being sent since", "sent": "Sent on", "cancelled": "Cancelled"}
NOT_YET, IN_FILE = "Not sent yet", "In a file, not marked as sent"
PREVIEW = "As the first person gets it"
NO_PREVIEW = "Nobody who has an address is due for this message now. The text is below."
TEXT_SUMMARY = "Text to copy into a template"
THROUGH = "Send it through GOV.UK Notify"
NO_TEMPLATE = (
    "Notify has no template for this message that this service knows of. Copy the text into a template in Notify and "
    "have its id set (NOTIFY_TEMPLATES)."
)
ONCE_SENT = (
    "It goes to those who are due at that moment. You can send it again later: only those who are due since get it."
)
DAY, TIME = "Day", "Time (UK)"
DAY_HINT = "For example 27/3/2027. Tuesday to Thursday between 9am and 11am is a good time."
BY_HAND = "Send it yourself"
HOW_BY_HAND = (
    "Make a file of everybody who is due and has an address, as GOV.UK Notify takes it: e-mail address first, then a "
    "column for each placeholder. Copy the text above into a template in Notify, upload the file there, then say here "
    "that you have sent it. Until you do, nobody in it gets this message in any other way."
)
BUSY_ELSEWHERE = "Notify is to send this message. Cancel that before you make a file of it."
LOG = "What went wrong"
LOG_NOTE = (
    "Only people to whom the message did not go as it should are named. Of all others you see counts. "
    "GOV.UK Notify does not tell whether a message was read."
)
NO_TROUBLE = "Nothing has gone wrong with this message."
LOG_COLUMNS = ("Name", "Organisation", "Status", "What happened", "What to do", "Attempts", "When")
LOG_SHOWN = 100
WAITING, FAILED = "To be tried again", "Failed"
CANCELLED = "Cancelled. Nobody more gets it."
PUT_AWAY = "The file is put away. Its people are due again."
CHOICE_TITLE = "Messages about the assessment"
CHOICE = (
    "We write to invite you, to remind you up to three times, to thank you, and to say what is done about the results. "
    "You can have the invitation only."
)
STOPPED = "You get no messages after the invitation, in this cycle and in later ones."
GOES_ON = "You get all messages."
STOP, START = "Do not remind me", "Send me messages again"


def mode(view: Overview) -> str:
    return MODES[view.mode]


def reach(view: Overview) -> str:
    """How many can be written to, or why nobody can."""
    if not view.with_address:
        return NOBODY.format(reason=MADE_UP if view.cycle.made_up else NO_ADDRESSES)
    missing = view.people - view.with_address
    more = f" {_counted(missing, 'has', 'have')} no e-mail address and cannot be written to." if missing else ""
    return f"{view.with_address:,} of {_counted(view.people, 'person', 'people')} can be written to.{more}"


def stands(row: Row) -> str:
    """Where a message stands, in words."""
    if row.in_file:
        return IN_FILE
    if row.message is None:
        return NOT_YET
    status = STATUSES[row.message.status]
    return status if row.message.status == "cancelled" else f"{status} {dates.moment(row.message.send_at)}"


def rows(view: Overview) -> list[tuple[str | int, ...]]:
    return [
        (
            row.template.title,
            stands(row),
            row.due,
            row.accepted,
            row.delivered,
            row.by_hand,
            row.failed,
            row.waiting,
            row.template.who,
            row.template.when,
        )
        for row in view.rows
    ]


def due(row: Row) -> str:
    without = f", and {row.no_address:,} without one" if row.no_address else ""
    people = _counted(row.due, "person", "people")
    return f"{people} with an e-mail address {'is' if row.due == 1 else 'are'} due now{without}."


def as_typed(row: Row) -> tuple[str, str]:
    """Day and time that the form proposes."""
    local = row.proposed.astimezone(dates.UK)
    return f"{local.day}/{local.month}/{local.year}", dates.time(row.proposed)


def log_rows(lines: Sequence[Trouble]) -> list[tuple[str | int, ...]]:
    return [
        (
            line.name or "No name",
            line.organisation,
            FAILED if line.status == "failed" else WAITING,
            *PROBLEMS[line.problem],
            line.attempts,
            dates.moment(line.at),
        )
        for line in lines
    ]


def done(sent: Sent) -> str:
    """What a run did, and why it ended early."""
    said = (
        f"Sent to {_counted(sent.sent, 'person', 'people')}. Failed: {sent.failed}. To be tried again: {sent.waiting}."
    )
    if sent.stopped == "more_to_send":
        return f"{said} There are more to send: go on, or leave it to the next run."
    return f"{said} It stopped early: {' '.join(PROBLEMS[sent.stopped])}" if sent.stopped else said


def scheduled(message: Message) -> str:
    return f"Scheduled: it goes out on {dates.moment(message.send_at)}."


def titles(view: Overview) -> dict[str, str]:
    """What the page can be about, by the word in its address."""
    return {row.template.kind: row.template.title for row in view.rows}


def made(people: int) -> str:
    return f"The file holds {_counted(people, 'person', 'people')}."


def log_caption(lines: Sequence[Trouble]) -> str:
    more = f", the first {LOG_SHOWN}" if len(lines) > LOG_SHOWN else ""
    return f"{_counted(len(lines), 'person', 'people')} to whom it did not go as it should{more}"


def marked(people: int) -> str:
    return f"Marked as sent to {_counted(people, 'person', 'people')}."


def in_file(row: Row) -> str:
    return f"{_counted(row.in_file, 'person is', 'people are')} in the file."


def retry(row: Row) -> str:
    """What trying again means."""
    return f"{_counted(row.retryable, 'person', 'people')} certainly did not get it and can be tried again."


def plain_text(template: Template) -> tuple[str, ...]:
    """The paragraphs of a template as somebody copies them."""
    return (template.subject, *template.body.split("\n\n"))


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
