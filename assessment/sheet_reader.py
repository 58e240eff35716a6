"""Reads a sheet of a stranger's XLSX or ODS: a program of its own, with limits of memory and time.

A small file may unpack to one that fills the machine: packed millionfold, with one cell in the last row of the last
column, with one long text in every cell. No list of such tricks is complete, so the program that serves people never
opens the file. This one may die of it. It takes the file on standard input, and as arguments the most rows and columns
and the titles to look for, if it is not to be the first sheet. It gives the texts of the cells as JSON.
"""

import io
import json
import sys

import python_calamine

MEMORY, SECONDS = 1024**3, 20
LETTERS = 20_000_000
"""In all cells together: a table of people has 3 million."""
UNREADABLE, TOO_LARGE, NO_SHEET = 3, 4, 5
"""How it ends for a file that is no spreadsheet, one with more in it than allowed, and one without such a sheet."""


def text(cell: object) -> str:
    """What a cell reads: whole numbers without decimals, moments as ISO 8601, a formula as its last value."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def chosen(names: list[str], titles: list[str]) -> int:
    """The place of the first sheet with one of the titles; of the first of all where none is asked for."""
    plain = ["".join(sign for sign in name.casefold() if sign.isalnum()) for name in names]
    found = [at for at, name in enumerate(plain) if name in titles or not titles]
    if titles and not found:
        sys.exit(NO_SHEET)
    return found[0] if found else 0


def limit() -> None:
    """Set the limits where the operating system has them."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    rows, columns = map(int, sys.argv[1:3])
    limit()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheet = book.get_sheet_by_index(chosen(book.sheet_names, sys.argv[3:]))
    except (python_calamine.CalamineError, IndexError, ValueError, OSError):
        sys.exit(UNREADABLE)
    if sheet.total_height > rows or sheet.total_width > columns:
        sys.exit(TOO_LARGE)
    cells = [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    if sum(len(cell) for row in cells for cell in row) > LETTERS:
        sys.exit(TOO_LARGE)
    json.dump(cells, sys.stdout)


if __name__ == "__main__":
    main()
