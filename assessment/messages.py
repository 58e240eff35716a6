"""Messages to the people of a cycle: who is due for which, what stands in it, and when it is best sent.

At most three reminders reach a person, because there are three kinds and a person gets each kind once in a cycle.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from assessment import dates
from assessment.errors import EntryRefused, Fault, InputError
from assessment.model import Cycle
from assessment.register import REFERENCE_DATA

FOLDER = REFERENCE_DATA / "messages"
KINDS = ("invitation", "reminder_1", "reminder_2", "last_day", "thank_you", "results")
REMINDERS = ("reminder_1", "reminder_2", "last_day")
DAYS_AFTER = {"reminder_1": 7, "reminder_2": 14}
"""How many days must lie between the invitation and a reminder."""
LONGEST_SUBJECT, LONGEST_BODY = 255, 5_000
"""Characters: Notify takes 255 in a subject; nobody reads more than 5,000."""
PLACEHOLDERS = (
    "first name", "cycle", "minutes", "last day", "link", "questions left", "report link", "actions", "actions link",
    "no reminders link",
)  # fmt: skip
NO_NAME = "colleague"
BEST_DAYS, BEST_FROM, BEST_UNTIL = (1, 2, 3), time(9), time(11)
"""When messages are best sent, UK time: Tuesday to Thursday, 9am to 11am."""
ENTER_DAY = "Enter the day of sending, like 27/3/2027"
ENTER_TIME = "Enter the time of sending, like 9:30am or 14:00"
NO_SUCH_TIME = "The clocks go forward then, and this time does not exist; enter another one"
TIME_PASSED = "The day and time of sending must be in the future"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Progress = Literal["not started", "started", "on paper", "finished"]


@dataclass(frozen=True, slots=True)
class Template:
    """A message as data. `who` and `when` tell the learning team what the rules below do."""

    kind: str
    title: str
    who: str
    when: str
    subject: str
    body: str

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What stands in ((double brackets)), each once, in order."""
        return tuple(dict.fromkeys(re.findall(r"\(\((.*?)\)\)", f"{self.subject}\n{self.body}", re.DOTALL)))

    def filled(self, values: Mapping[str, str]) -> "Filled":
        """Subject and body as one person gets them; raises KeyError where a value is missing."""

        def fill(text: str) -> str:
            return re.sub(r"\(\((.*?)\)\)", lambda found: values[found[1]], text)

        return Filled(fill(self.subject), fill(self.body))


@dataclass(frozen=True, slots=True)
class Filled:
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message of a cycle: scheduled, sending, sent or cancelled; `send_at` is UTC."""

    id: int
    cycle_id: int
    kind: str
    status: str
    send_at: datetime


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody in a cycle. `address` is empty where they cannot be written to; `had` are the kinds with a delivery.

    `invited_at` is when an invitation was accepted or sent by hand, None before. `answered` counts saved answers.
    """

    person: str
    name: str
    organisation: str
    address: str
    invited: bool
    left: bool
    no_messages: bool
    progress: Progress
    form: str
    answered: int
    had: frozenset[str]
    invited_at: datetime | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What all messages of a cycle say: `site` is our address, `items` how many items each form (id) has.

    `minutes` are those of the longest form; `actions` what was said and done, as a text.
    """

    cycle: Cycle
    site: str
    minutes: int
    items: Mapping[str, int]
    actions: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that failed or waits, with the name of the person."""

    name: str
    organisation: str
    status: str
    problem: str
    attempts: int
    at: datetime


# ---- templates ---------------------------------------------------------------------------------------


@cache
def templates(folder: Path = FOLDER) -> Mapping[str, Template]:
    """The templates by kind, in the order of KINDS; raises InputError for those that Notify or we could not fill."""
    found = {kind: tomllib.loads((folder / f"{kind}.toml").read_text("utf-8")) for kind in KINDS}
    faults = [fault for kind, held in found.items() for fault in _faults(kind, held)]
    if faults:
        raise InputError(folder.name, faults)
    return {kind: Template(**{key: text.strip() for key, text in held.items()}) for kind, held in found.items()}


def _faults(kind: str, held: Mapping[str, object]) -> list[Fault]:
    file, names = f"{kind}.toml", [field.name for field in fields(Template)]
    if sorted(held) != sorted(names) or not all(isinstance(text, str) and text.strip() for text in held.values()):
        return [Fault(file, "", "its keys are not right", f"Give a text for each of {', '.join(names)}")]
    template = Template(**{key: str(text) for key, text in held.items()})
    faults = []
    if template.kind != kind:
        faults.append(Fault(file, "kind", "it is not the name of the file", f"Write {kind}"))
    for key, most in (("subject", LONGEST_SUBJECT), ("body", LONGEST_BODY)):
        if len(getattr(template, key)) > most:
            faults.append(Fault(file, key, f"it has more than {most} characters", "Shorten it"))
    known = f"Use one of: {', '.join(PLACEHOLDERS)}"
    strange = [name for name in template.placeholders if name not in PLACEHOLDERS]
    return faults + [Fault(file, f"(({name}))", "it is not known", known) for name in strange]


# ---- who gets it -------------------------------------------------------------------------------------


def is_due(kind: str, one: Recipient, cycle: Cycle, now: datetime) -> bool:
    """Whether a person may get a message now, whatever they had before.

    Whoever wants no messages gets the invitation and nothing else; whoever left gets nothing.
    """
    if not one.invited or one.left or (one.no_messages and kind != "invitation"):
        return False
    if kind in ("thank_you", "results"):
        return one.progress == "finished" and (kind == "thank_you" or cycle.status == "released")
    if now < cycle.opens_at or cycle.has_ended(now) or one.progress in ("finished", "on paper"):
        return False
    return kind == "invitation" or (one.invited_at is not None and _may_remind(kind, one, one.invited_at, cycle, now))


def _may_remind(kind: str, one: Recipient, invited_at: datetime, cycle: Cycle, now: datetime) -> bool:
    if kind == "last_day":
        return _uk_day(now) == dates.last_day(cycle.closes_at)
    long_enough = (_uk_day(now) - _uk_day(invited_at)).days >= DAYS_AFTER[kind]
    return long_enough and one.progress == ("not started" if kind == "reminder_1" else "started")


def due(kind: str, people: Sequence[Recipient], cycle: Cycle, now: datetime) -> list[Recipient]:
    """Those who are due and have not had it, with an address or not."""
    return [one for one in people if kind not in one.had and is_due(kind, one, cycle, now)]


# ---- what stands in it -------------------------------------------------------------------------------


def personal(template: Template, one: Recipient, facts: Facts) -> dict[str, str]:
    """A value for each placeholder of the template, for one person."""
    left = max(facts.items.get(one.form, max(facts.items.values(), default=0)) - one.answered, 0)
    values = {
        "first name": first_name(one.name),
        "cycle": facts.cycle.name,
        "minutes": str(facts.minutes),
        "last day": dates.in_words(dates.last_day(facts.cycle.closes_at)),
        "link": f"{facts.site}/",
        "questions left": "1 question" if left == 1 else f"{left} questions",
        "report link": f"{facts.site}/report",
        "actions": facts.actions,
        "actions link": f"{facts.site}/what-we-did",
        "no reminders link": f"{facts.site}/reminders",
    }
    return {name: values[name] for name in template.placeholders}


def first_name(name: str) -> str:
    """The first word of a name if it looks like one; names come from files, and must not bring links into messages."""
    word = name.split()[0] if name.split() else ""
    return word if re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", word) and len(word) <= 40 else NO_NAME


# ---- when --------------------------------------------------------------------------------------------


def proposed(kind: str, cycle: Cycle, invited_at: datetime | None, now: datetime) -> datetime:
    """When the message is best sent, UTC: the next good moment, on the half hour, with time left to schedule it."""
    if kind == "last_day":
        return _at(dates.last_day(cycle.closes_at), BEST_FROM)
    after = {"invitation": cycle.opens_at, "thank_you": cycle.ends_at}.get(kind, now)
    if kind in DAYS_AFTER:
        after = (invited_at or cycle.opens_at) + timedelta(days=DAYS_AFTER[kind])
    soon = max(after, now + timedelta(minutes=10))
    return next_good_moment(soon + (_EPOCH - soon) % timedelta(minutes=30))


def next_good_moment(after: datetime) -> datetime:
    """The next Tuesday, Wednesday or Thursday at 9am UK time, or `after` itself between 9am and 11am of one."""
    local = after.astimezone(dates.UK)
    if local.weekday() in BEST_DAYS and BEST_FROM <= local.time() < BEST_UNTIL:
        return after
    day = local.date() if local.time() < BEST_FROM else local.date() + timedelta(days=1)
    while day.weekday() not in BEST_DAYS:
        day += timedelta(days=1)
    return _at(day, BEST_FROM)


def tomorrow(now: datetime) -> datetime:
    """9am UK time of the next day: when a limit of today has gone."""
    return _at(_uk_day(now) + timedelta(days=1), BEST_FROM)


def typed(day: str, clock: str, now: datetime) -> datetime:
    """The moment (UTC) of a day and a UK time that somebody typed; of an hour that comes twice, the first.

    Raises EntryRefused with words for "day" and "time".
    """
    on, at = dates.typed(day), _clock(clock)
    wrong = ({} if on else {"day": ENTER_DAY}) | ({} if at else {"time": ENTER_TIME})
    if on is None or at is None:
        raise EntryRefused(wrong)
    moment = _at(on, at)
    if moment.astimezone(dates.UK).time() != at:
        raise EntryRefused({"time": NO_SUCH_TIME})
    if moment <= now:
        raise EntryRefused({"day": TIME_PASSED})
    return moment


def _clock(text: str) -> time | None:
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]m)?", text.strip().lower(), re.ASCII)
    if found is None or (found[2] is None and found[3] is None):
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=dates.UK).astimezone(UTC)


def _uk_day(moment: datetime) -> date:
    return moment.astimezone(dates.UK).date()
