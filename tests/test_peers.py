"""An organisation beside its peers: quartiles, the printed rule for "clearly", and nothing but published cells."""

import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from assessment import peers
from assessment.model import Cell, Organisation, Published

QUANTILES = json.loads((Path(__file__).parent / "reference" / "quantile_types.json").read_text())


def shown(organisation: str, estimate: float, half: float = 0.1, n: int = 60, domain: str = "D") -> Cell:
    low, high = max(1.0, round(estimate - half, 1)), min(5.0, round(estimate + half, 1))
    return Cell("organisation", domain, "level", "published", organisation, n=n, estimate=estimate, low=low, high=high)


def hidden(organisation: str, domain: str = "D") -> Cell:
    return Cell("organisation", domain, "level", "withheld", organisation)


def release(*cells: Cell) -> Published:
    return Published("2027", datetime(2027, 3, 1, tzinfo=UTC), False, 10, cells)


def compare(*cells: Cell, domains: str = "D") -> tuple[peers.Comparison, ...]:
    members = tuple(sorted({c.organisation for c in cells} - {"US"}))
    return peers.compare(release(*cells), "US", list(domains), peers.PeerGroup("All others", members))


def test_quartiles_are_those_of_type_7():
    # the reference sample is on 2-7, so it is halved to lie on our scale: quantiles halve with it
    sample = [x / 2 for x in QUANTILES["x"]]
    (found,) = compare(shown("US", 3.0), *(shown(f"P{i:02}", x) for i, x in enumerate(sample)))
    lower, median, upper = (QUANTILES["type7"][QUANTILES["probs"].index(p)] / 2 for p in (0.25, 0.5, 0.75))
    assert (found.lower_quartile, found.median, found.upper_quartile) == pytest.approx((lower, median, upper))
    assert found.peers == 11


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
    group = peers.PeerGroup("All", ("US", *(f"P{i}" for i in range(5))))
    cells = [shown("US", 1.5), *(shown(f"P{i}", 3.0) for i in range(5))]
    (found,) = peers.compare(release(*cells), "US", ["D"], group)
    assert (found.peers, found.lower_quartile) == (5, 3.0)


def test_peers_are_of_the_same_type_where_five_are_published():
    register = [Organisation(f"M{i}", "", "ministry", "") for i in range(7)] + [Organisation("X", "", "agency", "")]
    codes = {o.code for o in register}
    same = peers.peer_group(register, "M0", codes)
    assert same.members == ("M1", "M2", "M3", "M4", "M5", "M6")
    assert same.rule == "All other organisations of the same type (ministry) with published results"
    few = peers.peer_group(register, "M0", codes - {"M5", "M6"})
    assert few.members == ("M1", "M2", "M3", "M4", "X")
    assert few.rule == "All other organisations with published results"


def test_only_organisations_with_a_published_level_count_as_published():
    cells = release(shown("A", 3.0), hidden("B"), shown("C", 3.0))
    assert peers.published_organisations(cells) == {"A", "C"}
