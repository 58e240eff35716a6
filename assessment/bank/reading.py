"""How hard a text is to read: Flesch-Kincaid grade (Kincaid et al. 1975, Navy Research Branch Report 8-75).

The grade is the number of years at a United States school that a reader needs. Terms that a bank allows, because its
readers use them every day, count as words of one syllable.
"""

import re
from collections.abc import Collection, Iterable

import syllapy

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9’'-]*")
_END = re.compile(r"[.!?:;](?=\s|$)|\n")


def words(text: str) -> int:
    """How many words a text has, as white space parts them."""
    return len(text.split())


def grade(text: str, allowed: Collection[str] = ()) -> float:
    """0.39 words a sentence + 11.8 syllables a word - 15.59, at least 0; 0 for a text without words.

    `allowed` are terms (a word or several, in any case of letters) counted as one word of one syllable. A sentence ends
    with a full stop, question or exclamation mark, colon, semicolon or line break.
    """
    text = without(text, allowed)
    found = _WORD.findall(text)
    if not found:
        return 0.0
    sentences = sum(bool(_WORD.search(part)) for part in _END.split(text))
    syllables = sum(map(_syllables, found))
    return max(0.0, 0.39 * len(found) / sentences + 11.8 * syllables / len(found) - 15.59)


def without(text: str, allowed: Iterable[str]) -> str:
    """The text with each allowed term, longest first, replaced by a word of one syllable; plurals count too."""
    terms = sorted(allowed, key=len, reverse=True)
    if not terms:
        return text
    pattern = "|".join(re.escape(term) for term in terms)
    return re.sub(rf"\b(?:{pattern})(?:s|es)?\b", "term", text, flags=re.IGNORECASE)


def _syllables(word: str) -> int:
    """Syllables of a word, of its parts if it has a hyphen; a number counts as one."""
    return sum(max(1, syllapy.count(part.replace("’", "").replace("'", ""))) for part in word.split("-") if part)
