"""What a report shows once a cycle has ended, surprises and confidence: the viewer's own, and not a moment before."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from assessment import calibration, dates, store
from assessment.calibration import Stated
from assessment.errors import AssessmentError, NotAllowed, NotSignedIn
from assessment.model import DomainScore, NotYet, Response, Role
from assessment.service import banks, identity, reporting
from assessment.store import own, writes
from tests import builders as make
from tests.test_charts import values
from tests.test_pages import ROUTER, text
from tests.test_theme import contrast
from ui import chart_words, charts, confidence_chart, report_words, theme, who
from ui.figures import NOTHING

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
CLOSES = NOW + timedelta(days=30)
CHANCES = (0.25, 0.65, 0.90)
LEADER = make.viewer(Role.RESPONDENT, person="p1")
COLLEAGUE = make.viewer(Role.RESPONDENT, person="p2")
QUESTIONS = tuple(make.knowledge(f"AAA-K{n}") for n in range(1, 9))
RATED_HIGH = DomainScore("AAA", 5.0, 0.5, 2, 2.2, 0.5, 3, 2.8, 0.3, 4.0, "scored")
BANK = make.bank((make.rating("AAA-B1", short="Rating one"), make.situational("AAA-S1"), *QUESTIONS, make.pulse("P1")))


@pytest.fixture
def clock(monkeypatch):
    moment = [NOW]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture
def bank(monkeypatch):
    """A bank of eight knowledge questions, of any version but "gone"; option 2 is right."""

    def version(name):
        if name == "gone":
            raise AssessmentError("unknown_bank", version=name)
        chances = (0.1, 0.2, 0.3) if name == "older" else CHANCES
        return replace(BANK, version=name, confidence_chances=chances)

    monkeypatch.setattr(banks, "version", version)
    monkeypatch.setattr(banks, "current", lambda: BANK)
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE", "Department for Education")])


def sit(person, cycle="Autumn 2026", *, right=8, confidence=3, version="test.1", submit=True, closes_at=CLOSES):
    """A sitting of a cycle of its own, with all eight questions answered, `right` of them rightly."""
    with store.writing() as db:
        window = {"opens_at": NOW - timedelta(days=1), "closes_at": closes_at}
        made = writes.add_cycle(db, name=f"{cycle} of {person}", family="standard", bank_version=version, **window)
        people = pd.DataFrame({"person": [person], "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=made.id, cohort=people)
        given = {"form": "standard_a", "bank_version": version, "option_orders": {}, "now": NOW}
        sitting = writes.start_sitting(db, cycle_id=made.id, person_id=person, **given)
        for n, item in enumerate(QUESTIONS):
            answer = Response(item.id, 2 if n < right else 1, confidence)
            writes.save_response(db, sitting_id=sitting.id, response=answer, now=NOW)
        writes.save_response(db, sitting_id=sitting.id, response=Response("AAA-B1", 5), now=NOW)
        if submit:
            writes.submit(db, sitting_id=sitting.id, scores=[RATED_HIGH], submitted_at=NOW, reference="DL-1")
    return made


def close(cycle):
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle.id, status="closed", now=NOW)


# ---- when, and whose ---------------------------------------------------------------------------------


def test_nothing_of_it_is_there_until_the_last_moment_of_the_cycle(bank, clock):
    sit("p1")
    clock[0] = CLOSES - timedelta(microseconds=1)
    assert reporting.my_report(LEADER).surprises is None
    assert reporting.confidence(LEADER).answers == 0
    clock[0] = CLOSES
    assert [score.domain for score in reporting.my_report(LEADER).surprises.rated_higher] == ["AAA"]
    assert reporting.confidence(LEADER).answers == 8


def test_a_cycle_that_was_closed_early_has_ended(bank, clock):
    close(sit("p1"))
    assert reporting.my_report(LEADER).surprises is not None
    assert reporting.confidence(LEADER).answers == 8


def test_answers_gather_over_cycles_until_there_are_sixteen(bank, clock):
    close(sit("p1", "First", right=2))
    assert reporting.confidence(LEADER).index == NotYet(8, 16)
    close(sit("p1", "Second", right=2))
    found = reporting.confidence(LEADER).index
    assert (found.answers, found.value) == (16, pytest.approx(0.9 - 0.25))
    assert calibration.verdict(found) == "more sure than right"


def test_answers_that_were_not_submitted_do_not_count(bank, clock):
    close(sit("p1", submit=False))
    assert reporting.confidence(LEADER).answers == 0


def test_each_sitting_counts_by_the_chances_of_its_own_bank(bank, clock):
    close(sit("p1", "First", version="older"))
    close(sit("p1", "Second", confidence=2))
    pairs = reporting.confidence(LEADER).pairs
    assert [(pair.chance, pair.n) for pair in pairs] == [(0.25, 0), (0.65, 8), (pytest.approx(0.3), 8)]


def test_a_version_that_is_not_here_any_more_is_left_out(bank, clock):
    close(sit("p1", "First", version="gone"))
    close(sit("p1", "Second"))
    assert reporting.confidence(LEADER).answers == 8


def test_nobody_gets_anything_of_somebody_else(bank, clock):
    close(sit("p1"))
    assert reporting.confidence(COLLEAGUE).answers == 0
    with store.reading() as db:
        assert own.sure_answers(db, "p2", CLOSES) == []
        assert [(version, len(answers)) for version, answers in own.sure_answers(db, "p1", CLOSES)] == [("test.1", 8)]
    with pytest.raises(NotSignedIn):
        reporting.confidence(None)
    for other in (make.LEARNING_TEAM, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            reporting.confidence(replace(other, person="p1"))
    with pytest.raises(NotAllowed, match="You have not been invited"):
        reporting.confidence(replace(LEADER, person=""))


def test_a_surprise_names_the_questions_behind_it_and_no_others(bank, clock):
    close(sit("p1"))
    found = [item.id for item in reporting.my_report(LEADER).behind("AAA")]
    assert found == ["AAA-B1", "AAA-S1", *(item.id for item in QUESTIONS)]


# ---- words -------------------------------------------------------------------------------------------


def confidence(right: int, wrong: int, number: int = 3) -> calibration.Confidence:
    answers = [Stated(number, CHANCES[number - 1], 1.0)] * right + [Stated(number, CHANCES[number - 1], 0.0)] * wrong
    return calibration.confidence(answers, CHANCES)


def test_the_index_is_said_with_its_range_and_its_answers_or_not_at_all():
    assert report_words.index(confidence(4, 4)) == (
        "Whether you are more or less sure than right is not yet estimable: 8 of 16 answers."
    )
    assert report_words.index(confidence(8, 8)) == (
        "Over 16 answers you were more sure than right, by 40 points out of 100 on average (range +19 to +61)."
    )
    assert report_words.index(confidence(12, 4, 1)) == (
        "Over 16 answers you were less sure than right, by 50 points out of 100 on average (range −68 to −32)."
    )
    assert report_words.index(confidence(16, 0)) == (
        "Over 16 answers you were about as sure as right: −10 points apart (range −22 to +2)."
    )


def test_surprises_are_worded_about_answers_with_what_they_rest_on():
    found = calibration.surprises([RATED_HIGH, replace(RATED_HIGH, domain="B", self=1.0, demonstrated=4.0, self_n=1)])
    assert [(words, [s.domain for s in scores]) for _, words, scores in report_words.headings(found)] == [
        ("You rated yourself higher than your answers showed", ["AAA"]),
        ("Your answers were stronger than you rated yourself", ["B"]),
    ]
    assert report_words.surprise(RATED_HIGH, BANK, higher=True) == (
        "Short AAA: you rated yourself 5.0 (2 ratings), your answers showed 2.2 (3 questions)."
    )
    assert "(1 rating)" in report_words.surprise(replace(found.rated_lower[0], domain="AAA"), BANK, higher=False)


def test_no_word_is_about_what_a_person_is_like():
    said = " ".join(str(value) for value in (*vars(report_words).values(), *vars(confidence_chart).values()))
    assert not any(word in said.lower() for word in ("overconfident", "underconfident", "blind spot", "dunning"))


# ---- the chart ---------------------------------------------------------------------------------------

answers = some.lists(
    some.tuples(some.integers(1, 3), some.booleans()).map(lambda a: Stated(a[0], CHANCES[a[0] - 1], float(a[1]))),
    min_size=1,
    max_size=40,
)


@given(answers)
@settings(max_examples=40, deadline=None)
def test_the_chart_has_a_pair_for_each_confidence_given_with_the_figures_of_the_table(made):
    found = calibration.confidence(made, CHANCES)
    for narrow in (False, True):
        chart, words = confidence_chart.confidence_chart(found, narrow)
        drawn = {(row["row"], row["what"]): row["end"] for row in values(chart)}
        table = {name: (said, right, n) for name, said, right, n in report_words.rows(found) if right != NOTHING}
        assert {name for name, _ in drawn} == set(table)
        for name, (said, right, n) in table.items():
            assert drawn[name, confidence_chart.SAID] == said
            assert drawn[name, confidence_chart.RIGHT] == f"{right} of {n}"
        assert len(words.alt) <= chart_words.ALT_LIMIT
        assert words.alt.startswith(f"Bar chart of {len(made)} answers.")
    assert len(report_words.rows(found)) == 3, "confidences never given, too"


def test_of_a_single_answer_nobody_is_told_whether_it_was_right():
    alone = calibration.confidence([Stated(3, 0.9, 0.0), Stated(1, 0.25, 1.0), Stated(1, 0.25, 0.0)], CHANCES)
    assert report_words.rows(alone) == [
        ("Certain", "90%", NOTHING, "1"),
        ("Fairly sure", "65%", NOTHING, "0"),
        ("A guess", "25%", "50%", "2"),
    ]
    assert "Certain" not in str(confidence_chart.confidence_chart(alone)[0].to_dict())
    assert not calibration.confidence([Stated(3, 0.9, 0.0)], CHANCES).told


def test_the_title_says_only_what_the_index_does():
    titles = {confidence_chart.title(made) for made in (confidence(8, 8), confidence(12, 4, 1), confidence(15, 1))}
    assert titles == {
        "Your answers were more sure than right",
        "Your answers were less sure than right",
        "Your answers were about as sure as they were right",
    }
    assert (
        confidence_chart.title(confidence(0, 15))
        == "How sure you were and how often you were right, in 15 answers so far"
    )


def test_the_surest_stands_on_top_and_on_telephones_names_stand_above_their_pairs():
    found = calibration.confidence([Stated(1, 0.25, 0.0), Stated(3, 0.9, 1.0)] * 2, CHANCES)
    wide, narrow = (confidence_chart.confidence_chart(found, n)[0].to_dict() for n in (False, True))
    assert wide["layer"][0]["encoding"]["y"]["sort"] == ["Certain", "A guess"]
    assert [layer["mark"]["type"] for layer in wide["layer"]] == ["bar", "text"] * 2
    assert [layer["mark"]["type"] for layer in narrow["layer"]] == ["bar", "text"] * 2 + ["text"]
    assert all(layer["encoding"]["y"]["axis"] is None for layer in narrow["layer"])
    assert charts.TEXT in json.dumps(wide["config"]["text"])


def test_the_two_bars_of_a_pair_differ_by_more_than_hue():
    assert contrast(theme.NAVY, theme.ORANGE) >= 3


# ---- the page ----------------------------------------------------------------------------------------


def open_report(monkeypatch, viewer):
    monkeypatch.setattr(who, "_made_up", lambda: viewer)
    app = AppTest.from_file(ROUTER, default_timeout=30)
    app.run()
    app = app.switch_page("../pages/report/my_report.py").run()
    assert not app.exception
    return app


def test_before_the_close_the_report_says_when_and_why(bank, clock, monkeypatch):
    sit("p1")
    app = open_report(monkeypatch, LEADER)
    assert "After the close on 24 December 2026 you see here where your rating and your answers differ" in text(app)
    assert "Not before: until then you can change your ratings" in text(app)
    assert "You rated yourself higher" not in text(app)
    assert "How sure you were" not in [header.value for header in app.header]


def test_after_the_close_the_report_has_surprises_and_confidence_as_chart_table_and_sentence(bank, clock, monkeypatch):
    close(sit("p1", right=6))
    app = open_report(monkeypatch, LEADER)
    words = text(app)
    assert "You rated yourself higher than your answers showed" in words
    assert "Short AAA: you rated yourself 5.0 (2 ratings), your answers showed 2.2 (3 questions)." in words
    assert "It rests on these questions:" in words
    assert "- Rating one" in words
    assert '<tr><th scope="row">Certain</th><td class="number">90%</td><td>75%</td><td class="number">8</td>' in words
    assert "not yet estimable: 8 of 16 answers." in words
    assert "How sure you were and how often you were right, in 8 answers so far" in words


def test_the_headings_alone_tell_the_report_in_the_order_of_its_blocks(bank, clock, monkeypatch):
    close(sit("p1", right=6))
    app = open_report(monkeypatch, LEADER)
    asked, *others = [header.value for header in app.header]
    assert asked.endswith("to ask your department next week")
    assert others == [
        "Where you stand",
        "Strengths",
        "Surprises",
        "How sure you were",
        "Your plan",
        "Since last time",
        "Others in your grade",
        "Second opinion",
        "How this was worked out",
        "Share and save",
    ]


def test_a_report_whose_version_of_the_questions_is_gone_says_so_and_that_nothing_is_lost(bank, clock, monkeypatch):
    sit("p1", version="gone")
    app = open_report(monkeypatch, LEADER)
    assert "Version gone of the question bank is not here." in [header.value for header in app.header]
    assert "Nothing is lost. Whoever runs the service can name its folder" in text(app)


def test_the_made_up_report_shows_what_its_service_says(demonstration, monkeypatch):
    viewer = identity.made_up_viewer("leader-with-report")
    app = open_report(monkeypatch, viewer)
    found = reporting.confidence(viewer)
    assert report_words.index(found) in text(app)
    for score in reporting.my_report(viewer).surprises.rated_higher:
        assert f"you rated yourself {score.self:.1f}" in text(app)


def test_whoever_never_said_how_sure_is_told_that_there_is_nothing_to_compare(bank, clock, monkeypatch):
    close(sit("p1", confidence=None))
    assert "You have not said how sure you were of a knowledge question" in text(open_report(monkeypatch, LEADER))
