"""What earlier releases of a cycle show, as sets of people of the release that corrects them.

People who were moved since are atoms of their own: they count here in the new release, and there in an earlier one.
docs/decisions/0016-corrections.md says why a corrected release has to know.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from assessment.atoms import BANDS
from assessment.departments import Codes, Flags, Numbers
from assessment.disclosure import Group, Plan
from assessment.errors import AssessmentError
from assessment.model import GRADES, Cell

Place = tuple[str, str, str]
"""Organisation, grade and profession band."""
KEYS = ("organisation", "organisation_type", "parent_group", "grade_band", "profession_band")
OF_THEIR_OWN = ("level", "demonstrated", "self", "pulse", "do_not_know")
"""Measures whose groups are decided for themselves; the others are shown for some of the same groups."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A release that is corrected: its cells, where it had the sittings that were moved since, by their number, and the
    world that was kept of it for the attack."""

    cells: Sequence[Cell]
    places: Mapping[int, Place]
    world: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Past:
    """A plan with an atom for each sitting that was moved, and what earlier releases show of its people.

    `standing` (atoms,) is the ordinary atom that each atom belongs to now. `shown` holds, by measure and domain, the
    groups shown before as sets of atoms, with the people that each had; `then` (moved,) is where each release had those
    who were moved.
    """

    plan: Plan
    standing: Codes
    moved: tuple[int, ...]
    shown: Mapping[tuple[str, str], tuple[Flags, Numbers]]
    then: tuple[Codes, ...]

    def apart(self, frame: pd.DataFrame, atom: Codes) -> Codes:
        """The atoms of the rows of a frame, given those in which they stand: sittings that were moved are taken out."""
        number = self.number(frame)
        return np.where(number >= 0, len(self.standing) - len(self.moved) + number, atom)

    def number(self, frame: pd.DataFrame) -> Codes:
        """Which of the sittings that were moved each row of a frame is of, -1 for none."""
        if not self.moved:
            return np.full(len(frame), -1)
        own = {sitting: i for i, sitting in enumerate(self.moved)}
        return np.asarray(frame["moved"].map(own).fillna(-1).to_numpy(np.intp))

    def before(self, measure: str, domain: str, counts: Numbers) -> Flags | None:
        """The groups shown before (rows, atoms); raises AssessmentError if their people are not all there any more."""
        if (measure, domain) not in self.shown:
            return None
        groups, people = self.shown[measure, domain]
        if (groups @ counts != people).any():
            raise AssessmentError("answers_gone")
        return groups


def past(plan: Plan, codes: Sequence[str], scores: pd.DataFrame, atom: Codes, releases: Sequence[Earlier]) -> Past:
    """Set the earlier releases beside a plan over `codes`; `atom` is where the rows of `scores` stand now."""
    moved = tuple(sorted({sitting for release in releases for sitting in release.places}))
    where = dict(zip(scores["moved"], atom, strict=True)) if moved else {}
    now = np.array([where[sitting] for sitting in moved], dtype=np.intp)
    standing = np.append(np.arange(plan.member.shape[1]), now)
    found: dict[tuple[str, str], list[tuple[Flags, int]]] = {}
    places = {_key(group): g for g, group in enumerate(plan.groups)}
    then = []
    for release in releases:
        stood = [_atom(codes, release.places[s]) if s in release.places else where[s] for s in moved]
        then.append(np.array(stood, dtype=np.intp))
        member = np.hstack([plan.member, plan.member[:, then[-1]]])
        for cell in release.cells:
            if cell.n is not None and cell.measure in OF_THEIR_OWN:
                found.setdefault((cell.measure, cell.domain), []).append((member[places[_key(cell)]], cell.n))
    shown = {key: (np.array([g for g, _ in rows]), np.array([n for _, n in rows])) for key, rows in found.items()}
    return Past(replace(plan, member=plan.member[:, standing]), standing, moved, shown, tuple(then))


def _key(one: Cell | Group) -> tuple[str, ...]:
    if isinstance(one, Group):
        return one.view, *(one.keys.get(name, "") for name in KEYS)
    return one.view, *(getattr(one, name) for name in KEYS)


def _atom(codes: Sequence[str], place: Place) -> int:
    organisation, grade, band = place
    shape = len(codes), len(GRADES), len(BANDS)
    return int(np.ravel_multi_index((codes.index(organisation), GRADES.index(grade), BANDS.index(band)), shape))
