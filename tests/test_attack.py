"""The attack: what it grants, whom it goes for, what it finds, and that the gate takes out what it finds."""

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack
from scipy.special import ndtr

from assessment import (
    attack,
    attack_sets,
    attack_statements,
    attack_tubes,
    attack_world,
    disclosure,
    gate,
    release,
    shares,
)
from assessment.attack_world import Asked, Release, World
from assessment.earlier import Earlier
from assessment.errors import AssessmentError
from assessment.model import GRADES, PROFESSION_BANDS, Cell
from assessment.possible import Possible
from assessment.programmes import Statements, inside
from tests import attack_worlds as worlds

BANDS = (*PROFESSION_BANDS, "")
PLACES = {"policy": ("O0", "deputy_director", "policy"), "other": ("O0", "deputy_director", "other")}


def scored(people: Mapping[tuple[str, str, str], int], codes: tuple[str, ...] = ("O0",)) -> attack_world.Scored:
    """So many people in each place, with a level of a fifth self-rating, targets of 3 and standard errors of .5."""
    atom = np.repeat([_atom(place, codes) for place in people], list(people.values()))
    n = len(atom)
    atom = atom.astype(np.intp)
    own, evidence = np.linspace(2, 4, n), np.linspace(1.5, 4.5, n)
    errors = {"level": np.full(n, 0.5), "demonstrated": np.full(n, 0.5)}
    return attack_world.scored(atom, np.full(n, -1), 0.2 * own + 0.8 * evidence, evidence, own, np.full(n, 3.0), errors)


def _atom(place: tuple[str, str, str], codes: tuple[str, ...]) -> int:
    shape = len(codes), len(GRADES), len(BANDS)
    return int(np.ravel_multi_index((codes.index(place[0]), GRADES.index(place[1]), BANDS.index(place[2])), shape))


def world(people: Mapping[tuple[str, str, str], int], k: int = 10, count: int = 1) -> World:
    """A world of one domain D in which nobody knows how many were invited."""
    known = worlds.organisations(count)
    codes = tuple(o.code for o in known)
    return World(k, known, Release(np.zeros((count, len(GRADES))), {}), {"D": scored(people, codes)}, {})


def cell(view: str, estimate: float, measure: str = "level", n: int = 10, **more: object) -> Cell:
    return Cell(view, "D", measure, "published", n=n, estimate=estimate, **more)  # type: ignore[arg-type]


def organisation(estimate: float, measure: str = "level", n: int = 10, **more: object) -> Cell:
    return cell("organisation", estimate, measure, n, organisation="O0", **more)


def width(there: World, cells: list[Cell], measure: str, parts: list[int]) -> float:
    """How wide the mean of the people of some parts can lie."""
    plan = there.plan()
    case = attack_statements.scored_case(there, plan, "D", [attack.published(plan, cells)["D"]])
    weight = np.isin(np.arange(len(case.places[0])), parts) * case.people[measure]
    mean = csr_array(csr_array((weight / weight.sum())[None]) @ case.mean[measure])
    point = inside(case.said)
    assert point is not None
    return float(Possible(case.said, point, np.unique(case.said.block)).reach(mean, np.array([9.0])).width[0])


# ---- worked by hand --------------------------------------------------------------------------------------


def test_nine_of_ten_people_whose_mean_is_shown_are_left_a_width_of_more_than_four_ninths():
    # their sum is 29.5 to 30.5 less the tenth's 1 to 5: (30.5 - 1 - 29.5 + 5) / 9 = .556
    them, cells = world({PLACES["policy"]: 9, PLACES["other"]: 1}), [organisation(3.0, "demonstrated")]
    assert width(them, cells, "demonstrated", [0]) == pytest.approx(5 / 9, abs=1e-3)
    assert attack.attack(them, cells).passed


def test_near_an_end_four_people_are_left_a_whole_level():
    # sixteen people of whom a mean of 4.75 may be shown as 4.8, or anything above: 16 x 4.75 - 12 x 5 = 16 = 4 x 4.0
    them, cells = world({PLACES["policy"]: 12, PLACES["other"]: 4}), [organisation(4.8, "demonstrated", 16)]
    assert width(them, cells, "demonstrated", [1]) == pytest.approx(1.0, abs=1e-3)
    assert attack.attack(them, cells).passed


@pytest.mark.parametrize(
    ("shown", "keep", "offset", "expected"),
    [
        (3.0, 1.0, 0.0, (2.95, 3.05)),
        (3.0, 0.5, 1.5, (2.9, 3.1)),  # drawn half of the way towards 3: the mean is known half as well
        (4.6, 1.0, 0.0, (4.55, 5.0)),  # held at 5 - 4/10: only the statement towards the middle
        (1.4, 1.0, 0.0, (1.0, 1.45)),
        (4.2, 0.5, 1.9, (4.5, 5.0)),  # half of 4.6 + 1.9 = 4.2 is as much as it can be
        (3.2, 0.0, 3.2, (1.0, 5.0)),  # nothing of the mean was kept
    ],
)
def test_what_an_estimate_says_of_the_mean(shown, keep, offset, expected):
    low, high = attack_statements.ends(np.array([shown]), np.array([keep]), np.array([offset]), np.array([0.1]))
    assert (low[0], high[0]) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("seed", range(4))
def test_people_without_a_self_rating_stay_hidden_behind_what_is_rounded_away(seed):
    # 23 levels and demonstrated scores and 20 self-ratings: L - .8 D - .2 S is a fifth of the sum of the other three;
    # what is rounded away may be 23 x .05 x 1.8 + 20 x .05 x .2 = 2.27, or 11 of their sum, which lies within 3-15
    frame = worlds.people(np.random.default_rng(seed), {PLACES["policy"]: 23}, rated=20)
    made = worlds.release_of(frame)
    shown = [c.n for c in made.cells if (c.view, c.measure, c.domain) == ("organisation", "self", "D")]
    assert shown == [20]
    there, _, _ = worlds.told(made)
    without = np.flatnonzero(~there.scored["D"].rated)
    assert there.scored["D"].people[without].sum() == 3
    assert width(there, list(made.cells), "demonstrated", without.tolist()) >= 1.0
    # told to four decimals they would be known
    exact = frame[["level", "demonstrated"]].mean(), frame["self"].mean()
    cells = [organisation(float(exact[0][m]), m, 23) for m in ("level", "demonstrated")]
    cells.append(organisation(float(exact[1]), "self", 20))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(attack_statements, "HALF_STEP", 5e-5)
        assert width(there, cells, "demonstrated", without.tolist()) < 0.02
        assert not attack.attack(there, cells).passed


# ---- what is granted is true -----------------------------------------------------------------------------


@pytest.mark.parametrize(("seed", "count", "most"), [(0, 1, 9), (1, 3, 9), (2, 5, 15), (3, 6, 3), (4, 14, 15)])
def test_the_truth_is_always_possible(seed, count, most):
    made, frame = worlds.built(np.random.default_rng(seed), count, k=5, most=most)
    there, plan, told = worlds.told(made)
    case = attack_statements.scored_case(there, plan, "D", [told["D"]])
    part = worlds.part_of(there, frame)
    assert (np.bincount(part) == case.people["level"]).all()
    # the means of all parts, held at the truth, leave a point for the chances behind the shares
    rows, low, high = [case.said.rows], [case.said.low], [case.said.high]
    for measure in ("level", "demonstrated", "self"):
        have = np.flatnonzero(case.people[measure] > 0)
        true = frame.groupby(part)[measure].mean().to_numpy()[have]
        rows.append(case.mean[measure][have])
        low.append(true - 1e-5)
        high.append(true + 1e-5)
    matrix = csr_array(vstack(rows))
    sides, limits = csr_array(vstack([matrix, -matrix])), np.concatenate([*high, *(-end for end in low)])
    finite = np.isfinite(limits)
    assert linprog(np.zeros(matrix.shape[1]), sides[finite], limits[finite], bounds=(None, None)).status == 0
    drawn = any((keep != 1).any() for keep, _ in there.release.shrunken.values())
    assert drawn == (count == 14)


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_mean_chances_lie_in_the_tube_around_their_mean_score(seed):
    rng = np.random.default_rng(seed)
    low, high = sorted(rng.uniform(0.05, 1.0, 2))
    threshold = np.sort(rng.uniform(1, 5, (1, 2)))
    around = attack_tubes.tube(threshold, (low, high))
    n = int(rng.integers(1, 12))
    score, error = np.clip(rng.normal(3, 1.5, n), 1, 5), rng.uniform(low, high, n)
    chance = ndtr((rng.uniform(*threshold[0], n) - score) / error).mean()
    assert around.least[0] - 1e-9 <= chance <= around.most[0] + 1e-9
    value = chance + around.slopes[:, 0] * score.mean()
    assert (around.low[:, 0] <= value + 1e-9).all()
    assert (value <= around.high[:, 0] + 1e-9).all()


@given(st.integers(20, 400), st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda parts: sum(parts) > 0.01))
def test_shares_lie_between_the_ends_that_the_attack_reads_from_them(n, parts):
    people, share = np.array([float(n)]), np.array(parts) / sum(parts)
    low, high = attack_tubes.ends(shares.told(share[:1], people), people)
    assert low[0] <= share[0] <= high[0]
    told, shown = shares.classes(share[:, None], people)
    if not shown[0]:
        return
    classes = ("class_low", "class_middle", "class_high")
    cells = {m: {0: cell("all", float(told[i, 0]), m, n)} for i, m in enumerate(classes)}
    for one, true in zip(attack_tubes.told(cells), share, strict=True):
        assert one.low[0] - 1e-6 <= true <= one.high[0] + 1e-6


def test_the_weights_that_are_granted_are_those_of_the_estimates():
    made, frame = worlds.built(np.random.default_rng(7), 4, k=5, most=15)
    there, plan, told = worlds.told(made)
    them = there.scored["D"]
    weight = attack_world.person_weights(plan, there.release.population, them.atom, them.people)
    grade = them.atom // len(BANDS) % len(GRADES)
    mean = frame.groupby(worlds.part_of(there, frame))["level"].mean().to_numpy()
    for group, shown in told["D"]["level"].items():
        ours = (plan.member[group][them.atom] * weight[group, grade] * them.people) @ mean
        margin = 4 * weight[group].max()
        assert shown.estimate == round(float(np.clip(ours, 1 + margin, 5 - margin)) + 0.0, 1)


def test_a_world_is_kept_as_it_was():
    made, _ = worlds.built(np.random.default_rng(4), 14, k=5, most=15)
    there = attack_world.from_json(made.world)
    assert attack_world.to_json(there) == made.world
    assert any((offset != 0).any() for _, offset in there.release.shrunken.values())
    held = str(made.world)
    assert "level" not in held.replace("'level'", "")  # measures by name, and no sum of any of them


# ---- whom it goes for ------------------------------------------------------------------------------------


def names(people: Mapping[tuple[str, str, str], int], published: list[str], k: int = 10) -> set[frozenset[str]]:
    """The small sets of a world of two organisations, by grade and band of their atoms."""
    plan = disclosure.plan(["O0", "O1"], worlds.organisations(2))
    atom = np.array([_atom(place, ("O0", "O1")) for place in people])
    labelled = [" ".join([group.view, *group.keys.values()]) for group in plan.groups]
    groups = np.array([g for g, label in enumerate(labelled) if label in published], dtype=int)
    shown = attack_sets.Shown(plan.member[groups][:, atom], plan.view[groups])
    sets = attack_sets.small_sets(plan, shown, atom, np.array(list(people.values()), dtype=float), k, seed=0)
    labels = [" ".join(place) for place in people]
    return {frozenset(labels[i] for i in np.flatnonzero(one)) for one in sets}


def test_every_small_set_that_filters_can_name_is_a_target():
    people = {
        ("O0", "deputy_director", "policy"): 20, ("O0", "deputy_director", "other"): 2,
        ("O0", "director", "policy"): 3, ("O0", "director", "corporate"): 4, ("O1", "director", "policy"): 5,
    }  # fmt: skip
    a, b, c, d = (" ".join(place) for place in list(people)[1:])
    found = names(people, [])
    assert {frozenset({x}) for x in (a, b, c, d)} <= found  # single atoms
    assert frozenset({b, c}) in found  # a grade of an organisation
    assert frozenset({a, b, c}) in found  # those of several bands and grades
    assert frozenset({b, d}) in found  # a grade and band of all: 3 + 5
    assert not any(" ".join(next(iter(people))) in one for one in found)  # the 20
    assert all(sum(n for place, n in people.items() if " ".join(place) in one) < 10 for one in found)


def test_what_is_left_without_published_groups_is_a_target():
    people = {("O0", "deputy_director", "policy"): 30, ("O0", "director", "other"): 4, ("O1", "director", "policy"): 4}
    left, other = (" ".join(place) for place in list(people)[1:])
    assert frozenset({left, other}) in names(people, ["organisation_grade O0 deputy_director"])


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_random_unions_are_small_and_of_one_organisation(seed):
    people = np.random.default_rng(seed).integers(1, 12, 9).astype(float)
    for one in attack_sets._unions(people, 10, np.random.default_rng(seed)):
        assert people[one].sum() < 10


# ---- what it finds ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "minimum", "width"),
    [(1, 10, 1.0), (4, 10, 1.0), (5, 10, 0.4), (9, 10, 0.4), (4, 5, 1.0), (9, 20, 3.6 / 19)],
)
def test_small_sets_need_a_width_of_a_level_and_larger_ones_nine_tenths_of_what_a_mean_leaves(people, minimum, width):
    assert attack.needed(np.array([people]), minimum) == pytest.approx([width])


def test_a_difference_of_three_people_is_found_and_exact_where_means_are():
    # 40 people at 3.0 and 37 of them at 3.0 leave three; rounding hides them (2 x .05 x 77 / 3), the rule does not
    people = {PLACES["policy"]: 37, PLACES["other"]: 3}
    band = cell("organisation_profession", 3.0, "demonstrated", 37, organisation="O0", profession_band="policy")
    found = attack.attack(world(people), [organisation(3.0, "demonstrated", 40), band])
    assert (found.nested, found.exact, found.passed) == (1, 0, False)


def test_groups_below_the_minimum_are_found_however_they_came_to_be_shown():
    found = attack.attack(world({PLACES["policy"]: 3}), [organisation(3.0, "demonstrated", 3)])
    assert [(f.people, f.measure) for f in found.failures if f.told_by] == [(3, "level"), (3, "demonstrated")]
    assert found.failures[1].width == pytest.approx(0.1, abs=1e-3)
    ((measure, group),) = found.failures[1].told_by
    assert (measure, worlds.organisations(1)[0].code) == ("demonstrated", "O0")
    assert world({}).plan().groups[group].view == "organisation"


def test_cells_that_no_truth_agrees_with_are_a_contradiction():
    both = [organisation(4.0, "demonstrated", 10), cell("all", 2.0, "demonstrated", 10)]
    found = attack.attack(world({PLACES["policy"]: 10}), both)
    assert (found.contradictions, found.passed) == (0, True)  # nobody small to look for
    found = attack.attack(world({PLACES["policy"]: 8, PLACES["other"]: 2}), both)
    assert (found.contradictions, found.passed) == (1, False)


def test_people_who_must_all_have_said_that_they_do_not_know_are_found():
    # 15 of 18 have an opinion, and in the band of policy 15 of 15: the other three have none
    places = {PLACES["policy"]: (15.0, 15.0), PLACES["other"]: (3.0, 0.0)}
    place = np.array([_atom(p, ("O0",)) for p in places])
    asked = Asked(place, np.full(2, -1), *np.array(list(places.values())).T)
    there = replace(world({}), scored={}, asked={"P": asked})
    whole = Cell("organisation", "P", "pulse", "published", organisation="O0", n=15, estimate=3.0)
    band = replace(whole, view="organisation_profession", profession_band="policy")
    found = attack.attack(there, [whole, band])
    assert [(f.measure, f.people) for f in found.failures] == [("do_not_know", 3)]
    assert attack.attack(there, [whole]).passed


def test_the_mean_over_unrounded_domains_would_tell_more_and_is_never_published():
    """Why `ALL` is made of what is shown: nine of ten people in two domains, both with a mean that is shown as 3.0."""
    rows = np.array([[0.9, 0.1, 0, 0], [0, 0, 0.9, 0.1], [0.45, 0.05, 0.45, 0.05]])  # the nine and the tenth, twice

    def of_nine(low: float, high: float) -> float:
        ends = [*[1.0] * 4, 2.95, 2.95, low], [*[5.0] * 4, 3.05, 3.05, high]
        said = Statements(csr_array(np.vstack([np.eye(4), rows])), *map(np.array, ends), np.zeros(4, dtype=int))
        point = inside(said)
        assert point is not None
        return float(Possible(said, point, np.array([0])).reach(csr_array(np.eye(4)[:1]), np.array([4.0])).width[0])

    assert of_nine(2.95, 3.05) == pytest.approx(5 / 9)  # the mean of the shown means says nothing new
    # a mean of 3.04 told exactly: both lie between 3.03 and 3.05, so (30.5 - 1 - 30.3 + 5) / 9
    assert of_nine(3.04, 3.04001) == pytest.approx(4.2 / 9, abs=1e-4)


# ---- several releases of a cycle -------------------------------------------------------------------------


def test_a_mean_that_two_releases_show_is_known_better_than_from_either():
    # drawn together with others, one showed a mean of 2.91 to 3.01, the other 2.95 to 3.05: (30.1 - 29.5 + 4) / 9
    there, cells = world({PLACES["policy"]: 9, PLACES["other"]: 1}), [organisation(3.0, "demonstrated")]
    plan = there.plan()
    ones, offset = np.ones(len(plan.groups)), np.full(len(plan.groups), 0.04)
    first = replace(there.release, shrunken={("demonstrated", "D"): (ones, offset)}, place=np.zeros(0, dtype=int))
    told = attack.published(plan, cells)["D"]
    case = attack_statements.scored_case(replace(there, before=(first,)), plan, "D", [told, told])
    point, mean = inside(case.said), case.mean["demonstrated"][[0]]
    assert point is not None
    found = Possible(case.said, point, np.unique(case.said.block)).reach(mean, np.array([4.0]))
    assert found.width[0] == pytest.approx(4.6 / 9, abs=1e-3)
    # only what the last one shows could still be withheld
    assert set(case.said_by[case.measure == "demonstrated"]) == {attack_tubes.NATURE, *told["demonstrated"]}


def corrected(frame: pd.DataFrame, moved: int, to: str) -> tuple[release.Built, release.Built]:
    """Two releases of the same people, the first few of whom the second puts into another organisation."""
    known, opinions = worlds.organisations(4), worlds.NO_PULSE
    first = release.build(frame, worlds.NOBODY_ASKED, known, opinions, ["D"], 10)
    again = frame.assign(moved=[i + 1 if i < moved else 0 for i in range(len(frame))])
    stood = again.loc[: moved - 1, ["organisation", "grade", "profession_band"]].itertuples(index=False, name=None)
    earlier = Earlier(first.cells, dict(enumerate(stood, 1)), first.world)
    again.loc[: moved - 1, "organisation"] = to
    opinions = opinions.assign(moved=0)
    return first, release.build(again, worlds.NOBODY_ASKED, known, opinions, ["D"], 10, [earlier])


@pytest.mark.parametrize("moved", [1, 4, 12])
def test_a_corrected_release_is_attacked_together_with_the_one_before_it(moved):
    places = {(f"O{i}", "director", band): 16 for i in range(4) for band in ("policy", "other")}
    first, second = corrected(worlds.people(np.random.default_rng(moved), places), moved, "O1")
    there = attack_world.from_json(json.loads(json.dumps(second.world)))
    assert (there.scored["D"].moved >= 0).sum() == moved
    assert [atom // len(BANDS) // len(GRADES) for atom in there.before[0].place] == [0] * moved
    found = attack.attack(there, second.cells, [first.cells])
    assert found.passed
    assert found.sets == second.proof["attack"]["sets"]
    # had it shown their organisation again, few who were moved would be the difference between the two
    shown = {(c.view, c.measure): c for c in first.cells if (c.organisation, c.domain) == ("O0", "D")}
    level = replace(shown["organisation", "level"], n=32 - moved)
    assert moved >= 10 or attack.attack(there, [*second.cells, level], [first.cells]).nested > 0


# ---- what the gate takes out -----------------------------------------------------------------------------


def test_the_proof_says_what_was_tried_and_names_nobody():
    made, _ = worlds.built(np.random.default_rng(0), 5)
    told = made.proof["attack"]
    assert (told["method"], told["rounds"], told["withheld"]) == (attack.METHOD, 1, 0)
    assert told["sets"] > 100
    assert {(w["measure"], w["people"]) for w in told["widths"]} == {
        (measure, size) for measure in ("level", "demonstrated", "self", "pulse") for size in ("1-4", "5-9")
    }
    assert all(w["at_least"] >= (1.0 if w["people"] == "1-4" else 0.4) for w in told["widths"])


def test_the_figure_that_is_withheld_is_that_of_the_lowest_view_and_a_share_before_an_estimate():
    there = world({PLACES["policy"]: 37, PLACES["other"]: 3})
    band = cell("organisation_profession", 3.0, "level", 37, organisation="O0", profession_band="policy")
    told = attack.published(there.plan(), [organisation(3.0, "level", 40), band])["D"]
    whole, part = sorted(told["level"])
    failure = attack.Failure("D", "level", 3, 0.2, (("level", whole), ("level", part)))
    held = gate.Gate(there)
    assert held._cheapest(failure, told) == ("level", part)
    by_share = replace(failure, told_by=(*failure.told_by, ("share_below_target", part)))
    assert held._cheapest(by_share, told) == ("share_below_target", part)


def test_what_the_closure_missed_stops_the_release():
    held = gate.Gate(world({PLACES["policy"]: 37, PLACES["other"]: 3}))
    band = cell("organisation_profession", 3.0, "level", 37, organisation="O0", profession_band="policy")
    with pytest.raises(AssessmentError, match="tells too much about a few people"):
        held.passes([organisation(3.0, "level", 40), band], {})


@pytest.mark.parametrize("seed", [51])
def test_a_release_that_told_too_much_is_made_again_without(seed):
    rng = np.random.default_rng(seed)
    rng.integers(1, 7), rng.choice([5, 10]), rng.choice([3, 6, 9, 15])
    made, _ = worlds.built(rng, 3, 10, 15)
    assert (made.proof["attack"]["withheld"], made.proof["attack"]["rounds"]) == (1, 2)
    there, _, _ = worlds.told(made)
    assert attack.attack(there, made.cells).passed


@pytest.mark.parametrize("seed", range(8))
def test_what_passed_the_gate_passes_the_attack_on_what_was_stored(seed):
    rng = np.random.default_rng(seed)
    made, _ = worlds.built(rng, int(rng.integers(1, 5)), k=int(rng.choice([5, 10])))
    there, _, _ = worlds.told(made)
    found = attack.attack(there, made.cells)
    assert found.passed
    assert found.sets == made.proof["attack"]["sets"]
