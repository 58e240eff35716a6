"""What an organisation may say of its figures before they are released."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.errors import EntryRefused
from assessment.model import VERDICTS, SignOff
from assessment.practices import has_hidden, names_a_person

LONGEST = 500
SELECT = "Select whether you agree or have a query"
ENTER = "Enter what your query is"


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict, one of VERDICTS, and the words of a query, as somebody typed them."""

    verdict: str
    text: str = ""


def checked(said: Said) -> Said:
    """The same without spaces and lines that say nothing; an agreement has no words. Raises EntryRefused."""
    if said.verdict not in VERDICTS:
        raise EntryRefused({"verdict": SELECT})
    if said.verdict == "agreed":
        return Said("agreed")
    tidy = "\n".join(filter(None, (" ".join(line.split()) for line in said.text.splitlines())))
    if wrong := _wrong(said.text, tidy):
        raise EntryRefused({"text": wrong})
    return Said(said.verdict, tidy)


def standing(log: Iterable[SignOff], number: int) -> dict[str, str]:
    """Where each organisation (code) stands with a release of that number; `log` has the latest first.

    Each person's last word counts. One query is enough: it stands until whoever asked it agrees.
    """
    last: dict[tuple[str, str], str] = {}
    for one in log:
        if one.release_number == number:
            last.setdefault((one.organisation, one.account), one.verdict)
    asked = {organisation for (organisation, _), verdict in last.items() if verdict == "queried"}
    return {organisation: "queried" if organisation in asked else "agreed" for organisation, _ in last}


def _wrong(typed: str, tidy: str) -> str:
    if has_hidden(typed, "\t\r\n"):
        return "The query must not contain hidden characters: type it, or paste plain text"
    if not any(character.isalnum() for character in tidy):
        return ENTER
    if len(tidy) > LONGEST:
        return f"The query must be {LONGEST} characters or fewer"
    return "The query must not give the address of a person" if names_a_person(tidy) else ""
