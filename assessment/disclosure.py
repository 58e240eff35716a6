"""The gate: which groups of a release may be shown so that nobody can work out a group of fewer than k people.

Groups are sets of atoms (organisation x grade x profession band). A group is allowed when k people gave a valid answer;
allowed groups are then closed under differencing: whatever can be had by adding and subtracting published groups holds
nobody, or at least k people. docs/decisions/0003-disclosure.md argues the rules. The attack by linear programming,
which also uses the rounded values, will stand between `decide` and the release.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.linalg import lsmr

from assessment.departments import Flags, Numbers
from assessment.errors import AssessmentError
from assessment.model import GRADES, HIGHEST, LOWEST, PROFESSION_BANDS, VIEWS, Organisation

Indices = NDArray[np.intp]

FLOOR = 5
"""No cycle may show groups smaller than this."""
NEAR = 1e-8
"""Sums of whole numbers, and of changes of the order of 1, closer than this are equal."""
_EXACT, _STEPS = 1e-15, 10_000
SHOWN_BEFORE = -1
"""The view of what an earlier release shows: dearer than any of this one."""
DIRECTOR_AND_ABOVE = "director_and_above"
_EVERYONE = (True, True, True, True)
_ORDINARY = (True, True, True, False)
"""Permanent secretaries, the last grade, are in no view but `all` and `grade`."""
_GRADE_BANDS = {
    "deputy_director": (True, False, False, False),
    "director": (False, True, False, False),
    "director_general": (False, False, True, False),
    DIRECTOR_AND_ABOVE: (False, True, True, False),
}


def require_minimum(minimum_group: int) -> None:
    """Raise AssessmentError for a minimum group below FLOOR."""
    if minimum_group < FLOOR:
        raise AssessmentError("minimum_group_too_small", minimum=minimum_group, floor=FLOOR)


# ---- the closed list of groups -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a release: its view, its keys, and whose answers it holds."""

    view: str
    keys: dict[str, str]
    organisations: tuple[bool, ...]
    grades: tuple[bool, ...] = _ORDINARY
    bands: tuple[bool, ...] = (True,) * (len(PROFESSION_BANDS) + 1)


@dataclass(frozen=True)
class Plan:
    """All groups of a release in the order of VIEWS, the same whoever answered.

    `member` (groups + 2, atoms): the last two rows are totals that no view shows but that rows add up to: everybody but
    permanent secretaries, and all directors and directors general. Atoms: organisation, then grade, then band, the last
    band being people whose profession is not given. `view` (groups + 2,): place in VIEWS, len(VIEWS) for the totals.
    """

    groups: tuple[Group, ...]
    member: Flags
    view: Indices


def plan(codes: Sequence[str], organisations: Sequence[Organisation]) -> Plan:
    """Lay out every group for the organisations `codes`; those that `organisations` does not describe have no type."""
    groups = tuple(sorted(_groups(codes, {o.code: o for o in organisations}), key=lambda g: VIEWS.index(g.view)))
    everywhere = (True,) * len(codes)
    totals = [Group("", {}, everywhere), Group("", {}, everywhere, _GRADE_BANDS[DIRECTOR_AND_ABOVE])]
    laid_out = [*groups, *totals]
    masks = (np.array([getattr(g, name) for g in laid_out]) for name in ("organisations", "grades", "bands"))
    in_organisation, in_grade, in_band = masks
    member = in_organisation[:, :, None, None] & in_grade[:, None, :, None] & in_band[:, None, None, :]
    view = np.array([VIEWS.index(g.view) if g.view else len(VIEWS) for g in laid_out])
    return Plan(groups, member.reshape(len(laid_out), -1), view)


def _groups(codes: Sequence[str], register: dict[str, Organisation]) -> Iterator[Group]:
    everywhere = (True,) * len(codes)
    bands = {band: tuple(b == band for b in (*PROFESSION_BANDS, "")) for band in PROFESSION_BANDS}
    yield Group("all", {}, everywhere, _EVERYONE)
    for grade in GRADES:
        yield Group("grade", {"grade_band": grade}, everywhere, tuple(g == grade for g in GRADES))
    for band, mask in bands.items():
        yield Group("profession", {"profession_band": band}, everywhere, bands=mask)
    for view, attribute in (("organisation_type", "type"), ("parent_group", "parent_group")):
        of = [getattr(register[code], attribute) if code in register else "" for code in codes]
        for name in sorted(set(of) - {""}):
            yield Group(view, {view: name}, tuple(value == name for value in of))
    for code in codes:
        only = tuple(c == code for c in codes)
        yield Group("organisation", {"organisation": code}, only)
        for grade, grades in _GRADE_BANDS.items():
            yield Group("organisation_grade", {"organisation": code, "grade_band": grade}, only, grades)
        for band, mask in bands.items():
            yield Group("organisation_profession", {"organisation": code, "profession_band": band}, only, bands=mask)


# ---- the decision ------------------------------------------------------------------------------------


def decide(plan: Plan, counts: Numbers, minimum_group: int, shown_before: Flags | None = None) -> Flags:
    """Which groups (groups + 2,) may be shown, given the people with a valid answer in each atom (atoms,).

    `shown_before` (rows, atoms) are the groups that earlier releases of the cycle show, as sets of the same atoms.
    Directors and directors general stand apart in an organisation only if both rows survive; otherwise as one band.
    """
    require_minimum(minimum_group)
    size = plan.member @ counts
    enough = (size >= minimum_group) & (plan.view < len(VIEWS))
    single, joint = _director_rows(plan)
    apart = enough[single].all(axis=1)
    while True:
        allowed = enough.copy()
        allowed[single[~apart]] = False
        allowed[joint[apart]] = False
        published = close(plan, counts, allowed, minimum_group, shown_before)
        survived = apart & published[single].all(axis=1)
        if (survived == apart).all():
            return published
        apart = survived


def _director_rows(plan: Plan) -> tuple[Indices, Indices]:
    """Rows of each organisation: (director, director general), and the two as one band."""
    rows: dict[str, list[int]] = {grade: [] for grade in _GRADE_BANDS}
    for index, group in enumerate(plan.groups):
        if group.view == "organisation_grade":
            rows[group.keys["grade_band"]].append(index)
    single = np.array([rows["director"], rows["director_general"]], dtype=np.intp).T
    return single, np.array(rows[DIRECTOR_AND_ABOVE], dtype=np.intp)


def close(plan: Plan, counts: Numbers, allowed: Flags, minimum_group: int, shown_before: Flags | None = None) -> Flags:
    """Drop the cheapest of every leaking combination of `allowed` groups until none leaks; idempotent.

    Cheapest: of the view with the lowest priority, then with the fewest people. What was shown before cannot be taken
    back: it counts in every combination and is never dropped.
    """
    world = _World.of(plan, counts, minimum_group, shown_before)
    published, changed = np.append(allowed, np.ones(len(world.size) - len(allowed), dtype=bool)), True
    while changed:
        before = published.sum()
        # Drops of dear groups first: they have to be, and often mend what a cheaper drop was meant for.
        leaks = sorted(world.leaks(published), key=lambda support: world.view[world.cheapest(support)])
        leaks = [support for support in leaks if world.view[world.cheapest(support)] > SHOWN_BEFORE]
        for support in leaks:
            published[world.cheapest(support)] &= not published[support].all()
        for secret in [] if leaks else world.secrets(published):
            published[world.cheapest_behind(secret, published)] = False
        published[len(allowed) :] = True
        changed = bool(published.sum() != before)
    return published[: len(allowed)]


def smallest_difference(plan: Plan, counts: Numbers, published: Flags) -> int | None:
    """The fewest people that nested published groups differ by (0 left out); None if none nest."""
    world = _World.of(plan, counts, np.inf)
    sizes = [size for _, _, size in world.remainders(np.flatnonzero(published))]
    return int(min(sizes)) if sizes else None


@dataclass(frozen=True)
class _World:
    """The groups as sets of the atoms in which anybody answered, and how to find what they give away.

    `sets` (groups, atoms) holds 1 for members; `unit` the same with rows of length 1, for which least squares is quick.
    """

    sets: csr_array
    unit: csr_array
    people: Numbers
    size: Numbers
    view: Indices
    minimum: float

    @classmethod
    def of(cls, plan: Plan, counts: Numbers, minimum: float, shown_before: Flags | None = None) -> "_World":
        live = counts > 0
        earlier = np.zeros((0, len(counts)), dtype=bool) if shown_before is None else shown_before
        sets = csr_array(np.vstack([plan.member, earlier])[:, live].astype(np.float64))
        unit = csr_array(sets / np.sqrt(np.maximum(sets.sum(axis=1), 1))[:, None])
        view = np.append(plan.view, np.full(len(earlier), SHOWN_BEFORE))
        return cls(sets, unit, counts[live], np.asarray(sets @ counts[live]), view, minimum)

    def remainders(self, rows: Indices) -> Iterator[tuple[int, Indices, float]]:
        """Groups of `rows` minus groups inside them, where some people remain, but fewer than `minimum`.

        Yields (group, the groups taken away, people left): first single groups, then all those of one view.
        """
        sets, size, view = self.sets[rows], self.size[rows], self.view[rows]
        shared = coo_array((sets * self.people) @ sets.T)
        proper = (shared.data == size[shared.col]) & (size[shared.col] < size[shared.row])
        group, inner = shared.row[proper], shared.col[proper]
        left = size[group] - size[inner]
        for i in np.flatnonzero(left < self.minimum):
            yield int(rows[group[i]]), rows[[inner[i]]], float(left[i])
        for v in np.unique(view):
            of_view = view[inner] == v
            a, b = group[of_view], inner[of_view]
            covered = csr_array((np.ones(len(a)), (a, b)), shape=(len(rows), len(rows))) @ sets
            rest = size - (covered > 0) @ self.people
            several = np.bincount(a, minlength=len(rows)) > 1
            for g in np.flatnonzero(several & (rest > 0) & (rest < self.minimum)):
                yield int(rows[g]), rows[b[a == g]], float(rest[g])

    def leaks(self, published: Flags) -> list[Indices]:
        """Combinations of published groups that leave 1 to k - 1 people: each the group and what is taken from it."""
        return [np.append(taken, group) for group, taken, _ in self.remainders(np.flatnonzero(published))]

    def cheapest(self, support: Indices) -> int:
        return int(max(support, key=lambda g: (self.view[g], -self.size[g])))

    def secrets(self, published: Flags) -> list[Numbers]:
        """Sets of 1 to k - 1 people that follow from published groups by any adding and subtracting, across views.

        Looked at are groups that no row shows, what they leave when nested, single atoms and pairs of atoms. A group
        that follows is as good as published.
        """
        hidden = self._unseen_change(published)
        follows = published | ((np.abs(self.sets @ hidden) < NEAR).all(axis=1) & (self.size > 0))
        small = [self._set(g) for g in np.flatnonzero(follows & (self.size < self.minimum))]
        for group, taken, _ in self.remainders(np.flatnonzero(follows)):
            small.append(self._set(group) * (self.sets[taken].sum(axis=0) == 0))
        return small + self._atoms_that_follow(hidden)

    def cheapest_behind(self, secret: Numbers, published: Flags) -> Indices:
        """The row to drop for a secret: the cheapest of the dearest rows that give it away; none if nothing does now.

        Rows are taken up from the dearest on; the one with which the secret first follows is the one to drop.
        """
        order = np.lexsort((-self.size, self.view))
        order = order[published[order]]
        without, enough = 0, len(order)
        if not self._follows(secret, order):
            return order[:0]
        while enough - without > 1:
            middle = (without + enough) // 2
            if self._follows(secret, order[:middle]):
                enough = middle
            else:
                without = middle
        return order[[enough - 1]]

    def _follows(self, secret: Numbers, rows: Indices) -> bool:
        return bool(np.abs(_residual(self.unit[rows], secret)).max() < NEAR)

    def _set(self, group: np.intp | int) -> Numbers:
        return np.asarray(self.sets[[group]].toarray()[0], dtype=np.float64)

    def _unseen_change(self, published: Flags) -> Numbers:
        """Two random changes of the atoms' sums (atoms, 2) that alter no published group.

        Whatever follows from the published groups cannot change either; anything else does, but for a chance of nil.
        """
        seen = self.unit[np.flatnonzero(published)]
        changes = np.random.default_rng(0).standard_normal((2, len(self.people)))
        return np.stack([_residual(seen, change) for change in changes], axis=1)

    def _atoms_that_follow(self, hidden: Numbers) -> list[Numbers]:
        """Small atoms whose sum never changes, and small pairs of atoms whose changes cancel."""
        one = np.eye(len(self.people))
        alone = np.flatnonzero((np.abs(hidden) < NEAR).all(axis=1) & (self.people < self.minimum))
        order = np.flatnonzero((np.abs(hidden) >= NEAR).any(axis=1))
        order = order[np.argsort(self.people[order], kind="stable")]
        change, smallest = np.unique(np.round(hidden[order, 0], 6), return_index=True)
        _, plus, minus = np.intersect1d(change, -change, assume_unique=True, return_indices=True)
        a, b = order[smallest[plus]], order[smallest[minus]]
        cancel = (np.abs(hidden[a] + hidden[b]) < NEAR).all(axis=1) & (self.people[a] + self.people[b] < self.minimum)
        return [*one[alone], *(one[a] + one[b])[cancel]]


def _residual(rows: csr_array, vector: Numbers) -> Numbers:
    """What is left of a vector that no combination of the rows makes up (least squares, to machine precision)."""
    weights = lsmr(rows.T, vector, atol=_EXACT, btol=_EXACT, conlim=0, maxiter=_STEPS)[0]
    return np.asarray(vector - rows.T @ weights)


# ---- values near the ends of the scale -----------------------------------------------------------------


def top_coded(estimate: Numbers, weight: Numbers) -> Numbers:
    """Estimates held to [1 + 4w, 5 - 4w], w the largest share of one person: nearer the end, a mean bounds a person."""
    margin = (HIGHEST - LOWEST) * weight
    return np.clip(estimate, LOWEST + margin, HIGHEST - margin)
