"""A bank that is written as TOML or as a workbook reads back as it was, and a folder changes whole or not at all."""

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from assessment import bank
from assessment.bank import files, workbook, workbook_read, write
from assessment.bank.build import build
from assessment.bank.check import judge
from assessment.bank.format import Record
from assessment.errors import AssessmentError
from tests.bank_strategies import AWKWARD, banks, built, canonical, sound, with_data

LIGHTHOUSE = Path(__file__).parent / "banks" / "lighthouse"
OURS = bank.BANKS / "2027.3"
RECORDS = files.read(LIGHTHOUSE)[0].records
MANY = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def through_toml(folder, records):
    write.write_folder(folder, records)
    contents, faults = files.read(folder)
    assert [str(fault) for fault in faults] == []
    return contents


def through_a_workbook(contents):
    back, faults = workbook_read.examine_bytes("bank.xlsx", workbook.export(contents))
    assert [str(fault) for fault in faults] == []
    return back


def texts_of(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(LIGHTHOUSE, tmp_path / "lighthouse"))


# ---- without loss ------------------------------------------------------------------------------------


@MANY
@given(banks())
def test_every_bank_that_is_made_up_for_these_tests_is_sound(records):
    assert judge(records)[1] == []
    assert {"domain", "competency", "item", "form"} <= {record.kind for record in records}


def test_the_made_up_banks_have_all_that_a_bank_can_hold():
    found = set()

    @MANY
    @given(banks())
    def look(records):
        for record in records:
            found.update({record.kind, str(record.data.get("type")), *record.data})

    look()
    assert {"rating", "situational", "knowledge", "pulse", "vignette", "action", "offer", "board_question"} <= found
    assert {"calibration", "parameters", "correlation"} <= found
    assert {"reverse", "weight", "enemies", "anchors", "frameworks", "adjustments", "reserve_for", "review_on"} <= found


@MANY
@given(banks())
def test_a_bank_written_as_toml_reads_back_as_the_same_tables(tmp_path_factory, records):
    back = through_toml(tmp_path_factory.mktemp("banks") / "bank", records)
    assert canonical(back.records) == canonical(records)
    assert build(back) == build(sound(records))


@MANY
@given(banks())
def test_a_bank_taken_into_a_workbook_and_back_is_the_same(records):
    contents = sound(records)
    back = through_a_workbook(contents)
    assert canonical(back.records) == canonical(records)
    assert built(back) == built(contents)


@MANY
@given(banks())
def test_what_is_written_again_is_the_same_text(tmp_path_factory, records):
    root = tmp_path_factory.mktemp("banks")
    back = through_toml(root / "once", records)
    write.write_folder(root / "twice", back.records)
    assert texts_of(root / "once") == texts_of(root / "twice")


@pytest.mark.parametrize("text", [*AWKWARD, "a" * 130, "x " * 200 + "y", 'ends with "', '""', "tab \\t", "a\u200bb"])
def test_an_awkward_text_is_kept_in_both(tmp_path, text):
    stem = " ".join(text.split())
    records = with_data(RECORDS, "item Lamp-R1", stem=stem)
    for contents in (through_toml(tmp_path / "bank", records), through_a_workbook(sound(records))):
        assert contents.items()["Lamp-R1"].data["stem"] == stem


@pytest.mark.parametrize("text", ["<r>bold</r>", "<r><t>bold</t></r>"])
def test_a_text_that_looks_like_the_inside_of_a_workbook_is_kept(text):
    contents = sound(with_data(RECORDS, "item Lamp-R1", stem=text))
    back = workbook_read.examine_bytes("bank.xlsx", workbook.export(contents))[0]
    assert {r.data["id"]: r.data.get("stem") for r in back.records if r.kind == "item"}["Lamp-R1"] == text


def test_a_text_longer_than_a_cell_can_hold_is_refused_or_kept_but_not_cut():
    contents = sound(with_data(RECORDS, "item Lamp-R1", help="word " * 6600 + "end"))  # 33,003 characters; 32,767 fit
    with suppress(AssessmentError):
        back, _ = workbook_read.examine_bytes("bank.xlsx", workbook.export(contents))
        assert len(back.items()["Lamp-R1"].data["help"]) == 33_003


@pytest.mark.parametrize("name", ["Service Standard 2.0", "2021", "OECD [draft]"])
def test_a_framework_may_have_any_name(tmp_path, name):
    records = [*RECORDS]
    place = next(n for n, r in enumerate(records) if r.kind == "domain")
    records[place] = with_data([records[place]], "domain", frameworks={name: "1, 5"})[0]
    for contents in (through_toml(tmp_path / "bank", records), through_a_workbook(sound(records))):
        domain = next(r for r in contents.records if r.kind == "domain")
        assert domain.data.get("frameworks") == {name: "1, 5"}


def test_words_too_long_for_a_line_are_written_whole(tmp_path):
    address = "https://example.org/" + "a" * 120
    records = with_data(RECORDS, "item Lamp-K1", options=[address, "neither"])
    back = through_toml(tmp_path / "bank", records)
    assert back.items()["Lamp-K1"].data["options"] == [address, "neither"]


def test_an_empty_list_means_none_and_may_be_anywhere():
    data = {"number": 1, "text": "Shine", "competencies": []}
    contents = sound([*RECORDS, Record("recommendation", "bank.toml", "recommendation 1", data)])
    back = through_a_workbook(contents)
    assert build(back).recommendations == ({"number": 1, "text": "Shine", "competencies": ()},)


def test_an_empty_list_of_sources_is_no_sources():
    contents = sound(with_data(RECORDS, "item Lamp-R1", sources=[]))
    assert built(through_a_workbook(contents)) == built(contents)


def test_files_are_written_in_the_style_of_the_house():
    text = write.toml_files(files.read(OURS)[0].records)
    assert list(text)[:3] == ["bank.toml", "sources.toml", "usr.toml"]
    assert text["bank.toml"].startswith("# The bank as a whole. The format of all files is described in")
    wrapped = [block for file in text.values() for block in file.split('"""')[1::2]]
    assert len(wrapped) > 300
    lines = [line for block in wrapped for line in block.splitlines() if " " in line]  # an address is never broken
    assert max(map(len, lines)) <= write.WIDTH - 8
    assert all(block.startswith("\n") and block.endswith("\n") for block in wrapped)
    best = [line for line in text["usr.toml"].splitlines() if line.startswith("    { points = 3, text = ")]
    assert len(best) == 6 + 3  # scenarios, and the middle anchor of ratings


# ---- copies ------------------------------------------------------------------------------------------


def test_a_copy_keeps_comments_and_everything_but_its_settings(folder):
    (folder / "lamp.toml").write_text("# ask the keeper\n" + (folder / "lamp.toml").read_text())
    copy = folder.with_name("2.0")
    write.copy_folder(folder, copy, version="2.0", status="draft", as_of=date(2027, 4, 1))
    before, after = texts_of(folder), texts_of(copy)
    assert after["lamp.toml"].startswith("# ask the keeper\n[domain]")
    assert [name for name in before if before[name] != after[name]] == ["bank.toml"]
    assert "# A small bank of another organisation" in after["bank.toml"]
    made = bank.load(copy)
    assert (made.version, made.status, made.as_of, made.title) == (
        "2.0",
        "draft",
        date(2027, 4, 1),
        "Keeping a lighthouse",
    )


def test_other_settings_leave_every_other_line_as_it_was():
    text = (OURS / "bank.toml").read_text(encoding="utf-8")
    changed = write.with_settings(text, status="approved", version="9.9")
    lines = zip(text.splitlines(), changed.splitlines(), strict=True)
    assert [new for old, new in lines if old != new] == ['version = "9.9"', 'status = "approved"']


def test_a_copy_never_takes_the_place_of_a_folder(folder):
    (folder.with_name("taken")).mkdir()
    with pytest.raises(AssessmentError, match="taken exists already"):
        write.copy_folder(folder, folder.with_name("taken"), version="2.0")
    assert list(folder.with_name("taken").iterdir()) == []


# ---- whole or not at all -----------------------------------------------------------------------------


def failing(monkeypatch, method: str, call: int, error: BaseException) -> None:
    """Make one call of a method of Path fail, the `call`-th."""
    original, calls = getattr(Path, method), []

    def fails(self, *args, **keys):
        calls.append(self)
        if len(calls) == call:
            raise error
        return original(self, *args, **keys)

    monkeypatch.setattr(Path, method, fails)


FULL = OSError(28, "No space left on device")


@pytest.mark.parametrize(("method", "call"), [("write_text", 3), ("mkdir", 1), ("rename", 1), ("rename", 2)])
def test_a_folder_survives_when_writing_fails_half_way(folder, monkeypatch, method, call):
    before = texts_of(folder)
    changed = with_data(RECORDS, "item Lamp-R1", stem="Something else")
    failing(monkeypatch, method, call, FULL)
    with pytest.raises(AssessmentError, match="lighthouse could not be written: no space left on device"):
        write.write_folder(folder, changed)
    monkeypatch.undo()
    assert texts_of(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["lighthouse"]


def test_a_new_folder_is_not_there_at_all_when_writing_fails_half_way(tmp_path, monkeypatch):
    failing(monkeypatch, "write_text", 3, FULL)
    with pytest.raises(AssessmentError):
        write.write_folder(tmp_path / "new", RECORDS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("call", [1, 2])
def test_a_folder_survives_when_the_editor_stops_the_program(folder, monkeypatch, call):
    before = texts_of(folder)
    failing(monkeypatch, "rename", call, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        write.write_folder(folder, RECORDS)
    monkeypatch.undo()
    assert folder.exists()
    assert texts_of(folder) == before


def test_writing_replaces_a_folder_and_leaves_nothing_behind(folder):
    (folder / "old.toml").write_text("")
    write.write_folder(folder, with_data(RECORDS, "item Lamp-R1", stem="Something else"))
    assert bank.load(folder).item_by_id["Lamp-R1"].stem == "Something else"
    assert [path.name for path in folder.parent.iterdir()] == ["lighthouse"]


def test_an_output_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(AssessmentError) as refused:
        write.write_folder(tmp_path / "file" / "bank", RECORDS)
    assert refused.value.what == f"{tmp_path / 'file' / 'bank'} could not be written: not a directory."
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_never_gives_way_to_a_folder(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(AssessmentError, match="could not be written"):
        write.write_folder(tmp_path / "file", RECORDS)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_source_may_have_a_name_of_several_words(folder):
    text = (
        (folder / "sources.toml")
        .read_text()
        .replace(
            "[LOG]",
            '["Port handbook"]\ntitle = "Handbook"\npublisher = "B"'
            '\ndate = "2026"\nurl = "https://example.org"\nstatus = "V"\n\n[LOG]',
        )
    )
    (folder / "sources.toml").write_text(text)
    write.write_folder(folder, files.read(folder)[0].records)
    assert set(bank.load(folder).sources) == {"Port handbook", "LOG"}


def test_a_domain_may_not_bear_the_name_of_a_file_of_its_own(folder):
    text = (
        (folder / "bank.toml").read_text().replace('domains = ["Lamp", "Crew"]', 'domains = ["Lamp", "Crew", "Offers"]')
    )
    (folder / "bank.toml").write_text(text)
    assert [str(fault) for fault in bank.check(folder)] == [
        "bank.toml: domains: ‘Offers’ is the name of a file of its own. Give the domain another id."
    ]
