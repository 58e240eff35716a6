"""Reliability against numbers worked by hand, figures computed by others, and what samples do."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import optimize

from assessment import reliability
from assessment.model import NotDefined, NotYet
from assessment.reliability import Interval

REFERENCE = Path(__file__).parent / "reference"
PUBLISHED = json.loads((REFERENCE / "statistics_reference.json").read_text())
ITEMS = ("Comfort", "Work", "Future", "Benefit")
SCIENCE = np.loadtxt(REFERENCE / "science.csv", delimiter=",", skiprows=1)
# nine tests of Thurstone and Thurstone (1941), 213 people, as printed with R's psych; upper half by rows
THURSTONE_UPPER = [
    0.828, 0.776, 0.439, 0.432, 0.447, 0.447, 0.541, 0.380,
    0.779, 0.493, 0.464, 0.489, 0.432, 0.537, 0.358,
    0.460, 0.425, 0.443, 0.401, 0.534, 0.359,
    0.674, 0.590, 0.381, 0.350, 0.424,
    0.541, 0.402, 0.367, 0.446,
    0.288, 0.320, 0.325,
    0.555, 0.598,
    0.452,
]  # fmt: skip


def thurstone() -> np.ndarray:
    found = np.eye(9)
    found[np.triu_indices(9, 1)] = THURSTONE_UPPER
    return np.maximum(found, found.T)


def people(covariance: np.ndarray, n: int = 213) -> np.ndarray:
    """Answers of n people with exactly this covariance."""
    k = len(covariance)
    drawn = np.linalg.qr(np.column_stack([np.ones(n), np.random.default_rng(1).normal(size=(n, k))]))[0][:, 1:]
    return drawn @ np.linalg.cholesky(covariance).T * np.sqrt(n - 1)


def ends(interval: Interval) -> tuple[float, float, float]:
    return interval.estimate, interval.low, interval.high


# ---- worked by hand ------------------------------------------------------------------------------------

THREE_PEOPLE = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 3.0]])
"""Variances 1 and 1, covariance .5, so the variance of the totals is 3."""


def test_alpha_worked_by_hand():
    found = reliability.alpha(THREE_PEOPLE, minimum=3)
    # 2/1 x (1 - 2/3); F(.975; 2, 2) = 39, F(.025; 2, 2) = 1/39
    assert found == Interval(pytest.approx(2 / 3), pytest.approx(1 - 39 / 3), pytest.approx(1 - 1 / (3 * 39)))


def test_measurement_error_worked_by_hand():
    """Residuals are 0, -.5, .5 and 0, .5, -.5: their squares add up to 1, over (3 - 1)(2 - 1) degrees of freedom."""
    residual = THREE_PEOPLE - THREE_PEOPLE.mean(0) - THREE_PEOPLE.mean(1, keepdims=True) + THREE_PEOPLE.mean()
    assert (residual**2).sum() == pytest.approx(1)
    assert reliability.residual_sd(THREE_PEOPLE, minimum=3) == pytest.approx(np.sqrt(1 / 2))
    # s_X of the mean score is sqrt(3)/2, alpha 2/3
    assert reliability.sem(THREE_PEOPLE, minimum=3) == pytest.approx(np.sqrt(3) / 2 * np.sqrt(1 / 3))


def test_the_correlation_with_the_rest_leaves_the_item_out():
    x = np.column_stack([THREE_PEOPLE, THREE_PEOPLE[:, 0]])
    first, second, third = reliability.item_rest(x, minimum=3)
    # the rest of the second is twice the first item: r = .5; of the first it is 3, 6, 6: r = 1.5 / (1 x sqrt 3)
    assert (second.estimate, first.estimate, third.estimate) == pytest.approx((0.5, 1.5 / np.sqrt(3), 1.5 / np.sqrt(3)))
    # three people say nothing about a correlation
    assert (second.low, second.high) == (-1, 1)


def test_items_that_work_against_each_other_have_a_negative_alpha_which_is_a_number():
    x = np.array([[1.0, 4.0], [2.0, 2.0], [3.0, 3.0], [4.0, 1.0]])
    # variances 5/3 each, covariance -4/3, so that of the totals is 2/3: alpha = 2 x (1 - 5)
    found = reliability.alpha(x, minimum=4)
    assert found.estimate == pytest.approx(-8)
    assert found.low < found.estimate < found.high
    first, second = reliability.item_rest(x, minimum=4)
    assert first.estimate == second.estimate == pytest.approx(-4 / 5)


def test_loadings_of_one_factor_are_found_again():
    loadings = np.array([0.9, 0.8, -0.3, 0.6])
    correlations = np.outer(loadings, loadings) + np.diag(1 - loadings**2)
    assert reliability.one_factor(correlations) == pytest.approx(loadings, abs=1e-5)
    # sum 2, squared 4; uniquenesses .19 + .36 + .91 + .64 = 2.1
    assert reliability.omega_of(loadings) == pytest.approx(4 / 6.1)
    assert reliability.omega_total(people(correlations)) == pytest.approx(4 / 6.1, abs=1e-5)


def test_an_item_never_shares_all_its_variance_with_the_factor():
    """A Heywood case: .9 x .9 / .5 would give the first item a loading of 1.27."""
    correlations = np.array([[1.0, 0.9, 0.9], [0.9, 1.0, 0.5], [0.9, 0.5, 1.0]])
    found = reliability.one_factor(correlations)
    assert found[0] ** 2 == pytest.approx(0.995)
    assert (found[1:] ** 2 < 0.995).all()


def test_items_without_anything_in_common_have_an_omega_of_nought():
    assert reliability.omega_total(people(np.eye(4))) == pytest.approx(0, abs=1e-9)


# ---- computed by others --------------------------------------------------------------------------------


def test_alpha_of_the_science_data_is_that_of_psych_and_pingouin():
    found = reliability.alpha(SCIENCE)
    assert found.estimate == pytest.approx(PUBLISHED["science4_alpha"], abs=1e-6)
    assert [found.low, found.high] == pytest.approx(PUBLISHED["science4_alpha_ci_feldt_pingouin"], abs=1e-3)


def test_items_of_the_science_data_are_those_of_psych():
    rest, without = reliability.item_rest(SCIENCE), reliability.alpha_if_deleted(SCIENCE)
    assert [r.estimate for r in rest] == pytest.approx(list(PUBLISHED["science4_item_rest_r"].values()), abs=1e-6)
    assert list(without) == pytest.approx(list(PUBLISHED["science4_alpha_if_deleted"].values()), abs=1e-6)
    # Fisher: artanh .352086 = .367823, 1.959964 / sqrt(389) = .099374
    assert [rest[0].low, rest[0].high] == pytest.approx([np.tanh(0.268449), np.tanh(0.467197)], abs=1e-6)


def test_omega_of_the_science_data_is_that_of_psych():
    loadings = reliability.one_factor(np.corrcoef(SCIENCE, rowvar=False))
    assert loadings == pytest.approx(PUBLISHED["science4_minres_loadings"], abs=1e-3)
    assert reliability.omega_total(SCIENCE) == pytest.approx(PUBLISHED["science4_omega_total_minres_1f"], abs=1e-3)


def test_measurement_error_of_the_science_data_is_as_published():
    assert reliability.sem(SCIENCE) == pytest.approx(PUBLISHED["science4_SEM_of_mean_score"], abs=1e-6)
    assert reliability.residual_sd(SCIENCE) == pytest.approx(0.635, abs=5e-4)


def test_alpha_of_thurstones_tests_is_that_of_psych():
    """psych's omega total, .9308, is of three factors under a general one; ours is of one factor, near alpha."""
    published = json.loads((REFERENCE / "thurstone_omega.json").read_text())
    x = people(thurstone())
    assert reliability.alpha(x).estimate == pytest.approx(published["alpha"], abs=1e-9)
    assert reliability.omega_total(x) == pytest.approx(0.8929, abs=1e-4)
    assert published["omega_h"] < reliability.omega_total(x) < published["omega_total"]


@pytest.mark.parametrize(
    "correlations", [np.corrcoef(SCIENCE, rowvar=False), thurstone()], ids=["science", "thurstone"]
)
def test_loadings_agree_with_the_other_way_to_find_them(correlations):
    """As psych::fa does: search the uniquenesses, with loadings from the largest eigenvalue of what is left."""

    def loadings(uniqueness):
        values, vectors = np.linalg.eigh(correlations - np.diag(uniqueness))
        return vectors[:, -1] * np.sqrt(max(values[-1], 0.0))

    def misfit(uniqueness):
        left = correlations - np.outer(loadings(uniqueness), loadings(uniqueness))
        return (left[np.triu_indices(len(left), 1)] ** 2).sum()

    start = np.full(len(correlations), 0.5)
    found = optimize.minimize(misfit, start, method="L-BFGS-B", bounds=[(0.005, 1)] * len(start), tol=1e-12)
    assert np.abs(loadings(found.x)) == pytest.approx(reliability.one_factor(correlations), abs=1e-3)


# ---- what holds always ---------------------------------------------------------------------------------


def test_error_of_the_mean_score_is_that_of_alpha():
    spread = SCIENCE.mean(axis=1).std(ddof=1)
    expected = spread * np.sqrt(1 - reliability.alpha(SCIENCE).estimate)
    assert reliability.sem(SCIENCE) == pytest.approx(expected, rel=1e-12)
    assert reliability.residual_sd(SCIENCE) / 2 == pytest.approx(expected, rel=1e-12)  # four items


def test_neither_the_unit_nor_the_zero_point_matters():
    x = (SCIENCE - 1) / 3
    assert ends(reliability.alpha(x)) == pytest.approx(ends(reliability.alpha(SCIENCE)))
    assert reliability.omega_total(x) == pytest.approx(reliability.omega_total(SCIENCE))
    assert reliability.residual_sd(x) * 3 == pytest.approx(reliability.residual_sd(SCIENCE))


def figures(x: np.ndarray, **minimum: int) -> list:
    scale = [reliability.alpha, reliability.omega_total, reliability.residual_sd, reliability.sem]
    found = [function(x, **minimum) for function in scale]
    return [*found, *reliability.item_rest(x, **minimum), *reliability.alpha_if_deleted(x, **minimum)]


@settings(deadline=None)
@given(
    arrays.arrays(np.int8, st.tuples(st.integers(2, 9), st.integers(1, 5)), elements=st.integers(0, 3)),
)
def test_every_set_of_answers_has_figures_or_a_reason(x):
    for found in figures(x / 3, minimum=2):
        if isinstance(found, Interval):
            assert found.low <= found.estimate + 1e-9
            assert found.estimate <= found.high + 1e-9
            assert found.estimate <= 1
        elif not isinstance(found, NotDefined):
            assert np.isfinite(found)
    assert not any(isinstance(found, NotYet) for found in figures(x / 3, minimum=2))


# ---- no figure -----------------------------------------------------------------------------------------


def test_a_scale_of_one_item_has_no_alpha_however_many_people_answer():
    x = SCIENCE[:, :1]
    assert reliability.alpha(x) == NotDefined(1)
    assert reliability.residual_sd(x) == reliability.sem(x) == NotDefined(1)
    assert reliability.item_rest(x) == (NotDefined(1),)
    assert reliability.alpha_if_deleted(x) == (NotDefined(0),)
    assert str(reliability.alpha(x)) == "not defined: too few items (1)"


def test_a_scale_of_two_items_has_no_omega_and_no_alpha_without_one_of_them():
    x = SCIENCE[:, :2]
    assert reliability.omega_total(x) == NotDefined(2)
    assert reliability.alpha_if_deleted(x) == (NotDefined(1), NotDefined(1))
    assert isinstance(reliability.alpha(x), Interval)


@pytest.mark.parametrize(
    ("figure", "needed"),
    [
        (reliability.alpha, 50),
        (reliability.omega_total, 50),
        (reliability.residual_sd, 50),
        (reliability.sem, 50),
        (lambda x: reliability.item_rest(x)[0], 100),
        (lambda x: reliability.alpha_if_deleted(x)[0], 100),
    ],
    ids=["alpha", "omega", "residual_sd", "sem", "item_rest", "alpha_if_deleted"],
)
def test_a_figure_appears_with_the_last_person_needed_and_not_before(figure, needed):
    assert figure(SCIENCE[: needed - 1]) == NotYet(needed - 1, needed)
    assert not isinstance(figure(SCIENCE[:needed]), NotYet | NotDefined)


def test_nobody_and_one_person_have_no_figures_whatever_the_minimum():
    for n in (0, 1):
        assert set(figures(SCIENCE[:n], minimum=0)) == {NotYet(n, 2)}


def test_an_item_that_all_answer_alike_has_no_correlation_and_alpha_lives_on():
    x = np.column_stack([SCIENCE[:, :2] / 3, np.full(len(SCIENCE), 1 / 3)])
    assert reliability.item_rest(x)[2] == NotDefined(3, "no spread")
    assert reliability.omega_total(x) == NotDefined(3, "no spread")
    pair = reliability.alpha(SCIENCE[:, :2]).estimate
    assert reliability.alpha(x).estimate == pytest.approx(pair * 3 / 4)  # k/(k - 1) falls from 2 to 3/2
    assert reliability.alpha_if_deleted(x) == pytest.approx((0, 0, pair))


def test_people_who_all_have_the_same_total_have_no_alpha_and_some_error():
    x = np.tile([[0.1, 0.7, 0.4], [0.7, 0.1, 0.4]], (50, 1))
    assert reliability.alpha(x) == NotDefined(3, "no spread")
    # residuals are -.3, .3, 0 and .3, -.3, 0: 100 x .18 over 99 x 2
    assert reliability.residual_sd(x) == pytest.approx(np.sqrt(18 / 198))
    assert [type(found) for found in reliability.item_rest(x)] == [Interval, Interval, NotDefined]
    assert reliability.item_rest(x)[0].estimate == pytest.approx(-1)
    assert reliability.alpha_if_deleted(x)[2] == NotDefined(2, "no spread")


def test_perfect_scores_of_everybody_have_no_figure_but_a_reason():
    x = np.ones((120, 3))
    assert set(figures(x)) == {NotDefined(3, "no spread"), NotDefined(2, "no spread")}


def test_items_that_say_the_same_measure_perfectly():
    x = np.repeat(SCIENCE[:, :1], 3, axis=1)
    assert reliability.alpha(x) == Interval(pytest.approx(1), pytest.approx(1), pytest.approx(1))
    assert reliability.sem(x) == pytest.approx(0, abs=1e-7)
    for rest in reliability.item_rest(x):
        assert ends(rest) == pytest.approx((1, 1, 1))


# ---- what samples do -----------------------------------------------------------------------------------


@pytest.mark.parametrize("samples", [400, pytest.param(5000, marks=pytest.mark.slow)])
def test_the_interval_of_alpha_holds_the_truth_in_95_of_100_samples(samples):
    """Eight parallel items with a true alpha of 8 r / (1 + 7 r) = .8."""
    chance = np.random.default_rng(2)
    r = 1 / 3
    held = 0
    for _ in range(samples):
        x = np.sqrt(r) * chance.normal(size=(60, 1)) + np.sqrt(1 - r) * chance.normal(size=(60, 8))
        found = reliability.alpha(x)
        held += found.low <= 8 * r / (1 + 7 * r) <= found.high
    assert held / samples == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / samples))


def test_intervals_narrow_as_people_come_in():
    chance = np.random.default_rng(3)
    x = chance.normal(size=(800, 1)) + chance.normal(size=(800, 4))
    for few, many in pairwise((50, 100, 200, 400, 800)):
        wide, narrow = reliability.alpha(x[:few]), reliability.alpha(x[:many])
        assert narrow.high - narrow.low < wide.high - wide.low
