"""Do the stated ranges hold what they should hold? Made-up people whose true levels are known."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.stats import norm

from assessment import calibration, departments, irt, item_types, reliability, scoring
from assessment.answers import Answers
from assessment.departments import Sums
from assessment.item_statistics import item_statistics
from assessment.model import HIGHEST, LIKELY_Z, LOWEST, METHODS, Form, ItemParameters, QuestionBank
from benchmarks import world
from benchmarks.result import COMMAND, Result
from benchmarks.world import Numbers

COLUMNS = ("What is tried", "With", "Range", "Should hold", "Held")
Row = tuple[str, str, str, float, float]
Z95 = float(norm.ppf(0.975))
FORMS = ("standard_a", "short_a", "full_a")
TRUE_ALPHA, ITEMS_OF_ALPHA = 0.8, 8
ORGANISATION, ANSWERED, TRUE_SD, MEASURED_SD = 40, 24, 0.5, 0.4
CHANCES = (0.25, 0.65, 0.90)


def run(bank: QuestionBank, people: int, seed: int) -> Result:
    """Shares of made-up people, samples and organisations whose true figure lies within the stated range."""
    rng = np.random.default_rng(seed)
    rows = [*_levels(bank, people, rng), *_traits(people, rng), *_alphas(people, rng)]
    rows += [*_confidences(people, rng), *_organisations(people, rng)]
    note = f"Each row: {people:,} made-up people, samples or organisations; levels: {len(bank.domains)} areas of each."
    return Result("Do stated ranges hold what they should?", COMMAND, seed, COLUMNS, tuple(rows), note, bank.version)


def held(error: Numbers, reach: Numbers | float) -> float:
    """The share of errors that lie within their reach."""
    return float(np.mean(np.abs(error) <= reach))


# ---- levels of people ------------------------------------------------------------------------------------


def _levels(bank: QuestionBank, people: int, rng: np.random.Generator) -> Iterator[Row]:
    """With what the bank stores, and with what a first cycle of such people would let it store."""
    observed = replace(bank, residual_sds=observed_residual_sds(bank, people, rng))
    for form in (bank.form_by_id[name] for name in FORMS):
        for of_bank, stored in ((bank, "stored scatter"), (observed, "observed scatter")):
            error, se = levels(of_bank, form, people, rng)
            for z, text, should in ((LIKELY_Z, "likely range", 0.80), (Z95, "1.96 SE", 0.95)):
                yield f"Level of a person, form {form.id}", stored, text, should, held(error, z * se)


def levels(bank: QuestionBank, form: Form, people: int, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
    """People x areas: how far each level is from the true one, and its standard error; everything is answered."""
    answers, truth = answered(bank, form, people, rng)
    found = scoring.score_table(bank, answers.items, answers.values, answers.forms, answers.grades, answers.bands)
    return found.level - truth, found.level_se


def answered(bank: QuestionBank, form: Form, people: int, rng: np.random.Generator) -> tuple[Answers, Numbers]:
    """What people answer to the scored items of a form, and their true levels, people x areas."""
    codes, truth = {}, []
    abilities, views = world.people(people, len(bank.domains), rng)
    for domain, ability, view in zip(bank.domains, abilities.T, views.T, strict=True):
        asked = [i for i in bank.items_of(form) if i.domain == domain.id and item_types.of(i).method in METHODS]
        codes |= {item.id: world.answers(item, ability, view, rng) for item in asked}
        truth.append(_true_level(bank, domain.id, {item_types.of(item).method for item in asked}, ability, view))
    values = np.stack(list(codes.values()), axis=1)
    forms, grades, bands = (np.full(people, text, dtype=object) for text in (form.id, "director", ""))
    return Answers(tuple(codes), values, np.zeros_like(values), forms, grades, bands), np.stack(truth, axis=1)


def _true_level(bank: QuestionBank, domain: str, asked: set[str], ability: Numbers, view: Numbers) -> Numbers:
    """The level that endless answers to all items in use would give, methods weighed as on the form."""
    weights = {method: bank.method_weights[method] for method in METHODS if method in asked}
    total = np.zeros(len(ability))
    for method, weight in weights.items():
        pool = scoring.domain_items(bank, domain, method)
        total += weight * np.mean([world.expected(item, ability, view) for item in pool], axis=0)
    return LOWEST + (HIGHEST - LOWEST) * total / sum(weights.values())


def observed_residual_sds(bank: QuestionBank, people: int, rng: np.random.Generator) -> dict[str, float]:
    """The scatter of answers by method, as item statistics find it in answers to the first of the forms."""
    answers, _ = answered(bank, bank.form_by_id[FORMS[0]], people, rng)
    found = item_statistics(bank, answers).residual_sds
    return {method: sd for method, sd in found.items() if isinstance(sd, float)}


# ---- other ranges ----------------------------------------------------------------------------------------


def _traits(people: int, rng: np.random.Generator) -> Iterator[Row]:
    """EAP estimates of people from eight graded items whose parameters are known."""
    places = np.linspace(-1.5, 1.5, 8)
    items = [ItemParameters(f"I{i}", "graded", 1.5, (b - 1.0, b, b + 1.0), people) for i, b in enumerate(places)]
    theta = rng.standard_normal(people)
    at_least = [1 - np.cumsum(irt.probabilities(item, theta), axis=1)[:, :-1] for item in items]
    answers = np.stack([(rng.random((people, 1)) < chance).sum(axis=1) for chance in at_least], axis=1)
    found = irt.eap(items, answers.astype(np.int8))
    error = found.theta - theta
    yield "Trait of a person (EAP)", "8 graded items", "1.96 SE", 0.95, held(error, Z95 * found.se)


def _alphas(samples: int, rng: np.random.Generator) -> Iterator[Row]:
    """Feldt's interval, for eight parallel items."""
    between = TRUE_ALPHA / (ITEMS_OF_ALPHA - (ITEMS_OF_ALPHA - 1) * TRUE_ALPHA)
    for n in (50, 200):
        covered = []
        for _ in range(samples):
            shared = np.sqrt(between) * rng.standard_normal((n, 1))
            found = reliability.alpha(shared + np.sqrt(1 - between) * rng.standard_normal((n, ITEMS_OF_ALPHA)))
            covered.append(isinstance(found, reliability.Interval) and found.low <= TRUE_ALPHA <= found.high)
        yield "Alpha of a scale", f"{n} people", "95% interval", 0.95, float(np.mean(covered))


def _confidences(people: int, rng: np.random.Generator) -> Iterator[Row]:
    """The index of people who are exactly as sure as they are right."""
    for answers in (16, 40):
        covered = []
        for _ in range(people):
            sure = rng.integers(0, len(CHANCES), answers)
            right = rng.random(answers) < np.array(CHANCES)[sure]
            given = [calibration.Stated(int(s) + 1, CHANCES[s], float(r)) for s, r in zip(sure, right, strict=True)]
            index = calibration.confidence(given, CHANCES).index
            covered.append(isinstance(index, calibration.Estimate) and index.low <= 0 <= index.high)
        yield "Confidence of a person", f"{answers} answers", "90% interval", 0.90, float(np.mean(covered))


def _organisations(organisations: int, rng: np.random.Generator) -> Iterator[Row]:
    """The mean of an organisation in which 24 of 40 answered, levels measured with error."""
    true = 3 + TRUE_SD * rng.standard_normal((organisations, ORGANISATION))
    level = true[:, :ANSWERED] + MEASURED_SD * rng.standard_normal((organisations, ANSWERED))
    nothing = np.zeros(organisations)
    each = Sums(
        np.full(organisations, float(ANSWERED)), level.sum(axis=1), (level**2).sum(axis=1),
        np.full(organisations, ANSWERED * MEASURED_SD**2), nothing, nothing,
    )  # fmt: skip
    one = Sums(*(getattr(each, name)[:, None] for name in ("n", "total", "squares", "errors", "targets", "below")))
    rho, pooled = departments.reliability(one.over(0)), departments.pooled_variance(one)
    strata = Sums(*(getattr(one, name)[..., None] for name in ("n", "total", "squares", "errors", "targets", "below")))
    population, known = np.full((organisations, 1), float(ORGANISATION)), np.ones(organisations, dtype=np.bool_)
    made = departments.estimates(strata, population, known, rho, pooled)
    reach = departments.half_width(made.variance, departments.degrees_of_freedom(made.n))
    error = (made.estimate - true.mean(axis=1)[:, None])[:, 0]
    yield (
        "Mean of an organisation",
        f"{ANSWERED} of {ORGANISATION} answered",
        "95% interval",
        0.95,
        held(error, reach[:, 0]),
    )
