"""Bank folders and versions: read one whole and sound or not at all, and find the versions that stand side by side."""

from functools import lru_cache
from pathlib import Path

from assessment.bank import lock
from assessment.bank.build import build
from assessment.bank.files import examine, in_order, read_table
from assessment.errors import Fault, InputError, NotFound
from assessment.model import QuestionBank

BANKS = Path(__file__).resolve().parent.parent.parent / "question_bank"
"""Where the versions that come with the program stand, one folder each."""


def load(folder: Path) -> QuestionBank:
    """The bank in `folder`; raises InputError with every fault if there is one."""
    contents, faults = examine(folder)
    if faults:
        raise InputError(str(folder), faults)
    return build(contents)


def check(folder: Path) -> list[Fault]:
    """Everything that is wrong with the bank in `folder`, in the order of its files; empty if it can be loaded."""
    return examine(folder)[1]


def newest(root: Path = BANKS) -> Path:
    """The folder of the newest version under `root` that is in force; raises NotFound if there is none."""
    found = in_force(root)
    if not found:
        raise NotFound(f"a question bank in {root}")
    return found[max(found, key=in_order)]


@lru_cache(maxsize=8)
def published(version: str, root: Path = BANKS) -> QuestionBank:
    """The bank of `version` in force under `root`, read once; raises NotFound for a version that is not there."""
    found = in_force(root)
    if version not in found:
        raise NotFound(f"version {version} of the question bank")
    return load(found[version])


def in_force(root: Path) -> dict[str, Path]:
    """Version -> folder of what cycles may use: what is published, or in a folder without a lock, what is no draft."""
    found = versions(root)
    if (root / lock.LOCK).exists():
        return {version: folder for version, (folder, _) in found.items() if lock.is_published(folder)}
    return {version: folder for version, (folder, status) in found.items() if status != "draft"}


def versions(root: Path = BANKS) -> dict[str, tuple[Path, str]]:
    """Version -> folder and status of every bank right under `root`, drafts included.

    One whose bank.toml cannot be read has the status `unreadable` and goes by the name of its folder; so does a second
    one of a version that is there already.
    """
    found: dict[str, tuple[Path, str]] = {}
    files = [file for file in root.glob("*/bank.toml") if not file.parent.name.startswith(".")]
    for file in sorted(files, key=lambda file: (not lock.is_published(file.parent), file)):
        table, faults = read_table(file)
        version, folder = str(table.get("version")), file.parent
        known = not faults and version not in found
        found[version if known else folder.name] = folder, "unreadable" if faults else str(table.get("status"))
    return found
