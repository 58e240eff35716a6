"""Priorities: people below target times the average gap, places that say how sure they are, reasons in words."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from assessment import gaps, peers
from assessment.errors import NotAllowed, NotFound, NotSignedIn
from assessment.model import Cell, Role
from assessment.priorities import Priority, draws, ranked
from assessment.service import demo, releases
from assessment.service.priorities import Group, priorities
from tests import builders as make
from tests.test_charts import IDS, SHORT, values
from ui import chart_words, downloads
from ui import priority_words as words
from ui.priority_chart import priority_bars

EVERYBODY = Group("all", "", "")


def level(domain: str, gap: float, share: float, invited: int = 2000, n: int = 1200, half: float = 0.1) -> Cell:
    estimate = round(4.0 - gap, 1)
    low, high = max(1.0, round(estimate - half, 1)), min(5.0, round(estimate + half, 1))
    return Cell(
        "all", domain, "level", "published", n=n, invited=invited, estimate=estimate, low=low, high=high, target=4.0,
        gap=gap, share_below_target=share,
    )  # fmt: skip


def hidden(domain: str) -> Cell:
    return Cell("all", domain, "level", "withheld")


def organisation(code: str, domain: str, gap: float | None) -> Cell:
    if gap is None:
        return Cell("organisation", domain, "level", "withheld", code)
    return Cell("organisation", domain, "level", "published", code, n=12, estimate=3.0, gap=gap)


# ---- size and order ---------------------------------------------------------------------------------


def test_the_size_is_people_below_target_times_the_average_gap():
    (row,) = ranked([level("A", 0.6, 0.62)])
    assert (row.people, row.gap) == (1240, 0.6)
    assert row.size == pytest.approx(744)
    assert row.low < 744 < row.high
    assert (row.first, row.last) == (1, 1)


def test_the_largest_comes_first_then_what_has_no_place_in_the_order_of_the_bank():
    few = level("C", 0.9, 0.3, invited=30, n=20)
    rows = ranked([hidden("A"), few, level("B", 0.1, 0.5), level("D", 1.0, 0.8)])
    assert [row.domain for row in rows] == ["D", "B", "A", "C"]
    assert [row.people for row in rows] == [1600, 1000, None, gaps.FEW]
    assert [row.size is None for row in rows] == [False, False, True, True]
    assert rows[2].gap is None
    assert rows[3].gap == 0.9


def test_an_average_at_or_above_target_makes_no_priority_and_shares_the_last_places():
    rows = ranked([level("A", -0.5, 0.2), level("B", 0.8, 0.7), level("C", -0.9, 0.1)])
    assert [(row.domain, row.size) for row in rows] == [("B", pytest.approx(1120)), ("A", 0), ("C", 0)]
    assert [(row.first, row.last) for row in rows] == [(1, 1), (2, 3), (2, 3)]


def test_areas_that_the_figures_cannot_tell_apart_share_their_places():
    rows = ranked([level("A", 0.5, 0.5), level("B", 0.5, 0.5), level("C", 1.8, 0.95)])
    assert [(row.first, row.last) for row in rows] == [(1, 1), (2, 3), (2, 3)]


def test_the_range_is_that_of_gap_and_share_at_the_same_quantile():
    """Both rise with the quantile, so the quantile of their product is the product of their quantiles."""
    cell = level("A", 0.6, 0.62, invited=300, n=150)
    drawn = draws([cell])[:, 0]
    for chance in (0.1, 0.5, 0.9):
        gap = 0.6 + peers.standard_error(cell) * stats.t.ppf(chance, 150 - 1 + 8)
        people = 300 * stats.binom.ppf(chance, 150, 0.62) / 150
        assert np.quantile(drawn, chance) == pytest.approx(people * gap, rel=0.03)


def test_the_range_leaves_out_one_draw_in_forty_on_either_side():
    cell = level("A", 0.6, 0.62, invited=300, n=150)
    (row,) = ranked([cell])
    assert (row.low, row.high) == tuple(np.quantile(draws([cell])[:, 0], [0.025, 0.975]))


def test_an_area_that_may_have_no_gap_at_all_may_come_last_with_those_that_have_none():
    rows = ranked([level("A", 1.5, 0.9), level("B", 0.1, 0.5, half=0.3), level("C", -0.9, 0.1)])
    assert [(row.domain, row.first, row.last) for row in rows] == [("A", 1, 1), ("B", 2, 3), ("C", 2, 3)]


def test_the_place_in_the_order_is_always_among_the_places_however_many_areas_are_alike():
    """Of sixty equal areas each comes first in one draw of sixty, which is less than the range takes in."""
    rows = ranked([level(f"A{n}", 0.5, 0.5) for n in range(58)] + [level("TOP", 0.5, 0.51), level("END", 0.5, 0.49)])
    assert (rows[0].domain, rows[0].first) == ("TOP", 1)
    assert (rows[-1].domain, rows[-1].last) == ("END", 60)


def test_places_agree_with_a_simulation_of_their_own():
    cells = [level("A", 0.5, 0.5, n=400), level("B", 0.6, 0.5, n=400), level("C", 0.2, 0.4, n=400)]
    rng = np.random.default_rng(7)
    errors = [peers.standard_error(cell) for cell in cells]
    sizes = []
    for cell, error in zip(cells, errors, strict=True):
        chance = rng.random(20_000)
        share = stats.binom.ppf(chance, cell.n, cell.share_below_target) / cell.n
        sizes.append(2000 * share * np.maximum(cell.gap + error * stats.t.ppf(chance, cell.n + 7), 0))
    places = 1 + (np.array(sizes)[None, :, :] > np.array(sizes)[:, None, :]).sum(axis=1)
    for row in ranked(cells):
        own = np.sort(places["ABC".index(row.domain)])
        assert (row.first, row.last) == (own[500], own[-501])


def test_the_same_cells_always_give_the_same_places_and_ranges():
    cells = [level("A", 0.5, 0.5), level("B", 0.6, 0.4)]
    assert ranked(cells) == ranked(cells)


def test_organisations_with_a_gap_are_counted_among_those_that_are_published():
    parts = [organisation(*one) for one in (("X", "A", 0.2), ("Y", "A", 0.0), ("Z", "A", None), ("X", "B", 0.1))]
    rows = {row.domain: row for row in ranked([level("A", 0.6, 0.6), level("B", 0.3, 0.5)], parts)}
    assert (rows["A"].affected, rows["A"].organisations) == (1, 2)
    assert (rows["B"].affected, rows["B"].organisations) == (1, 1)


cells_of = some.tuples(
    some.integers(-30, 30), some.integers(0, 100), some.integers(20, 5000), some.integers(20, 900)
).map(lambda t: (t[0] / 10, t[1] / 100, max(t[2], t[3]), t[3]))
grids = some.tuples(*(some.none() | cells_of for _ in IDS)).map(
    lambda held: [level(d, *h) if h else hidden(d) for d, h in zip(IDS, held, strict=True)]
)


@given(grids)
@settings(max_examples=60, deadline=None)
def test_ranges_hold_their_sizes_places_hold_their_order_and_nothing_is_not_a_number(cells):
    rows = [row for row in ranked(cells) if row.size is not None]
    for place, row in enumerate(rows, 1):
        assert 0 <= row.low <= row.size <= row.high < float("inf")
        assert 1 <= row.first <= place <= row.last <= len(rows)
        assert row.people >= 10
    assert all(one.size >= other.size for one, other in pairwise(rows))


# ---- words and picture ------------------------------------------------------------------------------


def test_places_are_written_as_one_says_them():
    assert [words.ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th",
    ]  # fmt: skip
    assert words.place(Priority("A", 100, 0.5, 50, 40, 60, 1, 1)) == "1st"
    assert words.place(Priority("A", 100, 0.5, 50, 40, 60, 1, 3)) == "1st to 3rd"
    assert words.place(Priority("A", gaps.FEW, 0.5)) == "–"
    assert words.place(Priority("A", None, None)) == "[c]"


def test_reasons_say_people_gap_and_organisations():
    rows = [
        Priority("A", 1240, 0.6, 744, 600, 900, 1, 1, affected=31, organisations=46),
        Priority("B", 300, 0.0, 0, 0, 9, 2, 3),
        Priority("C", 200, -0.2, 0, 0, 0, 2, 3),
        Priority("D", gaps.FEW, 0.4),
        Priority("E", None, None),
    ]
    assert words.reasons(rows, SHORT) == [
        "Short A: 1,240 people are below target; the average gap is 0.6 levels; 31 of 46 organisations have a gap.",
        "Short B: 300 people are below target, but the average is at target.",
        "Short C: 200 people are below target, but the average is 0.2 above target.",
    ]


def test_rows_of_the_table_in_all_their_states():
    rows = [
        Priority("A", 1240, 0.6, 744.4, 600, 1900, 1, 2, affected=31, organisations=46),
        Priority("B", gaps.FEW, 0.4),
        Priority("C", None, None, affected=1, organisations=2),
    ]
    assert [words.table_row(row, row.domain, EVERYBODY) for row in rows] == [
        ("A", "1st to 2nd", "1,240", "0.6", "744", "600 to 1,900", "31 of 46"),
        ("B", "–", "<10", "0.4", "–", "–", "–"),
        ("C", "[c]", "[c]", "[c]", "[c]", "[c]", "1 of 2"),
    ]
    of_one = Group("organisation", "DFE", "Education")
    assert len(words.table_row(rows[0], "A", of_one)) == len(words.columns(of_one)) == 6


@given(grids)
@settings(max_examples=60, deadline=None)
def test_the_title_names_all_areas_that_may_come_first_and_no_other(cells):
    rows = ranked(cells)
    chart, said = priority_bars(rows, SHORT, "All of government", "Spring")
    placed = [row for row in rows if row.size is not None]
    first = {SHORT[row.domain] for row in placed if row.first == 1}
    named = {name for name in SHORT.values() if name in said.title}
    if not placed:
        assert said.title == "No area can be given a priority"
    elif not placed[0].size:
        assert said.title == "No area shown has an average below target"
    else:
        assert named == (first if len(first) <= 2 else set())
        assert len(first) <= 2 or said.title.startswith(f"Any of {len(first)} areas may come first")
    assert "All of government, Spring" in said.subtitle
    assert len(said.alt) <= chart_words.ALT_LIMIT
    drawn = {str(row["row"]).replace("|", " ") for row in values(chart)}
    assert drawn == {SHORT[row.domain] for row in placed}


def test_each_bar_ends_in_its_number_and_place():
    rows = ranked([level("A", 0.6, 0.62), level("B", 0.1, 0.5)])
    chart, said = priority_bars(rows, SHORT)
    ends = list(dict.fromkeys(row["end"] for row in values(chart)))
    assert ends == ["744 (1st)", "100 (2nd)"]
    assert said.title == "Short A comes first"
    assert said.alt.startswith("Bar chart of priorities of 2 areas. Largest: Short A, 744. Smallest: Short B, 100.")


def test_nothing_of_a_withheld_area_is_in_the_specification():
    left = level("A", 1.7, 0.87, invited=1477)
    object.__setattr__(left, "status", "withheld")
    chart, said = priority_bars(ranked([left, level("B", 0.1, 0.5)]), SHORT)
    everything = json.dumps(chart.to_dict()) + said.title + said.alt
    assert not any(secret in everything for secret in ("Short A", "1.7", "0.87", "1,285", "1285", "2184"))


def test_the_file_is_the_table():
    rows = [words.table_row(row, row.domain, EVERYBODY) for row in ranked([level("A", 0.6, 0.62), hidden("B")])]
    lines = downloads.csv_bytes(words.COLUMNS, rows).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Area,Place,People below target,Average gap,Priority")
    assert lines[1].startswith('A,1st,"1,240",0.6,744,')
    assert lines[2] == "B,[c],[c],[c],[c],[c],–"


# ---- the service ------------------------------------------------------------------------------------

TEAM = make.LEARNING_TEAM


def test_the_learning_team_may_choose_any_group_and_begins_with_everybody(demonstration):
    found = priorities(TEAM)
    assert found.group.view == "all"
    assert {group.view for group in found.groups} == {"all", "organisation_type", "parent_group", "organisation"}
    assert priorities(TEAM, "no such group", "no such cycle") == found
    assert [row.domain for row in found.priorities] != [domain.id for domain in found.domains]


def test_what_is_said_of_everybody_follows_from_the_published_cells(demonstration):
    found = priorities(TEAM)
    published = releases.stored(TEAM, demo.CLOSED_CYCLE)[1].select(measure="level")
    for row in found.priorities:
        (cell,) = published.select(view="all", domain=row.domain).cells
        assert row.people == gaps.told(cell.share_below_target * cell.invited)
        assert row.size == pytest.approx(cell.share_below_target * cell.invited * max(cell.gap, 0))
        parts = [c.gap for c in published.select(view="organisation", domain=row.domain).cells if c.shown]
        assert (row.affected, row.organisations) == (sum(gap > 0 for gap in parts), len(parts))


def test_a_type_counts_its_own_organisations_only(demonstration):
    found = priorities(TEAM, "organisation_type.Ministerial department")
    everybody = priorities(TEAM)
    assert found.group == Group("organisation_type", "Ministerial department", "Ministerial department")
    assert 0 < found.priorities[0].organisations < everybody.priorities[0].organisations
    assert [group.view for group in found.wider] == ["all"]


def test_an_organisation_offers_the_groups_it_is_part_of(demonstration):
    found = priorities(TEAM, "organisation.DFE")
    assert [group.code for group in found.wider] == [
        "all.", "organisation_type.Ministerial department", "parent_group.Department for Education",
    ]  # fmt: skip
    assert all(row.organisations == 0 for row in found.priorities)


@pytest.mark.parametrize("viewer", [make.DEPARTMENT_HR, make.DEPARTMENT_LEAD])
def test_a_department_sees_its_own_organisation_and_nothing_wider(demonstration, viewer):
    found = priorities(viewer)
    assert [group.code for group in found.groups] == ["organisation.DFE"]
    assert found.group.name == "Department for Education"
    assert found.wider == ()
    assert found.priorities == priorities(TEAM, "organisation.DFE").priorities
    for other in ("all.", "organisation.HMT", "parent_group.Department for Education", "nonsense"):
        with pytest.raises(NotAllowed):
            priorities(viewer, other)


def test_a_department_that_is_in_no_result_is_told_so(demonstration):
    with pytest.raises(NotFound, match="We could not find your organisation in these results"):
        priorities(make.viewer(Role.DEPARTMENT_LEAD, organisation="NOWHERE"))


@pytest.mark.parametrize("role", [Role.RESPONDENT, Role.BANK_EDITOR, Role.ADMINISTRATOR])
def test_others_see_no_priorities(demonstration, role):
    with pytest.raises(NotAllowed):
        priorities(make.viewer(role))
    with pytest.raises(NotSignedIn):
        priorities(None)
