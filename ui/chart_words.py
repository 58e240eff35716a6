"""The words of charts, computed from their numbers by fixed patterns, so that no title can say what figures do not."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from assessment.model import Profile, QuestionBank
from assessment.standing import shown_gap

ALT_LIMIT = 250
"""Characters of a text alternative, which screen readers speak in one go."""
IN_TABLE = "Full figures are in the table that follows."
SLOW_BELOW = 40
"""Percentage finished below which an organisation is counted in the title of the response chart."""


@dataclass(frozen=True, slots=True)
class Words:
    """The message, what is measured, and the text alternative."""

    title: str
    subtitle: str
    alt: str


class Comparison(Protocol):
    """One organisation beside its peers in one domain; levels on 1-5, None where one may not be shown."""

    @property
    def domain(self) -> str: ...
    @property
    def estimate(self) -> float | None: ...
    @property
    def low(self) -> float | None: ...
    @property
    def high(self) -> float | None: ...
    @property
    def lower_quartile(self) -> float | None: ...
    @property
    def median(self) -> float | None: ...
    @property
    def upper_quartile(self) -> float | None: ...
    @property
    def verdict(self) -> str: ...


class ResponseCount(Protocol):
    """People of one organisation; `invited` is the sum of the other three."""

    @property
    def name(self) -> str: ...
    @property
    def invited(self) -> int: ...
    @property
    def finished(self) -> int: ...
    @property
    def started(self) -> int: ...
    @property
    def not_started(self) -> int: ...


def profile_words(profile: Profile, bank: QuestionBank) -> Words:
    gaps = {bank.domain_by_id[score.domain].short_name: shown_gap(score) for score in profile.scored}
    rated = any(score.self is not None for score in profile.scored)
    subtitle = (
        "Your level in each area. Blue dot: your level. Pale bar: likely range. Black line: target for your grade."
        + " Orange diamond: how you rated yourself." * rated
    )
    if not gaps:
        return Words(
            "There are too few answers to show a level", subtitle, "Empty chart: too few answers to show a level."
        )
    most, least = max(gaps, key=gaps.__getitem__), min(gaps, key=gaps.__getitem__)
    start = f"Dot plot of your level in {count(len(gaps), 'area')}."
    extremes = " ".join(f"{area}: {difference(gaps[area])}." for area in dict.fromkeys((most, least)))
    return Words(_profile_title(gaps), subtitle, fitting(f"{start} {extremes} {IN_TABLE}", f"{start} {IN_TABLE}"))


def _profile_title(gaps: Mapping[str, float]) -> str:
    largest, furthest = leaders(gaps)
    if largest <= 0:
        return "You meet the target for your grade in every area shown"
    if len(furthest) > 2:
        return f"{len(furthest)} areas are equally far below the target for your grade"
    return f"{' and '.join(furthest)} {'is' if len(furthest) == 1 else 'are'} furthest below the target for your grade"


def peer_words(shown: Sequence[Comparison], names: Mapping[str, str], circles: bool, cycle: str) -> Words:
    """`shown` holds the comparisons that are drawn, in their order; `circles` says whether single peers are."""
    single = " Circles: single peers." if circles else ""
    subtitle = (
        "Average level by area, on a scale of 1 to 5. Pale bar: middle half of our peers. Black line: their median. "
        f"Orange dot and line: us, with our range.{single}{f' {cycle}.' if cycle else ''}"
    )
    if not shown:
        nothing = "No comparison with peers can be shown"
        return Words(nothing, subtitle, f"Empty chart. {nothing}.")
    start = f"Strip plot of our level beside our peers in {count(len(shown), 'area')}."
    ends = " ".join(
        f"{names[c.domain]}: us {c.estimate:.1f}, peers {c.median:.1f}."
        for c in (shown if len(shown) < 3 else (shown[0], shown[-1]))
    )
    return Words(_peer_title(shown, names), subtitle, fitting(f"{start} {ends} {IN_TABLE}", f"{start} {IN_TABLE}"))


def _peer_title(shown: Sequence[Comparison], names: Mapping[str, str]) -> str:
    parts = []
    for verdict in ("clearly below", "clearly above"):
        areas = [names[c.domain] for c in shown if c.verdict == verdict]
        if len(areas) > 2:
            parts.append(f"{verdict} our peers in {len(areas)} of {len(shown)} areas")
        elif areas:
            parts.append(f"{verdict} our peers on {' and '.join(areas)}")
    return _sentence_case("; ".join(parts) or "about the same as our peers in every area shown")


def response_words(rows: Sequence[ResponseCount], shown: int) -> Words:
    invited, finished = sum(row.invited for row in rows), sum(row.finished for row in rows)
    where = f"in {rows[0].name}" if len(rows) == 1 else f"in these {len(rows)} organisations"
    share = f"{finished:,} of {invited:,} people {where} have finished, {percentage(finished, invited)}"
    slow = sum(100 * row.finished < SLOW_BELOW * row.invited for row in rows)
    late = f"; {slow} {'is' if slow == 1 else 'are'} below {SLOW_BELOW}%" if slow and len(rows) > 1 else ""
    picture = f" The {shown} largest of {len(rows)} organisations." if len(rows) > shown else ""
    return Words(
        share + late,
        f"Share of the people invited who have finished, have started or have not started, by organisation.{picture}",
        f"Bar chart of response. {share}. {IN_TABLE}",
    )


def difference(gap: float) -> str:
    """A gap to one decimal in words: 1.2 below target, 0.3 above target, at target."""
    return "at target" if gap == 0 else f"{abs(gap):.1f} {'below' if gap > 0 else 'above'} target"


def percentage(part: int, whole: int) -> str:
    """A whole percentage, halves up, that says 0% and 100% only where they are exact."""
    if not whole:
        return "0%"
    rounded = (200 * part + whole) // (2 * whole)
    return f"{rounded if part in (0, whole) else min(max(rounded, 1), 99)}%"


Key = TypeVar("Key", bound=Hashable)


def leaders(gaps: Mapping[Key, float]) -> tuple[float, list[Key]]:
    """The largest gap, and all that have it."""
    largest = max(gaps.values())
    return largest, [key for key, gap in gaps.items() if gap == largest]


def fitting(*patterns: str) -> str:
    """The first pattern that is short enough for a text alternative; the last always is."""
    return next((words for words in patterns if len(words) <= ALT_LIMIT), patterns[-1])


def count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
