"""Learning demand: who needs which offer across government, and the places that the learning team has entered."""

from dataclasses import dataclass
from datetime import datetime

from assessment import dates
from assessment.access import Action, require
from assessment.demand import AreaDemand, Demand, entered, of_areas, of_offers
from assessment.errors import NotFound, WrongState
from assessment.model import Cycle, Domain, Viewer
from assessment.service import banks, releases
from assessment.store import capacity, reading, writing


@dataclass(frozen=True, slots=True)
class DemandView:
    """Offers by need and areas in the order of the bank, for everybody in a released cycle."""

    cycle: Cycle
    released_at: datetime
    domains: tuple[Domain, ...]
    offers: tuple[Demand, ...]
    areas: tuple[AreaDemand, ...]


def learning_demand(viewer: Viewer | None, cycle_name: str = "") -> DemandView:
    """Need and places of a released cycle; the latest without a name or for an unknown one."""
    require(viewer, Action.PLAN_LEARNING)
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        capacities = capacity.capacities(db, cycle.id)
    everybody = releases.published(viewer, cycle, view="all", measure="level")
    if everybody is None:
        raise WrongState("no_release")
    bank = banks.version(cycle.bank_version)
    cells = {cell.domain: cell for cell in everybody.cells}
    offers = of_offers(bank, cells, capacities)
    return DemandView(cycle, everybody.released_at, bank.domains, offers, of_areas(offers, bank, cells))


def enter_places(viewer: Viewer | None, cycle_name: str, offer: str, places: str, start: str, cost: str = "") -> None:
    """Keep how many places an offer has for a released cycle, from when, and at what cost; on disk when this returns.

    Raises AssessmentError for places or pounds that are no number from 0 to 100,000 or a start that is no date or has
    passed, NotFound for an offer that the bank of the cycle does not have. Of two people at once, the later one wins.
    """
    require(viewer, Action.PLAN_LEARNING)
    now = dates.now()
    with writing() as db:
        cycle = releases.chosen(db, cycle_name)
        if not any(one.id == offer for one in banks.version(cycle.bank_version).offers):
            raise NotFound("that learning offer")
        before = capacity.capacities(db, cycle.id).get(offer)
        kept = entered(places, start, now.astimezone(dates.UK).date(), before, cost)
        capacity.save_capacity(db, cycle_id=cycle.id, offer_id=offer, capacity=kept, now=now)
