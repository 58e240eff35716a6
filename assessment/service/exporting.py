"""Results to take away: everything that the files of a released cycle are made of."""

from dataclasses import dataclass
from datetime import datetime

from assessment.access import Action, require
from assessment.errors import WrongState
from assessment.model import Cycle, Domain, GapAction, Item, Organisation, Published, Viewer
from assessment.priorities import Priority
from assessment.service import banks, changing, demand, priorities, releases
from assessment.service.changing import ChangeView
from assessment.service.demand import DemandView
from assessment.store import actions, reading, reads, registers


@dataclass(frozen=True, slots=True)
class Export:
    """A released cycle. All figures about people are of its release, or computed from it.

    `statements` are those about conditions in departments, `names` the register by code, `priorities` those of
    everybody, `change` None where the release was compared with no other.
    """

    cycle: Cycle
    published: Published
    domains: tuple[Domain, ...]
    statements: tuple[Item, ...]
    names: dict[str, Organisation]
    priorities: tuple[Priority, ...]
    demand: DemandView
    change: ChangeView | None
    actions: tuple[GapAction, ...]


def overview(viewer: Viewer | None, cycle_name: str = "") -> tuple[Cycle, datetime]:
    """The released cycle of that name, the latest for any other name, and when it was released (UTC)."""
    require(viewer, Action.EXPORT)
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        found = reads.release_of(db, cycle.id)
    if found is None:
        raise WrongState("no_release")
    return cycle, found[0]


def export(viewer: Viewer | None, cycle_name: str = "") -> Export:
    """All that the files say; nothing of a cycle that is not released. Raises WrongState("no_release")."""
    require(viewer, Action.EXPORT)
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        names = {one.code: one for one in registers.of_release(db, cycle.id)}
        done = actions.published_actions(db, cycle.id)
    published = releases.published(viewer, cycle)
    if published is None:
        raise WrongState("no_release")
    bank = banks.version(cycle.bank_version)
    change = changing.change(viewer, changing.ALL, cycle.name)
    return Export(
        cycle=cycle,
        published=published,
        domains=bank.domains,
        statements=tuple(item for item in bank.items if item.type == "pulse" and item.in_use),
        names=names,
        priorities=priorities.priorities(viewer, "", cycle.name).priorities,
        demand=demand.learning_demand(viewer, cycle.name),
        change=change if change.before else None,
        actions=done,
    )
