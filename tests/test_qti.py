"""A bank as a QTI 3.0 package: what every other system needs to show its questions and score them as we do."""

import json
import os
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings

from assessment import bank, item_types
from assessment.bank.build import build
from assessment.exchange import case, qti
from assessment.exchange import qti_terms as terms
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Item, QuestionBank
from tests import builders as make
from tests import qti_strategies
from tests.qti_packages import Element, contents, name, process, xml
from tests.qti_strategies import LIGHTHOUSE

OURS = bank.BANKS / "2027.2"
BANKS = pytest.mark.parametrize("folder", [LIGHTHOUSE, OURS], ids=["lighthouse", "ours"])
SCORED = ("rating", "situational", "knowledge")


def item_file(data: bytes, item: str) -> Element:
    return xml(contents(data)[f"items/{item}.xml"])


def first(root: Element, tag: str) -> Element:
    found = root.find(f".//{{{terms.QTI}}}{tag}")
    assert found is not None, tag
    return found


def every(root: Element, tag: str) -> list[Element]:
    return root.findall(f".//{{{terms.QTI}}}{tag}")


def words(root: Element, tag: str) -> list[str]:
    return ["".join(element.itertext()).strip() for element in every(root, tag)]


# ---- what is in a package ----------------------------------------------------------------------------


@BANKS
def test_a_package_holds_every_item_whatever_its_type_and_status(folder):
    ours = bank.load(folder)
    held = contents(qti.export(ours))
    expected = {terms.MANIFEST, terms.SIDECAR, *(f"items/{item.id}.xml" for item in ours.items)}
    assert set(held) == expected
    assert {item.type for item in ours.items} == set(item_types.ITEM_TYPES)
    assert not all(item.in_use for item in ours.items)


def test_the_same_bank_makes_the_same_bytes():
    assert qti.export(bank.load(LIGHTHOUSE)) == qti.export(bank.load(LIGHTHOUSE))


def test_a_situational_item_reads_as_scenario_question_and_numbered_options():
    root = item_file(qti.export(bank.load(LIGHTHOUSE)), "Lamp-S1")
    assert words(root, "p")[0] == "The lamp flickers at midnight and a ship is near."
    assert words(root, "qti-prompt") == ["What would you do first?"]
    choices = [choice.attrib["identifier"] for choice in every(root, "qti-simple-choice")]
    assert dict(zip(choices, words(root, "qti-simple-choice"), strict=True)) == {
        "O1": "Wait for morning.",
        "O2": "Act now and write it in the log.",
        "O3": "Blame the weather.",
        "O4": "Wake the keeper.",
        "DK": "I do not know",
        "NA": "Does not apply to my role",
    }
    interaction = first(root, "qti-choice-interaction")
    assert (interaction.get("shuffle"), interaction.get("max-choices")) == ("true", "1")
    fixed = [choice.get("identifier") for choice in every(root, "qti-simple-choice") if choice.get("fixed") == "true"]
    assert fixed == ["DK", "NA"]
    assert words(root, "qti-correct-response") == ["O2"]
    mapped = {entry.attrib["map-key"]: entry.attrib["mapped-value"] for entry in every(root, "qti-map-entry")}
    assert mapped == {"O1": "1", "O2": "3", "O3": "0", "O4": "2", "DK": "0"}
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"


@pytest.mark.parametrize(
    ("item", "shuffle", "extra", "right"),
    [
        ("Lamp-R1", "false", ["NA"], []),
        ("Lamp-K1", "true", ["DK", "NA"], ["O1"]),
        ("P1", "false", ["DK"], []),
        ("V1", "false", [], ["O3"]),
    ],
)
def test_each_type_keeps_its_order_its_further_answers_and_its_key(item, shuffle, extra, right):
    root = item_file(qti.export(bank.load(LIGHTHOUSE)), item)
    choices = [choice.attrib["identifier"] for choice in every(root, "qti-simple-choice")]
    assert first(root, "qti-choice-interaction").get("shuffle") == shuffle
    assert [c for c in choices if not c.startswith("O")] == extra
    assert words(root, "qti-correct-response") == right


def test_statements_and_examples_carry_no_score():
    data = qti.export(bank.load(LIGHTHOUSE))
    for item in ("P1", "V1"):
        root = item_file(data, item)
        assert not every(root, "qti-mapping")
        assert "SCORE" not in [outcome.get("identifier") for outcome in every(root, "qti-outcome-declaration")]
    assert not every(item_file(data, "P1"), "qti-response-processing")


# ---- scoring -----------------------------------------------------------------------------------------


def answers(item: Item) -> dict[str, int]:
    """The identifier of each answer that an item offers -> the value that our responses have for it."""
    offered = {terms.choice(number): number for number in range(1, len(item.options) + 1)}
    further = {terms.DO_NOT_KNOW: DO_NOT_KNOW, terms.NOT_APPLICABLE: NOT_APPLICABLE}
    kind = item_types.of(item)
    given = [kind.offers_do_not_know, kind.offers_not_applicable]
    return offered | {key: value for (key, value), is_offered in zip(further.items(), given, strict=True) if is_offered}


def scored_as_we_do(item: Item, root: Element) -> None:
    """Every answer earns the share of the highest score that our own scoring gives, and shows the rationale."""
    kind = item_types.of(item)
    choices = [choice.attrib["identifier"] for choice in every(root, "qti-simple-choice")]
    assert choices == list(answers(item))
    for identifier, value in answers(item).items():
        outcomes = process(root, identifier)
        if item.type in SCORED:
            top, x = outcomes["MAXSCORE"], kind.value(item, value)
            assert isinstance(top, float)
            assert outcomes["SCORE"] == (None if x is None else pytest.approx(x * top)), (item.id, identifier)
        assert outcomes.get("FEEDBACK") == (terms.SHOWN if item.rationale else None)
    empty = process(root, None)
    assert empty.get("SCORE") is None, "an answer that is not given is missing, not 0"
    assert empty.get("FEEDBACK") is None


@BANKS
def test_every_answer_earns_what_our_own_scoring_gives_it(folder):
    ours = bank.load(folder)
    data = qti.export(ours)
    for item in ours.items:
        scored_as_we_do(item, item_file(data, item.id))


@BANKS
def test_points_of_the_key_are_the_points_of_the_bank(folder):
    ours = bank.load(folder)
    data = qti.export(ours)
    for item in ours.items:
        if item.type in ("situational", "knowledge"):
            entries = every(item_file(data, item.id), "qti-map-entry")
            found = {entry.attrib["map-key"]: float(entry.attrib["mapped-value"]) for entry in entries}
            assert found == {terms.choice(n): o.points for n, o in enumerate(item.options, 1)} | {"DK": 0}


def test_a_reversed_rating_maps_its_first_label_to_the_most():
    root = item_file(qti.export(bank.load(LIGHTHOUSE)), "Lamp-R2")
    assert [entry.get("mapped-value") for entry in every(root, "qti-map-entry")] == ["6", "5", "4", "3", "2", "1", "0"]
    assert process(root, "O1")["SCORE"] == process(root, "O1")["MAXSCORE"] == 6


def test_i_do_not_know_earns_0_and_does_not_apply_leaves_the_score_empty():
    root = item_file(qti.export(bank.load(LIGHTHOUSE)), "Lamp-S1")
    assert process(root, "DK") == {"SCORE": 0, "MAXSCORE": 3, "FEEDBACK": "RATIONALE"}
    assert process(root, "NA") == {"SCORE": None, "MAXSCORE": 3, "FEEDBACK": "RATIONALE"}


def test_the_feedback_gives_the_rationale_and_what_speaks_for_the_others():
    ours = bank.load(OURS)
    item = next(item for item in ours.items if item.distractor_note)
    root = item_file(qti.export(ours), item.id)
    feedback = first(root, "qti-modal-feedback")
    assert (feedback.get("outcome-identifier"), feedback.get("identifier")) == ("FEEDBACK", "RATIONALE")
    assert words(feedback, "p") == [item.rationale, item.distractor_note]


# ---- the rules of the published schema -----------------------------------------------------------------

ORDER = {
    "qti-assessment-item": (
        "qti-response-declaration", "qti-outcome-declaration", "qti-item-body", "qti-response-processing",
        "qti-modal-feedback",
    ),
    "qti-response-declaration": ("qti-correct-response", "qti-mapping"),
    "qti-choice-interaction": ("qti-prompt", "qti-simple-choice"),
    "qti-item-body": ("p", "qti-choice-interaction"),
    "qti-modal-feedback": ("qti-content-body",),
}  # fmt: skip
NEEDED = {
    "qti-assessment-item": {"identifier", "title", "time-dependent"},
    "qti-response-declaration": {"identifier", "cardinality", "base-type"},
    "qti-outcome-declaration": {"identifier", "cardinality", "base-type"},
    "qti-map-entry": {"map-key", "mapped-value"},
    "qti-choice-interaction": {"response-identifier"},
    "qti-simple-choice": {"identifier"},
    "qti-modal-feedback": {"outcome-identifier", "identifier", "show-hide"},
    "qti-set-outcome-value": {"identifier"},
    "qti-variable": {"identifier"},
    "qti-base-value": {"base-type"},
}
METADATA_ORDER = ("qtiMetadata", "curriculumStandardsMetadataSet", "lom")


def in_order(parent: Element, order: tuple[str, ...]) -> bool:
    places = [order.index(name(child)) for child in parent]
    return places == sorted(places)


def sound(root: Element) -> None:
    """What the schema and the specification demand of an item file, as far as our items go."""
    for element in root.iter():
        assert element.tag.startswith(f"{{{terms.QTI}}}"), element.tag
        assert set(element.keys()) >= NEEDED.get(name(element), set()), name(element)
        assert name(element) not in ORDER or in_order(element, ORDER[name(element)]), name(element)
    choices = [choice.attrib["identifier"] for choice in every(root, "qti-simple-choice")]
    assert len(choices) == len(set(choices)) >= 2
    assert set(words(root, "qti-value")) - {o.text for d in every(root, "qti-default-value") for o in d} <= set(choices)
    assert {entry.get("map-key") for entry in every(root, "qti-map-entry")} <= set(choices)
    declared = [d.attrib["identifier"] for d in root if name(d).endswith("-declaration")]
    assert len(declared) == len(set(declared))
    using = ("qti-set-outcome-value", "qti-variable", "qti-map-response")
    used = {element.attrib["identifier"] for tag in using for element in every(root, tag)}
    used |= {e.attrib["outcome-identifier"] for e in every(root, "qti-modal-feedback")}
    assert used | {"RESPONSE"} <= set(declared)
    assert every(root, "qti-mapping") == [] or len(every(root, "qti-map-entry")) >= 1
    assert not [e for body in every(root, "qti-item-body") for e in [body, *body] if (e.tail or "").strip()]


@BANKS
def test_every_item_file_keeps_the_rules_of_the_schema(folder):
    ours = bank.load(folder)
    data = qti.export(ours)
    for item in ours.items:
        root = item_file(data, item.id)
        assert root.get("identifier") == item.id
        sound(root)


@BANKS
def test_the_manifest_lists_every_file_once_and_says_what_each_item_is_about(folder):
    ours = bank.load(folder)
    held = contents(qti.export(ours))
    root = xml(held[terms.MANIFEST])
    in_package = {"p": terms.PACKAGE, "l": terms.LOM, "c": terms.STANDARDS}
    assert root.tag == f"{{{terms.PACKAGE}}}manifest"
    assert [name(child) for child in root] == ["metadata", "organizations", "resources"]
    said = [root.findtext(f"p:metadata/p:{key}", "", in_package) for key in ("schema", "schemaversion")]
    assert said == ["QTI Package", "3.0.0"]
    resources = root.findall("p:resources/p:resource", in_package)
    identifiers = [resource.attrib["identifier"] for resource in resources]
    assert len(identifiers) == len(set(identifiers)) == len(ours.items) + 1
    assert sorted(r.attrib["href"] for r in resources) == sorted(set(held) - {terms.MANIFEST})
    for resource, item in zip(resources, ours.items, strict=False):
        metadata = resource.find("p:metadata", in_package)
        assert metadata is not None
        assert in_order(metadata, METADATA_ORDER)
        assert (resource.attrib["type"], resource.attrib["href"]) == ("imsqti_item_xmlv3p0", f"items/{item.id}.xml")
        path = [taxon.text for taxon in resource.iterfind(".//l:taxon/l:id", in_package)]
        assert path == [name for name in (item.domain, item.competency) if name]
        guids = [guid.text for guid in resource.iterfind(".//c:GUID", in_package)]
        assert guids == [case.identifier(ours.title, "competency", item.competency)] * bool(item.competency)
        assert [e.text for e in resource.iterfind(".//l:relation//l:entry", in_package)] == list(item.sources)


def test_the_sidecar_has_what_qti_cannot_say_in_the_words_of_the_bank():
    said = json.loads(contents(qti.export(bank.load(LIGHTHOUSE)))[terms.SIDECAR])
    assert said["bank"] == {"title": "Keeping a lighthouse", "version": "1.0", "as_of": "2026-03-01"}
    assert said["items"]["Lamp-R2"] == {"type": "rating", "domain": "Lamp", "weight": 2, "competency": "Lamp-1"}
    assert said["items"]["Crew-K3"] == {
        "type": "knowledge",
        "domain": "Crew",
        "status": "draft",
        "competency": "Crew-1",
    }


@settings(max_examples=50, deadline=None)
@given(qti_strategies.tables())
def test_whatever_the_items_say_their_files_are_sound_and_score_as_we_do(tables):
    made = build(qti_strategies.lighthouse_with(tables))
    data = qti.export(made)
    for item in made.items:
        root = item_file(data, item.id)
        sound(root)
        scored_as_we_do(item, root)


# ---- what has no place in QTI --------------------------------------------------------------------------


def lost(item: str, ours: QuestionBank | None = None) -> list[str]:
    return [words for name, words in qti.unmapped(ours or bank.load(LIGHTHOUSE)) if name == item]


def test_what_qti_cannot_say_is_listed_by_item_in_words():
    assert lost("Crew-K3") == [
        "‘How sure are you?’ after the answer: asked by this program, not part of the item",
        "‘Does not apply to my role’ is missing rather than 0: SCORE stays empty, and a sum must leave it out",
        "its status draft: LOM has only ‘draft’",
    ]
    assert lost("Lamp-R2") == [
        "it takes its scale by name, as do others: in QTI each item has a copy of the labels",
        "‘Does not apply to my role’ is missing rather than 0: SCORE stays empty, and a sum must leave it out",
        "its weight 2 in the mean of its domain: a design weight, not more points",
        "its place on forms, in sections of a fixed order: standard_a, full_a",
    ]
    assert "expected facility 0.6" in lost("Lamp-S1")
    assert "enemies that may never stand on one form with it: Crew-K1" in lost("Lamp-K1")
    assert "for reviewers: source status" in lost("Lamp-K1")
    assert "the panel's level earns no credit: it checks leniency" in lost("V1")
    assert "‘I do not know’ is counted, not averaged: the item carries no score" in lost("P1")


def test_what_does_not_apply_to_an_item_is_not_listed():
    plain = make.bank((make.situational("AAA-S1"), make.situational("AAA-S2")), forms=())
    assert len(lost("AAA-S1", plain)) == 1
    assert not [words for words in lost("V1") if "Does not apply" in words or "How sure" in words]


def test_characters_that_xml_cannot_hold_are_left_out_and_listed():
    odd = make.bank((replace(make.situational("AAA-S1"), stem="One\x01two"),), forms=())
    assert words(item_file(qti.export(odd), "AAA-S1"), "qti-prompt") == ["Onetwo"]
    assert lost("AAA-S1", odd)[-1] == "control characters, which XML cannot hold, are left out"


# ---- the published schema, where it is at hand -----------------------------------------------------------

if os.environ.get("QTI_XSD") and find_spec("lxml"):
    # QTI_XSD names imsqti_asiv3p0p1_v1p0.xsd of 1EdTech; the schema of the manifest stands beside it

    @BANKS
    def test_every_file_is_valid_by_the_published_schemas(folder):
        from lxml import etree  # type: ignore[import-untyped]

        asi = Path(os.environ["QTI_XSD"])
        schemas = {
            True: etree.XMLSchema(etree.parse(asi.with_name("imsqtiv3p0_imscpv1p2_v1p0.xsd"))),
            False: etree.XMLSchema(etree.parse(asi)),
        }
        ours = bank.load(folder)
        checked = 0
        for file, data in contents(qti.export(ours)).items():
            if file.endswith(".xml"):
                schemas[file == terms.MANIFEST].assertValid(etree.fromstring(data))
                checked += 1
        assert checked == len(ours.items) + 1
