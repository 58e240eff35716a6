"""The groups of a release that somebody may choose: everybody, types, parent groups, grades, organisations."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.access import Action, may
from assessment.errors import NotAllowed, NotFound, WrongState
from assessment.gaps import key
from assessment.model import Cycle, Organisation, Published, Viewer
from assessment.service import releases

ATTRIBUTES = {"organisation_type": "type", "parent_group": "parent_group"}
"""What the organisations of a row have in common."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a release; `code` stands for it in addresses."""

    view: str
    key: str
    name: str

    @property
    def code(self) -> str:
        return f"{self.view}.{self.key}"

    def holds(self, one: Organisation | None) -> bool:
        """Whether an organisation is one of those that the group is made of; all are part of everybody."""
        if self.view in ATTRIBUTES:
            return one is not None and getattr(one, ATTRIBUTES[self.view]) == self.key
        return self.view == "all"

    def wider(self, groups: Iterable["Group"], register: Mapping[str, Organisation]) -> tuple["Group", ...]:
        """Those of `groups` that hold this one, if it is an organisation; for any other, everybody."""
        return tuple(one for one in groups if one.view != self.view and one.holds(register.get(self.key)))


def found(viewer: Viewer, cycle: Cycle, views: Iterable[str], measure: str = "level") -> dict[str, Published]:
    """The release of a cycle by view; WrongState("no_release") while there is none."""
    by_view = {view: releases.published(viewer, cycle, view=view, measure=measure) for view in views}
    if any(published is None for published in by_view.values()):
        raise WrongState("no_release")
    return {view: published for view, published in by_view.items() if published is not None}


def choices(
    viewer: Viewer,
    found: Mapping[str, Published],
    register: Mapping[str, Organisation],
    for_departments: Collection[str] = (),
) -> tuple[Group, ...]:
    """The groups that a viewer may choose, by view in the order of `found`, then by name.

    The central team may choose any; a department its own organisation, which comes first, and the groups of views
    `for_departments`.
    """
    every = _choices(viewer, found, register, for_departments)
    if may(viewer, Action.SEE_GAPS):
        return tuple(every)
    return tuple(sorted(every, key=lambda group: group.view != "organisation"))


def _choices(
    viewer: Viewer,
    found: Mapping[str, Published],
    register: Mapping[str, Organisation],
    for_departments: Collection[str],
) -> Iterator[Group]:
    for view, published in found.items():
        rows = {key(cell) for cell in published.cells}
        if view == "organisation":
            rows = {code for code in rows if may(viewer, Action.SEE_ORGANISATION, code)}
        elif view not in for_departments and not may(viewer, Action.SEE_GAPS):
            continue
        named = (Group(view, row, register[row].name if row in register else row) for row in rows)
        yield from sorted(named, key=lambda group: group.name)


def chosen(viewer: Viewer, groups: Sequence[Group], code: str) -> Group:
    """The group of that code among those that the viewer may choose, the first of them without a code.

    For an unknown code the central team gets the first, a department NotAllowed. Raises NotFound where there is none.
    """
    known = {one.code: one for one in groups}
    if code and code not in known and not may(viewer, Action.SEE_GAPS):
        raise NotAllowed
    if not groups:
        raise NotFound("your organisation in these results")
    return known.get(code, groups[0])
