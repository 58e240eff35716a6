"""A workbook of the question bank in the hands of an editor: read, changed and saved by other programs than ours."""

import io
from typing import Any

import python_calamine
import xlsxwriter

from assessment.bank.sheets import HEADING_ROW


class Workbook:
    """All cells of a workbook by sheet; rows and headings as a person sees them."""

    def __init__(self, data: bytes) -> None:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        self.sheets: dict[str, list[list[Any]]] = {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }

    def headings(self, sheet: str) -> list[str]:
        return [str(cell) for cell in self._rows(sheet)[0]]

    def _rows(self, sheet: str) -> list[list[Any]]:
        """The rows from the headings on; a reader may leave out empty rows at the top."""
        rows = self.sheets[sheet]
        start = next(i for i, row in enumerate(rows) if "id" in row or "setting" in row or "item" in row)
        return rows[start:]

    def number(self, sheet: str, key: str) -> int:
        """The number of the row that holds `key`, as a spreadsheet shows it."""
        return HEADING_ROW + next(i for i, row in enumerate(self._rows(sheet)) if key in row)

    def row(self, sheet: str, key: str) -> dict[str, Any]:
        rows = self._rows(sheet)
        return dict(zip(self.headings(sheet), next(row for row in rows if key in row), strict=True))

    def set(self, sheet: str, key: str, heading: str, value: Any) -> None:
        next(row for row in self._rows(sheet) if key in row)[self.headings(sheet).index(heading)] = value

    def add(self, sheet: str, cells: dict[str, Any]) -> None:
        self.sheets[sheet].append([cells.get(heading, "") for heading in self.headings(sheet)])

    def bytes(self) -> bytes:
        """Saved again: texts as texts, numbers as numbers, days as days."""
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
        for name, rows in self.sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    elif cell is not None:
                        sheet.write(r, c, cell)
        book.close()
        return out.getvalue()
