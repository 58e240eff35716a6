"""Tables of the manual that follow from the question bank alone."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from statistics import median

from assessment import common_items, irt_scores, scoring
from assessment.bank import content
from assessment.bank.compare import headline
from assessment.forms import EVIDENCE
from assessment.manual.evidence import Evidence, Table, shown, table
from assessment.model import GRADES, LIKELY_Z, METHODS, PROFESSION_BANDS, NotYet, QuestionBank
from assessment.sentences import RULES

KINDS = {"rating": "Ratings", "situational": "Scenarios", "knowledge": "Knowledge"}


def _made(evidence: Evidence) -> str:
    """The command that computes these figures from the files of the bank."""
    return f"python -m assessment manual --bank question_bank/{evidence.bank.version} --out DIR"


def bank(evidence: Evidence) -> Table:
    held = evidence.bank
    status = Counter(item.status for item in held.items)
    rows = [
        ("Version", held.version),
        ("Status", held.status),
        ("Content as of", f"{held.as_of:%Y-%m-%d}"),
        ("Areas", len(held.domains)),
        ("Competencies", len(held.competency_by_id)),
        ("Items", len(held.items)),
        *((f"Items with the status {name}", count) for name, count in sorted(status.items())),
        ("Forms", len(held.forms)),
        ("Sources", len(held.sources)),
        ("Experts who agreed keys, and their agreement", None),
    ]
    return table("The question bank", ("What", "Figure"), rows, _made(evidence))


def competencies(evidence: Evidence) -> Table:
    held = evidence.bank
    rows = []
    for competency in held.competency_by_id.values():
        used = [item for item in held.items if item.in_use and item.competency == competency.id]
        kinds = [sum(item.type == kind for item in used) for kind in KINDS]
        sources = {source for item in used for source in item.sources}
        area = held.domain_by_id[competency.domain].short_name
        rows.append((competency.id, competency.name, area, *kinds, len(sources)))
    columns = ("Competency", "What it is", "Area", *KINDS.values(), "Sources")
    return table("From area to competency to item: items in use", columns, rows, _made(evidence))


def content_table(evidence: Evidence) -> Table:
    held = evidence.bank
    rows = []
    for kind, name in KINDS.items():
        items = [item for item in held.items if item.in_use and item.type == kind]
        grades = [content.asked_grade(item, held) for item in items]
        longest = [content.key_is_longest(item) for item in items] if kind in EVIDENCE else []
        share = f"{sum(longest)} of {len(longest)}" if longest else "no key"
        rows.append((name, len(items), median(grades), max(grades), share) if items else (name, 0, None, None, share))
    columns = ("Kind", "Items in use", "Reading grade, median", "Highest", "Best option is the longest")
    return table("How items are written", columns, rows, _made(evidence))


def weights(evidence: Evidence) -> Table:
    held = evidence.bank
    total = sum(held.method_weights.values())
    names = {"self": "Own ratings", "situational": "Scenarios", "knowledge": "Knowledge questions"}
    rows = [(names[m], f"{100 * held.method_weights[m] / total:g} of 100") for m in METHODS]
    return table("What counts how much towards a level", ("Kind of answer", "Weight"), rows, _made(evidence))


def errors(evidence: Evidence) -> Table:
    """Standard error of a level by form when everything is answered; areas that are asked alike stand together."""
    held = evidence.bank
    alike: dict[tuple[str, ...], list[str]] = {}
    for form in (held.family(family)[0] for family in dict.fromkeys(form.family for form in held.forms)):
        for domain in held.domains:
            counts = Counter(item.type for item in held.items_of(form) if item.domain == domain.id)
            if sum(counts[kind] for kind in EVIDENCE):
                error = _level_error(held, counts)
                figures = form.id, *(shown(counts[kind]) for kind in KINDS), shown(error), shown(2 * LIKELY_Z * error)
                alike.setdefault(figures, []).append(domain.short_name)
    rows = [(form, _areas(areas, held), *figures) for (form, *figures), areas in alike.items()]
    columns = ("Form", "Area", *KINDS.values(), "Standard error of the level", "Width of the likely range (80%)")
    note = "On 1 to 5, when everything is answered, with the residual standard deviations that the bank stores."
    return table("Expected precision of a person’s level", columns, rows, _made(evidence), note)


def _level_error(held: QuestionBank, counts: Mapping[str, int]) -> float:
    """SE = sqrt(sum v^2 SE_m^2), SE_m = 4 s_d / sqrt(items) at equal weights, v shared out over the methods present."""
    items = dict(zip(METHODS, (counts[kind] for kind in KINDS), strict=True))
    present = {m: held.method_weights[m] for m in METHODS if items[m]}
    total = sum(present.values())
    return float(sum((v / total * 4 * held.residual_sd_of(m)) ** 2 / items[m] for m, v in present.items()) ** 0.5)


def irt_table(evidence: Evidence) -> Table:
    found = irt_scores.usable(evidence.bank)
    state = found if isinstance(found, NotYet) else f"calibrated on {found.n:,} people, {found.as_of:%Y-%m-%d}"
    rows = [("Item parameters in this version of the bank", state)]
    note = "People’s levels are classical scores, whatever stands here."
    return table("Item response theory", ("What", "State"), rows, _made(evidence), note)


def out_of_use(evidence: Evidence) -> Table:
    rows = [(i.id, i.status, i.status_reason or i.review_note) for i in evidence.bank.items if not i.in_use]
    return table("Items that are not asked, and why", ("Item", "Status", "Reason"), rows, _made(evidence))


def targets(evidence: Evidence) -> Table:
    held = evidence.bank
    rows = [
        (d.short_name, *(scoring.domain_target(held, d.id, grade, PROFESSION_BANDS[-1]) for grade in GRADES))
        for d in held.domains
    ]
    columns = ("Area", *(grade.replace("_", " ").capitalize() for grade in GRADES))
    note = "Before adjustment for the function. On the scale of 1 to 5."
    return table("Targets by grade", columns, rows, _made(evidence), note)


def standards(evidence: Evidence) -> Table:
    """Who set what. A bank states its status and date; it has no record of a panel yet."""
    held = evidence.bank
    set_by = "the makers of the bank" if held.status != "approved" else "approved by the owner of the bank"
    stated = sum(item.expected_facility is not None for item in held.items if item.in_use and item.type in EVIDENCE)
    asked = sum(item.in_use and item.type in EVIDENCE for item in held.items)
    rows = [
        ("Targets by grade, and adjustments by function", set_by, f"{held.as_of:%Y-%m-%d}", None),
        ("Keys of scenarios and knowledge questions", set_by, f"{held.as_of:%Y-%m-%d}", None),
        (f"Expected facility, stated for {stated} of {asked} items", set_by, f"{held.as_of:%Y-%m-%d}", None),
    ]
    note = (
        "To follow: a modified Angoff panel of 8 to 12; keys are kept where agreement (Krippendorff alpha) reaches .67."
    )
    columns = ("What", "Who set it", "As of", "Panel and its agreement")
    return table("Who set what, and when", columns, rows, _made(evidence), note)


def versions(evidence: Evidence) -> Table:
    first, *_ = evidence.versions
    rows = [(first.version, f"{first.as_of:%Y-%m-%d}", first.status, "The first version.")]
    rows += [
        (new.version, f"{new.as_of:%Y-%m-%d}", new.status, headline(old, new))
        for old, new in pairwise(evidence.versions)
    ]
    columns = ("Version", "As of", "Status", "What people are asked")
    return table("Published versions", columns, rows, _made(evidence))


def common(evidence: Evidence) -> Table:
    """What successive versions share; areas that share alike stand together."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for old, new in pairwise(evidence.versions):
        for o in common_items.overlaps(old, new):
            if o.kind == common_items.DEMONSTRATED:
                figures = f"{old.version} to {new.version}", shown(len(o.common)), f"{o.share:.0%}", shown(o.enough)
                alike.setdefault(figures, []).append(new.domain_by_id[o.domain].short_name)
    rows = [(pair, _areas(areas, evidence.bank), *figures) for (pair, *figures), areas in alike.items()]
    columns = ("Versions", "Area", "Items in common", "Share of the newer", "Enough to link")
    caption = "Scenarios and knowledge questions that successive versions have in common"
    return table(caption, columns, rows, _made(evidence))


def _areas(names: list[str], held: QuestionBank) -> str:
    return "every area" if len(names) == len(held.domains) else ", ".join(names)


def sentence_rules(evidence: Evidence) -> Table:
    rows = [(rule.block, rule.says.replace("{", "(").replace("}", ")"), rule.needs) for rule in RULES.values()]
    columns = ("Block", "What it says", "Evidence it needs")
    return table("Sentences of the report, their rules and the evidence they need", columns, rows, _made(evidence))


TABLES: dict[str, Callable[[Evidence], Table]] = {
    "bank": bank,
    "competencies": competencies,
    "content": content_table,
    "weights": weights,
    "errors": errors,
    "irt": irt_table,
    "out_of_use": out_of_use,
    "targets": targets,
    "standards": standards,
    "versions": versions,
    "common": common,
    "sentences": sentence_rules,
}
