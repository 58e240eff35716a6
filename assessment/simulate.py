"""Made-up people and answers over the real register, for trials, benchmarks and the demonstration.

Real are the organisations, their headcounts and the totals by grade and profession of spring 2023 (reference_data/).
Made up are who of an organisation has which grade and profession, and every answer. Answers come from a latent-trait
model (`made_up_answers`): a person's ability in a domain is the sum of a general part, a part of the domain, and the
effects of organisation, grade and profession.
"""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment import register
from assessment.made_up_answers import Drawn, Numbers, answered, organisation_effects
from assessment.model import GRADES, Organisation, QuestionBank

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
RESPONSE_SPREAD = 0.5  # between organisations, in log odds
# Between a cycle and the one before: who left, who changed organisation, who had answered then of those who answer now
# and of the others, how abilities then and now correlate, and what people have learnt (in standard deviations).
LEFT, MOVED = 0.1, 0.05
AGAIN, OTHERS = 0.75, 0.45
PERSISTENCE, LEARNT = 0.9, 0.25


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
    people, answers = _cohort(response_rate, on, rng)
    responses = _responses(people[answers].reset_index(drop=True), bank, family, on, rng, ability)
    return people.rename(columns={"respondent": "person"}), responses


def simulate_before(
    bank: QuestionBank,
    family: str = "standard",
    seed: int = 1,
    response_rate: float = 0.6,
    on: date = HEADCOUNT_DAY,
    ability: float = 0.0,
    before: timedelta = timedelta(weeks=26),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The cycle `before` the one that `simulate_cycle` makes of the other arguments, with largely the same people.

    One in ten left in between, and one in twenty was in another organisation at the same grade. Who answers both times
    has the same ability but for a little, and all are a little less able than they will be.
    """
    rng = np.random.default_rng(seed)
    now, answers = _cohort(response_rate, on, rng)
    later = now[answers].reset_index(drop=True)
    known = _draw(later, bank, family, on, rng, ability)
    rng = np.random.default_rng([seed, 1])
    people = _as_before(now, rng)
    again = people["respondent"].isin(later["respondent"]).to_numpy()
    answering = people[rng.random(len(people)) < np.where(again, AGAIN, OTHERS)].reset_index(drop=True)
    drawn = _draw(answering, bank, family, on - before, rng, ability)
    responses = answered(answering, bank, _persisting(answering, drawn, later, known, rng), rng)
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


def _cohort(response_rate: float, on: date, rng: np.random.Generator) -> tuple[pd.DataFrame, NDArray[np.bool_]]:
    """Everybody of the register that day, and who of them answers."""
    groups = invited(on)
    people = _people(groups, groups["invited"].to_numpy())
    odds = np.log(response_rate / (1 - response_rate)) if response_rate < 1 else np.inf
    spread = RESPONSE_SPREAD * organisation_effects(people, 1, rng)[:, 0]
    return people, rng.random(len(people)) < 1 / (1 + np.exp(-(odds + spread)))


def _as_before(now: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Who held the same posts before: mostly the same people, some of whom changed posts with each other."""
    people, chance = now.copy(), rng.random(len(now))
    left = chance < LEFT
    number = np.arange(len(now) + 1, len(now) + 1 + left.sum())
    people.loc[left, "respondent"] = [f"{MADE_UP}{n:06d}" for n in number]
    for _, posts in people[(chance >= LEFT) & (chance < LEFT + MOVED)].groupby("grade"):
        people.loc[posts.index, "respondent"] = rng.permutation(posts["respondent"].to_numpy())
    return people


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


def _draw(
    people: pd.DataFrame,
    bank: QuestionBank,
    family: str,
    on: date,
    rng: np.random.Generator,
    typical: float = 0.0,
) -> Drawn:
    forms = bank.family(family) or (bank.family(bank.forms[0].family) if bank.forms else ())
    form = _deal(people, max(len(forms), 1), rng)
    profession = _professions(len(people), rng)
    moments = _moments(len(people), on, rng)
    ability = typical + _abilities(people, profession, len(bank.domains), rng)
    return Drawn(forms, form, profession, moments, ability)


def _persisting(
    people: pd.DataFrame, drawn: Drawn, later: pd.DataFrame, known: Drawn, rng: np.random.Generator
) -> Drawn:
    """As drawn, but organisations, and people who answer `later` too, are what they will be less what they learn."""
    ability = pd.DataFrame(known.ability, index=later["respondent"])
    typical = ability.groupby(later["organisation"].to_numpy()).mean()
    there = typical.reindex(people["organisation"]).fillna(ability.mean()).to_numpy()
    own = ability - typical.loc[later["organisation"]].to_numpy()
    same = own.reindex(people["respondent"]).to_numpy()
    other = _personal(len(people), ability.shape[1], rng)
    mixed = np.where(np.isnan(same), other, PERSISTENCE * same + np.sqrt(1 - PERSISTENCE**2) * other)
    profession = pd.Series(known.profession, index=later["respondent"]).reindex(people["respondent"])
    named = profession.where(profession.notna(), drawn.profession).to_numpy(dtype=object)
    return replace(drawn, profession=named, ability=there + mixed - LEARNT)


def _responses(
    people: pd.DataFrame,
    bank: QuestionBank,
    family: str,
    on: date,
    rng: np.random.Generator,
    typical: float = 0.0,
) -> pd.DataFrame:
    return answered(people, bank, _draw(people, bank, family, on, rng, typical), rng)


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
    personal = _personal(len(people), domains, rng)
    effects = organisation_effects(people, 1 + domains, rng)
    organisation = ORGANISATION_SD * effects[:, :1] + ORGANISATION_DOMAIN_SD * effects[:, 1:]
    grade = GRADE_STEP * people["grade"].map(GRADES.index).to_numpy(dtype=np.float64)
    digital = DIGITAL_LEAD * (profession == DIGITAL)
    abilities: Numbers = personal + organisation + (grade + digital)[:, None]
    return abilities


def _personal(people: int, domains: int, rng: np.random.Generator) -> Numbers:
    """People x domains: standard normal, correlated BETWEEN_DOMAINS."""
    shared = np.sqrt(BETWEEN_DOMAINS) * rng.standard_normal((people, 1))
    own: Numbers = shared + np.sqrt(1 - BETWEEN_DOMAINS) * rng.standard_normal((people, domains))
    return own
