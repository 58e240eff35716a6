"""An organisation beside its peers: quartiles, the printed rule for "clearly", and nothing but published cells."""

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from assessment import peer_groups, peers
from assessment.model import Cell, Organisation, Published
from assessment.register import REFERENCE_DATA

QUANTILES = json.loads((Path(__file__).parent / "reference" / "quantile_types.json").read_text())


def shown(organisation: str, estimate: float, half: float = 0.1, n: int = 60, domain: str = "D") -> Cell:
    low, high = max(1.0, round(estimate - half, 1)), min(5.0, round(estimate + half, 1))
    return Cell("organisation", domain, "level", "published", organisation, n=n, estimate=estimate, low=low, high=high)


def hidden(organisation: str, domain: str = "D") -> Cell:
    return Cell("organisation", domain, "level", "withheld", organisation)


def release(*cells: Cell, alike: str = "") -> Published:
    when = datetime(2027, 3, 1, tzinfo=UTC)
    return Published("2027", when, False, 10, cells, frozenset(("level", domain) for domain in alike))


def compare(*cells: Cell, domains: str = "D", alike: str = "") -> tuple[peers.Comparison, ...]:
    """Us beside all others of the cells, the family being our own domains."""
    members = tuple(sorted({c.organisation for c in cells} - {"US"}))
    made = release(*cells, alike=alike)
    judged = peers.own_verdicts(made, "US", members, list(domains))
    return peers.compare(made, "US", list(domains), members, judged, {"D": 3.3})


def test_quartiles_are_those_of_type_7():
    # the reference sample is on 2-7, so it is halved to lie on our scale: quantiles halve with it
    sample = [x / 2 for x in QUANTILES["x"]]
    (found,) = compare(shown("US", 3.0), *(shown(f"P{i:02}", x) for i, x in enumerate(sample)))
    lower, median, upper = (QUANTILES["type7"][QUANTILES["probs"].index(p)] / 2 for p in (0.25, 0.5, 0.75))
    assert (found.lower_quartile, found.median, found.upper_quartile) == pytest.approx((lower, median, upper))
    assert found.peers == 11


def test_the_middle_of_the_people_survey_is_the_published_one_where_nothing_is_withheld():
    """103 organisations; the publisher's median is of all of them, so that it only agrees where we see them all."""
    rows = {row["code"]: row for row in csv.DictReader((REFERENCE_DATA / "people_survey_2024.csv").open())}
    together = {"CS_MEDIAN", "CS_MEAN", "MOJ_GROUP", "UKSA_GROUP"}
    seen = 0
    for measure in set(rows["CS_MEDIAN"]) - {"code", "organisation"}:
        values = [row[measure] for code, row in rows.items() if code not in together]
        if all(values):
            _, median, _ = peers.quartiles([float(value) for value in values])
            assert median == pytest.approx(float(rows["CS_MEDIAN"][measure]), abs=5e-4)
            seen += 1
    assert seen >= 8


def test_four_peers_are_too_few_and_withheld_cells_do_not_count():
    cells = [shown(f"P{i}", 3.0) for i in range(4)] + [hidden("P4")]
    (found,) = compare(shown("US", 2.0), *cells)
    assert (found.peers, found.median, found.lower_quartile, found.verdict) == (4, None, None, "")
    assert found.estimate == 2.0


def test_where_we_are_withheld_the_peers_are_shown_without_a_verdict():
    (found,) = compare(hidden("US"), *(shown(f"P{i}", 3.0) for i in range(5)))
    assert (found.estimate, found.low, found.high, found.n, found.verdict) == (None, None, None, None, "")
    assert found.median == 3.0


@pytest.mark.parametrize(
    ("estimate", "verdict"), [(2.0, "clearly below"), (3.0, "about the same"), (4.0, "clearly above")]
)
def test_verdicts_in_plain_words(estimate, verdict):
    (found,) = compare(shown("US", estimate), *(shown(f"P{i}", 3.0) for i in range(8)))
    assert found.verdict == verdict


@pytest.mark.parametrize(("estimate", "low", "high"), [(2.5, 2.4, 3.0), (3.5, 3.0, 3.6)])
def test_a_significant_difference_is_not_clear_while_our_range_holds_the_peer_median(estimate, low, high):
    own = Cell("organisation", "D", "level", "published", "US", n=500, estimate=estimate, low=low, high=high)
    (found,) = compare(own, *(shown(f"P{i}", 3.0, 0.05) for i in range(30)))
    assert peers.difference_p(own, [shown(f"P{i}", 3.0, 0.05) for i in range(30)]) < 0.05
    assert found.verdict == "about the same"


def test_a_range_that_leaves_out_the_median_is_not_clear_unless_significant():
    # peers differ widely, so their median is uncertain: 2.6-2.8 against 3.0 is not significant
    scattered = [shown(f"P{i}", x) for i, x in enumerate((1.5, 2.0, 3.0, 4.0, 4.5))]
    (found,) = compare(shown("US", 2.7), *scattered)
    assert found.high is not None
    assert found.median is not None
    assert found.high < found.median
    assert found.verdict == "about the same"


def test_one_difference_among_many_domains_must_be_stronger():
    def row(domain: str, ours: float) -> list[Cell]:
        others = [shown(f"P{i}", 3.0 + 0.1 * (i % 3 - 1), 0.1, domain=domain) for i in range(9)]
        return [shown("US", ours, 0.2, n=40, domain=domain), *others]

    ours = 2.7
    alone = compare(*row("A", ours), domains="A")
    p = peers.difference_p(row("A", ours)[0], row("A", ours)[1:])
    assert 0.05 / 8 < p < 0.05
    assert alone[0].verdict == "clearly below"
    together = compare(*row("A", ours), *(c for d in "BCDEFGH" for c in row(d, 3.0)), domains="ABCDEFGH")
    assert together[0].verdict == "about the same"
    assert [c.domain for c in together] == list("ABCDEFGH")


def test_the_p_value_worked_by_hand():
    # ours 2.5 (2.3-2.7, n 41): half-width at most .25, t(48) = 2.0106, v = .015460
    own = shown("US", 2.5, 0.2, n=41)
    others = [shown(f"P{i}", x, 0.1, n=41) for i, x in enumerate((2.8, 3.0, 3.0, 3.2, 3.4))]
    # peers' variance .052 exceeds their mean v of (.15 / 2.0106)^2
    error = np.sqrt((0.25 / 2.010635) ** 2 + np.pi / 2 * 0.052 / 5)
    assert peers.difference_p(own, others) == pytest.approx(2 * stats.t.sf(0.5 / error, 48), rel=1e-5)


def test_a_standard_error_is_never_recovered_too_small():
    for half in np.linspace(0.03, 0.9, 30):
        for estimate in (1.4, 2.04, 3.0, 4.6):
            low, high = max(1.0, estimate - half), min(5.0, estimate + half)
            numbers = {name: round(x, 1) for name, x in (("estimate", estimate), ("low", low), ("high", high))}
            cell = Cell("organisation", "D", "level", "published", "US", n=20, **numbers)
            assert peers.standard_error(cell) >= half / stats.t.ppf(0.975, 27) - 1e-12


def test_a_withheld_cell_has_no_standard_error():
    with pytest.raises(ValueError, match="withheld"):
        peers.standard_error(hidden("US"))


def test_we_are_not_our_own_peer():
    members = ["US", *(f"P{i}" for i in range(5))]
    cells = [shown("US", 1.5), *(shown(f"P{i}", 3.0) for i in range(5))]
    (found,) = peers.compare(release(*cells), "US", ["D"], members, {}, {})
    assert (found.peers, found.lower_quartile) == (5, 3.0)


def test_the_mean_of_all_people_stands_beside_the_median_organisation():
    rows = compare(shown("US", 3.0), shown("US", 3.0, domain="E"), domains="DE")
    assert [row.everyone for row in rows] == [3.3, None]


def test_only_organisations_with_a_published_level_count_as_published():
    cells = release(shown("A", 3.0), hidden("B"), shown("C", 3.0))
    assert peers.published_organisations(cells) == {"A", "C"}


def test_levels_of_single_peers_come_without_names_and_in_ascending_order():
    cells = release(shown("A", 3.1), shown("B", 2.2), hidden("C"), shown("D", 4.0))
    assert peers.levels(cells, ["A", "B", "C"]) == {"D": (2.2, 3.1)}


# ---- which peers ------------------------------------------------------------------------------------

REGISTER = [
    Organisation("US", "", "ministry", "g", 200),
    *(Organisation(f"M{i}", "", "ministry", "g" if i < 3 else "", 100 + 10 * i) for i in range(6)),
    *(Organisation(f"A{i}", "", "agency", "", 50) for i in range(6)),
]
EVERYBODY = {one.code for one in REGISTER}


def test_the_first_rule_with_enough_published_members_is_used_and_an_unknown_one_counts_as_none():
    for wanted in ("", "no such rule"):
        choice = peers.choose("US", REGISTER, EVERYBODY, wanted)
        assert (choice.group.rule.id, choice.refused) == ("nearest", None)


def test_a_rule_with_four_published_members_is_refused_for_the_first_that_can_be_used():
    choice = peers.choose("US", REGISTER, EVERYBODY - {"M0", "M1"}, "type")
    assert (choice.group.rule.id, choice.refused.id) == ("nearest", "type")
    five = peers.choose("US", REGISTER, EVERYBODY - {"M0"}, "type")
    assert (five.group.rule.id, five.refused) == ("type", None)
    assert five.group.members == ("M0", "M1", "M2", "M3", "M4", "M5"), "members are those of the register"


def test_without_five_published_organisations_nobody_has_peers():
    choice = peers.choose("US", REGISTER, ["US", "M0", "M1", "M2", "M3"], "all")
    assert choice.group is None
    assert choice.refused.id == "all"


def test_peers_chosen_one_by_one_must_be_five_and_published():
    def chosen(*codes: str, published: set[str]) -> peers.Choice:
        named = peer_groups.PeerGroup(peer_groups.CUSTOM, "", codes)
        return peers.choose("US", REGISTER, published, "custom", named)

    five = ("A0", "A1", "A2", "M0", "M1")
    assert chosen(*five, published=EVERYBODY).group.members == five
    assert chosen(*five[:4], published=EVERYBODY).refused == peer_groups.CUSTOM
    assert chosen(*five, published=EVERYBODY - {"A0"}).refused == peer_groups.CUSTOM
    assert peers.choose("US", REGISTER, EVERYBODY, "custom").refused == peer_groups.CUSTOM


def test_the_rules_can_ask_for_more_peers_but_never_for_fewer(monkeypatch):
    for asked, needed in ((3, 5), (7, 7)):
        held = replace(peer_groups.rules(), fewest=asked)
        monkeypatch.setattr(peer_groups, "rules", lambda held=held: held)
        assert peers.fewest() == needed
        monkeypatch.undo()


# ---- verdicts on a whole release ----------------------------------------------------------------------


def every_cell(levels: dict[str, float], domain: str = "D", n: int = 60) -> list[Cell]:
    return [shown(code, level, n=n, domain=domain) for code, level in levels.items()]


def all_of(codes: Iterable[str]) -> list[Organisation]:
    return [Organisation(code, "", "ministry", "") for code in codes]


ALL = peer_groups.rules().named("all")
SEVEN = dict(zip("ABCDEFG", (3.0, 3.0, 3.1, 2.9, 3.0, 3.1, 2.2), strict=True))


def test_verdicts_of_a_release_are_one_family_over_all_organisations_and_domains():
    """By hand: seven organisations in two areas are fourteen tests; Benjamini and Hochberg compare the k-th smallest
    p with k x .05 / 14."""
    cells = [*every_cell(SEVEN), *every_cell(dict.fromkeys(SEVEN, 3.0), "E")]
    judged = peers.verdicts(release(*cells), all_of(SEVEN), ALL, ["D", "E"])
    assert len(judged) == 14
    chances = sorted(
        peers.difference_p(own, [other for other in cells if other.domain == own.domain and other != own])
        for own in cells
    )
    passing = [k for k, p in enumerate(chances, 1) if p <= k * 0.05 / 14]
    clear = [key for key, verdict in judged.items() if verdict != "about the same"]
    assert len(clear) == max(passing) == 1
    assert clear == [("G", "D")]
    assert judged["G", "D"] == "clearly below"


def test_more_tests_in_the_family_make_the_same_difference_less_clear():
    near = SEVEN | {"G": 2.8}
    cells = every_cell(near, n=40)
    alone = peers.own_verdicts(release(*cells), "G", list("ABCDEF"), ["D"])
    assert alone == {("G", "D"): "clearly below"}
    more = [cell for domain in "EFGHIJ" for cell in every_cell(dict.fromkeys(SEVEN, 3.0), domain, 40)]
    whole = peers.verdicts(release(*cells, *more), all_of(SEVEN), ALL, list("DEFGHIJ"))
    assert whole["G", "D"] == "about the same"


def test_what_cannot_be_compared_has_no_verdict_and_is_in_no_family():
    cells = [*every_cell(SEVEN), hidden("A", "E"), *(shown(code, 3.0, domain="E") for code in "BCDE")]
    judged = peers.verdicts(release(*cells), all_of(SEVEN), ALL, ["D", "E"])
    assert {domain for _, domain in judged} == {"D"}
    assert peers.verdicts(release(), all_of(SEVEN), ALL, ["D"]) == {}


def test_where_organisations_do_not_differ_as_a_whole_no_single_one_does():
    judged = peers.verdicts(release(*every_cell(SEVEN), alike="D"), all_of(SEVEN), ALL, ["D"])
    assert set(judged.values()) == {"about the same"}
    cells = [shown("US", 2.0), *every_cell(SEVEN)]
    assert compare(*cells)[0].verdict == "clearly below"
    assert compare(*cells, alike="D")[0].verdict == "about the same"


def test_an_organisation_that_is_not_in_the_register_of_the_day_has_no_verdict():
    judged = peers.verdicts(release(*every_cell(SEVEN)), all_of("ABCDEF"), ALL, ["D"])
    assert {code for code, _ in judged} == set("ABCDEF")
