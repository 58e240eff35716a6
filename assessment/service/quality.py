"""How the items of a released cycle worked, for whoever looks after the bank."""

from dataclasses import dataclass

from assessment import item_review
from assessment.access import Action, require
from assessment.errors import WrongState
from assessment.item_review import Remark
from assessment.item_statistics import ItemStatistics
from assessment.model import Cycle, QuestionBank, Viewer
from assessment.service import banks, releases
from assessment.statistics_format import from_json
from assessment.store import evidence, reading, reads


@dataclass(frozen=True, slots=True)
class Quality:
    """The item statistics of a cycle, the bank it used, and what is worth a look."""

    cycle: Cycle
    bank: QuestionBank
    statistics: ItemStatistics
    remarks: tuple[Remark, ...]


def released(viewer: Viewer | None) -> tuple[str, ...]:
    """The names of the released cycles of which statistics were kept, newest first."""
    require(viewer, Action.BROWSE_BANK)
    with reading() as db:
        kept = evidence.cycles_with_statistics(db)
        return tuple(cycle.name for cycle in reads.cycles(db) if cycle.id in kept)


def statistics(viewer: Viewer | None, name: str) -> ItemStatistics:
    """The item statistics of a released cycle, whoever's bank it used; raises as `of_cycle` does."""
    require(viewer, Action.BROWSE_BANK)
    return _kept(name)[1]


def of_cycle(viewer: Viewer | None, name: str) -> Quality:
    """The statistics made at the release of a cycle.

    Raises AssessmentError for an unknown cycle, WrongState("not_released") before its release, and
    WrongState("no_statistics") for one released before there were any.
    """
    require(viewer, Action.BROWSE_BANK)
    cycle, found = _kept(name)
    held = banks.version(cycle.bank_version)
    return Quality(cycle, held, found, item_review.remarks(found, held))


def _kept(name: str) -> tuple[Cycle, ItemStatistics]:
    with reading() as db:
        cycle = releases.known(db, name)
        kept = evidence.statistics(db, cycle.id)
    if cycle.status != "released":
        raise WrongState("not_released", cycle=cycle.name, status=cycle.status)
    if kept is None:
        raise WrongState("no_statistics")
    return cycle, from_json(kept)
