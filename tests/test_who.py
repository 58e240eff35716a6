"""From a verified sign-in to a viewer: known people by address or subject, everybody else is nobody."""

import pytest
import streamlit as st

from assessment import store
from assessment.model import Role
from assessment.service import identity
from assessment.store import guests, writes
from ui import who


class User(dict):
    """What Streamlit knows of who signed in."""

    is_logged_in = True


@pytest.fixture(autouse=True)
def accounts(monkeypatch, database):
    monkeypatch.setattr(who, "sign_in_configured", lambda: True)
    with store.writing() as db:
        writes.add_account(db, subject="pat@example.gov.uk", name="Pat", roles=[Role.LEARNING_TEAM])
        writes.add_account(db, subject="sub-77", name="Kim", roles=[Role.ADMINISTRATOR])
        writes.add_account(db, subject="leader", name="Made up", roles=[Role.RESPONDENT], made_up=True)


def signed_in_as(monkeypatch, **claims):
    monkeypatch.setattr(st, "user", User(claims))
    return who.identify()


def test_a_known_address_is_found_in_any_case(monkeypatch):
    assert signed_in_as(monkeypatch, email="Pat@Example.gov.uk", email_verified=True, sub="x").name == "Pat"


def test_a_known_subject_is_found_without_an_address(monkeypatch):
    assert signed_in_as(monkeypatch, sub="sub-77").roles == {Role.ADMINISTRATOR}


def test_an_address_that_the_provider_does_not_vouch_for_counts_for_nothing(monkeypatch):
    assert signed_in_as(monkeypatch, email="pat@example.gov.uk", email_verified=False, sub="other") is None
    assert signed_in_as(monkeypatch, email="pat@example.gov.uk", sub="other") is None


def test_a_stranger_is_nobody_and_so_is_a_visitor_who_has_not_signed_in(monkeypatch):
    assert signed_in_as(monkeypatch, email="stranger@example.gov.uk", email_verified=True, sub="y") is None
    monkeypatch.setattr(User, "is_logged_in", False)
    assert signed_in_as(monkeypatch, email="pat@example.gov.uk", email_verified=True) is None


def test_roles_are_read_anew_each_time(monkeypatch):
    assert signed_in_as(monkeypatch, sub="sub-77") is not None
    with store.writing() as db:
        db.connection().exec_driver_sql("DELETE FROM account WHERE subject = 'sub-77'")
    assert signed_in_as(monkeypatch, sub="sub-77") is None


def test_made_up_people_do_not_exist_outside_a_demonstration():
    assert identity.made_up_viewer("leader") is None
    assert not identity.made_up_allowed()
    with pytest.raises(Exception, match="Made-up people can only sign in on a demonstration database"):
        identity.made_up_people()


def test_a_made_up_key_never_opens_a_real_account():
    with store.writing() as db:
        writes.set_setting(db, key=identity.DEMONSTRATION, value="1")
    assert identity.made_up_viewer("leader").name == "Made up"
    assert identity.made_up_viewer("pat@example.gov.uk") is None


def test_being_named_by_a_colleague_takes_no_account_away(monkeypatch):
    with store.writing() as db:
        guests.ensure(db, subject="kim@example.gov.uk")
    assert signed_in_as(monkeypatch, sub="sub-77", email="kim@example.gov.uk", email_verified=True).name == "Kim"
    assert signed_in_as(monkeypatch, email="kim@example.gov.uk", email_verified=True).roles == {Role.GUEST}
