"""How far a mean can lie from itself: ends worked by hand, and the short cuts against programmes over everything."""

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import csr_array

from assessment.possible import Possible
from assessment.programmes import Statements, inside, least


def statements(rows, low, high, block=None) -> Statements:
    matrix = csr_array(np.array(rows, dtype=float))
    blocks = np.zeros(matrix.shape[1], dtype=int) if block is None else np.array(block)
    return Statements(matrix, np.array(low, dtype=float), np.array(high, dtype=float), blocks)


def widths(said: Statements, wanted, needed) -> np.ndarray:
    point = inside(said)
    assert point is not None
    means = csr_array(np.array(wanted, dtype=float))
    return Possible(said, point, np.unique(said.block)).reach(means, np.array(needed, dtype=float)).width


def exact(said: Statements, mean: np.ndarray) -> float:
    """The width by two programmes over everything, in another form than ours."""
    sides, limits = np.vstack([said.rows.toarray(), -said.rows.toarray()]), np.append(said.high, -said.low)
    told = np.isfinite(limits)
    ends = [linprog(s * mean, sides[told], limits[told], bounds=(None, None), method="highs-ds").fun for s in (1, -1)]
    return float(-ends[1] - ends[0])


def random_statements(rng: np.random.Generator) -> Statements:
    """Means of 1-5 in a few blocks, and some weighted means of them, within a block and across, told to one decimal."""
    blocks = np.repeat(np.arange(int(rng.integers(1, 9))), 4)
    count = len(blocks)
    truth = rng.uniform(1, 5, count)
    rows = [np.eye(count)]
    for _ in range(int(rng.integers(1, 10))):
        across = rng.random() < 0.3
        members = rng.random(count) < 0.7 if across else (blocks == rng.choice(blocks)) & (rng.random(count) < 0.7)
        if members.any():
            weight = members * rng.integers(1, 9, count)
            rows.append((weight / weight.sum())[None])
    matrix = np.vstack(rows)
    told = np.round(matrix[count:] @ truth, 1)
    low, high = np.append(np.ones(count), told - 0.05), np.append(np.full(count, 5.0), told + 0.05)
    high[count + len(told) // 2 :] = np.inf  # some say something about one side only
    return statements(matrix, low, high, blocks)


def test_four_of_ten_people_whose_mean_is_shown_as_3_worked_by_hand():
    # 4 x + 6 y = 29.5 to 30.5, both within 1-5: x is free; 8 of 10: 8 x + 2 y, so x is at least (29.5 - 10) / 8
    bounds = [[1, 0], [0, 1]]
    four = statements([*bounds, [0.4, 0.6]], [1, 1, 2.95], [5, 5, 3.05])
    assert widths(four, [[1, 0]], [5]) == pytest.approx([4.0])
    eight = statements([*bounds, [0.8, 0.2]], [1, 1, 2.95], [5, 5, 3.05])
    assert widths(eight, [[1, 0]], [5]) == pytest.approx([(30.5 - 2) / 8 - (29.5 - 10) / 8])


def test_what_two_statements_pin_down_is_found():
    # x + y and x - y are told: each is known to within .1
    pinned = statements([[1, 0], [0, 1], [0.5, 0.5], [0.5, -0.5]], [1, 1, 2.95, -0.05], [5, 5, 3.05, 0.05])
    assert widths(pinned, [[1, 0], [0, 1]], [1, 1]) == pytest.approx([0.2, 0.2])


def test_statements_that_contradict_each_other_leave_no_point():
    assert inside(statements([[1.0], [1.0]], [1, 4], [3, 5])) is None


@pytest.mark.parametrize("seed", range(25))
def test_short_cuts_give_the_verdict_of_programmes_over_everything(seed):
    rng = np.random.default_rng(seed)
    said = random_statements(rng)
    count = said.rows.shape[1]
    wanted = rng.random((12, count)) < 3 / count
    wanted[np.arange(12), rng.integers(0, count, 12)] = True
    means = wanted / wanted.sum(axis=1, keepdims=True)
    needed = rng.choice([0.4, 1.0, 3.9], 12)
    point = inside(said)
    assert point is not None
    found = Possible(said, point, np.unique(said.block)).reach(csr_array(means), needed)
    for mean, width, enough, is_exact in zip(means, found.width, needed, found.exact, strict=True):
        widest = exact(said, mean)
        assert width <= widest + 1e-6
        assert (width >= enough - 1e-6) == (widest >= enough - 1e-6)
        if is_exact:
            assert width == pytest.approx(widest, abs=1e-6)
    # what is said to stand against more does: without it a narrow mean is wider
    for place in np.flatnonzero(found.exact & (found.width < needed - 1e-6)):
        free = np.ones(len(said.low), dtype=bool)
        free[found.bound_by[int(place)]] = False
        looser = Statements(said.rows, np.where(free, said.low, -9), np.where(free, said.high, 9), said.block)
        assert exact(looser, means[place]) > found.width[place] + 1e-6


@pytest.mark.parametrize("seed", range(10))
def test_the_least_of_a_mean_is_exact_where_it_is_not_low_enough(seed):
    rng = np.random.default_rng(seed)
    said = random_statements(rng)
    point, count = inside(said), said.rows.shape[1]
    assert point is not None
    wanted, enough = np.eye(count), rng.uniform(1, 4, count)
    found = least(said, point, csr_array(wanted), enough)
    sides, limits = np.vstack([said.rows.toarray(), -said.rows.toarray()]), np.append(said.high, -said.low)
    told = np.isfinite(limits)
    for mean, value, limit in zip(wanted, found.value, enough, strict=True):
        lowest = linprog(mean, sides[told], limits[told], bounds=(None, None)).fun
        assert value >= lowest - 1e-6
        assert (value <= limit) == (lowest <= limit)
