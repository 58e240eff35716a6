"""python -m assessment release attack: what it prints of a sound release, and of one that was meddled with."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from assessment import simulate, store
from assessment.cli import OPERATOR
from assessment.errors import NotAllowed, NotSignedIn
from assessment.files import read_responses
from assessment.service import attacking, banks, loading, releases
from assessment.tabular import write_csv
from tests import builders as make
from tests.commands import LIGHTHOUSE, Commands

pytestmark = pytest.mark.xdist_group("attacked")  # what its fixtures make is made once


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], database: Path) -> Commands:
    """The command line with the database of this test."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    monkeypatch.delenv("QUESTION_BANK", raising=False)
    return Commands(monkeypatch, capsys)


@pytest.fixture(scope="module")
def released_file(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """A released cycle of 150 made-up people who answered the lighthouse bank."""
    folder = tmp_path_factory.mktemp("released")
    answers, file = folder / "answers.csv", folder / "released.sqlite3"
    shutil.copyfile(migrated, file)
    bank = banks.folder(LIGHTHOUSE)
    write_csv(answers, simulate.simulate(150, bank))
    store.configure(f"sqlite:///{file}")
    loading.load(OPERATOR, read_responses(answers, bank), "2027", bank)
    releases.build(OPERATOR, "2027", bank)
    store.engine().dispose()
    return file


@pytest.fixture
def released(run: Commands, released_file: Path, database: Path) -> Commands:
    store.engine().dispose()
    shutil.copyfile(released_file, database)
    store.configure(f"sqlite:///{database}")
    return run


def meddle(database: Path, statement: str, *values: object) -> int:
    with sqlite3.connect(database) as db:
        return db.execute(statement, values).rowcount


def test_a_sound_release_gives_nothing_away(released: Commands) -> None:
    told = released.done("release", "attack", "--cycle", "2027").splitlines()
    assert told[0].startswith("Small sets of people tried: ")
    assert told[1].split() == ["Measure", "People", "Left", "at", "least"]
    widths = {(measure, people): float(width) for measure, people, width in map(str.split, told[2:-1])}
    assert set(widths) == {(m, size) for m in ("level", "demonstrated", "self", "pulse") for size in ("1-4", "5-9")}
    assert all(width >= (1.0 if people == "1-4" else 0.4) for (_, people), width in widths.items())
    assert told[-1] == "Nothing about a few people can be learned from ‘2027’."


def test_a_withheld_cell_that_somebody_publishes_by_hand_is_found(released: Commands, database: Path) -> None:
    small = "SELECT release_id, position FROM release_cell WHERE status = 'withheld' AND measure = 'demonstrated'"
    small += " AND domain = 'Lamp' AND view = 'organisation' AND organisation = ?"
    code, people = few_people(database)
    with sqlite3.connect(database) as db:
        release, position = db.execute(small, (code,)).fetchone()
    publish = (
        "UPDATE release_cell SET status = 'published', n = ?, estimate = 3.1 WHERE release_id = ? AND position = ?"
    )
    assert meddle(database, publish, people, release, position) == 1
    result = released("release", "attack", "--cycle", "2027")
    assert result.status == 1
    told = "The attack on the release of ‘2027’ learned too much: "
    assert result.err.startswith(told)
    assert " of a few people too closely" in result.err
    assert result.err.endswith("Do not use this release; tell the team that runs this service.\n")
    assert code not in result.out + result.err


def few_people(database: Path) -> tuple[str, int]:
    """An organisation of two to nine people with a level in Lamp, and how many."""
    with sqlite3.connect(database) as db:
        world = json.loads(db.execute("SELECT world FROM release").fetchone()[0])
    counts: dict[int, float] = {}
    for atom, people in zip(world["scored"]["Lamp"]["atom"], world["scored"]["Lamp"]["people"], strict=True):
        counts[atom // 20] = counts.get(atom // 20, 0) + people
    place = next(place for place, people in sorted(counts.items()) if 2 <= people < 10)
    return world["organisations"][place][0], int(counts[place])


def test_a_changed_figure_that_contradicts_the_others_is_found(released: Commands, database: Path) -> None:
    change = "UPDATE release_cell SET estimate = 1.5 WHERE view = 'all' AND domain = 'Lamp' AND measure = 'level'"
    assert meddle(database, change) == 1
    told = released("release", "attack", "--cycle", "2027").err
    assert "learned too much: 1 domain or item that contradicts itself." in told


def test_a_release_from_before_worlds_were_kept_says_so(released: Commands, database: Path) -> None:
    meddle(database, "UPDATE release SET world = '{}'")
    assert released.refused("release", "attack", "--cycle", "2027") == (
        "The release of ‘2027’ was made before the attack could be run on it again.\n"
        "Its proof tells what was checked then; releases from this version of the program on can be attacked.\n"
    )


def test_there_is_nothing_to_attack_before_a_release(run: Commands, tmp_path: Path) -> None:
    answers = tmp_path / "answers.csv"
    run.done("simulate", "--respondents", 30, "--bank", LIGHTHOUSE, "--out", answers)
    run.done("load", answers, "--cycle", "2027", "--bank", LIGHTHOUSE)
    assert run.refused("release", "attack", "--cycle", "2027").startswith("There are no published results yet.")
    assert run.refused("release", "attack", "--cycle", "2028").startswith("There is no cycle named ‘2028’.")


def test_only_the_learning_team_may_attack(released: Commands) -> None:
    with pytest.raises(NotSignedIn):
        attacking.run(None, "2027")
    for viewer in (make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.LEADER, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            attacking.run(viewer, "2027")
