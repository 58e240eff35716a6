"""The personal report. Only its owner can open it: the viewer's own person key is the only way in."""

from dataclasses import dataclass

from assessment import recommendations
from assessment.access import Action, require
from assessment.errors import NotAllowed, WrongState
from assessment.model import Cycle, Profile, QuestionBank, Sitting, Viewer
from assessment.recommendations import Advice
from assessment.service import banks
from assessment.store import reading, reads


@dataclass(frozen=True, slots=True)
class Report:
    cycle: Cycle
    sitting: Sitting
    organisation: str
    bank: QuestionBank
    profile: Profile
    advice: Advice


def my_report(viewer: Viewer | None) -> Report:
    """The report of the viewer's latest submission. Raises WrongState("no_report") before there is one."""
    viewer = require(viewer, Action.SEE_OWN_REPORT)
    if not viewer.person:
        raise NotAllowed("not_invited")
    with reading() as db:
        sitting = reads.latest_submitted(db, viewer.person)
        if sitting is None:
            raise WrongState("no_report")
        scores = reads.scores(db, sitting.id)
        organisation = reads.organisation_name(db, sitting.person.organisation)
    bank = banks.version(sitting.bank_version)
    by_domain = {s.domain: s for s in scores}
    ordered = tuple(by_domain[d.id] for d in bank.domains if d.id in by_domain)
    profile = Profile(bank.version, sitting.form, sitting.person.grade, ordered, sitting.submitted_at)
    return Report(sitting.cycle, sitting, organisation, bank, profile, recommendations.advise(profile, bank))
