"""A plan is the person's own: three goals at most, steps that stay ticked, and words for whatever is typed wrong."""

from datetime import date

import pytest

from assessment import store
from assessment.errors import EntryRefused, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.goals import LONGEST, Entered, checked
from assessment.model import Role
from assessment.service import demo, identity, planning, reporting
from assessment.store import goals, reads, removal
from tests import builders as make

TODAY = date(2026, 11, 25)
EVERYTHING = Entered("The service owner", "27 3 2035", ("ten_minutes", "half_day", "three_months"))


@pytest.fixture
def leader(demonstration, monkeypatch):
    """The made-up leader with a report, before they have planned anything."""
    monkeypatch.setattr("assessment.dates.today", lambda: TODAY)
    viewer = identity.made_up_viewer("leader-with-report")
    for planned in reporting.my_report(viewer).plan.goals:
        planning.drop(viewer, planned.goal.domain)
    return viewer


def goal(leader, at=0):
    return reporting.my_report(leader).plan.goals[at]


def entered(**changed: object) -> Entered:
    told = {"talk_to": "Ada, our CDIO", "day": "27 3 2027", "chosen": ("ten_minutes", "half_day"), "offer": ""}
    return Entered(**(told | changed))  # type: ignore[arg-type]


def test_a_goal_comes_back_with_its_steps_in_order_and_as_it_was_typed(leader):
    area = reporting.my_report(leader).plan.suggested[0].domain
    planning.save(leader, area, entered(talk_to="  Ada,\n our CDIO ", chosen=("half_day", "ten_minutes")))
    found = goal(leader)
    assert (found.goal.domain, found.goal.talk_to, found.goal.due_on) == (area, "Ada, our CDIO", date(2027, 3, 27))
    assert [one.step.kind for one in found.steps] == ["ten_minutes", "half_day"]
    assert all(one.about.id == one.step.reference for one in found.steps)
    assert area not in [reason.domain for reason in reporting.my_report(leader).plan.suggested]


def test_ticks_are_saved_and_stay_when_the_goal_is_changed(leader):
    planning.save(leader, "TEC", entered())
    planning.tick(leader, "TEC", "ten_minutes", done=True)
    planning.save(leader, "TEC", entered(talk_to="Grace", chosen=("ten_minutes", "three_months")))
    done = {one.step.kind: one.step.done_at is not None for one in goal(leader).steps}
    assert done == {"ten_minutes": True, "three_months": False}
    planning.tick(leader, "TEC", "ten_minutes", done=False)
    assert not any(one.step.done_at for one in goal(leader).steps)


def test_learning_is_kept_by_its_offer_and_only_one_that_was_offered(leader):
    offers = planning.form(leader, "TEC").suggestion.offers
    planning.save(leader, "TEC", entered(chosen=("learning",), offer=offers[0].id))
    assert goal(leader).steps[0].about == offers[0]
    with pytest.raises(NotFound):
        planning.save(leader, "TEC", entered(chosen=("learning",), offer="OFF-NONE"))


def test_a_fourth_goal_waits_until_there_is_room(leader):
    for area in ("TEC", "DAT", "LEG"):
        planning.save(leader, area, entered())
    with pytest.raises(WrongState, match="Your plan has 3 goals already"):
        planning.save(leader, "USR", entered())
    planning.save(leader, "DAT", entered(day=""))  # changing one needs no room
    planning.drop(leader, "TEC")
    planning.save(leader, "USR", entered())
    assert [one.goal.domain for one in reporting.my_report(leader).plan.goals] == ["DAT", "LEG", "USR"]


def test_a_goal_whose_day_has_passed_says_so_until_everything_is_done(leader, monkeypatch):
    planning.save(leader, "TEC", entered(chosen=("ten_minutes",)))
    assert not goal(leader).late
    monkeypatch.setattr("assessment.dates.today", lambda: date(2027, 3, 28))
    assert goal(leader).late
    planning.tick(leader, "TEC", "ten_minutes", done=True)
    assert not goal(leader).late


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"day": "24 11 2026"}, "day", "The date must be today or in the future"),
        ({"day": "next spring"}, "day", "The date must be a real date, like 27 3 2027"),
        ({"day": "1 1 2099"}, "day", "The date must be in 2028 or before"),
        ({"talk_to": "x" * (LONGEST + 1)}, "talk_to", "The person to talk to must be 120 characters or fewer"),
        ({"chosen": ()}, "chosen", "Select at least one thing to do"),
    ],
)
def test_what_is_typed_wrong_is_said_beside_its_field_and_nothing_is_kept(leader, changed, field, words):
    with pytest.raises(EntryRefused) as refused:
        planning.save(leader, "TEC", entered(**changed))
    assert refused.value.fields == {field: words}
    assert reporting.my_report(leader).plan.goals == ()


def test_everything_wrong_is_said_at_once_in_the_order_of_the_form():
    with pytest.raises(EntryRefused) as refused:
        checked(Entered("x" * 200, "yesterday"), TODAY)
    assert list(refused.value.fields) == ["chosen", "talk_to", "day"]


def test_an_area_or_a_step_that_is_not_there_is_not_found(leader):
    for wrong in (lambda: planning.form(leader, "XXX"), lambda: planning.save(leader, "XXX", entered())):
        with pytest.raises(NotFound, match="that area of your report"):
            wrong()
    with pytest.raises(NotFound, match="that step of your plan"):
        planning.tick(leader, "TEC", "ten_minutes", done=True)
    planning.drop(leader, "TEC")  # nothing to drop is nothing wrong


def test_a_plan_is_nobody_elses(leader):
    planning.save(leader, "TEC", entered())
    other = identity.made_up_viewer("leader")
    with pytest.raises(WrongState, match="You have not submitted"):
        planning.form(other, "TEC")
    with pytest.raises(NotFound):
        planning.tick(other, "TEC", "ten_minutes", done=True)
    planning.drop(other, "TEC")
    assert len(reporting.my_report(leader).plan.goals) == 1
    for viewer, refusal in ((None, NotSignedIn), (make.LEARNING_TEAM, NotAllowed)):
        with pytest.raises(refusal):
            planning.form(viewer, "TEC")


def test_the_plan_goes_with_the_last_of_the_answers(leader):
    planning.save(leader, "TEC", entered())
    planning.stand_beside_grade(leader, on=True)
    with store.writing() as db:
        for sitting in reads.submitted(db, leader.person):
            assert goals.goals(db, leader.person)
            removal.delete_answers(db, sitting_id=sitting.id)
        assert goals.goals(db, leader.person) == ()
        assert not goals.stands_beside_grade(db, leader.person)


# ---- others in the same grade, and what changed ----------------------------------------------------------


def test_the_comparison_with_the_grade_is_off_until_it_is_switched_on(leader):
    assert reporting.my_report(leader).grade is None
    planning.stand_beside_grade(leader, on=True)
    found = reporting.my_report(leader).grade
    assert found.cycle.name == demo.CLOSED_CYCLE
    cells = found.cells.values()
    assert {(cell.view, cell.grade_band, cell.status) for cell in cells} == {("grade", "director", "published")}
    assert all(cell.n >= 10 for cell in cells)
    planning.stand_beside_grade(leader, on=False)
    assert reporting.my_report(leader).grade is None


def test_progress_is_since_the_last_sitting_of_another_cycle(leader):
    found = reporting.my_report(leader).progress
    assert found.cycle.name == demo.EARLIER_CYCLE
    assert [row.domain for row in found.rows] == [d.id for d in reporting.my_report(leader).bank.domains]
    assert str(found.summary).startswith(("A clear change in", "No clear change in"))
    assert found.ratings_said is not None, "the cycle has ended"


def test_a_first_report_has_nothing_to_compare_with(leader):
    with store.writing() as db:
        removal.delete_answers(db, sitting_id=reads.submitted(db, leader.person)[-1].id)
    assert reporting.my_report(leader).progress is None


def test_the_questions_rest_on_published_conditions_of_the_own_organisation_only(leader):
    chosen = reporting.my_report(leader).advice.questions
    assert len({one.question.domain for one in chosen}) == len(chosen) == 3
    reasons = [one.reason.rule for one in chosen]
    assert set(reasons) <= {"question_gap", "question_met", "question_condition"}
    assert Role.RESPONDENT in leader.roles
