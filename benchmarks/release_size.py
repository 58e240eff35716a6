"""What a release costs, from scores to cells that passed the gate: python -m benchmarks.release_size

Made-up scores of the people of the real register (spring 2023), scaled to a number of people. Each size runs in a
process of its own, so that its peak of memory is its own. The floor is one count of the same rows by atom and domain:
what cannot be spared. Seconds are those of one machine: the ratio is what lasts.
"""

import argparse
import multiprocessing
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from assessment import register, release, simulate
from assessment.model import PROFESSION_BANDS
from assessment.service import banks
from benchmarks.result import Result

COMMAND = "python -m benchmarks.release_size"
COLUMNS = ("People", "Groups", "Figures shown", "Seconds", "Times one count of the rows", "Peak memory, GiB")
SIZES = (4_440, 1_000_000)
"""People who answered: 60% of the 7,400 invited, and a million."""
RESPONSE = 0.6
ORGANISATION_SD, PERSON_SD, ERROR = 0.25, 0.6, 0.3


def scores(people: int, domains: Sequence[str], rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores as `release.build` takes them, and the people invited."""
    groups = simulate.invited()
    shares = groups["invited"].to_numpy(np.float64)
    answered = np.maximum(np.rint(people * shares / shares.sum()).astype(int), 0)
    asked = groups.assign(invited=np.maximum(np.rint(answered / RESPONSE).astype(int), groups["invited"]))
    row = groups.loc[groups.index.repeat(answered), ["organisation", "grade"]].reset_index(drop=True)
    row["profession_band"] = np.array((*PROFESSION_BANDS, ""), dtype=object)[rng.integers(0, 5, len(row))]
    effect = dict(zip(register.by_code(), ORGANISATION_SD * rng.standard_normal(len(register.by_code())), strict=True))
    typical = 2.9 + row["organisation"].map(effect).to_numpy(np.float64)
    frames = [_domain(row, domain, typical, rng) for domain in domains]
    return pd.concat(frames, ignore_index=True), asked


def _domain(row: pd.DataFrame, domain: str, typical: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    demonstrated, own = np.clip(typical + PERSON_SD * rng.standard_normal((2, len(row))), 1, 5)
    measures = {"demonstrated": demonstrated, "self": own, "level": 0.8 * demonstrated + 0.2 * own}
    found = row.assign(domain=domain, status="scored", target=3.2)
    for name, values in measures.items():
        found[name], found[f"{name}_se"] = values, ERROR
    return found


def pulse(row: pd.DataFrame, items: Sequence[str], rng: np.random.Generator) -> pd.DataFrame:
    """Counts of answers to the statements about the department, 0 being “I do not know”."""
    keys = ["organisation", "grade", "profession_band"]
    counts = row.groupby(keys, observed=True).size()
    found = [
        pd.DataFrame(rng.multinomial(counts.to_numpy(), [0.1, 0.1, 0.2, 0.3, 0.2, 0.1]), index=counts.index)
        .stack()
        .rename("count")
        .reset_index()
        .rename(columns={"level_3": "value"})
        .assign(item=item)
        for item in items
    ]
    every = pd.concat(found, ignore_index=True)
    return every[every["count"] > 0]


def _measured(people: int, seed: int) -> tuple[str | int | float, ...]:
    rng = np.random.default_rng(seed)
    held = banks.current()
    domains = [domain.id for domain in held.domains]
    frame, asked = scores(people, domains, rng)
    statements = [item.id for item in held.items if item.type == "pulse" and item.in_use]
    told = pulse(frame[frame["domain"] == domains[0]], statements, rng)
    started = time.perf_counter()
    codes = [frame[name].astype("category").cat.codes.to_numpy() for name in ("organisation", "grade", "domain")]
    np.bincount(np.ravel_multi_index([c.astype(np.int64) for c in codes], (200, 4, 8)), frame["level"].to_numpy())
    floor = time.perf_counter() - started
    started = time.perf_counter()
    built = release.build(frame, asked, register.on(simulate.HEADCOUNT_DAY), told, domains)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    shown = sum(cell.shown for cell in built.cells)
    return people, built.proof["groups"], shown, seconds, seconds / floor, peak


def run(sizes: Sequence[int], seed: int) -> Result:
    rows = []
    for people in sizes:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
            rows.append(alone.submit(_measured, people, seed).result())
    note = (
        "From scores in memory to cells that passed the gate and the attack; peak memory includes the scores. "
        "Seconds differ from machine to machine."
    )
    return Result("What a release costs", COMMAND, seed, COLUMNS, tuple(rows), note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, action="append", help="this many alone; may be given more than once")
    result = run(parser.parse_args().people or SIZES, seed=7)
    print(result.text(), result.save("release_size"), sep="\n")


if __name__ == "__main__":
    main()
