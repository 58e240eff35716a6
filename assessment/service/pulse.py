"""Conditions in departments, as the leaders of one group see them."""

from dataclasses import dataclass
from datetime import datetime

from assessment.access import Action, require
from assessment.conditions import Condition, Theme, themes
from assessment.gaps import key
from assessment.model import Cycle, Viewer
from assessment.service import banks, groups, releases
from assessment.service.groups import Group
from assessment.store import reading, registers

VIEWS = ("all", "grade", "organisation_type", "parent_group", "organisation")


@dataclass(frozen=True, slots=True)
class ConditionsView:
    """Themes of one group in the order of the bank, the groups this viewer may choose, and those that hold this one."""

    cycle: Cycle
    released_at: datetime
    group: Group
    groups: tuple[Group, ...]
    wider: tuple[Group, ...]
    themes: tuple[Theme, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(condition for theme in self.themes for condition in theme.conditions)

    @property
    def shown(self) -> bool:
        """Whether any figure about a statement is published."""
        return any(one.agreement or one.unsure for one in self.conditions)


def conditions(viewer: Viewer | None, group: str = "", cycle_name: str = "") -> ConditionsView:
    """What leaders of a group say of conditions in departments in a released cycle; `group` is the code of a Group.

    The central team may choose any group, a department its own organisation (which it gets without a code) and all of
    government. Raises NotAllowed if it asks for anything else, WrongState("no_release") while there is no release.
    """
    viewer = require(viewer, Action.SEE_ORGANISATION)
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        register = {one.code: one for one in registers.of_release(db, cycle.id)}
    levels = groups.found(viewer, cycle, VIEWS)
    choices = groups.choices(viewer, levels, register, for_departments=("all",))
    chosen = groups.chosen(viewer, choices, group)
    found = {"level": levels[chosen.view]}
    for measure in ("pulse", "do_not_know"):
        found |= {measure: groups.found(viewer, cycle, (chosen.view,), measure)[chosen.view]}
    cells = {
        (measure, cell.domain): cell
        for measure, published in found.items()
        for cell in published.cells
        if cell.shown and key(cell) == chosen.key
    }
    alike = found["pulse"].alike if chosen.view == "organisation" else frozenset()
    return ConditionsView(
        cycle=cycle,
        released_at=levels["all"].released_at,
        group=chosen,
        groups=choices,
        wider=chosen.wider(choices, register),
        themes=themes(banks.version(cycle.bank_version), cells, {item for _, item in alike}),
    )
