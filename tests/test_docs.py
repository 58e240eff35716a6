"""What the documentation of the command line shows is what happens."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import typer

from assessment import cli
from tests.servers import ROOT

COMMANDS = ROOT / "docs" / "commands.md"


@dataclass
class Example:
    """A command as typed after `$ `, with its further lines after `> `, and the lines it is said to print."""

    command: str
    printed: list[str] = field(default_factory=list)


def examples() -> list[Example]:
    found: list[Example] = []
    for block in re.findall(r"^```console\n(.*?)^```", COMMANDS.read_text(encoding="utf-8"), re.M | re.S):
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
    for name in ("assessment", "question_bank", "tests"):
        (folder / name).symlink_to(ROOT / name)
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
        timeout=300,
        check=False,
    )
    return [output.splitlines() for output in shell.stdout.split(f"{end}\n")[:-1]]


def test_the_commands_of_the_documentation_print_what_it_says(tmp_path):
    shown = examples()
    printed = typed([example.command for example in shown], tmp_path)
    assert len(printed) == len(shown) > 20
    for example, lines in zip(shown, printed, strict=True):
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
    assert any(example.command.startswith(f"python -m assessment {command}") for example in examples())
