"""The questions that anybody can ask their department: the same for all, whatever they scored."""

from dataclasses import dataclass

from assessment.access import Action, require
from assessment.model import BoardQuestion, Domain, Viewer
from assessment.service import banks


@dataclass(frozen=True, slots=True)
class BoardQuestions:
    """The questions of a bank by area, in its order; areas without any are left out."""

    bank_version: str
    by_area: tuple[tuple[Domain, tuple[BoardQuestion, ...]], ...]


def board_questions(viewer: Viewer | None) -> BoardQuestions:
    """All questions of the current bank."""
    require(viewer, Action.SEE_BOARD_QUESTIONS)
    bank = banks.current()
    found = ((d, tuple(q for q in bank.board_questions if q.domain == d.id)) for d in bank.domains)
    return BoardQuestions(bank.version, tuple((domain, questions) for domain, questions in found if questions))
