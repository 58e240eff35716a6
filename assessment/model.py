"""The nouns of the assessment, as frozen values. Imports nothing of ours and only the standard library."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

Day = date
"""The type, for classes that have an attribute named `date`."""

# ---- answers ---------------------------------------------------------------------------------------

DO_NOT_KNOW = 0
"""Value of a response that says "I do not know". Option numbers start at 1, so 0 is free."""
NOT_APPLICABLE = -1
"""Value of a response that says "Does not apply to my role": missing for scoring, unlike DO_NOT_KNOW."""

GRADES = ("deputy_director", "director", "director_general", "permanent_secretary")
"""Grades in ascending order."""
FUNCTIONS = ("policy", "operational_delivery", "corporate")
"""Functions a target can be adjusted for."""
PROFESSION_BANDS = (*FUNCTIONS, "other")
"""Bands of profession that a release can show; `other` has no adjustment of targets."""
METHODS = ("self", "situational", "knowledge")
MEASURES = ("level", "self", "demonstrated", "pulse")
DEFAULT_MINIMUM_GROUP = 10
"""People in the smallest group whose results are published, unless a cycle says more; never below 5."""
LIKELY_Z = 1.281552
"""Half-width of a person's likely range in standard errors: 80%, the certainty at which a level may be named."""
LOWEST, HIGHEST = 1.0, 5.0
"""The ends of the reporting scale on which levels, targets and gaps are stated."""


@dataclass(frozen=True, slots=True)
class NotYet:
    """A figure that cannot be given yet: there are `n` where `needed` are needed. A value of its own, never a blank."""

    n: int
    needed: int

    def __str__(self) -> str:
        return f"not yet estimable: {self.n} of {self.needed}"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an item. `points` is what it earns: anchor's level (1-5), situational key (0-3), knowledge 0/1."""

    text: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the bank; `id` is never reused. `options` stand in the bank's stored order, numbered from 1."""

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
class Form:
    """A fixed selection of items, in the order in which they are asked. Family standard, letter a: id standard_a."""

    id: str
    family: str
    letter: str
    items: tuple[str, ...]
    minutes: int
    minutes_up_to: int


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
    actions: tuple[DevelopmentAction, ...] = ()
    offers: tuple[LearningOffer, ...] = ()
    allowed_terms: tuple[str, ...] = ()

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

    def family(self, family: str) -> tuple[Form, ...]:
        """The parallel forms of a family in order of letter: a, b, c."""
        return tuple(form for form in self.forms if form.family == family)

    def items_of(self, form: Form) -> tuple[Item, ...]:
        return tuple(self.item_by_id[item_id] for item_id in form.items)

    def level_name(self, level: float) -> str:
        """The name of the nearest level, halves upwards: 3.5 is the name of level 4."""
        number = min(max(int(level + 0.5), 1), len(self.levels))
        return self.levels[number - 1].name


# ---- what a screen is told to draw -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Control:
    """What to show for an item, said without saying how. `values[i]` is what choosing `choices[i]` records."""

    kind: str
    label: str
    choices: tuple[str, ...]
    values: tuple[int, ...]
    context: str = ""
    error: str = ""
    help: str = ""
    follow_up: "Control | None" = None


# ---- people and their answers ------------------------------------------------------------------------


class Role(StrEnum):
    RESPONDENT = "respondent"
    LEARNING_TEAM = "learning_team"
    DEPARTMENT_HR = "department_hr"
    DEPARTMENT_LEAD = "department_lead"
    BANK_EDITOR = "bank_editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is asking. `person` is the pseudonymous key of an invited person, empty for anyone else."""

    account: str
    name: str
    roles: frozenset[Role]
    person: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """One person's value for one item: an option's number in stored order, DO_NOT_KNOW or NOT_APPLICABLE."""

    item: str
    value: int
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """An invited person as the cohort of a cycle has them."""

    id: str
    organisation: str
    grade: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """A dated window in which a cohort answers. Times are UTC; `closes_at` is the first moment that is too late."""

    id: int
    name: str
    status: str
    family: str
    bank_version: str
    opens_at: datetime
    closes_at: datetime
    minimum_group: int = DEFAULT_MINIMUM_GROUP
    made_up: bool = False
    closed_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        """When answering ends or ended: the planned moment, or the earlier one at which the cycle was closed."""
        return min(self.closes_at, self.closed_at) if self.closed_at else self.closes_at


@dataclass(frozen=True, slots=True)
class Sitting:
    """One person's run of one form of one bank version in one cycle."""

    id: int
    person: Person
    cycle: Cycle
    form: str
    bank_version: str
    status: str
    profession: str
    time_in_role: str
    digital_responsibility: str
    option_orders: Mapping[str, tuple[int, ...]]
    started_at: datetime
    submitted_at: datetime | None = None
    situational_fixed_at: datetime | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class DomainScore:
    """A person's result in one domain on 1-5, unrounded; None where there is too little evidence.

    `status` is `scored` or `not_enough_answers`; `self`, `demonstrated` and `level` carry their standard error and
    `self` and `demonstrated` the number of items behind them.
    """

    domain: str
    self: float | None
    self_se: float | None
    self_n: int
    demonstrated: float | None
    demonstrated_se: float | None
    demonstrated_n: int
    level: float | None
    level_se: float | None
    target: float
    status: str

    @property
    def gap(self) -> float | None:
        """Target minus level: positive is below target."""
        return None if self.level is None else self.target - self.level

    def likely_range(self) -> tuple[float, float] | None:
        """The range that holds the true level 8 times out of 10 (level plus and minus 1.28 SE), held to 1-5."""
        if self.level is None or self.level_se is None:
            return None
        reach = LIKELY_Z * self.level_se
        return max(LOWEST, self.level - reach), min(HIGHEST, self.level + reach)


@dataclass(frozen=True, slots=True)
class Profile:
    """A person's scores, in the order of the bank's domains, with what they were computed from."""

    bank_version: str
    form: str
    grade: str
    scores: tuple[DomainScore, ...]
    submitted_at: datetime | None = None

    @property
    def scored(self) -> tuple[DomainScore, ...]:
        return tuple(s for s in self.scores if s.status == "scored")


# ---- organisations and groups ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as the register has it; `valid_to` is the first day on which it no longer existed."""

    code: str
    name: str
    type: str
    parent_group: str
    scs_headcount: int | None = None
    total_headcount: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    reporting_unit: str = ""
    people_survey_code: str = ""

    def valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


VIEWS = (
    "all",
    "organisation",
    "grade",
    "organisation_type",
    "parent_group",
    "profession",
    "organisation_grade",
    "organisation_profession",
)
"""The closed list of views of a release, in order of priority (first is dropped last)."""

NUMBERS = ("n", "invited", "estimate", "low", "high", "target", "gap", "share_below_target")


@dataclass(frozen=True, slots=True)
class Cell:
    """One group, domain and measure of a release. A withheld cell has no number at all, whatever the cause."""

    view: str
    domain: str
    measure: str
    status: str
    organisation: str = ""
    organisation_type: str = ""
    parent_group: str = ""
    grade_band: str = ""
    profession_band: str = ""
    n: int | None = None
    invited: int | None = None
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    target: float | None = None
    gap: float | None = None
    share_below_target: float | None = None

    def __post_init__(self) -> None:
        if self.status not in ("published", "withheld"):
            raise ValueError(f"unknown status of a cell: {self.status}")
        if self.status == "withheld" and any(getattr(self, name) is not None for name in NUMBERS):
            raise ValueError("a withheld cell may not carry a number")

    @property
    def shown(self) -> bool:
        return self.status == "published"


@dataclass(frozen=True, slots=True)
class Published:
    """Cells of a release that passed the disclosure gate: the only form in which group results leave the core."""

    cycle: str
    released_at: datetime
    made_up: bool
    minimum_group: int
    cells: tuple[Cell, ...]

    def select(self, **keys: str) -> "Published":
        """The cells whose attributes equal `keys`, e.g. `select(view="organisation", measure="level")`."""
        cells = tuple(c for c in self.cells if all(getattr(c, name) == value for name, value in keys.items()))
        return Published(self.cycle, self.released_at, self.made_up, self.minimum_group, cells)

    @property
    def withheld(self) -> int:
        """How many of the cells are withheld; every file says so."""
        return sum(not cell.shown for cell in self.cells)
