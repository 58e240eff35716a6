"""What an organisation may say of its figures before they are released."""

from dataclasses import dataclass

from assessment.errors import EntryRefused
from assessment.model import VERDICTS
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


def _wrong(typed: str, tidy: str) -> str:
    if has_hidden(typed, "\t\r\n"):
        return "The query must not contain hidden characters: type it, or paste plain text"
    if not any(character.isalnum() for character in tidy):
        return ENTER
    if len(tidy) > LONGEST:
        return f"The query must be {LONGEST} characters or fewer"
    return "The query must not give the address of a person" if names_a_person(tidy) else ""
