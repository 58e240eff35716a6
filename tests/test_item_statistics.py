"""Item statistics: from answers to the public format, each figure by hand, and every awkward file an answer."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from assessment import item_statistics, reliability, statistics_format
from assessment.answers import Answers
from assessment.item_statistics import ItemFigures, ItemStatistics, Scale
from assessment.model import DO_NOT_KNOW, GRADES, NOT_APPLICABLE, Form, NotDefined, NotYet, QuestionBank
from assessment.scoring import NOT_ANSWERED
from tests import builders as make

ITEMS = (
    make.rating("AAA-B1"),
    make.rating("AAA-B2", reverse=True),
    make.rating("AAA-B3"),
    make.situational("AAA-S1"),
    make.knowledge("AAA-K1"),
    make.rating("BBB-B1", "BBB"),
    make.pulse("P1"),
    replace(make.rating("V1"), type="vignette", domain="AAA"),
    make.rating("AAA-B9", status="hold"),
)
FORMS = (
    Form("standard_a", "standard", "a", ("AAA-B1", "AAA-B2", "AAA-S1", "AAA-K1", "BBB-B1", "P1"), 20, 25),
    Form("standard_b", "standard", "b", ("AAA-B1", "AAA-B2", "AAA-B3", "AAA-K1", "P1"), 20, 25),
)
BANK = make.bank(ITEMS, forms=FORMS)
NAMES = tuple(item.id for item in ITEMS if item.in_use)


def answers(rows: list[list[int]] | np.ndarray, items: tuple[str, ...] = NAMES, form: str = "") -> Answers:
    """Directors of no profession, all on one form."""
    values = np.array(rows, dtype=np.int8).reshape(-1, len(items))
    n = len(values)
    return Answers(
        items,
        values,
        np.zeros_like(values),
        forms=np.full(n, form, dtype=object),
        grades=np.full(n, "director", dtype=object),
        bands=np.full(n, "", dtype=object),
    )


def statistics(given_: Answers, minimum: bool = True, bank: QuestionBank = BANK) -> ItemStatistics:
    """The statistics, which must stand the way into a file and back."""
    found = item_statistics.item_statistics(bank, given_, minimum)
    written = json.dumps(statistics_format.to_json(found), allow_nan=False)
    assert statistics_format.from_json(json.loads(written)) == found
    return found


def scale(found: ItemStatistics, domain: str, kind: str, form: str = "") -> Scale:
    return next(s for s in found.scales if (s.domain, s.kind, s.form) == (domain, kind, form))


def figures(found: ItemStatistics, item: str) -> ItemFigures:
    return next(i for i in found.items if i.item == item)


def many(n: int, seed: int = 1) -> np.ndarray:
    """Answers of n people to all items, with something in common."""
    chance = np.random.default_rng(seed)
    able = chance.normal(size=(n, 1)) + chance.normal(size=(n, len(NAMES)))
    level = np.clip(np.round(3 + able), 1, 5)
    level[:, NAMES.index("AAA-B2")] = 6 - level[:, NAMES.index("AAA-B2")]
    level[:, NAMES.index("AAA-K1")] = 1 + (able[:, NAMES.index("AAA-K1")] > 0)
    return level.astype(np.int8)


# ---- figures by hand -----------------------------------------------------------------------------------


def test_means_are_in_the_units_of_the_item_and_facility_is_not():
    """Ratings count options after reversal, with "I do not know" lowest; scenarios and knowledge count points."""
    found = statistics(answers([[4, 4, 1, 2, 2, 1, 1, 1], [2, DO_NOT_KNOW, 1, DO_NOT_KNOW, 1, 1, 1, 1]]), minimum=False)
    first, reversed_, _ = scale(found, "AAA", "self").items
    situational, knowledge = scale(found, "AAA", "demonstrated").items
    assert (first.item, first.n, first.mean, first.facility) == ("AAA-B1", 2, 3, 0.5)
    assert first.sd == pytest.approx(np.sqrt(2))
    assert (reversed_.mean, reversed_.facility) == (1.5, 0.125)  # option 4 of 5 is 2 the other way round; DK is 1
    assert reversed_.sd == pytest.approx(np.sqrt(0.5))
    assert (situational.mean, situational.facility) == (1, pytest.approx(1 / 3))  # 2 points and none, of 3
    assert situational.sd == pytest.approx(np.sqrt(2))
    assert (knowledge.mean, knowledge.facility) == (0.5, 0.5)


def test_a_scale_uses_complete_cases_and_an_item_all_that_are_valid():
    rows = many(200)
    rows[:20, 0] = NOT_ANSWERED
    rows[10:30, 1] = NOT_APPLICABLE
    found = scale(statistics(answers(rows)), "AAA", "self")
    assert [i.n for i in found.items] == [180, 180, 200]
    assert found.n == 170
    complete = np.column_stack([rows[30:, 0] - 1, 5 - rows[30:, 1], rows[30:, 2] - 1]) / 4
    expected = reliability.alpha(complete)
    assert (found.alpha, found.alpha_low, found.alpha_high) == (expected.estimate, expected.low, expected.high)
    assert found.omega_total == reliability.omega_total(complete)
    rest = reliability.item_rest(complete)
    assert [i.item_rest_r for i in found.items] == [r.estimate for r in rest]
    assert [(i.item_rest_low, i.item_rest_high) for i in found.items] == [(r.low, r.high) for r in rest]
    assert [i.alpha_if_deleted for i in found.items] == list(reliability.alpha_if_deleted(complete))
    assert found.sem == 4 * reliability.sem(complete)  # from 0-1 to 1-5
    assert found.residual_sd == reliability.residual_sd(complete)
    assert found.alpha > 0.3  # what was reversed has been turned round


def test_floor_and_ceiling_are_shares_of_the_lowest_and_highest_total():
    rows = many(40)
    rows[:, :3] = [3, 3, 3]
    rows[:4, :3] = [1, 5, 1]
    rows[4:5, :3] = [5, 1, 5]
    found = scale(statistics(answers(rows)), "AAA", "self")
    assert (found.floor, found.ceiling) == (0.1, 0.025)


def test_reliability_is_quotable_from_200_complete_cases():
    assert not scale(statistics(answers(many(199))), "AAA", "self").quotable
    assert scale(statistics(answers(many(200))), "AAA", "self").quotable
    same = scale(statistics(answers(np.ones((200, len(NAMES)), dtype=np.int64))), "AAA", "self")
    assert (same.alpha, same.quotable) == (NotDefined(3, "no spread"), False)  # there is nothing to quote


def test_every_form_that_occurs_has_its_own_scales():
    rows = many(300)
    given_ = answers(rows)
    given_.forms[100:200] = "standard_a"
    given_.forms[200:] = "standard_b"
    rows_a, rows_b = given_.values[100:200], given_.values[200:]
    rows_a[:, [NAMES.index("AAA-B3"), NAMES.index("V1")]] = NOT_ANSWERED
    rows_b[:, [NAMES.index("AAA-S1"), NAMES.index("BBB-B1")]] = NOT_ANSWERED
    found = statistics(given_)
    assert [(s.domain, s.kind, s.form, [i.item for i in s.items]) for s in found.scales] == [
        ("AAA", "self", "", ["AAA-B1", "AAA-B2", "AAA-B3"]),
        ("AAA", "self", "standard_a", ["AAA-B1", "AAA-B2"]),
        ("AAA", "self", "standard_b", ["AAA-B1", "AAA-B2", "AAA-B3"]),
        ("AAA", "demonstrated", "", ["AAA-S1", "AAA-K1"]),
        ("AAA", "demonstrated", "standard_a", ["AAA-S1", "AAA-K1"]),
        ("AAA", "demonstrated", "standard_b", ["AAA-K1"]),
        ("BBB", "self", "", ["BBB-B1"]),
        ("BBB", "self", "standard_a", ["BBB-B1"]),
    ]
    assert [s.n for s in found.scales[:3]] == [100, 100, 100]
    asked = {i.item: i.asked for i in found.items}
    assert asked == {
        "AAA-B1": 300, "AAA-B2": 300, "AAA-B3": 200, "AAA-S1": 200, "AAA-K1": 300, "BBB-B1": 200, "P1": 300,
        "V1": 200,  # on no form, and answered by 100 people of form b all the same
    }  # fmt: skip


def test_an_item_says_who_answered_how():
    rows = many(50)
    s1, p1, v1 = (NAMES.index(name) for name in ("AAA-S1", "P1", "V1"))
    rows[:, s1] = [1] * 10 + [2] * 5 + [4] * 20 + [DO_NOT_KNOW] * 5 + [NOT_APPLICABLE] * 4 + [NOT_ANSWERED] * 6
    rows[:, p1] = [5] * 40 + [DO_NOT_KNOW] * 10
    rows[:, v1] = [3] * 49 + [NOT_ANSWERED]
    found = statistics(answers(rows))
    scenario = figures(found, "AAA-S1")
    assert (scenario.type, scenario.domain, scenario.asked, scenario.n) == ("situational", "AAA", 50, 40)
    assert scenario.options == {"1": 10, "2": 5, "3": 0, "4": 20, "5": 0}
    assert (scenario.missing, scenario.do_not_know, scenario.does_not_apply) == (0.12, 0.1, 0.08)
    # 10 people with 3 points, 5 with 2, of 3 x 40; 20 on an option without points and 5 who did not know
    assert scenario.facility == pytest.approx(1 / 3)
    assert (scenario.floor, scenario.ceiling) == (0.625, 0.25)
    pulse, vignette = figures(found, "P1"), figures(found, "V1")
    assert (pulse.n, pulse.do_not_know, pulse.options["5"]) == (40, 0.2, 40)
    assert (vignette.n, vignette.missing, vignette.options["3"]) == (49, 0.02, 49)
    for item in (pulse, vignette):
        assert item.facility is item.floor is item.ceiling is None
    written = statistics_format.to_json(found)["items"][p1]
    assert "facility" not in written
    assert written["item"] == "P1"


def test_time_is_the_median_of_the_times_that_are_known():
    given_ = answers(many(40))
    assert (figures(statistics(given_), "AAA-B1").seconds, figures(statistics(given_), "AAA-B1").seconds_n) == (
        NotYet(0, 30),
        0,
    )
    times = np.full(given_.values.shape, np.nan)
    times[:31, 0] = [5] * 15 + [12] + [90] * 15
    times[:29, 1] = 7
    timed = statistics(replace(given_, seconds=times))
    assert (figures(timed, "AAA-B1").seconds, figures(timed, "AAA-B1").seconds_n) == (12, 31)
    assert (figures(timed, "AAA-B2").seconds, figures(timed, "AAA-B2").seconds_n) == (NotYet(29, 30), 29)


def test_items_without_a_column_or_out_of_use_are_left_out():
    given_ = answers(many(60)[:, :2], items=("AAA-B1", "AAA-B2"))
    found = statistics(given_)
    assert [i.item for i in found.items] == ["AAA-B1", "AAA-B2"]
    assert [(s.domain, s.kind) for s in found.scales] == [("AAA", "self")]
    assert {d.item for d in found.differential} == {"AAA-B1", "AAA-B2"}
    on_hold = answers(np.full((60, 1), NOT_ANSWERED), items=("AAA-B9",))
    nothing = statistics(on_hold)
    assert (nothing.n, nothing.scales, nothing.items, nothing.differential) == (60, (), (), ())
    assert set(nothing.residual_sds.values()) == {NotDefined(0)}


# ---- the public format ---------------------------------------------------------------------------------


def test_the_format_is_the_one_that_others_rely_on():
    rows = np.concatenate([many(49), np.full((3, len(NAMES)), NOT_ANSWERED)])
    found = statistics_format.to_json(item_statistics.item_statistics(BANK, answers(rows)))
    assert list(found) == [
        *("bank", "version", "n", "scales", "items", "differential"),
        *("residual_sds", "confidence", "vignettes"),
    ]
    assert (found["bank"], found["version"], found["n"]) == ("Test bank", "test.1", 52)
    first = found["scales"][0]
    assert (first["domain"], first["kind"], first["form"], first["n"]) == ("AAA", "self", "", 49)
    for name in ("alpha", "alpha_low", "alpha_high", "omega_total"):
        assert first[name] == {"not_yet": True, "n": 49, "needed": 50}
    item = first["items"][0]
    assert isinstance(item.pop("item_rest_low"), dict)
    assert isinstance(item.pop("item_rest_high"), dict)
    assert list(item) == ["item", "n", "mean", "sd", "facility", "item_rest_r", "alpha_if_deleted"]
    assert (item["item"], item["n"], type(item["mean"]), type(item["sd"])) == ("AAA-B1", 49, float, float)
    assert item["item_rest_r"] == item["alpha_if_deleted"] == {"not_yet": True, "n": 49, "needed": 100}
    lonely = found["scales"][-1]
    assert lonely["domain"] == "BBB"
    assert lonely["alpha"] == {"not_defined": True, "items": 1, "reason": "too few items"}
    assert found["differential"][0]["p"] == {"not_yet": True, "n": 0, "needed": 100}


# ---- awkward answers -----------------------------------------------------------------------------------


def test_nobody_at_all():
    found = statistics(answers([]))
    assert (found.n, found.scales, found.differential) == (0, (), ())
    assert {i.missing for i in found.items} == {NotYet(0, 30)}
    assert statistics(answers([]), minimum=False).items[0].facility == NotYet(0, 2)


def test_everybody_answers_nothing():
    found = statistics(answers(np.full((120, len(NAMES)), NOT_ANSWERED)))
    assert {s.n for s in found.scales} == {0}
    assert scale(found, "AAA", "self").alpha == NotYet(0, 50)
    assert scale(found, "AAA", "self").items[0].mean == NotYet(0, 30)
    first = figures(found, "AAA-B1")
    assert (first.asked, first.n, first.missing, first.facility) == (120, 0, 1.0, NotYet(0, 30))


def test_two_respondents_have_figures_only_where_somebody_insists():
    rows = [[1, 5, 2, 1, 2, 3, 3, 3], [4, 1, 3, 2, 1, 4, 3, 3]]
    held = scale(statistics(answers(rows)), "AAA", "self")
    assert held.alpha == NotYet(2, 50)
    assert held.items[0].mean == NotYet(2, 30)
    free = scale(statistics(answers(rows), minimum=False), "AAA", "self")
    # x of the three items: 0, 0, .25 and .75, 1, .5; variances 9/32, 1/2 and 1/32, of the totals 2
    assert free.alpha == pytest.approx(3 / 2 * (1 - 26 / 32 / 2))
    assert free.items[0].item_rest_r == pytest.approx(1)
    assert (free.items[0].item_rest_low, free.items[0].item_rest_high) == (-1, 1)
    assert not free.quotable


def test_one_respondent_has_no_figures_even_then():
    found = statistics(answers([[1, 5, 2, 1, 2, 3, 3, 3]]), minimum=False)
    assert scale(found, "AAA", "self").alpha == scale(found, "AAA", "self").floor == NotYet(1, 2)
    assert scale(found, "BBB", "self").alpha == NotDefined(1)


def test_perfect_scores_have_a_facility_of_one_and_no_reliability():
    rows = np.tile(np.array([5, 1, 5, 1, 2, 5, 5, 5], dtype=np.int8), (120, 1))
    found = statistics(answers(rows))
    for kind in ("self", "demonstrated"):
        perfect = scale(found, "AAA", kind)
        assert (perfect.floor, perfect.ceiling) == (0, 1)
        assert perfect.alpha == NotDefined(len(perfect.items), "no spread")
        assert {i.facility for i in perfect.items} == {1}
        assert {i.sd for i in perfect.items} == {0}
        assert {i.item_rest_r for i in perfect.items} == {NotDefined(len(perfect.items), "no spread")}
    assert scale(found, "AAA", "self").omega_total == NotDefined(3, "no spread")


def test_items_that_contradict_each_other_have_a_negative_alpha():
    rows = many(300)
    rows[:, 2] = rows[:, 1]  # the second is reversed, the third is not
    found = scale(statistics(answers(rows)), "AAA", "self")
    assert found.alpha < 0
    assert found.items[2].item_rest_r < 0
    assert found.alpha_low < found.alpha < found.alpha_high


@settings(deadline=None)
@given(
    arrays.arrays(np.int8, st.tuples(st.integers(0, 12), st.just(len(NAMES))), elements=st.integers(-2, 5)),
    st.data(),
)
def test_any_answers_make_a_file_that_can_be_read_back(values, data):
    values[:, NAMES.index("AAA-K1")] = np.minimum(values[:, NAMES.index("AAA-K1")], 4)
    given_ = answers(values)
    for name, known in (("forms", ["", *BANK.form_by_id]), ("grades", GRADES), ("bands", ["", "policy", "other"])):
        getattr(given_, name)[:] = [data.draw(st.sampled_from(known)) for _ in values]
    for minimum in (True, False):
        assert statistics(given_, minimum).n == len(values)
