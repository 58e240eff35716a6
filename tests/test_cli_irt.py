"""The commands theta and calibrate: from answers to parameters to places on a trait, and what they refuse."""

# ruff: noqa: E501  (one case a line reads as a table)

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from assessment import bank, irt_scores
from assessment.bank import parameters, write
from assessment.files import read_responses
from tests.calibrated import calibration, codes, drawn
from tests.calibrated import parameters as of_item
from tests.commands import HEADINGS, LIGHTHOUSE, Commands, rows
from tests.commands import write as written

ANSWERS = [
    HEADINGS.rpartition(",")[0] + ",Crew-S1,Crew-K2",
    "anna,HMRC,director,operational_delivery,standard_a,3,2,4,1,2,1",
    "ben,DWP,deputy_director,,standard_a,,,DK,2,,1",
]
FIRST = [
    of_item("Lamp-S1", 1.2, -1.5, 0.0, 1.0),
    of_item("Lamp-K1", 0.9, -0.5),
    of_item("Crew-S1", 1.0, -1.0, 0.0, 1.0),
    of_item("Crew-K2", 1.0, 0.0),
]


@pytest.fixture
def commands(monkeypatch, capsys):
    return Commands(monkeypatch, capsys)


def folder_with(tmp_path: Path, n: int) -> Path:
    """The lighthouse, calibrated by that many people."""
    folder = Path(shutil.copytree(LIGHTHOUSE, tmp_path / f"bank{n}"))
    held = calibration(*(replace(item, n=n) for item in FIRST), Crew_Lamp=0.5)
    (folder / "calibration.toml").write_text(write.toml_files(parameters.records(held))["calibration.toml"])
    return folder


@pytest.fixture
def answered(tmp_path):
    return written(tmp_path / "answers.csv", *ANSWERS)


# ---- theta ---------------------------------------------------------------------------------------------


def test_theta_writes_a_row_for_each_respondent_and_domain(commands, tmp_path, answered):
    folder, out = folder_with(tmp_path, 500), tmp_path / "theta.csv"
    assert (
        commands.done("theta", answered, "--bank", folder, "--out", out)
        == f"2 respondents placed in 2 domains: {out}\n"
    )
    found = rows(out)
    assert list(found[0]) == [
        "respondent",
        "organisation",
        "grade",
        "domain",
        "theta",
        "theta_se",
        "items",
        "level",
        "level_se",
    ]
    assert [(r["respondent"], r["organisation"], r["grade"], r["domain"], r["items"]) for r in found] == [
        ("anna", "HMRC", "director", "Lamp", "2"),
        ("anna", "HMRC", "director", "Crew", "2"),
        ("ben", "DWP", "deputy_director", "Lamp", "2"),
        ("ben", "DWP", "deputy_director", "Crew", "1"),
    ]
    assert [found[3][key] for key in ("theta", "theta_se", "level", "level_se")] == [""] * 4
    held = bank.load(folder)
    table = irt_scores.estimate(held, held.calibration, read_responses(answered, held).answers())
    assert [float(r["theta"]) for r in found[:3]] == table.theta.ravel()[:3].tolist()
    assert [float(r["level_se"]) for r in found[:3]] == table.level_se.ravel()[:3].tolist()
    assert float(found[0]["level"]) > float(found[2]["level"])


@pytest.mark.parametrize(
    ("n", "more", "told"),
    [
        (499, [], "Version 1.0 of the question bank has item parameters from 499 people; 500 are needed.\nCalibrate with more answers, or accept experimental results with --experimental."),
        (199, [], "Version 1.0 of the question bank has item parameters from 199 people; 500 are needed.\nCollect more answers, and calibrate with: python -m assessment calibrate."),
        (199, ["--experimental"], "Version 1.0 of the question bank has item parameters from 199 people; 200 are needed.\nCollect more answers, and calibrate with: python -m assessment calibrate."),
    ],
)  # fmt: skip
def test_too_few_people_behind_the_parameters_are_refused(commands, tmp_path, answered, n, more, told):
    out = tmp_path / "theta.csv"
    said = commands.refused("theta", answered, "--bank", folder_with(tmp_path, n), "--out", out, *more)
    assert said == f"{told} Reports of people use the classical score, which needs none.\n"
    assert not out.exists()


def test_experimental_estimates_say_so(commands, tmp_path, answered):
    said = commands.done(
        "theta", answered, "--bank", folder_with(tmp_path, 200), "--out", tmp_path / "t", "--experimental"
    )
    assert (
        said.splitlines()[1]
        == "Experimental: one item was calibrated by 200 people only. Use these numbers for trials alone."
    )


def test_a_bank_without_a_calibration_is_refused(commands, tmp_path, answered):
    said = commands.refused("theta", answered, "--bank", LIGHTHOUSE, "--out", tmp_path / "theta.csv")
    assert said.startswith("Version 1.0 of the question bank has item parameters from 0 people; 500 are needed.\n")


def test_theta_does_not_write_over_the_answers(commands, tmp_path, answered):
    before = answered.read_bytes()
    said = commands.refused("theta", answered, "--bank", folder_with(tmp_path, 500), "--out", answered)
    assert "it is the file of responses" in said
    assert answered.read_bytes() == before


# ---- calibrate -----------------------------------------------------------------------------------------


@pytest.fixture
def station(tmp_path) -> Path:
    """The lighthouse with one item more for the lamp, so that it has three."""
    folder = Path(shutil.copytree(LIGHTHOUSE, tmp_path / "station"))
    lamp, forms = folder / "lamp.toml", folder / "forms.toml"
    block = lamp.read_text().partition('[[item]]\nid = "Lamp-K1"')[2].partition("\n[[")[0].replace("lens", "glass")
    lamp.write_text(f'{lamp.read_text()}\n[[item]]\nid = "Lamp-K9"{block}\n')
    forms.write_text(forms.read_text().replace('"Lamp-K1"', '"Lamp-K1", "Lamp-K9"'))
    return folder


def made_up(station: Path, people: int, path: Path) -> Path:
    held, chance = bank.load(station), np.random.default_rng(5)
    theta = chance.normal(size=people)
    true = (of_item("Lamp-S1", 1.5, -1.0, 0.0, 1.0), of_item("Lamp-K1", 1.2, 0.3), of_item("Lamp-K9", 1.4, -0.4))
    columns = [codes(held.item_by_id[item.item], drawn(item, theta, chance)) for item in true]
    lines = [f"p{n},HMRC,director,{','.join(map(str, row))}" for n, row in enumerate(zip(*columns, strict=True))]
    return written(path, "respondent,organisation,grade," + ",".join(item.item for item in true), *lines)


def test_answers_calibrate_a_bank_that_then_places_people(commands, tmp_path, station):
    file, out = made_up(station, 600, tmp_path / "many.csv"), tmp_path / "calibration.toml"
    said = commands.done("calibrate", file, "--bank", station, "--out", out)
    assert said.splitlines() == [
        "Left out, since nobody answered: Crew-S1, Crew-K1, Crew-K2.",
        "Crew is left out: 0 of its items can be fitted, and 3 are needed.",
        f"3 items calibrated, each by 600 people or more: {out}",
    ]
    next_one = Path(shutil.copytree(station, tmp_path / "next"))  # a bank is read once in a run
    shutil.copy(out, next_one)
    held = bank.load(next_one).calibration
    assert (held.n, held.source) == (600, "many.csv")
    assert [(p.item, p.model, p.n) for p in held.parameters] == [
        ("Lamp-S1", "graded", 600), ("Lamp-K1", "graded", 600), ("Lamp-K9", "graded", 600),
    ]  # fmt: skip
    assert [p.slope for p in held.parameters] == pytest.approx([1.5, 1.2, 1.4], abs=0.5)
    commands.done("theta", file, "--bank", next_one, "--out", tmp_path / "theta.csv")
    lamp = [float(r["theta"]) for r in rows(tmp_path / "theta.csv") if r["domain"] == "Lamp"]
    assert np.mean(lamp) == pytest.approx(0, abs=0.02)


def test_few_people_calibrate_for_trials_only_and_with_the_model_asked_for(commands, tmp_path, station):
    file, out = made_up(station, 300, tmp_path / "some.csv"), tmp_path / "calibration.toml"
    said = commands.done("calibrate", file, "--bank", station, "--out", out, "--model", "partial_credit")
    assert said.splitlines()[-1] == "Below 500 people these parameters are for trials only."
    assert out.read_text().count('model = "partial_credit"') == 3


def test_too_few_people_calibrate_nothing(commands, tmp_path, station):
    file, out = made_up(station, 150, tmp_path / "few.csv"), tmp_path / "calibration.toml"
    assert commands.refused("calibrate", file, "--bank", station, "--out", out).splitlines() == [
        "The file has the answers of 150 people; 200 are needed to calibrate items.",
        "Collect more answers; from fewer, parameters would mostly be chance.",
    ]
    assert not out.exists()


def test_a_calibration_is_not_written_into_a_bank(commands, tmp_path, station):
    file = made_up(station, 150, tmp_path / "few.csv")
    said = commands.refused("calibrate", file, "--bank", station, "--out", station / "calibration.toml")
    assert "lies within the folders of a question bank" in said


def test_an_unknown_model_is_wrong_usage(commands, tmp_path, station):
    file = made_up(station, 150, tmp_path / "few.csv")
    assert commands("calibrate", file, "--bank", station, "--out", tmp_path / "c.toml", "--model", "rasch").status == 2
