"""The competency model as a package of CASE 1.1, 1EdTech Competencies and Academic Standards Exchange.

Apart from `caseVersion` it is a sound package of CASE 1.0 too. Identifiers are UUIDs of version 5 (RFC 9562), made from
the bank's title and our ids, so that a competency keeps its identifier from version to version.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from assessment.bank.format import Table
from assessment.model import Competency, Domain, QuestionBank

NAMESPACE = UUID("5a0d6d0c-2f0e-5c63-9f6e-6a4f3f2f8f11")
"""Of our making, and never to be changed: all identifiers follow from it."""
LANGUAGE = "en-GB"
NOT_STATED = "Not stated"
ADOPTION = {"draft": "Draft", "provisional": "Draft", "approved": "Adopted"}
"""Status of a bank -> adoptionStatus. A provisional bank is in use, but nobody has adopted it yet."""
TYPES = {
    "Domain": "An area of digital capability, with one score of its own.",
    "Competency": "A behaviour that items give evidence of, with an indicator for each level.",
    "Recommendation": "What the competencies answer to.",
}


def identifier(title: str, kind: str, name: str) -> str:
    """The UUID of a thing of the bank with that title: kind `competency`, name `DAT1`."""
    return str(uuid5(NAMESPACE, f"{title}/{kind}/{name}"))


def export(bank: QuestionBank, creator: str = NOT_STATED) -> dict[str, Any]:
    """The CFPackage of a bank, ready to be written as JSON; `creator` is who is responsible for the framework."""
    document: Table = {
        **_thing(bank, "document", ""),
        "creator": creator,
        "title": bank.title,
        "language": LANGUAGE,
        "version": bank.version,
        "adoptionStatus": ADOPTION[bank.status],
        "notes": f"Version {bank.version} of the question bank, {bank.status}.",
        "caseVersion": "1.1",
    }
    definitions: Table = {"CFItemTypes": [_item_type(bank, number, name) for number, name in enumerate(TYPES, 1)]}
    if bank.themes:
        definitions["CFConcepts"] = [
            {**_thing(bank, "theme", name), "title": text, "hierarchyCode": name} for name, text in bank.themes.items()
        ]
    return {
        "CFDocument": document,
        "CFItems": list(_items(bank)),
        "CFAssociations": list(_associations(bank)),
        "CFDefinitions": definitions,
        "CFRubrics": [_scale(bank), *(_rubric(bank, c) for domain in bank.domains for c in domain.competencies)],
    }


def _thing(bank: QuestionBank, kind: str, name: str) -> Table:
    """What everything in a package has. The date is that of the bank, so that an export is the same each time."""
    uuid = identifier(bank.title, kind, name)
    changed = f"{bank.as_of.isoformat()}T00:00:00Z"
    return {"identifier": uuid, "uri": f"urn:uuid:{uuid}", "lastChangeDateTime": changed}


def _link(bank: QuestionBank, kind: str, name: str, title: str) -> Table:
    uuid = identifier(bank.title, kind, name)
    return {"title": title, "identifier": uuid, "uri": f"urn:uuid:{uuid}"}


def _item_type(bank: QuestionBank, number: int, name: str) -> Table:
    return {
        **_thing(bank, "type", name),
        "title": name,
        "description": TYPES[name],
        "hierarchyCode": str(number),
        "typeCode": name,
    }


# ---- items and how they hang together ----------------------------------------------------------------


def _items(bank: QuestionBank) -> Iterator[Table]:
    for domain in bank.domains:
        yield _item(bank, "Domain", domain.id, domain.definition, domain.themes) | {
            "abbreviatedStatement": domain.name,
            "alternativeLabel": domain.short_name,
        }
        for competency in domain.competencies:
            yield _item(bank, "Competency", competency.id, competency.definition, competency.themes) | {
                "abbreviatedStatement": competency.name,
                "notes": competency.why,
            }
    for recommendation in bank.recommendations:
        yield _item(bank, "Recommendation", str(recommendation["number"]), str(recommendation["text"]), ())


def _item(bank: QuestionBank, kind: str, name: str, statement: str, themes: tuple[str, ...]) -> Table:
    item: Table = {
        **_thing(bank, kind.lower(), name),
        "fullStatement": statement,
        "humanCodingScheme": name,
        "CFItemType": kind,
        "CFItemTypeURI": _link(bank, "type", kind, kind),
        "language": LANGUAGE,
    }
    return item | ({"conceptKeywords": [bank.themes[theme] for theme in themes]} if themes else {})


def _associations(bank: QuestionBank) -> Iterator[Table]:
    """Domains and recommendations under the document, competencies under domains, and what answers to what."""
    document = _link(bank, "document", "", bank.title)
    names = {c.id: c.name for domain in bank.domains for c in domain.competencies}
    for number, domain in enumerate(bank.domains, 1):
        above = _link(bank, "domain", domain.id, domain.name)
        yield _association(bank, "isChildOf", above, document, number)
        for place, competency in enumerate(domain.competencies, 1):
            below = _link(bank, "competency", competency.id, competency.name)
            yield _association(bank, "isChildOf", below, above, place)
    for number, recommendation in enumerate(bank.recommendations, len(bank.domains) + 1):
        target = _link(bank, "recommendation", str(recommendation["number"]), str(recommendation["text"]))
        yield _association(bank, "isChildOf", target, document, number)
        concerned = recommendation["competencies"]
        for place, name in enumerate(concerned if isinstance(concerned, tuple) else (), 1):
            yield _association(bank, "isRelatedTo", _link(bank, "competency", name, names[name]), target, place)


def _association(bank: QuestionBank, kind: str, origin: Table, destination: Table, number: int) -> Table:
    """The child is the origin, its parent the destination."""
    return {
        **_thing(bank, "association", f"{origin['identifier']} {kind} {destination['identifier']}"),
        "associationType": kind,
        "sequenceNumber": number,
        "originNodeURI": origin,
        "destinationNodeURI": destination,
    }


# ---- levels ------------------------------------------------------------------------------------------


def _scale(bank: QuestionBank) -> Table:
    """What the levels mean whatever the competency."""
    texts = tuple(level.definition for level in bank.levels)
    criterion = _criterion(bank, "levels", "The levels in general", texts)
    return {**_thing(bank, "rubric", "levels"), "title": "The levels", "CFRubricCriteria": [criterion]}


def _rubric(bank: QuestionBank, competency: Competency) -> Table:
    criterion = _criterion(bank, f"competency {competency.id}", competency.definition, competency.indicators)
    criterion["CFItemURI"] = _link(bank, "competency", competency.id, competency.name)
    return {
        **_thing(bank, "rubric", f"competency {competency.id}"),
        "title": f"{competency.id} {competency.name}",
        "CFRubricCriteria": [criterion],
    }


def _criterion(bank: QuestionBank, name: str, description: str, texts: tuple[str, ...]) -> Table:
    uuid = identifier(bank.title, "criterion", name)
    levels = [
        {
            **_thing(bank, "criterion level", f"{name} {level.number}"),
            "quality": level.name,
            "description": text,
            "score": level.number,
            "position": level.number,
            "rubricCriterionId": uuid,
        }
        for level, text in zip(bank.levels, texts, strict=True)
    ]
    return {
        **_thing(bank, "criterion", name),
        "description": description,
        "position": 1,
        "rubricId": identifier(bank.title, "rubric", name),
        "CFRubricCriterionLevels": levels,
    }


# ---- what has no place in CASE -----------------------------------------------------------------------


def unmapped(bank: QuestionBank) -> list[tuple[str, str]]:
    """Id of a domain, competency or level -> what of it a CASE package does not say, in words."""
    found = [
        (f"level {level.number}", f"equivalent in the professions: {level.profession_equivalent}")
        for level in bank.levels
        if level.profession_equivalent
    ]
    for domain in bank.domains:
        found += [(domain.id, words) for words in _of_domain(bank, domain)]
        for competency in domain.competencies:
            found += [(competency.id, words) for words in _of_competency(bank, competency)]
    return found


def _of_domain(bank: QuestionBank, domain: Domain) -> Iterator[str]:
    if domain.frameworks:
        yield f"names of the same thing in other frameworks: {', '.join(domain.frameworks)}"
    if domain.themes:
        yield f"ids of its themes ({', '.join(domain.themes)}); their names are keywords"
    questions = [question.id for question in bank.board_questions if question.domain == domain.id]
    if questions:
        yield f"questions for leaders to ask: {', '.join(questions)}"
    offers = [offer.id for offer in bank.offers if domain.id in offer.domains]
    if offers:
        yield f"learning offers: {', '.join(offers)}"


def _of_competency(bank: QuestionBank, competency: Competency) -> Iterator[str]:
    targets = ", ".join(f"{grade} {level}" for grade, level in competency.targets.items())
    yield f"targets by grade: {targets}"
    adjusted = [f"{function} {change:+}" for function, change in competency.adjustments.items() if change]
    if adjusted:
        yield f"adjustments by function: {', '.join(adjusted)}"
    if competency.themes:
        yield f"ids of its themes ({', '.join(competency.themes)}); their names are keywords"
    if competency.sources:
        yield f"sources: {', '.join(competency.sources)}"
    named = (
        ("questions of the bank", [item.id for item in bank.items if item.competency == competency.id]),
        ("actions", [action.id for action in bank.actions if action.competency == competency.id]),
        ("learning offers", [offer.id for offer in bank.offers if competency.id in offer.competencies]),
    )
    yield from (f"{words}: {', '.join(ids)}" for words, ids in named if ids)
