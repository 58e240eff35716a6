"""The calibration of a bank: rules for calibration.toml, and the way from its tables to a Calibration and back."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import combinations, pairwise

import numpy as np

from assessment.bank.format import Contents, Record
from assessment.errors import Fault
from assessment.forms import EVIDENCE
from assessment.irt import correlation_matrix
from assessment.model import Calibration, ItemParameters

FILE = "calibration.toml"
LEAST_EIGENVALUE = 1e-6
"""Below it, correlations contradict each other: no traits could have them."""


def built(contents: Contents) -> Calibration | None:
    """The calibration from tables without faults; None where the bank has none."""
    for record in contents.of("calibration"):
        found = (r.data | {"thresholds": tuple(r.data["thresholds"])} for r in contents.of("parameters"))
        return Calibration(
            parameters=tuple(ItemParameters(**data) for data in found),
            correlations={_pair(r): r.data["r"] for r in contents.of("correlation")},
            **record.data,
        )
    return None


def records(calibration: Calibration) -> list[Record]:
    """The tables of calibration.toml that `built` reads back."""
    about = {"n": calibration.n, "as_of": calibration.as_of, "method": calibration.method, "source": calibration.source}
    found = [Record("calibration", FILE, "calibration", about)]
    for one in calibration.parameters:
        data = asdict(one) | {"thresholds": list(one.thresholds)}
        found.append(Record("parameters", FILE, f"parameters {one.item}", data))
    for number, (domains, r) in enumerate(calibration.correlations.items(), 1):
        found.append(Record("correlation", FILE, f"correlation {number}", {"domains": list(domains), "r": r}))
    return found


def _pair(record: Record) -> tuple[str, str]:
    first, second = sorted(record.data["domains"])
    return first, second


# ---- rules -------------------------------------------------------------------------------------------


def one_calibration(contents: Contents) -> Iterator[Fault]:
    """Parameters say whose answers they come from, once; and there is no calibration without parameters."""
    kinds = [record for record in contents.records if record.kind == "calibration"]
    given = [record for record in contents.records if record.kind in ("parameters", "correlation")]
    if given and not kinds:
        yield Fault(FILE, "calibration", "this table is missing", "Add [calibration] with n, as_of, method and source")
    for record in kinds[1:]:
        yield record.fault("", "there is more than one calibration", "Keep one of them")
    for record in kinds if not any(r.kind == "parameters" for r in given) else ():
        yield record.fault("", "no item has parameters", "Add [[parameters]], or remove the file")


def items(contents: Contents) -> Iterator[Fault]:
    """Parameters stand once, for an item that shows capability, and fit the categories of its answers."""
    known, seen = contents.items(), set()
    for record in contents.of("parameters"):
        name = record.data["item"]
        if name in seen:
            yield record.fault("item", f"‘{name}’ has parameters already", "Keep one of the two")
        elif name in known:
            yield from _fit(record, known[name])
        seen.add(name)


def _fit(record: Record, item: Record) -> Iterator[Fault]:
    if item.data["type"] not in EVIDENCE:
        problem = f"{item.data['id']} is a {item.data['type']} item"
        yield record.fault("item", problem, f"Give parameters to {' and '.join(EVIDENCE)} items only")
        return
    thresholds, needed = record.data["thresholds"], _categories(item) - 1
    if len(thresholds) != needed:
        problem = f"there are {len(thresholds)} for the {needed + 1} categories of {item.data['id']}"
        yield record.fault("thresholds", problem, f"Write {needed}, one fewer than categories")
    if record.data["model"] == "graded" and any(low >= high for low, high in pairwise(thresholds)):
        yield record.fault("thresholds", "they do not rise", "Put the lowest first; no two may be the same")


def _categories(item: Record) -> int:
    """How many different credits an item can earn."""
    return 2 if item.data["type"] == "knowledge" else len({option["points"] for option in item.data["options"]})


def correlations(contents: Contents) -> Iterator[Fault]:
    """Each two calibrated domains have a correlation, once, and all of them can be true together."""
    domain_of = {name: item.domain for name, item in contents.items().items()}
    used = sorted({domain_of.get(record.data["item"], "") for record in contents.of("parameters")} - {""})
    found: dict[tuple[str, str], float] = {}
    for record in contents.of("correlation"):
        if len(record.data["domains"]) == 2:
            if _pair(record) in found:
                yield record.fault("domains", "these two have a correlation already", "Keep one of the two")
            found[_pair(record)] = record.data["r"]
    missing = [pair for pair in combinations(used, 2) if pair not in found]
    for first, second in missing:
        yield Fault(FILE, "correlation", f"there is none of {first} and {second}", "Add [[correlation]] for them")
    if missing or any(abs(r) >= 1 for r in found.values()):
        return
    if np.linalg.eigvalsh(correlation_matrix(used, found)).min(initial=1.0) < LEAST_EIGENVALUE:
        advice = "Estimate them from the same answers"
        yield Fault(FILE, "correlation", "the correlations contradict each other", advice)


RULES: tuple[Callable[[Contents], Iterator[Fault]], ...] = (one_calibration, items, correlations)
