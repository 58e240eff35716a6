"""Every test has a SQLite store of its own: a copy of a file that was migrated once."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2.component_manager import BidiComponentManager

from assessment import store
from assessment.service import demo, releases
from tests import builders as make

COUNT = itertools.count()


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


@pytest.fixture(scope="session")
def demonstration_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration as a first start makes it: the register, a released made-up cycle, and one that is open."""
    path = tmp_path_factory.mktemp("demonstration") / "demonstration.sqlite3"
    store.configure(f"sqlite:///{path}")
    store.upgrade()
    demo.fill()
    store.engine().dispose()
    return path


@pytest.fixture
def demonstration(demonstration_file: Path, database: Path) -> Path:
    """The store of this test holds the demonstration."""
    store.engine().dispose()
    shutil.copyfile(demonstration_file, database)
    store.configure(f"sqlite:///{database}")
    return database


@pytest.fixture(scope="session")
def both_released_file(demonstration_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration with its open cycle, which is of today's organisations, released as well."""
    path = tmp_path_factory.mktemp("demonstration") / "both_released.sqlite3"
    shutil.copyfile(demonstration_file, path)
    store.configure(f"sqlite:///{path}")
    releases.build(make.LEARNING_TEAM, demo.OPEN_CYCLE)
    store.engine().dispose()
    return path


@pytest.fixture
def both_released(both_released_file: Path, database: Path) -> Path:
    """The store of this test holds the demonstration with both of its cycles released."""
    store.engine().dispose()
    shutil.copyfile(both_released_file, database)
    store.configure(f"sqlite:///{database}")
    return database
