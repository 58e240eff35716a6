"""Joiners, leavers and stayers are groups too: what is shown of those who stayed leaves no few of them over."""

import numpy as np
import pytest

from assessment import stayers
from assessment.stayers import ELSEWHERE, ONCE, STAYED, Turnover
from tests.twice import DIRECTOR, HEAD, ORGANISATIONS, Somebody, cell, compared, joined, left, merged, some, stayed


def shows(people: list[Somebody], code: str = "A", k: int = 10) -> bool:
    return cell(compared(people, k=k), "change_stayers", code).shown


# ---- one organisation ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "enough"), [(9, False), (10, True)])
def test_the_stayers_of_an_organisation_are_ten_or_more(who, enough):
    people = stayed(who, 3.0, 3.2) + left(10, 3.0) + joined(10, 3.0)
    assert cell(compared(people), "change", "A").shown
    assert shows(people) == enough


@pytest.mark.parametrize(("some_people", "enough"), [(0, True), (1, False), (3, False), (9, False), (10, True)])
def test_joiners_are_nobody_or_ten(some_people, enough):
    """With 3 of them, 43 now less 40 who stayed would be their sum, as nobody left."""
    people = stayed(40, 3.0, 3.2) + joined(some_people, 3.0)
    assert cell(compared(people), "change", "A").shown
    assert shows(people) == enough


@pytest.mark.parametrize(("some_people", "enough"), [(0, True), (1, False), (3, False), (9, False), (10, True)])
def test_leavers_are_nobody_or_ten(some_people, enough):
    people = stayed(40, 3.0, 3.2) + left(some_people, 3.0)
    assert cell(compared(people), "change", "A").shown
    assert shows(people) == enough


def test_who_is_still_there_and_did_not_answer_again_has_left_the_figures():
    assert not shows(stayed(40, 3.0, 3.2) + some(3, 3.0, None))
    assert not shows(stayed(40, 3.0, 3.2) + some(3, None, 3.0))


def test_who_came_from_another_organisation_has_joined():
    people = stayed(40, 3.0, 3.2) + stayed(40, 3.0, 3.2, "B")
    assert shows(people)
    assert not shows(people + some(3, 3.0, 3.0, "B", "A"))
    assert not shows(people + some(3, 3.0, 3.0, "B", "A"), "B")


def test_what_is_withheld_looks_the_same_whatever_the_cause():
    few, close, gone = (
        cell(compared(people), "change_stayers", "A")
        for people in (stayed(3, 3.0, 3.0), stayed(40, 3.0, 3.0) + joined(3, 3.0), left(40, 3.0))
    )
    assert few == close == gone


def test_nothing_is_said_of_stayers_where_that_was_said_before():
    made = compared(stayed(40, 3.0, 3.2), with_stayers=False)
    assert cell(made, "change", "A").shown
    assert not any(c.shown for c in made.cells if c.measure == "change_stayers")


# ---- across organisations --------------------------------------------------------------------------------


def test_all_who_stayed_less_those_of_published_organisations_are_nobody_or_ten():
    """All and A leave 5 people of B over: the cheaper figure, that of A, goes."""
    people = stayed(40, 3.0, 3.2) + stayed(5, 3.0, 3.2, "B") + left(10, 3.0, "B") + joined(10, 3.0, "B")
    made = compared(people)
    assert cell(made, "change", "A").shown
    assert not cell(made, "change_stayers", "A").shown
    assert not cell(made, "change_stayers", "B").shown
    assert cell(made, "change_stayers").n == 45
    (checked,) = made.checks
    assert checked == {
        "domain": "D", "measure": "change_stayers", "published": 1, "smallest_group": 45, "smallest_difference": 45,
    }  # fmt: skip


def test_ten_who_moved_between_two_are_left_over_and_are_enough():
    people = stayed(40, 3.0, 3.2) + stayed(40, 3.0, 3.2, "B") + some(10, 3.0, 3.0, "A", "B")
    made = compared(people)
    assert [cell(made, "change_stayers", code).n for code in ("", "A", "B")] == [90, 40, 40]
    (checked,) = made.checks
    assert (checked["published"], checked["smallest_group"], checked["smallest_difference"]) == (3, 40, 10)


def test_a_few_who_left_are_protected_from_all_figures_together():
    """13 people left, 10 of them C, whose level then is published: that of the other 3 would be known.

    Everybody who answers now had answered then, so their level now less their change is their level then.
    """
    people = stayed(40, 3.0, 3.2) + stayed(10, 3.0, 3.2, "B") + left(3, 3.0, "B")
    assert not cell(compared(people), "change_stayers").shown
    assert not cell(compared(people + left(10, 3.0, "C")), "change_stayers").shown
    assert not cell(compared(people + left(9, 3.0, "C") + left(9, 3.0, "D")), "change_stayers").shown, (
        "C and D are agencies, and the level of all agencies is published"
    )
    many = stayed(40, 3.0, 3.2) + stayed(10, 3.0, 3.2, "B") + left(10, 3.0, "B") + left(10, 3.0, "C")
    assert cell(compared(many), "change_stayers").n == 50


def turnover(now: dict[int, dict[int, int]], then: dict[int, dict[int, int]], published: list[int]) -> Turnover:
    """Two organisations and two grades, all in the first grade; `published` organisations show their level, and all."""
    found = [np.zeros((2, 2, 3), dtype=np.int64) for _ in range(2)]
    for side, given in zip(found, (now, then), strict=True):
        for organisation, kinds in given.items():
            for kind, people in kinds.items():
                side[organisation, 0, kind] = people
    groups = np.zeros((len(published) + 1, 2, 2), dtype=bool)
    groups[0] = True
    for row, organisation in enumerate(published, 1):
        groups[row, organisation, :-1] = True
    return Turnover(found[0], found[1], np.array([0, 1]), groups, groups)


EVERYBODY = np.ones(3, dtype=bool)


def test_who_stayed_joined_and_left_is_counted_as_groups_are():
    found = turnover(
        {0: {STAYED: 20, ELSEWHERE: 2, ONCE: 3}, 1: {STAYED: 5}},
        {0: {STAYED: 20}, 1: {STAYED: 5, ELSEWHERE: 2}},
        [0, 1],
    )
    assert found.stayers.tolist() == [20, 5, 27]
    assert found.joiners.tolist() == [5, 0, 3]
    assert found.leavers.tolist() == [0, 2, 0]


def test_without_the_sum_over_answers_a_few_leavers_would_follow(monkeypatch):
    """A alone shows its level, so B's 12 then and 15 now follow from that of all; 12 stayed: 3 joined B.

    The 12 follow from all stayers less those of A. Nobody left, so that the sum of the 3 is known.
    """
    leaking = turnover(
        {0: {STAYED: 40, ONCE: 10}, 1: {STAYED: 12, ONCE: 3}}, {0: {STAYED: 40, ONCE: 10}, 1: {STAYED: 12}}, [0]
    )
    found = stayers.shown(leaking, np.array([True, False, True]), 10)
    assert found.tolist() == [False, False, True]
    monkeypatch.setattr(stayers, "_closed_over_answers", lambda _, allowed, __: allowed)
    assert stayers.shown(leaking, np.array([True, False, True]), 10).tolist() == [True, False, True]


def test_a_renamed_organisation_has_leavers_from_under_its_old_name():
    people = some(20, 2.0, 2.5, "A", "D") + some(3, 2.0, None, "A", "D") + stayed(20, 3.0, 3.0, "B")
    made = compared(people, merged("A", into="D"), (ORGANISATIONS[:3], ORGANISATIONS[1:]))
    assert cell(made, "change", "D").shown
    assert not cell(made, "change_stayers", "D").shown


def test_a_director_who_was_a_deputy_has_stayed():
    risen = [Somebody(("A", "deputy_director"), 3.0, ("A", DIRECTOR), 3.5)] * 12
    assert cell(compared(stayed(20, 3.0, 3.0) + risen), "change_stayers", "A").n == 32


def test_a_few_heads_among_all_who_stayed_are_protected():
    """All less A would be the change of 3 permanent secretaries."""
    people = stayed(40, 3.0, 3.2) + some(3, 3.0, 4.0, grade=HEAD)
    made = compared(people)
    assert [cell(made, "change_stayers", code).shown for code in ("", "A")] != [True, True]
