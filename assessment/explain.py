"""From a level back to the answers behind it: what counted, with which weights and sums, and what may be shown of it.

Every number is taken from the parts of `scoring`, never computed a second way. Keys are protected here, so that no page
can give them away: see docs/decisions/0010-explaining-a-score.md.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assessment import item_types, scoring
from assessment.forms import EVIDENCE
from assessment.model import FEWEST_TOGETHER, METHODS, DomainScore, Item, QuestionBank, Response
from assessment.scoring import ANSWERED_SHARE, EVIDENCE_NEEDED, MethodScore


@dataclass(frozen=True, slots=True)
class Key:
    """What an answer to a question that has left use earned of the most points, the best answer, and why it is best.

    `points` is None where the answer does not count.
    """

    points: int | None
    most: int
    best: str
    rationale: str


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of the person's form with the answer in words, in or out of the score.

    `value` is x and `facility` m (0-1), None where they are not shown or the answer does not count. `key` is there only
    for items that have left use.
    """

    item: str
    method: str
    question: str
    answer: str
    counts: bool
    weight: float
    value: float | None
    facility: float | None
    key: Key | None


@dataclass(frozen=True, slots=True)
class Enough:
    """The rule about enough answers: how many of the form's items and how many scenario or knowledge items count."""

    answered: int
    asked: int
    needed: int
    evidence: int
    evidence_needed: int = EVIDENCE_NEEDED


@dataclass(frozen=True, slots=True)
class Points:
    """Points earned, of the most there were, over so many items whose keys are still in use."""

    earned: int
    most: int
    items: int


@dataclass(frozen=True, slots=True)
class Mixed:
    """What one of two methods brings to a part of both, without what was earned.

    Its `share` (0-1) of the two weights, the `mean` of m over its items in use, the weighted mean of m over those
    answered (`expected`), sum w^2 / (sum w)^2 (`squares`), and its s_d.
    """

    method: str
    share: float
    mean: float
    expected: float
    squares: float
    residual_sd: float


@dataclass(frozen=True, slots=True)
class Part:
    """The score of a method with the sums behind it, or of scenarios and knowledge together.

    S = mean + (earned - expected) / weight; `unheld` = 1 + 4 S, `score` the same held to 1-5. The error `se` is
    4 residual_sd sqrt(squares) / weight. `method_weight` is what the part counts in the level. For two methods
    together, each sum is divided by its method's weight and multiplied by the method's share of the two, so that
    `weight` is 1, each method is held to 1-5 by itself, and `residual_sd` is that of both together.
    """

    methods: tuple[str, ...]
    method_weight: float
    items: int
    mean: float
    earned: float
    expected: float
    weight: float
    squares: float
    residual_sd: float
    unheld: float
    score: float
    se: float
    mixed: tuple[Mixed, ...] = ()


@dataclass(frozen=True, slots=True)
class TargetPart:
    """A competency's target: that of the grade, what the function adds, and the sum held to 1-5."""

    competency: str
    role: int
    adjustment: int
    target: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """How one level came about. `closed` says whether the cycle has ended: before, `parts` holds ratings at most.

    Without a level `parts` is empty. `points` is None where there is nothing that may be told.
    """

    score: DomainScore
    closed: bool
    asked: tuple[Asked, ...]
    enough: Enough
    points: Points | None
    parts: tuple[Part, ...]
    method_weights: Mapping[str, float]
    targets: tuple[TargetPart, ...]


def left_use(bank: QuestionBank, in_force: Iterable[QuestionBank]) -> frozenset[str]:
    """The items of a sitting's bank whose keys may be told: retired or gone in all of `in_force`, and anchor of none.

    `in_force` is every bank from which somebody may still be asked: the newest and those of cycles that have not ended.
    """
    banks = tuple(in_force)
    anchors = {item for one in (bank, *banks) for item in one.anchors.values()}
    found = [[one.item_by_id.get(item.id) for one in banks] for item in bank.items]
    return frozenset(
        item.id
        for item, there in zip(bank.items, found, strict=True)
        if item.id not in anchors and all(other is None or other.status == "retired" for other in there)
    )


def explain(
    bank: QuestionBank,
    form: str,
    grade: str,
    band: str,
    responses: Sequence[Response],
    domain: str,
    *,
    closed: bool,
    open_keys: Collection[str],
) -> Explanation:
    """Explain one domain of one sitting; arguments as for `scoring.domain_scores`, and a domain of the bank.

    `closed`: the cycle has ended, so that no answer can change. `open_keys`: items whose keys may be told once it has.
    """
    given = {response.item: response for response in responses}
    items = scoring.form_items(bank, form, domain)
    counted = [item for item in items if _value(item, given) is not None]
    evidence = [item for item in counted if _method(item) in EVIDENCE]
    due = [item for item in evidence if item.id not in open_keys]
    # A single answer could be found by taking the open ones from a sum: then none is open.
    opened = open_keys if closed and not _too_few(len(due)) else ()
    hidden = [item for item in evidence if item.id not in opened]
    score = next(s for s in scoring.domain_scores(bank, form, grade, band, responses) if s.domain == domain)
    return Explanation(
        score=score,
        closed=closed,
        asked=tuple(_asked(item, given, closed, item.id in opened) for item in items),
        enough=Enough(len(counted), len(items), math.ceil(len(items) * ANSWERED_SHARE - 1e-9), len(evidence)),
        points=_points(hidden, given) if closed and len(hidden) >= FEWEST_TOGETHER else None,
        parts=_parts(bank, domain, responses, closed, hidden) if score.status == "scored" else (),
        method_weights=bank.method_weights,
        targets=_targets(bank, domain, grade, band),
    )


def _too_few(answers: int) -> bool:
    return 0 < answers < FEWEST_TOGETHER


def _method(item: Item) -> str:
    return item_types.of(item).method


def _value(item: Item, given: Mapping[str, Response]) -> float | None:
    response = given.get(item.id)
    return None if response is None else item_types.of(item).value(item, response.value)


def _asked(item: Item, given: Mapping[str, Response], closed: bool, opened: bool) -> Asked:
    value, evidence = _value(item, given), _method(item) in EVIDENCE
    return Asked(
        item=item.id,
        method=_method(item),
        question=item.restatement,
        answer=item_types.answer_words(item, _without_confidence(given.get(item.id))),
        counts=value is not None,
        weight=item.weight,
        value=value if opened or not evidence else None,
        facility=scoring.facility(item) if value is not None and (closed or not evidence) else None,
        key=_key(item, value) if opened and evidence else None,
    )


def _without_confidence(response: Response | None) -> Response | None:
    """How sure the person was is told elsewhere, by kind: beside a single answer it would say whether it was right."""
    return None if response is None else replace(response, confidence=None)


def _most(item: Item) -> int:
    return max(option.points for option in item.options)


def _key(item: Item, value: float | None) -> Key:
    best = max(item.options, key=lambda option: option.points)
    return Key(None if value is None else round(value * _most(item)), _most(item), best.text, item.rationale)


def _points(items: Sequence[Item], given: Mapping[str, Response]) -> Points:
    earned = sum(round((_value(item, given) or 0) * _most(item)) for item in items)
    return Points(earned, sum(map(_most, items)), len(items))


def _parts(
    bank: QuestionBank, domain: str, responses: Sequence[Response], closed: bool, hidden: Sequence[Item]
) -> tuple[Part, ...]:
    """Each method by itself, but both evidence methods together where one of them rests on a single hidden answer."""
    columns = {r.item: np.array([r.value], dtype=np.int8) for r in responses}
    scores = {method: scoring.method_score(bank, domain, method, columns) for method in METHODS}
    present = [method for method in METHODS if scores[method].n[0] and (closed or method not in EVIDENCE)]
    parts = tuple(_alone(bank, method, scores[method]) for method in present)
    if not any(_too_few(sum(_method(item) == method for item in hidden)) for method in EVIDENCE if method in present):
        return parts
    combined = scoring.combine([(bank.method_weights[method], scores[method]) for method in EVIDENCE])
    evidence = [part for part in parts if part.methods[0] in EVIDENCE]
    return *parts[: -len(evidence)], _together(evidence, float(combined[0][0]), float(combined[1][0]))


def _alone(bank: QuestionBank, method: str, score: MethodScore) -> Part:
    return Part(
        methods=(method,),
        method_weight=bank.method_weights[method],
        items=int(score.n[0]),
        mean=score.mean,
        earned=float(score.earned[0]),
        expected=float(score.earned[0] - score.deviation[0]),
        weight=float(score.weight[0]),
        squares=float(score.squares[0]),
        residual_sd=bank.residual_sd_of(method),
        unheld=float(score.unheld[0]),
        score=float(score.score[0]),
        se=float(score.se[0]),
    )


def _together(parts: Sequence[Part], score: float, se: float) -> Part:
    total = sum(part.method_weight for part in parts)
    shared = [(part, part.method_weight / total) for part in parts]
    scaled = [(part, share / part.weight) for part, share in shared]
    squares = sum(scale**2 * part.squares for part, scale in scaled)
    spread = sum(scale**2 * part.squares * part.residual_sd**2 for part, scale in scaled)
    return Part(
        methods=tuple(method for part in parts for method in part.methods),
        method_weight=total,
        items=sum(part.items for part in parts),
        mean=sum(share * part.mean for part, share in shared),
        earned=sum(scale * part.earned for part, scale in scaled),
        expected=sum(scale * part.expected for part, scale in scaled),
        weight=1.0,
        squares=squares,
        residual_sd=math.sqrt(spread / squares),
        unheld=sum(share * part.unheld for part, share in shared),
        score=score,
        se=se,
        mixed=tuple(
            Mixed(p.methods[0], share, p.mean, p.expected / p.weight, p.squares / p.weight**2, p.residual_sd)
            for p, share in shared
        ),
    )


def _targets(bank: QuestionBank, domain: str, grade: str, band: str) -> tuple[TargetPart, ...]:
    return tuple(
        TargetPart(c.name, c.targets[grade], scoring.adjustment(c, grade, band), scoring.target(c, grade, band))
        for c in bank.domain_by_id[domain].competencies
    )
