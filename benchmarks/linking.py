"""Whether linking puts forms and versions on one scale, tried where the truth is known: python -m benchmarks.linking

Made-up people answer the standard forms of version 2027.2. A second version replaces three of the seven scenario and
knowledge items of each area (57% are common).
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from scipy.special import expit, logit

from assessment import bank, facilities, linking
from assessment.answers import Answers
from assessment.common_items import asked, common_items, step
from assessment.facilities import Facilities
from assessment.forms import EVIDENCE
from assessment.model import NotYet, QuestionBank
from benchmarks.made_up import Numbers, Truth, abilities, answered, cycle, scores, stating, true_facilities, truths

RESULT = Path(__file__).parent / "results/linking.json"
SEED, RUNS, PEOPLE = 11, 400, 1500
BETTER, MUCH_BETTER, DRIFT = 0.3, 0.6, 0.2
REPLACED = 3
PAIRED_PEOPLE, PAIRED_EVERY = 4000, 10
WORLDS_AT_LARGE = 40
ALIKE = 0.05

# ---- two versions -------------------------------------------------------------------------------------


@cache
def versions() -> tuple[QuestionBank, QuestionBank]:
    """The standard forms of 2027.2, and a version in which some items of each area that are no anchors are new."""
    whole = bank.load(bank.BANKS / "2027.2")
    items = asked(replace(whole, forms=whole.family("standard")))
    ids = {item.id for item in items}
    forms = (replace(f, items=tuple(i for i in f.items if i in ids)) for f in whole.family("standard"))
    old = replace(whole, items=items, forms=tuple(forms))
    new_id = {}
    for domain in old.domains:
        own = [i.id for i in old.items if i.domain == domain.id and i.id not in old.anchors.values()]
        new_id |= {item: f"{item}-new" for item in own[:: len(own) // REPLACED][:REPLACED]}
    later = (replace(i, id=new_id[i.id], stem="A new item") if i.id in new_id else i for i in old.items)
    their = (replace(f, items=tuple(new_id.get(i, i) for i in f.items)) for f in old.forms)
    return old, replace(old, version="next", items=tuple(later), forms=tuple(their))


@cache
def in_scores(new: bool) -> Numbers:
    """Forms x domains x items of a version: the weight of (x - m) of each item in demonstrated on 1-5."""
    held = versions()[new]
    weights = np.zeros((len(held.forms), len(held.domains), len(held.items)))
    total = sum(held.method_weights[kind] for kind in EVIDENCE)
    for f, form in enumerate(held.forms):
        for d, domain in enumerate(held.domains):
            for kind in EVIDENCE:
                at = [
                    j
                    for j, item in enumerate(held.items)
                    if item.id in form.items and (item.domain, item.type) == (domain.id, kind)
                ]
                weights[f, d, at] = 4 * held.method_weights[kind] / total / len(at)
    return weights


# ---- one made-up world -------------------------------------------------------------------------------

Row = tuple[str, str]
FORMS = "Difference in demonstrated (1-5) between two forms, same people"
ALIKE_FORMS = "Share of cycles whose form groups are called different"
CHANGE = "Change in demonstrated (1-5) between versions, people better by .3 SD"
CHANGE_AT_LARGE = "Change over all items that areas could ask"
DRIFTED = "Change in an area where a common item became easier by .2"
CALLED = "Share of common items called drifted"
NEW_ITEMS = "Facility (0-1) of new items in the reference population"
QUESTIONS = (FORMS, ALIKE_FORMS, CHANGE, CHANGE_AT_LARGE, DRIFTED, CALLED, NEW_ITEMS)


@dataclass(frozen=True, slots=True)
class Trial:
    """One figure beside its truth: its error, and where it claims them its standard error and whether it held."""

    error: float = np.nan
    se: float = np.nan
    inside: float = np.nan
    share: float = np.nan


def run(number: int, seed: int = SEED, people: int = PEOPLE) -> Iterator[tuple[Row, Trial]]:
    """Everything that is asked of one made-up world; the same for the same arguments."""
    rng = np.random.default_rng([seed, number])
    old, new = versions()
    true = truths(old.items, rng)
    true |= truths([item for item in new.items if item.id not in true], rng)
    first = cycle(old, true, 0.0, people, rng)
    yield from _forms(old, true, first, rng)
    if number % PAIRED_EVERY == 0:
        yield from _held_scores(old, true, rng)
    second = cycle(new, true, BETTER, people, rng)
    before, after = facilities.observe(first, old), facilities.observe(second, new)
    common = common_items(old, new)
    linked = linking.link(new, common, after, before)
    yield from _changes(true, before, after, linked)
    yield from _scored(true, first, second, before, linked)
    yield from _drift(true, second, before, linked, rng)
    yield from _new_items(true, before, after, linked, "better by .3 SD")
    later = facilities.observe(cycle(new, true, MUCH_BETTER, people, rng), new)
    yield from _new_items(true, before, later, linking.link(new, common, later, before), "better by .6 SD")


def _forms(
    old: QuestionBank, true: Mapping[str, Truth], first: Answers, rng: np.random.Generator
) -> Iterator[tuple[Row, Trial]]:
    p = true_facilities(old, true)
    for method, m in (
        ("facilities stated, off by .08", facilities.stated(old).mean),
        ("facilities observed, 500 answers to most items", facilities.observe(first, old).mean),
    ):
        yield from (((FORMS, method), Trial(error)) for error in _apart(in_scores(False) @ (p - m)))
    check = facilities.check_forms(first, old)[0]
    yield (ALIKE_FORMS, "dealt at random"), Trial(share=float(check.p < ALIKE))
    form = np.arange(len(first)) % len(old.forms)
    ability = abilities(len(first), len(old.domains), 0.0, rng) + BETTER * (form == 0)[:, None]
    check = facilities.check_forms(answered(old, true, ability, form, rng), old)[0]
    yield (ALIKE_FORMS, "people of one form better by .3 SD"), Trial(share=float(check.p < ALIKE))


def _apart(by_form: Numbers) -> Numbers:
    """Differences between pairs of forms, from forms x domains."""
    pairs = ((0, 1), (0, 2), (1, 2))
    return np.concatenate([by_form[a] - by_form[b] for a, b in pairs])


def _held_scores(old: QuestionBank, true: Mapping[str, Truth], rng: np.random.Generator) -> Iterator[tuple[Row, Trial]]:
    """The same people answer all forms, scored with the true facilities."""
    ability = abilities(PAIRED_PEOPLE, len(old.domains), 0.0, rng)
    right = stating(old, {item: truth.facility(0.0) for item, truth in true.items()})
    by_form = [
        scores(right, answered(old, true, ability, np.full(len(ability), f), rng)).demonstrated.mean(axis=0)
        for f in range(len(old.forms))
    ]
    row = FORMS, "facilities true, each type of item held to 1-5"
    yield from ((row, Trial(error)) for error in _apart(np.array(by_form)))


def _true_change(true: Mapping[str, Truth]) -> Numbers:
    """By domain on 1-5, over the items that the new version asks."""
    new = versions()[1]
    gain = true_facilities(new, true, BETTER) - true_facilities(new, true)
    return np.array([4 * gain[[i.domain == d.id for i in new.items]].mean() for d in new.domains])


@cache
def change_at_large() -> tuple[float, ...]:
    """The same over all items of the kind that areas ask, of which the ones asked are a sample."""
    rng = np.random.default_rng(SEED)
    drawn = [_true_change(truths(versions()[1].items, rng)) for _ in range(WORLDS_AT_LARGE)]
    return tuple(np.mean(drawn, axis=0).tolist())


def _changes(
    true: Mapping[str, Truth], before: Facilities, after: Facilities, linked: linking.Link
) -> Iterator[tuple[Row, Trial]]:
    new, truth = versions()[1], _true_change(true)
    for change in truth:
        yield (CHANGE, "facilities observed in each version, not linked"), Trial(-change)
    m = dict(zip(before.items, before.mean, strict=True))
    stated = np.array([m.get(i.id, i.expected_facility) for i in new.items])
    for domain, change in zip(new.domains, truth, strict=True):
        own = [i.domain == domain.id for i in new.items]
        found = 4 * float((after.mean - stated)[own].mean())
        yield (CHANGE, "facilities of new items stated, off by .08"), Trial(found - change)
    yield from _trials((CHANGE, "linked, reference observed"), linked.domains, truth)
    yield from _trials((CHANGE_AT_LARGE, "linked, reference observed"), linked.domains, change_at_large())
    fixed = replace(before, covariance=np.zeros_like(before.covariance))
    stored = linking.link(new, common_items(*versions()), after, fixed)
    yield from _trials((CHANGE, "linked, reference stored in the bank"), stored.domains, truth)


def _trials(row: Row, domains: Sequence[linking.DomainLink], truth: Sequence[float]) -> Iterator[tuple[Row, Trial]]:
    for domain, change in zip(domains, truth, strict=True):
        shift = domain.shift
        yield row, Trial(4 * shift.mean - change, 4 * shift.se, float(4 * shift.low <= change <= 4 * shift.high))


def _scored(
    true: Mapping[str, Truth], first: Answers, second: Answers, before: Facilities, linked: linking.Link
) -> Iterator[tuple[Row, Trial]]:
    """The difference between the mean scores of two cycles, less the step between the versions."""
    old, new = versions()
    old = stating(old, dict(zip(before.items, before.mean.tolist(), strict=True)))
    new = stating(new, {item.item: item.facility for item in linked.items})
    gain = true_facilities(new, true, BETTER) - true_facilities(new, true)
    truth = (in_scores(True) @ gain).mean(axis=0)
    found = scores(new, second).demonstrated.mean(axis=0) - scores(old, first).demonstrated.mean(axis=0)
    found -= [step(old, new, domain.id) for domain in new.domains]
    yield from (((CHANGE, "linked, mean of scores less the step"), Trial(error)) for error in found - truth)


def _drift(
    true: Mapping[str, Truth], second: Answers, before: Facilities, linked: linking.Link, rng: np.random.Generator
) -> Iterator[tuple[Row, Trial]]:
    """The anchor of the first domain becomes easier; what else is called drifted is called so wrongly."""
    new = versions()[1]
    wrongly = sum(len(domain.drifted) for domain in linked.domains)
    yield (CALLED, "none drifted"), Trial(share=wrongly / len(common_items(*versions())))
    domain = new.domains[0].id
    item = new.anchors[domain]
    easier = true[item].made(min(true[item].facility(BETTER) + DRIFT, 0.98), BETTER)
    values = second.values.copy()
    values[:, second.items.index(item)] = easier.answer(
        abilities(len(second), len(new.domains), BETTER, rng)[:, 0], rng
    )
    after = facilities.observe(replace(second, values=values), new)
    found = linking.link(new, common_items(*versions()), after, before).domains[0]
    yield (CALLED, "easier by .2"), Trial(share=float(item in found.drifted))
    change = _true_change(true)[0]
    kept = [i for i in common_items(*versions()) if i.startswith(domain)]
    mean = 4 * float((after.only(kept).mean - before.only(kept).mean).mean())
    yield (DRIFTED, "kept in the link"), Trial(mean - change)
    if not isinstance(found.shift, NotYet):  # with another one called drifted, too few are left
        yield from _trials((DRIFTED, "left out where it is called drifted"), (found,), (change,))


def _new_items(
    true: Mapping[str, Truth], before: Facilities, after: Facilities, linked: linking.Link, who: str
) -> Iterator[tuple[Row, Trial]]:
    """Beside our method, the same mean shift taken in log odds."""
    odds = {
        d.domain: float((logit(after.only(d.items).mean) - logit(before.only(d.items).mean)).mean())
        for d in linked.domains
    }
    for item in linked.items:
        if item.part == "new":
            truth = true[item.item].facility(0.0)
            inside = abs(item.facility - truth) <= 1.96 * item.se
            yield (NEW_ITEMS, f"mean shift, {who}"), Trial(item.facility - truth, item.se, float(inside))
            other = float(expit(logit(item.observed) - odds[item.domain]))
            yield (NEW_ITEMS, f"mean shift in log odds, {who}"), Trial(other - truth)


# ---- the table ---------------------------------------------------------------------------------------

COLUMNS = ("question", "method", "runs", "bias", "sd", "mean_se", "coverage", "share")


def table(runs: int, seed: int = SEED, people: int = PEOPLE) -> list[list[str | float | None]]:
    """A row a question and method: figures over all runs, areas and items, rounded to three decimals."""
    trials: dict[Row, list[Trial]] = defaultdict(list)
    seen: dict[Row, set[int]] = defaultdict(set)
    for number in range(runs):
        for row, trial in run(number, seed, people):
            trials[row].append(trial)
            seen[row].add(number)
    rows = sorted(trials, key=lambda row: QUESTIONS.index(row[0]))
    return [[*row, len(seen[row]), *_summary(trials[row])] for row in rows]


def _summary(trials: Sequence[Trial]) -> list[float | None]:
    errors, ses, inside, shares = np.array([(t.error, t.se, t.inside, t.share) for t in trials]).T
    figures = errors.mean(), errors.std(), ses.mean(), inside.mean(), shares.mean()
    return [None if np.isnan(figure) else round(float(figure), 3) for figure in figures]


def result(runs: int = RUNS, seed: int = SEED, people: int = PEOPLE) -> dict[str, object]:
    note = (
        f"{runs} made-up worlds of {people} people a cycle, who were dealt three forms: {people // 3} answers to most "
        f"items, {people} to anchors. sd is that of errors, coverage the share of 95% ranges that held the truth. "
        "Differences between forms are taken over pairs of forms and eight areas, changes over eight areas."
    )
    return {
        "title": "Linking forms and versions",
        "command": "python -m benchmarks.linking",
        "seed": seed,
        "columns": list(COLUMNS),
        "rows": table(runs, seed, people),
        "note": note,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--out", type=Path, default=RESULT)
    arguments = parser.parse_args()
    found = result(arguments.runs)
    arguments.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for row in found["rows"]:
        print("  ".join("" if cell is None else str(cell) for cell in row))


if __name__ == "__main__":
    main()
