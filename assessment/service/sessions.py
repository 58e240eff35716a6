"""Sessions of learning offers in a released cycle: dates on which people can learn."""

from dataclasses import asdict, dataclass

from assessment import dates
from assessment.access import Action, require
from assessment.errors import EntryRefused, NotFound
from assessment.model import Cycle, LearningOffer, LearningSession, Viewer
from assessment.service import banks, releases
from assessment.sessions import Entered, checked
from assessment.store import reading, sessions, writing

SELECT_OFFER = "Select a learning offer"
THERE_ALREADY = "This offer has a session in that place at that time already"


@dataclass(frozen=True, slots=True)
class SessionsView:
    """Sessions of a cycle, the earliest first, and the offers that its bank has."""

    cycle: Cycle
    offers: tuple[LearningOffer, ...]
    sessions: tuple[LearningSession, ...]


def overview(viewer: Viewer | None, cycle_name: str = "") -> SessionsView:
    """Of a released cycle; the latest without a name or for an unknown one."""
    require(viewer, Action.PLAN_LEARNING)
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        found = sessions.sessions(db, cycle.id)
    return SessionsView(cycle, banks.version(cycle.bank_version).offers, found)


def add(viewer: Viewer | None, cycle_name: str, offer: str, entered: Entered) -> None:
    """Add a session of an offer; on disk when this returns. Raises EntryRefused with words for each wrong field."""
    require(viewer, Action.PLAN_LEARNING)
    now = dates.now()
    with writing() as db:
        cycle = releases.chosen(db, cycle_name)
        if not any(one.id == offer for one in banks.version(cycle.bank_version).offers):
            raise EntryRefused({"offer": SELECT_OFFER})
        said = checked(entered, now)
        if any(
            (one.offer_id, one.starts_at, one.place.casefold()) == (offer, said.starts_at, said.place.casefold())
            for one in sessions.sessions(db, cycle.id)
        ):
            raise EntryRefused({"starts": THERE_ALREADY})
        sessions.add_session(db, cycle_id=cycle.id, offer_id=offer, **asdict(said))


def delete(viewer: Viewer | None, cycle_name: str, session: int) -> None:
    """Take a session away, for good. Raises NotFound where somebody else has done so meanwhile."""
    require(viewer, Action.PLAN_LEARNING)
    with writing() as db:
        cycle = releases.chosen(db, cycle_name)
        if not sessions.delete_session(db, cycle_id=cycle.id, session_id=session):
            raise NotFound("that session")
