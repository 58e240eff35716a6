"""Numbers in words: a percentage of people is written one way wherever it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assessment.model import DomainScore
from assessment.service.insight import ResponseRow
from tests import builders as make
from ui import charts, figures


def row(finished: int, invited: int, rounded: bool = False) -> ResponseRow:
    return ResponseRow("D1", "Department One", invited, 0, finished, rounded)


@pytest.mark.parametrize(
    ("finished", "invited", "words"),
    [(0, 800, "0%"), (1, 800, "1%"), (1, 8, "13%"), (3, 8, "38%"), (799, 800, "99%"), (800, 800, "100%"), (0, 0, "0%")],
)
def test_halves_go_up_and_only_none_and_all_say_so(finished, invited, words):
    assert figures.finished(row(finished, invited)) == words


@given(some.integers(1, 2000).flatmap(lambda invited: some.tuples(some.integers(0, invited), some.just(invited))))
def test_table_sentence_and_chart_of_response_say_the_same_percentage(counts):
    held = row(*counts)
    chart, words = charts.response_bars([held])
    ends = [r["end"] for data in chart.to_dict()["datasets"].values() for r in data if "end" in r]
    assert ends == [figures.finished(held)]
    assert words.title.endswith(f"have finished, {figures.finished(held)}")
    assert f"({figures.finished(held)})" in figures.response_sentence(held)


def test_a_response_sentence_has_its_caution():
    assert figures.response_sentence(row(3, 8)) == (
        "3 of 8 invited people answered (38%). People who answered may differ from those who did not."
    )
    assert figures.response_sentence(row(20, 100, rounded=True)) == (
        "About 20 of 100 invited people answered (20%). People who answered may differ from those who did not. "
        "This is a low response: read the figures with care."
    )
    assert figures.response_sentence(row(5, 0)) == "5 people answered. How many were invited is not known."


def test_the_name_of_a_level_is_that_of_the_number_shown():
    bank = make.bank((make.rating("AAA-B1"),))
    just_below = DomainScore("AAA", 3.0, 0.4, 2, 3.47, 0.4, 3, 3.47, 0.4, 4.0, "scored")
    assert figures.profile_row(just_below, bank)[1] == "3.5 Leading"
