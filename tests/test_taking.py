"""Taking the assessment, through the services and the store: every answer is on disk, and the rules hold."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from assessment import dates, store
from assessment.errors import AssessmentError, InvalidResponse, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Role
from assessment.service import banks, checking, insight, reporting, taking
from assessment.store import reads, writes
from tests import builders as make

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
LEADER = make.viewer(Role.RESPONDENT, person="p1")
COLLEAGUE = make.viewer(Role.RESPONDENT, person="p2")
STRANGER = make.viewer(Role.RESPONDENT, person="nobody")


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test can set: `clock[0] = ...`."""
    moment = [NOW]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture(autouse=True)
def cycle(clock):
    bank = banks.current()
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE", "Department for Education")])
        cycle = writes.add_cycle(
            db,
            name="Autumn 2026",
            family="standard",
            bank_version=bank.version,
            opens_at=NOW - timedelta(days=1),
            closes_at=NOW + timedelta(days=30),
        )
        people = pd.DataFrame({"person": [f"p{n}" for n in range(1, 13)], "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=people)
    return cycle


def answer_all(viewer, until="knowledge", value=1):
    """Answer every item of the sections up to and without `until`."""
    order = ["ratings", "scenarios", "knowledge", "department", ""]
    number = 1
    while True:
        page = taking.page(viewer, number)
        if order.index(page.step.section.key) >= order.index(until):
            return
        if page.locked == "open knowledge":
            taking.open_knowledge(viewer)
        for question in page.questions:
            taking.record_response(viewer, question.item.id, value)
        number += 1
        if number > page.steps:
            return


def answers_to_scenarios(viewer):
    return [row.answer for row in checking.check(viewer) if row.section.key == "scenarios"]


def step_of(viewer, section):
    number = 1
    while taking.page(viewer, number).step.section.key != section:
        number += 1
    return number


def test_nobody_gets_in_without_signing_in_or_without_an_invitation():
    with pytest.raises(NotSignedIn):
        taking.overview(None)
    with pytest.raises(NotAllowed, match="You have not been invited to this assessment"):
        taking.overview(STRANGER)


def test_before_the_start_the_page_knows_the_honest_time():
    found = taking.overview(LEADER)
    assert found.form_minutes == (20, 25)
    assert (found.started, found.submitted, found.answered) == (False, False, 0)
    assert found.organisation == "Department for Education"


def test_starting_twice_gives_the_same_form_and_the_same_order_of_options():
    first = taking.begin(LEADER)
    again = taking.begin(LEADER)
    assert first == again
    scenarios = [i for i in banks.current().items_of(banks.current().form_by_id[first.form]) if i.type == "situational"]
    assert all(sorted(first.option_orders[i.id]) == [1, 2, 3, 4, 5] for i in scenarios)
    assert len({first.option_orders[i.id] for i in scenarios}) > 1
    assert not any(name.split("-")[1].startswith("B") for name in first.option_orders)


def test_forms_are_dealt_in_equal_numbers_within_organisation_and_grade():
    forms = [taking.begin(make.viewer(Role.RESPONDENT, person=f"p{n}")).form for n in range(1, 13)]
    assert {form: forms.count(form) for form in set(forms)} == {"standard_a": 4, "standard_b": 4, "standard_c": 4}


def test_an_answer_is_on_disk_when_the_function_returns(database):
    taking.begin(LEADER)
    item = taking.page(LEADER, 1).questions[0].item.id
    assert taking.record_response(LEADER, item, 4) == NOW
    store.configure(f"sqlite:///{database}")  # a new connection, as after a restart
    assert taking.page(LEADER, 1).questions[0].saved.value == 4
    assert taking.overview(LEADER).answered == 1
    assert taking.overview(LEADER).last_saved == NOW


def test_nothing_is_chosen_before_the_person_has_chosen():
    taking.begin(LEADER)
    assert all(q.saved is None for n in range(1, 5) for q in taking.page(LEADER, n).questions)


def test_the_two_other_answers_are_kept_apart():
    taking.begin(LEADER)
    answer_all(LEADER, until="scenarios")
    first = taking.page(LEADER, step_of(LEADER, "scenarios")).questions[0].item.id
    taking.record_response(LEADER, first, DO_NOT_KNOW)
    assert answers_to_scenarios(LEADER)[0] == "I do not know"
    taking.record_response(LEADER, first, NOT_APPLICABLE)
    assert answers_to_scenarios(LEADER)[0] == "Does not apply to my role"


def test_scenarios_wait_until_every_area_is_rated():
    taking.begin(LEADER)
    scenario = step_of(LEADER, "scenarios")
    page = taking.page(LEADER, scenario)
    assert page.locked == "ratings first"
    with pytest.raises(AssessmentError):
        taking.record_response(LEADER, page.step.items[0].id, 1)
    assert taking.overview(LEADER).answered == 0


def test_opening_knowledge_fixes_the_scenarios_and_says_how_many_are_open():
    taking.begin(LEADER)
    answer_all(LEADER, until="scenarios")
    scenario, knowledge = step_of(LEADER, "scenarios"), step_of(LEADER, "knowledge")
    item = taking.page(LEADER, scenario).questions[0].item.id
    taking.record_response(LEADER, item, 1)
    before = taking.page(LEADER, knowledge)
    assert (before.locked, before.unanswered_scenarios) == ("open knowledge", 15)
    taking.open_knowledge(LEADER)
    assert taking.page(LEADER, knowledge).locked == ""
    assert taking.page(LEADER, scenario).fixed
    with pytest.raises(WrongState, match="This answer is fixed"):
        taking.record_response(LEADER, item, 2)
    assert taking.page(LEADER, scenario).questions[0].saved.value == 1


def test_knowledge_questions_cannot_be_read_before_they_are_opened():
    taking.begin(LEADER)
    answer_all(LEADER, until="scenarios")
    assert taking.page(LEADER, step_of(LEADER, "knowledge")).questions == ()
    rows = [row.question for row in checking.check(LEADER) if row.section.key == "knowledge"]
    assert rows[0] == "Knowledge: question 1 of 8"
    taking.open_knowledge(LEADER)
    assert len(taking.page(LEADER, step_of(LEADER, "knowledge")).questions) == 1
    assert [row.question for row in checking.check(LEADER) if row.section.key == "knowledge"] != rows


def test_confidence_goes_with_knowledge_only_and_with_the_answer_it_was_given_for():
    taking.begin(LEADER)
    answer_all(LEADER, until="knowledge")
    taking.open_knowledge(LEADER)
    item = taking.page(LEADER, step_of(LEADER, "knowledge")).questions[0].item.id
    taking.record_response(LEADER, item, 2)
    taking.record_response(LEADER, item, 2, confidence=3)
    saved = taking.page(LEADER, step_of(LEADER, "knowledge")).questions[0].saved
    assert (saved.value, saved.confidence) == (2, 3)
    taking.record_response(LEADER, item, DO_NOT_KNOW)
    assert taking.page(LEADER, step_of(LEADER, "knowledge")).questions[0].saved.confidence is None, "another answer"
    rating = taking.page(LEADER, 1).questions[0].item.id
    with pytest.raises(AssessmentError):
        taking.record_response(LEADER, rating, 2, confidence=2)
    with pytest.raises(AssessmentError):
        taking.record_response(LEADER, item, 2, confidence=4)


def test_a_value_or_an_item_that_was_not_offered_is_refused():
    taking.begin(LEADER)
    with pytest.raises(InvalidResponse):
        taking.record_response(LEADER, taking.page(LEADER, 1).questions[0].item.id, 6)
    with pytest.raises(NotFound):
        taking.record_response(LEADER, "LEG-K1", 1)
    with pytest.raises(NotFound):
        taking.page(LEADER, 999)


def test_submitting_scores_against_the_version_of_the_sitting_and_opens_the_report(clock):
    taking.begin(LEADER)
    taking.save_role(LEADER, "policy", taking.PREFER_NOT_TO_SAY, taking.PREFER_NOT_TO_SAY)
    answer_all(LEADER, until="")
    sitting = taking.submit(LEADER)
    assert sitting.reference.startswith("DL-")
    report = reporting.my_report(LEADER)
    assert len(report.profile.scored) == 8
    # every scenario answered best (option 1 is stored first), every rating lowest, every knowledge answer option 1
    assert all(score.self == 1.0 for score in report.profile.scored)
    assert report.profile.bank_version == "2027.3"
    assert len(report.advice.questions) == 3
    assert str(report.advice.headline[0]).startswith("You meet the target for your grade in")


def test_evidence_is_fixed_at_submission_and_a_changed_rating_counts_at_once(clock):
    taking.begin(LEADER)
    answer_all(LEADER, until="")
    first = taking.submit(LEADER)
    knowledge = taking.page(LEADER, step_of(LEADER, "knowledge")).questions[0].item.id
    with pytest.raises(WrongState):
        taking.record_response(LEADER, knowledge, 2)
    before = reporting.my_report(LEADER).profile.scores[0]
    clock[0] = NOW + timedelta(hours=1)
    for question in taking.page(LEADER, 1).questions:
        taking.record_response(LEADER, question.item.id, 5)
    after = reporting.my_report(LEADER)
    assert (before.self, after.profile.scores[0].self) == (1.0, 5.0)
    assert after.profile.scores[0].demonstrated == before.demonstrated
    assert (after.sitting.reference, after.sitting.submitted_at) == (first.reference, first.submitted_at)
    assert taking.submit(LEADER).submitted_at == first.submitted_at


def test_naming_a_profession_after_submission_moves_the_target_at_once():
    taking.begin(LEADER)
    answer_all(LEADER, until="")
    taking.submit(LEADER)
    before = reporting.my_report(LEADER).profile.scores[0].target
    taking.save_role(LEADER, "operational_delivery", taking.PREFER_NOT_TO_SAY, taking.PREFER_NOT_TO_SAY)
    # citizens and services for a director: 4, 4, 4, 4; operational delivery adds 1, 1, 1, 0
    assert (before, reporting.my_report(LEADER).profile.scores[0].target) == (4.0, 4.75)


def test_gaps_are_allowed_and_an_area_with_too_few_answers_says_so():
    taking.begin(LEADER)
    answer_all(LEADER, until="scenarios")
    missing = [row for row in checking.check(LEADER) if not row.answered]
    assert len(missing) == 16 + 8 + 12
    taking.submit(LEADER)
    report = reporting.my_report(LEADER)
    assert str(report.advice.headline[0]) == "There are too few answers to show a level in any area."
    assert len(report.advice.too_few) == 8


def test_an_empty_assessment_cannot_be_submitted():
    taking.begin(LEADER)
    with pytest.raises(WrongState, match="You have not answered anything yet"):
        taking.submit(LEADER)


def test_what_was_saved_before_the_close_counts_and_nothing_comes_after(clock, cycle):
    taking.begin(LEADER)
    items = [q.item.id for q in taking.page(LEADER, 1).questions]
    clock[0] = cycle.closes_at - timedelta(microseconds=1)
    taking.record_response(LEADER, items[0], 3)
    clock[0] = cycle.closes_at
    with pytest.raises(WrongState, match="The assessment is closed"):
        taking.record_response(LEADER, items[1], 3)
    with pytest.raises(WrongState):
        taking.submit(LEADER)
    with pytest.raises(WrongState):
        taking.begin(COLLEAGUE)
    assert taking.overview(LEADER).answered == 1
    assert not taking.overview(LEADER).is_open
    assert not any(row.changeable for row in checking.check(LEADER))


def test_a_report_opens_only_for_its_owner():
    taking.begin(LEADER)
    answer_all(LEADER, until="scenarios")
    taking.submit(LEADER)
    with pytest.raises(WrongState, match="You have not submitted an assessment yet"):
        reporting.my_report(COLLEAGUE)
    for other in (None, make.LEARNING_TEAM, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR):
        with pytest.raises(AssessmentError):
            reporting.my_report(other)


def test_deleting_removes_every_answer_and_the_report():
    sitting = taking.begin(LEADER)
    answer_all(LEADER, until="scenarios")
    taking.submit(LEADER)
    taking.delete_answers(LEADER)
    with store.reading() as db:
        assert reads.responses(db, sitting.id) == {}
        assert reads.scores(db, sitting.id) == ()
    assert not taking.overview(LEADER).started
    with pytest.raises(WrongState):
        reporting.my_report(LEADER)


def test_a_wrong_grade_is_reported_and_changes_nothing_by_itself():
    taking.begin(LEADER)
    taking.report_wrong_role(LEADER, "I am a dirctor general")
    taking.report_wrong_role(LEADER, "I am a director general")
    assert taking.overview(LEADER).person.grade == "director"
    assert [c.words for c in insight.corrections(make.DEPARTMENT_HR)] == ["I am a director general"]
    assert insight.corrections(replace(make.DEPARTMENT_HR, organisation="HMT")) == ()
    taking.delete_answers(LEADER)
    assert insight.corrections(make.LEARNING_TEAM) == ()


def test_after_an_early_close_the_moment_that_counts_is_the_real_one(clock, cycle):
    taking.begin(LEADER)
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle.id, status="closed", now=NOW)
    found = taking.overview(LEADER)
    assert not found.is_open
    assert found.cycle.ends_at == NOW < found.cycle.closes_at


def test_a_role_that_was_not_offered_is_refused():
    taking.begin(LEADER)
    with pytest.raises(NotFound):
        taking.save_role(LEADER, "astronaut", taking.PREFER_NOT_TO_SAY, taking.PREFER_NOT_TO_SAY)
