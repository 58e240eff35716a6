"""Group means and ranges: worked by hand, against published vectors, and by simulation."""

import json
from pathlib import Path

import numpy as np
import pytest

from assessment import departments
from assessment.departments import Sums

REFERENCE = Path(__file__).parent / "reference"
CSPS = json.loads((REFERENCE / "csps_published_vectors.json").read_text())
INTERVALS = json.loads((REFERENCE / "intervals.json").read_text())
ONE = np.ones(1)


def strata(*grades: list[float], targets: tuple[float, ...] = (0, 0, 0, 0)) -> Sums:
    """One group and domain with these values in each of four grades: arrays of shape (1, 1, 4)."""
    padded = [*grades, *([[]] * (4 - len(grades)))]

    def each(numbers: list[float]) -> np.ndarray:
        return np.array(numbers, dtype=float).reshape(1, 1, 4)

    return Sums(
        n=each([len(v) for v in padded]),
        total=each([sum(v) for v in padded]),
        squares=each([sum(x * x for x in v) for v in padded]),
        errors=each([0.0] * 4),
        targets=each([len(v) * t for v, t in zip(padded, targets, strict=True)]),
        below=each([0.0] * 4),
    )


def estimate(sums: Sums, invited: list[float], rho: float = 1.0, pooled: float = 1.0, known: bool = True):
    return departments.estimates(sums, np.array([invited]), np.array([known]), rho * ONE, pooled * ONE)


def test_grades_weigh_as_invited_and_not_as_answered():
    # 10 of 15 deputy directors at 2 and 5 of 15 directors at 4: half and half gives 3, respondents alone 2.67
    made = estimate(strata([2.0] * 10, [4.0] * 5, targets=(2, 3, 0, 0)), [15, 15, 0, 0])
    assert made.estimate[0, 0] == pytest.approx(3.0)
    assert made.target[0, 0] == pytest.approx(2.5)
    # the largest share of one person is a director's: a half over 5
    assert made.weight[0, 0] == pytest.approx(0.1)
    # variance: (1/2)^2 (1 - 10/15) / 10 + (1/2)^2 (1 - 5/15) / 5
    assert made.variance[0, 0] == pytest.approx(0.25 / 30 + 0.25 * 2 / 15)
    # of endlessly many such people: (1/2)^2 / 10 + (1/2)^2 / 5
    assert made.v0[0, 0] == pytest.approx(0.25 / 10 + 0.25 / 5)


def test_a_grade_with_fewer_than_five_people_joins_the_grade_below():
    # 4 directors join 6 deputy directors: the mean is then plain, (6 x 2 + 4 x 4) / 10 = 2.8
    assert estimate(strata([2.0] * 6, [4.0] * 4), [10, 10, 0, 0]).estimate[0, 0] == pytest.approx(2.8)


def test_a_lowest_grade_with_fewer_than_five_people_joins_the_grade_above():
    # 2 deputy directors join 8 directors; 5 directors general stand alone: 3/4 x (2 + 8 x 3)/10 + 1/4 x 5
    made = estimate(strata([1.0] * 2, [3.0] * 8, [5.0] * 5), [10, 20, 10, 0])
    assert made.estimate[0, 0] == pytest.approx(0.75 * 2.6 + 0.25 * 5)


def test_a_grade_in_which_nobody_answered_lends_its_weight_to_the_grade_below():
    made = estimate(strata([2.0] * 5, [4.0] * 5), [10, 10, 20, 0])
    assert made.estimate[0, 0] == pytest.approx(0.25 * 2 + 0.75 * 4)


def test_the_share_of_one_person_is_that_of_the_grade_they_are_counted_with():
    # 4 directors join 6 deputy directors: a tenth each of two thirds; 8 directors general: an eighth of a third
    made = estimate(strata([2.0] * 6, [4.0] * 4, [3.0] * 8), [10, 10, 10, 0])
    assert made.person_weight[0, 0].tolist() == pytest.approx([2 / 30, 2 / 30, 1 / 24, 0])
    assert made.weight[0, 0] == pytest.approx(2 / 30)
    # 2 deputy directors join the directors, nobody of whom answered, and these the directors general
    made = estimate(strata([2.0] * 2, [], [3.0] * 8), [10, 10, 10, 0])
    assert made.person_weight[0, 0].tolist() == pytest.approx([0.1, 0, 0.1, 0])


def test_an_estimate_is_the_sum_of_what_each_person_has_in_it():
    rng = np.random.default_rng(3)
    people = [rng.uniform(1, 5, n).tolist() for n in (7, 3, 12, 1)]
    made = estimate(strata(*people), [20, 30, 12, 5])
    weights = made.person_weight[0, 0]
    assert made.estimate[0, 0] == pytest.approx(sum(w * sum(values) for w, values in zip(weights, people, strict=True)))
    assert sum(w * len(values) for w, values in zip(weights, people, strict=True)) == pytest.approx(1)


def test_a_census_keeps_measurement_error_and_nothing_else():
    everybody = strata([3.0] * 20)
    assert estimate(everybody, [20, 0, 0, 0], rho=1.0).variance[0, 0] == 0
    assert estimate(everybody, [20, 0, 0, 0], rho=0.8).variance[0, 0] == pytest.approx(0.2 / 20)
    # half of 40: 0.8 x (1 - 1/2) + 0.2 = 0.6
    assert estimate(everybody, [40, 0, 0, 0], rho=0.8).variance[0, 0] == pytest.approx(0.6 / 20)


def test_where_nobody_knows_who_was_invited_the_range_assumes_very_many():
    made = estimate(strata([2.0] * 10, [4.0] * 5), [0, 0, 0, 0], known=False)
    assert made.estimate[0, 0] == pytest.approx(40 / 15)
    assert made.variance[0, 0] == pytest.approx((10 / 15) ** 2 / 10 + (5 / 15) ** 2 / 5)


def test_more_answers_than_invitations_count_as_everybody():
    assert estimate(strata([2.0] * 12), [10, 0, 0, 0]).variance[0, 0] == 0


def test_a_small_group_uses_the_pooled_variance_alone_and_a_large_one_a_smoothed_one():
    small, large = strata([1.0, 5.0] * 14), strata([1.0, 5.0] * 15)
    assert estimate(small, [1e9, 0, 0, 0], pooled=0.5).variance[0, 0] == pytest.approx(0.5 / 28)
    # s^2 = 30 x 4 / 29; smoothed: (29 s^2 + 8 x 0.5) / 37
    assert estimate(large, [1e9, 0, 0, 0], pooled=0.5).variance[0, 0] == pytest.approx((120 + 4) / 37 / 30)


def test_pooled_variance_is_the_spread_within_organisations():
    # two organisations far apart, (1, 3) and (4, 5, 3): squares within 2 and 2 over 1 + 2 degrees of freedom
    n, total, squares = np.array([[2.0], [3.0]]), np.array([[4.0], [12.0]]), np.array([[10.0], [50.0]])
    sums = Sums(n, total, squares, 0 * n, 0 * n, 0 * n)
    assert departments.pooled_variance(sums)[0] == pytest.approx(4 / 3)


@pytest.mark.parametrize(("error", "least"), [(0.5, 0.25), (0.1, 0.25**2), (0.0, 0.25**2)])
def test_people_are_never_taken_to_differ_less_than_by_error_of_measurement_or_a_quarter_of_a_level(error, least):
    n, total = np.array([[4.0], [6.0]]), np.array([[12.0], [18.0]])  # ten people at 3.0
    sums = Sums(n, total, 3 * total, n * error**2, 0 * n, 0 * n)
    assert departments.pooled_variance(sums)[0] == pytest.approx(least)


def test_pooled_variance_of_organisations_with_one_person_each_is_that_of_all_people():
    values = np.array([[1.0], [3.0]])
    sums = Sums(np.ones((2, 1)), values, values**2, 0 * values, 0 * values, 0 * values)
    assert departments.pooled_variance(sums)[0] == pytest.approx(2.0)


@pytest.mark.parametrize(("error", "rho"), [(0.0, 1.0), (0.5, 0.75), (2.0, 0.0)])
def test_reliability_is_one_minus_error_over_spread_held_to_0_and_1(error, rho):
    # values 2, 3, 4: s^2 = 1; SE^2 of each is the error squared
    sums = Sums(*(np.array([x]) for x in (3.0, 9.0, 29.0, 3 * error**2, 0.0, 0.0)))
    assert departments.reliability(sums)[0] == pytest.approx(rho)


def test_reliability_of_people_who_are_all_alike_is_zero():
    sums = Sums(*(np.array([x]) for x in (3.0, 15.0, 75.0, 0.3, 0.0, 0.0)))
    assert departments.reliability(sums)[0] == 0


def test_sums_add_up_rows_by_atom_and_domain_and_roll_up_by_grade():
    cell = np.array([0, 0, 3])  # atom 0 domain 0 twice, atom 1 domain 1 once
    value, one = np.array([2.0, 3.0, 5.0]), np.ones(3)
    sums = departments.tally(cell, (2, 2), value, 0.5 * one, 4 * one, 0 * one, np.array([1.0, 2.0, 1.0]))
    assert sums.n.tolist() == [[3, 0], [0, 1]]
    assert sums.total.tolist() == [[8, 0], [0, 5]]
    assert sums.squares.tolist() == [[22, 0], [0, 25]]
    both = departments.roll_up(np.array([[True, True]]), np.array([0, 1]), 2, sums)
    assert both.total[0].tolist() == [[8, 0], [0, 5]]


def test_the_interval_of_a_mean_equals_that_of_r():
    case = INTERVALS["ttest"]
    values = np.array(case["a"])
    half = departments.half_width(values.var(ddof=1) / len(values), np.array(len(values) - 1.0))
    assert [values.mean() - half, values.mean() + half] == pytest.approx(case["mean_a_ci"], abs=1e-9)


def test_all_88_margins_of_error_of_the_people_survey():
    table = CSPS["margin_of_error_95"]
    p = np.array(table["proportions"])
    for n, margins in table["rows"].items():
        half = departments.half_width(p * (1 - p) / int(n), np.full(8, np.inf))
        assert departments.rounded(100 * half, 0).tolist() == margins


def index(values: list[float], people: list[float]) -> float:
    """The People Survey's index, 0-100, of answers 1-5, through our own sums."""
    v, count, nothing = np.array(values), np.array(people), np.zeros(len(values))
    sums = departments.tally(np.zeros(len(v), dtype=np.intp), (1, 1), v, nothing, nothing, nothing, count)
    return float(25 * (sums.total[0, 0] / sums.n[0, 0] - 1))


def test_people_survey_indices():
    answers = [1 + CSPS["scale_weights"][a] / 25 for a in CSPS["engagement_index_individual"]["answers"]]
    assert index(answers, [1] * 5) == pytest.approx(65)
    group = CSPS["engagement_index_group"]
    assert index([1 + s / 25 for s in group["individual_scores"]], [1] * 10) == pytest.approx(group["index"])
    assert index([5, 4, 3, 2, 1], CSPS["index_from_distribution_A"]["pct"]) == pytest.approx(49)


def test_rounding_comes_last():
    case = CSPS["percent_positive_rounding"]
    share = 100 * sum(case["counts"][:2]) / case["n"]
    assert departments.rounded(np.array(share), 0) == case["positive_0dp"] == 48
    difference = CSPS["difference_rounding"]
    assert departments.rounded(np.array(difference["b"] - difference["a"]), 0) == difference["difference_display"]


def test_halves_round_to_the_even_digit_and_never_to_minus_zero():
    assert departments.rounded(np.array([2.25, 2.75, -0.04]), 1).tolist() == [2.2, 2.8, 0.0]
    assert not np.signbit(departments.rounded(np.array(-0.04), 1))


@pytest.mark.parametrize("answered", [10, 20, 32, 40])
def test_ranges_hold_the_true_mean_95_times_in_100(answered):
    """4,000 departments of 40: wanted is the mean of true levels; seen are noisy scores of those who answered."""
    rng = np.random.default_rng(answered)
    true = rng.normal(3, 0.7 * np.sqrt(0.8), (4000, 40))
    seen = (true + rng.normal(0, 0.7 * np.sqrt(0.2), true.shape))[:, :answered]
    empty = np.zeros((4000, 1, 4))
    arrays = [empty.copy() for _ in range(6)]
    arrays[0][:, 0, 0], arrays[1][:, 0, 0], arrays[2][:, 0, 0] = answered, seen.sum(1), (seen**2).sum(1)
    population = np.tile([40.0, 0, 0, 0], (4000, 1))
    made = departments.estimates(Sums(*arrays), population, np.full(4000, True), 0.8 * ONE, 0.49 * ONE)
    half = departments.half_width(made.variance, departments.degrees_of_freedom(made.n))
    covered = (np.abs(made.estimate[:, 0] - true.mean(axis=1)) <= half[:, 0]).mean()
    assert 0.935 < covered < 0.98
