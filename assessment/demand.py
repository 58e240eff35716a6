"""How many people need each learning offer, and how many places there are. Need is worked out from published cells."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessment import dates, gaps
from assessment.errors import AssessmentError
from assessment.model import Capacity, Cell, LearningOffer, QuestionBank

MOST_PLACES = 100_000
MOST_POUNDS = 100_000
"""More places than this for one offer, or pounds for one place, is taken for a slip of the keyboard."""
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}|[0-9]{1,3}(,[0-9]{3})+")


@dataclass(frozen=True, slots=True)
class Demand:
    """One offer with the areas it serves.

    `need`: people below target in the one of its areas that has most of them, as they are told (assessment/gaps.py). So
    many at least are below target in one of its areas or another: somebody below in two of them counts once. None where
    no share of its areas is published. `capacity`: the places there are, None where nobody has entered any.
    """

    offer: LearningOffer
    domains: tuple[str, ...]
    need: int | None
    capacity: Capacity | None

    @property
    def shortfall(self) -> int | None:
        """Need less places, not below 0; None where places or need are not known, or fewer than 10 need it."""
        return None if self.capacity is None else _short(self.need, self.capacity.places)

    @property
    def cost(self) -> int | None:
        """Pounds for all places; None where places or the cost of one are not known."""
        return None if self.capacity is None else _times(self.capacity.places, self.capacity.cost)

    @property
    def shortfall_cost(self) -> int | None:
        """Pounds for as many places as are short; None where the shortfall or the cost of a place is not known."""
        return None if self.capacity is None else _times(self.shortfall, self.capacity.cost)


@dataclass(frozen=True, slots=True)
class AreaDemand:
    """One area: people below target in it as they are told, and the places on all offers that serve it."""

    domain: str
    need: int | None
    places: int

    @property
    def shortfall(self) -> int | None:
        return _short(self.need, self.places)


def _short(need: int | None, places: int) -> int | None:
    return max(need - places, 0) if need else None


def _times(places: int | None, pounds: int | None) -> int | None:
    return None if places is None or pounds is None else places * pounds


def in_all(pounds: Iterable[int | None]) -> int | None:
    """The sum of those that are known; None where none is."""
    known = [one for one in pounds if one is not None]
    return sum(known) if known else None


def served(offer: LearningOffer, bank: QuestionBank) -> tuple[str, ...]:
    """The areas that an offer is for, itself or through a competency, in the order of the bank."""
    through = {bank.competency_by_id[c].domain for c in offer.competencies if c in bank.competency_by_id}
    return tuple(d.id for d in bank.domains if d.id in through or d.id in offer.domains)


def of_offers(bank: QuestionBank, cells: Mapping[str, Cell], capacities: Mapping[str, Capacity]) -> tuple[Demand, ...]:
    """A row an offer of the bank, the greatest need first, then by title.

    `cells` are levels of everybody by domain, `capacities` what was entered by offer.
    """
    rows = []
    for offer in bank.offers:
        domains = served(offer, bank)
        known = [need for need in (gaps.people(cells[d]) for d in domains if d in cells) if need is not None]
        rows.append(Demand(offer, domains, max(known, default=None), capacities.get(offer.id)))
    return tuple(sorted(rows, key=lambda row: (row.need is None, -(row.need or 0), row.offer.title)))


def of_areas(rows: tuple[Demand, ...], bank: QuestionBank, cells: Mapping[str, Cell]) -> tuple[AreaDemand, ...]:
    """A row an area in the order of the bank; a place on an offer for several areas counts in each."""
    found = []
    for domain in bank.domains:
        places = sum(row.capacity.places for row in rows if row.capacity and domain.id in row.domains)
        found.append(AreaDemand(domain.id, gaps.people(cells[domain.id]) if domain.id in cells else None, places))
    return tuple(found)


def entered(places: str, start: str, today: date, before: Capacity | None = None, cost: str = "") -> Capacity:
    """What somebody typed, as a capacity; raises AssessmentError for what is none, saying what would be.

    Start and cost (whole pounds a place) may be empty. `before` is what was entered earlier: its start may have passed
    by now.
    """
    number = whole_number(places, MOST_PLACES)
    if number is None:
        raise AssessmentError("bad_places", most=f"{MOST_PLACES:,}")
    pounds = whole_number(cost.strip().removeprefix("£"), MOST_POUNDS) if cost.strip() else None
    if cost.strip() and pounds is None:
        raise AssessmentError("bad_cost", most=f"{MOST_POUNDS:,}")
    starts_on = _day(start.strip()) if start.strip() else None
    if starts_on and starts_on < today and (before is None or starts_on != before.starts_on):
        raise AssessmentError("start_has_passed")
    return Capacity(number, starts_on, pounds)


def whole_number(text: str, most: int) -> int | None:
    """The number from 0 to `most` that somebody typed, commas between thousands allowed; None if it is none."""
    typed = text.strip()
    number = int(typed.replace(",", "")) if WHOLE_NUMBER.fullmatch(typed) else -1
    return number if 0 <= number <= most else None


def _day(text: str) -> date:
    day = dates.typed(text)
    if day is None:
        raise AssessmentError("bad_start")
    return day
