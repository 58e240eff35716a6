"""Copies of the question bank that editors take away and bring back: workbooks, QTI packages, the competency model.

Nothing here changes a bank: a workbook that is sent is checked and forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assessment import bank
from assessment.access import Action, require
from assessment.bank import compare, content, files, workbook, workbook_read
from assessment.bank.build import build
from assessment.errors import Fault, InputError
from assessment.exchange import case, qti
from assessment.model import QuestionBank, Viewer
from assessment.outputs import json_bytes
from assessment.service import banks, editing

LARGEST_WORKBOOK = 5_000_000
"""Bytes of a workbook that may be sent for checking; ours has 140,000."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that was sent for checking: what is wrong, or the bank in it and what changed since `against`."""

    faults: tuple[Fault, ...]
    bank: QuestionBank | None = None
    against: str = ""
    headline: str = ""
    changes: Mapping[str, list[str]] | None = None
    remarks: tuple[Fault, ...] = ()


def check_workbook(viewer: Viewer | None, name: str, data: bytes) -> Checked:
    """Check a workbook without keeping it: its faults by cell, or what is in it and what changed."""
    require(viewer, Action.BROWSE_BANK)
    if len(data) > LARGEST_WORKBOOK:
        advice = "Send the workbook that was exported from here"
        return Checked((Fault(name, "", "the file is too large", advice),))
    try:
        contents, faults = workbook_read.examine_bytes(name, data, bank.BANKS)
    except InputError as refused:
        return Checked(refused.faults)
    if faults:
        return Checked(tuple(faults))
    held = build(contents)
    against = next((v for v in editing.versions(viewer) if v.published and v.version != held.version), None)
    if against is None:
        return Checked((), held, remarks=tuple(content.remarks(held)))
    before = banks.folder(against.folder)
    found = compare.changes(files.read(against.folder)[0], contents, before, held)
    return Checked(
        (),
        held,
        against.version,
        compare.headline(before, held),
        compare.by_weight(found),
        tuple(content.remarks(held)),
    )


def workbook_of(viewer: Viewer | None, version: str) -> bytes:
    """The version as a workbook (XLSX)."""
    editing.browse(viewer, version)
    return workbook.export(files.read(_folder(viewer, version))[0])


def qti_package(viewer: Viewer | None, version: str) -> bytes:
    """The items of the version as a QTI 3.0 package (ZIP)."""
    return qti.export(editing.browse(viewer, version))


def competency_framework(viewer: Viewer | None, version: str) -> bytes:
    """The competency model of the version as a CASE package (JSON)."""
    return json_bytes(case.export(editing.browse(viewer, version)))


def not_exchanged(viewer: Viewer | None, version: str) -> tuple[tuple[str, str], ...]:
    """Item or competency, and what of it neither standard can hold."""
    held = editing.browse(viewer, version)
    return (*qti.unmapped(held), *case.unmapped(held))


def _folder(viewer: Viewer | None, version: str) -> Path:
    return next(v.folder for v in editing.versions(viewer) if v.version == version)
