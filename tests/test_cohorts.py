"""Who is invited: imports, two at once, undone for a day; people who move, leave and come back; and the pages."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from assessment import dates, scoring, store
from assessment.errors import EntryRefused, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import Role
from assessment.service import banks, cohorts, entering, insight, members, taking
from assessment.store import reads, writes
from assessment.store.tables import AccountRow, CohortChangeRow, CohortImportRow, CohortMemberRow, CycleOrganisationRow
from benchmarks import cohort_upload
from tests import builders as make
from tests.test_pages import ROUTER, heading, text
from ui import cohort_words as words
from ui import who
from ui.plain import plain

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
TEAM = replace(make.LEARNING_TEAM, account="4711", name="Quentin Clerk")
CYCLE = "Autumn 2026"
HEADINGS = "work_email,first_name,last_name,department_code,grade"
ANN, BO, CY = "ann@dfe.gov.uk", "bo@hmt.gov.uk", "cy@dfe.gov.uk"
FILE = (f"{ANN},Ann,Lee,DFE,Director", f"{BO},Bo,May,HMT,Deputy director", f"{CY},Cy,Poe,DFE,Director general")


@pytest.fixture
def clock(monkeypatch):
    moment = [NOW]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture(autouse=True)
def cycle(clock):
    """A cycle that has been open for a day, and nobody in it."""
    with store.writing() as db:
        names = {"DFE": "Department for Education", "HMT": "HM Treasury", "HO": "Home Office"}
        writes.add_organisations(db, organisations=[make.organisation(*one) for one in names.items()])
        return add_cycle(db, CYCLE, "open")


def add_cycle(db, name: str, status: str):
    return writes.add_cycle(
        db,
        name=name,
        family="standard",
        bank_version=banks.current().version,
        opens_at=NOW - timedelta(days=1),
        closes_at=NOW + timedelta(days=30),
        status=status,
    )


def csv(*lines: str) -> bytes:
    return "\n".join([HEADINGS, *lines]).encode()


def bring_in(*lines: str, name: str = CYCLE, moves: bool = False, **more: object) -> int:
    return cohorts.bring_in(TEAM, name, "staff.csv", csv(*lines), moves=moves, **more)  # type: ignore[arg-type]


def rows(table) -> list:
    with store.reading() as db:
        return [row.model_copy() for row in db.exec(select(table))]


def key(address: str) -> str:
    with store.reading() as db:
        return reads.viewer(db, address).person


def viewer(address: str):
    with store.reading() as db:
        return reads.viewer(db, address)


def standing() -> dict[str, tuple[str, str, bool]]:
    """Where everybody in the cohorts stands, by address."""
    addresses = {row.person_id: row.subject for row in rows(AccountRow)}
    return {
        addresses[row.person_id]: (row.organisation, row.grade, row.left_at is not None)
        for row in rows(CohortMemberRow)
    }


def kinds() -> list[tuple[str, str]]:
    addresses = {row.person_id: row.subject for row in rows(AccountRow)}
    return [(row.kind, addresses.get(row.person_id, "")) for row in rows(CohortChangeRow)]


def submit(address: str) -> None:
    me = viewer(address)
    taking.begin(me)
    taking.record_response(me, taking.page(me, 1).questions[0].item.id, 3)
    taking.submit(me)


def counts() -> set[tuple[str, str, int, int, int]]:
    with store.reading() as db:
        cycle = reads.cycle(db, CYCLE)
        return set(reads.response_counts(db, cycle.id).itertuples(index=False, name=None))


# ---- imports -------------------------------------------------------------------------------------------


def test_correct_rows_become_people_who_can_start_with_accounts_and_a_history():
    number = bring_in(*FILE, "bad,No,Body,DFE,Director")
    assert standing() == {
        ANN: ("DFE", "director", False),
        BO: ("HMT", "deputy_director", False),
        CY: ("DFE", "director_general", False),
    }
    ann = viewer("ANN@dfe.gov.uk")
    assert (ann.name, ann.roles, ann.organisation) == ("Ann Lee", {Role.RESPONDENT}, "DFE")
    assert taking.overview(ann).person.grade == "director"
    assert kinds() == [("added", ANN), ("added", BO), ("added", CY)]
    (done,) = rows(CohortImportRow)
    assert (done.id, done.file_name, done.account, done.rows) == (number, "staff.csv", "4711", 3)
    assert {row.import_id for row in rows(CohortChangeRow)} == {number}


def test_keys_of_people_are_made_by_chance():
    bring_in(*FILE)
    keys = {row.person_id for row in rows(CohortMemberRow)}
    assert len(keys) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in keys)


def test_start_dates_and_managers_are_not_kept_anywhere(database):
    data = f"{HEADINGS},start_date,manager_email\n{FILE[0]},2019-04-01,boss.person@dfe.gov.uk".encode()
    assert cohorts.preview(TEAM, CYCLE, "a.csv", data).file.unused == ("start_date", "manager_email")
    cohorts.bring_in(TEAM, CYCLE, "a.csv", data)
    store.engine().dispose()
    kept = database.read_bytes()
    assert b"ann@dfe.gov.uk" in kept
    assert b"boss.person" not in kept
    assert b"2019-04-01" not in kept


def test_an_account_that_is_there_is_used_again_and_keeps_its_name_organisation_and_roles():
    with store.writing() as db:
        writes.add_account(db, subject=ANN, name="A. Lee OBE", roles=[Role.DEPARTMENT_HR], organisation="HO")
    bring_in(*FILE)
    ann = viewer(ANN)
    assert ann.roles == {Role.DEPARTMENT_HR, Role.RESPONDENT}
    assert (ann.name, ann.organisation) == ("A. Lee OBE", "HO"), "a file gives nobody power over an organisation"
    assert ann.person


def test_a_person_of_an_earlier_cycle_keeps_their_key():
    bring_in(*FILE)
    before = key(ANN)
    with store.writing() as db:
        add_cycle(db, "Spring 2027", "draft")
    bring_in(FILE[0], name="Spring 2027")
    assert key(ANN) == before
    assert len(rows(AccountRow)) == 3


def test_importing_the_same_file_again_changes_nothing_and_says_so():
    bring_in(*FILE)
    checked = cohorts.preview(TEAM, CYCLE, "staff.csv", csv(*FILE))
    assert [row.status for row in checked.rows] == ["there"] * 3
    with pytest.raises(EntryRefused, match="has no correct row that changes the cohort"):
        bring_in(*FILE)
    assert len(rows(CohortImportRow)) == 1


def test_people_elsewhere_in_the_cohort_move_only_if_that_is_asked_for():
    bring_in(*FILE)
    moved = (f"{ANN},Ann,Lee,HMT,Director general", "new@dfe.gov.uk,New,One,DFE,Director")
    bring_in(*moved)
    assert standing()[ANN] == ("DFE", "director", False)
    number = bring_in(*moved, moves=True)
    assert standing()[ANN] == ("HMT", "director_general", False)
    done = cohorts.imported(TEAM, number).done
    assert (done.added, done.moved) == (0, 1)
    last = rows(CohortChangeRow)[-1]
    assert (last.kind, last.organisation_before, last.grade_before) == ("moved", "DFE", "director")
    assert (last.organisation, last.grade) == ("HMT", "director_general")


def test_only_organisations_of_the_cycle_can_be_invited_where_it_names_them(cycle):
    with store.writing() as db:
        db.add(CycleOrganisationRow(cycle_id=cycle.id, organisation="DFE"))
    checked = cohorts.preview(TEAM, CYCLE, "staff.csv", csv(*FILE))
    assert [row.status for row in checked.rows] == ["add", "fix", "add"]
    assert checked.rows[1].sentences() == ["Row 3: 'HMT' is not invited to this cycle"]


@pytest.mark.parametrize(
    ("status", "allowed"), [("draft", True), ("open", True), ("closed", False), ("released", False)]
)
def test_people_are_invited_to_drafts_and_open_cycles_only(status, allowed):
    with store.writing() as db:
        add_cycle(db, "Other", status)
    assert cohorts.overview(TEAM, "Other").may_import == allowed
    if allowed:
        bring_in(*FILE, name="Other")
        assert len(standing()) == 3
    else:
        with pytest.raises(WrongState, match="The cohort of ‘Other’ cannot be changed any more"):
            bring_in(*FILE, name="Other")


def test_nobody_is_invited_after_the_closing_moment(clock):
    clock[0] = NOW + timedelta(days=30)
    with pytest.raises(WrongState, match="cannot be changed any more"):
        bring_in(*FILE)


def test_a_failure_half_way_leaves_nothing(monkeypatch):
    monkeypatch.setattr(cohorts, "AT_ONCE", 1)

    def stop(share: float) -> None:
        if share > 0.5:
            raise RuntimeError("the plug was pulled")

    with pytest.raises(RuntimeError):
        bring_in(*FILE, progress=stop)
    assert (standing(), rows(CohortImportRow), rows(CohortChangeRow), rows(AccountRow)) == ({}, [], [], [])


def test_progress_is_told_to_the_end(monkeypatch):
    monkeypatch.setattr(cohorts, "AT_ONCE", 2)
    told: list[float] = []
    bring_in(*FILE, progress=told.append)
    assert told == [pytest.approx(2 / 3), 1.0]


def test_two_imports_at_once_invite_nobody_twice_and_nobody_by_half():
    lines = [f"p{n}@dfe.gov.uk,P{chr(97 + n % 26)},Q,DFE,Director" for n in range(400)]
    parts = (lines[:300], lines[100:], [*lines[50:350], "last@dfe.gov.uk,L,Q,DFE,Director"])
    with ThreadPoolExecutor(3) as pool:
        numbers = list(pool.map(lambda part: bring_in(*part), parts))
    assert len(standing()) == len(rows(AccountRow)) == len(rows(CohortMemberRow)) == 401
    added = [cohorts.imported(TEAM, number).done.added for number in numbers]
    assert sum(added) == len(kinds()) == 401


@pytest.mark.parametrize(
    "ask", [cohorts.overview, lambda v: cohorts.template(v, "csv"), lambda v: cohorts.imported(v, 1)]
)
def test_only_the_learning_team_sees_or_changes_a_cohort(ask):
    for someone in (make.DEPARTMENT_HR, make.LEADER, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            ask(someone)
    with pytest.raises(NotSignedIn):
        ask(None)


# ---- undoing -------------------------------------------------------------------------------------------


def test_an_import_can_be_undone_for_a_day_and_takes_its_accounts_with_it(clock):
    number = bring_in(*FILE)
    clock[0] = NOW + timedelta(hours=23, minutes=59)
    assert cohorts.imported(TEAM, number).may_undo
    cohorts.undo(TEAM, number)
    assert (standing(), rows(AccountRow)) == ({}, [])
    done = cohorts.imported(TEAM, number)
    assert (done.done.taken_back, done.done.stayed, done.may_undo) == (3, 0, False)
    assert [kind for kind, _ in kinds()] == ["added"] * 3 + ["removed"] * 3
    with pytest.raises(WrongState, match="can no longer be undone"):
        cohorts.undo(TEAM, number)


def test_after_a_day_or_the_close_an_import_stays(clock):
    number = bring_in(*FILE)
    clock[0] = NOW + timedelta(hours=24)
    with pytest.raises(WrongState, match="can no longer be undone"):
        cohorts.undo(TEAM, number)
    clock[0] = NOW + timedelta(hours=1)
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=reads.cycle(db, CYCLE).id, status="closed", now=clock[0])
    with pytest.raises(WrongState, match="can no longer be undone"):
        cohorts.undo(TEAM, number)
    assert len(standing()) == 3


def test_who_has_started_stays_and_is_counted(clock):
    number = bring_in(*FILE)
    taking.begin(viewer(ANN))
    taking.report_wrong_role(viewer(BO), "I am a director")
    clock[0] = NOW + timedelta(hours=1)
    cohorts.undo(TEAM, number)
    assert standing() == {ANN: ("DFE", "director", False)}
    done = cohorts.imported(TEAM, number)
    assert (done.done.taken_back, done.done.stayed) == (2, 1)
    assert "1 person stays, because they have started or were changed again since." in words.outcome(done)


def test_undoing_puts_back_who_was_moved_unless_somebody_moved_them_again(clock):
    bring_in(*FILE)
    lines = (f"{ANN},Ann,Lee,HMT,Director", f"{CY},Cy,Poe,HMT,Director general")
    number = bring_in(*lines, moves=True)
    clock[0] = NOW + timedelta(hours=1)
    members.move(TEAM, CYCLE, key(CY), "HO", "director", "Promoted the other way")
    clock[0] = NOW + timedelta(hours=2)
    cohorts.undo(TEAM, number)
    assert standing()[ANN] == ("DFE", "director", False)
    assert standing()[CY] == ("HO", "director", False)
    assert cohorts.imported(TEAM, number).done.stayed == 1


def test_an_account_with_another_role_or_another_cycle_outlives_the_undoing(clock):
    with store.writing() as db:
        writes.add_account(db, subject=BO, name="Bo", roles=[Role.GUEST])
        add_cycle(db, "Spring 2027", "draft")
    bring_in(FILE[0], name="Spring 2027")
    number = bring_in(*FILE)
    clock[0] = NOW + timedelta(hours=1)
    cohorts.undo(TEAM, number)
    assert {row.subject: row.roles for row in rows(AccountRow)} == {ANN: ["respondent"], BO: ["guest"]}


def test_an_import_that_is_not_there_is_said_so():
    with pytest.raises(NotFound, match="We could not find that import"):
        cohorts.imported(TEAM, 99)


# ---- people one by one ---------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", ["ann", "LEE", "ann@dfe", "nn  le"])
def test_a_person_is_found_by_name_or_address(wanted):
    bring_in(*FILE)
    found = members.search(TEAM, CYCLE, wanted)
    assert [(one.name, one.address, one.organisation) for one in found.people] == [("Ann Lee", ANN, "DFE")]
    assert not found.more


def test_a_search_is_no_list_to_look_through():
    bring_in(*[f"p{n}@dfe.gov.uk,Pat,Q,DFE,Director" for n in range(12)])
    found = members.search(TEAM, CYCLE, "pat")
    assert (len(found.people), found.more) == (10, True)
    for few in ("", "pa", "  a  "):
        with pytest.raises(EntryRefused, match="Enter at least 3 characters"):
            members.search(TEAM, CYCLE, few)
    assert members.search(TEAM, CYCLE, "%%%").people == ()


def test_a_person_who_has_not_answered_moves_with_a_reason_in_the_history():
    bring_in(*FILE)
    members.move(TEAM, CYCLE, key(ANN), "HO", "director_general", "  New\n job ")
    assert standing()[ANN] == ("HO", "director_general", False)
    view = members.person(TEAM, CYCLE, key(ANN))
    assert (view.changes[0].kind, view.changes[0].reason) == ("moved", "New job")
    assert cohorts.overview(TEAM, CYCLE).changes == view.changes[:1]


def test_the_targets_of_a_person_who_has_submitted_follow_their_new_grade():
    bring_in(*FILE)
    submit(ANN)
    members.move(TEAM, CYCLE, key(ANN), "HMT", "deputy_director", "Was wrong")
    with store.reading() as db:
        sitting = reads.latest_submitted(db, key(ANN))
        targets = {score.domain: score.target for score in reads.scores(db, sitting.id)}
    assert (sitting.person.organisation, sitting.person.grade) == ("HMT", "deputy_director")
    assert targets == pytest.approx(scoring.domain_targets(banks.current(), "deputy_director", "none"))
    assert ("HMT", "deputy_director", 2, 0, 1) in counts()


@pytest.mark.parametrize(
    ("organisation", "grade", "reason", "wrong"),
    [
        ("HO", "director", "", {"reason": "Enter a reason"}),
        ("HO", "director", "x" * 501, {"reason": "Reason must be 500 characters or fewer"}),
        ("XX", "boss", "x", {"organisation": members.SELECT_DEPARTMENT, "grade": "Select a grade"}),
        ("DFE", "director", "x", {"organisation": "Select another department or another grade"}),
    ],
)
def test_a_change_that_cannot_be_made_is_said_beside_its_field(organisation, grade, reason, wrong):
    bring_in(*FILE)
    with pytest.raises(EntryRefused) as refused:
        members.move(TEAM, CYCLE, key(ANN), organisation, grade, reason)
    assert refused.value.fields == wrong
    assert standing()[ANN] == ("DFE", "director", False)


def test_who_has_left_cannot_start_counts_no_more_and_can_be_brought_back():
    bring_in(*FILE)
    members.leave(TEAM, CYCLE, key(ANN), "Retired")
    assert standing()[ANN] == ("DFE", "director", True)
    assert ("DFE", "director", 0, 0, 0) in counts()
    for refused in (taking.overview, taking.begin):
        with pytest.raises(NotAllowed, match="You have not been invited"):
            refused(viewer(ANN))
    with pytest.raises(WrongState, match="has left the cohort"):
        entering.begin(TEAM, key(ANN), "a")
    members.bring_back(TEAM, CYCLE, key(ANN), "Is back")
    assert ("DFE", "director", 1, 0, 0) in counts()
    taking.begin(viewer(ANN))
    assert [(one.kind, one.reason) for one in members.person(TEAM, CYCLE, key(ANN)).changes] == [
        ("returned", "Is back"),
        ("left", "Retired"),
        ("added", ""),
    ]


def test_what_somebody_submitted_before_they_left_counts():
    bring_in(*FILE)
    submit(ANN)
    taking.begin(viewer(BO))
    for address in (ANN, BO):
        members.leave(TEAM, CYCLE, key(address), "Moved abroad")
    assert counts() == {
        ("DFE", "director", 1, 0, 1),
        ("HMT", "deputy_director", 0, 0, 0),
        ("DFE", "director_general", 1, 0, 0),
    }
    with store.reading() as db:
        invited = reads.invited(db, reads.cycle(db, CYCLE).id)
    assert set(invited.itertuples(index=False, name=None)) == {("DFE", "director", 1), ("DFE", "director_general", 1)}


def test_a_file_does_not_bring_back_who_has_left():
    bring_in(*FILE)
    members.leave(TEAM, CYCLE, key(ANN), "Retired")
    checked = cohorts.preview(TEAM, CYCLE, "staff.csv", csv(*FILE))
    assert [row.status for row in checked.rows] == ["fix", "there", "there"]


def test_leaving_twice_and_changes_after_the_release_are_refused(clock):
    bring_in(*FILE)
    members.leave(TEAM, CYCLE, key(ANN), "Retired")
    with pytest.raises(WrongState, match="decided this already"):
        members.leave(TEAM, CYCLE, key(ANN), "Retired")
    with store.writing() as db:
        cycle = reads.cycle(db, CYCLE)
        writes.set_cycle_status(db, cycle_id=cycle.id, status="closed", now=NOW)
    members.move(TEAM, CYCLE, key(BO), "DFE", "director", "The cohort is checked after the close")
    with store.writing() as db:  # for checking only, or for everybody
        writes.save_release(db, cycle_id=cycle.id, created_at=NOW, minimum_group=10, proof={}, world={}, cells=[])
    for change in (
        lambda: members.move(TEAM, CYCLE, key(BO), "HMT", "director", "x"),
        lambda: members.bring_back(TEAM, CYCLE, key(ANN), "x"),
    ):
        with pytest.raises(WrongState, match="best left to the next cycle"):
            change()


def test_a_request_is_accepted_with_the_change_or_declined_and_then_gone():
    bring_in(*FILE)
    for address in (ANN, BO):
        taking.report_wrong_role(viewer(address), "I am a director general")
    assert members.person(TEAM, CYCLE, key(ANN)).request == "I am a director general"
    members.move(TEAM, CYCLE, key(ANN), "DFE", "director_general", "")
    assert members.person(TEAM, CYCLE, key(ANN)).changes[0].reason == "The person asked for this correction"
    members.decline(TEAM, CYCLE, key(BO))
    assert standing()[BO] == ("HMT", "deputy_director", False)
    assert insight.corrections(TEAM) == ()
    with pytest.raises(WrongState, match="decided this already"):
        members.decline(TEAM, CYCLE, key(BO))


def test_only_the_learning_team_sees_or_changes_people():
    bring_in(*FILE)
    for someone in (make.DEPARTMENT_HR, make.LEADER, make.ADMINISTRATOR):
        for act in (
            lambda v: members.search(v, CYCLE, "ann"),
            lambda v: members.person(v, CYCLE, key(ANN)),
            lambda v: members.move(v, CYCLE, key(ANN), "HO", "director", "x"),
            lambda v: members.leave(v, CYCLE, key(ANN), "x"),
            lambda v: members.decline(v, CYCLE, key(ANN)),
        ):
            with pytest.raises(NotAllowed):
                act(someone)
    with pytest.raises(NotFound, match="that person in the cohort"):
        members.person(TEAM, CYCLE, "nobody")


# ---- pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def visit(monkeypatch):
    """Open a page of the campaign as somebody, with words after the question mark."""
    monkeypatch.setattr("assessment.service.identity.made_up_allowed", lambda: True)

    def _visit(file: str, someone=TEAM, **query: str) -> AppTest:
        monkeypatch.setattr(who, "identify", lambda: someone)
        monkeypatch.setattr(who, "viewer", lambda: someone)
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/campaign/{file}.py").run()

    return _visit


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    return button.click().run()


def test_a_file_is_uploaded_checked_imported_and_undone_on_the_page(visit, clock):
    app = press(visit("cohort"), words.CHECK)
    assert '<li><a href="#cohort-file">Select a cohort file</a></li>' in text(app)
    app.file_uploader[0].set_value(("staff.csv", csv(*FILE, "bad,Bad,Row,DFE,Director"), "text/csv"))
    app = press(app, words.CHECK)
    page = text(app)
    assert "There is a problem" not in page
    assert "- 3 people will be added.\n- 1 row to fix." in page
    assert plain("Row 5: Email address must be in the correct format, like name@example.gov.uk") in page
    assert '<th scope="row" class="number">5</th><td>bad</td><td>Bad Row</td>' in page
    assert [one.proto.label for one in app.get("download_button")][-1:] == ["Download 1 row to fix"]
    app = press(app, "Import 3 correct rows")
    assert heading(app) == "Import complete"
    assert "From the file staff.csv: 3 people added." in text(app)
    assert "You can undo this until 25 November 2026 at 9\\:41am." in text(app)
    assert len(standing()) == 3
    clock[0] = NOW + timedelta(hours=1)
    app = press(visit("cohort_import", id="1"), "Undo this import")
    assert heading(app) == "Import undone"
    assert "Undone on 24 November 2026 at 10\\:41am for 3 people." in text(app)
    assert standing() == {}


def test_a_file_that_cannot_be_used_is_said_above_and_beside_the_field(visit):
    app = visit("cohort")
    app.file_uploader[0].set_value(("staff.csv", b"name\nAnn", "text/csv"))
    page = text(press(app, words.CHECK))
    assert page.count("The selected file must use the template: it has no column work_email") == 2
    assert not [button for button in app.button if button.label.startswith("Import")]


def test_the_cohort_page_shows_counts_one_person_and_the_history_never_everybody(visit):
    bring_in(*FILE)
    members.leave(TEAM, CYCLE, key(BO), "Retired")
    app = visit("cohort", cycle="never")
    page = text(app)
    assert "2 people are in the cohort of Autumn 2026. 1 person left it." in page
    assert "Imported staff.csv" in page
    assert "3 people added" in page
    assert "<td>Left the cohort</td><td>Bo May</td><td>HMT, Deputy director</td><td></td><td>Retired</td>" in page
    assert "Ann Lee" not in page
    app.text_input[0].set_value("lee")
    page = text(press(app, "Find"))
    assert f'href="/cohort-person?cycle=Autumn+2026&amp;person={key(ANN)}"' in page
    assert "Cy Poe" not in page
    app.text_input[0].set_value("x")
    assert "Enter at least 3 characters" in text(press(app, "Find"))


def test_a_person_is_moved_taken_out_and_brought_back_on_their_page(visit):
    bring_in(*FILE)
    app = visit("cohort_person", cycle=CYCLE, person=key(ANN))
    assert heading(app) == "Ann Lee"
    page = text(press(app, "Save this change"))
    assert page.count("Enter a reason") == 2
    app.selectbox[0].set_value("HMT")
    app.text_input[0].set_value("New job")
    app = press(app, "Save this change")
    assert "<dd>HM Treasury</dd>" in text(app)
    assert "There is a problem" not in text(app)
    app.text_input[1].set_value("Retired")
    app = press(app, "Take them out")
    assert "Left on 24 November 2026" in text(app)
    app.text_input[1].set_value("Is back")
    press(app, "Bring them back")
    assert standing()[ANN] == ("HMT", "director", False)


def test_the_page_of_a_person_says_nothing_of_whether_they_have_answered(visit):
    bring_in(*FILE)
    before = text(visit("cohort_person", cycle=CYCLE, person=key(ANN)))
    submit(ANN)
    assert text(visit("cohort_person", cycle=CYCLE, person=key(ANN))) == before


def test_a_request_leads_from_its_list_to_the_page_where_it_is_decided(visit):
    bring_in(*FILE)
    taking.report_wrong_role(viewer(ANN), "<b>I am</b> a director general")
    assert f'<a href="/cohort-person?person={key(ANN)}">Ann Lee</a>' in text(visit("corrections")).replace(
        ' class=""', ""
    )
    hr = replace(make.DEPARTMENT_HR, organisation="DFE")
    assert "/cohort-person" not in text(visit("corrections", hr))
    app = visit("cohort_person", person=key(ANN))
    assert "&lt;b&gt;I am&lt;/b&gt; a director general" in text(app)
    press(app, "Decline this request")
    assert "Nobody has asked for a correction." in text(visit("corrections"))


def test_names_that_people_bring_in_never_become_markup_or_formulas(visit):
    bring_in("x@dfe.gov.uk,Al (b),De'Ath & Co/X,DFE,Director")
    members.leave(TEAM, CYCLE, key("x@dfe.gov.uk"), "=1+1 <img src=x>")
    page = text(visit("cohort"))
    assert "Al (b) De'Ath &amp; Co/X" in page
    assert "&lt;img src=x&gt;" in page
    assert "<img" not in page


def test_the_benchmark_of_uploads_measures_both_kinds_of_file(database):
    result = cohort_upload.run(20)
    assert [row[:2] for row in result.rows] == [("CSV", 20), ("XLSX", 20)]
