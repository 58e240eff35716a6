"""Letting programs in: a token that is shown once and kept as a hash, an end, and the day it was last used."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from assessment import dates, store
from assessment.access import ALLOWED, Action, may
from assessment.errors import EntryRefused, NotAllowed, NotFound
from assessment.model import Role
from assessment.service import consuming
from tests import builders as make

ADMIN = make.ADMINISTRATOR
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The clock stands at noon of 25 November 2026; gives a function that moves it."""

    def move(**by: float) -> None:
        monkeypatch.setattr(dates, "now", lambda: NOON + timedelta(**by))

    move()
    return move


def refused(name: str = "Dashboard", day: str = "31/3/2027") -> dict[str, str]:
    with pytest.raises(EntryRefused) as error:
        consuming.add(ADMIN, name, day, consuming.ALL)
    return error.value.fields


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR}))
def test_only_an_administrator_lets_programs_in(role):
    viewer = make.viewer(role)
    calls = (
        lambda: consuming.consumers(viewer),
        lambda: consuming.add(viewer, "D", "31/3/2027", consuming.ALL),
        lambda: consuming.revoke(viewer, 1),
    )
    for call in calls:
        with pytest.raises(NotAllowed, match="Your account may not do this"):
            call()


def test_a_program_may_read_releases_and_nothing_else():
    program = consuming.reader(consuming.add(ADMIN, "Dashboard", "31/3/2027", consuming.ALL))
    assert {action for action in Action if may(program, action)} == {Action.READ_RELEASES}
    assert ALLOWED[Action.READ_RELEASES] == {Role.CONSUMER}
    assert (program.person, program.organisation, program.name) == ("", "", "")


def test_of_a_token_only_its_hash_is_kept(database):
    token = consuming.add(ADMIN, "Dashboard", "31/3/2027", consuming.ALL)
    assert len(token) >= 43, "256 bits"
    assert consuming.add(ADMIN, "Another", "31/3/2027", consuming.ALL) != token
    with store.reading() as db:
        rows = db.connection().execute(text("select * from consumer")).mappings().all()
    assert hashlib.sha256(token.encode()).hexdigest() == rows[0]["token_hash"]
    assert all(token not in str(value) for row in rows for value in row.values())
    store.engine().dispose()
    assert token.encode() not in database.read_bytes()


def test_what_is_entered_is_checked_field_by_field():
    assert refused("", "") == {"name": consuming.ENTER_NAME, "ends_on": consuming.ENTER_DAY}
    assert refused(day="24/11/2026") == {"ends_on": consuming.WRONG_DAY}
    assert refused(day="31/12/2027") == {"ends_on": consuming.WRONG_DAY}
    assert "hidden characters" in refused("a\u202eb")["name"]
    assert "100 characters" in refused("a" * 101)["name"]
    consuming.add(ADMIN, "Dash  board", "25/11/2026", consuming.ALL)
    assert refused("Dash board") == {"name": consuming.NAME_TAKEN}


def test_a_token_holds_to_the_end_of_its_last_day_in_the_uk(clock):
    token = consuming.add(ADMIN, "Dashboard", "26/11/2026", consuming.ALL)
    clock(hours=35)  # 11pm on the 26th
    assert consuming.reader(token).roles == {Role.CONSUMER}
    clock(hours=36)
    with pytest.raises(NotAllowed, match="not known, ended or revoked"):
        consuming.reader(token)


def test_a_revoked_token_ends_at_once_and_once():
    token = consuming.add(ADMIN, "Dashboard", "31/3/2027", consuming.ALL)
    (one,) = consuming.consumers(ADMIN)
    consuming.revoke(ADMIN, one.id)
    with pytest.raises(NotAllowed):
        consuming.reader(token)
    with pytest.raises(NotFound, match="that program"):
        consuming.revoke(ADMIN, one.id)
    assert consuming.consumers(ADMIN)[0].revoked_at == NOON


@pytest.mark.parametrize("token", ["", "x", "é", "' or 1=1 --", "a" * 10_000])
def test_what_is_no_token_is_refused_in_the_same_words(token):
    consuming.add(ADMIN, "Dashboard", "31/3/2027", consuming.ALL)
    with pytest.raises(NotAllowed, match="The token is missing, not known, ended or revoked"):
        consuming.reader(token)


def test_the_day_of_the_last_use_is_kept(clock):
    token = consuming.add(ADMIN, "Dashboard", "31/3/2027", consuming.ALL)
    assert consuming.consumers(ADMIN)[0].last_used_on is None
    consuming.reader(token)
    clock(days=3)
    consuming.reader(token)
    assert consuming.consumers(ADMIN)[0].last_used_on == date(2026, 11, 28)
