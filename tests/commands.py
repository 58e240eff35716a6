"""Running the command line in this process, as `python -m assessment` would."""

import csv
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from assessment import cli
from tests.servers import ROOT

LIGHTHOUSE = ROOT / "tests/banks/lighthouse"
HEADINGS = "respondent,organisation,grade,profession,form,Lamp-R1,Lamp-R2,Lamp-S1,Lamp-K1,Lamp-K1.confidence"


@dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


class Commands:
    """`commands("score", path, ...)` runs one command."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: object) -> Result:
        self.monkeypatch.setattr(sys, "argv", ["assessment", *map(str, arguments)])
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = self.capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        assert isinstance(ended.value.code, int)
        return Result(ended.value.code, printed.out, printed.err)

    def done(self, *arguments: object) -> str:
        """Run a command that must succeed and keep quiet about errors; gives what it printed."""
        result = self(*arguments)
        assert (result.status, result.err) == (0, "")
        return result.out

    def refused(self, *arguments: object) -> str:
        """Run a command whose input must be wrong; gives what it says about that."""
        result = self(*arguments)
        assert (result.status, result.out) == (1, "")
        return result.err


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dump(database: Path) -> list[str]:
    """Everything a database holds, as SQL."""
    connection = sqlite3.connect(database)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
