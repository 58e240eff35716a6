"""Cells of an editor's workbook as values: what stands in a cell, read as the kind of value that its column holds."""

import re
from datetime import date, datetime
from typing import Any

from assessment.bank.format import SINGLE_VALUES

RETYPE = "Retype the cell"

Found = tuple[Any, str, str]
"""A value; or what is wrong with the cell, and what to do."""


def filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def value_of(kind: str, cell: Any) -> Found:
    """A cell as a value of its kind, or else what is wrong and what to do."""
    if kind == "list of id":
        words = [word.strip() for word in re.split(r"[;,\n]", text_of(cell)) if word.strip()]
        wrong = [word for word in words if not SINGLE_VALUES["id"][0](word)]
        return words, f"‘{wrong[0]}’ is not an id" if wrong else "", "Write ids, parted by semicolons"
    if kind in ("text", "id"):
        if isinstance(cell, date):
            return None, "this cell holds a date where a text belongs", f"{RETYPE} as text, with an apostrophe in front"
        value = " ".join(text_of(cell).split())
        good, advice = SINGLE_VALUES[kind]
        return value, "" if good(value) else f"‘{value}’ is not an id", f"Write {advice.replace(' in quotes', '')}"
    if kind == "date":
        return _date(cell)
    if kind == "flag":
        flags = {"true": True, "yes": True, "false": False, "no": False}
        word = str(cell).strip().lower()
        return (
            flags.get(word),
            "" if word in flags else f"‘{text_of(cell)}’ is neither TRUE nor FALSE",
            "Write TRUE or FALSE",
        )
    return _number(kind, cell)


def text_of(cell: Any) -> str:
    """What a cell reads: whole numbers without decimals."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return ("TRUE" if cell else "FALSE") if isinstance(cell, bool) else str(cell)


def _date(cell: Any) -> Found:
    if isinstance(cell, datetime):
        return cell.date(), "", ""
    if isinstance(cell, date):
        return cell, "", ""
    try:
        return date.fromisoformat(str(cell).strip()), "", ""
    except ValueError:
        return None, f"‘{text_of(cell)}’ is not a date", "Write a date, such as 2026-11-23"


def _number(kind: str, cell: Any) -> Found:
    try:
        number = float(cell) if not isinstance(cell, bool) else None
    except (TypeError, ValueError):
        number = None
    if number is None or number != number or (kind == "whole" and not number.is_integer()):
        words = "a whole number" if kind == "whole" else "a number"
        return None, f"‘{text_of(cell)}’ is not {words}", f"Write {words}"
    return int(number) if number.is_integer() else number, "", ""
