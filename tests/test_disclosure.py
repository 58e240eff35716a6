"""The gate: no group of fewer than k people can be had by adding and subtracting what is published."""

from collections import defaultdict
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment import disclosure
from assessment.errors import AssessmentError
from assessment.model import GRADES, PROFESSION_BANDS, VIEWS, Organisation

BANDS = (*PROFESSION_BANDS, "")
K = 10


def register(*codes: str) -> list[Organisation]:
    """Organisations of one type each two: A and B are ministries, C and D agencies, all of one group."""
    return [Organisation(c, c, "ministry" if c in "AB" else "agency", "group") for c in codes]


def world(people: dict[tuple[str, str, str], int], codes: str = "ABCD") -> tuple[disclosure.Plan, np.ndarray]:
    """A plan and the people of each atom, from {(organisation, grade, band): people}."""
    counts = np.zeros((len(codes), len(GRADES), len(BANDS)))
    for (code, grade, band), n in people.items():
        counts[codes.index(code), GRADES.index(grade), BANDS.index(band)] += n
    return disclosure.plan(list(codes), register(*codes)), counts.reshape(-1)


def names(plan: disclosure.Plan, flags: np.ndarray) -> set[str]:
    return {" ".join([g.view, *g.keys.values()]) for g, shown in zip(plan.groups, flags, strict=False) if shown}


def shown(people: dict[tuple[str, str, str], int], codes: str = "ABCD", k: int = K) -> set[str]:
    plan, counts = world(people, codes)
    return names(plan, disclosure.decide(plan, counts, k))


def persons_of(plan: disclosure.Plan, counts: np.ndarray, row: int) -> frozenset[tuple[int, int]]:
    """A group as a set of people, each (atom, number in it): the attacker's own arithmetic, not that of the gate."""
    return frozenset((a, i) for a in np.flatnonzero(plan.member[row]) for i in range(int(counts[a])))


def attack(
    plan: disclosure.Plan, counts: np.ndarray, published: np.ndarray, k: int
) -> list[frozenset[tuple[int, int]]]:
    """Every set of 1 to k - 1 people left when a published group loses one inside it, or all those of a view."""
    groups = [(int(plan.view[r]), persons_of(plan, counts, r)) for r in np.flatnonzero(published)]
    found = []
    for _, parent in groups:
        families = defaultdict(set)
        for view, child in groups:
            if child < parent:
                found.append(parent - child)
                families[view] |= child
        found += [parent - union for union in families.values()]
    return [rest for rest in found if 0 < len(rest) < k]


def enough(plan: disclosure.Plan, counts: np.ndarray, k: int) -> np.ndarray:
    """What the rule of k alone would publish: the gate with closure switched off."""
    return (plan.member @ counts >= k) & (plan.view < len(VIEWS))


def random_world(seed: int) -> tuple[disclosure.Plan, np.ndarray]:
    rng = np.random.default_rng(seed)
    codes = [f"O{i}" for i in range(int(rng.integers(1, 7)))]
    types, groups = rng.choice(["ministry", "agency"], len(codes)), rng.choice(["X", "Y", "Z"], len(codes))
    organisations = [Organisation(c, c, str(t), str(g)) for c, t, g in zip(codes, types, groups, strict=True)]
    counts = rng.integers(0, 9, (len(codes), len(GRADES), len(BANDS))) * (
        rng.random((len(codes), len(GRADES), len(BANDS))) < rng.uniform(0.2, 0.8)
    )
    counts[:, 3] = np.minimum(counts[:, 3], 1) * (np.arange(len(BANDS)) == 0)
    return disclosure.plan(codes, organisations), counts.reshape(-1).astype(float)


# ---- the minimum ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("k", [4, 1, 0, -1])
def test_a_minimum_group_below_five_is_refused(k):
    with pytest.raises(AssessmentError, match="too small to be shown"):
        disclosure.require_minimum(k)
    plan, counts = world({})
    with pytest.raises(AssessmentError):
        disclosure.decide(plan, counts, k)


def test_five_is_allowed():
    assert "all" in shown({("A", "director", "policy"): 5}, k=5)


def test_nobody_gives_nothing():
    assert shown({}) == set()


def test_nine_people_give_nothing_and_ten_are_shown():
    assert shown({("A", "director", "policy"): 9}) == set()
    assert "organisation A" in shown({("A", "director", "policy"): 10})


# ---- differencing, worked by hand -----------------------------------------------------------------------


def test_a_grade_is_withheld_if_subtracting_it_leaves_three_people():
    # A: 12 people, 9 deputy directors would be too few; with 22 of 25 the other 3 would be found by subtraction
    people = {("A", "deputy_director", "policy"): 22, ("A", "director", "policy"): 3}
    seen = shown(people, "A")
    assert "organisation A" in seen
    assert "organisation_grade A deputy_director" not in seen
    assert "organisation_grade A director_and_above" not in seen


def test_an_organisation_is_withheld_if_the_others_subtracted_from_the_total_leave_a_small_one():
    # A 30, B 20, C 15, D 4: total - A - B - C = D; the smallest, C, goes too, so that 19 remain
    people = {(c, "director", "policy"): n for c, n in zip("ABCD", (30, 20, 15, 4), strict=True)}
    seen = shown(people)
    assert {"all", "organisation A", "organisation B"} <= seen
    assert not {"organisation C", "organisation D"} & seen
    # the agencies are 19 people, so the type may be shown
    assert "organisation_type agency" in seen


def test_a_small_organisation_cannot_be_had_from_its_type_either():
    # C 40, D 4: agencies - C = 4, whatever the rest looks like
    people = {(c, "director", "policy"): n for c, n in zip("ABCD", (30, 20, 40, 4), strict=True)}
    seen = shown(people)
    assert not {"organisation_type agency", "organisation C"} <= seen


def test_views_cannot_be_combined_to_find_a_small_organisation():
    # ministries are one published row, agencies C 15 is shown and D has 4: all - ministries - C = D
    people = {("A", "director", "policy"): 9, ("B", "director", "policy"): 9}
    people |= {("C", "director", "policy"): 15, ("D", "director", "policy"): 4}
    seen = shown(people)
    assert not {"all", "organisation_type ministry", "organisation C"} <= seen


def test_grades_of_all_cannot_give_away_a_small_band_of_one_organisation():
    # directors and above of A, B, C are bands; those of D (4) would be: directors + directors general - A - B - C
    people = {(c, "deputy_director", "policy"): 40 for c in "ABCD"}
    for code, n in zip("ABCD", (12, 12, 12, 3), strict=True):
        people[code, "director", "policy"] = n
        people[code, "director_general", "policy"] = 4 if code != "D" else 1
    plan, counts = world(people)
    published = disclosure.decide(plan, counts, K)
    bands = {f"organisation_grade {c} director_and_above" for c in "ABC"}
    above = {"grade director", "grade director_general"}
    assert above | bands <= names(plan, enough(plan, counts, K))
    assert not above | bands <= names(plan, published)


def test_seven_permanent_secretaries_cannot_be_had_as_all_minus_the_other_grades():
    people = {(c, g, "policy"): 20 for c in "ABCD" for g in GRADES[:3]} | {("A", "permanent_secretary", "policy"): 7}
    seen = shown(people)
    assert "all" in seen
    assert "grade permanent_secretary" not in seen
    assert not {"grade deputy_director", "grade director", "grade director_general"} <= seen
    assert not {"organisation_type ministry", "organisation_type agency"} <= seen
    assert not {f"organisation {c}" for c in "ABCD"} <= seen


def test_ten_permanent_secretaries_are_shown_as_a_grade_and_nowhere_else():
    people = {(c, g, "policy"): 20 for c in "ABCD" for g in GRADES[:3]} | {("A", "permanent_secretary", "policy"): 10}
    plan, counts = world(people)
    seen = names(plan, disclosure.decide(plan, counts, K))
    assert {"grade permanent_secretary", "grade director_general", "organisation D"} <= seen
    in_atoms = np.arange(len(counts)) // len(BANDS) % len(GRADES) == 3
    for group, member in zip(plan.groups, plan.member, strict=False):
        top = group.view == "all" or (group.keys.get("grade_band") == "permanent_secretary" and group.view == "grade")
        assert member[in_atoms].any() == top


def test_people_who_gave_no_profession_cannot_be_had_by_subtraction():
    people = {("A", "director", band): 20 for band in PROFESSION_BANDS} | {("A", "director", ""): 4}
    seen = shown(people, "A")
    assert not {f"organisation_profession A {band}" for band in PROFESSION_BANDS} <= seen


def test_directors_general_stand_apart_only_where_both_rows_are_large_enough():
    people = {("A", "deputy_director", "policy"): 20, ("A", "director", "policy"): 15}
    apart = shown(people | {("A", "director_general", "policy"): 10}, "A")
    joint = shown(people | {("A", "director_general", "policy"): 9}, "A")
    assert {"organisation_grade A director", "organisation_grade A director_general"} <= apart
    assert "organisation_grade A director_and_above" not in apart
    assert "organisation_grade A director_and_above" in joint
    assert not {"organisation_grade A director", "organisation_grade A director_general"} & joint


def test_the_lowest_priority_goes_first():
    # the profession band is all of A but 2 people: A stays, its band goes
    people = {("A", "director", "policy"): 30, ("A", "director", "corporate"): 2}
    seen = shown(people, "A")
    assert "organisation A" in seen
    assert "organisation_profession A policy" not in seen


# ---- worlds ----------------------------------------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_after_closure_no_difference_is_small_and_closing_again_changes_nothing(seed):
    plan, counts = random_world(seed)
    for k in (5, K):
        published = disclosure.decide(plan, counts, k)
        assert attack(plan, counts, published, k) == []
        assert (published <= enough(plan, counts, k)).all()
        assert (disclosure.close(plan, counts, published, k) == published).all()
        smallest = disclosure.smallest_difference(plan, counts, published)
        assert smallest is None or smallest >= k


def test_the_same_attack_finds_leaks_where_closure_is_switched_off():
    worlds = [random_world(seed) for seed in range(20)]
    leaking = sum(bool(attack(plan, counts, enough(plan, counts, 5), 5)) for plan, counts in worlds)
    assert leaking >= 15


def test_no_atom_or_pair_of_atoms_follows_by_any_adding_and_subtracting():
    """The strongest exact attacker: solve for every small atom and pair of atoms in the published sums."""
    for seed in range(30):
        plan, counts = random_world(seed)
        published = disclosure.decide(plan, counts, 5)
        live = np.flatnonzero(counts)
        sums = plan.member[published][:, live].astype(float)
        targets = [*combinations(range(len(live)), 1), *combinations(range(len(live)), 2)]
        targets = [t for t in targets if counts[live[list(t)]].sum() < 5]
        if not targets or not len(sums):
            continue
        wanted = np.zeros((len(targets), len(live)))
        for row, target in enumerate(targets):
            wanted[row, list(target)] = 1
        best = np.linalg.lstsq(sums.T, wanted.T, rcond=None)[0]
        missed = np.abs(wanted.T - sums.T @ best).max(axis=0)
        assert missed.min() > 1e-6, (seed, targets[int(missed.argmin())])


def test_real_pay_bands_of_eight_departments_are_safe():
    """Half the 2010-2015 sizes, where subtracting shown bands from totals would find single people."""
    bands = [(144, 30, 3), (99, 16, 3), (61, 10, 3), (50, 7, 2), (32, 7, 1), (24, 5, 1), (18, 4, 0), (11, 2, 1)]
    codes = "ABCDEFGH"
    people = {(c, g, ""): n for c, row in zip(codes, bands, strict=True) for g, n in zip(GRADES, row, strict=False)}
    plan, counts = world(people, codes)
    assert attack(plan, counts, enough(plan, counts, K), K)
    assert attack(plan, counts, disclosure.decide(plan, counts, K), K) == []
    assert {f"organisation {c}" for c in codes} <= names(plan, disclosure.decide(plan, counts, K))


# ---- ends of the scale -----------------------------------------------------------------------------------


def test_a_mean_of_ten_people_is_never_shown_above_4_6_or_below_1_4():
    # ten people at 5 would each be known to have 5; shown is 5 - 4/10
    coded = disclosure.top_coded(np.array([5.0, 1.0, 3.0]), np.array([0.1, 0.1, 0.1]))
    assert coded.tolist() == pytest.approx([4.6, 1.4, 3.0])


def test_the_largest_weight_of_one_person_sets_the_ends():
    assert disclosure.top_coded(np.array([4.9]), np.array([0.2])).tolist() == pytest.approx([4.2])


# ---- a release that corrects an earlier one ------------------------------------------------------------


def corrected(
    people: dict[tuple[tuple[str, str, str], tuple[str, str, str]], int], codes: str = "ABCD"
) -> tuple[set[str], set[str]]:
    """Names of the groups shown by a first release and by one that corrects it, for people placed (then, now)."""
    places = list(people)
    counts = np.array([float(n) for n in people.values()])
    atoms = [[_atom(place[when], codes) for place in places] for when in (0, 1)]
    plan = disclosure.plan(list(codes), register(*codes))
    then, now = (replace(plan, member=plan.member[:, atom]) for atom in atoms)
    first = disclosure.decide(then, counts, K)
    second = disclosure.decide(now, counts, K, then.member[first])
    return names(plan, first), names(plan, second)


def _atom(place: tuple[str, str, str], codes: str) -> int:
    code, grade, band = place
    return int(
        np.ravel_multi_index(
            (codes.index(code), GRADES.index(grade), BANDS.index(band)), (len(codes), len(GRADES), len(BANDS))
        )
    )


def place(code: str) -> tuple[str, str, str]:
    return code, "deputy_director", "policy"


def test_a_correction_that_moves_one_person_hides_the_organisations_that_it_moved_between():
    stayed = {(place(c), place(c)): 30 for c in "ABCD"}
    first, second = corrected({**stayed, (place("A"), place("B")): 1})
    assert {f"organisation {c}" for c in "ABCD"} <= first
    assert {"organisation C", "organisation D", "all"} <= second
    assert not {"organisation A", "organisation B"} & second  # A then less A now is that person


def test_a_correction_that_moves_ten_people_hides_nothing():
    stayed = {(place(c), place(c)): 30 for c in "ABCD"}
    first, second = corrected({**stayed, (place("A"), place("B")): 10})
    assert first == second


def test_a_release_that_corrects_nothing_shows_what_the_first_showed():
    first, second = corrected({(place(c), place(c)): n for c, n in zip("ABCD", (30, 12, 4, 25), strict=True)})
    assert first == second


@given(st.integers(0, 10**6))
@settings(max_examples=15, deadline=None)
def test_no_two_releases_of_a_cycle_differ_by_a_few_people(seed):
    rng = np.random.default_rng(seed)
    people: dict[tuple[tuple[str, str, str], tuple[str, str, str]], int] = defaultdict(int)
    for _ in range(int(rng.integers(40, 160))):
        then = ("ABCD"[rng.integers(4)], GRADES[rng.integers(2)], BANDS[rng.integers(2)])
        now = ("ABCD"[rng.integers(4)], *then[1:]) if rng.random() < 0.1 else then
        people[then, now] += 1
    counts = np.array([float(n) for n in people.values()])
    plan = disclosure.plan(list("ABCD"), register(*"ABCD"))
    then_plan, now_plan = (
        replace(plan, member=plan.member[:, [_atom(p[when], "ABCD") for p in people]]) for when in (0, 1)
    )
    first = disclosure.decide(then_plan, counts, K)
    second = disclosure.decide(now_plan, counts, K, then_plan.member[first])
    both = disclosure.Plan(
        plan.groups, np.vstack([now_plan.member, then_plan.member]), np.concatenate([plan.view, 100 + plan.view])
    )
    assert not attack(both, counts, np.concatenate([second, first]), K)
