"""Leadership spread: how many leaders of an organisation stand at level 4 or above in an area, in three words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.access import Action, may, require
from assessment.errors import NotFound
from assessment.model import SPREAD, Cycle, Domain, Viewer
from assessment.service import banks, groups, releases
from assessment.store import reading, registers


@dataclass(frozen=True, slots=True)
class SpreadView:
    """Words of SPREAD by organisation and area where they are published; `names` of organisations, in their order.

    `people` is how many answered, of the same cells. `own`: the viewer may see no organisation but their own.
    """

    cycle: Cycle
    released_at: datetime
    domains: tuple[Domain, ...]
    names: Mapping[str, str]
    words: Mapping[tuple[str, str], str]
    people: Mapping[tuple[str, str], int]
    own: bool

    @property
    def shown(self) -> tuple[str, ...]:
        """Organisations with at least one word."""
        return tuple(code for code in self.names if any((code, domain.id) in self.words for domain in self.domains))


def spread(viewer: Viewer | None, cycle_name: str = "") -> SpreadView:
    """Every organisation of a released cycle for the central team, their own for a department; never ranked.

    Raises NotFound for a department that had no part in it, WrongState("no_release") while there is no release.
    """
    viewer = require(viewer, Action.SEE_ORGANISATION)
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        register = {one.code: one.name for one in registers.of_release(db, cycle.id)}
    levels, spreads = (
        groups.found(viewer, cycle, ("organisation",), measure)["organisation"] for measure in ("level", "spread")
    )
    codes = {c.organisation for c in levels.cells if may(viewer, Action.SEE_ORGANISATION, c.organisation)}
    if not codes:
        raise NotFound("your organisation in these results")
    names = {code: register.get(code, code) for code in codes}
    told = {(c.organisation, c.domain): c for c in spreads.cells if c.shown and c.organisation in codes}
    return SpreadView(
        cycle=cycle,
        released_at=levels.released_at,
        domains=banks.version(cycle.bank_version).domains,
        names=dict(sorted(names.items(), key=lambda named: named[1])),
        words={at: SPREAD[int(cell.estimate) - 1] for at, cell in told.items() if cell.estimate is not None},
        people={at: cell.n for at, cell in told.items() if cell.n is not None},
        own=not may(viewer, Action.SEE_GAPS),
    )
