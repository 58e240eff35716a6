"""Rules of peers: data, members from the register alone, worked by hand; and who stands for whom that has ended."""

import tomllib
from dataclasses import replace
from datetime import date
from math import hypot, log

import pytest

from assessment import peer_groups, register
from assessment.model import Organisation
from assessment.peer_groups import group, rules, standing_for

THEN, NOW = date(2023, 3, 31), date(2026, 9, 1)


def organisation(code: str, size: int | None, kind: str = "Ministerial department", parent: str = "P") -> Organisation:
    return Organisation(code, code, kind, parent, scs_headcount=size)


def members(rule: str, code: str, *organisations: Organisation) -> tuple[str, ...]:
    return group(rules().named(rule), code, organisations).members


# ---- the file ---------------------------------------------------------------------------------------


def test_the_file_says_in_which_order_rules_are_tried_and_how_many_members_they_need():
    assert [rule.id for rule in rules().order] == ["nearest", "type", "size", "group", "all"]
    assert (rules().fewest, rules().neighbours) == (5, 8)
    assert rules().named("nearest").about.startswith("The 8 organisations nearest")
    assert "Digital spend is not known" in rules().named("nearest").about
    assert rules().named("custom") is None


def test_every_type_of_the_register_has_a_kind_of_work_and_every_exception_is_in_the_register():
    held = register.organisations()
    assert {one.type for one in held} == set(rules().work_of_type)
    assert set(rules().work_of_organisation) <= {one.code for one in held}
    assert {rules().work(one) for one in held} == {"policy", "delivery", "regulation"}
    for code, work in rules().work_of_organisation.items():
        assert rules().work_of_type[register.by_code()[code].type] != work, f"{code} needs no exception"


def test_a_rule_that_is_not_built_is_refused():
    data = tomllib.loads(peer_groups.FILE.read_text(encoding="utf-8"))
    data["rule"].append({"id": "lucky", "name": "Lucky", "about": "By lot."})
    with pytest.raises(ValueError, match="lucky"):
        peer_groups.parse(data)


# ---- members ----------------------------------------------------------------------------------------


def test_type_parent_group_and_all_are_what_they_say():
    held = [
        organisation("US", 100, "ministry", "one"),
        organisation("A", 10, "ministry", "two"),
        organisation("B", None, "agency", "one"),
        organisation("C", 10, "agency", ""),
    ]
    assert members("type", "US", *held) == ("A",)
    assert members("group", "US", *held) == ("B",)
    assert members("all", "US", *held) == ("A", "B", "C")
    assert group(rules().named("type"), "US", held).shared == "ministry"
    assert members("group", "C", *held) == (), "no parent group is none in common"


@pytest.mark.parametrize(
    ("size", "band"),
    [
        (5, "fewer than 20 senior civil servants"),
        (19, "fewer than 20 senior civil servants"),
        (20, "20 to 99 senior civil servants"),
        (99, "20 to 99 senior civil servants"),
        (100, "100 to 249 senior civil servants"),
        (249, "100 to 249 senior civil servants"),
        (250, "250 or more senior civil servants"),
    ],
)
def test_bands_of_size_have_no_gap_between_them(size, band):
    assert rules().band(organisation("US", size)) == band


def test_an_organisation_without_a_headcount_has_no_size_and_no_neighbours():
    held = [organisation("US", None), organisation("A", 20), organisation("B", None), organisation("C", 30)]
    assert members("size", "US", *held) == ()
    assert members("nearest", "US", *held) == ()
    assert members("size", "A", *held) == ("C",)
    assert members("nearest", "A", *held) == ("C",)


def test_the_nearest_neighbours_worked_by_hand():
    """Logarithms of 100, 200, 50, 100 are 4.605, 5.298, 3.912, 4.605; their standard deviation is .566, so that double
    the size is ln 2 / .566 = 1.225 away, and another kind of work 1."""
    own = organisation("US", 100)
    double, half = organisation("DOUBLE", 200), organisation("HALF", 50)
    other = organisation("OTHER", 100, "Executive agency")
    found = peer_groups.distances(own, [double, half, other], rules())
    assert found["DOUBLE"] == found["HALF"] == pytest.approx(1.2247, abs=1e-4)
    assert found["OTHER"] == 1.0
    far = peer_groups.distances(own, [replace(double, type="Executive agency"), half, other], rules())
    assert far["DOUBLE"] == pytest.approx(hypot(log(2) / 0.5660, 1), abs=1e-3)


def test_there_are_eight_neighbours_and_equally_far_ones_come_by_code():
    others = [organisation(f"N{i:02}", 100) for i in range(12)]
    assert members("nearest", "US", organisation("US", 100), *reversed(others)) == tuple(f"N0{i}" for i in range(8))


def test_neighbours_do_not_depend_on_the_order_of_the_register():
    held = register.on(THEN)
    for code in ("DFE", "GIAA", "HMRC"):
        assert members("nearest", code, *held) == members("nearest", code, *reversed(held))


def test_the_neighbours_of_a_real_department_in_march_2023():
    assert members("nearest", "DFE", *register.on(THEN)) == ("BEIS", "DEFRA", "DFT", "DHSC", "DIT", "DWP", "HO", "SG")
    regulators = {"CMA", "FSA", "HSE", "MHRA", "OFGEM", "OFQUAL", "OFWAT", "ORR"}
    assert set(members("nearest", "OFSTED", *register.on(THEN))) == regulators


def test_an_organisation_that_was_not_there_on_the_day_has_no_peers():
    assert members("all", "DBT", *register.on(THEN)) == ()
    assert members("all", "nobody", *register.on(THEN)) == ()


# ---- machinery of government ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "day", "standing"),
    [
        ("DFE", THEN, ("DFE",)),
        ("BEIS", THEN, ("BEIS",)),
        ("BEIS", date(2023, 4, 1), ("DESNZ", "DSIT", "DBT")),
        ("BEIS", NOW, ("DESNZ", "BIST", "DEPARTMENT-FOR-DIGITAL-CULTURE-MEDIA-AND-SPORT")),
        ("VOA", NOW, ("HMRC",)),
        ("CCS", NOW, ("GCA",)),
        ("BIST", THEN, ()),
        ("nobody", NOW, ()),
    ],
)
def test_successors_stand_for_what_had_ended_on_the_day(code, day, standing):
    assert standing_for(code, register.organisations(), day) == standing


def test_successors_that_point_at_each_other_do_not_go_on_for_ever():
    gone = {"valid_to": date(2020, 1, 1)}
    held = [
        Organisation("A", "", "", "", successors=("B",), **gone),
        Organisation("B", "", "", "", successors=("A", "C"), **gone),
        Organisation("C", "", "", ""),
    ]
    assert standing_for("A", held, NOW) == ("C",)


def test_peers_named_one_by_one_are_those_of_the_day_without_ourselves():
    found = peer_groups.custom(["HMT", "BEIS", "DFE", "nobody", "HMT"], "DFE", register.organisations(), NOW)
    successors = ("DESNZ", "BIST", "DEPARTMENT-FOR-DIGITAL-CULTURE-MEDIA-AND-SPORT")
    assert found.group.members == tuple(sorted(("HMT", *successors)))
    assert found.replaced == (("BEIS", successors),)
    assert found.unknown == ("nobody",)
