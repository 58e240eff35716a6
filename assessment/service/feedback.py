"""Three questions about the assessment after submitting, and what everybody said, once the cycle has ended."""

from dataclasses import dataclass

from assessment import dates, feedback
from assessment.access import Action, require
from assessment.errors import WrongState
from assessment.feedback import Distribution, Said
from assessment.model import Cycle, Viewer
from assessment.service.sittings import context_of, is_open, open_context
from assessment.store import feedback as kept
from assessment.store import reading, reads, writing


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """Whether the viewer can say something now: after submitting, once, until the close."""

    cycle: Cycle
    submitted: bool
    given: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """What people said in a cycle. All but `cycles` (names) and `cycle` is empty until it may be shown.

    `people` said something, to the nearest 5. `texts` stand in the order of random ids, apart from the other answers.
    """

    cycles: tuple[str, ...]
    cycle: Cycle
    ended: bool
    people: int = 0
    useful: Distribution | None = None
    easy: Distribution | None = None
    texts: tuple[str, ...] = ()


def form(viewer: Viewer | None) -> FeedbackForm:
    """Where the viewer stands with the feedback on the cycle that concerns them now."""
    with reading() as db:
        context = context_of(db, viewer)
    sitting = context.sitting
    submitted = sitting is not None and sitting.submitted_at is not None
    given = sitting is not None and sitting.feedback_given
    return FeedbackForm(context.cycle, submitted, given, is_open(context.cycle))


def give(viewer: Viewer | None, said: Said) -> None:
    """Keep what somebody who has submitted says, without whose it is or when. Once only, and until the close.

    The close ends it, since results are shown from then on: one more would show in them. Raises EntryRefused with words
    for each field, WrongState before submitting, after the close and a second time.
    """
    tidy = feedback.checked(said)
    with writing() as db:
        context = open_context(db, viewer)
        if context.sitting is None or context.sitting.submitted_at is None:
            raise WrongState("no_report")
        kept.give(db, sitting_id=context.sitting.id, cycle_id=context.cycle.id, said=tidy)


def results(viewer: Viewer | None, cycle_name: str = "") -> FeedbackView:
    """What people said in a cycle; in the one that ended last without a name or for an unknown one.

    Nothing before the cycle has ended or where fewer than ten people said something. Raises WrongState("no_cycle")
    where there is no cycle at all.
    """
    require(viewer, Action.SEE_FEEDBACK)
    now = dates.now()
    with reading() as db:
        cycles = sorted(
            (one for one in reads.cycles(db) if one.status != "draft"), key=lambda one: not one.has_ended(now)
        )
        if not cycles:
            raise WrongState("no_cycle")
        cycle = next((one for one in cycles if one.name == cycle_name), cycles[0])
        said = kept.said(db, cycle.id) if cycle.has_ended(now) else ()
    names = tuple(one.name for one in cycles)
    if not feedback.enough(len(said)):
        return FeedbackView(names, cycle, cycle.has_ended(now))
    return FeedbackView(
        names,
        cycle,
        ended=True,
        people=feedback.nearest(len(said)),
        useful=feedback.distribution([one.useful for one in said], feedback.USEFUL),
        easy=feedback.distribution([one.easy for one in said], feedback.EASY),
        texts=tuple(one.text for one in said if one.text),
    )
