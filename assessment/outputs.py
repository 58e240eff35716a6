"""Files that the command line writes: each appears whole or not at all."""

import errno
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from assessment.errors import AssessmentError


@contextmanager
def whole_file(path: Path) -> Iterator[io.BufferedWriter]:
    """A file to write into, which takes its place at the end of the block; after an error nothing has changed.

    Raises AssessmentError("output_unwritable") if it cannot be written.
    """
    target = path.resolve()
    # beside the target, so that the last step is one rename; a device such as /dev/stdout cannot be replaced
    draft = target if _is_device(target) else target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        with draft.open("wb") as file:
            yield file
        if draft != target:
            draft.replace(target)
    except OSError as error:
        raise AssessmentError("output_unwritable", file=path, reason=reason(error)) from None
    finally:
        if draft != target:
            with suppress(OSError):  # it is gone already, or never was
                draft.unlink()


def outside_banks(path: Path) -> Path:
    """A place that lies in no question bank, so that what is written there cannot spoil one.

    Raises AssessmentError("inside_bank").
    """
    if path.name == "published.lock" or any((parent / "bank.toml").exists() for parent in path.resolve().parents):
        raise AssessmentError("inside_bank", path=path)
    return path


def folder(path: Path) -> None:
    """Make the folder if it is not there. Raises AssessmentError("output_unwritable")."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AssessmentError("output_unwritable", file=path, reason=reason(error)) from None


def json_bytes(value: object) -> bytes:
    """A value as JSON for people to read, in UTF-8."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def reason(error: OSError) -> str:
    """What the system says is wrong, to stand within a sentence."""
    return (error.strerror or type(error).__name__).lower()


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()
