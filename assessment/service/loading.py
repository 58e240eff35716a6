"""Putting a responses file into a cycle as submitted sittings: all of it or nothing."""

from datetime import timedelta

import numpy as np
import pandas as pd
from sqlmodel import Session

from assessment import dates, register, scoring
from assessment.access import Action, require
from assessment.answers import NOT_ANSWERED, Texts
from assessment.errors import WrongState
from assessment.files import ResponseFile
from assessment.model import Cycle, QuestionBank, Viewer
from assessment.scoring import ScoreTable
from assessment.service import banks, registry
from assessment.simulate import MADE_UP
from assessment.store import reads, writes, writing
from assessment.tabular import Faults

WINDOW = timedelta(weeks=8)
"""How long a cycle stays open that a load had to create."""
STORED = (
    "self", "self_se", "self_n", "demonstrated", "demonstrated_se", "demonstrated_n", "level", "level_se", "target",
)  # fmt: skip
"""The arrays of a ScoreTable that are stored as they are."""


def load(viewer: Viewer | None, file: ResponseFile, cycle_name: str, bank: QuestionBank) -> int:
    """Add the respondents of a checked file to the cycle, made and opened if there is none; gives how many.

    Raises WrongState for a cycle that is not open, AssessmentError for one of another bank, and InputError for
    respondents who are in it already, or whom the cohort has elsewhere. People outside the cohort are added as not
    invited.
    """
    viewer = require(viewer, Action.MANAGE_CYCLES)
    with writing() as db:
        registry.fill(db, viewer)
        cycle = reads.cycle(db, cycle_name) or _new_cycle(db, cycle_name, file, bank)
        if cycle.status != "open":
            advice = "Answers are only added to an open cycle; nothing was changed."
            raise WrongState("cycle_wrong_state", cycle=cycle_name, status=cycle.status, advice=advice)
        put(db, file, cycle, bank)
    return len(file)


def put(db: Session, file: ResponseFile, cycle: Cycle, bank: QuestionBank) -> None:
    """Add the respondents to an open cycle, inside a transaction that is under way."""
    banks.require_version(bank, cycle)
    people = pd.DataFrame(
        {"person": file.respondents, "organisation": file.organisations, "grade": file.grades, "row": file.rows}
    )
    cohort = reads.cohort(db, cycle.id)
    faults = Faults(file.name)
    _check_new(people, reads.respondents_in(db, cycle.id), cycle, faults)
    _check_places(people, cohort, faults)
    faults.raise_any()
    outside = people[~people["person"].isin(cohort["person"])]
    writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=outside, invited=False)
    writes.bulk_load(db, cycle_id=cycle.id, **frames(file, bank))


def _new_cycle(db: Session, name: str, file: ResponseFile, bank: QuestionBank) -> Cycle:
    now = dates.now()
    form = next((bank.form_by_id[form] for form in file.forms if form), bank.forms[0])
    return writes.add_cycle(
        db,
        name=name,
        family=form.family,
        bank_version=bank.version,
        opens_at=now,
        closes_at=now + WINDOW,
        made_up=any(str(person).startswith(MADE_UP) for person in file.respondents),
    )


def _check_new(people: pd.DataFrame, sat: set[str], cycle: Cycle, faults: Faults) -> None:
    """Note everyone who has a sitting in the cycle."""
    again = people[people["person"].isin(sat)]
    for row, person in zip(again["row"], again["person"], strict=True):
        faults.add(row, "respondent", f"‘{person}’ is already in the cycle ‘{cycle.name}’", "Remove the row")


def _check_places(people: pd.DataFrame, cohort: pd.DataFrame, faults: Faults) -> None:
    """Note everyone whom the cohort has in another organisation or grade."""
    both = people.merge(cohort, on="person", suffixes=("", "_there"))
    for column in ("organisation", "grade"):
        other = both[both[column] != both[f"{column}_there"]]
        for row, person, there in zip(other["row"], other["person"], other[f"{column}_there"], strict=True):
            faults.add(row, column, f"the cycle has ‘{there}’ for respondent ‘{person}’", f"Correct the {column}")


def table(file: ResponseFile, bank: QuestionBank) -> ScoreTable:
    """The scores of everyone in a file."""
    band = np.vectorize(register.profession_band, otypes=[object])
    return scoring.score_table(bank, file.items, file.values, file.forms, file.grades, band(file.professions))


def frames(file: ResponseFile, bank: QuestionBank) -> dict[str, pd.DataFrame]:
    """The file as the three frames the store takes: sittings, responses and scores."""
    now = dates.now()
    sittings = pd.DataFrame(
        {
            "person": file.respondents,
            "form": file.forms,
            "bank_version": bank.version,
            "profession": file.professions,
            "submitted_at": [at or now for at in file.submitted_at],
        }
    )
    scores = score_frame(table(file, bank), file.respondents)
    return {"sittings": sittings, "responses": _response_frame(file), "scores": scores}


def _response_frame(file: ResponseFile) -> pd.DataFrame:
    """A row for each answer that was given; `confidence` is NaN where there is none."""
    rows, columns = np.nonzero(file.values > NOT_ANSWERED)
    confidence = file.confidence[rows, columns]
    return pd.DataFrame(
        {
            "person": file.respondents[rows],
            "item": np.array(file.items, dtype=object)[columns],
            "value": file.values[rows, columns],
            "confidence": np.where(confidence > 0, confidence, np.nan),
        }
    )


def score_frame(scores: ScoreTable, people: Texts) -> pd.DataFrame:
    """A row per person and domain with the attributes of DomainScore; NaN where a score is empty."""
    domains = np.array(scores.domains, dtype=object)
    found: dict[str, object] = {
        "person": np.repeat(people, len(domains)),
        "domain": np.tile(domains, len(people)),
        "status": np.where(scores.scored.ravel(), "scored", "not_enough_answers"),
    }
    return pd.DataFrame(found | {name: getattr(scores, name).ravel() for name in STORED})
