"""The commands of editors when things go wrong: every refusal in words, nothing changed, nothing half done."""

import shutil
from pathlib import Path

import pytest

from assessment import bank
from assessment.bank import files, lock, workbook
from assessment.errors import AssessmentError
from assessment.service import banks
from tests.commands import LIGHTHOUSE, Commands
from tests.workbooks import Workbook


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(monkeypatch, capsys)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of versions: 1.0, published, and its workbook."""
    found = tmp_path / "question_bank"
    shutil.copytree(LIGHTHOUSE, found / "1.0")
    lock.publish(found / "1.0")
    (tmp_path / "bank.xlsx").write_bytes(workbook.export(files.read(LIGHTHOUSE)[0]))
    return found


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def draft(run: Commands, root: Path, version: str = "2.0") -> Path:
    run.done("bank", "copy", root / "1.0", "--version", version, "--out", root / version)
    return root / version


def workbook_of(root: Path, version: str, status: str = "draft") -> Path:
    book = Workbook((root.parent / "bank.xlsx").read_bytes())
    book.set("Bank", "version", "value", version)
    book.set("Bank", "status", "value", status)
    path = root.parent / f"{version}.xlsx"
    path.write_bytes(book.bytes())
    return path


@pytest.mark.parametrize("out", ["question_bank", "notes", "1.0.txt"])
def test_an_import_never_takes_the_place_of_what_is_not_a_bank_alone(run: Commands, root: Path, out: str):
    (root.parent / "notes").mkdir()
    (root.parent / "notes" / "letter.txt").write_text("mine")
    (root.parent / "1.0.txt").write_text("mine")
    before = everything(root.parent)
    told = run.refused("bank", "import", root.parent / "bank.xlsx", "--out", root.parent / out, "--replace")
    assert f"{out} is not a folder of one question bank alone, so it is not replaced." in told
    assert everything(root.parent) == before


def test_a_published_version_is_written_by_no_command(run: Commands, root: Path):
    before = everything(root)
    for command in (
        ("import", root.parent / "bank.xlsx", "--out", root / "1.0", "--replace"),
        ("retire", root / "1.0", "Lamp-R1", "--reason", "No more."),
        ("form", root / "1.0", "--like", "standard_a", "--letter", "b"),
        ("publish", root / "1.0", "--despite-remarks"),
    ):
        assert "is a published version and never changes." in run.refused("bank", *command)
    assert everything(root) == before


def test_a_new_version_has_a_higher_number_than_all_published_ones(run: Commands, root: Path):
    for version, problem in (("1.0", "version 1.0 is published already"), ("0.9", "version 0.9 is not newer than 1.0")):
        told = run.refused("bank", "import", workbook_of(root, version), "--out", root / "new")
        assert f"sheet Bank, row 4, column value: {problem}" in told
        assert not (root / "new").exists()
    assert "Version 1.0 is not newer than 1.0." in run.refused(
        "bank", "copy", root / "1.0", "--version", "1.0", "--out", root / "new"
    )


def test_what_is_not_published_is_used_by_no_cycle(run: Commands, root: Path):
    run.done("bank", "import", workbook_of(root, "2.0", "approved"), "--out", root / "2.0")
    assert bank.newest(root) == root / "1.0"
    shutil.copytree(root / "1.0", root / "1.0-mine")
    shutil.copytree(root / "1.0", root / ".3.0.4711.part")
    assert list(bank.versions(root)) == ["1.0", "1.0-mine", "2.0"]
    assert bank.published("1.0", root).version == "1.0"
    told = run.refused("bank", "publish", root / "2.0", "--despite-remarks")
    assert "2.0 is approved but not locked, so it is neither a draft nor published." in told
    run.done("bank", "import", workbook_of(root, "2.0"), "--out", root / "2.0", "--replace")
    run.done("bank", "publish", root / "2.0", "--despite-remarks")
    assert bank.newest(root) == root / "2.0"


def test_nothing_is_written_into_the_folder_of_a_bank(run: Commands, root: Path):
    folder = draft(run, root)
    before = everything(root)
    for command in (
        ("export", root / "1.0", "--out", root / "1.0" / "bank.toml"),
        ("export", folder, "--out", folder / "bank.xlsx"),
        ("export-qti", folder, "--out", root / "published.lock"),
        ("export-case", folder, "--out", root / "1.0" / "case.json"),
        ("import", workbook_of(root, "3.0"), "--out", root / "1.0" / "new"),
        ("copy", root / "1.0", "--version", "3.0", "--out", folder / "new"),
    ):
        assert "lies within the folders of a question bank." in run.refused("bank", *command)
    assert everything(root) == before


def test_two_drafts_never_have_one_number(run: Commands, root: Path):
    draft(run, root)
    told = run.refused("bank", "copy", root / "1.0", "--version", "2.0", "--out", root / "other")
    assert "There is a version 2.0 already." in told
    assert not (root / "other").exists()


def test_a_version_whose_lock_is_lost_cannot_be_edited(run: Commands, root: Path):
    (root / "published.lock").unlink()
    before = everything(root)
    told = run.refused("bank", "retire", root / "1.0", "P1", "--reason", "No more.")
    assert "1.0 is approved but not locked" in told
    assert "Restore published.lock beside it" in told
    assert everything(root) == before


def test_retiring_needs_a_reason(run: Commands, root: Path):
    folder = draft(run, root)
    said = run("bank", "retire", folder, "P1", "--reason", "  ")
    assert said.status == 2
    assert "give a reason, in a sentence" in said.err
    assert bank.load(folder).item_by_id["P1"].in_use


def test_publishing_with_remarks_needs_a_word_and_names_them_all(run: Commands, root: Path):
    folder = draft(run, root)
    told = run.refused("bank", "publish", folder)
    assert told.count("it is not given") == 85
    assert not lock.is_published(folder)
    assert bank.load(folder).status == "draft"


def test_publishing_that_fails_leaves_a_draft(run: Commands, root: Path, monkeypatch: pytest.MonkeyPatch):
    folder = draft(run, root)
    before = everything(root)

    def fails(_: Path) -> None:
        raise AssessmentError("output_unwritable", file="published.lock", reason="no space left on device")

    monkeypatch.setattr(lock, "publish", fails)
    assert "no space left on device" in run.refused("bank", "publish", folder, "--despite-remarks")
    assert everything(root) == before


def test_notes_of_editors_stay_when_a_draft_is_written_anew(run: Commands, root: Path):
    folder = draft(run, root)
    (folder / "notes.md").write_text("Ask the panel.")
    run.done("bank", "retire", folder, "P1", "--reason", "It was asked too often.")
    assert (folder / "notes.md").read_text() == "Ask the panel."
    assert bank.load(folder).item_by_id["P1"].status == "retired"


def test_a_rating_without_a_stand_in_stays_and_the_forms_are_named(run: Commands, root: Path):
    folder = draft(run, root)
    before = everything(folder)
    told = run.refused("bank", "retire", folder, "Lamp-R1", "--reason", "No more.")
    assert "No item can stand in for Lamp-R1 on standard_a, full_a." in told
    assert everything(folder) == before
    assert "has no item ‘Lamp-R9’ that could be retired" in run.refused(
        "bank", "retire", folder, "Lamp-R9", "--reason", "No more."
    )


def test_a_form_like_one_that_is_not_there_and_an_unwritable_place_are_named(run: Commands, root: Path):
    folder = draft(run, root)
    told = run.refused("bank", "form", folder, "--like", "long_a", "--letter", "b")
    assert told.startswith("The question bank has no form named ‘long_a’.\nIts forms are: standard_a, full_a.")
    assert "could not be written" in run.refused("bank", "export", folder, "--out", root / "nowhere" / "b.xlsx")
    assert run("bank", "publish", folder, "--status", "final").status == 2
    assert run("bank", "due", folder, "--by", "soon").status == 2


def test_a_package_of_nonsense_adds_nothing(run: Commands, root: Path):
    folder = draft(run, root)
    before = everything(folder)
    (root / "letter.zip").write_text("Dear all")
    assert "letter.zip" in run.refused("bank", "import-qti", folder, root / "letter.zip")
    assert run.refused("bank", "import-qti", folder, root / "missing.zip").startswith("missing.zip cannot be used")
    (root / "letter.zip").unlink()
    assert everything(folder) == before


def test_people_of_a_loaded_file_without_a_form_were_given_the_whole_bank():
    given = banks.items_given("2027.3", "")
    assert len(given) == 120
    assert banks.items_given("1999.1", "standard_a") == banks.items_given("2027.3", "standard_z") == ()
