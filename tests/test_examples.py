"""Examples to place: answers are fixed once the panel's levels are seen, nobody has to look, and no score uses them."""

from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from assessment import dates, store
from assessment.errors import NotAllowed, WrongState
from assessment.model import Role
from assessment.service import banks, checking, reporting, taking
from assessment.store import reads, writes
from tests import builders as make
from tests import older
from tests.test_pages import ROUTER, text
from ui import who

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
LEADER = make.viewer(Role.RESPONDENT, person="p1")
COLLEAGUE = make.viewer(Role.RESPONDENT, person="p2")
EXAMPLES = range(1, 5)


@pytest.fixture(autouse=True)
def cycle(monkeypatch):
    """A cycle of full forms, which begin with four examples; both leaders have begun."""
    monkeypatch.setattr(dates, "now", lambda: NOW)
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE", "Department for Education")])
        window = {"opens_at": NOW - timedelta(days=1), "closes_at": NOW + timedelta(days=30)}
        cycle = writes.add_cycle(db, name="Autumn 2026", family="full", bank_version=banks.current().version, **window)
        people = pd.DataFrame({"person": ["p1", "p2"], "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=people)
    taking.begin(LEADER)
    taking.begin(COLLEAGUE)
    return cycle


def place(viewer, *levels):
    for number, level in enumerate(levels, 1):
        taking.record_response(viewer, taking.page(viewer, number).questions[0].item.id, level)


def test_the_panel_can_be_seen_once_every_example_is_placed_and_not_before():
    place(LEADER, 3, 3, 2)
    assert not taking.page(LEADER, 1).may_see_panel
    with pytest.raises(WrongState, match="Some examples have no answer yet"):
        taking.see_panel(LEADER)
    taking.record_response(LEADER, taking.page(LEADER, 4).questions[0].item.id, 1)
    assert [taking.page(LEADER, n).may_see_panel for n in EXAMPLES] == [True] * 4
    assert taking.page(LEADER, 1).leniency is None
    assert not taking.page(LEADER, 5).may_see_panel, "a rating"


def test_from_then_on_the_examples_are_fixed_and_shown_beside_the_panel():
    place(LEADER, 3, 3, 2, 1)
    first = taking.page(LEADER, 1).questions[0].item.id
    taking.record_response(LEADER, first, 2)
    taking.record_response(LEADER, first, 3)
    taking.see_panel(LEADER)
    page = taking.page(LEADER, 1)
    assert (page.fixed, page.may_see_panel) == (True, False)
    # the panel: 2, 3, 4, 2 (as in test_calibration)
    assert (page.leniency.mean, page.leniency.inverted, page.leniency.pairs, page.leniency.n) == (-0.5, 2, 5, 4)
    with pytest.raises(WrongState, match="This answer is fixed"):
        taking.record_response(LEADER, first, 2)
    assert [row.changeable for row in checking.check(LEADER)][:5] == [False] * 4 + [True]
    assert not taking.page(COLLEAGUE, 1).fixed
    assert taking.page(COLLEAGUE, 1).leniency is None


def test_looking_twice_keeps_the_first_moment(monkeypatch):
    place(LEADER, 3, 3, 2, 1)
    taking.see_panel(LEADER)
    monkeypatch.setattr(dates, "now", lambda: NOW + timedelta(hours=1))
    taking.see_panel(LEADER)
    assert taking.overview(LEADER).sitting.examples_fixed_at == NOW


def test_nobody_has_to_look_before_rating_themselves_or_submitting():
    place(LEADER, 3, 3, 2, 1)
    number = 5
    while taking.page(LEADER, number).step.section.key == "ratings":
        for question in taking.page(LEADER, number).questions:
            taking.record_response(LEADER, question.item.id, 3)
        number += 1
    assert taking.page(LEADER, number).locked == ""
    sitting = taking.submit(LEADER)
    assert sitting.examples_fixed_at is None
    assert not taking.page(LEADER, 1).fixed, "submitting does not fix examples: no score uses them"


def test_ratings_stay_open_after_looking():
    place(LEADER, 3, 3, 2, 1)
    taking.see_panel(LEADER)
    page = taking.page(LEADER, 5)
    assert (page.step.section.key, page.fixed) == ("ratings", False)
    taking.record_response(LEADER, page.questions[0].item.id, 4)


def test_looking_changes_no_score_and_neither_do_other_levels():
    for viewer, levels in ((LEADER, (1, 1, 1, 1)), (COLLEAGUE, (5, 4, 5, 3))):
        place(viewer, *levels)
        for number in range(5, 9):
            for question in taking.page(viewer, number).questions:
                taking.record_response(viewer, question.item.id, 3)
    taking.see_panel(COLLEAGUE)
    taking.submit(LEADER)
    taking.submit(COLLEAGUE)
    assert reporting.my_report(LEADER).profile.scores == reporting.my_report(COLLEAGUE).profile.scores


def test_after_the_close_nobody_looks_any_more(monkeypatch, cycle):
    place(LEADER, 3, 3, 2, 1)
    monkeypatch.setattr(dates, "now", lambda: cycle.closes_at)
    assert not taking.page(LEADER, 1).may_see_panel
    with pytest.raises(WrongState, match="The assessment is closed"):
        taking.see_panel(LEADER)


def test_only_invited_people_look_and_only_at_their_own():
    with pytest.raises(NotAllowed):
        taking.see_panel(make.LEARNING_TEAM)
    place(LEADER, 3, 3, 2, 1)
    with pytest.raises(WrongState):
        taking.see_panel(COLLEAGUE)


def test_a_loaded_sitting_has_no_such_moment(cycle):
    with store.writing() as db:
        people = pd.DataFrame({"person": ["p3"], "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=people, invited=False)
        sittings = people[["person"]].assign(
            form="full_a", bank_version=cycle.bank_version, profession="", submitted_at=NOW
        )
        empty = pd.DataFrame({"person": [], "item": [], "value": [], "confidence": []})
        writes.bulk_load(db, cycle_id=cycle.id, sittings=sittings, responses=empty, scores=pd.DataFrame({"person": []}))
    with store.reading() as db:
        assert reads.sitting_of(db, cycle.id, "p3").examples_fixed_at is None


def test_a_store_from_before_examples_could_be_fixed_keeps_its_sittings(database, tmp_path):
    place(LEADER, 3, 3, 2, 1)
    before = taking.overview(LEADER).sitting
    older.use("0003", tmp_path, database)
    assert store.state() == "older"
    store.upgrade()
    assert taking.overview(LEADER).sitting == before
    taking.see_panel(LEADER)
    assert taking.page(LEADER, 1).fixed


# ---- the page ----------------------------------------------------------------------------------------


@pytest.fixture
def open_page(monkeypatch):
    def _open(number: int) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: LEADER)
        app = AppTest.from_file(ROUTER, default_timeout=30)
        app.run()
        app.query_params["at"] = str(number)
        return app.switch_page("../pages/take/question.py").run()

    return _open


def button(app, label):
    return next((one for one in app.button if one.label == label), None)


def test_the_page_offers_the_panel_after_the_last_answer_and_then_shows_it(open_page):
    place(LEADER, 3, 3, 2)
    assert button(open_page(1), "See how the panel placed them") is None
    app = open_page(4)
    assert "panel" not in text(app)
    app.radio[0].set_value(1).run()
    assert "Once you look, your own levels for the examples are fixed." in text(app)
    button(app, "See how the panel placed them").click().run()
    assert not app.exception
    words = text(app)
    assert "This answer is fixed and can no longer be changed." in words
    assert "<dt>The panel’s level</dt><dd>2 Aware</dd>" in words
    assert "<dt>Your level</dt><dd>1 Starting, 1 level lower</dd>" in words
    assert "Confidence is not the level." in words
    assert "Proposed level: a panel has not agreed it yet." in words
    assert "Over 4 examples your level is on average 0.5 levels lower than the panel’s. You put 2 of 5" in words
    assert "Your score does not use this." in words
    assert not app.radio


def test_before_looking_a_page_holds_nothing_of_the_panel(open_page):
    place(LEADER, 3, 3, 2, 1)
    app = open_page(1)
    assert "Aware: they know sharing matters" not in text(app)
    assert button(app, "See how the panel placed them")
