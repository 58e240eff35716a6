"""Explaining a level of one's own report, through the service and the store: for its owner, and never a key in use."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from assessment import dates, store
from assessment.errors import NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import Cycle, Role
from assessment.service import banks, checking, explaining, reporting, taking
from assessment.store import writes
from tests import builders as make

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
LEADER = make.viewer(Role.RESPONDENT, person="p1")
COLLEAGUE = make.viewer(Role.RESPONDENT, person="p2")


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test can set: `clock[0] = ...`."""
    moment = [NOW]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


def add_cycle(name: str, opens: datetime, bank_version: str = "2027.2") -> Cycle:
    """A cycle of thirty days."""
    closes = opens + timedelta(days=30)
    with store.writing() as db:
        return writes.add_cycle(
            db, name=name, family="standard", bank_version=bank_version, opens_at=opens, closes_at=closes
        )


@pytest.fixture(autouse=True)
def cycle(clock):
    added = add_cycle("Autumn 2026", NOW - timedelta(days=1))
    people = pd.DataFrame({"person": ["p1", "p2"], "organisation": "DFE", "grade": "director"})
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE", "Department for Education")])
        writes.add_people_and_cohort(db, cycle_id=added.id, cohort=people)
    return added


@pytest.fixture(autouse=True)
def report(cycle):
    """What the leader sees who has answered everything with the first option."""
    taking.begin(LEADER)
    for number in range(1, taking.page(LEADER, 1).steps + 1):
        if taking.page(LEADER, number).locked == "open knowledge":
            taking.open_knowledge(LEADER)
        for question in taking.page(LEADER, number).questions:
            taking.record_response(LEADER, question.item.id, 1)
    taking.submit(LEADER)
    return reporting.my_report(LEADER)


def explanation():
    return explaining.explained(LEADER, "USR").explanation


def opened() -> set[str]:
    return {one.item for one in explanation().asked if one.key}


def retire(monkeypatch, *items: str) -> None:
    """A newer version, now the current one, has these items retired."""
    bank = banks.version("2027.2")
    changed = tuple(replace(i, status="retired") if i.id in items else i for i in bank.items)
    monkeypatch.setattr(banks, "current", lambda: replace(bank, version="2028.1", items=changed))


def test_the_explanation_is_of_the_numbers_in_the_report(report):
    for score in report.profile.scores:
        found = explaining.explained(LEADER, score.domain)
        assert (found.explanation.score, found.domain.id) == (score, score.domain)
        assert len(found.explanation.asked) == 5


def test_a_rating_changed_after_submission_is_explained_as_it_counts_now():
    for question in taking.page(LEADER, 1).questions:
        taking.record_response(LEADER, question.item.id, 5)
    found = explanation()
    assert [one.value for one in found.asked if one.method == "self"] == [1.0, 1.0]
    assert found.parts[0].score == found.score.self == 5.0


def test_points_and_sums_of_evidence_come_with_the_close(clock, cycle):
    clock[0] = cycle.closes_at - timedelta(microseconds=1)
    before = explanation()
    assert (before.closed, before.points, [part.methods for part in before.parts]) == (False, None, [("self",)])
    clock[0] = cycle.closes_at
    after = explanation()
    assert (after.closed, after.points.items, after.points.most) == (True, 3, 7)
    assert [part.methods for part in after.parts] == [("self",), ("situational", "knowledge")]


def test_an_early_close_counts_as_the_close(cycle):
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle.id, status="closed", now=NOW)
    assert explanation().closed


def test_keys_are_told_only_of_what_the_newest_version_has_retired(clock, cycle, monkeypatch):
    anchor, other, knowledge = (one.item for one in explanation().asked if one.method != "self")
    assert banks.current().anchors["USR"] == anchor
    retire(monkeypatch, anchor, other)
    assert opened() == set(), "the cycle is still open"
    clock[0] = cycle.closes_at
    assert opened() == {other}, "an anchor keeps its key even if it is retired"
    retire(monkeypatch, other, knowledge)
    assert opened() == set(), "the anchor alone would be known by subtraction"


def test_a_cycle_that_still_asks_the_older_version_keeps_its_keys(clock, cycle, monkeypatch):
    other = explanation().asked[3].item
    retire(monkeypatch, other)
    clock[0] = cycle.closes_at
    assert opened() == {other}
    later = add_cycle("A later one with the older version", opens=clock[0] + timedelta(days=1))
    assert opened() == set()
    clock[0] = later.closes_at
    assert opened() == {other}


def test_no_key_is_told_while_a_version_in_use_is_not_here(clock, cycle, monkeypatch):
    retire(monkeypatch, explanation().asked[3].item)
    clock[0] = cycle.closes_at
    add_cycle("Of a lost version", opens=NOW, bank_version="1999.1")
    assert opened() == set()


def test_nobody_opens_the_explanation_of_another():
    with pytest.raises(WrongState, match="You have not submitted an assessment yet"):
        explaining.explained(COLLEAGUE, "USR")
    with pytest.raises(NotSignedIn):
        explaining.explained(None, "USR")
    for other in (make.LEARNING_TEAM, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            explaining.explained(other, "USR")


@pytest.mark.parametrize("domain", ["", "XYZ", "usr"])
def test_an_area_that_the_report_does_not_have_is_not_found(domain):
    with pytest.raises(NotFound, match="We could not find that area of your report"):
        explaining.explained(LEADER, domain)


def test_a_report_that_its_answers_no_longer_lead_to_is_not_explained(report):
    other = [replace(score, level=score.level + 0.2) for score in report.profile.scores]
    with store.writing() as db:
        writes.submit(db, sitting_id=report.sitting.id, scores=other, submitted_at=NOW, reference="DL-1")
    with pytest.raises(WrongState, match="Your answers no longer lead to the level that your report shows"):
        explaining.explained(LEADER, "USR")


def test_answers_are_in_the_words_in_which_they_were_checked():
    said = {(row.question, row.answer) for row in checking.check(LEADER)}
    assert {(one.question, one.answer) for one in explanation().asked} <= said
