"""Comparing across changes in the machinery of government: the real ones of the register, and awkward ones."""

from dataclasses import replace
from datetime import date

import pytest

from assessment import register
from assessment.model import Organisation
from assessment.succession import Basis, bases


def real(code: str, then: date, now: date) -> Basis:
    """The basis of an organisation, both cycles having everybody of their day."""
    before, after = ({o.code for o in register.on(day)} for day in (then, now))
    return bases(register.organisations(), before, after)[code]


SPRING_2023, SUMMER_2023 = date(2023, 3, 31), date(2023, 7, 1)
SPRING_2025, SUMMER_2026 = date(2025, 3, 1), date(2026, 6, 1)


def test_who_was_there_before_is_compared_with_itself():
    assert real("HMT", SPRING_2023, SUMMER_2023) == Basis(("HMT",))


@pytest.mark.parametrize("code", ["DESNZ", "DSIT"])
def test_a_part_of_a_department_that_was_split_is_not_comparable(code):
    found = real(code, SPRING_2023, SUMMER_2023)
    assert found.then == ()
    assert "BEIS" in found.part


def test_a_department_made_of_one_and_a_part_of_another_is_not_comparable():
    assert real("DBT", SPRING_2023, SUMMER_2023) == Basis((), whole=("DIT",), part=("BEIS",))


def test_a_renamed_organisation_is_compared_with_what_it_was():
    found = real("GCA", SPRING_2025, SUMMER_2026)
    assert found == Basis(("CCS",), whole=("CCS",))
    assert found.one == "CCS"


def test_what_joined_a_far_larger_organisation_does_not_hinder_its_comparison():
    """25 senior staff of the Valuation Office Agency came to 505 of HMRC; 20 and a part of 15 came to 260 of DfE."""
    assert real("HMRC", SPRING_2025, SUMMER_2026) == Basis(("HMRC",), whole=("VOA",))
    assert real("DFE", SPRING_2025, SUMMER_2026) == Basis(("DFE",), whole=("ESFA",), part=("IFATE",))


def test_an_organisation_without_a_forerunner_is_new():
    assert real("FWA", SPRING_2025, SUMMER_2026) == Basis(())


def test_successors_of_successors_are_followed():
    """BEIS went to three in 2023, two of which ended in 2026; DCMS of 2017 was split, then one half renamed."""
    late = real("BIST", SPRING_2023, date(2026, 8, 1))
    assert late.then == ()
    assert late.whole == ("DIT",)
    assert "BEIS" in late.part


def made(code: str, staff: int | None = None, *successors: str) -> Organisation:
    return Organisation(code, code, "kind", "group", scs_headcount=staff, successors=successors)


def test_equals_that_merge_are_compared_together():
    register_of = [made("A", 100, "C"), made("B", 80, "C"), made("C")]
    assert bases(register_of, {"A", "B"}, {"C"}) == {"C": Basis(("A", "B"), whole=("A", "B"))}


def test_who_takes_in_another_of_some_size_is_compared_with_both_together():
    register_of = [made("A", 100), made("B", 21, "A")]
    assert bases(register_of, {"A", "B"}, {"A"})["A"] == Basis(("A", "B"), whole=("B",))
    a_fifth = [made("A", 100), made("B", 20, "A")]
    assert bases(a_fifth, {"A", "B"}, {"A"})["A"] == Basis(("A",), whole=("B",))


def test_what_the_register_does_not_count_is_not_called_small():
    for own, other in ((100, None), (None, 1)):
        register_of = [made("A", own), made("B", other, "A")]
        assert bases(register_of, {"A", "B"}, {"A"})["A"].then == ("A", "B")


def test_a_merger_in_mid_cycle_leaves_those_who_answer_under_the_old_name_with_it():
    """The cohort still has people under B: B has rows, so B is compared with B, and A with A."""
    register_of = [made("A", 100), made("B", 50, "A")]
    assert bases(register_of, {"A", "B"}, {"A", "B"}) == {"A": Basis(("A",)), "B": Basis(("B",))}


def test_a_register_that_goes_round_in_circles_ends_somewhere():
    register_of = [made("A", 10, "B"), made("B", 10, "A"), made("C", 10)]
    assert bases(register_of, {"A", "C", "unknown"}, {"C"}) == {"C": Basis(("C",))}


def test_it_reads_nothing_but_codes_sizes_and_successors():
    plain = [replace(o, name="", type="", parent_group="") for o in register.organisations()]
    codes = {o.code for o in register.on(SPRING_2023)}, {o.code for o in register.on(SUMMER_2023)}
    assert bases(plain, *codes) == bases(register.organisations(), *codes)
