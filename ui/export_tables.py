"""The tables of a release as sheets of a workbook: numbers as numbers, in the order of the pages."""

from collections.abc import Iterable, Mapping, Sequence

from assessment import gaps
from assessment.changed import Changed
from assessment.exports.content import NOT_APPLICABLE, NOT_AVAILABLE, Book, Row, Sheet, Value, withheld
from assessment.model import Cell
from assessment.service.changing import ALL
from assessment.service.exporting import Export
from ui import export_words as words
from ui import texts
from ui.heatmap_words import ALL_OF_GOVERNMENT
from ui.tables import FEW, WITHHELD

Found = Mapping[tuple[str, str, str, str], Cell]
"""Cells by view, measure, row (`gaps.key`) and domain."""
LEVEL_COLUMNS = (
    "Area",
    "Average level",
    "Low end of range",
    "High end of range",
    "Target",
    "Gap",
    "Share below target (%)",
    "People with a result",
    "People invited",
)
KINDS = {
    "all": "Everybody",
    "grade": "Grade",
    "organisation_type": "Type of organisation",
    "organisation": "Organisation",
}


def book(export: Export) -> Book:
    """The whole workbook. Its cover says how many of its cells are withheld."""
    found = by_row(export)
    sheets = (
        _matrix(export, found, "gap", "Gaps", "Average gap to target, in levels", ("gap",)),
        _matrix(export, found, "share", "Share below target", "Share below target, in percent", ("share",)),
        *(_levels(export, found, view, tab) for view, tab in (("organisation", "Organisations"), ("grade", "Grades"))),
        _levels(export, found, "organisation_type", "Types"),
        _priorities(export),
        _conditions(export, found),
        *([_change(export)] if export.change else []),
        _response(export, found),
    )
    told = words.intro(export, withheld(sheets)), words.about(export), texts.CONTACT[:1], tuple(words.NOTES.values())
    return Book(words.TITLE, export.cycle.name, export.published.released_at, *told, sheets)


def by_row(export: Export) -> Found:
    cells = (cell for cell in export.published.cells if cell.view in gaps.KEYS)
    return {(cell.view, cell.measure, gaps.key(cell), cell.domain): cell for cell in cells}


def rows_of(found: Found, view: str) -> list[str]:
    """The rows of a view, in the order of the release."""
    return list(dict.fromkeys(row for of, measure, row, _ in found if (of, measure) == (view, "level")))


def named(export: Export, row: str) -> str:
    """An organisation, a grade or a type in words."""
    if row == gaps.EVERYBODY:
        return ALL_OF_GOVERNMENT
    return export.names[row].name if row in export.names else texts.GRADE_BAND_NAMES.get(row, row)


def by_name(export: Export, found: Found, view: str) -> list[str]:
    """The rows of a view by name, grades in their own order."""
    rows = rows_of(found, view)
    return rows if view == "grade" else sorted(rows, key=lambda row: named(export, row))


def in_order(export: Export, found: Found, view: str, figure: str) -> list[str]:
    """The rows of a view as the page of gaps has them: widest total gap first, withheld last."""
    domains = [domain.id for domain in export.domains]
    names = {code: one.name for code, one in export.names.items()}
    cells = {(row, domain): cell for (of, m, row, domain), cell in found.items() if (of, m) == (view, "level")}
    return list(gaps.order(rows_of(found, view), domains, cells, figure, names))


def _matrix(export: Export, found: Found, figure: str, tab: str, title: str, notes: Sequence[str]) -> Sheet:
    """Organisations by area, all of government first."""
    rows = [
        ("all", gaps.EVERYBODY),
        *(("organisation", row) for row in in_order(export, found, "organisation", figure)),
    ]
    return _sheet(
        tab,
        f"{title}, by organisation and area",
        ("Organisation", *(domain.short_name for domain in export.domains)),
        (
            (named(export, row), *(_figure(found[view, "level", row, d.id], figure) for d in export.domains))
            for view, row in rows
        ),
        *notes,
    )


def _figure(cell: Cell, figure: str) -> Value:
    value = gaps.FIGURES[figure](cell)
    return WITHHELD if value is None else percent(value) if figure == "share" else number(value)


def _levels(export: Export, found: Found, view: str, tab: str) -> Sheet:
    """A row a group and area: level, range, target, gap, share, people."""
    return _sheet(
        tab,
        f"Average level, range, target and gap, by {KINDS[view].lower()} and area",
        (KINDS[view], *LEVEL_COLUMNS),
        (
            (named(export, row), domain.short_name, *_numbers(found[view, "level", row, domain.id]))
            for row in by_name(export, found, view)
            for domain in export.domains
        ),
        "level",
        "gap",
        "share",
    )


def _numbers(cell: Cell) -> Row:
    """A cell in the order of LEVEL_COLUMNS, after the area."""
    if not cell.shown:
        return (WITHHELD,) * (len(LEVEL_COLUMNS) - 1)
    levels = (number(value) for value in (cell.estimate, cell.low, cell.high, cell.target, cell.gap))
    invited = NOT_AVAILABLE if cell.invited is None else cell.invited
    return *levels, percent(cell.share_below_target), WITHHELD if cell.n is None else cell.n, invited


def _priorities(export: Export) -> Sheet:
    columns = (
        "Area",
        "First possible place",
        "Last possible place",
        "People below target",
        "Average gap",
        "Priority (person-levels)",
        "Low end of range",
        "High end of range",
        "Organisations with a gap",
        "Organisations shown",
    )
    names = {domain.id: domain.short_name for domain in export.domains}
    rows: list[Row] = []
    for one in export.priorities:
        without = WITHHELD if one.people is None else NOT_APPLICABLE
        places = (without if place is None else place for place in (one.first, one.last))
        people = WITHHELD if one.people is None else FEW if one.people == gaps.FEW else one.people
        sizes = (without if size is None else round(size) for size in (one.size, one.low, one.high))
        rows.append((names[one.domain], *places, people, number(one.gap), *sizes, one.affected, one.organisations))
    return _sheet("Priorities", "Areas by priority, all of government", columns, rows, "priority")


def _conditions(export: Export, found: Found) -> Sheet:
    columns = (
        "Group",
        "Statement",
        "Theme",
        "Average agreement",
        "Low end of range",
        "High end of range",
        "People with an opinion",
        "Could not say (%)",
    )
    rows: list[Row] = []
    for view, row in [
        ("all", gaps.EVERYBODY),
        *(("organisation_type", r) for r in rows_of(found, "organisation_type")),
    ]:
        for item in export.statements:
            cell, unsure = (found.get((view, measure, row, item.id)) for measure in ("pulse", "do_not_know"))
            rows.append((named(export, row), item.restatement, item.theme, *_agreement(cell), _share(unsure)))
    about = "Agreement with statements about the department (1 to 5), by type of organisation"
    return _sheet("Conditions", about, columns, rows, "conditions", "unsure")


def _agreement(cell: Cell | None) -> Row:
    if cell is None or cell.n is None:
        return (WITHHELD,) * 4
    return number(cell.estimate), number(cell.low), number(cell.high), cell.n


def _share(cell: Cell | None) -> Value:
    return percent(cell.estimate if cell else None)


def _change(export: Export) -> Sheet:
    columns = (
        "Organisation",
        "Area",
        "Then",
        "Now",
        "Change",
        "Low end of range",
        "High end of range",
        "People with a result",
        "What it means",
    )
    view = export.change
    if view is None or view.before is None:
        raise ValueError("this release was compared with no other")
    names = {domain.id: domain.short_name for domain in export.domains}
    order = [ALL, *sorted((code for code in view.table if code != ALL), key=lambda code: named(export, code))]
    rows = [(named(export, code), names[one.domain], *_moved(one)) for code in order for one in view.table[code]]
    return _sheet("Change", f"Change of average levels since {view.before.name}", columns, rows, "change", "clear")


def _moved(one: Changed) -> Row:
    """A change in the order of its columns, after the area."""
    figures = (number(value) for value in (one.then, one.now, one.change, one.low, one.high))
    return *figures, WITHHELD if one.people is None else one.people, one.verdict or WITHHELD


def _response(export: Export, found: Found) -> Sheet:
    rows = [
        (named(export, row), kind, *response(export, found, view, row))
        for view, kind in KINDS.items()
        for row in by_name(export, found, view)
    ]
    columns = ("Group", "Kind of group", "People invited", "People with a result", "Share (%)")
    return _sheet("Response", "People invited and people with a result", columns, rows, "response")


def response(export: Export, found: Found, view: str, row: str) -> tuple[Value, Value, Value]:
    """People invited, people with a result, and their share in percent, from published cells alone."""
    cells = [found[view, "level", row, domain.id] for domain in export.domains]
    most = max((cell for cell in cells if cell.n is not None), key=lambda cell: cell.n or 0, default=None)
    if most is None or most.n is None:
        return WITHHELD, WITHHELD, WITHHELD
    if not most.invited:
        return NOT_AVAILABLE, most.n, NOT_AVAILABLE
    return most.invited, most.n, percent(most.n / most.invited)


def _sheet(tab: str, title: str, columns: tuple[str, ...], rows: Iterable[Row], *notes: str) -> Sheet:
    name = tab.lower().replace(" ", "_")
    return Sheet(tab, name, f"{title} {words.note('withheld', *notes)}", columns, tuple(rows), (words.SHORTHAND,))


def number(value: float | None) -> Value:
    """One decimal, never minus nought."""
    return WITHHELD if value is None else round(value, 1) + 0.0


def percent(share: float | None) -> Value:
    """A share of 0-1 in whole percents."""
    return WITHHELD if share is None else round(100 * share)
