"""A question bank as values: items, competencies, sources, advice, forms; and what a screen is told to draw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

Day = date
"""The type, for classes that have an attribute named `date`."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an item. `points` is what it earns: anchor's level (1-5), situational key (0-3), knowledge 0/1."""

    text: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the bank; `id` is never reused. `options` stand in the bank's stored order, numbered from 1.

    `scale` is the name of the scale that they are taken from, empty where they are the item's own.
    """

    id: str
    type: str
    stem: str
    options: tuple[Option, ...]
    domain: str = ""
    competency: str = ""
    scenario: str = ""
    reverse: bool = False
    weight: float = 1.0
    expected_facility: float | None = None
    status: str = "live"
    status_reason: str = ""
    reserve_for: str = ""
    scale: str = ""
    theme: str = ""
    themes: tuple[str, ...] = ()
    rationale: str = ""
    evidence_prompt: str = ""
    distractor_note: str = ""
    review_note: str = ""
    panel_priority: bool = False
    replaces: str = ""
    expert_level: int | None = None
    sources: tuple[str, ...] = ()
    source_status: str = ""
    as_of: date | None = None
    review_on: date | None = None
    owner: str = ""
    short: str = ""
    help: str = ""

    @property
    def in_use(self) -> bool:
        """False for items that are a draft, on hold or retired: nobody may be given them."""
        return self.status == "live"

    @property
    def restatement(self) -> str:
        """What reminds people of the item: its restatement, or the scenario's first sentence, or the stem."""
        return self.short or self.scenario.split(". ")[0].rstrip(".") or self.stem


@dataclass(frozen=True, slots=True)
class Level:
    number: int
    name: str
    definition: str
    profession_equivalent: str = ""


@dataclass(frozen=True, slots=True)
class Competency:
    """The behaviour an item evidences, with an indicator a level and a target a grade (1-5)."""

    id: str
    domain: str
    name: str
    definition: str
    why: str
    indicators: tuple[str, ...]
    targets: Mapping[str, int]
    adjustments: Mapping[str, int]
    themes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Domain:
    id: str
    name: str
    short_name: str
    definition: str
    competencies: tuple[Competency, ...]
    themes: tuple[str, ...] = ()
    frameworks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    id: str
    title: str
    publisher: str
    date: str
    url: str
    status: str
    as_of: Day | None = None
    review_on: Day | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class BoardQuestion:
    """A question that a leader can ask their department; `ask` says whom."""

    id: str
    domain: str
    question: str
    ask: str
    good_answer: str
    warning_sign: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DevelopmentAction:
    """Something to do on the job that leads to a level of a competency, from the level below it.

    `effort` is how long it takes: ten_minutes, half_day or three_months.
    """

    id: str
    competency: str
    to_level: int
    effort: str
    text: str


@dataclass(frozen=True, slots=True)
class LearningOffer:
    """Learning that somebody offers, for the domains and competencies named. `as_of` is when it was last checked.

    `availability` is open, check (may have changed or ended) or ended; empty `length` and `cost` mean "not stated".
    """

    id: str
    title: str
    provider: str
    audience: str
    url: str
    status: str
    availability: str
    as_of: date
    domains: tuple[str, ...] = ()
    competencies: tuple[str, ...] = ()
    length: str = ""
    cost: str = ""
    note: str = ""
    review_on: date | None = None
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Capacity:
    """Places of a learning offer for the people of a cycle: how many, from when on, and pounds a place."""

    places: int
    starts_on: date | None = None
    cost: int | None = None


@dataclass(frozen=True, slots=True)
class LearningSession:
    """A dated session of a learning offer; moments in UTC, `place` is a room or an address to join at."""

    id: int
    offer_id: str
    starts_at: datetime
    ends_at: datetime
    place: str
    places: int


@dataclass(frozen=True, slots=True)
class Form:
    """A fixed selection of items, in the order in which they are asked. Family standard, letter a: id standard_a."""

    id: str
    family: str
    letter: str
    items: tuple[str, ...]
    minutes: int
    minutes_up_to: int


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """How likely each category of an item's answers is along the trait of its domain (assessment/irt.py).

    `model` is graded or partial_credit, `slope` (above 0) says how well the item tells people apart, `thresholds` are
    places on the trait, one fewer than there are categories. `n` people answered the item.
    """

    item: str
    model: str
    slope: float
    thresholds: tuple[float, ...]
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Item parameters estimated from the answers of `n` people; `correlations` of traits by the ids of two domains."""

    n: int
    as_of: date
    method: str
    source: str
    parameters: tuple[ItemParameters, ...]
    correlations: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionBank:
    """One version of the bank, read and validated by `assessment.bank`."""

    version: str
    title: str
    status: str
    as_of: date
    levels: tuple[Level, ...]
    themes: Mapping[str, str]
    recommendations: tuple[Mapping[str, object], ...]
    domains: tuple[Domain, ...]
    items: tuple[Item, ...]
    forms: tuple[Form, ...]
    board_questions: tuple[BoardQuestion, ...]
    sources: Mapping[str, Source]
    enemies: tuple[tuple[str, str], ...] = ()
    anchors: Mapping[str, str] = field(default_factory=dict)
    method_weights: Mapping[str, float] = field(
        default_factory=lambda: {"self": 20, "situational": 50, "knowledge": 30}
    )
    confidence_chances: tuple[float, ...] = (0.25, 0.65, 0.90)
    residual_sd: float = 0.25
    residual_sds: Mapping[str, float] = field(default_factory=dict)
    actions: tuple[DevelopmentAction, ...] = ()
    offers: tuple[LearningOffer, ...] = ()
    allowed_terms: tuple[str, ...] = ()
    calibration: Calibration | None = None

    @cached_property
    def item_by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def form_by_id(self) -> dict[str, Form]:
        return {form.id: form for form in self.forms}

    @cached_property
    def domain_by_id(self) -> dict[str, Domain]:
        return {domain.id: domain for domain in self.domains}

    @cached_property
    def competency_by_id(self) -> dict[str, Competency]:
        return {c.id: c for domain in self.domains for c in domain.competencies}

    def residual_sd_of(self, method: str) -> float:
        """s_d of a method on 0-1: how far an answer scatters around what person and item lead to expect."""
        return self.residual_sds.get(method, self.residual_sd)

    def family(self, family: str) -> tuple[Form, ...]:
        """The parallel forms of a family in order of letter: a, b, c."""
        return tuple(form for form in self.forms if form.family == family)

    def items_of(self, form: Form) -> tuple[Item, ...]:
        return tuple(self.item_by_id[item_id] for item_id in form.items)

    def level_name(self, level: float) -> str:
        """The name of the nearest level, halves upwards: 3.5 is the name of level 4."""
        number = min(max(int(level + 0.5), 1), len(self.levels))
        return self.levels[number - 1].name


@dataclass(frozen=True, slots=True)
class Control:
    """What to show for an item, said without saying how. `values[i]` is what choosing `choices[i]` records."""

    kind: str
    label: str
    choices: tuple[str, ...]
    values: tuple[int, ...]
    context: str = ""
    error: str = ""
    follow_up: "Control | None" = None
    help: str = ""
