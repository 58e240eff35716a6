"""Takes a QTI 3.0 item apart into the question it asks, or says precisely why this program cannot ask it.

Only single choice is taken (qti-choice-interaction, max-choices 1). Emphasis is flattened to plain text; whatever else
would be lost (pictures, links, tables, feedback inside answers) is a fault.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from xml.etree.ElementTree import Element

from assessment.errors import Fault
from assessment.exchange import qti_terms as terms
from assessment.exchange.qti_package import Part, local

CHOICE = "qti-choice-interaction"
INLINE = ("span", "em", "strong", "b", "i", "u", "small", "cite", "dfn", "abbr", "br")
BLOCKS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "qti-content-body")
UNREAD = {
    "qti-assessment-stimulus-ref": "its text stands partly in another file",
    "qti-template-declaration": "its text is made up anew each time",
    "qti-template-processing": "its text is made up anew each time",
}
"""Elements of an item whose content this program does not read -> what that means."""
PLAIN = "Write it as plain text, or leave the item out"
LEAVE_OUT = "Leave the item out of the package"


@dataclass
class Question:
    """A question as its file has it. `choices` are identifier and text in order; `credit` is None without a mapping.

    `feedback` is outcome identifier and paragraphs (class and text) of each modal feedback.
    """

    id: str
    file: str
    package: str
    about: tuple[str, ...]
    scenario: list[str] = field(default_factory=list)
    prompt: str = ""
    choices: list[tuple[str, str]] = field(default_factory=list)
    right: str = ""
    credit: dict[str, Fraction] | None = None
    feedback: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self.package, f"item {self.id}" if self.id else self.file, problem, remedy))


def question(package: str, part: Part) -> Question:
    """The question of an item file, with what is wrong with it."""
    root = part.root
    found = Question(root.get("identifier", ""), part.file, package, part.about)
    if root.tag != f"{{{terms.QTI}}}qti-assessment-item":
        found.fault(f"{part.file} begins with ‘{local(root)}’, not with an item of QTI 3.0", "Export it as QTI 3.0")
        return found
    if not found.id:
        found.fault("the item has no identifier", "Give it one: a letter, then letters, digits, - or _")
    if root.get("adaptive") == "true":
        found.fault("it is adaptive: it takes several attempts", LEAVE_OUT)
    for element in root:
        if local(element) in UNREAD:
            found.fault(f"{UNREAD[local(element)]} ({local(element)})", "Write all of its text into the item")
        if local(element) == "qti-modal-feedback":
            found.feedback.append((element.get("identifier", ""), _paragraphs(found, element, "the feedback")))
    interaction = _interaction(found, root)
    if interaction is not None:
        _asked(found, root, interaction)
        _scored(found, root, interaction)
    return found


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child) == name)


def _interaction(found: Question, root: Element) -> Element | None:
    """The one choice interaction of an item, or nothing and a fault for each thing that stands in the way."""
    bodies = list(_children(root, "qti-item-body"))
    present = [element for body in bodies for element in body.iter() if local(element).endswith("-interaction")]
    for name in dict.fromkeys(local(element) for element in present):
        if name != CHOICE:
            found.fault(f"{name} is not a kind of question we can take; only {CHOICE}", LEAVE_OUT)
    if not present:
        found.fault("there is no question in it", f"Add a {CHOICE}, or leave the item out")
    elif len(present) > 1:
        found.fault(f"there are {len(present)} questions in it", "Make an item of each")
    return present[0] if len(present) == 1 and local(present[0]) == CHOICE else None


# ---- texts -------------------------------------------------------------------------------------------


def _asked(found: Question, root: Element, interaction: Element) -> None:
    """The texts before the answers, the prompt, and the answers."""
    prompts = list(_children(interaction, "qti-prompt"))
    found.prompt = _flat(found, prompts[0], "the prompt") if prompts else ""
    before: list[str] = []
    after: list[str] = []
    for body in _children(root, "qti-item-body"):
        _walk(found, body, interaction, (before, after), [])
    found.scenario = [text for text in before if text]
    if any(after):
        found.fault("there is text after the answers", "Move it before them")
    for choice in _children(interaction, "qti-simple-choice"):
        name = choice.get("identifier", "")
        faults = len(found.faults)
        text = _flat(found, choice, f"the answer {name}")
        if not text and len(found.faults) == faults:
            found.fault(f"the answer {name} has no text", "Write one")
        found.choices.append((name, text))
    for name, count in Counter(name for name, _ in found.choices).items():
        if not name:
            found.fault("an answer has no identifier", "Give each answer one of its own")
        elif count > 1:
            found.fault(f"‘{name}’ is the identifier of {count} answers", "Give each answer one of its own")
    if not found.choices:
        found.fault("it has no answers", "Add two or more qti-simple-choice")


def _walk(
    found: Question, element: Element, interaction: Element, sides: tuple[list[str], list[str]], seen: list[bool]
) -> None:
    """The paragraphs inside an element, before and after the interaction; `seen` is filled when it has been met."""
    sides[bool(seen)].append(_one_line(element.text))
    for child in element:
        if child is interaction:
            seen.append(True)
        elif local(child) in BLOCKS and any(local(e) in (*BLOCKS, CHOICE) for e in child.iter() if e is not child):
            _walk(found, child, interaction, sides, seen)
        else:
            sides[bool(seen)].append(_flat(found, child, "the text before the answers", itself=True))
        sides[bool(seen)].append(_one_line(child.tail))


def _paragraphs(found: Question, element: Element, where: str) -> list[tuple[str, str]]:
    """Class and text of each paragraph of feedback."""
    inner = [p for body in _children(element, "qti-content-body") for p in body]
    if inner and all(local(p) == "p" and not _one_line(p.tail) for p in inner):
        return [(p.get("class", ""), _flat(found, p, where)) for p in inner]
    text = _flat(found, element, where)
    return [("", text)] if text else []


def _flat(found: Question, element: Element, where: str, itself: bool = False) -> str:
    """The text of an element on one line, and a fault for each kind of markup in it that would be lost.

    With `itself`, the element's own name is looked at too.
    """
    lost: dict[str, None] = {}
    gone = itself and local(element) not in (*INLINE, *BLOCKS)
    text = _one_line("".join(_texts(element, lost)))
    if gone:
        lost = {local(element): None}
    for name in lost:
        found.fault(f"‘{name}’ in {where} would be lost", PLAIN)
    return text


def _texts(element: Element, lost: dict[str, None]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = local(child)
        gone = name not in INLINE and name not in BLOCKS
        if gone:
            lost[name] = None
        space = " " if name in BLOCKS or name == "br" else ""
        yield space
        yield from _texts(child, {} if gone else lost)  # what is lost names its outermost element
        yield space
        yield child.tail or ""


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


# ---- scoring -----------------------------------------------------------------------------------------


def _scored(found: Question, root: Element, interaction: Element) -> None:
    """The right answer and the credit of each, as far as the item says."""
    name = interaction.get("response-identifier", "")
    declarations = [d for d in _children(root, "qti-response-declaration") if d.get("identifier") == name]
    if len(declarations) != 1:
        found.fault(f"there is no response declaration ‘{name}’", "Declare it once, before the item body")
        return
    (declaration,) = declarations
    several = declaration.get("cardinality") != "single" or interaction.get("max-choices", "1").strip() != "1"
    values = [_one_line(v.text) for c in _children(declaration, "qti-correct-response") for v in c]
    if several or len(values) > 1:
        found.fault("it takes more than one answer", "Ask for one answer: cardinality = single and max-choices = 1")
        return
    known = dict(found.choices)
    found.right = values[0] if values else ""
    if found.right and found.right not in known:
        found.fault(f"the correct response ‘{found.right}’ is not one of its answers", "Name one of its answers")
    mapping = next(_children(declaration, "qti-mapping"), None)
    if mapping is not None and not (found.right and _by_match(root)):
        found.credit = _credit(found, mapping, known)


def _by_match(root: Element) -> bool:
    """Whether the item scores by its correct response alone, so that a mapping counts for nothing."""
    templates = (p.get("template", "") for p in _children(root, "qti-response-processing"))
    return any(template.rpartition("/")[2].startswith(("match_correct", "CC2_match")) for template in templates)


def _credit(found: Question, mapping: Element, known: Iterable[str]) -> dict[str, Fraction]:
    """What each mapped answer earns, held to the bounds of the mapping; others earn its default."""
    entries: dict[str, Fraction] = {}
    for entry in _children(mapping, "qti-map-entry"):
        key = entry.get("map-key", "")
        if key not in known:
            found.fault(
                f"the mapping names ‘{key}’, which is not one of its answers", "Remove the entry, or correct it"
            )
        elif key in entries:
            found.fault(f"the mapping names ‘{key}’ twice", "Keep one of the two entries")
        entries[key] = _number(found, entry.get("mapped-value", ""))
    default = _number(found, mapping.get("default-value", "0"))
    low, high = (
        _number(found, mapping.get(name, "")) if mapping.get(name) else None for name in ("lower-bound", "upper-bound")
    )
    credit = {}
    for key in known:
        value = entries.get(key, default)
        value = value if low is None else max(low, value)
        credit[key] = value if high is None else min(high, value)
    return credit


def _number(found: Question, text: str) -> Fraction:
    """The decimal number that is written, exactly; 0 and a fault for anything else."""
    try:
        number = float(text)
        if math.isfinite(number):
            return Fraction(repr(number))
    except ValueError:
        pass
    found.fault(f"‘{text}’ is not a number of points", "Write a number")
    return Fraction(0)
