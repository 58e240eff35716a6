"""Published versions never change: `published.lock` beside the folders holds the SHA-256 of every file of each.

Its lines are those of sha256sum (GNU coreutils), so that anybody can check them: `sha256sum --check published.lock`.
"""

import hashlib
import re
from pathlib import Path

from assessment.errors import Fault
from assessment.outputs import whole_file

LOCK = "published.lock"
_LINE = re.compile(r"([0-9a-f]{64}) [ *]([^/]+)/([^/]+\.toml)")


def hashes(root: Path) -> tuple[dict[str, dict[str, str]], list[Fault]]:
    """Folder -> file -> SHA-256 of all published versions under `root`, and faults for lines that cannot be read."""
    found: dict[str, dict[str, str]] = {}
    faults = []
    file = root / LOCK
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    for number, line in enumerate(lines, 1):
        if match := _LINE.fullmatch(line):
            found.setdefault(match[2], {})[match[3]] = match[1]
        elif line.strip():
            advice = "Restore the file from its history"
            faults.append(Fault(LOCK, f"line {number}", "this is not a hash and the name of a file", advice))
    return found, faults


def is_published(folder: Path) -> bool:
    return folder.resolve().name in hashes(folder.resolve().parent)[0]


def changes(folder: Path) -> list[Fault]:
    """What has changed in a published version since it was published; nothing for any other folder."""
    folder = folder.resolve()
    published, faults = hashes(folder.parent)
    if folder.name not in published:
        return faults
    then, now = published[folder.name], _hashes(folder)
    advice = "Restore it from its history, and make changes in a new version"
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            change = "was added" if name not in then else "is gone" if name not in now else "has changed"
            faults.append(Fault(name, "", f"it {change} since version {folder.name} was published", advice))
    return faults


def digest(folder: Path) -> str:
    """One hash of all files of a folder and of the lock beside it: it changes whenever `files.examine` might."""
    folder = folder.resolve()
    lock = folder.parent / LOCK
    parts = [lock.read_text(encoding="utf-8") if lock.exists() else "", *map(" ".join, sorted(_hashes(folder).items()))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def publish(folder: Path) -> None:
    """Lock the files of a folder as they are now; raises AssessmentError("output_unwritable")."""
    folder = folder.resolve()
    file = folder.parent / LOCK
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    lines += [f"{digest}  {folder.name}/{name}" for name, digest in sorted(_hashes(folder).items())]
    with whole_file(file) as out:
        out.write("".join(f"{line}\n" for line in lines).encode())


def _hashes(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.toml")}
