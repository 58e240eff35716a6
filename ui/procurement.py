"""Learning demand for those who buy: a row an offer, as a table for CSV and as a workbook."""

from collections.abc import Mapping, Sequence

from assessment import gaps
from assessment.demand import Demand
from assessment.exports.content import NOT_AVAILABLE, Book, Row, Sheet, Value
from assessment.exports.workbook import workbook
from assessment.service.demand import DemandView
from ui import demand_words, texts
from ui import export_words as words
from ui.tables import FEW, WITHHELD

COLUMNS = (
    "Offer",
    "Provider",
    "Areas",
    "People who need it",
    "Places",
    "Shortfall",
    "Cost of a place (£)",
    "Cost of places (£)",
    "Cost of the shortfall (£)",
    "Earliest start",
)
NOTES = (texts.WITHHELD_NOTE, demand_words.WHAT_NEED_IS, " ".join(demand_words.HOW_TO_READ))


def rows(offers: Sequence[Demand], areas: Mapping[str, str]) -> tuple[Row, ...]:
    """Offers in the order of COLUMNS, numbers as numbers and starts as ISO 8601; `areas` names domains."""
    titles = demand_words.names(offers)
    return tuple(_row(row, titles[row.offer.id], areas) for row in offers)


def _row(row: Demand, title: str, areas: Mapping[str, str]) -> Row:
    held = row.capacity
    need: Value = WITHHELD if row.need is None else FEW if row.need == gaps.FEW else row.need
    shortfall = WITHHELD if row.need is None else _known(row.shortfall)
    starts = held.starts_on.isoformat() if held and held.starts_on else NOT_AVAILABLE
    costs = (_known(pounds) for pounds in (held.cost if held else None, row.cost, row.shortfall_cost))
    places = _known(held.places if held else None)
    return title, row.offer.provider, "; ".join(areas[d] for d in row.domains), need, places, shortfall, *costs, starts


def _known(value: int | None) -> Value:
    return NOT_AVAILABLE if value is None else value


def book(view: DemandView) -> Book:
    areas = {domain.id: domain.short_name for domain in view.domains}
    about = f"{words.SHORTHAND} {NOT_AVAILABLE} here: nobody has entered it."
    title = f"{words.PROCUREMENT_TITLE} [note 1] [note 2] [note 3]"
    sheet = Sheet("Offers", "offers", title, COLUMNS, rows(view.offers, areas), (about,))
    intro = (
        *[words.MADE_UP] * view.cycle.made_up,
        f"Results of {view.cycle.name}, all of government.",
        words.withheld(sheet.withheld),
        words.SHORTHAND,
    )
    made = words.PROCUREMENT_TITLE, view.cycle.name, view.released_at
    return Book(*made, intro, (words.LICENCE,), texts.CONTACT[:1], NOTES, (sheet,))


def xlsx(view: DemandView) -> bytes:
    return workbook(book(view))
