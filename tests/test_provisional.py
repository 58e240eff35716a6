"""A release that departments check: who sees what of it, what they say, corrections, and releasing it to everyone."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from assessment import dates, files, store
from assessment.errors import EntryRefused, NotAllowed, NotSignedIn, WrongState
from assessment.model import VERDICTS, Role, SignOff
from assessment.service import (
    actions,
    changing,
    comparing,
    correcting,
    demand,
    gaps,
    insight,
    manuals,
    practices,
    priorities,
    provisional,
    pulse,
    quality,
    releases,
    spread,
)
from assessment.service.provisional import Checks
from assessment.sign_off import Said
from assessment.store import cycles as kept
from assessment.store import events, evidence, reads, usage, writes
from tests import builders as make
from tests.checked_world import BANK, CYCLE, DOMAIN, PLACES, checked, checked_file
from tests.commands import write
from tests.test_pages import ROUTER, heading, text
from ui import check_words as words
from ui import who

__all__ = ["checked", "checked_file"]

TEAM = replace(make.LEARNING_TEAM, account="4711")
HR = replace(make.DEPARTMENT_HR, account="12")
LEAD = make.DEPARTMENT_LEAD
HMRC = make.viewer(Role.DEPARTMENT_HR, organisation="HMRC")
HMT = make.viewer(Role.DEPARTMENT_HR, organisation="HMT")
LEADER = make.viewer(Role.RESPONDENT, person="made-up-000001")
AGREE = Said("agreed")
QUERY = Said("queried", "Four people left in May.")


@pytest.fixture(autouse=True)
def _world(checked, not_attacked):
    """A closed cycle with its provisional release, whose corrections are not attacked."""


def cycle():
    with store.reading() as db:
        return reads.cycle(db, CYCLE)


def correct(folder, *people: int):
    lines = (f"made-up-{number:06d},HMRC,director_general" for number in people)
    file = files.read_moves(write(folder / "moves.csv", "respondent,organisation,grade", *lines))
    return correcting.correct(TEAM, CYCLE, file, BANK)


def counts() -> tuple[int, ...]:
    found = provisional.checks(TEAM, CYCLE)
    return len(found.agreed), len(found.queried), len(found.unanswered)


# ---- who sees it ---------------------------------------------------------------------------------------


def test_the_cycle_stays_closed_and_its_release_is_number_one():
    assert cycle().status == "closed"
    assert provisional.checks(TEAM, CYCLE).number == 1
    with store.reading() as db:
        assert [event.action for event in events.events(db)] == ["provisional"]


def test_a_department_sees_the_levels_of_its_own_organisation_and_nothing_of_another():
    for viewer in (HR, LEAD):
        own = provisional.own(viewer)
        assert (own.organisation.code, own.number, own.said) == ("DFE", 1, None)
        found = own.published.cells
        assert {(cell.organisation, cell.view, cell.measure) for cell in found} == {("DFE", "organisation", "level")}
        assert {cell.domain: cell.n for cell in found}[DOMAIN] == PLACES["DFE"]
        assert not own.published.alike, "nothing that is about all organisations"
    assert {cell.organisation for cell in provisional.own(HMRC).published.cells} == {"HMRC"}


def test_an_organisation_that_was_not_invited_has_nothing_to_check():
    assert provisional.waiting(HMT) == ()
    assert provisional.waiting(HR) == (CYCLE,)
    for call in (lambda: provisional.own(HMT), lambda: provisional.say(HMT, CYCLE, 1, AGREE)):
        with pytest.raises(WrongState, match="Your organisation was not invited to ‘2026’"):
            call()
    with store.reading() as db:
        assert kept.cycle_organisations(db, cycle().id) == frozenset(), "no list: those of the cohort are asked"


def test_of_the_organisations_invited_all_are_asked_also_those_without_answers():
    with store.writing() as db:
        insert = kept.insert_rows
        rows = [{"cycle_id": reads.cycle(db, CYCLE).id, "organisation": code} for code in ("DFE", "HMT")]
        insert(db, kept.CycleOrganisationRow, rows)
    assert [one.code for one in provisional.checks(TEAM, CYCLE).asked] == ["DFE", "HMT"]
    assert all(not cell.shown for cell in provisional.own(HMT).published.cells)
    assert provisional.waiting(HMRC) == ()


def test_nobody_else_sees_a_provisional_release():
    others = (LEADER, make.ADMINISTRATOR, make.viewer(Role.BANK_EDITOR), make.viewer(Role.GUEST))
    for viewer in others:
        for call in (provisional.own, provisional.waiting, lambda v: provisional.say(v, CYCLE, 1, AGREE)):
            with pytest.raises(NotAllowed):
                call(viewer)
    for viewer in (*others, HR, LEAD):
        for call in (
            lambda v: provisional.checks(v, CYCLE),
            lambda v: provisional.of(v, CYCLE, "DFE"),
            lambda v: provisional.build(v, CYCLE),
            lambda v: provisional.release(v, CYCLE, 1, confirmed=True),
        ):
            with pytest.raises(NotAllowed):
                call(viewer)
    with pytest.raises(NotSignedIn):
        provisional.own(None)
    with pytest.raises(NotAllowed):
        provisional.own(replace(HR, organisation=""))
    assert {cell.organisation for cell in provisional.of(TEAM, CYCLE, "HMRC").published.cells} == {"HMRC"}


READERS = {
    "gaps": lambda: gaps.gaps(TEAM, CYCLE),
    "priorities": lambda: priorities.priorities(HR, cycle_name=CYCLE),
    "demand": lambda: demand.learning_demand(TEAM, CYCLE),
    "organisation": lambda: comparing.organisation(HR, cycle_name=CYCLE),
    "change": lambda: changing.change(HR, cycle_name=CYCLE),
    "conditions": lambda: pulse.conditions(HR, cycle_name=CYCLE),
    "spread": lambda: spread.spread(HR, cycle_name=CYCLE),
    "practices": lambda: practices.overview(HR, CYCLE),
    "actions": lambda: actions.overview(TEAM, CYCLE),
    "export": lambda: releases.stored(TEAM, CYCLE),
    "quality": lambda: quality.statistics(make.viewer(Role.BANK_EDITOR), CYCLE),
    "manual": lambda: manuals.of_cycle(TEAM, CYCLE),
}


@pytest.mark.parametrize("reader", READERS)
def test_whatever_reads_results_does_not_see_them_before_the_release(reader):
    with pytest.raises(WrongState) as refused:
        READERS[reader]()
    assert refused.value.code in ("no_release", "not_released")


def test_lists_of_released_cycles_counts_of_items_and_reports_do_not_know_it():
    assert insight.released(HR) == ()
    assert quality.released(make.viewer(Role.BANK_EDITOR)) == ()
    assert releases.published(TEAM, cycle()) is None
    assert releases.beside_report(LEADER, cycle(), "grade") is None
    with store.reading() as db:
        assert reads.latest_released_cycle(db) is None
        assert usage.item_counts(db) == []
        assert evidence.statistics(db, cycle().id) is None
        with pytest.raises(WrongState, match="no published results yet"):
            releases.chosen(db, CYCLE)


# ---- building ------------------------------------------------------------------------------------------


def test_only_a_closed_cycle_without_a_release_gets_a_provisional_one():
    with pytest.raises(WrongState, match="let departments check it, then release it to everyone"):
        provisional.build(TEAM, CYCLE, BANK)
    with pytest.raises(WrongState, match="let departments check it, then release it to everyone"):
        releases.build(TEAM, CYCLE, BANK)
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle().id, status="open", now=cycle().opens_at)
    with pytest.raises(WrongState, match="built from a closed cycle"):
        provisional.build(TEAM, CYCLE, BANK)
    with pytest.raises(WrongState, match="between the close and the release"):
        provisional.checks(TEAM, CYCLE)
    with pytest.raises(WrongState, match="There are no figures to check"):
        provisional.own(HR)


# ---- signing off ---------------------------------------------------------------------------------------


def test_the_log_on_the_page_names_who_spoke_for_an_organisation():
    said = SignOff(1, "DFE", "12", dates.now(), "queried", "Two people moved.")
    known = Checks(make.cycle(), 1, (), (), (), (said,), {"DFE": "Department for Education"}, {"12": "Jo Williams"})
    assert words.log_row(said, known)[1:] == (
        "Department for Education", 1, "We have a query", "Two people moved.", "Jo Williams",
    )  # fmt: skip
    assert words.log_row(said, replace(known, people={}))[-1] == "12"


def test_a_query_stands_until_whoever_asked_it_agrees():
    provisional.say(HR, CYCLE, 1, QUERY)
    provisional.say(LEAD, CYCLE, 1, AGREE)
    assert counts() == (0, 1, 3), "nobody can agree somebody else's query away"
    provisional.say(HR, CYCLE, 1, AGREE)
    assert counts() == (1, 0, 3)


def test_what_departments_say_is_logged_with_account_moment_and_release():
    assert counts() == (0, 0, 4)
    provisional.say(HR, CYCLE, 1, Said("queried", "  Four  people left \n\n in May. "))
    provisional.say(HMRC, CYCLE, 1, AGREE)
    assert counts() == (1, 1, 2)
    provisional.say(LEAD, CYCLE, 1, Said("agreed", "these words belong to no query"))
    found = provisional.checks(TEAM, CYCLE)
    assert counts() == (1, 1, 2)
    assert [(one.organisation, one.release_number, one.account, one.verdict, one.text) for one in found.log] == [
        ("DFE", 1, LEAD.account, "agreed", ""),
        ("HMRC", 1, HMRC.account, "agreed", ""),
        ("DFE", 1, "12", "queried", "Four people left\nin May."),
    ]
    assert provisional.own(HR).said == found.log[0]


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        (Said(""), {"verdict": "Select whether you agree or have a query"}),
        (Said("maybe"), {"verdict": "Select whether you agree or have a query"}),
        (Said("queried", " \n"), {"text": "Enter what your query is"}),
        (Said("queried", "x" * 501), {"text": "The query must be 500 characters or fewer"}),
        (Said("queried", "Ask jo.williams@x.gov.uk"), {"text": "The query must not give the address of a person"}),
        (
            Said("queried", "Four\u202e left"),
            {"text": "The query must not contain hidden characters: type it, or paste plain text"},
        ),
    ],
)
def test_what_cannot_be_said_is_refused_in_words_and_not_logged(said, fields):
    with pytest.raises(EntryRefused) as refused:
        provisional.say(HR, CYCLE, 1, said)
    assert refused.value.fields == fields
    assert provisional.checks(TEAM, CYCLE).log == ()
    provisional.say(HR, CYCLE, 1, Said("queried", "x" * 500))


# ---- corrections ---------------------------------------------------------------------------------------


def test_a_correction_is_closed_with_what_departments_have_seen_and_asks_them_again(tmp_path):
    provisional.say(HR, CYCLE, 1, AGREE)
    correct(tmp_path, 1)
    assert cycle().status == "closed"
    assert provisional.checks(TEAM, CYCLE).number == 2
    assert counts() == (0, 0, 4)
    for viewer in (HR, HMRC):
        cells = provisional.own(viewer).published.cells
        assert {cell.n for cell in cells} == {None}, "one person more or less would be told by subtraction"
    assert {cell.n for cell in provisional.of(TEAM, CYCLE, "DWP").published.cells if cell.domain == DOMAIN} == {30}
    with pytest.raises(WrongState, match="figures have been corrected, or released, since you opened the page"):
        provisional.say(HR, CYCLE, 1, AGREE)
    with pytest.raises(WrongState, match="figures have been corrected"):
        provisional.release(TEAM, CYCLE, 1, confirmed=True)
    provisional.release(TEAM, CYCLE, 2, confirmed=True)
    shown = releases.published(TEAM, cycle()).select(view="organisation", measure="level", domain=DOMAIN)
    assert {cell.organisation: cell.n for cell in shown.cells if cell.shown} == {"DWP": 30, "HO": 30}


def test_a_correction_of_many_people_counts_them_where_they_belong(tmp_path):
    correct(tmp_path, *range(1, 11))
    sizes = {code: provisional.of(TEAM, CYCLE, code) for code in PLACES}
    found = {code: next(c.n for c in own.published.cells if c.domain == DOMAIN) for code, own in sizes.items()}
    assert found == {"DFE": 30, "HMRC": 40, "DWP": 30, "HO": 30}


# ---- releasing -----------------------------------------------------------------------------------------


def test_releasing_needs_a_confirmation_and_does_not_wait_for_everybody():
    with pytest.raises(EntryRefused, match="Confirm that you release the figures to everyone"):
        provisional.release(TEAM, CYCLE, 1, confirmed=False)
    assert cycle().status == "closed"
    before = {cell.domain: cell for cell in provisional.own(HR).published.cells}
    provisional.release(TEAM, CYCLE, 1, confirmed=True)
    assert cycle().status == "released"
    everyone = releases.published(TEAM, cycle(), view="organisation", measure="level")
    assert {c.domain: c for c in everyone.cells if c.organisation == "DFE"} == before, "what was checked is released"
    assert quality.released(make.viewer(Role.BANK_EDITOR)) == (CYCLE,)
    with store.reading() as db:
        assert usage.item_counts(db)
        assert reads.releases_of(db, cycle().id) == 1
        assert [event.action for event in events.events(db)] == ["release", "provisional"]
    with pytest.raises(WrongState, match="There are no figures to check"):
        provisional.own(HR)
    for call in (
        lambda: provisional.say(HR, CYCLE, 1, AGREE),
        lambda: provisional.release(TEAM, CYCLE, 1, confirmed=True),
    ):
        with pytest.raises(WrongState, match="corrected, or released"):
            call()


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


def test_a_department_checks_its_figures_and_says_what_it_thinks(visit):
    app = visit(HR, "check_figures")
    assert heading(app) == "Check your figures"
    page = text(app)
    assert f'<p class="heading-caption">{provisional.own(HR).organisation.name}, 2026</p>' in page
    assert page.count('<td class="number">40</td>') == len(BANK.domains)
    assert "Nobody of your organisation has said anything about these figures yet." in page
    app = press(app, "Send")
    for key, said in (("verdict", "Select whether you agree or have a query"),):
        assert f'<li><a href="#check-{key}">{said}</a></li>' in text(app)
        assert f'data-control="check-{key}"' in text(app)
    app.radio(key="check-verdict").set_value(VERDICTS[1])
    app = press(app, "Send")
    assert "Enter what your query is" in text(app)
    app.text_area(key="check-text").set_value("<b>Four</b> people left.")
    app = press(app, "Send")
    assert "There is a problem" not in text(app)
    assert "somebody said that your organisation has a query." in text(app)
    assert provisional.own(HR).said.text == "<b>Four</b> people left."


def test_a_department_without_anything_to_check_is_told_so(visit):
    app = visit(HMT, "check_figures")
    assert heading(app) == "Check your figures"
    assert words.NOTHING in text(app)
    assert "<table>" not in text(app)


def test_the_learning_team_reads_the_log_and_releases_once_it_has_confirmed(visit):
    provisional.say(HR, CYCLE, 1, Said("queried", "<b>Four</b> people left."))
    app = visit(TEAM, "provisional", cycle=CYCLE)
    assert heading(app) == "Figures for checking"
    page = text(app)
    assert "4 organisations are asked. 0 agreed, 1 queried, 3 have not answered." in page
    assert "<td>We have a query</td><td>&lt;b&gt;Four&lt;/b&gt; people left.</td>" in page
    assert app.checkbox(key="provisional-sure").label == "Release the figures, although 4 have not agreed"
    app = press(app, "Release to everyone")
    assert '<li><a href="#provisional-sure">Confirm that you release the figures to everyone</a></li>' in text(app)
    assert cycle().status == "closed"
    app.checkbox(key="provisional-sure").check()
    app = press(app, "Release to everyone")
    assert heading(app) == "Cycles"
    assert cycle().status == "released"
    assert "<td>Released</td>" in text(app)


def test_a_cycle_under_check_is_not_offered_to_be_published_in_one_step(visit):
    app = visit(TEAM, "cycles")
    assert "<td>Closed, figures being checked</td>" in text(app)
    assert "Close and publish" not in [button.label for button in app.button]
    assert [link.proto.label for link in app.get("page_link")] == ["Make a cycle", "Figures of 2026 for checking"]


def test_a_closed_cycle_without_a_release_offers_to_build_one(visit, monkeypatch):
    built = []
    monkeypatch.setattr(provisional, "build", lambda viewer, name: built.append(name) or 7)
    monkeypatch.setattr(reads, "releases_of", lambda *_: 0)
    app = visit(TEAM, "provisional", cycle=CYCLE)
    assert "There is no release of it yet." in text(app)
    app = press(app, words.BUILD)
    assert built == [CYCLE]
    assert [done.value for done in app.success] == [words.built(7)]
    assert "There is no release of it yet." not in text(app)
