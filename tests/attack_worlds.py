"""Small made-up worlds for the attack: people whose scores follow the rules, and the truth about them."""

import json
from collections.abc import Iterable

import numpy as np
import pandas as pd

from assessment import atoms, attack, attack_world, release
from assessment.attack_world import World
from assessment.departments import Codes
from assessment.disclosure import Plan
from assessment.model import GRADES, PROFESSION_BANDS, Cell, Organisation

BANDS = (*PROFESSION_BANDS, "")
NOBODY_ASKED = pd.DataFrame(columns=["organisation", "grade", "invited"])
NO_PULSE = pd.DataFrame(columns=["organisation", "grade", "profession_band", "item", "value", "count"])


def organisations(count: int) -> tuple[Organisation, ...]:
    """The first half ministries, the others agencies; parent groups of two."""
    half = count / 2
    return tuple(
        Organisation(f"O{i}", f"O{i}", "ministry" if i < half else "agency", f"group {i // 2}") for i in range(count)
    )


def people(rng: np.random.Generator, counts: dict[tuple[str, str, str], int], rated: int | None = None) -> pd.DataFrame:
    """Scores of so many people in each place. Some answered one kind of evidence only; some (one in twenty, or all but
    the first `rated`) rated nothing."""
    places = [place for place, n in counts.items() for _ in range(n)]
    n = len(places)
    frame = pd.DataFrame(places, columns=["organisation", "grade", "profession_band"])
    own, situational, knowledge = (np.clip(3.2 + rng.standard_normal(n), 1, 5) for _ in range(3))
    one_kind = (rng.random(n) < 0.1) & (rated is None)
    evidence = np.where(one_kind, situational, (50 * situational + 30 * knowledge) / 80)
    weight = np.where(one_kind, 20 / 70, 0.2)
    rates = rng.random(n) > 0.05 if rated is None else np.arange(n) < rated
    level = np.where(rates, weight * own + (1 - weight) * evidence, evidence)
    error = rng.uniform(0.3, 0.6, n)
    more = {
        "domain": "D", "status": "scored", "level": level, "level_se": 0.9 * error, "demonstrated": evidence,
        "demonstrated_se": error, "self": np.where(rates, own, np.nan), "self_se": np.where(rates, 0.4, np.nan),
        "target": 3.0 + 0.5 * (frame["grade"] != GRADES[0]) + 0.25 * (frame["profession_band"] == BANDS[0]),
    }  # fmt: skip
    return pd.concat([frame, pd.DataFrame(more)], axis=1)


def pulse(rng: np.random.Generator, counts: dict[tuple[str, str, str], int], item: str = "P1") -> pd.DataFrame:
    """Opinions 1-5 of so many people in each place, and a few who have none."""
    rows = [
        (*place, item, int(value), 1) for place, n in counts.items() for value in rng.choice(6, n, p=[0.1, *[0.18] * 5])
    ]
    return pd.DataFrame(rows, columns=NO_PULSE.columns).groupby([*NO_PULSE.columns[:-1]], as_index=False).sum()


def random_counts(rng: np.random.Generator, codes: Iterable[str], most: int = 9) -> dict[tuple[str, str, str], int]:
    """People in each place: many places have nobody, deputy directors are the most."""
    found = {}
    for code in codes:
        for g, grade in enumerate(GRADES[:3]):
            for band in BANDS:
                if rng.random() < 0.6:
                    found[code, grade, band] = int(rng.integers(0, max(most >> g, 1) + 1))
    return found


def release_of(scores: pd.DataFrame, opinions: pd.DataFrame = NO_PULSE, k: int = 10) -> release.Built:
    """The release of people whose organisations are named O0, O1, ..."""
    count = 1 + max(int(code[1:]) for code in scores["organisation"])
    return release.build(scores, NOBODY_ASKED, organisations(count), opinions, ["D"], k)


def built(rng: np.random.Generator, count: int, k: int = 10, most: int = 9) -> tuple[release.Built, pd.DataFrame]:
    """The release of a random world of so many organisations, and the scores it was made of."""
    known = organisations(count)
    counts = random_counts(rng, [o.code for o in known], most)
    scores = people(rng, counts)
    return release.build(scores, NOBODY_ASKED, known, pulse(rng, counts), ["D"], k), scores


def part_of(world: World, scores: pd.DataFrame) -> Codes:
    """The part that each person belongs to: the same atom, rated or not, and the same share of the self-rating."""
    them = world.scored["D"]
    atom = atoms.atoms(scores, [o.code for o in world.organisations])
    own = scores["self"].to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.nan_to_num((scores["level"] - scores["demonstrated"]) / (own - scores["demonstrated"]))
    alike = (atom[:, None] == them.atom) & (np.abs(share[:, None] - them.share) < 1e-4)
    alike &= ~np.isnan(own)[:, None] == them.rated
    assert (alike.sum(axis=1) == 1).all()
    return alike.argmax(axis=1)


def told(made: release.Built) -> tuple[World, Plan, dict[str, dict[str, dict[int, Cell]]]]:
    """What an attacker on a stored release starts from."""
    world = attack_world.from_json(json.loads(json.dumps(made.world)))
    return world, world.plan(), attack.published(world.plan(), made.cells)
