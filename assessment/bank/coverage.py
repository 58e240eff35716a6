"""What a bank covers, and how its items are written, as tables for its editors."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean

from assessment.bank import content, wording
from assessment.bank.reading import words
from assessment.forms import EVIDENCE
from assessment.model import Item, NotYet, QuestionBank

KINDS = ("rating", "situational", "knowledge", "pulse", "vignette")


@dataclass(frozen=True, slots=True)
class Covered:
    """How many items in use stand behind something, by type in the order of KINDS."""

    id: str
    name: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Measured:
    """How one item is written: words of scenario and stem, of its longest option, reading grade, where its key stands.

    `key` is the place of the best option, from 1, None for items without one; `longest` says that it is the longest.
    `recommendations` and `themes` are the ids that it, or its competency, stands for.
    """

    item: Item
    asked: int
    option: int
    grade: float
    key: int | None
    longest: bool
    recommendations: tuple[str, ...]
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difficulty:
    """Mean expected facility (0-1) of the items in use of an area, by type of evidence; None where none says."""

    domain: str
    name: str
    means: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """Keys of one type of evidence: how often the best option is the longest, and how often it stands at each place."""

    kind: str
    items: int
    longest: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    competencies: tuple[Covered, ...]
    recommendations: tuple[Covered, ...]
    themes: tuple[Covered, ...]
    measured: tuple[Measured, ...]
    balances: tuple[Balance, ...]
    difficulties: tuple[Difficulty, ...]
    wording: wording.WordingCredit | NotYet
    rules_of_thumb: tuple[tuple[str, float], ...]


def coverage(bank: QuestionBank) -> Coverage:
    used = [item for item in bank.items if item.in_use]
    situational = content.of_type(bank, "situational")
    enough = len(situational) >= wording.SCENARIOS_NEEDED
    return Coverage(
        competencies=tuple(
            Covered(c.id, c.name, _counts([i for i in used if i.competency == c.id]))
            for c in bank.competency_by_id.values()
        ),
        recommendations=tuple(_recommendation(bank, r, used) for r in bank.recommendations),
        themes=tuple(Covered(t, name, _counts(_on_theme(bank, t, used))) for t, name in bank.themes.items()),
        measured=tuple(_measured(item, bank) for item in bank.items if item.status != "retired"),
        balances=tuple(_balance(kind, content.of_type(bank, kind)) for kind in EVIDENCE),
        difficulties=tuple(
            Difficulty(d.id, d.short_name, tuple(_mean_expected(used, d.id, kind) for kind in EVIDENCE))
            for d in bank.domains
        ),
        wording=wording.credit(situational),
        rules_of_thumb=tuple((rule, content.rule_of_thumb_credit(rule, situational)) for rule in content.RULES_OF_THUMB)
        if enough
        else (),
    )


def _counts(items: Sequence[Item]) -> tuple[int, ...]:
    by = Counter(item.type for item in items)
    return tuple(by[kind] for kind in KINDS)


def _recommendation(bank: QuestionBank, recommendation: object, used: Sequence[Item]) -> Covered:
    number, text, named = (recommendation[key] for key in ("number", "text", "competencies"))  # type: ignore[index]
    return Covered(str(number), str(text), _counts([item for item in used if item.competency in named]))


def _mean_expected(used: Sequence[Item], domain: str, kind: str) -> float | None:
    stated = [i.expected_facility for i in used if (i.domain, i.type) == (domain, kind)]
    known = [value for value in stated if value is not None]
    return mean(known) if known else None


def _on_theme(bank: QuestionBank, theme: str, used: Sequence[Item]) -> list[Item]:
    """Items that name the theme, or whose competency does."""
    held = {c.id for c in bank.competency_by_id.values() if theme in c.themes}
    return [item for item in used if theme in item.themes or item.competency in held]


def _recommendations(item: Item, bank: QuestionBank) -> tuple[str, ...]:
    named = ((str(r["number"]), r["competencies"]) for r in bank.recommendations)
    return tuple(n for n, competencies in named if isinstance(competencies, tuple) and item.competency in competencies)


def _themes(item: Item, bank: QuestionBank) -> tuple[str, ...]:
    held = bank.competency_by_id.get(item.competency)
    return tuple(theme for theme in bank.themes if theme in item.themes or (held and theme in held.themes))


def _measured(item: Item, bank: QuestionBank) -> Measured:
    keyed = item.type in EVIDENCE
    return Measured(
        item=item,
        asked=words(item.scenario) + words(item.stem),
        option=max(words(option.text) for option in item.options),
        grade=content.asked_grade(item, bank),
        key=content.best_option(item) + 1 if keyed else None,
        longest=keyed and content.key_is_longest(item),
        recommendations=_recommendations(item, bank),
        themes=_themes(item, bank),
    )


def _balance(kind: str, items: Sequence[Item]) -> Balance:
    most = max((len(item.options) for item in items), default=0)
    places = Counter(content.best_option(item) for item in items)
    return Balance(kind, len(items), sum(map(content.key_is_longest, items)), tuple(places[n] for n in range(most)))
