"""The demonstration: the real register, made-up people, two released cycles and one to try, all labelled as such."""

import secrets
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pandas as pd
from sqlmodel import Session

from assessment import dates, register, simulate
from assessment.errors import StoreError
from assessment.files import read_responses
from assessment.model import Cycle, Published, QuestionBank, Role
from assessment.service import banks, loading, made_up, releases
from assessment.service.identity import COOKIE_SECRET, DEMONSTRATION
from assessment.store import holds_nothing, writes, writing
from assessment.tabular import write_csv

EARLIER_CYCLE = "September 2022 (made-up answers)"
CLOSED_CYCLE = "March 2023 (made-up answers)"
OPEN_CYCLE = "Try it out (made-up people)"
FAMILY = "standard"
HOME = "DFE"
"""The organisation of the made-up leader, department lead and department HR."""
COLLEAGUE = "colleague"
"""Of the made-up leader with a report, which is shared with them."""
SEED = 2023
EARLY = 0.1
"""Share of the people invited who have already answered in the open cycle, so that response can be looked at."""
ABILITY = -1.0
"""The made-up leaders know less than the bank expects of real ones, so that there are gaps to look at."""
HALF_A_YEAR = timedelta(weeks=26)


def fill() -> None:
    """Fill an empty database and mark it as a demonstration, all in one transaction.

    Raises StoreError for one that holds anything.
    """
    bank = banks.current()
    with writing() as db:
        if not holds_nothing(db):
            raise StoreError("database_not_empty")
        family = _family(bank)
        people, responses = simulate.simulate_cycle(bank, family, seed=SEED, ability=ABILITY)
        before, earlier = simulate.simulate_before(bank, family, seed=SEED, ability=ABILITY, before=HALF_A_YEAR)
        leader, finished = _choose(people, responses, earlier)
        writes.set_setting(db, key=DEMONSTRATION, value="1")
        writes.set_setting(db, key=COOKIE_SECRET, value=secrets.token_hex(32))
        writes.add_organisations(db, organisations=register.organisations())
        last_day = simulate.HEADCOUNT_DAY
        # The leader who is to start afresh has no report of an earlier cycle.
        _released(db, bank, EARLIER_CYCLE, last_day - HALF_A_YEAR, before, earlier[earlier["respondent"] != leader])
        closed, published = _released(db, bank, CLOSED_CYCLE, last_day, people, responses)
        made_up.say(db, closed, SEED)
        made_up.share_practices(db, closed, published)
        made_up.act(db, closed, bank)
        _open_cycle(db, bank, people, {leader, finished})
        _accounts(db, leader, finished)
        made_up.plan_and_share(db, finished, bank, reader=COLLEAGUE)


def _family(bank: QuestionBank) -> str:
    """The forms that made-up people get: the first ones of a bank that has none of the usual family."""
    return FAMILY if bank.family(FAMILY) else bank.forms[0].family


def _released(
    db: Session, bank: QuestionBank, name: str, last_day: date, people: pd.DataFrame, responses: pd.DataFrame
) -> tuple[Cycle, Published]:
    """A cycle that ended on that day, with its results."""
    cycle = writes.add_cycle(
        db,
        name=name,
        family=_family(bank),
        bank_version=bank.version,
        opens_at=datetime.combine(last_day - simulate.CYCLE, time(), UTC),
        closes_at=datetime.combine(last_day, time(12), UTC),
        made_up=True,
    )
    writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=people)
    _put(db, responses, cycle, bank)
    return cycle, releases.put(db, cycle, bank)


def _put(db: Session, responses: pd.DataFrame, cycle: Cycle, bank: QuestionBank) -> None:
    """Through a file, as real answers would come: the demonstration tries the same way."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made-up.csv"
        write_csv(path, responses)
        loading.put(db, read_responses(path, bank), cycle, bank)


def _choose(people: pd.DataFrame, responses: pd.DataFrame, earlier: pd.DataFrame) -> tuple[str, str]:
    """Two directors at home: one who has not answered, and one who has in both cycles (or in one, if nobody has).

    Not a permanent secretary: there are one or two to an organisation, and nobody real should find a made-up report.
    """
    directors = people[(people["organisation"] == HOME) & (people["grade"] == "director")]["person"]
    answered = directors.isin(responses["respondent"])
    both = answered & directors.isin(earlier["respondent"])
    return str(directors[~answered].iloc[0]), str(directors[both if both.any() else answered].iloc[0])


def _open_cycle(db: Session, bank: QuestionBank, people: pd.DataFrame, players: set[str]) -> None:
    """A cycle that is open now, for the made-up leaders and organisations that still exist; a few have answered."""
    today = dates.now()
    existing = {o.code for o in register.on(today.date())}
    last_day = datetime.combine(today.date() + timedelta(weeks=8), time(17), dates.UK)
    cycle = writes.add_cycle(
        db,
        name=OPEN_CYCLE,
        family=_family(bank),
        bank_version=bank.version,
        opens_at=today - timedelta(days=7),
        closes_at=last_day.astimezone(UTC),
        made_up=True,
    )
    invited = people[people["organisation"].isin(existing) | people["person"].isin(players)]
    writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=invited)
    _, early = simulate.simulate_cycle(bank, family=_family(bank), seed=SEED + 1, response_rate=EARLY, ability=ABILITY)
    takes_part = early["respondent"].isin(invited["person"]) & ~early["respondent"].isin(players)
    answered = early[takes_part]
    moments = pd.date_range(cycle.opens_at, today, periods=len(answered) + 1)[1:]
    _put(db, answered.assign(submitted_at=[moment.isoformat() for moment in moments]), cycle, bank)


def _accounts(db: Session, leader: str, finished: str) -> None:
    players = (
        ("leader", "Alex Morgan", Role.RESPONDENT, HOME, leader),
        ("leader-with-report", "Sam Okafor", Role.RESPONDENT, HOME, finished),
        ("learning-team", "Priya Shah", Role.LEARNING_TEAM, "", ""),
        ("department-hr", "Jo Williams", Role.DEPARTMENT_HR, HOME, ""),
        ("department-lead", "Chris Evans-Reid", Role.DEPARTMENT_LEAD, HOME, ""),
        ("bank-editor", "Morgan Ellis", Role.BANK_EDITOR, "", ""),
        ("administrator", "Robin Clarke", Role.ADMINISTRATOR, "", ""),
        (COLLEAGUE, "Dana Price", Role.GUEST, "", ""),
    )
    for subject, name, role, code, person in players:
        writes.add_account(db, subject=subject, name=name, roles=[role], organisation=code, person=person, made_up=True)
