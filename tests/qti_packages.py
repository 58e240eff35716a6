"""QTI packages as other systems might send them, sound and otherwise, and a small reader of response processing."""

import io
import zipfile
from xml.etree import ElementTree

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from assessment.exchange import qti_terms as terms

Element = ElementTree.Element
ITEM = (
    f'<qti-assessment-item xmlns="{terms.QTI}" identifier="{{id}}" title="t" time-dependent="false" adaptive="false">'
    "{declaration}<qti-outcome-declaration identifier='SCORE' cardinality='single' base-type='float'/>"
    "<qti-item-body>{before}{interaction}</qti-item-body>{after}</qti-assessment-item>"
)
SCENARIO = "<p>The lamp is out.</p>"
FEEDBACK = (
    "<qti-modal-feedback outcome-identifier='F' identifier='{id}' show-hide='show'>"
    "<qti-content-body><p>{text}</p></qti-content-body></qti-modal-feedback>"
)
RATIONALE = FEEDBACK.format(id="any", text="A dark lamp is a wreck.")
PARTIAL = {"A": "3", "B": "1", "C": "0"}
ANSWERS = {"A": "Light it.", "B": "Call the crew.", "C": "Wait."}


def declaration(points: dict[str, str] | None = None, right: str = "", extra: str = "", more: str = "") -> str:
    correct = f"<qti-correct-response><qti-value>{right}</qti-value></qti-correct-response>" if right else ""
    entries = "".join(
        f'<qti-map-entry map-key="{key}" mapped-value="{value}"/>' for key, value in (points or {}).items()
    )
    mapping = f"<qti-mapping {extra}>{entries}{more}</qti-mapping>" if points is not None else ""
    return (
        "<qti-response-declaration identifier='RESPONSE' cardinality='single' base-type='identifier'>"
        f"{correct}{mapping}</qti-response-declaration>"
    )


def interaction(answers: dict[str, str] | None = None, prompt: str = "What first?", attributes: str = "") -> str:
    choices = "".join(
        f'<qti-simple-choice identifier="{name}">{text}</qti-simple-choice>'
        for name, text in (ANSWERS if answers is None else answers).items()
    )
    asked = f"<qti-prompt>{prompt}</qti-prompt>" if prompt else ""
    return (
        f"<qti-choice-interaction response-identifier='RESPONSE' {attributes}>{asked}{choices}</qti-choice-interaction>"
    )


def item(name: str = "New-S1", **parts: str) -> str:
    """A situational item of another system; any part of it can be another."""
    usual = {"declaration": declaration(PARTIAL), "before": SCENARIO, "interaction": interaction(), "after": RATIONALE}
    return ITEM.format(id=name, **(usual | parts))


def manifest(files: list[str], about: str = "", kind: str = terms.ITEM_TYPE) -> str:
    resources = "".join(
        f'<resource identifier="r{n}" type="{kind}" href="{file}">{about}<file href="{file}"/></resource>'
        for n, file in enumerate(files)
    )
    inside = f"<organizations/><resources>{resources}</resources>"
    return f'<manifest xmlns="{terms.PACKAGE}" identifier="m">{inside}</manifest>'


def about(*names: str) -> str:
    """Metadata that says which competencies a question is about."""
    taxa = "".join(f"<taxon><id>{name}</id></taxon>" for name in names)
    path = f"<classification><taxonPath>{taxa}</taxonPath></classification>"
    return f'<metadata><lom xmlns="{terms.LOM}">{path}</lom></metadata>'


def packed(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def package(*items: str, about: str = "") -> bytes:
    """A package of items with a manifest that lists them."""
    files: dict[str, str | bytes] = {f"i{n}.xml": text for n, text in enumerate(items, 1)}
    return packed({terms.MANIFEST: manifest(list(files), about), **files})


def edited(data: bytes, name: str, old: str, new: str) -> bytes:
    """A package with one file of it edited."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {entry: archive.read(entry) for entry in archive.namelist()}
    text = files[name].decode()
    assert old in text, f"{name} does not hold {old!r}"
    return packed({**files, name: text.replace(old, new, 1)})


def contents(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# ---- response processing -----------------------------------------------------------------------------


def xml(data: bytes) -> Element:
    root: Element = fromstring(data)
    return root


def name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def process(root: Element, response: str | None) -> dict[str, float | str | None]:
    """The outcomes of an item for an answer, by the rules of QTI 3.0 for the few constructs that our items use."""
    outcomes: dict[str, float | str | None] = {}
    for outcome in root.findall(f"{{{terms.QTI}}}qti-outcome-declaration"):
        number = outcome.get("base-type") == "float"
        default = outcome.find(f".//{{{terms.QTI}}}qti-value")
        text = None if default is None else str(default.text)
        outcomes[outcome.attrib["identifier"]] = float(text or 0) if number else text
    for rules in root.findall(f"{{{terms.QTI}}}qti-response-processing"):
        for rule in rules:
            _run(rule, root, response, outcomes)
    return outcomes


def _run(rule: Element, root: Element, response: str | None, outcomes: dict[str, float | str | None]) -> None:
    if name(rule) == "qti-set-outcome-value":
        value = _value(rule[0], root, response)
        outcomes[rule.attrib["identifier"]] = value if isinstance(value, float | str) else None
        return
    assert name(rule) == "qti-response-condition"
    for branch in rule:
        condition = [] if name(branch) == "qti-response-else" else [branch[0]]
        if all(_value(test, root, response) is True for test in condition):
            for inner in branch[len(condition) :]:
                _run(inner, root, response, outcomes)
            return


def _value(element: Element, root: Element, response: str | None) -> float | str | bool | None:
    inside = [_value(child, root, response) for child in element]
    match name(element):
        case "qti-null":
            return None
        case "qti-base-value":
            return element.text
        case "qti-variable":
            return response
        case "qti-is-null":
            return inside[0] is None
        case "qti-not":
            return not inside[0]
        case "qti-match":
            return None if None in inside else inside[0] == inside[1]
        case "qti-map-response":
            return _mapped(root, response)
    raise AssertionError(f"unexpected {name(element)}")


def _mapped(root: Element, response: str | None) -> float:
    mapping = root.find(f".//{{{terms.QTI}}}qti-mapping")
    assert mapping is not None
    entries = {entry.attrib["map-key"]: float(entry.attrib["mapped-value"]) for entry in mapping}
    value = entries.get(response or "", float(mapping.attrib["default-value"]))
    return min(max(value, float(mapping.attrib["lower-bound"])), float(mapping.attrib["upper-bound"]))
