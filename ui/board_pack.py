"""The board pack: eight slides about a released cycle, from the figures of the pages. No person is in it."""

from assessment import demand, gaps
from assessment.exports.content import Bars, Deck, Grid, Slide
from assessment.service.exporting import Export
from ui import board_words as words
from ui import demand_words, export_tables, export_words, priority_words
from ui.chart_words import count
from ui.export_tables import Found
from ui.heatmap_words import ALL_OF_GOVERNMENT
from ui.tables import WITHHELD

MOST_ROWS, MOST_AREAS, MOST_OFFERS = 8, 3, 5
"""Rows and columns that can be read from the back of a room."""


def deck(export: Export) -> Deck:
    """The slides in their order: message, response, gaps, organisations, priorities, learning, actions, appendix."""
    found = export_tables.by_row(export)
    made = (
        _message(export, found),
        _response(export, found),
        _gaps(export, found),
        _organisations(export, found),
        _priorities(export),
        _demand(export),
        _actions(export, found),
        _appendix(export),
    )
    label = export_words.MADE_UP if export.published.made_up else ""
    return Deck(export_words.PACK_TITLE, export.cycle.name, export.published.released_at, made, label)


def _notes(export: Export, key: str) -> str:
    rule = words.RELEASE.format(export.published.minimum_group)
    return f"{export_words.released(export)}.\n{words.NOTES[key]}\n{rule}"


def largest(export: Export, found: Found) -> dict[str, float]:
    """Published gaps of all of government by area, the largest first."""
    cells = (found["all", "level", gaps.EVERYBODY, domain.id] for domain in export.domains)
    known = {cell.domain: cell.gap + 0.0 for cell in cells if cell.gap is not None}
    return dict(sorted(known.items(), key=lambda pair: -pair[1]))


def _areas(export: Export) -> dict[str, str]:
    return {domain.id: domain.short_name for domain in export.domains}


def _message(export: Export, found: Found) -> Slide:
    names = _areas(export)
    points = [
        f"{export_words.PACK_TITLE}. {export_words.released(export)}.",
        f"{_answered(export, found)}.",
        *[f"{reason}" for reason in priority_words.reasons(export.priorities, names)[:MOST_AREAS]],
        export_words.WITHIN_GOVERNMENT,
    ]
    title = words.message({names[domain]: gap for domain, gap in largest(export, found).items()})
    return Slide(title, _notes(export, "message"), tuple(points))


def _answered(export: Export, found: Found) -> str:
    invited, people, share = export_tables.response(export, found, "all", gaps.EVERYBODY)
    if isinstance(people, str):
        return "How many people have a result cannot be shown"
    if isinstance(invited, str):
        return f"{people:,} leaders have a result"
    return f"{people:,} of {invited:,} leaders who were invited have a result, {share}%"


def _response(export: Export, found: Found) -> Slide:
    shares = {
        export_tables.named(export, row): export_tables.response(export, found, "grade", row)[2]
        for row in export_tables.rows_of(found, "grade")
    }
    known = {name: share for name, share in shares.items() if not isinstance(share, str)}
    hidden = [name for name in shares if name not in known]
    title = _answered(export, found)
    alt = f"Bar chart of people with a result by grade. {'; '.join(f'{n}: {s}%' for n, s in known.items())}."
    bars = Bars("Share of people invited who have a result", tuple(known), tuple(known.values()), '0"%"', alt)
    points = ("Share of the people invited who have a result, by grade.", *_not_shown(hidden))
    return Slide(title, _notes(export, "response"), points, bars if known else None)


def _not_shown(names: list[str]) -> list[str]:
    return [f"{WITHHELD} not shown: {'; '.join(names)}."] if names else []


def _gaps(export: Export, found: Found) -> Slide:
    names, known = _areas(export), largest(export, found)
    below = sum(gap > 0 for gap in known.values())
    title = f"All of government is below target on average in {below} of {count(len(known), 'area')} shown"
    told = {names[domain]: gap for domain, gap in known.items()}
    alt = f"Bar chart of average gaps to target. {'; '.join(f'{name}: {gap:.1f}' for name, gap in told.items())}."
    bars = Bars("Average gap to target, in levels", tuple(told), tuple(told.values()), "0.0", alt)
    hidden = [name for domain, name in names.items() if domain not in known]
    points = ("Average gap to target, in levels. Minus is above target.", *_not_shown(hidden))
    return Slide(title, _notes(export, "gaps"), points, bars if known else None)


def _organisations(export: Export, found: Found) -> Slide:
    """The rows of the heat map, cropped: the three largest gaps of all of government, the first organisations."""
    names, top = _areas(export), list(largest(export, found))[:MOST_AREAS]
    rows = [("organisation", row) for row in export_tables.in_order(export, found, "organisation", "gap")]
    cropped = [("all", gaps.EVERYBODY), *rows[: MOST_ROWS - 1]]
    told = (
        (export_tables.named(export, row), *(_gap(found, view, row, domain) for domain in top)) for view, row in cropped
    )
    grid = Grid("Average gap to target, in levels", ("Organisation", *(names[d] for d in top)), tuple(told))
    first = next((row for row in export.priorities if row.domain in top[:1]), None)
    title = words.of_organisations(first, names[first.domain]) if first else words.message({})
    points = (words.NOT_A_RANKING,)
    return Slide(title, _notes(export, "organisations"), points, grid if top else None)


def _gap(found: Found, view: str, row: str, domain: str) -> str:
    value = export_tables.number(found[view, "level", row, domain].gap)
    return value if isinstance(value, str) else f"{value:.1f}"


def _priorities(export: Export) -> Slide:
    names = _areas(export)
    title = priority_words.priority_words(
        [row for row in export.priorities if row.size is not None], names, ALL_OF_GOVERNMENT, export.cycle.name
    ).title
    columns = ("Area", "Place", "Below target", "Gap", "Priority")
    rows = tuple(words.priority_row(row, names[row.domain]) for row in export.priorities)
    points = ("Priority: people below target times average gap.",)
    return Slide(title, _notes(export, "priorities"), points, Grid(priority_words.CAPTION, columns, rows))


def _demand(export: Export) -> Slide:
    offers = export.demand.offers
    needed = [row for row in offers if row.need]
    title = demand_words.demand_words(needed[:12], len(needed), export.cycle.name).title
    called = demand_words.names(offers)
    columns = ("Offer", "Need", "Places", "Short", "Cost", "Cost of short")
    rows = tuple(
        (
            called[row.offer.id],
            demand_words.need(row.need),
            f"{row.capacity.places:,}" if row.capacity else demand_words.NOTHING,
            demand_words.shortfall(row),
            demand_words.pounds(row.cost),
            demand_words.pounds(row.shortfall_cost),
        )
        for row in needed[:MOST_OFFERS]
    )
    points = (demand_words.totals(offers, export.demand.areas),)
    return Slide(title, _notes(export, "demand"), points, Grid(demand_words.CAPTION, columns, rows) if rows else None)


def _actions(export: Export, found: Found) -> Slide:
    names = _areas(export)
    done = [words.action(one, names.get(one.domain, one.domain)) for one in export.actions]
    gap = [domain for domain, size in largest(export, found).items() if size > 0][:MOST_AREAS]
    without = [names[domain] for domain in gap if domain not in {one.domain for one in export.actions}]
    sought = words.decisions(without, demand.in_all(row.shortfall_cost for row in export.demand.offers))
    points = (*(done[:MOST_OFFERS] or [words.NO_ACTIONS]), *(sought or [words.NOTHING_TO_DECIDE]))
    return Slide(words.actions_title(len(done), len(sought)), _notes(export, "actions"), points)


def _appendix(export: Export) -> Slide:
    """How much is withheld in the release, by kind of group; each withheld figure is marked in the other files too."""
    rows = []
    for view, kind in words.KINDS.items():
        part = export.published.select(view=view)
        rows.append((kind, f"{len(part.cells) - part.withheld:,}", f"{part.withheld:,}"))
    whole = export.published
    title = f"Appendix: {whole.withheld:,} of {len(whole.cells):,} figures of the release are withheld"
    grid = Grid("Figures by kind of group", ("Kind of group", "Published", "Withheld"), tuple(rows))
    return Slide(title, _notes(export, "method"), words.METHOD, grid)
