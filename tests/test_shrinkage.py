"""Groups drawn together: against published analyses, worked by hand, and what must never happen."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import disclosure, shrinkage
from assessment.model import GRADES, PROFESSION_BANDS, Organisation
from assessment.shrinkage import ALIKE, DIFFER, TOO_FEW, Family

REFERENCE = Path(__file__).parent / "reference"
META = json.loads((REFERENCE / "statistics_reference.json").read_text())["meta"]
SCHOOLS = json.loads((REFERENCE / "eight_schools_eb.json").read_text())
TEN = Family("organisation", "", np.arange(10))


def column(values: list[float] | np.ndarray) -> np.ndarray:
    return np.array(values, dtype=float).reshape(-1, 1)


def shrink(mean, variance, v0, family=TEN, published=None):
    shape = len(mean), 1
    seen = np.full(shape, True) if published is None else np.array(published).reshape(shape)
    found, (finding,) = shrinkage.shrink([family], *(column(x) for x in (mean, variance, v0)), seen)
    return found, finding


# ---- published analyses ------------------------------------------------------------------------------------


def test_variance_between_groups_and_estimates_are_those_of_metafor():
    y, v = np.array(META["y"]), np.array(META["v"])
    found = shrinkage.draw_together(y, v, v)
    assert found.between == pytest.approx(META["tau2"]["PM"], abs=1e-6)
    assert found.keep * y + found.offset == pytest.approx(META["blup_PM"], abs=6e-5)
    assert np.sqrt(found.variance) == pytest.approx(META["blup_se_PM"], abs=6e-5)
    assert found.offset / (1 - found.keep) == pytest.approx(np.full(8, META["mu_PM"]), abs=1e-6)


def test_eight_schools_give_no_evidence_that_they_differ():
    # Rubin 1981: fully pooled at 7.871; the ranges stay those of each school by itself
    y, variance = np.array(SCHOOLS["y"]), np.array(SCHOOLS["sei"]) ** 2
    found = shrinkage.draw_together(y, variance, variance)
    assert found.between == SCHOOLS["fits"]["PM"]["tau2"] == 0
    assert found.keep * y + found.offset == pytest.approx(SCHOOLS["fits"]["PM"]["blup"], abs=1e-9)
    assert found.variance.tolist() == variance.tolist()


def test_the_short_formula_is_the_long_one_of_a_finite_population_measured_with_error():
    # rho = .8: F = f rho y + (1 - f rho) mu, and its variance from what is sampled, what is measured, what is not asked
    rng, rho = np.random.default_rng(5), 0.8
    n, spread, y = np.arange(10, 22), 0.5, rng.normal(3, 0.4, 12)
    f = np.append(rng.uniform(0.2, 0.9, 11), 1.0)
    v0 = spread / n
    found = shrinkage.draw_together(y, (rho * (1 - f) + (1 - rho)) * v0, v0)
    weight = 1 / (v0 + found.between)
    b, m = v0 * weight, (weight * y).sum() / weight.sum()
    posterior, of_posterior = (1 - b) * y + b * m, (1 - b) * v0 + b**2 / weight.sum()
    unasked = n / f - n
    sampled = np.divide((1 - f) ** 2 * rho * spread, unasked, out=np.zeros(12), where=unasked > 0)
    long = (1 - f * rho) ** 2 * of_posterior + f**2 * rho * (1 - rho) * v0 + sampled
    assert found.between > 0
    assert found.keep * y + found.offset == pytest.approx(f * rho * y + (1 - f * rho) * posterior)
    assert found.variance == pytest.approx(long)


# ---- worked by hand ----------------------------------------------------------------------------------------


def test_ten_groups_worked_by_hand():
    # squares about 3: 10 x 1. 10 / (1/9 + tau^2) = 9 gives tau^2 = 1; c = v / (1/9 + 1) = .9 v
    found, finding = shrink([2.0] * 5 + [4.0] * 5, [1 / 9, 0.05] * 5, [1 / 9] * 10)
    assert (finding.groups, finding.state) == (10, DIFFER)
    # half of the second group is known for sure: it keeps more
    assert found.keep[:2, 0] == pytest.approx([0.9, 0.955])
    assert (found.keep[:2] * 2 + found.offset[:2])[:, 0] == pytest.approx([2.1, 2.045])
    # (1 - c) v + c^2 / (10 x .9)
    assert found.variance[:2, 0] == pytest.approx([0.1 + 0.01 / 9, 0.955 * 0.05 + 0.045**2 / 9])


def test_groups_that_differ_no_more_than_by_chance_are_alike_but_no_range_claims_it():
    # squares .1 / .1 = 1 against 9: chance explains it all
    found, finding = shrink([2.9] * 5 + [3.1] * 5, [0.1, 0.04] * 5, [0.1] * 10)
    assert finding.state == ALIKE
    # nothing is kept but what is known for sure: .6 of the second
    assert found.keep[:2, 0] == pytest.approx([0.0, 0.6])
    assert (found.keep[:2] * 2.9 + found.offset[:2])[:, 0] == pytest.approx([3.0, 0.6 * 2.9 + 0.4 * 3.0])
    assert found.variance[:, 0].tolist() == [0.1, 0.04] * 5


def test_groups_that_could_not_be_further_apart_keep_what_they_said():
    y, v = np.linspace(1, 1e6, 10), np.full(10, 0.01)
    found = shrinkage.draw_together(y, v, v)
    assert found.keep * y + found.offset == pytest.approx(y)
    assert found.variance == pytest.approx(v)


def test_nine_groups_are_too_few_and_keep_their_means():
    nine = Family("organisation", "", np.arange(9))
    found, finding = shrink([2.0] * 4 + [4.0] * 5, [0.1] * 9, [0.1] * 9, nine)
    assert (finding.groups, finding.state) == (9, TOO_FEW)
    assert (found.keep.tolist(), found.offset.tolist()) == ([[1.0]] * 9, [[0.0]] * 9)
    assert found.variance[:, 0].tolist() == [0.1] * 9


def test_a_group_that_is_withheld_moves_nothing_and_does_not_count():
    family = Family("organisation", "", np.arange(12))
    seen = [True] * 10 + [False] * 2
    means = [2.0, 3.0] * 5
    one, finding = shrink([*means, 1.0, 5.0], [0.1] * 12, [0.1] * 12, family, seen)
    other, _ = shrink([*means, 4.0, 4.0], [0.1] * 12, [0.1] * 12, family, seen)
    assert finding.groups == 10
    assert one.offset.tolist() == other.offset.tolist()
    assert one.keep[10:, 0].tolist() == [1.0, 1.0]
    _, finding = shrink([*means, 1.0, 5.0], [0.1] * 12, [0.1] * 12, family, [True] * 9 + [False] * 3)
    assert (finding.groups, finding.state) == (9, TOO_FEW)


# ---- families --------------------------------------------------------------------------------------------


def test_organisations_are_a_family_and_so_are_their_grades_and_professions_by_band():
    register = [Organisation(code, code, "ministry", "group") for code in "AB"]
    found = shrinkage.families(disclosure.plan("AB", register).groups)
    bands = ("deputy_director", "director", "director_general", "director_and_above")
    assert {(f.view, f.band, len(f.members)) for f in found} == {
        ("organisation", "", 2),
        ("organisation_type", "", 1),
        ("parent_group", "", 1),
        *(("organisation_grade", band, 2) for band in bands),
        *(("organisation_profession", band, 2) for band in PROFESSION_BANDS),
    }


def test_all_people_grades_and_professions_are_never_drawn_anywhere():
    plan = disclosure.plan([f"O{i:02}" for i in range(12)], [])
    family = {place for f in shrinkage.families(plan.groups) for place in f.members}
    alone = [g.view for place, g in enumerate(plan.groups) if place not in family]
    assert sorted(alone) == ["all", *["grade"] * len(GRADES), *["profession"] * len(PROFESSION_BANDS)]


# ---- whatever comes ----------------------------------------------------------------------------------------


@given(
    st.lists(
        st.tuples(st.floats(1, 5), st.floats(1e-4, 1), st.floats(0, 1)),
        min_size=10,
        max_size=30,
    )
)
def test_estimates_lie_between_mean_and_common_mean_and_ranges_are_never_wider_than_before(groups):
    y, v0, uncertain = np.array(groups).T
    found = shrinkage.draw_together(y, uncertain * v0, v0)
    assert found.between >= 0
    assert ((found.keep >= -1e-12) & (found.keep <= 1)).all()
    assert (found.variance >= 0).all()
    assert (found.variance <= uncertain * v0 + 1e-12).all()
    estimate = found.keep * y + found.offset
    assert (estimate >= y.min() - 1e-9).all()
    assert (estimate <= y.max() + 1e-9).all()
