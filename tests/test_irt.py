"""Item response theory agrees with R on published data, with sums in two and three dimensions, and with itself."""

from itertools import product

import numpy as np
import pytest

from assessment import irt
from tests.calibrated import drawn, lsat, outcome, parameters, published, science, table

SCIENCE = outcome("science_grm.json")
LSAT = outcome("lsat_2pl.json")
MODELS = [("grm", "graded"), ("gpcm", "partial_credit")]
FAR = np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0])
STEEP = [parameters("x", 9.0, -20.0, 0.0, 20.0), parameters("y", 9.0, -20.0, 0.0, 20.0, model="partial_credit")]


# ---- items ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "model"), MODELS)
def test_information_and_expected_scores_are_those_of_r(key, model):
    held, theta = SCIENCE[key], np.array(SCIENCE[key]["theta_grid"])
    items = published(held["items"], model)
    score = sum(irt.expected(item, theta, (1, 2, 3, 4))[0] for item in items)
    assert score == pytest.approx(np.array(held["expected_score"]), abs=1e-8)
    assert irt.total_information(items, theta) == pytest.approx(np.array(held["test_info"]), abs=1e-8)
    each = np.array([irt.information(item, theta) for item in items])
    assert each == pytest.approx(np.array(held["item_info"]).reshape(each.shape), abs=1e-8)


@pytest.mark.parametrize("name", ["lsat6", "lsat7"])
def test_a_right_or_wrong_item_is_a_graded_one_with_one_threshold(name):
    held, theta = LSAT[name], np.array(LSAT[name]["theta_grid"])
    items = published(held["items"], "graded")
    assert irt.total_information(items, theta) == pytest.approx(np.array(held["test_info"]), abs=1e-8)
    alike = published(held["items"], "partial_credit")
    assert irt.probabilities(alike[0], theta) == pytest.approx(irt.probabilities(items[0], theta), abs=1e-12)


def test_probabilities_are_those_worked_out_by_hand():
    theta = np.zeros(1)
    graded = irt.probabilities(parameters("x", 1.0, -1.0, 1.0), theta)
    assert graded[0] == pytest.approx([0.268941, 0.462117, 0.268941], abs=1e-6)  # 1/(1+e), the rest, 1/(1+e)
    credit = irt.probabilities(parameters("x", 1.0, -1.0, 1.0, model="partial_credit"), theta)
    assert credit[0] == pytest.approx([0.211942, 0.576117, 0.211942], abs=1e-6)  # 1, e, 1 over their sum


@pytest.mark.parametrize(("_", "model"), MODELS)
def test_derivatives_are_the_slopes_of_the_curves(_, model):
    item, theta, step = parameters("x", 1.7, -1.0, 0.2, 1.5, model=model), np.linspace(-4, 4, 33), 1e-6
    near = [irt.expected(item, theta + by, (0, 0.3, 0.5, 1))[0] for by in (-step, step)]
    assert irt.expected(item, theta, (0, 0.3, 0.5, 1))[1] == pytest.approx((near[1] - near[0]) / (2 * step), abs=1e-8)
    p = [irt.probabilities(item, theta + by) for by in (-step, step)]
    squared = ((p[1] - p[0]) / (2 * step)) ** 2 / irt.probabilities(item, theta)
    assert irt.information(item, theta) == pytest.approx(squared.sum(axis=1), abs=1e-6)


@pytest.mark.parametrize("item", STEEP, ids=["graded", "partial credit"])
def test_nothing_overflows_however_far_out_and_however_steep(item):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        p = irt.probabilities(item, FAR)
        information, (worth, slope) = irt.information(item, FAR), irt.expected(item, FAR, (0, 1, 2, 3))
    assert p.sum(axis=1) == pytest.approx(np.ones(len(FAR)))
    assert np.isfinite([*information, *worth, *slope]).all()
    assert worth[[0, -1]] == pytest.approx([0, 3])
    assert information[[0, -1]] == pytest.approx([0, 0])


def test_no_items_have_no_information():
    assert irt.total_information([], FAR).tolist() == [0.0] * 5


# ---- one trait -----------------------------------------------------------------------------------------


def test_estimates_of_the_science_data_are_those_of_r_to_eight_decimals():
    estimates = irt.eap(published(SCIENCE["grm"]["items"], "graded"), science())
    expected = table("science_grm_scores.csv")
    assert estimates.theta == pytest.approx(expected[:, 1], abs=1e-8)
    assert estimates.se == pytest.approx(expected[:, 2], abs=1e-8)


@pytest.mark.parametrize(("key", "model"), MODELS)
def test_marginal_reliability_is_that_of_r(key, model):
    estimates = irt.eap(published(SCIENCE[key]["items"], model), science())
    assert irt.marginal_reliability(estimates) == pytest.approx(SCIENCE[key]["empirical_rxx"], abs=1e-6)


@pytest.mark.parametrize("name", ["lsat6", "lsat7"])
def test_every_pattern_of_the_law_school_test_is_placed_as_by_r(name):
    items = published(LSAT[name]["items"], "graded")
    patterns = LSAT[name]["patterns"]
    estimates = irt.eap(items, np.array([[p[i.item] for i in items] for p in patterns], dtype=np.int8))
    assert estimates.theta == pytest.approx([p["EAP"] for p in patterns], abs=1e-8)
    assert estimates.se == pytest.approx([p["SE_EAP"] for p in patterns], abs=1e-8)
    assert len(patterns) == len({tuple(row) for row in lsat(name).tolist()})


def test_one_right_answer_moves_a_person_as_worked_out_by_hand():
    """The mean is E sigma'(z) / E sigma(z) = .2066 / .5, and E theta^2 stays 1 by symmetry."""
    estimates = irt.eap([parameters("x")], np.array([[1], [0]], dtype=np.int8))
    assert estimates.theta == pytest.approx([0.4132, -0.4132], abs=5e-5)
    assert estimates.se == pytest.approx([np.sqrt(1 - 0.4132**2)] * 2, abs=5e-5)


def test_missing_answers_drop_out_and_nobody_without_any_is_placed_anywhere():
    items = [parameters("x", 1.2, -1.0, 0.5), parameters("y", 0.8, 0.3)]
    with_gap = irt.eap(items, np.array([[2, irt.MISSING], [irt.MISSING] * 2], dtype=np.int8))
    alone = irt.eap(items[:1], np.array([[2]], dtype=np.int8))
    assert with_gap.theta == pytest.approx([alone.theta[0], 0], abs=1e-12)
    assert with_gap.se == pytest.approx([alone.se[0], 1], abs=1e-7)


@pytest.mark.parametrize("item", STEEP, ids=["graded", "partial credit"])
def test_people_at_the_ends_have_finite_estimates_with_an_error_above_nothing(item):
    patterns = np.array([[0] * 30, [3] * 30, [0, 3] * 15, [1, 2] * 15], dtype=np.int8)
    estimates = irt.eap([item] * 30, patterns)
    assert np.isfinite(estimates.theta).all()
    assert (np.abs(estimates.theta) <= 6).all()
    assert estimates.theta[0] < -5 < 5 < estimates.theta[1]
    assert (estimates.se > 0.05).all()


def test_a_group_of_nobody_has_no_estimates():
    assert len(irt.eap(STEEP, np.zeros((0, 2), dtype=np.int8)).theta) == 0
    joint = irt.eap_of_domains([STEEP, STEEP], [np.zeros((0, 2), dtype=np.int8)] * 2, np.eye(2))
    assert joint.theta.shape == (0, 2)
    assert joint.covariance.shape == (0, 2, 2)


def test_more_people_than_fit_into_one_portion_are_placed_alike():
    many = np.tile(science(), (12, 1))
    items = published(SCIENCE["grm"]["items"], "graded")
    assert irt.eap(items, many).theta.tolist() == np.tile(irt.eap(items, science()).theta, 12).tolist()


# ---- several traits ------------------------------------------------------------------------------------


def summed(items, pattern, correlation, points):
    """Posterior mean and covariance of one person by summing over a grid in all dimensions."""
    theta = np.linspace(-6, 6, points)
    logs = [np.zeros(points) for _ in items]
    for d, own in enumerate(items):
        for item, category in zip(own, pattern[d], strict=True):
            logs[d] += np.log(irt.probabilities(item, theta)[:, category]) if category != irt.MISSING else 0
    places = np.array(list(product(theta, repeat=len(items))))
    log = -0.5 * np.einsum("ni,ij,nj->n", places, np.linalg.inv(correlation), places)
    log += np.array([sum(parts) for parts in product(*logs)])
    weight = np.exp(log - log.max())
    mean = weight @ places / weight.sum()
    away = places - mean
    return mean, (away * weight[:, None]).T @ away / weight.sum()


def correlated(domains, r):
    return np.full((domains, domains), r) + (1 - r) * np.eye(domains)


THREE = [parameters("x", 1.5, -1.0, 0.0, 1.0), parameters("y", 1.0, -0.5), parameters("z", 2.0, 0.4, model="graded")]
PATTERNS = [(0, 0, 0), (3, 1, 1), (2, 0, 1), (irt.MISSING, 1, irt.MISSING), (irt.MISSING,) * 3]


@pytest.mark.parametrize(("domains", "r", "points"), [(2, 0.7, 81), (2, -0.5, 81), (2, 0.9, 121), (3, 0.6, 41)])
def test_joint_estimates_are_those_of_sums_over_all_dimensions(domains, r, points):
    people = [[PATTERNS[(k + d) % 5] for d in range(domains)] for k in range(5)]
    people += [[PATTERNS[0]] * domains, [PATTERNS[1]] * domains, [PATTERNS[0], PATTERNS[1], PATTERNS[2]][:domains]]
    by_domain = [np.array([person[d] for person in people], dtype=np.int8) for d in range(domains)]
    joint = irt.eap_of_domains([THREE] * domains, by_domain, correlated(domains, r))
    for k, person in enumerate(people):
        mean, covariance = summed([THREE] * domains, person, correlated(domains, r), points)
        assert joint.theta[k] == pytest.approx(mean, abs=0.001)
        assert joint.se[k] == pytest.approx(np.sqrt(np.diag(covariance)), rel=0.01)
        assert joint.covariance[k] == pytest.approx(covariance, abs=0.007)


def test_without_correlation_joint_estimates_are_those_of_each_domain():
    one, other = science()[:, :2], science()[:, 2:]
    items = published(SCIENCE["grm"]["items"], "graded")
    joint = irt.eap_of_domains([items[:2], items[2:]], [one, other], np.eye(2))
    for d, alone in enumerate((irt.eap(items[:2], one), irt.eap(items[2:], other))):
        assert joint.theta[:, d] == pytest.approx(alone.theta, abs=1e-12)
        assert joint.se[:, d] == pytest.approx(alone.se, abs=1e-12)
    assert joint.covariance[:, 0, 1] == pytest.approx(np.zeros(392))


def test_answers_in_one_domain_tell_of_another_and_of_that_the_less_sure():
    answers = [np.array([[3, 1, 1]], dtype=np.int8), np.full((1, 3), irt.MISSING, dtype=np.int8)]
    joint = irt.eap_of_domains([THREE, THREE], answers, correlated(2, 0.6))
    assert joint.theta[0, 1] == pytest.approx(0.6 * joint.theta[0, 0])
    assert 1 > joint.se[0, 1] > joint.se[0, 0]


def test_steep_items_that_contradict_each_other_leave_finite_joint_estimates():
    ends = np.array([[0, 0], [3, 3], [0, 3]], dtype=np.int8)
    joint = irt.eap_of_domains([STEEP, STEEP], [ends, ends[::-1]], correlated(2, 0.95))
    assert np.isfinite(joint.theta).all()
    assert (np.linalg.eigvalsh(joint.covariance) > 0).all()


def errors_of_the_mean(domains, prior, theta, items, answers):
    """Reported standard error and real error (root mean square) of the mean over domains."""
    joint = irt.eap_of_domains(items, answers, prior)
    reported = np.sqrt(joint.covariance.mean(axis=(1, 2)).mean())
    return reported, np.sqrt(np.mean((joint.theta.mean(axis=1) - theta.mean(axis=1)) ** 2))


def test_the_error_of_a_mean_over_domains_is_honest_only_where_domains_may_correlate():
    chance, domains = np.random.default_rng(7), 8
    together = correlated(domains, 0.6)
    theta = chance.multivariate_normal(np.zeros(domains), together, 1_500)
    steps = np.sort(chance.normal(size=(domains, 4, 3)), axis=2)
    items = [[parameters("x", chance.uniform(1, 2), *row) for row in own] for own in steps]
    answers = [np.stack([drawn(i, theta[:, d], chance) for i in own], axis=1) for d, own in enumerate(items)]
    reported, real = errors_of_the_mean(domains, together, theta, items, answers)
    assert reported == pytest.approx(real, rel=0.05)
    reported, real = errors_of_the_mean(domains, np.eye(domains), theta, items, answers)
    assert reported < 0.75 * real


@pytest.mark.slow
def test_a_hundred_thousand_people_are_placed_on_eight_traits():
    chance = np.random.default_rng(3)
    items = [[parameters("x", 1.2, -1.0, 0.0, 1.0)] * 5] * 8
    answers = [chance.integers(-1, 4, (100_000, 5)).astype(np.int8) for _ in range(8)]
    joint = irt.eap_of_domains(items, answers, correlated(8, 0.6))
    assert np.isfinite(joint.theta).all()
    assert (joint.se < 1).all()


def test_a_matrix_of_correlations_has_the_order_that_is_asked_for():
    pairs = {("A", "B"): 0.1, ("A", "C"): 0.2, ("B", "C"): 0.3}
    assert irt.correlation_matrix(["C", "A", "B"], pairs).tolist() == [[1, 0.2, 0.3], [0.2, 1, 0.1], [0.3, 0.1, 1]]
