"""The commands of item response theory: theta and calibrate. Neither needs the database."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from assessment import dates, files, irt_fit, irt_scores
from assessment.bank import parameters, write
from assessment.cli_words import count, working
from assessment.errors import AssessmentError
from assessment.irt_scores import EXPERIMENTAL_FROM, PEOPLE_NEEDED
from assessment.model import Calibration, NotYet, QuestionBank
from assessment.outputs import outside_banks, whole_file
from assessment.service import banks
from assessment.tabular import write_tables

THETA = ["respondent", "organisation", "grade", "domain", "theta", "theta_se", "items", "level", "level_se"]
Responses = Annotated[Path, typer.Argument(help="Responses file: CSV, XLSX or ODS", metavar="RESPONSES")]
Bank = Annotated[Path | None, typer.Option(help="Folder of the question bank", metavar="DIR")]


class Model(StrEnum):
    """The models that calibrate can fit."""

    GRADED = "graded"
    PARTIAL_CREDIT = "partial_credit"


def theta(
    responses: Responses,
    out: Annotated[Path, typer.Option(help="CSV file to write", metavar="FILE")],
    bank: Bank = None,
    experimental: Annotated[
        bool, typer.Option("--experimental", help=f"Accept parameters from {EXPERIMENTAL_FROM} people or more")
    ] = False,
) -> None:
    """Place respondents on the trait of each domain, with a bank that was calibrated. Reports do not use this."""
    if out.resolve() == responses.resolve():
        raise AssessmentError("output_unwritable", file=out, reason="it is the file of responses")
    with working("Estimating"):
        chosen = banks.folder(bank) if bank else banks.current()
        calibration = _usable(chosen, experimental)
        file = files.read_responses(responses, chosen)
        table = irt_scores.estimate(chosen, calibration, file.answers())
        write_tables(out, THETA, _frames(file, table))
    least = irt_scores.people(chosen)
    print(f"{count(len(file), 'respondent')} placed in {count(len(table.domains), 'domain')}: {out}")
    if least < PEOPLE_NEEDED:
        print(f"Experimental: one item was calibrated by {least} people only. Use these numbers for trials alone.")


def calibrate(
    responses: Responses,
    out: Annotated[Path, typer.Option(help="TOML file to write, for the folder of a draft", metavar="FILE")],
    bank: Bank = None,
    model: Annotated[Model, typer.Option(help="Model of the items")] = Model.GRADED,
) -> None:
    """Estimate the item parameters of a bank from many people's answers. Needs the package mirt."""
    with working("Calibrating"):
        outside_banks(out)
        chosen = banks.folder(bank) if bank else banks.current()
        file = files.read_responses(responses, chosen)
        fit = irt_fit.calibrate(chosen, file.answers(), model.value, dates.now().date(), file.name)
        with whole_file(out) as target:
            target.write(write.toml_files(parameters.records(fit.calibration))[parameters.FILE].encode())
    for remark in fit.remarks:
        print(remark)
    items = fit.calibration.parameters
    least = min(p.n for p in items)
    print(f"{count(len(items), 'item')} calibrated, each by {least} people or more: {out}")
    if least < PEOPLE_NEEDED:
        print(f"Below {PEOPLE_NEEDED} people these parameters are for trials only.")


def _usable(bank: QuestionBank, experimental: bool) -> Calibration:
    """The calibration of the bank, or AssessmentError "not_calibrated"."""
    found = irt_scores.usable(bank, experimental)
    if not isinstance(found, NotYet):
        return found
    advice = "Collect more answers, and calibrate with: python -m assessment calibrate."
    if found.n >= EXPERIMENTAL_FROM:
        advice = "Calibrate with more answers, or accept experimental results with --experimental."
    raise AssessmentError("not_calibrated", version=bank.version, n=found.n, needed=found.needed, advice=advice)


def _frames(file: files.ResponseFile, table: irt_scores.ThetaTable) -> Iterator[pd.DataFrame]:
    """A row per respondent and domain, respondents in the order of the file."""
    domains = len(table.domains)
    for start in range(0, len(file), files.PEOPLE_AT_ONCE):
        part = slice(start, start + files.PEOPLE_AT_ONCE)
        people = len(file.respondents[part])
        columns = {name: np.repeat(getattr(file, f"{name}s")[part], domains) for name in THETA[:3]}
        columns["domain"] = np.tile(np.array(table.domains, dtype=object), people)
        columns |= {name: getattr(table, name)[part].ravel() for name in THETA[4:]}
        yield pd.DataFrame(columns, columns=THETA)
