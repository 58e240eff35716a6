"""The personal report. Only its owner can open it: the viewer's own person key is the only way in."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment import calibration, dates, item_types, recommendations
from assessment.access import Action, require
from assessment.calibration import Confidence, Stated, Surprises
from assessment.errors import AssessmentError, NotAllowed, WrongState
from assessment.model import METHODS, Cycle, Item, Profile, QuestionBank, Response, Sitting, Viewer
from assessment.recommendations import Advice
from assessment.service import banks
from assessment.store import own, reading, reads


@dataclass(frozen=True, slots=True)
class Report:
    """`surprises` is None until the cycle has ended: until then ratings can be changed, and others still answer."""

    cycle: Cycle
    sitting: Sitting
    organisation: str
    bank: QuestionBank
    profile: Profile
    advice: Advice
    surprises: Surprises | None

    def behind(self, domain: str) -> tuple[Item, ...]:
        """The items of the person's form that the scores of a domain rest on."""
        given = [self.bank.item_by_id[name] for name in banks.items_given(self.bank.version, self.sitting.form)]
        return tuple(i for i in given if i.domain == domain and item_types.of(i).method in METHODS)


def my_report(viewer: Viewer | None) -> Report:
    """The report of the viewer's latest submission. Raises WrongState("no_report") before there is one."""
    person = _own_key(viewer)
    with reading() as db:
        sitting = reads.latest_submitted(db, person)
        if sitting is None:
            raise WrongState("no_report")
        scores = reads.scores(db, sitting.id)
        organisation = reads.organisation_name(db, sitting.person.organisation)
    bank = banks.version(sitting.bank_version)
    by_domain = {s.domain: s for s in scores}
    ordered = tuple(by_domain[d.id] for d in bank.domains if d.id in by_domain)
    profile = Profile(bank.version, sitting.form, sitting.person.grade, ordered, sitting.submitted_at)
    advice = recommendations.advise(profile, bank)
    found = calibration.surprises(ordered) if sitting.cycle.has_ended(dates.now()) else None
    return Report(sitting.cycle, sitting, organisation, bank, profile, advice, found)


def confidence(viewer: Viewer | None) -> Confidence:
    """How sure the viewer was and how often right, over all they submitted in cycles that have ended."""
    person = _own_key(viewer)
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


def _own_key(viewer: Viewer | None) -> str:
    person = require(viewer, Action.SEE_OWN_REPORT).person
    if not person:
        raise NotAllowed("not_invited")
    return person
