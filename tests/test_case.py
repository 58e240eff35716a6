"""The competency model as a CASE package: what other systems need to link to our competencies and follow them."""

import json
import os
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from assessment import bank
from assessment.exchange import case
from assessment.model import QuestionBank

LIGHTHOUSE = Path(__file__).parent / "banks" / "lighthouse"
OURS = bank.BANKS / "2027.2"
BANKS = pytest.mark.parametrize("folder", [LIGHTHOUSE, OURS], ids=["lighthouse", "ours"])
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def item(package: dict[str, Any], code: str, kind: str = "Competency") -> dict[str, Any]:
    (found,) = (i for i in package["CFItems"] if (i["humanCodingScheme"], i["CFItemType"]) == (code, kind))
    return dict(found)


def rubric(package: dict[str, Any], title: str) -> dict[str, Any]:
    (found,) = (r for r in package["CFRubrics"] if r["title"] == title)
    return dict(found)


def children(package: dict[str, Any], parent: str) -> list[str]:
    """The titles of what stands under something, in order."""
    found = [
        (a["sequenceNumber"], a["originNodeURI"]["title"])
        for a in package["CFAssociations"]
        if a["associationType"] == "isChildOf" and a["destinationNodeURI"]["title"] == parent
    ]
    return [title for _, title in sorted(found)]


def objects(value: Any) -> list[dict[str, Any]]:
    """Every object of a package that has an identifier of its own; a link to one has none."""
    if isinstance(value, list):
        return [found for entry in value for found in objects(entry)]
    if not isinstance(value, dict):
        return []
    own = [value] if "lastChangeDateTime" in value else []
    return own + [found for entry in value.values() for found in objects(entry)]


def links(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [found for entry in value for found in links(entry)]
    if not isinstance(value, dict):
        return []
    if set(value) == {"title", "identifier", "uri"}:
        return [value]
    return [found for entry in value.values() for found in links(entry)]


# ---- what a package says -------------------------------------------------------------------------------


def test_the_document_says_which_bank_it_is_and_when_it_changed():
    document = case.export(bank.load(LIGHTHOUSE), creator="Board of Lights")["CFDocument"]
    assert {key: document[key] for key in document if key not in ("identifier", "uri")} == {
        "creator": "Board of Lights",
        "title": "Keeping a lighthouse",
        "language": "en-GB",
        "version": "1.0",
        "adoptionStatus": "Adopted",
        "notes": "Version 1.0 of the question bank, approved.",
        "caseVersion": "1.1",
        "lastChangeDateTime": "2026-03-01T00:00:00Z",
    }
    assert case.export(bank.load(OURS))["CFDocument"]["adoptionStatus"] == "Draft"
    assert case.export(bank.load(OURS))["CFDocument"]["creator"] == "Not stated"


def test_a_competency_has_its_definition_its_name_its_id_and_its_reason():
    ours = bank.load(OURS)
    package = case.export(ours)
    competency = ours.competency_by_id["DAT1"]
    found = item(package, "DAT1")
    assert found["fullStatement"] == competency.definition
    assert found["abbreviatedStatement"] == "Using data to decide and act"
    assert found["notes"] == competency.why
    assert found["conceptKeywords"] == [ours.themes[theme] for theme in ("S2", "S4")]
    domain = item(package, "DAT", "Domain")
    assert (domain["abbreviatedStatement"], domain["alternativeLabel"]) == ("Data used, owned and shared", "Data")


@BANKS
def test_every_domain_and_competency_stands_in_its_place_and_order(folder):
    ours = bank.load(folder)
    package = case.export(ours)
    recommendations = [str(r["text"]) for r in ours.recommendations]
    assert children(package, ours.title) == [domain.name for domain in ours.domains] + recommendations
    for domain in ours.domains:
        parent = case.identifier(ours.title, "domain", domain.id)
        under = [
            a["originNodeURI"]["identifier"]
            for a in package["CFAssociations"]
            if a["destinationNodeURI"]["identifier"] == parent
        ]
        assert under == [case.identifier(ours.title, "competency", c.id) for c in domain.competencies]


def test_a_recommendation_is_related_to_the_competencies_that_answer_to_it():
    ours = bank.load(OURS)
    package = case.export(ours)
    target = case.identifier(ours.title, "recommendation", "5")
    related = [
        (a["sequenceNumber"], a["originNodeURI"]["title"])
        for a in package["CFAssociations"]
        if (a["associationType"], a["destinationNodeURI"]["identifier"]) == ("isRelatedTo", target)
    ]
    names = [ours.competency_by_id[name].name for name in ("LEG1", "INV1", "INV2")]
    assert related == list(enumerate(names, 1))
    assert item(package, "5", "Recommendation")["fullStatement"] == "Clear investment lanes for legacy debt"


@BANKS
def test_every_competency_has_a_rubric_with_an_indicator_for_each_level(folder):
    ours = bank.load(folder)
    package = case.export(ours)
    assert len(package["CFRubrics"]) == 1 + len(ours.competency_by_id)
    for competency in ours.competency_by_id.values():
        (criterion,) = rubric(package, f"{competency.id} {competency.name}")["CFRubricCriteria"]
        levels = criterion["CFRubricCriterionLevels"]
        assert criterion["CFItemURI"]["identifier"] == item(package, competency.id)["identifier"]
        assert [level["description"] for level in levels] == list(competency.indicators)
        assert [level["quality"] for level in levels] == [level.name for level in ours.levels]
        assert [level["score"] for level in levels] == [1, 2, 3, 4, 5]
        assert {level["rubricCriterionId"] for level in levels} == {criterion["identifier"]}


def test_the_levels_in_general_have_a_rubric_of_their_own():
    (criterion,) = rubric(case.export(bank.load(LIGHTHOUSE)), "The levels")["CFRubricCriteria"]
    assert criterion["CFRubricCriterionLevels"][4]["quality"] == "Beacon"
    assert criterion["CFRubricCriterionLevels"][4]["description"] == "Other stations come to learn from ours."


# ---- identifiers ---------------------------------------------------------------------------------------


@BANKS
def test_every_identifier_is_a_uuid_of_its_own_and_every_link_leads_to_one(folder):
    package = case.export(bank.load(folder))
    found = [thing["identifier"] for thing in objects(package)]
    assert len(found) == len(set(found)) > 10
    assert all(UUID.fullmatch(name) for name in found)
    assert all(thing["uri"] == f"urn:uuid:{thing['identifier']}" for thing in objects(package))
    assert {link["identifier"] for link in links(package)} <= set(found)


def test_a_competency_keeps_its_identifier_from_version_to_version():
    first, second = (case.export(bank.load(bank.BANKS / version)) for version in ("2027.1", "2027.2"))
    assert item(first, "DAT1")["identifier"] == item(second, "DAT1")["identifier"]
    assert item(second, "DAT1")["identifier"] == "9ab616c0-deb5-5609-9d7a-b4c7a71702ed"
    assert first["CFDocument"]["identifier"] == second["CFDocument"]["identifier"]
    assert first["CFDocument"]["lastChangeDateTime"] != second["CFDocument"]["lastChangeDateTime"]


def test_a_competency_of_another_bank_with_the_same_id_has_another_identifier():
    ours = bank.load(LIGHTHOUSE)
    theirs = replace(ours, title="Keeping a harbour")
    assert item(case.export(ours), "Lamp-1")["identifier"] != item(case.export(theirs), "Lamp-1")["identifier"]


def test_the_same_bank_makes_the_same_package_and_a_later_one_a_later_date():
    ours = bank.load(LIGHTHOUSE)
    assert json.dumps(case.export(ours)) == json.dumps(case.export(bank.load(LIGHTHOUSE)))
    later = case.export(replace(ours, as_of=date(2027, 1, 31)))
    assert {thing["lastChangeDateTime"] for thing in objects(later)} == {"2027-01-31T00:00:00Z"}


# ---- what has no place in CASE ---------------------------------------------------------------------------


def lost(name: str, ours: QuestionBank) -> list[str]:
    return [words for place, words in case.unmapped(ours) if place == name]


def test_what_case_cannot_say_is_listed_by_competency_in_words():
    assert lost("Lamp-1", bank.load(LIGHTHOUSE)) == [
        "targets by grade: deputy_director 2, director 3, director_general 4, permanent_secretary 5",
        "adjustments by function: operational_delivery -1",
        "questions of the bank: Lamp-R1, Lamp-R2, Lamp-S1, Lamp-K1",
    ]
    assert lost("Crew", bank.load(LIGHTHOUSE)) == ["questions for leaders to ask: Q-Crew1"]
    assert lost("Lamp", bank.load(LIGHTHOUSE)) == []


def test_frameworks_themes_sources_actions_and_offers_of_ours_are_listed():
    ours = bank.load(OURS)
    assert any(words.startswith("names of the same thing in other frameworks: ") for words in lost("DAT", ours))
    assert "ids of its themes (S2, S4); their names are keywords" in lost("DAT1", ours)
    assert "sources: DEC21-NEWS, DMA, TPSDA, UNESCO22" in lost("DAT1", ours)
    kinds = {words.partition(":")[0] for _, words in case.unmapped(ours)}
    assert {"actions", "learning offers", "targets by grade"} <= kinds


# ---- the rules of the published schema -----------------------------------------------------------------

ALLOWED = {
    "CFDocument": (
        {"identifier", "uri", "creator", "title", "lastChangeDateTime"},
        {"language", "version", "adoptionStatus", "notes", "caseVersion"},
    ),
    "CFItems": (
        {"identifier", "uri", "fullStatement", "lastChangeDateTime"},
        {
            "humanCodingScheme", "abbreviatedStatement", "alternativeLabel", "notes", "language", "conceptKeywords",
            "CFItemType", "CFItemTypeURI",
        },
    ),
    "CFAssociations": (
        {"identifier", "uri", "associationType", "originNodeURI", "destinationNodeURI", "lastChangeDateTime"},
        {"sequenceNumber"},
    ),
    "CFItemTypes": (
        {"identifier", "uri", "title", "description", "hierarchyCode", "lastChangeDateTime"},
        {"typeCode"},
    ),
    "CFConcepts": ({"identifier", "uri", "title", "hierarchyCode", "lastChangeDateTime"}, set()),
    "CFRubrics": ({"identifier", "uri", "lastChangeDateTime"}, {"title", "CFRubricCriteria"}),
    "CFRubricCriteria": (
        {"identifier", "uri", "lastChangeDateTime"},
        {"description", "position", "rubricId", "CFItemURI", "CFRubricCriterionLevels"},
    ),
    "CFRubricCriterionLevels": (
        {"identifier", "uri", "lastChangeDateTime"},
        {"quality", "description", "score", "position", "rubricCriterionId"},
    ),
}  # fmt: skip
"""Keys that CASE demands, and those of the keys it allows that a package of ours has."""


def in_lists(value: Any, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Every object with the key under which it stands."""
    if isinstance(value, list):
        return [found for entry in value for found in in_lists(entry, name)]
    if not isinstance(value, dict):
        return []
    return [(name, value), *(found for key, entry in value.items() for found in in_lists(entry, key))]


@BANKS
def test_every_object_has_the_keys_that_the_schema_demands_and_no_others(folder):
    seen = set()
    for name, thing in in_lists(case.export(bank.load(folder)), ""):
        if name in ALLOWED:
            needed, optional = ALLOWED[name]
            assert needed <= set(thing) <= needed | optional, name
            assert all(text not in ("", None) for text in thing.values())
            seen.add(name)
    assert seen >= set(ALLOWED) - {"CFConcepts"}


if os.environ.get("CASE_SCHEMA"):
    # CASE_SCHEMA names case_v1p1_cfpackage-jsonschema1.json of 1EdTech

    @BANKS
    def test_a_package_is_valid_by_the_published_schema(folder):
        schema = json.loads(Path(os.environ["CASE_SCHEMA"]).read_text(encoding="utf-8"))
        checker = jsonschema.FormatChecker()
        validator = jsonschema.Draft201909Validator(schema, format_checker=checker)
        assert list(validator.iter_errors(case.export(bank.load(folder)))) == []
