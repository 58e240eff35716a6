"""What to do first: the areas of a group in order of priority, for the central team and for each organisation."""

from dataclasses import dataclass
from datetime import datetime

from assessment.access import Action, require
from assessment.gaps import key
from assessment.model import Cycle, Domain, Viewer
from assessment.priorities import Priority, ranked
from assessment.service import banks, groups, releases
from assessment.service.groups import Group
from assessment.store import reading, registers

VIEWS = ("all", "organisation_type", "parent_group", "organisation")


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
        register = {one.code: one for one in registers.of_release(db, cycle.id)}
    found = groups.found(viewer, cycle, VIEWS)
    choices = groups.choices(viewer, found, register)
    chosen = groups.chosen(viewer, choices, group)
    bank = banks.version(cycle.bank_version)
    own = {cell.domain: cell for cell in found[chosen.view].cells if key(cell) == chosen.key}
    parts = [cell for cell in found["organisation"].cells if chosen.holds(register.get(cell.organisation))]
    return PrioritiesView(
        cycle=cycle,
        released_at=found["all"].released_at,
        domains=bank.domains,
        group=chosen,
        groups=choices,
        wider=chosen.wider(choices, register),
        priorities=ranked([own[domain.id] for domain in bank.domains], parts),
    )
