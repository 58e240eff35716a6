"""A second opinion: who is asked, what is kept of an answer, and when a median is told, to whom and of how many."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from assessment import access, dates, store
from assessment.access import ALLOWED, Action
from assessment.errors import EntryRefused, InvalidResponse, NotAllowed, NotSignedIn, WrongState
from assessment.model import Role, Viewer
from assessment.opinions import CANNOT_SAY, Beside, Entered, anchored, beside, checked, control, medians, said
from assessment.service import banks, identity, opinions, taking
from assessment.store import events, reads, removal
from assessment.store import opinions as kept
from tests import builders as make
from tests.second_opinions import (
    COLLEAGUES,
    a_leader,
    a_report,
    an_account,
    answered_by,
    colleague,
    everything,
    invite,
    lines,
    score,
)  # fmt: skip
from ui import opinion_words as words

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TODAY = date(2026, 11, 25)
LAST_DAY = "9/12/2026"
AFTER = datetime(2026, 12, 10, 0, 0, tzinfo=UTC)


# ---- the invitation ----------------------------------------------------------------------------------


def refused(addresses: str, last_day: str = LAST_DAY, own: str = "sam@example.gov.uk") -> dict[str, str]:
    try:
        checked(Entered(addresses, last_day), own, TODAY)
    except EntryRefused as error:
        return error.fields
    return {}


def test_five_to_eight_addresses_are_taken_however_they_are_parted_and_in_small_letters():
    for count in (5, 6, 7, 8):
        assert refused(lines(*COLLEAGUES[:count])) == {}
    typed = "A@x.gov.uk, b@x.gov.uk;c@x.gov.uk\r\n\n  d.o'neil+1@x.gov.uk\te@mail.x.gov.uk\n"
    found = checked(Entered(typed, " 9 December 2026 "), "", TODAY)
    assert found.givers == ("a@x.gov.uk", "b@x.gov.uk", "c@x.gov.uk", "d.o'neil+1@x.gov.uk", "e@mail.x.gov.uk")
    assert found.last_day == date(2026, 12, 9)


@pytest.mark.parametrize(
    ("addresses", "told"),
    [
        ("", "Enter the work email addresses of the people you invite"),
        (" \n,; ", "Enter the work email addresses of the people you invite"),
        (lines(*COLLEAGUES[:4]), "Enter between 5 and 8 email addresses: you have entered 4"),
        (lines(*COLLEAGUES, "ninth@x.gov.uk"), "Enter between 5 and 8 email addresses: you have entered 9"),
        (
            lines(*COLLEAGUES[:4], "Sam@Example.gov.uk"),
            "Take out your own email address: invite people who work with you",
        ),
        (
            lines(*COLLEAGUES[:5], COLLEAGUES[0].upper()),
            "Enter each email address once: colleague1@example.gov.uk is there twice",
        ),
        (lines(*["a@x.gov.uk"] * 5), "Enter each email address once: a@x.gov.uk is there 5 times"),
    ],
)
def test_a_list_that_cannot_be_taken_is_told_in_words(addresses, told):
    assert refused(addresses) == {"addresses": told}


@pytest.mark.parametrize(
    "odd",
    [
        "sam",
        "@x.gov.uk",
        "sam@",
        "sam@gov",
        "sam@@x.gov.uk",
        "sam@x..uk",
        "sam@x.gov.uk.",
        "<b>@x.gov.uk",
        "ségolène@x.gov.uk",
        "sam@x.gov.uk\u200b",
        f"{'a' * 65}@x.gov.uk",
        f"a@{'b.' * 130}uk",
    ],
)
def test_what_is_no_address_is_named(odd):
    shown = odd.lower()[:60]
    assert refused(lines(*COLLEAGUES[:5], odd)) == {
        "addresses": f"Enter email addresses in the correct format, like name@example.gov.uk: “{shown}” is not one"
    }


@pytest.mark.parametrize(
    ("last_day", "told"),
    [
        ("", "Enter the last day"),
        ("next week", "The last day must be a date, like 02/12/2026"),
        ("31/2/2027", "The last day must be a date, like 02/12/2026"),
        ("1/12/2026", "The last day must be between 2 December 2026 and 24 January 2027"),
        ("24/11/2026", "The last day must be between 2 December 2026 and 24 January 2027"),
        ("25/1/2027", "The last day must be between 2 December 2026 and 24 January 2027"),
        ("31/12/9999", "The last day must be between 2 December 2026 and 24 January 2027"),
        ("2/12/2026", ""),
        ("24 January 2027", ""),
    ],
)
def test_the_last_day_is_seven_to_sixty_days_from_today(last_day, told):
    assert refused(lines(*COLLEAGUES[:5]), last_day) == ({"last_day": told} if told else {})


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_form():
    assert list(refused("sam", "")) == ["addresses", "last_day"]


@given(some.text(), some.text())
def test_nothing_that_is_typed_breaks_the_check(addresses, last_day):
    for field, told in refused(addresses, last_day).items():
        assert field in ("addresses", "last_day")
        assert len(told) < 200


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2026, 10, 25), date(2026, 12, 31), date(2028, 2, 29)])
def test_a_day_ends_at_midnight_in_the_uk_also_when_the_clocks_change(day):
    end = dates.end_of(day).astimezone(dates.UK)
    assert (end.hour, end.minute, end.date()) == (0, 0, day + timedelta(days=1))
    assert dates.last_day(dates.end_of(day)) == day
    assert dates.end_of(date(2027, 3, 28)) == datetime(2027, 3, 28, 23, tzinfo=UTC)


# ---- what one person says ----------------------------------------------------------------------------

R1, R2, R3 = make.rating("AAA-B1"), make.rating("AAA-B2"), make.rating("BBB-B1", "BBB")
ITEMS = (R1, R2, R3)


def test_others_see_the_same_statements_in_the_same_words_and_can_say_that_they_cannot_say():
    seen = control(R1)
    assert seen.choices == (*(option.text for option in R1.options), "I cannot say")
    assert seen.values == (1, 2, 3, 4, 5, 0)
    assert seen.label == R1.stem


def test_only_self_ratings_with_a_statement_for_each_level_are_asked():
    of_four = make.rating("AAA-B4")
    short = type(of_four)(**{**{n: getattr(of_four, n) for n in of_four.__slots__}, "options": of_four.options[:4]})
    assert anchored((R1, make.situational("AAA-S1"), make.knowledge("AAA-K1"), make.pulse("P1"), short)) == (R1,)


def test_levels_are_added_up_by_area_and_what_one_cannot_say_is_left_out():
    assert said(ITEMS, {"AAA-B1": 2, "AAA-B2": 5, "BBB-B1": 3}) == {"AAA": (7, 2), "BBB": (3, 1)}
    assert said(ITEMS, {"AAA-B1": CANNOT_SAY, "AAA-B2": 4, "BBB-B1": CANNOT_SAY}) == {"AAA": (4, 1)}


def test_a_reversed_item_counts_as_it_does_for_the_leader():
    assert said((make.rating("AAA-B1", reverse=True),), {"AAA-B1": 2}) == {"AAA": (4, 1)}


def test_every_question_needs_an_answer_and_one_of_them_a_statement():
    with pytest.raises(EntryRefused) as caught:
        said(ITEMS, {"AAA-B2": 4})
    assert caught.value.fields == {
        "AAA-B1": "Select a statement, or that you cannot say: How I do AAA-B1",
        "BBB-B1": "Select a statement, or that you cannot say: How I do BBB-B1",
    }
    with pytest.raises(EntryRefused) as caught:
        said(ITEMS, dict.fromkeys(("AAA-B1", "AAA-B2", "BBB-B1"), CANNOT_SAY))
    assert caught.value.fields == {
        "AAA-B1": "Select a statement for at least one question: you have said of each that you cannot say"
    }


@pytest.mark.parametrize("answers", [{"AAA-B1": 6}, {"AAA-B1": -1}, {"CCC-B1": 3}])
def test_what_was_not_offered_is_refused(answers):
    with pytest.raises(InvalidResponse):
        said((R1,), {"AAA-B1": 3} | answers)


# ---- the median --------------------------------------------------------------------------------------


def test_the_median_worked_by_hand():
    """Means 2, 3, 3, 3.5 and 4.5: the third is 3. With a sixth of 4: (3 + 3.5) / 2 = 3.25."""
    five = {(4, 2): 1, (7, 2): 1, (3, 1): 1, (9, 2): 1, (6, 2): 1}
    assert medians({"DAT": five}) == {"DAT": 3.0}
    assert medians({"DAT": five | {(8, 2): 1}}) == {"DAT": 3.25}
    assert medians({"DAT": {(4, 2): 4, (10, 2): 1}}) == {"DAT": 2.0}, "one person more or less changes nothing here"


PEOPLE = some.lists(some.lists(some.integers(1, 5), min_size=1, max_size=4), min_size=1, max_size=8)


@given(PEOPLE)
def test_the_median_from_counts_is_that_of_the_people_and_there_is_none_of_fewer_than_five(people):
    """Against NumPy, and in whole fractions; what one person adds never depends on who they are."""
    counts: dict[tuple[int, int], int] = {}
    for one in people:
        counts[sum(one), len(one)] = counts.get((sum(one), len(one)), 0) + 1
    found = medians({"DAT": counts})
    assert ("DAT" in found) == (len(people) >= 5)
    if found:
        means = sorted(Fraction(sum(one), len(one)) for one in people)
        middle = (means[(len(means) - 1) // 2] + means[len(means) // 2]) / 2
        assert found["DAT"] == pytest.approx(float(middle), abs=1e-12)
        assert found["DAT"] == pytest.approx(float(np.median([np.mean(one) for one in people])), abs=1e-12)


def test_areas_stand_beside_ones_own_figures_in_their_order_and_an_area_of_four_people_has_none():
    counts = {"BBB": {(8, 2): 5}, "AAA": {(8, 2): 4}}
    found = beside((score("AAA"), score("BBB"), score("CCC", None, None)), counts)
    assert found == (
        Beside("AAA", None, 3.0, 2.5),
        Beside("BBB", 4.0, 3.0, 2.5),
        Beside("CCC", None, None, None),
    )
    assert beside((score("AAA"),), {"AAA": {(8, 2): 4}}) == ()


# ---- the service -------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    moment = [NOON]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture
def leader(clock) -> Viewer:
    return a_leader()


def test_inviting_makes_accounts_for_guests_and_is_logged_without_an_address(leader, clock, database):
    opinion = invite(leader)
    (asked,) = opinions.overview(leader).asked
    assert (asked.givers, asked.last_day, asked.ended, asked.areas) == (COLLEAGUES[:6], date(2026, 12, 9), False, ())
    assert colleague(1).roles == {Role.GUEST}
    assert [(one.id, one.name, one.last_day) for one in opinions.waiting(colleague(1))] == [
        (opinion, "Sam Okafor", date(2026, 12, 9))
    ]
    with store.reading() as db:
        sitting = reads.latest_submitted(db, "p1")
        assert sitting
        (event,) = events.events(db)
    assert (event.action, event.object, event.account) == ("second opinion asked", str(sitting.id), leader.account)
    assert "@" not in str(event)


def test_somebody_with_an_account_keeps_it_as_it_is(leader):
    team = an_account(COLLEAGUES[0], "Priya Shah", Role.LEARNING_TEAM)
    invite(leader)
    assert colleague(1) == team
    assert [one.name for one in opinions.waiting(team)] == ["Sam Okafor"]


def test_what_is_wrong_is_refused_and_nothing_is_saved(leader):
    for entered in (
        Entered(lines(*COLLEAGUES[:4]), LAST_DAY),
        Entered(lines(*COLLEAGUES, "i@x.gov.uk"), LAST_DAY),
        Entered(lines(*COLLEAGUES[:5], "SAM@example.gov.uk"), LAST_DAY),
        Entered(lines(*COLLEAGUES[:5]), "24/11/2026"),
    ):
        with pytest.raises(EntryRefused):
            opinions.ask(leader, entered)
    assert opinions.overview(leader).asked == ()
    assert identity.viewer_for(COLLEAGUES[0]) is None


def test_there_is_one_invitation_for_a_report_and_another_for_the_next_report(leader, clock):
    first = invite(leader)
    with pytest.raises(WrongState, match="You have already asked for a second opinion"):
        opinions.ask(leader, Entered(lines(*COLLEAGUES[:5]), LAST_DAY))
    assert not opinions.overview(leader).may_ask
    clock[0] += timedelta(days=3)
    a_report("p1", "Spring")
    assert opinions.overview(leader).may_ask
    second = invite(leader, 5)
    assert [(one.id, one.cycle.name) for one in opinions.overview(leader).asked] == [
        (second, "Spring"),
        (first, "Autumn"),
    ]


def test_who_has_not_submitted_cannot_ask(clock):
    nobody = make.viewer(Role.RESPONDENT, person="p9")
    for act in (lambda: opinions.overview(nobody), lambda: opinions.ask(nobody, Entered("", ""))):
        with pytest.raises(WrongState, match="You have not submitted an assessment yet"):
            act()


def test_others_are_asked_what_the_leader_was_asked_in_the_version_of_that_time(leader, clock):
    clock[0] += timedelta(days=1)
    a_report("p1", "Old", version="2027.1", form="short_b")
    opinion = invite(leader)
    form = opinions.form(colleague(1), opinion)
    bank = banks.version("2027.1")
    ratings = [item for item in bank.items_of(bank.form_by_id["short_b"]) if item.type == "rating"]
    assert [item for _, items in form.areas for item in items] == ratings
    assert [domain.id for domain, _ in form.areas] == [domain.id for domain in bank.domains]
    for number in range(1, 6):
        opinions.give(colleague(number), opinion, everything(colleague(number), opinion, 4))
    clock[0] = AFTER + timedelta(days=1)
    assert {area.others for area in opinions.overview(leader).asked[0].areas} == {4.0}


def test_a_version_of_the_bank_that_is_gone_hides_no_result_and_no_other_invitation(leader, clock, monkeypatch):
    answered_by(leader, 1, 2, 3, 4, 5)
    clock[0] = AFTER
    named = words.rows(opinions.overview(leader).asked[0])
    monkeypatch.setattr(banks.bank, "published", lambda name: (_ for _ in ()).throw(banks.NotFound(name)))
    view = opinions.overview(leader)
    assert not view.may_ask
    assert [row[1:] for row in words.rows(view.asked[0])] == [row[1:] for row in named]
    assert words.rows(view.asked[0])[0][0] == "USR"


def test_the_result_comes_after_the_last_day_and_stays_as_it_is(leader, clock):
    answered_by(leader, 2, 5, 3, 3, 4)
    clock[0] = AFTER - timedelta(microseconds=1)
    (asked,) = opinions.overview(leader).asked
    assert (asked.ended, asked.areas) == (False, ())
    clock[0] = AFTER
    (asked,) = opinions.overview(leader).asked
    assert asked.ended
    assert len(asked.areas) == 8
    assert set(asked.areas) == {Beside(area.domain, 3.0, 3.0, 2.5) for area in asked.areas}
    clock[0] += timedelta(days=400)
    assert opinions.overview(leader).asked == (asked,)


@pytest.mark.parametrize("people", range(5))
def test_of_fewer_than_five_no_number_ever_leaves_the_service_and_what_they_said_is_deleted(leader, clock, people):
    opinion = answered_by(leader, *[5, 1, 4, 2][:people])
    clock[0] = AFTER
    (asked,) = opinions.overview(leader).asked
    assert (asked.ended, asked.areas) == (True, ())
    with store.reading() as db:
        assert kept.counts(db, opinion) == {}
        assert len(kept.of_person(db, "p1")[0].givers) == 5


def test_an_area_that_four_people_spoke_about_has_no_figure_and_its_counts_are_deleted_after_the_last_day(
    leader, clock
):
    opinion = invite(leader, 6)
    for number in range(1, 7):
        answers = everything(colleague(number), opinion, number if number < 6 else 1)
        if number > 4:
            answers |= {name: CANNOT_SAY for name in answers if name.startswith("TEC")}
        opinions.give(colleague(number), opinion, answers)
    with store.reading() as db:
        assert "TEC" in kept.counts(db, opinion)
    clock[0] = AFTER
    areas = {area.domain: area.others for area in opinions.overview(leader).asked[0].areas}
    assert areas.pop("TEC") is None
    assert set(areas.values()) == {2.5}, "1, 1, 2, 3, 4, 5"
    with store.reading() as db:
        assert set(kept.counts(db, opinion)) == set(areas)


def test_answers_of_others_that_will_never_be_shown_go_when_anybody_answers_anything(leader, clock):
    opinion = answered_by(leader, 5, 1)
    clock[0] = AFTER
    a_report("p2", "Winter")
    other = an_account("kim@example.gov.uk", "Kim Lee", Role.RESPONDENT, "p2")
    opinions.ask(other, Entered(lines(*COLLEAGUES[:5]), "1/1/2027"))
    opinions.give(colleague(1), 2, everything(colleague(1), 2, 3))
    with store.reading() as db:
        assert kept.counts(db, opinion) == {}
        assert sum(kept.counts(db, 2)["TEC"].values()) == 1


def test_each_person_answers_once(leader, clock):
    opinion = invite(leader)
    answers = everything(colleague(1), opinion, 3)
    opinions.give(colleague(1), opinion, answers)
    assert opinions.waiting(colleague(1)) == ()
    for act in (
        lambda: opinions.give(colleague(1), opinion, answers),
        lambda: opinions.form(colleague(1), opinion),
    ):
        with pytest.raises(WrongState, match="You have answered already"):
            act()
    with store.writing() as db:  # of two at once, the second finds it done
        assert not kept.answer(db, opinion_id=opinion, giver=COLLEAGUES[0], said={"TEC": (5, 1)})
    with store.reading() as db:
        assert {tuple(one.items()) for one in kept.counts(db, opinion).values()} == {(((6, 2), 1),)}


def test_nobody_answers_after_the_last_day(leader, clock):
    opinion = invite(leader)
    answers = everything(colleague(1), opinion, 3)
    clock[0] = AFTER
    assert opinions.waiting(colleague(1)) == ()
    for act in (
        lambda: opinions.give(colleague(1), opinion, answers),
        lambda: opinions.form(colleague(1), opinion),
    ):
        with pytest.raises(WrongState, match="The time to give this second opinion has ended"):
            act()


@pytest.mark.parametrize("opinion", [1, 2, 0, -1, 10**30])
def test_who_was_not_asked_is_refused_in_the_same_words_whether_it_exists_or_not(leader, opinion):
    invite(leader)
    stranger = an_account("stranger@example.gov.uk", "A Stranger", Role.GUEST)
    for viewer in (stranger, leader, make.viewer(Role.GUEST)):
        with pytest.raises(NotAllowed, match="Your account may not do this"):
            opinions.form(viewer, opinion)
        with pytest.raises(NotAllowed, match="Your account may not do this"):
            opinions.give(viewer, opinion, {})
        assert opinions.waiting(viewer) == ()


def test_a_leader_with_a_second_account_cannot_answer_about_themselves(leader):
    other_self = an_account(COLLEAGUES[0], "Sam again", Role.RESPONDENT, "p1")
    opinion = invite(leader)
    with pytest.raises(NotAllowed):
        opinions.form(other_self, opinion)


def test_a_refused_answer_counts_for_nothing_and_can_be_given_again(leader):
    opinion = invite(leader)
    answers = everything(colleague(1), opinion, 3)
    first = next(iter(answers))
    for bad, error in (
        (dict.fromkeys(answers, CANNOT_SAY), EntryRefused),
        ({name: 3 for name in answers if name != first}, EntryRefused),
        (answers | {first: 6}, InvalidResponse),
        (answers | {"P-1": 3}, InvalidResponse),
    ):
        with pytest.raises(error):
            opinions.give(colleague(1), opinion, bad)
    with store.reading() as db:
        assert kept.counts(db, opinion) == {}
    opinions.give(colleague(1), opinion, answers)


@pytest.mark.parametrize("role", sorted(access.PEOPLE))
def test_each_role_asks_what_the_table_says_and_no_more(clock, role):
    viewer = make.viewer(role, person="p1")
    assert opinions.waiting(viewer) == (), "everybody can be asked"
    if role not in ALLOWED[Action.SEE_OWN_REPORT]:
        for act in (lambda: opinions.overview(viewer), lambda: opinions.ask(viewer, Entered("", ""))):
            with pytest.raises(NotAllowed):
                act()


def test_nothing_is_done_without_signing_in(clock):
    for act in (
        lambda: opinions.overview(None),
        lambda: opinions.ask(None, Entered("", "")),
        lambda: opinions.waiting(None),
        lambda: opinions.form(None, 1),
        lambda: opinions.give(None, 1, {}),
    ):
        with pytest.raises(NotSignedIn):
            act()


def test_nobody_but_the_leader_sees_the_result(leader, clock):
    answered_by(leader, 1, 2, 3, 4, 5)
    clock[0] = AFTER
    a_report("p2", "Winter")
    other = an_account("kim@example.gov.uk", "Kim Lee", Role.RESPONDENT, "p2")
    assert opinions.overview(other).asked == ()
    for viewer in (colleague(1), make.LEARNING_TEAM, make.DEPARTMENT_HR, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            opinions.overview(viewer)


def test_the_store_keeps_counts_and_who_has_answered_apart_and_no_time_of_an_answer(leader, clock, database):
    opinion = invite(leader)
    for number, value in ((3, 5), (1, 2), (2, 5)):
        clock[0] += timedelta(hours=1)
        opinions.give(colleague(number), opinion, everything(colleague(number), opinion, value))
    store.engine().dispose()
    with sqlite3.connect(database) as db:
        rows = db.execute("SELECT * FROM second_opinion_count WHERE domain = 'TEC'").fetchall()
        assert rows == [(opinion, "TEC", 4, 2, 1), (opinion, "TEC", 10, 2, 2)], "two of them said the same"
        asked = db.execute("SELECT giver, answered FROM second_opinion_giver ORDER BY giver").fetchall()
        assert asked == [(name, int(name < COLLEAGUES[3])) for name in COLLEAGUES[:6]]
        dump = "\n".join(line for line in db.iterdump() if line.startswith("INSERT"))
    assert "2026-11-25 13:00" not in dump, "the moment of an answer"


def test_deleting_ones_answers_removes_all_of_it(leader, clock, database):
    opinion = answered_by(leader, 1, 2, 3, 4, 5)
    with store.writing() as db:
        sitting = reads.latest_submitted(db, "p1")
        assert sitting
        removal.delete_answers(db, sitting_id=sitting.id)
    assert opinions.waiting(colleague(5)) == ()
    with pytest.raises(NotAllowed):
        opinions.form(colleague(5), opinion)
    store.engine().dispose()
    with sqlite3.connect(database) as db:
        for table in ("second_opinion", "second_opinion_giver", "second_opinion_count"):
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - names of ours


def test_a_form_without_such_ratings_cannot_be_asked_about(leader, clock, monkeypatch):
    monkeypatch.setattr(banks, "items_given", lambda version, form: ())
    assert not opinions.overview(leader).may_ask
    with pytest.raises(WrongState, match="This assessment has no ratings that others could give"):
        opinions.ask(leader, Entered(lines(*COLLEAGUES[:5]), LAST_DAY))


# ---- words -------------------------------------------------------------------------------------------

MEDIANS = some.one_of(some.none(), some.floats(1, 5))


@given(some.lists(some.tuples(MEDIANS, MEDIANS, MEDIANS), min_size=1, max_size=8))
def test_what_is_said_about_the_areas_is_what_the_table_shows(figures):
    areas = tuple(Beside(f"D{n}", *three) for n, three in enumerate(figures))
    shown = sum(three[0] is not None for three in figures)
    asked = opinions.Asked(1, make.cycle(), COLLEAGUES, TODAY, True, {"D0": "Data"}, areas)
    rows = words.rows(asked)
    assert [row[1] == "[c]" for row in rows] == [three[0] is None for three in figures]
    assert all(1 <= float(row[1]) <= 5 for row in rows if row[1] != "[c]")
    if shown:
        told = words.lead(areas)
        if shown == len(areas):
            assert told == "Here is how others see you in each area."
        else:
            assert f"{shown} area{'s' * (shown > 1)} out of {len(areas)}" in told
    assert rows[0][0] == "Data"


def test_the_text_to_send_has_the_address_and_the_last_day_and_names_nobody(leader):
    invite(leader)
    (asked,) = opinions.overview(leader).asked
    told = words.message(asked, "https://x.gov.uk/give-opinion?of=1")
    assert "https://x.gov.uk/give-opinion?of=1\n" in told
    assert "until the end of 9 December 2026" in told
    assert "Sam" not in told
    assert "colleague" not in told


def test_ratings_of_a_person_who_answers_the_assessment_are_not_touched(leader, clock):
    """An opinion is about somebody else: it is no answer of the giver's own."""
    a_report("p2", "Winter")
    answered_by(leader, 5)
    with store.reading() as db:
        sitting = reads.latest_submitted(db, "p1")
        assert sitting
        assert reads.responses(db, sitting.id) == {}
        assert {one.self for one in reads.scores(db, sitting.id)} == {3.0}
    assert taking.overview(leader).submitted
