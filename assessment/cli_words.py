"""What all groups of commands share: how they are made, how they count, and the bar while they work."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


def group(purpose: str) -> typer.Typer:
    """A group of commands that speaks plain lines without boxes, for scripts and screen readers."""
    return typer.Typer(
        help=purpose, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )


def count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"


@contextmanager
def working(what: str) -> Iterator[None]:
    """A moving bar on a terminal while something takes its time; it leaves nothing behind."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        progress.add_task(what, total=None)
        yield
