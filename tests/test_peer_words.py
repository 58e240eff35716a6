"""What the page of an organisation says: true of its figures, whatever they are, and short."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assessment import peer_groups
from assessment.model import Cell, Organisation
from assessment.peer_groups import CUSTOM, Custom, PeerGroup
from assessment.peers import Choice, Comparison
from assessment.service.comparing import Beside, Named
from tests.test_charts import BANK, IDS, SHORT, values
from ui import class_chart, class_words, peer_words, tables
from ui.chart_words import ALT_LIMIT

NEAREST, TYPE = (peer_groups.rules().named(key) for key in ("nearest", "type"))
VERDICTS = ("clearly below", "about the same", "clearly above")


def comparison(domain: str, verdict: str = "about the same", n: int | None = 60) -> Comparison:
    own = (None, None, None) if n is None else (2.14, 2.0, 2.3)
    return Comparison(domain, *own, n, 8, 3.0, 2.75, 3.25, 2.9, verdict if n is not None else "")


def beside(choice: Choice, custom: Custom | None = None, **names: str) -> Beside:
    return Beside(choice, (NEAREST, TYPE), (), custom, (), {}, names)


# ---- the headline -----------------------------------------------------------------------------------

rows = some.tuples(
    *(some.builds(comparison, some.just(d), some.sampled_from(VERDICTS), some.sampled_from([60, None])) for d in IDS)
)


@given(rows)
@settings(max_examples=200, deadline=None)
def test_the_headline_names_the_areas_of_each_verdict_and_no_others(made):
    said = peer_words.headline(made, SHORT)
    judged = [row for row in made if row.verdict]
    named = {SHORT[row.domain] for row in judged if row.verdict != "about the same"}
    assert {name for name in SHORT.values() if name in said} == named
    for verdict in ("clearly below", "clearly above"):
        found = sum(row.verdict == verdict for row in judged)
        assert (f"{verdict} in {found} of {len(judged)} areas" in said) == bool(found)
    if judged:
        assert ("about the same" in said.lower()) == any(row.verdict == "about the same" for row in judged)
    else:
        assert said == "There is not enough to compare this organisation with its peers."


def test_the_headline_word_by_word():
    made = [comparison("A", "clearly below"), comparison("B"), comparison("C", n=None)]
    assert peer_words.headline(made, SHORT) == (
        "Beside the middle of its peers: clearly below in 1 of 2 areas (Short A); about the same in the others."
    )
    assert peer_words.headline([comparison("A")], SHORT) == (
        "About the same as the middle of its peers in the one area that can be compared."
    )
    every = [comparison(d, "clearly above") for d in "AB"]
    assert peer_words.headline(every, SHORT) == (
        "Beside the middle of its peers: clearly above in 2 of 2 areas (Short A; Short B)."
    )


# ---- rules ------------------------------------------------------------------------------------------


def test_the_rule_is_printed_with_what_its_members_share():
    said = peer_words.about(beside(Choice(PeerGroup(TYPE, "Executive agency", ("A",)))))
    assert said == (
        "Compared with: same type (Executive agency). Organisations of the same type in the GOV.UK register."
    )
    assert peer_words.about(beside(Choice(None))) == peer_words.NO_COMPARISON


def test_a_rule_that_cannot_be_used_is_refused_in_words_that_do_not_say_how_many_are_missing():
    group = PeerGroup(NEAREST, "policy", ("A",))
    assert peer_words.refusal(beside(Choice(group))) == ""
    assert peer_words.refusal(beside(Choice(group, TYPE))) == (
        "Fewer than five of these organisations have published results, so they cannot be used: same type. "
        "This page compares with: similar size and kind of work."
    )
    assert peer_words.refusal(beside(Choice(None, TYPE))).endswith("cannot be used: same type.")


def test_choosing_one_by_one_is_refused_for_its_own_reason():
    group = PeerGroup(NEAREST, "policy", ("A",))

    def said(*codes: str) -> str:
        return peer_words.refusal(beside(Choice(group, CUSTOM), Custom(PeerGroup(CUSTOM, "", codes), (), ())))

    assert said("A", "B").startswith("Choose five organisations or more.")
    assert said(*"ABCDE").startswith("Fewer than five of these organisations have published results")
    assert peer_words.refusal(beside(Choice(group, CUSTOM))).startswith("Only the learning team can choose")


def test_organisations_that_had_ended_or_are_unknown_are_named():
    custom = Custom(PeerGroup(CUSTOM, "", ()), (("OLD", ("NEW", "NEWER")),), ("XX", "YY"))
    made = beside(Choice(None, CUSTOM), custom, OLD="Old Office", NEW="New Office", NEWER="Newer Office")
    assert peer_words.notes_on_choice(made) == [
        "Old Office had ended when the cycle opened. Instead: New Office and Newer Office.",
        "Left out, as not in the register when the cycle opened: XX and YY.",
    ]
    assert peer_words.notes_on_choice(beside(Choice(None))) == []


def test_what_stands_for_an_organisation_that_had_ended_is_named():
    old, new, newer = (Organisation(code, f"{code} Office", "", "") for code in ("Old", "New", "Newer"))
    assert peer_words.standing(Named(new)) == ""
    assert peer_words.standing(Named(new, old, (new, newer))) == (
        "Old Office had ended when this cycle opened. Its successors are New Office and Newer Office. "
        "This page is about New Office."
    )
    assert peer_words.standing(Named(old, old, (new,))) == (
        "Old Office had ended when this cycle opened. Its successor is New Office."
    )


def test_the_family_behind_a_verdict_is_told():
    usual = peer_words.verdict_rule(beside(Choice(PeerGroup(NEAREST, "", ()))))
    assert "Benjamini-Hochberg, 5%, over all organisations and areas" in usual
    custom = peer_words.verdict_rule(beside(Choice(PeerGroup(CUSTOM, "", ()))))
    assert "Benjamini-Hochberg, 5%, over the areas of this organisation" in custom


def test_areas_without_evidence_of_differences_are_named_in_a_sentence():
    domains = BANK.domains[:3]
    assert peer_words.alike([]) == ""
    assert peer_words.alike(domains).startswith(
        "There is no evidence that organisations differ in Short A, Short B and Short C."
    )


# ---- tables -----------------------------------------------------------------------------------------


def test_a_row_has_the_numbers_of_the_comparison_to_one_decimal():
    assert peer_words.row(comparison("A", "clearly below"), "Area A") == (
        "Area A", "2.1", "2.0 to 2.3", "2.8", "3.0", "3.2", "2.9", "60", "clearly below",
    )  # fmt: skip
    assert len(peer_words.COLUMNS) == 9


@pytest.mark.parametrize(("n", "mark"), [(10, True), (19, True), (20, False)])
def test_ten_to_nineteen_people_are_marked_as_of_low_reliability(n, mark):
    made = peer_words.row(comparison("A", n=n), "Area A")
    assert made[1] == ("2.1 [u]" if mark else "2.1")
    assert ("[u] means low reliability: fewer than 20 people answered" in peer_words.notes([made])) == mark


def test_a_withheld_row_has_marks_and_no_number_of_ours():
    made = peer_words.row(comparison("A", n=None), "Area A")
    assert made == ("Area A", "[c]", "[c]", "2.8", "3.0", "3.2", "2.9", "[c]", "–")


def test_the_gap_of_a_group_by_hand():
    cell = Cell(
        "organisation", "A", "level", "published", "US", n=24, estimate=2.9, low=2.7, high=3.1, target=3.2, gap=0.3,
        share_below_target=0.61,
    )  # fmt: skip
    assert peer_words.gap_row(cell, "A") == ("A", "2.9", "2.7 to 3.1", "3.2", "0.3", "61%", "24")
    few = replace(cell, n=12, share_below_target=None)
    assert peer_words.gap_row(few, "A") == ("A", "2.9 [u]", "2.7 to 3.1", "3.2", "0.3", "–", "12")
    hidden = Cell("organisation", "A", "level", "withheld", "US")
    assert peer_words.gap_row(hidden, "A") == ("A", "[c]", "[c]", "[c]", "[c]", "[c]", "[c]")


def test_a_figure_of_low_reliability_is_aligned_as_a_number_and_explained_to_screen_readers():
    table = tables.table_markup("T", ["Area", "Us"], [["A", "2.1 [u]"], ["B", "3.0"], ["C", "[c]"]])
    assert '<td class="number">2.1 [u]<span class="unseen"> low reliability</span></td>' in table
    assert '<td class="number">3.0</td>' in table


def test_wider_groups_to_offer_are_those_that_the_register_knows():
    known = Organisation("US", "Us", "Agency", "Parent Department")
    assert peer_words.wider_links(known) == {
        "group": "Parent group: Parent Department",
        "type": "Type: Agency",
        "all": "All of government",
    }
    assert peer_words.wider_links(Organisation("US", "Us", "", "")) == {"all": "All of government"}


# ---- leaders in three classes -----------------------------------------------------------------------


@some.composite
def three_shares(draw: some.DrawFn) -> class_words.Shares:
    low = draw(some.integers(1, 97))
    middle = draw(some.integers(1, 98 - low))
    return low / 100, middle / 100, (100 - low - middle) / 100


classes = some.dictionaries(some.sampled_from(IDS), three_shares())


@given(classes)
@settings(max_examples=60, deadline=None)
def test_the_title_of_the_classes_names_the_areas_with_the_largest_low_share(made):
    chart, words = class_chart.class_bars(made, SHORT)
    largest = max((shares[0] for shares in made.values()), default=0)
    areas = {SHORT[d] for d, shares in made.items() if shares[0] == largest}
    named = {name for name in SHORT.values() if name in words.title}
    if not made:
        assert words.title == "No spread of leaders can be shown"
    else:
        assert words.title.startswith(f"{largest:.0%} of our leaders stand below 2.5")
        assert named == (areas if len(areas) < 3 else set())
    assert len(words.alt) <= ALT_LIMIT
    assert chart.to_dict()["layer"][0]["encoding"]["y"]["sort"] == [
        SHORT[d] for d in sorted(made, key=lambda d: -made[d][0])
    ]


@given(classes.filter(bool))
@settings(max_examples=30, deadline=None)
def test_the_bars_of_an_area_fill_it_and_have_the_numbers_of_the_table(made):
    chart, _ = class_chart.class_bars(made, SHORT)
    parts = values(chart)
    for domain, shares in made.items():
        own = [part for part in parts if part["row"] == SHORT[domain]]
        assert (own[0]["from"], own[-1]["to"]) == (0, 1)
        assert [part["class"] for part in own] == list(class_words.CLASSES)
        numbers = class_words.row(SHORT[domain], shares)[1:]
        assert all(part["number"] in (number, "") for part, number in zip(own, numbers, strict=True))
        assert all(part["number"] for part in own if part["to"] - part["from"] >= 0.06)


def test_classes_by_hand_and_withheld():
    assert class_words.row("A", (0.25, 0.5, 0.25)) == ("A", "25%", "50%", "25%")
    assert class_words.row("A", None) == ("A", "[c]", "[c]", "[c]")
    _, words = class_chart.class_bars({"A": (0.25, 0.5, 0.25), "B": (0.4, 0.3, 0.3)}, SHORT, "Spring")
    assert words.title == "40% of our leaders stand below 2.5 in Short B, the most of the areas shown"
    assert words.subtitle.endswith("Spring.")
    assert words.alt == (
        "Stacked bars of leaders in three classes of level in 2 areas. Short B: 40% below 2.5. "
        "Short A: 25% below 2.5. Full figures are in the table that follows."
    )
