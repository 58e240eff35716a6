"""Made-up people and answers: real numbers where there are some, the same again for the same seed, plausible scores."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from assessment import bank as banks
from assessment import register
from assessment.files import read_responses
from assessment.model import GRADES, Form, Option, QuestionBank
from assessment.scoring import ScoreTable, score_table
from assessment.simulate import invited, simulate, simulate_before, simulate_cycle
from assessment.tabular import write_csv
from tests.builders import bank, knowledge, rating, situational

pytestmark = pytest.mark.xdist_group("simulate")  # what its fixtures make is made once

REAL = banks.load(banks.newest())


@pytest.fixture(scope="module")
def population() -> pd.DataFrame:
    return invited()


@pytest.fixture(scope="module")
def responses() -> pd.DataFrame:
    return simulate(7378, REAL, seed=3)


@pytest.fixture(scope="module")
def scores(responses, tmp_path_factory) -> ScoreTable:
    path = tmp_path_factory.mktemp("simulated") / "responses.csv"
    write_csv(path, responses)
    found = read_responses(path, REAL)
    bands = [register.profession_band(profession) for profession in found.professions]
    return score_table(REAL, found.items, found.values, found.forms, found.grades, bands)


# ---- people --------------------------------------------------------------------------------------------


def test_everyone_is_invited_whom_the_statistics_count(population):
    by_organisation = population.groupby("organisation")["invited"].sum()
    # 7,310 published, and 2 for each of the 34 organisations whose number is not given
    assert (len(by_organisation), by_organisation.sum()) == (110, 7310 + 2 * 34)
    assert by_organisation["FCDO"] == 575
    assert by_organisation["AIB"] == 2
    assert "DBT" not in by_organisation


def test_the_grades_add_up_to_the_published_totals(population):
    grades = population.groupby("grade")["invited"].sum()
    assert grades.to_dict() == {
        "permanent_secretary": 45,
        "director_general": 180,
        "director": 1140,
        "deputy_director": 7378 - 45 - 180 - 1140,
    }


def test_permanent_secretaries_lead_larger_departments_one_or_two_each(population):
    top = population[population["grade"] == "permanent_secretary"]
    assert set(top["invited"]) == {1, 2}
    types = {register.by_code()[code].type for code in top["organisation"]}
    assert types == {"Ministerial department", "Non-ministerial department", "Devolved government"}
    assert all((register.by_code()[code].scs_headcount or 0) >= 20 for code in top["organisation"])


@pytest.mark.parametrize("respondents", [1, 10, 1000, 20_000])
def test_the_register_is_scaled_to_the_number_asked_for(respondents, population):
    found = simulate(respondents, bank((rating("A-B1", "A"),)))
    assert len(found) == respondents
    assert found["respondent"].is_unique
    counts = found.groupby(["organisation", "grade"]).size().rename("drawn").reset_index()
    both = population.merge(counts, how="left").fillna({"drawn": 0})
    exact = both["invited"] * respondents / population["invited"].sum()
    assert (both["drawn"] - exact).abs().max() < 1


def test_forms_are_dealt_in_equal_numbers_within_organisation_and_grade(responses):
    sizes = pd.crosstab([responses["organisation"], responses["grade"]], responses["form"])
    assert list(sizes.columns) == ["standard_a", "standard_b", "standard_c"]
    assert (sizes.max(axis=1) - sizes.min(axis=1)).max() <= 1
    assert np.ptp(sizes.sum()) <= 1


def test_professions_have_their_published_shares(responses):
    shares = responses["profession"].value_counts(normalize=True)
    assert shares["policy"] == pytest.approx(2000 / 7380, abs=0.02)
    assert shares[""] == pytest.approx(860 / 7380, abs=0.02)


def test_answers_are_submitted_within_the_six_weeks_before(responses):
    days = pd.to_datetime(responses["submitted_at"]).dt.date
    assert days.min() >= date(2023, 2, 17)
    assert days.max() <= date(2023, 3, 31)
    assert days.nunique() > 35


# ---- answers -------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_answers_and_another_gives_others():
    small = bank((rating("A-B1", "A"), knowledge("A-K1", "A")))
    first, again, other = (simulate(300, small, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first["A-K1"].equals(other["A-K1"])


def test_people_only_have_answers_to_the_items_of_their_form(responses):
    for form in REAL.family("standard"):
        rows = responses[responses["form"] == form.id]
        answered = {item for item in REAL.item_by_id if item in rows and (rows[item] != "").any()}
        assert answered == set(form.items)


def test_some_answers_are_missing_not_applicable_or_not_known(responses):
    item = REAL.item_by_id[REAL.anchors["USR"]]
    shares = responses[item.id].value_counts(normalize=True)
    assert shares[""] == pytest.approx(0.01, abs=0.005)
    assert shares["NA"] == pytest.approx(0.02, abs=0.006)
    assert shares["DK"] == pytest.approx(0.04, abs=0.008)


def test_confidence_stands_only_beside_an_option(responses):
    item = next(i.id for i in REAL.items_of(REAL.family("standard")[0]) if i.type == "knowledge")
    chosen = ~responses[item].isin(["", "NA", "DK"])
    given = responses[f"{item}.confidence"] != ""
    assert (chosen == given).all()
    assert set(responses[f"{item}.confidence"][given]) == {"1", "2", "3"}


def test_evidence_items_earn_their_expected_facility(responses):
    item = REAL.item_by_id[REAL.anchors["DAT"]]
    codes = pd.to_numeric(responses[item.id].replace({"DK": "", "NA": ""}), errors="coerce").dropna().astype(int)
    earned = np.array([option.points for option in item.options])[codes - 1].mean() / 3
    assert earned == pytest.approx(item.expected_facility, abs=0.06)


def test_nearly_everyone_can_be_scored(scores):
    assert scores.scored.mean() > 0.97


def test_people_rate_themselves_higher_than_they_demonstrate(scores):
    assert np.nanmean(scores.self) > np.nanmean(scores.demonstrated) + 0.1


def test_self_ratings_follow_what_is_demonstrated_only_loosely(scores):
    both = [pd.Series(scores.self[:, d]).corr(pd.Series(scores.demonstrated[:, d])) for d in range(len(scores.domains))]
    assert 0.2 < np.mean(both) < 0.45


def test_organisations_differ_by_about_a_third_of_a_level(responses, scores):
    levels = pd.DataFrame(scores.level).groupby(responses["organisation"].to_numpy())
    large = levels.count().min(axis=1) >= 100
    assert 0.15 < levels.mean()[large].std().mean() < 0.45


# ---- other banks, and a cycle --------------------------------------------------------------------------


def other_bank(forms: tuple[Form, ...]) -> QuestionBank:
    """Two domains of another name, a yes-no rating that is reversed, a scale of ten."""
    yes_no = tuple(Option(word, points) for points, word in enumerate(("Yes", "No"), 1))
    ten = tuple(Option(str(points), points) for points in range(1, 11))
    items = (
        rating("X1", "SEA"),
        situational("X2", "SEA", facility=0.0),
        knowledge("X3", "LAND", facility=1.0),
        knowledge("X4", "LAND", status="retired"),
    )
    items += (
        type(items[0])("X5", "rating", "I never sail", yes_no, "SEA", reverse=True),
        type(items[0])("X6", "rating", "I climb", ten, "LAND"),
    )
    return bank(items, forms=forms)


@pytest.mark.parametrize(
    ("forms", "name"),
    [
        ((), ""),
        ((Form("quick_a", "quick", "a", ("X1", "X2", "X3", "X5", "X6"), 5, 5),), "quick_a"),
    ],
)
def test_any_bank_can_be_answered_and_read_back(tmp_path, forms, name):
    own = other_bank(forms)
    found = simulate(400, own, seed=5)
    assert set(found["form"]) == {name}
    assert "X4" not in found
    write_csv(tmp_path / "r.csv", found)
    read = read_responses(tmp_path / "r.csv", own)
    assert read.items == ("X1", "X2", "X3", "X5", "X6")
    assert read.values[:, 4].max() == 10


def test_what_is_simulated_is_a_valid_responses_file(tmp_path):
    for family in ("standard", "short", "full"):
        found = simulate(120, REAL, family, seed=2)
        path: Path = tmp_path / f"{family}.csv"
        write_csv(path, found)
        assert len(read_responses(path, REAL)) == 120


def test_a_cycle_invites_everyone_and_about_the_asked_share_answers(population):
    people, answers = simulate_cycle(REAL, seed=4, response_rate=0.6)
    assert list(people.columns) == ["person", "organisation", "grade"]
    assert len(people) == population["invited"].sum()
    assert len(answers) / len(people) == pytest.approx(0.6, abs=0.06)
    joined = answers.merge(people, left_on="respondent", right_on="person", suffixes=("", "_invited"))
    assert len(joined) == len(answers)
    assert (joined["organisation"] == joined["organisation_invited"]).all()
    assert (joined["grade"] == joined["grade_invited"]).all()
    assert set(people["grade"]) == set(GRADES)


def test_everyone_answers_at_a_rate_of_one():
    people, answers = simulate_cycle(bank((rating("A-B1", "A"),)), response_rate=1.0)
    assert len(people) == len(answers)


# ---- the cycle before ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def twice() -> tuple[tuple[pd.DataFrame, pd.DataFrame], tuple[pd.DataFrame, pd.DataFrame]]:
    """People and responses of a cycle and of the one before it, on a bank of two domains."""
    items = tuple(knowledge(f"{d}-K{n}", d) for d in "AB" for n in range(12))
    own = bank(items)
    return simulate_before(own, seed=4), simulate_cycle(own, seed=4)


def test_the_cycle_before_is_of_the_same_posts_and_largely_the_same_people(twice):
    (before, _), (after, _) = twice
    posts = before.groupby(["organisation", "grade"]).size()
    pd.testing.assert_series_equal(posts, after.groupby(["organisation", "grade"]).size())
    assert before["person"].is_unique
    both = before.merge(after, on="person", suffixes=("_then", ""))
    assert len(both) / len(after) == pytest.approx(0.90, abs=0.02)
    assert (both["organisation_then"] != both["organisation"]).mean() == pytest.approx(0.05, abs=0.01)
    assert (both["grade_then"] == both["grade"]).all()


def test_most_of_those_who_answer_had_answered_before(twice):
    (people, then), (_, now) = twice
    assert len(then) / len(people) == pytest.approx(0.6, abs=0.06)
    assert now["respondent"].isin(then["respondent"]).mean() == pytest.approx(0.68, abs=0.05)
    days = pd.to_datetime(then["submitted_at"]).dt.date
    assert (days.min() >= date(2022, 8, 19), days.max() <= date(2022, 9, 30)) == (True, True)


def test_people_stay_who_they_are_and_learn_a_little(twice):
    (_, then), (_, now) = twice

    def earned(responses: pd.DataFrame) -> pd.Series:
        items = [f"A-K{n}" for n in range(12)]
        return (responses.set_index("respondent")[items].astype(str) == "2").mean(axis=1)  # the second option is right

    first, second = earned(then), earned(now)
    both = first.index.intersection(second.index)
    assert first[both].corr(second[both]) > 0.4
    assert second.mean() > first.mean()
    assert (
        then.set_index("respondent").loc[both, "profession"].equals(now.set_index("respondent").loc[both, "profession"])
    )


def test_the_cycle_before_is_the_same_for_the_same_seed(twice):
    again = simulate_before(bank(tuple(knowledge(f"{d}-K{n}", d) for d in "AB" for n in range(12))), seed=4)
    pd.testing.assert_frame_equal(again[1], twice[0][1])
