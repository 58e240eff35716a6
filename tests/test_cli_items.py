"""The command that prints reliability and item statistics: published figures from a file, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import HEADINGS, LIGHTHOUSE, Commands, write
from tests.servers import ROOT
from tests.test_reliability import PUBLISHED, REFERENCE

HARBOUR = ROOT / "tests/banks/harbour"
SCIENCE = {
    "bank.toml": """
        version = "1992"
        title = "Science and the public"
        status = "approved"
        as_of = 1992-11-01
        domains = ["SCI"]
        [scales.agree]
        labels = ["Strongly disagree", "Disagree", "Agree", "Strongly agree"]
    """
    + "\n".join(f'[[level]]\nnumber = {n}\nname = "Level {n}"\ndefinition = "Level {n}."' for n in range(1, 6)),
    "sci.toml": """
        [domain]
        id = "SCI"
        name = "Science"
        short_name = "Science"
        definition = "What people think of science."
        [[competency]]
        id = "SCI-1"
        name = "Science"
        definition = "What people think of science."
        why = "It is there."
        indicators = ["One.", "Two.", "Three.", "Four.", "Five."]
        targets = { deputy_director = 3, director = 3, director_general = 3, permanent_secretary = 3 }
    """
    + "\n".join(
        f'[[item]]\nid = "{name}"\ntype = "rating"\ncompetency = "SCI-1"\nstem = "{name}"\nscale = "agree"'
        for name in ("Comfort", "Work", "Future", "Benefit")
    )
    + "\n"
    + "\n".join(
        f'[[item]]\nid = "{name}"\ntype = "knowledge"\ncompetency = "SCI-1"\nstem = "{name}?"\n'
        'options = ["Yes", "No"]\nanswer = 1\nexplanation = "It is so."'
        for name in ("Fact-1", "Fact-2")
    ),
    "forms.toml": """
        [[form]]
        id = "standard_a"
        family = "standard"
        letter = "a"
        minutes = 5
        items = ["Comfort", "Work", "Future", "Benefit", "Fact-1", "Fact-2"]
    """,
    "sources.toml": "",
}
ANNA = "anna,HMRC,director,operational_delivery,standard_a,3,2,4,1,3"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


@pytest.fixture
def science_bank(tmp_path: Path) -> Path:
    """A bank of four ratings from 1 to 4, and two facts that nobody was asked."""
    folder = tmp_path / "science_bank"
    folder.mkdir()
    for name, text in SCIENCE.items():
        (folder / name).write_text(text)
    return folder


def science_answers(path: Path, people: int = 392) -> Path:
    heading, *rows = (REFERENCE / "science.csv").read_text().splitlines()[: people + 1]
    who = [f"p{n},HMRC,director,{row}" for n, row in enumerate(rows)]
    return write(path, "respondent,organisation,grade," + heading.replace('"', ""), *who)


def items_of(run: Commands, answers: Path, bank: Path, *options: str) -> dict[str, Any]:
    out = answers.with_suffix(".json")
    assert run.done("items", answers, "--bank", bank, "--out", out, *options).endswith(f": {out}\n")
    return json.loads(out.read_text(encoding="utf-8"))


def test_published_figures_come_out_of_a_file(run: Commands, science_bank: Path, tmp_path: Path) -> None:
    """The Science data of R: alpha, Feldt's interval, correlations with the rest, alpha without each item, omega."""
    found = items_of(run, science_answers(tmp_path / "science.csv"), science_bank)
    assert (found["bank"], found["version"], found["n"]) == ("Science and the public", "1992", 392)
    (scale,) = found["scales"]
    assert (scale["domain"], scale["kind"], scale["form"], scale["n"], scale["quotable"]) == (
        "SCI",
        "self",
        "",
        392,
        True,
    )
    assert scale["alpha"] == pytest.approx(PUBLISHED["science4_alpha"], abs=1e-6)
    interval = [scale["alpha_low"], scale["alpha_high"]]
    assert interval == pytest.approx(PUBLISHED["science4_alpha_ci_feldt_pingouin"], abs=1e-3)
    assert scale["omega_total"] == pytest.approx(PUBLISHED["science4_omega_total_minres_1f"], abs=1e-3)
    # three steps of the items are 0-1, and the report has four
    assert scale["sem"] == pytest.approx(PUBLISHED["science4_SEM_of_mean_score"] * 4 / 3, abs=1e-5)
    assert scale["residual_sd"] == pytest.approx(0.635 / 3, abs=2e-4)
    items = {item["item"]: item for item in scale["items"]}
    rest = {name: item["item_rest_r"] for name, item in items.items()}
    without = {name: item["alpha_if_deleted"] for name, item in items.items()}
    assert rest == pytest.approx(PUBLISHED["science4_item_rest_r"], abs=1e-6)
    assert without == pytest.approx(PUBLISHED["science4_alpha_if_deleted"], abs=1e-6)
    # 5, 32, 266 and 89 people took the options of Comfort
    assert next(i for i in found["items"] if i["item"] == "Comfort")["options"] == {"1": 5, "2": 32, "3": 266, "4": 89}
    assert items["Comfort"]["mean"] == pytest.approx((5 + 64 + 798 + 356) / 392)


def test_a_few_people_have_figures_only_without_the_minimum(run: Commands, science_bank: Path, tmp_path: Path) -> None:
    answers = science_answers(tmp_path / "science.csv", people=12)
    held = items_of(run, answers, science_bank)["scales"][0]
    assert held["alpha"] == held["omega_total"] == {"not_yet": True, "n": 12, "needed": 50}
    assert held["items"][0]["facility"] == {"not_yet": True, "n": 12, "needed": 30}
    free = items_of(run, answers, science_bank, "--no-minimum")["scales"][0]
    figures = [free["alpha"], free["omega_total"], free["items"][0]["facility"], free["items"][0]["item_rest_r"]]
    assert all(isinstance(figure, float) for figure in figures)


@pytest.mark.parametrize("bank", [LIGHTHOUSE, HARBOUR], ids=lambda path: path.name)
def test_the_bank_of_any_organisation_has_statistics(run: Commands, tmp_path: Path, bank: Path) -> None:
    answers = tmp_path / "made-up.csv"
    run.done("simulate", "--respondents", 250, "--bank", bank, "--out", answers)
    found = items_of(run, answers, bank)
    forms = {scale["form"] for scale in found["scales"]}
    assert forms == {LIGHTHOUSE: {"standard_a"}, HARBOUR: {"watch_a", "watch_b"}}[bank]
    assert {scale["kind"] for scale in found["scales"]} == {"self", "demonstrated"}
    for scale in found["scales"]:
        for item in scale["items"]:
            assert 0 < item["facility"] < 1
    assert found["n"] == 250


def test_what_was_done_is_said_in_one_line(run: Commands, tmp_path: Path) -> None:
    answers = write(tmp_path / "answers.csv", HEADINGS, ANNA)
    out = tmp_path / "items.json"
    assert run.done("items", answers, "--bank", LIGHTHOUSE, "--out", out) == f"1 respondent, 2 scales: {out}\n"


def test_rows_without_a_form_have_the_one_of_the_option(run: Commands, tmp_path: Path) -> None:
    answers = write(tmp_path / "answers.csv", HEADINGS, ANNA.replace("standard_a", ""))
    assert {s["form"] for s in items_of(run, answers, LIGHTHOUSE)["scales"]} == {""}
    assert {s["form"] for s in items_of(run, answers, LIGHTHOUSE, "--form", "full_a")["scales"]} == {"full_a"}


def test_a_wrong_file_leaves_nothing_behind(run: Commands, tmp_path: Path) -> None:
    answers = write(tmp_path / "answers.csv", HEADINGS, ANNA.replace("director", "captain"))
    told = run.refused("items", answers, "--bank", LIGHTHOUSE, "--out", tmp_path / "items.json")
    assert "answers.csv: row 2, column grade: ‘captain’ is not a known grade." in told
    assert list(tmp_path.iterdir()) == [answers]


def test_the_file_of_responses_is_never_written_over(run: Commands, tmp_path: Path) -> None:
    answers = write(tmp_path / "answers.csv", HEADINGS, ANNA)
    told = run.refused("items", answers, "--bank", LIGHTHOUSE, "--out", tmp_path / "." / "answers.csv")
    assert "it is the file of responses" in told
    assert answers.read_text().endswith(ANNA + "\n")


def test_a_missing_output_is_wrong_usage(run: Commands, tmp_path: Path) -> None:
    result = run("items", tmp_path / "answers.csv")
    assert (result.status, result.out) == (2, "")
    assert "Missing option '--out'" in result.err
