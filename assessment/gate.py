"""The attack as part of the making of a release: what is known too closely is withheld, until nothing is.

For every set that is too narrow the cheapest of the published figures that bind it goes: that of the lowest view in
`VIEWS`, then what is told besides estimates, then of the fewest people. Estimates are then made again, because groups
are drawn together from what is published, and all is attacked again where a figure changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import floor
from typing import Any

import numpy as np

from assessment import attack
from assessment.attack import Failure, Verdict
from assessment.attack_tubes import Cells
from assessment.attack_world import Shrunken, World
from assessment.departments import Flags
from assessment.errors import AssessmentError
from assessment.model import Cell

FIGURE = {"demonstrated": "level", "class_low": "classes", "class_middle": "classes", "class_high": "classes"}
"""What is withheld of a measure, where that is not the measure: some stand or fall together."""
_CHEAPEST_FIRST = ("classes", "spread", "share_below_target", "do_not_know", "self", "pulse", "level")
_CELLS = {"classes": "class_low", "share_below_target": "level"}


class Gate:
    """Attacks a release in the making, and remembers what may not be shown."""

    def __init__(self, world: World, before: Sequence[Iterable[Cell]] = ()) -> None:
        """`before`: the cells of the releases that this one corrects."""
        self.world = world
        self._withheld: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._plan = world.plan()
        self._before = [attack.published(self._plan, cells) for cells in before]
        self._verdicts: dict[str, tuple[object, Verdict]] = {}
        self._rounds = self._programmes = 0

    def withheld(self, measure: str, names: Sequence[str]) -> Flags:
        """Groups (groups + 2, names) of which this is not to be shown: a measure, or "share_below_target"."""
        kept = np.zeros((len(self._plan.view), len(names)), dtype=bool)
        for column, name in enumerate(names):
            kept[list(self._withheld[FIGURE.get(measure, measure), name]), column] = True
        return kept

    def passes(self, cells: Iterable[Cell], shrunken: Shrunken) -> bool:
        """Attack the cells; if they do not pass, `withheld` names more for the next time.

        Raises AssessmentError if nothing could be left out that would help: then the closure failed.
        """
        release, self._rounds = replace(self.world.release, shrunken=shrunken), self._rounds + 1
        self.world = replace(self.world, release=release)
        told = attack.published(self._plan, cells)
        for name in (*self.world.scored, *self.world.asked):
            self._attack(name, told.get(name, {}))
        verdict = self.verdict
        if verdict.nested or verdict.contradictions or not all(failure.told_by for failure in verdict.failures):
            raise AssessmentError("release_unsafe")
        for failure in verdict.failures:
            figure, group = self._cheapest(failure, told[failure.name])
            self._withheld[figure, failure.name].add(group)
        return verdict.passed

    @property
    def verdict(self) -> Verdict:
        """What the last attack found, over all domains and items."""
        return attack.merged([verdict for _, verdict in self._verdicts.values()])

    def proof(self) -> dict[str, Any]:
        """What the attack did, in numbers that are safe to print: none is about a set that could be told apart."""
        found = self.verdict
        return {
            "method": attack.METHOD,
            "seed": attack.SEED,
            "sets": found.sets,
            "programmes": self._programmes,
            "rounds": self._rounds,
            "withheld": sum(map(len, self._withheld.values())),
            "widths": [
                {"measure": measure, "people": people, "at_least": floor(100 * width + 1e-6) / 100}
                for (measure, people), width in found.narrowest.items()
            ],
        }

    def _attack(self, name: str, told: Cells) -> None:
        """Attack one domain or item, unless nothing about it changed since the last time."""
        ways = {key: (keep.tobytes(), offset.tobytes()) for key, (keep, offset) in self.world.release.shrunken.items()}
        shown = told, {key: way for key, way in ways.items() if key[1] == name}
        if name not in self._verdicts or self._verdicts[name][0] != shown:
            seen = [told, *(before.get(name, {}) for before in self._before)]
            verdict = attack.attack_one(self.world, self._plan, name, seen)
            self._verdicts[name] = shown, verdict
            self._programmes += verdict.programmes

    def _cheapest(self, failure: Failure, told: Cells) -> tuple[str, int]:
        """The figure and the group of which it would be withheld."""

        def cheapness(figure: str, group: int) -> tuple[int, int, int]:
            people = told[_CELLS.get(figure, figure)][group].n or 0
            return int(self._plan.view[group]), -_CHEAPEST_FIRST.index(figure), -people

        figures = [(FIGURE.get(measure, measure), group) for measure, group in failure.told_by]
        return max(figures, key=lambda one: cheapness(*one))
