"""A first start makes a demonstration of the default database, and of no other; the next start leaves it alone."""

import pytest

from assessment import settings, store
from assessment.errors import StoreError
from assessment.service import demo, identity, startup


@pytest.fixture
def filled(monkeypatch):
    """How often the demonstration was filled, without the wait."""
    calls = []

    def fill():
        calls.append(1)
        with store.writing() as db:
            store.writes.set_setting(db, key=identity.DEMONSTRATION, value="1")

    monkeypatch.setattr(demo, "fill", fill)
    return calls


@pytest.fixture
def default(monkeypatch, tmp_path):
    """The default database in a folder that is not there yet."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(settings, "DEFAULT_DATABASE", tmp_path / "var" / "assessment.sqlite3")


def test_the_first_start_fills_the_default_database_and_the_second_does_not(default, filled):
    startup.prepare()
    startup.prepare()
    assert len(filled) == 1
    assert identity.is_demonstration()


def test_a_first_start_that_was_broken_off_is_made_good_by_the_next(default, filled):
    startup.open_store()
    store.upgrade()  # the tables came into being, then the power went
    startup.prepare()
    assert len(filled) == 1


def test_a_database_that_someone_named_is_never_filled_nor_marked(monkeypatch, tmp_path, filled):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/named.sqlite3")
    startup.prepare()
    assert store.state() == "current"
    assert not filled
    assert not identity.is_demonstration()


def test_a_newer_database_is_refused_and_an_older_one_left_for_the_command(monkeypatch, default, filled):
    for state, words in (("newer", "written by a newer version"), ("older", "needs an upgrade")):
        monkeypatch.setattr(store.schema, "state", lambda state=state: state)
        monkeypatch.setattr(store, "state", lambda state=state: state)
        with pytest.raises(StoreError, match=words):
            startup.prepare()
    assert not filled


def test_a_folder_that_cannot_be_made_is_told_in_words(monkeypatch, tmp_path):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(settings, "DEFAULT_DATABASE", tmp_path / "file" / "assessment.sqlite3")
    with pytest.raises(StoreError, match=r"The database could not be opened: the folder .* cannot be made"):
        startup.prepare()
