"""What is possible, given linear statements about unknown values: how far a mean of some of them can lie from itself.

The attack asks it for thousands of small sets of people at once, for which two linear programmes each would take hours.
So possible points are looked for first: a set whose mean differs between two of them is known no better than that.
Points come from a barrier (Dikin 1967): from a centre along H^-1 c, as far as the statements let it, at first in one
block with all others held, then everywhere; and then from linear programmes, over a block, over some, over all. A width
is never larger than what is possible. One that is smaller than needed is exact: from a programme over everything, or
from one that was stopped by statements about nothing else, whose multipliers prove it for everything.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array

from assessment.departments import Codes, Flags, Numbers
from assessment.programmes import Programme, Statements

_TINY, _STILL, _FAR = 1e-6, 1e-12, 1e6
_STEPS, _SWEEPS, _SETTLED = 4, 3, 0.3
_AT_ONCE, _HELPERS, _FEW = 256, 6, 4096


@dataclass
class Reach:
    """How far below and above its value at the centre each wanted mean was found, arrays (wanted,).

    `exact`: that no point lies further out. `programmes` counts linear programmes; `bound_by` names for exact ones the
    statements that stand against more.
    """

    down: Numbers
    up: Numbers
    exact: Flags
    bound_by: dict[int, Codes]
    programmes: int = 0

    @property
    def width(self) -> Numbers:
        return self.up - self.down

    def open(self, needed: Numbers) -> Flags:
        """Means that are narrower than needed, as far as is known."""
        return np.asarray((self.width < needed) & ~self.exact)

    def see(self, which: Codes, values: Numbers) -> None:
        """Note values (which, points), counted from the centre."""
        self.down[which] = np.minimum(self.down[which], values.min(axis=1))
        self.up[which] = np.maximum(self.up[which], values.max(axis=1))


# ---- ways out of a centre ------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Part:
    """Some unknowns, the statements that speak of them, and what these say (touched, unknowns)."""

    unknowns: Codes
    touched: Codes
    rows: csr_array

    @cached_property
    def _dense(self) -> Numbers | None:
        """The rows as a plain array, where they are few."""
        return self.rows.toarray() if self.rows.shape[0] * self.rows.shape[1] <= _FEW else None

    @cached_property
    def _across(self) -> csr_array:
        return csr_array(self.rows.T)

    def curvature(self, weight: Numbers) -> Numbers:
        """rows' diag(weight) rows."""
        if self._dense is not None:
            return np.asarray(self._dense.T @ (weight[:, None] * self._dense))
        heavy = np.repeat(weight, np.diff(self.rows.indptr)) * self.rows.data
        weighted = csr_array((heavy, self.rows.indices, self.rows.indptr), shape=self.rows.shape)
        return np.asarray((self._across @ weighted).toarray())


class Possible:
    """The points that statements leave possible, seen from a centre that is moved into place on making."""

    def __init__(self, said: Statements, inside: Numbers, blocks: Codes) -> None:
        """`inside` (unknowns,): a possible point; `blocks`: those that anything will be asked about."""
        self.said, self.centre = said, inside.copy()
        self._columns = said.rows.tocsc()
        self._blocks: dict[int, _Part] = {}
        self._value = said.rows @ self.centre
        self._spoken_of = np.diff(said.rows.indptr)
        self._weight = np.maximum(self._spoken_of, 1).astype(np.float64)
        for _ in range(_SWEEPS):
            for block in blocks.tolist():
                self._settle(self._block(block))

    def reach(self, wanted: csr_array, needed: Numbers) -> Reach:
        """How far each mean (wanted, unknowns) can be moved; looked into until it is `needed` (wanted,) or exact."""
        count = wanted.shape[0]
        found = Reach(np.zeros(count), np.zeros(count), np.zeros(count, dtype=bool), {})
        home = self._home(wanted)
        for block in np.unique(home[home >= 0]).tolist():
            self._within(self._block(block), np.flatnonzero(home == block), wanted, found)
        left = np.flatnonzero(found.width < needed)
        for some in np.split(left, range(_AT_ONCE, len(left), _AT_ONCE)) if len(left) else []:
            self._everywhere(some, wanted, found)
        for block in np.unique(home[found.open(needed) & (home >= 0)]).tolist():
            self._programmes(self._block(block), np.flatnonzero(home == block), wanted, needed, found)
        for alone in np.flatnonzero(found.open(needed)) if self.said.block.max() >= _HELPERS else ():
            around = np.append(self._large, self.said.block[wanted[[alone]].indices])
            self._programmes(self._part(around), np.array([alone]), wanted, needed, found)
        if found.open(needed).any():
            self._programmes(self._part(self.said.block), np.arange(count), wanted, needed, found)
        return found

    # ---- parts ---------------------------------------------------------------------------------------

    def _part(self, blocks: Codes) -> _Part:
        unknowns = np.flatnonzero(np.isin(self.said.block, blocks))
        rows = self._columns[:, unknowns].tocsr()
        touched = np.flatnonzero(np.diff(rows.indptr))
        return _Part(unknowns, touched, csr_array(rows[touched]))

    def _block(self, block: int) -> _Part:
        if block not in self._blocks:
            self._blocks[block] = self._part(np.array([block]))
        return self._blocks[block]

    @cached_property
    def _large(self) -> Codes:
        """The blocks with the most unknowns: nobody is better placed to give way in what is said about many."""
        return np.argsort(-np.bincount(self.said.block), kind="stable")[:_HELPERS]

    def _home(self, wanted: csr_array) -> Codes:
        """The block in which all of a mean lies, -1 where it is spread over several."""
        low, high = _lowest_and_highest(wanted, self.said.block)
        return np.where(low == high, low, -1)

    def _room(self, statements: Codes | slice) -> tuple[Numbers, Numbers]:
        """How far the values of statements are from their upper and lower ends."""
        value = self._value[statements]
        up, down = self.said.high[statements] - value, value - self.said.low[statements]
        return np.maximum(up, _TINY), np.maximum(down, _TINY)

    # ---- moves ---------------------------------------------------------------------------------------

    def _settle(self, block: _Part) -> None:
        """Newton steps of one block towards the analytic centre, the others held (Boyd and Vandenberghe 2004, 9.5)."""
        weight = self._weight[block.touched]
        for _ in range(_STEPS):
            up, down = self._room(block.touched)
            slope = block.rows.T @ (weight / up - weight / down)
            step = -np.linalg.solve(block.curvature(weight * (up**-2 + down**-2)), slope)
            move = block.rows @ step
            far = min(1.0, 0.8 * float(_far(move[:, None], up, down)[0]))
            self.centre[block.unknowns] += far * step
            self._value[block.touched] += far * move
            if -slope @ step < _SETTLED**2:
                break

    def _within(self, block: _Part, which: Codes, wanted: csr_array, found: Reach) -> None:
        """Along the barrier's directions of one block, the others held."""
        aims = wanted[which][:, block.unknowns].toarray()
        up, down = self._room(block.touched)
        ways = np.linalg.solve(block.curvature(self._weight[block.touched] * (up**-2 + down**-2)), aims.T)
        found.see(which, aims @ _both_ways(ways, block.rows @ ways, up, down))

    def _everywhere(self, which: Codes, wanted: csr_array, found: Reach) -> None:
        """Along the barrier's directions in all unknowns."""
        ways, moves = self._whole.directions(wanted[which])
        found.see(which, wanted[which] @ _both_ways(ways, moves, *self._room(slice(None))))

    @cached_property
    def _whole(self) -> "_Whole":
        up, down = self._room(slice(None))
        return _Whole(self.said, self._weight * (up**-2 + down**-2))

    def _programmes(self, part: _Part, which: Codes, wanted: csr_array, needed: Numbers, found: Reach) -> None:
        """Linear programmes for the means that are still too narrow, the narrowest first, all others looking on."""
        up, down = self._room(part.touched)
        programme, aims = Programme(part.rows, up, -down), wanted[which][:, part.unknowns]
        method = "highs-ipm" if len(part.unknowns) == len(self.said.block) else "highs"
        tried = np.zeros(len(which), dtype=bool)
        while (narrow := found.open(needed)[which] & ~tried).any():
            at = int(np.argmin(np.where(narrow, (found.width / needed)[which], np.inf)))
            tried[at], stops = True, []
            for sign in (1.0, -1.0):
                solved = programme.least(sign * aims[[at]].toarray()[0], method=method)
                found.programmes += 1
                if solved is not None:
                    found.see(which, aims @ solved[0][:, None])
                    stops.append(part.touched[solved[1]])
                if found.width[which[at]] >= needed[which[at]]:
                    break
            if len(stops) == 2 and self._only_of(part, stop := np.unique(np.concatenate(stops))):
                found.exact[which[at]], found.bound_by[int(which[at])] = True, stop

    def _only_of(self, part: _Part, statements: Codes) -> bool:
        """Whether statements speak of no unknown outside a part: what they bind there is then bound by them alone."""
        there = np.diff(part.rows.indptr)[np.isin(part.touched, statements)]
        return bool((there == self._spoken_of[statements]).all())


class _Whole:
    """H = the blocks' own curvature + that of the few statements that speak of several blocks (Woodbury 1950)."""

    def __init__(self, said: Statements, curvature: Numbers) -> None:
        low, high = _lowest_and_highest(said.rows, said.block)
        alone, shared = np.flatnonzero(low == high), np.flatnonzero(low < high)
        own = csr_array(said.rows[alone].multiply(np.sqrt(curvature[alone])[:, None]))
        self._own = _inverse(csr_array(own.T @ own), said.block)
        self._rows, self._shared = said.rows, said.rows[shared]
        self._back = (self._own @ self._shared.T).toarray()
        self._moves = said.rows @ self._back
        self._small = np.diag(1 / curvature[shared]) + self._shared @ self._back

    def directions(self, aims: csr_array) -> tuple[Numbers, Numbers]:
        """H^-1 aims' (unknowns, aims), and what it does to the statements (statements, aims)."""
        alone = csr_array(self._own @ aims.T)
        less = np.linalg.solve(self._small, (self._shared @ alone).toarray())
        return alone.toarray() - self._back @ less, (self._rows @ alone).toarray() - self._moves @ less


def _inverse(matrix: csr_array, block: Codes) -> csr_array:
    """The inverse of a matrix that joins nothing across blocks."""
    order = np.argsort(block, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(block[order])) + 1)
    inverses = [np.linalg.inv(matrix[part][:, part].toarray()).ravel() for part in parts]
    rows = np.concatenate([np.repeat(part, len(part)) for part in parts])
    columns = np.concatenate([np.tile(part, len(part)) for part in parts])
    return csr_array((np.concatenate(inverses), (rows, columns)), shape=matrix.shape)


def _lowest_and_highest(rows: csr_array, block: Codes) -> tuple[Codes, Codes]:
    """The lowest and highest block that each row speaks of."""
    one = rows.tocoo()
    low, high = np.full(rows.shape[0], len(block)), np.full(rows.shape[0], -1)
    np.minimum.at(low, one.row, block[one.col])
    np.maximum.at(high, one.row, block[one.col])
    return low, high


def _both_ways(ways: Numbers, moves: Numbers, up: Numbers, down: Numbers) -> Numbers:
    """The furthest points along ways (unknowns, ways) and against them; `moves` is what these do to the statements."""
    return np.hstack([ways * _far(moves, up, down), -ways * _far(-moves, up, down)])


def _far(moves: Numbers, up: Numbers, down: Numbers) -> Numbers:
    """How many times each move (statements, moves) can be made before a statement is broken; always finite."""
    with np.errstate(divide="ignore"):
        ends = np.where(moves > 0, up[:, None], down[:, None]) / np.abs(moves)
    return np.asarray(np.where(np.abs(moves) > _STILL, ends, _FAR).min(axis=0))
