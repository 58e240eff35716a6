"""Reads the first sheet of a stranger's XLSX or ODS: a program of its own, with limits of memory and time.

A small file may unpack to one that fills the machine: packed millionfold, with one cell in the last row of the last
column, with one long text in every cell. No list of such tricks is complete, so the program that serves people never
opens the file. This one may die of it. It takes the file on standard input, the most rows and columns as arguments, and
gives the texts of the cells as JSON.
"""

import io
import json
import sys

import python_calamine

MEMORY, SECONDS = 1024**3, 20
LETTERS = 20_000_000
"""In all cells together: a table of people has 3 million."""
UNREADABLE, TOO_LARGE = 3, 4
"""How the program ends for a file that is no spreadsheet, and for one with more in it than allowed."""


def text(cell: object) -> str:
    """What a cell reads: whole numbers without decimals, moments as ISO 8601, a formula as its last value."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def limit() -> None:
    """Set the limits where the operating system has them."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    rows, columns = map(int, sys.argv[1:])
    limit()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheet = book.get_sheet_by_index(0)
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
