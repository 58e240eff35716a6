"""Does the attack find leaks where there are any, and none where the gate did its work? Random worlds of real sizes.

Nineteen departments at half their real size, response that differs between them, grades and professions by chance.
Each world is released as the product does it, and then by the rule of k alone, as many dashboards do it: there the same
attack has to find something, or it could not fail.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from unittest import mock

import numpy as np
import pandas as pd

from assessment import attack, disclosure, release
from assessment.attack import Verdict
from assessment.attack_world import Shrunken
from assessment.departments import Flags, Numbers
from assessment.disclosure import Plan
from assessment.gate import Gate
from assessment.model import GRADES, PROFESSION_BANDS, VIEWS, Cell, Organisation
from benchmarks.result import COMMAND, Result

SIZES = {
    "BIS": 255, "CO": 284, "DCLG": 88, "DCMS": 46, "DECC": 111, "DEFRA": 127, "DFE": 147, "DFID": 80, "DFT": 174,
    "DH": 396, "DWP": 266, "FCO": 77, "HMRC": 342, "HMT": 106, "HO": 220, "MOD": 248, "MOJ": 213, "SG": 222, "WG": 152,
}  # fmt: skip
"""Centrally managed senior civil servants, third quarter of 2015 (Cabinet Office, Written PQ of 7 March 2016)."""
GRADE_SHARES = (0.74, 0.21, 0.04, 0.01)
BAND_SHARES = (0.30, 0.15, 0.25, 0.25, 0.05)
"""Of the four bands of professions, and of people who do not say; like the grades by pay band of 2023, rounded."""
RESPONSE = (0.3, 0.9)
NO_PULSE = pd.DataFrame(columns=["organisation", "grade", "profession_band", "item", "value", "count"])
COLUMNS = ("What is shown", "Worlds", "Departments kept, least", "Known exactly", "Closer than the rule",
           "Differences of 1-9", "Worlds with a leak", "Width left to 1-4", "Width left to 5-9")  # fmt: skip


def run(worlds: int, seed: int) -> Result:
    """What the same attack finds in each of many worlds, by what decides what is shown."""
    gated = [released(seed + world, closed=True) for world in range(worlds)]
    large = [released(seed + world, closed=False) for world in range(worlds)]
    rows = (
        _row("What passed the gate", [(found[-1], kept) for found, kept in gated]),
        _row("What closure leaves to the attack", [(found[0], kept) for found, kept in gated]),
        _row("All groups of ten or more", [(found[0], kept) for found, kept in large]),
    )
    note = f"Each world: {len(SIZES)} departments, {sum(SIZES.values()) // 2:,} people invited, 30% to 90% answering."
    return Result("What the attack finds in releases", COMMAND, seed, COLUMNS, rows, note)


def _row(what: str, found: Sequence[tuple[Verdict, int]]) -> tuple[str | int | float, ...]:
    verdicts = [verdict for verdict, _ in found]
    return (
        what, len(found), min(kept for _, kept in found), sum(v.exact for v in verdicts),
        sum(len(v.failures) for v in verdicts), sum(v.nested for v in verdicts),
        sum(not v.passed for v in verdicts), *(_least(verdicts, size) for size in ("1-4", "5-9")),
    )  # fmt: skip


def _least(verdicts: Iterable[Verdict], people: str) -> float:
    return min(width for v in verdicts for (_, size), width in v.narrowest.items() if size == people)


def released(seed: int, closed: bool) -> tuple[list[Verdict], int]:
    """What the attack finds in a world, each time it is run, and how many departments have a level in the release."""
    rounds: list[Verdict] = []

    class Watched(Gate):
        def passes(self, cells: Iterable[Cell], shrunken: Shrunken) -> bool:
            if closed:
                passed = super().passes(cells, shrunken)
            else:  # show what is found, however bad
                release_, passed = replace(self.world.release, shrunken=shrunken), True
                self.world = replace(self.world, release=release_)
                self._attack("D", attack.published(self.world.plan(), cells)["D"])
            rounds.append(self.verdict)
            return passed

    decide, close = (disclosure.decide, disclosure.close) if closed else (_large_enough, _unclosed)
    scores, invited, organisations = world(np.random.default_rng(seed))
    with mock.patch.object(release, "Gate", Watched), mock.patch.multiple(disclosure, decide=decide, close=close):
        made = release.build(scores, invited, organisations, NO_PULSE, ["D"])
    kept = sum(c.shown for c in made.cells if (c.view, c.measure, c.domain) == ("organisation", "level", "D"))
    return rounds, kept


def _large_enough(plan: Plan, counts: Numbers, minimum_group: int, shown_before: Flags | None) -> Flags:
    """What the rule of k alone would show."""
    return np.asarray((plan.member @ counts >= minimum_group) & (plan.view < len(VIEWS)))


def _unclosed(plan: Plan, counts: Numbers, allowed: Flags, minimum_group: int, shown_before: Flags | None) -> Flags:
    return allowed


# ---- a world ---------------------------------------------------------------------------------------------


def world(rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame, tuple[Organisation, ...]]:
    """Scores of those who answered, the people invited, and the departments, with types and groups of a few each."""
    everybody = _everybody(rng)
    invited = everybody.groupby(["organisation", "grade"], as_index=False).size().rename(columns={"size": "invited"})
    response = dict(zip(SIZES, rng.uniform(*RESPONSE, len(SIZES)), strict=True))
    answered = rng.random(len(everybody)) < everybody["organisation"].map(response)
    kinds, groups = rng.choice(["policy", "delivery"], len(SIZES)), rng.choice(list("ABCDE"), len(SIZES))
    organisations = tuple(
        Organisation(c, c, str(k), str(g)) for c, k, g in zip(sorted(SIZES), kinds, groups, strict=True)
    )
    return _scores(everybody[answered].reset_index(drop=True), rng), invited, organisations


def _everybody(rng: np.random.Generator) -> pd.DataFrame:
    organisation = np.repeat(list(SIZES), [size // 2 for size in SIZES.values()])
    n = len(organisation)
    bands = rng.choice([*PROFESSION_BANDS, ""], n, p=BAND_SHARES)
    grades = rng.choice(GRADES, n, p=GRADE_SHARES)
    return pd.DataFrame({"organisation": organisation, "grade": grades, "profession_band": bands})


def _scores(people: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Levels that are a fifth self-rating, or more where a kind of evidence is missing; one in fifty rated nothing."""
    n = len(people)
    place = people["organisation"].map(dict(zip(SIZES, 0.25 * rng.standard_normal(len(SIZES)), strict=True))).to_numpy()
    evidence, own = (np.clip(mean + place + 0.7 * rng.standard_normal(n), 1, 5) for mean in (2.9, 3.5))
    share = np.where(rng.random(n) < 0.03, 20 / 70, 0.2)
    rated = rng.random(n) > 0.02
    level = np.where(rated, share * own + (1 - share) * evidence, evidence)
    error = rng.choice([0.35, 0.5, 0.6], n)
    more = {
        "domain": "D", "status": "scored", "level": level, "level_se": 0.9 * error, "demonstrated": evidence,
        "demonstrated_se": error, "self": np.where(rated, own, np.nan), "self_se": np.where(rated, 0.4, np.nan),
        "target": 3.0 + 0.5 * (people["grade"] != GRADES[0]),
    }  # fmt: skip
    return pd.concat([people, pd.DataFrame(more)], axis=1)
