"""A manual as a document in Markdown, and as data: the same sections, blocks and figures in both."""

from collections.abc import Iterator
from typing import Any

from assessment.manual.compose import Manual
from assessment.manual.evidence import NONE_YET, Table
from assessment.statistics_format import to_json

TITLE = "Technical manual"
MADE_UP = "All answers behind this manual are made up. It shows the form of the evidence, not evidence."


def markdown(manual: Manual) -> str:
    """The manual as one document: title, contents, sections; tables with their caption and command."""
    lines = [f"# {TITLE}: {subject(manual)}", "", *standing(manual), ""]
    lines += [f"{section.number}. {section.title}" for section in manual.sections] + [""]
    for section in manual.sections:
        lines += [f"## {section.number}. {section.title}", ""]
        for block in section.blocks:
            lines += [block, ""] if isinstance(block, str) else [*_table(block), ""]
    return "\n".join(lines)


def twin(manual: Manual) -> dict[str, Any]:
    """The same for machines, ready for JSON: every table with its columns, rows as shown, command and note.

    `statistics` holds those of scales unrounded, in the format of the command `items`. Single items are left out: how
    often each answer was chosen, beside what the item earned, would give its key away.
    """
    evidence = manual.evidence
    return {
        "title": TITLE,
        "bank": {"title": evidence.bank.title, "version": evidence.bank.version, "status": evidence.bank.status},
        "cycle": evidence.cycle.name if evidence.cycle else None,
        "made_up": bool(evidence.cycle and evidence.cycle.made_up),
        "made_on": f"{evidence.made_on:%Y-%m-%d}",
        "sections": [
            {"number": s.number, "title": s.title, "blocks": [_block(block) for block in s.blocks]}
            for s in manual.sections
        ],
        "statistics": _of_scales(to_json(evidence.statistics)) if evidence.statistics else None,
    }


def _of_scales(statistics: dict[str, Any]) -> dict[str, Any]:
    scales = [{key: value for key, value in scale.items() if key != "items"} for scale in statistics["scales"]]
    kept = {key: value for key, value in statistics.items() if key not in ("items", "differential")}
    return kept | {"scales": scales}


def subject(manual: Manual) -> str:
    cycle = manual.cycle
    return f"cycle ‘{cycle.name}’" if cycle else f"question bank {manual.evidence.bank.version}"


def standing(manual: Manual) -> list[str]:
    """What a reader must know before the first figure: what it is made from, and if it is made up."""
    evidence = manual.evidence
    made = f"Made on {evidence.made_on:%Y-%m-%d} from question bank {evidence.bank.version} ({evidence.bank.status})"
    if evidence.cycle is None:
        return [f"{made}. No cycle has been released with it yet: figures that need answers say “{NONE_YET}”."]
    return [
        f"{made} and the released cycle ‘{evidence.cycle.name}’.",
        *(["", f"**{MADE_UP}**"] * evidence.cycle.made_up),
    ]


def _block(block: str | Table) -> dict[str, Any]:
    if isinstance(block, str):
        return {"text": block}
    return {
        "table": block.caption,
        "columns": list(block.columns),
        "rows": [list(row) for row in block.rows],
        "command": block.command,
        "note": block.note,
    }


def _table(table: Table) -> Iterator[str]:
    yield from (f"**{table.caption}**", "", _row(table.columns), _row(["---"] * len(table.columns)))
    yield from map(_row, table.rows)
    source = f"Source: {table.command}" if table.command.startswith("Written") else f"Source: `{table.command}`"
    yield from ("", f"{table.note} {source}".strip())


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
