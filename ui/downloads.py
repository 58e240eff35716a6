"""Files to take away: the figures of a table as CSV, made safe for spreadsheets."""

import csv
import io
from collections.abc import Callable, Sequence

import streamlit as st

from ui.tables import Cell, is_number

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE_UP = "Made-up figures for a demonstration"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet run a cell, full-width forms included (Excel in some languages takes those too)."""


def csv_button(
    label: str, filename: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], made_up: bool = False
) -> None:
    """A button that saves the table; the page does not run again."""
    st.download_button(
        label, csv_bytes(columns, rows, made_up), filename, "text/csv", key=f"download-{filename}", on_click="ignore"
    )


def csv_bytes(columns: Sequence[str], rows: Sequence[Sequence[Cell]], made_up: bool = False) -> bytes:
    """UTF-8 with byte-order mark, so that Excel shows accents; made-up figures say so in a first line of their own."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if made_up:
        writer.writerow([MADE_UP])
    writer.writerow([_safe(name) for name in columns])
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def file_button(label: str, filename: str, data: bytes | Callable[[], bytes], kind: str) -> None:
    """A button that saves a file; a function as `data` makes it only when somebody asks for it."""
    st.download_button(label, data, filename, kind, key=f"download-{filename}", on_click="ignore")


def _safe(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS) and not is_number(cell):
        return "'" + cell
    return cell
