"""Learning demand in words: need, places and shortfall as a table, the title of the chart, and what need means."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessment import demand, gaps
from assessment.demand import AreaDemand, Demand
from assessment.model import LearningOffer
from ui.bank_words import AVAILABILITY, on
from ui.chart_words import IN_TABLE, Words, count, fitting, leaders
from ui.tables import FEW, WITHHELD, Cell, Link

NOTHING = "–"
NOT_ENTERED = "not entered"
COLUMNS = ("Offer", "For whom", "Areas", "People who need it", "Places", "Earliest start", "Shortfall", "Now")
CAPTION = "Learning offers by need, all of government"
COST_COLUMNS = ("Offer", "Places", "Cost of a place", "Cost of places", "Shortfall", "Cost of the shortfall")
COST_CAPTION = "Cost of the places entered, and of those that are short"
AREA_COLUMNS = ("Area", "People below target", "Places", "Shortfall")
AREA_CAPTION = "Need and places by area, all of government"
NO_OFFERS = "The question bank of this cycle has no learning offers."
WHAT_NEED_IS = (
    "Need is the number of people below target in the area that an offer is for, to the nearest 5. For an offer for "
    "several areas it is the area with most people: at least so many are below target in one of them."
)
HOW_TO_READ = (
    "People below target are the share below target times the people invited. Who did not answer is taken to be like "
    "those who did.",
    "An offer for a single competency counts everybody below target in its whole area: fewer may need it. So does an "
    "offer for some people only: look at whom it is for.",
    "One person can need several offers, and can be helped by any one of them. So needs of offers may not be added up, "
    "and there is no total of them. Places may be added up.",
    "Shortfall is need less places, never below 0. It needs places to have been entered.",
    "The cost of the shortfall is what so many more places would cost at the same price. One person can be helped by "
    "any one of several offers, so the costs of all shortfalls together are more than is needed.",
    "In the table by area, a place on an offer for several areas counts in each of them.",
    f"{FEW} means fewer than 10 people. Look at an offer's own page before you buy places.",
)
PLACES = "Places for the people of this cycle"
START = "Earliest start, for example 27/3/2027 (optional)"
COST = "Cost of a place in whole pounds, for example 1,200 (optional)"
FIELDS = {"bad_places": "places", "bad_start": "start", "start_has_passed": "start", "bad_cost": "cost"}
"""Which field of the form an error is about."""


def need(people: int | None) -> str:
    return WITHHELD if people is None else FEW if people == gaps.FEW else f"{people:,}"


def as_typed(day: date | None) -> str:
    """A start as it stands in the form."""
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def shortfall(row: Demand | AreaDemand) -> str:
    return WITHHELD if row.need is None else NOTHING if row.shortfall is None else f"{row.shortfall:,}"


def offer_row(row: Demand, areas: Mapping[str, str]) -> tuple[Cell, ...]:
    """An offer in the order of COLUMNS; `areas` names domains."""
    held = row.capacity
    return (
        Link(row.offer.title, row.offer.url),
        row.offer.audience,
        "; ".join(areas[domain] for domain in row.domains),
        need(row.need),
        f"{held.places:,}" if held else NOT_ENTERED,
        on(held.starts_on) if held and held.starts_on else NOTHING,
        shortfall(row),
        AVAILABILITY[row.offer.availability],
    )


def cost_rows(offers: Sequence[Demand]) -> list[tuple[Cell, ...]]:
    """The offers with places, in the order of COST_COLUMNS."""
    called = names(offers)
    return [
        (
            called[row.offer.id],
            f"{row.capacity.places:,}",
            pounds(row.capacity.cost),
            pounds(row.cost),
            shortfall(row),
            pounds(row.shortfall_cost),
        )
        for row in offers
        if row.capacity
    ]


def area_row(row: AreaDemand, areas: Mapping[str, str]) -> tuple[Cell, ...]:
    return areas[row.domain], need(row.need), f"{row.places:,}", shortfall(row)


def pounds(amount: int | None) -> str:
    return NOTHING if amount is None else f"£{amount:,}"


def totals(offers: Sequence[Demand], areas: Sequence[AreaDemand]) -> str:
    """What may be added up: places over offers; and the fewest people who can be below target somewhere."""
    held = [row.capacity.places for row in offers if row.capacity]
    places = f"{sum(held):,} {'place' if sum(held) == 1 else 'places'} entered, on {len(held)} of {len(offers)} offers."
    known = max((row.need for row in areas if row.need), default=0)
    return f"{f'At least {known:,} people are below target in an area. ' if known else ''}{places}{_costs(offers)}"


def _costs(offers: Sequence[Demand]) -> str:
    """What places cost, and what the places that are short would: of the offers with a cost."""
    entered, missing = (
        demand.in_all(costs) for costs in ((r.cost for r in offers), (r.shortfall_cost for r in offers))
    )
    if entered is None:
        return ""
    short = "" if missing is None else f" To fill every shortfall would cost at most {pounds(missing)} more."
    return f" They cost {pounds(entered)}, as far as costs were entered.{short}"


def names(offers: Sequence[Demand]) -> dict[str, str]:
    """What each offer is called, by id."""
    return titles([row.offer for row in offers])


def titles(offers: Sequence[LearningOffer]) -> dict[str, str]:
    """The same of offers themselves: the title, with the id where another has the same."""
    every = [offer.title for offer in offers]
    return {
        offer.id: offer.title if every.count(offer.title) == 1 else f"{offer.title} ({offer.id})" for offer in offers
    }


def demand_words(rows: Sequence[Demand], needed: int, cycle: str) -> Words:
    """`rows` are those that are drawn, the greatest need first, of the `needed` ones that 10 people or more need."""
    dozen = f" The {len(rows)} most needed of {needed} offers." if needed > len(rows) else ""
    measure = "People below target in the areas of each offer, and its places"
    subtitle = f"{measure}. All of government, {cycle}.{dozen}"
    if not rows:
        nothing = "No need for a learning offer can be shown"
        return Words(nothing, subtitle, f"Empty chart. {nothing}.")
    start = f"Bar chart of need and places of {count(len(rows), 'learning offer')}."
    ends = (("Greatest", rows[0]), ("Least", rows[-1]))
    called = names(rows)
    said = " ".join(f"{word} need: {called[row.offer.id]}, {row.need:,}." for word, row in ends)
    return Words(_title(rows, called), subtitle, fitting(f"{start} {said} {IN_TABLE}", f"{start} {IN_TABLE}"))


def _title(rows: Sequence[Demand], called: Mapping[str, str]) -> str:
    short = {called[row.offer.id]: row.shortfall for row in rows if row.shortfall is not None}
    if not short:
        most, offers = leaders({called[row.offer.id]: row.need or 0 for row in rows})
        return f"{_named(offers, 'is', 'are')} needed by most people, about {most:,}; no places have been entered yet"
    most, offers = leaders(short)
    if not most:
        return "Each offer with places has enough of them"
    each = " each" if len(offers) > 1 else ""
    return f"{_named(offers, 'is', 'are')} shortest of places: {most:,} more are needed{each}"


def _named(offers: Sequence[str], one: str, several: str) -> str:
    if len(offers) > 2:
        return f"{len(offers)} offers {several}"
    return f"{' and '.join(offers)} {one if len(offers) == 1 else several}"
