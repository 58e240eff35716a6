"""Every test has a SQLite store of its own: a copy of a file that was migrated once."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from sqlalchemy import delete
from streamlit.components.v2.component_manager import BidiComponentManager

from assessment import attack, store
from assessment.service import demo, releases
from assessment.store.tables import PracticeRow
from tests import builders as make

COUNT = itertools.count()
MadeOnce = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session", autouse=True)
def _no_installed_components() -> Iterator[None]:
    """Streamlit reads about every installed package for each page that is tried; ours come with their pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **_: None)
        yield


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store of the current version."""
    path = tmp_path_factory.mktemp("store") / "migrated.sqlite3"
    store.configure(f"sqlite:///{path}")
    store.upgrade()
    store.engine().dispose()  # closing the last connection empties the write-ahead log into the file
    return path


@pytest.fixture(autouse=True)
def database(migrated: Path) -> Iterator[Path]:
    """The file that the store of this test is configured to use."""
    path = migrated.with_name(f"{next(COUNT)}.sqlite3")
    shutil.copyfile(migrated, path)
    store.configure(f"sqlite:///{path}")
    yield path
    store.engine().dispose()
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()


@pytest.fixture
def not_attacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Releases are closed and not attacked, which takes most of their time: for tests that are about something else."""
    monkeypatch.setattr(attack, "attack_one", _passed)


def _passed(*_: object) -> attack.Verdict:
    return attack.Verdict(0, 0, {}, (), 0, 0)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """Make a database of that name once for all processes that run tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent

    def once(name: str, make_it: Callable[[Path], None]) -> Path:
        path = shared / f"{name}.sqlite3"
        with FileLock(shared / f"{name}.lock"):
            if not path.exists():
                making = path.with_suffix(".making")
                make_it(making)
                store.engine().dispose()
                making.rename(path)
        return path

    return once


def _fill(path: Path) -> None:
    store.configure(f"sqlite:///{path}")
    store.upgrade()
    demo.fill()


@pytest.fixture(scope="session")
def demonstration_file(made_once: MadeOnce) -> Path:
    """A demonstration as a first start makes it: the register, two released made-up cycles, and one that is open."""
    return made_once("demonstration", _fill)


@pytest.fixture
def demonstration(demonstration_file: Path, database: Path) -> Path:
    """The store of this test holds the demonstration."""
    store.engine().dispose()
    shutil.copyfile(demonstration_file, database)
    store.configure(f"sqlite:///{database}")
    return database


@pytest.fixture
def unshared(demonstration: Path) -> Path:
    """The demonstration before anybody has shared a practice."""
    with store.writing() as db:
        db.exec(delete(PracticeRow))
    return demonstration


@pytest.fixture(scope="session")
def both_released_file(demonstration_file: Path, made_once: MadeOnce) -> Path:
    """The demonstration with its open cycle, which is of today's organisations, released as well (not attacked)."""

    def release(path: Path) -> None:
        shutil.copyfile(demonstration_file, path)
        store.configure(f"sqlite:///{path}")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(attack, "attack_one", _passed)
            releases.build(make.LEARNING_TEAM, demo.OPEN_CYCLE)

    return made_once("both_released", release)


@pytest.fixture
def both_released(both_released_file: Path, database: Path) -> Path:
    """The store of this test holds the demonstration with both of its cycles released."""
    store.engine().dispose()
    shutil.copyfile(both_released_file, database)
    store.configure(f"sqlite:///{database}")
    return database
