"""Closure against the suppression of tau-Argus, on tables of counts with margins."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array, vstack

from assessment import disclosure
from assessment.programmes import Programme

CASES = json.loads((Path(__file__).parent / "reference/suppression_tauargus.json").read_text())["cases"]
Place = tuple[int, int]
AS_MUCH = 1.5
"""Our closure lets no difference of fewer than k people be had, not only no single count: it may hide more."""


def table(counts: np.ndarray) -> tuple[disclosure.Plan, list[Place]]:
    """The groups of a table, margins behind the last row and column: priority falls from total to rows to columns."""
    rows, columns = counts.shape
    every = [(r, c) for r in range(rows + 1) for c in range(columns + 1)]
    view = [2 * (r < rows) + (c < columns) for r, c in every]
    r, c = np.indices(counts.shape).reshape(2, -1)
    member = np.array([((r == i) | (i == rows)) & ((c == j) | (j == columns)) for i, j in every])
    return disclosure.Plan((), member, np.array(view)), every


def hidden(published: np.ndarray, places: list[Place], size: np.ndarray) -> set[Place]:
    return {place for place, shown, n in zip(places, published, size, strict=True) if n and not shown}


@pytest.mark.parametrize("name", CASES)
def test_closure_hides_what_tau_argus_hides_first_and_not_much_more(name):
    case = CASES[name]
    counts = np.array(case["counts"], dtype=float)
    plan, places = table(counts)
    size, k = plan.member @ counts.ravel(), case["threshold"]
    published = disclosure.close(plan, counts.ravel(), size >= k, k)
    ours = hidden(published, places, size)
    assert {place for place, n in zip(places, size, strict=True) if 0 < n < k} <= ours
    assert {tuple(place) for place in case["primary"]} <= ours
    assert len(ours) <= AS_MUCH * len(case["suppressed_opt"])
    for group in np.flatnonzero((size > 0) & (size < k)):  # of larger ones it does not matter whether they can be had
        low, high = bounds(plan, counts, published, int(group))
        assert high - low > 0.5, places[group]


@pytest.mark.parametrize("name", CASES)
def test_without_closure_the_bounds_of_the_attacker_are_those_of_tau_argus(name):
    case = CASES[name]
    counts = np.array(case["counts"], dtype=float)
    plan, places = table(counts)
    enough = plan.member @ counts.ravel() >= case["threshold"]
    for found in case["attacker_bounds_primary_only"]:
        low, high = bounds(plan, counts, enough, places.index((found["row"], found["col"])))
        assert (low, high) == pytest.approx((found["low"], found["high"]), abs=1e-6)


def bounds(plan: disclosure.Plan, counts: np.ndarray, published: np.ndarray, group: int) -> tuple[float, float]:
    """Between what the count of a group lies, given the published ones, the empty ones, and that none is negative."""
    atoms, published = len(plan.member[0]), published | (plan.member @ counts.ravel() == 0)
    rows = csr_array(vstack([csr_array(plan.member[published].astype(float)), csr_array(np.eye(atoms))]))
    known = plan.member[published] @ counts.ravel()
    programme = Programme(rows, np.append(known, np.full(atoms, np.inf)), np.append(known, np.zeros(atoms)))
    aim = plan.member[group].astype(float)
    ends = [programme.least(sign * aim) for sign in (1.0, -1.0)]
    return tuple(float(aim @ end[0]) for end in ends)  # type: ignore[index,return-value]
