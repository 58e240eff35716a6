"""What editors can do through the services: who may, what they see of drafts and published versions, and of answers."""

import shutil
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from assessment import bank, dates, store
from assessment.bank import edit, files, lock, workbook, write
from assessment.bank.build import build
from assessment.errors import AssessmentError, InputError, NotAllowed, NotFound, NotSignedIn
from assessment.forms import Facility
from assessment.model import Item, NotYet, Role
from assessment.service import banks, checking, copies, editing, releases, taking
from assessment.store import usage, writes
from tests import builders as make
from tests.workbooks import Workbook

EDITOR = make.viewer(Role.BANK_EDITOR, organisation="")


@pytest.fixture
def versions(tmp_path, monkeypatch):
    """A folder of versions of one's own: the newest published one, and room for drafts."""
    root = tmp_path / "question_bank"
    newest = bank.newest()
    shutil.copytree(newest, root / newest.name)
    lock.publish(root / newest.name)
    monkeypatch.setattr(bank, "BANKS", root)
    monkeypatch.setattr(bank, "versions", lambda: _versions(root))
    return root


_versions = bank.versions


def draft(root: Path, version: str = "2028.1") -> Path:
    newest = next(path for path in root.iterdir() if path.is_dir())
    write.copy_folder(newest, root / version, version=version, status="draft")
    return root / version


# ---- who may -----------------------------------------------------------------------------------------

ASKING = [
    editing.versions, editing.browse, editing.exposure, editing.form_views, editing.covered, editing.remarks,
    editing.due, editing.today, lambda v: editing.item(v, "USR-S1"), lambda v: editing.changes(v, "2027.1", "2027.3"),
    lambda v: copies.check_workbook(v, "x.xlsx", b""), lambda v: copies.workbook_of(v, "2027.3"),
    lambda v: copies.qti_package(v, "2027.3"), lambda v: copies.competency_framework(v, "2027.3"),
    lambda v: copies.not_exchanged(v, "2027.3"), lambda v: editing.assemble(v, "2027.3", "standard_a", "d"),
]  # fmt: skip


@pytest.mark.parametrize("asked", ASKING, ids=range(len(ASKING)))
def test_keys_are_for_editors_and_administrators_alone(asked):
    with pytest.raises(NotSignedIn):
        asked(None)
    for other in (make.LEADER, make.LEARNING_TEAM, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD):
        with pytest.raises(NotAllowed):
            asked(other)


def test_the_learning_team_sees_advice_and_no_leader_does():
    advice = editing.advice(make.LEARNING_TEAM)
    assert (len(advice.offers), len(advice.actions), len(advice.questions)) == (18, 116, 24)
    assert not any(isinstance(part, Item) for field in fields(advice) for part in getattr(advice, field.name))
    with pytest.raises(NotAllowed):
        editing.advice(make.LEADER)


# ---- versions ----------------------------------------------------------------------------------------


def test_a_draft_stands_beside_the_published_versions_the_newest_first(versions):
    draft(versions)
    assert [(v.version, v.status, v.published) for v in editing.versions(EDITOR)] == [
        ("2028.1", "draft", False),
        ("2027.3", "provisional", True),
    ]
    assert editing.browse(EDITOR).version == "2028.1"
    assert editing.browse(EDITOR, "2027.3").version == "2027.3"
    with pytest.raises(NotFound, match=r"version 1999\.1 of the question bank"):
        editing.browse(EDITOR, "1999.1")


def test_a_draft_is_read_anew_at_each_look(versions):
    folder = draft(versions)
    assert editing.item(EDITOR, "USR-S1", "2028.1").item.owner.startswith("Panel lead")
    text = (folder / "usr.toml").read_text("utf-8").replace("Panel lead for citizens", "Ada, for citizens")
    (folder / "usr.toml").write_text(text, "utf-8")
    assert editing.item(EDITOR, "USR-S1", "2028.1").item.owner.startswith("Ada")


def test_a_broken_draft_says_everything_that_is_wrong_and_spoils_no_other_version(versions):
    folder = draft(versions)
    text = (folder / "usr.toml").read_text("utf-8").replace('id = "USR-S1"', 'id = "USR-S9"')
    (folder / "usr.toml").write_text(text, "utf-8")
    with pytest.raises(InputError) as refused:
        editing.browse(EDITOR, "2028.1")
    assert [fault.place for fault in refused.value.faults] == ["item USR-S1"]
    assert refused.value.faults[0].problem == "this item of version 2027.3 is missing"
    assert editing.browse(EDITOR, "2027.3").version == "2027.3"


def test_a_published_version_that_changes_on_disk_says_so_at_once_and_spoils_no_other(versions):
    newer = draft(versions)
    assert editing.browse(EDITOR, "2027.3").version == "2027.3"
    with (versions / "2027.3" / "usr.toml").open("a") as file:
        file.write("# a slip\n")
    with pytest.raises(InputError) as refused:
        editing.browse(EDITOR, "2027.3")
    assert [str(fault) for fault in refused.value.faults] == [
        "usr.toml: it has changed since version 2027.3 was published. "
        "Restore it from its history, and make changes in a new version."
    ]
    assert str(versions) not in str(refused.value)
    assert bank.load(newer).version == editing.browse(EDITOR, "2028.1").version


def test_the_bank_of_the_settings_comes_first(monkeypatch):
    monkeypatch.setenv("QUESTION_BANK", "tests/banks/harbour")
    assert [v.version for v in editing.versions(EDITOR)] == ["H-1", "2027.3", "2027.2", "2027.1"]
    assert editing.browse(EDITOR).title == "Running a harbour"


# ---- one item ----------------------------------------------------------------------------------------


def test_an_item_is_shown_as_respondents_see_it_with_all_that_hangs_on_it():
    view = editing.item(EDITOR, "USR-S5")
    assert view.control.label == "What would you do first?"
    assert view.control.choices[-2:] == ("I do not know", "Does not apply to my role")
    assert view.control.help == view.item.help
    assert len(view.on_forms) == 9
    assert view.reserves == ("USR-S1",)
    assert [source.id for source in view.sources] == ["SS", "SM-UT", "DEC21"]
    assert (view.competency.id, view.people) == ("USR1", 0)
    assert editing.item(EDITOR, "LEG-K1").replaced_by == ("LEG-K5",)
    assert set(editing.item(EDITOR, "CEN-K5").enemies) == {"CEN-S5", "TEC-S4"}


# ---- forms in use ------------------------------------------------------------------------------------


@pytest.fixture
def cycle():
    """An open cycle with 200 directors of one organisation."""
    now = dates.now()
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE")])
        found = writes.add_cycle(
            db,
            name="Autumn",
            family="short",
            bank_version=banks.current().version,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=1),
        )
        people = pd.DataFrame({"person": [f"p{n}" for n in range(200)], "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=found.id, cohort=people)
    return found


def put_answers(cycle, form: str, people: range, best: int) -> None:
    """Submitted sittings of a form: everybody picks option 1 everywhere, the first `best` people the best one."""
    held = banks.current()
    items = held.items_of(held.form_by_id[form])
    rows = []
    for n in people:
        for item in items:
            value = 1 + max(range(len(item.options)), key=lambda i, it=item: it.options[i].points)
            worst = 1 + min(range(len(item.options)), key=lambda i, it=item: it.options[i].points)
            rows.append((f"p{n}", item.id, value if n - people.start < best else worst, None))
    names = [f"p{n}" for n in people]
    sittings = pd.DataFrame({"person": names, "form": form, "bank_version": held.version, "profession": ""})
    sittings["submitted_at"] = dates.now()
    scores = pd.DataFrame(columns=["person"])
    with store.writing() as db:
        responses = pd.DataFrame(rows, columns=["person", "item", "value", "confidence"])
        writes.bulk_load(db, cycle_id=cycle.id, sittings=sittings, responses=responses, scores=scores)


def view_of(form: str) -> editing.FormView:
    return next(view for view in editing.form_views(EDITOR) if view.form.id == form)


def release(cycle) -> None:
    with store.writing() as db:
        usage.count_items(db, cycle_id=cycle.id)
        writes.set_cycle_status(db, cycle_id=cycle.id, status="released", now=dates.now())


def test_observed_difficulty_waits_for_the_release_and_for_150_answers(cycle):
    put_answers(cycle, "short_a", range(150), best=75)
    put_answers(cycle, "short_b", range(150, 199), best=49)
    open_now = view_of("short_a")
    assert open_now.people == 150
    assert open_now.observed["situational"] == NotYet(0, 150)
    release(cycle)
    found = view_of("short_a").observed["situational"]
    assert isinstance(found, Facility)
    assert (found.mean, found.n) == (0.5, 150)
    assert found.low == pytest.approx(0.5 - 1.959964 * 0.5017 / 150**0.5, abs=1e-4)  # sd .5 x sqrt(150/149)
    assert view_of("short_a").expected["situational"] == pytest.approx(0.628, abs=0.001)
    assert str(view_of("short_b").observed["knowledge"]) == "not yet estimable: 49 of 150"
    assert view_of("standard_a").observed["situational"] == NotYet(0, 150)


def test_the_exposure_of_an_anchor_is_everybody_and_of_a_reserve_nobody(cycle):
    for n in range(6):
        taking.begin(make.viewer(Role.RESPONDENT, person=f"p{n}"))
    found = editing.exposure(EDITOR)
    assert (found["USR-S5"], found["USR-S1"]) == (6, 0)
    assert [found[item] for item in ("USR-K4", "USR-K3", "USR-K1")] == [2, 2, 2]


def test_a_new_form_avoids_what_many_have_seen(cycle):
    put_answers(cycle, "short_a", range(100), best=0)
    form = editing.assemble(EDITOR, "2027.3", "short_a", "d")
    seen = set(banks.current().form_by_id["short_a"].items) - set(banks.current().anchors.values())
    assert not {item for item in form.items if item in seen and "-K" in item} & {"USR-K4", "DAT-K3", "LEG-K3"}
    with pytest.raises(AssessmentError, match="has no form named ‘short_z’"):
        editing.assemble(EDITOR, "2027.3", "short_z", "d")


# ---- past sittings -----------------------------------------------------------------------------------


def test_a_past_sitting_keeps_its_meaning_when_a_new_version_retires_its_items(cycle, monkeypatch):
    """The item is retired in the next version; the person still sees the question, the answer and the same score."""
    leader = make.viewer(Role.RESPONDENT, person="p0")
    sitting = taking.begin(leader)
    before = checking.check(leader)
    item = next(i for i in banks.current().form_by_id[sitting.form].items if "-K" in i)
    contents, _ = files.examine(bank.newest())
    changed, swaps = edit.retire(contents, item, "The fact has changed.")
    newer = replace(build(files.judge(changed)[0]), version="2028.1")
    assert not newer.item_by_id[item].in_use
    assert item not in newer.form_by_id[sitting.form].items
    assert set(swaps.values()) <= set(newer.form_by_id[sitting.form].items)
    monkeypatch.setattr(banks, "current", lambda: newer)
    assert checking.check(leader) == before
    assert taking.begin(leader).bank_version == "2027.3"


# ---- workbooks ---------------------------------------------------------------------------------------


def test_a_workbook_is_checked_and_compared_without_a_trace(versions):
    data = copies.workbook_of(EDITOR, "2027.3")
    book = Workbook(data)
    book.set("Bank", "version", "value", "2028.1")
    book.set("Bank", "status", "value", "draft")
    book.set("Scenarios", "USR-S1", "owner", "Ada Lovelace")
    checked = copies.check_workbook(EDITOR, "edited.xlsx", book.bytes())
    assert (checked.faults, checked.remarks) == ((), ())
    assert checked.against == "2027.3"
    assert checked.headline == "Version 2028.1 puts the same 120 items to use as version 2027.3."
    assert checked.changes is not None
    assert (
        "USR-S1: owner goes from ‘Panel lead for citizens and services (to be named)’ to ‘Ada Lovelace’."
        in (checked.changes["Sources, dates and notes"])
    )
    assert {path.name for path in versions.iterdir()} == {"2027.3", "published.lock"}


def test_a_workbook_with_faults_names_the_cells(versions):
    book = Workbook(workbook.export(files.read(versions / "2027.3")[0]))
    book.set("Scenarios", "USR-S1", "stem", "Whom would you ask?")
    checked = copies.check_workbook(EDITOR, "edited.xlsx", book.bytes())
    assert checked.bank is None
    assert [(fault.place, fault.problem) for fault in checked.faults] == [
        ("sheet Bank, row 4, column value", "version 2027.3 is published already"),
        ("sheet Scenarios, row 4, column stem", "‘USR-S1’ was published in version 2027.3 with another stem"),
    ]
    letter = copies.check_workbook(EDITOR, "notes.xlsx", b"Dear all")
    assert letter.faults[0].problem.startswith("it is not a readable XLSX workbook")
    large = copies.check_workbook(EDITOR, "big.xlsx", b"x" * (copies.LARGEST_WORKBOOK + 1))
    assert large.faults[0].problem == "the file is too large"


def test_what_is_due_is_told_by_day():
    soon = editing.due(EDITOR, "2027.3", date(2027, 1, 31))
    assert [one.id for one in soon] == ["LEG-K3", "LEG-S4", "OFF-DATA-LSE", "OFF-ONS-MASTER"]
    assert len(editing.due(EDITOR, "2027.3")) == 121 + 98 + 18  # all but the retired item
    assert editing.today(EDITOR) == datetime.now(dates.UK).date() or editing.today(EDITOR) == dates.now().date()


def test_results_of_an_open_cycle_stay_closed_to_editors(cycle):
    put_answers(cycle, "short_a", range(160), best=80)
    assert all(isinstance(v.observed["situational"], NotYet) for v in editing.form_views(EDITOR))
    with pytest.raises(NotAllowed):
        releases.cycles(EDITOR)
