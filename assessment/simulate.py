"""Made-up people and answers over the real register, for trials, benchmarks and the demonstration.

Real are the organisations, their headcounts and the totals by grade and profession of spring 2023 (reference_data/).
Made up are who of an organisation has which grade and profession, and every answer. Answers come from a latent-trait
model: a person's ability in a domain is the sum of a general part, a part of the domain, and the effects of
organisation, grade and profession; evidence items are drawn from a nominal response model (Bock 1972) whose expected
credit is the item's expected facility; self-ratings follow ability loosely and are biased upwards.
"""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr

from assessment import item_types, register
from assessment.answers import NOT_ANSWERED
from assessment.files import ANSWERS, CONFIDENCE
from assessment.model import DO_NOT_KNOW, GRADES, NOT_APPLICABLE, Form, Item, Organisation, QuestionBank
from assessment.scoring import facility

Numbers = NDArray[np.float64]

MADE_UP = "made-up-"
"""How the ids of made-up respondents begin: a cycle made from such a file is marked as made up."""
HEADCOUNT_DAY = date(2023, 3, 31)
GRADE_TOTALS = {"permanent_secretary": 45, "director_general": 180, "director": 1140}
"""SCS by payband on 1 April 2023 (Written PQ 2438); everyone else is a deputy director."""
LED_FROM_THE_TOP = ("Ministerial department", "Non-ministerial department", "Devolved government")
"""Types whose larger bodies have permanent secretaries and directors general in this made-up split."""
LARGER = 20
HEADCOUNT_NOT_GIVEN = 2
"""SCS of an organisation whose figure is suppressed: it is below 5."""
CYCLE = timedelta(weeks=6)
"""Answers are submitted over this time, up to the day of the simulation."""

# Effects on ability, whose standard deviation within an organisation is 1: about two thirds of a level.
ORGANISATION_SD, ORGANISATION_DOMAIN_SD = 0.45, 0.25
BETWEEN_DOMAINS = 0.6  # correlation of a person's abilities in two domains
GRADE_STEP = 0.12
DIGITAL, DIGITAL_LEAD = "digital_data_technology", 0.8
EVIDENCE_SLOPE = 1.2  # log odds of full credit against none, for one unit of ability
# Self-rating: how much of their ability people see, how far their style moves every domain, and each one by itself.
INSIGHT, STYLE_SD, STYLE_DOMAIN_SD = 0.6, 0.7, 0.4
RATING_MEAN, RATING_SLOPE, RATING_NOISE = 0.68, 0.15, 0.13  # on 0-1; the mean lies above what people demonstrate
PULSE_MEAN, PULSE_CLIMATE, PULSE_NOISE = 0.5, 0.1, 0.25
VIGNETTE_NOISE = 0.15
DOES_NOT_APPLY, DOES_NOT_KNOW, BLANK = 0.02, 0.04, 0.01
RESPONSE_SPREAD = 0.5  # between organisations, in log odds


def invited(on: date = HEADCOUNT_DAY) -> pd.DataFrame:
    """How many people each organisation valid that day has in each grade: `organisation`, `grade`, `invited` (above 0).

    Organisations whose people the statistics count elsewhere have nobody. Headcounts are real, the split by grade is
    made up: only larger departments have directors general, and one or two permanent secretaries each.
    """
    bodies = [organisation for organisation in register.on(on) if organisation.total_headcount is not None]
    heads = np.array([organisation.scs_headcount or HEADCOUNT_NOT_GIVEN for organisation in bodies])
    top = heads * np.array([_is_led_from_the_top(organisation) for organisation in bodies])
    secretaries = _permanent_secretaries(top)
    generals = _apportion(GRADE_TOTALS["director_general"], top.astype(np.float64))
    directors = _apportion(GRADE_TOTALS["director"], (heads - secretaries - generals).astype(np.float64))
    deputies = heads - secretaries - generals - directors
    counts = np.stack([deputies, directors, generals, secretaries], axis=1)
    frame = pd.DataFrame(
        {
            "organisation": np.repeat([organisation.code for organisation in bodies], len(GRADES)),
            "grade": np.tile(GRADES, len(bodies)),
            "invited": counts.ravel(),
        }
    )
    return frame[frame["invited"] > 0].reset_index(drop=True)


def simulate(
    respondents: int, bank: QuestionBank, family: str = "standard", seed: int = 1, on: date = HEADCOUNT_DAY
) -> pd.DataFrame:
    """Made-up responses in the format of the responses file; the same for the same arguments.

    The register of that day is scaled to the number of respondents by largest remainders. A bank without forms of that
    family is answered on the family of its first form, and one without any form on the whole bank.
    """
    rng = np.random.default_rng(seed)
    groups = invited(on)
    people = _people(groups, _apportion(respondents, groups["invited"].to_numpy(dtype=np.float64)))
    return _responses(people, bank, family, on, rng)


def simulate_cycle(
    bank: QuestionBank,
    family: str = "standard",
    seed: int = 1,
    response_rate: float = 0.6,
    on: date = HEADCOUNT_DAY,
    ability: float = 0.0,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The whole register as a cohort (`person`, `organisation`, `grade`) and the responses of those who answered.

    Each person answers by chance; `response_rate` (0-1) is that of the typical organisation. `ability` is that of the
    typical deputy director: at 0 they earn what the bank expects, one less is about two thirds of a level lower.
    """
    rng = np.random.default_rng(seed)
    groups = invited(on)
    people = _people(groups, groups["invited"].to_numpy())
    odds = np.log(response_rate / (1 - response_rate)) if response_rate < 1 else np.inf
    spread = RESPONSE_SPREAD * _organisation_effects(people, 1, rng)[:, 0]
    answers = rng.random(len(people)) < 1 / (1 + np.exp(-(odds + spread)))
    responses = _responses(people[answers].reset_index(drop=True), bank, family, on, rng, ability)
    return people.rename(columns={"respondent": "person"}), responses


# ---- people --------------------------------------------------------------------------------------------


def _is_led_from_the_top(organisation: Organisation) -> bool:
    return organisation.type in LED_FROM_THE_TOP and (organisation.scs_headcount or 0) >= LARGER


def _permanent_secretaries(top: NDArray[np.int64]) -> NDArray[np.int64]:
    """One for each body with people at the top, and a second for the largest until all are placed."""
    counts = (top > 0).astype(np.int64)
    second = np.argsort(-top, kind="stable")[: max(GRADE_TOTALS["permanent_secretary"] - int(counts.sum()), 0)]
    return counts + counts * np.isin(np.arange(len(top)), second)


def _apportion(total: int, shares: Numbers) -> NDArray[np.int64]:
    """Whole numbers in proportion to `shares` that add up to `total` (largest remainders, ties to the first)."""
    exact = total * shares / shares.sum()
    whole: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    whole[np.argsort(-(exact - whole), kind="stable")[: total - whole.sum()]] += 1
    return whole


def _people(groups: pd.DataFrame, counts: NDArray[np.int64]) -> pd.DataFrame:
    """A row a person: `respondent` (made-up-000001), `organisation`, `grade`."""
    people = groups.loc[groups.index.repeat(counts), ["organisation", "grade"]].reset_index(drop=True)
    people.insert(0, "respondent", [f"{MADE_UP}{number:06d}" for number in range(1, len(people) + 1)])
    return people


def _organisation_effects(people: pd.DataFrame, effects: int, rng: np.random.Generator) -> Numbers:
    """People x effects: standard normal, the same for everyone of an organisation."""
    number, organisations = pd.factorize(people["organisation"])
    drawn: Numbers = rng.standard_normal((len(organisations), effects))[number]
    return drawn


def _professions(people: int, rng: np.random.Generator) -> NDArray[np.object_]:
    """Professions in their shares of the SCS; "" for those whom the statistics do not know."""
    known = [p for p in register.professions().values() if p.scs_headcount]
    shares = np.array([p.scs_headcount or 0 for p in known], dtype=np.float64)
    names = np.array(["" if p.code == "unknown" else p.code for p in known], dtype=object)
    drawn: NDArray[np.object_] = names[rng.choice(len(names), people, p=shares / shares.sum())]
    return drawn


def _deal(people: pd.DataFrame, forms: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """A form number a person, at random and in equal numbers within organisation and grade, and over all."""
    group = people.groupby(["organisation", "grade"], sort=False).ngroup().to_numpy()
    dealt = np.empty(len(people), dtype=np.int64)
    dealt[np.lexsort((rng.random(len(people)), group))] = np.arange(len(people)) % forms
    return dealt


# ---- answers -------------------------------------------------------------------------------------------


def _responses(
    people: pd.DataFrame,
    bank: QuestionBank,
    family: str,
    on: date,
    rng: np.random.Generator,
    typical: float = 0.0,
) -> pd.DataFrame:
    forms = bank.family(family) or (bank.family(bank.forms[0].family) if bank.forms else ())
    form = _deal(people, max(len(forms), 1), rng)
    profession = _professions(len(people), rng)
    columns: dict[str, object] = {
        "profession": profession,
        "form": np.array([f.id for f in forms] or [""], dtype=object)[form],
        "submitted_at": _moments(len(people), on, rng),
    }
    ability = typical + _abilities(people, profession, len(bank.domains), rng)
    view = INSIGHT * ability + STYLE_SD * rng.standard_normal((len(people), 1))
    view += STYLE_DOMAIN_SD * rng.standard_normal(ability.shape)
    climate = _organisation_effects(people, 1, rng)[:, 0]
    position = {domain.id: d for d, domain in enumerate(bank.domains)}
    for item in _asked(bank, forms):
        has_it = np.array([item.id in f.items for f in forms] or [True])[form]
        d = position.get(item.domain, 0)
        values, confidence = _answers(item, ability[has_it, d], view[has_it, d], climate[has_it], rng)
        columns[item.id] = _cells(values, len(item.options), has_it)
        if item_types.of(item).has_confidence:
            steps = len(bank.confidence_chances)
            given = np.where(values > 0, 1 + np.floor(confidence * steps), NOT_ANSWERED).astype(np.int8)
            columns[item.id + CONFIDENCE] = _cells(given, steps, has_it)
    return pd.concat([people, pd.DataFrame(columns)], axis=1)


def _asked(bank: QuestionBank, forms: tuple[Form, ...]) -> tuple[Item, ...]:
    """The items that somebody is asked, in the order of the bank."""
    asked = {item for form in forms for item in form.items} if forms else bank.item_by_id.keys()
    return tuple(item for item in bank.items if item.id in asked and item.in_use)


def _moments(people: int, on: date, rng: np.random.Generator) -> NDArray[np.str_]:
    """Moments of submission in UTC, ISO 8601: most at the start and towards the end of the cycle, in office hours."""
    days = np.floor(rng.beta(0.7, 0.8, people) * CYCLE.days).astype("timedelta64[D]")
    seconds = rng.integers(8 * 3600, 18 * 3600, people).astype("timedelta64[s]")
    moments = np.datetime64(on - CYCLE, "D") + days + seconds
    texts: NDArray[np.str_] = np.datetime_as_string(moments, unit="s", timezone="UTC")
    return texts


def _abilities(
    people: pd.DataFrame, profession: NDArray[np.object_], domains: int, rng: np.random.Generator
) -> Numbers:
    """People x domains: 0 is the typical deputy director of the typical organisation."""
    shared = np.sqrt(BETWEEN_DOMAINS) * rng.standard_normal((len(people), 1))
    own = np.sqrt(1 - BETWEEN_DOMAINS) * rng.standard_normal((len(people), domains))
    effects = _organisation_effects(people, 1 + domains, rng)
    organisation = ORGANISATION_SD * effects[:, :1] + ORGANISATION_DOMAIN_SD * effects[:, 1:]
    grade = GRADE_STEP * people["grade"].map(GRADES.index).to_numpy(dtype=np.float64)
    digital = DIGITAL_LEAD * (profession == DIGITAL)
    abilities: Numbers = shared + own + organisation + (grade + digital)[:, None]
    return abilities


def _answers(
    item: Item, ability: Numbers, view: Numbers, climate: Numbers, rng: np.random.Generator
) -> tuple[NDArray[np.int8], Numbers]:
    """What the people who are asked an item answer, and how sure they are on 0-1 (with or without cause)."""
    kind, top = item_types.of(item), len(item.options)
    noise = rng.standard_normal(len(ability))
    if kind.method in ("situational", "knowledge"):
        options = _choose(item, ability, rng)
        credit = np.array([0.0, *_credits(item)])[options]
    else:
        if kind.method == "self":
            x = RATING_MEAN + RATING_SLOPE * view + RATING_NOISE * noise
        elif item.expert_level is not None:
            x = (item.expert_level - 1) / (top - 1) + VIGNETTE_NOISE * noise
        else:
            x = PULSE_MEAN + PULSE_CLIMATE * climate + PULSE_NOISE * noise
        options = 1 + np.clip(np.rint(x * (top - 1)), 0, top - 1).astype(np.int64)
        options = 1 + top - options if item.reverse else options
        credit = np.zeros(len(ability))
    chance = rng.random(len(ability))
    values = np.where(chance < BLANK, NOT_ANSWERED, options)
    chance -= BLANK
    for code, share, offered in (
        (NOT_APPLICABLE, DOES_NOT_APPLY, kind.offers_not_applicable),
        (DO_NOT_KNOW, DOES_NOT_KNOW, kind.offers_do_not_know),
    ):
        values = np.where((chance >= 0) & (chance < share * offered), code, values)
        chance -= share * offered
    return values.astype(np.int8), ndtr(0.5 * view + credit - 0.6 + noise)


def _credits(item: Item) -> list[float]:
    most = max(option.points for option in item.options)
    return [option.points / most for option in item.options]


def log_odds(item: Item, ability: Numbers) -> Numbers:
    """People x options of an evidence item: credit x (lift + slope x ability), the nominal model up to a constant."""
    credits = np.array(_credits(item))
    pull = _lift(tuple(credits), facility(item)) + EVIDENCE_SLOPE * ability
    return np.outer(pull, credits)


def _choose(item: Item, ability: Numbers, rng: np.random.Generator) -> NDArray[np.int64]:
    """Option numbers from 1."""
    odds = log_odds(item, ability)
    chosen: NDArray[np.int64] = np.argmax(odds + rng.gumbel(size=odds.shape), axis=1)
    return chosen + 1


@cache
def _lift(credits: tuple[float, ...], expected: float) -> float:
    """The lift with which people of ability N(0, 1) earn the expected credit, held to what the model can reach."""
    abilities, weights = np.polynomial.hermite_e.hermegauss(15)
    c = np.array(credits)

    def excess(lift: float) -> float:
        odds = np.exp(np.outer(lift + EVIDENCE_SLOPE * abilities, c))
        earned = (odds @ c) / odds.sum(axis=1)
        return float(weights @ earned / weights.sum() - min(max(expected, 0.05), 0.95))

    return float(brentq(excess, -50.0, 50.0))


def _cells(values: NDArray[np.int8], top: int, has_it: NDArray[np.bool_]) -> "pd.Categorical[str]":
    """The cells of a column: words of the file format for those who were asked, empty for everyone else."""
    words = [word for word, _ in sorted(ANSWERS.items(), key=lambda answer: answer[1])]
    codes = np.zeros(len(has_it), dtype=np.int8)
    codes[has_it] = values - NOT_ANSWERED
    return pd.Categorical.from_codes(codes, categories=pd.Index([*words, *map(str, range(1, top + 1))]))
