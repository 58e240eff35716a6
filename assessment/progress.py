"""What changed since a person's last sitting: per domain, claimed only where the ranges allow it.

A change is clear if the two likely ranges, as shown, do not meet. If nothing changed and both standard errors are
equal, that happens by chance in at most 7 areas of 100: P(|Z| > 2 x 1.2816 / sqrt(2)) = 0.070 (two-sided, normal).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment import item_types, sentences
from assessment.model import DomainScore, QuestionBank, Response
from assessment.sentences import Sentence
from assessment.standing import shown_range


@dataclass(frozen=True, slots=True)
class Since:
    """One domain then and now; a sitting whose bank has no such domain has None. `change` says what can be said."""

    domain: str
    then: DomainScore | None
    now: DomainScore
    change: Sentence


@dataclass(frozen=True, slots=True)
class RatingChange:
    """A self-rating given both times with another level: 1-5, the numbers of its anchors."""

    item: str
    then: int
    now: int


def since(then: Sequence[DomainScore], now: Sequence[DomainScore]) -> tuple[Since, ...]:
    """A row for each domain now, in its order."""
    before = {score.domain: score for score in then}
    return tuple(Since(s.domain, before.get(s.domain), s, _change(before.get(s.domain), s)) for s in now)


def _change(then: DomainScore | None, now: DomainScore) -> Sentence:
    ranges = shown_range(then) if then else None, shown_range(now)
    if ranges[0] is None or ranges[1] is None:
        return sentences.say("since_unknown", now.domain)
    if ranges[1][0] > ranges[0][1]:
        return sentences.say("since_up", now.domain)
    return sentences.say("since_down" if ranges[1][1] < ranges[0][0] else "since_same", now.domain)


def summary(rows: Sequence[Since]) -> Sentence:
    """In how many areas there is a clear change, of those that can be compared."""
    compared = [row for row in rows if row.change.rule != "since_unknown"]
    if not compared:
        return sentences.say("since_nothing")
    changed = sum(row.change.rule in ("since_up", "since_down") for row in compared)
    areas = sentences.areas(len(compared), len(rows))
    return (
        sentences.say("since_summary", changed=changed, areas=areas)
        if changed
        else sentences.say("since_no_change", areas=areas)
    )


def ratings(
    bank: QuestionBank, then: Mapping[str, Response], now: Mapping[str, Response]
) -> tuple[tuple[RatingChange, ...], Sentence | None]:
    """Self-ratings that changed, and a sentence over those given both times; None if there is none of these.

    Only ratings: what a scenario or a knowledge question earned would give its key away. Only items of this bank: one
    whose id stayed has the same words.
    """
    pairs = [
        (item.id, item.options[then[item.id].value - 1].points, item.options[now[item.id].value - 1].points)
        for item in bank.items
        if item_types.of(item).method == "self" and _chose(then, item.id) and _chose(now, item.id)
    ]
    if not pairs:
        return (), None
    up, down = sum(b > a for _, a, b in pairs), sum(b < a for _, a, b in pairs)
    said = sentences.say(
        "since_ratings",
        both=sentences.counted(len(pairs), "rating"),
        up=up,
        rose="is higher" if up == 1 else "are higher",
        down=down,
        fell="is lower" if down == 1 else "are lower",
        same=len(pairs) - up - down,
    )
    return tuple(RatingChange(*pair) for pair in pairs if pair[1] != pair[2]), said


def _chose(responses: Mapping[str, Response], item: str) -> bool:
    return item in responses and responses[item].value > 0


def changed(rows: Iterable[Since]) -> tuple[Since, ...]:
    """The rows with a clear change."""
    return tuple(row for row in rows if row.change.rule in ("since_up", "since_down"))
