"""The shapes of answers, from which their description (OpenAPI) is made, and answers from releases."""

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Literal

from pydantic import BaseModel, Field

from assessment import dates
from assessment.files import cell_frame
from assessment.model import MEASURES, VIEWS, Cell
from assessment.service.consuming import Released, ReleaseView
from assessment.tabular import csv_bytes

VERSION = "1"
_CELL = tuple(field.name for field in fields(Cell))
_values: Callable[[Cell], tuple[Any, ...]] = attrgetter(*_CELL)


class CycleShape(BaseModel):
    """A cycle whose results are released."""

    id: int = Field(description="Its number in addresses")
    name: str
    opened_on: date = Field(description="First day, in the UK")
    closed_on: date = Field(description="Last day, in the UK")
    bank_version: str = Field(description="Version of the question bank")
    release: int = Field(description="Number of the last release; after the first, each corrects the one before")
    made_up: bool = Field(description="True: these are figures of a demonstration, not of anybody")


class CyclesShape(BaseModel):
    version: Literal["1"]
    cycles: list[CycleShape]


class CellShape(BaseModel):
    """One group, domain and measure. A withheld cell has no number, and the reason is not said."""

    view: Literal[VIEWS]  # type: ignore[valid-type]
    domain: str = Field(description="Code of the domain, ALL, or of a statement about conditions")
    measure: Literal[MEASURES]  # type: ignore[valid-type]
    status: Literal["published", "withheld"]
    organisation: str = Field(description="Code; empty where the group is not within one organisation")
    organisation_type: str
    parent_group: str
    grade_band: str
    profession_band: str
    n: int | None = Field(description="People behind the figure")
    invited: int | None = Field(description="People invited, where it is known")
    estimate: float | None = Field(description="Level on 1-5, or a share on 0-1, as the measure says")
    low: float | None = Field(description="Lower end of the 95% range")
    high: float | None = Field(description="Upper end of the 95% range")
    target: float | None = Field(description="Mean target of the people, 1-5")
    gap: float | None = Field(description="Target minus estimate; positive is below target")
    share_below_target: float | None = Field(description="Share of the people below target, 0-1")


class ReleaseShape(BaseModel):
    """The last release of a cycle, or the part of it that was asked for."""

    version: Literal["1"]
    cycle: CycleShape
    released_at: datetime
    minimum_group: int = Field(description="People in the smallest group that is published")
    withheld: int = Field(description="How many of these cells are withheld")
    domains: dict[str, str] = Field(description="Names by code")
    organisations: dict[str, str] = Field(description="Names by code, as at the release")
    cells: list[CellShape]


class ProblemShape(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = Field(description="What happened and what to do")
    code: str = Field(description="The same in one word, for programs")


def cycle(one: Released) -> dict[str, Any]:
    return {
        "id": one.cycle.id,
        "name": one.cycle.name,
        "opened_on": one.cycle.opens_at.astimezone(dates.UK).date().isoformat(),
        "closed_on": dates.last_day(one.cycle.ends_at).isoformat(),
        "bank_version": one.cycle.bank_version,
        "release": one.number,
        "made_up": one.cycle.made_up,
    }


def as_json(view: ReleaseView) -> bytes:
    published = view.published
    return json.dumps(
        {
            "version": VERSION,
            "cycle": cycle(view.released),
            "released_at": published.released_at.isoformat(),
            "minimum_group": published.minimum_group,
            "withheld": published.withheld,
            "domains": view.domains,
            "organisations": view.organisations,
            "cells": [dict(zip(_CELL, _values(cell), strict=True)) for cell in published.cells],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()


def as_csv(view: ReleaseView) -> bytes:
    """What `release export` writes, and a last column that says whether the figures are made up."""
    return csv_bytes(cell_frame(view.published).assign(made_up=view.published.made_up))
