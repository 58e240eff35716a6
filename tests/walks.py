"""Walking through the pages as somebody does, choosing what can be chosen, and keeping all that a browser would get."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from google.protobuf.text_format import MessageToString
from pypdf import PdfReader
from streamlit.elements.widgets import button
from streamlit.testing.v1 import AppTest

from assessment.model import Viewer
from ui import who
from ui.site import PageRow

ROUTER = str(Path(__file__).parent.parent / "ui/router.py")
CHOOSERS = ("selectbox", "radio", "button_group", "toggle")
"""Kinds of control that only choose what is looked at; buttons and fields do something."""


@dataclass(frozen=True)
class Place:
    """A page as one person sees it: at an address, after choices, each the place of a control and of its option."""

    person: str
    file: str
    query: tuple[tuple[str, str], ...] = ()
    choices: tuple[tuple[int, int], ...] = ()

    def after(self, control: int, option: int) -> "Place":
        return Place(self.person, self.file, self.query, (*self.choices, (control, option)))


class Walk:
    """`walk.open(place)` gives the page; `walk.sent(app)` all that it sent: words, tables, charts, files to take away.

    `viewer` says who a person is. Files that are only made when somebody asks for them are asked for.
    """

    def __init__(self, patch: pytest.MonkeyPatch, viewer: Callable[[str], Viewer | None]) -> None:
        self.patch, self.viewer = patch, viewer
        self.files: list[tuple[str, bytes]] = []
        self.registered: dict[str, Any] = {}
        patch.setattr(button, "marshall_file", self._keep(button.marshall_file))

    def _keep(self, marshall: Callable[..., None]) -> Callable[..., None]:
        def kept(where: str, data: Any, proto: Any, kind: str | None, name: str | None, **more: Any) -> None:
            content = data() if callable(data) else data
            self.files.append((str(name), content if isinstance(content, bytes) else str(content).encode()))
            marshall(where, content, proto, kind, name, **more)

        return kept

    def open(self, place: Place) -> AppTest:
        self.patch.setattr(who, "_made_up", lambda: self.viewer(place.person))
        app = self._arrive(place.person, place.file)
        app.query_params.update(dict(place.query))
        self.files.clear()
        app.run()
        for control, option in place.choices:
            self.files.clear()
            app = choose(controls(app)[control], option).run()
        return app

    def _arrive(self, person: str, file: str) -> AppTest:
        """A new session about to open a page. Which pages there are, Streamlit learns from a person's first run."""
        app = AppTest.from_file(ROUTER, default_timeout=60)
        if person not in self.registered:
            self.registered[person] = AppTest.from_file(ROUTER, default_timeout=60).run()._registered_pages
        app._registered_pages = self.registered[person]
        return app if file == "take/start.py" else app.switch_page(f"../pages/{file}")

    def sent(self, app: AppTest) -> str:
        return "\n".join([*messages(app), *(f"{name}: {words(content)}" for name, content in self.files)])

    def through(self, places: list[Place], most: int | None = 3, depth: int = 1) -> dict[Place, str]:
        """What each place sent, and each that choosing leads to: at most so many options a control, spread over them.

        `depth` is how many choices are made one after the other.
        """
        seen: dict[Place, str] = {}
        todo = list(places)
        while todo:
            place = todo.pop(0)
            app = self.open(place)
            assert not app.exception, place
            seen[place] = self.sent(app)
            if len(place.choices) < depth and not still(place, most):
                todo += [place.after(*choice) for choice in choices(app, place, most)]
        return seen


def still(place: Place, most: int | None) -> bool:
    """Pages on which nothing is chosen: where choosing is answering; on a short walk also addresses other than the bare
    one, and the page where each choice makes nine files."""
    short = most == 1 and (bool(place.query) or place.file == "campaign/exports.py")
    return short or place.file.startswith("take/")


def words(content: bytes) -> str:
    """What stands in a file, also in the files that are packed in it."""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as packed:
            return "\n".join(f"{part}: {words(packed.read(part))}" for part in packed.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return content.decode("utf-8", "backslashreplace")


def messages(app: AppTest) -> Iterator[str]:
    """Every message of a page in order, as text."""

    def of(node: Any) -> Iterator[Any]:
        yield getattr(node, "proto", None)
        for child in getattr(node, "children", {}).values():
            yield from of(child)

    return (MessageToString(proto, as_utf8=True) for proto in of(app._tree) if hasattr(proto, "SerializeToString"))


def controls(app: AppTest) -> list[Any]:
    return [control for kind in CHOOSERS for control in getattr(app, kind)]


def choices(app: AppTest, place: Place, most: int | None) -> Iterator[tuple[int, int]]:
    """Options that are not chosen yet, by control; of controls after the last one that was used."""
    first = place.choices[-1][0] + 1 if place.choices else 0
    for number, control in islice(enumerate(controls(app)), first, None):
        options = [0] if control.type == "toggle" else [o for o in range(len(control.options)) if o != chosen(control)]
        step = max(1, -(-len(options) // most)) if most else 1
        yield from ((number, option) for option in [*options[:-1:step], *options[-1:]])


def chosen(control: Any) -> int | None:
    return next(iter(control.indices), None) if control.type == "button_group" else control.index


def choose(control: Any, option: int) -> Any:
    return control.set_value(not control.value if control.type == "toggle" else control.options[option])


def addresses(row: PageRow, person: str, known: dict[str, list[dict[str, str]]]) -> list[Place]:
    """The bare page, and those of its addresses that are not had by choosing."""
    return [Place(person, row.file, tuple(query.items())) for query in ({}, *known.get(row.file, []))]
