"""A bank is loaded whole or refused with everything that is wrong with it, by file and key."""

# ruff: noqa: E501  (one fault a line reads as a table)

import re
import shutil
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import bank, item_types
from assessment.bank import lock
from assessment.bank.files import read_table
from assessment.bank.format import Record, structure
from assessment.bank.keys import ITEM_KEYS, KEYS
from assessment.errors import Fault, InputError, NotFound
from assessment.forms import ORDER_ON_A_FORM
from assessment.model import Option

LIGHTHOUSE = Path(__file__).parent / "banks" / "lighthouse"
OURS = bank.BANKS / "2027.3"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(LIGHTHOUSE, tmp_path / "lighthouse"))


def edit(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, f"{file} does not hold {old!r}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def places(folder: Path) -> list[str]:
    return [f"{fault.file}: {fault.place}" for fault in bank.check(folder)]


# ---- a sound bank ------------------------------------------------------------------------------------


def test_a_bank_of_another_organisation_loads_with_its_own_scales_levels_and_weights():
    lighthouse = bank.load(LIGHTHOUSE)
    assert [domain.id for domain in lighthouse.domains] == ["Lamp", "Crew"]
    assert [level.name for level in lighthouse.levels] == ["Dark", "Dim", "Lit", "Bright", "Beacon"]
    assert lighthouse.method_weights == {"self": 40, "situational": 40, "knowledge": 20}
    assert lighthouse.confidence_chances == (0.2, 0.6, 0.95)
    three, seven = (lighthouse.item_by_id[name] for name in ("Lamp-R1", "Lamp-R2"))
    assert [option.text for option in three.options] == ["Never", "Sometimes", "Always"]
    assert (len(seven.options), seven.reverse, seven.weight) == (7, True, 2)
    assert [option.text for option in lighthouse.item_by_id["V1"].options] == ["Dark", "Dim", "Lit", "Bright", "Beacon"]


def test_a_reversed_rating_on_seven_points_earns_most_for_the_first_label():
    item = bank.load(LIGHTHOUSE).item_by_id["Lamp-R2"]
    assert [item_types.of(item).value(item, n) for n in (1, 4, 7)] == [1, 0.5, 0]


def test_targets_stand_for_every_grade_and_adjustments_for_every_function():
    crew = bank.load(LIGHTHOUSE).domain_by_id["Crew"].competencies[0]
    assert crew.targets == {"deputy_director": 2, "director": 3, "director_general": 4, "permanent_secretary": 5}
    assert crew.adjustments == {"policy": 0, "operational_delivery": 2, "corporate": 0}


def test_the_right_option_of_a_knowledge_item_earns_the_point_and_its_explanation_is_the_rationale():
    item = bank.load(LIGHTHOUSE).item_by_id["Crew-K3"]
    assert item.options == (Option("Blue", 0), Option("Red", 1))
    assert item.rationale == "Red, since the boat is for danger."
    assert not item.in_use


def test_a_form_without_a_longer_time_takes_its_one_time_for_both():
    standard, full = bank.load(LIGHTHOUSE).forms
    assert (standard.minutes, standard.minutes_up_to) == (5, 5)
    assert (full.minutes, full.minutes_up_to) == (8, 10)


def test_line_breaks_in_a_text_are_read_as_spaces(folder):
    edit(folder, "lamp.toml", '"The lamp flickers at', '"""\nThe lamp   flickers\nat')
    edit(folder, "lamp.toml", 'is near."', 'is near.\n"""')
    assert bank.load(folder).item_by_id["Lamp-S1"].scenario == "The lamp flickers at midnight and a ship is near."


def test_a_file_saved_with_a_byte_order_mark_loads(folder):
    text = (folder / "lamp.toml").read_text(encoding="utf-8")
    (folder / "lamp.toml").write_text(text, encoding="utf-8-sig")
    assert bank.load(folder).version == "1.0"


def test_pulse_and_vignettes_may_be_left_out(folder):
    for name in ("pulse", "vignettes"):
        (folder / f"{name}.toml").unlink()
    edit(folder, "forms.toml", ', "P1"', "")
    edit(folder, "forms.toml", ', "P1"', "")
    edit(folder, "forms.toml", '"V1", ', "")
    assert bank.check(folder) == []


def test_ours_loads_with_everything_the_content_holds():
    ours = bank.load(OURS)
    assert Counter(item.type for item in ours.items) == {
        "rating": 24,
        "situational": 48,
        "knowledge": 34,
        "pulse": 12,
        "vignette": 4,
    }
    assert (len(ours.domains), sum(len(domain.competencies) for domain in ours.domains)) == (8, 29)
    assert (len(ours.board_questions), len(ours.sources), len(ours.enemies), len(ours.themes)) == (24, 98, 12, 10)
    assert {item.id: item.status for item in ours.items if not item.in_use} == {"LEG-K1": "retired", "CEN-K1": "hold"}
    assert (ours.version, ours.status, ours.as_of) == ("2027.3", "provisional", date(2026, 11, 25))
    assert ours.recommendations[5] == {"number": 6, "text": "A quarterly business review", "competencies": ("INV3",)}
    assert len(ours.recommendations) == 8
    assert (len(ours.actions), len(ours.offers)) == (116, 18)


def test_every_item_type_has_keys_in_the_format_and_a_place_on_a_form():
    assert set(ITEM_KEYS) == set(item_types.ITEM_TYPES) == set(ORDER_ON_A_FORM)


def test_the_page_for_editors_names_every_key_and_its_example_is_sound():
    page = (bank.BANKS / "README.md").read_text(encoding="utf-8")
    keys = {key for table in (*KEYS.values(), *ITEM_KEYS.values()) for key in table}
    assert {key for key in keys if not re.search(rf"\b{key}\b", page)} == set()
    example = tomllib.loads(page.split("```toml\n")[1].split("```")[0])
    (item,) = example["item"]
    assert list(structure(Record("item", "dat.toml", f"item {item['id']}", item))) == []


# ---- faults ------------------------------------------------------------------------------------------

FAULTS = [
    # what an editor did, file, old, new, place of the fault, words of the problem
    ("unknown key", "lamp.toml", 'rationale = "A', 'rationale = "B"\nration = "A', "item Lamp-S1.ration", "not known"),
    ("unknown key of the bank", "bank.toml", "title =", 'colour = "red"\ntitle =', "colour", "not known"),
    ("unknown table", "crew.toml", "[[board_question]]", "[[bored_question]]", "bored_question", "not known"),
    ("missing scenario", "crew.toml", 'scenario = "A keeper falls asleep on watch."', "", "item Crew-S1.scenario", "missing"),
    ("missing id", "pulse.toml", 'id = "P1"', "", "item 1.id", "missing"),
    ("missing [domain]", "crew.toml", "[domain]", "[doman]", "domain", "missing"),
    ("true for text", "crew.toml", 'ask = "The keeper"', "ask = true", "board_question Q-Crew1.ask", "true is the wrong"),
    ("text for a number", "lamp.toml", "answer = 1", 'answer = "1"', "item Lamp-K1.answer", "‘1’ is the wrong"),
    ("true for a number", "lamp.toml", "answer = 1", "answer = true", "item Lamp-K1.answer", "true is the wrong"),
    ("empty text", "lamp.toml", '"Ships rely on it."', '" "', "competency Lamp-1.why", "empty text is the wrong"),
    ("a text for a list", "lamp.toml", 'sources = ["LOG"]', 'sources = "LOG"', "item Lamp-S1.sources", "wrong kind"),
    ("a text for a date", "bank.toml", "2026-03-01", '"2026-03-01"', "as_of", "wrong kind"),
    ("no number at all", "lamp.toml", "facility = 0.6", "facility = nan", "item Lamp-S1.expected_facility", "‘nan’"),
    ("points in quotes", "lamp.toml", "points = 3", 'points = "3"', "item Lamp-S1.options[2].points", "‘3’"),
    ("option without points", "lamp.toml", "points = 0, ", "", "item Lamp-S1.options[3].points", "missing"),
    ("same id in another file", "crew.toml", '"Crew-R1"', '"Lamp-R1"', "item Lamp-R1.id", "already the id"),
    ("badly formed id", "crew.toml", '"Crew-R1"', '"Crew R1"', "item Crew R1.id", "wrong kind"),
    ("id of a column", "pulse.toml", '"P1"', '"Grade"', "item Grade.id", "meaning of its own"),
    ("unknown type", "crew.toml", '"rating"', '"raiting"', "item Crew-R1.type", "‘raiting’ is not a type"),
    ("type in the wrong file", "pulse.toml", '"pulse"', '"rating"\ncompetency = "Crew-1"', "item P1.type", "no rating"),
    ("unknown domain", "vignettes.toml", '"Lamp"', '"Lump"', "item V1.domain", "no domain ‘Lump’"),
    ("unknown competency", "crew.toml", 'competency = "Crew-1"', 'competency = "X"', "item Crew-R1.competency", "no competency ‘X’"),
    ("competency of another domain", "crew.toml", 'competency = "Crew-1"', 'competency = "Lamp-1"', "item Crew-R1.competency", "belongs to Lamp"),
    ("unknown scale", "crew.toml", '"how_often"', '"how_offen"', "item Crew-R1.scale", "no scale"),
    ("unknown source", "crew.toml", '["LOG"]', '["LOG", "LAG"]', "item Crew-S1.sources[2]", "no source ‘LAG’"),
    ("unknown source of a question", "crew.toml", '"A shrug."\nsources = ["LOG"]', '"A shrug."\nsources = ["X"]', "board_question Q-Crew1.sources[1]", "no source"),
    ("unknown reserve", "crew.toml", 'status = "draft"', 'reserve_for = "Crew-K9"', "item Crew-K3.reserve_for", "no item ‘Crew-K9’"),
    ("unknown enemy", "bank.toml", '["Lamp-K1", "Crew-K1"]', '["Lamp-K1", "X"]', "enemies[1][2]", "no item ‘X’"),
    ("half a pair", "bank.toml", '["Lamp-K1", "Crew-K1"]', '["Lamp-K1"]', "enemies[1]", "not a pair"),
    ("unknown anchor", "bank.toml", "[method_weights]", '[anchors]\nCrew = "X"\n[method_weights]', "anchors.Crew", "no item ‘X’"),
    ("anchor of another domain", "bank.toml", "[method_weights]", '[anchors]\nCrew = "Lamp-S1"\n[method_weights]', "anchors.Crew", "not an item of Crew"),
    ("anchor of no domain", "bank.toml", "[method_weights]", '[anchors]\nDeck = "Lamp-S1"\n[method_weights]', "anchors.Deck", "no domain ‘Deck’"),
    ("anchor not in use", "bank.toml", "[method_weights]", '[anchors]\nCrew = "Crew-K3"\n[method_weights]', "anchors.Crew", "status draft"),
    ("unknown theme", "lamp.toml", "targets =", 'themes = ["T1"]\ntargets =', "competency Lamp-1.themes[1]", "no theme ‘T1’"),
    ("unknown competency of a recommendation", "bank.toml", "[[level]]", '[[recommendation]]\nnumber = 1\ntext = "Shine"\ncompetencies = ["X"]\n[[level]]', "recommendation 1.competencies[1]", "no competency"),
    ("four points", "lamp.toml", "points = 1", "points = 4", "item Lamp-S1.options[1].points", "4 is not a key"),
    ("two best options", "lamp.toml", "points = 2", "points = 3", "item Lamp-S1.options", "2 options have 3 points"),
    ("no best option", "lamp.toml", "points = 3", "points = 2", "item Lamp-S1.options", "0 options have 3 points"),
    ("answer 4 of 3", "lamp.toml", "answer = 1", "answer = 4", "item Lamp-K1.answer", "no option 4"),
    ("answer counted from 0", "lamp.toml", "answer = 1", "answer = 0", "item Lamp-K1.answer", "no option 0"),
    ("anchors that do not rise", "crew.toml", 'scale = "how_often"', 'options = [{ points = 2, text = "a" }, { points = 2, text = "b" }]', "item Crew-R1.options", "do not rise"),
    ("an anchor is missing", "crew.toml", 'scale = "how_often"', 'options = [{ points = 1, text = "a" }, { points = 2, text = "b" }, { points = 4, text = "d" }]', "item Crew-R1.options", "missing between those with 2 and 4"),
    ("options and a scale", "crew.toml", 'scale = "how_often"', 'scale = "how_often"\noptions = [{ points = 1, text = "a" }, { points = 2, text = "b" }]', "item Crew-R1.options", "not both"),
    ("neither options nor a scale", "crew.toml", 'scale = "how_often"', "", "item Crew-R1.options", "not both"),
    ("the same option twice", "lamp.toml", '"Weekly"', '"daily"', "item Lamp-K1.options", "stands there 2 times"),
    ("one option", "lamp.toml", '["Daily", "Weekly", "Yearly"]', '["Daily"]', "item Lamp-K1.options", "there is 1 entry"),
    ("a scale of one point", "bank.toml", '["Never", "Sometimes", "Always"]', '["Never"]', "scales.how_often.labels", "there is 1 entry"),
    ("a scale of eleven points", "bank.toml", '["Never", "Sometimes", "Always"]', '["1","2","3","4","5","6","7","8","9","10","11"]', "scales.how_often.labels", "there are 11"),
    ("levels out of order", "bank.toml", "number = 2", "number = 6", "level", "1, 6, 3, 4, 5"),
    ("no target for a grade", "lamp.toml", "director = 3, ", "", "competency Lamp-1.targets.director", "missing"),
    ("a target for an unknown grade", "lamp.toml", "targets = { ", "targets = { clerk = 2, ", "competency Lamp-1.targets.clerk", "not known"),
    ("target of 6", "lamp.toml", "permanent_secretary = 5", "permanent_secretary = 6", "competency Lamp-1.targets.permanent_secretary", "6 is out of range"),
    ("target in quotes", "lamp.toml", "permanent_secretary = 5", 'permanent_secretary = "5"', "competency Lamp-1.targets.permanent_secretary", "‘5’ is the wrong"),
    ("adjustment of -3", "lamp.toml", "delivery = -1", "delivery = -3", "competency Lamp-1.adjustments.operational_delivery", "-3 is out"),
    ("adjustment of no function", "lamp.toml", "operational_delivery = -1", "legal = 1", "competency Lamp-1.adjustments.legal", "not known"),
    ("four indicators", "lamp.toml", '"None yet.", ', "", "competency Lamp-1.indicators", "there are 4"),
    ("facility above 1", "lamp.toml", "facility = 0.6", "facility = 60", "item Lamp-S1.expected_facility", "60 is out of range"),
    ("weight of 0", "lamp.toml", "weight = 2", "weight = 0", "item Lamp-R2.weight", "0 is out of range"),
    ("expert level of 6", "vignettes.toml", "expert_level = 3", "expert_level = 6", "item V1.expert_level", "6 is out of range"),
    ("residual sd of no method", "bank.toml", "[method_weights]", "[residual_sds]\npulse = 0.3\n[method_weights]", "residual_sds.pulse", "not known"),
    ("residual sd of 0", "bank.toml", "[method_weights]", "[residual_sds]\nself = 0\n[method_weights]", "residual_sds.self", "0 is out of range"),
    ("method without weight", "bank.toml", "knowledge = 20", "", "method_weights.knowledge", "missing"),
    ("method with weight 0", "bank.toml", "knowledge = 20", "knowledge = 0", "method_weights.knowledge", "0 is out of range"),
    ("two chances for three answers", "bank.toml", "[0.2, 0.6, 0.95]", "[0.2, 0.6]", "confidence_chances", "there are 2"),
    ("unknown status", "crew.toml", 'status = "draft"', 'status = "reserve"', "item Crew-K3.status", "‘reserve’ is not known"),
    ("retired without a reason", "crew.toml", 'status = "draft"', 'status = "retired"', "item Crew-K3.status_reason", "missing"),
    ("unknown status of a source", "sources.toml", '"V"', '"Z"', "LOG.status", "‘Z’ is not known"),
    ("source that is no table", "sources.toml", "[LOG]", "title = 1\n[LOG]", "title", "not a table"),
    ("domain listed twice", "bank.toml", '"Crew"]', '"Crew", "crew"]', "domains", "‘Crew’ stands there 2 times"),
    ("domain under another name", "crew.toml", '[domain]\nid = "Crew"', '[domain]\nid = "Crow"', "domain.id", "does not fit"),
    ("unknown item on a form", "forms.toml", '"Lamp-S1"', '"Lamp-S9"', "form standard_a.items[5]", "no item ‘Lamp-S9’"),
    ("draft item on a form", "forms.toml", '"Crew-K2"', '"Crew-K3"', "form standard_a.items[8]", "status draft"),
    ("item twice on a form", "forms.toml", '"Lamp-R2"', '"Lamp-R1"', "form standard_a.items", "‘Lamp-R1’ stands there 2"),
    ("enemies on a form", "forms.toml", '"Crew-K2"', '"Crew-K1"', "form standard_a.items", "Lamp-K1 and Crew-K1 are enemies"),
    ("one evidence item of a domain", "forms.toml", ', "Crew-K2"', "", "form standard_a.items", "Crew has 1 situational"),
    ("knowledge before scenarios", "forms.toml", '"Crew-S1", "Lamp-K1"', '"Lamp-K1", "Crew-S1"', "form standard_a.items[7]", "stands after a knowledge item"),
    ("form named otherwise", "forms.toml", '"standard_a"', '"standard_b"', "form standard_b.id", "does not fit"),
    ("no time at all", "forms.toml", "minutes = 5", "minutes = 0", "form standard_a.minutes", "0 is out of range"),
    ("longer time that is shorter", "forms.toml", "up_to = 10", "up_to = 7", "form full_a.minutes_up_to", "less than"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "place", "words"), [c[1:] for c in FAULTS], ids=[c[0] for c in FAULTS])
def test_a_fault_is_named_with_file_and_key(folder, file, old, new, place, words):
    edit(folder, file, old, new)
    found = [fault for fault in bank.check(folder) if (fault.file, fault.place) == (file, place)]
    assert len(found) == 1, places(folder)
    assert words in found[0].problem
    assert found[0].remedy
    assert not found[0].remedy.endswith(".")


@pytest.mark.parametrize("name", ["bank.toml", "sources.toml", "forms.toml", "crew.toml"])
def test_a_missing_file_is_named_and_nothing_else(folder, name):
    (folder / name).unlink()
    assert places(folder) == [f"{name}: "]
    assert bank.check(folder)[0].problem == "the file is missing"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    (fault,) = bank.check(tmp_path / "nowhere")
    assert fault.problem == "there is no such folder"


@pytest.mark.parametrize(
    ("new", "key", "words"),
    [
        ("reverse = Yes", ", reverse", "(invalid value). Put text in quotes, but not true and false, which are"),
        ("stem = 'a'\nstem = 'b'", ", stem", "a name is given twice. Keep one of the two."),
        ('stem = "never closed', ", stem", "Close every quote and bracket."),
    ],
    ids=["yes without quotes", "a key twice", "a quote not closed"],
)
def test_a_syntax_error_is_named_with_its_line_and_key(folder, new, key, words):
    line = (folder / "pulse.toml").read_text().splitlines().index('stem = "We say so when the light fails."')
    edit(folder, "pulse.toml", 'stem = "We say so when the light fails."', new)
    (fault,) = bank.check(folder)
    assert (fault.file, fault.place) == ("pulse.toml", f"line {line + 1 + new.count(chr(10))}{key}")
    assert words in str(fault)


def test_a_file_in_another_encoding_is_named(folder):
    (folder / "pulse.toml").write_bytes('stem = "café"'.encode("latin-1"))
    assert bank.check(folder)[0].problem == "the file is not UTF-8 text"


def test_a_file_that_no_domain_claims_is_named(folder):
    shutil.copy(folder / "crew.toml", folder / "cook.toml")
    (fault,) = bank.check(folder)
    assert (fault.file, fault.problem) == ("cook.toml", "the file belongs to no domain in ‘domains’ of bank.toml")


def test_a_bank_without_forms_is_refused(folder):
    (folder / "forms.toml").write_text("")
    assert [fault.problem for fault in bank.check(folder)] == ["there is no form"]


def test_a_domain_without_competencies_has_no_target(folder):
    text = (folder / "crew.toml").read_text()
    start, end = text.index("[[competency]]"), text.index("[[item]]")
    (folder / "crew.toml").write_text(text[:start] + text[end:])
    assert "crew.toml: domain" in places(folder)


def test_all_faults_are_reported_together_in_the_order_of_the_files(folder):
    edit(folder, "forms.toml", '"Lamp-S1"', '"Lamp-S9"')
    edit(folder, "lamp.toml", "points = 3", "points = 2")
    edit(folder, "lamp.toml", "weight = 2", 'weight = "2"')
    edit(folder, "bank.toml", "number = 2", "number = 6")
    edit(folder, "crew.toml", 'ask = "The keeper"', "ask = true")
    assert places(folder) == [
        "bank.toml: level",
        "lamp.toml: item Lamp-R2.weight",
        "lamp.toml: item Lamp-S1.options",
        "crew.toml: board_question Q-Crew1.ask",
        "forms.toml: form standard_a.items[5]",
    ]


def test_faults_in_other_files_are_reported_beside_a_syntax_error(folder):
    edit(folder, "lamp.toml", "weight = 2", "weight = two")
    edit(folder, "crew.toml", 'ask = "The keeper"', "ask = true")
    assert [fault.file for fault in bank.check(folder)] == ["lamp.toml", "crew.toml"]


def test_one_fault_in_an_item_does_not_make_references_to_it_seem_broken(folder):
    edit(folder, "lamp.toml", "answer = 1", 'answer = "1"')
    assert places(folder) == ["lamp.toml: item Lamp-K1.answer"]


def test_a_misspelt_word_comes_with_the_word_that_was_meant(folder):
    edit(folder, "crew.toml", '"how_often"', '"how_offen"')
    assert str(bank.check(folder)[0]) == (
        "crew.toml: item Crew-R1.scale: there is no scale ‘how_offen’. Write ‘how_often’ if that is what you meant."
    )


def test_load_refuses_with_every_fault_and_the_name_of_the_folder(folder):
    edit(folder, "bank.toml", "number = 2", "number = 6")
    edit(folder, "forms.toml", '"Lamp-S1"', '"Lamp-S9"')
    with pytest.raises(InputError) as refused:
        bank.load(folder)
    assert refused.value.what == f"{folder} cannot be used: 2 faults were found."
    assert [fault.file for fault in refused.value.faults] == ["bank.toml", "forms.toml"]


WORDS = st.sampled_from(["id", "type", "rating", "points", "text", "options", "items", "targets", "Lamp-S1", "x", ""])
VALUES = st.booleans() | st.integers() | st.floats() | st.dates() | WORDS
ANYTHING = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4), max_leaves=8
)
KEYS_OF_FILES = [
    *(("bank.toml", key) for key in ("domains", "level", "themes", "anchors", "enemies", "scales", "recommendation")),
    *(("lamp.toml", key) for key in ("domain", "competency", "item", "board_question")),
    ("sources.toml", "LOG"),
    ("forms.toml", "form"),
    ("vignettes.toml", "item"),
]


@given(st.sampled_from(KEYS_OF_FILES), ANYTHING)
def test_whatever_stands_behind_a_key_the_bank_loads_or_its_faults_are_told_in_words(place, value):
    def with_value(file: Path) -> tuple[dict[str, object], list[Fault]]:
        table, faults = read_table(file)
        return ({**table, place[1]: value} if file.name == place[0] else table), faults

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("assessment.bank.files.read_table", with_value)
        faults = bank.check(LIGHTHOUSE)
        assert faults or bank.load(LIGHTHOUSE)
    assert all(fault.file and fault.problem and fault.remedy for fault in faults)


# ---- versions ----------------------------------------------------------------------------------------


def version(root: Path, name: str, status: str = "approved") -> None:
    copy = Path(shutil.copytree(LIGHTHOUSE, root / name))
    edit(copy, "bank.toml", 'version = "1.0"', f'version = "{name}"')
    edit(copy, "bank.toml", 'status = "approved"', f'status = "{status}"')


def test_the_newest_version_is_the_highest_number_and_no_draft(tmp_path):
    for name in ("2027.9", "2027.10", "2026.11"):
        version(tmp_path, name)
    version(tmp_path, "2028.1", "draft")
    assert bank.newest(tmp_path).name == "2027.10"


def test_ours_is_the_newest_of_the_versions_that_come_with_the_program():
    assert bank.newest() == OURS


def test_a_folder_without_banks_is_refused(tmp_path):
    with pytest.raises(NotFound, match="We could not find a question bank"):
        bank.newest(tmp_path)


def test_a_version_is_found_by_what_its_bank_says_and_read_once(tmp_path):
    version(tmp_path, "2.0")
    (tmp_path / "2.0").rename(tmp_path / "second edition")
    assert bank.published("2.0", tmp_path).version == "2.0"
    assert bank.published("2.0", tmp_path) is bank.published("2.0", tmp_path)


def test_a_version_that_is_not_there_is_refused(tmp_path):
    version(tmp_path, "2.0")
    with pytest.raises(NotFound, match=r"We could not find version 3\.0 of the question bank"):
        bank.published("3.0", tmp_path)


def test_a_draft_that_cannot_be_read_spoils_no_other_version(tmp_path):
    version(tmp_path, "2.0")
    lock.publish(tmp_path / "2.0")
    version(tmp_path, "3.0", "draft")
    (tmp_path / "3.0" / "bank.toml").write_text("version = Yes\n")
    assert bank.newest(tmp_path).name == "2.0"
    assert bank.versions(tmp_path)["3.0"] == (tmp_path / "3.0", "unreadable")
    assert str(bank.check(tmp_path / "3.0")[0]).startswith("bank.toml: line 1, version: this is not TOML")


def test_a_published_version_that_cannot_be_read_is_not_passed_over_for_an_older_one(tmp_path):
    for name in ("2.0", "3.0"):
        version(tmp_path, name)
        lock.publish(tmp_path / name)
    (tmp_path / "3.0" / "bank.toml").write_text("version = Yes\n")
    assert bank.newest(tmp_path).name == "3.0"
    with pytest.raises(InputError) as refused:
        bank.load(bank.newest(tmp_path))
    assert "it has changed since version 3.0 was published" in {fault.problem for fault in refused.value.faults}
