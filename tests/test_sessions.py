"""Sessions of learning offers: UK times in, UTC kept, calendars that know when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from streamlit.testing.v1 import AppTest

from assessment import dates
from assessment import sessions as typed
from assessment.errors import EntryRefused, NotAllowed, NotFound, NotSignedIn
from assessment.model import LearningSession, Role
from assessment.service import demo, identity, sessions
from assessment.sessions import Entered, checked
from tests import builders as make
from tests.test_gap_pages import table
from tests.test_pages import ROUTER, heading, text
from ui import session_file, who
from ui import session_words as words

TEAM = make.LEARNING_TEAM
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
GOOD = Entered("30/3/2027", "9:30am", "4pm", "  100 Parliament  Street ", "24")


@pytest.fixture
def _today(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOW)


# ---- what is typed -----------------------------------------------------------------------------------


def test_times_are_uk_local_and_kept_in_utc():
    said = checked(GOOD, NOW)
    assert said.starts_at == datetime(2027, 3, 30, 8, 30, tzinfo=UTC), "British Summer Time"
    assert said.ends_at == datetime(2027, 3, 30, 15, 0, tzinfo=UTC)
    assert (said.place, said.places) == ("100 Parliament Street", 24)
    winter = checked(Entered("26/3/2027", "9:30am", "4pm", "Room", "1"), NOW)
    assert winter.starts_at == datetime(2027, 3, 26, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("9:30", "09:30"),
        ("9.30am", "09:30"),
        ("2pm", "14:00"),
        ("14:00", "14:00"),
        ("12am", "00:00"),
        ("12:15 PM", "12:15"),
    ],
)
def test_times_can_be_typed_in_several_ways(text, told):
    assert f"{typed.typed_time(text):%H:%M}" == told


@pytest.mark.parametrize(
    "text", ["", "9", "25:00", "9:60", "13pm", "0am", "half nine", "9:3", "-1:00", "٩:30", "9:30:00"]
)
def test_what_is_no_time_is_none(text):
    assert typed.typed_time(text) is None


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("day", "", typed.ENTER_DAY),
        ("day", "31/2/2027", typed.ENTER_DAY),
        ("starts", "soon", "Enter the time at which the session starts, like 9:30am or 14:00"),
        ("ends", "", "Enter the time at which the session ends, like 9:30am or 14:00"),
        ("ends", "9:30", typed.ENDS_BEFORE),
        ("ends", "8am", typed.ENDS_BEFORE),
        ("place", " ", typed.ENTER_PLACE),
        ("place", "x" * 201, typed.LONG_PLACE),
        ("place", "Room \u202e5", typed.HIDDEN),
        ("places", "0", typed.ENTER_PLACES),
        ("places", "-3", typed.ENTER_PLACES),
        ("places", "many", typed.ENTER_PLACES),
        ("places", "100001", typed.ENTER_PLACES),
    ],
)
def test_each_field_that_is_wrong_is_told_in_words(field, value, message):
    told = {name: getattr(GOOD, name) for name in ("day", "starts", "ends", "place", "places")}
    with pytest.raises(EntryRefused) as refused:
        checked(Entered(**told | {field: value}), NOW)
    assert refused.value.fields == {field: message}


def test_everything_wrong_is_told_at_once_in_the_order_of_the_form():
    with pytest.raises(EntryRefused) as refused:
        checked(Entered("", "", "", "", ""), NOW)
    assert list(refused.value.fields) == ["day", "starts", "ends", "place", "places"]


def test_a_session_in_the_past_is_refused():
    for day, starts in (("24/11/2026", "9am"), ("25/11/2026", "9:00")):
        with pytest.raises(EntryRefused) as refused:
            checked(Entered(day, starts, "11pm", "Room", "5"), NOW)
        assert refused.value.fields == {"starts": typed.HAS_PASSED}
    assert checked(Entered("25/11/2026", "9:01", "11pm", "Room", "5"), NOW).starts_at > NOW


def test_an_hour_that_the_clocks_skip_is_refused_and_of_one_that_comes_twice_the_first_is_meant():
    with pytest.raises(EntryRefused) as refused:
        checked(Entered("28/3/2027", "1:30am", "3am", "Room", "5"), NOW)
    assert refused.value.fields == {"starts": typed.NO_SUCH_TIME}
    twice = checked(Entered("31/10/2027", "1:30am", "3am", "Room", "5"), NOW)
    assert twice.starts_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert twice.ends_at - twice.starts_at == timedelta(hours=2, minutes=30)


# ---- calendars ---------------------------------------------------------------------------------------

HELD = (
    LearningSession(3, "ONE", *(datetime(2027, 3, 26, h, 0, tzinfo=UTC) for h in (9, 11)), "Room; 5, by\\the door", 24),
    LearningSession(9, "TWO", *(datetime(2027, 3, 30, h, 0, tzinfo=UTC) for h in (9, 11)), "https://join.example", 1),
)
TITLES = {"ONE": "Course, one; and more", "TWO": "Course two"}


def test_a_calendar_has_an_entry_a_session_at_its_uk_time():
    calendar = icalendar.Calendar.from_ical(session_file.ics(HELD, TITLES))
    events = calendar.walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Course, one; and more", "Course two"]
    assert [str(event["LOCATION"]) for event in events] == ["Room; 5, by\\the door", "https://join.example"]
    assert [event["DTSTART"].dt.astimezone(UTC) for event in events] == [one.starts_at for one in HELD]
    assert [event["DTSTART"].to_ical() for event in events] == [b"20270326T090000", b"20270330T100000"]
    assert {event["DTSTART"].params["TZID"] for event in events} == {"Europe/London"}
    assert str(events[1]["DESCRIPTION"]) == "Learning session with 1 place."


def test_the_time_zone_in_the_file_changes_its_clocks_when_the_uk_does():
    (zone,) = icalendar.Calendar.from_ical(session_file.ics(HELD, TITLES)).walk("VTIMEZONE")
    told, known = zone.to_tz(), ZoneInfo("Europe/London")
    for change in (
        datetime(2027, 3, 28, 1),
        datetime(2027, 10, 31, 2),
        datetime(2030, 3, 31, 1),
        datetime(2030, 10, 27, 2),
    ):
        for hours in (-30, -3, -2, 2, 3, 30):
            at = change + timedelta(hours=hours)
            assert at.replace(tzinfo=told).utcoffset() == at.replace(tzinfo=known).utcoffset(), at


def test_a_session_keeps_its_entry_when_the_file_is_made_again_and_alone():
    def ids(held: tuple[LearningSession, ...]) -> list[str]:
        return [str(e["UID"]) for e in icalendar.Calendar.from_ical(session_file.ics(held, TITLES)).walk("VEVENT")]

    assert len(set(ids(HELD))) == 2
    assert ids(HELD)[1:] == ids(HELD[1:])
    assert "(demonstration)" in session_file.ics(HELD, TITLES, made_up=True).decode()


def test_a_session_is_told_in_uk_time():
    assert words.row(HELD[1], TITLES) == (
        "Course two",
        "30 March 2027",
        "10:00am",
        "12:00pm",
        "https://join.example",
        "1",
    )
    assert words.names(HELD, TITLES)["9"] == "Course two, 30 March 2027 at 10:00am, https://join.example"


# ---- the service and the page ------------------------------------------------------------------------


@pytest.mark.usefixtures("_today")
def test_sessions_are_kept_in_order_and_deleted_for_good(demonstration):
    sessions.add(TEAM, "", "OFF-DEP", GOOD)
    sessions.add(TEAM, demo.CLOSED_CYCLE, "OFF-DEP", Entered("26/3/2027", "14:00", "16:30", "Room 5", "12"))
    held = sessions.overview(TEAM).sessions
    assert [(one.place, one.places) for one in held] == [("Room 5", 12), ("100 Parliament Street", 24)]
    sessions.delete(TEAM, "", held[0].id)
    assert sessions.overview(TEAM).sessions == held[1:]
    with pytest.raises(NotFound, match="that session"):
        sessions.delete(TEAM, "", held[0].id)


@pytest.mark.usefixtures("_today")
def test_a_session_of_no_offer_and_one_that_is_there_already_are_refused(demonstration):
    sessions.add(TEAM, "", "OFF-DEP", GOOD)
    for offer, field, message in (("", "offer", sessions.SELECT_OFFER), ("OFF-DEP", "starts", sessions.THERE_ALREADY)):
        with pytest.raises(EntryRefused) as refused:
            sessions.add(TEAM, "", offer, GOOD)
        assert refused.value.fields == {field: message}
    assert len(sessions.overview(TEAM).sessions) == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEARNING_TEAM}))
def test_only_the_learning_team_plans_sessions(demonstration, role):
    for function, arguments in ((sessions.overview, ()), (sessions.add, ("", "O", GOOD)), (sessions.delete, ("", 1))):
        with pytest.raises(NotAllowed):
            function(make.viewer(role), *arguments)
        with pytest.raises(NotSignedIn):
            function(None, *arguments)


@pytest.fixture
def page(demonstration, monkeypatch) -> AppTest:
    monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer("learning-team"))
    return AppTest.from_file(ROUTER, default_timeout=30).run().switch_page("../pages/insight/sessions.py").run()


def fill(app: AppTest, offer: str | None, *values: str) -> AppTest:
    app.selectbox[-1].set_value(offer)
    for field, value in zip(app.text_input, values, strict=True):
        field.set_value(value)
    return next(button for button in app.button if button.label == "Add session").click().run()


def test_a_session_is_added_shown_taken_to_a_calendar_and_deleted(page):
    assert heading(page) == "Learning sessions"
    assert words.NONE_YET in text(page)
    app = fill(page, "OFF-DEP", "30/3/2099", "9:30am", "4pm", "Room <5>", "24")
    assert table(app)[1] == ["Digital Excellence Programme", "30 March 2099", "9:30am", "4:00pm", "Room <5>", "24"]
    assert len(app.get("download_button")) == 2
    assert [field.value for field in app.text_input] == [""] * 5, "the form is empty for the next one"
    app = next(button for button in app.button if button.label == "Delete this session").click().run()
    assert words.NONE_YET in text(app)
    assert sessions.overview(TEAM).sessions == ()


def test_what_is_wrong_is_said_at_the_top_and_beside_each_field_and_what_was_entered_stays(page):
    app = fill(page, "OFF-DEP", "1/1/2020", "9am", "8am", "Room", "none")
    said = text(app)
    assert "There is a problem" in said
    for key, message in (("starts", typed.HAS_PASSED), ("ends", typed.ENDS_BEFORE), ("places", typed.ENTER_PLACES)):
        assert f'<a href="#session-{key}-0">{message}</a>' in said
        assert f'id="session-{key}-0-error" data-control="session-{key}-0"' in said
    assert [field.value for field in app.text_input] == ["1/1/2020", "9am", "8am", "Room", "none"]
    assert sessions.overview(TEAM).sessions == ()
    assert typed.ENTER_PLACES not in text(fill(app, "OFF-DEP", "1/1/2099", "9am", "10am", "Room", "5"))
