"""A whole campaign against a stand-in for GOV.UK Notify that fails as it may: nobody twice, nobody who has finished."""

import random
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from sqlmodel import col, select

from assessment import dates, messages, store
from assessment.messages import KINDS, REMINDERS
from assessment.model import Role
from assessment.service import banks, messaging, sending
from assessment.store import writes
from assessment.store.statements import insert_rows
from assessment.store.tables import (
    AccountRow,
    ActionRow,
    CohortMemberRow,
    MessageDeliveryRow,
    MessageRow,
    ResponseRow,
    SittingRow,
)
from assessment.store.writes import NEW_SITTING
from tests import builders as make
from tests import notify as stand_in

OPENS = datetime(2027, 3, 2, 9, tzinfo=UTC)  # a Tuesday
LAST_DAY = datetime(2027, 3, 23, 9, tzinfo=UTC)
CLOSES = datetime(2027, 3, 24, tzinfo=UTC)
NAME = "Spring 2027"
IDS = {kind: f"00000000-0000-4000-8000-{number:012}" for number, kind in enumerate(KINDS)}
KIND_OF = {id_: kind for kind, id_ in IDS.items()}
STATUSES = ["delivered"] * 94 + ["sending"] * 2 + ["permanent-failure"] * 2 + ["temporary-failure", "technical-failure"]
RATES = {"lost": 0.03, "reset": 0.02, "500": 0.02, "503": 0.01, "rate_limit": 0.005}
TEAM = make.LEARNING_TEAM


@dataclass
class World:
    """What is true of people, by address, kept apart from the store; and each request with what was true then."""

    notify: stand_in.Notify
    clock: list[datetime]
    chance: random.Random
    people: dict[str, str]
    cycle_id: int
    bad: set[str]
    left: set[str] = field(default_factory=set)
    silent: set[str] = field(default_factory=set)
    started: set[str] = field(default_factory=set)
    finished: set[str] = field(default_factory=set)
    faults: bool = True
    finish_while_sending: bool = False
    break_after: int = -1
    reminding: bool = False
    reminded: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def addresses(self) -> dict[str, str]:
        return {key: address for address, key in self.people.items()}

    def fault(self, address: str) -> str:
        """The plan of a request: seeded, and the same person has the same bad address every time."""
        with self.notify.lock:
            if self.reminding:
                self.reminded.append((address, address in self.finished | self.left | self.silent))
            if self.finish_while_sending and self.chance.random() < 0.2:
                self.finish([self.chance.choice(sorted(set(self.people) - self.finished - {address}))])
            self.break_after -= 1
            self.notify.broken = self.notify.broken or self.break_after == 0
            if address in self.bad:
                return "bad_address"
            roll = self.chance.random() if self.faults else 1.0
            for fault, rate in RATES.items():
                if roll < rate:
                    return fault
                roll -= rate
        return ""

    def start(self, some: list[str]) -> None:
        new = [one for one in some if one not in self.started | self.finished]
        self._sit(new, "started")
        self.started |= set(new)

    def finish(self, some: list[str]) -> None:
        new = [one for one in some if one not in self.finished]
        self._sit([one for one in new if one not in self.started], "started")
        with store.writing() as db:
            for one in new:
                row = db.exec(select(SittingRow).where(SittingRow.person_id == self.people[one])).one()
                row.status, row.submitted_at = "submitted", self.clock[0]
                db.add(row)
        self.started -= set(new)
        self.finished |= set(new)

    def _sit(self, some: list[str], status: str) -> None:
        form = banks.current().family("standard")[0]
        row = {"cycle_id": self.cycle_id, "form": form.id, "bank_version": banks.current().version, "option_orders": {}}
        row |= NEW_SITTING | {"status": status, "started_at": self.clock[0]}
        with store.writing() as db:
            insert_rows(db, SittingRow, [row | {"person_id": self.people[one]} for one in some])
            ids = db.exec(select(SittingRow.id).where(col(SittingRow.person_id).in_([self.people[o] for o in some])))
            answer = {"item_id": form.items[0], "value": 1, "confidence": None, "saved_at": self.clock[0]}
            insert_rows(db, ResponseRow, [answer | {"sitting_id": id_} for id_ in ids])

    def leave(self, some: list[str]) -> None:
        with store.writing() as db:
            for one in some:
                member = db.get(CohortMemberRow, (self.cycle_id, self.people[one]))
                member.left_at = self.clock[0]
                db.add(member)
        self.left |= set(some)

    def fall_silent(self, some: list[str]) -> None:
        with store.writing() as db:
            for one in some:
                account = db.exec(select(AccountRow).where(AccountRow.subject == one)).one()
                account.no_messages = True
                db.add(account)
        self.silent |= set(some)

    def go_to(self, moment: datetime) -> None:
        self.clock[0] = moment

    def end_deliveries(self) -> None:
        for one in self.notify.taken:
            if one.status == "created":
                one.status = self.chance.choice(STATUSES)

    def send_all(self, kind: str, most: int = 200) -> list[sending.Sent]:
        """Run until nothing of this kind is open: what a timer does every six minutes."""
        runs = []
        while self.message(kind).status != "sent":
            runs.append(sending.send_due(TEAM))
            self.clock[0] += timedelta(minutes=6)
            assert len(runs) < most, "a message never ends"
        return runs

    def schedule(self, kind: str) -> None:
        messaging.put(TEAM, NAME, kind, self.clock[0])

    def message(self, kind: str) -> messages.Message:
        return messaging.overview(TEAM, NAME).row(kind).message

    def due(self, kind: str) -> set[str]:
        """Who should get it, from what is true of people and nothing else."""
        reached = {one.address for one in self.notify.of(IDS["invitation"])} & self.not_bounced("invitation")
        here = set(self.people) - self.left
        if kind == "invitation":
            return here - self.finished
        here -= self.silent
        return {
            "reminder_1": (here & reached) - self.started - self.finished,
            "reminder_2": here & reached & self.started,
            "last_day": (here & reached) - self.finished,
            "thank_you": here & self.finished,
            "results": here & self.finished,
        }[kind]

    def not_bounced(self, kind: str) -> set[str]:
        failed = {"permanent-failure", "temporary-failure", "technical-failure"}
        return {one.address for one in self.notify.of(IDS[kind]) if one.status not in failed}


def a_world(number: int, notify: stand_in.Notify, clock: list[datetime]) -> World:
    people = {f"person{n}@example.gov.uk": f"key-{n:05}" for n in range(number)}
    cohort = pd.DataFrame({"person": list(people.values()), "organisation": "DFE", "grade": "director"})
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE", "Department for Education")])
        cycle = writes.add_cycle(
            db,
            name=NAME,
            family="standard",
            bank_version=banks.current().version,
            opens_at=OPENS,
            closes_at=CLOSES,
        )
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=cohort)
        account = {"roles": [Role.RESPONDENT], "organisation": "DFE", "made_up": False, "no_messages": False}
        named = [{"subject": a, "name": f"Given{key[-2:]} Family", "person_id": key} for a, key in people.items()]
        insert_rows(db, AccountRow, [account | one for one in named])
    chance = random.Random(7)
    bad = set(chance.sample(sorted(people), number // 50))
    return World(notify, clock, chance, people, cycle.id, bad)


@pytest.fixture
def campaign(monkeypatch) -> Iterator[object]:
    clock = [OPENS]
    monkeypatch.setattr(dates, "now", lambda: clock[0])
    templates = {IDS[kind]: (one.subject, one.body) for kind, one in messages.templates().items()}
    with stand_in.serving(templates) as notify:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        monkeypatch.setenv("APP_URL", "https://digital-leadership.example.gov.uk")
        monkeypatch.setenv("NOTIFY_API_KEY", stand_in.KEY)
        monkeypatch.setenv("NOTIFY_URL", notify.url)
        monkeypatch.setenv("NOTIFY_TEMPLATES", ",".join(f"{kind}={id_}" for kind, id_ in IDS.items()))

        def begin(number: int) -> World:
            world = a_world(number, notify, clock)
            notify.fault = world.fault
            return world

        yield begin


def some(world: World, share: float, among: set[str] | None = None) -> list[str]:
    people = sorted(set(world.people) if among is None else among)
    return world.chance.sample(people, round(len(people) * share))


def crash_once(monkeypatch: pytest.MonkeyPatch, name: str, at: int) -> None:
    """The program stops where it calls `name` of sending for the `at`-th time, and is well again after that."""
    calls, real = [0], getattr(sending, name)

    def broken(*given: object) -> object:
        calls[0] += 1
        if calls[0] == at:
            raise MemoryError
        return real(*given)

    monkeypatch.setattr(sending, name, broken)


def run(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """The campaign from the invitation to the results; gives who was due for each message when it began."""
    due: dict[str, set[str]] = {}

    def begin(kind: str, moment: datetime) -> None:
        world.end_deliveries()
        sending.send_due(TEAM)  # follows what is on its way
        world.go_to(moment)
        world.schedule(kind)
        due[kind] = world.due(kind)
        world.reminding = kind in REMINDERS

    begin("invitation", OPENS)
    crash_once(monkeypatch, "_record_outcome", at=len(world.people) // 4)
    with pytest.raises(MemoryError):  # after Notify took a message, before that was on disk
        world.send_all("invitation")
    assert len(world.send_all("invitation")) > 1
    world.leave(some(world, 0.04))
    world.fall_silent(some(world, 0.05))
    world.start(some(world, 0.4))
    world.finish(some(world, 0.3))

    begin("reminder_1", OPENS + timedelta(days=7))
    at_once = [threading.Thread(target=sending.send_due, args=(TEAM,)) for _ in range(2)]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    world.send_all("reminder_1")
    world.start(some(world, 0.3))
    world.finish(some(world, 0.2))

    begin("reminder_2", OPENS + timedelta(days=14))
    world.finish_while_sending = True
    world.break_after = len(due["reminder_2"]) // 3
    stopped = sending.send_due(TEAM)
    world.finish_while_sending = False
    assert stopped.stopped in ("unreachable", "rate_limit")
    for _ in range(5):
        world.clock[0] += timedelta(minutes=6)
        sending.send_due(TEAM)
    assert len(world.notify.of(IDS["reminder_2"])) <= len(due["reminder_2"]) // 3
    world.notify.broken = False
    world.send_all("reminder_2")
    world.leave(some(world, 0.02))
    world.finish(some(world, 0.1))

    begin("last_day", LAST_DAY)
    world.finish_while_sending = True
    crash_once(monkeypatch, "_claimed", at=5)
    with pytest.raises(MemoryError):
        world.send_all("last_day")
    world.send_all("last_day")
    world.finish_while_sending = False
    begin("thank_you", CLOSES + timedelta(hours=9))
    world.send_all("thank_you")
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=world.cycle_id, status="released", now=dates.now())
        row = {"cycle_id": world.cycle_id, "domain": "DAT", "owner": "", "due_on": None, "status": "done"}
        row |= {"said": "Data is slow.", "did": "A data team.", "published_at": dates.now(), "changed_at": dates.now()}
        db.add(ActionRow(**row))
    begin("results", CLOSES + timedelta(days=20))
    world.send_all("results")
    world.end_deliveries()
    sending.send_due(TEAM)
    return due


def deliveries() -> list[tuple[str, MessageDeliveryRow]]:
    with store.reading() as db:
        query = select(MessageRow.kind, MessageDeliveryRow).where(MessageRow.id == MessageDeliveryRow.message_id)
        return list(db.exec(query))


def check(world: World, due: dict[str, set[str]]) -> None:
    taken, rows = world.notify.taken, deliveries()
    # from the stand-in's own record
    assert max(Counter((one.address, one.template) for one in taken).values()) == 1, "somebody got a message twice"
    reminders = Counter(one.address for one in taken if KIND_OF[one.template] in REMINDERS)
    assert 2 <= max(reminders.values()) <= 3
    for kind in KINDS:
        got = {one.address for one in world.notify.of(IDS[kind])}
        assert got <= due[kind], kind
        assert got, kind
    # nobody was so much as tried to be reminded once they had finished, left or wanted no messages
    assert not [address for address, over in world.reminded if over]
    assert len(world.reminded) > len(reminders)
    # the sums: whoever was due got it, or stands in the log with words, or finished before their turn
    for kind in KINDS:
        got = {one.address for one in world.notify.of(IDS[kind])}
        row = messaging.overview(TEAM, NAME).row(kind)
        failed = {world.addresses[one.person_id] for of, one in rows if of == kind and one.status == "failed"}
        assert due[kind] - got - failed <= world.finished
        assert row.accepted + row.delivered + row.failed == len(got | failed)
        assert row.waiting == 0
        log = messaging.troubles(TEAM, NAME, kind)
        assert len(log) == row.failed == len(failed)
        bounced = got - world.not_bounced(kind)
        assert bounced <= failed
        assert (world.bad & due[kind]) - world.finished <= failed
    # what the store says of each message is what the stand-in says
    by_reference = {one.reference: one for one in taken}
    for _, one in rows:
        theirs = by_reference.get(one.reference)
        assert one.notify_id == (theirs.id if theirs else "")
        assert (one.status == "delivered") == (theirs is not None and theirs.status == "delivered")


def test_a_campaign_of_120_writes_to_nobody_twice_and_reminds_nobody_who_has_finished(campaign, monkeypatch):
    world = campaign(120)
    check(world, run(world, monkeypatch))


@pytest.mark.slow
def test_a_campaign_of_2000_writes_to_nobody_twice_and_reminds_nobody_who_has_finished(campaign, monkeypatch):
    world = campaign(2_000)
    check(world, run(world, monkeypatch))
