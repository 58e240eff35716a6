"""What a report recommends follows from its numbers: questions, strengths, and what to do for a goal."""

from dataclasses import replace
from datetime import date

import pytest

from assessment import recommendations as rec
from assessment.conditions import Condition, Theme
from assessment.model import BoardQuestion, Cell, DevelopmentAction, DomainScore, LearningOffer, Profile
from assessment.standing import by_gap, meets_target, shown_gap, shown_range
from tests import builders as make

NAMES = ("AAA", "BBB", "CCC", "DDD")
BANK = replace(
    make.bank(tuple(make.rating(f"{d}-B1", d) for d in NAMES)),
    board_questions=tuple(BoardQuestion(f"Q-{d}{n}", d, f"{d} {n}?", "x", "y", "z") for d in NAMES for n in (1, 2)),
)


def score(domain: str, level: float | None, target: float = 4.0, se: float = 0.4) -> DomainScore:
    status = "not_enough_answers" if level is None else "scored"
    error = None if level is None else se
    return DomainScore(domain, level, error, 2, level, error, 3, level, error, target, status)


def profile(*levels: float | None) -> Profile:
    return Profile("test.1", "standard_a", "director", tuple(score(d, v) for d, v in zip(NAMES, levels, strict=False)))


def asked(made: Profile, themes: tuple[Theme, ...] = ()) -> list[str]:
    return [chosen.question.id for chosen in rec.questions_to_ask(made, BANK, themes)]


# ---- where somebody stands -------------------------------------------------------------------------------


def test_a_level_that_is_shown_as_the_target_meets_it():
    assert meets_target(score("AAA", 3.96))
    assert not meets_target(score("AAA", 3.94))
    assert shown_gap(score("AAA", 2.96, 3.14)) == 0.1, "3.1 minus 3.0, whatever lies behind them"


def test_gaps_come_widest_first_and_only_with_a_level():
    assert [s.domain for s in by_gap(profile(3.9, None, 2.0, 3.9).scores)] == ["CCC", "AAA", "DDD"]
    assert shown_range(score("AAA", None)) is None
    assert shown_range(score("AAA", 3.0, se=0.5)) == (2.4, 3.6), "3.0 plus and minus 1.2816 x 0.5 = 0.64"


# ---- questions -------------------------------------------------------------------------------------------


def test_questions_come_from_the_three_widest_gaps():
    assert asked(profile(3.9, 2.0, 3.0, 1.0)) == ["Q-DDD1", "Q-BBB1", "Q-CCC1"]


def test_with_nothing_scored_there_are_still_three_questions():
    chosen = rec.questions_to_ask(profile(None, None, None, None), BANK)
    assert [one.question.domain for one in chosen] == ["AAA", "BBB", "CCC"]
    assert {one.reason.rule for one in chosen} == {"question_unknown"}


def test_each_question_says_why_it_was_chosen():
    chosen = rec.questions_to_ask(profile(2.8, 4.5, None, None), BANK)
    assert [str(one.reason) for one in chosen] == [
        "Chosen because you are 1.2 below your target here.",
        "You meet your target here. The question keeps it that way.",
        "There are too few answers to say where you stand here. The question is a way to begin.",
    ]


def theme(domain: str, agreement: float | None, high: float = 2.9) -> Theme:
    item = replace(make.pulse("P-01"), short="We know what our old systems cost")
    cell = None
    if agreement is not None:
        cell = Cell(
            "organisation",
            "P-01",
            "pulse",
            "published",
            "DFE",
            n=34,
            invited=50,
            estimate=agreement,
            low=2.1,
            high=high,
        )
    area = next(d for d in BANK.domains if d.id == domain)
    return Theme("Legacy", (Condition(item, cell, None),), ((area, None),))


def test_the_last_question_is_for_the_weakest_condition_of_the_department():
    made = profile(2.0, 2.5, 3.0, 4.5)
    assert asked(made, (theme("DDD", 2.5),)) == ["Q-AAA1", "Q-BBB1", "Q-DDD1"]
    said = rec.questions_to_ask(made, BANK, (theme("DDD", 2.5),))[-1].reason
    assert str(said) == (
        "Chosen because leaders in your organisation agree little that “We know what our old systems cost”: 2.5 on a "
        "scale of 1 to 5 (range 2.1 to 2.9, 34 people)."
    )


def test_a_condition_that_is_withheld_or_agreed_with_chooses_nothing():
    made = profile(2.0, 2.5, 3.0, 4.5)
    for themes in ((theme("DDD", None),), (theme("DDD", 3.1, 3.4),)):
        assert asked(made, themes) == ["Q-AAA1", "Q-BBB1", "Q-CCC1"]


def test_an_area_is_asked_about_once_even_if_gap_and_condition_agree():
    assert asked(profile(2.0, 2.5, 3.0, 4.5), (theme("AAA", 2.5),)) == ["Q-BBB1", "Q-CCC1", "Q-AAA1"]


# ---- goals -----------------------------------------------------------------------------------------------


def action(name: str, level: int, effort: str, competency: str = "AAA1") -> DevelopmentAction:
    return DevelopmentAction(name, competency, level, effort, f"Do {name}.")


def offer(name: str, availability: str = "open", domains: tuple[str, ...] = ("AAA",)) -> LearningOffer:
    return LearningOffer(
        name, name, "Campus", "Leaders", "https://x.example", "V", availability, date(2026, 11, 1), domains
    )


@pytest.fixture
def bank():
    first = BANK.domains[0]
    competency = first.competencies[0].id
    actions = (
        action("small-2", 2, "ten_minutes", competency),
        action("small-4", 4, "ten_minutes", competency),
        action("half-3", 3, "half_day", competency),
        action("long-5", 5, "three_months", competency),
        action("long-2", 2, "three_months", competency),
    )
    offers = (offer("ended", "ended"), offer("check", "check"), offer("open"), offer("other", domains=("BBB",)))
    return replace(BANK, actions=actions, offers=offers)


def test_actions_lead_to_the_next_level_or_nearest_to_it(bank):
    found = rec.suggest(score("AAA", 2.7), bank)
    # level 3 comes next: 2 and 4 are as near to it, and the higher one wins
    assert {effort: one.id for effort, one in found.actions.items()} == {
        "ten_minutes": "small-4",
        "half_day": "half-3",
        "three_months": "long-2",
    }


def test_learning_that_ended_is_never_named_and_open_comes_first(bank):
    assert [one.id for one in rec.suggest(score("AAA", 2.7), bank).offers] == ["open", "check"]


def test_without_a_level_actions_begin_at_the_bottom(bank):
    found = rec.suggest(score("AAA", None), bank)
    assert found.actions["ten_minutes"].id == "small-2"
    assert found.reason.rule == "goal_unknown"


def test_goals_are_suggested_where_they_are_needed_and_as_long_as_there_is_room():
    made = profile(3.9, 2.0, 3.0, 4.2)
    assert rec.goals(made) == ("BBB", "CCC", "AAA")
    assert rec.goals(made, ["BBB"]) == ("CCC", "AAA")
    assert rec.goals(made, ["BBB", "CCC", "DDD"]) == ()
    assert rec.goals(profile(4.0, 4.5, 5.0, 4.2)) == ()
