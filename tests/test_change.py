"""What changed between two cycles: numbers worked by hand, who is compared with whom, and what may be said."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some_of
from scipy import stats

from assessment import change
from assessment.model import NUMBERS, Cell, Organisation
from tests.twice import (
    DIRECTOR,
    HEAD,
    ORGANISATIONS,
    Somebody,
    cell,
    compared,
    cycles,
    joined,
    left,
    merged,
    some,
    stayed,
)


def numbers(found: Cell) -> tuple[object, ...]:
    return found.n, found.estimate, found.low, found.high


# ---- worked by hand --------------------------------------------------------------------------------------


def spread_out(code: str = "A") -> list[Somebody]:
    """20 who rise from 2 to 2.5, and 20 who fall from 3.5 to 3.4, out of 50; nobody comes or goes."""
    return stayed(20, 2.0, 2.5, code) + stayed(20, 3.5, 3.4, code) + some(10, None, None, code, code)


def test_an_organisation_worked_by_hand():
    """The same 40 of 50 both times: means 2.75 and 2.95, shown as 2.8 and 3.0 (halves go to the even digit)."""
    made = compared(spread_out())
    found = cell(made, "change", "A")
    assert (found.n, found.estimate) == (40, 0.2)
    # then s^2 = 40 x .75^2 / 39 = .576923, now 40 x .45^2 / 39 = .207692; n = 40: own and pooled are one organisation's
    then, now = 40 * 0.75**2 / 39, 40 * 0.45**2 / 39
    # rho = 1 - .09 / s^2; v = [rho x .2 + (1 - rho)] s^2 / 40 = (.2 s^2 + .8 x .09) / 40
    apart = (0.2 * then + 0.8 * 0.09) / 40 + (0.2 * now + 0.8 * 0.09) / 40
    # each person keeps their place: r = 1, c12 = s1 s2; 1/n - 1/N = 1/40 - 1/50. Not below the error of measurement
    true = apart - 2 * 0.09 / 40 - 2 * (then * now) ** 0.5 * (1 / 40 - 1 / 50)
    variance = max(true, 0) + 2 * 0.09 / 40
    assert true < 0
    reach = stats.t.ppf(0.975, 40 - 1 + 8) * (variance + 2 * 0.01 / 12) ** 0.5
    assert 0.1 < reach < 0.2, "shown as .2, rounded up"
    assert (found.low, found.high) == (0.0, 0.4)
    # d: .5 and -.1, mean .2, s^2 = 40 x .3^2 / 39 = .092308, which is below 2 x .09: that stands in
    same = cell(made, "change_stayers", "A")
    half = stats.t.ppf(0.975, 40 - 1 + 8) * (0.18 / 40) ** 0.5
    assert (same.n, same.estimate) == (40, 0.2)
    assert (same.low, same.high) == (round(0.2 - half, 1), round(0.2 + half, 1)) == (0.1, 0.3)


def test_the_change_is_between_the_numbers_shown():
    # 2.96 is shown as 3.0, 3.14 as 3.1: the change is .1, although it is .18 unrounded
    found = cell(compared(stayed(15, 2.96, 3.14)), "change", "A")
    assert found.estimate == 0.1


def test_who_answers_both_times_makes_the_range_narrower():
    silent = some(40, None, None)
    same = cell(compared([*silent, *stayed(20, 2.0, 2.0), *stayed(20, 4.0, 4.0)]), "change", "A")
    comers = [*left(20, 2.0), *left(20, 4.0), *joined(20, 2.0), *joined(20, 4.0)]
    others = cell(compared([*silent, *comers]), "change", "A")
    assert (same.n, others.n, same.estimate, others.estimate) == (40, 40, 0.0, 0.0)
    assert same.high - same.low < others.high - others.low  # type: ignore[operator]


def test_without_a_cohort_ranges_are_those_of_endless_populations():
    known, unknown = (cell(compared(spread_out(), cohort=cohort), "change_stayers", "A") for cohort in (True, False))
    assert unknown.high - unknown.low >= known.high - known.low  # type: ignore[operator]
    assert cell(compared(spread_out(), cohort=False), "change", "A").shown


def test_a_change_of_everybody_from_1_to_5_is_told_as_far_as_nobody_is():
    """Ten people: levels are held to 1.4 and 4.6, the mean change of the same people to 4 - 8 / 10."""
    made = compared(stayed(10, 1.0, 5.0))
    assert cell(made, "change", "A").estimate == pytest.approx(3.2)
    assert cell(made, "change_stayers", "A").estimate == pytest.approx(3.2)
    assert cell(made, "change_stayers", "A").high <= 4.0  # type: ignore[operator]
    assert cell(compared(stayed(10, 5.0, 1.0)), "change_stayers", "A").estimate == pytest.approx(-3.2)


def test_no_change_is_nought_and_not_minus_nought():
    made = compared(stayed(12, 3.0, 2.96))
    assert {str(cell(made, measure, "A").estimate) for measure in ("change", "change_stayers")} == {"0.0"}


# ---- who has a row ---------------------------------------------------------------------------------------


def test_all_people_and_every_organisation_have_their_rows_whoever_answered():
    made = compared(stayed(12, 3.0, 3.0))
    for measure in ("change", "change_stayers"):
        rows = [(c.view, c.organisation, c.shown) for c in made.cells if c.measure == measure]
        organisations = [("organisation", code, code == "A") for code in "ABCD"]
        assert rows == [("all", "", True), *organisations]


def test_an_organisation_that_was_withheld_then_or_is_now_has_no_change():
    people = stayed(30, 3.0, 3.0, "B") + some(12, 3.0, None) + some(5, None, 3.0) + joined(12, 3.0, "C")
    made = compared(people)
    for code in "ACD":
        assert not cell(made, "change", code).shown
        assert not cell(made, "change_stayers", code).shown
    assert cell(made, "change", "B").shown


def test_where_earlier_answers_were_deleted_since_nothing_is_compared_with_the_few_that_are_left():
    people = stayed(12, 3.0, 3.0) + stayed(40, 3.0, 3.0, "B")
    then, now, cohorts = cycles(people)
    for gone, shown in ((2, True), (3, False), (12, False)):
        less = replace(then, answers=then.answers.iloc[gone:])
        made = change.changes(less, now, cohorts, ORGANISATIONS, ["D"], 10)
        assert cell(made, "change", "A").shown == shown
        assert cell(made, "change", "B").shown
    nothing = change.changes(replace(then, answers=then.answers[:0]), now, cohorts, ORGANISATIONS, ["D"], 10)
    assert not any(c.shown for c in nothing.cells)


def test_a_domain_that_was_not_asked_then_has_no_change():
    made = change.changes(*cycles(stayed(20, 3.0, 3.0)), ORGANISATIONS, ["D", "NEW"], 10)
    assert {c.domain for c in made.cells if c.shown} == {"D"}
    assert {c.domain for c in made.cells} == {"D", "NEW"}


def test_permanent_secretaries_count_among_all_people_and_in_no_organisation():
    people = stayed(20, 3.0, 3.0) + some(12, 2.0, 4.0, grade=HEAD)
    made = compared(people)
    assert [cell(made, "change", code).n for code in ("", "A")] == [32, 20]
    assert [cell(made, "change_stayers", code).n for code in ("", "A")] == [32, 20]
    assert cell(made, "change_stayers", "A").estimate == 0.0
    # 12 x 2 / 32 = .75
    assert cell(made, "change_stayers").estimate == 0.8


def test_who_became_a_permanent_secretary_has_left_their_organisation():
    risen = [Somebody(("A", DIRECTOR), 3.0, ("A", HEAD), 3.0)] * 10
    made = compared(stayed(20, 3.0, 3.0) + risen)
    assert cell(made, "change_stayers", "A").n == 20
    assert cell(made, "change_stayers").n == 30


# ---- who is compared with whom ---------------------------------------------------------------------------


def test_equals_that_merged_are_compared_with_the_mean_of_both_by_people_invited():
    """A 20 at 2.0 and B 40 at 3.2 became B's 60 at 3.0: (20 x 2.0 + 40 x 3.2) / 60 = 2.8."""
    people = some(20, 2.0, 3.0, "A", "D") + some(40, 3.2, 3.0, "B", "D")
    before, after = ORGANISATIONS[:3], ORGANISATIONS[2:]
    made = compared(people, merged("A", "B", into="D"), (before, after))
    assert made.bases["D"].then == ("A", "B")
    assert (cell(made, "change", "D").n, cell(made, "change", "D").estimate) == (60, 0.2)
    assert not cell(made, "change_stayers", "D").shown, "who stayed where is not said of what was several"
    assert cell(made, "change_stayers").n == 60


def test_a_merger_of_which_one_part_was_withheld_is_withheld():
    people = some(9, 2.0, 3.0, "A", "D") + some(40, 3.2, 3.0, "B", "D")
    made = compared(people, merged("A", "B", into="D"), (ORGANISATIONS[:3], ORGANISATIONS[2:]))
    assert not cell(made, "change", "D").shown


def test_a_renamed_organisation_is_compared_with_what_it_was_its_stayers_too():
    people = some(20, 2.0, 2.5, "A", "D") + stayed(20, 3.0, 3.0, "B")
    made = compared(people, merged("A", into="D"), (ORGANISATIONS[:3], ORGANISATIONS[1:]))
    assert made.bases["D"].then == ("A",)
    assert (cell(made, "change", "D").estimate, cell(made, "change_stayers", "D").estimate) == (0.5, 0.5)


def test_a_part_of_what_was_split_is_not_compared():
    people = some(20, 2.0, 2.5, "A", "C") + some(20, 2.0, 2.5, "A", "D")
    split = tuple(replace(o, successors=("C", "D")) if o.code == "A" else o for o in ORGANISATIONS)
    made = compared(people, split, (ORGANISATIONS[:2], ORGANISATIONS[1:]))
    assert made.bases["C"].part == made.bases["D"].part == ("A",)
    assert not any(cell(made, measure, code).shown for measure in ("change", "change_stayers") for code in "CD")
    assert cell(made, "change").shown


# ---- odd departments -------------------------------------------------------------------------------------


def check(made: change.Changes, k: int) -> None:
    for found in made.cells:
        told = [getattr(found, name) for name in NUMBERS]
        if not found.shown:
            assert told == [None] * len(NUMBERS)
            continue
        assert found.n >= k
        assert -4 <= found.low <= found.estimate <= found.high <= 4
        assert all(round(x, 1) == x for x in (found.low, found.estimate, found.high))


@pytest.mark.parametrize(
    "people",
    [
        stayed(1, 3.0, 3.0),
        stayed(1, 3.0, 3.0) + stayed(1, 3.0, 3.0, "B") + stayed(1, 3.0, 3.0, "C"),
        left(30, 3.0) + joined(30, 3.0, "B"),
        stayed(60, 5.0, 5.0),
        stayed(60, 1.0, 5.0, "B") + stayed(1, 5.0, 1.0),
        some(30, 3.0, 3.0, "A", "B"),
        some(12, 3.0, 3.0, grade=HEAD),
        some(30, None, 3.0) + some(30, 3.0, None, "B", "B"),
    ],
    ids=["one", "three", "all moved on", "all at 5", "from end to end", "all moved", "only heads", "others answer"],
)
def test_odd_departments_neither_fail_nor_leak(people):
    for k in (5, 10):
        check(compared(people, k=k), k)


people_of_any_kind = some_of.lists(
    some_of.tuples(
        some_of.integers(1, 14),
        some_of.none() | some_of.floats(1, 5),
        some_of.none() | some_of.floats(1, 5),
        some_of.none() | some_of.sampled_from("ABC"),
        some_of.none() | some_of.sampled_from("ABC"),
        some_of.sampled_from(["deputy_director", DIRECTOR, HEAD]),
    ).filter(lambda group: group[3] or group[4]),
    min_size=1,
    max_size=12,
)


def answering_where_they_are(
    number: int, then: float | None, now: float | None, was: str | None, place: str | None, grade: str
) -> tuple[object, ...]:
    """Nobody answers in a cycle that they are no part of: the database does not allow it either."""
    return number, then if was else None, now if place else None, was, place, grade


@settings(max_examples=25, deadline=None)
@given(people_of_any_kind)
def test_who_joined_left_or_stayed_is_never_a_few(groups):
    people = [one for group in groups for one in some(*answering_where_they_are(*group))]
    if not any(p.was and p.then for p in people) or not any(p.place and p.now for p in people):
        return
    made = compared(people, k=5)
    check(made, 5)
    ordinary = [p for p in people if HEAD not in (p.was and p.was[1], p.place and p.place[1])]
    published = [code for code in "ABC" if cell(made, "change_stayers", code).shown]
    twice = [p for p in people if p.was and p.place and p.then and p.now]
    for code in published:
        mine = [p for p in ordinary if p in twice and p.was[0] == p.place[0] == code]
        assert cell(made, "change_stayers", code).n == len(mine)
        now = sum(1 for p in people if p.place and p.now and p.place[0] == code and p.place[1] != HEAD)
        then = sum(1 for p in people if p.was and p.then and p.was[0] == code and p.was[1] != HEAD)
        assert now - len(mine) not in range(1, 5)
        assert then - len(mine) not in range(1, 5)
    if cell(made, "change_stayers").shown:
        rest = len(twice) - sum(cell(made, "change_stayers", code).n for code in published)
        assert rest not in range(1, 5)


def test_the_register_may_name_an_organisation_that_no_cycle_has():
    made = compared(stayed(20, 3.0, 3.0), register=(*ORGANISATIONS, Organisation("Z", "Z", "kind", "group")))
    assert set(made.bases) == set("ABCD")
