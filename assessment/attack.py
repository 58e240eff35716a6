"""The attack on a release: how closely can anybody know the mean of a small set of people from what is published?

The attacker knows how many people answered in every atom, hidden ones included, the ends of the scale, how numbers are
rounded and held, every weight and constant, and all published cells at once. They want the mean level, demonstrated
score, self-rating or opinion of 1 to k - 1 people (`attack_sets`). The release passes where every such mean could lie
anywhere in a width of at least `needed` (`attack_statements`, `possible`), where no two nested published groups differ
by 1 to k - 1 people, and where it does not follow of any small set that all of it said "I do not know".

Domains and items do not share an answer, and what is published over several of them (`ALL`) is a function of shown
numbers: each is attacked by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.sparse import csr_array, vstack

from assessment import attack_sets, attack_statements
from assessment.attack_sets import Shown
from assessment.attack_statements import Case
from assessment.attack_tubes import NATURE, Cells
from assessment.attack_world import World
from assessment.departments import Codes, Flags, Numbers
from assessment.disclosure import Plan
from assessment.model import VIEWS, Cell
from assessment.possible import Possible
from assessment.programmes import inside, least

METHOD = "closure and linear programmes 1"
"""Changes whenever the same cells might pass or fail otherwise."""
SEED = 0
FEW, WIDE_FOR_FEW = 4, 1.0
"""Up to so many people must be left a width of a whole level. A group of n people whose mean is held to 5 - 4/n leaves
t of them a width of 4/t: with four of them exactly so much."""
SLACK = 0.9
"""Of what is left at most for k - 1 people out of k whose mean is shown exactly, 4 / (k - 1)."""
EXACT = 0.01
"""Known more closely than that is known."""
_ROUNDING = 1e-6
_HALF = 0.5
"""People are whole: all of n said it if more than n - 1/2 did."""
_KEYS = ("organisation", "organisation_type", "parent_group", "grade_band", "profession_band")


@dataclass(frozen=True, slots=True)
class Failure:
    """A small set that is known too closely: in what, how many people, the width that is left, and what tells it.

    `told_by`: (measure, place of the group) of the published cells that stand against a larger width.
    """

    name: str
    measure: str
    people: int
    width: float
    told_by: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the attack found. `narrowest`: for each measure and size class, the width that every set was left at least,
    never more than what is needed;
    `nested`: pairs of published groups, or groups and what a view shows of them, that differ by 1 to k - 1 people;
    `contradictions`: domains and items of which no truth agrees with all cells."""

    sets: int
    programmes: int
    narrowest: Mapping[tuple[str, str], float]
    failures: tuple[Failure, ...]
    nested: int
    contradictions: int

    @property
    def passed(self) -> bool:
        return not (self.failures or self.nested or self.contradictions)

    @property
    def exact(self) -> int:
        """Sets of which the mean, or that all said "I do not know", is known."""
        return sum(failure.width < EXACT for failure in self.failures)


def needed(people: Numbers, minimum: int) -> Numbers:
    """The width (score points) in which the mean of so many people, 1 to `minimum` - 1, may lie at least."""
    return np.where(people <= FEW, WIDE_FOR_FEW, SLACK * 4 / (minimum - 1))


def attack(world: World, cells: Iterable[Cell], before: Sequence[Iterable[Cell]] = ()) -> Verdict:
    """Attack the published ones among `cells`, all domains and items of the world.

    `before` are the cells of the releases that this one corrects, the first one first: they are out as well.
    """
    plan = world.plan()
    told = [published(plan, one) for one in (cells, *before)]
    names = (*world.scored, *world.asked)
    return merged([attack_one(world, plan, name, [one.get(name, {}) for one in told]) for name in names])


def published(plan: Plan, cells: Iterable[Cell]) -> dict[str, dict[str, dict[int, Cell]]]:
    """The published cells by domain or item, measure and place of their group."""
    place = {(group.view, *sorted(group.keys.items())): i for i, group in enumerate(plan.groups)}
    told: dict[str, dict[str, dict[int, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for cell in cells:
        if cell.shown:
            keys = {name: getattr(cell, name) for name in _KEYS if getattr(cell, name)}
            told[cell.domain][cell.measure][place[cell.view, *sorted(keys.items())]] = cell
    return told


def merged(verdicts: Sequence[Verdict]) -> Verdict:
    """One verdict over several domains and items."""
    narrowest: dict[tuple[str, str], float] = {}
    for one in verdicts:
        for kind, width in one.narrowest.items():
            narrowest[kind] = min(width, narrowest.get(kind, width))
    return Verdict(
        sum(v.sets for v in verdicts),
        sum(v.programmes for v in verdicts),
        narrowest,
        tuple(failure for v in verdicts for failure in v.failures),
        sum(v.nested for v in verdicts),
        sum(v.contradictions for v in verdicts),
    )


def attack_one(world: World, plan: Plan, name: str, seen: Sequence[Cells]) -> Verdict:
    """Attack one domain, or one item of the pulse; `seen` in its last release, and in each that this one corrects."""
    if not any(of_measure for told in seen for of_measure in told.values()):
        return Verdict(0, 0, {}, (), 0, 0)
    if name in world.scored:
        return _on_scores(world, plan, name, seen)
    return merged([_on_opinions(world, plan, name, seen), _on_unsure(world, plan, name, seen)])


# ---- one domain or item ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Wanted:
    """Sets of parts (sets, parts) whose mean of a measure is wanted, and how many people each has."""

    measure: str
    sets: Flags
    people: Numbers


def _on_scores(world: World, plan: Plan, name: str, seen: Sequence[Cells]) -> Verdict:
    case = attack_statements.scored_case(world, plan, name, seen)
    level, own = (_wanted(case, plan, seen, measure, world.minimum) for measure in ("level", "self"))
    # Level and self-rating together tell of people without a self-rating, whose level is their demonstrated score.
    without = case.people["demonstrated"] * (case.people["self"] == 0)
    others = _wanted(case, plan, [], "demonstrated", world.minimum, without)
    wanted = [level, replace(level, measure="demonstrated"), own, others]
    return _widths(case, name, wanted, world.minimum, _nested(case, plan, seen, world.minimum))


def _on_opinions(world: World, plan: Plan, name: str, seen: Sequence[Cells]) -> Verdict:
    case = attack_statements.opinion_case(world, plan, name, seen)
    wanted = [_wanted(case, plan, seen, "pulse", world.minimum)]
    return _widths(case, name, wanted, world.minimum, _nested(case, plan, seen, world.minimum))


def _wanted(
    case: Case, plan: Plan, seen: Sequence[Cells], measure: str, minimum: int, people: Numbers | None = None
) -> _Wanted:
    """The small sets of people who have a measure, or of those among them that are given."""
    some = case.people[measure] if people is None else people
    shown = _shown(case, plan, seen, measure)
    sets = attack_sets.small_sets(plan, shown, case.places[0], some, minimum, SEED)
    return _Wanted(measure, sets & (some > 0), sets @ some)


def _shown(case: Case, plan: Plan, seen: Sequence[Cells], measure: str) -> Shown:
    """The groups of which a measure is shown, in any release; the views of each are views of their own."""
    sets, views = [np.zeros((0, len(case.places[0])), dtype=bool)], [np.zeros(0, dtype=np.intp)]
    for number, (told, atom) in enumerate(zip(seen, case.places, strict=False)):
        groups = np.array(list(told.get(measure, {})), dtype=np.intp)
        sets.append(plan.member[groups][:, atom])
        views.append(plan.view[groups] + number * (len(VIEWS) + 1))
    return Shown(np.vstack(sets), np.concatenate(views))


def _nested(case: Case, plan: Plan, seen: Sequence[Cells], minimum: int) -> int:
    """How often published groups differ by a few people."""
    return sum(
        attack_sets.nested(_shown(case, plan, seen, measure), people, minimum)
        for measure, people in case.people.items()
    )


def _widths(case: Case, name: str, wanted: Sequence[_Wanted], minimum: int, nested: int) -> Verdict:
    """How wide the means of all wanted sets can lie, and which of them lie too narrow."""
    people, measures = np.concatenate([w.people for w in wanted]), [w.measure for w in wanted for _ in w.people]
    if not len(people):
        return Verdict(0, 0, {}, (), nested, 0)
    means = csr_array(vstack([_means(case, one) for one in wanted]))
    point = inside(case.said)
    if point is None:
        return Verdict(len(people), 1, {}, (), nested, 1)
    enough = needed(people, minimum)
    blocks = np.unique(case.said.block[means.indices])
    found = Possible(case.said, point, blocks).reach(means, enough)
    narrowest: dict[tuple[str, str], float] = {}
    for measure, size, width, rule in zip(measures, people, found.width, enough, strict=True):
        kind = measure, size_class(size, minimum)
        # A search for more than enough stops somewhere: how far it went depends on the machine.
        told = float(rule if width >= rule - _ROUNDING else width)
        narrowest[kind] = min(told, narrowest.get(kind, np.inf))
    narrowest = dict(sorted(narrowest.items(), key=lambda one: (measures.index(one[0][0]), one[0][1])))
    failures = tuple(
        Failure(
            name, measures[i], int(people[i]), float(found.width[i]), _told_by(case, means[[i]], found.bound_by.get(i))
        )
        for i in np.flatnonzero(found.width < enough - _ROUNDING).tolist()
    )
    return Verdict(len(people), found.programmes, narrowest, failures, nested, 0)


def _means(case: Case, wanted: _Wanted) -> csr_array:
    """The wanted means in terms of the unknowns (sets, unknowns)."""
    weight = wanted.sets * case.people[wanted.measure] / wanted.people[:, None]
    return csr_array(csr_array(weight) @ case.mean[wanted.measure])


def _told_by(case: Case, mean: csr_array, binding: Codes | None) -> tuple[tuple[str, int], ...]:
    """The figures behind binding statements; where these could not be found, all that speak of the set."""
    statements = binding if binding is not None else np.flatnonzero((abs(case.said.rows) @ abs(mean).T).toarray())
    said = {(str(case.measure[s]), int(case.said_by[s])) for s in statements}
    return tuple(sorted((measure, group) for measure, group in said if group != NATURE))


def size_class(people: float, minimum: int) -> str:
    return f"1-{FEW}" if people <= FEW else f"{FEW + 1}-{minimum - 1}"


# ---- who said that they do not know ----------------------------------------------------------------------


def _on_unsure(world: World, plan: Plan, name: str, seen: Sequence[Cells]) -> Verdict:
    """Whether it follows of any small set that all of it said so: then each is known to have."""
    case = attack_statements.unsure_case(world, plan, name, seen)
    wanted = _wanted(case, plan, seen, "do_not_know", world.minimum)
    nested = _nested(case, plan, seen, world.minimum)
    if not len(wanted.people):
        return Verdict(len(wanted.people), 0, {}, (), nested, 0)
    point = inside(case.said)
    if point is None:
        return Verdict(len(wanted.people), 1, {}, (), nested, 1)
    means, most = _means(case, wanted), 1 - _HALF / wanted.people
    found = least(case.said, point, means, most)
    failures = tuple(
        Failure(name, "do_not_know", int(wanted.people[i]), 0.0, _told_by(case, means[[i]], found.bound_by.get(i)))
        for i in np.flatnonzero(found.value > most).tolist()
    )
    return Verdict(len(wanted.people), found.programmes, {}, failures, nested, 0)
