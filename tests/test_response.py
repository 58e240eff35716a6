"""How a cycle is going: by organisation, grade and day, how long it takes, and who has finished for a department."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from assessment import dates, store, turnout
from assessment.errors import NotAllowed, NotSignedIn, WrongState
from assessment.model import Response, Role
from assessment.service import banks, insight, members, taking
from assessment.service import turnout as service
from assessment.store import reads, writes
from assessment.turnout import Day
from tests import builders as make
from tests.test_pages import ROUTER, heading, text
from ui import turnout_chart, who
from ui import turnout_words as words

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
TEAM = make.LEARNING_TEAM
HR = make.DEPARTMENT_HR
CYCLE = "Autumn 2026"
PEOPLE = {
    "DFE": {"permanent_secretary": 1, "director": 3, "deputy_director": 8},
    "HMT": {"permanent_secretary": 1, "director": 4},
}


@pytest.fixture
def clock(monkeypatch):
    moment = [NOW]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture(autouse=True)
def cycle(clock):
    """Seventeen people of two organisations; the directors of one have accounts."""
    with store.writing() as db:
        names = {"DFE": "Department for Education", "HMT": "HM Treasury"}
        writes.add_organisations(db, organisations=[make.organisation(*one) for one in names.items()])
        cycle = writes.add_cycle(
            db,
            name=CYCLE,
            family="standard",
            bank_version=banks.current().version,
            opens_at=NOW - timedelta(days=3),
            closes_at=NOW + timedelta(days=30),
        )
        cohort = [
            (f"{code}-{grade}-{n}", code, grade)
            for code, grades in PEOPLE.items()
            for grade, count in grades.items()
            for n in range(count)
        ]
        frame = pd.DataFrame(cohort, columns=["person", "organisation", "grade"])
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=frame)
        for n, name in enumerate(("Ann Lee", "Bo May", "Cy Poe")):
            key = f"DFE-director-{n}"
            writes.add_account(db, subject=f"{n}@dfe.gov.uk", name=name, roles=[Role.RESPONDENT], person=key)
    return cycle


def start(key: str) -> None:
    taking.begin(make.viewer(Role.RESPONDENT, person=key))


def finish(clock, *keys: str, gaps: tuple[int, ...] = (60,)) -> None:
    """Begin, save an answer, another after each of so many seconds, and submit at once."""
    bank = banks.current()
    for key in keys:
        start(key)
        with store.writing() as db:
            sitting = reads.sitting_of(db, reads.cycle(db, CYCLE).id, key)
            items = bank.form_by_id[sitting.form].items
            for item, wait in zip(items, (0, *gaps), strict=False):
                clock[0] += timedelta(seconds=wait)
                writes.save_response(db, sitting_id=sitting.id, response=Response(item, 1), now=clock[0])
            writes.submit(db, sitting_id=sitting.id, scores=(), submitted_at=clock[0], reference="DL")


def table(rows: tuple[insight.ResponseRow, ...]) -> list[tuple[str, int, int, int, int]]:
    return [(row.name, row.invited, row.finished, row.started, row.not_started) for row in rows]


# ---- counts --------------------------------------------------------------------------------------------


def test_grades_add_up_to_everybody_and_permanent_secretaries_are_counted_for_all_of_government(clock):
    finish(clock, "DFE-permanent_secretary-0", "DFE-director-0", "HMT-director-0")
    start("DFE-deputy_director-0")
    view = insight.response(TEAM, CYCLE)
    assert table(view.grades) == [
        ("permanent_secretary", 2, 1, 0, 1),
        ("director", 7, 2, 0, 5),
        ("deputy_director", 8, 0, 1, 7),
    ]
    assert sum(row.invited for row in view.grades) == view.total.invited == 17


def test_a_department_sees_the_grades_of_its_own_people_without_permanent_secretaries(clock):
    finish(clock, "DFE-permanent_secretary-0", "HMT-director-0", "DFE-director-0")
    view = insight.response(HR, CYCLE)
    assert table(view.grades) == [("director", 3, 1, 0, 2), ("deputy_director", 8, 0, 0, 8)]
    assert service.over_time(HR, view.cycle).days[-1].total == 1


def test_who_left_is_in_no_count_by_grade_or_day_unless_they_finished(clock):
    finish(clock, "DFE-director-0")
    for key in ("DFE-director-0", "DFE-director-1"):
        members.leave(TEAM, CYCLE, key, "Retired")
    view = insight.response(TEAM, CYCLE)
    assert table(view.grades)[1] == ("director", 6, 1, 0, 5)
    assert service.over_time(TEAM, view.cycle).days[-1].total == 1


# ---- days ----------------------------------------------------------------------------------------------


def test_every_day_since_the_opening_is_there_also_without_a_finish(clock):
    finish(clock, "DFE-director-0")
    clock[0] = NOW + timedelta(days=2)
    finish(clock, "DFE-director-1", "HMT-director-0")
    days = service.over_time(TEAM, insight.response(TEAM, CYCLE).cycle).days
    assert [(day.day.day, day.finished, day.total) for day in days] == [
        (21, 0, 0),
        (22, 0, 0),
        (23, 0, 0),
        (24, 1, 1),
        (25, 0, 1),
        (26, 2, 3),
    ]


def test_a_day_ends_at_midnight_in_the_uk_also_in_summer():
    late = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert turnout.by_day([late], date(2026, 7, 1), date(2026, 7, 2)) == (
        Day(date(2026, 7, 1), 0, 0),
        Day(date(2026, 7, 2), 1, 1),
    )


def test_only_the_last_four_weeks_are_shown_and_what_came_before_is_in_the_totals():
    first = date(2026, 1, 1)
    early = datetime(2026, 1, 2, 12, tzinfo=UTC)
    days = turnout.by_day([early], first, first + timedelta(days=60))
    assert len(days) == 28
    assert {(day.finished, day.total) for day in days} == {(0, 1)}


def test_a_cycle_that_has_not_opened_has_no_days(cycle):
    later = replace(cycle, status="draft", opens_at=NOW + timedelta(days=5))
    assert service.over_time(TEAM, later).days == ()


@pytest.mark.parametrize(
    ("after", "left"),
    [
        (timedelta(), "30 days left"),
        (timedelta(days=29), "1 day left"),
        (timedelta(days=29, hours=23), "today is the last day"),
    ],
)
def test_days_left_are_counted_to_the_last_day(clock, cycle, after, left):
    clock[0] = NOW + after
    time = service.over_time(TEAM, cycle)
    assert words.until(cycle, time.days_left) == f"It closes on 24 December 2026 at 9:41am: {left}."


def test_a_closed_cycle_has_no_days_left_and_ends_its_days_at_the_close(clock, cycle):
    clock[0] = NOW + timedelta(days=40)
    time = service.over_time(TEAM, cycle)
    assert time.days_left is None
    assert time.days[-1].day == date(2026, 12, 24)
    assert words.until(cycle, None) == "It is closed."


# ---- minutes -------------------------------------------------------------------------------------------


def test_the_median_leaves_breaks_out_and_needs_ten_people(clock):
    directors = [f"DFE-deputy_director-{n}" for n in range(8)] + ["HMT-director-0"]
    finish(clock, *directors, gaps=(300, 86_400, 300))
    assert service.over_time(TEAM, insight.response(TEAM, CYCLE).cycle).minutes is None
    finish(clock, "HMT-director-1", gaps=(300, 600, 601))
    time = service.over_time(HR, insight.response(HR, CYCLE).cycle)
    assert time.minutes == turnout.Minutes(10.0, 10), "over everybody, whoever asks"
    assert "is 10 minutes, over 10 people" in words.minutes(time)


def test_what_is_changed_after_submitting_takes_no_time(clock):
    finish(clock, *[f"DFE-deputy_director-{n}" for n in range(8)], "HMT-director-0", "HMT-director-1", gaps=(120,))
    with store.writing() as db:
        for n in range(8):
            sitting = reads.sitting_of(db, reads.cycle(db, CYCLE).id, f"DFE-deputy_director-{n}")
            again = Response(banks.current().form_by_id[sitting.form].items[0], 2)
            later = sitting.submitted_at + timedelta(seconds=500)
            writes.save_response(db, sitting_id=sitting.id, response=again, now=later)
    assert service.over_time(TEAM, insight.response(TEAM, CYCLE).cycle).minutes == turnout.Minutes(2.0, 10)


# ---- who has finished ----------------------------------------------------------------------------------


def test_a_departments_hr_sees_by_name_who_has_finished_and_not_whether_the_others_have_begun(clock):
    finish(clock, "DFE-director-0")
    before = service.who(HR, CYCLE)
    start("DFE-director-1")
    view = service.who(HR, CYCLE)
    assert view == before
    assert [(one.key, one.name) for one in view.finished] == [("DFE-director-0", "Ann Lee")]
    assert [one.name for one in view.not_finished if one.name] == ["Bo May", "Cy Poe"]
    assert len(view.not_finished) == 11
    assert all(one.key.startswith("DFE") for one in (*view.finished, *view.not_finished))


def test_who_left_is_named_only_if_they_had_finished(clock):
    finish(clock, "DFE-director-0")
    for key in ("DFE-director-0", "DFE-director-1"):
        members.leave(TEAM, CYCLE, key, "Retired")
    view = service.who(HR, CYCLE)
    assert [one.name for one in view.finished] == ["Ann Lee"]
    assert "Bo May" not in {one.name for one in view.not_finished}


def test_nobody_else_sees_names_and_nobody_those_of_another_department():
    for someone in (
        TEAM,
        make.LEADER,
        make.DEPARTMENT_LEAD,
        make.ADMINISTRATOR,
        make.viewer(Role.DEPARTMENT_HR, organisation=""),
    ):
        with pytest.raises(NotAllowed):
            service.who(someone, CYCLE)
    with pytest.raises(NotSignedIn):
        service.who(None, CYCLE)
    other = service.who(replace(HR, organisation="HMT"), "no such cycle")
    assert {one.key[:3] for one in other.not_finished} == {"HMT"}


def test_a_draft_has_nobody_to_show(cycle):
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle.id, status="draft", now=NOW)
    with pytest.raises(WrongState):
        service.who(HR)


# ---- pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def visit(monkeypatch):
    monkeypatch.setattr("assessment.service.identity.made_up_allowed", lambda: True)

    def _visit(file: str, someone=TEAM, **query: str) -> AppTest:
        monkeypatch.setattr(who, "identify", lambda: someone)
        monkeypatch.setattr(who, "viewer", lambda: someone)
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/campaign/{file}.py").run()

    return _visit


def test_the_page_says_in_one_sentence_how_the_cycle_is_going(visit, clock):
    finish(clock, *[f"DFE-director-{n}" for n in range(3)], *[f"DFE-deputy_director-{n}" for n in range(5)])
    page = text(visit("response"))
    assert "Autumn 2026: 8 of 17 have finished, 47%. 2 of the 3 groups below are under 40%." in page
    assert "30 days left." in page
    assert '<tr><th scope="row">Permanent secretary (all of government)</th>' in page
    assert '<th scope="row">24 November 2026</th><td class="number">8</td><td class="number">8</td>' in page
    assert "Most people finished on 24 November 2026: 8 of 8" in page
    assert "The median time to finish is shown once 10 people have answered it all online." in page


def test_an_unknown_cycle_in_the_address_shows_the_open_one(visit):
    assert "Autumn 2026: 0 of 17 have finished, 0%." in text(visit("response", cycle="<b>"))


def test_the_list_of_who_has_finished_names_the_others_first(visit, clock):
    finish(clock, "DFE-director-0")
    app = visit("who_finished", HR)
    assert heading(app) == "Who has finished"
    page = text(app)
    assert "1 of 12 people of Department for Education have finished." in page
    assert page.index("Bo May") < page.index("Ann Lee")
    assert '<th scope="row">Ann Lee</th><td>Yes</td>' in page
    assert "No name (DFE-deputy_director-0)" in page
    assert "HMT-" not in page


def test_the_chart_of_days_has_the_numbers_of_the_table_and_no_other_title_than_they_allow():
    days = (Day(date(2026, 11, 1), 0, 4), Day(date(2026, 11, 2), 3, 7))
    chart, said = turnout_chart.day_bars(days)
    (rows,) = chart.to_dict()["datasets"].values()
    assert [row["people"] for row in rows] == [0, 3]
    assert said.title == "Most people finished on 2 November 2026: 3 of 3"
    assert turnout_chart.day_bars(days[:1])[1].title == "Nobody has finished on these days"
