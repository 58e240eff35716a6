"""From templates to sections: prose as written, with the tables, rules and numbers that it asks for."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from assessment.forms import EVIDENCE
from assessment.manual import bank_tables, cycle_tables
from assessment.manual.evidence import Evidence, Table, table
from assessment.model import METHODS, Cycle

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "reference_data" / "manual"
METHOD = ROOT / "docs" / "method.md"
TABLES = bank_tables.TABLES | cycle_tables.TABLES
_ASKS = re.compile(r"^\{\{(\w+)(?:: ([^|}]+?)(?: \| (.+))?)?\}\}$", re.M)


@dataclass(frozen=True, slots=True)
class Section:
    """A section: blocks are prose in Markdown or tables."""

    number: int
    title: str
    blocks: tuple[str | Table, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """A whole manual, of a bank alone or of a released cycle."""

    evidence: Evidence
    sections: tuple[Section, ...]

    @property
    def cycle(self) -> Cycle | None:
        return self.evidence.cycle


def compose(evidence: Evidence) -> Manual:
    """Fill in every template, in order. Raises KeyError for a table, rule or number that there is not."""
    numbers = _numbers(evidence)
    sections = []
    for number, path in enumerate(sorted(TEMPLATES.glob("*.md")), 1):
        title, _, text = path.read_text(encoding="utf-8").partition("\n")
        blocks = tuple(_blocks(Template(text).substitute(numbers), evidence))
        sections.append(Section(number, title.removeprefix("# "), blocks))
    return Manual(evidence, tuple(sections))


def _blocks(text: str, evidence: Evidence) -> Iterator[str | Table]:
    """Prose, and in their places what the lines in double braces ask for."""
    start = 0
    for asked in _ASKS.finditer(text):
        yield from _prose(text[start : asked.start()])
        start = asked.end()
        kind, name, caption = asked.groups()
        if kind == "method":
            yield f"### {name}\n\n{rule(name)}"
        elif kind == "csv":
            yield _listed(name, caption)
        elif kind == "simulation":
            yield cycle_tables.simulation(evidence, name)
        else:
            yield TABLES[kind](evidence)
    yield from _prose(text[start:])


def _prose(text: str) -> Iterator[str]:
    if text.strip():
        yield text.strip()


def rule(name: str) -> str:
    """What docs/method.md says under a heading of the second order, whatever follows the name in brackets."""
    for part in re.split(r"^## ", METHOD.read_text(encoding="utf-8"), flags=re.M)[1:]:
        heading, _, text = part.partition("\n")
        if heading.partition(" (")[0] == name:
            return text.strip()
    raise KeyError(name)


def _listed(name: str, caption: str) -> Table:
    with (TEMPLATES / name).open(encoding="utf-8", newline="") as file:
        columns, *rows = csv.reader(file)
    return table(caption, [c.capitalize() for c in columns], rows, f"Written by hand: reference_data/manual/{name}")


def _numbers(evidence: Evidence) -> dict[str, str]:
    """Numbers that prose may name with a dollar sign."""
    bank = evidence.bank
    weights = bank.method_weights
    counts = [
        sum(i.domain == d.id and i.type in EVIDENCE for i in bank.items_of(f)) for f in bank.forms for d in bank.domains
    ]
    low, high = min(counts, default=0), max(counts, default=0)
    return {
        "title": bank.title,
        "residual_sds": ", ".join(
            f"{bank.residual_sd_of(m):g} ({cycle_tables.METHOD_NAMES[m].lower()})" for m in METHODS
        ),
        "self_share": f"{100 * weights['self'] / sum(weights.values()):g}",
        "evidence_an_area": str(low) if low == high else f"{low} to {high}",
    }
