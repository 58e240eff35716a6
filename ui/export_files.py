"""The files of a released cycle, each a function of the same `Export`, so that all of them say the same."""

from collections.abc import Callable
from dataclasses import dataclass

from assessment.exports.open_data import open_data
from assessment.exports.opendocument import opendocument
from assessment.exports.slides import slides
from assessment.exports.steady import packed
from assessment.exports.tidy import tidy
from assessment.exports.workbook import workbook
from assessment.release import ALL_DOMAINS
from assessment.service.exporting import Export
from ui import board_document, board_pack, export_tables
from ui import export_words as words
from ui.documents import pdf
from ui.downloads import XLSX

ODS = "application/vnd.oasis.opendocument.spreadsheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class File:
    """A file to take away: its button, what it is called, its ending and type, and how it is made."""

    label: str
    what: str
    ending: str
    kind: str
    make: Callable[[Export], bytes]


def xlsx(export: Export) -> bytes:
    return workbook(export_tables.book(export))


def ods(export: Export) -> bytes:
    return opendocument(export_tables.book(export))


def pptx(export: Export) -> bytes:
    return slides(board_pack.deck(export))


def board_pdf(export: Export) -> bytes:
    return pdf.render(board_document.document(board_pack.deck(export)))


def csv(export: Export) -> bytes:
    names = {code: one.name for code, one in export.names.items()}
    return tidy(export.published, names, areas(export))


def csv_for_excel(export: Export) -> bytes:
    names = {code: one.name for code, one in export.names.items()}
    return tidy(export.published, names, areas(export), bom=True)


def open_zip(export: Export) -> bytes:
    label = f"{words.MADE_UP} " if export.published.made_up else ""
    return open_data(export.published, areas(export), types(export), words.OPEN_TITLE, f"{label}{words.ABOUT_OPEN}")


def pack(export: Export) -> bytes:
    """The quarterly review: all files but the open data, with a note on what is what."""
    files = {
        "README.txt": readme(export).encode(),
        "board-pack.pptx": pptx(export),
        "board-pack.pdf": board_pdf(export),
        "results.xlsx": xlsx(export),
        "results.ods": ods(export),
        "results.csv": csv_for_excel(export),
    }
    return packed(files)


def readme(export: Export) -> str:
    return words.README.format(
        title=words.PACK_TITLE,
        line="=" * len(words.PACK_TITLE),
        made_up=f"{words.MADE_UP}\n" if export.published.made_up else "",
        released=words.released(export),
        withheld=f"{export.published.withheld:,} of {len(export.published.cells):,}",
        within=words.WITHIN_GOVERNMENT,
    )


def areas(export: Export) -> dict[str, str]:
    """Areas and statements in words, by id."""
    domains = {domain.id: domain.short_name for domain in export.domains}
    return domains | {item.id: item.restatement for item in export.statements} | {ALL_DOMAINS: "All areas"}


def types(export: Export) -> dict[str, str]:
    """Types of the organisations in the release, by code."""
    held = {cell.organisation for cell in export.published.cells}
    return {code: one.type for code, one in export.names.items() if code in held}


PACK = File("Download the quarterly review (zip)", "quarterly-review", "zip", ZIP, pack)
OPEN = File("Download open data (zip)", "open-data", "zip", ZIP, open_zip)
SINGLE = (
    File("Board pack (PowerPoint)", "board-pack", "pptx", PPTX, pptx),
    File("Board pack (PDF)", "board-pack", "pdf", "application/pdf", board_pdf),
    File("Workbook (Excel)", "results", "xlsx", XLSX, xlsx),
    File("Workbook (OpenDocument)", "results", "ods", ODS, ods),
    File("All figures (CSV)", "results", "csv", "text/csv", csv),
    File("All figures (CSV for Excel)", "results-for-excel", "csv", "text/csv", csv_for_excel),
)
