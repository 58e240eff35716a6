"""A QTI package is taken into a bank as drafts, whole and without loss, or refused with everything in its way."""

# ruff: noqa: E501  (one fault a line reads as a table)

import io
import struct
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import bank
from assessment.bank import files, write
from assessment.bank.build import build
from assessment.bank.check import judge
from assessment.bank.format import Contents
from assessment.errors import Fault
from assessment.exchange import case, qti, qti_package, qti_read
from assessment.exchange import qti_terms as terms
from assessment.model import Item, Option, QuestionBank
from tests import qti_strategies
from tests.qti_packages import (
    ANSWERS,
    FEEDBACK,
    RATIONALE,
    about,
    contents,
    declaration,
    edited,
    interaction,
    item,
    manifest,
    package,
    packed,
)
from tests.qti_strategies import LIGHTHOUSE

BANKS = pytest.mark.parametrize("folder", [LIGHTHOUSE, bank.BANKS / "2027.2"], ids=["lighthouse", "ours"])


def tables(folder: Path = LIGHTHOUSE) -> Contents:
    return files.examine(folder)[0]


def added(data: bytes, competency: str = "Lamp-1") -> QuestionBank:
    """The lighthouse with the items of a package in it; fails on any fault."""
    records, faults = qti_read.add(tables(), data, "theirs.zip", competency)
    assert faults == []
    return build(judge(records)[0])


def refused(data: bytes, competency: str = "Lamp-1") -> list[Fault]:
    """Why a package cannot be taken; the bank's own tables are all that comes back."""
    lighthouse = tables()
    records, faults = qti_read.add(lighthouse, data, "theirs.zip", competency)
    assert faults
    assert records == list(lighthouse.records)
    assert all(fault.file == "theirs.zip" and fault.remedy and not fault.remedy.endswith(".") for fault in faults)
    assert len(faults) == len(set(faults))
    return faults


def under_new_ids(ours: QuestionBank) -> QuestionBank:
    return replace(ours, items=tuple(replace(was, id=f"New-{was.id}") for was in ours.items))


def alike_in(contents: Contents, ours: QuestionBank) -> None:
    """Every item comes back equal, a draft, when the bank's package is added under new ids; its status can be read."""
    data = qti.export(under_new_ids(ours))
    records, faults = qti_read.add(contents, data, "ours.zip")
    assert faults == []
    grown = build(judge(records)[0])
    for was in ours.items:
        assert grown.item_by_id[f"New-{was.id}"] == replace(was, id=f"New-{was.id}", status="draft")
    assert len(grown.items) == len(contents.items()) + len(ours.items)
    taken, _ = qti_read.read(data, "ours.zip")
    assert [one.table.get("status", "live") for one in taken] == [was.status for was in ours.items]


# ---- our own packages --------------------------------------------------------------------------------


@BANKS
def test_every_item_of_a_bank_comes_back_from_its_package_as_it_was(folder):
    alike_in(tables(folder), bank.load(folder))


@BANKS
def test_a_bank_takes_nothing_from_its_own_package(folder):
    ours = tables(folder)
    records, faults = qti_read.add(ours, qti.export(bank.load(folder)), "ours.zip")
    assert faults == []
    assert records == list(ours.records)


@settings(max_examples=50, deadline=None)
@given(qti_strategies.tables())
def test_whatever_its_items_say_a_bank_comes_back_as_it_was(made):
    grown = qti_strategies.lighthouse_with(made)
    alike_in(grown, build(grown))
    assert qti_read.add(grown, qti.export(build(grown)), "ours.zip") == (list(grown.records), [])


def test_a_package_can_be_added_twice():
    data = qti.export(under_new_ids(bank.load(LIGHTHOUSE)))
    once, _ = qti_read.add(tables(), data, "ours.zip")
    twice, faults = qti_read.add(judge(once)[0], data, "ours.zip")
    assert faults == []
    assert twice == once


def test_added_items_stand_in_the_files_of_their_kind_and_read_as_toml(tmp_path):
    records, _ = qti_read.add(tables(), qti.export(under_new_ids(bank.load(LIGHTHOUSE))), "ours.zip")
    new = Counter(record.file for record in records if record.place.startswith("item New-"))
    assert new == {"lamp.toml": 4, "crew.toml": 6, "pulse.toml": 1, "vignettes.toml": 1}
    write.write_folder(tmp_path / "grown", records)
    grown = bank.load(tmp_path / "grown")
    assert grown.items == build(judge(records)[0]).items
    scale = next(record for record in records if record.data.get("id") == "New-Lamp-R2")
    assert (scale.data["scale"], "options" in scale.data) == ("how_sure", False)
    assert list(scale.data)[:5] == ["id", "type", "competency", "stem", "scale"]


def test_answers_that_another_program_has_moved_keep_their_numbers():
    data = qti.export(under_new_ids(bank.load(LIGHTHOUSE)))
    text = contents(data)["items/New-Lamp-K1.xml"].decode()
    lines = text.splitlines(keepends=True)
    (first,) = (number for number, line in enumerate(lines) if 'identifier="O1"' in line)
    moved = "".join([*lines[:first], lines[first + 2], lines[first + 1], lines[first], *lines[first + 3 :]])
    assert "Yearly" in lines[first + 2]
    grown = added(edited(data, "items/New-Lamp-K1.xml", text, moved))
    assert grown.item_by_id["New-Lamp-K1"].options == bank.load(LIGHTHOUSE).item_by_id["Lamp-K1"].options


def test_an_item_with_an_id_of_the_bank_and_other_words_is_refused():
    data = edited(qti.export(bank.load(LIGHTHOUSE)), "items/Lamp-S1.xml", ">What would you do first?<", ">And now?<")
    (fault,) = refused(data)
    assert (fault.place, fault.problem) == ("item Lamp-S1", "‘Lamp-S1’ is in the bank already, with another stem")
    data = edited(data, "items/Lamp-S1.xml", ">Blame the weather.<", ">Blame the crew.<")
    assert refused(data)[0].problem == "‘Lamp-S1’ is in the bank already, with another stem and options"


def test_an_item_for_a_competency_that_the_bank_does_not_have_needs_another_one():
    other = replace(bank.load(LIGHTHOUSE), title="Other")
    items = (replace(other.item_by_id["Lamp-S1"], id="New-S1", competency="Deck-1", domain="Deck"),)
    data = qti.export(replace(other, items=items))
    (fault,) = refused(data, competency="")
    assert (fault.place, fault.problem) == ("item New-S1", "it names no competency of this bank")
    assert added(data, "Crew-1").item_by_id["New-S1"].domain == "Crew"


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("Lamp-R1", 'mapped-value="2"', 'mapped-value="1"', "the points of this rating do not rise or fall by one"),
        ("P1", ">Never<", ">Nie<", "no scale of this bank has the labels Nie, Sometimes, Always"),
        ("V1", ">Dark<", ">Black<", "its answers are not the levels of this bank"),
        ("Lamp-K1", "<qti-value>O1<", "<qti-value>O2<", "the correct response is O2, but O1 earns most"),
        ("Lamp-S1", "<qti-value>O2<", "<qti-value>O1<", "the correct response is O1, but O2 earns most"),
        ("Lamp-S1", 'key="O4" mapped-value="2"', 'key="O4" mapped-value="0.5"', "its points 1, 3, 0, 0.5 cannot be brought to 0, 1, 2 and 3"),
        ("Lamp-K1", "<qti-item-body>", "<qti-item-body><p>Look.</p>", "a knowledge item has no text before its question"),
    ],
)  # fmt: skip
def test_a_package_of_ours_that_was_edited_into_nonsense_is_refused(name, old, new, problem):
    data = qti.export(under_new_ids(bank.load(LIGHTHOUSE)))
    faults = refused(edited(data, f"items/New-{name}.xml", old, new))
    assert (f"item New-{name}", problem) in [(fault.place, fault.problem) for fault in faults]


@pytest.mark.parametrize(
    ("old", "new", "place", "problem"),
    [
        ('"type": "rating"', '"type": "ratting"', "item New-Lamp-R1", "‘ratting’ is not a type of item"),
        ('"weight": 2', '"weight": "two"', "item New-Lamp-R2.weight", "‘two’ is the wrong kind of value"),
        ('"weight": 2', '"wait": 2', "item New-Lamp-R2.wait", "this key is not known here"),
        ('"weight": 2', '"weight": NaN', "item New-Lamp-R2.weight", "‘nan’ is the wrong kind of value"),
        ('"weight": 2', '"as_of": "yesterday"', "item New-Lamp-R2.as_of", "‘yesterday’ is the wrong kind of value"),
        ('"LOG"', '"LAG"', "item New-Lamp-S1.sources[1]", "there is no source ‘LAG’"),
        ('"items": {', '"items": {,', "bank-items.json", "it is not sound JSON"),
        ('"items": {', '"items": {"a": 1, ', "bank-items.json", "‘items’ is not a table of tables"),
    ],
)
def test_a_fault_in_the_sidecar_is_named_with_item_and_key(old, new, place, problem):
    data = edited(qti.export(under_new_ids(bank.load(LIGHTHOUSE))), terms.SIDECAR, old, new)
    faults = refused(data, "") if place == "bank-items.json" else refused(data)
    assert (place, problem) in [(fault.place, fault.problem) for fault in faults]


# ---- packages of other systems -------------------------------------------------------------------------


def test_an_item_with_degrees_of_credit_becomes_a_situational_draft():
    made = added(package(item())).item_by_id["New-S1"]
    assert made == Item(
        "New-S1",
        "situational",
        "What first?",
        (Option("Light it.", 3), Option("Call the crew.", 1), Option("Wait.", 0)),
        domain="Lamp",
        competency="Lamp-1",
        scenario="The lamp is out.",
        status="draft",
        rationale="A dark lamp is a wreck.",
    )


@pytest.mark.parametrize(
    ("values", "points"),
    [("0 2 4 6", [0, 1, 2, 3]), ("1 2 3 0", [1, 2, 3, 0]), ("0.5 0.25 0.75 0", [2, 1, 3, 0]), ("100 0 0 200", None)],
)
def test_other_points_are_stretched_to_0_to_3_only_where_that_is_exact(values, points):
    mapped = dict(zip("ABCD", values.split(), strict=True))
    data = package(item(declaration=declaration(mapped), interaction=interaction(ANSWERS | {"D": "Sleep."})))
    if points is None:
        (fault,) = refused(data)
        assert fault.problem == "its points 100, 0, 0, 200 cannot be brought to 0, 1, 2 and 3"
    else:
        assert [option.points for option in added(data).item_by_id["New-S1"].options] == points


def test_answers_that_are_not_mapped_earn_the_default_and_bounds_hold():
    said = declaration({"A": "9", "C": "-4"}, extra='default-value="1" lower-bound="0" upper-bound="3"')
    made = added(package(item(declaration=said))).item_by_id["New-S1"]
    assert [option.points for option in made.options] == [3, 1, 0]


@pytest.mark.parametrize(
    "said",
    [declaration(right="B"), declaration({"B": "1", "A": "0"}), declaration({"B": "2.5"}, right="B")],
    ids=["correct response", "mapping", "both"],
)
def test_an_item_with_one_right_answer_becomes_a_knowledge_draft(said):
    made = added(package(item(declaration=said, before=""))).item_by_id["New-S1"]
    assert (made.type, made.stem, made.status) == ("knowledge", "What first?", "draft")
    assert [option.points for option in made.options] == [0, 1, 0]
    assert made.rationale == "A dark lamp is a wreck."


def test_an_item_scored_by_its_correct_response_alone_ignores_its_mapping():
    template = "<qti-response-processing template='https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/{}.xml'/>"
    said = declaration({"A": "3", "B": "1"}, right="B")
    data = package(item(declaration=said, after=template.format("match_correct") + RATIONALE))
    assert added(data).item_by_id["New-S1"].type == "knowledge"
    (fault,) = refused(package(item(declaration=said, after=template.format("map_response") + RATIONALE)))
    assert fault.problem == "the correct response is B, but A earns most"


def test_a_question_of_one_paragraph_without_a_prompt_asks_for_knowledge():
    body = {"before": "<div><p>Which flag is red?</p></div>", "interaction": interaction(prompt="")}
    made = added(package(item(declaration=declaration(right="A"), **body))).item_by_id["New-S1"]
    assert (made.type, made.stem, made.scenario) == ("knowledge", "Which flag is red?", "")
    (fault,) = refused(package(item(**body)))
    assert (fault.place, fault.problem) == ("item New-S1", "it has no scenario")


def test_the_last_paragraph_is_the_question_where_there_is_no_prompt():
    before = "<div><p>The lamp is out.</p><p>It is <em>late</em>.</p></div><p>What<br/>first?</p>"
    made = added(package(item(before=before, interaction=interaction(prompt="")))).item_by_id["New-S1"]
    assert (made.scenario, made.stem) == ("The lamp is out. It is late.", "What first?")


def test_a_knowledge_item_keeps_the_text_before_its_question():
    made = added(package(item(declaration=declaration(right="A")))).item_by_id["New-S1"]
    assert made.stem == "The lamp is out. What first?"


def test_feedback_on_the_best_answer_is_the_rationale_and_the_rest_is_kept_for_reviewers():
    after = FEEDBACK.format(id="B", text="Late.") + FEEDBACK.format(id="A", text="A lamp is first.")
    made = added(package(item(after=after))).item_by_id["New-S1"]
    assert made.rationale == "A lamp is first."
    assert made.review_note == "Other feedback in the package: B: Late."


def test_i_do_not_know_is_not_taken_twice():
    answers = ANSWERS | {"DK": "I do not know", "NA": "Does not apply to my role"}
    made = added(package(item(interaction=interaction(answers)))).item_by_id["New-S1"]
    assert [option.text for option in made.options] == list(ANSWERS.values())


def test_the_competency_comes_from_the_package_if_it_names_one_of_the_bank():
    uuid = case.identifier("Keeping a lighthouse", "competency", "Crew-1")
    for named in ("Crew-1", "crew-1", uuid):
        assert added(package(item(), about=about("Ships", named)), "Lamp-1").item_by_id["New-S1"].competency == "Crew-1"
    assert added(package(item(), about=about("Ships")), "Lamp-1").item_by_id["New-S1"].competency == "Lamp-1"


def test_an_item_of_no_competency_or_of_two_says_what_to_do():
    (fault,) = refused(package(item()), competency="")
    assert str(fault) == "theirs.zip: item New-S1: it names no competency of this bank. Say which competency the package is for."  # fmt: skip
    (fault,) = refused(package(item(), about=about("Lamp-1", "Crew-1")), competency="")
    assert fault.problem == "it is about Lamp-1 and Crew-1, and an item has one competency"
    (fault,) = refused(package(item()), competency="Lump-1")
    assert (fault.problem, fault.remedy) == ("there is no competency ‘Lump-1’", "Write ‘Lamp-1’ if that is what you meant")  # fmt: skip


# ---- items that cannot be taken ------------------------------------------------------------------------

TEXT_ENTRY = "<p>Name it: <qti-text-entry-interaction response-identifier='RESPONSE'/></p>"
CANNOT = [
    # what is wrong, the item, words of the one fault
    ("unknown interaction", item(interaction=TEXT_ENTRY), "qti-text-entry-interaction is not a kind of question we can take; only qti-choice-interaction"),
    ("no interaction", item(interaction="<p>Well?</p>"), "there is no question in it"),
    ("two questions", item(interaction=interaction() + interaction()), "there are 2 questions in it"),
    ("multiple response", item(interaction=interaction(attributes='max-choices="0"')), "it takes more than one answer"),
    ("two choices", item(interaction=interaction(attributes='max-choices="2"')), "it takes more than one answer"),
    ("cardinality multiple", item(declaration=declaration({"A": "3"}).replace("single", "multiple")), "it takes more than one answer"),
    ("two right answers", item(declaration=declaration(right="A</qti-value><qti-value>B")), "it takes more than one answer"),
    ("no key", item(declaration=declaration()), "it has neither a mapping nor a correct response"),
    ("no declaration", item(declaration=""), "there is no response declaration ‘RESPONSE’"),
    ("unknown key in the mapping", item(declaration=declaration({"A": "3", "Z": "1"})), "the mapping names ‘Z’, which is not one of its answers"),
    ("key twice", item(declaration=declaration({"A": "3"}, more="<qti-map-entry map-key='A' mapped-value='1'/>")), "the mapping names ‘A’ twice"),
    ("unknown right answer", item(declaration=declaration(right="Z")), "the correct response ‘Z’ is not one of its answers"),
    ("points that are no number", item(declaration=declaration({"A": "three"})), "‘three’ is not a number of points"),
    ("endless points", item(declaration=declaration({"A": "INF"})), "‘INF’ is not a number of points"),
    ("huge points", item(declaration=declaration({"A": "1e999999999"})), "‘1e999999999’ is not a number of points"),
    ("negative points", item(declaration=declaration({"A": "3", "B": "-1"})), "its points 3, -1, 0 cannot be brought to 0, 1, 2 and 3"),
    ("no points at all", item(declaration=declaration({"A": "0", "B": "0"})), "its points 0, 0, 0 cannot be brought to 0, 1, 2 and 3"),
    ("two best answers", item(declaration=declaration({"A": "3", "B": "3"})), "2 options have 3 points"),
    ("answers alike", item(interaction=interaction({"A": "Yes", "B": "yes", "C": "No"})), "‘Yes’ stands there 2 times"),
    ("identifier twice", item(interaction=interaction().replace('"B"', '"A"'), declaration=declaration({"A": "3"})), "‘A’ is the identifier of 2 answers"),
    ("answer without identifier", item(interaction=interaction().replace('identifier="B"', ""), declaration=declaration({"A": "3"})), "an answer has no identifier"),
    ("answer without text", item(interaction=interaction(ANSWERS | {"B": " "})), "the answer B has no text"),
    ("picture in an answer", item(interaction=interaction(ANSWERS | {"B": "<img src='a.png' alt='a'/>"})), "‘img’ in the answer B would be lost"),
    ("link in an answer", item(interaction=interaction(ANSWERS | {"B": "See <a href='x'>x</a>"})), "‘a’ in the answer B would be lost"),
    ("table in an answer", item(interaction=interaction(ANSWERS | {"B": "<table><tr><td>x</td></tr></table>"})), "‘table’ in the answer B would be lost"),
    ("power in an answer", item(interaction=interaction(ANSWERS | {"B": "10<sup>2</sup>"})), "‘sup’ in the answer B would be lost"),
    ("feedback in an answer", item(interaction=interaction(ANSWERS | {"B": "x<qti-feedback-inline outcome-identifier='F' identifier='B'>y</qti-feedback-inline>"})), "‘qti-feedback-inline’ in the answer B would be lost"),
    ("picture in the scenario", item(before="<p>See <img src='a.png' alt='a'/></p>"), "‘img’ in the text before the answers would be lost"),
    ("table in the scenario", item(before="<table><tr><td>x</td></tr></table>"), "‘table’ in the text before the answers would be lost"),
    ("text after the answers", item(interaction=interaction() + "<p>Good luck.</p>"), "there is text after the answers"),
    ("no rationale", item(after=""), "it has no rationale"),
    ("no explanation", item(declaration=declaration(right="A"), after=""), "it has no explanation"),
    ("no scenario", item(before=""), "it has no scenario"),
    ("nothing asked", item(before="", interaction=interaction(prompt="")), "it asks nothing"),
    ("id with a full stop", item("New.S1"), "‘New.S1’ is not an id of ours"),
    ("id in use for something else", item("Lamp-1"), "‘Lamp-1’ is already the id of something else"),
    ("id with a meaning", item("grade"), "‘grade’ has a meaning of its own in our files"),
    ("adaptive", item().replace('adaptive="false"', 'adaptive="true"'), "it is adaptive: it takes several attempts"),
    ("shared stimulus", item(declaration=declaration({"A": "3", "B": "1"}) + "<qti-assessment-stimulus-ref identifier='s' href='s.xml'/>"), "its text stands partly in another file (qti-assessment-stimulus-ref)"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "words"), [case[1:] for case in CANNOT], ids=[case[0] for case in CANNOT])
def test_an_item_that_cannot_be_taken_is_named_with_the_one_reason(question, words):
    (fault,) = refused(package(question))
    assert fault.problem.startswith(words)
    assert fault.place.startswith("item ")


def test_everything_that_is_wrong_is_said_at_once():
    faults = refused(package(item("One", after=""), item("Two", interaction=TEXT_ENTRY), item("Three"), item("Three")))
    assert [(fault.place, fault.problem.split(" ")[0]) for fault in faults] == [
        ("item Three", "i4.xml"),
        ("item One", "it"),
        ("item Two", "qti-text-entry-interaction"),
    ]
    taken, same = qti_read.read(package(item("One", after=""), item("Three")), "theirs.zip")
    assert [one.table["id"] for one in taken] == ["Three"]
    assert [fault.problem for fault in same] == ["it has no rationale"]


# ---- packages that cannot be read ----------------------------------------------------------------------

ENTITIES = '<!DOCTYPE a [<!ENTITY b "{}">{}]>'
BOMB = ENTITIES.format("lol", "".join(f'<!ENTITY b{n} "{f"&b{n - 1 or str()};" * 10}">' for n in range(1, 9)))
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
DOCTYPE = "it declares a document type or entities, which can do harm"
ONE = manifest(["i1.xml"])


def files_of(**files: str | bytes) -> bytes:
    """A package of one sound item and its manifest; either can be another, a double underscore stands for a dot."""
    named = {name.replace("__", "."): text for name, text in files.items()}
    return packed({terms.MANIFEST: ONE, "i1.xml": item(), **named})


def bomb() -> bytes:
    return packed({terms.MANIFEST: ONE, "i1.xml": b" " * (qti_package.LARGEST + 1)})


def locked() -> bytes:
    """A package whose files say that they need a password."""
    data = bytearray(package(item()))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(sign, place + 1)
    return bytes(data)


def twice() -> bytes:
    out = io.BytesIO(package(item()))
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("i1.xml", item())
    return out.getvalue()


UNREADABLE = [
    # what is wrong, the package, place and words of the one fault
    ("not a zip", b"<manifest/>", "", "it is not a readable ZIP package"),
    ("nothing at all", b"", "", "it is not a readable ZIP package"),
    ("half a zip", package(item())[:-40], "", "it is not a readable ZIP package"),
    ("damaged", package(item()).replace(b"PK\x03\x04", b"PK\x03\x05"), "", "it is not a readable ZIP package"),
    ("zip bomb", bomb(), "", "it is far too large for a package of questions"),
    ("unusual packing", packed({terms.MANIFEST: ONE}, zipfile.ZIP_LZMA), terms.MANIFEST, "this file is packed in an unusual way"),
    ("path upwards", files_of(**{"../../x": "a"}), "../../x", "this name leads out of the package"),
    ("path from the root", files_of(**{"/etc/x": "a"}), "/etc/x", "this name leads out of the package"),
    ("path of Windows", files_of(**{"a\\..\\x": "a"}), "a\\..\\x", "this name leads out of the package"),
    ("drive", files_of(**{"C:x": "a"}), "C:x", "this name leads out of the package"),
    ("file twice", twice(), "i1.xml", "this file is in the package 2 times"),
    ("no manifest", packed({"i1.xml": item()}), terms.MANIFEST, "this file is missing"),
    ("manifest in a folder", packed({"a/imsmanifest.xml": ONE}), terms.MANIFEST, "this file is missing"),
    ("manifest that is no XML", files_of(imsmanifest__xml="{}"), terms.MANIFEST, "it is not sound XML"),
    ("manifest of nothing", files_of(imsmanifest__xml="<resources/>"), terms.MANIFEST, "this is not the manifest of a content package"),
    ("manifest without questions", files_of(imsmanifest__xml=manifest([])), terms.MANIFEST, "it lists no question"),
    ("manifest with a document type", files_of(imsmanifest__xml=BOMB + ONE), terms.MANIFEST, DOCTYPE),
    ("missing file", files_of(imsmanifest__xml=manifest(["i1.xml", "i%202.xml"])), "i 2.xml", "this file is listed in the manifest but not in the package"),
    ("reference upwards", files_of(imsmanifest__xml=manifest(["i1.xml", "a/../../i1.xml"])), "../i1.xml", "this reference of the manifest leads out of the package"),
    ("file elsewhere", files_of(imsmanifest__xml=manifest(["https://example.org/i1.xml"])), "resource r0", "its file is not in the package"),
    ("no file", files_of(imsmanifest__xml=ONE.replace('href="i1.xml"', "")), "resource r0", "it names no file"),
    ("file listed twice", files_of(imsmanifest__xml=manifest(["i1.xml", "./i1.xml"])), "i1.xml", "this file is listed twice in the manifest"),
    ("QTI 2", files_of(imsmanifest__xml=manifest(["i1.xml"], kind="imsqti_item_xmlv2p1")), "resource r0", "‘imsqti_item_xmlv2p1’ is not QTI 3.0"),
    ("item of QTI 2", files_of(i1__xml="<assessmentItem identifier='a'/>"), "item a", "i1.xml begins with ‘assessmentItem’, not with an item of QTI 3.0"),
    ("item without identifier", files_of(i1__xml=item("")), "i1.xml", "the item has no identifier"),
    ("item that is no XML", files_of(i1__xml="<a>"), "i1.xml", "it is not sound XML"),
    ("item that is no text", files_of(i1__xml=b"\xff\x00\xfe"), "i1.xml", "it is not sound XML"),
    ("item in an unknown code", files_of(i1__xml='<?xml version="1.0" encoding="klingon"?><a/>'), "i1.xml", "it is not sound XML"),
    ("XML bomb", files_of(i1__xml=BOMB + item()), "i1.xml", DOCTYPE),
    ("file from outside", files_of(i1__xml=OUTSIDE + item()), "i1.xml", DOCTYPE),
    ("bare document type", files_of(i1__xml="<!DOCTYPE a>" + item()), "i1.xml", DOCTYPE),
    ("too deep", files_of(i1__xml="<a>" * 50_000 + "</a>" * 50_000), "i1.xml", "its elements stand in one another more than 100 deep"),
    ("deep sidecar", files_of(**{"bank-items__json": "[" * 100_000}), "bank-items.json", "it is not sound JSON"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "place", "words"), [case[1:] for case in UNREADABLE], ids=[case[0] for case in UNREADABLE]
)
def test_a_package_that_cannot_be_read_is_named_with_the_one_reason(data, place, words):
    (fault,) = refused(data)
    assert fault.place == place
    assert fault.problem.startswith(words)


def test_a_package_made_in_a_folder_says_to_pack_its_contents():
    (fault,) = refused(packed({"a/imsmanifest.xml": ONE, "a/i1.xml": item()}))
    assert fault.remedy == "Pack the contents of the folder, not the folder"


def test_a_package_with_a_base_and_encoded_names_is_read():
    listed = manifest(["i%201.xml"]).replace("<resources>", '<resources xml:base="questions/">')
    assert added(packed({terms.MANIFEST: listed, "questions/i 1.xml": item()})).item_by_id["New-S1"].status == "draft"


def test_a_file_that_happens_to_have_the_name_of_our_sidecar_is_left_alone():
    assert "New-S1" in added(files_of(**{"bank-items__json": '{"format": "theirs"}'})).item_by_id


SOUND = qti.export(under_new_ids(bank.load(LIGHTHOUSE)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_package_damaged_anywhere_is_refused_in_words_or_still_sound(changes):
    data = bytearray(SOUND)
    for place, value in changes:
        data[place] = value
    records, faults = qti_read.add(tables(), bytes(data), "damaged.zip")
    assert all(str(fault) for fault in faults)
    assert judge(records)[1] == []


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(sorted(contents(SOUND))), st.data())
def test_a_file_damaged_anywhere_is_refused_in_words_or_still_sound(name, data):
    held = contents(SOUND)
    text = bytearray(held[name])
    place = data.draw(st.integers(0, len(text) - 1))
    text[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=10))
    records, _ = qti_read.add(tables(), packed({**held, name: bytes(text)}), "damaged.zip")
    assert judge(records)[1] == []


def test_every_file_that_needs_a_password_is_named():
    faults = refused(locked())
    assert [fault.place for fault in faults] == [terms.MANIFEST, "i1.xml"]
    assert {fault.problem for fault in faults} == {"this file is locked with a password"}


def test_a_size_that_lies_is_found_out():
    data = bytearray(packed({terms.MANIFEST: ONE, "i1.xml": item() + " " * 100_000}))
    central = data.rfind(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    (fault,) = refused(bytes(data))
    assert fault.problem.startswith("it is not a readable ZIP package")
