"""Debian's Chromium and a real server for the tests that need a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.servers import Server

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTHS = {"wide": {"width": 1280, "height": 900}, "narrow": {"width": 320, "height": 640}}
LOOK_FOR = 20_000  # milliseconds: two cores may be shared with other tests


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run; CHROMIUM names another program than the one on the path."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "Chromium is missing: run `make browser`, or name it in CHROMIUM"
    expect.set_options(timeout=LOOK_FOR)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page in a browser of its own: no cookies of others; options as Playwright's new_context has them."""
    contexts: list[BrowserContext] = []

    def open_page(width: str = "wide", colours: str = "light", **options: object) -> Page:
        context = browser.new_context(viewport=WIDTHS[width], color_scheme=colours, **options)  # type: ignore[arg-type]
        context.set_default_timeout(LOOK_FOR)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts servers, `serve(script="app.py", database_url="sqlite:///...")`, and pulls their plugs afterwards."""
    servers: list[Server] = []

    def start(script: str = "app.py", database_url: str = "", *options: str) -> Server:
        servers.append(Server(tmp_path, script, database_url or f"sqlite:///{tmp_path}/browser.sqlite3", *options))
        return servers[-1].start()

    yield start
    for server in servers:
        server.kill()


@pytest.fixture(scope="session")
def shell_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The shell round one page with one of each element."""
    server = Server(tmp_path_factory.mktemp("shell"), "tests/apps/shell.py").start()
    yield server
    server.kill()


def ready(page: Page) -> Page:
    """Wait until the page is drawn to its end and its script listens, and give it back."""
    page.get_by_role("navigation", name="Footer").last.wait_for()
    page.wait_for_selector("body[data-page]", state="attached")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    expect(page.get_by_role("navigation", name="Footer")).to_have_count(1)  # an earlier page goes a moment later
    return page
