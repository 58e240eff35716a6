"""The register of organisations, professions and People Survey results that ships with the project.

Read once from `reference_data/` and kept: its README says what every column means and where it comes from.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from assessment.model import Organisation

REFERENCE_DATA = Path(__file__).resolve().parent.parent / "reference_data"
NO_BAND = "other"
"""Band of everyone whose function adjusts no target: other professions, and those not said or not known."""
HEADCOUNTS = "31 March 2023"
"""The day of the headcounts in organisations.csv."""
UNSAID = ("", "unknown")
"""Professions that say nothing: refused, or not known to the register."""
_MEDIAN = "CS_MEDIAN"


@dataclass(frozen=True, slots=True)
class Profession:
    """A profession of the civil service; `band` is the function whose adjustment of targets applies to it."""

    code: str
    name: str
    band: str
    scs_headcount: int | None = None


@dataclass(frozen=True, slots=True)
class PeopleSurvey:
    """One People Survey 2024 measure of an organisation's staff: percent positive, 0-100, None where withheld.

    `median` is the value of the median organisation of the civil service. `respondents` names who answered: it may be a
    group that the organisation belongs to.
    """

    measure: str
    label: str
    wording: str
    respondents: str
    value: float | None
    median: float | None


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE_DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _whole(text: str) -> int | None:
    return int(text) if text else None


def _number(text: str) -> float | None:
    return float(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@cache
def organisations() -> tuple[Organisation, ...]:
    """Every organisation of the register, past and present, in order of code."""
    return tuple(
        Organisation(
            code=row["code"],
            name=row["name"],
            type=row["type"],
            parent_group=row["parent_group"],
            scs_headcount=_whole(row["scs_headcount"]),
            total_headcount=_whole(row["total_headcount"]),
            valid_from=_day(row["valid_from"]),
            valid_to=_day(row["valid_to"]),
            successors=tuple(row["successors"].split(";")) if row["successors"] else (),
            reporting_unit=row["reporting_unit"],
            people_survey_code=row["people_survey_code"],
        )
        for row in _rows("organisations.csv")
    )


def on(day: date) -> tuple[Organisation, ...]:
    """The organisations that existed on that day, in order of code."""
    return tuple(organisation for organisation in organisations() if organisation.valid_on(day))


@cache
def by_code() -> Mapping[str, Organisation]:
    """Code -> organisation, past ones included."""
    return MappingProxyType({organisation.code: organisation for organisation in organisations()})


@cache
def professions() -> Mapping[str, Profession]:
    """Code -> profession in the order of the list: by code, then "another profession" and "not known"."""
    return MappingProxyType(
        {
            row["code"]: Profession(row["code"], row["name"], row["band"], _whole(row["scs_headcount_2023"]))
            for row in _rows("professions.csv")
        }
    )


def profession_band(code: str) -> str:
    """The band of a profession; NO_BAND for an empty or unlisted one, whose targets are not adjusted."""
    profession = professions().get(code)
    return profession.band if profession else NO_BAND


def band_said(code: str) -> str:
    """The band of a profession that somebody named; empty where they did not, or named one that the register lacks."""
    return profession_band(code) if code not in UNSAID else ""


@cache
def _people_survey() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in _rows("people_survey_2024.csv")}


@cache
def people_survey(code: str) -> Mapping[str, PeopleSurvey] | None:
    """Measure -> result for the organisation with that code of ours; None if the survey has no row that covers it."""
    organisation = by_code().get(code)
    row = _people_survey().get(organisation.people_survey_code) if organisation else None
    if row is None:
        return None
    median = _people_survey()[_MEDIAN]
    return MappingProxyType(
        {
            measure["code"]: PeopleSurvey(
                measure=measure["code"],
                label=measure["label"],
                wording=measure["wording"],
                respondents=row["organisation"],
                value=_number(row[measure["code"]]),
                median=_number(median[measure["code"]]),
            )
            for measure in _rows("people_survey_measures.csv")
        }
    )
