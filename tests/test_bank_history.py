"""A published version never changes, and a new one retires items but never edits, removes or renames them."""

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from assessment import bank
from assessment.bank import files, history, lock, write
from assessment.bank.format import Record
from assessment.errors import InputError
from tests.bank_strategies import sound, with_data

LIGHTHOUSE = Path(__file__).parent / "banks" / "lighthouse"
RECORDS = files.read(LIGHTHOUSE)[0].records
HOW_OFTEN, LEVEL = "scales.how_often", "level 1"


@pytest.fixture
def root(tmp_path):
    """A folder of versions with one, named 1.0, that is published."""
    shutil.copytree(LIGHTHOUSE, tmp_path / "1.0")
    lock.publish(tmp_path / "1.0")
    return tmp_path


def told(faults) -> list[tuple[str, str, str]]:
    return [(fault.file, fault.place, fault.problem) for fault in faults]


# ---- published files ---------------------------------------------------------------------------------


def test_a_published_version_that_nobody_touched_loads(root):
    assert lock.is_published(root / "1.0")
    assert lock.changes(root / "1.0") == []
    assert bank.load(root / "1.0").version == "1.0"


def test_published_files_that_changed_were_added_or_are_gone_are_named_and_the_bank_does_not_load(root):
    crew = root / "1.0" / "crew.toml"
    crew.write_text(crew.read_text() + "# one space more\n")
    (root / "1.0" / "offers.toml").write_text("")
    (root / "1.0" / "vignettes.toml").unlink()
    with pytest.raises(InputError) as refused:
        bank.load(root / "1.0")
    assert {
        ("crew.toml", "", "it has changed since version 1.0 was published"),
        ("offers.toml", "", "it was added since version 1.0 was published"),
        ("vignettes.toml", "", "it is gone since version 1.0 was published"),
    } <= set(told(refused.value.faults))
    assert [fault.file for fault in lock.changes(root / "1.0")] == ["crew.toml", "offers.toml", "vignettes.toml"]


def test_a_folder_that_is_not_published_may_change(root):
    shutil.copytree(LIGHTHOUSE, root / "2.0")
    (root / "2.0" / "offers.toml").write_text("")
    assert lock.changes(root / "2.0") == []
    assert not lock.is_published(root / "2.0")


def check_by_hand(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sha256sum", "--check", lock.LOCK], cwd=root, capture_output=True, text=True, check=False)


def test_anybody_can_check_the_lock_without_this_program(root):
    done = check_by_hand(root)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [f"1.0/{path.name}: OK" for path in sorted(LIGHTHOUSE.glob("*.toml"))]
    (root / "1.0" / "lamp.toml").write_text("")
    done = check_by_hand(root)
    assert done.returncode == 1
    assert "1.0/lamp.toml: FAILED" in done.stdout


def test_a_second_version_is_locked_below_the_first(root):
    shutil.copytree(LIGHTHOUSE, root / "2.0")
    before = (root / lock.LOCK).read_text()
    lock.publish(root / "2.0")
    after = (root / lock.LOCK).read_text()
    assert after.startswith(before)
    assert len(after.splitlines()) == 2 * len(before.splitlines()) == 14
    assert set(lock.hashes(root)[0]) == {"1.0", "2.0"}


@pytest.mark.parametrize("line", ["lamp.toml", "abc  1.0/lamp.toml", f"{'0' * 64}  1.0/deep/lamp.toml"])
def test_a_broken_line_of_the_lock_is_named_and_no_bank_beside_it_loads(root, line):
    text = (root / lock.LOCK).read_text()
    (root / lock.LOCK).write_text(f"{text}{line}\n")
    shutil.copytree(LIGHTHOUSE, root / "2.0")
    place = ("published.lock", "line 8", "this is not a hash and the name of a file")
    assert place in told(lock.changes(root / "2.0"))
    assert place in told(lock.hashes(root)[1])
    assert place in told(lock.changes(root / "1.0"))


# ---- what a new version may not do -------------------------------------------------------------------


def breaks(records: list[Record], earlier: list[Record] = RECORDS) -> list[tuple[str, str, str]]:
    return told(history.breaks(sound(records), sound(earlier), "1.0"))


def without(records: list[Record], place: str) -> list[Record]:
    """The tables without an item; forms lose it, too."""
    name = place.removeprefix("item ")
    kept = [r for r in records if r.place != place]
    for form in [r for r in kept if r.kind == "form"]:
        kept = with_data(kept, form.place, items=[i for i in form.data["items"] if i != name])
    return kept


OPTIONS = next(r.data["options"] for r in RECORDS if r.place == "item Lamp-S1")
OTHER_TEXT = [{**OPTIONS[0], "text": "Wait."}, *OPTIONS[1:]]
OTHER_POINTS = [{**OPTIONS[0], "points": 0}, *OPTIONS[1:]]
EDITS = [
    # what changed, the tables, place of the fault, item, key
    ("the stem", with_data(RECORDS, "item Lamp-K1", stem="Who cleans it?"), "Lamp-K1", "stem"),
    ("the scenario", with_data(RECORDS, "item Crew-S1", scenario="Nobody sleeps."), "Crew-S1", "scenario"),
    ("the text of an option", with_data(RECORDS, "item Lamp-S1", options=OTHER_TEXT), "Lamp-S1", "options"),
    ("the points of an option", with_data(RECORDS, "item Lamp-S1", options=OTHER_POINTS), "Lamp-S1", "options"),
    ("the order of options", with_data(RECORDS, "item Lamp-S1", options=OPTIONS[::-1]), "Lamp-S1", "options"),
    ("the answer", with_data(RECORDS, "item Lamp-K1", answer=2), "Lamp-K1", "answer"),
    ("the direction", with_data(RECORDS, "item Lamp-R2", reverse=False), "Lamp-R2", "reverse"),
    ("the scale", with_data(RECORDS, "item Lamp-R1", scale="how_sure"), "Lamp-R1", "scale"),
    ("the expert's level", with_data(RECORDS, "item V1", expert_level=4), "V1", "expert_level"),
    ("the domain", with_data(RECORDS, "item V1", domain="Crew"), "V1", "domain"),
]


@pytest.mark.parametrize(("records", "item", "key"), [e[1:] for e in EDITS], ids=[e[0] for e in EDITS])
def test_what_people_read_of_an_item_never_changes(records, item, key):
    ((_, place, problem),) = breaks(records)
    assert place == f"item {item}.{key}"
    other = f"other {key}" if key == "options" else f"another {key}"
    assert problem == f"‘{item}’ was published in version 1.0 with {other}"


def test_other_labels_of_a_scale_change_every_item_on_it():
    found = breaks(with_data(RECORDS, HOW_OFTEN, labels=["Never", "Now and then", "Always"]))
    assert [place for _, place, _ in found] == ["item Lamp-R1.scale", "item Crew-R1.scale", "item P1.scale"]


def test_another_name_of_a_level_changes_every_example():
    found = breaks([r if r.data.get("name") != "Dim" else with_data([r], r.place, name="Gloomy")[0] for r in RECORDS])
    assert [place for _, place, _ in found] == ["item V1.options"]


def test_a_scale_under_another_name_with_the_same_labels_is_the_same_to_people():
    records = with_data(RECORDS, "item P1", scale="frequency")
    place = next(n for n, r in enumerate(records) if r.place == HOW_OFTEN)
    records.insert(place, Record("scale", "bank.toml", "scales.frequency", records[place].data))
    assert breaks(records) == []


def test_an_item_that_is_gone_or_renamed_is_missed():
    gone = [("crew.toml", "item Crew-K1", "this item of version 1.0 is missing")]
    assert breaks(with_data(without(RECORDS, "item Crew-K1"), "", enemies=[])) == gone
    renamed = with_data(with_data(RECORDS, "item Crew-K1", id="Crew-K9"), "", enemies=[])
    assert breaks(renamed) == gone


def test_an_id_is_never_used_for_something_else():
    records = with_data(with_data(RECORDS, "board_question Q-Crew1", id="Q-Crew2"), "competency Crew-1", id="Q-Crew1")
    for record in [r for r in records if r.data.get("competency") == "Crew-1"]:
        records = with_data(records, record.place, competency="Q-Crew1")
    assert breaks(records) == [("crew.toml", "competency Crew-1.id", "‘Q-Crew1’ was a board_question in version 1.0")]


def test_an_item_that_was_put_to_people_is_never_a_draft_again():
    records = with_data(RECORDS, "item Crew-K1", status="draft")
    assert breaks(records) == [("crew.toml", "item Crew-K1.status", "‘Crew-K1’ was published in version 1.0")]


def test_a_draft_may_change_or_go():
    assert breaks(with_data(RECORDS, "item Crew-K3", stem="Which flag?", answer=1)) == []
    assert breaks(without(RECORDS, "item Crew-K3")) == []


@pytest.mark.parametrize(
    "values",
    [
        {"owner": "The keeper", "review_on": date(2027, 4, 1), "as_of": date(2026, 10, 1)},
        {"help": "Think of the last month.", "short": "Cleaning the lens"},
        {"sources": [], "source_status": "K"},
        {"weight": 3, "explanation": "The log says so."},
        {"status": "retired", "status_reason": "The lens is gone."},
        {"status": "hold", "status_reason": "The log is being rewritten."},
    ],
    ids=["owner and dates", "help", "sources", "weight", "retired", "on hold"],
)
def test_what_was_not_put_to_people_may_change(values):
    records = [r for r in RECORDS if r.kind != "form"]  # so that the item may go out of use
    new = history.breaks(files.judge(with_data(records, "item Lamp-K1", **values))[0], sound(RECORDS), "1.0")
    assert list(new) == []


def test_what_is_expected_of_an_item_may_change():
    assert breaks(with_data(RECORDS, "item Lamp-S1", expected_facility=0.4)) == []


# ---- versions side by side ---------------------------------------------------------------------------


def draft(root: Path, version: str, records: list[Record]) -> Path:
    write.write_folder(root / version, with_data(records, "", version=version, status="draft"))
    return root / version


def test_a_new_version_in_the_same_folder_is_held_to_those_published_before(root):
    changed = with_data(RECORDS, "item Lamp-K1", stem="Who cleans it?")
    assert told(bank.check(draft(root, "2.0", changed))) == [
        ("lamp.toml", "item Lamp-K1.stem", "‘Lamp-K1’ was published in version 1.0 with another stem")
    ]
    assert bank.check(draft(root, "2.0", RECORDS)) == []


def test_a_break_is_told_once_and_of_the_newest_version(root):
    lock.publish(draft(root, "1.10", RECORDS))
    lock.publish(draft(root, "1.9", RECORDS))
    changed = with_data(RECORDS, "item Lamp-K1", stem="Who cleans it?")
    assert [problem for *_, problem in told(bank.check(draft(root, "2.0", changed)))] == [
        "‘Lamp-K1’ was published in version 1.10 with another stem"
    ]


def test_a_new_version_with_an_item_that_lost_its_type_is_told_so(root):
    folder = draft(root, "2.0", RECORDS)
    text = (folder / "crew.toml").read_text()
    (folder / "crew.toml").write_text(text.replace('type = "situational"\n', ""))
    assert ("crew.toml", "item Crew-S1.type", "this key is missing") in told(bank.check(folder))


def test_a_new_version_with_an_empty_bank_file_is_told_so(root):
    folder = draft(root, "2.0", RECORDS)
    (folder / "bank.toml").write_text("")
    assert bank.check(folder)


# ---- ours --------------------------------------------------------------------------------------------


def test_every_version_of_ours_that_is_not_a_draft_is_locked_and_unchanged():
    finished = [folder for folder, status in bank.versions().values() if status != "draft"]
    assert [folder.name for folder in finished][:2] == ["2027.1", "2027.2"]
    assert [folder.name for folder in finished if not lock.is_published(folder)] == []
    assert [fault for folder in finished for fault in lock.changes(folder)] == []
    assert check_by_hand(bank.BANKS).returncode == 0


def test_2027_2_keeps_every_item_of_2027_1_as_it_was():
    old, new = (files.read(bank.BANKS / name)[0] for name in ("2027.1", "2027.2"))
    assert list(history.breaks(new, old, "2027.1")) == []
    assert len(old.items()) == 122
    assert old.items().keys() <= new.items().keys()
    now, then = (bank.published(name).item_by_id for name in ("2027.2", "2027.1"))
    assert [n for n in then if (then[n].stem, then[n].options) != (now[n].stem, now[n].options)] == []
