"""The commands for editors of a question bank: python -m assessment bank ..."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from assessment import assembly, bank, dates, forms, outputs, settings
from assessment.bank import compare, content, edit, files, lock, review, workbook, workbook_file, workbook_read, write
from assessment.bank.build import build
from assessment.bank.check import judge
from assessment.bank.format import Contents, Record
from assessment.cli_words import count, group, working
from assessment.errors import AssessmentError, Fault, InputError
from assessment.exchange import case, qti, qti_read
from assessment.model import QuestionBank

app = group("Question banks.")
REMARKS_PRINTED = 20
Folder = Annotated[Path, typer.Argument(help="Folder of the bank", metavar="DIR")]
MaybeFolder = Annotated[Path | None, typer.Argument(help="Folder of the bank", metavar="[DIR]")]
OutFolder = Annotated[Path, typer.Option("--out", help="Folder to write", metavar="DIR")]
Replace = Annotated[bool, typer.Option("--replace", help="Take the place of a folder that is there")]


def _in_use(folder: Path | None) -> Path:
    return folder or settings.read().question_bank or bank.newest()


def _sound(folder: Path) -> tuple[Contents, QuestionBank]:
    """A folder without faults; raises InputError with all of them."""
    contents, faults = files.examine(folder)
    if faults:
        raise InputError(str(folder), faults)
    return contents, build(contents)


def _draft(folder: Path) -> tuple[Contents, QuestionBank]:
    """A folder that may be changed."""
    if lock.is_published(folder):
        raise AssessmentError("published_version", folder=folder)
    contents, held = _sound(folder)
    if held.status != "draft":  # a copy of a published version, or one whose lock is gone
        raise AssessmentError("not_a_draft", folder=folder, status=held.status)
    return contents, held


def _free(folder: Path, replace: bool) -> Path:
    """A folder that may be written: one that is not there, or a bank that is not published and holds nothing else."""
    if lock.is_published(folder):
        raise AssessmentError("published_version", folder=folder)
    outputs.outside_banks(folder)
    if folder.exists() and not replace:
        raise AssessmentError("folder_exists", folder=folder)
    is_bank = (folder / "bank.toml").is_file() and not any(path.is_dir() for path in folder.iterdir())
    if folder.exists() and not is_bank:
        raise AssessmentError("not_a_bank", folder=folder)
    return folder


def _write(folder: Path, records: Sequence[Record]) -> QuestionBank:
    """Put tables on disk once they are known to be sound."""
    contents, faults = judge(records)
    faults += files.earlier_versions_broken(contents, folder.resolve().parent)
    if faults:
        raise InputError(str(folder), faults)
    write.write_folder(folder, records)
    return build(contents)


@app.command("check")
def check(
    folder: MaybeFolder = None,
    every: Annotated[bool, typer.Option("--every-remark", help="List all remarks, however many")] = False,
) -> None:
    """Validate a bank folder: every fault, with file and key; then what is worth mending before it is published."""
    where = _in_use(folder)
    with working("Checking"):
        _, held = _sound(where)
        remarks = content.remarks(held)
    used = sum(item.in_use for item in held.items)
    parts = count(len(held.domains), "domain"), count(len(held.items), "item"), count(len(held.forms), "form")
    print(f"{where}: no faults. {parts[0]}, {parts[1]} ({used} in use), {parts[2]}.")
    if remarks:
        print(f"{count(len(remarks), 'remark')}: worth mending before this version is published.")
        _list(remarks, len(remarks) if every else REMARKS_PRINTED)


def _list(faults: Sequence[Fault], most: int) -> None:
    for fault in faults[:most]:
        print(fault)
    if len(faults) > most:
        print(f"... and {len(faults) - most} more.")


@app.command("copy")
def copy(
    folder: Folder,
    version: Annotated[str, typer.Option(help="The new version, such as 2028.1", metavar="VERSION")],
    out: OutFolder,
) -> None:
    """Begin a new version: a copy as a draft, under its own number."""
    _, held = _sound(folder)
    if files.in_order(version) <= files.in_order(held.version):
        raise AssessmentError("version_not_newer", version=version, newest=held.version)
    if version in bank.versions(outputs.outside_banks(out).resolve().parent):
        raise AssessmentError("version_taken", version=version)
    write.copy_folder(folder, out, version=version, status="draft", as_of=dates.now().date())
    print(f"{out}: version {version}, a draft of {held.version}.")


@app.command("export")
def export(folder: Folder, out: Annotated[Path, typer.Option(help="XLSX file to write", metavar="FILE")]) -> None:
    """Write a bank as a workbook that editors can change."""
    with working("Writing"):
        contents, held = _sound(folder)
        with outputs.whole_file(outputs.outside_banks(out)) as file:
            file.write(workbook.export(contents))
    print(f"{out}: version {held.version}, {count(len(held.items), 'item')}.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Workbook that export wrote", metavar="FILE")],
    out: OutFolder,
    replace: Replace = False,
) -> None:
    """Read a workbook back into a folder: whole and sound, or every fault by sheet, row and column."""
    with working("Reading"):
        _free(out, replace)
        contents, faults = workbook_read.examine(file, out.resolve().parent)
        if faults:
            raise InputError(file.name, faults)
        held = _write(out, contents.records)
    print(f"{out}: version {held.version}, {count(len(held.items), 'item')}. Now run: bank check {out}")


@app.command("compare")
def compare_(
    old: Annotated[Path, typer.Argument(help="Folder of the older version", metavar="DIR")],
    new: Annotated[Path, typer.Argument(help="Folder of the newer version", metavar="DIR")],
) -> None:
    """Say in words what changed between two versions."""
    with working("Comparing"):
        (before, old_bank), (after, new_bank) = _sound(old), _sound(new)
        found = compare.changes(before, after, old_bank, new_bank)
    print(compare.headline(old_bank, new_bank))
    for title, sentences in compare.by_weight(found).items():
        print(f"\n{title}")
        for sentence in sentences:
            print(f"- {sentence}")


@app.command("due")
def due(
    folder: MaybeFolder = None,
    by: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day; default today")] = None,
) -> None:
    """List the items, sources and learning offers that are due for review, the earliest first."""
    _, held = _sound(_in_use(folder))
    last: date = by.date() if by else dates.now().date()
    found = review.due(held, last)
    for one in found:
        print(f"{one.on or 'no date'}  {one.kind} {one.id}: {one.title}. {one.owner or 'No owner'}.")
    print(f"{count(len(found), 'thing')} due by {last}.")


@app.command("retire")
def retire(
    folder: Folder,
    item: Annotated[str, typer.Argument(help="Id of the item", metavar="ITEM")],
    reason: Annotated[str, typer.Option(help="Why, in a sentence", metavar="TEXT")],
) -> None:
    """Take an item of a draft out of use; reserves stand in for it on its forms."""
    if not reason.strip():
        raise typer.BadParameter("give a reason, in a sentence", param_hint="--reason")
    contents, _ = _draft(folder)
    records, swaps = edit.retire(contents, item, reason)
    _write(folder, records)
    print(f"{item} is retired.")
    for form, stand_in in swaps.items():
        print(f"{form}: {stand_in} stands in for it." if stand_in else f"{form}: one item fewer.")


@app.command("form")
def form(
    folder: Folder,
    like: Annotated[str, typer.Option(help="Form to take as the pattern, such as standard_a", metavar="FORM")],
    letter: Annotated[str, typer.Option(help="Letter of the new form, such as d", metavar="LETTER")],
    keep: Annotated[list[str] | None, typer.Option(help="Item that must be on it", metavar="ITEM")] = None,
    avoid: Annotated[list[str] | None, typer.Option(help="Item that may not be on it", metavar="ITEM")] = None,
) -> None:
    """Assemble a new parallel form from the items of a draft, and add it."""
    contents, held = _draft(folder)
    if like not in held.form_by_id:
        raise AssessmentError("unknown_form", form=like, known=", ".join(held.form_by_id))
    wish = assembly.Wish(held.form_by_id[like], letter, frozenset(keep or ()), frozenset(avoid or ()))
    made = assembly.assemble(held, wish)
    _write(folder, edit.add_form(contents.records, made))
    shared = sum(item in held.form_by_id[like].items for item in made.items)
    print(f"{made.id}: {len(made.items)} items, {shared} of them on {like}.")
    for kind in forms.EVIDENCE:
        here, there = (forms.expected_facility(f, kind, held) for f in (made, held.form_by_id[like]))
        if here is not None and there is not None:
            print(f"Expected facility of {kind} items: {here:.3f} ({like}: {there:.3f}).")


@app.command("export-qti")
def export_qti(folder: Folder, out: Annotated[Path, typer.Option(help="ZIP file to write", metavar="FILE")]) -> None:
    """Write the items of a bank as a QTI 3.0 package, and say what QTI cannot hold."""
    with working("Writing"):
        _, held = _sound(folder)
        with outputs.whole_file(outputs.outside_banks(out)) as file:
            file.write(qti.export(held))
    lost = len(qti.unmapped(held))
    print(f"{out}: {count(len(held.items), 'item')} as QTI 3.0. {count(lost, 'thing')} have no place in QTI.")


@app.command("import-qti")
def import_qti(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help="QTI 3.0 package", metavar="FILE")],
    competency: Annotated[str, typer.Option(help="For items that name none of the bank's", metavar="ID")] = "",
) -> None:
    """Add the items of a QTI 3.0 package to a draft, as drafts: all of them, or every fault by item."""
    with working("Reading"):
        contents, before = _draft(folder)
        records, faults = qti_read.add(contents, workbook_file.read_bytes(file), file.name, competency)
        if faults:
            raise InputError(file.name, faults)
        held = _write(folder, records)
    added = len(held.items) - len(before.items)
    print(f"{folder}: {count(added, 'item')} added as drafts.")


@app.command("export-case")
def export_case(folder: Folder, out: Annotated[Path, typer.Option(help="JSON file to write", metavar="FILE")]) -> None:
    """Write the competency model of a bank as a CASE 1.1 package."""
    _, held = _sound(folder)
    with outputs.whole_file(outputs.outside_banks(out)) as file:
        file.write(outputs.json_bytes(case.export(held)))
    parts = count(len(held.domains), "domain"), len(held.competency_by_id)
    print(f"{out}: {parts[0]} and {parts[1]} competencies as CASE 1.1.")


@app.command("publish")
def publish(
    folder: Folder,
    status: Annotated[str, typer.Option(help="provisional or approved", metavar="STATUS")] = "provisional",
    despite: Annotated[bool, typer.Option("--despite-remarks", help="Publish although remarks are open")] = False,
) -> None:
    """Publish a draft, for good: its files are locked and never change again."""
    if status not in ("provisional", "approved"):
        raise typer.BadParameter("a published bank is provisional or approved", param_hint="--status")
    _, held = _draft(folder)
    remarks = content.remarks(held)
    if remarks and not despite:
        raise InputError(str(folder), remarks)
    file = folder / "bank.toml"
    before = file.read_bytes()
    text = write.with_settings(before.decode("utf-8-sig"), status=status)
    with outputs.whole_file(file) as out:
        out.write(text.encode())
    try:
        lock.publish(folder)
    except AssessmentError:
        file.write_bytes(before)
        raise
    print(f"{folder}: version {held.version} is published as {status}. {lock.LOCK} holds the hashes of its files.")
