"""What to do first: the areas of a group in order of priority, for the central team and for each organisation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assessment.access import Action, may, require
from assessment.errors import NotAllowed, NotFound, WrongState
from assessment.gaps import key
from assessment.model import Cycle, Domain, Organisation, Published, Viewer
from assessment.priorities import Priority, ranked
from assessment.service import banks, releases
from assessment.store import reading, reads

VIEWS = ("all", "organisation_type", "parent_group", "organisation")
ATTRIBUTES = {"organisation_type": "type", "parent_group": "parent_group"}
"""What the organisations of a row have in common."""


@dataclass(frozen=True, slots=True)
class Group:
    """A row of a release that priorities can be seen for; `code` stands for it in addresses."""

    view: str
    key: str
    name: str

    @property
    def code(self) -> str:
        return f"{self.view}.{self.key}"


@dataclass(frozen=True, slots=True)
class PrioritiesView:
    """Areas of one group in order of priority, the groups that this viewer may choose, and those that hold this one."""

    cycle: Cycle
    released_at: datetime
    domains: tuple[Domain, ...]
    group: Group
    groups: tuple[Group, ...]
    wider: tuple[Group, ...]
    priorities: tuple[Priority, ...]


def priorities(viewer: Viewer | None, group: str = "", cycle_name: str = "") -> PrioritiesView:
    """Areas of a group in a released cycle, the first priority first; `group` is the code of a Group.

    The central team may choose everybody, a type, a parent group or an organisation; for them an empty or unknown code
    is everybody. A department has its own organisation alone: of the rest of government it gets no figure, not even how
    many organisations share a gap. Raises NotAllowed if it asks for anything else.
    """
    viewer = require(viewer, Action.SEE_ORGANISATION)
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        register = {one.code: one for one in reads.organisations(db)}
    found = {view: _published(viewer, cycle, view) for view in VIEWS}
    groups = tuple(_groups(viewer, found, register))
    chosen = _chosen(viewer, groups, group)
    bank = banks.version(cycle.bank_version)
    own = {cell.domain: cell for cell in found[chosen.view].cells if key(cell) == chosen.key}
    parts = [cell for cell in found["organisation"].cells if _holds(chosen, register.get(cell.organisation))]
    return PrioritiesView(
        cycle=cycle,
        released_at=found["all"].released_at,
        domains=bank.domains,
        group=chosen,
        groups=groups,
        wider=tuple(one for one in groups if one.view != chosen.view and _holds(one, register.get(chosen.key))),
        priorities=ranked([own[domain.id] for domain in bank.domains], parts),
    )


def _published(viewer: Viewer, cycle: Cycle, view: str) -> Published:
    found = releases.published(viewer, cycle, view=view, measure="level")
    if found is None:
        raise WrongState("no_release")
    return found


def _groups(viewer: Viewer, found: Mapping[str, Published], register: Mapping[str, Organisation]) -> Iterator[Group]:
    """The groups that a viewer may choose, by view and name."""
    for view in VIEWS:
        rows = {key(cell) for cell in found[view].cells}
        if view == "organisation":
            rows = {code for code in rows if may(viewer, Action.SEE_ORGANISATION, code)}
        elif not may(viewer, Action.SEE_GAPS):
            continue
        named = (Group(view, row, register[row].name if row in register else row) for row in rows)
        yield from sorted(named, key=lambda group: group.name)


def _chosen(viewer: Viewer, groups: Sequence[Group], code: str) -> Group:
    known = {one.code: one for one in groups}
    if code and code not in known and not may(viewer, Action.SEE_GAPS):
        raise NotAllowed
    if not groups:
        raise NotFound("your organisation in these results")
    return known.get(code, groups[0])


def _holds(group: Group, one: Organisation | None) -> bool:
    """Whether an organisation is one of those that a group is made of."""
    if group.view in ATTRIBUTES:
        return one is not None and getattr(one, ATTRIBUTES[group.view]) == group.key
    return group.view == "all"
