"""How sure people were, where ratings and answers differ, and how people place examples; nothing of it in a score."""

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from assessment import calibration, scoring
from assessment.answers import Answers
from assessment.calibration import Stated
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, DomainScore, Item, NotDefined, NotYet, Option, Response
from assessment.scoring import NOT_ANSWERED
from tests import builders as make

CHANCES = (0.25, 0.65, 0.90)
KNOWLEDGE = tuple(make.knowledge(f"AAA-K{n}") for n in range(1, 5))


def vignette(name: str, level: int) -> Item:
    levels = tuple(Option(one.name, one.number) for one in make.LEVELS)
    return Item(name, "vignette", "Which level?", levels, "AAA", scenario="A person.", expert_level=level)


VIGNETTES = (vignette("V1", 2), vignette("V2", 3), vignette("V3", 4), vignette("V4", 2))
BANK = make.bank((*VIGNETTES, make.rating("AAA-B1"), make.rating("AAA-B2"), make.situational("AAA-S1"), *KNOWLEDGE))


def said(confidence: int, right: int, wrong: int) -> list[Stated]:
    return [Stated(confidence, CHANCES[confidence - 1], outcome) for outcome in [1.0] * right + [0.0] * wrong]


# ---- one person's confidence -------------------------------------------------------------------------


def test_each_confidence_stands_beside_how_often_it_was_right():
    found = calibration.confidence(said(1, 1, 3) + said(3, 3, 1), CHANCES)
    assert [(p.confidence, p.chance, p.right, p.n) for p in found.pairs] == [
        (1, 0.25, 0.25, 4),
        (2, 0.65, None, 0),
        (3, 0.90, 0.75, 4),
    ]
    assert found.answers == 8


def test_fifteen_answers_give_the_pairs_and_no_index():
    found = calibration.confidence(said(3, 10, 5), CHANCES)
    assert found.index == NotYet(15, 16)
    assert str(found.index) == "not yet estimable: 15 of 16"
    assert found.pairs[2].right == pytest.approx(2 / 3)


def test_the_index_of_sixteen_answers_worked_by_hand():
    # 16 x "certain", 8 right: c - y is -.1 eight times and .9 eight times. Mean .4, each .5 away from it.
    found = calibration.confidence(said(3, 8, 8), CHANCES).index
    assert (found.value, found.se) == (pytest.approx(0.4), pytest.approx(0.5 / 4))
    assert (found.low, found.high) == (pytest.approx(0.4 - 1.645 * 0.125, abs=1e-4), pytest.approx(0.6056, abs=1e-4))
    assert (found.answers, found.people) == (16, 1)
    assert calibration.verdict(found) == "more sure than right"


def test_guesses_that_are_mostly_right_are_less_sure_than_right():
    # c - y is -.75 twelve times and .25 four times: mean -.5, SE = sqrt((12 x .0625 + 4 x .5625) / 16) / 4
    found = calibration.confidence(said(1, 12, 4), CHANCES).index
    assert (found.value, found.se) == (pytest.approx(-0.5), pytest.approx(sqrt(0.1875) / 4))
    assert calibration.verdict(found) == "less sure than right"


def test_sixteen_right_answers_that_were_all_certain_prove_nothing():
    """Their own SE is 0; somebody right 90% of the time has them all right once in five times (.9^16 = .19)."""
    found = calibration.confidence(said(3, 16, 0), CHANCES).index
    assert (found.value, found.se) == (pytest.approx(-0.1), 0)
    assert found.high == pytest.approx(-0.1 + 1.645 * sqrt(0.09 / 16), abs=1e-4)
    assert calibration.verdict(found) == "about right"


def test_credit_in_parts_counts_in_parts():
    answers = [Stated(2, 0.65, 0.5)] * 16
    assert calibration.confidence(answers, CHANCES).index.value == pytest.approx(0.15)


def test_i_do_not_know_claims_nothing_and_is_left_out_with_its_confidence():
    answers = [
        Response("AAA-K1", 2, 3),
        Response("AAA-K2", 1, 1),
        Response("AAA-K3", DO_NOT_KNOW, 3),
        Response("AAA-K4", NOT_APPLICABLE, 3),
        Response("AAA-S1", 1),
    ]
    assert calibration.stated(BANK, answers) == [Stated(3, 0.90, 1.0), Stated(1, 0.25, 0.0)]


def coverage(m: int, people: int, mix: tuple[float, ...], seed: int) -> float:
    """The share of people, whose chances are exactly true, for whom the interval holds 0."""
    chance = np.random.default_rng(seed)
    held = 0
    for confidences in chance.choice(3, (people, m), p=mix):
        answers = [Stated(int(k) + 1, CHANCES[k], float(chance.random() < CHANCES[k])) for k in confidences]
        held += calibration.verdict(calibration.confidence(answers, CHANCES).index) == "about right"
    return held / people


@pytest.mark.parametrize("m", [16, 24, 40])
def test_a_person_who_judges_well_is_told_so_nine_times_in_ten(m):
    assert 0.88 <= coverage(m, 1500, (1 / 3, 1 / 3, 1 / 3), seed=m) <= 0.92


@pytest.mark.slow
@pytest.mark.parametrize("m", [16, 24, 40])
@pytest.mark.parametrize(
    ("mix", "most"),
    [((1 / 3, 1 / 3, 1 / 3), 0.92), ((0.2, 0.4, 0.4), 0.925), ((0.5, 0.3, 0.2), 0.92), ((0.05, 0.15, 0.8), 0.955)],
    ids=["even", "surer", "less sure", "nearly always certain"],
)
def test_whatever_somebody_mostly_says_they_are_wrongly_told_at_most_once_in_ten(m, mix, most):
    assert 0.893 <= coverage(m, 20_000, mix, seed=m) <= most


# ---- groups ------------------------------------------------------------------------------------------


def group(values: list[list[int]], confidence: list[list[int]], grades: list[str]) -> Answers:
    items = tuple(item.id for item in KNOWLEDGE[: len(values[0])])
    empty = np.array([""] * len(values), dtype=object)
    shape = np.array(values, dtype=np.int8), np.array(confidence, dtype=np.int8)
    return Answers(items, *shape, empty, np.array(grades, dtype=object), empty)


def mixed(deputies: int, above: int) -> Answers:
    """Every other person is certain and right, the others certain and wrong; option 2 is right."""
    people = deputies + above
    grades = ["deputy_director"] * deputies + ["director", "permanent_secretary"] * above
    return group([[2 - n % 2] for n in range(people)], [[3]] * people, grades[:people])


def test_the_index_of_a_group_worked_by_hand_takes_a_person_as_one():
    # Person A: certain, two right (S = -.2, m = 2). Person B: certain, two wrong (S = 1.8, m = 2).
    # Person C: a guess, right (S = -.75, m = 1). R = .85 / 5 = .17; residuals -.54, 1.46, -.92.
    answers = group([[2, 2], [1, 1], [2, NOT_ANSWERED]], [[3, 3], [3, 3], [1, 0]], ["director"] * 3)
    found = calibration.group_confidence(BANK, answers, minimum=2)["all"]
    se = sqrt(3 / 2 * (0.54**2 + 1.46**2 + 0.92**2)) / 5
    assert (found.value, found.se) == (pytest.approx(0.17), pytest.approx(se))
    assert found.high - found.value == pytest.approx(stats.t.ppf(0.975, 2) * se)
    assert (found.answers, found.people) == (5, 3)


def test_a_group_of_nine_has_no_index_and_one_of_ten_has():
    assert calibration.group_confidence(BANK, mixed(9, 0))["all"] == NotYet(9, 10)
    assert calibration.group_confidence(BANK, mixed(10, 0))["all"].people == 10


def test_neither_band_is_shown_if_the_other_could_be_worked_out():
    small = calibration.group_confidence(BANK, mixed(30, 9))
    assert small["all"].people == 39
    assert small["deputy_director"] == small["director_and_above"] == NotYet(9, 10)
    large = calibration.group_confidence(BANK, mixed(30, 10))
    assert [large[band].people for band in calibration.BANDS] == [30, 10]


def test_only_people_who_said_how_sure_they_were_count():
    answers = mixed(12, 0)
    answers.confidence[:2] = 0
    answers.values[2] = DO_NOT_KNOW
    assert calibration.group_confidence(BANK, answers)["all"] == NotYet(9, 10)


def test_a_group_that_answered_all_alike_has_no_index_as_it_would_say_what_each_did():
    answers = group([[2, 2]] * 12, [[3, 3]] * 12, ["director"] * 12)
    found = calibration.group_confidence(BANK, answers)["all"]
    assert found == NotDefined(2, "everybody's answers come to the same")


def drawn(people: int, seed: int) -> Answers:
    """People who differ in how well they judge: their chances of being right lie around what they say."""
    chance = np.random.default_rng(seed)
    confidence = chance.integers(1, 4, (people, 4)).astype(np.int8)
    true = np.clip(np.array([0, *CHANCES])[confidence] + chance.normal(0, 0.15, (people, 1)), 0, 1)
    values = np.where(chance.random((people, 4)) < true, 2, 1)
    return group(values.tolist(), confidence.tolist(), ["director"] * people)


def test_the_error_of_a_group_is_that_of_drawing_its_people_again():
    """A second source: the bootstrap over people."""
    answers, chance = drawn(60, seed=1), np.random.default_rng(2)
    again = [
        calibration.group_confidence(BANK, answers.rows(chance.integers(0, 60, 60)))["all"].value for _ in range(600)
    ]
    found = calibration.group_confidence(BANK, answers)["all"]
    assert found.se == pytest.approx(float(np.std(again)), rel=0.1)


@pytest.mark.slow
def test_ranges_of_groups_hold_the_truth_19_times_in_20():
    found = [calibration.group_confidence(BANK, drawn(20, seed))["all"] for seed in range(2000)]
    truth = calibration.group_confidence(BANK, drawn(200_000, 9999))["all"].value
    assert 0.935 <= np.mean([one.low <= truth <= one.high for one in found]) <= 0.965


# ---- where rating and answers differ -----------------------------------------------------------------


def score(domain: str, self: float | None, demonstrated: float | None, se: float = 0.3) -> DomainScore:
    status = "not_enough_answers" if demonstrated is None else "scored"
    return DomainScore(domain, self, se, 2, demonstrated, se, 3, demonstrated, se, 3.5, status)


def domains(scores: tuple[DomainScore, ...]) -> list[str]:
    return [one.domain for one in scores]


def test_a_surprise_is_beyond_its_error_and_at_least_a_level():
    # SE_G = .3 x sqrt(2) = .424; 1.645 SE_G = .698: here the level decides
    found = calibration.surprises([score("A", 4.0, 3.0), score("B", 3.9, 3.0), score("C", 2.0, 3.2)])
    assert (domains(found.rated_higher), domains(found.rated_lower)) == (["A"], ["C"])
    # SE_G = .7 x sqrt(2) = .990; 1.645 SE_G = 1.628: here the error decides
    found = calibration.surprises([score("A", 4.6, 3.0, 0.7), score("B", 4.65, 3.0, 0.7)])
    assert domains(found.rated_higher) == ["B"]


def test_exactly_a_level_is_a_surprise_however_it_was_computed():
    assert 2.3 - 1.3 < 1
    assert domains(calibration.surprises([score("A", 2.3, 1.3)]).rated_higher) == ["A"]


def test_at_most_two_are_named_each_way_the_largest_first():
    high = [score("A", 4.5, 3.0), score("B", 5.0, 2.0), score("C", 5.0, 2.5)]
    low = [score("D", 1.0, 3.0), score("E", 1.0, 2.2), score("F", 1.0, 4.0)]
    found = calibration.surprises(high + low)
    assert (domains(found.rated_higher), domains(found.rated_lower)) == (["B", "C"], ["F", "D"])


def test_an_area_without_a_rating_or_without_a_level_is_no_surprise():
    found = calibration.surprises([score("A", None, 1.0), score("B", 5.0, None)])
    assert found == calibration.Surprises((), ())
    assert calibration.difference(score("A", None, 1.0)) is None


# ---- vignettes ---------------------------------------------------------------------------------------


def placed(*levels: int) -> list[Response]:
    return [Response(f"V{n}", level) for n, level in enumerate(levels, 1)]


def test_leniency_and_inversions_worked_by_hand():
    # panel 2, 3, 4, 2; own 3, 3, 2, 1: differences 1, 0, -2, -1. Apart are all pairs but V1 and V4: five.
    # Inverted: V1 above V3, V2 above V3. V1 and V2 are equal, which is no inversion.
    assert calibration.leniency(BANK, placed(3, 3, 2, 1)) == calibration.Leniency(-0.5, 2, 5, 4)
    assert calibration.leniency(BANK, placed(3, 4, 5, 3)) == calibration.Leniency(1.0, 0, 5, 4)
    assert calibration.leniency(BANK, placed(4)) == calibration.Leniency(2.0, 0, 0, 1)
    assert calibration.leniency(BANK, [Response("AAA-B1", 5)]) == NotYet(0, 1)


def placed_by(levels: list[list[int]], grades: list[str]) -> Answers:
    empty = np.array([""] * len(levels), dtype=object)
    values = np.array(levels, dtype=np.int8)
    items = ("V1", "V2", "V3", "V4")
    return Answers(items, values, np.zeros_like(values), empty, np.array(grades, dtype=object), empty)


def test_a_group_has_a_mean_leniency_by_band_with_its_range():
    # five people a level above the panel throughout, five who agree: mean .5, sd .527, SE .1667
    levels = [[3, 4, 5, 3], [2, 3, 4, 2]] * 10
    found = calibration.group_leniency(BANK, placed_by(levels, ["director"] * 10 + ["deputy_director"] * 10))
    above = found.leniency["director_and_above"]
    assert (above.value, above.se, above.people, above.answers) == (0.5, pytest.approx(1 / 6), 10, 40)
    assert above.low == pytest.approx(0.5 - stats.t.ppf(0.975, 9) / 6)
    assert found.leniency["all"].people == 20
    assert (found.inverted, found.remark) == (0.0, "")


def test_a_set_with_more_than_a_fifth_of_pairs_inverted_should_be_dropped():
    # per person 2 of 5 pairs inverted in half of the people: exactly .20, which is not above; then one more
    levels = [[3, 3, 2, 1], [2, 3, 4, 2]] * 5
    at_limit = calibration.group_leniency(BANK, placed_by(levels, ["director"] * 10))
    assert (at_limit.inverted, at_limit.remark) == (0.2, "")
    levels[1] = [3, 3, 2, 1]
    above = calibration.group_leniency(BANK, placed_by(levels, ["director"] * 10))
    assert above.inverted == pytest.approx(0.24)
    assert above.remark == "24% of pairs are inverted, more than 20%: drop this set of examples."


def test_nine_people_say_nothing_about_the_set_and_one_example_never_does():
    nine = placed_by([[3, 3, 2, n % 5 + 1] for n in range(9)], ["director"] * 9)
    found = calibration.group_leniency(BANK, nine)
    assert (found.inverted, found.leniency["all"], found.remark) == (NotYet(9, 10), NotYet(9, 10), "")
    alone = make.bank((VIGNETTES[0],))
    one = placed_by([[n % 5 + 1, -2, -2, -2] for n in range(12)], ["director"] * 12)
    check = calibration.group_leniency(alone, one)
    assert check.inverted == NotDefined(1, "no two examples on different levels")
    assert check.leniency["all"].people == 12


def test_scores_are_the_same_whatever_the_examples_were_answered():
    chance = np.random.default_rng(5)
    scored = [Response("AAA-B1", 4), Response("AAA-B2", 2), Response("AAA-S1", 1), Response("AAA-K1", 2, 3)]
    without = scoring.domain_scores(BANK, "standard_a", "director", "policy", scored)
    for _ in range(20):
        levels = placed(*(int(level) for level in chance.integers(1, 6, 4)))
        assert scoring.domain_scores(BANK, "standard_a", "director", "policy", [*levels, *scored]) == without


def test_a_hundred_thousand_people_are_counted_like_a_thousand():
    few = drawn(1000, seed=3)
    many = few.rows(np.tile(np.arange(1000), 100))
    one, hundred = (calibration.group_confidence(BANK, answers)["all"] for answers in (few, many))
    assert (hundred.value, hundred.people) == (pytest.approx(one.value), 100_000)
    assert hundred.se == pytest.approx(one.se / 10, rel=0.01)
