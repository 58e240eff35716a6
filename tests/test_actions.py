"""You said, we did: the largest gaps and what is done about them, what respondents see, and finishing a cycle."""

from dataclasses import replace
from datetime import UTC, date, datetime
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from assessment import dates, store
from assessment.actions import Entered, missing, top
from assessment.errors import EntryRefused, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import GapAction, Role
from assessment.priorities import Priority
from assessment.service import actions, demo, priorities, provisional
from assessment.store import reads
from tests import builders as make
from tests.checked_world import CYCLE, checked, checked_file
from tests.test_pages import ROUTER, heading, text
from ui import action_words as words
from ui import downloads, who

__all__ = ["checked", "checked_file"]

TEAM = make.LEARNING_TEAM
LEADER = make.viewer(Role.RESPONDENT, person="made-up-000001")
NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
WE_DO = "We publish one catalogue.\nDepartments add to it."
GOOD = Entered("Data stays in one place.", WE_DO, "Data team", "1/6/2027", "planned")
HOSTILE = Entered(
    "<img src=x onerror=alert(1)> **bold**", "<script>alert(1)</script>\n# heading", "=cmd|' /C calc'!A0", "", "done"
)


@pytest.fixture(autouse=True)
def _released(checked, monkeypatch):
    """The cycle of four organisations, released: below target in both of its areas."""
    monkeypatch.setattr(dates, "now", lambda: NOW)
    provisional.release(TEAM, CYCLE, 1, confirmed=True)


def areas() -> list[str]:
    return [area.domain.id for area in actions.overview(TEAM).areas if area.place]


def saved(area: str, entered: Entered = GOOD, **changed: str) -> GapAction:
    actions.save(TEAM, "", area, replace(entered, **changed))
    return of(area)[-1]


def of(area: str) -> tuple[GapAction, ...]:
    return next(one.actions for one in actions.overview(TEAM).areas if one.domain.id == area)


def refused(action_id: int = 0, **changed: str) -> dict[str, str]:
    """What is said beside each field of a good action with these changes."""
    try:
        actions.save(TEAM, "", areas()[0], replace(GOOD, **changed), action_id)
    except EntryRefused as error:
        return error.fields
    return {}


# ---- which gaps ----------------------------------------------------------------------------------------


def test_the_three_largest_gaps_come_first_in_the_order_of_priorities(demonstration, monkeypatch):
    monkeypatch.undo()  # with the banks of the demonstration
    found = actions.overview(TEAM)
    assert [area.place for area in found.areas][:3] == [1, 2, 3]
    assert not any(area.place for area in found.areas[3:])
    assert [area.priority for area in found.areas] == list(priorities.priorities(TEAM).priorities)
    sizes = [area.priority.size for area in found.areas[:3]]
    assert sizes == sorted(sizes, reverse=True)
    without = [area.domain.id for area in found.areas[:3] if not area.actions]
    assert [one.id for one in found.missing] == without == ["ACC"], "made-up people act on the other two"
    assert found.cycle.name == demo.CLOSED_CYCLE


def test_a_gap_that_is_nought_or_not_shown_is_no_gap_to_act_on():
    rows = [Priority("A", 100, 0.5, 50.0), Priority("B", 90, 0.0, 0.0), Priority("C", None, None)]
    assert top(rows) == ("A",)
    assert top([Priority(name, 100, 0.5, 50.0) for name in "ABCDE"]) == ("A", "B", "C")


def test_a_dropped_action_is_none_and_a_reason_stands_for_one():
    dropped = GapAction(1, 1, "A", "said", "did", "owner", None, "dropped", None)
    done = [dropped, replace(dropped, domain="B", status="done")]
    assert missing(("A", "B", "C"), done, {"C"}) == ("A",)


# ---- what an action may say ----------------------------------------------------------------------------


def test_an_action_is_kept_as_typed_without_spaces_that_say_nothing():
    found = saved(areas()[0], owner="  Data   team ", said="Data  stays\n\n in one place.")
    assert (found.said, found.owner, found.due_on) == ("Data stays\nin one place.", "Data team", date(2027, 6, 1))
    assert (found.status, found.published_at) == ("planned", None)


def test_every_field_that_is_empty_is_named_in_the_order_of_the_form():
    assert list(refused(said="", did=" \n", owner="", due="", status="").items()) == [
        ("said", "Enter what people said"),
        ("did", "Enter what you do about it"),
        ("owner", "Enter the team or role that owns it"),
        ("due", "Enter the day by which it is done, like 27/3/2027"),
        ("status", "Select where it stands"),
    ]
    assert of(areas()[0]) == ()


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"due": "23/11/2026"}, {"due": "Due date must be today or later"}),
        ({"due": "23/11/2026", "status": "done"}, {"due": "Due date must be today or later"}),
        ({"due": "31/2/2027"}, {"due": "Due date must be a day, like 27/3/2027"}),
        ({"due": "", "status": "under_way"}, {"due": "Enter the day by which it is done, like 27/3/2027"}),
        ({"said": "x" * 501}, {"said": "What people said must be 500 characters or fewer"}),
        ({"did": "x" * 501}, {"did": "What we do must be 500 characters or fewer"}),
        ({"owner": "x" * 101}, {"owner": "Owner must be 100 characters or fewer"}),
        ({"owner": "a\nb"}, {"owner": "Owner must not contain hidden characters: paste it as plain text"}),
        ({"did": "a\u202eb"}, {"did": "What we do must not contain hidden characters: paste it as plain text"}),
        ({"status": "soon"}, {"status": "Select where it stands"}),
        ({"due": "24/11/2026"}, {}),
        ({"due": "", "status": "done"}, {}),
        ({"due": "", "status": "dropped"}, {}),
        ({"said": "é" * 500, "did": "é" * 500, "owner": "é" * 100}, {}),
    ],
)
def test_what_is_wrong_with_a_field_is_said_beside_it(changed, fields):
    assert refused(**changed) == fields


def test_an_action_keeps_its_date_once_that_has_passed_and_takes_no_other_that_has(monkeypatch):
    held = saved(areas()[0])
    monkeypatch.setattr(dates, "now", lambda: datetime(2027, 7, 1, tzinfo=UTC))
    assert refused(held.id, status="done") == {}
    assert [one.status for one in of(areas()[0])] == ["done"], "changed, not added"
    assert refused(held.id, due="2/6/2027") == {"due": "Due date must be today or later"}


def test_areas_and_actions_that_are_not_there_are_not_found():
    for area, action_id in (("<b>", 0), ("", 0), ("", 999), ("", 2**40), ("", -1)):
        with pytest.raises(NotFound):
            actions.form(TEAM, "", area, action_id)
        with pytest.raises(NotFound):
            actions.save(TEAM, "", area, GOOD, action_id)
    with pytest.raises(NotFound):
        actions.show(TEAM, 999, published=True)


# ---- reasons, and the end ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (" ", "Enter why there is no action"),
        ("x" * 501, "The reason must be 500 characters or fewer"),
        ("a\x00b", "The reason must not contain hidden characters: paste it as plain text"),
    ],
)
def test_a_reason_has_words_and_not_too_many(typed, said):
    with pytest.raises(EntryRefused) as wrong:
        actions.give_reason(TEAM, "", areas()[0], typed)
    assert wrong.value.fields == {"reason": said}


def test_a_reason_goes_once_there_is_an_action():
    first = areas()[0]
    actions.give_reason(TEAM, "", first, "Later.")
    assert actions.form(TEAM, "", first).reason == "Later."
    saved(first, status="dropped", due="")
    assert actions.form(TEAM, "", first).reason == "Later.", "a dropped action is none"
    saved(first)
    assert actions.form(TEAM, "", first).reason == ""


def test_a_cycle_is_finished_once_each_of_the_largest_has_an_action_or_a_reason():
    one, two = areas()
    names = [area.domain.short_name for area in actions.overview(TEAM).areas]
    with pytest.raises(WrongState, match=f"{', '.join(names)} have neither an action nor a reason for none"):
        actions.finish(TEAM, CYCLE)
    actions.give_reason(TEAM, "", one, "The new rules come first.")
    saved(two, status="dropped", due="")
    with pytest.raises(WrongState, match=f"{names[1]} has neither an action nor a reason for none"):
        actions.finish(TEAM, CYCLE)
    with store.reading() as db:
        assert reads.cycle(db, CYCLE).finished_at is None
    saved(two)
    actions.finish(TEAM, CYCLE)
    with store.reading() as db:
        assert reads.cycle(db, CYCLE).finished_at == NOW


# ---- who sees what -------------------------------------------------------------------------------------


def test_respondents_and_departments_see_published_actions_and_no_others():
    one, two = areas()
    shown, _hidden = saved(one), saved(two, said="Hidden")
    for viewer in (LEADER, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, TEAM):
        assert actions.published(viewer) is None
    actions.show(TEAM, shown.id, published=True)
    for viewer in (LEADER, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, TEAM):
        found = actions.published(viewer, "no such cycle")
        assert found.cycles == (CYCLE,)
        assert [(domain.id, [one.said for one in those]) for domain, those in found.areas] == [(one, [GOOD.said])]
    actions.show(TEAM, shown.id, published=False)
    assert actions.published(LEADER) is None


def test_publishing_twice_keeps_the_first_day(monkeypatch):
    held = saved(areas()[0])
    actions.show(TEAM, held.id, published=True)
    monkeypatch.setattr(dates, "now", lambda: datetime(2027, 1, 1, tzinfo=UTC))
    actions.show(TEAM, held.id, published=True)
    assert of(areas()[0])[0].published_at == NOW


def test_only_the_learning_team_says_what_is_done():
    held = saved(areas()[0])
    for viewer in (LEADER, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR):
        for call in (
            lambda v: actions.overview(v),
            lambda v: actions.form(v, "", held.domain),
            lambda v: actions.save(v, "", held.domain, GOOD),
            lambda v: actions.show(v, held.id, published=True),
            lambda v: actions.give_reason(v, "", held.domain, "No."),
            lambda v: actions.finish(v, CYCLE),
        ):
            with pytest.raises(NotAllowed):
                call(viewer)
    for viewer in (make.ADMINISTRATOR, make.viewer(Role.GUEST), make.viewer(Role.BANK_EDITOR)):
        with pytest.raises(NotAllowed):
            actions.published(viewer)
    with pytest.raises(NotSignedIn):
        actions.published(None)


# ---- pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def visit(monkeypatch):
    def _visit(viewer, file: str, **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: viewer)
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/campaign/{file}.py").run()

    return _visit


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    return button.click().run()


def fill(app: AppTest, entered: Entered) -> AppTest:
    app.text_area(key="action-said").set_value(entered.said)
    app.text_area(key="action-did").set_value(entered.did)
    app.text_input(key="action-owner").set_value(entered.owner)
    app.text_input(key="action-due").set_value(entered.due)
    if entered.status:
        app.radio(key="action-status").set_value(entered.status)
    return press(app, "Save the action")


def test_from_the_gap_to_an_action_that_respondents_read(visit):
    first = actions.overview(TEAM).areas[0]
    name = first.domain.short_name
    app = visit(TEAM, "actions")
    assert heading(app) == "You said, we did"
    assert f"About {first.priority.people:,} people are below target." in text(app)
    assert f"Add an action about {name}, or say why there is none" in [e.proto.label for e in app.get("page_link")]
    app = fill(visit(TEAM, "action", area=first.domain.id), Entered("", "", "", "1/1/2020", ""))
    page = text(app)
    for field, said in (("said", "Enter what people said"), ("due", "Due date must be today or later")):
        assert f'<li><a href="#action-{field}">{said}</a></li>' in page
        assert f'data-control="action-{field}"><span class="unseen">Error: </span>{said}</p>' in page
    app = fill(app, GOOD)
    assert heading(app) == "You said, we did"
    assert f"<dd>{GOOD.did}</dd>" in text(app)
    assert words.NONE_PUBLISHED in text(visit(LEADER, "what_we_did"))
    app = press(visit(TEAM, "actions"), f"Publish action 1 about {name}")
    assert "Since 24 November 2026" in text(app)
    for viewer in (LEADER, make.DEPARTMENT_HR):
        page = text(visit(viewer, "what_we_did"))
        assert f"<dd>{GOOD.said}</dd>" in page
        assert "<dt>Owner</dt><dd>Data team</dd>" in page
        assert "below target" not in page
    press(visit(TEAM, "actions"), f"Withdraw action 1 about {name}")
    assert words.NONE_PUBLISHED in text(visit(LEADER, "what_we_did"))


def test_the_page_says_what_is_missing_and_then_offers_to_finish(visit):
    one, two = areas()
    app = visit(TEAM, "actions")
    assert "Mark this cycle as finished" not in [button.label for button in app.button]
    assert "neither an action nor a reason for none." in text(app)
    saved(one)
    app = visit(TEAM, "action", area=two)
    app.text_area(key="action-reason").set_value("The new rules come first.")
    app = press(app, "Save the reason")
    assert "No action, because: The new rules come first." in text(app)
    app = press(app, "Mark this cycle as finished")
    assert "Marked as finished on 24 November 2026." in text(app)
    assert "<td>Finished on 24 November 2026</td>" in text(visit(TEAM, "cycles"))


def test_what_people_type_never_becomes_html_markdown_or_a_formula(visit):
    held = saved(areas()[0], HOSTILE)
    actions.show(TEAM, held.id, published=True)
    for viewer, file in ((TEAM, "actions"), (LEADER, "what_we_did")):
        page = text(visit(viewer, file))
        for said in (HOSTILE.said, HOSTILE.did, HOSTILE.owner):
            assert f"<dd>{escape(said, quote=False)}</dd>" in page
        assert "<img" not in page
        assert "<script" not in page
    rows = words.rows(actions.overview(TEAM).areas)
    file = downloads.csv_bytes(words.COLUMNS, rows, made_up=True).decode("utf-8-sig")
    assert "'=cmd|" in file
    assert file.startswith("Made-up figures for a demonstration")


def test_an_action_is_changed_in_its_own_form(visit):
    held = saved(areas()[0])
    app = visit(TEAM, "action", id=str(held.id))
    assert heading(app) == "Change an action"
    assert app.text_input(key="action-due").value == "1 June 2027"
    fill(app, replace(GOOD, status="done"))
    assert [(one.id, one.status) for one in of(held.domain)] == [(held.id, "done")]


def test_the_report_the_start_and_the_confirmation_lead_to_what_was_done():
    for page in ("report/my_report.py", "take/start.py", "take/confirmation.py"):
        source = ROUTER.replace("ui/router.py", f"pages/{page}")
        with open(source, encoding="utf-8") as file:
            assert "pages/campaign/what_we_did.py" in file.read()
