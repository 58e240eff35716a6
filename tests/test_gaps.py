"""What cells say of gaps: people below target told from 10 on in steps of 5, and rows in order of their total gap."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assessment import gaps
from assessment.errors import NotAllowed, NotSignedIn
from assessment.model import VIEWS, Cell, Role
from assessment.service import demo
from assessment.service import gaps as service
from tests import builders as make


def cell(organisation: str = "O1", domain: str = "A", **numbers: float | None) -> Cell:
    """A level that is published with these numbers, or withheld without any."""
    status = "published" if numbers else "withheld"
    return Cell("organisation", domain, "level", status, organisation, **numbers)  # type: ignore[arg-type]


def shared(share: float | None, invited: int | None, n: int = 40) -> Cell:
    return cell(n=n, invited=invited, estimate=3.0, gap=0.5, share_below_target=share)


# ---- people below target ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "invited", "estimated", "told"),
    [
        (0.62, 2000, 1240, 1240),
        (0.57, 100, 57, 55),
        (0.29, 100, 29, 30),
        (0.5, 25, 12.5, 15),  # halves go up
        (0.62, 20, 12.4, 10),
        (0.4, 25, 10, 10),
        (0.41, 24, 9.84, gaps.FEW),  # nearest five would be 10, but there are fewer than 10
        (0.0, 500, 0, gaps.FEW),
    ],
)
def test_people_below_target_are_the_share_of_those_invited_to_the_nearest_five(share, invited, estimated, told):
    assert gaps.below_target(shared(share, invited)) == estimated
    assert gaps.people(shared(share, invited)) == told


def test_where_nobody_knows_how_many_were_invited_those_who_answered_stand_in():
    assert gaps.people(shared(0.5, None, n=40)) == 20


def test_without_a_published_share_there_are_no_people():
    assert gaps.people(shared(None, 100)) is None
    assert gaps.people(cell()) is None


@given(some.integers(0, 100), some.integers(1, 5000))
def test_a_number_below_ten_is_never_told_and_the_others_are_within_two_and_a_half(percent, invited):
    told, exact = gaps.people(shared(percent / 100, invited)), percent * invited / 100
    if exact < 10:
        assert told == gaps.FEW
    else:
        assert told >= 10
        assert told % 5 == 0
        assert abs(told - exact) <= 2.5


@pytest.mark.parametrize("figure", gaps.FIGURES)
def test_no_figure_is_read_of_a_withheld_cell_whatever_somebody_left_in_it(figure):
    left = shared(0.5, 100)
    assert gaps.FIGURES[figure](left) is not None
    object.__setattr__(left, "status", "withheld")
    assert gaps.FIGURES[figure](left) is None


# ---- rows -------------------------------------------------------------------------------------------


def test_each_view_has_what_tells_its_rows_apart():
    assert set(gaps.KEYS) <= set(VIEWS)
    assert {name for name in gaps.KEYS.values() if name} <= {field.name for field in fields(Cell)}
    assert gaps.key(Cell("grade", "A", "level", "withheld", grade_band="director")) == "director"
    assert gaps.key(Cell("all", "A", "level", "withheld")) == gaps.EVERYBODY


def gap(organisation: str, domain: str, size: float | None, share: float | None = 0.5) -> Cell:
    if size is None:
        return cell(organisation, domain)
    return cell(organisation, domain, n=30, invited=60, estimate=3.0, gap=size, share_below_target=share)


ROWS = {
    "wide": (0.8, 0.7),
    "partly": (1.2, None),  # what is withheld adds nothing: 1.2 comes after 1.5
    "above": (-0.3, -0.2),
    "hidden b": (None, None),
    "hidden a": (None, None),
}
CELLS = {(row, d): gap(row, d, size) for row, sizes in ROWS.items() for d, size in zip("AB", sizes, strict=True)}


def test_rows_stand_in_order_of_total_gap_with_withheld_rows_last_by_name():
    expected = ("wide", "partly", "above", "hidden a", "hidden b")
    assert gaps.order(ROWS, "AB", CELLS, "gap", {}) == expected
    assert gaps.order(reversed(ROWS), "AB", CELLS, "people", {}) == expected


def test_a_row_that_has_gaps_but_no_share_stands_among_the_withheld_when_shares_are_shown():
    cells = CELLS | {("wide", d): gap("wide", d, 0.8, share=None) for d in "AB"}
    assert gaps.order(ROWS, "AB", cells, "gap", {})[0] == "wide"
    assert gaps.order(ROWS, "AB", cells, "share", {}) == ("partly", "above", "hidden a", "hidden b", "wide")


def test_ties_are_settled_by_the_name_that_is_printed():
    cells = {(row, "A"): gap(row, "A", 0.3) for row in ("X", "Y")}
    assert gaps.order(("X", "Y"), "A", cells, "gap", {"X": "Zebra", "Y": "Ant"}) == ("Y", "X")


# ---- the service ------------------------------------------------------------------------------------

TEAM = make.LEARNING_TEAM


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEARNING_TEAM}))
def test_only_the_learning_team_sees_gaps_across_government(demonstration, role):
    with pytest.raises(NotAllowed):
        service.gaps(make.viewer(role))
    with pytest.raises(NotSignedIn):
        service.gaps(None)


@pytest.mark.parametrize(
    ("view", "some_row"),
    [
        ("organisation", "DFE"),
        ("grade", "director"),
        ("organisation_type", "Executive agency"),
        ("parent_group", "HM Treasury"),
    ],
)
def test_each_kind_of_row_comes_with_all_of_government(demonstration, view, some_row):
    found = service.gaps(TEAM, view=view)
    assert some_row in found.rows
    assert gaps.EVERYBODY not in found.rows
    for domain in found.domains:
        assert found.cells[gaps.EVERYBODY, domain.id].view == "all"
        assert found.cells[some_row, domain.id].view == view


def test_organisations_can_be_narrowed_to_a_type_and_a_parent_group(demonstration):
    every = service.gaps(TEAM)
    agencies = service.gaps(TEAM, organisation_type="Executive agency")
    both = service.gaps(TEAM, organisation_type="Executive agency", parent_group="Ministry of Defence")
    assert set(both.rows) < set(agencies.rows) < set(every.rows)
    assert agencies.rows == tuple(row for row in every.rows if row in set(agencies.rows)), "in the same order"
    assert agencies.types == every.types, "another type can be chosen"


def test_unknown_words_stand_for_the_first_of_their_kind(demonstration):
    odd = service.gaps(TEAM, "x", view="x", figure="x", organisation_type="x", parent_group="x")
    assert odd == service.gaps(TEAM, demo.CLOSED_CYCLE)


def test_a_row_is_shown_if_one_of_its_figures_is(demonstration):
    by_gap, by_share = (service.gaps(TEAM, figure=figure) for figure in ("gap", "share"))
    assert set(by_share.shown) < set(by_gap.shown), "a share needs 20 people"
    for view in (by_gap, by_share):
        assert view.withheld(view.rows) == sum(
            gaps.FIGURES[view.figure](view.cells[row, domain.id]) is None
            for row in view.rows
            for domain in view.domains
        )
