"""Who has finished when, and how long it took: counts by day and a median, as response shows them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from statistics import median

from assessment import dates

DAYS_SHOWN = 28
MINUTE = timedelta(minutes=1)
LONGEST_BREAK = 10 * MINUTE
"""A longer time between two saved answers is a break, as for the times of items."""
FEWEST_TIMED = 10
"""People from whom on their median time is told."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the UK: how many finished on it, and how many in all by its end."""

    day: date
    finished: int
    total: int


@dataclass(frozen=True, slots=True)
class Minutes:
    """The median of the active minutes of `people`."""

    median: float
    people: int


def by_day(finishes: Iterable[datetime], first: date, last: date) -> tuple[Day, ...]:
    """Every day from `first` to `last`, at most the last 28 of them; moments before them are in the totals."""
    counts = Counter(moment.astimezone(dates.UK).date() for moment in finishes)
    begins = max(first, last - timedelta(days=DAYS_SHOWN - 1))
    total = sum(n for day, n in counts.items() if day < begins)
    found = []
    for after in range((last - begins).days + 1):
        day = begins + timedelta(days=after)
        total += counts[day]
        found.append(Day(day, counts[day], total))
    return tuple(found)


def minutes(saved: Iterable[tuple[int, datetime]]) -> Minutes | None:
    """The median active time of sittings, from when each of their answers was saved, sitting by sitting and in order.

    Active time is the sum of the times between two saved answers, breaks left out: people stop and come back. The time
    before the first answer is not in it. None for fewer than ten sittings.
    """
    active = []
    for _, answers in groupby(saved, key=lambda one: one[0]):
        gaps = [after - before for (_, before), (_, after) in pairwise(answers)]
        active.append(sum(gap / MINUTE for gap in gaps if gap <= LONGEST_BREAK))
    if len(active) < FEWEST_TIMED:
        return None
    return Minutes(median(active), len(active))
