"""The content of our question bank keeps the rules for writing items: every item on disk is a test case."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from statistics import mean

import pytest

from assessment import bank
from assessment.model import FUNCTIONS, Form, Item

BANKS = sorted(path.parent for path in bank.BANKS.glob("*/bank.toml"))
ITEMS = [
    pytest.param(held, item, id=f"{held.version}-{item.id}") for held in map(bank.load, BANKS) for item in held.items
]
OURS = bank.load(bank.BANKS / "2027.1")
EVIDENCE = [item for item in OURS.items if item.type in ("situational", "knowledge")]
SITUATIONAL = [item for item in OURS.items if item.type == "situational"]
FORMS = [pytest.param(form, id=form.id) for form in OURS.forms]


def words(text: str) -> int:
    return len(text.split())


def of_type(form: Form, *types: str) -> list[Item]:
    return [item for item in OURS.items_of(form) if item.type in types]


# ---- each item ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("held", "item"), ITEMS)
def test_an_item_is_short_enough_to_read_on_a_phone(held, item):
    most = 24 if item.type == "rating" else 20
    assert words(item.scenario) <= 60
    assert words(item.stem) <= 60
    assert [option.text for option in item.options if words(option.text) > most] == []


@pytest.mark.parametrize(("held", "item"), ITEMS)
def test_no_option_refers_to_the_others(held, item):
    assert not [
        o.text
        for o in item.options
        if re.search(r"\b(all|none|both|any) of (the|these)\b.*(above|others)", o.text, re.I)
    ]


@pytest.mark.parametrize(("held", "item"), [p for p in ITEMS if p.values[1].type in ("situational", "knowledge")])
def test_an_evidence_item_has_key_rationale_source_date_and_difficulty(held, item):
    keys = sorted(option.points for option in item.options)
    assert keys == ([0, 0, 1, 2, 3] if item.type == "situational" else [0, 0, 0, 1])
    assert words(item.rationale) >= 8
    assert item.sources
    assert set(item.sources) <= held.sources.keys()
    assert item.as_of is not None
    assert item.review_note
    assert 0.25 < item.expected_facility < 1


@pytest.mark.parametrize(("held", "item"), [p for p in ITEMS if p.values[1].type == "rating"])
def test_a_rating_has_an_anchor_for_each_level_and_asks_for_evidence(held, item):
    assert [option.points for option in item.options] == [1, 2, 3, 4, 5]
    assert item.evidence_prompt
    assert not re.search(
        r"\b(" + "|".join(level.name for level in held.levels) + r")\b", " ".join(o.text for o in item.options)
    )


@pytest.mark.parametrize(("held", "item"), [p for p in ITEMS if not p.values[1].in_use])
def test_an_item_out_of_use_says_why(held, item):
    assert words(item.status_reason) >= 8


@pytest.mark.parametrize(("held", "item"), [p for p in ITEMS if p.values[1].reserve_for])
def test_a_reserve_stands_in_for_an_item_of_its_domain_and_type_and_is_on_no_form(held, item):
    replaced = held.item_by_id[item.reserve_for]
    assert (item.domain, item.type) == (replaced.domain, replaced.type)
    assert not [form.id for form in held.forms if item.id in form.items]


# ---- all items together ------------------------------------------------------------------------------


def test_the_key_is_rarely_the_longest_option():
    """Measured: 13 of 82 (.16), 8 of 48 situational and 5 of 34 knowledge; by chance it would be .21."""
    longest = [
        i for i in EVIDENCE if len(max(i.options, key=lambda o: o.points).text) == max(len(o.text) for o in i.options)
    ]
    assert len(longest) / len(EVIDENCE) <= 0.25
    for kind in ("situational", "knowledge"):
        assert mean(item in longest for item in EVIDENCE if item.type == kind) <= 0.25


RULES_OF_THUMB: dict[str, Callable[[Item], Callable[[str], bool]]] = {
    "longest": lambda item: lambda text: len(text) == max(len(o.text) for o in item.options),
    "shortest": lambda item: lambda text: len(text) == min(len(o.text) for o in item.options),
    "gives no reason": lambda _: lambda text: not re.search(r"\b(because|since|so that)\b|, as ", text),
    "speaks of evidence": lambda _: lambda text: bool(re.search(r"test|trial|evidence", text)),
    "begins with a question": lambda _: lambda text: text.startswith("Ask"),
}


@pytest.mark.parametrize("rule", RULES_OF_THUMB)
def test_a_rule_of_thumb_without_reading_the_scenario_earns_half_at_most(rule):
    """Mean credit of a random pick among the options that fit. Measured: .33 to .45; guessing earns .40."""
    earned = []
    for item in SITUATIONAL:
        fits = [o.points for o in item.options if RULES_OF_THUMB[rule](item)(o.text)] or [
            o.points for o in item.options
        ]
        earned.append(mean(fits) / 3)
    assert mean(earned) <= 0.5


def texts() -> Iterator[tuple[str, str]]:
    """Everything people read, with where it stands; titles of sources keep the words of their time."""
    for item in OURS.items:
        yield from ((item.id, t) for t in (item.scenario, item.stem, item.rationale, *(o.text for o in item.options)))
    for domain in OURS.domains:
        yield domain.id, domain.definition
        for c in domain.competencies:
            yield from ((c.id, text) for text in (c.name, c.definition, c.why, *c.indicators))
    for q in OURS.board_questions:
        yield from ((q.id, text) for text in (q.question, q.ask, q.good_answer, q.warning_sign))
    yield from OURS.themes.items()
    yield from ((f"recommendation {r['number']}", str(r["text"])) for r in OURS.recommendations)


TRAPS = {
    "the centre is GDS, no longer CDDO": r"\bCDDO\b",
    "the Data Sharing Governance Framework is being replaced": r"Data Sharing Governance Framework",
    "the Digital Academy closed in 2022": r"Digital Academy",
    "cyber resilience by 2030 has been given up": r"\b2030\b",
    "the 90% aim is history": r"90% (of|target)(?! followed)",
    "the share of unfilled digital roles was misread": r"half of digital roles",
    "the new national school has not been seen open": r"National School",
    "spend controls ended on 1 April 2026": r"spend controls?\b(?!.* (ended|removed))",
    "GBP 5bn was the figure of 2021": r"5bn a year(?!.*2021)",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_fact_that_is_out_of_date_is_not_taught(trap):
    stated = [(where, text) for where, text in texts() if re.search(TRAPS[trap], text, re.I) and where != "CEN-K1"]
    assert stated == []


def test_every_question_for_a_board_says_whom_to_ask():
    assert Counter(question.domain for question in OURS.board_questions) == dict.fromkeys(OURS.domain_by_id, 3)
    assert [q.id for q in OURS.board_questions][:3] == ["Q-USR1", "Q-USR2", "Q-USR3"]
    assert len({question.ask for question in OURS.board_questions}) == 24
    for question in OURS.board_questions:
        assert 3 <= words(question.ask) <= 15
        assert question.question.endswith("?")


def test_every_source_has_a_date_an_address_and_a_flag():
    assert all(source.date and source.url.startswith("http") for source in OURS.sources.values())
    assert Counter(source.status for source in OURS.sources.values()) == {"V": 57, "S": 41}


def test_targets_add_up_to_the_means_that_the_model_states():
    competencies = [c for domain in OURS.domains for c in domain.competencies]
    means = {grade: round(mean(c.targets[grade] for c in competencies), 2) for grade in competencies[0].targets}
    assert means == {"permanent_secretary": 3.90, "director_general": 3.93, "director": 3.76, "deputy_director": 2.90}
    five = [c.id for c in competencies if c.targets["permanent_secretary"] == 5]
    assert five == ["ACC1", "ACC3", "CEN3"]
    sums = {function: sum(c.adjustments[function] for c in competencies) for function in FUNCTIONS}
    assert sums == {"policy": -5, "operational_delivery": 11, "corporate": 7}


# ---- forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_form_has_the_members_of_its_family(form):
    counts = {
        "standard": {"rating": 16, "situational": 16, "knowledge": 8, "pulse": 12},
        "short": {"rating": 8, "situational": 8, "knowledge": 8},
        "full": {"vignette": 4, "rating": 24, "situational": 16, "knowledge": 8, "pulse": 12},
    }
    assert Counter(item.type for item in OURS.items_of(form)) == counts[form.family]


@pytest.mark.parametrize("form", FORMS)
def test_a_form_gives_every_domain_its_anchor_and_the_same_share(form):
    assert set(OURS.anchors.values()) <= set(form.items)
    shares = {
        tuple(Counter(i.type for i in OURS.items_of(form) if i.domain == d and i.type != "vignette").items())
        for d in OURS.anchors
    }
    assert len(shares) == 1


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_equally_hard(form):
    assert mean(i.expected_facility or 0 for i in of_type(form, "situational")) == pytest.approx(0.63, abs=0.005)
    assert mean(i.expected_facility or 0 for i in of_type(form, "knowledge")) == pytest.approx(0.71, abs=0.005)


@pytest.mark.parametrize("form", FORMS)
def test_enemies_are_kept_apart(form):
    assert [pair for pair in OURS.enemies if set(pair) <= set(form.items)] == []


@pytest.mark.parametrize(("family", "most"), [("short", 2_100), ("standard", 4_200)])
def test_a_form_can_be_read_in_the_time_it_states(family, most):
    """Measured: short 1,995 to 2,013 words, standard 3,775 to 3,818; the scale of the pulse is not counted."""
    for form in OURS.family(family):
        items = OURS.items_of(form)
        asked = sum(words(item.scenario) + words(item.stem) for item in items)
        answers = sum(words(o.text) for item in items if item.type != "pulse" for o in item.options)
        assert asked + answers <= most


def test_the_three_standard_forms_describe_a_department_with_56_evidence_items():
    used = {item.id for form in OURS.family("standard") for item in of_type(form, "situational", "knowledge")}
    assert len(used) == 56
    spare = {item.id for item in EVIDENCE if item.in_use} - used
    assert spare == {item.id for item in EVIDENCE if item.reserve_for}


def test_minutes_are_those_that_were_estimated():
    minutes = {form.family: (form.minutes, form.minutes_up_to) for form in OURS.forms}
    assert minutes == {"standard": (20, 25), "short": (12, 12), "full": (30, 30)}


def test_the_folder_of_a_version_has_its_name():
    assert [(path.name, bank.load(path).version) for path in BANKS] == [(path.name, path.name) for path in BANKS]
