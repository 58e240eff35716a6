"""A report is shared with one named person, as previewed, to a day, and can be taken back. Nobody else ever sees it."""

from datetime import UTC, date, datetime

import pytest

from assessment import dates, store
from assessment.errors import EntryRefused, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import Role, Viewer
from assessment.service import identity, planning, reporting, sharing
from assessment.sharing import Entered, checked
from assessment.store import events, reads, removal
from tests import builders as make

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
READER = "dana.price@example.gov.uk"
UNTIL = Entered(f" {READER.upper()} ", "20 December 2026")


@pytest.fixture
def clock(monkeypatch):
    moment = [NOW]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture
def leader(demonstration, clock):
    """The made-up leader, who takes back first what the demonstration shares."""
    found = identity.made_up_viewer("leader-with-report")
    with store.writing() as db:
        db.connection().exec_driver_sql("DELETE FROM report_share")
    return found


@pytest.fixture
def reader(leader):
    """Whom the leader names, as they come in: an account was made for them."""
    sharing.share(leader, UNTIL)
    with store.reading() as db:
        found = reads.viewer(db, READER)
    assert found is not None
    assert found.roles == {Role.GUEST}
    return found


def test_nothing_is_shared_until_it_is(leader):
    view = sharing.overview(leader)
    assert (view.open, view.past) == ((), ())


def test_a_reader_sees_what_the_preview_showed(leader, reader):
    preview, seen = sharing.overview(leader).preview, sharing.read(reader, sharing.overview(leader).open[0].id)
    assert seen.profile == preview.profile
    assert seen.advice == preview.advice
    assert seen.plan == preview.plan
    assert (preview.until, seen.until, seen.owner) == (None, date(2026, 12, 20), "Sam Okafor")


def test_a_reader_never_gets_own_ratings_nor_the_grade(leader, reader):
    planning.stand_beside_grade(leader, on=True)
    seen = sharing.read(reader, sharing.overview(leader).open[0].id)
    assert {score.self for score in seen.profile.scores} == {None}
    assert [score.level for score in seen.profile.scores] == [
        score.level for score in reporting.my_report(leader).profile.scores
    ]
    assert not hasattr(seen, "surprises")
    assert not hasattr(seen, "progress")


def test_a_reader_finds_what_waits_for_them(leader, reader):
    assert [(one.owner, one.share.ends_on) for one in sharing.waiting(reader)] == [("Sam Okafor", date(2026, 12, 20))]
    assert sharing.waiting(make.LEARNING_TEAM) == ()


def test_after_the_last_day_there_is_nothing(leader, reader, clock):
    share = sharing.overview(leader).open[0].id
    clock[0] = datetime(2026, 12, 20, 23, 59, tzinfo=UTC)
    assert sharing.read(reader, share)
    clock[0] = datetime(2026, 12, 21, 0, 1, tzinfo=UTC)
    with pytest.raises(WrongState, match="This report is no longer shared with you"):
        sharing.read(reader, share)
    assert sharing.waiting(reader) == ()
    assert [one.id for one in sharing.overview(leader).past] == [share]


def test_withdrawing_ends_it_at_once(leader, reader):
    share = sharing.overview(leader).open[0].id
    sharing.withdraw(leader, share)
    with pytest.raises(WrongState, match="no longer shared"):
        sharing.read(reader, share)
    sharing.withdraw(leader, share)  # once more changes nothing


def test_the_wrong_person_learns_nothing_not_even_that_it_is_there(leader, reader):
    share = sharing.overview(leader).open[0].id
    for number in (share, share + 100, -1, 2**63):
        with pytest.raises(NotFound, match="that report"):
            sharing.read(make.LEARNING_TEAM, number)
    with pytest.raises(NotSignedIn):
        sharing.read(None, share)
    with pytest.raises(NotAllowed):
        sharing.read(Viewer(READER, "No role", frozenset()), share)


def test_only_the_owner_can_withdraw(leader, reader):
    share = sharing.overview(leader).open[0].id
    with pytest.raises(NotFound):
        sharing.withdraw(identity.made_up_viewer("leader"), share)
    with pytest.raises(NotAllowed):
        sharing.withdraw(reader, share)
    assert sharing.overview(leader).open


def test_sharing_again_with_the_same_person_replaces_the_day(leader, reader):
    sharing.share(leader, Entered(READER, "1 2 2027"))
    assert [one.ends_on for one in sharing.overview(leader).open] == [date(2027, 2, 1)]


def test_deleting_the_answers_takes_the_share_along(leader, reader):
    share = sharing.overview(leader).open[0].id
    with store.writing() as db:
        for sitting in reads.submitted(db, leader.person):
            removal.delete_answers(db, sitting_id=sitting.id)
    with pytest.raises(NotFound):
        sharing.read(reader, share)


def test_the_log_says_that_something_was_shared_and_not_with_whom(leader, reader):
    with store.reading() as db:
        found = events.events(db, leader.person)
    assert [(one.action, one.object) for one in found] == [("report shared", leader.person)]
    assert READER not in repr(found)


def test_without_a_report_there_is_nothing_to_share(demonstration):
    with pytest.raises(WrongState, match="You have not submitted"):
        sharing.overview(identity.made_up_viewer("leader"))


@pytest.mark.parametrize(
    ("reader", "day", "wrong"),
    [
        ("", "1 1 2027", {"reader": "Enter the work email address of the person to share with"}),
        ("dana", "1 1 2027", {"reader": "Enter one email address in the correct format, like name@example.gov.uk"}),
        (f"{READER}, x@example.gov.uk", "1 1 2027", {"reader": "Enter one email address in the correct format, like "
                                                     "name@example.gov.uk"}),
        ("Me@example.gov.uk", "1 1 2027", {"reader": "Enter the address of somebody else: you can see your report "
                                           "already"}),
        (READER, "", {"day": "Enter the last day on which they can see it"}),
        (READER, "31 2 2027", {"day": "The last day must be a real date, like 27 3 2027"}),
        (READER, "24 11 2026", {"day": "The last day must be today or in the future"}),
        (READER, "28 11 2027", {"day": "The last day must be within a year"}),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_said_beside_its_field(reader, day, wrong):
    with pytest.raises(EntryRefused) as refused:
        checked(Entered(reader, day), date(2026, 11, 25), "me@example.gov.uk")
    assert refused.value.fields == wrong
