"""An item of the bank as a QTI 3.0 assessment item: one choice interaction with the credit that our own scoring gives.

Elements stand in the order that the published schema (imsqti_asiv3p0) demands.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from xml.etree import ElementTree

from assessment import item_types, model
from assessment.exchange import qti_terms as terms
from assessment.model import Item

Element = ElementTree.Element
CARRIES_A_KEY = ("situational", "knowledge", "vignette")


def element(tag: str, attributes: dict[str, str] | None = None, *inside: "Element | str") -> Element:
    """An element with text and elements inside, free of characters that XML cannot hold."""
    made = Element(tag, {name: terms.NOT_IN_XML.sub("", value) for name, value in (attributes or {}).items()})
    for part in inside:
        if isinstance(part, str):
            made.text = terms.NOT_IN_XML.sub("", part)
        else:
            made.append(part)
    return made


def document(root: Element) -> bytes:
    """The file of an element; the same bytes each time."""
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def extras(item: Item) -> list[str]:
    """The identifiers of the answers beside the options that the item's type offers, in the order shown."""
    kind = item_types.of(item)
    return [terms.DO_NOT_KNOW] * kind.offers_do_not_know + [terms.NOT_APPLICABLE] * kind.offers_not_applicable


def most(item: Item) -> int:
    """The credit of the best answer in whole steps: the points of the bank, for a rating its points less one."""
    return len(item.options) - 1 if item.type == "rating" else max(option.points for option in item.options)


def credit(item: Item) -> dict[str, int]:
    """Choice -> steps of credit, x of the calculation rules times `most`; empty for a type that feeds no score."""
    kind = item_types.of(item)
    if not kind.method:
        return {}
    values = {terms.choice(number): number for number in range(1, len(item.options) + 1)}
    if kind.offers_do_not_know:
        values[terms.DO_NOT_KNOW] = model.DO_NOT_KNOW
    return {name: round((kind.value(item, value) or 0) * most(item)) for name, value in values.items()}


def best(item: Item) -> str:
    """The choice that is right, best, or the panel's level; empty for a type that has none."""
    if item.type == "vignette":
        return terms.choice(item.expert_level or 1)
    points = [option.points for option in item.options]
    return terms.choice(points.index(max(points)) + 1) if item.type in CARRIES_A_KEY else ""


def assessment_item(item: Item) -> Element:
    attributes = {
        "xmlns": terms.QTI,
        "xmlns:xsi": terms.INSTANCE,
        "xsi:schemaLocation": f"{terms.QTI} {terms.SCHEMAS[terms.QTI]}",
        "identifier": item.id,
        "title": item.short or item.stem,
        "adaptive": "false",
        "time-dependent": "false",
        "xml:lang": terms.LANGUAGE,
    }
    return element("qti-assessment-item", attributes, _response(item), *_outcomes(item), _body(item), *_after(item))


def _response(item: Item) -> Element:
    attributes = {"identifier": "RESPONSE", "cardinality": "single", "base-type": "identifier"}
    declaration = element("qti-response-declaration", attributes)
    if right := best(item):
        declaration.append(element("qti-correct-response", None, element("qti-value", None, right)))
    if points := credit(item):
        bounds = {"lower-bound": "0", "upper-bound": str(most(item)), "default-value": "0"}
        entries = (
            element("qti-map-entry", {"map-key": name, "mapped-value": str(value)}) for name, value in points.items()
        )
        declaration.append(element("qti-mapping", bounds, *entries))
    return declaration


def _outcomes(item: Item) -> Iterator[Element]:
    if item_types.of(item).method:
        top = str(most(item))
        score = {"identifier": "SCORE", "cardinality": "single", "base-type": "float"}
        yield element("qti-outcome-declaration", score | {"normal-maximum": top, "normal-minimum": "0"})
        value = element("qti-default-value", None, element("qti-value", None, top))
        yield element("qti-outcome-declaration", score | {"identifier": "MAXSCORE"}, value)
    if item.rationale:
        feedback = {"identifier": "FEEDBACK", "cardinality": "single", "base-type": "identifier"}
        yield element("qti-outcome-declaration", feedback)


def _body(item: Item) -> Element:
    shuffled = item_types.of(item).shuffled
    attributes = {"response-identifier": "RESPONSE", "shuffle": str(shuffled).lower(), "max-choices": "1"}
    options = (
        element("qti-simple-choice", {"identifier": terms.choice(number)}, option.text)
        for number, option in enumerate(item.options, 1)
    )
    others = (
        element("qti-simple-choice", {"identifier": name, "fixed": "true"}, terms.EXTRAS[name]) for name in extras(item)
    )
    interaction = element(
        "qti-choice-interaction", attributes, element("qti-prompt", None, item.stem), *options, *others
    )
    scenario = [element("p", None, item.scenario)] if item.scenario else []
    return element("qti-item-body", None, *scenario, interaction)


# ---- scoring and feedback ----------------------------------------------------------------------------


def _after(item: Item) -> Iterator[Element]:
    """Response processing, then what it shows. Pulse statements have neither."""
    if item.rationale or item_types.of(item).method:
        yield _processing(item)
    if item.rationale:
        paragraphs = [element("p", {"class": terms.RATIONALE_CLASS}, item.rationale)]
        if item.distractor_note:
            paragraphs.append(element("p", {"class": terms.DISTRACTORS_CLASS}, item.distractor_note))
        attributes = {"outcome-identifier": "FEEDBACK", "identifier": terms.SHOWN, "show-hide": "show"}
        yield element("qti-modal-feedback", attributes, element("qti-content-body", None, *paragraphs))


def _processing(item: Item) -> Element:
    """No template would do: none leaves the score empty where an answer counts as missing, none sets feedback."""
    scored = bool(item_types.of(item).method)
    missing = [_set("SCORE", element("qti-null"))] if scored else []
    earned = [_set("SCORE", element("qti-map-response", {"identifier": "RESPONSE"}))] if scored else []
    words = element("qti-base-value", {"base-type": "identifier"}, terms.SHOWN)
    shown = [_set("FEEDBACK", words)] if item.rationale else []
    answer = element("qti-variable", {"identifier": "RESPONSE"})
    empty = element("qti-is-null", None, answer)
    if not scored:
        branches = [_branch("if", [element("qti-not", None, empty)], shown)]
    else:
        branches = [_branch("if", [empty], missing)]
        if terms.NOT_APPLICABLE in extras(item):
            other = element("qti-base-value", {"base-type": "identifier"}, terms.NOT_APPLICABLE)
            branches.append(_branch("else-if", [element("qti-match", None, answer, other)], [*missing, *shown]))
        branches.append(_branch("else", [], [*earned, *shown]))
    return element("qti-response-processing", None, element("qti-response-condition", None, *branches))


def _branch(name: str, condition: Iterable[Element], then: Iterable[Element]) -> Element:
    parts = map(deepcopy, (*condition, *then))  # an element has one place, and branches share some
    return element(f"qti-response-{name}", None, *parts)


def _set(outcome: str, value: Element) -> Element:
    return element("qti-set-outcome-value", {"identifier": outcome}, value)
