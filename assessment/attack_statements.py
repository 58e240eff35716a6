"""What published cells say about the people behind them, as linear statements about means of small parts of them.

For a domain the unknowns are the mean demonstrated score and self-rating of each part of an atom, and the mean chances
that its shares are made of. Bounds and tubes (`attack_tubes`) hold whatever is published. An estimate says that keep x
the top-coded weighted mean + offset lies within half a step of the number shown; where the mean may have been held off
an end of the scale, only the statement towards the middle. Gaps, `ALL`, ranges, peers and verdicts are functions of
these numbers and of constants that are granted: they say nothing more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, eye_array, vstack

from assessment import attack_tubes
from assessment.attack_tubes import NATURE, Cells, Said, nature, picked, widened
from assessment.attack_world import ATOMS_OF_ORGANISATION, Release, Scored, World, person_weights
from assessment.departments import Codes, Numbers
from assessment.disclosure import Plan
from assessment.model import GRADES, HIGHEST, LOWEST, Cell
from assessment.programmes import Statements

HALF_STEP = 0.05 + 1e-5
"""Half of what is rounded away, and a little for shares of self-ratings that are known to six decimals."""
_COUNTED = 0.05
"""People with an opinion are told as a whole number; the room is for arithmetic."""
_LEAST_KEPT = 1e-9


@dataclass(frozen=True)
class Case:
    """All statements about one domain or item, and whom they are about.

    `said_by` (statements,): the place of the group whose cell says it, NATURE where none does; `measure` (statements,):
    the measure of that cell. `mean[m]` (parts, unknowns): the mean of measure m in each part; `people[m]` (parts,): who
    have one; `places` (parts,): their atoms in the last release and in each that it corrects.
    """

    said: Statements
    said_by: Codes
    measure: NDArray[np.str_]
    mean: Mapping[str, csr_array]
    people: Mapping[str, Numbers]
    places: tuple[Codes, ...]


# ---- scores --------------------------------------------------------------------------------------------


def scored_case(world: World, plan: Plan, name: str, seen: Sequence[Cells]) -> Case:
    """All that is said about the scores of one domain; `seen` as for `attack_one`."""
    them = world.scored[name]
    mean, atom_of = _scores(them)
    people = {"level": them.people, "demonstrated": them.people, "self": them.people * them.rated}
    said = [_scale(len(atom_of))]
    for release, cells in _releases(world, seen):
        for measure, of_parts in mean.items():
            shown, atom = cells.get(measure, {}), release.atom(them)
            said += _estimates(release, plan, (measure, name), shown, atom, people[measure], of_parts)
    alike = [_unmoved(release, plan, them, cells) for release, cells in _releases(world, seen)]
    more, atoms = attack_tubes.chances(them, plan, alike, mean)
    places = tuple(release.atom(them) for release, _ in _releases(world, seen))
    return _case([*said, *more], np.append(atom_of, atoms), mean, people, places)


def _releases(world: World, seen: Sequence[Cells]) -> Iterator[tuple[Release, Cells]]:
    """Each release with what was seen of it: the last one, then those it corrects."""
    return zip((world.release, *world.before), seen, strict=True)


def _unmoved(release: Release, plan: Plan, them: Scored, cells: Cells) -> Cells:
    """Of an earlier release, the cells of groups in which nobody was moved: their shares speak of the same chances.

    Those of other groups are left out: who was moved had another target there.
    """
    if release.place is None:
        return cells
    moved = np.flatnonzero(them.moved >= 0)
    touched = np.any(plan.member[:, np.append(them.atom[moved], release.atom(them)[moved])], axis=1)
    return {measure: {g: cell for g, cell in of.items() if not touched[g]} for measure, of in cells.items()}


def _scores(them: Scored) -> tuple[dict[str, csr_array], Codes]:
    """Means of parts (parts, unknowns), and the atom of each unknown: demonstrated, self-rated, other levels."""
    parts = len(them.atom)
    blocks = np.arange(parts), np.flatnonzero(them.rated), np.flatnonzero(them.share < 0)
    start = np.cumsum([0, *map(len, blocks)])
    demonstrated, own, other = (
        picked(block, first, (parts, int(start[-1]))) for block, first in zip(blocks, start, strict=False)
    )
    share, mixed = np.maximum(them.share, 0.0), them.share >= 0
    level = diags_array(mixed * (1.0 - share)) @ demonstrated + diags_array(share) @ own + other
    mean = {"level": csr_array(level), "demonstrated": demonstrated, "self": own}
    return mean, np.concatenate([them.atom[block] for block in blocks])


def _scale(unknowns: int) -> Said:
    """Every score lies on the scale."""
    return nature(csr_array(eye_array(unknowns)), np.full(unknowns, LOWEST), np.full(unknowns, HIGHEST))


def _estimates(
    release: Release, plan: Plan, what: tuple[str, str], shown: Mapping[int, Cell], atom: Codes, people: Numbers,
    mean: csr_array,
) -> list[Said]:  # fmt: skip
    """What the estimates of a measure say; `what` is measure and name, `people` (parts,) have it and were at `atom`."""
    if not shown:
        return []
    groups = np.array(list(shown), dtype=np.intp)
    weight = person_weights(plan, release.population, atom, people)[groups]
    grade = atom // (ATOMS_OF_ORGANISATION // len(GRADES)) % len(GRADES)
    rows = csr_array(plan.member[groups][:, atom] * weight[:, grade] * people) @ mean
    keep, offset = release.shrunken.get(what, (np.ones(len(plan.groups)), np.zeros(len(plan.groups))))
    estimate = np.array([float(cell.estimate or 0) for cell in shown.values()])
    low, high = ends(estimate, keep[groups], offset[groups], weight.max(axis=1))
    return [Said(rows, low, high, _by(release, groups), what[0])]


def _by(release: Release, groups: Codes) -> Codes:
    """Who says it: what an earlier release showed cannot be taken back."""
    return groups if release.place is None else np.full_like(groups, NATURE)


def ends(estimate: Numbers, keep: Numbers, offset: Numbers, weight: Numbers) -> tuple[Numbers, Numbers]:
    """Between what the mean of a group lies whose estimate is shown, all arrays (groups,).

    `weight` is the largest share of one person; the mean was held to [1 + 4w, 5 - 4w] before keep and offset, and what
    came of it again. An end at which it may have been held says nothing.
    """
    margin = (HIGHEST - LOWEST) * weight
    lowest = np.maximum(LOWEST + margin, keep * (LOWEST + margin) + offset)
    highest = np.minimum(HIGHEST - margin, keep * (HIGHEST - margin) + offset)
    some = np.maximum(keep, _LEAST_KEPT)
    low = np.where(estimate - HALF_STEP <= lowest, LOWEST, (estimate - HALF_STEP - offset) / some)
    high = np.where(estimate + HALF_STEP >= highest, HIGHEST, (estimate + HALF_STEP - offset) / some)
    return np.clip(low, LOWEST, HIGHEST), np.clip(high, LOWEST, HIGHEST)


# ---- the pulse -----------------------------------------------------------------------------------------


def opinion_case(world: World, plan: Plan, name: str, seen: Sequence[Cells]) -> Case:
    """All that is said about the opinions on one item of the pulse."""
    them = world.asked[name]
    have = them.opinions > 0
    people, places = them.opinions[have], [release.atom(them)[have] for release, _ in _releases(world, seen)]
    mean = csr_array(eye_array(len(people)))
    said = [_scale(len(people))]
    for (release, cells), atom in zip(_releases(world, seen), places, strict=True):
        said += _estimates(release, plan, ("pulse", name), cells.get("pulse", {}), atom, people, mean)
    return _case(said, places[0], {"pulse": mean}, {"pulse": people}, tuple(places))


def unsure_case(world: World, plan: Plan, name: str, seen: Sequence[Cells]) -> Case:
    """All that is said about who said "I do not know": shares of them, and how many people had an opinion."""
    them = world.asked[name]
    share = csr_array(eye_array(len(them.atom)))
    said = [nature(share, np.zeros(len(them.atom)), np.ones(len(them.atom)))]
    for release, cells in _releases(world, seen):
        for measure in ("pulse", "do_not_know"):
            shown = cells.get(measure, {})
            groups = np.array(list(shown), dtype=np.intp)
            within = plan.member[groups][:, release.atom(them)] * them.people
            n = np.maximum(within.sum(axis=1), 1.0)
            low, high = _unsure(list(shown.values()), n)
            said.append(Said(csr_array(within / n[:, None]), low, high, _by(release, groups), measure))
    places = tuple(release.atom(them) for release, _ in _releases(world, seen))
    return _case(said, them.atom, {"do_not_know": share}, {"do_not_know": them.people}, places)


def _unsure(shown: Sequence[Cell], n: Numbers) -> tuple[Numbers, Numbers]:
    """Between what the share of `n` people lies who said that they do not know: exact where opinions are counted."""
    if any(cell.measure == "do_not_know" for cell in shown):
        return attack_tubes.ends(np.array([float(cell.estimate or 0) for cell in shown]), n)
    opinions = np.array([float(cell.n or 0) for cell in shown])
    return 1 - (opinions + _COUNTED) / n, 1 - (opinions - _COUNTED) / n


# ---- putting together ----------------------------------------------------------------------------------


def _case(
    said: list[Said],
    atom_of: Codes,
    mean: Mapping[str, csr_array],
    people: Mapping[str, Numbers],
    places: tuple[Codes, ...],
) -> Case:
    """`atom_of` (unknowns,): the atom of each unknown; those of an organisation are a block."""
    rows = csr_array(vstack([widened(one.rows, len(atom_of)) for one in said]))
    low, high = (np.concatenate([getattr(one, end) for one in said]) for end in ("low", "high"))
    block = np.unique(atom_of // ATOMS_OF_ORGANISATION, return_inverse=True)[1]
    measure = np.repeat([one.measure for one in said], [one.rows.shape[0] for one in said])
    by = np.concatenate([one.by for one in said])
    wide = {name: widened(matrix, len(atom_of)) for name, matrix in mean.items()}
    return Case(Statements(rows, low, high, block), by, measure, wide, people, places)
