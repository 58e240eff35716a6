"""The command that links two versions of a question bank by the items that they share."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from assessment import common_items, facilities, files, linking, outputs
from assessment.answers import Answers
from assessment.cli_words import count, working
from assessment.errors import AssessmentError
from assessment.facilities import FormCheck
from assessment.figures import plain
from assessment.model import HIGHEST, LOWEST, NotDefined, NotYet, QuestionBank
from assessment.scoring import score_table
from assessment.service import banks

ALIKE = 0.05
"""The chance below which people with different forms are called different."""
Old = Annotated[Path, typer.Argument(help="Folder of the older version", metavar="DIR")]
Responses = Annotated[Path, typer.Argument(help="Answers to the newer version: CSV, XLSX or ODS", metavar="RESPONSES")]
New = Annotated[Path, typer.Option("--bank", help="Folder of the newer version", metavar="DIR")]
Out = Annotated[Path, typer.Option(help="JSON file to write", metavar="FILE")]
OldResponses = Annotated[
    Path | None,
    typer.Option(
        help="Answers to the older version: its people are the reference then; else what the newer version states is",
        metavar="RESPONSES",
    ),
]


def link(old: Old, responses: Responses, new: New, out: Out, old_responses: OldResponses = None) -> None:
    """Say what two versions share, and put the items of the newer one on the scale of the older. Needs no database."""
    for path in (responses, old_responses):
        if path is not None and out.resolve() == path.resolve():
            raise AssessmentError("output_unwritable", file=out, reason="it is a file of responses")
    with working("Linking"):
        before, after = banks.folder(old), banks.folder(new)
        answers = files.read_responses(responses, after).answers()
        reference = facilities.stated(after)
        if old_responses is not None:
            reference = facilities.observe(files.read_responses(old_responses, before).answers(), before).with_answers()
        found = linking.link(
            after, common_items.common_items(before, after), facilities.observe(answers, after), reference
        )
        checks = facilities.check_forms(answers, after)
        with outputs.whole_file(outputs.outside_banks(out)) as file:
            file.write(outputs.json_bytes(plain(_report(before, after, answers, found, checks, old_responses))))
    _tell(before, after, found, checks)
    print(f"{count(len(found.items), 'item')}: {out}")


# ---- the file ----------------------------------------------------------------------------------------


def _report(
    old: QuestionBank,
    new: QuestionBank,
    answers: Answers,
    found: linking.Link,
    checks: tuple[FormCheck, ...],
    old_responses: Path | None,
) -> dict[str, object]:
    scores = score_table(new, answers.items, answers.values, answers.forms, answers.grades, answers.bands)
    return {
        "old": old.version,
        "new": new.version,
        "n": len(answers),
        "reference": "stated" if old_responses is None else "observed",
        "common": [asdict(o) | {"share": o.share, "enough": o.enough} for o in common_items.overlaps(old, new)],
        "forms": [asdict(check) | {"p": check.p} for check in checks],
        "domains": [
            {
                **asdict(domain),
                "shift": domain.shift,
                "step": common_items.step(old, new, domain.domain),
                "score_error": linking.score_error(new, domain, scores),
            }
            for domain in found.domains
        ],
        "items": [asdict(i) | {"observed": i.observed, "facility": i.facility} for i in found.items],
    }


# ---- in words ----------------------------------------------------------------------------------------


def _tell(old: QuestionBank, new: QuestionBank, found: linking.Link, checks: tuple[FormCheck, ...]) -> None:
    both = [o for o in common_items.overlaps(old, new) if o.kind == common_items.DEMONSTRATED]
    common, of = sum(len(o.common) for o in both), sum(o.of for o in both)
    print(f"{old.version} to {new.version}: {common} of {count(of, 'scenario and knowledge item')} are common.")
    print(f"Too few common items: {', '.join(o.domain for o in both if not o.enough) or 'in no domain'}.")
    for check in checks:
        print(f"People with different {check.family} forms {_alike(check.p)}.")
    for domain in found.domains:
        left_out = f"; {' and '.join(domain.drifted)} left out" if domain.drifted else ""
        print(f"{domain.domain}: {_moved(domain.shift)} ({count(len(domain.items), 'common item')}{left_out})")


def _alike(p: float | NotYet | NotDefined) -> str:
    if not isinstance(p, float):
        return f"cannot be compared: {p}"
    return f"{'are alike' if p >= ALIKE else 'differ'} on the items that all of them met (p = {p:.3f})"


def _moved(shift: linking.Shift | NotYet) -> str:
    if isinstance(shift, NotYet):
        return str(shift)
    change, low, high = (f"{round((HIGHEST - LOWEST) * x, 2) + 0.0:+.2f}" for x in (shift.mean, shift.low, shift.high))
    return f"{change} on 1-5, 95% range {low} to {high}"
