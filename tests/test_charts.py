"""Charts: titles name the true largest gap, nothing withheld is in a specification, words are short."""

import json
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as some

from assessment.model import DomainScore, Profile
from assessment.standing import shown_gap
from tests import builders as make
from ui import chart_words, charts

NAMES = (
    "Citizens and services", "Data", "Technology and AI", "Legacy and cyber", "Investment", "Accountability",
    "Central products and the centre", "Leading change",
)  # fmt: skip
IDS = tuple("ABCDEFGH")
BANK = make.bank(tuple(make.rating(f"{d}-S1", d) for d in IDS))
SHORT = {d.id: d.short_name for d in BANK.domains}
levels = some.floats(1, 5)


def score(domain: str, level: float | None, target: float = 3.0, self_rated: float | None = None) -> DomainScore:
    status = "not_enough_answers" if level is None else "scored"
    return DomainScore(domain, self_rated, 0.3, 2, level, 0.3, 4, level, None if level is None else 0.3, target, status)


def profile(*scores: DomainScore) -> Profile:
    return Profile("test.1", "standard_a", "director", scores)


scores = some.builds(
    score, domain=some.none(), level=some.none() | levels, target=levels, self_rated=some.none() | levels
)
profiles = some.lists(scores, min_size=8, max_size=8).map(
    lambda held: profile(*(score(d, s.level, s.target, s.self) for d, s in zip(IDS, held, strict=True)))
)


def values(chart: object) -> list[dict[str, object]]:
    """Every row of data in a chart's specification."""
    spec = chart.to_dict()  # type: ignore[attr-defined]
    layers = [spec, *spec.get("layer", [])]
    return [row for part in layers for row in part.get("data", {}).get("values", [])] + [
        row for rows in spec.get("datasets", {}).values() for row in rows
    ]


# ---- the profile ------------------------------------------------------------------------------------


@given(profiles)
@settings(max_examples=60, deadline=None)
def test_the_title_of_a_profile_names_the_largest_gap_that_the_table_shows(made):
    words = chart_words.profile_words(made, BANK)
    gaps = {SHORT[s.domain]: shown_gap(s) for s in made.scored}
    named = [name for name in SHORT.values() if name in words.title]
    largest = max(gaps.values(), default=0)
    furthest = [name for name, gap in gaps.items() if gap == largest]
    if not gaps:
        assert words.title == "There are too few answers to show a level"
    elif largest <= 0:
        assert words.title == "You meet the target for your grade in every area shown"
    elif len(furthest) > 2:
        assert words.title.startswith(f"{len(furthest)} areas are equally far below")
    else:
        assert sorted(named) == sorted(furthest)
    assert len(words.alt) <= chart_words.ALT_LIMIT


@given(profiles)
@settings(max_examples=20, deadline=None)
def test_a_profile_draws_every_scored_domain_and_no_other_sorted_by_gap(made):
    chart, _ = charts.profile_chart(made, BANK)
    rows = values(chart)
    drawn = {str(row["row"]).split("|")[0] for row in rows}
    assert drawn == {SHORT[s.domain] for s in made.scored}
    order = chart.to_dict()["layer"][0]["encoding"]["y"]["sort"]
    gap_of = {SHORT[s.domain]: shown_gap(s) for s in made.scored}
    assert all(gap_of[a.split("|")[0]] >= gap_of[b.split("|")[0]] for a, b in pairwise(order))
    assert sum("self" in row and row["self"] is not None for row in rows) >= sum(
        s.self is not None for s in made.scored
    )


def test_a_profile_shows_level_range_target_and_own_rating_on_named_levels():
    first = score("A", 2.1, 3.3, 4.0)
    chart, words = charts.profile_chart(profile(first, score("B", 3.5, 3.0)), BANK)
    row = next(r for r in values(chart) if r["row"] == "Short A|1.2 below target")
    assert row["level"] == 2.1
    assert row["target"] == 3.3
    assert row["self"] == 4.0
    assert (row["low"], row["high"]) == first.likely_range()
    axis = chart.to_dict()["layer"][0]["encoding"]["x"]["axis"]
    assert all(f"{n}|{level.name}" in axis["labelExpr"] for n, level in enumerate(BANK.levels, 1))
    marks = [layer["mark"]["type"] for layer in chart.to_dict()["layer"]]
    assert marks == ["rule", "tick", "point", "point"]
    assert words.title == "Short A is furthest below the target for your grade"
    assert words.alt == (
        "Dot plot of your level in 2 areas. Short A: 1.2 below target. Short B: 0.5 above target. "
        "Full figures are in the table that follows."
    )


def test_the_picture_for_phones_has_the_same_rows_and_words_with_names_above_and_bare_numbers_on_the_axis():
    made = profile(score("A", 2.1, 3.3, 4.0), score("B", 3.5, 3.0), score("C", None))
    wide, words = charts.profile_chart(made, BANK)
    narrow, same_words = charts.profile_chart(made, BANK, narrow=True)
    assert words == same_words
    assert [row for row in values(wide) if row in values(narrow)] == values(wide)
    layers = narrow.to_dict()["layer"]
    axis = layers[0]["encoding"]["x"]["axis"]["labelExpr"]
    assert json.dumps(["1", "2", "3", "4", "5"]) in axis
    assert not any(level.name in axis for level in BANK.levels)
    assert [layer["mark"]["type"] for layer in layers] == ["rule", "tick", "point", "point", "text"]
    assert layers[-1]["encoding"]["text"]["field"] == "row"
    assert all(layer["encoding"]["y"]["axis"] is None for layer in layers), "no names beside the rows"
    assert layers[-1]["mark"]["fontSize"] >= 14


# ---- peers ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Beside:
    domain: str
    estimate: float | None
    low: float | None
    high: float | None
    n: int | None
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    peers: int
    verdict: str


def beside(domain: str, estimate: float | None, median: float | None = 3.0, verdict: str = "about the same") -> Beside:
    low, high = (None, None) if estimate is None else (estimate - 0.3, estimate + 0.3)
    return Beside(domain, estimate, low, high, 12, 2.5, median, 3.4, 8, verdict)


verdicts = some.sampled_from(["clearly below", "about the same", "clearly above"])
tenths_of_level = some.integers(10, 50).map(lambda n: n / 10)
comparisons = some.tuples(
    *(
        some.builds(beside, some.just(d), some.none() | tenths_of_level, some.none() | tenths_of_level, verdicts)
        for d in IDS
    )
)


@given(comparisons)
@settings(max_examples=20, deadline=None)
def test_the_title_beside_peers_names_only_what_is_clearly_so_and_shown(made):
    chart, words = charts.peer_strip(made, SHORT)
    shown = [c for c in made if c.estimate is not None and c.median is not None]
    hidden = {SHORT[c.domain] for c in made} - {SHORT[c.domain] for c in shown}
    same = {SHORT[c.domain] for c in shown if c.verdict == "about the same"}
    assert not any(name in words.title for name in hidden | same)
    assert not any(name in json.dumps(values(chart)) for name in hidden)
    for verdict in ("clearly below", "clearly above"):
        areas = [SHORT[c.domain] for c in shown if c.verdict == verdict]
        assert (verdict in words.title.lower()) == bool(areas)
        if 0 < len(areas) <= 2:
            assert all(name in words.title for name in areas)
    assert len(words.alt) <= chart_words.ALT_LIMIT


def test_peers_stand_as_a_bar_a_median_and_circles_and_we_as_a_dot_with_its_range():
    chart, words = charts.peer_strip(
        [beside("A", 2.1, 3.0, "clearly below"), beside("B", 3.1), beside("C", None)], SHORT, {"A": [2.5, 3.4]}
    )
    rows = values(chart)
    assert [row["peer"] for row in rows if "peer" in row] == [2.5, 3.4]
    us = next(row for row in rows if row.get("us") == "Us 2.1")
    assert (us["lower_quartile"], us["median"], us["upper_quartile"]) == (2.5, 3.0, 3.4)
    assert chart.to_dict()["layer"][0]["encoding"]["y"]["sort"] == ["Short A", "Short B"]
    assert words.title == "Clearly below our peers on Short A"


def test_equal_peers_stand_above_each_other_within_their_row():
    levels = [3.0] * 30 + [3.1] * 2 + [3.2]
    chart, words = charts.peer_strip([beside("A", 2.1)], SHORT, {"A": levels}, "Spring")
    circles = [row for row in values(chart) if "peer" in row]
    assert [row["peer"] for row in circles] == levels
    assert len({(row["peer"], row["off"]) for row in circles}) == len(levels), "each can be seen"
    assert max(abs(row["off"]) for row in circles) <= charts.HALF_ROW
    assert [row["off"] for row in circles if row["peer"] == 3.2] == [0]
    assert "Circles: single peers. Spring." in words.subtitle
    assert "Circles" not in charts.peer_strip([beside("A", 2.1)], SHORT)[1].subtitle


def test_without_a_difference_or_without_figures_the_title_says_so():
    assert charts.peer_strip([beside("A", 3.0)], SHORT)[1].title == "About the same as our peers in every area shown"
    assert charts.peer_strip([beside("A", None)], SHORT)[1].title == "No comparison with peers can be shown"


# ---- response ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    name: str
    invited: int
    finished: int
    started: int

    @property
    def not_started(self) -> int:
        return self.invited - self.finished - self.started


def test_the_title_of_response_adds_up():
    rows = [Counts("One", 40, 30, 5), Counts("Two", 600, 210, 0), Counts("Three", 0, 0, 0)]
    chart, words = charts.response_bars(rows)
    assert words.title == "240 of 640 people in these 3 organisations have finished, 38%; 1 is below 40%"
    shares = [row["share"] for row in values(chart) if row.get("row") == "One" and "share" in row]
    assert shares == [0.75, 0.125, 0.125]
    assert [row["end"] for row in values(chart) if "end" in row] == ["35%", "75%", "0%"], "largest first"


@given(some.integers(0, 2000), some.integers(0, 2000))
def test_a_percentage_says_none_and_all_only_when_it_is_so(part, whole):
    assume(part <= whole)
    text = chart_words.percentage(part, whole)
    assert (text == "0%") == (part == 0)
    assert (text == "100%") == (part == whole > 0)
    assert abs(int(text[:-1]) - (100 * part / whole if whole else 0)) <= 1
