"""Shares of people: whole percents that say nothing of any one person."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import shares

PEOPLE = st.integers(20, 5000)


def told(share: float, n: int) -> float:
    return float(shares.told(np.array(share), np.array(float(n))))


@pytest.mark.parametrize(
    ("share", "n", "shown"),
    [
        (0.0, 20, 0.05), (1.0, 20, 0.95),  # one person of twenty
        (0.0, 30, 0.04), (1.0, 30, 0.96),  # 1/30 is .033: rounded into the range, not out of it
        (0.0, 7000, 0.01), (1.0, 7000, 0.99),
        (0.314, 50, 0.31), (0.125, 50, 0.12),
    ],
)  # fmt: skip
def test_a_share_is_never_of_nobody_or_of_everybody(share, n, shown):
    assert told(share, n) == shown


@given(st.floats(0, 1), PEOPLE)
def test_a_share_in_whole_percents_leaves_room_for_one_person(share, n):
    found = told(share, n)
    assert round(100 * found) == pytest.approx(100 * found)
    assert 1 / n <= found <= 1 - 1 / n


@pytest.mark.parametrize(("share", "place"), [(0.0, 1), (0.2499, 1), (0.25, 2), (0.5, 2), (0.5001, 3), (1.0, 3)])
def test_few_are_below_a_quarter_and_most_are_more_than_half(share, place):
    assert float(shares.spread(np.array(share))) == place


def classes(low: float, middle: float, high: float, n: int) -> tuple[list[float], bool]:
    found, shown = shares.classes(np.array([low, middle, high]).reshape(3, 1), np.array([float(n)]))
    return found[:, 0].tolist(), bool(shown[0])


def test_three_classes_add_up_after_rounding():
    # .335 and .334 have the largest remainders after .331: 33 + 33 + 33, and the one that is missing goes to .335
    assert classes(0.335, 0.334, 0.331, 200) == ([0.34, 0.33, 0.33], True)


def test_a_class_of_less_than_one_person_is_told_as_one_at_the_cost_of_the_largest():
    # .50, .476 and .024 round to 50, 48, 2; of twenty people one is 5
    assert classes(0.5, 0.4761, 0.0239, 20) == ([0.47, 0.48, 0.05], True)
    assert classes(0.04, 0.93, 0.03, 20) == ([0.05, 0.90, 0.05], True)


@pytest.mark.parametrize("n", [20, 33, 100, 5000])
def test_no_class_is_shown_where_one_holds_all_but_less_than_a_person(n):
    assert not classes(0.0, 0.0, 1.0, n)[1]
    assert not classes(0.0, 1 - 0.4 / n, 0.4 / n, n)[1]
    assert classes(0.0, 0.9, 0.1, n)[1]


@given(st.tuples(st.floats(0, 1), st.floats(0, 1)), PEOPLE)
def test_shown_classes_come_to_1_and_each_leaves_room_for_one_person(cuts, n):
    a, b = sorted(cuts)
    found, shown = classes(a, b - a, 1 - b, n)
    assert sum(round(100 * x) for x in found) == 100
    assert all(x >= 1 / n - 1e-12 for x in found)
    if shown:
        assert all(x <= 1 - 1 / n + 1e-12 for x in found)
        assert np.abs(np.array(found) - [a, b - a, 1 - b]).max() <= 2 / n + 0.03
