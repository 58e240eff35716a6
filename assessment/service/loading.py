"""Putting a responses file into a cycle as submitted sittings: all of it or nothing."""

from datetime import timedelta

import numpy as np
import pandas as pd
from sqlmodel import Session

from assessment import dates, register, scoring
from assessment.access import Action, require
from assessment.errors import Fault, InputError, WrongState
from assessment.files import ResponseFile, Texts
from assessment.model import Cycle, QuestionBank, Viewer
from assessment.scoring import ScoreTable
from assessment.store import reads, writes, writing

WINDOW = timedelta(weeks=8)
"""How long a cycle stays open that a load had to create."""


def load(viewer: Viewer | None, file: ResponseFile, cycle_name: str, bank: QuestionBank) -> int:
    """Add the respondents of a checked file to the cycle, made and opened if there is none; gives how many.

    Raises WrongState for a cycle that is not open and InputError for
    respondents who are in it already, or whom the cohort has elsewhere. People outside the cohort are added as not
    invited.
    """
    require(viewer, Action.MANAGE_CYCLES)
    with writing() as db:
        writes.add_organisations(db, organisations=register.organisations())
        cycle = reads.cycle(db, cycle_name) or _new_cycle(db, cycle_name, file, bank)
        if cycle.status != "open":
            advice = "Answers are only added to an open cycle."
            raise WrongState("cycle_wrong_state", cycle=cycle_name, status=cycle.status, advice=advice)
        put(db, file, cycle, bank)
    return len(file)


def put(db: Session, file: ResponseFile, cycle: Cycle, bank: QuestionBank) -> None:
    """Add the respondents to an open cycle, inside a transaction that is under way."""
    people = pd.DataFrame(
        {"person": file.respondents, "organisation": file.organisations, "grade": file.grades, "row": file.rows}
    )
    cohort = reads.cohort(db, cycle.id)
    _check_people(file.name, people, cohort, reads.respondents_in(db, cycle.id), cycle)
    outside = people[~people["person"].isin(cohort["person"])]
    writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=outside, invited=False)
    writes.bulk_load(db, cycle_id=cycle.id, **frames(file, bank))


def _new_cycle(db: Session, name: str, file: ResponseFile, bank: QuestionBank) -> Cycle:
    now = dates.now()
    families = [bank.form_by_id[form].family for form in dict.fromkeys(file.forms) if form]
    return writes.add_cycle(
        db,
        name=name,
        family=families[0] if families else bank.forms[0].family,
        bank_version=bank.version,
        opens_at=now,
        closes_at=now + WINDOW,
    )


def _check_people(name: str, people: pd.DataFrame, cohort: pd.DataFrame, sat: set[str], cycle: Cycle) -> None:
    faults = [
        Fault(name, f"row {row}, respondent", f"{person} is already in the cycle ‘{cycle.name}’", "Remove the row")
        for row, person in zip(people["row"], people["person"], strict=True)
        if person in sat
    ]
    both = people.merge(cohort, on="person", suffixes=("", "_there"))
    for column in ("organisation", "grade"):
        differing = both[both[column] != both[f"{column}_there"]]
        faults += [
            Fault(name, f"row {row}, {column}", f"the cohort has {there} for {person}", f"Correct the {column}")
            for row, person, there in zip(
                differing["row"], differing["person"], differing[f"{column}_there"], strict=True
            )
        ]
    if faults:
        raise InputError(name, faults)


def table(file: ResponseFile, bank: QuestionBank) -> ScoreTable:
    """The scores of everyone in a file."""
    band = np.vectorize(register.profession_band, otypes=[object])
    bands = band(file.professions) if len(file) else file.professions
    return scoring.score_table(bank, file.items, file.values, file.forms, file.grades, bands)


def frames(file: ResponseFile, bank: QuestionBank) -> dict[str, pd.DataFrame]:
    """The file as the three frames the store takes: sittings, responses and scores."""
    people, now = file.respondents, dates.now()
    sittings = pd.DataFrame(
        {
            "person": people,
            "form": file.forms,
            "bank_version": bank.version,
            "profession": file.professions,
            "submitted_at": [at or now for at in file.submitted_at],
        }
    )
    rows, columns = np.nonzero(file.values > scoring.NOT_ANSWERED)
    confidence = file.confidence[rows, columns]
    responses = pd.DataFrame(
        {
            "person": people[rows],
            "item": np.array(file.items, dtype=object)[columns],
            "value": file.values[rows, columns],
            "confidence": np.where(confidence > 0, confidence, np.nan),
        }
    )
    return {"sittings": sittings, "responses": responses, "scores": score_frame(table(file, bank), people)}


def score_frame(scores: ScoreTable, people: Texts) -> pd.DataFrame:
    """A row per person and domain with the attributes of DomainScore; NaN where a score is empty."""
    domains = len(scores.domains)
    found: dict[str, object] = {
        "person": np.repeat(people, domains),
        "domain": np.tile(np.asarray(scores.domains, dtype=object), len(people)),
    }
    for name in (
        "self",
        "self_se",
        "self_n",
        "demonstrated",
        "demonstrated_se",
        "demonstrated_n",
        "level",
        "level_se",
        "target",
    ):
        found[name] = getattr(scores, name).ravel()
    found["status"] = np.where(scores.scored.ravel(), "scored", "not_enough_answers")
    return pd.DataFrame(found)
