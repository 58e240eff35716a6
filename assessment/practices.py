"""Who may tell the others what they do, from published levels only; and what a practice may say."""

import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from assessment.errors import EntryRefused
from assessment.model import PRACTICE_EFFORTS, Published
from assessment.peers import PEERS_NEEDED

LIMITS = {"title": 100, "what": 1_500, "contact_team": 100}
"""Most characters of each text."""
LABELS = {"title": "Title", "what": "What you do", "contact_team": "Contact team"}
ENTER = {"title": "Enter a title", "what": "Enter what you do", "contact_team": "Enter the team to contact"}
SELECT_EFFORT = "Select how much effort it takes"
SHARED_ALREADY = (
    "You have shared a practice with this title in this area already: change that one, or give another title"
)
NO_PERSON = (
    "Contact must be a team, not a person: enter a shared mailbox such as digital-team@example.gov.uk, "
    "or the name of a team"
)
TEAM_WORDS = frozenset(
    {
        "admin", "centre", "comms", "contact", "data", "delivery", "design", "desk", "digital", "directorate",
        "division", "enquiries", "feedback", "group", "help", "helpdesk", "hr", "info", "it", "learning",
        "mail", "mailbox", "office", "ops", "policy", "product", "profession", "research", "security",
        "service", "services", "skills", "staff", "strategy", "support", "team", "technology", "training",
        "transformation", "unit", "user",
    }
)  # fmt: skip
"""Words in the address of a shared mailbox: digital.team@ looks like first.last@ but for them."""
_ADDRESS = re.compile(r"([\w.'’+-]+)@\w")
_VISIBLE = "LNS"
"""First letters of the Unicode categories of characters that say something: letters, numbers, signs, emoji."""
_HIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories that no text of ours holds: control codes, halves of characters, other ends of lines."""
_TURNS_TEXT = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that show text in another order than it is stored in."""


@dataclass(frozen=True, slots=True)
class HighestQuarter:
    """The organisations (codes) in the highest quarter of an area, and the lowest published level (1-5) among them.

    `among` is how many are published. Where those are too few, or do not differ, there is nobody and no level.
    """

    begins: float | None
    among: int
    members: frozenset[str]

    @property
    def too_few(self) -> bool:
        """Whether fewer than five organisations are published."""
        return self.among < PEERS_NEEDED


@dataclass(frozen=True, slots=True)
class Entered:
    """A practice as somebody typed it."""

    title: str
    what: str
    effort: str
    contact_team: str


def highest_quarter(published: Published, domain: str) -> HighestQuarter:
    """Organisations whose published level is at or above the upper quartile (type 7; Hyndman and Fan 1996).

    Equal levels stand together, so that it may be more than a quarter. Nobody is named where fewer than five are
    published, or where there is no evidence that organisations differ (`Published.alike`).
    """
    cells = published.select(view="organisation", measure="level", domain=domain).cells
    levels = {cell.organisation: cell.estimate for cell in cells if cell.estimate is not None}
    if len(levels) < PEERS_NEEDED or ("level", domain) in published.alike:
        return HighestQuarter(None, len(levels), frozenset())
    quartile = float(np.quantile(list(levels.values()), 0.75))
    members = {code: level for code, level in levels.items() if level >= quartile}
    return HighestQuarter(min(members.values()), len(levels), frozenset(members))


def checked(entered: Entered) -> Entered:
    """The same without spaces and empty lines that say nothing; only `what` keeps its lines.

    Raises EntryRefused with words for each field that is wrong, in the order of the form.
    """
    tidy = Entered(_line(entered.title), _paragraphs(entered.what), entered.effort.strip(), _line(entered.contact_team))
    found = {
        "title": _wrong("title", entered.title, tidy.title),
        "what": _wrong("what", entered.what, tidy.what),
        "effort": "" if tidy.effort in PRACTICE_EFFORTS else SELECT_EFFORT,
        "contact_team": _wrong("contact_team", entered.contact_team, tidy.contact_team),
    }
    if any(found.values()):
        raise EntryRefused({field: words for field, words in found.items() if words})
    return tidy


def names_a_person(text: str) -> bool:
    """Whether an e-mail address in the text is somebody's own, by its look: first.last@, f_last@; not digital.team@."""
    addresses = _ADDRESS.findall(unicodedata.normalize("NFKC", text).casefold())
    return any(_looks_personal(local) for local in addresses)


def has_hidden(text: str, allowed: str) -> bool:
    """Whether a text has characters that nobody sees or that turn others round, but for those `allowed`."""
    return any(
        unicodedata.category(character) in _HIDDEN or character in _TURNS_TEXT
        for character in text
        if character not in allowed
    )


def _looks_personal(local: str) -> bool:
    parts = [part for part in re.split(r"[._]", local) if part]
    return len(parts) > 1 and not TEAM_WORDS.intersection(re.findall(r"[^\W\d_]+", local))


def _line(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(text: str) -> str:
    lines = "\n".join(_line(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def _wrong(field: str, typed: str, tidy: str) -> str:
    """What is wrong with a text, in words; empty if nothing is."""
    if has_hidden(typed, "\t\r\n" if field == "what" else "\t"):
        return f"{LABELS[field]} must not contain hidden characters: paste it as plain text"
    if not any(unicodedata.category(character)[0] in _VISIBLE for character in tidy):
        return ENTER[field]
    if len(tidy) > LIMITS[field]:
        return f"{LABELS[field]} must be {LIMITS[field]:,} characters or fewer"
    if names_a_person(tidy):
        return NO_PERSON if field == "contact_team" else f"{LABELS[field]} must not give the address of a person"
    return ""
