"""Linear statements about unknown values, and what linear programmes (HiGHS) find possible under them."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from assessment.departments import Codes, Numbers

_BINDS = 1e-9


@dataclass(frozen=True)
class Statements:
    """low <= rows @ values <= high; an end may be infinite. Bounds of a single value are statements too.

    `rows` (statements, unknowns), scaled so that values and statements are of the order of 1; `block` (unknowns,): what
    belongs together, numbered from 0. Few statements should speak of more than one block.
    """

    rows: csr_array
    low: Numbers
    high: Numbers
    block: Codes


@dataclass(frozen=True)
class Least:
    """How low each wanted mean can lie (wanted,), and for those not low enough the statements that stand against it."""

    value: Numbers
    bound_by: dict[int, Codes]
    programmes: int


class Programme:
    """matrix @ x <= limits: both sides of statements, without those that say nothing."""

    def __init__(self, rows: csr_array, high: Numbers, low: Numbers) -> None:
        limits = np.concatenate([high, -low])
        told = np.isfinite(limits)
        self.matrix, self.limits = csr_array(vstack([rows, -rows]))[told], limits[told]
        self._statement = np.tile(np.arange(len(high)), 2)[told]

    def least(self, aim: Numbers, bounds: object = (None, None), method: str = "highs") -> tuple[Numbers, Codes] | None:
        """Where aim @ x is smallest, and the statements that bind there; None if that cannot be found."""
        found = linprog(aim, self.matrix, self.limits, bounds=bounds, method=method)  # type: ignore[call-overload]
        if found.x is None:
            return None
        return found.x, np.unique(self._statement[np.abs(found.ineqlin.marginals) > _BINDS])


def inside(said: Statements) -> Numbers | None:
    """The point that keeps from every end by the largest share of half the width there; None if none is possible."""
    width, count = said.high - said.low, said.rows.shape[1]
    half = np.where(np.isfinite(width), width / 2, 1.0)[:, None]
    both = Programme(said.rows, said.high, said.low)
    away = Programme(csr_array(half), said.high, said.low).matrix
    both.matrix = csr_array(hstack([both.matrix, abs(away)]))
    bounds = [(None, None)] * count + [(0.0, 1.0)]
    found = both.least(np.append(np.zeros(count), -1.0), bounds, "highs-ipm")
    return None if found is None else found[0][:-1]


def least(said: Statements, point: Numbers, wanted: csr_array, enough: Numbers) -> Least:
    """The lowest of each mean (wanted, unknowns), from a possible point on; exact where it is above `enough` (wanted,).

    All that are too high are moved together at first, then each by itself.
    """
    value, bound_by, programmes, alone = wanted @ point, dict[int, Codes](), 0, False
    programme = Programme(said.rows, said.high, said.low)
    while len(left := np.setdiff1d(np.flatnonzero(value > enough), list(bound_by))):
        tried = left[:1] if alone else left
        found, programmes = programme.least(np.asarray(wanted[tried].sum(axis=0))), programmes + 1
        reached = value if found is None else np.minimum(value, wanted @ found[0])
        if alone:
            bound_by[int(tried[0])] = np.zeros(0, dtype=np.intp) if found is None else found[1]
        alone = alone or bool((reached[left] > enough[left]).all())
        value = reached
    return Least(value, bound_by, programmes)
