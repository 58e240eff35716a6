"""How the items of a released cycle worked, for whoever looks after the bank."""

from dataclasses import dataclass

from assessment import item_review
from assessment.access import Action, require
from assessment.errors import NotFound, WrongState
from assessment.item_review import Remark
from assessment.item_statistics import ItemStatistics, from_json
from assessment.model import Cycle, QuestionBank, Viewer
from assessment.service import banks
from assessment.store import evidence, reading, reads


@dataclass(frozen=True, slots=True)
class Quality:
    """The item statistics of a cycle, the bank it used, and what is worth a look."""

    cycle: Cycle
    bank: QuestionBank
    statistics: ItemStatistics
    remarks: tuple[Remark, ...]


def released(viewer: Viewer | None) -> tuple[str, ...]:
    """The names of the released cycles, newest first."""
    require(viewer, Action.BROWSE_BANK)
    with reading() as db:
        return tuple(cycle.name for cycle in reads.cycles(db) if cycle.status == "released")


def of_cycle(viewer: Viewer | None, name: str) -> Quality:
    """The statistics made at the release of a cycle.

    Raises NotFound for a cycle that is not released, WrongState("no_statistics") for one released before there were
    any.
    """
    require(viewer, Action.BROWSE_BANK)
    with reading() as db:
        cycle = reads.cycle(db, name)
        if cycle is None or cycle.status != "released":
            raise NotFound("results of that cycle")
        kept = evidence.statistics(db, cycle.id)
    if kept is None:
        raise WrongState("no_statistics")
    statistics = from_json(kept)
    return Quality(cycle, banks.version(cycle.bank_version), statistics, item_review.remarks(statistics))
