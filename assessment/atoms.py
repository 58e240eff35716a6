"""From rows of people to sums per atom: organisation x grade x profession band, in that order."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from assessment import attack_world, departments
from assessment.attack_world import Asked, Scored
from assessment.departments import Codes, Flags, Numbers, Sums
from assessment.model import DO_NOT_KNOW, GRADES, PROFESSION_BANDS

BANDS = (*PROFESSION_BANDS, "")
"""The last band holds people whose profession is not given."""
_SMALLEST_ERROR = 1e-9
_ATTACKED = ("level", "demonstrated", "self", "target", "level_se", "demonstrated_se")


def _places(values: "pd.Series[Any]", known: Sequence[str]) -> Codes:
    """Places of values in `known`, -1 for any other."""
    codes, met = pd.factorize(values, use_na_sentinel=False)
    place = {name: i for i, name in enumerate(known)}
    return np.array([place.get(name, -1) for name in met], dtype=np.intp)[codes]


def places(values: "pd.Series[Any]", known: Sequence[str]) -> Codes:
    """Places of values in `known`; raises ValueError for any other."""
    found = _places(values, known)
    if (found < 0).any():
        raise ValueError(f"unknown {values.name}: {sorted(set(values[found < 0].astype(str)))[:5]}")
    return found


def atoms(frame: pd.DataFrame, codes: Sequence[str]) -> Codes:
    """The atom of each row; a profession band that is not given or not known is the last band."""
    band = _places(frame["profession_band"], BANDS)
    band[band < 0] = len(BANDS) - 1
    atom = places(frame["organisation"], codes)
    atom *= len(GRADES)
    atom += places(frame["grade"], GRADES)
    atom *= len(BANDS)
    atom += band
    return atom


def population(invited: pd.DataFrame, codes: Sequence[str], atom: Codes, domain: Codes) -> Numbers:
    """N (organisations, grades): people invited, raised to those who submitted."""
    shape = len(codes), len(GRADES)
    place = places(invited["organisation"], codes) * len(GRADES) + places(invited["grade"], GRADES)
    asked = np.bincount(place, invited["invited"].to_numpy(np.float64), shape[0] * shape[1])
    submitted = np.zeros_like(asked)
    for d in range(int(domain.max(initial=-1)) + 1):
        rows = np.bincount(atom[domain == d] // len(BANDS), minlength=len(asked))
        submitted = np.maximum(submitted, rows)
    return np.maximum(asked, submitted).reshape(shape)


def tally(frame: pd.DataFrame, measure: str, valid: Flags, cell: Codes, shape: tuple[int, int]) -> Sums:
    """Sums (atoms, domains) of a measure over the valid rows."""
    value, error, target = (frame[name].to_numpy(np.float64)[valid] for name in (measure, f"{measure}_se", "target"))
    below = ndtr((target - value) / np.maximum(error, _SMALLEST_ERROR))
    return departments.tally(cell[valid], shape, value, error, target, below, np.ones(len(value)))


def reaching(
    frame: pd.DataFrame, measure: str, valid: Flags, cell: Codes, shape: tuple[int, int], level: float
) -> Numbers:
    """Sums (atoms, domains) of the chances (0-1) of people to be at `level` or above, Phi((S - level) / SE)."""
    value, error = (frame[name].to_numpy(np.float64)[valid] for name in (measure, f"{measure}_se"))
    chance = ndtr((value - level) / np.maximum(error, _SMALLEST_ERROR))
    return np.bincount(cell[valid], chance, shape[0] * shape[1]).reshape(shape).astype(np.float64)


def scored(scores: pd.DataFrame, atom: Codes, moved: Codes, domain: Codes, domains: Sequence[str]) -> dict[str, Scored]:
    """Who has a level in each domain, as the attack knows it; raises ValueError for a target that is missing."""
    valid = scores["level"].notna().to_numpy() & scores["demonstrated"].notna().to_numpy()
    if not np.isfinite(scores["target"].to_numpy(np.float64)[valid]).all():
        raise ValueError("a scored row has no target")
    level, demonstrated, own, target, level_se, demonstrated_se = (
        scores[name].to_numpy(np.float64) for name in _ATTACKED
    )
    found = {}
    for d, name in enumerate(domains):
        at = np.flatnonzero(valid & (domain == d))
        errors = {"level": level_se[at], "demonstrated": demonstrated_se[at]}
        found[name] = attack_world.scored(atom[at], moved[at], level[at], demonstrated[at], own[at], target[at], errors)
    return found


def asked(pulse: pd.DataFrame, atom: Codes, moved: Codes) -> dict[str, Asked]:
    """Who answered each item of the pulse, as the attack knows it."""
    people, opinion = pulse["count"].to_numpy(np.float64), (pulse["value"] != DO_NOT_KNOW).to_numpy()
    found = {}
    for item in sorted(pulse["item"].unique()):
        at = np.flatnonzero(pulse["item"] == item)
        found[item] = attack_world.asked(atom[at], moved[at], people[at], opinion[at])
    return found
