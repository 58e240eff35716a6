"""Gaps across government: the cells of the rows that somebody chose, with those of all of government."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.access import Action, require
from assessment.errors import WrongState
from assessment.gaps import FIGURES, KEYS, key, order
from assessment.model import Cell, Cycle, Domain, Published, Viewer
from assessment.service import banks, releases
from assessment.store import reading, registers

ROWS = tuple(view for view in KEYS if view != "all")


@dataclass(frozen=True, slots=True)
class GapsView:
    """Levels of a release by row and area: `rows` in order of total gap, without EVERYBODY, who are in `cells` too.

    `published` holds all rows of the view, `names` are of organisations. `types` and `groups` are what organisations
    can be narrowed to; they are empty where the rows are no organisations.
    """

    cycle: Cycle
    published: Published
    domains: tuple[Domain, ...]
    view: str
    figure: str
    rows: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    names: dict[str, str]
    types: tuple[str, ...]
    groups: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """Rows with at least one figure of the kind chosen."""
        return tuple(row for row in self.rows if self.withheld((row,)) < len(self.domains))

    def withheld(self, rows: Iterable[str]) -> int:
        """How many figures of these rows are not shown."""
        read = FIGURES[self.figure]
        return sum(read(self.cells[row, domain.id]) is None for row in rows for domain in self.domains)


def gaps(
    viewer: Viewer | None,
    cycle_name: str = "",
    *,
    view: str = "",
    figure: str = "",
    organisation_type: str = "",
    parent_group: str = "",
) -> GapsView:
    """Gaps of a released cycle by the rows of a view, widest total gap first, withheld last.

    `view` is one of ROWS, `figure` one of FIGURES; organisations can be narrowed to a type and a parent group. A word
    that is empty or unknown stands for the first of its kind: the latest cycle, organisations, gaps, all of them.
    """
    require(viewer, Action.SEE_GAPS)
    view = view if view in ROWS else ROWS[0]
    figure = figure if figure in FIGURES else next(iter(FIGURES))
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        register = {one.code: one for one in registers.of_release(db, cycle.id)}
    found, everybody = (releases.published(viewer, cycle, view=v, measure="level") for v in (view, "all"))
    if found is None or everybody is None:
        raise WrongState("no_release")
    bank = banks.version(cycle.bank_version)
    rows = {key(cell) for cell in found.cells}
    known = [register[row] for row in rows if row in register] if view == "organisation" else []
    types, groups = ({getattr(one, name) for one in known} for name in ("type", "parent_group"))
    if organisation_type in types:
        rows &= {one.code for one in known if one.type == organisation_type}
    if parent_group in groups:
        rows &= {one.code for one in known if one.parent_group == parent_group}
    cells = {(key(cell), cell.domain): cell for cell in (*found.cells, *everybody.cells)}
    names = {code: one.name for code, one in register.items()}
    return GapsView(
        cycle=cycle,
        published=found,
        domains=bank.domains,
        view=view,
        figure=figure,
        rows=order(rows, [d.id for d in bank.domains], cells, figure, names),
        cells=cells,
        names=names,
        types=tuple(sorted(types)),
        groups=tuple(sorted(groups)),
    )
