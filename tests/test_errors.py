"""Every error has words for people: what happened, and what to do."""

import re
from pathlib import Path

import pytest

from assessment import error_words, errors

ROOT = Path(__file__).parent.parent
SOURCES = "\n".join(
    path.read_text() for folder in ("assessment", "interface", "ui") for path in (ROOT / folder).rglob("*.py")
)


@pytest.mark.parametrize("code", error_words.WORDS)
def test_every_code_has_two_sentences_without_jargon_or_blame(code):
    for words in error_words.WORDS[code]:
        assert words.endswith((".", "}", "upgrade"))
        assert not re.search(r"\b(please|sorry|oops|invalid|error|exception|null)\b", words, re.IGNORECASE)


@pytest.mark.parametrize("code", error_words.WORDS)
def test_every_code_is_raised_somewhere(code):
    assert SOURCES.count(f'"{code}"') >= 2, "once in the table, once where it is raised"


def test_an_error_says_both_sentences_with_its_values():
    error = errors.NotFound("that question")
    assert error.what == "We could not find that question."
    assert str(error) == "We could not find that question. Check the address, or go to the start page."


def test_faults_name_file_place_problem_and_remedy():
    fault = errors.Fault("a.csv", "row 3, grade", "‘DDG’ is not a known grade", "Use one of: director")
    assert str(fault) == "a.csv: row 3, grade: ‘DDG’ is not a known grade. Use one of: director."
    assert errors.InputError("a.csv", [fault]).what == "a.csv cannot be used: 1 fault was found."
    assert errors.InputError("a.csv", [fault] * 2).what == "a.csv cannot be used: 2 faults were found."
