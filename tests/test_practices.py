"""What strong peers do: who is strong, what a practice may say, and who may share, change and withdraw one."""

import csv
import io
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text

from assessment import dates, store
from assessment.access import ALLOWED, Action
from assessment.errors import EntryRefused, NotAllowed, NotFound, NotSignedIn, StoreError, WrongState
from assessment.model import Cell, Published, Role
from assessment.practices import LIMITS, NO_PERSON, SHARED_ALREADY, Entered, checked, highest_quarter, names_a_person
from assessment.service import banks, demo, practices
from assessment.store import practices as kept
from assessment.store import reads, writes
from tests import builders as make
from tests.awkward import awkward_texts
from ui import practice_words as words
from ui.downloads import csv_bytes

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
GOOD = Entered("One page first", "The board reads one page.\nThen it decides.", "small", "Investment team")
TEAM, HR, LEAD = make.LEARNING_TEAM, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD
HMRC = make.viewer(Role.DEPARTMENT_LEAD, organisation="HMRC")
STRONG, WEAK = "INV", "TEC"
"""Areas in which the Department for Education of the demonstration is, and is not, in the highest quarter."""


def published(*levels: float | None, alike: bool = False, measure: str = "level") -> Published:
    """Organisations O0, O1, ... with these levels in the area AAA; None is withheld."""
    cells = tuple(
        Cell("organisation", "AAA", measure, "withheld" if level is None else "published", f"O{i}", estimate=level)
        for i, level in enumerate(levels)
    )
    return Published("C", NOON, False, 10, cells, frozenset({(measure, "AAA")} if alike else ()))


# ---- who is strong -----------------------------------------------------------------------------------


def test_the_highest_quarter_is_at_or_above_the_upper_quartile_of_type_seven():
    """Six levels: 1 + .75 x 5 = place 4.75, so 3.2 + .75 x .2 = 3.35. Five: place 4, which is 3.2 itself."""
    six = highest_quarter(published(3.6, 2.0, 2.5, 3.4, 3.0, 3.2), "AAA")
    assert (six.members, six.begins, six.among) == ({"O0", "O3"}, 3.4, 6)
    five = highest_quarter(published(2.0, 2.5, 3.0, 3.2, 3.4), "AAA")
    assert (five.members, five.begins) == ({"O3", "O4"}, 3.2)


def test_withheld_organisations_count_for_nothing_and_below_five_nobody_is_named():
    assert highest_quarter(published(3.0, None, 3.1, 3.2, 3.3, 3.4, None), "AAA").among == 5
    four = highest_quarter(published(3.0, 3.1, 3.2, 3.3, None, None), "AAA")
    assert (four.members, four.begins, four.too_few) == (frozenset(), None, True)
    assert highest_quarter(published(), "AAA").too_few


def test_where_there_is_no_evidence_that_organisations_differ_nobody_is_called_strong():
    found = highest_quarter(published(3.0, 3.1, 3.2, 3.3, 3.4, alike=True), "AAA")
    assert (found.members, found.begins, found.too_few) == (frozenset(), None, False)


def test_only_the_level_counts_and_only_in_the_area():
    assert not highest_quarter(published(1.0, 2.0, 3.0, 4.0, 5.0, measure="self"), "AAA").members
    assert not highest_quarter(published(1.0, 2.0, 3.0, 4.0, 5.0), "BBB").members


@given(some.lists(some.integers(10, 50), min_size=5, max_size=40))
def test_the_quarter_agrees_with_whole_numbers(tenths):
    """Quartile of type 7 in fortieths of a level, without any rounding."""
    place, rest = divmod(3 * (len(tenths) - 1), 4)
    ordered = sorted(tenths)
    fourfold = 4 * ordered[place] + rest * (ordered[min(place + 1, len(tenths) - 1)] - ordered[place])
    found = highest_quarter(published(*(t / 10 for t in tenths)), "AAA")
    assert found.members == {f"O{i}" for i, t in enumerate(tenths) if 4 * t >= fourfold}
    assert 4 * len(found.members) >= len(tenths)


# ---- what a practice may say -------------------------------------------------------------------------


def refused(**changed: str) -> dict[str, str]:
    """What is said beside each field of a good practice with these changes."""
    values = {"title": GOOD.title, "what": GOOD.what, "effort": GOOD.effort, "contact_team": GOOD.contact_team}
    try:
        checked(Entered(**(values | changed)))
    except EntryRefused as error:
        return error.fields
    return {}


def test_everything_that_is_wrong_is_said_at_once_in_the_order_of_the_form():
    fields = refused(title=" \u200b ", what="\n", effort="", contact_team="")
    assert list(fields.items()) == [
        ("title", "Enter a title"),
        ("what", "Enter what you do"),
        ("effort", "Select how much effort it takes"),
        ("contact_team", "Enter the team to contact"),
    ]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("title", "Title must be 100 characters or fewer"),
        ("what", "What you do must be 1,500 characters or fewer"),
        ("contact_team", "Contact team must be 100 characters or fewer"),
    ],
)
def test_a_text_may_be_as_long_as_the_form_says_and_no_longer(field, words):
    assert refused(**{field: "é" * LIMITS[field]}) == {}
    assert refused(**{field: f"  {'é' * LIMITS[field]}  "}) == {}, "spaces round it do not count"
    assert refused(**{field: "é" * (LIMITS[field] + 1)}) == {field: words}


@pytest.mark.parametrize("hidden", ["\x00", "\x07", "\x1b[31m", "\x85", "\u2028", "\u202e", "\u2066", "\ud800"])
@pytest.mark.parametrize("field", ["title", "what", "contact_team"])
def test_hidden_characters_are_refused(field, hidden):
    assert list(refused(**{field: f"Some{hidden} team"})) == [field]
    assert "must not contain hidden characters" in refused(**{field: f"Some{hidden} team"})[field]


def test_only_what_they_do_may_have_lines():
    assert "hidden characters" in refused(title="One\ntwo")["title"]
    typed = Entered(" One \t page  first ", " a\r\n\r\n\r\n\r\n b\tc \n", "small", " The  team ")
    assert checked(typed) == Entered("One page first", "a\n\nb c", "small", "The team")


@pytest.mark.parametrize(
    "address",
    [
        "jo.williams@education.gov.uk",
        "Jo.Williams2@education.gov.uk",
        "j.o'brien@x.gov.uk",
        "mary-ann.smith@x.gov.uk",
        "jo_williams@x.gov.uk",
        "Write to Jo <jo.williams@x.gov.uk> first",
        "digital-team@x.gov.uk or jo.williams@x.gov.uk",
        "ｊｏ．ｗｉｌｌｉａｍｓ＠x.gov.uk",
    ],
)
def test_the_address_of_a_person_is_refused_wherever_it_stands(address):
    assert refused(contact_team=address) == {"contact_team": NO_PERSON}
    assert "digital-team@example.gov.uk" in NO_PERSON
    assert refused(what=f"Ask {address}") == {"what": "What you do must not give the address of a person"}
    assert refused(title=address) == {"title": "Title must not give the address of a person"}


@pytest.mark.parametrize(
    "team", ["digital-team@example.gov.uk", "digital.team@x.gov.uk", "cddo@x.gov.uk", "Chief Data Office", "e.g. @us"]
)
def test_a_team_or_its_mailbox_is_taken(team):
    assert not names_a_person(team)
    assert refused(contact_team=team) == {}


@given(some.text(), some.text(), some.text(), some.text())
def test_no_text_breaks_the_check_and_what_passes_keeps_the_rules(title, what, effort, contact_team):
    typed = Entered(title, what, effort or "small", contact_team)
    with suppress(EntryRefused):
        tidy = checked(typed)
        assert all(0 < len(getattr(tidy, field)) <= most for field, most in LIMITS.items())
        assert tidy == checked(tidy), "what is tidy stays as it is"


# ---- the store ---------------------------------------------------------------------------------------


@pytest.fixture
def cycles() -> tuple[int, int]:
    """The ids of two cycles, with an organisation DFE in the register."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE")])
        window = {"opens_at": NOON, "closes_at": NOON + timedelta(days=30)}
        return tuple(
            writes.add_cycle(db, name=name, family="standard", bank_version="2027.1", **window).id
            for name in ("First", "Second")
        )


def add(cycle_id: int, title: str = "T", effort: str = "small", now: datetime = NOON) -> None:
    with store.writing() as db:
        kept.add_practice(
            db,
            cycle_id=cycle_id,
            organisation="DFE",
            domain="INV",
            title=title,
            what="W",
            effort=effort,
            contact_team="C",
            now=now,
        )


def stored(cycle_id: int) -> list[str]:
    with store.reading() as db:
        return [one.title for one in kept.practices(db, cycle_id)]


def test_practices_belong_to_their_cycle_and_come_back_whole_the_latest_first(cycles):
    first, second = cycles
    add(first, "Earlier")
    add(first, "Later", now=NOON + timedelta(days=1))
    add(second, "Other cycle")
    assert stored(first) == ["Later", "Earlier"]
    assert stored(second) == ["Other cycle"]
    with store.reading() as db:
        one = kept.practices(db, second)[0]
        assert kept.practice(db, one.id) == one
    assert (one.organisation, one.domain, one.what, one.effort, one.contact_team) == ("DFE", "INV", "W", "small", "C")
    assert one.shared_at == NOON


def test_a_withdrawn_practice_is_read_no_more_and_its_row_says_when_it_was_withdrawn(cycles):
    add(cycles[0])
    with store.writing() as db:
        (one,) = kept.practices(db, cycles[0])
        kept.withdraw_practice(db, practice_id=one.id, now=NOON + timedelta(days=2))
    assert stored(cycles[0]) == []
    with store.reading() as db:
        with pytest.raises(NotFound, match="that practice"):
            kept.practice(db, one.id)
        row = db.connection().execute(text("SELECT title, withdrawn_at FROM practice")).one()
    assert row.title == "T"
    assert str(row.withdrawn_at).startswith("2026-11-27 12:00")


def test_withdrawing_twice_or_what_is_not_there_is_told(cycles):
    add(cycles[0])
    with store.writing() as db:
        kept.withdraw_practice(db, practice_id=1, now=NOON)
    for practice in (1, 999):
        with pytest.raises(NotFound), store.writing() as db:
            kept.withdraw_practice(db, practice_id=practice, now=NOON)


def test_the_database_refuses_an_effort_of_another_kind_and_a_cycle_that_is_not_there(cycles):
    with pytest.raises(StoreError, match="refused"):
        add(cycles[0], effort="huge")
    with pytest.raises(StoreError, match="refused"):
        add(999)


# ---- the service -------------------------------------------------------------------------------------


def titles(viewer=TEAM, cycle: str = "") -> list[str]:
    """Titles of all that a viewer is shown."""
    return [one.title for area in practices.overview(viewer, cycle).areas for one in area.practices]


def release_later(**levels: float) -> None:
    """Release a later cycle, in which these organisations have these levels in the area STRONG."""
    cells = [Cell("organisation", STRONG, "level", "published", code, estimate=at, n=20) for code, at in levels.items()]
    with store.writing() as db:
        window = {"opens_at": dates.now(), "closes_at": dates.now() + timedelta(days=1)}
        version = banks.current().version
        made = writes.add_cycle(db, name="Later", family="standard", bank_version=version, status="released", **window)
        facts = {"cycle_id": made.id, "created_at": NOON, "minimum_group": 10, "proof": {}, "world": {}}
        writes.save_release(db, **facts, cells=cells)


def titled(title: str) -> Entered:
    return Entered(title, GOOD.what, GOOD.effort, GOOD.contact_team)


@pytest.mark.parametrize("sharer", [HR, LEAD])
def test_what_a_strong_department_shares_is_read_by_everybody_who_sees_results(unshared, sharer, monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: NOON)
    practices.share(sharer, "", STRONG, GOOD)
    for reader in (TEAM, HR, LEAD, HMRC):
        view = practices.overview(reader)
        (area,) = (area for area in view.areas if area.practices)
        assert area.domain.id == STRONG
        (one,) = area.practices
        assert (one.title, one.what, one.effort, one.contact_team) == (
            GOOD.title,
            GOOD.what,
            "small",
            GOOD.contact_team,
        )
        assert one.shared_at == NOON
        assert view.names == {"DFE": "Department for Education"}, "nobody else is named"


@pytest.mark.parametrize("role", Role)
def test_each_role_reads_and_shares_what_the_table_says_and_no_more(unshared, role):
    viewer = make.viewer(role)
    if role in ALLOWED[Action.SHARE_PRACTICE]:
        practices.share(viewer, "", STRONG, GOOD)
        assert practices.overview(viewer).may_share == ("USR", "INV", "CEN")
        return
    for act in (lambda: practices.form(viewer, "", STRONG), lambda: practices.share(viewer, "", STRONG, GOOD)):
        with pytest.raises(NotAllowed):
            act()
    if role in ALLOWED[Action.SEE_ORGANISATION]:
        assert (practices.overview(viewer).may_share, practices.overview(viewer).home) == ((), "")
    else:
        with pytest.raises(NotAllowed):
            practices.overview(viewer)


def test_nobody_reads_or_shares_anything_without_signing_in(unshared):
    for act in (
        lambda: practices.overview(None),
        lambda: practices.form(None, "", STRONG),
        lambda: practices.share(None, "", STRONG, GOOD),
        lambda: practices.change(None, 1, GOOD),
        lambda: practices.withdraw(None, 1),
    ):
        with pytest.raises(NotSignedIn):
            act()


def test_nobody_shares_for_a_department_without_being_of_one(unshared):
    with pytest.raises(NotAllowed):
        practices.share(make.viewer(Role.DEPARTMENT_HR, organisation=""), "", STRONG, GOOD)


def test_weak_and_withheld_organisations_are_refused_in_the_same_words(unshared):
    with store.reading() as db:
        cells = reads.release_cells(db, reads.cycle(db, demo.CLOSED_CYCLE).id, "organisation", "level")
    hidden = next(cell.organisation for cell in cells if cell.domain == STRONG and not cell.shown)
    said = set()
    for organisation, area in (("DFE", WEAK), (hidden, STRONG)):
        viewer = make.viewer(Role.DEPARTMENT_LEAD, organisation=organisation)
        assert area not in practices.overview(viewer).may_share
        with pytest.raises(WrongState) as caught:
            practices.share(viewer, "", area, GOOD)
        said.add(str(caught.value))
    assert len(said) == 1
    assert "published level is in the highest quarter of the area" in said.pop()
    assert titles() == []


@pytest.mark.parametrize("area", ["", "ALL", "XYZ", "<b>"])
def test_an_area_that_is_not_there_is_told(unshared, area):
    with pytest.raises(NotFound, match="We could not find that area"):
        practices.share(LEAD, "", area, GOOD)


def test_what_is_wrong_is_refused_by_the_service_and_nothing_is_saved(unshared):
    with pytest.raises(EntryRefused, match="Enter a title; Contact must be a team, not a person") as caught:
        practices.share(LEAD, "", STRONG, Entered("", "What", "small", "jo.williams@x.gov.uk"))
    assert list(caught.value.fields) == ["title", "contact_team"]
    assert titles() == []


def test_the_same_title_twice_in_an_area_is_refused_so_that_two_clicks_share_once(unshared):
    practices.share(LEAD, "", STRONG, GOOD)
    with pytest.raises(EntryRefused) as caught:
        practices.share(HR, "", STRONG, titled("ONE page  first"))
    assert caught.value.fields == {"title": SHARED_ALREADY}
    practices.share(LEAD, "", "CEN", GOOD)
    assert titles() == [GOOD.title] * 2


def test_a_changed_practice_takes_the_place_of_the_earlier_words_which_are_kept_as_withdrawn(unshared):
    practices.share(LEAD, "", STRONG, GOOD)
    (before,) = practices.overview(HR).own
    practices.change(HR, before.id, titled("Two pages"))
    assert titles() == ["Two pages"]
    with pytest.raises(NotFound):
        practices.change(LEAD, before.id, titled("From a page that was open since before"))
    assert titles() == ["Two pages"]
    with store.reading() as db:
        rows = db.connection().execute(text("SELECT title, withdrawn_at IS NULL FROM practice ORDER BY id")).all()
    assert rows == [(GOOD.title, 0), ("Two pages", 1)]


def test_a_practice_can_be_changed_without_changing_its_title_and_a_refusal_leaves_it_as_it_was(unshared):
    practices.share(LEAD, "", STRONG, GOOD)
    practices.share(LEAD, "", STRONG, titled("Another"))
    (one,) = (p for p in practices.overview(LEAD).own if p.title == GOOD.title)
    for wrong in (titled("another"), titled("")):
        with pytest.raises(EntryRefused):
            practices.change(LEAD, one.id, wrong)
    assert practices.form(LEAD, "", "", one.id).practice == one
    practices.change(LEAD, one.id, Entered(GOOD.title, "Now otherwise", "large", GOOD.contact_team))
    assert {p.what for p in practices.overview(LEAD).own} == {GOOD.what, "Now otherwise"}


def test_a_withdrawn_practice_is_gone_for_everybody_at_once(unshared):
    practices.share(LEAD, "", STRONG, GOOD)
    (one,) = practices.overview(LEAD).own
    practices.withdraw(HR, one.id)
    assert titles(TEAM) == titles(LEAD) == []
    assert practices.overview(LEAD).own == ()
    with pytest.raises(NotFound):
        practices.withdraw(LEAD, one.id)


def test_another_departments_practice_can_be_neither_opened_changed_nor_withdrawn(unshared):
    practices.share(LEAD, "", STRONG, GOOD)
    (one,) = practices.overview(LEAD).own
    assert practices.overview(HMRC).own == ()
    for viewer in (HMRC, TEAM, make.LEADER):
        for act in (
            lambda viewer: practices.form(viewer, "", "", one.id),
            lambda viewer: practices.change(viewer, one.id, titled("Mine now")),
            lambda viewer: practices.withdraw(viewer, one.id),
        ):
            with pytest.raises(NotAllowed):
                act(viewer)
    assert titles() == [GOOD.title]


def test_who_leaves_the_highest_quarter_by_a_correction_is_shown_no_more_and_can_only_withdraw(unshared, monkeypatch):
    practices.share(LEAD, "", STRONG, GOOD)
    (one,) = practices.overview(LEAD).own
    monkeypatch.setattr(practices, "highest_quarter", lambda *_: highest_quarter(published(1.0), "AAA"))
    assert titles(TEAM) == []
    assert practices.overview(TEAM).names == {}
    view = practices.overview(LEAD)
    assert (view.own, view.own_hidden, view.may_share) == ((one,), (one,), ())
    assert not practices.form(LEAD, "", "", one.id).strong
    with pytest.raises(WrongState, match="cannot share a practice in this area"):
        practices.change(LEAD, one.id, titled("Still here"))
    practices.withdraw(LEAD, one.id)
    assert practices.overview(LEAD).own == ()


def test_practices_are_those_of_the_cycle_asked_for_and_there_are_none_without_a_release(unshared):
    practices.share(LEAD, demo.CLOSED_CYCLE, STRONG, GOOD)
    release_later(DFE=3.0, HMRC=3.5, HMT=2.0, MOD=2.0, DHSC=2.0)
    assert practices.overview(TEAM).cycle.name == "Later"
    assert practices.overview(HMRC).may_share == (STRONG,)
    assert titles(TEAM) == []
    assert titles(TEAM, demo.CLOSED_CYCLE) == [GOOD.title]
    assert practices.overview(TEAM, "no such cycle").cycle.name == "Later"
    (one,) = practices.overview(LEAD, demo.CLOSED_CYCLE).own
    practices.change(LEAD, one.id, titled("Changed in its own cycle"))
    assert titles(TEAM, demo.CLOSED_CYCLE) == ["Changed in its own cycle"]


def test_without_any_release_there_is_nothing_to_share(database):
    for act in (lambda: practices.overview(TEAM), lambda: practices.share(LEAD, "", STRONG, GOOD)):
        with pytest.raises(WrongState, match="There are no published results yet"):
            act()


# ---- words and files ---------------------------------------------------------------------------------


def test_the_file_has_the_words_of_the_page_and_no_formula(unshared):
    practices.share(LEAD, "", STRONG, Entered("=1+1 😀", "+cmd|' /C calc'!A0\n=2", "medium", "@team"))
    view = practices.overview(TEAM)
    rows = list(
        csv.reader(io.StringIO(csv_bytes(words.COLUMNS, words.rows(view.areas, view.names)).decode("utf-8-sig")))
    )
    assert rows[0] == list(words.COLUMNS)
    area, organisation, title, what, effort, team, day = rows[1]
    assert (area, organisation) == ("Investment", "Department for Education")
    assert (title, what, team) == ("'=1+1 😀", "'+cmd|' /C calc'!A0\n=2", "'@team")
    assert (effort, day) == ("Medium: weeks of work", dates.day(dates.now()))


def test_awkward_texts_come_back_as_they_were_typed(unshared):
    tidy = {" ".join(words.split()).casefold(): " ".join(words.split()) for words in awkward_texts(40)}
    texts = [t for t in tidy.values() if not refused(title=t, what=t, contact_team=t)]
    assert len(texts) > 60
    for t in texts:
        practices.share(LEAD, "", STRONG, Entered(t, t, "large", t))
    (area,) = (area for area in practices.overview(TEAM).areas if area.practices)
    assert [{one.title, one.what, one.contact_team} for one in area.practices] == [{t} for t in reversed(texts)]


@pytest.mark.parametrize(
    ("levels", "alike", "said"),
    [
        ((2.0, 2.5, 3.0, 3.2, 3.4), False, "Highest quarter: level 3.2 or more, among 5 organisations"),
        ((2.0, 2.5, 3.0, 3.2), False, "Too few organisations have a published level"),
        ((2.0, 2.5, 3.0, 3.2, 3.4), True, "There is no evidence that organisations differ"),
    ],
)
def test_an_area_says_where_its_highest_quarter_begins_or_why_nobody_is_named(
    unshared, monkeypatch, levels, alike, said
):
    monkeypatch.setattr(
        practices, "highest_quarter", lambda *_: highest_quarter(published(*levels, alike=alike), "AAA")
    )
    assert words.quarter(practices.overview(TEAM).areas[0]).startswith(said)
