"""Each rule for writing finds what breaks it and nothing else, and every measure behind it is one worked by hand."""

# ruff: noqa: E501  (one rule a line reads as a table)

import random
from dataclasses import replace
from datetime import date

import pytest

from assessment import bank
from assessment.bank import content, coverage, reading, review, wording
from assessment.errors import Fault
from assessment.model import BoardQuestion, DevelopmentAction, Form, LearningOffer, NotYet, Option, QuestionBank, Source
from tests import builders
from tests.builders import knowledge, pulse, rating, situational

DAY = date(2027, 4, 1)
FACTS = {"sources": ("LOG",), "source_status": "V", "as_of": DAY, "review_on": DAY, "owner": "The keeper"}
REASON = "The log asks for it each day, so they do."  # ten words
LOG = Source("LOG", "Station log", "Board", "2026", "https://example.org", "V", DAY, DAY, "The keeper")
OFFER = LearningOffer("O1", "Lamps", "Board", "Keepers", "https://example.org", "V", "open", DAY, ("AAA",), review_on=DAY, owner="B")  # fmt: skip


def small(*items, **values) -> QuestionBank:
    return replace(builders.bank(items), **values)


def told(faults) -> list[tuple[str, str, str]]:
    return [(fault.file, fault.place, fault.problem) for fault in faults]


def text(count: int) -> str:
    return " ".join(["word"] * count)


def with_option(item, number: int, words: str):
    options = list(item.options)
    options[number - 1] = Option(words, options[number - 1].points)
    return replace(item, options=tuple(options))


S1, K1, R1, P1 = situational("S1"), knowledge("K1"), rating("R1"), pulse("P1")
HARD = "Accountability demands understanding."
"""3 words of 6 + 2 + 4 syllables: .39 x 3 + 11.8 x 12 / 3 - 15.59 = 32.8; after seven easy words in two sentences, with 9
syllables, .39 x 10 / 3 + 11.8 x 21 / 10 - 15.59 = 10.5."""
MEND = [
    # rule, a bank that keeps it, one that breaks it, file and place, words
    (content.lengths, small(replace(S1, scenario=text(60))), small(replace(S1, scenario=text(61))), "aaa.toml: item S1.scenario", "it has 61 words"),
    (content.lengths, small(replace(K1, stem=text(60))), small(replace(K1, stem=text(61))), "aaa.toml: item K1.stem", "it has 61 words"),
    (content.lengths, small(with_option(S1, 2, text(20))), small(with_option(S1, 2, text(21))), "aaa.toml: item S1.options[2]", "it has 21 words"),
    (content.lengths, small(with_option(R1, 5, text(24))), small(with_option(R1, 5, text(25))), "aaa.toml: item R1.options[5]", "it has 25 words"),
    (content.lengths, small(replace(P1, help=text(60))), small(replace(P1, help=text(61))), "pulse.toml: item P1.help", "it has 61 words"),
    (content.lengths, small(replace(K1, short=text(12))), small(replace(K1, short=text(13))), "aaa.toml: item K1.short", "it has 13 words"),
    (content.reading_age, small(S1), small(replace(S1, stem=HARD)), "aaa.toml: item S1.stem", "its reading grade is 10.5, above 10"),
    (content.reading_age, small(replace(S1, help="Think of last month.")), small(replace(S1, help=HARD)), "aaa.toml: item S1.help", "its reading grade is 32.8, above 8"),
    (content.no_all_of_the_above, small(with_option(K1, 4, "All of the lamps")), small(with_option(K1, 4, "All of the above")), "aaa.toml: item K1.options[4]", "it speaks of the other options"),
    (content.no_all_of_the_above, small(K1), small(with_option(K1, 4, "none of these options")), "aaa.toml: item K1.options[4]", "it speaks of the other options"),
    *((content.facts, small(replace(P1, **FACTS)), small(replace(P1, **FACTS | {key: None})), f"pulse.toml: item P1.{key}", "it is not given") for key in FACTS),
    *((content.facts, small(sources={"LOG": LOG}), small(sources={"LOG": replace(LOG, **{key: None})}), f"sources.toml: LOG.{key}", "it is not given") for key in ("as_of", "review_on", "owner")),
    *((content.facts, small(offers=(OFFER,)), small(offers=(replace(OFFER, **{key: None}),)), f"offers.toml: offer O1.{key}", "it is not given") for key in ("review_on", "owner")),
    (content.facts, small(offers=(OFFER,)), small(offers=(replace(OFFER, domains=()),)), "offers.toml: offer O1", "it is for nothing"),
    (content.keys_and_reasons, small(replace(S1, rationale=text(8), expected_facility=0.6)), small(replace(S1, rationale=text(7), expected_facility=0.6)), "aaa.toml: item S1.rationale", "it has 7 words"),
    (content.keys_and_reasons, small(replace(K1, rationale=text(8), expected_facility=0.6)), small(replace(K1, rationale="", expected_facility=0.6)), "aaa.toml: item K1.explanation", "it has 0 words"),
    (content.keys_and_reasons, small(replace(K1, rationale=REASON, expected_facility=0.0)), small(replace(K1, rationale=REASON)), "aaa.toml: item K1.expected_facility", "it is not given"),
    (content.words_for_people, small(replace(K1, short="Lamp", help="H")), small(replace(K1, short="Lamp")), "aaa.toml: item K1.help", "it is not given"),
    (content.words_for_people, small(replace(K1, short="Lamp", help="H")), small(replace(K1, help="H")), "aaa.toml: item K1.short", "it is not given"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "good", "bad", "where", "words"), MEND)
def test_a_rule_finds_what_breaks_it_by_place_and_words(rule, good, bad, where, words):
    assert told(rule(good)) == []
    assert told(rule(bad)) == [(*where.split(": "), words)]
    assert rule in content.RULES
    assert all(isinstance(f, Fault) and f.remedy for f in rule(bad))


def test_two_items_with_the_same_help_are_both_named():
    items = [replace(i, short=i.id, help="Think of last month.") for i in (K1, R1)]
    assert told(content.words_for_people(small(*items))) == [
        ("aaa.toml", "item K1.help", "2 items have the same"),
        ("aaa.toml", "item R1.help", "2 items have the same"),
    ]


def test_retired_items_owe_no_reasons():
    assert list(content.keys_and_reasons(small(replace(K1, status="retired")))) == []


def test_every_step_of_every_competency_has_an_action_and_every_domain_a_question():
    actions = tuple(DevelopmentAction(f"A{n}", "AAA1", n, "half_day", "Do it") for n in (2, 3, 4, 5))
    questions = (BoardQuestion("Q1", "AAA", "Who?", "You", "A name", "A shrug"),)
    assert list(content.advice_is_complete(small(K1, actions=actions, board_questions=questions))) == []
    assert told(content.advice_is_complete(small(K1, actions=actions[:1] + actions[2:]))) == [
        ("aaa.toml", "action", "there is no action that leads AAA1 to level 3"),
        ("aaa.toml", "board_question", "there is no question to ask about AAA"),
    ]


def test_forms_of_a_family_hold_the_anchors_ask_for_the_same_and_are_equally_hard():
    items = [situational(f"S{n}", facility=f) for n, f in ((1, 0.6), (2, 0.6), (3, 0.609), (4, 0.63))] + [K1]
    a, same, hard, other, bare = (
        Form(f"standard_{letter}", "standard", letter, members, 5, 5)
        for letter, members in zip("abcde", [("S1", "S2"), ("S1", "S3"), ("S1", "S4"), ("S1", "K1"), ("S2", "S3")], strict=True)
    )  # fmt: skip
    held = small(*items, anchors={"AAA": "S1"})

    def found(*forms):
        return told(content.forms_are_parallel(replace(held, forms=forms)))

    assert found(a, same) == []
    # (.6 + .6) / 2 = .600; (.6 + .63) / 2 = .615
    assert found(a, hard) == [("forms.toml", "form standard_c", "its situational items have an expected facility of 0.615, those of standard_a 0.600")]  # fmt: skip
    assert found(a, other) == [
        ("forms.toml", "form standard_d", "it asks for another number of items of a domain and type than standard_a")
    ]
    again = replace(a, id="standard_f", letter="f")
    assert found(a, again) == [("forms.toml", "form standard_f", "it asks the same items as standard_a")]
    assert found(a, bare) == [("forms.toml", "form standard_e", "it lacks S1, the anchor of AAA")]


# ---- keys --------------------------------------------------------------------------------------------


def question(number: int, answer: int, longest: bool):
    """A knowledge item of four options, the longest of which is the answer, or another."""
    long = answer if longest else answer % 4 + 1
    options = tuple(Option(f"Answer {'x' * (9 if n == long else n)}", int(n == answer)) for n in range(1, 5))
    return replace(knowledge(f"K{number}"), options=options)


def test_the_answer_is_the_longest_option_in_a_quarter_of_items_at_most():
    def of(longest: int):
        return told(content.key_balance(small(*(question(n, n % 4 + 1, n < longest) for n in range(16)))))

    assert of(4) == []  # 4 / 16 = 25%
    assert of(5) == [("bank.toml", "", "the best option is the longest in 31% of knowledge items")]
    assert told(content.key_balance(small(*(question(n, n % 4 + 1, True) for n in range(15))))) == []


def test_no_place_holds_the_answer_too_often():
    def of(first: int):
        places = [1] * first + [2 + n % 3 for n in range(20 - first)]
        return told(content.key_balance(small(*(question(n, place, False) for n, place in enumerate(places)))))

    assert of(8) == []  # 8 / 20 = 40%
    assert of(9) == [("bank.toml", "", "option 1 is the answer of 9 of 20 knowledge items")]


def choice(number: int, *texts: str):
    return replace(
        situational(f"S{number}"), options=tuple(Option(t, p) for t, p in zip(texts, (3, 2, 1, 0), strict=True))
    )


def test_a_rule_of_thumb_earns_the_mean_of_what_it_picks():
    items = [
        choice(1, "Ask a mate.", "Run a test since it pays.", "Go.", "Weigh the evidence first."),
        choice(2, "Wait.", "Call her.", "Hide, as it rains hard.", "Run."),
    ]
    earned = {rule: content.rule_of_thumb_credit(rule, items) for rule in content.RULES_OF_THUMB}
    assert earned == {
        "longest": pytest.approx(((2 + 0) / 2 / 3 + 1 / 3) / 2),  # two of 25 letters; "Hide, ..."
        "shortest": pytest.approx((1 / 3 + 0) / 2),  # "Go." 1 of 3; "Run." 0
        "gives no reason": pytest.approx(((3 + 1 + 0) / 3 / 3 + (3 + 2 + 0) / 3 / 3) / 2),
        "speaks of evidence": pytest.approx(((2 + 0) / 2 / 3 + (3 + 2 + 1 + 0) / 4 / 3) / 2),  # none fits: any of four
        "begins with a question": pytest.approx((1 + (3 + 2 + 1 + 0) / 4 / 3) / 2),
    }


# ---- wording -----------------------------------------------------------------------------------------


def scenarios(count: int, tell: str = "") -> list:
    """Scenarios whose options are words at random; the best has a word of its own, if one is given."""
    chance = random.Random(11)
    known = [a + b + c for a in "bdfg" for b in "aeou" for c in "lmnt"]

    def option(points: int) -> Option:
        words = [tell] * (points == 3 and bool(tell)) + chance.sample(known, 6)
        return Option(" ".join(chance.sample(words, len(words))), points)

    return [
        replace(situational(f"S{n}"), options=tuple(map(option, chance.sample([3, 2, 1, 0, 0], 5))))
        for n in range(count)
    ]


def test_a_bank_whose_keys_carry_a_word_of_their_own_is_found_out():
    found = wording.credit(scenarios(20, "zebra"), shuffles=40)
    assert (found.scenarios, found.found) == (20, 19)
    assert 0.95 < found.credit <= 1
    assert found.credit > found.chance_95 + 0.3
    faults = told(content.wording_gives_nothing_away(small(*scenarios(20, "zebra"))))
    words = f"the wording of options alone earns {found.credit:.3f} of the credit of scenarios"
    assert ("bank.toml", "", words) in faults


def test_words_at_random_give_nothing_away():
    found = wording.credit(scenarios(20), shuffles=40)
    assert found.credit < found.chance_95
    assert 0.25 < found.chance < 0.55  # guessing earns (3 + 2 + 1 + 0 + 0) / 5 / 3 = .40


def test_fewer_than_16_scenarios_tell_nothing():
    few = scenarios(15, "zebra")
    assert wording.credit(few) == NotYet(15, 16)
    assert wording.credit([*few, K1, R1]) == NotYet(15, 16)
    assert list(content.wording_gives_nothing_away(small(*few))) == []


def test_the_wording_of_ours_earns_what_scikit_learn_computes():
    """With TfidfVectorizer(ngram_range=(1, 2), min_df=2) and Ridge: the best option of 18 of 48, credit .569."""
    found = wording.credit(content.of_type(bank.published("2027.2"), "situational"), shuffles=1)
    assert (found.scenarios, found.found) == (48, 18)
    assert found.credit == pytest.approx(0.569, abs=0.0005)
    assert found.credit <= content.WORDING_CREDIT


# ---- reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "allowed", "grade"),
    [
        # Cy-ber se-cu-ri-ty mat-ters: 3 words, 1 sentence, 8 syllables
        ("Cyber security matters.", (), 0.39 * 3 + 11.8 * 8 / 3 - 15.59),
        # term mat-ters: 2 words, 3 syllables
        ("Cyber security matters.", ("cyber security",), 0.39 * 2 + 11.8 * 3 / 2 - 15.59),
        # A well-known wa-ter cat: 4 words, 6 syllables
        ("A well-known water cat.", (), 0.39 * 4 + 11.8 * 6 / 4 - 15.59),
        # The lad-der fell in 2026 (one): wa-ter ran. 7 words, 2 sentences, 9 syllables
        ("The ladder fell in 2026: water ran.", (), 0.39 * 7 / 2 + 11.8 * 9 / 7 - 15.59),
        # a line break ends a sentence, too: 4 words, 2 sentences, 7 syllables
        ("Water ladder\nWater fell", (), 0.39 * 4 / 2 + 11.8 * 7 / 4 - 15.59),
        # a full stop within a word does not: GOV UK mat-ters, 3 words, 1 sentence, 4 syllables
        ("GOV.UK matters.", (), 0.39 * 3 + 11.8 * 4 / 3 - 15.59),
        ("The cat sat. It ran.", (), 0),  # 0.39 x 2.5 + 11.8 - 15.59 < 0
        ("", (), 0),
        ("- ; !", (), 0),
    ],
)
def test_a_reading_grade_is_that_of_flesch_and_kincaid(words, allowed, grade):
    assert reading.grade(words, allowed) == pytest.approx(max(0, grade))


def test_allowed_terms_count_as_a_short_word_in_any_case_and_number():
    terms = ("service", "data service", "civil servant")
    assert reading.without("Services of Civil Servants use a DATA SERVICE", terms) == "term of term use a term"
    assert reading.without("serviceable", terms) == "serviceable"
    assert reading.without("service", ()) == "service"
    hard = small(replace(S1, stem=HARD), allowed_terms=("accountability", "demands understanding"))
    assert list(content.reading_age(hard)) == []


def test_words_are_what_white_space_parts():
    assert [reading.words(t) for t in ("", "one", "one  two\nthree", "well-known fact")] == [0, 1, 3, 2]


# ---- coverage ----------------------------------------------------------------------------------------


def test_coverage_counts_items_in_use_by_competency_recommendation_and_theme():
    one, two = replace(builders.competency("C1", "AAA"), themes=("T1",)), builders.competency("C2", "AAA")
    items = (
        situational("S1", competency="C1"), situational("S2", competency="C1", status="draft"),
        knowledge("K1", competency="C1"), rating("R1", competency="C2"), rating("R2", competency="C2"),
        replace(pulse("P1"), themes=("T1",)),
    )  # fmt: skip
    recommendations = ({"number": 1, "text": "Shine", "competencies": ("C2",)}, {"number": 2, "text": "All", "competencies": ("C1", "C2")})  # fmt: skip
    held = replace(
        builders.bank(items, (one, two)), recommendations=recommendations, themes={"T1": "Light", "T2": "Fog"}
    )
    found = coverage.coverage(held)
    assert coverage.KINDS == ("rating", "situational", "knowledge", "pulse", "vignette")
    assert [(c.id, c.counts, c.total) for c in found.competencies] == [("C1", (0, 1, 1, 0, 0), 2), ("C2", (2, 0, 0, 0, 0), 2)]  # fmt: skip
    assert [(c.id, c.counts) for c in found.recommendations] == [("1", (2, 0, 0, 0, 0)), ("2", (2, 1, 1, 0, 0))]
    assert [(c.name, c.counts) for c in found.themes] == [("Light", (0, 1, 1, 1, 0)), ("Fog", (0, 0, 0, 0, 0))]
    assert (found.wording, found.rules_of_thumb) == (NotYet(2, 16), ())


def test_coverage_measures_each_item_and_where_its_key_stands():
    items = (question(1, 3, True), question(2, 3, False), replace(K1, id="Old", status="retired"), rating("R1"))
    found = coverage.coverage(small(*items))
    first = found.measured[0]
    assert [(m.item.id, m.key, m.longest) for m in found.measured] == [("K1", 3, True), ("K2", 3, False), ("R1", None, False)]  # fmt: skip
    assert (first.asked, first.option) == (3, 2)  # "Which is K1?", "Answer xxxxxxxxx"
    assert [(b.kind, b.items, b.longest, b.places) for b in found.balances] == [
        ("situational", 0, 0, ()),
        ("knowledge", 2, 1, (0, 0, 2, 0)),
    ]


# ---- review ------------------------------------------------------------------------------------------


def test_what_is_due_comes_in_order_of_date_with_what_has_none_first():
    items = (
        replace(K1, review_on=date(2027, 5, 1), owner="Ann", review_note="Count them", short="Lamps"),
        replace(R1, review_on=date(2027, 3, 1)), replace(S1, review_on=None),
        replace(P1, id="Old", status="retired"),
    )  # fmt: skip
    held = small(*items, sources={"LOG": LOG}, offers=(replace(OFFER, note="See page"),))
    found = review.due(held)
    assert [(d.kind, d.id) for d in found] == [("item", "S1"), ("item", "R1"), ("offer", "O1"), ("source", "LOG"), ("item", "K1")]  # fmt: skip
    assert [d.id for d in review.due(held, date(2027, 4, 1))] == ["S1", "R1", "O1", "LOG"]
    assert [d.id for d in review.due(held, date(2027, 3, 31))] == ["S1", "R1"]
    assert [d.id for d in found if d.overdue(DAY)] == ["S1", "R1"]
    assert (found[-1].title, found[-1].owner, found[-1].note) == ("Lamps", "Ann", "Count them")
    assert (found[2].note, found[3].title, found[3].checked) == ("See page", "Station log", DAY)


def test_a_rating_with_anchors_of_its_own_has_one_for_each_level_and_one_with_a_scale_need_not():
    four = replace(R1, options=R1.options[:4])
    assert told(content.anchors_for_all_levels(small(four))) == [
        ("aaa.toml", "item R1.options", "its anchors stand for levels 1, 2, 3, 4")
    ]
    assert told(content.anchors_for_all_levels(small(R1, replace(four, scale="agree")))) == []
