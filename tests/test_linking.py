"""Versions and forms are put on one scale by what they share, with an error that holds where the truth is known."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from assessment import bank, linking, scoring
from assessment.answers import Answers
from assessment.common_items import common_items, overlaps, step
from assessment.facilities import Facilities, check_forms, observe
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Form, NotDefined, NotYet, Option
from assessment.scoring import NOT_ANSWERED
from benchmarks import linking as benchmark
from tests import builders
from tests.builders import knowledge, rating, situational
from tests.commands import HEADINGS, LIGHTHOUSE, Commands, write

RIGHT, WRONG = 2, 1


def answers(columns: dict[str, list[int]], forms: list[str] | None = None) -> Answers:
    values = np.array(list(columns.values()), dtype=np.int8).T
    people = len(values)
    names = np.array(forms or [""] * people, dtype=object)
    grades, bands = (np.full(people, text, dtype=object) for text in ("director", ""))
    return Answers(tuple(columns), values, np.zeros_like(values), names, grades, bands)


def form(letter: str, *items: str) -> Form:
    return Form(f"standard_{letter}", "standard", letter, items, 20, 25)


def facilities_of(figures: dict[str, float], variance: float = 0.0, n: int = 500) -> Facilities:
    size = len(figures)
    mean = np.array([*figures.values()], dtype=np.float64)
    return Facilities(tuple(figures), np.full(size, n), mean, variance * np.eye(size))


# ---- observed facilities -----------------------------------------------------------------------------

SMALL = builders.bank((situational("S1"), knowledge("K1"), knowledge("K2"), rating("R1")))


def test_a_facility_is_the_mean_credit_of_those_whom_the_question_concerns():
    """S1 earns 3, 2, 1, 0, 0 thirds: best, second best, "I do not know" and "does not apply" give (1 + 2/3 + 0) / 3."""
    found = observe(answers({"S1": [1, 2, DO_NOT_KNOW, NOT_APPLICABLE], "R1": [1, 2, 3, 4]}), SMALL)
    assert found.items == ("S1",)
    assert found.n.tolist() == [3]
    assert found.mean[0] == pytest.approx(5 / 9)


def test_the_covariance_of_facilities_is_that_worked_by_hand():
    """K1: 1, 1, 0, 0; K2: 1, 0, 0, not met. Their products over three people are .3333, -.1667, .1667; sum .3333.

    var K1 = (4 x .25) / (4 x 3) = .083333; var K2 = (.6667) / (3 x 2) = .111111; cov = .3333 / sqrt(4 x 3 x 3 x 2).
    """
    columns = {"K1": [RIGHT, RIGHT, WRONG, WRONG], "K2": [RIGHT, WRONG, WRONG, NOT_ANSWERED]}
    found = observe(answers(columns), SMALL)
    assert found.covariance == pytest.approx(np.array([[0.083333, 0.039284], [0.039284, 0.111111]]), abs=1e-6)
    assert found.se == pytest.approx(np.sqrt([0.083333, 0.111111]), abs=1e-5)


def test_where_all_answered_the_covariance_is_that_of_numpy_over_the_people():
    drawn = np.random.default_rng(1).integers(1, 3, (50, 2))
    found = observe(answers({"K1": drawn[:, 0].tolist(), "K2": drawn[:, 1].tolist()}), SMALL)
    assert found.covariance == pytest.approx(np.cov((drawn == RIGHT).T) / 50)


def test_a_question_that_nobody_answered_has_no_facility():
    found = observe(answers({"K1": [RIGHT, WRONG], "K2": [NOT_ANSWERED, NOT_APPLICABLE]}), SMALL)
    assert found.items == ("K1",)
    assert observe(answers({"R1": [1, 2]}), SMALL).items == ()


# ---- forms of one cycle ------------------------------------------------------------------------------

FORMS = builders.bank(
    (knowledge("K1"), knowledge("K2"), knowledge("K3"), knowledge("K4")),
    forms=(form("a", "K1", "K2", "K3"), form("b", "K1", "K2", "K4"), form("c", "K1", "K2")),
)


def dealt(*right: tuple[float, float], people: int = 200, seed: int = 3) -> Answers:
    """People with the forms a, b, c; `right` holds the chance to know K1 and K2 for each form."""
    drawn = np.random.default_rng(seed)
    letters = np.repeat(["a", "b", "c"][: len(right)], people)
    chance = np.repeat(np.array(right), people, axis=0)
    values = np.where(drawn.random(chance.shape) < chance, RIGHT, WRONG)
    columns = {"K1": values[:, 0].tolist(), "K2": values[:, 1].tolist()}
    return answers(columns, [f"standard_{letter}" for letter in letters])


def test_people_dealt_different_forms_are_compared_on_what_all_of_them_met():
    given = dealt((0.6, 0.6), (0.6, 0.6), (0.6, 0.6))
    (check,) = check_forms(given, FORMS)
    assert (check.family, check.items) == ("standard", ("K1", "K2"))
    right = (given.values == RIGHT).astype(float)
    own, others = right[:200, 0], right[200:, 0]
    found = next(a for a in check.apart if (a.form, a.item) == ("standard_a", "K1"))
    assert (found.n, found.facility) == (200, own.mean())
    assert found.apart == pytest.approx(own.mean() - others.mean())
    assert found.se == pytest.approx(np.sqrt(own.var(ddof=1) / 200 + others.var(ddof=1) / 400))
    whole = next(a for a in check.apart if (a.form, a.item) == ("standard_a", ""))
    assert whole.apart == pytest.approx(right[:200].mean() - right[200:].mean())


def test_the_joint_test_of_one_item_is_that_of_the_analysis_of_variance():
    """Lambda = 1 / (1 + F (g - 1) / (N - g)); -(N - 1 - (1 + g) / 2) ln(lambda) is chi-squared with g - 1 degrees."""
    one = replace(FORMS, forms=(form("a", "K1"), form("b", "K1"), form("c", "K1")))
    given = dealt((0.6, 0.5), (0.7, 0.5), (0.65, 0.5))
    right = (given.values[:, 0] == RIGHT).astype(float)
    f = stats.f_oneway(right[:200], right[200:400], right[400:]).statistic
    statistic = (600 - 1 - 2) * np.log(1 + f * 2 / 597)
    assert check_forms(given, one)[0].p == pytest.approx(stats.chi2.sf(statistic, 2))


def test_the_joint_test_of_two_forms_is_that_of_hotelling():
    given = dealt((0.6, 0.5), (0.7, 0.55))
    right = (given.values == RIGHT).astype(float)
    apart = right[:200].mean(axis=0) - right[200:].mean(axis=0)
    pooled = (np.cov(right[:200].T) + np.cov(right[200:].T)) / 2
    t_squared = 100 * apart @ np.linalg.solve(pooled, apart)
    statistic = (400 - 1 - 2) * np.log(1 + t_squared / 398)
    assert check_forms(given, FORMS)[0].p == pytest.approx(stats.chi2.sf(statistic, 2))


def test_groups_that_are_not_alike_are_told_apart():
    assert check_forms(dealt((0.6, 0.6), (0.6, 0.6), (0.9, 0.6)), FORMS)[0].p < 0.001


def test_a_check_of_forms_needs_150_people_with_each():
    given = dealt((0.6, 0.6), (0.6, 0.6), people=149)
    assert check_forms(given, FORMS)[0].p == NotYet(149, 150)
    assert check_forms(given, FORMS)[0].apart == ()


def test_forms_that_share_nothing_or_are_all_answered_alike_cannot_be_checked():
    apart = replace(FORMS, forms=(form("a", "K1"), form("b", "K2")))
    assert check_forms(dealt((0.6, 0.6), (0.6, 0.6)), apart)[0].p == NotDefined(0)
    assert isinstance(check_forms(dealt((1.0, 0.6), (1.0, 0.6)), FORMS)[0].p, NotDefined)


def test_one_form_alone_needs_no_check():
    assert check_forms(dealt((0.6, 0.6)), FORMS) == ()
    assert check_forms(answers({"K1": [RIGHT, WRONG]}), FORMS) == ()


# ---- common items ------------------------------------------------------------------------------------

OLD = builders.bank((situational("S1"), situational("S2"), knowledge("K1"), knowledge("K2"), rating("R1")))


def test_common_items_are_those_asked_in_the_same_words_and_rewarded_alike():
    other_key = replace(OLD.items[1], options=(Option("option 1", 2), *OLD.items[1].options[1:]))
    retired = replace(OLD.items[2], status="retired")
    advice = replace(OLD.items[0], help="Read it twice.", expected_facility=0.4, weight=2.0)
    new = builders.bank((advice, other_key, retired, knowledge("K2"), knowledge("K3"), rating("R1")))
    assert common_items(OLD, new) == ("S1", "K2")


def test_a_reserve_that_nobody_was_asked_is_not_common():
    old = replace(OLD, forms=(form("a", "S1", "K1"),))
    assert common_items(old, OLD) == ("S1", "K1")
    assert common_items(replace(OLD, forms=()), OLD) == ("S1", "S2", "K1", "K2")


@pytest.mark.parametrize(
    ("common", "fresh", "enough"), [(3, 7, True), (3, 8, False), (2, 1, False), (4, 0, True), (0, 3, False)]
)
def test_an_area_needs_three_common_items_and_30_per_cent(common, fresh, enough):
    kept = tuple(knowledge(f"K{n}") for n in range(common))
    old = builders.bank((*kept, situational("S1")))
    new = builders.bank((*kept, *(situational(f"New{n}") for n in range(fresh))))
    scenarios, known, both = overlaps(old, new)
    assert (scenarios.kind, known.kind, both.kind) == ("situational", "knowledge", "demonstrated")
    assert (len(scenarios.common), scenarios.of, len(known.common), known.of) == (0, fresh, common, common)
    assert both.share == pytest.approx(common / (common + fresh))
    assert both.enough is enough


def test_the_published_versions_share_every_question_that_is_asked():
    old, new = (bank.load(bank.BANKS / version) for version in ("2027.1", "2027.2"))
    found = [o for o in overlaps(old, new) if o.kind == "demonstrated"]
    assert [(o.domain, len(o.common), o.of) for o in found] == [(d.id, 7, 7) for d in new.domains]


def test_a_version_with_easier_questions_lifts_scores_by_a_step():
    """Scenarios .5 and .7 become .6 and .8, knowledge stays: 4 x (50 x .1 + 30 x 0) / 80 = .25."""
    k1 = knowledge("K1", facility=0.7)
    old = builders.bank((situational("S1", facility=0.5), situational("S2", facility=0.7), k1))
    new = builders.bank((situational("S3", facility=0.6), situational("S4", facility=0.8), k1))
    assert step(old, new, "AAA") == pytest.approx(0.25)
    assert step(old, old, "AAA") == 0.0
    assert step(old, builders.bank((knowledge("K9", "BBB"),)), "BBB") == 0.0
    assert step(old, builders.bank((situational("S3", facility=0.6),)), "AAA") == pytest.approx(0.0)


# ---- linking -----------------------------------------------------------------------------------------

NEW = builders.bank(tuple(knowledge(name) for name in ("K1", "K2", "K3", "K4")))
COMMON = ("K1", "K2", "K3")
BEFORE = {"K1": 0.5, "K2": 0.6, "K3": 0.7}
AFTER = {"K1": 0.56, "K2": 0.64, "K3": 0.78, "K4": 0.7}


def test_the_shift_and_the_facility_of_a_new_item_are_those_worked_by_hand():
    """Shifts .06, .04, .08: mean .06, squares .0008; each has a sampling variance of .0001.

    Sampling alone would bring squares of 3 x .0001 - .0001 = .0002; spread (.0008 - .0002) / 2 = .0003. Variance of the
    shift .0003 / 3 + .0003 / 9 = .000133, standard error .011547, two degrees of freedom: reach 4.302653 x .011547.
    New item: .70 - .06 = .64; error sqrt(.0001 + .000133 + .0003) = .023094.
    """
    found = linking.link(NEW, COMMON, facilities_of(AFTER, 0.0001), facilities_of(BEFORE))
    (domain,) = found.domains
    shift = domain.shift
    assert (domain.items, domain.drifted) == (COMMON, ())
    assert (shift.mean, shift.se) == (pytest.approx(0.06), pytest.approx(0.011547, abs=1e-6))
    assert shift.spread == pytest.approx(0.0003)
    assert (shift.low, shift.high) == (pytest.approx(0.010317, abs=1e-6), pytest.approx(0.109683, abs=1e-6))
    k4 = found.items[3]
    assert (k4.item, k4.part, k4.n, k4.observed) == ("K4", "new", 500, 0.7)
    assert (k4.facility, k4.se) == (pytest.approx(0.64), pytest.approx(0.023094, abs=1e-6))


def test_where_people_bring_no_joint_error_the_range_is_that_of_the_t_test():
    found = linking.link(NEW, COMMON, facilities_of(AFTER, 0.0001), facilities_of(BEFORE))
    low, high = stats.ttest_1samp([0.06, 0.04, 0.08], 0).confidence_interval(0.95)
    assert (found.domains[0].shift.low, found.domains[0].shift.high) == (pytest.approx(low), pytest.approx(high))


def test_people_who_met_several_common_items_bring_an_error_that_all_of_them_share():
    """A covariance of .00005 between all pairs: .0003 / 3 grows, since less of the squares is sampling.

    Sampling 3 x .0001 - (3 x .0001 + 6 x .00005) / 3 = .0001; spread .00035; variance .00035 / 3 + .0006 / 9.
    """
    shared = facilities_of(AFTER, 0.00005)
    observed = replace(shared, covariance=shared.covariance + 0.00005)
    found = linking.link(NEW, COMMON, observed, facilities_of(BEFORE))
    assert found.domains[0].shift.se == pytest.approx(np.sqrt(0.00035 / 3 + 0.0006 / 9))
    # what a new item shares with the shift is no error of its facility: .0001 of its own, less twice .00005
    assert found.items[3].se == pytest.approx(np.sqrt(0.00035 / 3 + 0.0006 / 9 + 0.00035 + 0.0001 - 2 * 0.00005))


def test_a_common_item_keeps_its_facility():
    found = linking.link(NEW, COMMON, facilities_of(AFTER, 0.0001), facilities_of(BEFORE))
    assert [(i.part, i.facility, i.se) for i in found.items[:3]] == [("common", m, None) for m in BEFORE.values()]
    seen_before = linking.link(NEW, COMMON, facilities_of(AFTER, 0.0001), facilities_of(BEFORE, 0.0004))
    assert seen_before.items[0].se == pytest.approx(0.02)


def test_an_item_that_drifted_is_left_out_of_the_link_and_taken_back_like_a_new_one():
    items = tuple(knowledge(f"K{n}") for n in range(6))
    before = facilities_of({f"K{n}": 0.5 for n in range(6)}, 0.0002)
    after = facilities_of({"K0": 0.55, "K1": 0.57, "K2": 0.56, "K3": 0.54, "K4": 0.58, "K5": 0.75}, 0.0002)
    (domain,) = linking.link(builders.bank(items), [i.id for i in items], after, before).domains
    assert domain.drifted == ("K5",)
    assert domain.shift.mean == pytest.approx(0.06)
    last = linking.link(builders.bank(items), [i.id for i in items], after, before).items[-1]
    assert (last.part, last.facility) == ("drifted", pytest.approx(0.75 - 0.06))


@pytest.mark.parametrize(
    ("last", "variance"),
    [(0.65, 0.0002), (0.75, 0.003)],
    ids=["less than .1 from the others", "within 2.7 standard errors"],
)
def test_an_item_has_drifted_only_if_it_is_far_off_and_not_by_chance(last, variance):
    items = tuple(knowledge(f"K{n}") for n in range(6))
    before = facilities_of({f"K{n}": 0.5 for n in range(6)}, variance)
    after = facilities_of({"K0": 0.55, "K1": 0.57, "K2": 0.56, "K3": 0.54, "K4": 0.58, "K5": last}, variance)
    assert linking.link(builders.bank(items), [i.id for i in items], after, before).domains[0].drifted == ()


def test_where_all_shifts_are_spread_widely_none_is_called_drift():
    """Facilities that authors stated are off by .1 and more: a wide spread is no drift of one item."""
    items = tuple(knowledge(f"K{n}") for n in range(6))
    before = facilities_of(dict(zip((f"K{n}" for n in range(6)), (0.4, 0.75, 0.5, 0.6, 0.38, 0.7), strict=True)))
    after = facilities_of({f"K{n}": 0.55 for n in range(6)}, 0.0002)
    assert linking.link(builders.bank(items), [i.id for i in items], after, before).domains[0].drifted == ()


def test_a_link_needs_three_common_items_with_150_answers_each():
    few = facilities_of(AFTER, 0.0001)
    few = replace(few, n=np.array([500, 500, 149, 500]))
    found = linking.link(NEW, COMMON, few, facilities_of(BEFORE))
    assert (found.domains[0].shift, found.domains[0].items) == (NotYet(2, 3), ("K1", "K2"))
    k3, k4 = found.items[2:]
    assert (k3.part, k3.observed, k3.facility) == ("common", NotYet(149, 150), 0.7)  # it keeps what it had
    assert (k4.observed, k4.facility, k4.se) == (0.7, NotYet(2, 3), None)


def test_an_item_that_the_file_does_not_hold_has_no_answers():
    known = {name: p for name, p in AFTER.items() if name != "K4"}
    found = linking.link(NEW, COMMON, facilities_of(known, 0.0001), facilities_of(BEFORE))
    assert found.items[3].facility == NotYet(0, 150)


def test_linked_facilities_stay_between_0_and_1():
    harder = {"K1": 0.2, "K2": 0.3, "K3": 0.4, "K4": 0.95}
    assert linking.link(NEW, COMMON, facilities_of(harder), facilities_of(BEFORE)).items[3].facility == 1.0


def test_the_error_of_linking_is_stated_beside_that_of_a_person():
    """4 x .011547 = .0462 in demonstrated, 80 of 100 of it in the level; a person: 4 x .25 / sqrt(4) on four items."""
    found = linking.link(NEW, COMMON, facilities_of(AFTER, 0.0001), facilities_of(BEFORE))
    given = answers({name: [RIGHT, WRONG] for name in AFTER})
    table = scoring.score_table(NEW, given.items, given.values, given.forms, given.grades, given.bands)
    error = linking.score_error(NEW, found.domains[0], table)
    assert (error.demonstrated, error.level) == (pytest.approx(0.046188, abs=1e-6), pytest.approx(0.03695, abs=1e-5))
    assert error.person_demonstrated == pytest.approx(0.5)
    nobody = replace(table, scored=np.zeros_like(table.scored))
    assert linking.score_error(NEW, found.domains[0], nobody) == NotYet(0, 1)


# ---- the command -------------------------------------------------------------------------------------


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Commands:
    monkeypatch.delenv("QUESTION_BANK", raising=False)
    return Commands(monkeypatch, capsys)


def ours(version: str) -> Path:
    return bank.BANKS / version


def test_the_command_links_our_versions(run: Commands, tmp_path: Path):
    people, out = tmp_path / "people.csv", tmp_path / "link.json"
    run.done("simulate", "--respondents", 900, "--bank", ours("2027.2"), "--out", people)
    told = run.done("link", ours("2027.1"), people, "--bank", ours("2027.2"), "--out", out)
    assert told.startswith("2027.1 to 2027.2: 56 of 56 scenario and knowledge items are common.\n")
    assert "Too few common items: in no domain.\nPeople with different standard forms are alike" in told
    found = json.loads(out.read_text(encoding="utf-8"))
    assert [found[key] for key in ("old", "new", "n", "reference")] == ["2027.1", "2027.2", 900, "stated"]
    assert found["forms"][0]["p"] > 0.01
    usr = found["domains"][0]
    assert (usr["domain"], len(usr["items"]), usr["drifted"], usr["step"]) == ("USR", 7, [], 0.0)
    assert f"USR: {4 * usr['shift']['mean']:+.2f} on 1-5" in told
    assert usr["score_error"]["demonstrated"] == pytest.approx(4 * usr["shift"]["se"])
    item = found["items"][0]
    assert (item["item"], item["part"], item["facility"], item["se"]) == ("USR-S2", "common", 0.66, None)


def test_answers_to_the_older_version_can_be_the_reference(run: Commands, tmp_path: Path):
    then, now, out = tmp_path / "then.csv", tmp_path / "now.csv", tmp_path / "link.json"
    run.done("simulate", "--respondents", 900, "--bank", ours("2027.1"), "--seed", 2, "--out", then)
    run.done("simulate", "--respondents", 900, "--bank", ours("2027.2"), "--out", now)
    run.done("link", ours("2027.1"), now, "--bank", ours("2027.2"), "--old-responses", then, "--out", out)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["reference"] == "observed"
    inside = [d["shift"]["low"] <= 0 <= d["shift"]["high"] for d in found["domains"]]
    assert sum(inside) >= 6
    assert all(item["se"] > 0 for item in found["items"])


def test_a_small_file_of_any_bank_says_what_is_missing(run: Commands, tmp_path: Path):
    out = tmp_path / "link.json"
    file = write(tmp_path / "a.csv", HEADINGS, "anna,HMRC,director,operational_delivery,standard_a,3,2,4,1,3")
    told = run.done("link", LIGHTHOUSE, file, "--bank", LIGHTHOUSE, "--out", out)
    assert "Lamp: not yet estimable: 0 of 3 (0 common items)\n" in told
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["domains"][0]["shift"] == {"not_yet": True, "n": 0, "needed": 3}
    assert found["items"][0]["observed"] == {"not_yet": True, "n": 1, "needed": 150}


def test_the_command_does_not_write_over_answers(run: Commands, tmp_path: Path):
    file = write(tmp_path / "a.csv", HEADINGS, "anna,HMRC,director,operational_delivery,standard_a,3,2,4,1,3")
    before = file.read_bytes()
    assert "it is a file of responses" in run.refused("link", LIGHTHOUSE, file, "--bank", LIGHTHOUSE, "--out", file)
    assert file.read_bytes() == before


# ---- where the truth is known ------------------------------------------------------------------------

STORED = json.loads(benchmark.RESULT.read_text(encoding="utf-8"))
SMALL_RUNS = 16


def by_row(rows: list[list]) -> dict[tuple[str, str], dict[str, float | None]]:
    return {(row[0], row[1]): dict(zip(benchmark.COLUMNS, row, strict=True)) for row in rows}


FULL = by_row(STORED["rows"])
CHANGE = {method: row for (question, method), row in FULL.items() if question == benchmark.CHANGE}


def test_a_part_of_the_simulation_gives_what_the_whole_did():
    small = by_row(benchmark.table(SMALL_RUNS))
    assert small.keys() == FULL.keys()
    for key, whole in FULL.items():
        part = small[key]
        if whole["bias"] is not None:
            assert part["bias"] == pytest.approx(whole["bias"], abs=4 * whole["sd"] / np.sqrt(part["runs"]))
        if whole["mean_se"] is not None:
            assert part["mean_se"] == pytest.approx(whole["mean_se"], rel=0.15)
        if whole["coverage"] is not None:
            assert part["coverage"] > 0.85


@pytest.mark.slow
def test_the_whole_simulation_gives_the_stored_table():
    again = benchmark.result()
    assert {**again, "rows": []} == {**STORED, "rows": []}
    for row, stored in zip(again["rows"], STORED["rows"], strict=True):
        assert row[:2] == stored[:2]
        assert row[2:] == pytest.approx(stored[2:], abs=0.0011)


def test_observed_facilities_bring_forms_four_times_closer():
    stated = FULL[benchmark.FORMS, "facilities stated, off by .08"]
    observed = FULL[benchmark.FORMS, "facilities observed, 500 answers to most items"]
    assert stated["sd"] > 0.2
    assert observed["sd"] < 0.06
    assert abs(observed["bias"]) < 0.01


def test_linking_finds_the_change_that_unlinked_facilities_hide():
    hidden = CHANGE["facilities observed in each version, not linked"]
    assert hidden["bias"] < -0.15
    linked = CHANGE["linked, reference observed"]
    assert linked["runs"] >= 400
    assert abs(linked["bias"]) < 0.01
    assert linked["sd"] < CHANGE["facilities of new items stated, off by .08"]["sd"]


def test_the_stated_error_of_a_change_is_honest():
    ranges = [row for (question, _), row in FULL.items() if question in (benchmark.CHANGE, benchmark.CHANGE_AT_LARGE)]
    covered = [row["coverage"] for row in ranges if row["coverage"] is not None]
    assert len(covered) == 3
    assert all(0.93 <= share <= 0.97 for share in covered)


def test_a_drifting_item_is_caught_and_others_are_not():
    assert FULL[benchmark.CALLED, "easier by .2"]["share"] > 0.95
    assert FULL[benchmark.CALLED, "none drifted"]["share"] < 0.01
    kept = FULL[benchmark.DRIFTED, "kept in the link"]
    left_out = FULL[benchmark.DRIFTED, "left out where it is called drifted"]
    assert abs(left_out["bias"]) < abs(kept["bias"]) / 5


def test_the_table_is_one_that_the_manual_can_print():
    assert STORED["columns"] == list(benchmark.COLUMNS)
    assert all(len(row) == len(STORED["columns"]) for row in STORED["rows"])
