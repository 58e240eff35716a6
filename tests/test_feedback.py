"""What people say about the assessment: once, without their name, and shown only when it cannot be anybody's."""

import random
import sqlite3
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from assessment import feedback as rules
from assessment import store
from assessment.errors import EntryRefused, NotAllowed, NotSignedIn, WrongState
from assessment.feedback import EASY, USEFUL, Distribution, Said
from assessment.model import Role
from assessment.service import entering, feedback, taking
from assessment.store import feedback as kept
from assessment.store import reads, writes
from tests import builders as make
from tests.test_entering import LEADER, NOW, TEAM, begun, clock, cycle, enter_all, press, visit  # noqa: F401
from tests.test_pages import heading, text
from ui import feedback_words as words
from ui.plain import plain

HTML = '<script>alert(1)</script> **bold** <img src=x onerror=alert(1)>\n- [a](http://b) :smile: "q" 😀'


def submitted(number: int = 1) -> None:
    """A leader who has submitted one answer."""
    leader = make.viewer(Role.RESPONDENT, person=f"p-{number:03}")
    taking.begin(leader)
    taking.record_response(leader, taking.page(leader, 1).questions[0].item.id, 3)
    taking.submit(leader)


def say(count: int, said: Said) -> None:
    """So many people say the same."""
    with store.writing() as db:
        for _ in range(count):
            kept.add(db, cycle_id=reads.cycles(db)[0].id, said=said)


def close() -> None:
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=reads.open_cycle(db).id, status="closed", now=NOW)


# ---- what may be said ----------------------------------------------------------------------------------


@pytest.mark.parametrize("said", [Said(1, None), Said(None, 5), Said(None, None, "Shorter"), Said(5, 1, HTML)])
def test_each_question_is_optional_but_one_is_answered(said):
    assert rules.checked(said) == said


@pytest.mark.parametrize(
    ("said", "field", "told"),
    [
        (Said(None, None), "useful", "Answer at least one question"),
        (Said(None, None, " \n\t "), "useful", "Answer at least one question"),
        (Said(6, None), "useful", "Select one of the answers shown"),
        (Said(None, 0), "easy", "Select one of the answers shown"),
        (Said(1, 1, "x" * 501), "text", "What we should change first must be 500 characters or fewer"),
        (Said(1, 1, "x" * 10_000), "text", "What we should change first must be 500 characters or fewer"),
        (Said(1, 1, "a\u202eb"), "text", rules.HIDDEN),
        (Said(1, 1, "a\x00b"), "text", rules.HIDDEN),
        (Said(1, 1, "Ask jo.williams@example.gov.uk"), "text", rules.NO_PERSON),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(said, field, told):
    with pytest.raises(EntryRefused) as refused:
        rules.checked(said)
    assert refused.value.fields == {field: told}


def test_a_text_of_500_characters_is_kept_without_spaces_round_it():
    assert rules.checked(Said(None, None, f"  {'x' * 500}\n\n")).text == "x" * 500


# ---- how it is shown -----------------------------------------------------------------------------------


def test_figures_are_worked_out_by_hand():
    # 38 people: 3, 6, 10, 13, 6. 3 of 38 is 7.9%, to the nearest 5 10%; 6 is 15.8%, 15%; 10 is 26.3%, 25%; 13 is 34.2%
    answers = [1] * 3 + [2] * 6 + [3] * 10 + [4] * 13 + [5] * 6 + [None] * 4
    assert rules.distribution(answers, USEFUL) == Distribution(40, (10, 15, 25, 35, 15))


@pytest.mark.parametrize(("part", "whole", "rounded"), [(12, 1, 10), (25, 2, 15), (0, 7, 0), (100, 1, 100), (5, 2, 5)])
def test_the_nearest_five_is_reached_with_halves_upwards(part, whole, rounded):
    assert rules.nearest(part, whole) == rounded


def test_a_question_that_fewer_than_ten_answered_is_not_shown():
    assert rules.distribution([1] * 9 + [None] * 50, EASY) == Distribution(0, ())
    assert rules.distribution([1] * 10, EASY) == Distribution(10, (100, 0, 0, 0, 0))


@given(st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=80))
def test_shares_are_never_further_than_half_a_step_from_the_truth(answers):
    found = rules.distribution(answers, USEFUL)
    counts = Counter(answer for answer in answers if answer)
    if counts.total() < 10:
        assert found == Distribution(0, ())
        return
    assert abs(found.people - counts.total()) <= 2.5
    for number, percent in enumerate(found.percent, 1):
        assert percent % 5 == 0
        assert abs(percent - 100 * counts[number] / counts.total()) <= 2.5
    rows = words.rows(USEFUL, found)
    assert [word for word, _ in rows] == list(USEFUL)
    assert [share for _, share in rows] == [f"{percent}%" for percent in found.percent]


# ---- giving it -----------------------------------------------------------------------------------------


def test_it_is_given_once_after_submitting(clock):  # noqa: F811
    with pytest.raises(WrongState, match="You have not submitted an assessment yet"):
        feedback.give(LEADER, Said(3, 3))
    submitted()
    assert (feedback.form(LEADER).submitted, feedback.form(LEADER).given) == (True, False)
    feedback.give(LEADER, Said(3, None, "Shorter"))
    assert feedback.form(LEADER).given
    with pytest.raises(WrongState, match="You have told us already"):
        feedback.give(LEADER, Said(5, 5))
    with store.reading() as db:
        assert kept.said(db, reads.open_cycle(db).id) == (Said(3, None, "Shorter"),)


def test_what_is_refused_leaves_the_one_time_unused():
    submitted()
    with pytest.raises(EntryRefused):
        feedback.give(LEADER, Said(None, None))
    assert not feedback.form(LEADER).given
    feedback.give(LEADER, Said(5, 5))


def test_a_person_whose_answers_came_on_paper_can_say_something_too():
    enter_all(begun())
    with pytest.raises(WrongState):
        feedback.give(LEADER, Said(5, 5))
    entering.submit(TEAM, "p-001", declared=True)
    feedback.give(LEADER, Said(5, 5))


def test_the_close_ends_it_since_results_are_shown_from_then_on(clock, cycle):  # noqa: F811
    submitted()
    clock[0] = cycle.closes_at
    assert not feedback.form(LEADER).is_open
    with pytest.raises(WrongState, match="The assessment is closed"):
        feedback.give(LEADER, Said(5, 5))


def test_nobody_else_gives_any():
    with pytest.raises(NotSignedIn):
        feedback.give(None, Said(5, 5))
    with pytest.raises(NotAllowed):
        feedback.give(TEAM, Said(5, 5))


def test_nothing_kept_says_who_or_when_not_even_the_order_of_rows(database):
    for number in range(1, 13):
        submitted(number)
        feedback.give(make.viewer(Role.RESPONDENT, person=f"p-{number:03}"), Said(None, None, f"text {number}"))
    store.engine().dispose()
    with sqlite3.connect(database) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(feedback)")]
        found = [row for (row,) in connection.execute("SELECT text FROM feedback")]
        with pytest.raises(sqlite3.OperationalError, match="no such column: rowid"):
            connection.execute("SELECT rowid FROM feedback")
    assert columns == ["id", "cycle_id", "useful", "easy", "text"]
    assert sorted(found) == sorted(f"text {n}" for n in range(1, 13))
    assert found != [f"text {n}" for n in range(1, 13)], "1 in 479,001,600 by chance"


def test_it_stays_when_somebody_deletes_their_answers():
    submitted()
    feedback.give(LEADER, Said(5, 5))
    taking.delete_answers(LEADER)
    with store.reading() as db:
        assert len(kept.said(db, reads.open_cycle(db).id)) == 1


# ---- reading it ----------------------------------------------------------------------------------------


def test_only_the_learning_team_reads_it():
    with pytest.raises(NotSignedIn):
        feedback.results(None)
    for other in (LEADER, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            feedback.results(other)


def test_nothing_is_shown_while_a_cycle_is_open():
    say(50, Said(4, 2, "Words"))
    view = feedback.results(TEAM)
    assert (view.ended, view.people, view.useful, view.texts) == (False, 0, None, ())


@pytest.mark.parametrize("ended", ["closed", "time is up"])
def test_ten_people_are_needed_and_enough_once_it_has_ended(ended, clock, cycle):  # noqa: F811
    say(9, Said(4, None, "Words"))
    close() if ended == "closed" else clock.__setitem__(0, cycle.closes_at)
    view = feedback.results(TEAM)
    assert (view.ended, view.people, view.useful, view.easy, view.texts) == (True, 0, None, None, ())
    say(1, Said(None, 1))
    view = feedback.results(TEAM)
    assert (view.people, view.useful, view.easy) == (10, Distribution(0, ()), Distribution(0, ()))
    assert view.texts == ("Words",) * 9


def test_texts_stand_in_the_order_of_random_ids_whatever_order_they_came_in():
    chance = random.Random(7)
    for number in chance.sample(range(30), 30):
        say(1, Said(None, None, f"text {number}"))
    close()
    with store.reading() as db:
        said = kept.said(db, reads.cycles(db)[0].id)
    assert feedback.results(TEAM).texts == tuple(one.text for one in said)
    assert sorted(one.text for one in said) == sorted(f"text {number}" for number in range(30))


def test_where_there_is_no_cycle_at_all_it_says_so(database):
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM cohort_member")
        connection.execute("DELETE FROM cycle")
    with pytest.raises(WrongState, match="No assessment is open"):
        feedback.results(TEAM)


# ---- the pages -----------------------------------------------------------------------------------------


def answer(app: AppTest, useful: int | None = None, said: str = "") -> AppTest:
    if useful:
        app.radio(key="feedback-useful").set_value(useful)
    app.text_area(key="feedback-text").set_value(said)
    return press(app, "Send")


def test_the_confirmation_leads_to_the_questions_until_they_are_answered(visit):  # noqa: F811
    submitted()
    assert words.LINK in links(visit(LEADER, "take/confirmation"))
    app = visit(LEADER, "take/feedback")
    assert heading(app) == "Tell us what you think"
    assert [radio.label for radio in app.radio] == [words.USEFUL_QUESTION, words.EASY_QUESTION]
    assert [radio.options for radio in app.radio] == [list(USEFUL), list(EASY)]
    assert [radio.value for radio in app.radio] == [None, None], "nothing is chosen beforehand"
    app = answer(app)
    assert '<li><a href="#feedback-useful">Answer at least one question</a></li>' in text(app)
    app = answer(app, 4, "x" * 10_000)
    assert '<li><a href="#feedback-text">What we should change first must be 500' in text(app)
    assert app.text_area(key="feedback-text").value == "x" * 10_000, "what was entered stays"
    app = answer(app, 4, HTML)
    assert heading(app) == "Thank you for telling us"
    assert not app.radio
    assert words.LINK not in links(visit(LEADER, "take/confirmation"))
    with store.reading() as db:
        assert kept.said(db, reads.open_cycle(db).id) == (Said(4, None, HTML),)


def test_before_submitting_and_after_the_close_the_page_says_why_there_is_no_form(visit):  # noqa: F811
    taking.begin(LEADER)
    assert words.AFTER_SUBMITTING in text(visit(LEADER, "take/feedback"))
    taking.delete_answers(LEADER)
    submitted()
    close()
    app = visit(LEADER, "take/feedback")
    assert words.TOO_LATE in text(app)
    assert not app.radio
    assert words.LINK not in links(visit(LEADER, "take/confirmation"))


def test_the_results_page_says_why_it_shows_nothing_and_then_the_figures_and_texts(visit):  # noqa: F811
    say(9, Said(4, 2, HTML))
    assert words.NOT_BEFORE in text(visit(TEAM, "campaign/feedback"))
    close()
    app = visit(TEAM, "campaign/feedback")
    assert words.TOO_FEW in text(app)
    assert "script" not in text(app)
    assert not app.get("download_button")
    say(4, Said(5, None))
    app = visit(TEAM, "campaign/feedback", cycle="no such")
    page = text(app)
    assert "About 15 people said something about Autumn 2026." in page
    # 9 of 13 said "Useful": 69.2%, to the nearest 5 70%
    assert '<tr><th scope="row">Useful</th><td class="number">70%</td></tr>' in page
    assert '<tr><th scope="row">Very useful</th><td class="number">30%</td></tr>' in page
    assert words.FEW_ANSWERS in page, "nine people said how easy it was"
    assert page.count(f"- {plain(HTML)}") == 9
    assert "<script>alert" not in page.replace(f"- {plain(HTML)}", "")
    assert len(app.get("download_button")) == 1


def test_the_file_holds_what_the_tables_show(visit):  # noqa: F811
    say(20, Said(1, 5))
    close()
    view = feedback.results(TEAM)
    shown = [(question, *row) for question, words_, found in words.questions(view) for row in words.rows(words_, found)]
    assert words.file_rows(view) == shown
    assert len(shown) == 10


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]
