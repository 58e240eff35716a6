"""What an experiment found, as the technical manual prints it."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
COMMAND = "python -m benchmarks.experiments"


@dataclass(frozen=True, slots=True)
class Result:
    """A table with what it takes to make it again: the command, the seed, and in the note the sizes.

    `of` is the version of the bank that it is about, "" for a result about the method alone.
    """

    title: str
    command: str
    seed: int
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    note: str
    of: str = ""

    def save(self, name: str, folder: Path = RESULTS) -> Path:
        """Write it as JSON, floats to four decimals: the same seed gives the same file."""
        rows = [[round(cell, 4) if isinstance(cell, float) else cell for cell in row] for row in self.rows]
        path = folder / f"{name}.json"
        path.write_text(
            json.dumps(asdict(self) | {"rows": rows}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
        return path

    def text(self) -> str:
        """The table for a terminal."""
        cells = [
            self.columns,
            *[tuple(f"{c:.3f}" if isinstance(c, float) else str(c) for c in row) for row in self.rows],
        ]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in cells]
        return "\n".join([self.title, *lines, f"{self.note} Seed {self.seed}."])
