"""Rules for writing a question bank: what editors should mend before they publish it.

They bind nobody who only uses a bank: another organisation's loads whatever it says here. Each rule yields a Fault for
what breaks it; `bank check` lists them, `bank publish` insists on them. Limits: ../../question_bank/README.md.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from statistics import mean

from assessment.bank import wording
from assessment.bank.reading import grade, words
from assessment.errors import Fault
from assessment.forms import EVIDENCE, expected_facility
from assessment.model import Form, Item, NotYet, QuestionBank

STEM_WORDS, OPTION_WORDS, ANCHOR_WORDS, HELP_WORDS, SHORT_WORDS = 60, 20, 24, 60, 12
RATIONALE_WORDS = 8
STEM_GRADE, INTERFACE_GRADE = 10.0, 8.0
"""Flesch-Kincaid grades: of scenario and stem together, and of texts of our own such as help."""
LONGEST_SHARE = 0.25
"""The key may be the longest option in this share of evidence items at most; by chance it would be about .21."""
POSITION_SHARE = 0.40
"""One place may hold the answer in this share of knowledge items at most: files in stored order are printed, too."""
RULE_OF_THUMB_CREDIT = 0.50
WORDING_CREDIT = 0.575
"""Measured on the 48 scenarios of 2027.1: .569; guessing earns .40."""
ITEMS_NEEDED = 16
"""Shares over fewer items say little, so they bind nobody."""
FACILITY_APART = 0.01
"""How far the mean expected facilities of the forms of a family may lie apart."""
ALL_OF_THE_ABOVE = re.compile(r"\b(all|none|both|any|neither) of (the|these)\b.*\b(above|others|options)\b", re.I)

Rule = Callable[[QuestionBank], Iterator[Fault]]
RULES_OF_THUMB: dict[str, Callable[[Item], Callable[[str], bool]]] = {
    "longest": lambda item: lambda text: len(text) == max(len(o.text) for o in item.options),
    "shortest": lambda item: lambda text: len(text) == min(len(o.text) for o in item.options),
    "gives no reason": lambda _: lambda text: not wording.REASON.search(text),
    "speaks of evidence": lambda _: lambda text: bool(wording.EVIDENCE.search(text)),
    "begins with a question": lambda _: lambda text: text.startswith("Ask"),
}
"""Ways to pick an option of a scenario without reading it: name -> item -> does this option fit."""


def remarks(bank: QuestionBank) -> list[Fault]:
    """Everything worth mending before the bank is published, rule by rule."""
    return [fault for rule in RULES for fault in rule(bank)]


# ---- measures ----------------------------------------------------------------------------------------


def asked_grade(item: Item, bank: QuestionBank) -> float:
    """Reading grade of what is asked, scenario and stem together."""
    return grade(f"{item.scenario}\n{item.stem}", bank.allowed_terms)


def best_option(item: Item) -> int:
    """Place of the option that earns most, from 0."""
    points = [option.points for option in item.options]
    return points.index(max(points))


def key_is_longest(item: Item) -> bool:
    lengths = [len(option.text) for option in item.options]
    return lengths[best_option(item)] == max(lengths)


def rule_of_thumb_credit(rule: str, items: list[Item]) -> float:
    """Mean credit (0-1) of a random pick among the options that fit a rule, or among all where none does."""
    earned = []
    for item in items:
        best = max(option.points for option in item.options)
        fits = [o.points for o in item.options if RULES_OF_THUMB[rule](item)(o.text)]
        earned.append(mean(fits or [o.points for o in item.options]) / best)
    return mean(earned)


def of_type(bank: QuestionBank, *kinds: str) -> list[Item]:
    """The items of these types that are not retired."""
    return [item for item in bank.items if item.type in kinds and item.status != "retired"]


# ---- each item ---------------------------------------------------------------------------------------


def place(item: Item, key: str, problem: str, remedy: str) -> Fault:
    files = {"pulse": "pulse.toml", "vignette": "vignettes.toml"}
    return Fault(files.get(item.type, f"{item.domain.lower()}.toml"), f"item {item.id}.{key}", problem, remedy)


def lengths(bank: QuestionBank) -> Iterator[Fault]:
    for item in bank.items:
        most = ANCHOR_WORDS if item.type == "rating" else OPTION_WORDS
        texts = [("scenario", item.scenario, STEM_WORDS), ("stem", item.stem, STEM_WORDS)]
        texts += [(f"options[{n}]", option.text, most) for n, option in enumerate(item.options, 1)]
        texts += [("help", item.help, HELP_WORDS), ("short", item.short, SHORT_WORDS)]
        for key, text, limit in texts:
            if words(text) > limit:
                yield place(item, key, f"it has {words(text)} words", f"Cut it to {limit} or fewer")


def reading_age(bank: QuestionBank) -> Iterator[Fault]:
    for item in bank.items:
        found = (
            ("stem", asked_grade(item, bank), STEM_GRADE),
            ("help", grade(item.help, bank.allowed_terms), INTERFACE_GRADE),
        )
        for key, measured, limit in found:
            if measured > limit:
                advice = "Use shorter sentences and words, or add a term that everybody knows to allowed_terms"
                yield place(item, key, f"its reading grade is {measured:.1f}, above {limit:g}", advice)


def no_all_of_the_above(bank: QuestionBank) -> Iterator[Fault]:
    for item in bank.items:
        for number, option in enumerate(item.options, 1):
            if ALL_OF_THE_ABOVE.search(option.text):
                yield place(
                    item, f"options[{number}]", "it speaks of the other options", "They are shuffled: say it itself"
                )


def facts(bank: QuestionBank) -> Iterator[Fault]:
    """Where an item comes from, when it was checked, when it is due again, and who sees to it."""
    for item in bank.items:
        needed = {"sources": item.sources, "source_status": item.source_status, "as_of": item.as_of}
        for key, value in (needed | {"review_on": item.review_on, "owner": item.owner}).items():
            if not value:
                yield place(item, key, "it is not given", f"Add {key}")
    for source in bank.sources.values():
        for key, value in (("as_of", source.as_of), ("review_on", source.review_on), ("owner", source.owner)):
            if not value:
                yield Fault("sources.toml", f"{source.id}.{key}", "it is not given", f"Add {key}")
    for offer in bank.offers:
        for key, value in (("review_on", offer.review_on), ("owner", offer.owner)):
            if not value:
                yield Fault("offers.toml", f"offer {offer.id}.{key}", "it is not given", f"Add {key}")
        if not offer.domains and not offer.competencies:
            yield Fault("offers.toml", f"offer {offer.id}", "it is for nothing", "Name domains or competencies")


def keys_and_reasons(bank: QuestionBank) -> Iterator[Fault]:
    for item in of_type(bank, *EVIDENCE):
        if words(item.rationale) < RATIONALE_WORDS:
            key = "explanation" if item.type == "knowledge" else "rationale"
            yield place(item, key, f"it has {words(item.rationale)} words", f"Say in {RATIONALE_WORDS} or more why")
        if item.expected_facility is None:
            yield place(item, "expected_facility", "it is not given", "Add the mean credit that you expect, 0 to 1")


def anchors_for_all_levels(bank: QuestionBank) -> Iterator[Fault]:
    """A rating with anchors of its own has one for each level: the highest anchor counts as the highest level."""
    levels = [level.number for level in bank.levels]
    for item in bank.items:
        if item.type == "rating" and not item.scale and [option.points for option in item.options] != levels:
            problem = f"its anchors stand for levels {', '.join(str(option.points) for option in item.options)}"
            yield place(item, "options", problem, f"Write one for each level from {levels[0]} to {levels[-1]}")


def words_for_people(bank: QuestionBank) -> Iterator[Fault]:
    """Every item has help and a short restatement of its own."""
    for key in ("short", "help"):
        counts = Counter(getattr(item, key) for item in bank.items)
        for item in bank.items:
            text = getattr(item, key)
            if not text:
                yield place(item, key, "it is not given", f"Add {key}")
            elif counts[text] > 1:
                yield place(item, key, f"{counts[text]} items have the same", "Write one of its own for each item")


# ---- all items together ------------------------------------------------------------------------------


def key_balance(bank: QuestionBank) -> Iterator[Fault]:
    for kind in EVIDENCE:
        items = of_type(bank, kind)
        if len(items) < ITEMS_NEEDED:
            continue
        share = mean(map(key_is_longest, items))
        if share > LONGEST_SHARE:
            problem = f"the best option is the longest in {share:.0%} of {kind} items"
            yield Fault("bank.toml", "", problem, f"Bring it to {LONGEST_SHARE:.0%} or less")
    knowledge = of_type(bank, "knowledge")
    if len(knowledge) >= ITEMS_NEEDED:
        at, count = Counter(map(best_option, knowledge)).most_common(1)[0]
        if count / len(knowledge) > POSITION_SHARE:
            problem = f"option {at + 1} is the answer of {count} of {len(knowledge)} knowledge items"
            yield Fault("bank.toml", "", problem, "Move some answers to other places")


def wording_gives_nothing_away(bank: QuestionBank) -> Iterator[Fault]:
    items = of_type(bank, "situational")
    measured = wording.credit(items, shuffles=1)
    if isinstance(measured, NotYet):
        return
    for rule in RULES_OF_THUMB:
        earned = rule_of_thumb_credit(rule, items)
        if earned > RULE_OF_THUMB_CREDIT:
            problem = f"the rule of thumb ‘{rule}’ earns {earned:.2f} of the credit of scenarios"
            yield Fault("bank.toml", "", problem, f"Bring it to {RULE_OF_THUMB_CREDIT:.2f} or less")
    if measured.credit > WORDING_CREDIT:
        problem = f"the wording of options alone earns {measured.credit:.3f} of the credit of scenarios"
        yield Fault("bank.toml", "", problem, f"Bring it to {WORDING_CREDIT} or less; see docs/question-bank.md")


def advice_is_complete(bank: QuestionBank) -> Iterator[Fault]:
    """An action for each step of level of each competency, and a question to ask in each domain."""
    steps = {(action.competency, action.to_level) for action in bank.actions}
    for competency in bank.competency_by_id.values():
        for level in range(2, len(bank.levels) + 1):
            if (competency.id, level) not in steps:
                problem = f"there is no action that leads {competency.id} to level {level}"
                yield Fault(f"{competency.domain.lower()}.toml", "action", problem, "Add an [[action]]")
    asked = {question.domain for question in bank.board_questions}
    for domain in bank.domains:
        if domain.id not in asked:
            problem = f"there is no question to ask about {domain.id}"
            yield Fault(f"{domain.id.lower()}.toml", "board_question", problem, "Add a [[board_question]]")


def forms_are_parallel(bank: QuestionBank) -> Iterator[Fault]:
    """Forms of a family ask for the same, with the anchors in all, and are equally hard."""
    for family in dict.fromkeys(form.family for form in bank.forms):
        for form in bank.family(family):
            for domain, anchor in bank.anchors.items():
                if anchor not in form.items:
                    yield Fault("forms.toml", f"form {form.id}", f"it lacks {anchor}, the anchor of {domain}", "Add it")
        for one, other in combinations(bank.family(family), 2):
            if set(one.items) == set(other.items):
                problem = f"it asks the same items as {one.id}"
                yield Fault("forms.toml", f"form {other.id}", problem, "Assemble another: bank form")
            if shape(one, bank) != shape(other, bank):
                problem = f"it asks for another number of items of a domain and type than {one.id}"
                yield Fault("forms.toml", f"form {other.id}", problem, "Give all forms of a family the same numbers")
            for kind in EVIDENCE:
                pair = expected_facility(one, kind, bank), expected_facility(other, kind, bank)
                if None not in pair and abs((pair[0] or 0) - (pair[1] or 0)) > FACILITY_APART:
                    problem = (
                        f"its {kind} items have an expected facility of {pair[1]:.3f}, those of {one.id} {pair[0]:.3f}"
                    )
                    yield Fault("forms.toml", f"form {other.id}", problem, f"Bring them within {FACILITY_APART}")


def shape(form: Form, bank: QuestionBank) -> Counter[tuple[str, str]]:
    """How many items of each domain and type a form asks."""
    return Counter((item.domain, item.type) for item in bank.items_of(form))


RULES: tuple[Rule, ...] = (
    lengths,
    reading_age,
    no_all_of_the_above,
    facts,
    keys_and_reasons,
    anchors_for_all_levels,
    words_for_people,
    key_balance,
    wording_gives_nothing_away,
    advice_is_complete,
    forms_are_parallel,
)
