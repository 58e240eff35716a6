"""The cells of a stranger's XLSX or ODS, which only a program of its own opens (`sheet_reader`)."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Sequence

from assessment import sheet_reader

LARGEST_UNPACKED, MOST_PARTS = 200 * 1024**2, 500
"""Bytes and inner files. One of 20,000 people has 10 MB in about 15; what the ZIP file says of it need not be true."""
_SECONDS = 60


class Unreadable(Exception):
    """It is no XLSX or ODS, or it is damaged."""


class TooMuch(Exception):
    """There is more in it than allowed, or than can be read in the time and memory there is."""


class NoSheet(Exception):
    """None of its sheets has the title asked for."""


ENDINGS = {sheet_reader.UNREADABLE: Unreadable, sheet_reader.NO_SHEET: NoSheet}
"""How the program ends -> what is raised; for any other end, it died of its limits."""


def cells(data: bytes, most_rows: int, most_columns: int, titles: Sequence[str] = ()) -> list[list[str]]:
    """Texts of the cells of a sheet, from its first row and column on: of the first sheet, or of one of those `titles`.

    Titles are compared in small letters and figures alone: `table21`. Raises Unreadable, TooMuch or NoSheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Unreadable from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TooMuch
    program = [sys.executable, "-I", sheet_reader.__file__, str(most_rows), str(most_columns), *titles]
    try:
        done = subprocess.run(program, input=data, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - ours
    except subprocess.TimeoutExpired:
        raise TooMuch from None
    if done.returncode:
        raise ENDINGS.get(done.returncode, TooMuch)
    rows: list[list[str]] = json.loads(done.stdout)
    return rows
