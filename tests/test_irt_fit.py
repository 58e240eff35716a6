"""Calibration finds the published parameters of published data, and says in words what it leaves out."""

import ast
import builtins
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assessment import irt, irt_fit
from assessment.errors import AssessmentError
from tests import builders
from tests.calibrated import ON, answers, codes, drawn, lsat, outcome, parameters, science
from tests.test_architecture import ROOT, imports

SCIENCE = outcome("science_grm.json")
LSAT = outcome("lsat_2pl.json")


def bank_of(*items):
    return builders.bank(tuple(items))


def scenario(name, domain="AAA"):
    return replace(builders.situational(name, domain), options=builders.options(0, 1, 2, 3))


def right_or_wrong(name, domain="AAA"):
    return replace(builders.knowledge(name, domain), options=builders.options(0, 1))


def calibrate(bank, model="graded", **columns):
    return irt_fit.calibrate(bank, answers(**columns), model, ON, "the test")


# ---- published data ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "model"), [("grm", "graded"), ("gpcm", "partial_credit")])
def test_the_science_data_give_the_parameters_of_r(key, model):
    names = ("Comfort", "Work", "Future", "Benefit")
    columns = dict(zip(names, (science() + 1).T, strict=True))
    fit = calibrate(bank_of(*map(scenario, names)), model, **columns)
    assert [p.item for p in fit.calibration.parameters] == list(names)
    for found, expected in zip(fit.calibration.parameters, SCIENCE[key]["items"], strict=True):
        assert (found.model, found.n) == (model, 392)
        assert found.slope == pytest.approx(expected["a"], abs=0.02)
        assert found.thresholds == pytest.approx([expected["b1"], expected["b2"], expected["b3"]], abs=0.02)
    assert fit.remarks == ("Comfort is uncertain: a category of it has only 5 of 10 answers.",)


@pytest.mark.parametrize("name", ["lsat6", "lsat7"])
def test_the_law_school_test_gives_the_parameters_of_r(name):
    names = [f"Q{n}" for n in range(1, 6)]
    columns = dict(zip(names, (lsat(name) + 1).T, strict=True))
    fit = calibrate(bank_of(*map(right_or_wrong, names)), **columns)
    assert lsat(name).shape == (1000, 5)
    for found, expected in zip(fit.calibration.parameters, LSAT[name]["items"], strict=True):
        assert found.slope == pytest.approx(expected["a"], abs=0.01)
        assert found.thresholds[0] == pytest.approx(expected["b"], abs=0.01)
    assert (fit.calibration.n, fit.calibration.as_of, fit.calibration.source) == (1000, ON, "the test")
    assert fit.calibration.method.startswith("graded, marginal maximum likelihood by domain (mirt 1.")
    assert fit.calibration.correlations == {}


# ---- made-up people ------------------------------------------------------------------------------------


def made_up(people, domains, r, seed=1, lost=0.0):
    """A bank with four scenarios a domain and the answers of people whose traits correlate by r."""
    chance = np.random.default_rng(seed)
    size = len(domains)
    theta = chance.multivariate_normal(np.zeros(size), np.full((size, size), r) + (1 - r) * np.eye(size), people)
    items, columns = [], {}
    for d, domain in enumerate(domains):
        for slope in (1.0, 1.3, 1.6, 2.0):
            item = scenario(f"{domain}-{slope * 10:.0f}", domain)
            given = codes(item, drawn(parameters(item.id, slope, -1.2, 0.0, 1.0), theta[:, d], chance))
            columns[item.id.replace("-", "_")] = np.where(chance.random(people) < lost, -2, given)
            items.append(item)
    return bank_of(*items), columns


def test_parameters_and_correlations_of_made_up_people_are_found_again_with_missing_answers():
    bank, columns = made_up(2_000, ("BBB", "AAA", "CCC"), 0.6, lost=0.3)
    held = calibrate(bank, **columns).calibration
    assert list(held.correlations) == [("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "CCC")]
    assert list(held.correlations.values()) == pytest.approx([0.6] * 3, abs=0.08)
    assert [p.slope for p in held.parameters] == pytest.approx([1.0, 1.3, 1.6, 2.0] * 3, abs=0.35)
    for found in held.parameters:
        assert 1300 < found.n < 1500
        assert found.thresholds == pytest.approx([-1.2, 0.0, 1.0], abs=0.25)


def test_correlations_have_no_part_of_the_error_of_measurement():
    """With four items a domain, estimates of people correlate about .5 where their traits correlate .8."""
    bank, columns = made_up(2_000, ("AAA", "BBB"), 0.8)
    held = calibrate(bank, **columns).calibration
    assert held.correlations["AAA", "BBB"] == pytest.approx(0.8, abs=0.05)


def test_one_trait_seen_twice_gives_the_highest_correlation_that_is_tried():
    bank, columns = made_up(1_000, ("AAA", "BBB"), 1.0)
    assert 0.93 < calibrate(bank, **columns).calibration.correlations["AAA", "BBB"] <= 0.95


def test_correlations_that_contradict_each_other_are_mended():
    mended = irt_fit._possible(np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]]))
    assert np.diag(mended) == pytest.approx([1, 1, 1])
    assert np.linalg.eigvalsh(mended).min() > 0.005


# ---- what cannot be calibrated -------------------------------------------------------------------------


def test_fewer_than_two_hundred_people_calibrate_nothing():
    bank, columns = made_up(199, ("AAA",), 0)
    with pytest.raises(AssessmentError, match="the answers of 199 people; 200 are needed"):
        calibrate(bank, **columns)


def with_column(columns, name, *changes):
    """The columns with some values of one of them changed to others."""
    column = columns[name].copy()
    for old, new in changes:
        column[column == old] = new
    return columns | {name: column}


def test_an_item_whose_worst_answer_nobody_gave_is_left_out():
    bank, columns = made_up(500, ("AAA",), 0)
    fit = calibrate(bank, **with_column(columns, "AAA_10", (1, 2)))
    assert [p.item for p in fit.calibration.parameters] == ["AAA-13", "AAA-16", "AAA-20"]
    assert fit.remarks == ("AAA-10 is left out: nobody's answer falls into category 1 of its 4.",)


def test_an_item_that_too_few_answered_is_left_out_and_one_that_nobody_did_too():
    bank, columns = made_up(500, ("AAA",), 0)
    few = columns["AAA_10"].copy()
    few[199:] = -2
    more = builders.bank((*bank.items, scenario("AAA-X"), scenario("AAA-Y")))
    fit = calibrate(more, **columns | {"AAA_10": few})
    assert fit.remarks == (
        "Left out, since nobody answered: AAA-X, AAA-Y.",
        "AAA-10 is left out: 199 people answered it, and 200 are needed.",
    )


def test_an_item_that_measures_nothing_or_the_opposite_is_left_out():
    bank, columns = made_up(500, ("AAA",), 0)
    turned = with_column(columns, "AAA_10", (1, 14), (2, 13), (3, 2), (4, 1), (14, 4), (13, 3))
    fit = calibrate(bank, **turned)
    assert [p.item for p in fit.calibration.parameters] == ["AAA-13", "AAA-16", "AAA-20"]
    assert fit.remarks == ("AAA-10 is left out: it tells too little of what the others of AAA measure.",)


def test_a_domain_with_fewer_than_three_items_is_left_out_and_the_others_are_not():
    bank, columns = made_up(500, ("AAA", "BBB"), 0.5)
    fewer = {name: column for name, column in columns.items() if name not in ("BBB_16", "BBB_20")}
    fit = calibrate(bank, **fewer)
    assert {p.item[:3] for p in fit.calibration.parameters} == {"AAA"}
    assert "BBB is left out: 2 of its items can be fitted, and 3 are needed." in fit.remarks
    with pytest.raises(AssessmentError, match=r"No domain can be calibrated\. .*AAA is left out: 0 of its items"):
        calibrate(bank, **{name: column for name, column in fewer.items() if name.startswith("BBB")})


def test_ratings_are_not_calibrated():
    bank, columns = made_up(300, ("AAA",), 0)
    more = builders.bank((*bank.items, builders.rating("AAA-R1")))
    fit = calibrate(more, **columns, AAA_R1=columns["AAA_10"])
    assert "AAA-R1" not in {p.item for p in fit.calibration.parameters}
    assert fit.remarks == ()


# ---- the package ---------------------------------------------------------------------------------------


def test_without_the_package_the_way_to_it_is_told(monkeypatch):
    real = builtins.__import__

    def without(name, *more):
        if name == "mirt":
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(AssessmentError) as told:
        irt_fit.fit(["x"], np.zeros((3, 1), dtype=np.int8), [2], "graded")
    assert told.value.lines() == [
        "Calibration needs the package mirt, which is not installed.",
        "Run: python -m pip install 'mirt>=1.2,<2'. Everything else works without it.",
    ]


def test_a_fit_without_an_end_is_no_result(monkeypatch):
    monkeypatch.setattr("mirt.fit_mirt", lambda *_, **__: type("Result", (), {"converged": False}))
    with pytest.raises(AssessmentError, match="The fit of x, y found no end"):
        irt_fit.fit(["x", "y"], np.zeros((3, 2), dtype=np.int8), [2, 2], "graded")


def test_only_a_calibration_that_is_asked_for_imports_the_package():
    files = {path for path in (ROOT / "assessment").rglob("*.py") if "mirt" in imports(path)}
    assert files == {Path(irt_fit.__file__)}
    outermost = [
        node for node in ast.parse(Path(irt_fit.__file__).read_text()).body if isinstance(node, ast.ImportFrom)
    ]
    assert "mirt" not in {node.module for node in outermost}


def test_the_likelihood_of_a_correlation_survives_answers_that_contradict_each_other():
    ends = np.zeros((2, len(irt.GRID)))
    ends[0, 0] = ends[1, -1] = 1.0
    with np.errstate(all="raise", under="ignore"):
        assert irt_fit.correlation(ends, ends[::-1]) < -0.9
