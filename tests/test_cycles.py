"""Cycles from draft to close: what may be typed, the check, the launch that freezes it, and who may answer when."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from assessment import dates, store
from assessment.access import Action
from assessment.cycles import Entered
from assessment.errors import EntryRefused, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import Organisation, Response, Role
from assessment.service import banks, cycles, feedback, insight, releases, taking
from assessment.store import cycles as kept
from assessment.store import events, reads, usage, writes
from tests import builders as make
from tests.test_pages import ROUTER, heading, text
from ui import cycle_words as words
from ui import who

NOW = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
TEAM = replace(make.LEARNING_TEAM, account="4711")
LEADER = make.viewer(Role.RESPONDENT, person="p-001")
GOOD = Entered("Autumn 2026", "2027.3", "standard", "1/10/2026", "25 October 2026")
GONE = Organisation("OLD", "Old Office", "Ministerial department", "Group", valid_to=date(2026, 6, 30))


@pytest.fixture
def clock(monkeypatch):
    moment = [NOW]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture(autouse=True)
def _register(clock):
    with store.writing() as db:
        ours = [make.organisation("DFE", "Department for Education"), make.organisation("HMT", "HM Treasury"), GONE]
        writes.add_organisations(db, organisations=ours)


def saved(entered: Entered = GOOD, **changed: object) -> int:
    return cycles.save(TEAM, 0, replace(entered, **changed))


def refused(**changed: object) -> dict[str, str]:
    """What is said beside each field of a good draft with these changes."""
    try:
        saved(**changed)
    except EntryRefused as error:
        return error.fields
    return {}


def cycle_of(name: str = "Autumn 2026"):
    with store.reading() as db:
        return reads.cycle(db, name)


def invite(cycle_id: int, *people: str) -> None:
    with store.writing() as db:
        cohort = pd.DataFrame({"person": list(people), "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle_id, cohort=cohort)


# ---- what may be typed ---------------------------------------------------------------------------------


def test_a_draft_keeps_what_was_typed_in_uk_time():
    saved(closes_on="30/1/2027", closes_time="5pm", minimum_group=" 12 ", name="  Autumn   2026 ")
    found = cycle_of()
    assert (found.status, found.family, found.bank_version, found.minimum_group) == ("draft", "standard", "2027.3", 12)
    assert found.opens_at == datetime(2026, 9, 30, 23, tzinfo=UTC), "midnight in summer time"
    assert found.closes_at == datetime(2027, 1, 30, 17, tzinfo=UTC)
    assert found.launched_at is None


@pytest.mark.parametrize(
    ("day", "moment", "told"),
    [
        ("24/10/2026", datetime(2026, 10, 24, 23, tzinfo=UTC), "24 October 2026 at 11:59pm"),
        ("25/10/2026", datetime(2026, 10, 26, 0, tzinfo=UTC), "25 October 2026 at 11:59pm"),
        ("27/3/2027", datetime(2027, 3, 28, 0, tzinfo=UTC), "27 March 2027 at 11:59pm"),
        ("28/3/2027", datetime(2027, 3, 28, 23, tzinfo=UTC), "28 March 2027 at 11:59pm"),
    ],
)
def test_the_end_of_a_day_is_right_round_the_nights_on_which_the_clocks_change(day, moment, told):
    saved(closes_on=day)
    assert cycle_of().closes_at == moment
    assert dates.closing(moment) == told
    assert cycles.form(TEAM, cycle_of().id).entered.closes_time == ""


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        ("25/10/2026", "00:30", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        ("25/10/2026", "2am", datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        ("28/3/2027", "00.30", datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
        ("28/3/2027", "2 am", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_time_on_the_closing_night_is_taken_by_the_clock_of_that_hour(day, hour, moment):
    saved(closes_on=day, closes_time=hour)
    assert cycle_of().closes_at == moment


@pytest.mark.parametrize(("day", "told"), [("25/10/2026", "25 October 2026"), ("28/3/2027", "28 March 2027")])
def test_a_time_that_comes_twice_or_never_is_refused(day, told):
    words = f"The clocks change at that time on {told}: enter another time"
    assert refused(closes_on=day, closes_time="1:30am") == {"closes_time": words}


def test_a_group_that_is_too_small_is_named_with_everything_else():
    assert list(refused(name="", minimum_group="4")) == ["name", "minimum_group"]


def test_every_field_that_is_empty_is_named_in_the_order_of_the_form():
    empty = dict.fromkeys(asdict(GOOD), "") | {"organisations": ()}
    assert list(refused(**empty).items()) == [
        ("name", "Enter a name"),
        ("bank_version", "Select a version of the question bank"),
        ("family", "Select a form"),
        ("opens_on", "Enter the day on which it opens, like 27/3/2027"),
        ("closes_on", "Enter the day on which it closes, like 27/3/2027"),
        ("minimum_group", "Smallest group must be a whole number from 5 to 100"),
        ("organisations", "Select at least one organisation"),
    ]


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": "x" * 81}, "name", "Name must be 80 characters or fewer"),
        ({"name": "Au\u202etumn"}, "name", "Name must not contain hidden characters: paste it as plain text"),
        (
            {"bank_version": "1999.1"},
            "bank_version",
            "Version 1999.1 of the question bank is not published here: select another",
        ),
        ({"opens_on": "30/9/2026"}, "opens_on", "The day on which it opens must be today or later"),
        ({"opens_on": "31/2/2027"}, "opens_on", "Enter the day on which it opens, like 27/3/2027"),
        ({"closes_on": "31/12/9999"}, "closes_on", "The day on which it closes must be in 2028 or earlier"),
        ({"opens_on": "26/10/2026"}, "closes_on", "It must close after it opens: enter a later day"),
        (
            {"closes_on": "1/10/2026", "closes_time": "9:30am"},
            "closes_on",
            "It must close in the future: enter a later day or time",
        ),
        (
            {"closes_time": "noon"},
            "closes_time",
            "Closing time must be a time, like 5pm or 17:00; leave it empty for the end of the day",
        ),
        ({"minimum_group": "4"}, "minimum_group", "Smallest group must be a whole number from 5 to 100"),
        ({"minimum_group": "ten"}, "minimum_group", "Smallest group must be a whole number from 5 to 100"),
        ({"minimum_group": "１０"}, "minimum_group", "Smallest group must be a whole number from 5 to 100"),
        ({"minimum_group": "9" * 40}, "minimum_group", "Smallest group must be a whole number from 5 to 100"),
        (
            {"organisations": ("DFE", "OLD")},
            "organisations",
            "Not there on 25 October 2026, when the cycle closes: Old Office",
        ),
        (
            {"organisations": ("NO SUCH",)},
            "organisations",
            "No organisation in the register is there on 25 October 2026, when the cycle closes",
        ),
    ],
)
def test_what_is_wrong_with_a_field_is_said_beside_it_and_nothing_is_kept(changed, field, words):
    assert refused(**changed) == {field: words}
    assert cycle_of() is None


def test_a_form_that_a_version_does_not_have_is_refused_with_those_it_has():
    known = " or ".join(sorted(banks.families()["2027.3"]))
    assert refused(family="gigantic") == {"family": f"Version 2027.3 has no form of this kind: select {known}"}


def test_a_name_is_given_once_whatever_its_letters_and_a_draft_may_keep_its_own():
    first = saved()
    assert refused(name="AUTUMN 2026") == {"name": "There is a cycle of this name already: enter another name"}
    assert cycles.save(TEAM, first, replace(GOOD, minimum_group="20")) == first
    assert cycle_of().minimum_group == 20


def test_published_versions_of_the_bank_are_offered_the_newest_first():
    assert list(cycles.form(TEAM).families) == ["2027.3", "2027.2", "2027.1"]
    assert cycles.form(TEAM).entered == Entered(opens_on="1 October 2026")
    assert [one.code for one in cycles.form(TEAM).organisations] == ["DFE", "HMT"], "those that are still there"


# ---- drafts --------------------------------------------------------------------------------------------


def test_a_draft_comes_back_into_its_form_as_it_was_typed_and_can_be_changed():
    chosen = saved(organisations=("HMT",), closes_time="17:00")
    assert cycles.form(TEAM, chosen).entered == replace(
        GOOD, opens_on="1 October 2026", closes_time="17:00", organisations=("HMT",)
    )
    cycles.save(TEAM, chosen, replace(GOOD, name="Winter", organisations=None))
    with store.reading() as db:
        assert [(one.name, one.id) for one in reads.cycles(db)] == [("Winter", chosen)]
        assert kept.cycle_organisations(db, chosen) == frozenset(), "no list: all of them"


def test_a_draft_is_deleted_unless_somebody_is_invited_to_it():
    cycles.delete(TEAM, saved())
    assert cycle_of() is None
    draft = saved()
    invite(draft, "p-001")
    with pytest.raises(WrongState, match="has a list of people or messages already"):
        cycles.delete(TEAM, draft)
    assert cycle_of() is not None


def test_nobody_is_shown_a_draft_in_place_of_a_cycle():
    invite(saved(), "p-001")
    with pytest.raises(NotAllowed, match="You have not been invited"):
        taking.overview(LEADER)
    assert insight.cycles(TEAM) == ()
    for read in (insight.response, feedback.results):
        with pytest.raises(WrongState, match="No assessment is open"):
            read(TEAM, "Autumn 2026")
    assert not cycle_of().has_ended(datetime(2030, 1, 1, tzinfo=UTC)), "its questions are still to be asked"


def test_only_the_learning_team_makes_cycles():
    draft = saved()
    calls = (
        lambda who: cycles.every(who),
        lambda who: cycles.form(who),
        lambda who: cycles.save(who, 0, replace(GOOD, name="Other")),
        lambda who: cycles.check(who, draft),
        lambda who: cycles.launch(who, draft),
        lambda who: cycles.delete(who, draft),
    )
    for call in calls:
        with pytest.raises(NotSignedIn):
            call(None)
        for other in (LEADER, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR):
            with pytest.raises(NotAllowed):
                call(other)
    assert cycle_of().status == "draft"
    assert Action.MANAGE_CYCLES


@pytest.mark.parametrize("cycle_id", [999, -1, 2**40])
def test_a_draft_that_is_not_there_is_not_found(cycle_id):
    for call in (cycles.form, cycles.check, cycles.launch, cycles.delete):
        with pytest.raises(NotFound, match="that cycle"):
            call(TEAM, cycle_id)
    with pytest.raises(NotFound):
        cycles.save(TEAM, cycle_id, GOOD)


# ---- launch --------------------------------------------------------------------------------------------


def test_the_check_repeats_everything_that_the_launch_freezes():
    draft = saved()
    invite(draft, "p-001", "p-002")
    found = cycles.check(TEAM, draft)
    assert (found.cycle.name, found.people, found.problems) == ("Autumn 2026", 2, ())
    assert [one.name for one in found.organisations] == ["Department for Education", "HM Treasury"]


def test_a_launch_opens_the_cycle_and_keeps_the_organisations_of_the_closing_day(clock):
    draft = saved()
    clock[0] = NOW + timedelta(hours=2)
    cycles.launch(TEAM, draft)
    found = cycle_of()
    assert (found.status, found.launched_at) == ("open", clock[0])
    with store.reading() as db:
        assert kept.cycle_organisations(db, draft) == {"DFE", "HMT"}
        assert [(e.account, e.action, e.object) for e in events.events(db)] == [("4711", "launch", f"cycle {draft}")]
        late = make.organisation("NEW", "New Office")
    with store.writing() as db:
        writes.add_organisations(db, organisations=[late])
        assert kept.cycle_organisations(db, draft) == {"DFE", "HMT"}, "frozen at launch"
    assert [(line.organisations, line.provisional) for line in cycles.every(TEAM)] == [(2, False)]


def test_after_the_launch_nothing_can_be_changed_by_the_service_or_by_the_store():
    draft = saved(organisations=("HMT",))
    cycles.launch(TEAM, draft)
    before = cycle_of()
    attempts = (
        lambda: cycles.form(TEAM, draft),
        lambda: cycles.save(TEAM, draft, replace(GOOD, minimum_group="5")),
        lambda: cycles.delete(TEAM, draft),
        lambda: cycles.launch(TEAM, draft),
    )
    for attempt in attempts:
        with pytest.raises(WrongState, match="Nothing of it can be changed any more"):
            attempt()
    with store.writing() as db:
        for write in (
            lambda: kept.change_draft(db, cycle_id=draft, changed={"minimum_group": 5}, organisations=["DFE"]),
            lambda: kept.launch(db, cycle_id=draft, organisations=["DFE"], now=NOW),
            lambda: kept.delete_draft(db, cycle_id=draft),
        ):
            with pytest.raises(WrongState, match="has been launched"):
                write()
    assert cycle_of() == before
    with store.reading() as db:
        assert kept.cycle_organisations(db, draft) == {"HMT"}


def test_a_second_cycle_waits_until_the_open_one_is_closed():
    cycles.launch(TEAM, saved())
    second = saved(name="Winter 2026")
    assert cycles.check(TEAM, second).problems == (
        "The cycle ‘Autumn 2026’ is still open. One cycle can be open at a time: close that one first.",
    )
    with pytest.raises(WrongState, match="‘Autumn 2026’ is still open"):
        cycles.launch(TEAM, second)
    releases.close(TEAM, "Autumn 2026")
    cycles.launch(TEAM, second)
    assert cycle_of("Winter 2026").status == "open"


def test_a_draft_that_has_become_wrong_is_not_launched(clock):
    draft = saved()
    clock[0] = NOW + timedelta(days=30)
    words = [
        "The day on which it opens must be today or later",
        "It must close in the future: enter a later day or time",
    ]
    assert list(cycles.check(TEAM, draft).problems) == words
    with pytest.raises(EntryRefused, match="must close in the future"):
        cycles.launch(TEAM, draft)
    assert cycle_of().status == "draft"


# ---- opening and closing -------------------------------------------------------------------------------


def test_before_it_opens_nobody_can_answer_and_the_start_says_when(clock):
    draft = saved(opens_on="5/10/2026")
    invite(draft, "p-001")
    cycles.launch(TEAM, draft)
    assert (taking.overview(LEADER).begins_later, taking.overview(LEADER).is_open) == (True, False)
    with pytest.raises(WrongState, match="The assessment opens on 5 October 2026"):
        taking.begin(LEADER)
    with store.writing() as db, pytest.raises(WrongState, match="opens on 5 October 2026"):
        writes.start_sitting(
            db,
            cycle_id=draft,
            person_id="p-001",
            form="standard_a",
            bank_version="2027.3",
            option_orders={},
            now=clock[0],
        )
    clock[0] = datetime(2026, 10, 4, 23, 0, tzinfo=UTC)
    assert taking.begin(LEADER).status == "started"


def test_what_was_saved_before_an_early_close_counts_and_what_comes_after_is_refused_in_words():
    draft = saved()
    invite(draft, "p-001")
    cycles.launch(TEAM, draft)
    taking.begin(LEADER)
    items = [question.item for question in taking.page(LEADER, 1).questions]
    taking.record_response(LEADER, items[0].id, 3)
    releases.close(TEAM, "Autumn 2026")
    with pytest.raises(WrongState, match="Answers saved before it closed are kept"):
        taking.record_response(LEADER, items[-1].id, 4)
    with store.reading() as db:
        sitting = reads.sitting_of(db, draft, "p-001")
        assert reads.responses(db, sitting.id) == {items[0].id: Response(items[0].id, 3)}
        assert usage.item_counts(db) == []


def test_an_answer_a_moment_before_the_end_of_the_closing_night_counts_and_one_at_its_end_does_not(clock):
    draft = saved()
    invite(draft, "p-001")
    cycles.launch(TEAM, draft)
    taking.begin(LEADER)
    item = taking.page(LEADER, 1).questions[0].item
    clock[0] = datetime(2026, 10, 25, 23, 59, 59, tzinfo=UTC)
    taking.record_response(LEADER, item.id, 3)
    clock[0] = datetime(2026, 10, 26, 0, 0, tzinfo=UTC)
    with pytest.raises(WrongState, match="The assessment is closed"):
        taking.record_response(LEADER, item.id, 4)


# ---- pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def visit(monkeypatch):
    def _visit(file: str = "campaign/cycles", viewer=TEAM, **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: viewer)
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/{file}.py").run() if file != "take/start" else app

    return _visit


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    return button.click().run()


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def fill(app: AppTest, entered: Entered) -> AppTest:
    for field in ("name", "opens_on", "closes_on", "closes_time", "minimum_group"):
        app.text_input(key=f"cycle-{field}").set_value(getattr(entered, field))
    app.selectbox(key="cycle-bank_version").set_value(entered.bank_version)
    app.selectbox(key="cycle-family").set_value(entered.family)
    if entered.organisations is not None:
        app.radio(key="cycle-invites").set_value("chosen")
        app.multiselect(key="cycle-organisations").set_value(list(entered.organisations))
    return press(app, "Save the draft")


def test_from_the_form_to_a_cycle_that_is_open(visit):
    app = fill(visit("campaign/cycle_draft"), replace(GOOD, organisations=("HMT",)))
    assert heading(app) == "Cycles"
    assert '<th scope="row">Autumn 2026</th><td>Draft</td><td>Standard</td>' in text(app)
    assert "Check and launch Autumn 2026" in links(app)
    check = visit("campaign/cycle_launch", id=str(cycle_of().id))
    page = text(check)
    assert "<dt>Opens</dt><dd>1 October 2026, at the start of the day</dd>" in page
    assert "<dt>Closes</dt><dd>25 October 2026 at 11:59pm, UK time</dd>" in page
    assert "<dt>Question bank</dt><dd>Version 2027.3</dd>" in page
    assert "<dt>Smallest group</dt><dd>10 people</dd>" in page
    assert "HM Treasury (HMT)" in page
    assert words.FREEZES in page
    app = press(check, "Launch this cycle")
    assert heading(app) == "Cycles"
    assert "<td>Open</td>" in text(app)
    assert cycle_of().status == "open"
    launched = visit("campaign/cycle_draft", id=str(cycle_of().id))
    assert heading(launched) == "The cycle ‘Autumn 2026’ has been launched."


def test_a_form_that_is_wrong_says_so_above_and_beside_each_field_and_keeps_what_was_typed(visit):
    app = fill(visit("campaign/cycle_draft"), replace(GOOD, minimum_group="4", closes_on="soon", organisations=()))
    assert heading(app) == "Make a cycle"
    for field, said in (
        ("closes_on", "Enter the day on which it closes, like 27/3/2027"),
        ("organisations", "Select at least one organisation"),
    ):
        assert f'<li><a href="#cycle-{field}">{said}</a></li>' in text(app)
        assert f'data-control="cycle-{field}"><span class="unseen">Error: </span>{said}</p>' in text(app)
    assert app.text_input(key="cycle-closes_on").value == "soon"
    assert cycle_of() is None


def test_a_draft_is_changed_and_deleted_in_its_own_form(visit):
    draft = saved(closes_time="5pm")
    app = visit("campaign/cycle_draft", id=str(draft))
    assert heading(app) == "Change a draft"
    assert app.text_input(key="cycle-closes_time").value == "17:00"
    app = fill(app, replace(GOOD, name="<b>Winter</b> *2026*"))
    assert "&lt;b&gt;Winter&lt;/b&gt; *2026*" in text(app)
    assert "<b>Winter" not in text(app)
    app = press(visit("campaign/cycle_draft", id=str(draft)), "Delete this draft")
    assert heading(app) == "Cycles"
    assert links(app) == ["Make a cycle"]


def test_what_stands_against_a_launch_is_said_and_there_is_no_button(visit):
    cycles.launch(TEAM, saved())
    app = visit("campaign/cycle_launch", id=str(saved(name="Winter 2026")))
    assert "One cycle can be open at a time" in text(app)
    assert not app.button


def test_a_cycle_is_closed_early_only_after_a_confirmation(visit):
    cycles.launch(TEAM, saved())
    app = visit()
    (button,) = (button for button in app.button if button.label == "Close Autumn 2026")
    assert button.disabled
    (box,) = (box for box in app.checkbox if box.label == "Close Autumn 2026 now")
    app = press(box.check().run(), "Close Autumn 2026")
    assert cycle_of().status == "closed"
    assert "<td>Closed</td>" in text(app)
    assert "Figures of Autumn 2026 for checking" in links(app)


def test_the_start_says_when_the_assessment_opens_and_when_it_closes(visit):
    draft = saved(opens_on="5/10/2026")
    invite(draft, "p-001")
    cycles.launch(TEAM, draft)
    app = visit("take/start", LEADER)
    assert "The assessment opens on 5 October 2026. You can start then." in text(app)
    assert "It closes on 25 October 2026 at 11:59pm." in text(app)
    assert not app.button
    assert "<td>Opens on 5 October 2026</td>" in text(visit())


def test_whoever_answers_when_a_cycle_is_closed_gets_a_plain_page(visit):
    draft = saved()
    invite(draft, "p-001")
    cycles.launch(TEAM, draft)
    taking.begin(LEADER)
    answering = visit("take/question", LEADER)
    releases.close(TEAM, "Autumn 2026")
    late = answering.radio[0].set_value(answering.radio[0].options[0]).run()
    assert "The assessment is closed. Answers saved before it closed are kept." in text(late)
    assert "There is a problem" not in text(late)
    assert "Answer saved" not in text(late)
    assert "The assessment is closed. Answers saved before it closed are kept." in text(visit("take/tasks", LEADER))


@pytest.mark.parametrize("query", [{"id": "999"}, {"id": "x"}, {}])
def test_a_launch_of_what_is_not_there_is_refused_in_words(visit, query):
    assert heading(visit("campaign/cycle_launch", **query)) == "We could not find that cycle."
