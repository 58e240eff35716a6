"""The question bank: question_bank/<version>/*.toml -> QuestionBank, whole and sound or not at all.

The format is described for editors in question_bank/README.md and checked by `bank_format` (each table on its own) and
`bank_check` (tables together).
"""

import re
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

from assessment.bank_files import examine, read_table
from assessment.bank_format import Contents, Record, Table
from assessment.errors import Fault, InputError, NotFound
from assessment.model import (
    FUNCTIONS,
    BoardQuestion,
    Competency,
    Domain,
    Form,
    Item,
    Level,
    Option,
    QuestionBank,
    Source,
)

BANKS = Path(__file__).resolve().parent.parent / "question_bank"
"""Where the versions that come with the program stand, one folder each."""


def load(folder: Path) -> QuestionBank:
    """The bank in `folder`; raises InputError with every fault if there is one."""
    contents, faults = examine(folder)
    if faults:
        raise InputError(str(folder), faults)
    return _build(contents)


def check(folder: Path) -> list[Fault]:
    """Everything that is wrong with the bank in `folder`, in the order of its files; empty if it can be loaded."""
    return examine(folder)[1]


def newest(root: Path = BANKS) -> Path:
    """The folder of the newest version under `root` that is not a draft; raises NotFound if there is none."""
    finished = {version: folder for version, (folder, status) in _versions(root).items() if status != "draft"}
    if not finished:
        raise NotFound(f"a question bank in {root}")
    return finished[max(finished, key=_in_order)]


@lru_cache(maxsize=8)
def published(version: str, root: Path = BANKS) -> QuestionBank:
    """The bank of `version` in a folder under `root`, read once; raises NotFound for a version that is not there."""
    versions = _versions(root)
    if version not in versions:
        raise NotFound(f"version {version} of the question bank")
    return load(versions[version][0])


def _versions(root: Path) -> dict[str, tuple[Path, str]]:
    """Version -> folder and status of every bank right under `root`."""
    found = {}
    for file in sorted(root.glob("*/bank.toml")):
        table, faults = read_table(file)
        if faults:
            raise InputError(str(file), faults)
        found[str(table.get("version"))] = file.parent, str(table.get("status"))
    return found


def _in_order(version: str) -> list[int]:
    """Numbers compare as numbers: 2027.10 is newer than 2027.9."""
    return [int(number) for number in re.findall(r"\d+", version)]


# ---- records -> model --------------------------------------------------------------------------------


def _build(contents: Contents) -> QuestionBank:
    """The bank from tables without faults."""
    bank = next(contents.of("bank")).data
    levels = tuple(Level(**record.data) for record in contents.of("level"))
    scales = {record.place.removeprefix("scales."): _numbered(record.data["labels"]) for record in contents.of("scale")}
    defaulted = ("method_weights", "residual_sd", "confidence_chances", "anchors")
    return QuestionBank(
        version=bank["version"],
        title=bank["title"],
        status=bank["status"],
        as_of=bank["as_of"],
        levels=levels,
        themes=bank.get("themes", {}),
        recommendations=tuple(_frozen(record.data) for record in contents.of("recommendation")),
        domains=tuple(_domain(record, contents) for record in contents.of("domain")),
        items=tuple(_item(record, scales, levels) for record in contents.of("item")),
        forms=tuple(_form(record.data) for record in contents.of("form")),
        board_questions=tuple(
            BoardQuestion(domain=record.domain, **_frozen(record.data)) for record in contents.of("board_question")
        ),
        sources={record.place: Source(id=record.place, **record.data) for record in contents.of("source")},
        enemies=tuple(tuple(pair) for pair in bank.get("enemies", [])),
        **_frozen({key: bank[key] for key in defaulted if key in bank}),
    )


def _frozen(table: Table) -> Table:
    """The table with tuples for lists."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _numbered(labels: list[str]) -> tuple[Option, ...]:
    return tuple(Option(label, number) for number, label in enumerate(labels, 1))


def _domain(record: Record, contents: Contents) -> Domain:
    competencies = tuple(_competency(c) for c in contents.of("competency") if c.domain == record.domain)
    return Domain(competencies=competencies, **_frozen(record.data))


def _competency(record: Record) -> Competency:
    data = _frozen(record.data)
    data["adjustments"] = {function: data.get("adjustments", {}).get(function, 0) for function in FUNCTIONS}
    return Competency(domain=record.domain, **data)


def _item(record: Record, scales: dict[str, tuple[Option, ...]], levels: tuple[Level, ...]) -> Item:
    data: Table = {"domain": record.domain} | _frozen(record.data)
    if "explanation" in data:
        data["rationale"] = data["explanation"]
    data["options"] = _options(data, scales, levels)
    return Item(**{field.name: data[field.name] for field in fields(Item) if field.name in data})


def _options(data: Table, scales: dict[str, tuple[Option, ...]], levels: tuple[Level, ...]) -> tuple[Option, ...]:
    """Options in stored order: a scale's labels, the names of the levels, or the item's own."""
    if data["type"] == "vignette":
        return _numbered([level.name for level in levels])
    if "scale" in data:
        return scales[data["scale"]]
    if data["type"] == "knowledge":
        return tuple(Option(text, int(number == data["answer"])) for number, text in enumerate(data["options"], 1))
    return tuple(Option(**option) for option in data["options"])


def _form(data: Table) -> Form:
    return Form(**({"minutes_up_to": data["minutes"]} | _frozen(data)))
