"""A closed cycle of 130 people in four organisations with a provisional release, made once for all tests of it."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from assessment import attack, files, simulate, store
from assessment import bank as banks_on_disk
from assessment.service import banks, loading, provisional, releases
from assessment.tabular import write_csv
from tests import builders as make
from tests.commands import LIGHTHOUSE
from tests.conftest import MadeOnce, _passed
from tests.test_correcting import complete

BANK = banks_on_disk.load(LIGHTHOUSE)
CYCLE = "2026"
PLACES = {"DFE": 40, "HMRC": 30, "DWP": 30, "HO": 30}
DOMAIN = BANK.domains[0].id


def fill(path: Path) -> None:
    """Load everybody into a cycle, close it and build its release."""
    store.configure(f"sqlite:///{path}")
    store.upgrade()
    people = complete(simulate.simulate(sum(PLACES.values()), BANK, seed=3))
    people["organisation"] = np.repeat(list(PLACES), list(PLACES.values()))
    people["grade"], people["profession"] = "director_general", "policy"  # whose target is above most levels
    answers = path.with_suffix(".csv")
    write_csv(answers, people)
    loading.load(make.LEARNING_TEAM, files.read_responses(answers, BANK), CYCLE, BANK)
    releases.close(make.LEARNING_TEAM, CYCLE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attack, "attack_one", _passed)
        provisional.build(make.LEARNING_TEAM, CYCLE, BANK)


@pytest.fixture(scope="session")
def checked_file(made_once: MadeOnce) -> Path:
    return made_once("checked", fill)


@pytest.fixture
def checked(checked_file: Path, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The store of this test holds the closed cycle with its provisional release; every bank is that of the cycle."""
    store.engine().dispose()
    shutil.copyfile(checked_file, database)
    store.configure(f"sqlite:///{database}")
    monkeypatch.setattr(banks, "version", lambda name: BANK)
