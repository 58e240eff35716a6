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
    """The folder of the newest version under `root` that is not a draft; raises NotFound if there is none."""
    finished = {version: folder for version, (folder, status) in versions(root).items() if status != "draft"}
    if not finished:
        raise NotFound(f"a question bank in {root}")
    return finished[max(finished, key=in_order)]


@lru_cache(maxsize=8)
def published(version: str, root: Path = BANKS) -> QuestionBank:
    """The bank of `version` in a folder under `root`, read once; raises NotFound for a version that is not there."""
    found = versions(root)
    if version not in found:
        raise NotFound(f"version {version} of the question bank")
    return load(found[version][0])


def versions(root: Path = BANKS) -> dict[str, tuple[Path, str]]:
    """Version -> folder and status of every bank right under `root`.

    One whose bank.toml cannot be read goes by the name of its folder, as a draft that nobody uses; a published one is
    never passed over for an older version, so it is `unreadable` and says why when it is loaded.
    """
    found = {}
    for file in sorted(root.glob("*/bank.toml")):
        table, faults = read_table(file)
        if faults:
            status = "unreadable" if lock.is_published(file.parent) else "draft"
            found[file.parent.name] = file.parent, status
        else:
            found[str(table.get("version"))] = file.parent, str(table.get("status"))
    return found
