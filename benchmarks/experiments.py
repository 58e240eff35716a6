"""All experiments behind the technical manual: python -m benchmarks.experiments [--only NAME]

Each is seeded; results/*.json hold what the manual prints. tests/test_experiments.py runs small versions, and the whole
among the long tests.
"""

import argparse
from collections.abc import Callable

from assessment import bank
from benchmarks import attack, change, departments, fairness, missing, precision
from benchmarks.result import Result

OF = "2027.3"
"""The version of the bank that the experiments are about."""
EXPERIMENTS: dict[str, Callable[[], Result]] = {
    "precision": lambda: precision.run(bank.published(OF), people=4000, seed=1),
    "missing": lambda: missing.run(bank.published(OF), people=20_000, seed=2),
    "fairness": lambda: fairness.run(bank.published(OF), runs=300, seed=3),
    "departments": lambda: departments.shrink(worlds=5000, seed=20),
    "finite_population": lambda: departments.census(worlds=400, seed=5),
    "attack": lambda: attack.run(worlds=200, seed=7),
    "verdicts": lambda: departments.verdicts(worlds=150, seed=6),
    "change": lambda: change.formulas(worlds=1000, seed=4),
    "change_releases": lambda: change.releases(runs=20, seed=5),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=sorted(EXPERIMENTS), help="run this one alone")
    chosen = parser.parse_args().only
    for name, experiment in EXPERIMENTS.items():
        if chosen in (None, name):
            result = experiment()
            print(result.text(), result.save(name), "", sep="\n")


if __name__ == "__main__":
    main()
