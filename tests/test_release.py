"""A release from scores to cells: numbers worked by hand, and what must never be in it."""

import json
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from assessment import release
from assessment.errors import AssessmentError
from assessment.model import GRADES, NUMBERS, PROFESSION_BANDS, Cell, Organisation

ORGANISATIONS = tuple(
    Organisation(code, f"Department {code}", "ministry" if code in "AB" else "agency", f"group {code}")
    for code in "ABC"
)
COLUMNS = ["organisation", "grade", "profession_band", "domain", "status", "target"] + [
    name + end for name in ("level", "self", "demonstrated") for end in ("", "_se")
]
NOBODY_ASKED = pd.DataFrame(columns=["organisation", "grade", "invited"])
NO_PULSE = pd.DataFrame(columns=["organisation", "grade", "profession_band", "item", "value", "count"])
WHEN = datetime(2027, 3, 1, tzinfo=UTC)


def person(
    organisation: str = "A",
    grade: str = "deputy_director",
    band: str = "policy",
    level: float | None = 3.0,
    domains: str = "D",
    target: float = 3.0,
    **other: float | None,
) -> list[dict[str, object]]:
    """One submitted sitting: a row a domain, all measures at `level` unless given, standard errors .3."""
    scores: dict[str, object] = {name: other.get(name, level) for name in ("level", "self", "demonstrated")}
    errors = {f"{name}_se": None if scores[name] is None else 0.3 for name in scores}
    status = "not_enough_answers" if level is None else "scored"
    keys = {"organisation": organisation, "grade": grade, "profession_band": band, "status": status, "target": target}
    return [{**keys, **scores, **errors, "domain": domain} for domain in domains]


def many(n: int, *args: object, **keys: object) -> list[dict[str, object]]:
    return [row for _ in range(n) for row in person(*args, **keys)]  # type: ignore[arg-type]


def asked(people: dict[tuple[str, str], int]) -> pd.DataFrame:
    return pd.DataFrame([{"organisation": o, "grade": g, "invited": n} for (o, g), n in people.items()])


def built(rows, invited=NOBODY_ASKED, pulse=NO_PULSE, domains="D", k=10) -> release.Built:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    numbers = COLUMNS[5:]
    return release.build(frame.astype(dict.fromkeys(numbers, float)), invited, ORGANISATIONS, pulse, list(domains), k)


def cell(made: release.Built, view: str, measure: str = "level", domain: str = "D", **keys: str) -> Cell:
    wanted = {"view": view, "measure": measure, "domain": domain, **keys}
    (found,) = [c for c in made.cells if all(getattr(c, name) == value for name, value in wanted.items())]
    return found


# ---- worked by hand --------------------------------------------------------------------------------------


def test_an_organisation_worked_by_hand():
    # A: 16 deputy directors of 20 at 2.0 or 3.0 (mean 2.5, target 3), 8 directors of 20 at 3.5 (target 4): f .8, .4
    rows = many(8, level=2.0) + many(8, level=3.0) + many(8, grade="director", level=3.5, target=4.0)
    made = built(rows, asked({("A", "deputy_director"): 20, ("A", "director"): 20}))
    found = cell(made, "organisation", organisation="A")
    assert (found.n, found.invited, found.status) == (24, 40, "published")
    # half of 2.5 and half of 3.5; half of 3 and half of 4
    assert (found.estimate, found.target, found.gap) == (3.0, 3.5, 0.5)
    # sum 68, squares 32 + 72 + 98 = 202: s^2 = (202 - 68^2 / 24) / 23 = .405797, all within A; rho = 1 - .09 / s^2
    pooled = (202 - 68**2 / 24) / 23
    rho = 1 - 0.09 / pooled
    variance = sum(0.25 * (rho * (1 - n / 20) + (1 - rho)) * pooled / n for n in (16, 8))
    half = stats.t.ppf(0.975, 24 - 1 + 8) * variance**0.5
    assert (found.low, found.high) == (round(3.0 - half, 1), round(3.0 + half, 1)) == (2.8, 3.2)
    # Phi of (3-2)/.3, (3-3)/.3 and (4-3.5)/.3 for 8 people each
    chance = sum(stats.norm.cdf(x / 0.3) for x in (1, 0, 0.5)) / 3
    assert found.share_below_target == round(chance, 2) == 0.82


def test_share_below_target_needs_20_people_and_is_told_of_the_level_only():
    nineteen, twenty = built(many(19)), built(many(20))
    assert cell(nineteen, "organisation", organisation="A").share_below_target is None
    assert cell(twenty, "organisation", organisation="A").share_below_target == 0.5
    assert cell(twenty, "organisation", "self", organisation="A").share_below_target is None


def test_the_gap_is_between_the_numbers_shown():
    # 2.96 is shown as 3.0 and 3.24 as 3.2: the gap is 0.2, although unrounded it is 0.28
    found = cell(built(many(12, level=2.96, target=3.24)), "organisation", organisation="A")
    assert (found.estimate, found.target, found.gap) == (3.0, 3.2, 0.2)


def test_everybody_at_5_is_shown_as_far_as_one_person_stays_unknown():
    # ten people: 5 - 4/10; the interval starts from there, the gap too
    found = cell(built(many(10, level=5.0, target=4.0), k=5), "organisation", organisation="A")
    assert (found.estimate, found.gap) == (4.6, -0.6)
    assert found.low is not None
    assert found.high is not None
    assert 1 <= found.low <= 4.6 <= found.high <= 5


def test_everybody_at_1_is_shown_as_1_4():
    assert cell(built(many(10, level=1.0)), "organisation", organisation="A").estimate == 1.4


def test_a_gap_of_nothing_is_zero_and_not_minus_zero():
    found = cell(built(many(12, level=3.04, target=3.0)), "organisation", organisation="A")
    assert str(found.gap) == "0.0"


def test_invited_is_never_below_those_who_answered_and_counts_those_without_a_score():
    rows = many(12) + many(3, level=None)
    found = cell(built(rows, asked({("A", "deputy_director"): 10})), "organisation", organisation="A")
    assert (found.n, found.invited) == (12, 15)


def test_without_a_cohort_invited_is_not_known():
    assert cell(built(many(12)), "organisation", organisation="A").invited is None


def test_a_profession_has_no_number_of_people_invited():
    made = built(many(12), asked({("A", "deputy_director"): 12}))
    assert cell(made, "profession", profession_band="policy").shown
    assert cell(made, "profession", profession_band="policy").invited is None
    assert cell(made, "organisation", organisation="A").invited == 12


def test_a_profession_range_is_wider_as_nobody_knows_how_many_it_has():
    rows = many(6, level=2.0) + many(6, level=4.0)
    made = built(rows, asked({("A", "deputy_director"): 12}))
    narrow, wide = cell(made, "organisation", organisation="A"), cell(made, "profession", profession_band="policy")
    assert wide.high - wide.low > narrow.high - narrow.low  # type: ignore[operator]


# ---- drawn together ----------------------------------------------------------------------------------------


def ten_organisations(apart: float) -> list[dict[str, object]]:
    """Ten deputy directors each, half a level below and half above a mean; five means below 3 and five above."""
    rows = []
    for i in range(10):
        mean = 3.0 - apart if i < 5 else 3.0 + apart
        rows += [r for level in (mean - 1, mean + 1) for r in many(5, f"O{i}", level=level, target=3.0)]
    return rows


TWENTY_EACH = {(f"O{i}", "deputy_director"): 20 for i in range(10)}


def test_ten_organisations_drawn_together_worked_by_hand():
    # five at 2.5 and five at 3.5, ten of twenty answered. Within: squares 10 each, s^2 = 10 / 9, v0 = 1 / 9.
    made = built(ten_organisations(0.5), asked(TWENTY_EACH))
    # all people: squares 100 + 100 x .25 = 125 over 99; rho = 1 - .09 / that; half asked: v = (1 - rho / 2) / 9
    v = (1 - (1 - 0.09 / (125 / 99)) / 2) / 9
    # 10 x .25 / (v0 + tau^2) = 9: v0 + tau^2 = 2.5 / 9; c = v / that = .214; a seventh of a level less far from 3
    c = v / (2.5 / 9)
    estimate, variance = 2.5 + c * 0.5, (1 - c) * v + c**2 / (10 / (2.5 / 9))
    half = stats.t.ppf(0.975, 10 - 1 + 8) * variance**0.5
    low, high = cell(made, "organisation", organisation="O0"), cell(made, "organisation", organisation="O9")
    assert (low.estimate, high.estimate) == (round(estimate, 1), round(6 - estimate, 1)) == (2.6, 3.4)
    assert (low.low, low.high) == (round(estimate - half, 1), round(estimate + half, 1)) == (2.1, 3.1)
    assert low.gap == 0.4
    # the deputy directors of an organisation are a family of their own, here of the same people
    grade = cell(made, "organisation_grade", organisation="O0", grade_band="deputy_director")
    assert (grade.estimate, grade.low, grade.high) == (2.6, 2.1, 3.1)
    # nothing is drawn anywhere for all people
    assert cell(made, "all").estimate == 3.0


def test_organisations_that_differ_by_chance_alone_are_said_to_be_alike_and_keep_their_ranges():
    # squares between 10 x .04 = .4 over v0 = 1/9 make 3.6, less than 9
    made = built(ten_organisations(0.2), asked(TWENTY_EACH))
    found = cell(made, "organisation", organisation="O0")
    rho = 1 - 0.09 / ((100 + 100 * 0.04) / 99)
    # what half of them said without error is kept: f rho = .46 of a mean of 2.8, the rest is 3
    assert found.estimate == round(3 - 0.2 * rho / 2, 1) == 2.9
    half = stats.t.ppf(0.975, 17) * ((1 - rho / 2) / 9) ** 0.5
    assert (found.low, found.high) == (round(3 - 0.1 * rho - half, 1), round(3 - 0.1 * rho + half, 1)) == (2.4, 3.4)
    whole = release.published("2027", WHEN, made.cells, 10, made_up=False, proof=made.proof)
    assert whole.alike == {("level", "D"), ("self", "D"), ("demonstrated", "D")}
    assert whole.select(view="organisation").alike == whole.alike
    assert not whole.too_few


def test_nine_published_organisations_are_not_drawn_together_and_the_tenth_tells_nothing():
    rows = [r for r in ten_organisations(0.5) if r["organisation"] != "O9"]
    alone, beside = built(rows), built(rows + many(9, "O9", level=5.0))
    for made in (alone, beside):
        assert cell(made, "organisation", organisation="O0").estimate == 2.5
        whole = release.published("2027", WHEN, made.cells, 10, made_up=False, proof=made.proof)
        assert whole.too_few == {("level", "D"), ("self", "D"), ("demonstrated", "D")}
    assert not cell(beside, "organisation", organisation="O9").shown


def test_the_proof_says_of_every_family_how_many_groups_it_has_and_whether_they_differ():
    made = built(ten_organisations(0.5), asked(TWENTY_EACH))
    found = {
        (f["view"], f["band"]): (f["groups"], f["state"]) for f in made.proof["families"] if f["measure"] == "level"
    }
    assert found["organisation", ""] == (10, "differ")
    assert found["organisation_grade", "deputy_director"] == (10, "differ")
    assert found["organisation_grade", "director"] == (0, "too_few")
    assert ("all", "") not in found


def test_organisations_that_all_stand_at_5_are_held_off_the_end_after_being_drawn_together():
    rows = [r for i in range(10) for r in many(10 + 30 * (i > 0), f"O{i}", level=5.0)]
    made = built(rows)
    # drawn to those of forty people at 4.9, one of ten may still show no more than 5 - 4/10
    assert cell(made, "organisation", organisation="O0").estimate == 4.6
    assert cell(made, "organisation", organisation="O1").estimate == 4.9


# ---- ranges never say that people are equal ------------------------------------------------------------------


def test_a_range_takes_people_who_agree_to_differ_by_the_error_of_measurement():
    # twelve at 3.0, all of government: nobody differs, so s^2 is .3^2 and all of it error: 12 of 12 asked is no help
    found = cell(built(many(12), asked({("A", "deputy_director"): 12})), "organisation", organisation="A")
    half = stats.t.ppf(0.975, 12 - 1 + 8) * 0.3 / 12**0.5
    assert (found.low, found.high) == (round(3 - half, 1), round(3 + half, 1)) == (2.8, 3.2)


def test_forty_who_agree_among_many_who_differ_count_half_of_the_common_spread():
    rows = many(40, "A", level=3.0) + many(40, "B", level=2.0) + many(40, "B", level=4.0)
    found = cell(built(rows), "organisation", organisation="A")
    # within: 80 / (39 + 79); A's own is 0, counted as half of that: (39 / 2 + 8) / 47 of it; nobody was invited: f = 1
    pooled, rho = 80 / 118, 1 - 0.09 / (80 / 119)
    variance = (1 - rho) * pooled * (39 / 2 + 8) / 47 / 40
    half = stats.t.ppf(0.975, 47) * variance**0.5
    assert (found.low, found.high) == (round(3 - half, 1), round(3 + half, 1))


# ---- shares of people ----------------------------------------------------------------------------------------


def test_spread_says_in_three_words_how_many_stand_at_level_4():
    def place(*levels: tuple[int, float]) -> float | None:
        rows = [r for n, level in levels for r in many(n, level=level)]
        return cell(built(rows), "organisation", "spread", organisation="A").estimate

    # chances to be at 4 or above with SE .3: Phi(-3.33) = 0 at 3.0, .95 at 4.5, .5 at 4.0
    assert place((20, 3.0)) == 1
    assert place((10, 3.0), (10, 4.5)) == 2
    assert place((10, 3.0), (10, 4.0)) == 2
    assert place((9, 3.0), (11, 4.5)) == 3
    assert place((10, 3.0), (9, 4.5)) is None


def test_spread_is_told_of_organisations_alone_and_carries_no_other_number():
    made = built(many(30, level=4.5))
    found = [c for c in made.cells if c.measure == "spread"]
    assert {c.view for c in found} == {"organisation"}
    assert {c.organisation for c in found if c.shown} == {"A"}
    assert [(c.n, c.low, c.high, c.target, c.gap) for c in found if c.shown] == [(30, None, None, None, None)]


def test_three_classes_are_means_of_chances_and_come_to_1():
    # Phi(.5/.3) = .952 of those at 2.0 are low, .904 of those at 3.0 in the middle, .048 of them low and high each
    made = built(many(10, demonstrated=2.0) + many(10, demonstrated=3.0))
    shown = {m: cell(made, "organisation", m, organisation="A").estimate for m in release.CLASSES}
    # .50, .476 and .024: the last is less than one of twenty, so told as .05
    assert shown == {"class_low": 0.47, "class_middle": 0.48, "class_high": 0.05}
    assert {c.view for c in made.cells if c.measure in release.CLASSES} == {"all", "grade", "organisation"}


def test_no_class_is_shown_where_all_are_in_one_or_fewer_than_20_answered():
    together = built(many(30, level=5.0))
    assert cell(together, "organisation", "demonstrated", organisation="A").shown
    assert not any(c.shown for c in together.cells if c.measure in release.CLASSES)
    assert not any(c.shown for c in built(many(19, demonstrated=2.5)).cells if c.measure in release.CLASSES)


def test_a_share_below_target_is_never_of_nobody_or_everybody():
    for level, share in ((5.0, 0.05), (1.0, 0.95)):
        found = cell(built(many(20, level=level)), "organisation", organisation="A")
        assert found.share_below_target == share


# ---- measures and domains ----------------------------------------------------------------------------------


def test_self_is_shown_where_a_few_people_have_a_level_but_no_self_rating():
    made = built(many(20) + many(3, self=None))
    found = cell(made, "organisation", "self", organisation="A")
    assert (found.status, found.n) == ("published", 20)
    assert cell(made, "organisation", "demonstrated", organisation="A").n == 23


def test_a_self_rating_without_a_level_is_not_counted():
    found = cell(built(many(20) + many(12, level=None, self=1.0)), "organisation", "self", organisation="A")
    assert (found.n, found.estimate) == (20, 3.0)


def test_self_is_shown_where_ten_people_have_none():
    found = cell(built(many(20) + many(10, self=None)), "organisation", "self", organisation="A")
    assert (found.status, found.n) == ("published", 20)


def test_all_is_the_mean_of_the_shown_domains():
    rows = [
        r | {"level": 2.0, "target": 4.0} if r["domain"] == "E" else r
        for r in many(12, domains="DE") + many(1, domains="D")
    ]
    made = built(rows, domains="DE")
    parts = [cell(made, "organisation", domain=d, organisation="A") for d in "DE"]
    found = cell(made, "organisation", domain="ALL", organisation="A")
    assert (found.n, found.estimate, found.target, found.gap) == (12, 2.5, 3.5, 1.0)
    assert found.low == pytest.approx(sum(p.low or 0 for p in parts) / 2, abs=0.051)
    assert found.share_below_target is None


def test_all_is_withheld_where_one_domain_is():
    rows = many(12, domains="D") + many(9, domains="E")
    made = built(rows, domains="DE")
    assert cell(made, "organisation", domain="D", organisation="A").shown
    assert not cell(made, "organisation", domain="ALL", organisation="A").shown


def test_the_pulse_is_the_mean_of_those_with_an_opinion():
    row = {"organisation": "A", "grade": "deputy_director", "profession_band": "policy", "item": "P1"}
    pulse = pd.DataFrame([row | {"value": v, "count": n} for v, n in ((0, 7), (2, 6), (5, 9))])
    found = cell(built(many(22), pulse=pulse), "organisation", "pulse", "P1", organisation="A")
    # (6 x 2 + 9 x 5) / 15 = 3.8
    assert (found.n, found.estimate, found.target, found.gap) == (15, 3.8, None, None)


def pulse_of(*counts: tuple[int, int]) -> pd.DataFrame:
    row = {"organisation": "A", "grade": "deputy_director", "profession_band": "policy", "item": "P1"}
    return pd.DataFrame([row | {"value": v, "count": n} for v, n in counts])


def test_i_do_not_know_is_a_finding_among_all_who_answered():
    made = built(many(22), pulse=pulse_of((0, 7), (2, 6), (5, 9)))
    for view, keys in (
        ("all", {}),
        ("organisation", {"organisation": "A"}),
        ("profession", {"profession_band": "policy"}),
    ):
        found = cell(made, view, "do_not_know", "P1", **keys)
        # 7 of 22
        assert (found.n, found.estimate, found.low, found.high) == (22, 0.32, None, None)


def test_i_do_not_know_needs_20_answers_and_is_never_of_nobody():
    nineteen = built(many(22), pulse=pulse_of((0, 7), (2, 12)))
    assert cell(nineteen, "organisation", "pulse", "P1", organisation="A").shown
    assert not cell(nineteen, "organisation", "do_not_know", "P1", organisation="A").shown
    nobody = built(many(22), pulse=pulse_of((2, 22)))
    assert cell(nobody, "organisation", "do_not_know", "P1", organisation="A").estimate == 0.05
    # everybody: nobody has an opinion to show, which leaves the finding
    everybody = built(many(22), pulse=pulse_of((0, 22)))
    assert not cell(everybody, "organisation", "pulse", "P1", organisation="A").shown
    assert cell(everybody, "organisation", "do_not_know", "P1", organisation="A").estimate == 0.95


def test_the_range_of_opinions_that_agree_is_that_of_a_quarter_of_a_step():
    many_asked = asked({("A", "deputy_director"): 2000})
    found = cell(built(many(22), many_asked, pulse_of((3, 22))), "organisation", "pulse", "P1", organisation="A")
    half = stats.t.ppf(0.975, 29) * 0.25 * (1 - 22 / 2000) ** 0.5 / 22**0.5
    assert (found.low, found.high) == (round(3 - half, 1), round(3 + half, 1)) == (2.9, 3.1)


def test_a_pulse_item_with_nine_opinions_is_withheld():
    row = {"organisation": "A", "grade": "deputy_director", "profession_band": "policy", "item": "P1"}
    pulse = pd.DataFrame([row | {"value": v, "count": n} for v, n in ((0, 13), (2, 9))])
    assert not any(c.shown for c in built(many(22), pulse=pulse).cells if c.measure == "pulse")


# ---- who is where ------------------------------------------------------------------------------------------


def test_permanent_secretaries_count_in_all_and_in_their_grade_and_nowhere_else():
    ordinary = many(20, "A", "director", level=3.0) + many(20, "B", "deputy_director", level=3.0)
    top = many(10, "A", "permanent_secretary", level=5.0)
    people = {("A", "director"): 20, ("B", "deputy_director"): 20}
    without, made = (
        built(ordinary, asked(people)),
        built(ordinary + top, asked(people | {("A", "permanent_secretary"): 12})),
    )
    assert (cell(made, "all").n, cell(made, "all").invited) == (50, 52)
    assert cell(made, "grade", grade_band="permanent_secretary").n == 10
    for before, after in zip(without.cells, made.cells, strict=True):
        if before.view not in ("all", "grade"):
            assert (before.n, before.invited, before.estimate) == (after.n, after.invited, after.estimate)


def test_nine_permanent_secretaries_have_no_row_of_their_own():
    rows = many(40, "A", "director") + many(9, "A", "permanent_secretary")
    assert not cell(built(rows), "grade", grade_band="permanent_secretary").shown


def test_rows_are_the_same_whoever_answered():
    def keys(made: release.Built) -> list[tuple[str, ...]]:
        return [
            (
                c.view,
                c.domain,
                c.measure,
                c.organisation,
                c.organisation_type,
                c.parent_group,
                c.grade_band,
                c.profession_band,
            )
            for c in made.cells
        ]

    everyone = asked({("Z", "director"): 4})
    assert keys(built([], everyone)) == keys(built(many(50, "B", "director"), everyone))
    found = [c for c in built([], everyone).cells if c.organisation == "Z" and c.measure == "level" and c.domain == "D"]
    assert [c.grade_band for c in found if c.view == "organisation_grade"] == [*GRADES[:3], "director_and_above"]
    assert [c.profession_band for c in found if c.view == "organisation_profession"] == list(PROFESSION_BANDS)


# ---- what must never happen ----------------------------------------------------------------------------------


SHARES = ("do_not_know", "class_low", "class_middle", "class_high")


def check(made: release.Built, k: int) -> None:
    """No number in a withheld cell; in a shown one at least k people and numbers on the scale."""
    for c in made.cells:
        numbers = [getattr(c, name) for name in NUMBERS]
        if not c.shown:
            assert numbers == [None] * len(NUMBERS)
            continue
        assert c.n is not None
        assert c.n >= k
        assert c.estimate is not None
        if c.measure in (*SHARES, "spread"):
            assert c.n >= 20
            assert (c.low, c.high, c.target, c.gap, c.share_below_target) == (None,) * 5
            assert 1 / c.n <= c.estimate <= 1 - 1 / c.n or c.measure == "spread"
            assert c.estimate in (1, 2, 3) or c.measure != "spread"
        else:
            assert 1 <= (c.low or 0) <= c.estimate <= (c.high or 0) <= 5
            assert all(round(x, 1) == x for x in (c.low, c.estimate, c.high))
            assert c.share_below_target is None or 1 / c.n <= c.share_below_target <= 1 - 1 / c.n
    assert json.loads(json.dumps(made.proof))["published"] == sum(c.shown for c in made.cells)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        person(),
        person("A") + person("B") + person("C"),
        many(60, "B", level=5.0),
        many(60, "B", level=1.0),
        many(40, level=None),
        many(12, "A", "permanent_secretary"),
        many(30) + many(1, "B") + many(9, "C"),
        many(30, band=""),
    ],
    ids=["nobody", "one", "three", "all in one at 5", "all in one at 1", "no scores", "only heads", "small", "no band"],
)
def test_odd_departments_neither_fail_nor_leak(rows):
    invited = asked({(o, g): 30 for o in "ABC" for g in GRADES})
    for k in (5, 10):
        made = built(rows, invited, k=k)
        check(made, k)
        assert not any(c.shown for c in made.cells) or len(rows) >= k


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from("ABC"),
            st.sampled_from(GRADES),
            st.sampled_from([*PROFESSION_BANDS, ""]),
            st.floats(1, 5),
            st.integers(1, 15),
        ),
        max_size=14,
    )
)
def test_in_any_release_nested_groups_never_differ_by_a_few_people(groups):
    made = built([row for o, g, band, level, n in groups for row in many(n, o, g, band, level)], k=5)
    check(made, 5)
    shown = [c for c in made.cells if c.shown and c.measure == "level" and c.domain == "D"]
    size = {c.organisation: c.n or 0 for c in shown if c.view == "organisation"}
    for c in shown:
        if c.view in ("organisation_grade", "organisation_profession") and c.organisation in size:
            assert size[c.organisation] - (c.n or 0) not in range(1, 5)
    total = sum(c.n or 0 for c in shown if c.view in ("organisation",))
    heads = sum(c.n or 0 for c in shown if c.grade_band == "permanent_secretary")
    everyone = sum(c.n or 0 for c in shown if c.view == "all")
    assert everyone - total - heads not in range(1, 5)


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.integers(5, 40), st.floats(1, 5), st.floats(1, 5)), min_size=10, max_size=14), st.booleans()
)
def test_whatever_organisations_say_their_figures_drawn_together_stay_on_the_scale(groups, with_cohort):
    rows = [
        row
        for i, (n, level, demonstrated) in enumerate(groups)
        for row in many(n, f"O{i:02}", GRADES[i % 3], level=level, demonstrated=demonstrated)
    ]
    people = {(f"O{i:02}", GRADES[i % 3]): 2 * n for i, (n, _, _) in enumerate(groups)}
    made = built(rows, asked(people) if with_cohort else NOBODY_ASKED, k=5)
    check(made, 5)
    (family,) = [f for f in made.proof["families"] if (f["view"], f["measure"]) == ("organisation", "level")]
    levels = [c for c in made.cells if (c.view, c.measure, c.domain) == ("organisation", "level", "D")]
    assert family["groups"] == sum(c.shown for c in levels)
    assert (family["state"] == "too_few") == (family["groups"] < 10)


def test_a_release_cannot_be_made_with_groups_below_five():
    with pytest.raises(AssessmentError, match="too small"):
        built(many(30), k=4)
    with pytest.raises(AssessmentError, match="too small"):
        release.published("2027", WHEN, [], 4, made_up=False)


def test_published_refuses_cells_with_too_few_people():
    small = Cell("all", "D", "level", "published", n=9, estimate=3.0)
    with pytest.raises(AssessmentError, match="fewer than 10 people"):
        release.published("2027", WHEN, [small], 10, made_up=False)


def test_published_carries_the_cells_and_says_how_many_are_withheld():
    made = built(many(12))
    whole = release.published("2027", WHEN, made.cells, 10, made_up=True)
    assert (whole.cycle, whole.made_up, whole.minimum_group) == ("2027", True, 10)
    assert whole.withheld == made.proof["withheld"] > 0


@pytest.mark.parametrize(("column", "value"), [("grade", "minister"), ("domain", "X")])
def test_an_unknown_grade_or_domain_is_refused(column, value):
    with pytest.raises(ValueError, match=value):
        built([row | {column: value} for row in many(12)])


def test_a_score_without_a_target_is_refused():
    with pytest.raises(ValueError, match="target"):
        built(many(12, target=float("nan")))


def test_the_proof_names_the_smallest_group_and_difference_of_every_statistic():
    made = built(many(30) + many(20, "A", "director"))
    (level,) = [c for c in made.proof["checks"] if c["measure"] == "level"]
    # organisation 50, deputy directors 30, directors and above 20
    assert (level["domain"], level["smallest_group"], level["smallest_difference"]) == ("D", 20, 20)
