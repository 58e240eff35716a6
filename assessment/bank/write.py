"""Writes a question bank as TOML in the style of the house: long texts wrapped, one option a line, tables in order.

Comments of an earlier file are not kept; whatever should last belongs into a key, such as `review_note`.
"""

import errno
import os
import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from assessment.bank.files import TABLES_OF_A_DOMAIN
from assessment.bank.format import Record, Table
from assessment.errors import AssessmentError
from assessment.outputs import reason

WIDTH = 118
LONG = 100
"""A text of more characters is wrapped."""
_SENTENCE_ENDS = re.compile(r"(?<=[.?!])\s+(?=[A-Z‘“'\"])")
HEADERS = {
    "bank.toml": "The bank as a whole. The format of all files is described in question_bank/README.md.",
    "sources.toml": "Status: V = the opening of the primary page was read; S = read in a secondary report.",
    "forms.toml": "Items in the order in which they are asked: vignettes, ratings, situational, knowledge, pulse.",
    "pulse.toml": "Statements about the department: beside a person's capability, never part of it.",
    "vignettes.toml": "Described people to place on the levels: a check of leniency, never used to rescale.",
    "calibration.toml": "Item parameters from answers: see docs/method.md. Reports do not use them.",
    "offers.toml": "Learning offers. Provisional: check a page before you send anybody there.",
}
ORDER_IN_A_DOMAIN = {kind: place for place, kind in enumerate(("domain", *TABLES_OF_A_DOMAIN))}


def toml_files(records: Iterable[Record]) -> dict[str, str]:
    """The text of each file of a bank, by name; reading it gives the same tables."""
    by_file: dict[str, list[Record]] = {}
    for record in records:
        by_file.setdefault(record.file, []).append(record)
    return {name: "\n".join(_blocks(name, found)) for name, found in by_file.items()}


def write_folder(folder: Path, records: Iterable[Record]) -> None:
    """Write a bank folder, whole or not at all, in place of what was there.

    Raises AssessmentError("output_unwritable").
    """
    _put(folder, toml_files(records))


def _put(folder: Path, texts: Mapping[str, str]) -> None:
    """The files in a new folder beside it, which takes its place in one step."""
    target = folder.resolve()
    draft, old = (target.with_name(f".{target.name}.{os.getpid()}.{part}") for part in ("part", "old"))
    try:
        if target.exists() and not target.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
        draft.mkdir(parents=True)
        for file in target.iterdir() if target.exists() else ():
            if file.is_file() and file.suffix != ".toml":  # notes of editors stay
                shutil.copy2(file, draft)
        for name, text in texts.items():
            (draft / name).write_text(text, encoding="utf-8", newline="\n")
        _swap(draft, target, old)
    except OSError as error:
        raise AssessmentError("output_unwritable", file=folder, reason=reason(error)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _swap(new: Path, target: Path, old: Path) -> None:
    """Put a folder in the place of another; whatever interrupts it, one of the two is there afterwards."""
    if not target.exists():
        new.rename(target)
        return
    try:
        target.rename(old)
        new.rename(target)
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(old, ignore_errors=True)


def copy_folder(source: Path, target: Path, **settings: str | date) -> None:
    """Copy a bank folder, comments and all, and give the copy other `settings` at the top of its bank.toml.

    Whole or not at all; raises AssessmentError("folder_exists") and ("output_unwritable").
    """
    if target.exists():
        raise AssessmentError("folder_exists", folder=target)
    texts = {file.name: file.read_text(encoding="utf-8-sig") for file in source.glob("*.toml")}
    texts["bank.toml"] = with_settings(texts["bank.toml"], **settings)
    _put(target, texts)


def with_settings(text: str, **settings: str | date) -> str:
    """A bank.toml with other values at its top and everything else as it is."""
    document = tomlkit.parse(text)
    document.update(settings)
    return document.as_string()


def _blocks(name: str, records: list[Record]) -> Iterator[str]:
    """The parts of a file, each with its line break at the end; one empty line stands between them."""
    if name in HEADERS:
        yield f"# {HEADERS[name]}\n"
    for record in sorted(records, key=lambda r: ORDER_IN_A_DOMAIN.get(r.kind, 0)) if _is_domain(records) else records:
        if record.kind == "bank":
            yield from _bank(record.data)
        elif record.kind in ("source", "scale", "domain", "calibration"):
            yield from _named(record.place, record.data)
        else:
            yield f"[[{record.kind}]]\n" + _lines(record.data)


def _is_domain(records: list[Record]) -> bool:
    return any(record.kind == "domain" for record in records)


def _bank(data: Table) -> Iterator[str]:
    yield _lines({key: value for key, value in data.items() if not isinstance(value, dict)})
    for key, value in data.items():
        if isinstance(value, dict):
            yield f"[{key}]\n" + _lines(value)


def _named(place: str, data: Table) -> Iterator[str]:
    inner = {key: value for key, value in data.items() if isinstance(value, dict)}
    heading = f"scales.{_key(place.removeprefix('scales.'))}" if place.startswith("scales.") else _key(place)
    yield f"[{heading}]\n" + _lines({key: value for key, value in data.items() if key not in inner})
    for key, value in inner.items():
        yield f"[{heading}.{key}]\n" + _lines(value)


def _lines(data: Table) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in data.items())


def _key(key: str) -> str:
    return tomlkit.key(key).as_string()


def _value(value: Any) -> str:
    if isinstance(value, str) and len(value) > LONG:
        return _wrapped(value)
    if isinstance(value, list):
        return _list(value)
    return _inline(value)


def _wrapped(text: str) -> str:
    """A text over several lines, a sentence a line so that changes show; a line break is read as a space."""
    lines = [
        line
        for sentence in _SENTENCE_ENDS.split(text)
        for line in textwrap.wrap(sentence, WIDTH - 8, break_long_words=False, break_on_hyphens=False)
    ]
    quoted = tomlkit.string("\n".join(lines) + "\n", multiline=True).as_string()
    return f'"""\n{quoted[3:]}'


def _list(values: list[Any]) -> str:
    line = f"[{', '.join(map(_inline, values))}]"
    if not any(isinstance(value, dict) for value in values) and len(line) <= LONG:
        return line
    if all(isinstance(value, str) and " " not in value for value in values):  # ids: as many to a line as fit
        line = ", ".join(map(_inline, values)) + ","
        rows = textwrap.wrap(line, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    else:
        rows = [f"{_inline(value)}," for value in values]
    return "[\n" + "".join(f"    {row}\n" for row in rows) + "]"


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return tomlkit.string(value).as_string()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_inline(entry)}" for key, entry in value.items()) + " }"
    return repr(value)
