"""From a level back to its answers: the sums printed are those of the score, and keys in use are never told."""

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import bank as banks
from assessment import explain, scoring
from assessment.explain import EVIDENCE, Explanation
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Item, QuestionBank, Response
from tests import builders as make
from ui import explain_words as words

BANKS = Path(__file__).parent / "banks"
HARBOUR, LIGHTHOUSE = banks.load(BANKS / "harbour"), banks.load(BANKS / "lighthouse")
OURS = banks.load(banks.newest())
BANK = make.bank(
    (
        make.rating("AAA-B1"),
        make.rating("AAA-B2"),
        make.situational("AAA-S1", facility=0.74, rationale="Reason of S1"),
        make.situational("AAA-S2", facility=0.50, rationale="Reason of S2"),
        make.knowledge("AAA-K1", facility=0.70, rationale="Reason of K1"),
    ),
    competencies=(make.competency("AAA1", "AAA", policy=1), make.competency("AAA2", "AAA", policy=0)),
)
WORKED = (("AAA-B1", 4), ("AAA-B2", 2), ("AAA-S1", 1), ("AAA-S2", 3), ("AAA-K1", 2))
"""The worked example of docs/method.md."""


def explained(*answers, bank=BANK, form="standard_a", grade="director", band="policy", domain="AAA", **more):
    told = {"closed": True, "open_keys": ()} | more
    responses = [Response(item, value) for item, value in answers]
    return explain.explain(bank, form, grade, band, responses, domain, **told)


def lines(explanation: Explanation, grade: str = "director") -> dict[str, dict[str, str]]:
    """The cards with the sums: title -> label -> sum."""
    return {title: {row.label: row.value for row in rows} for title, rows in words.cards(explanation, grade)}


def values(explanation: Explanation) -> list[str]:
    return [row[3] for row in words.answer_rows(explanation)]


def everything(explanation: Explanation) -> str:
    """All that a page could print of it, and all that the value holds."""
    shown = (lines(explanation), words.answer_rows(explanation), words.enough(explanation), words.evidence(explanation))
    return f"{shown} {words.keys(explanation)} {explanation}"


# ---- by hand -----------------------------------------------------------------------------------------


def test_the_worked_example_is_printed_line_by_line():
    found = explained(*WORKED, open_keys={"AAA-S1", "AAA-S2", "AAA-K1"})
    assert words.lead(found.score, BANK) == "Your level is 3.9 (Leading). The target is 4.5, so you are 0.6 below."
    assert words.enough(found) == [
        "5 of 5 questions count; 3 are needed (60%).",
        "3 of them are scenarios or knowledge questions; 2 are needed.",
    ]
    assert words.answer_rows(found)[3] == ("A story about AAA-S2", "Scenario", "option 3", "0.3333", "1", "0.5")
    assert lines(found) == {
        "Your own ratings": {
            words.EARNED: "1 × 0.75 + 1 × 0.25 = 1",
            words.EXPECTED: "1 × 0.5 + 1 × 0.5 = 1",
            words.SHARE: "0.5 + (1 − 1) ÷ 2 = 0.5",
            words.SCORE: "1 + 4 × 0.5 = 3",
            words.ERROR: "4 × 0.25 × √2 ÷ 2 = 0.7071",
            words.SHOWN: "You rated yourself 3.0",
        },
        "Scenarios": {
            words.EARNED: "1 × 1 + 1 × 0.3333 = 1.3333",
            words.EXPECTED: "1 × 0.74 + 1 × 0.5 = 1.24",
            words.SHARE: "0.62 + (1.3333 − 1.24) ÷ 2 = 0.6667",
            words.SCORE: "1 + 4 × 0.6667 = 3.6667",
            words.ERROR: "4 × 0.25 × √2 ÷ 2 = 0.7071",
        },
        "Knowledge questions": {
            words.EARNED: "1 × 1 = 1",
            words.EXPECTED: "1 × 0.7 = 0.7",
            words.SHARE: "0.7 + (1 − 0.7) ÷ 1 = 1",
            words.SCORE: "1 + 4 × 1 = 5",
            words.ERROR: "4 × 0.25 × √1 ÷ 1 = 1",
        },
        "Your level": {
            "Weights": "Your own ratings 20, scenarios 50, knowledge questions 30. A kind without answers is left out.",
            words.LEVEL: "(20 × 3 + 50 × 3.6667 + 30 × 5) ÷ 100 = 3.9333",
            words.LEVEL_ERROR: "√((20 × 0.7071)² + (50 × 0.7071)² + (30 × 1)²) ÷ 100 = 0.4848",
            words.LOWER: "3.9333 − 1.2816 × 0.4848 = 3.3121",
            words.UPPER: "3.9333 + 1.2816 × 0.4848 = 4.5546",
            words.SHOWN: "3.9, likely range 3.3 to 4.6",
        },
        "Target for your grade: director": {
            "AAA1": "4 + 1 = 5",
            "AAA2": "4",
            "Mean of these targets": "(5 + 4) ÷ 2 = 4.5",
            "Difference: target − level, each rounded first": "4.5 − 3.9 = 0.6 (below target)",
        },
    }


def test_with_keys_in_use_scenarios_and_a_single_knowledge_answer_are_one_sum():
    found = explained(*WORKED)
    # shares of 80: scenarios .625, knowledge .375; each sum over its own weight:
    # mean .625 x .62 + .375 x .7 = .65; earned .625 x 1.3333/2 + .375 x 1 = .7917; expected .65
    assert lines(found)["Scenarios and knowledge questions together"] == {
        "Weights": "In each sum, scenarios count 50 and knowledge questions 30 of 80.",
        words.AVERAGE_TOGETHER: "0.625 × 0.62 + 0.375 × 0.7 = 0.65",
        words.EXPECTED_TOGETHER: "0.625 × 0.62 + 0.375 × 0.7 = 0.65",
        words.SQUARES_TOGETHER: "0.625² × 0.5 + 0.375² × 1 = 0.3359",
        words.SPREAD_TOGETHER: "√((0.625² × 0.5 × 0.25² + 0.375² × 1 × 0.25²) ÷ 0.3359) = 0.25",
        words.SHARE_TOGETHER: "0.65 + (0.7917 − 0.65) = 0.7917",
        words.SCORE: "1 + 4 × 0.7917 = 4.1667",
        words.ERROR_TOGETHER: "4 × 0.25 × √0.3359 = 0.5796",
    }
    assert lines(found)["Your level"][words.LEVEL] == "(20 × 3 + 80 × 4.1667) ÷ 100 = 3.9333"
    assert values(found) == ["0.75", "0.25", "In the sum", "In the sum", "In the sum"]
    assert words.evidence(found).startswith("Scenarios and knowledge questions: 5 of 7 points over 3 questions.")


def test_reversed_and_weighted_ratings_on_scales_of_two_and_ten():
    answers = (("Rope-R1", 2), ("Rope-R2", 2), ("Rope-S1", 2), ("Rope-K1", 1))
    found = explained(*answers, bank=HARBOUR, form="watch_a", domain="Rope")
    # yes of yes/no is 1; the 2nd of ten, reversed, is 8/9 with weight 2
    assert values(found)[:2] == ["1", "0.8889"]
    assert lines(found)["Your own ratings"] == {
        words.EARNED: "1 × 1 + 2 × 0.8889 = 2.7778",
        words.EXPECTED: "1 × 0.5 + 2 × 0.5 = 1.5",
        words.SHARE: "0.5 + (2.7778 − 1.5) ÷ 3 = 0.9259",
        words.SCORE: "1 + 4 × 0.9259 = 4.7037",
        words.ERROR: "4 × 0.25 × √5 ÷ 3 = 0.7454",
        words.SHOWN: "You rated yourself 4.7",
    }
    assert "Your own ratings 30, scenarios 50, knowledge questions 20." in lines(found)["Your level"]["Weights"]


def test_what_is_left_out_is_named_and_i_do_not_know_counts_as_nothing():
    answers = (("AAA-B1", 4), ("AAA-S1", DO_NOT_KNOW), ("AAA-S2", NOT_APPLICABLE), ("AAA-K1", 2))
    found = explained(*answers, open_keys={"AAA-S1", "AAA-S2", "AAA-K1"})
    assert [(row[2], row[3]) for row in words.answer_rows(found)] == [
        ("option 4", "0.75"),
        ("Not answered", "Left out"),
        ("I do not know", "0"),
        ("Does not apply to my role", "Left out"),
        ("option 2", "1"),
    ]
    assert words.enough(found)[0] == "3 of 5 questions count; 3 are needed (60%)."
    points = {title: rows[1].value for title, rows in words.keys(found)}
    assert points == {
        "A story about AAA-S1": "0 of 3",
        "A story about AAA-S2": "Left out",
        "Which is AAA-K1?": "1 of 1",
    }


def test_too_few_answers_are_explained_without_any_sum():
    found = explained(("AAA-S1", 1), ("AAA-K1", 2))
    assert words.lead(found.score, BANK) == "There are too few answers to show a level. The target is 4.5."
    assert words.enough(found) == [
        "2 of 5 questions count; 3 are needed (60%).",
        "2 of them are scenarios or knowledge questions; 2 are needed.",
        "So there is no level. We never count a missing answer as nought.",
    ]
    assert list(lines(found)) == ["Target for your grade: director"]
    single = explained(("AAA-B1", 3), ("AAA-B2", 3), ("AAA-S1", 1))
    assert words.enough(single)[1] == "1 of them are scenarios or knowledge questions; 2 are needed."
    assert single.points is None
    assert words.evidence(single) == "We give no points for a single question that may be asked again."


def test_a_score_beyond_the_scale_says_that_it_is_held():
    bank = make.bank((make.situational("AAA-S1", facility=0.9), make.situational("AAA-S2", facility=0.1)))
    alone = explained(("AAA-S2", 1), bank=bank)
    assert alone.score.level is None
    bank = make.bank((*bank.items, make.situational("AAA-S3", facility=0.1)))
    found = explained(("AAA-S2", 1), ("AAA-S3", 1), bank=bank)
    # mean (.9 + .1 + .1)/3 = .3667; two best answers where .1 each was expected: .3667 + (2 - .2)/2 = 1.2667 -> 6.0667
    assert lines(found)["Scenarios"] == {
        words.EXPECTED: "1 × 0.1 + 1 × 0.1 = 0.2",
        words.SHARE: "0.3667 + (2 − 0.2) ÷ 2 = 1.2667",
        words.SCORE: "1 + 4 × 1.2667 = 6.0667",
        words.HELD: "6.0667 becomes 5",
        words.ERROR: "4 × 0.25 × √2 ÷ 2 = 0.7071",
    }
    assert lines(found)["Your level"][words.LEVEL] == "(50 × 5) ÷ 50 = 5"
    assert lines(found)["Your level"][words.UPPER] == "5 + 1.2816 × 0.7071 = 5.9062, held to 5"


def test_where_one_of_two_kinds_is_held_the_sum_over_both_says_by_how_much():
    items = make.situational("AAA-S1"), make.situational("AAA-S2"), make.knowledge("AAA-K1", facility=0.9)
    bank = make.bank((*items, make.knowledge("AAA-K2", facility=0.1)))
    found = explained(("AAA-S1", 1), ("AAA-S2", 2), ("AAA-K2", 2), bank=bank)
    # scenarios: 1 + 4 x 5/6 = 4.3333; knowledge: .5 + .9 = 1.4 -> 6.6, held to 5, which takes 1.6 x 30/80 = .6
    assert lines(found)[words.TOGETHER][words.HELD_APART] == "5.1833 − 0.6 = 4.5833"


def test_permanent_secretaries_are_not_adjusted_and_targets_are_held_to_five():
    high = (make.competency("AAA1", "AAA", dict.fromkeys(("director", "permanent_secretary"), 5), policy=1),)
    bank = make.bank(BANK.items, competencies=high)
    director = lines(explained(*WORKED, bank=bank))["Target for your grade: director"]
    assert director["AAA1"] == "5 + 1 = 6, held to 5"
    found = lines(explained(*WORKED, bank=bank, grade="permanent_secretary"), "permanent_secretary")
    assert found["Target for your grade: permanent secretary"] == {
        "AAA1": "5",
        "Adjustment for your profession": "None for your grade",
        "Mean of these targets": "(5) ÷ 1 = 5",
        "Difference: target − level, each rounded first": "5.0 − 3.9 = 1.1 (below target)",
    }
    lower = make.bank(BANK.items, competencies=(make.competency("AAA1", "AAA", corporate=-2),))
    assert lines(explained(*WORKED, bank=lower, band="corporate"))["Target for your grade: director"] == {
        "AAA1": "4 − 2 = 2",
        "Mean of these targets": "(2) ÷ 1 = 2",
        "Difference: target − level, each rounded first": "2.0 − 3.9 = −1.9 (above target)",
    }


# ---- keys --------------------------------------------------------------------------------------------


def test_before_the_close_nothing_is_said_of_what_evidence_earned():
    found = explained(*WORKED, closed=False, open_keys={"AAA-S1", "AAA-S2", "AAA-K1"})
    assert values(found) == ["0.75", "0.25", *["After the close"] * 3]
    assert list(lines(found)) == ["Your own ratings", "Your level", "Target for your grade: director"]
    assert lines(found)["Your level"]["As it stands"] == "3.9, likely range 3.3 to 4.6"
    assert words.evidence(found) == words.BEFORE_CLOSE
    assert [one.facility for one in found.asked] == [0.5, 0.5, None, None, None]
    assert (found.points, words.keys(found)) == (None, [])
    assert not re.search("3.93|4.16|3.66|Reason", f"{lines(found)}{words.answer_rows(found)}")


def test_a_question_that_has_left_use_shows_points_best_answer_and_reason_and_others_never():
    found = explained(*WORKED, open_keys={"AAA-S2"})
    assert words.keys(found) == [
        (
            "A story about AAA-S2",
            [
                words.SummaryRow("Your answer", "option 3"),
                words.SummaryRow("Points", "1 of 3"),
                words.SummaryRow("Best answer", "option 1"),
                words.SummaryRow("Why", "Reason of S2"),
            ],
        )
    ]
    assert values(found)[2:] == ["In the sum", "0.3333", "In the sum"]
    assert words.evidence(found).startswith("Scenarios and knowledge questions: 4 of 4 points over 2 questions.")
    assert "Reason of S1" not in everything(found)
    assert "Reason of K1" not in everything(found)


def test_when_a_single_key_would_be_left_in_use_none_is_told():
    found = explained(*WORKED, open_keys={"AAA-S1", "AAA-S2"})
    assert values(found)[2:] == ["In the sum"] * 3
    assert words.keys(found) == []
    assert words.evidence(found).startswith("Scenarios and knowledge questions: 5 of 7 points over 3 questions.")


def test_a_kind_with_two_answers_in_use_has_a_sum_of_its_own():
    bank = make.bank((*BANK.items, make.knowledge("AAA-K2", facility=0.6)))
    found = explained(*WORKED, ("AAA-K2", 1), bank=bank)
    assert list(lines(found))[:3] == ["Your own ratings", "Scenarios", "Knowledge questions"]
    assert words.EARNED not in lines(found)["Scenarios"], "the sum is told, its terms are not"
    assert lines(found)["Scenarios"][words.SHARE] == "0.62 + (1.3333 − 1.24) ÷ 2 = 0.6667"


@pytest.mark.parametrize("form", ["standard_a", ""])
def test_people_who_earned_the_same_sum_on_other_scenarios_read_the_same(form):
    """Which of two scenarios earned the points cannot be told from anything but the person's own answers."""

    def without_answers(*evidence: tuple[str, int]) -> Explanation:
        found = explained(("AAA-B1", 4), *evidence, ("AAA-K1", 2), form=form)
        return replace(found, asked=tuple(replace(one, answer="") for one in found.asked))

    assert without_answers(("AAA-S1", 1), ("AAA-S2", 3)) == without_answers(("AAA-S1", 3), ("AAA-S2", 1))
    assert without_answers(("AAA-S1", 2), ("AAA-S2", 2)) == without_answers(("AAA-S1", 3), ("AAA-S2", 1))
    assert without_answers(("AAA-S1", 1), ("AAA-S2", 2)) != without_answers(("AAA-S1", 3), ("AAA-S2", 1))


def with_status(status: str, item: str = "AAA-S1", **changes: object) -> QuestionBank:
    """The bank as a newer version has it."""
    return replace(BANK, items=tuple(replace(i, status=status) if i.id == item else i for i in BANK.items), **changes)


@pytest.mark.parametrize(
    ("newest", "left"),
    [
        (BANK, set()),
        (with_status("retired"), {"AAA-S1"}),
        (with_status("hold"), set()),
        (with_status("draft"), set()),
        (with_status("retired", anchors={"AAA": "AAA-S1"}), set()),
        (replace(BANK, items=BANK.items[:2]), {"AAA-S1", "AAA-S2", "AAA-K1"}),
    ],
    ids=["live", "retired", "on hold", "draft", "anchor", "gone"],
)
def test_a_key_is_told_only_of_what_is_retired_or_gone_and_no_anchor(newest, left):
    assert explain.left_use(BANK, [newest]) == left


def test_a_retired_question_that_an_open_cycle_still_asks_keeps_its_key():
    assert explain.left_use(BANK, [with_status("retired"), BANK]) == set()
    anchored = replace(BANK, anchors={"AAA": "AAA-S1"})
    assert explain.left_use(anchored, [with_status("retired")]) == set(), "an anchor of the version that was answered"


# ---- for any answers ---------------------------------------------------------------------------------


@st.composite
def random_banks(draw: st.DrawFn) -> QuestionBank:
    """One area with a few items of each kind: any scale, direction, weight and difficulty."""
    items: list[Item] = []
    makers = {"rating": make.rating, "situational": make.situational, "knowledge": make.knowledge}
    for kind, maker in makers.items():
        for number in range(draw(st.integers(0, 3))):
            expected = draw(st.sampled_from([None, 0.1, 0.62, 0.9]))
            item = maker(f"{kind}-{number}", weight=draw(st.sampled_from([1.0, 1.0, 2.0, 0.5])))
            item = replace(item, expected_facility=expected)
            if kind == "rating":
                points = range(1, draw(st.integers(2, 10)) + 1)
                item = replace(item, reverse=draw(st.booleans()), options=make.options(*points))
            items.append(item)
    bank = make.bank(tuple(items or [make.knowledge("knowledge-0")]))
    spreads = draw(st.sampled_from([{}, {"situational": 0.36, "knowledge": 0.43}]))
    return replace(bank, residual_sd=draw(st.sampled_from([0.25, 0.31])), residual_sds=spreads)


@st.composite
def cases(draw: st.DrawFn) -> tuple[QuestionBank, str, str, Explanation]:
    """A bank, a grade, a band of profession, and one area of somebody's answers explained."""
    bank = draw(st.one_of(random_banks(), st.sampled_from([HARBOUR, LIGHTHOUSE, OURS, BANK])))
    form = draw(st.sampled_from([*bank.form_by_id, ""]))
    domain = draw(st.sampled_from(list(bank.domain_by_id)))
    items = scoring.form_items(bank, form, domain)
    codes = [(i.id, draw(st.integers(scoring.NOT_ANSWERED, len(i.options)))) for i in items]
    answers = [(item, code) for item, code in codes if code != scoring.NOT_ANSWERED]
    open_keys = draw(st.sets(st.sampled_from([i.id for i in items]))) if items else set()
    grade, band = draw(st.sampled_from(["director", "permanent_secretary"])), draw(st.sampled_from(["policy", ""]))
    where = {"bank": bank, "form": form, "grade": grade, "band": band, "domain": domain}
    return bank, grade, band, explained(*answers, **where, closed=draw(st.booleans()), open_keys=open_keys)


def reckoned(sum_: str) -> float:
    """The left side of a printed sum, as a reader with a calculator would work it out."""
    left = sum_.split(" = ")[0].replace("√(", "math.sqrt(").replace("²", "**2")
    left = re.sub(r"√([\d.]+)", r"math.sqrt(\1)", left).replace("×", "*").replace("÷", "/").replace("−", "-")
    return float(eval(left, {"math": math}))  # noqa: S307 - our own line


def printed(sum_: str) -> float:
    """The number on the right side."""
    match = re.match("−?[0-9.]+", sum_.split(" = ")[1])
    assert match
    return float(match[0].replace("−", "-"))


@given(cases())
def test_whoever_follows_the_printed_sums_gets_the_printed_results(case):
    _, grade, _, found = case
    sums = [sum_ for card in lines(found, grade).values() for sum_ in card.values() if " = " in sum_]
    assert sums
    for sum_ in sums:
        assert reckoned(sum_) == pytest.approx(printed(sum_), abs=0.001), sum_


@given(cases())
def test_the_parts_are_those_of_the_score(case):
    bank, _, _, found = case
    score, parts = found.score, {part.methods: part for part in found.parts}
    for part in found.parts:
        if len(part.methods) == 1:
            assert part.residual_sd == bank.residual_sd_of(part.methods[0])
        share = part.mean + (part.earned - part.expected) / part.weight
        assert part.unheld == pytest.approx(1 + 4 * share, abs=1e-9)
        assert part.se == pytest.approx(4 * part.residual_sd * math.sqrt(part.squares) / part.weight, abs=1e-9)
        if len(part.methods) == 1:
            assert part.score == pytest.approx(min(max(part.unheld, 1), 5), abs=1e-9)
    if score.self is not None:
        own = parts["self",]
        assert (own.score, own.se, own.items) == pytest.approx((score.self, score.self_se, score.self_n), abs=1e-9)
    if score.level is None or not found.closed:
        assert not [part for part in found.parts if set(part.methods) & set(EVIDENCE)]
        return
    for chosen, expected, error in (
        (found.parts, score.level, score.level_se),
        ([p for p in found.parts if p.methods[0] in EVIDENCE], score.demonstrated, score.demonstrated_se),
    ):
        total = sum(part.method_weight for part in chosen)
        assert sum(p.method_weight * p.score for p in chosen) / total == pytest.approx(expected, abs=1e-9)
        squares = sum((p.method_weight * p.se) ** 2 for p in chosen)
        assert math.sqrt(squares) / total == pytest.approx(error, abs=1e-9)


@given(cases())
def test_the_numbers_printed_are_those_of_the_report(case):
    bank, grade, band, found = case
    score, cards = found.score, lines(found, grade)
    target = cards[next(title for title in cards if title.startswith("Target"))]
    assert printed(target["Mean of these targets"]) == pytest.approx(score.target, abs=5e-5)
    competencies = bank.domain_by_id[score.domain].competencies
    assert [one.target for one in found.targets] == [scoring.target(c, grade, band) for c in competencies]
    if score.level is None:
        return
    low, high = score.likely_range()
    level = cards["Your level"]
    shown = level[words.SHOWN if found.closed else "As it stands"]
    assert shown == f"{score.level:.1f}, likely range {low:.1f} to {high:.1f}"
    if found.closed:
        for label, number in ((words.LEVEL, score.level), (words.LEVEL_ERROR, score.level_se)):
            assert printed(level[label]) == pytest.approx(number, abs=5.1e-5)
            assert reckoned(level[label]) == pytest.approx(number, abs=0.001)


@given(cases())
def test_no_key_in_use_is_in_an_explanation(case):
    bank, _, _, found = case
    hidden = [one for one in found.asked if one.method in EVIDENCE and one.key is None]
    for one in hidden:
        item = bank.item_by_id[one.item]
        assert one.value is None
        assert not item.rationale or item.rationale not in everything(found)
    counted = [one for one in hidden if one.counts]
    if not found.closed:
        assert len(hidden) == sum(one.method in EVIDENCE for one in found.asked)
        assert all(one.facility is None for one in hidden)
    elif found.parts:
        assert len(counted) != 1, "one answer alone could be found by subtraction"
        for part in found.parts:
            mine = [one for one in counted if one.method in part.methods]
            assert len(mine) != 1, "a sum over a single hidden answer is that answer"


@given(st.floats(-10, 10))
def test_a_number_is_printed_to_the_nearest_of_four_decimals(number):
    shown = float(words.figure(number).replace("−", "-"))
    assert abs(shown - number) <= 5.0001e-5
    assert words.figure(number) != "−0"
