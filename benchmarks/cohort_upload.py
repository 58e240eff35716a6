"""How long a cohort file takes, from its bytes to the database: python -m benchmarks.cohort_upload

20,000 made-up people of the real register, as CSV and as XLSX, each checked and imported into a new SQLite file.
Seconds are those of one machine; the floor is the target of the service.
"""

import argparse
import io
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import xlsxwriter

from assessment import cohort_file, dates, register, store
from assessment.model import Role, Viewer
from assessment.service import banks, cohorts
from assessment.store import writes
from benchmarks.result import Result

COMMAND = "python -m benchmarks.cohort_upload"
COLUMNS = ("File", "People", "Size, MB", "Check, seconds", "Import, seconds")
PEOPLE = 20_000
TARGET = 10
"""Seconds in which the import of so many must be done."""
TEAM = Viewer("benchmark", "Benchmark", frozenset({Role.LEARNING_TEAM}))


def people(count: int) -> list[tuple[str, ...]]:
    """Rows as the template has them, with the optional columns, as long as real ones."""
    codes = [one.code for one in register.on(dates.today())]
    grades = list(cohort_file.GRADE_NAMES.values())
    return [
        (
            f"firstname{n}.lastname@department-name.gov.uk",
            f"First{chr(97 + n % 26)}",
            "Last-Name",
            codes[n % len(codes)],
            grades[n % len(grades)],
            "2020-01-01",
            f"manager{n % 900}.name@department-name.gov.uk",
        )
        for n in range(count)
    ]


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    return "\r\n".join(map(",".join, [cohort_file.COLUMNS, *rows])).encode()


def as_xlsx(rows: list[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([cohort_file.COLUMNS, *rows]):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def _measured(name: str, data: bytes, count: int) -> tuple[str | int | float, ...]:
    with tempfile.TemporaryDirectory() as folder:
        store.configure(f"sqlite:///{Path(folder) / 'benchmark.sqlite3'}")
        store.upgrade()
        now, bank = dates.now(), banks.current()
        with store.writing() as db:
            writes.add_organisations(db, organisations=register.organisations())
            writes.add_cycle(
                db,
                name="Benchmark",
                family=bank.forms[0].family,
                bank_version=bank.version,
                opens_at=now,
                closes_at=now + timedelta(days=1),
            )
        started = time.perf_counter()
        cohorts.preview(TEAM, "Benchmark", name, data)
        checked = time.perf_counter()
        number = cohorts.bring_in(TEAM, "Benchmark", name, data)
        done = time.perf_counter()
        added = cohorts.imported(TEAM, number).done.added
        store.engine().dispose()
    if added != count:
        raise RuntimeError(f"{added} of {count} people were imported")
    return name.rpartition(".")[2].upper(), added, len(data) / 1e6, checked - started, done - checked


def run(count: int) -> Result:
    rows = people(count)
    files = (("people.csv", as_csv(rows)), ("people.xlsx", as_xlsx(rows)))
    note = f"The import checks every row again. Its target is {TARGET} seconds for {PEOPLE:,} people."
    return Result("What a cohort file takes", COMMAND, 0, COLUMNS, tuple(_measured(*one, count) for one in files), note)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    result = run(parser.parse_args().people)
    print(result.text(), result.save("cohort_upload"), sep="\n")


if __name__ == "__main__":
    main()
