"""Organisations, and results about groups in the only form in which they leave the core."""

from dataclasses import dataclass
from datetime import date, datetime


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
    """Cells of a release that passed the disclosure gate: the only form in which group results leave the core.

    `alike`: (measure, domain) of which there is no evidence that organisations differ; `too_few`: of which too few are
    published to tell.
    """

    cycle: str
    released_at: datetime
    made_up: bool
    minimum_group: int
    cells: tuple[Cell, ...]
    alike: frozenset[tuple[str, str]] = frozenset()
    too_few: frozenset[tuple[str, str]] = frozenset()

    def select(self, **keys: str) -> "Published":
        """The cells whose attributes equal `keys`, e.g. `select(view="organisation", measure="level")`."""
        cells = tuple(c for c in self.cells if all(getattr(c, name) == value for name, value in keys.items()))
        facts = self.cycle, self.released_at, self.made_up, self.minimum_group
        return Published(*facts, cells, self.alike, self.too_few)

    @property
    def withheld(self) -> int:
        """How many of the cells are withheld; every file says so."""
        return sum(not cell.shown for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PublishedAction:
    """What is done about a gap, as respondents may read it. `status` is planned, under_way, done or dropped."""

    domain: str
    said: str
    did: str
    owner: str
    due_on: date | None
    status: str


@dataclass(frozen=True, slots=True)
class Practice:
    """What an organisation in the highest quarter of an area chose to share with the others; not withdrawn.

    `effort` is one of PRACTICE_EFFORTS, `contact_team` a team or its mailbox, never a person, `shared_at` UTC.
    """

    id: int
    cycle_id: int
    organisation: str
    domain: str
    title: str
    what: str
    effort: str
    contact_team: str
    shared_at: datetime
