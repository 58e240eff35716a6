"""Keeping the register: who may, what is written down, what a release keeps, and where updates come from."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest

from assessment import dates, peer_groups, register, store
from assessment.access import ALLOWED, Action
from assessment.errors import EntryRefused, InputError, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import Role
from assessment.register_rules import Entered
from assessment.service import comparing, demo, gaps, registry
from assessment.store import reads, registers, writes
from tests import builders as make
from tests import statistical_tables as files

ADMIN, TEAM = make.ADMINISTRATOR, make.LEARNING_TEAM
DAY = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture
def shipped(monkeypatch):
    """The store holds the register as it is shipped, and the clock stands still."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=register.organisations())
    monkeypatch.setattr(dates, "now", lambda: DAY)


def typed(code: str, **changed: object) -> Entered:
    """The form of an organisation as it opens, with these changes."""
    view = registry.organisation(ADMIN, code)
    one = view.organisation
    start = Entered(
        one.code,
        one.name,
        one.type,
        one.parent_group,
        str(one.scs_headcount or ""),
        str(one.total_headcount or ""),
        one.valid_from.isoformat() if one.valid_from else "",
        one.valid_to.isoformat() if one.valid_to else "",
        ",".join(one.successors),
        one.reporting_unit,
    )
    return replace(start, **changed)


def change(code: str, **changed: object) -> bool:
    return registry.change(ADMIN, code, typed(code, **changed), len(registry.organisation(ADMIN, code).changes))


# ---- who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role)
def test_only_an_administrator_changes_the_register_and_the_learning_team_reads(role, shipped):
    viewer = make.viewer(role)
    form, update = Entered("X", "X", "Other", "HM Treasury"), registry.read_table(ADMIN, "t.ods", files.ods(table()))
    writing = (
        lambda: registry.add(viewer, form),
        lambda: registry.change(viewer, "HMT", form, 0),
        lambda: registry.read_table(viewer, "t.ods", b""),
        lambda: registry.take_table(viewer, "t.ods", b"", update),
        lambda: registry.shipped(viewer),
        lambda: registry.take_shipped(viewer),
    )
    reading = (lambda: registry.organisations(viewer), lambda: registry.organisation(viewer, "HMT"))
    for action, calls in ((Action.EDIT_REGISTER, writing), (Action.SEE_REGISTER, reading)):
        if role not in ALLOWED[action]:
            for call in calls:
                with pytest.raises(NotAllowed):
                    call()
    with pytest.raises(NotSignedIn):
        registry.organisations(None)


# ---- changes -----------------------------------------------------------------------------------------


def test_a_change_is_written_with_who_when_and_what_it_said_before(shipped):
    assert change("HMT", name="His Majesty's Treasury", source=" Written  statement ")
    view = registry.organisation(TEAM, "HMT")
    assert view.organisation.name == "His Majesty's Treasury"
    (made,) = view.changes
    assert (made.account, made.at, made.source) == (ADMIN.account, DAY, "Written statement")
    assert (made.before, made.after) == (register.by_code()["HMT"], view.organisation)


def test_saving_without_a_change_leaves_no_trace(shipped):
    assert not change("HMT")
    assert registry.organisation(ADMIN, "HMT").changes == ()


def test_an_organisation_is_added_and_another_closed_into_it(shipped):
    added = Entered("NEWT", "New Treasury", "Ministerial department", "HM Treasury", valid_from="1/4/2027")
    assert registry.add(ADMIN, added) == "NEWT"
    change("HMT", valid_to="1/4/2027", successors="NEWT")
    with store.reading() as db:
        known = {one.code: one for one in reads.organisations(db)}
    assert known["HMT"].successors == ("NEWT",)
    assert not known["NEWT"].valid_on(date(2027, 3, 31))
    assert peer_groups.standing_for("HMT", tuple(known.values()), date(2027, 4, 1)) == ("NEWT",)
    assert registry.organisation(ADMIN, "NEWT").changes[0].before is None
    with pytest.raises(EntryRefused) as error:
        registry.add(ADMIN, added)
    assert error.value.fields["code"] == "Code NEWT belongs to New Treasury; a code is never used again"


def test_of_two_people_at_once_the_second_looks_again(shipped):
    stale = typed("HMT", name="Second")
    change("HMT", name="First")
    with pytest.raises(WrongState, match="The register has changed since this page was opened"):
        registry.change(ADMIN, "HMT", stale, 0)
    assert registry.organisation(ADMIN, "HMT").organisation.name == "First"


def test_an_organisation_that_is_not_there_is_not_found(shipped):
    with pytest.raises(NotFound, match="that organisation"):
        registry.organisation(ADMIN, "NOBODY")
    with pytest.raises(NotFound):
        registry.change(ADMIN, "NOBODY", Entered("", "", "", ""), 0)


def test_whoever_closes_an_organisation_with_people_in_an_open_cycle_is_asked_first(shipped):
    with store.writing() as db:
        cycle = writes.add_cycle(
            db,
            name="Winter",
            family="standard",
            bank_version="2027.3",
            opens_at=DAY,
            closes_at=datetime(2027, 1, 30, tzinfo=UTC),
        )
        people = pd.DataFrame({"person": ["a", "b"], "organisation": "HMT", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=people)
    with pytest.raises(EntryRefused) as error:
        change("HMT", valid_to="1/1/2027", successors="DFE")
    assert (
        "2 of its people are invited to Winter, which is open until 29 January 2027" in error.value.fields["confirmed"]
    )
    assert change("HMT", valid_to="1/1/2027", successors="DFE", confirmed=True)


# ---- what a release keeps ----------------------------------------------------------------------------


def test_a_release_keeps_names_groups_and_peers_whatever_becomes_of_the_register(demonstration):
    before = comparing.organisation(TEAM, "HMT", demo.CLOSED_CYCLE, wider="group")
    rows = gaps.gaps(TEAM, demo.CLOSED_CYCLE)
    change("HMT", name="Treasury", parent_group="Ministry of Justice", scs_headcount="5")
    change("DFE", scs_headcount="145", total_headcount="9000")
    registry.add(ADMIN, Entered("TWIN", "Twin", "Ministerial department", "HM Treasury", "140", "2000"))
    after = comparing.organisation(TEAM, "HMT", demo.CLOSED_CYCLE, wider="group")
    assert after.organisation == before.organisation
    assert after.beside.choice == before.beside.choice
    assert after.beside.candidates == before.beside.candidates
    assert after.wider == before.wider
    found = gaps.gaps(TEAM, demo.CLOSED_CYCLE)
    assert found.names.pop("TWIN") == "Twin", "it has a name, and no results"
    assert found == rows
    with store.reading() as db:
        now = {one.code: one.name for one in reads.organisations(db)}
    assert now["HMT"] == "Treasury"


def test_the_register_of_a_release_undoes_every_later_change_and_only_later_ones(shipped, monkeypatch):
    with store.writing() as db:
        window = {"opens_at": DAY - timedelta(days=9), "closes_at": DAY}
        cycle = writes.add_cycle(db, name="C", family="standard", bank_version="2027.3", **window)
    change("HMT", name="Before")
    with store.writing() as db:
        assert {o.code: o.name for o in registers.of_release(db, cycle.id)}["HMT"] == "Before", "nothing is released"
        facts = {"created_at": DAY, "minimum_group": 10, "proof": {}, "world": {}, "cells": ()}
        writes.save_release(db, cycle_id=cycle.id, **facts)
    for number in range(1, 4):
        monkeypatch.setattr(dates, "now", lambda number=number: DAY + timedelta(minutes=number))
        change("HMT", name=f"After {number}", valid_from="2000-01-01")
    registry.add(ADMIN, Entered("LATER", "Later", "Other", "HM Treasury"))
    with store.reading() as db:
        then = {o.code: o for o in registers.of_release(db, cycle.id, with_newer=False)}
        assert "LATER" in {o.code for o in registers.of_release(db, cycle.id)}
    assert then == {o.code: o for o in register.organisations()} | {"HMT": replace(then["HMT"], name="Before")}


# ---- table 21 ----------------------------------------------------------------------------------------


def table(scs: object = 155, total: object = "2,100") -> list:
    changed = {"HM Treasury": (scs, total)}
    rows = [files.row(r[0], r[1], *changed[r[1]]) if r[1] in changed else r for r in files.real_rows()]
    return files.sheet(rows, files.TITLE.format(year=2023))


@pytest.mark.parametrize("kind", [files.xlsx, files.ods], ids=["xlsx", "ods"])
def test_headcounts_are_shown_first_and_written_when_confirmed(kind, shipped):
    data = kind(table())
    found = registry.read_table(ADMIN, "tables", data)
    ((before, after),) = found.changed
    assert (before.code, before.scs_headcount, after.scs_headcount, after.total_headcount) == ("HMT", 140, 155, 2100)
    assert registry.organisation(ADMIN, "HMT").organisation == before, "nothing is written yet"
    assert registry.take_table(ADMIN, "tables", data, found) == 1
    view = registry.organisation(ADMIN, "HMT")
    assert view.organisation == after
    assert [c.source for c in view.changes] == ["Table 21, 31 March 2023"]
    assert registry.organisations(TEAM).headcounts == "Table 21, 31 March 2023"
    assert registry.read_table(ADMIN, "tables", data).changed == ()


def test_what_was_shown_is_what_is_written(shipped):
    data = files.ods(table())
    found = registry.read_table(ADMIN, "tables", data)
    change("HMT", scs_headcount="150")
    with pytest.raises(WrongState, match="The register has changed"):
        registry.take_table(ADMIN, "tables", data, found)
    assert registry.organisation(ADMIN, "HMT").organisation.scs_headcount == 150


def test_a_faulty_file_changes_nothing(shipped):
    data = files.xlsx(table(scs="many"))
    with pytest.raises(InputError):
        registry.take_table(ADMIN, "tables", data, registry.read_table(ADMIN, "tables", files.xlsx(table())))
    assert registry.organisation(ADMIN, "HMT").changes == ()


# ---- a newer version of the program ------------------------------------------------------------------


def test_a_shipped_register_fills_what_is_missing_and_overwrites_nothing(shipped):
    change("HMT", name="Ours")
    with store.writing() as db:
        registry.fill(db, TEAM)
    assert registry.organisation(ADMIN, "HMT").organisation.name == "Ours"
    assert registry.shipped(ADMIN) == (), "what somebody entered is no difference"


def test_what_a_newer_version_brings_is_taken_over_by_an_administrator(shipped, monkeypatch):
    change("HMT", name="Ours")
    held = register.organisations()
    newer = {"HMT": {"name": "Theirs", "scs_headcount": 160}, "DFE": {"name": "Education"}}
    ship = (*(replace(one, **newer.get(one.code, {})) for one in held), make.organisation("ZED", "Zed"))
    monkeypatch.setattr(register, "organisations", lambda: ship)
    found = {after.code: after for _, after in registry.shipped(ADMIN)}
    assert {code: (one.name, one.scs_headcount) for code, one in found.items()} == {
        "HMT": ("Ours", 160),
        "DFE": ("Education", register.by_code()["DFE"].scs_headcount),
        "ZED": ("Zed", None),
    }
    assert registry.take_shipped(ADMIN) == 3
    assert registry.shipped(ADMIN) == ()
    assert registry.organisation(ADMIN, "ZED").changes[0].source == registry.SHIPPED
