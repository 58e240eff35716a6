"""Every test has a SQLite store of its own: a copy of a file that was migrated once."""

import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment import store

COUNT = itertools.count()


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
