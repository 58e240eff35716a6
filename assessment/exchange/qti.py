"""A question bank as a QTI 3.0 content package: a manifest, one file an item, and a sidecar for what QTI cannot say.

Specification: 1EdTech Question and Test Interoperability 3.0 (2022), with IEEE LOM metadata and links to the competency
model in CASE. `qti_read` takes a package back.
"""

import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator

from assessment import item_types
from assessment.exchange import case
from assessment.exchange import qti_terms as terms
from assessment.exchange.qti_write import CARRIES_A_KEY, Element, assessment_item, document, element
from assessment.model import Item, Option, QuestionBank

SIDECAR_RESOURCE = "BANK-DATA"
LIFE_CYCLE = {"live": "final", "draft": "draft", "hold": "draft", "retired": "unavailable"}
"""Status of an item -> the nearest word of LOM; the sidecar has the status itself."""
FOR_REVIEW = (
    "status_reason", "reserve_for", "replaces", "source_status", "as_of", "review_on", "owner", "review_note",
    "panel_priority",
)  # fmt: skip
FOR_THE_PAGE = ("evidence_prompt", "help", "theme", "themes")
_PREFIXES = {"lom": terms.LOM, "imsqti": terms.ABOUT_QTI, "csm": terms.STANDARDS, "xsi": terms.INSTANCE}


def export(bank: QuestionBank) -> bytes:
    """The package of a bank as a ZIP file, the same bytes each time. All items are in it, whatever their status."""
    files = {terms.MANIFEST: document(_manifest(bank)), terms.SIDECAR: _sidecar(bank)}
    files |= {_file(item): document(assessment_item(item)) for item in bank.items}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:  # compressed bytes differ from machine to machine
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, data)
    return out.getvalue()


def _file(item: Item) -> str:
    return f"items/{item.id}.xml"


def _sidecar(bank: QuestionBank) -> bytes:
    about = {"title": bank.title, "version": bank.version, "as_of": bank.as_of.isoformat()}
    items = {item.id: terms.beside(item) for item in bank.items}
    text = json.dumps({"format": terms.FORMAT, "bank": about, "items": items}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


# ---- the manifest ------------------------------------------------------------------------------------


def _manifest(bank: QuestionBank) -> Element:
    attributes = {
        "xmlns": terms.PACKAGE,
        **{f"xmlns:{prefix}": name for prefix, name in _PREFIXES.items()},
        "xsi:schemaLocation": " ".join(f"{name} {place}" for name, place in terms.SCHEMAS.items()),
        "identifier": f"BANK-{re.sub('[^A-Za-z0-9._-]', '-', bank.version)}",
    }
    general = element("lom:general", None, _words("title", bank.title), element("lom:language", None, terms.LANGUAGE))
    version = element("lom:lifeCycle", None, _words("version", bank.version))
    metadata = element(
        "metadata",
        None,
        element("schema", None, "QTI Package"),
        element("schemaversion", None, "3.0.0"),
        element("lom:lom", None, general, version),
    )
    sidecar = element(
        "resource",
        {"identifier": SIDECAR_RESOURCE, "type": "webcontent", "href": terms.SIDECAR},
        element("file", {"href": terms.SIDECAR}),
    )
    resources = element("resources", None, *(_resource(bank, item) for item in bank.items), sidecar)
    return element("manifest", attributes, metadata, element("organizations"), resources)


def _resource(bank: QuestionBank, item: Item) -> Element:
    about = [_about_qti(item), *_standards(bank, item), _lom(bank, item)]
    return element(
        "resource",
        {"identifier": f"ITEM-{item.id}", "type": terms.ITEM_TYPE, "href": _file(item)},
        element("metadata", None, *about),
        element("file", {"href": _file(item)}),
        element("dependency", {"identifierref": SIDECAR_RESOURCE}),
    )


def _about_qti(item: Item) -> Element:
    said = {
        "timeDependent": "false",
        "interactionType": "choiceInteraction",
        "feedbackType": "nonadaptive" if item.rationale else "none",
        "solutionAvailable": str(item.type in CARRIES_A_KEY).lower(),
    }
    if item_types.of(item).method:
        said["scoringMode"] = "responseprocessing"
    return element("imsqti:qtiMetadata", None, *(element(f"imsqti:{name}", None, said[name]) for name in said))


def _standards(bank: QuestionBank, item: Item) -> Iterator[Element]:
    """The item's competency by its identifier in the CASE package of the same bank."""
    if item.competency:
        uuid = case.identifier(bank.title, "competency", item.competency)
        said = {"label": item.competency, "caseItemURI": f"urn:uuid:{uuid}", "GUID": uuid}
        labelled = element("csm:labelledGUID", None, *(element(f"csm:{name}", None, said[name]) for name in said))
        inner = element("csm:curriculumStandardsMetadata", None, element("csm:setOfGUIDs", None, labelled))
        yield element("csm:curriculumStandardsMetadataSet", None, inner)


def _lom(bank: QuestionBank, item: Item) -> Element:
    words = [f"type: {item.type}", f"status: {item.status}", *(f"theme: {theme}" for theme in item.themes)]
    general = element(
        "lom:general",
        None,
        _identifier(bank.title, item.id),
        _words("title", item.short or item.stem),
        element("lom:language", None, terms.LANGUAGE),
        *(_words("keyword", word) for word in words),
    )
    status = element("lom:lifeCycle", None, _vocabulary("status", LIFE_CYCLE[item.status]))
    sources = [
        element(
            "lom:relation",
            None,
            _vocabulary("kind", "isbasedon"),
            element("lom:resource", None, _identifier("sources", source)),
        )
        for source in item.sources
    ]
    return element("lom:lom", None, general, status, *sources, *_classification(bank, item))


def _classification(bank: QuestionBank, item: Item) -> Iterator[Element]:
    """Domain, then competency, as a path through the bank's own taxonomy."""
    path = []
    if domain := bank.domain_by_id.get(item.domain):
        path.append((domain.id, domain.name))
    if competency := bank.competency_by_id.get(item.competency):
        path.append((competency.id, competency.name))
    if path:
        taxa = (
            element("lom:taxon", None, element("lom:id", None, name), _words("entry", words)) for name, words in path
        )
        taxonomy = element("lom:taxonPath", None, _words("source", bank.title), *taxa)
        yield element("lom:classification", None, _vocabulary("purpose", "competency"), taxonomy)


def _identifier(catalogue: str, entry: str) -> Element:
    inside = element("lom:catalog", None, catalogue), element("lom:entry", None, entry)
    return element("lom:identifier", None, *inside)


def _words(name: str, text: str) -> Element:
    return element(f"lom:{name}", None, element("lom:string", {"xml:lang": terms.LANGUAGE}, text))


def _vocabulary(name: str, value: str) -> Element:
    return element(f"lom:{name}", None, element("lom:source", None, "LOMv1.0"), element("lom:value", None, value))


# ---- what has no place in QTI ------------------------------------------------------------------------


def unmapped(bank: QuestionBank) -> list[tuple[str, str]]:
    """Item -> what of it QTI 3.0 has no construct for, in words; only what applies to that item.

    Most of it travels in the sidecar, which other systems do not read.
    """
    answers: dict[tuple[Option, ...], list[str]] = defaultdict(list)
    for item in bank.items:
        answers[item.options].append(item.id)
    return [(item.id, words) for item in bank.items for words in _unmapped(bank, item, answers[item.options])]


def _unmapped(bank: QuestionBank, item: Item, alike: list[str]) -> Iterator[str]:
    kind = item_types.of(item)
    if kind.has_confidence:
        yield "‘How sure are you?’ after the answer: asked by this program, not part of the item"
    if item.type == "vignette":
        yield "its options are the levels of the bank: the item has a copy of their names"
        yield "the panel's level earns no credit: it checks leniency"
    elif item.type == "pulse" or (item.type == "rating" and len(alike) > 1):
        shared = ", as do others" if len(alike) > 1 else ""
        yield f"it takes its scale by name{shared}: in QTI each item has a copy of the labels"
    if item.type == "pulse":
        yield "‘I do not know’ is counted, not averaged: the item carries no score"
    if kind.offers_not_applicable:
        yield "‘Does not apply to my role’ is missing rather than 0: SCORE stays empty, and a sum must leave it out"
    if item.type == "rating" and any(option.points != n for n, option in enumerate(item.options, 1)):
        yield "the levels of its anchors: QTI has the steps of credit"
    if item.weight != 1:
        yield f"its weight {item.weight:g} in the mean of its domain: a design weight, not more points"
    if item.expected_facility is not None:
        yield f"expected facility {item.expected_facility:g}"
    if item.status != "live":
        yield f"its status {item.status}: LOM has only ‘{LIFE_CYCLE[item.status]}’"
    for words, keys in (("for reviewers", FOR_REVIEW), ("for the page", FOR_THE_PAGE)):
        given = [key.replace("_", " ") for key in keys if getattr(item, key)]
        if given:
            yield f"{words}: {', '.join(given)}"
    forms = [form.id for form in bank.forms if item.id in form.items]
    if forms:
        yield f"its place on forms, in sections of a fixed order: {', '.join(forms)}"
    enemies = [name for pair in bank.enemies if item.id in pair for name in pair if name != item.id]
    if enemies:
        yield f"enemies that may never stand on one form with it: {', '.join(enemies)}"
    texts = (item.stem, item.scenario, item.rationale, *(option.text for option in item.options))
    if any(terms.NOT_IN_XML.search(text) for text in texts):
        yield "control characters, which XML cannot hold, are left out"
