"""The words of the report follow from the numbers shown under them."""

from hypothesis import given
from hypothesis import strategies as st

from assessment import recommendations as rec
from assessment.model import BoardQuestion, DomainScore, Profile
from tests import builders as make

NAMES = ("AAA", "BBB", "CCC", "DDD")
BANK = make.bank(tuple(make.rating(f"{d}-B1", d) for d in NAMES))
BANK = BANK.__class__(
    **{
        **{k: getattr(BANK, k) for k in BANK.__dataclass_fields__},
        "board_questions": tuple(
            BoardQuestion(f"Q-{d}{n}", d, f"{d} {n}?", "x", "y", "z") for d in NAMES for n in (1, 2)
        ),
    }
)


def score(domain: str, level: float | None, target: float = 4.0) -> DomainScore:
    status = "not_enough_answers" if level is None else "scored"
    se = None if level is None else 0.4
    return DomainScore(domain, level, se, 2, level, se, 3, level, se, target, status)


def profile(*levels: float | None) -> Profile:
    return Profile("test.1", "standard_a", "director", tuple(score(d, v) for d, v in zip(NAMES, levels, strict=False)))


def test_the_headline_counts_the_targets_met_and_names_the_widest_gap():
    found = rec.headline(profile(4.2, 3.0, 2.1, 4.0), BANK)
    assert found == "You meet the target for your grade in 2 of 4 areas. Short CCC is the furthest below."


def test_two_equal_gaps_are_both_named_and_more_are_counted():
    assert rec.headline(profile(2.0, 2.0, 4.0, 4.0), BANK).endswith("Short AAA, and short BBB, are the furthest below.")
    assert rec.headline(profile(2.0, 2.0, 2.0, 4.0), BANK).endswith("3 areas are equally far below.")


def test_all_none_and_too_few_have_words_of_their_own():
    assert rec.headline(profile(4.0, 4.1, 5.0, 4.4), BANK) == "You meet the target for your grade in all of 4 areas."
    assert rec.headline(profile(3.0, 2.0, 3.5, 3.9), BANK).startswith(
        "You meet the target for your grade in none of 4 areas."
    )
    assert rec.headline(profile(None, None), BANK) == "There are too few answers to show a level in any area."
    assert "1 of the 2 areas with enough answers" in rec.headline(profile(4.0, 3.0, None), BANK)


def test_a_level_that_is_shown_as_the_target_meets_it():
    assert rec.meets_target(score("AAA", 3.96))
    assert not rec.meets_target(score("AAA", 3.94))


def test_questions_come_from_the_three_widest_gaps():
    questions = rec.questions_to_ask(profile(3.9, 2.0, 3.0, 1.0), BANK)
    assert [q.id for q in questions] == ["Q-DDD1", "Q-BBB1", "Q-CCC1"]


def test_with_nothing_scored_there_are_still_three_questions():
    assert [q.domain for q in rec.questions_to_ask(profile(None, None, None, None), BANK)] == ["AAA", "BBB", "CCC"]


@given(st.lists(st.none() | st.floats(1, 5), min_size=4, max_size=4))
def test_no_sentence_contradicts_the_numbers(levels):
    p = profile(*levels)
    advice = rec.advise(p, BANK)
    assert all(s.level >= s.target - 0.1 for s in advice.strengths)
    assert all(round(s.level, 1) < round(s.target, 1) for s in advice.gaps)
    assert len(advice.strengths) <= 3
    assert len(advice.gaps) <= 3
    assert len(advice.questions) == 3
    assert {s.domain for s in advice.too_few} == {d for d, v in zip(NAMES, levels, strict=True) if v is None}
    met = sum(rec.meets_target(s) for s in p.scored)
    if p.scored and 0 < met < len(p.scored):
        assert f"in {met} of" in advice.headline
