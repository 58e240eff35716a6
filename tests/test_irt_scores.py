"""Item response theory stays behind its switch, reads answers as categories, and gives levels with honest errors."""

from dataclasses import replace

import numpy as np
import pytest

from assessment import irt, irt_scores
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, NotYet
from assessment.scoring import NOT_ANSWERED
from tests import builders
from tests.calibrated import answers, calibrated, calibration, parameters

S1, K1 = builders.situational("A-S1"), builders.knowledge("A-K1")
B1, B2 = builders.knowledge("B-K1", "BBB"), builders.knowledge("B-K2", "BBB")
ALL = calibration(
    parameters("A-S1", 1.0, -1.0, 0.0, 1.0), parameters("A-K1"), parameters("B-K1"), parameters("B-K2"), AAA_BBB=0.6
)
BANK = calibrated((S1, K1, B1, B2, builders.rating("A-R1")), ALL)


def with_people(*counts: int):
    held = [replace(item, n=n) for item, n in zip(ALL.parameters, (*counts, 900, 900, 900, 900), strict=False)]
    return replace(BANK, calibration=replace(ALL, parameters=tuple(held)))


# ---- the switch ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "experimental", "found"),
    [
        (500, False, "usable"),
        (499, False, NotYet(499, 500)),
        (499, True, "usable"),
        (200, True, "usable"),
        (199, True, NotYet(199, 200)),
        (199, False, NotYet(199, 500)),
    ],
)
def test_the_item_that_fewest_answered_decides(people, experimental, found):
    bank = with_people(900, people)
    expected = bank.calibration if found == "usable" else found
    assert irt_scores.usable(bank, experimental) == expected


@pytest.mark.parametrize(("experimental", "needed"), [(False, 500), (True, 200)])
def test_a_bank_that_was_never_calibrated_is_never_usable(experimental, needed):
    assert irt_scores.usable(calibrated((S1, K1), None), experimental) == NotYet(0, needed)


def test_an_item_out_of_use_does_not_count():
    bank = with_people(3)
    retired = replace(S1, status="retired")
    assert irt_scores.usable(replace(bank, items=(retired, *bank.items[1:]))) == bank.calibration
    table = irt_scores.estimate(replace(bank, items=(retired, *bank.items[1:])), ALL, answers(A_S1=[1], A_K1=[2]))
    assert table.items.tolist() == [[1, 0]]


# ---- answers -> categories -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "worth"),
    [
        (S1, (0, 1 / 3, 2 / 3, 1)),
        (K1, (0, 1)),
        (builders.rating("R"), (0, 0.25, 0.5, 0.75, 1)),
        (replace(S1, options=builders.options(3, 1, 1)), (1 / 3, 1)),
    ],
    ids=["scenario", "knowledge", "rating", "scenario without a worthless option"],
)
def test_categories_are_the_credits_that_an_item_can_earn(item, worth):
    assert irt_scores.worth(item) == worth


@pytest.mark.parametrize(
    ("item", "codes", "categories"),
    [
        (S1, [1, 2, 3, 4, 5, DO_NOT_KNOW, NOT_APPLICABLE, NOT_ANSWERED], [3, 2, 1, 0, 0, 0, -1, -1]),
        (K1, [1, 2, 3, 4, DO_NOT_KNOW, NOT_APPLICABLE, NOT_ANSWERED], [0, 1, 0, 0, 0, -1, -1]),
        (replace(S1, options=builders.options(1, 3, 1)), [1, 2, 3, DO_NOT_KNOW], [0, 1, 0, 0]),
        (builders.rating("R", reverse=True), [1, 5, NOT_APPLICABLE], [4, 0, -1]),
    ],
    ids=["scenario", "knowledge", "scenario without a worthless option", "reversed rating"],
)
def test_i_do_not_know_is_the_lowest_category_and_does_not_apply_is_missing(item, codes, categories):
    assert irt_scores.categories(item, np.array(codes, dtype=np.int8)).tolist() == categories


def test_an_item_without_a_column_is_missing_for_everybody():
    found = irt_scores.answered_categories(BANK, ("A-S1", "A-K1"), answers(A_K1=[2, 1]))
    assert found.tolist() == [[-1, 1], [-1, 0]]


# ---- people --------------------------------------------------------------------------------------------


def test_a_level_is_what_a_person_there_would_earn_as_worked_out_by_hand():
    """At theta 0 each item is worth .5 on average, so 1 + 4 x .5 = 3; missing answers leave theta at 0."""
    half = answers(A_S1=[2], A_K1=[2], B_K1=[1], B_K2=[2])
    table = irt_scores.estimate(replace(BANK, calibration=None), replace(ALL, correlations={("AAA", "BBB"): 0.0}), half)
    assert table.theta[0, 1] == pytest.approx(0, abs=1e-9)
    assert table.level[0, 1] == pytest.approx(3)
    assert table.level_se[0, 1] == pytest.approx(4 * 0.25 * table.theta_se[0, 1])  # sigma'(0) = 1/4


def test_a_level_and_its_error_follow_the_curve_of_all_calibrated_items_of_the_domain():
    table = irt_scores.estimate(BANK, ALL, answers(A_S1=[1, 4], A_K1=[2, 1], B_K1=[2, 1], B_K2=[2, 1]))
    for row in range(2):
        scenario = irt.expected(ALL.parameters[0], table.theta[row, :1], (0, 1 / 3, 2 / 3, 1))
        knowledge = irt.expected(ALL.parameters[1], table.theta[row, :1], (0, 1))
        value, slope = np.mean([scenario, knowledge], axis=0)[:, 0]
        assert table.level[row, 0] == pytest.approx(1 + 4 * value)
        assert table.level_se[row, 0] == pytest.approx(4 * slope * table.theta_se[row, 0])
    assert 1 < table.level[1, 0] < 3 < table.level[0, 0] < 5


def test_what_people_say_of_themselves_moves_nothing():
    given = {"A_S1": [1], "A_K1": [2]}
    humble = irt_scores.estimate(BANK, ALL, answers(**given, A_R1=[1]))
    proud = irt_scores.estimate(BANK, ALL, answers(**given, A_R1=[5]))
    assert humble.theta[0, 0] == proud.theta[0, 0]


def test_fewer_than_two_answers_in_a_domain_place_nobody_there():
    table = irt_scores.estimate(BANK, ALL, answers(A_S1=[1, -2], A_K1=[2, -1], B_K1=[2, -2]))
    assert table.domains == ("AAA", "BBB")
    assert table.items.tolist() == [[2, 1], [0, 0]]
    empty = [[False, True], [True, True]]
    for numbers in (table.theta, table.theta_se, table.level, table.level_se):
        assert np.isnan(numbers).tolist() == empty


def test_a_domain_without_parameters_stays_empty():
    only = calibration(*ALL.parameters[:2])
    table = irt_scores.estimate(BANK, only, answers(A_S1=[1], A_K1=[2], B_K1=[2], B_K2=[2]))
    assert np.isnan(table.theta).tolist() == [[False, True]]
    assert table.items.tolist() == [[2, 0]]


def test_answers_elsewhere_tell_of_a_domain_as_far_as_domains_correlate():
    weak = answers(A_S1=[2, 2], A_K1=[1, 1], B_K1=[2, 1], B_K2=[2, 1])
    table = irt_scores.estimate(BANK, ALL, weak)
    assert table.theta[0, 0] > table.theta[1, 0] + 0.2
    apart = irt_scores.estimate(BANK, replace(ALL, correlations={("AAA", "BBB"): 0.0}), weak)
    assert apart.theta[0, 0] == apart.theta[1, 0]
