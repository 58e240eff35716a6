"""What the documentation shows of the command line is what happens, from the first command of a page to its last."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer

from assessment import cli
from tests.servers import ROOT
from tests.workbooks import Workbook

COMMANDS = ROOT / "docs" / "commands.md"
EDITORS = ROOT / "docs" / "question-bank.md"
BY_HAND = "<!-- here the test edits the workbook, as an editor would -->"


@dataclass
class Example:
    """A command as typed after `$ `, with its further lines after `> `, and the lines it is said to print."""

    command: str
    printed: list[str] = field(default_factory=list)


def examples(text: str) -> list[Example]:
    found: list[Example] = []
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(Example(line[2:]))
            elif line.startswith("> "):
                found[-1].command += "\n" + line[2:]
            else:
                found[-1].printed.append(line)
    return found


def typed(commands: list[str], folder: Path) -> list[list[str]]:
    """The lines that each command prints, typed one after the other into one shell in that folder."""
    end = "end of the output"
    script = "".join(f'{command}\n(status=$?; echo "{end}"; exit $status)\n' for command in commands)
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "QUESTION_BANK")}
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    shell = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    return [output.splitlines() for output in shell.stdout.split(f"{end}\n")[:-1]]


def edit_as_an_editor_would(folder: Path) -> None:
    """A new item in the place of the retired one; and, in another copy, two slips of the keyboard."""
    book = Workbook((folder / "bank.xlsx").read_bytes())
    new = book.row("Knowledge", "LEG-K3") | {
        "id": "LEG-K6",
        "stem": "A system is ten years old, and its supplier still mends it. What else would you ask first?",
        "short": "What else to ask about a ten-year-old system",
        "help": "A supplier that still mends a system sends updates for it. We ask because age often comes up first.",
        "replaces": "LEG-K3",
        "status": "draft",
        "status reason": "",
    }
    book.add("Knowledge", new)
    (folder / "bank.xlsx").write_bytes(book.bytes())
    book.set("Scenarios", "USR-S2", "points 1", 2)
    book.set("Knowledge", "LEG-K6", "review on", "next spring")
    (folder / "broken.xlsx").write_bytes(book.bytes())


LONG = ("Linking two versions", "Item response theory", "A demonstration")
"""Sections whose commands take as long as those of all the others together; nothing after them needs them."""


def without_long(text: str) -> str:
    sections = re.split(r"(?m)^(?=## )", text)
    return "".join(part for part in sections if not part.startswith(tuple(f"## {title}\n" for title in LONG)))


EVERY_COMMAND, AS_EDITOR = (file.read_text(encoding="utf-8") for file in (COMMANDS, EDITORS))
TEXTS = [
    pytest.param(without_long(EVERY_COMMAND), None, id="commands"),
    pytest.param(EVERY_COMMAND, None, id="every command", marks=pytest.mark.slow),
    pytest.param(AS_EDITOR, edit_as_an_editor_would, id="question-bank", marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("text", "by_hand"), TEXTS)
def test_the_commands_of_a_page_print_what_it_says(text, by_hand, tmp_path):
    for name in ("assessment", "tests"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copytree(ROOT / "question_bank", tmp_path / "question_bank")
    before, _, after = text.partition(BY_HAND)
    run = []
    for part, step in ((before, None), (after, by_hand)):
        if step:
            step(tmp_path)
        shown = examples(part)
        printed = typed([example.command for example in shown], tmp_path)
        assert len(printed) == len(shown)
        run += zip(shown, printed, strict=True)
    assert run
    for example, lines in run:
        assert (example.command, lines) == (example.command, example.printed)


def leaves(app: typer.Typer, name: str = "") -> list[str]:
    """The full names of all commands."""
    found = [f"{name}{one.name or one.callback.__name__}" for one in app.registered_commands]  # type: ignore[union-attr]
    for group in app.registered_groups:
        assert group.typer_instance
        found += leaves(group.typer_instance, f"{name}{group.name} ")
    return found


@pytest.mark.parametrize("command", leaves(cli.app))
def test_every_command_has_a_row_and_an_example(command):
    assert f"| `{command}" in COMMANDS.read_text(encoding="utf-8")
    shown = [e for file in (COMMANDS, EDITORS) for e in examples(file.read_text(encoding="utf-8"))]
    assert any(example.command.startswith(f"python -m assessment {command}") for example in shown)
