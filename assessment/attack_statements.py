"""What published cells say about the people behind them, as linear statements about means of small parts of them.

For a domain the unknowns are the mean demonstrated score and self-rating of each part of an atom, and the mean chances
that its shares are made of. Bounds and tubes (`attack_tubes`) hold whatever is published. An estimate says that keep x
the top-coded weighted mean + offset lies within half a step of the number shown; where the mean may have been held off
an end of the scale, only the statement towards the middle. Gaps, `ALL`, ranges, peers and verdicts are functions of
these numbers and of constants that are granted: they say nothing more.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array, eye_array, vstack

from assessment import attack_tubes
from assessment.attack_tubes import Cells, Said, nature, picked, widened
from assessment.attack_world import ATOMS_OF_ORGANISATION, Scored, World, person_weights
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
    have one; `atom` (parts,): their places in the plan.
    """

    said: Statements
    said_by: Codes
    measure: NDArray[np.str_]
    mean: Mapping[str, csr_array]
    people: Mapping[str, Numbers]
    atom: Codes


# ---- scores --------------------------------------------------------------------------------------------


def scored_case(world: World, plan: Plan, name: str, cells: Cells) -> Case:
    """All that is said about the scores of one domain."""
    them = world.scored[name]
    mean, atom_of = _scores(them)
    people = {"level": them.people, "demonstrated": them.people, "self": them.people * them.rated}
    said = [_scale(len(atom_of))]
    for measure, of_parts in mean.items():
        shown = cells.get(measure, {})
        said += _estimates(world, plan, (measure, name), shown, them.atom, people[measure], of_parts)
    more, atoms = attack_tubes.chances(them, plan, cells, mean)
    return _case([*said, *more], np.append(atom_of, atoms), mean, people, them.atom)


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
    world: World, plan: Plan, what: tuple[str, str], shown: Mapping[int, Cell], atom: Codes, people: Numbers,
    mean: csr_array,
) -> list[Said]:  # fmt: skip
    """What the estimates of a measure say; `what` is measure and name, `people` (parts,) have it."""
    if not shown:
        return []
    groups = np.array(list(shown), dtype=np.intp)
    weight = person_weights(plan, world.population, atom, people)[groups]
    grade = atom // (ATOMS_OF_ORGANISATION // len(GRADES)) % len(GRADES)
    rows = csr_array(plan.member[groups][:, atom] * weight[:, grade] * people) @ mean
    keep, offset = world.shrunken.get(what, (np.ones(len(plan.groups)), np.zeros(len(plan.groups))))
    estimate = np.array([float(cell.estimate or 0) for cell in shown.values()])
    return [Said(rows, *ends(estimate, keep[groups], offset[groups], weight.max(axis=1)), groups, what[0])]


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


def opinion_case(world: World, plan: Plan, name: str, cells: Cells) -> Case:
    """All that is said about the opinions on one item of the pulse."""
    them = world.asked[name]
    have = them.opinions > 0
    atom, people = them.atom[have], them.opinions[have]
    mean = csr_array(eye_array(len(atom)))
    shown = cells.get("pulse", {})
    said = [_scale(len(atom)), *_estimates(world, plan, ("pulse", name), shown, atom, people, mean)]
    return _case(said, atom, {"pulse": mean}, {"pulse": people}, atom)


def unsure_case(world: World, plan: Plan, name: str, cells: Cells) -> Case:
    """All that is said about who said "I do not know": shares of them, and how many people had an opinion."""
    them = world.asked[name]
    share = csr_array(eye_array(len(them.atom)))
    said = [nature(share, np.zeros(len(them.atom)), np.ones(len(them.atom)))]
    for measure in ("pulse", "do_not_know"):
        shown = cells.get(measure, {})
        groups = np.array(list(shown), dtype=np.intp)
        within = plan.member[groups][:, them.atom] * them.people
        n = np.maximum(within.sum(axis=1), 1.0)
        told = np.array([float((cell.n if measure == "pulse" else cell.estimate) or 0) for cell in shown.values()])
        if measure == "pulse":
            low, high = 1 - (told + _COUNTED) / n, 1 - (told - _COUNTED) / n
        else:
            low, high = attack_tubes.ends(told, n)
        said.append(Said(csr_array(within / n[:, None]), low, high, groups, measure))
    return _case(said, them.atom, {"do_not_know": share}, {"do_not_know": them.people}, them.atom)


# ---- putting together ----------------------------------------------------------------------------------


def _case(
    said: list[Said], atom_of: Codes, mean: Mapping[str, csr_array], people: Mapping[str, Numbers], atom: Codes
) -> Case:
    """`atom_of` (unknowns,): the atom of each unknown; those of an organisation are a block."""
    rows = csr_array(vstack([widened(one.rows, len(atom_of)) for one in said]))
    low, high = (np.concatenate([getattr(one, end) for one in said]) for end in ("low", "high"))
    block = np.unique(atom_of // ATOMS_OF_ORGANISATION, return_inverse=True)[1]
    measure = np.repeat([one.measure for one in said], [one.rows.shape[0] for one in said])
    by = np.concatenate([one.by for one in said])
    wide = {name: widened(matrix, len(atom_of)) for name, matrix in mean.items()}
    return Case(Statements(rows, low, high, block), by, measure, wide, people, atom)
