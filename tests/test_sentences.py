"""Every sentence of the report is made by a rule with its evidence, and none contradicts the numbers below it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some_of

from assessment import calibration, progress, sentences
from assessment import recommendations as rec
from assessment.model import Cell, DomainScore, Profile
from assessment.sentences import RULES, Sentence
from assessment.standing import by_gap, meets_target, shown_gap, shown_range
from tests.test_recommendations import BANK, NAMES, profile, score

SHORT = {d.id: d.short_name for d in BANK.domains}


def said(made: Profile) -> str:
    return " ".join(map(str, sentences.headline(made.scores, BANK)))


# ---- word for word ---------------------------------------------------------------------------------------


def test_the_headline_counts_the_targets_met_and_names_the_widest_gap():
    assert said(profile(4.2, 3.0, 2.1, 4.0)) == (
        "You meet the target for your grade in 2 of 4 areas. Short CCC is the furthest below."
    )


def test_two_equal_gaps_are_both_named_and_more_are_counted():
    assert said(profile(2.0, 2.0, 4.0, 4.0)).endswith("Short AAA, and short BBB, are the furthest below.")
    assert said(profile(2.0, 2.0, 2.0, 4.0)).endswith("3 areas are equally far below.")


def test_all_none_one_and_too_few_have_words_of_their_own():
    assert said(profile(4.0, 4.1, 5.0, 4.4)) == "You meet the target for your grade in all of 4 areas."
    assert said(profile(3.0, 2.0, 3.5, 3.9)).startswith("You meet the target for your grade in none of 4 areas.")
    assert said(profile(None, None)) == "There are too few answers to show a level in any area."
    assert "1 of the 2 areas with enough answers" in said(profile(4.0, 3.0, None))
    assert said(profile(3.0, None)) == (
        "You are below the target for your grade in short AAA, the one area with enough answers."
    )
    assert said(profile(5.0, None)).startswith("You meet the target for your grade in short AAA, the one area")


def test_a_strength_says_how_sure_it_is_and_how_to_use_it():
    sure, likely = (sentences.strength(score("AAA", *one), BANK) for one in ((4.6, 4.0, 0.1), (4.1,)))
    assert str(sure) == (
        "Short AAA: level 4.6, target 4.0. All of your likely range is at or above the target. Use it: mentor a "
        "colleague in this, or chair a board that needs it."
    )
    assert "Your likely range reaches below the target. Use it: sponsor a piece of work" in str(likely)


def test_a_goal_says_whether_the_range_reaches_the_target():
    assert str(sentences.goal(score("AAA", 2.8, se=0.2))) == (
        "You are 1.2 below your target here, and your likely range does not reach it."
    )
    assert str(sentences.goal(score("AAA", 3.8))) == (
        "You are 0.2 below your target here. Your likely range reaches it, so you may be closer."
    )


def grade_cell(estimate: float) -> Cell:
    return Cell(
        "grade", "AAA", "level", "published", grade_band="director", n=300, estimate=estimate, low=2.9, high=3.1
    )


def test_beside_the_grade_only_the_range_decides():
    own = score("AAA", 3.0, se=0.4)  # shown as 2.5 to 3.5
    cells = [grade_cell(x) for x in (2.4, 2.5, 3.0, 3.5, 3.6)]
    rules = [sentences.beside_grade(own, cell).rule for cell in cells]
    assert rules == ["grade_above", "grade_within", "grade_within", "grade_within", "grade_below"]
    assert sentences.beside_grade(own, None).rule == "grade_unknown"
    assert sentences.beside_grade(score("AAA", None), cells[0]).rule == "grade_unknown"


# ---- thousands of profiles -------------------------------------------------------------------------------

BANNED = re.compile(
    r"percentile|rank|\btop\b|score of|out of 5|overconfiden|Dunning|expert|beginner|poor|weak|fail|\bred\b|amber",
    re.I,
)


@some_of.composite
def scores(draw, names=NAMES):
    found = []
    for name in names:
        level = draw(some_of.none() | some_of.floats(1, 5))
        rated = draw(some_of.none() | some_of.floats(1, 5)) if level is not None else None
        shown = draw(some_of.none() | some_of.floats(1, 5)) if level is not None else None
        errors = [draw(some_of.floats(0.02, 1.2)) for _ in range(3)]
        found.append(
            DomainScore(
                name,
                rated,
                None if rated is None else errors[0],
                draw(some_of.integers(1, 4)),
                shown,
                None if shown is None else errors[1],
                draw(some_of.integers(2, 9)),
                level,
                None if level is None else errors[2],
                draw(some_of.floats(1, 5)),
                "not_enough_answers" if level is None else "scored",
            )
        )
    return tuple(found)


def numbers(sentence: Sentence) -> list[float]:
    return [float(one) for one in re.findall(r"\d+\.\d", str(sentence))]


@settings(max_examples=300, deadline=None)
@given(scores(), scores())
def test_no_sentence_contradicts_the_numbers_and_none_stands_without_its_evidence(then, now):
    check(then, now)


@pytest.mark.slow
@settings(max_examples=5_000, deadline=None)
@given(scores(), scores())
def test_in_five_thousand_reports_no_sentence_contradicts_the_numbers(then, now):
    check(then, now)


def check(then: tuple[DomainScore, ...], now: tuple[DomainScore, ...]) -> None:
    made = Profile("test.1", "standard_a", "director", now)
    by_name = {s.domain: s for s in now}
    scored = by_gap(now)
    advice = rec.advise(made, BANK)
    rows = progress.since(then, now)
    found = calibration.surprises(now)
    surprises = [
        (sentences.surprise(s, BANK, higher=higher), s)
        for higher, side in ((True, found.rated_higher), (False, found.rated_lower))
        for s in side
    ]
    everything = [
        *advice.headline, *advice.strengths, *(one.reason for one in advice.questions),
        *map(sentences.goal, now), *(row.change for row in rows), progress.summary(rows), *(s for s, _ in surprises),
    ]  # fmt: skip
    assert {one.rule for one in everything} <= set(RULES)
    assert not [str(one) for one in everything if BANNED.search(str(one)) or "{" in str(one) or "None" in str(one)]

    met = sum(map(meets_target, scored))
    counts = [int(n) for n in re.findall(r"in (\d+) of", str(advice.headline[0]))]
    assert counts in ([], [met])
    assert ("none of" in str(advice.headline[0])) == (len(scored) > 1 and met == 0)
    assert len(advice.headline) == (2 if len(scored) > 1 and met < len(scored) else 1)
    if len(advice.headline) == 2:
        widest = [SHORT[s.domain] for s in scored if shown_gap(s) == shown_gap(scored[0])]
        named = [n for n in SHORT.values() if n.lower() in str(advice.headline[1]).lower()]
        assert sorted(named) == (sorted(widest) if len(widest) < 3 else [])

    assert len(advice.strengths) == min(3, met)
    for one in advice.strengths:
        own = by_name[one.domain]
        assert numbers(one) == [round(own.level, 1), round(own.target, 1)]
        assert (one.rule == "strength_sure") == (shown_range(own)[0] >= round(own.target, 1))

    assert len({one.question.domain for one in advice.questions}) == 3
    for one in (*(chosen.reason for chosen in advice.questions), *map(sentences.goal, now)):
        own = by_name[one.domain]
        assert one.rule.endswith("_unknown") == (own.level is None)
        if own.level is not None:
            assert one.rule.endswith("_met") == meets_target(own)
            assert numbers(one) == ([] if meets_target(own) else [shown_gap(own)])
        if one.rule in ("goal_below", "goal_perhaps_below"):
            assert (one.rule == "goal_below") == (shown_range(own)[1] < round(own.target, 1))

    for one, own in surprises:
        assert numbers(one) == [round(own.self, 1), round(own.demonstrated, 1)]
        assert abs(own.self - own.demonstrated) >= 1
        assert (one.rule == "surprise_higher") == (own.self > own.demonstrated)

    before = {s.domain: s for s in then}
    for row in rows:
        was, is_now = shown_range(before[row.domain]), shown_range(row.now)
        clear = None if was is None or is_now is None else is_now[0] > was[1] or is_now[1] < was[0]
        assert (
            row.change.rule
            in {None: ("since_unknown",), False: ("since_same",), True: ("since_up", "since_down")}[clear]
        )
        if row.change.rule == "since_up":
            assert row.now.level > before[row.domain].level
    changed = len(progress.changed(rows))
    assert [int(n) for n in re.findall(r"clear change in (\d+)", str(progress.summary(rows)))] in ([], [changed])
    assert (progress.summary(rows).rule == "since_summary") == (changed > 0)


def test_every_rule_says_what_it_needs_and_is_used():
    """The whole list, each rule made once by its function: a rule that nothing makes would only pad the manual."""
    source = (sentences.__file__, progress.__file__, rec.__file__)
    text = "".join(open(file, encoding="utf-8").read() for file in source)  # noqa: SIM115
    for rule in RULES.values():
        assert text.count(f'"{rule.id}"') >= 2, rule.id
        assert rule.needs.endswith(".")


# ---- what changed ----------------------------------------------------------------------------------------


def test_a_change_is_named_only_where_the_ranges_do_not_meet():
    then = (score("AAA", 2.0, se=0.3), score("BBB", 2.0, se=0.3), score("CCC", 4.0, se=0.3), score("DDD", None))
    now = (score("AAA", 2.7, se=0.3), score("BBB", 2.8, se=0.3), score("CCC", 3.0, se=0.3), score("DDD", 3.0))
    # 1.2816 x 0.3 = 0.38: 1.6 to 2.4 then, and 2.3 to 3.1 meets it; 2.4 to 3.2 meets it, too
    rows = progress.since(then, now)
    assert [row.change.text for row in rows] == ["no clear change", "no clear change", "down", "too few answers"]
    assert str(progress.summary(rows)) == "A clear change in 1 of the 3 areas with enough answers."
    up = progress.since((score("AAA", 2.0, se=0.3),), (score("AAA", 2.9, se=0.3),))
    assert [row.change.text for row in up] == ["up"]


def test_if_nothing_changed_a_change_is_named_in_fewer_than_7_of_100_areas():
    """P(|Z| > 2 x 1.2816 / sqrt(2)) = 0.0699, which 20,000 pairs without a change stay below."""
    import numpy as np
    from scipy import stats

    expected = 2 * stats.norm.sf(2 * 1.281552 / np.sqrt(2))
    assert round(expected, 3) == 0.07
    drawn = np.random.default_rng(6).normal(3.0, 0.35, (20_000, 2))
    named = [
        row.change.rule != "since_same"
        for a, b in drawn
        for row in progress.since((score("AAA", a, se=0.35),), (score("AAA", b, se=0.35),))
    ]
    assert 0.05 < np.mean(named) < expected, "ranges that only touch, as shown, do meet"


def test_an_area_that_was_not_asked_then_has_nothing_to_compare():
    rows = progress.since((), (score("AAA", 3.0),))
    assert rows[0].then is None
    assert str(progress.summary(rows)) == "No area has enough answers in both, so nothing can be compared."
    assert replace(rows[0], then=None) == rows[0]
