"""Tables of the manual that follow from a released cycle, and from experiments with made-up people."""

from collections.abc import Callable, Mapping
from statistics import fmean
from typing import Any

from assessment import item_review
from assessment.forms import EVIDENCE
from assessment.item_statistics import Scale
from assessment.manual import words
from assessment.manual.evidence import Evidence, Table, table
from assessment.model import METHODS

METHOD_NAMES = {"self": "Ratings", "situational": "Scenarios", "knowledge": "Knowledge questions"}
COMPARISONS = {"grade": "Grade", "profession": "Function"}
COLUMNS = {"sd": "SD of errors", "mean_se": "Mean SE", "coverage": "Held of 95%"}
WITHHELD = "[c]"


def _items(evidence: Evidence) -> str:
    """The command that gives the item statistics of the cycle again."""
    return f"python -m assessment items --cycle {_cycle(evidence)} --out items.json"


def _release(evidence: Evidence) -> str:
    return f"python -m assessment release export --cycle {_cycle(evidence)} --out cells.csv --proof proof.json"


def _cycle(evidence: Evidence) -> str:
    return f'"{evidence.cycle.name}"' if evidence.cycle else "NAME"


# ---- precision and fairness ----------------------------------------------------------------------------


def reliability(evidence: Evidence) -> Table:
    scales = evidence.statistics.scales if evidence.statistics else ()
    columns = ("Area", "Kind", "Form", "Items", "People", "Alpha (95% interval)", "Omega total", "Standard error")
    note = (
        "People who answered every item of the scale. Standard error of measurement of the mean item score, on 1 to 5."
    )
    rows = [_scale(evidence, scale) for scale in scales]
    return table("Reliability observed in this cycle", columns, rows, _items(evidence), note)


def _scale(evidence: Evidence, scale: Scale) -> tuple[object, ...]:
    area = evidence.bank.domain_by_id[scale.domain].short_name
    alpha = words.ranged(scale.alpha, scale.alpha_low, scale.alpha_high)
    size = (scale.form or "whole bank", len(scale.items), scale.n)
    return area, words.SCALE_KINDS[scale.kind], *size, alpha, scale.omega_total, scale.sem


def residuals(evidence: Evidence) -> Table:
    found = evidence.statistics.residual_sds if evidence.statistics else {}
    columns = ("Kind of answer", "Stored in the bank", "Observed in this cycle")
    rows = [(METHOD_NAMES[m], evidence.bank.residual_sd_of(m), found.get(m)) for m in METHODS]
    note = (
        "On 0 to 1. Observed within areas. Where a kind is asked once an area, it is observed over all areas and also "
        "holds how much a person differs from area to area: it errs on the wide side."
    )
    return table("Residual standard deviation of single answers", columns, rows, _items(evidence), note)


def facilities(evidence: Evidence) -> Table:
    """What people earned beside what the bank expects of them, by type of evidence."""
    rows = []
    for kind in EVIDENCE:
        pairs = [
            (expected, item.facility)
            for item in (evidence.statistics.items if evidence.statistics else ())
            if item.type == kind and isinstance(item.facility, float)
            if (expected := evidence.bank.item_by_id[item.item].expected_facility) is not None
        ]
        if pairs:
            apart = [observed - expected for expected, observed in pairs]
            means = (fmean(column) for column in zip(*pairs, strict=True))
            rows.append((METHOD_NAMES[kind], len(pairs), *means, fmean(apart), min(apart), max(apart)))
    columns = ("Kind", "Items", "Expected", "Observed", "Difference", "Least", "Most")
    note = (
        "Mean credit, 0 to 1. A difference that all items share says that these people know more or less than was "
        "expected; levels then stand higher or lower, and the next version should store what was observed."
    )
    return table("How hard questions were, and were expected to be", columns, rows, _items(evidence), note)


def differential(evidence: Evidence) -> Table:
    found = item_review.compared(evidence.statistics) if evidence.statistics else ()
    rows = [
        (COMPARISONS[c.comparison], words.name(c.focal), words.name(c.reference), c.tested, c.flagged, c.not_testable)
        for c in found
    ]
    columns = ("Comparison", "Group", "Compared with", "Items tested", "Flagged", "Not testable")
    caption = "Items that may work differently for equally able people"
    return table(caption, columns, rows, _items(evidence), "Not testable: fewer than 100 answers in one of the groups.")


def flagged(evidence: Evidence) -> Table:
    found = evidence.statistics.differential if evidence.statistics else ()
    rows: list[tuple[object, ...]] = [
        (d.item, words.name(d.focal), d.direction, d.n_focal, d.n_reference, d.effect, d.p_adjusted)
        for d in found
        if d.flagged
    ]
    columns = ("Item", "Group", "For the group it is", "Answers", "Answers of others", "Effect (SDs)", "p, adjusted")
    if found and not rows:
        rows = [("none flagged", *[""] * (len(columns) - 1))]
    note = "A flag asks an expert to read the item; it is not proof that the item is unfair."
    return table("Flagged items", columns, rows, _items(evidence), note)


# ---- validity -------------------------------------------------------------------------------------------


def confidence(evidence: Evidence) -> Table:
    columns = ("Who", "People", "Answers", "Index (95% interval)")
    found = evidence.statistics.confidence if evidence.statistics else {}
    rows = words.group_rows(found)
    note = "Stated chance to be right minus share right: above 0 is more sure than right."
    return table("How sure people were, and how right", columns, rows, _items(evidence), note)


def vignettes(evidence: Evidence) -> Table:
    columns = ("Who", "People", "Answers", "Own level minus the panel’s (95% interval)")
    check = evidence.statistics.vignettes if evidence.statistics else None
    rows = words.group_rows(check.leniency) if check else []
    note = f"Pairs of examples in another order than the panel’s: {words.share(check.inverted)}." if check else ""
    return table("How people placed the examples", columns, rows, _items(evidence), note)


# ---- groups ---------------------------------------------------------------------------------------------


def response(evidence: Evidence) -> Table:
    columns = ("Grade", "Invited", "People with a level in every area", "Share")
    rows = []
    for cell in (c for c in evidence.grades if c.domain == "ALL"):
        known = cell.shown and cell.n and cell.invited
        figures = (cell.invited, cell.n, f"{cell.n / cell.invited:.0%}") if known else (WITHHELD,) * 3  # type: ignore[operator]
        rows.append((words.name(cell.grade_band), *figures))
    return table(
        "People with a level, by grade",
        columns,
        rows,
        _release(evidence),
        f"{WITHHELD} is not shown, to protect people.",
    )


def gate(evidence: Evidence) -> Table:
    proof = evidence.proof
    checks = proof.get("checks", [])
    rows: list[tuple[object, ...]] = [
        (words, proof[key])
        for key, words in (
            ("minimum_group", "Smallest group that may be published"),
            ("groups", "Groups that were considered"),
            ("cells", "Figures"),
            ("published", "Published"),
            ("withheld", "Withheld"),
        )
        if key in proof
    ]
    if checks:
        rows.append(("People in the smallest published group", _least(checks, "smallest_group")))
        rows.append(("Smallest difference between published groups, in people", _least(checks, "smallest_difference")))
    rows += _attack_rows(proof.get("attack", {}))
    return table("Proof of the disclosure gate", ("What", "Figure"), rows, _release(evidence))


def _attack_rows(attack: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """What the attack on the release tried, and how wide it left the narrowest sets of people."""
    if not attack:
        return []
    widths = [
        (f"Width left to sets of {one['people']} people: {one['measure']}", f"{one['at_least']:.2f}")
        for one in attack["widths"]
    ]
    return [
        ("Attack", attack["method"]),
        ("Small sets of people that it tried", attack["sets"]),
        ("Figures withheld because of it", attack["withheld"]),
        *widths,
    ]


def drawn_together(evidence: Evidence) -> Table:
    """In how many areas and items organisations differ, by measure."""
    found = [one for one in evidence.proof.get("families", []) if one["view"] == "organisation"]
    states = ("differ", "alike", "too_few")
    rows = []
    for measure in dict.fromkeys(one["measure"] for one in found):
        states_of = [one["state"] for one in found if one["measure"] == measure]
        rows.append((words.name(measure), *(states_of.count(state) for state in states)))
    columns = ("Measure", "Organisations differ", "No evidence that they differ", "Fewer than ten published")
    note = "Numbers of areas, or of statements. Figures are drawn together in the first two cases."
    return table("Whether organisations differ", columns, rows, _release(evidence), note)


def _least(checks: list[Mapping[str, Any]], key: str) -> object:
    known = [check[key] for check in checks if check[key] is not None]
    return min(known) if known else "nothing published"


# ---- experiments ------------------------------------------------------------------------------------------


def simulation(evidence: Evidence, name: str) -> Table:
    """The result of an experiment as it was committed; raises KeyError for one that there is not."""
    found = evidence.simulations[name]
    if found.get("of", "") not in ("", evidence.bank.version):
        note = f"Tried for question bank {found['of']} only."
        return table(found["title"], found["columns"], [], found["command"], note)
    note = f"{found['note']} Seed {found['seed']}. Made-up people."
    columns = [COLUMNS.get(name, words.name(name) if name.islower() else name) for name in found["columns"]]
    rows = [["" if cell is None else cell for cell in row] for row in found["rows"]]  # asked of some rows only
    return table(found["title"], columns, rows, found["command"], note)


TABLES: dict[str, Callable[[Evidence], Table]] = {
    "reliability": reliability,
    "residuals": residuals,
    "facilities": facilities,
    "differential": differential,
    "flagged": flagged,
    "confidence": confidence,
    "vignettes": vignettes,
    "response": response,
    "gate": gate,
    "drawn_together": drawn_together,
}
