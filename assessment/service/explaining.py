"""How a level in one's own report was worked out. Only its owner can ask, as for the report itself."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assessment import dates, explain, register
from assessment.errors import AssessmentError, NotFound, WrongState
from assessment.model import Cycle, Domain, DomainScore, QuestionBank, Viewer
from assessment.service import banks, reporting
from assessment.store import reading, reads

NUMBERS = ("level", "level_se", "self", "self_se", "target")


@dataclass(frozen=True, slots=True)
class Explained:
    """One area of a report with the explanation of its level."""

    report: reporting.Report
    domain: Domain
    explanation: explain.Explanation


def explained(viewer: Viewer | None, domain: str) -> Explained:
    """Explain one area of the viewer's own report.

    Raises NotFound for an area that the report does not have, WrongState("no_report") before there is a report, and
    WrongState("worked_out_otherwise") where the answers do not lead to the numbers that the report shows.
    """
    report = reporting.my_report(viewer)
    stored = next((score for score in report.profile.scores if score.domain == domain), None)
    if stored is None:
        raise NotFound("that area of your report")
    with reading() as db:
        responses = reads.responses(db, report.sitting.id)
        cycles = reads.cycles(db)
    found = explain.explain(
        report.bank,
        report.sitting.form,
        report.sitting.person.grade,
        register.profession_band(report.sitting.profession),
        list(responses.values()),
        domain,
        closed=report.cycle.has_ended(dates.now()),
        open_keys=_open_keys(report.bank, cycles),
    )
    if not _same(stored, found.score):
        raise WrongState("worked_out_otherwise")
    return Explained(report, report.bank.domain_by_id[domain], found)


def _open_keys(bank: QuestionBank, cycles: Sequence[Cycle]) -> frozenset[str]:
    """The items whose keys may be told; none while a version is missing that somebody may still be asked from."""
    versions = {cycle.bank_version for cycle in cycles if not cycle.has_ended(dates.now())}
    try:
        return explain.left_use(bank, [banks.current(), *map(banks.version, versions)])
    except AssessmentError:
        return frozenset()


def _same(stored: DomainScore, found: DomainScore) -> bool:
    """Whether two scores are the same but for the last digits that a database may lose."""
    pairs = [(getattr(stored, name), getattr(found, name)) for name in NUMBERS]
    return all(a == b or (None not in (a, b) and math.isclose(a, b, abs_tol=1e-9)) for a, b in pairs)
