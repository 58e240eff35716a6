"""The demonstration: real organisations, made-up people, everything labelled, and only in an empty database."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assessment import register, store
from assessment.errors import StoreError
from assessment.model import Organisation, Role
from assessment.service import (
    actions,
    demo,
    feedback,
    identity,
    insight,
    made_up,
    practices,
    releases,
    reporting,
    since,
    turnout,
)
from assessment.store import reads, writes
from tests.builders import LEARNING_TEAM
from tests.commands import LIGHTHOUSE, dump


def ask(database: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_it_is_labelled_as_made_up(demonstration):
    assert identity.is_demonstration()
    with store.reading() as db:
        cycles = {cycle.name: cycle for cycle in reads.cycles(db)}
    assert {name: (cycle.status, cycle.made_up) for name, cycle in cycles.items()} == {
        demo.EARLIER_CYCLE: ("released", True),
        demo.CLOSED_CYCLE: ("released", True),
        demo.OPEN_CYCLE: ("open", True),
    }
    assert all("made-up" in name for name in cycles)
    assert releases.stored(LEARNING_TEAM, demo.CLOSED_CYCLE)[1].made_up
    assert {made_up for (made_up,) in ask(demonstration, "SELECT made_up FROM account")} == {1}


def test_the_closed_cycle_is_of_the_day_of_the_headcounts(demonstration):
    with store.reading() as db:
        cycle = reads.cycle(db, demo.CLOSED_CYCLE)
        invited = reads.invited(db, cycle.id)
    assert cycle.opens_at == datetime(2023, 2, 17, tzinfo=UTC)
    assert cycle.closes_at == datetime(2023, 3, 31, 12, tzinfo=UTC)
    counted = [body for body in register.on(date(2023, 3, 31)) if body.total_headcount is not None]
    assert set(invited["organisation"]) == {body.code for body in counted}
    too_few_to_publish = 2
    assert invited["invited"].sum() == sum(body.scs_headcount or too_few_to_publish for body in counted)


def test_every_made_up_answer_was_given_while_the_cycle_was_open(demonstration):
    query = (
        "SELECT name, min(submitted_at), max(submitted_at) FROM sitting JOIN cycle ON cycle.id = cycle_id "
        "WHERE cycle.status = 'released' GROUP BY name"
    )
    moments = {name: (first, last) for name, first, last in ask(demonstration, query)}
    first, last = moments[demo.CLOSED_CYCLE]
    assert "2023-02-17 08:00" <= first < "2023-02-18"
    assert "2023-03-29" < last < "2023-03-31 12:00"
    first, last = moments[demo.EARLIER_CYCLE]
    assert "2022-08-19 08:00" <= first < "2022-08-20"
    assert "2022-09-28" < last < "2022-09-30 12:00"


def test_the_earlier_cycle_has_largely_the_same_people_in_the_same_posts(demonstration):
    with store.reading() as db:
        then, now = (reads.cycle(db, name) for name in (demo.EARLIER_CYCLE, demo.CLOSED_CYCLE))
        before, after = (reads.cohort(db, cycle.id) for cycle in (then, now))
        assert since.cycle_before(db, now) == then
        assert since.cycle_before(db, then) is None
    assert len(before) == len(after)
    both = before.merge(after, on="person", suffixes=("_then", ""))
    assert 0.88 < len(both) / len(after) < 0.92
    assert 0.04 < (both["organisation_then"] != both["organisation"]).mean() < 0.06
    assert (both["grade_then"] == both["grade"]).all()


def test_the_leader_who_is_to_start_afresh_has_no_report_of_an_earlier_cycle(demonstration):
    with store.reading() as db:
        assert reads.latest_submitted(db, identity.made_up_viewer("leader").person) is None
        report = reads.latest_submitted(db, identity.made_up_viewer("leader-with-report").person)
    assert report.cycle.name == demo.CLOSED_CYCLE


def test_those_one_can_be_are_there(demonstration):
    people = {person.key: person.description for person in identity.made_up_people()}
    assert list(people) == [
        "leader",
        "leader-with-report",
        "learning-team",
        "department-hr",
        "department-lead",
        "bank-editor",
        "administrator",
        "colleague",
    ]
    leader, finished = identity.made_up_viewer("leader"), identity.made_up_viewer("leader-with-report")
    with store.reading() as db:
        for viewer, answered in ((leader, False), (finished, True)):
            cycle, person = reads.cycle_for_person(db, viewer.person)
            assert (cycle.name, person.organisation) == (demo.OPEN_CYCLE, viewer.organisation)
            assert (reads.latest_submitted(db, viewer.person) is not None) == answered
    assert identity.made_up_viewer("department-lead").organisation == leader.organisation == "DFE"


def test_it_is_only_made_in_a_database_that_holds_nothing(database):
    with store.writing() as db:
        writes.add_account(db, subject="ada@example.org", name="Ada", roles=[Role.ADMINISTRATOR])
    before = dump(database)
    with pytest.raises(StoreError, match="The database already holds data"):
        demo.fill()
    assert dump(database) == before
    assert not identity.is_demonstration()


def test_organisations_are_data_too(database):
    with store.writing() as db:
        writes.add_organisations(db, organisations=[Organisation("X", "X", "Ministerial department", "X group")])
    with pytest.raises(StoreError) as refused:
        demo.fill()
    assert refused.value.code == "database_not_empty"


@pytest.mark.usefixtures("not_attacked")
def test_a_failure_in_its_last_step_leaves_the_database_empty(database, monkeypatch):
    monkeypatch.setenv("QUESTION_BANK", str(LIGHTHOUSE))  # the small bank, for speed
    before = dump(database)

    def stumble(*_: object, **__: object) -> None:
        raise StoreError("database_full")

    monkeypatch.setattr(writes, "save_release", stumble)
    with pytest.raises(StoreError, match="is full"):
        demo.fill()
    assert dump(database) == before


@pytest.mark.slow
@pytest.mark.usefixtures("not_attacked")
def test_another_bank_has_a_demonstration_as_well(monkeypatch):
    monkeypatch.setenv("QUESTION_BANK", str(LIGHTHOUSE))
    demo.fill()
    _, published, _ = releases.stored(LEARNING_TEAM, demo.CLOSED_CYCLE)
    assert {cell.domain for cell in published.cells if cell.shown} == {"Lamp", "Crew", "ALL", "P1"}


def test_made_up_people_share_practices_plan_and_say_what_they_think(demonstration):
    shared = practices.overview(identity.made_up_viewer("department-lead"), demo.CLOSED_CYCLE)
    titles = {one.title for area in shared.areas for one in area.practices}
    assert titles == {words["title"] for words in made_up.content()["practice"]}
    plan = reporting.my_report(identity.made_up_viewer("leader-with-report")).plan
    assert [goal.goal.talk_to for goal in plan.goals] == ["Our chief data officer"]
    assert [step.step.done_at is not None for step in plan.goals[0].steps] == [True, False, False]
    assert feedback.results(LEARNING_TEAM, demo.CLOSED_CYCLE).people == 40


def test_something_is_done_about_two_of_the_three_largest_gaps_so_that_the_cycle_is_not_finished(demonstration):
    done = actions.published(identity.made_up_viewer("leader-with-report"), demo.CLOSED_CYCLE)
    told = {action.did for _, every in done.areas for action in every}
    assert told == {w["did"] for w in made_up.content()["action"]}
    assert len(actions.overview(LEARNING_TEAM, demo.CLOSED_CYCLE).missing) == 1


def test_made_up_people_of_the_open_cycle_answered_on_several_days(demonstration):
    turned_out = turnout.over_time(LEARNING_TEAM, insight.response(LEARNING_TEAM, demo.OPEN_CYCLE).cycle)
    assert len([day for day in turned_out.days if day.finished]) >= 7
