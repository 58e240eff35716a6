"""Numbers in words and cells: one way to write each, shared by tables, lists and files."""

from assessment import standing
from assessment.model import DomainScore, QuestionBank
from assessment.service.insight import ResponseRow
from ui.chart_words import percentage
from ui.tables import WITHHELD

NOTHING = "–"
TOO_FEW = "Too few answers"
LOW_RESPONSE = 0.3
"""Below this share of the people invited a page calls the response low (statistics: a judgement)."""


def number(value: float | None) -> str:
    """One decimal, or the mark of a withheld figure; never minus nought."""
    return WITHHELD if value is None else f"{value + 0:.1f}"


def difference(gap: float) -> str:
    """A gap in words: 1.2 below, at target, 0.3 above."""
    if gap == 0:
        return "at target"
    return f"{abs(gap):.1f} {'below' if gap > 0 else 'above'}"


def span(low: float | None, high: float | None) -> str:
    return WITHHELD if low is None or high is None else f"{low:.1f} to {high:.1f}"


def profile_row(score: DomainScore, bank: QuestionBank) -> tuple[str, ...]:
    """A scored domain as a row of the report's table."""
    if score.level is None:
        raise ValueError(f"{score.domain} has no level")
    likely = score.likely_range()
    return (
        bank.domain_by_id[score.domain].short_name,
        f"{score.level:.1f} {bank.level_name(round(score.level, 1))}",
        span(*likely) if likely else NOTHING,
        f"{score.target:.1f}",
        difference(standing.shown_gap(score)),
        NOTHING if score.self is None else f"{score.self:.1f}",
    )


def unscored_row(score: DomainScore, bank: QuestionBank) -> tuple[str, ...]:
    """A domain with too few answers as a row of the report's table: its target and no level."""
    name = bank.domain_by_id[score.domain].short_name
    return name, TOO_FEW, NOTHING, f"{score.target:.1f}", NOTHING, NOTHING


def percent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.0f}%"


def finished(row: ResponseRow) -> str:
    """The share of those invited who have finished, as the chart of response writes it."""
    return percentage(row.finished, row.invited)


def response_sentence(row: ResponseRow) -> str:
    """How many answered, with the caution that goes with it."""
    about = "About " if row.rounded else ""
    if not row.invited:
        return f"{about}{row.finished} people answered. How many were invited is not known."
    caution = "People who answered may differ from those who did not."
    low = " This is a low response: read the figures with care." if row.share < LOW_RESPONSE else ""
    return f"{about}{row.finished} of {row.invited} invited people answered ({finished(row)}). {caution}{low}"
