"""Results about groups: releases with their cells, and counts and statistics of items."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlmodel import JSON, Field

from assessment.model import GRADES, MEASURES, NUMBERS, VIEWS
from assessment.store.tables.base import Row, check, one_of

CELL_STATUSES = ("published", "withheld")
CELL_KEYS = (
    "view",
    "domain",
    "measure",
    "organisation",
    "organisation_type",
    "parent_group",
    "grade_band",
    "profession_band",
)


class ItemCountRow(Row, table=True):
    """How many people of a released cycle gave an answer to an item on a form: item statistics read only this."""

    __tablename__ = "item_count"
    __table_args__ = (check("people", "people >= 1"),)
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    form: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    value: int = Field(primary_key=True)
    people: int


class ItemStatisticsRow(Row, table=True):
    """Item and scale statistics of a released cycle, as `item_statistics` writes them: made once, over everybody."""

    __tablename__ = "item_statistics"
    cycle_id: int = Field(primary_key=True, foreign_key="cycle.id")
    statistics: dict[str, Any] = Field(sa_type=JSON)


class ReleaseRow(Row, table=True):
    """`number` counts the releases of a cycle: after the first, each corrects the one before.

    `world` is what the attack needs and nobody is shown: how many people stand behind every atom, and how estimates
    follow from their sums.
    """

    __tablename__ = "release"
    __table_args__ = (
        UniqueConstraint("cycle_id", "number"),
        check("minimum_group", "minimum_group >= 5"),
        check("number", "number >= 1"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id")
    number: int = 1
    created_at: datetime
    minimum_group: int
    proof: dict[str, Any] = Field(sa_type=JSON)
    world: dict[str, Any] = Field(sa_type=JSON)


class ReleaseMoveRow(Row, table=True):
    """Where a person stood in the releases before the one that corrected it: two releases may not differ by them."""

    __tablename__ = "release_move"
    __table_args__ = (one_of("grade", GRADES),)
    release_id: int = Field(primary_key=True, foreign_key="release.id")
    sitting_id: int = Field(primary_key=True)
    organisation: str
    grade: str
    profession: str


class ReleaseCellRow(Row, table=True):
    """The database, too, refuses a withheld cell with a number."""

    __tablename__ = "release_cell"
    __table_args__ = (
        UniqueConstraint("release_id", *CELL_KEYS, name="uq_release_cell_keys"),
        one_of("view", VIEWS),
        one_of("measure", MEASURES),
        one_of("status", CELL_STATUSES),
        check("withheld", "status = 'published' OR (" + " AND ".join(f"{name} IS NULL" for name in NUMBERS) + ")"),
    )
    release_id: int = Field(primary_key=True, foreign_key="release.id")
    position: int = Field(primary_key=True)
    view: str
    domain: str
    measure: str
    status: str
    organisation: str
    organisation_type: str
    parent_group: str
    grade_band: str
    profession_band: str
    n: int | None
    invited: int | None
    estimate: float | None
    low: float | None
    high: float | None
    target: float | None
    gap: float | None
    share_below_target: float | None
