"""The rules of calculation, each against numbers worked by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import scoring
from assessment.model import DO_NOT_KNOW, GRADES, NOT_APPLICABLE, Form, Response
from tests import builders as make

BANK = make.bank(
    (
        make.rating("AAA-B1"),
        make.rating("AAA-B2"),
        make.situational("AAA-S1", facility=0.74),
        make.situational("AAA-S2", facility=0.50),
        make.knowledge("AAA-K1", facility=0.70),
    ),
    competencies=(make.competency("AAA1", "AAA", policy=1), make.competency("AAA2", "AAA", policy=0)),
)


def score(*answers: tuple[str, int], bank=BANK, grade="director", band="policy", form="standard_a"):
    return scoring.domain_scores(bank, form, grade, band, [Response(i, v) for i, v in answers])[0]


def test_a_full_set_of_answers_gives_the_level_worked_by_hand():
    # self: x = (4-1)/4 = .75 and (2-1)/4 = .25, mean .5           -> 1 + 4 x .5           = 3
    # situational: x = 3/3, 1/3; m = .74, .50, mbar .62; mean(x-m) = (.26 - .16667)/2 = .046667 -> 1 + 4 x .666667
    # knowledge: x = 1, m = mbar = .7                               -> .7 + .3 = 1          -> 5
    # demonstrated = (50 x 3.666667 + 30 x 5)/80 = 4.166667; level = .2 x 3 + .5 x 3.666667 + .3 x 5 = 3.933333
    found = score(("AAA-B1", 4), ("AAA-B2", 2), ("AAA-S1", 1), ("AAA-S2", 3), ("AAA-K1", 2))
    assert found.self == pytest.approx(3.0)
    assert found.demonstrated == pytest.approx(4.1666667)
    assert found.level == pytest.approx(3.9333333)
    assert (found.self_n, found.demonstrated_n, found.status) == (2, 3, "scored")
    # SE of a method = 4 x .25 x sqrt(n)/n: self 1/sqrt 2, situational 1/sqrt 2, knowledge 1
    assert found.self_se == pytest.approx(1 / math.sqrt(2))
    assert found.demonstrated_se == pytest.approx(math.sqrt((0.625**2) / 2 + 0.375**2))
    assert found.level_se == pytest.approx(math.sqrt((0.2**2) / 2 + (0.5**2) / 2 + 0.3**2))
    # target: (min(5, 4 + 1) + 4) / 2 = 4.5
    assert found.target == pytest.approx(4.5)
    assert found.gap == pytest.approx(4.5 - 3.9333333)


def test_an_easy_form_earns_no_more_than_a_hard_one():
    """Two people who do as expected on different items get the same score, the mean facility of the domain."""
    easy = score(("AAA-S1", 2), ("AAA-K1", 2), ("AAA-B1", 3))  # 2/3 - .74 = -.0733 on the easy item
    hard = score(("AAA-S2", 2), ("AAA-K1", 2), ("AAA-B1", 3))  # 2/3 - .50 = +.1667 on the hard item
    # the same answer quality is worth .24 x 4 x weight .5 more on the hard item
    assert hard.level - easy.level == pytest.approx(0.24 * 4 * 0.5)


def test_do_not_know_counts_as_nothing_shown_and_does_not_apply_as_missing():
    unknown = score(("AAA-B1", 3), ("AAA-S1", 1), ("AAA-S2", DO_NOT_KNOW), ("AAA-K1", 2))
    not_mine = score(("AAA-B1", 3), ("AAA-S1", 1), ("AAA-S2", NOT_APPLICABLE), ("AAA-K1", 2))
    assert unknown.demonstrated_n == 3
    assert not_mine.demonstrated_n == 2
    # unknown: x = 1, 0: .62 + (.26 - .50)/2 = .50 -> 3; not mine: .62 + .26 = .88 -> 4.52
    assert unknown.demonstrated == pytest.approx((50 * 3.0 + 30 * 5) / 80)
    assert not_mine.demonstrated == pytest.approx((50 * 4.52 + 30 * 5) / 80)


def test_fewer_than_sixty_per_cent_of_the_items_is_not_enough():
    two_of_five = score(("AAA-S1", 1), ("AAA-K1", 2))
    three_of_five = score(("AAA-S1", 1), ("AAA-K1", 2), ("AAA-B1", 3))
    assert two_of_five.status == "not_enough_answers"
    assert (two_of_five.level, two_of_five.self, two_of_five.demonstrated, two_of_five.gap) == (None, None, None, None)
    assert two_of_five.target == pytest.approx(4.5)
    assert three_of_five.status == "scored"


def test_one_evidence_item_is_not_enough_however_many_ratings_there_are():
    bank = make.bank(
        (*(make.rating(f"AAA-B{n}") for n in range(4)), make.situational("AAA-S1"), make.knowledge("AAA-K1"))
    )
    found = score(*((f"AAA-B{n}", 3) for n in range(4)), ("AAA-S1", 1), bank=bank)
    assert found.status == "not_enough_answers"


def test_without_a_rating_only_the_self_score_is_empty_and_weights_are_shared_out():
    bank = make.bank((make.rating("AAA-B1"), make.situational("AAA-S1"), make.knowledge("AAA-K1")))
    found = score(("AAA-S1", 2), ("AAA-K1", 1), bank=bank)
    # situational 1 + 4 x 2/3 = 3.6667 (m = mbar = .5), knowledge 1: level = demonstrated = (50 x 3.6667 + 30 x 1)/80
    assert found.self is None
    assert found.self_n == 0
    assert found.level == pytest.approx((50 * (1 + 4 * 2 / 3) + 30) / 80)
    assert found.level == pytest.approx(found.demonstrated)


def test_sixty_per_cent_is_of_the_items_on_the_persons_own_form():
    items = (make.rating("AAA-B1"), *(make.situational(f"AAA-S{n}") for n in range(1, 7)), make.knowledge("AAA-K1"))
    short = Form("short_a", "short", "a", ("AAA-B1", "AAA-S1", "AAA-K1"), 12, 12)
    bank = make.bank(items, forms=(short,))
    answers = (("AAA-S1", 1), ("AAA-K1", 2))
    assert score(*answers, bank=bank, form="short_a").status == "scored"
    assert score(*answers, bank=bank, form="").status == "not_enough_answers"


def test_items_on_hold_do_not_move_the_mean_difficulty():
    held = make.situational("AAA-S9", facility=0.01, status="hold")
    bank = make.bank((*BANK.items, held))
    answers = (("AAA-B1", 3), ("AAA-S1", 1), ("AAA-S2", 1), ("AAA-K1", 2))
    assert score(*answers, bank=bank).level == pytest.approx(score(*answers).level)


def test_a_reversed_rating_and_a_weight_count_as_the_bank_says():
    bank = make.bank(
        (
            make.rating("AAA-B1", reverse=True),
            make.rating("AAA-B2", weight=3.0),
            make.situational("AAA-S1"),
            make.knowledge("AAA-K1"),
        )
    )
    found = score(("AAA-B1", 5), ("AAA-B2", 5), ("AAA-S1", 1), ("AAA-K1", 2), bank=bank)
    # reversed 5 is x = 0 with weight 1, the other x = 1 with weight 3: .75 -> 4; SE = 4 x .25 x sqrt(1 + 9)/4
    assert found.self == pytest.approx(4.0)
    assert found.self_se == pytest.approx(math.sqrt(10) / 4)


@pytest.mark.parametrize(
    ("grade", "band", "expected"),
    [
        ("director", "policy", 5.0),
        ("director", "corporate", 2.0),
        ("director", "other", 4.0),
        ("director", "", 4.0),
        ("permanent_secretary", "policy", 5.0),
        ("deputy_director", "corporate", 1.0),
    ],
)
def test_targets_are_adjusted_for_function_held_to_the_scale_and_never_for_permanent_secretaries(grade, band, expected):
    targets = dict(zip(GRADES, (2, 4, 4, 5), strict=True))
    one = make.competency("AAA1", "AAA", targets, policy=2, corporate=-2)
    assert scoring.target(one, grade, band) == expected


def test_scores_are_held_to_one_to_five():
    bank = make.bank((make.situational("AAA-S1", facility=0.9), make.situational("AAA-S2", facility=0.1)))
    found = score(("AAA-S2", 1), ("AAA-S1", 1), bank=bank)
    assert found.level == pytest.approx(5.0)
    alone = make.bank((make.situational("AAA-S1", facility=0.9), make.knowledge("AAA-K1", facility=0.1)))
    assert score(("AAA-S1", 4), ("AAA-K1", 1), bank=alone).level == pytest.approx(1.0)


@given(st.lists(st.sampled_from([-2, -1, 0, 1, 2, 3, 4]), min_size=5, max_size=5))
def test_a_file_and_a_submission_give_the_same_scores(codes):
    items = [i.id for i in BANK.items]
    answers = [Response(i, v) for i, v in zip(items, codes, strict=True) if v != scoring.NOT_ANSWERED]
    one = scoring.domain_scores(BANK, "standard_a", "director", "policy", answers)[0]
    table = scoring.score_table(
        BANK, items, np.array([codes, codes], np.int8), ["standard_a"] * 2, ["director"] * 2, ["policy"] * 2
    )
    assert bool(table.scored[1, 0]) == (one.status == "scored")
    assert (None if np.isnan(table.level[1, 0]) else table.level[1, 0]) == (
        pytest.approx(one.level) if one.level else None
    )


@given(st.lists(st.sampled_from([-2, -1, 0, 1, 2, 3, 4]), min_size=5, max_size=5))
def test_every_score_stays_on_the_scale_and_has_an_error(codes):
    answers = [Response(i.id, v) for i, v in zip(BANK.items, codes, strict=True) if v != scoring.NOT_ANSWERED]
    found = scoring.domain_scores(BANK, "", "director", "", answers)[0]
    if found.status == "scored":
        assert 1 <= found.level <= 5
        assert 0 < found.level_se <= 1
        low, high = found.likely_range()
        assert 1 <= low <= found.level <= high <= 5
    else:
        assert found.level is None
        assert found.likely_range() is None


def test_a_level_is_certain_to_a_stated_degree():
    found = score(("AAA-B1", 4), ("AAA-B2", 2), ("AAA-S1", 1), ("AAA-S2", 3), ("AAA-K1", 2))
    # level 3.9333, SE .4848: P(level >= 3.4486) = Phi(1) = .8413
    assert scoring.chance_at_least(found.level - found.level_se, found) == pytest.approx(0.8413447)


def test_a_bank_may_store_how_far_answers_scatter_for_each_method():
    # SE = 4 s_d / sqrt(n): self .2 over 2 ratings, knowledge .4 over 1 item, scenarios the bank's .25 over 2
    stored = replace(BANK, residual_sds={"self": 0.2, "knowledge": 0.4})
    found = score(("AAA-B1", 4), ("AAA-B2", 2), ("AAA-S1", 1), ("AAA-S2", 3), ("AAA-K1", 2), bank=stored)
    assert found.self_se == pytest.approx(0.8 / math.sqrt(2))
    demonstrated = math.sqrt((0.625 / math.sqrt(2)) ** 2 + (0.375 * 1.6) ** 2)
    assert found.demonstrated_se == pytest.approx(demonstrated)
    level = math.sqrt((0.2 * 0.8 / math.sqrt(2)) ** 2 + (0.5 / math.sqrt(2)) ** 2 + (0.3 * 1.6) ** 2)
    assert found.level_se == pytest.approx(level)
