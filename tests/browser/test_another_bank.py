"""A small bank of another organisation, walked from the first question to published results in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment import store
from assessment.service import demo
from tests.browser.axe import violations
from tests.browser.conftest import ready
from tests.browser.test_journeys import heading, sign_in
from tests.servers import ROOT, Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("another bank")]
HARBOUR = ROOT / "tests/banks/harbour"


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Server], migrated: Path) -> Server:
    """A server whose QUESTION_BANK is the harbour's: two areas, levels of its own, scales of 2, 5 and 10 points."""
    monkeypatch.setenv("QUESTION_BANK", str(HARBOUR))
    path = tmp_path / "harbour.sqlite3"
    store.configure(f"sqlite:///{path}")
    store.upgrade()
    demo.fill()
    store.engine().dispose()
    return serve("app.py", f"sqlite:///{path}")


def answer(page: Page, place: int) -> None:
    """Pick the answer at that place in every group of the page, and go on."""
    for group in ready(page).get_by_role("radiogroup").all():
        group.get_by_test_id("stRadioOption").nth(place).click()
        expect(group.get_by_role("radio").nth(place)).to_be_checked()
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')


def on(page: Page, title: str) -> None:
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title(re.compile(title))


@pytest.mark.slow
def test_the_harbour_goes_from_start_to_published_results(page: Page, harbour: Server):
    sign_in(page, harbour, "leader", "before-you-start")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Your role")
    page.goto(f"{harbour.url}/question?at=1")
    expect(ready(page)).to_have_title(re.compile("^Place four examples: question 1 of 1"))
    expect(page.get_by_text("Harbour master", exact=True)).to_be_visible()
    answer(page, 2)
    page.goto(f"{harbour.url}/question?at=2")
    heading(ready(page), "Rate yourself: tides")
    groups = page.get_by_role("radiogroup").all()
    assert [group.get_by_role("radio").count() for group in groups] == [2 + 1, 10 + 1]  # and "Does not apply"
    assert violations(page) == []
    answer(page, 1)
    on(page, "^Rate yourself: page 2 of 2")
    answer(page, 0)
    page.goto(f"{harbour.url}/question?at=4")
    for place in (1, 2):
        expect(ready(page)).to_have_title(re.compile(f"^Scenarios: question {place} of 2"))
        page.get_by_text(re.compile("yourself and warn the ship")).click()
        expect(page.get_by_role("status")).to_have_text("Answer saved")
        page.get_by_role("button", name="Continue").click()
    heading(page, "Your assessment")
    page.goto(f"{harbour.url}/question?at=6")
    ready(page).get_by_role("button", name="Open the knowledge questions").click()
    for place in (1, 2):
        expect(ready(page)).to_have_title(re.compile(f"^Knowledge: question {place} of 2"))
        page.get_by_text(re.compile("^(Every year|The harbour master)$")).click()
        expect(page.get_by_role("radiogroup", name="How sure are you?")).to_be_visible()
        page.get_by_role("button", name="Continue").click()
    heading(page, "Your assessment")
    page.goto(f"{harbour.url}/check")
    ready(page).get_by_role("button", name=re.compile("^Submit")).click()
    heading(page, "Assessment submitted")
    page.get_by_role("link", name="See your report").click()
    heading(page, "Your report")
    expect(page.get_by_text("Two questions to ask your department next week")).to_be_visible()
    table = page.get_by_role("table", name="Your level in each area, on a scale of 1 to 5")
    # Tides: yes (5.0) and "Hardly" reversed on ten points, of weight 2, make a self-rating of 4.7
    expect(table.get_by_role("row", name=re.compile("^Tides"))).to_contain_text("Admiral")
    expect(table.get_by_role("row", name=re.compile("^Tides"))).to_contain_text("4.7")
    assert violations(ready(page)) == []
    page.goto(f"{harbour.url}/made-up/sign-out")

    sign_in(page, harbour, "learning-team", "cycles")
    ready(page).get_by_role("checkbox").locator("xpath=ancestor::label").click()
    page.get_by_role("button", name="Close and publish").click()
    expect(page.get_by_text(re.compile("are published"))).to_be_visible(timeout=60_000)
    page.goto(f"{harbour.url}/gaps")
    gaps = ready(page).get_by_role("table", name=re.compile("^Average gap to target"))
    expect(gaps.get_by_role("columnheader")).to_have_text(["Organisation", "Tides", "Ropes"])
    assert violations(page) == []
    page.goto(f"{harbour.url}/made-up/sign-out")

    sign_in(page, harbour, "bank-editor", "bank-coverage?version=H-1")
    expect(page.get_by_text("not yet estimable: 4 of 16 scenarios")).to_be_visible()
    for path in ("bank?version=H-1", "bank-forms?version=H-1", "bank-assemble?version=H-1&like=watch_a", "advice"):
        page.goto(f"{harbour.url}/{path}")
        assert violations(ready(page)) == [], path
