"""The personal report. Only its owner can open it: the viewer's own person key is the only way in.

Whoever it is shared with gets a part of it through `service/sharing.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from assessment import calibration, conditions, dates, item_types, progress, recommendations
from assessment.calibration import Confidence, Stated, Surprises
from assessment.errors import AssessmentError, WrongState
from assessment.model import METHODS, Cell, Cycle, Item, Profile, QuestionBank, Response, Sitting, Viewer
from assessment.progress import RatingChange, Since
from assessment.recommendations import Advice
from assessment.sentences import Sentence
from assessment.service import banks, planning, releases
from assessment.service.planning import Plan
from assessment.service.sittings import own_key, profile_of
from assessment.store import goals, own, reading, reads


@dataclass(frozen=True, slots=True)
class Progress:
    """What changed since the sitting before: a row a domain, and a sentence over all; ratings once the cycle ended."""

    cycle: Cycle
    sitting: Sitting
    rows: tuple[Since, ...]
    summary: Sentence
    ratings: tuple[RatingChange, ...] = ()
    ratings_said: Sentence | None = None


@dataclass(frozen=True, slots=True)
class BesideGrade:
    """Published levels of the person's grade by domain in the latest release; None where they switched it off."""

    cycle: Cycle
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Report:
    """`surprises` is None until the cycle has ended: until then ratings can be changed, and others still answer.

    `progress` is None without an earlier sitting, `grade` while the comparison is off or nothing is released.
    """

    cycle: Cycle
    sitting: Sitting
    organisation: str
    bank: QuestionBank
    profile: Profile
    advice: Advice
    surprises: Surprises | None
    plan: Plan
    progress: Progress | None = None
    with_grade: bool = False
    grade: BesideGrade | None = None

    def behind(self, domain: str) -> tuple[Item, ...]:
        """The items of the person's form that the scores of a domain rest on."""
        given = [self.bank.item_by_id[name] for name in banks.items_given(self.bank.version, self.sitting.form)]
        return tuple(i for i in given if i.domain == domain and item_types.of(i).method in METHODS)


def my_report(viewer: Viewer | None) -> Report:
    """The report of the viewer's latest submission. Raises WrongState("no_report") before there is one."""
    person = own_key(viewer)
    with reading() as db:
        sittings = reads.submitted(db, person)
        if not sittings:
            raise WrongState("no_report")
        sitting = sittings[0]
        bank = banks.version(sitting.bank_version)
        profile = profile_of(db, sitting, bank)
        organisation = reads.organisation_name(db, sitting.person.organisation)
        plan = planning.plan_of(db, profile, bank, person)
        since = _progress(db, sitting, sittings[1], profile, bank) if len(sittings) > 1 else None
        with_grade = goals.stands_beside_grade(db, person)
        released = reads.latest_released_cycle(db)
    return Report(
        cycle=sitting.cycle,
        sitting=sitting,
        organisation=organisation,
        bank=bank,
        profile=profile,
        advice=recommendations.advise(profile, bank, _conditions(viewer, released, sitting)),
        surprises=calibration.surprises(profile.scores) if sitting.cycle.has_ended(dates.now()) else None,
        plan=plan,
        progress=since,
        with_grade=with_grade,
        grade=_grade(viewer, released, profile.grade) if with_grade else None,
    )


def _progress(db: Session, now: Sitting, then: Sitting, profile: Profile, bank: QuestionBank) -> Progress:
    """Ratings are compared after the close: until then they can be changed."""
    rows = progress.since(reads.scores(db, then.id), profile.scores)
    found = Progress(then.cycle, then, rows, progress.summary(rows))
    if not now.cycle.has_ended(dates.now()):
        return found
    changed, said = progress.ratings(bank, reads.responses(db, then.id), reads.responses(db, now.id))
    return Progress(then.cycle, then, rows, found.summary, changed, said)


def _conditions(viewer: Viewer | None, released: Cycle | None, sitting: Sitting) -> tuple[conditions.Theme, ...]:
    """What leaders of the person's organisation say of it, as far as the latest release shows it."""
    published = releases.beside_report(viewer, released, "organisation") if released else None
    if released is None or published is None:
        return ()
    mine = published.select(organisation=sitting.person.organisation).cells
    cells = {("pulse", cell.domain): cell for cell in mine if cell.shown}
    try:
        return conditions.themes(banks.version(released.bank_version), cells)
    except AssessmentError:  # a version that is not here any more: nothing can be said of its statements
        return ()


def _grade(viewer: Viewer | None, released: Cycle | None, grade: str) -> BesideGrade | None:
    published = releases.beside_report(viewer, released, "grade") if released else None
    if released is None or published is None:
        return None
    mine = published.select(grade_band=grade).cells
    return BesideGrade(released, {cell.domain: cell for cell in mine if cell.shown})


def confidence(viewer: Viewer | None) -> Confidence:
    """How sure the viewer was and how often right, over all they submitted in cycles that have ended."""
    person = own_key(viewer)
    with reading() as db:
        sittings = own.sure_answers(db, person, dates.now())
    answers = [answer for version, responses in sittings for answer in _stated(version, responses)]
    return calibration.confidence(answers, banks.current().confidence_chances)


def _stated(version: str, responses: Sequence[Response]) -> list[Stated]:
    """By the keys and chances of the sitting's own bank; nothing where that version is not here any more."""
    try:
        return calibration.stated(banks.version(version), responses)
    except AssessmentError:
        return []
