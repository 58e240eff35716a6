"""Messages as the learning team plans, previews and sends them, by Notify or by hand; and people who want none."""

import csv
import io
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from assessment import cli, dates, messages, settings, store
from assessment.errors import AssessmentError, NotAllowed, NotFound, NotSignedIn, SettingError, WrongState
from assessment.messages import KINDS
from assessment.model import Role
from assessment.notify_words import PROBLEMS
from assessment.service import banks, message_files, messaging, sending, taking
from assessment.store import events, recipients, writes
from assessment.store import messages as kept
from assessment.store.tables import AccountRow, ActionRow, CohortMemberRow, MessageDeliveryRow
from tests import builders as make
from tests import notify as stand_in
from tests.test_pages import ROUTER, heading, text
from ui import downloads, who
from ui import message_words as words

OPENS = datetime(2027, 3, 2, 9, tzinfo=UTC)
NAME = "Spring 2027"
IDS = {kind: f"00000000-0000-4000-8000-{number:012}" for number, kind in enumerate(KINDS)}
TEAM = replace(make.LEARNING_TEAM, account="4711")
PEOPLE = {"p-1": "Ada Lovelace", "p-2": "Grace Hopper", "p-3": "Mary Somerville", "p-4": "", "p-5": "No Address"}


@pytest.fixture
def clock(monkeypatch):
    moment = [OPENS + timedelta(hours=1)]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture(autouse=True)
def cycle(clock):
    """An open cycle with five directors, one of whom signs in with something that is no address."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE", "Department for Education")])
        cycle = writes.add_cycle(
            db,
            name=NAME,
            family="standard",
            bank_version=banks.current().version,
            opens_at=OPENS,
            closes_at=OPENS + timedelta(days=30),
        )
        cohort = pd.DataFrame({"person": list(PEOPLE), "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=cohort)
        for person, name in PEOPLE.items():
            address = "no-address" if person == "p-5" else f"{person}@example.gov.uk"
            writes.add_account(db, subject=address, name=name, roles=[Role.RESPONDENT], person=person)
    return cycle


@pytest.fixture
def notify(monkeypatch):
    """The stand-in, with the settings that go with it."""
    templates = {IDS[kind]: (one.subject, one.body) for kind, one in messages.templates().items()}
    with stand_in.serving(templates) as served:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("APP_URL", "https://assess.example.gov.uk/")
        monkeypatch.setenv("NOTIFY_API_KEY", stand_in.KEY)
        monkeypatch.setenv("NOTIFY_URL", served.url)
        monkeypatch.setenv("NOTIFY_TEMPLATES", ",".join(f"{kind}={id_}" for kind, id_ in IDS.items()))
        yield served


def row(kind: str = "invitation") -> messaging.Row:
    return messaging.overview(TEAM, NAME).row(kind)


def person(key: str) -> object:
    return make.viewer(Role.RESPONDENT, person=key)


def addresses(served: stand_in.Notify) -> list[str]:
    return sorted(one.address.partition("@")[0] for one in served.taken)


def only(fault: str, *people: str):
    """The fault befalls these people alone, every time."""
    return lambda address: fault if address.partition("@")[0] in people else ""


def troubles(kind: str = "invitation") -> dict[str, str]:
    return {line.name: line.problem for line in messaging.troubles(TEAM, NAME, kind)}


# ---- who may, and what they see ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        lambda v: messaging.overview(v),
        lambda v: messaging.preview(v, NAME, "invitation"),
        lambda v: messaging.troubles(v, NAME, "invitation"),
        lambda v: messaging.schedule(v, NAME, "invitation", "9/3/2027", "9am"),
        lambda v: messaging.put(v, NAME, "invitation", OPENS),
        lambda v: messaging.cancel(v, NAME, "invitation"),
        lambda v: sending.send_due(v),
        lambda v: sending.send_now(v, NAME, "invitation"),
        lambda v: sending.retry(v, NAME, "invitation"),
        lambda v: message_files.make(v, NAME, "invitation"),
        lambda v: message_files.rows(v, NAME, "invitation"),
        lambda v: message_files.mark_sent(v, NAME, "invitation"),
        lambda v: message_files.put_away(v, NAME, "invitation"),
    ],
)
def test_only_the_learning_team_writes_to_people(call, notify):
    for viewer in (make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR, person("p-1")):
        with pytest.raises(NotAllowed):
            call(viewer)
    with pytest.raises(NotSignedIn):
        call(None)
    assert notify.taken == []


def test_the_overview_counts_those_who_can_be_written_to_and_who_is_due():
    view = messaging.overview(TEAM)
    assert (view.cycle.name, view.mode, view.people, view.with_address) == (NAME, "no key", 5, 4)
    assert [(r.due, r.no_address) for r in view.rows] == [(4, 1), (0, 0), (0, 0), (0, 0), (0, 0), (0, 0)]
    assert words.reach(view) == "4 of 5 people can be written to. 1 has no e-mail address and cannot be written to."


def test_the_preview_is_a_real_row_with_most_of_the_address_left_out():
    shown = messaging.preview(TEAM, NAME, "invitation")
    assert shown.address == "p…@example.gov.uk"
    assert shown.filled.body.startswith("Dear Ada\n\nYou are invited")
    assert "Spring 2027" in shown.filled.body
    assert messaging.preview(TEAM, NAME, "last_day").filled is None
    with pytest.raises(NotFound):
        messaging.preview(TEAM, NAME, "spam")


def test_nobody_of_a_made_up_cycle_can_be_written_to(notify):
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=1, status="closed", now=dates.now())
        made = writes.add_cycle(
            db,
            name="Made up",
            family="standard",
            bank_version=banks.current().version,
            opens_at=OPENS,
            closes_at=OPENS + timedelta(days=30),
            made_up=True,
        )
        cohort = pd.DataFrame({"person": list(PEOPLE), "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=made.id, cohort=cohort)
    view = messaging.overview(TEAM, "Made up")
    assert view.with_address == 0
    assert words.reach(view) == "Nobody in this cycle can be written to: its people are made up."
    for call in (sending.send_now, message_files.make):
        with pytest.raises(WrongState):
            call(TEAM, "Made up", "invitation")
    assert notify.taken == []


# ---- through Notify --------------------------------------------------------------------------------------


def test_a_message_goes_out_at_its_moment_to_all_who_are_due_and_once(notify, clock):
    sent = messaging.schedule(TEAM, NAME, "invitation", "3/3/2027", "9:30am")
    assert words.scheduled(sent) == "Scheduled: it goes out on 3 March 2027 at 9:30am."
    assert sending.send_due(TEAM) == sending.Sent(0, 0, 0, "")
    clock[0] = OPENS + timedelta(days=1, minutes=30)
    assert sending.send_due(TEAM) == sending.Sent(4, 0, 0, "")
    assert addresses(notify) == ["p-1", "p-2", "p-3", "p-4"]
    assert notify.taken[0].personal["link"] == "https://assess.example.gov.uk/"
    assert notify.taken[3].personal["first name"] == "colleague"
    assert (row().message.status, row().accepted, row().due) == ("sent", 4, 0)
    assert sending.send_due(TEAM).sent == 0
    assert sending.send_now(TEAM, NAME, "invitation").sent == 0
    assert len(notify.taken) == 4
    with store.reading() as db:
        assert [(one.account, one.action) for one in events.events(db, "message 1")] == [
            ("4711", "message scheduled"),
            ("4711", "message scheduled"),
        ]


def test_on_the_night_when_the_clocks_change_a_message_goes_out_at_the_hour_that_was_typed(notify, clock):
    messaging.schedule(TEAM, NAME, "invitation", "28/3/2027", "9am")
    assert row().message.send_at == datetime(2027, 3, 28, 9, tzinfo=ZoneInfo("Europe/London"))
    clock[0] = datetime(2027, 3, 28, 7, 59, tzinfo=UTC)
    assert sending.send_due(TEAM).sent == 0
    clock[0] = datetime(2027, 3, 28, 8, tzinfo=UTC)
    assert sending.send_due(TEAM).sent == 4


def test_whoever_finishes_while_a_reminder_is_being_sent_does_not_get_it(notify, clock):
    sending.send_now(TEAM, NAME, "invitation")
    clock[0] += timedelta(days=7)

    def finish_the_third(address: str) -> str:
        if address.startswith("p-1"):
            taking.begin(person("p-3"))
            taking.record_response(person("p-3"), taking.page(person("p-3"), 1).questions[0].item.id, 3)
            taking.submit(person("p-3"))
        return ""

    notify.fault = finish_the_third
    assert sending.send_now(TEAM, NAME, "reminder_1").sent == 3
    assert sorted(one.address for one in notify.of(IDS["reminder_1"])) == [
        f"{key}@example.gov.uk" for key in ("p-1", "p-2", "p-4")
    ]


def test_the_second_reminder_says_how_many_questions_are_left(notify, clock):
    sending.send_now(TEAM, NAME, "invitation")
    leader = person("p-1")
    taking.begin(leader)
    for question in taking.page(leader, 1).questions:
        taking.record_response(leader, question.item.id, 3)
    left = taking.overview(leader).items - taking.overview(leader).answered
    clock[0] += timedelta(days=14)
    assert sending.send_now(TEAM, NAME, "reminder_2").sent == 1
    assert notify.taken[-1].subject == f"You have {left} questions left"


def test_a_second_run_leaves_alone_whom_the_first_is_writing_to(notify):
    seen = []

    def run_again(address: str) -> str:
        if not seen:
            seen.append(address)
            seen.append(sending.send_due(TEAM))
        return ""

    notify.fault = run_again
    assert sending.send_now(TEAM, NAME, "invitation").sent == 1
    assert (seen[1].sent, seen[1].waiting) == (3, 1)
    assert addresses(notify) == ["p-1", "p-2", "p-3", "p-4"]


def test_a_delivery_belongs_to_one_program(notify):
    message = messaging.put(TEAM, NAME, "invitation", dates.now())
    with store.writing() as db:
        one = {"message_id": message.id, "person_id": "p-1", "now": dates.now()}
        assert kept.claim(db, reference="ours", **one)
        assert not kept.claim(db, reference="theirs", **one)
        delivery = kept.queued(db, message.id)[0]
        assert kept.claim_again(db, delivery=delivery, now=dates.now())
        assert not kept.claim_again(db, delivery=delivery, now=dates.now())


def test_a_message_whose_answer_was_lost_is_found_at_notify_and_not_sent_again(notify, clock):
    notify.fault = only("lost", "p-1")
    assert sending.send_now(TEAM, NAME, "invitation") == sending.Sent(3, 0, 1, "")
    assert troubles() == {"Ada Lovelace": "unreachable"}
    assert PROBLEMS["unreachable"][0] == "Notify did not answer."
    assert sending.send_due(TEAM).waiting == 1, "it rests first: Notify may still be taking it"
    clock[0] += timedelta(minutes=5)
    assert sending.send_due(TEAM) == sending.Sent(1, 0, 0, "")
    assert addresses(notify) == ["p-1", "p-2", "p-3", "p-4"]
    assert troubles() == {}
    assert row().message.status == "sent"


@pytest.mark.parametrize("fault", ["reset", "500", "503"])
def test_a_message_that_notify_did_not_take_is_sent_later(notify, clock, fault):
    notify.fault = only(fault, "p-2")
    assert sending.send_now(TEAM, NAME, "invitation").waiting == 1
    for wait in (5, 10, 20):
        clock[0] += timedelta(minutes=wait - 1)
        asked = notify.asked
        sending.send_due(TEAM)
        assert notify.asked == asked, "each wait is twice the one before"
        clock[0] += timedelta(minutes=1)
        sending.send_due(TEAM)
        assert notify.asked == asked + 1
    notify.fault = lambda _: ""
    clock[0] += timedelta(minutes=40)
    assert sending.send_due(TEAM).sent == 1
    assert addresses(notify) == ["p-1", "p-2", "p-3", "p-4"]


def test_what_nobody_can_know_after_days_is_a_failure_and_never_sent_again(notify, clock):
    notify.fault = only("lost", "p-1")
    sending.send_now(TEAM, NAME, "invitation")
    notify.taken.clear()  # Notify keeps nothing that old
    clock[0] += timedelta(days=3, minutes=1)
    assert sending.send_due(TEAM).failed == 1
    assert troubles() == {"Ada Lovelace": "outcome_unknown"}
    assert row().retryable == 0
    assert sending.retry(TEAM, NAME, "invitation").sent == 0
    assert notify.taken == []


def test_after_many_attempts_it_is_given_up_and_can_be_tried_again(notify, clock):
    notify.fault = only("reset", "p-1")
    sending.send_now(TEAM, NAME, "invitation")
    for _ in range(sending.MOST_ATTEMPTS):
        clock[0] += sending.LONGEST_WAIT
        sending.send_due(TEAM)
    assert troubles() == {"Ada Lovelace": "gave_up"}
    notify.fault = lambda _: ""
    assert sending.retry(TEAM, NAME, "invitation").sent == 1
    assert troubles() == {}


@pytest.mark.parametrize(
    ("fault", "mode"), [("team_only", "limited"), ("trial_mode", "limited"), ("bad_address", "key")]
)
def test_a_person_whom_notify_refuses_is_a_failure_by_name_and_can_be_tried_again(notify, fault, mode):
    notify.fault = only(fault, "p-1", "p-4")
    assert sending.send_now(TEAM, NAME, "invitation") == sending.Sent(2, 2, 0, "")
    assert troubles() == {"Ada Lovelace": fault, "": fault}
    assert messaging.overview(TEAM).mode == mode
    assert (row().failed, row().retryable, row().message.status) == (2, 2, "sent")
    notify.fault = lambda _: ""
    assert sending.retry(TEAM, NAME, "invitation") == sending.Sent(2, 0, 0, "")
    assert addresses(notify) == ["p-1", "p-2", "p-3", "p-4"]
    assert messaging.overview(TEAM).mode == "key"


def test_when_the_limit_of_the_day_is_used_up_it_goes_on_tomorrow_morning(notify, clock):
    notify.fault = lambda _: "daily_limit" if len(notify.taken) >= 2 else ""
    run = sending.send_now(TEAM, NAME, "invitation")
    assert (run.sent, run.stopped) == (2, "daily_limit")
    assert "limit for one day is used up. There is nothing to do: it goes on tomorrow at 9am." in words.done(run)
    assert (row().message.status, row().message.send_at) == ("scheduled", OPENS + timedelta(days=1))
    assert sending.send_due(TEAM).sent == 0
    notify.fault = lambda _: ""
    clock[0] = OPENS + timedelta(days=1)
    assert sending.send_due(TEAM).sent == 2
    assert addresses(notify) == ["p-1", "p-2", "p-3", "p-4"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda n, p: p.setenv("NOTIFY_API_KEY", stand_in.KEY[:-1] + "1"), "key_refused"),
        (lambda n, p: n.templates.pop(IDS["invitation"]), "template"),
        (lambda n, p: n.templates.update({IDS["invitation"]: ("((hat size))", "")}), "template"),
        (lambda n, p: p.setattr(n, "fault", lambda _: "not_found"), "not_notify"),
    ],
)
def test_what_is_wrong_for_everybody_stops_the_run_and_loses_nobody(notify, monkeypatch, clock, change, problem):
    messaging.put(TEAM, NAME, "invitation", dates.now())
    before = dict(notify.templates)
    with pytest.MonkeyPatch.context() as patch:
        change(notify, patch)
        for _ in range(8):
            clock[0] += timedelta(minutes=5)
            run = sending.send_due(TEAM)
            assert (run.sent, run.failed, run.waiting, run.stopped) == (0, 0, 1, problem)
    assert set(troubles().values()) == {problem}
    notify.templates.update(before)
    assert sending.send_due(TEAM) == sending.Sent(4, 0, 0, "")


def test_an_outage_ends_a_run_before_everybody_has_been_tried(notify, clock):
    with store.writing() as db:
        more = [f"q-{n:02}" for n in range(20)]
        cohort = pd.DataFrame({"person": more, "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=1, cohort=cohort)
        for key in more:
            writes.add_account(db, subject=f"{key}@example.gov.uk", name=key, roles=[Role.RESPONDENT], person=key)
    notify.broken = True
    run = sending.send_now(TEAM, NAME, "invitation")
    assert (run.sent, run.waiting, run.stopped) == (0, sending.OUTAGE, "unreachable")
    notify.broken = False
    clock[0] += timedelta(minutes=5)
    assert sending.send_due(TEAM).sent == 24


def test_what_became_of_a_message_is_asked_and_told(notify, clock):
    sending.send_now(TEAM, NAME, "invitation")
    for one, status in zip(
        notify.taken, ("delivered", "permanent-failure", "temporary-failure", "sending"), strict=True
    ):
        one.status = status
    assert sending.send_due(TEAM).failed == 2
    assert (row().accepted, row().delivered, row().failed, row().retryable) == (1, 1, 2, 0)
    assert troubles() == {"Grace Hopper": "permanent", "Mary Somerville": "temporary"}
    clock[0] += timedelta(days=7)
    assert row("reminder_1").due == 2, "whom the invitation did not reach is not reminded of it"


def test_a_cancelled_message_goes_to_nobody_more(notify):
    def cancel(address: str) -> str:
        messaging.cancel(TEAM, NAME, "invitation")
        return ""

    notify.fault = cancel
    assert sending.send_now(TEAM, NAME, "invitation").sent == 1
    assert row().message.status == "cancelled"
    assert sending.send_due(TEAM).sent == 0
    with pytest.raises(NotFound):
        messaging.cancel(TEAM, NAME, "invitation")
    notify.fault = lambda _: ""
    assert sending.send_now(TEAM, NAME, "invitation").sent == 3


def test_a_page_sends_for_a_while_and_says_that_there_is_more(notify):
    run = sending.send_now(TEAM, NAME, "invitation", seconds=-1.0)
    assert (run.sent, run.stopped) == (0, "more_to_send")
    assert "There are more to send" in words.done(run)
    assert sending.send_due(TEAM).sent == 4


def test_results_say_what_is_done_and_go_to_those_who_took_part(notify, clock):
    leader = person("p-1")
    taking.begin(leader)
    taking.record_response(leader, taking.page(leader, 1).questions[0].item.id, 3)
    taking.submit(leader)
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=1, status="released", now=dates.now())
    for call in (sending.send_now, message_files.make):
        with pytest.raises(WrongState, match="No action on the results of this cycle is published yet"):
            call(TEAM, NAME, "results")
    with store.writing() as db:
        action = {"domain": "DAT", "owner": "x", "due_on": None, "status": "planned", "changed_at": dates.now()}
        actions = {"Data is slow.": dates.now(), "Draft": None}
        for said, at in actions.items():
            db.add(ActionRow(cycle_id=1, said=said, did="A data team.", published_at=at, **action))
    assert sending.send_now(TEAM, NAME, "results").sent == 1
    assert notify.taken[0].personal["actions"] == "You said: Data is slow.\n\nWe did: A data team."


def test_neither_key_nor_names_nor_addresses_reach_the_log(notify, clock, caplog):
    caplog.set_level(logging.DEBUG)
    notify.fault = lambda address: {"p-1": "lost", "p-2": "bad_address", "p-3": "500"}.get(address[:3], "")
    sending.send_now(TEAM, NAME, "invitation")
    clock[0] += timedelta(minutes=5)
    sending.send_due(TEAM)
    told = caplog.text
    assert "GOV.UK Notify answered 400: refused, bad_address" in told
    for secret in (stand_in.SECRET, stand_in.KEY, "example.gov.uk", "Lovelace", "Hopper"):
        assert secret not in told
    assert stand_in.SECRET not in repr(settings.read())


# ---- by hand -----------------------------------------------------------------------------------------------


def in_file(kind: str = "invitation") -> list[dict[str, str]]:
    data = downloads.csv_bytes(*message_files.rows(TEAM, NAME, kind))
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def test_without_a_key_the_file_has_the_address_first_and_the_exact_placeholders():
    assert message_files.make(TEAM, NAME, "invitation") == 4
    columns, rows = message_files.rows(TEAM, NAME, "invitation")
    assert columns == ("email address", *messages.templates()["invitation"].placeholders)
    assert len(rows) == 4
    assert in_file()[0] == {
        "email address": "p-1@example.gov.uk",
        "first name": "Ada",
        "cycle": NAME,
        "minutes": "25",
        "link": "http://127.0.0.1:8501/",
        "last day": "1 April 2027",
    }


def test_what_was_sent_by_hand_counts_for_the_reminders(clock):
    message_files.make(TEAM, NAME, "invitation")
    assert (row().in_file, row().due, row().waiting) == (4, 0, 0)
    assert words.stands(row()) == "In a file, not marked as sent"
    assert message_files.mark_sent(TEAM, NAME, "invitation") == 4
    assert (row().by_hand, row().in_file, row().accepted) == (4, 0, 0)
    assert message_files.mark_sent(TEAM, NAME, "invitation") == 0
    with pytest.raises(WrongState, match="Nobody who has an address is due"):
        message_files.make(TEAM, NAME, "invitation")
    clock[0] += timedelta(days=7)
    assert message_files.make(TEAM, NAME, "reminder_1") == 4


def test_a_file_that_was_not_sent_leaves_its_people_due():
    message_files.make(TEAM, NAME, "invitation")
    assert message_files.put_away(TEAM, NAME, "invitation") == 4
    assert (row().due, row().in_file) == (4, 0)
    with pytest.raises(WrongState, match="There is no file"):
        message_files.mark_sent(TEAM, NAME, "results")


def test_whoever_finishes_or_leaves_is_taken_out_of_the_file_when_it_is_taken_away(clock):
    message_files.make(TEAM, NAME, "invitation")
    leader = person("p-2")
    taking.begin(leader)
    taking.record_response(leader, taking.page(leader, 1).questions[0].item.id, 3)
    taking.submit(leader)
    with store.writing() as db:
        db.get(CohortMemberRow, (1, "p-3")).left_at = dates.now()
    assert [one["email address"] for one in in_file()] == ["p-1@example.gov.uk", "p-4@example.gov.uk"]
    assert message_files.mark_sent(TEAM, NAME, "invitation") == 2


def test_notify_and_a_file_never_have_the_same_message(notify):
    message_files.make(TEAM, NAME, "invitation")
    with pytest.raises(WrongState, match="stand in a file"):
        sending.send_now(TEAM, NAME, "invitation")
    assert sending.send_due(TEAM).sent == 0
    message_files.put_away(TEAM, NAME, "invitation")
    messaging.put(TEAM, NAME, "invitation", dates.now() + timedelta(days=1))
    with pytest.raises(WrongState, match="Notify is to send this message already"):
        message_files.make(TEAM, NAME, "invitation")


def test_without_a_key_or_a_template_nothing_can_be_scheduled(notify, monkeypatch):
    monkeypatch.setenv("NOTIFY_TEMPLATES", f"results={IDS['results']}")
    with pytest.raises(WrongState, match="no template for the message ‘Invitation’"):
        messaging.put(TEAM, NAME, "invitation", OPENS)
    monkeypatch.delenv("NOTIFY_API_KEY")
    for call in (lambda: messaging.put(TEAM, NAME, "invitation", OPENS), lambda: sending.send_due(TEAM)):
        with pytest.raises(WrongState, match="This service has no key of"):
            call()


# ---- people who want no messages -----------------------------------------------------------------------


def account_of(key: str) -> str:
    with store.reading() as db:
        return str(db.exec(select(AccountRow.id).where(AccountRow.person_id == key)).one())


def test_whoever_wants_no_reminders_gets_none_until_they_want_them_again(notify, clock):
    sending.send_now(TEAM, NAME, "invitation")
    leader = replace(person("p-1"), account=account_of("p-1"))
    assert not messaging.wants_no_messages(leader)
    messaging.choose(leader, True)
    assert messaging.wants_no_messages(leader)
    clock[0] += timedelta(days=7)
    assert row("reminder_1").due == 3
    messaging.choose(leader, False)
    assert row("reminder_1").due == 4
    with pytest.raises(NotAllowed):
        messaging.choose(TEAM, True)


def test_of_two_accounts_the_address_and_the_wish_of_either_count():
    with store.writing() as db:
        writes.add_account(db, subject="opaque-1", name="Ada Lovelace", roles=[Role.RESPONDENT], person="p-1")
        writes.add_account(db, subject="p-5@example.gov.uk", name="Now Written", roles=[Role.RESPONDENT], person="p-5")
        recipients.choose(db, account=str(_last_account(db)), no_messages=True)
    with store.reading() as db:
        found = {one.person: one for one in recipients.people(db, 1)}
    assert len(found) == 5
    assert found["p-1"].address == "p-1@example.gov.uk"
    assert (found["p-5"].address, found["p-5"].no_messages) == ("p-5@example.gov.uk", True)


def _last_account(db: object) -> int:
    return db.exec(select(AccountRow.id).order_by(AccountRow.id.desc())).first()


# ---- settings and the command line ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("NOTIFY_API_KEY", "secret", "it is not a key of GOV.UK Notify"),
        ("NOTIFY_URL", "http://api.example.gov.uk", "it must be an address that begins with https://"),
        ("NOTIFY_URL", "https://api.example.gov.uk/v2", "it must be an address that begins with https://"),
        ("NOTIFY_URL", "ftp://api.example.gov.uk", "it must be an address that begins with https://"),
        ("APP_URL", "https://user@example.gov.uk", "it must be an address that begins with https://"),
        ("APP_URL", "https://[", "it must be an address that begins with https://"),
        ("NOTIFY_TEMPLATES", "invite=00000000-0000-4000-8000-000000000000", "it must be pairs such as invitation=ID"),
        ("NOTIFY_TEMPLATES", "invitation=1", "it must be pairs such as invitation=ID"),
        ("NOTIFY_TEMPLATES", f"results={IDS['results']},results={IDS['results']}", "it names a message twice"),
    ],
)
def test_unsafe_settings_refuse_to_start_and_never_show_what_they_were(name, value, told):
    with pytest.raises(SettingError) as refused:
        settings.read({name: value})
    assert told in str(refused.value)
    assert name in str(refused.value)
    assert value not in str(refused.value) or value == "invitation=1"


def test_a_key_needs_the_address_of_the_service_for_its_links():
    with pytest.raises(SettingError, match="APP_URL is not usable: messages need it"):
        settings.read({"NOTIFY_API_KEY": stand_in.KEY})
    assert settings.read({"NOTIFY_API_KEY": stand_in.KEY, "APP_URL": "http://localhost:1/"}).app_url.endswith(":1")


def test_the_command_sends_what_is_due_and_says_why_it_stopped(notify, database, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{database}")
    messaging.put(TEAM, NAME, "invitation", dates.now())
    notify.fault = only("bad_address", "p-2")
    done = CliRunner().invoke(cli.app, ["messages", "send"])
    assert (done.exit_code, done.stdout) == (0, "Sent: 3. Failed: 1. To be tried again: 0.\n")
    monkeypatch.setenv("NOTIFY_API_KEY", stand_in.KEY[:-1] + "1")
    notify.fault = lambda _: ""
    with store.writing() as db:
        for one in db.exec(select(MessageDeliveryRow)):
            db.delete(one)
    messaging.put(TEAM, NAME, "invitation", dates.now())
    with pytest.raises(AssessmentError, match="Sending stopped early: Notify does not accept the key"):
        CliRunner().invoke(cli.app, ["messages", "send"], catch_exceptions=False)


# ---- the pages -----------------------------------------------------------------------------------------


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(who, "_made_up", lambda: TEAM)
    app = AppTest.from_file(ROUTER, default_timeout=30).run()
    return app.switch_page("../pages/campaign/messages.py").run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_the_page_schedules_and_refuses_beside_the_field(notify, page):
    assert heading(page) == "Messages"
    assert "4 of 5 people can be written to." in text(page)
    assert "Dear Ada" in text(page)
    page.text_input(key="message-day-invitation").set_value("someday")
    press(page, "Schedule it")
    assert messages.ENTER_DAY in text(page)
    assert row().message is None
    page.text_input(key="message-day-invitation").set_value("9/3/2027")
    press(page, "Schedule it")
    assert "There is a problem" not in text(page)
    assert "Goes out on 9 March 2027 at 10:30am" in text(page)
    press(page, "Cancel it")
    assert row().message.status == "cancelled"


def test_the_page_falls_back_where_its_address_names_what_there_is_not(page):
    page.query_params.update({"cycle": "Never", "message": "spam"})
    page.run()
    assert not page.exception
    assert page.header[0].value == "Invitation"


def test_words_about_one_message_do_not_follow_to_another(notify, page):
    page.text_input(key="message-time-invitation").set_value("late")
    press(page, "Schedule it")
    assert "There is a problem" in text(page)
    page.selectbox(key="message").set_value("results").run()
    assert page.header[0].value == "Results and actions"
    assert "There is a problem" not in text(page)


def test_the_page_asks_notify_what_became_of_messages(notify, page):
    press(page, "Send it now")
    for one in notify.taken:
        one.status = "permanent-failure"
    press(page, "Ask Notify what became of them")
    assert (row().failed, row().accepted) == (4, 0)
    assert "The mailbox does not exist, or takes nothing from Notify." in text(page)


def test_the_page_sends_names_those_who_failed_and_tries_them_again(notify, page):
    notify.fault = only("team_only", "p-2")
    press(page, "Send it now")
    shown = text(page)
    assert "Grace Hopper" in shown
    assert "Lovelace" not in shown
    assert "The key of Notify may write to your team and guest list only." in shown
    assert "GOV.UK Notify sends only to your team and guest list" in shown
    notify.fault = lambda _: ""
    press(page, "Try again")
    assert addresses(notify) == ["p-1", "p-2", "p-3", "p-4"]
    assert "Grace Hopper" not in text(page)


def test_the_page_makes_a_file_and_marks_it_as_sent(page):
    assert "This service has no key of GOV.UK Notify." in text(page)
    assert "Schedule it" not in [button.label for button in page.button]
    press(page, "Make the file")
    assert "4 people are in the file." in text(page)
    press(page, "I have sent it myself")
    assert row().by_hand == 4
    assert "0 people with an e-mail address are due now, and 1 without one." in text(page)


def test_names_are_shown_as_they_are_and_run_nothing(notify, page):
    with store.writing() as db:
        db.exec(select(AccountRow).where(AccountRow.person_id == "p-1")).one().name = "<script>alert(1)</script>"
    notify.fault = only("bad_address", "p-1")
    press(page, "Send it now")
    assert "<script>" not in text(page)
    assert "&lt;script&gt;" in text(page)


def test_somebody_chooses_on_a_page_of_their_own(monkeypatch):
    leader = replace(person("p-1"), account=account_of("p-1"))
    monkeypatch.setattr(who, "_made_up", lambda: leader)
    app = AppTest.from_file(ROUTER, default_timeout=30).run()
    app = app.switch_page("../pages/take/reminders.py").run()
    assert "You get all messages." in text(app)
    press(app, "Do not remind me")
    assert words.STOPPED in text(app)
    assert messaging.wants_no_messages(leader)
    press(app, "Send me messages again")
    assert not messaging.wants_no_messages(leader)
