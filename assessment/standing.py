"""Where a person stands, from the numbers as a report shows them (one decimal): text and table cannot disagree."""

from collections.abc import Iterable

from assessment.model import DomainScore


def shown_gap(score: DomainScore) -> float:
    """Target minus level as they are shown; positive is below target. Raises ValueError without a level."""
    if score.level is None:
        raise ValueError(f"{score.domain} has no level")
    return round(round(score.target, 1) - round(score.level, 1), 1)


def meets_target(score: DomainScore) -> bool:
    return shown_gap(score) <= 0


def shown_range(score: DomainScore) -> tuple[float, float] | None:
    """The likely range as it is shown."""
    likely = score.likely_range()
    return (round(likely[0], 1), round(likely[1], 1)) if likely else None


def by_gap(scores: Iterable[DomainScore]) -> tuple[DomainScore, ...]:
    """Those with a level, furthest below target first; ties in the order given."""
    return tuple(sorted((s for s in scores if s.status == "scored"), key=shown_gap, reverse=True))
