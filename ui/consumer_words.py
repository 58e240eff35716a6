"""Words about programs that read published results."""

from collections.abc import Mapping
from datetime import date

from assessment import dates
from assessment.model import Consumer
from assessment.service.consuming import ALL
from ui.plain import plain
from ui.tables import Cell

ABOUT = (
    "A program, such as a department's own dashboard, can read published results over HTTP: only what is released, "
    "with withheld figures withheld. Each program needs a token. A token tells nothing about people."
)
NAME = "Name of the program, and the team that runs it"
LAST_DAY = "Last day of the token"
SHOWN_ONCE = (
    "This is the token of {name}. It is shown this once: only a hash of it is kept. Hand it over in a way that nobody "
    "else reads, such as a password manager. It goes with the next thing that you do on this page."
)
HOW_TO_ASK = "The program sends it with each request. To try it:"
REVOKED = "The token is revoked: the program can read nothing any more."
NOBODY = "No program can read published results yet."
WHOSE = "Organisation that the program is for"
WHOSE_HINT = "It reads no other organisation by name. Choose all for the learning team's own programs only."
COLUMNS = ("Program", "For", "Token", "Made on", "Last day", "Last used")
CAPTION = "Programs that were let in"
ABUSE = "A program may ask 60 times a minute. Whoever asks more often is told to wait."


def state(one: Consumer, today: date) -> str:
    if one.revoked_at is not None:
        return f"revoked on {dates.day(one.revoked_at)}"
    return "valid" if one.is_open(today) else "ended"


def whose(organisations: Mapping[str, str]) -> dict[str, str]:
    """What can be chosen: all by name, or one organisation, code -> words."""
    return {ALL: "All organisations by name"} | {code: plain(name) for code, name in organisations.items()}


def row(one: Consumer, today: date, organisations: Mapping[str, str]) -> tuple[Cell, ...]:
    """A program in the order of COLUMNS."""
    used = dates.in_words(one.last_used_on) if one.last_used_on else "never"
    reads = organisations.get(one.organisation, "All organisations")
    return one.name, reads, state(one, today), dates.day(one.created_at), dates.in_words(one.ends_on), used


def hint(today: date, most_days: int) -> str:
    return f"For example 31/3/{today.year + 1}; at most {most_days} days from today."


def example(address: str) -> str:
    """A command that shows whether a token works."""
    return " ".join(("curl", "--header", '"Authorization: Bearer $TOKEN"', address))
