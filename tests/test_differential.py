"""Differential item functioning: the test and effect by hand and against published figures, then whole comparisons."""

import numpy as np
import pytest

from assessment import differential
from assessment.answers import Answers
from assessment.differential import Difference
from assessment.model import NotDefined, NotYet
from assessment.scoring import NOT_ANSWERED
from tests import builders as make

RIGHT_OR_WRONG = np.array([0.0, 1.0])
# Admissions to Berkeley in 1973 (Bickel, Hammel and O'Connell 1975): women and men, refused and admitted, 6 departments
BERKELEY = np.array(
    [
        [[19, 89], [313, 512]],
        [[8, 17], [207, 353]],
        [[391, 202], [205, 120]],
        [[244, 131], [279, 138]],
        [[299, 94], [138, 53]],
        [[317, 24], [351, 22]],
    ],
    dtype=float,
)


# ---- the test ------------------------------------------------------------------------------------------


def test_right_or_wrong_worked_by_hand():
    """Ten and ten people in two strata: of the focal group 6 and 2 are right, of the reference group 8 and 5."""
    counts = np.array([[[4, 6], [2, 8]], [[8, 2], [5, 5]]], dtype=float)
    found = differential.mantel(counts, RIGHT_OR_WRONG)
    # expected 10 x 14/20 = 7 and 3.5; variances 10 x 10 x 14 x 6 / (400 x 19) = 21/19 and 22.75/19
    assert found.chi_square == pytest.approx((8 - 10.5) ** 2 / (43.75 / 19))
    # differences -.2 and -.3, mean -.25; 21 of 40 are right: variance 40/39 x .525 x .475
    assert found.effect == pytest.approx(-0.25 / np.sqrt(40 / 39 * 0.525 * 0.475))
    # chi-square with 1 degree of freedom: 2.714286 is z = 1.647509, and p = .099453
    assert found.p == pytest.approx(0.099453, abs=1e-6)


def test_ordered_answers_worked_by_hand():
    """Answers worth 0, 1 and 2 of four and four people in two strata."""
    counts = np.array([[[2, 1, 1], [1, 1, 2]], [[1, 2, 1], [0, 1, 3]]], dtype=float)
    found = differential.mantel(counts, np.array([0.0, 1.0, 2.0]))
    # first stratum: focal group 3, everybody 8 with squares 14: expected 4, variance 16/(64 x 7) x (8 x 14 - 64) = 12/7
    # second: 4, 11 with 19: expected 5.5, variance 16/448 x (8 x 19 - 121) = 31/28
    assert found.chi_square == pytest.approx((7 - 9.5) ** 2 / (12 / 7 + 31 / 28))
    # differences 3/4 - 5/4 and 1 - 7/4; answers 4, 5, 7 of 16: mean 19/16, squares about it 33 - 361/16
    assert found.effect == pytest.approx(-0.625 / np.sqrt((33 - 361 / 16) / 15))


def test_women_were_not_refused_more_often_department_by_department():
    """R: mantelhaen.test(UCBAdmissions) gives 1.4269 with continuity correction, which takes .5 off the difference."""
    found = differential.mantel(BERKELEY, RIGHT_OR_WRONG)
    women, men = BERKELEY.sum(axis=2).T
    n, admitted = women + men, BERKELEY[:, :, 1].sum(axis=1)
    variance = (women * men * admitted * (n - admitted) / (n**2 * (n - 1))).sum()
    corrected = (np.sqrt(found.chi_square * variance) - 0.5) ** 2 / variance
    assert corrected == pytest.approx(1.4269, abs=5e-5)
    assert found.p > 0.05
    assert found.effect > 0
    # thrown together, as if departments did not matter, they seem to have been
    thrown_together = differential.mantel(BERKELEY.sum(axis=0, keepdims=True), RIGHT_OR_WRONG)
    assert thrown_together.effect < -differential.LARGE
    assert thrown_together.p < 1e-10


def test_in_one_stratum_it_is_the_correlation_of_group_and_answer():
    """(N - 1) r^2, however many answers there are (Mantel 1963)."""
    chance = np.random.default_rng(5)
    group, answer = chance.integers(0, 2, 80), chance.integers(0, 5, 80)
    counts = np.zeros((1, 2, 5))
    np.add.at(counts, (0, group, answer), 1)
    found = differential.mantel(counts, np.arange(5) / 4)
    assert found.chi_square == pytest.approx(79 * np.corrcoef(group, answer)[0, 1] ** 2)


def test_the_unit_of_the_credit_does_not_matter():
    in_points = differential.mantel(BERKELEY, np.array([1.0, 5.0]))
    assert in_points.chi_square == pytest.approx(differential.mantel(BERKELEY, RIGHT_OR_WRONG).chi_square)
    assert in_points.effect == pytest.approx(differential.mantel(BERKELEY, RIGHT_OR_WRONG).effect)


def test_strata_of_one_group_alone_say_nothing():
    alone = np.array([[[50, 1], [0, 0]], [[0, 0], [3, 60]]], dtype=float)
    assert differential.mantel(np.concatenate([BERKELEY, alone]), RIGHT_OR_WRONG) == differential.mantel(
        BERKELEY, RIGHT_OR_WRONG
    )
    assert differential.mantel(alone, RIGHT_OR_WRONG) == NotDefined(1, "no spread")


@pytest.mark.parametrize("people", [1, 3, 7, 1000, 33333])
@pytest.mark.parametrize("worth", [0.0, 0.1, 1 / 3, 0.7, 1.0])
def test_an_answer_that_all_gave_is_no_difference_whatever_rounding_makes_of_it(people, worth):
    counts = np.array([[[people, 0], [2 * people, 0]], [[2 * people, 0], [people, 0]]], dtype=float)
    assert differential.mantel(counts, np.array([worth, 1.0])) == NotDefined(1, "no spread")


def test_equals_who_all_answer_alike_give_nothing_to_compare():
    counts = np.array([[[0, 70000, 0], [0, 90000, 0]], [[0, 0, 60000], [0, 0, 80000]]], dtype=float)
    assert differential.mantel(counts, np.array([0.1, 1 / 3, 0.7])) == NotDefined(1, "no spread")


# ---- matching ------------------------------------------------------------------------------------------


def test_people_are_matched_within_their_form_in_ten_groups_at_most():
    able = np.tile(np.arange(100) / 100, 2)
    forms = np.array(["a"] * 100 + ["b"] * 100, dtype=object)
    found = differential.strata(np.column_stack([able, able]), forms)
    assert np.bincount(found).tolist() == [10] * 20
    assert (np.diff(found[:100]) >= 0).all()
    few = differential.strata(np.array([[0.0], [0.0], [1.0], [1.0]]), np.array(["a"] * 4, dtype=object))
    assert len(set(few)) == 2
    assert few[0] == few[1] != few[2] == few[3]


def test_whoever_skips_an_easy_item_is_no_less_able():
    """Everybody gets the easy item right; one person was not asked it and does as well on the hard ones."""
    easy = np.array([1.0, 1.0, 1.0, 1.0, np.nan, 1.0])
    hard = np.array([0.0, 0.0, 0.5, 0.5, 0.25, 1.0])
    found = differential.strata(np.column_stack([easy, hard, hard]), np.array(["a"] * 6, dtype=object))
    assert found[0] < found[4] < found[2] < found[5]


def test_who_answered_nothing_is_matched_with_nobody():
    x = np.array([[1.0, 0.0], [np.nan, np.nan], [0.0, 0.0]])
    found = differential.strata(x, np.array(["a"] * 3, dtype=object))
    assert found[1] == -1
    assert (found[[0, 2]] >= 0).all()
    everyone = differential.strata(np.full((2, 2), np.nan), np.array(["a"] * 2, dtype=object))
    assert everyone.tolist() == [-1, -1]


# ---- comparisons ---------------------------------------------------------------------------------------

RATINGS = tuple(make.rating(f"AAA-B{n}") for n in range(1, 9))
KNOWN = tuple(make.knowledge(f"AAA-K{n}") for n in range(1, 9))
BANK = make.bank((*RATINGS, *KNOWN, make.pulse("P1")))


def people(n: int, harder: dict[str, float], seed: int = 1, abler: float = 0.0) -> Answers:
    """Made-up answers of n deputy directors of policy, and n directors in operations who are `abler`.

    Items named in `harder` are so by that many logits for deputy directors; all others are the same for everybody.
    """
    chance = np.random.default_rng(seed)
    deputies = np.arange(2 * n) < n
    able = chance.normal(size=2 * n) + np.where(deputies, 0.0, abler)
    columns = []
    for item in (*RATINGS, *KNOWN, make.pulse("P1")):
        odds = 1.5 * able - harder.get(item.id, 0.0) * deputies
        steps = np.array([-2, -1, 0, 1]) if item.type != "knowledge" else np.array([0])
        beaten = (1 / (1 + np.exp(-(odds[:, None] - steps)))) > chance.random((2 * n, 1))
        columns.append(1 + beaten.sum(axis=1) if item.type != "knowledge" else np.where(beaten[:, 0], 2, 1))
    values = np.column_stack(columns).astype(np.int8)
    return Answers(
        items=tuple(item.id for item in (*RATINGS, *KNOWN, make.pulse("P1"))),
        values=values,
        confidence=np.zeros_like(values),
        forms=np.full(2 * n, "standard_a", dtype=object),
        grades=np.where(deputies, "deputy_director", "director").astype(object),
        bands=np.where(deputies, "policy", "operational_delivery").astype(object),
    )


def one(found: tuple[Difference, ...], item: str, focal: str = "deputy_director") -> Difference:
    return next(d for d in found if (d.item, d.focal) == (item, focal))


def test_items_that_are_harder_or_easier_for_a_group_are_flagged_and_no_others():
    found = differential.differences(BANK, people(400, {"AAA-B3": 1.5, "AAA-K5": -1.5}))
    flagged = {(d.item, d.comparison, d.focal, d.direction) for d in found if d.flagged}
    assert {f for f in flagged if f[1] == "grade"} == {
        ("AAA-B3", "grade", "deputy_director", "harder"),
        ("AAA-K5", "grade", "deputy_director", "easier"),
    }
    # here policy is the same people as deputy directors, and the others who named a profession are the directors
    assert {f for f in flagged if f[2] == "policy"} == {
        ("AAA-B3", "profession", "policy", "harder"),
        ("AAA-K5", "profession", "policy", "easier"),
    }
    assert ("AAA-B3", "profession", "operational_delivery", "easier") in flagged
    item = one(found, "AAA-B3")
    assert (item.kind, item.reference, item.chi_square > 10, item.effect < -0.25) == (
        "self", "director_and_above", True, True,
    )  # fmt: skip
    assert one(found, "AAA-K5").kind == "demonstrated"


def test_a_group_that_does_better_on_everything_is_no_reason_to_flag_an_item():
    found = differential.differences(BANK, people(400, {}, abler=1.0))
    assert not [d for d in found if d.flagged]
    assert all(abs(d.effect) < 0.25 for d in found if d.comparison == "grade")


def test_a_large_group_makes_small_differences_significant_but_not_flagged():
    """A tenth of a logit among 20,000 people each: certain, and of no consequence."""
    found = one(differential.differences(BANK, people(20_000, {"AAA-B3": 0.1})), "AAA-B3")
    assert found.p_adjusted < 0.05
    assert abs(found.effect) < differential.LARGE
    assert not found.flagged
    assert found.direction == "harder"


def test_every_scored_item_is_in_every_comparison():
    found = differential.differences(BANK, people(150, {}))
    assert [(d.comparison, d.focal, d.reference) for d in found if d.item == "AAA-B1"] == [
        ("grade", "deputy_director", "director_and_above"),
        ("profession", "policy", "others"),
        ("profession", "operational_delivery", "others"),
        ("profession", "corporate", "others"),
        ("profession", "other", "others"),
    ]
    assert list(dict.fromkeys(d.item for d in found)) == [
        item.id for item in (*RATINGS, *KNOWN)
    ]  # the pulse has no key


def test_p_is_adjusted_over_all_tests_of_a_comparison():
    """Benjamini and Hochberg: the least of p m / rank from there upwards."""
    answers = people(200, {"AAA-B3": 0.6})
    answers.bands[:] = np.random.default_rng(4).permutation(answers.bands)
    found = differential.differences(BANK, answers)
    for comparison in ("grade", "profession"):
        tested = [d for d in found if d.comparison == comparison and isinstance(d.p, float)]
        assert len(tested) == {"grade": 16, "profession": 32}[comparison]
        by_p = sorted(tested, key=lambda d: d.p)
        steps = [d.p * len(by_p) / rank for rank, d in enumerate(by_p, 1)]
        expected = [min(steps[i:]) for i in range(len(steps))]
        assert [d.p_adjusted for d in by_p] == pytest.approx(expected)


def test_fewer_than_100_answers_in_a_group_are_not_tested():
    answers = people(100, {"AAA-B3": 3.0})
    assert isinstance(one(differential.differences(BANK, answers), "AAA-B1").p, float)
    answers.values[0, 0] = NOT_ANSWERED
    answers.values[1, 1] = -1
    found = differential.differences(BANK, answers)
    for item in ("AAA-B1", "AAA-B2"):
        short = one(found, item)
        assert short.chi_square == short.p == short.p_adjusted == short.effect == NotYet(99, 100)
        assert (short.n_focal, short.direction, short.flagged) == (99, "", False)
    assert isinstance(one(found, "AAA-B3").p, float)
    assert one(found, "AAA-B3", "corporate").p == NotYet(0, 100)
    assert isinstance(one(differential.differences(BANK, answers, minimum=0), "AAA-B1").p, float)


def test_who_did_not_name_a_profession_is_in_no_comparison_of_professions():
    answers = people(300, {})
    answers.bands[:150] = ""
    found = one(differential.differences(BANK, answers), "AAA-B1", "policy")
    assert (found.n_focal, found.n_reference) == (150, 300)
    assert one(differential.differences(BANK, answers), "AAA-B1").n_focal == 300


def test_people_are_compared_with_equals_on_the_same_form():
    """All deputy directors had one form and all directors the other: there is nobody to compare them with."""
    answers = people(200, {})
    answers.forms[:200] = ""
    assert one(differential.differences(BANK, answers), "AAA-B1").p == NotYet(0, 100)


def test_nobody_and_items_without_answers_leave_nothing_to_say():
    nobody = people(150, {}).rows(np.zeros(300, dtype=bool))
    assert differential.differences(BANK, nobody) == ()
    silent = people(150, {})
    silent.values[:] = NOT_ANSWERED
    assert {d.p for d in differential.differences(BANK, silent)} == {NotYet(0, 100)}


def test_an_item_that_all_answer_alike_has_no_difference():
    answers = people(150, {})
    answers.values[:, 0] = 3
    found = one(differential.differences(BANK, answers), "AAA-B1")
    assert found.effect == found.p_adjusted == NotDefined(1, "no spread")
    assert not found.flagged


@pytest.mark.parametrize("worlds", [12, pytest.param(300, marks=pytest.mark.slow)])
def test_false_alarms_are_rare_and_large_differences_are_found(worlds):
    """200 people a group and one item a logit harder: found nearly always, any other flagged hardly ever."""
    alarms = hits = 0
    for world in range(worlds):
        found = differential.differences(BANK, people(200, {"AAA-B3": 1.0}, seed=world))
        flagged = {d.item for d in found if d.flagged and d.comparison == "grade"}
        hits += "AAA-B3" in flagged
        alarms += len(flagged - {"AAA-B3"})
    assert hits / worlds > 0.8
    assert alarms / (worlds * 15) < 0.01


def test_counting_gives_what_going_through_people_one_by_one_gives():
    answers = people(150, {"AAA-B3": 0.8}, abler=0.5)
    answers.forms[::2] = ""
    found = one(differential.differences(BANK, answers), "AAA-B3")
    x = (answers.values[:, : len(RATINGS)] - 1) / 4
    stratum, studied, focal = differential.strata(x, answers.forms), x[:, 2], answers.grades == "deputy_director"
    surplus = variance = difference = 0.0
    matched = np.zeros(len(x), dtype=bool)
    for s in set(stratum):
        ours, theirs = studied[(stratum == s) & focal], studied[(stratum == s) & ~focal]
        if len(ours) and len(theirs):
            both = np.concatenate([ours, theirs])
            surplus += ours.sum() - len(ours) * both.mean()
            variance += len(ours) * len(theirs) / len(both) * both.var(ddof=1)
            difference += len(ours) * (ours.mean() - theirs.mean())
            matched |= stratum == s
    assert found.chi_square == pytest.approx(surplus**2 / variance)
    assert (found.n_focal, found.n_reference) == ((matched & focal).sum(), (matched & ~focal).sum())
    assert found.effect == pytest.approx(difference / found.n_focal / studied[matched].std(ddof=1))
