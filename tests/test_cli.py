"""Each command in the form that scripts rely on: what it writes, what it says, and its exit status."""

import os
import pty
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from math import sqrt
from pathlib import Path

import pytest
from sqlalchemy import event

from assessment import errors, settings, store
from assessment.service import loading
from tests.commands import HEADINGS, LIGHTHOUSE, Commands, dump, rows, write
from tests.servers import ROOT

SCORES = (
    "respondent,organisation,grade,domain,self,self_se,self_n,demonstrated,demonstrated_se,demonstrated_n,"
    "level,level_se,target,gap,status"
)
CELLS = (
    "cycle,view,organisation,organisation_type,parent_group,grade_band,profession_band,domain,measure,"
    "n,invited,estimate,low,high,target,gap,share_below_target,status"
)
SHARES = ("spread", "class_low", "class_middle", "class_high")
NUMBERS = ("n", "invited", "estimate", "low", "high", "target", "gap", "share_below_target")
ANNA = "anna,HMRC,director,operational_delivery,standard_a,3,2,4,1,3"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Path) -> Commands:
    """The command line with the database of this test and no other setting."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.delenv("QUESTION_BANK", raising=False)
    return Commands(monkeypatch, capsys)


@pytest.fixture
def keepers(run: Commands, tmp_path: Path) -> Path:
    """Made-up answers of 30 people to the lighthouse bank."""
    path = tmp_path / "keepers.csv"
    run.done("simulate", "--respondents", 30, "--bank", LIGHTHOUSE, "--out", path)
    return path


@pytest.fixture
def lighthouse(run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings name the lighthouse bank."""
    monkeypatch.setenv("QUESTION_BANK", str(LIGHTHOUSE))


# ---- usage ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["--help"], ["bank"], ["release"], ["db"]])
def test_without_a_command_the_program_says_what_it_can_do(run: Commands, arguments: list[str]) -> None:
    result = run(*arguments)
    assert "Commands:" in result.out + result.err
    assert result.status == (0 if arguments == ["--help"] else 2)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["score"], "Missing argument 'RESPONSES'"),
        (["score", "a.csv"], "Missing option '--out'"),
        (["score", "a.csv", "--out", "b.csv", "--colour"], "No such option: --colour"),
        (["load", "a.csv"], "Missing option '--cycle'"),
        (["load", "a.csv", "--cycle", "  "], "a name has 1 to 100 characters and no line breaks"),
        (["load", "a.csv", "--cycle", "a\nb"], "a name has 1 to 100 characters and no line breaks"),
        (["load", "a.csv", "--cycle", "\udcff"], "a name has 1 to 100 characters and no line breaks"),
        (["load", "a.csv", "--cycle", "x" * 101], "a name has 1 to 100 characters and no line breaks"),
        (["release", "build"], "Missing option '--cycle'"),
        (["release", "export", "--cycle", "x"], "Missing option '--out'"),
        (["simulate", "--out", "a.csv"], "Missing option '--respondents'"),
        (["simulate", "--respondents", "0", "--out", "a.csv"], "greater than or equal to 1"),
        (["simulate", "--respondents", "many", "--out", "a.csv"], "'--respondents'"),
        (["simulate", "--respondents", "9000000000", "--out", "a.csv"], "less than or equal to 5000000"),
        (["simulate", "--respondents", "9", "--seed", "-1", "--out", "a.csv"], "greater than or equal to 0"),
    ],
)
def test_wrong_usage_is_status_2_and_says_why(
    run: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert (result.status, result.out) == (2, "")
    assert complaint in result.err
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_is_told_by_its_place_without_the_values_it_met(
    run: Commands, monkeypatch: pytest.MonkeyPatch, keepers: Path
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError("r000001 answered 3")

    monkeypatch.setattr(loading, "load", stumble)
    told = run.refused("load", keepers, "--cycle", "2026", "--bank", LIGHTHOUSE)
    assert told.startswith("The program made a mistake: ZeroDivisionError at test_cli.py:")
    assert "r000001" not in told


def in_a_shell(
    *arguments: str, error: int = subprocess.PIPE, url: str = "sqlite:///unused.sqlite3"
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assessment", *arguments]
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80", "DATABASE_URL": url}
    return subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=error, text=True, timeout=60, check=False
    )


def test_progress_is_shown_on_a_terminal_and_nowhere_else(tmp_path: Path) -> None:
    arguments = ("simulate", "--respondents", "20", "--bank", str(LIGHTHOUSE), "--out", str(tmp_path / "a.csv"))
    ours, theirs = pty.openpty()
    assert in_a_shell(*arguments, error=theirs).returncode == 0
    os.set_blocking(ours, False)  # if nothing was shown, reading fails at once
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    os.close(theirs)
    assert "Making people up" in shown
    assert "━" in shown
    quiet = in_a_shell(*arguments)
    assert (quiet.returncode, quiet.stderr) == (0, "")
    assert quiet.stdout == f"20 made-up respondents: {tmp_path / 'a.csv'}\n"


def test_an_error_is_all_that_standard_error_shows() -> None:
    """In a process of its own, where no test has set up the log."""
    told = in_a_shell("db", "upgrade", url="sqlite:////no/such/folder/x.sqlite3")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == (
        "The database could not be opened: the file or its folder cannot be opened.\n"
        "Check DATABASE_URL and that the server runs.\n"
    )


# ---- bank check ----------------------------------------------------------------------------------------


def test_a_sound_bank_has_no_faults(run: Commands) -> None:
    assert run.done("bank", "check", LIGHTHOUSE).startswith(
        f"{LIGHTHOUSE}: no faults. 2 domains, 12 items (11 in use), 2 forms.\n"
        "96 remarks: worth mending before this version is published.\n"
        "lamp.toml: item Lamp-R1.sources: it is not given. Add sources.\n"
    )
    ours = run.done("bank", "check")
    assert "no faults. 8 domains" in ours
    assert "remark" not in ours


@pytest.mark.usefixtures("lighthouse")
def test_without_a_folder_the_bank_of_the_settings_is_checked(run: Commands) -> None:
    assert run.done("bank", "check").startswith(f"{LIGHTHOUSE}: no faults.")


def test_every_fault_of_a_bank_is_told_with_file_and_key(run: Commands, tmp_path: Path) -> None:
    bank = shutil.copytree(LIGHTHOUSE, tmp_path / "bank")
    for name, right, wrong in (
        ("lamp.toml", "answer = 1", "answer = 9"),
        ("crew.toml", 'scale = "how_often"', 'scale = "how_of"'),
        ("forms.toml", '"Lamp-S1", "Crew-S1", "Lamp-K1", "Crew-K2", "P1"]', '"Lamp-S9"]'),
        ("sources.toml", "publisher", "publsher"),
    ):
        file = bank / name
        assert right in file.read_text()
        file.write_text(file.read_text().replace(right, wrong, 1))
    told = run.refused("bank", "check", bank)
    for place in (
        "lamp.toml: item Lamp-K1",
        "crew.toml: item Crew-R1",
        "forms.toml: form standard_a",
        "sources.toml: LOG",
    ):
        assert place in told, told
    assert told.endswith("Correct what is listed and try again; nothing was changed.\n")


def test_a_bank_that_is_no_folder(run: Commands, tmp_path: Path) -> None:
    for path in (tmp_path / "none", LIGHTHOUSE / "bank.toml"):
        assert f"{path}: there is no such folder." in run.refused("bank", "check", path)
    assert "bank.toml: the file is missing." in run.refused("bank", "check", tmp_path)


def test_a_bank_setting_that_names_no_folder(run: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTION_BANK", "/no/such/folder")
    assert run.refused("bank", "check").startswith("The setting QUESTION_BANK is not usable: there is no such folder.")


# ---- score ---------------------------------------------------------------------------------------------


def test_scores_worked_by_hand(run: Commands, tmp_path: Path) -> None:
    """The lighthouse weighs self 40, situational 40, knowledge 20; s_d is .25, so that the SE of one item is 1."""
    answers = write(
        tmp_path / "answers.csv",
        HEADINGS + ",Crew-R1,Crew-R2,Crew-S1,Crew-K2,P1",
        # Lamp: rating 3 of 3 (x 1) and 2 of 7 reversed, weight 2 (x 5/6); key 2 of 3; right
        # Crew: lowest rating; NA; DK; wrong
        ANNA + ",1,NA,DK,2,2",
        "ben,DWP,deputy_director,,standard_a,,,2,,,,,,,",
        "cara,HO,permanent_secretary,operational_delivery,,2,,2,2,1,,,,,",
    )
    out = tmp_path / "scores.csv"
    assert run.done("score", answers, "--bank", LIGHTHOUSE, "--out", out) == (
        f"3 respondents scored in 2 domains: {out}\n"
    )
    assert out.read_text().splitlines()[0] == SCORES
    found = rows(out)
    assert [(r["respondent"], r["organisation"], r["grade"], r["domain"], r["status"]) for r in found] == [
        ("anna", "HMRC", "director", "Lamp", "scored"),
        ("anna", "HMRC", "director", "Crew", "scored"),
        ("ben", "DWP", "deputy_director", "Lamp", "not_enough_answers"),
        ("ben", "DWP", "deputy_director", "Crew", "not_enough_answers"),
        ("cara", "HO", "permanent_secretary", "Lamp", "scored"),
        ("cara", "HO", "permanent_secretary", "Crew", "not_enough_answers"),
    ]
    names = SCORES.split(",")[4:-1]
    numbers = [[float(r[name]) if r[name] else None for name in names] for r in found]
    two_methods, level = sqrt(5 / 9), 0.4 * (1 + 4 * 8 / 9) + 0.4 * (1 + 4 * 2 / 3) + 0.2 * 5
    se = sqrt(0.16 * 5 / 9 + 0.16 + 0.04)
    assert numbers[0] == pytest.approx(
        [1 + 4 * 8 / 9, sqrt(5) / 3, 2, (2 * (1 + 4 * 2 / 3) + 5) / 3, two_methods, 2, level, se, 2, 2 - level],
        abs=1e-12,
    )
    assert numbers[1] == pytest.approx([1, 1, 1, 1, two_methods, 2, 1, 0.6, 5, 4], abs=1e-12)
    empty = [None] * 2
    assert numbers[2] == [*empty, 0, *empty, 1, *empty, 2, None]
    assert numbers[3] == [*empty, 0, *empty, 0, *empty, 2, None]
    assert numbers[4] == pytest.approx([3, 1, 1, 11 / 3, two_methods, 2, 3.4, 0.6, 5, 1.6], abs=1e-12)
    assert numbers[5] == [*empty, 0, *empty, 0, *empty, 5, None]
    assert len(found[0]["level"]) > 12  # unrounded


def test_the_form_on_the_command_line_is_for_rows_that_name_none(run: Commands, tmp_path: Path) -> None:
    stray = write(tmp_path / "b.csv", "respondent,organisation,grade,Crew-K1", "ann,HMRC,director,2")
    command = ("score", stray, "--bank", LIGHTHOUSE, "--out", tmp_path / "s.csv")
    run.done(*command)  # the whole bank has the item
    assert "b.csv: row 2, column Crew-K1: the item is not on this row’s form." in run.refused(
        *command, "--form", "standard_a"
    )
    assert "b.csv: the bank has no form ‘standard_z’." in run.refused(*command, "--form", "standard_z")


@pytest.mark.usefixtures("lighthouse")
def test_without_a_bank_the_one_of_the_settings_is_used(run: Commands, keepers: Path, tmp_path: Path) -> None:
    run.done("score", keepers, "--out", tmp_path / "a.csv")
    run.done("score", keepers, "--bank", LIGHTHOUSE, "--out", tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_scoring_needs_no_database(
    run: Commands, monkeypatch: pytest.MonkeyPatch, keepers: Path, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/nowhere/x.sqlite3")
    run.done("score", keepers, "--bank", LIGHTHOUSE, "--out", tmp_path / "s.csv")


# ---- bad responses files -------------------------------------------------------------------------------

BAD_FILES: dict[str, tuple[tuple[str, ...], str]] = {
    "column": ((HEADINGS + ",Lamp-R9", ANNA + ",1"), "row 1, column Lamp-R9: this column is not known"),
    "organisation": ((HEADINGS, ANNA.replace("HMRC", "HMRV")), "row 2, column organisation: ‘HMRV’ is not a known"),
    "grade": ((HEADINGS, ANNA.replace("director", "boss")), "row 2, column grade: ‘boss’ is not a known grade"),
    "profession": (
        (HEADINGS, ANNA.replace("operational", "x")),
        "row 2, column profession: ‘x_delivery’ is not",
    ),
    "form": ((HEADINGS, ANNA.replace("standard_a", "short_z")), "row 2, column form: ‘short_z’ is not a known form"),
    "option": ((HEADINGS, ANNA.replace(",3,2,4", ",4,2,4")), "row 2, column Lamp-R1: ‘4’ is not an answer"),
    "zero": ((HEADINGS, ANNA.replace(",3,2,4", ",0,2,4")), "row 2, column Lamp-R1: ‘0’ is not an answer"),
    "confidence": ((HEADINGS, ANNA[:-1] + "4"), "row 2, column Lamp-K1.confidence: ‘4’ is not a confidence"),
    "twice": ((HEADINGS, ANNA, "", ANNA), "row 4, column respondent: respondent ‘anna’ is already in row 2"),
    "no rows": ((HEADINGS,), "row 1: there are no rows under the headings"),
    "empty": ((), "it is empty"),
    "semicolons": ((HEADINGS.replace(",", ";"), ANNA.replace(",", ";")), "its columns are not separated by commas"),
}


@pytest.mark.parametrize("command", ["score", "load"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_told_by_row_and_column_and_changes_nothing(
    run: Commands, database: Path, tmp_path: Path, command: str, name: str
) -> None:
    lines, complaint = BAD_FILES[name]
    answers, before = write(tmp_path / "answers.csv", *lines), dump(database)
    wanted = ("--out", tmp_path / "out.csv") if command == "score" else ("--cycle", "2026")
    told = run.refused(command, answers, "--bank", LIGHTHOUSE, *wanted).splitlines()
    assert told[0] == "answers.csv cannot be used: 1 fault was found."
    assert told[1].startswith(f"answers.csv: {complaint}")
    assert told[2:] == ["Correct what is listed and try again; nothing was changed."]
    assert dump(database) == before
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"]


def test_every_fault_of_a_file_is_told(run: Commands, tmp_path: Path) -> None:
    bad = ["x,HMRV,boss,,,9,9,9,9,9".replace("x", f"x{number}", 1) for number in range(100)]
    told = run.refused(
        "score", write(tmp_path / "a.csv", HEADINGS, *bad), "--bank", LIGHTHOUSE, "--out", tmp_path / "s"
    )
    assert told.startswith("a.csv cannot be used: 700 faults were found.")
    assert len(told.splitlines()) == 702


def test_a_long_list_of_faults_is_cut(run: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(errors, "FAULTS_TOLD", 3)
    bad = write(tmp_path / "a.csv", HEADINGS, "x,HMRV,boss,,,9,9,9,9,9")
    told = run.refused("score", bad, "--bank", LIGHTHOUSE, "--out", tmp_path / "s").splitlines()
    assert len(told) == 6
    assert told[4] == "... and 4 more."


def test_files_that_cannot_be_read(run: Commands, tmp_path: Path) -> None:
    latin = tmp_path / "latin.csv"
    latin.write_bytes(f"{HEADINGS}\n{ANNA.replace('anna', 'zoë')}\n".encode("latin-1"))
    sheet = write(tmp_path / "sheet.xlsx", "not a spreadsheet")
    for path, complaint in (
        (latin, "latin.csv: line 2 is not text in UTF-8. Save it as ‘CSV UTF-8’, or as XLSX."),
        (sheet, "sheet.xlsx: it is not a readable spreadsheet"),
        (tmp_path / "none.csv", "none.csv: no such file or directory. Check the name of the file"),
        (LIGHTHOUSE, "lighthouse: is a directory. Check the name of the file"),
    ):
        assert complaint in run.refused("score", path, "--bank", LIGHTHOUSE, "--out", tmp_path / "s.csv")
        assert complaint in run.refused("load", path, "--bank", LIGHTHOUSE, "--cycle", "2026")
    assert not (tmp_path / "s.csv").exists()


def test_answers_to_one_bank_are_not_read_with_another(run: Commands, keepers: Path, tmp_path: Path) -> None:
    told = run.refused("score", keepers, "--bank", ROOT / "question_bank/2027.1", "--out", tmp_path / "s.csv")
    assert "keepers.csv: row 1, column Lamp-R1: this column is not known." in told


# ---- outputs -------------------------------------------------------------------------------------------


def test_an_output_that_cannot_be_written(run: Commands, keepers: Path, tmp_path: Path) -> None:
    before = keepers.read_bytes()
    for out, reason in (
        (tmp_path / "no" / "out.csv", "no such file or directory"),
        (tmp_path, "is a directory"),
        (keepers / "out.csv", "not a directory"),
        (keepers, "it is the file of responses"),
    ):
        told = run.refused("score", keepers, "--bank", LIGHTHOUSE, "--out", out)
        assert told == f"{out} could not be written: {reason}.\nChoose another place for the output.\n"
        if out != keepers:
            made = run.refused("simulate", "--respondents", 5, "--bank", LIGHTHOUSE, "--out", out)
            assert made == told
    assert keepers.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["keepers.csv"]


def test_a_full_disk_for_the_output(run: Commands, keepers: Path) -> None:
    told = run.refused("score", keepers, "--bank", LIGHTHOUSE, "--out", "/dev/full")
    assert told.startswith("/dev/full could not be written: no space left on device.")


# ---- simulate ------------------------------------------------------------------------------------------


def test_the_same_seed_makes_the_same_people(run: Commands, tmp_path: Path) -> None:
    made = []
    for seed in (7, 7, 8):
        run.done("simulate", "--respondents", 50, "--seed", seed, "--out", tmp_path / "a.csv")
        made.append((tmp_path / "a.csv").read_text())
    assert made[0] == made[1] != made[2]
    found = rows(tmp_path / "a.csv")
    assert len(found) == 50
    assert {r["form"] for r in found} == {"standard_a", "standard_b", "standard_c"}


def test_people_can_be_given_another_family_of_forms(run: Commands, tmp_path: Path) -> None:
    run.done("simulate", "--respondents", 1, "--form", "short", "--out", tmp_path / "a.csv")
    assert rows(tmp_path / "a.csv")[0]["form"].startswith("short_")
    told = run.refused("simulate", "--respondents", 1, "--form", "tall", "--out", tmp_path / "b.csv")
    assert told == (
        "The question bank has no family of forms named ‘tall’.\nIts families are: standard, short, full.\n"
    )
    assert not (tmp_path / "b.csv").exists()


# ---- load, release -------------------------------------------------------------------------------------


def stored_scores(database: Path) -> dict[tuple[str, str], tuple[object, ...]]:
    query = (
        "SELECT person_id, domain, self, self_se, self_n, demonstrated, demonstrated_se, demonstrated_n,"
        " level, level_se, target, score.status FROM score JOIN sitting ON sitting.id = sitting_id"
    )
    with sqlite3.connect(database) as connection:
        return {(row[0], row[1]): row[2:] for row in connection.execute(query)}


@pytest.mark.parametrize("bank", [LIGHTHOUSE, ROOT / "question_bank/2027.1"], ids=["lighthouse", "2027.1"])
def test_what_load_stores_is_what_score_writes(run: Commands, database: Path, tmp_path: Path, bank: Path) -> None:
    answers, out = tmp_path / "a.csv", tmp_path / "s.csv"
    run.done("simulate", "--respondents", 200, "--bank", bank, "--out", answers)
    run.done("score", answers, "--bank", bank, "--out", out)
    assert (
        run.done("load", answers, "--cycle", "2026", "--bank", bank) == "200 respondents added to the cycle ‘2026’.\n"
    )

    def value(row: dict[str, str], name: str) -> object:
        text = row[name]
        if name == "status":
            return text
        return (int(text) if name.endswith("_n") else float(text)) if text else None

    names = [name for name in SCORES.split(",")[4:] if name != "gap"]
    written = {(r["respondent"], r["domain"]): tuple(value(r, name) for name in names) for r in rows(out)}
    assert stored_scores(database) == written
    assert {values[-1] for values in written.values()} >= {"scored"}


@pytest.mark.usefixtures("lighthouse", "not_attacked")
def test_another_bank_goes_all_the_way_by_the_settings(run: Commands, tmp_path: Path) -> None:
    all_the_way(run, tmp_path)


def test_another_bank_goes_all_the_way_by_the_option(run: Commands, tmp_path: Path) -> None:
    all_the_way(run, tmp_path, "--bank", LIGHTHOUSE)


def all_the_way(run: Commands, folder: Path, *bank: object) -> None:
    """Simulate, load, release and export 400 answers to the lighthouse bank, and look at the cells."""
    answers, scores, cells, proof = (folder / name for name in ("a.csv", "s.csv", "c.csv", "p.json"))
    run.done("simulate", "--respondents", 400, "--out", answers, *bank)
    run.done("score", answers, "--out", scores, *bank)
    run.done("load", answers, "--cycle", "Lights 2026", *bank)
    told = run.done("release", "build", "--cycle", "Lights 2026", *bank)
    assert told.startswith("‘Lights 2026’ released: ")
    told = run.done("release", "export", "--cycle", "Lights 2026", "--out", cells, "--proof", proof)
    found = rows(cells)
    withheld = [r for r in found if r["status"] == "withheld"]
    published = [r for r in found if r["status"] == "published"]
    assert told == f"{len(found)} cells, {len(withheld)} withheld: {cells}\n"
    assert cells.read_text().splitlines()[0] == CELLS
    assert len(withheld) + len(published) == len(found)
    assert withheld
    assert not any(r[name] for r in withheld for name in NUMBERS)
    assert all(int(r["n"]) >= 10 and r["estimate"] for r in published)
    ranges = ("level", "self", "demonstrated", "pulse")
    assert all(bool(r["low"] and r["high"]) == (r["measure"] in ranges) for r in published)
    assert not any(r["invited"] for r in found)  # nobody was invited: there is no cohort
    assert {r["cycle"] for r in found} == {"Lights 2026"}
    assert {(r["domain"], r["measure"]) for r in found} == {
        *((domain, measure) for domain in ("Lamp", "Crew", "ALL") for measure in ("level", "self", "demonstrated")),
        *((domain, measure) for domain in ("Lamp", "Crew") for measure in SHARES),
        *(("P1", measure) for measure in ("pulse", "do_not_know")),
    }
    levels = [float(r["level"]) for r in rows(scores) if r["domain"] == "Lamp" and r["status"] == "scored"]
    lamp = next(r for r in found if (r["view"], r["domain"], r["measure"]) == ("all", "Lamp", "level"))
    assert int(lamp["n"]) == len(levels)
    assert float(lamp["estimate"]) == pytest.approx(sum(levels) / len(levels), abs=0.1)
    assert float(lamp["gap"]) == pytest.approx(float(lamp["target"]) - float(lamp["estimate"]), abs=1e-9)
    assert f'"cells": {len(found)}' in proof.read_text()


def test_a_loaded_cycle_is_released_once_and_then_takes_nobody(
    run: Commands, database: Path, keepers: Path, tmp_path: Path
) -> None:
    run.done("load", keepers, "--cycle", "2026", "--bank", LIGHTHOUSE)
    run.done("release", "build", "--cycle", "2026", "--bank", LIGHTHOUSE)
    before = dump(database)
    assert run.refused("release", "build", "--cycle", "2026", "--bank", LIGHTHOUSE) == (
        "The cycle ‘2026’ is released.\nA release is built once, from an open or closed cycle.\n"
    )
    newcomer = write(tmp_path / "new.csv", HEADINGS, ANNA)
    assert run.refused("load", newcomer, "--cycle", "2026", "--bank", LIGHTHOUSE) == (
        "The cycle ‘2026’ is released.\nAnswers are only added to an open cycle; nothing was changed.\n"
    )
    assert dump(database) == before


def test_a_release_needs_the_bank_of_its_cycle(run: Commands, database: Path, keepers: Path) -> None:
    run.done("load", keepers, "--cycle", "2026", "--bank", LIGHTHOUSE)
    before = dump(database)
    assert run.refused("release", "build", "--cycle", "2026") == (
        "Version 1.0 of the question bank is not here.\n"
        "Nothing is lost. Whoever runs the service can name its folder with QUESTION_BANK, "
        "or on the command line with --bank.\n"
    )
    told = run.refused("release", "build", "--cycle", "2026", "--bank", ROOT / "question_bank/2027.1")
    assert told.startswith("The cycle ‘2026’ uses version 1.0 of the question bank, not 2027.1.")
    assert dump(database) == before


def test_a_cycle_is_loaded_with_one_version_of_the_bank(
    run: Commands, database: Path, keepers: Path, tmp_path: Path
) -> None:
    run.done("load", keepers, "--cycle", "2026", "--bank", LIGHTHOUSE)
    before = dump(database)
    other = write(tmp_path / "b.csv", "respondent,organisation,grade", "new,HMRC,director")
    assert run.refused("load", other, "--cycle", "2026") == (
        "The cycle ‘2026’ uses version 1.0 of the question bank, not 2027.3.\n"
        "Name the folder of version 1.0 with --bank; nothing was changed.\n"
    )
    assert dump(database) == before


def test_an_unknown_cycle_is_answered_with_the_known_ones(
    run: Commands, database: Path, keepers: Path, tmp_path: Path
) -> None:
    for name in ("Spring", "Autumn"):
        run.done("load", keepers, "--cycle", name, "--bank", LIGHTHOUSE)
    before = dump(database)
    for command in (("release", "build"), ("release", "export", "--out", tmp_path / "c.csv")):
        told = run.refused(*command, "--cycle", "Autum")
        assert told.startswith("There is no cycle named ‘Autum’.\nCheck the name; the cycles are: ")
        assert "Spring" in told
        assert "Autumn" in told
    assert dump(database) == before


def test_there_is_nothing_to_export_before_a_release(run: Commands, keepers: Path, tmp_path: Path) -> None:
    run.done("load", keepers, "--cycle", "2026", "--bank", LIGHTHOUSE)
    told = run.refused("release", "export", "--cycle", "2026", "--out", tmp_path / "c.csv")
    assert told.startswith("There are no published results yet.")
    assert not (tmp_path / "c.csv").exists()


def test_cells_and_proof_are_written_both_or_neither(run: Commands, keepers: Path, tmp_path: Path) -> None:
    run.done("load", keepers, "--cycle", "2026", "--bank", LIGHTHOUSE)
    run.done("release", "build", "--cycle", "2026", "--bank", LIGHTHOUSE)
    cells, proof, nowhere = tmp_path / "c.csv", tmp_path / "p.json", tmp_path / "no" / "x"
    full = Path("/dev/full")
    for out, evidence in (
        (cells, nowhere),
        (cells, tmp_path),
        (cells, cells),
        (cells, full),
        (nowhere, proof),
        (tmp_path, proof),
        (full, proof),
    ):
        told = run.refused("release", "export", "--cycle", "2026", "--out", out, "--proof", evidence)
        assert "could not be written: " in told
    assert [path.name for path in tmp_path.iterdir()] == ["keepers.csv"]


# ---- the database --------------------------------------------------------------------------------------


def test_upgrading_makes_a_database_and_a_second_time_changes_nothing(
    run: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "new.sqlite3"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    assert run.done("db", "upgrade") == "The database is up to date.\n"
    before = dump(path)
    assert run.done("db", "upgrade") == "The database is up to date.\n"
    assert dump(path) == before


def test_asking_for_a_release_makes_no_database(run: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/typo.sqlite3")
    for command in (("release", "build"), ("release", "export", "--out", tmp_path / "c.csv")):
        assert run.refused(*command, "--cycle", "2026").startswith(
            "The database holds nothing yet.\nCheck DATABASE_URL"
        )
    assert list(tmp_path.iterdir()) == []


def test_without_a_setting_the_database_is_the_default_file(
    run: Commands, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setattr(settings, "DEFAULT_DATABASE", tmp_path / "var" / "assessment.sqlite3")
    run.done("db", "upgrade")
    assert (tmp_path / "var" / "assessment.sqlite3").exists()
    blocked = write(tmp_path / "file", "")
    monkeypatch.setattr(settings, "DEFAULT_DATABASE", blocked / "assessment.sqlite3")
    assert run.refused("db", "upgrade").startswith("The database could not be opened: the folder ")


def lock(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program is writing, and nobody has patience."""
    monkeypatch.setattr(store, "configure", partial(store.configure, busy_timeout=20))
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr(lock, "held", other, raising=False)  # until the end of the test


def fill_the_disk(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No database may grow by a single page."""
    configure = store.configure

    def full(url: str) -> None:
        configure(url)
        event.listen(store.engine(), "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 1"))

    monkeypatch.setattr(store, "configure", full)


def change(database: Path, sql: str) -> list[tuple[int]]:
    """Do something behind the program's back."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def make_newer(database: Path, _: pytest.MonkeyPatch) -> None:
    change(database, "UPDATE alembic_version SET version_num = '9999'")


def make_foreign(database: Path, _: pytest.MonkeyPatch) -> None:
    database.unlink()
    change(database, "CREATE TABLE person (name TEXT)")


def damage(database: Path, _: pytest.MonkeyPatch, table: str = "alembic_version") -> None:
    """Overwrite the first page of a table."""
    ((page,),) = change(database, f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")  # noqa: S608
    content = bytearray(database.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xab" * 4096
    database.write_bytes(content)


def replace_by_a_letter(database: Path, _: pytest.MonkeyPatch) -> None:
    database.write_text("Dear Permanent Secretary, " * 1000)


def lose_the_folder(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database.parent}/nowhere/x.sqlite3")


def misspell_the_port(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://localhost:port/x")


def stop_the_server(_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://127.0.0.1:1/x")


def content_of(database: Path) -> object:
    """What a database holds, or the bytes of one that cannot be read."""
    try:
        return dump(database)
    except sqlite3.DatabaseError:
        return database.read_bytes()


TROUBLES: list[tuple[Callable[[Path, pytest.MonkeyPatch], None], str]] = [
    (lock, "The database is locked by another program."),
    (fill_the_disk, "The disk that holds the database is full."),
    (make_newer, "The database was written by a newer version of this program."),
    (make_foreign, "The database holds tables of another program."),
    (damage, "The database could not be opened: the file is damaged."),
    (replace_by_a_letter, "The database could not be opened: the file is not a database."),
    (lose_the_folder, "The database could not be opened: the file or its folder cannot be opened."),
    (misspell_the_port, "The database could not be opened: no driver knows that address."),
    (stop_the_server, "The database could not be opened: the server does not answer or does not let us in."),
]


@pytest.mark.parametrize("command", ["load", "build", "upgrade", "demo"])
@pytest.mark.parametrize(("trouble", "complaint"), TROUBLES, ids=[trouble.__name__ for trouble, _ in TROUBLES])
def test_a_database_in_trouble_is_told_in_words_and_left_alone(
    run: Commands,
    monkeypatch: pytest.MonkeyPatch,
    database: Path,
    tmp_path: Path,
    keepers: Path,
    trouble: Callable[[Path, pytest.MonkeyPatch], None],
    complaint: str,
    command: str,
) -> None:
    if command != "demo":
        run.done("load", keepers, "--cycle", "2026", "--bank", LIGHTHOUSE)
    if (trouble, command) == (fill_the_disk, "upgrade"):
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/new.sqlite3")
    store.engine().dispose()
    trouble(database, monkeypatch)
    before = content_of(database)
    newcomer = write(tmp_path / "new.csv", HEADINGS, *(ANNA.replace("anna", f"anna {n}") for n in range(200)))
    arguments = {
        "load": ("load", newcomer, "--cycle", "2026", "--bank", LIGHTHOUSE),
        "build": ("release", "build", "--cycle", "2026", "--bank", LIGHTHOUSE),
        "upgrade": ("db", "upgrade"),
        "demo": ("demo",),
    }[command]
    told = run.refused(*arguments).splitlines()
    assert told[0] == complaint
    assert len(told) == 2
    assert content_of(database) == before


def test_damage_that_only_shows_while_reading_is_told_in_words(
    run: Commands, monkeypatch: pytest.MonkeyPatch, database: Path, keepers: Path
) -> None:
    run.done("load", keepers, "--cycle", "2026", "--bank", LIGHTHOUSE)
    store.engine().dispose()
    damage(database, monkeypatch, "score")
    told = run.refused("release", "build", "--cycle", "2026", "--bank", LIGHTHOUSE)
    assert told.startswith("The database could not be opened: the file is damaged.")


def test_nothing_is_written_into_a_question_bank(run, tmp_path):
    """A slip of the keyboard must not replace a file of a bank, published or not."""
    bank = tmp_path / "bank"
    shutil.copytree(LIGHTHOUSE, bank)
    before = {path.name: path.read_bytes() for path in bank.iterdir()}
    answers = write(tmp_path / "a.csv", HEADINGS, ANNA)
    for command in ("score", "items"):
        told = run.refused(command, answers, "--bank", bank, "--out", bank / "lamp.toml")
        assert told.startswith(f"{bank / 'lamp.toml'} lies within the folders of a question bank.")
    told = run.refused("manual", "--bank", bank, "--out", bank)
    assert "lies within the folders of a question bank" in told
    assert {path.name: path.read_bytes() for path in bank.iterdir()} == before
