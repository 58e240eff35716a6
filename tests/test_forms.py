"""Parallel forms are dealt fairly, measured honestly, mended by stand-ins and assembled to order."""

import math
import random
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from assessment import assembly, bank, forms
from assessment.bank import content, edit, files
from assessment.bank.build import build
from assessment.bank.check import judge
from assessment.errors import AssessmentError
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Form, NotYet
from tests import builders
from tests.builders import knowledge, rating, situational

CONTENTS = files.read(bank.BANKS / "2027.2")[0]
OURS = build(CONTENTS)
LIVE = [item.id for item in OURS.items if item.in_use]
WITHOUT_STAND_IN = 25
"""Live items of 2027.2 for which no other could stand in: all 24 ratings are in use, and the reserves of TEC-S1 have
enemies on its forms."""


def form(letter: str, *items: str, family: str = "standard") -> Form:
    return Form(f"{family}_{letter}", family, letter, items, 20, 25)


# ---- dealing -----------------------------------------------------------------------------------------


def test_new_people_of_a_group_get_the_forms_in_equal_numbers():
    chance, dealt = random.Random(1), Counter()
    for person in range(1, 301):
        dealt[forms.deal(OURS, "standard", dealt, [], chance).id] += 1
        assert max(dealt.values()) - min(dealt[f.id] for f in OURS.family("standard")) <= 1, person
    assert dealt == {"standard_a": 100, "standard_b": 100, "standard_c": 100}


def test_numbers_stay_equal_where_two_forms_share_more_than_others_do():
    """One item more is common to A and B: those who had either still get the other two in equal numbers."""
    swapped = {"standard_b": tuple("USR-S3" if i == "USR-S4" else i for i in OURS.form_by_id["standard_b"].items)}
    bank_ = replace(OURS, forms=tuple(replace(f, items=swapped.get(f.id, f.items)) for f in OURS.forms))
    chance, dealt = random.Random(2), Counter()
    for had in bank_.family("standard") * 100:
        got = forms.deal(bank_, "standard", dealt, [had.items], chance)
        assert got.id != had.id
        dealt[got.id] += 1
    assert max(dealt.values()) - min(dealt.values()) <= 2


def test_the_first_form_of_a_group_is_dealt_by_chance():
    first = Counter(forms.deal(OURS, "standard", {}, [], random.Random(seed)).letter for seed in range(300))
    assert min(first[letter] for letter in "abc") > 70


@pytest.mark.parametrize("seed", range(20))
def test_nobody_gets_a_form_twice_running_and_everybody_meets_all_three_in_three_cycles(seed):
    chance, people = random.Random(seed), {person: [] for person in range(30)}
    for _ in range(6):
        dealt = Counter()
        for had in people.values():
            got = forms.deal(OURS, "standard", dealt, [f.items for f in had], chance)
            dealt[got.id] += 1
            had.append(got)
    for had in people.values():
        letters = [got.letter for got in had]
        assert {*letters[:3]} == {*letters[3:]} == {"a", "b", "c"}
        assert all(now != before for before, now in pairwise(letters))


def test_somebody_who_skipped_a_cycle_is_dealt_by_what_they_really_had():
    a, b, c = OURS.family("standard")
    dealt = {"standard_a": 0, "standard_b": 50, "standard_c": 60}
    assert forms.deal(OURS, "standard", dealt, [a.items], random.Random(0)) == b
    assert forms.deal(OURS, "standard", dealt, [a.items, b.items], random.Random(0)) == c
    assert forms.deal(OURS, "standard", dealt, [b.items, a.items, c.items], random.Random(0)) in (a, b)


def test_forms_are_compared_by_evidence_items_also_across_versions():
    a, b, c = OURS.family("standard")
    old = [i for i in a.items if OURS.item_by_id[i].type in forms.EVIDENCE] + ["GONE-S1", "GONE-K1"]
    assert forms.deal(OURS, "standard", {b.id: 9, c.id: 8}, [old], random.Random(0)) == c
    ratings = [i for i in a.items if OURS.item_by_id[i].type == "rating"]
    assert forms.deal(OURS, "standard", {b.id: 9, c.id: 8}, [ratings], random.Random(0)) == a


def test_a_family_of_one_form_deals_it_to_everybody():
    items = (situational("S1"), knowledge("K1"))
    held = builders.bank(items)
    assert forms.deal(held, "standard", {"standard_a": 7}, [("S1", "K1")], random.Random(0)) == held.forms[0]


def test_exposure_counts_the_people_who_were_given_an_item():
    counts = forms.exposure([(("S1", "K1"), 10), (("S1", "K2"), 5), (("S1", "K1"), 2)])
    assert counts == {"S1": 17, "K1": 12, "K2": 5}
    assert forms.exposure({("S1", "K1"): 3}) == {"S1": 3, "K1": 3}


# ---- difficulty --------------------------------------------------------------------------------------

SMALL = builders.bank((situational("S1", facility=0.5), situational("S2", facility=0.8), knowledge("K1"), rating("R1")))


def test_the_expected_facility_is_the_mean_of_items_that_state_one():
    whole = SMALL.forms[0]
    assert forms.expected_facility(whole, "situational", SMALL) == pytest.approx((0.5 + 0.8) / 2)
    assert forms.expected_facility(whole, "knowledge", SMALL) is None


def test_the_observed_facility_and_its_range_are_those_worked_by_hand():
    """S1 earns 3, 2, 1, 0, 0 thirds by option; 100 x 1, 50 x 2, 50 "I do not know", 30 "does not apply".

    S1: n 200, mean (100 + 50 x 2/3 + 0) / 200 = .666667; sum of squares 100 + 50 x 4/9 = 122.2222;
    variance (122.2222 - 200 x .444444) / 199 = .167504, sd .409272, sd / sqrt 200 = .028940.
    S2: 100 x 1, 100 x 4: mean .5, sd sqrt(50 / 199) = .501255, / sqrt 200 = .035444.
    Mean .583333; reach 1.959964 x (.028940 + .035444) / 2 = .063095.
    """
    answers = {"S1": {1: 100, 2: 50, DO_NOT_KNOW: 50, NOT_APPLICABLE: 30}, "S2": {1: 100, 4: 100}}
    found = forms.observed_facility(SMALL.forms[0], "situational", SMALL, answers)
    assert found.n == 200
    assert found.mean == pytest.approx(0.583333, abs=1e-6)
    assert (found.low, found.high) == (pytest.approx(0.520238, abs=2e-6), pytest.approx(0.646428, abs=2e-6))


def test_150_answers_to_every_item_are_needed():
    answers = {"S1": {1: 500}, "S2": {1: 100, DO_NOT_KNOW: 49, NOT_APPLICABLE: 80}}
    found = forms.observed_facility(SMALL.forms[0], "situational", SMALL, answers)
    assert (found, str(found)) == (NotYet(149, 150), "not yet estimable: 149 of 150")
    answers["S2"][DO_NOT_KNOW] = 50
    assert forms.observed_facility(SMALL.forms[0], "situational", SMALL, answers).n == 150
    assert forms.observed_facility(SMALL.forms[0], "situational", SMALL, {}) == NotYet(0, 150)


def test_a_form_without_items_of_a_type_has_no_facility_of_it():
    assert forms.observed_facility(form("b", "S1", "S2"), "knowledge", SMALL, {}) is None


def test_the_range_is_never_too_narrow_however_much_items_have_in_common():
    """400 samples of 200 people whose answers to eight items hang on one trait (correlation .9)."""
    items = tuple(knowledge(f"K{n}") for n in range(8))
    held = builders.bank(items)
    drawn = np.random.default_rng(5)
    inside = 0
    for _ in range(400):
        trait = drawn.standard_normal((200, 1)) * math.sqrt(0.9)
        right = (trait + drawn.standard_normal((200, 8)) * math.sqrt(0.1)) > 0
        answers = {f"K{n}": {2: int(right[:, n].sum()), 1: int((~right[:, n]).sum())} for n in range(8)}
        found = forms.observed_facility(held.forms[0], "knowledge", held, answers)
        inside += found.low <= 0.5 <= found.high
    assert inside / 400 >= 0.95


# ---- standing in -------------------------------------------------------------------------------------


def test_stand_ins_come_reserves_first_then_spare_ones_then_the_competency_then_the_difficulty():
    one, two = builders.competency("C1", "AAA"), builders.competency("C2", "AAA")
    items = (
        knowledge("K1", facility=0.6, competency="C1"),
        knowledge("Far", facility=0.9, competency="C1"),
        knowledge("Near", facility=0.61, competency="C1"),
        knowledge("Other", facility=0.6, competency="C2"),
        knowledge("Reserve", facility=0.1, competency="C2", reserve_for="K1"),
        knowledge("Elsewhere", facility=0.6, competency="C1"),
        knowledge("Draft", facility=0.6, competency="C1", status="draft"),
        knowledge("Hostile", facility=0.6, competency="C1"),
        knowledge("Foreign", "BBB", facility=0.6),
        situational("S1"),
    )
    on, elsewhere = form("a", "K1", "S1"), form("b", "Elsewhere")
    held = replace(
        builders.bank(items, (one, two, builders.competency("B1", "BBB")), (on, elsewhere)),
        enemies=(("S1", "Hostile"), ("K1", "Near")),
    )
    found = [item.id for item in forms.stand_ins(held, items[0], [on])]
    assert found == ["Reserve", "Near", "Far", "Other", "Elsewhere"]


def retired(item: str, contents=CONTENTS):
    records, swaps = edit.retire(contents, item, "The facts have changed since.")
    after, faults = judge(records)
    return after, swaps, faults


def test_the_declared_reserve_stands_in_on_all_forms_with_that_letter():
    after, swaps, faults = retired("LEA-K1")
    assert faults == []
    assert swaps == dict.fromkeys(("standard_b", "short_b", "full_b"), "LEA-K2")
    held = build(after)
    assert (held.item_by_id["LEA-K1"].status, held.item_by_id["LEA-K1"].status_reason) == (
        "retired",
        "The facts have changed since.",
    )
    assert held.item_by_id["LEA-K2"].reserve_for == ""
    for before, now in zip(OURS.forms, held.forms, strict=True):
        assert now.items == tuple("LEA-K2" if i == "LEA-K1" else i for i in before.items)


def test_an_anchor_is_replaced_on_every_form_and_as_an_anchor():
    after, swaps, faults = retired("DAT-S1")
    held = build(after)
    assert faults == []
    assert swaps == dict.fromkeys((f.id for f in OURS.forms), "DAT-S5")
    assert dict(held.anchors) == dict(OURS.anchors) | {"DAT": "DAT-S5"}
    assert all("DAT-S5" in f.items and "DAT-S1" not in f.items for f in held.forms)


def test_statements_and_examples_leave_forms_shorter():
    for item, kinds in (("P3", ("standard", "full")), ("V2", ("full",))):
        after, swaps, faults = retired(item)
        assert faults == []
        assert swaps == {f.id: "" for f in OURS.forms if f.family in kinds}
        held = build(after)
        assert [len(b.items) - len(a.items) for b, a in zip(OURS.forms, held.forms, strict=True)] == [
            int(f.family in kinds) for f in OURS.forms
        ]


def test_after_every_possible_swap_the_bank_is_sound_and_enemies_stay_apart():
    refused, wrong = [], {}
    for item in LIVE:
        try:
            after, _, faults = retired(item)
        except AssessmentError as error:
            refused.append((item, error.code))
            continue
        apart = [pair for f in build(after).forms for pair in OURS.enemies if set(pair) <= set(f.items)]
        if faults or apart:
            wrong[item] = faults, apart
    assert wrong == {}
    assert {code for _, code in refused} == {"no_stand_in"}
    assert [item for item, _ in refused if "-B" not in item] == ["TEC-S1"]
    assert len(refused) == WITHOUT_STAND_IN


def test_an_item_is_retired_once_and_must_be_there():
    with pytest.raises(AssessmentError, match=r"Version 2027\.2 has no item ‘LEG-K1’ that could be retired"):
        edit.retire(CONTENTS, "LEG-K1", "Again.")
    with pytest.raises(AssessmentError, match="no item ‘LEG-K99’"):
        edit.retire(CONTENTS, "LEG-K99", "Never was.")
    with pytest.raises(AssessmentError, match="No item can stand in for USR-B2 on standard_a, full_a"):
        edit.retire(CONTENTS, "USR-B2", "Out of date.")


def test_retiring_leaves_the_tables_it_was_given_as_they_were():
    before = repr(CONTENTS.records)
    retired("DAT-S1")
    assert repr(CONTENTS.records) == before


# ---- assembling --------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", OURS.forms, ids=lambda f: f.id)
def test_an_assembled_form_is_parallel_to_its_pattern(pattern):
    made = assembly.assemble(OURS, assembly.Wish(pattern, "d"))
    assert (made.id, made.family, made.minutes) == (f"{pattern.family}_d", pattern.family, pattern.minutes)
    assert content.shape(made, OURS) == content.shape(pattern, OURS)
    assert set(OURS.anchors.values()) <= set(made.items)
    assert [pair for pair in OURS.enemies if set(pair) <= set(made.items)] == []
    assert set(made.items) <= set(LIVE)
    assert len(set(made.items)) == len(made.items)
    for kind in forms.EVIDENCE:
        apart = forms.expected_facility(made, kind, OURS) - forms.expected_facility(pattern, kind, OURS)
        assert abs(apart) <= 0.005
    assert made == assembly.assemble(OURS, assembly.Wish(pattern, "d"))
    assert judge(edit.add_form(CONTENTS.records, made))[1] == []


def assembled(keep=(), avoid=(), exposed=None, **more):
    wish = assembly.Wish(OURS.form_by_id["standard_a"], "d", frozenset(keep), frozenset(avoid), **more)
    return assembly.assemble(OURS, wish, exposed)


def test_what_must_be_on_a_form_is_and_what_may_not_be_is_not():
    first = assembled()
    avoid = [i for i in first.items if i not in OURS.anchors.values() and OURS.item_by_id[i].type == "situational"][:3]
    keep = [i for i in OURS.form_by_id["standard_b"].items if i in ("USR-S4", "DAT-K1", "LEG-B3")]
    made = assembled(keep, avoid)
    assert len(keep) == len(avoid) == 3
    assert set(keep) <= set(made.items)
    assert not set(avoid) & set(made.items)


def test_another_difficulty_can_be_wished_for():
    made = assembled(facility={"situational": 0.65})
    assert forms.expected_facility(made, "situational", OURS) == pytest.approx(0.65, abs=0.005)
    assert forms.expected_facility(made, "knowledge", OURS) == pytest.approx(0.71, abs=0.01)


def test_the_least_exposed_go_first():
    items = tuple(situational(f"S{n}", facility=0.5) for n in range(1, 7))
    held = builders.bank(items, forms=(form("a", "S1", "S2"),))
    exposed = {"S3": 400, "S4": 10, "S5": 300, "S6": 20}
    made = assembly.assemble(held, assembly.Wish(held.forms[0], "b"), exposed)
    assert set(made.items) == {"S4", "S6"}


def test_a_form_asks_nothing_that_its_pattern_does_not_ask():
    """The pattern asks no knowledge of BBB; the bank has such an item, and .3 + .4 would make up for the .7 of K1."""
    items = (
        situational("S1"), situational("S2"), situational("T1", "BBB"), situational("T2", "BBB"),
        knowledge("K1", facility=0.7), knowledge("K2", facility=0.3),
        knowledge("L1", "BBB", facility=0.4, competency="BBB1"),
    )  # fmt: skip
    held = builders.bank(items, forms=(form("a", "S1", "S2", "T1", "T2", "K1"),))
    made = assembly.assemble(held, assembly.Wish(held.forms[0], "b"))
    assert content.shape(made, held) == content.shape(held.forms[0], held)


@pytest.mark.parametrize(
    ("keep", "avoid", "words"),
    [
        ((), ("LEA-K1", "LEA-K2", "LEA-K3", "LEA-K4"), "1 knowledge items of LEA are needed and 0 may be used"),
        (("USR-S1", "USR-S2"), (), "more than 2 situational items of USR must be on it"),
        (("LEG-K1",), (), "LEG-K1 must be on it and is not in use"),
        (("V1",), (), "V1 must be on it and standard_a asks no such item"),
        (("USR-S3", "USR-K1"), (), "items that must be on it, or all that are left, are enemies"),
        ((), ("P1",), "12 pulse items of the whole bank are needed and 11 may be used"),
    ],
    ids=["too few", "too many kept", "out of use", "of another type", "enemies", "a statement too few"],
)  # fmt: skip
def test_a_wish_that_cannot_be_met_says_why(keep, avoid, words):
    with pytest.raises(AssessmentError) as refused:
        assembled(keep, avoid)
    assert refused.value.what == f"No form can be assembled: {words}."


def test_the_items_of_an_assembled_form_stand_in_the_order_in_which_they_are_asked():
    made = assembled()
    order = [forms.ORDER_ON_A_FORM.index(OURS.item_by_id[i].type) for i in made.items]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("letter", "keep", "avoid", "reason"),
    [
        ("d", (), ("USR-S5",), "USR-S5 is an anchor, so it is on every form"),
        ("d", ("USR-S3",), ("USR-S3",), "USR-S3 must be on it and may not be on it"),
        ("d", ("NOPE",), ("usr-s3",), "there is no item NOPE or usr-s3 in this version"),
        *((letter, (), (), "its letter is one from a to z that no form of the family has") for letter in "aAé²1"),
        ("dd", (), (), "its letter is one from a to z that no form of the family has"),
        ("", (), (), "its letter is one from a to z that no form of the family has"),
    ],
)
def test_a_wish_that_no_bank_could_meet_is_named(letter, keep, avoid, reason):
    wish = assembly.Wish(OURS.form_by_id["standard_a"], letter, frozenset(keep), frozenset(avoid))
    with pytest.raises(AssessmentError) as refused:
        assembly.assemble(OURS, wish)
    assert refused.value.what == f"A form cannot be assembled like that: {reason}."
