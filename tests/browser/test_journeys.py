"""The main job in a real browser: a leader from start to report, HR and department, on the demonstration."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import ready
from tests.servers import Server
from ui.site import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
TABS = 120


@pytest.fixture(scope="module")
def app(demonstration_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real app on a copy of the demonstration, for journeys that do not stand in each other's way."""
    folder = tmp_path_factory.mktemp("journeys")
    shutil.copyfile(demonstration_file, folder / "demonstration.sqlite3")
    server = Server(folder, "app.py", f"sqlite:///{folder}/demonstration.sqlite3").start()
    yield server
    server.kill()


@pytest.fixture
def own_app(demonstration_file: Path, tmp_path: Path, serve: Callable[..., Server]) -> Server:
    """A fresh server on a copy of its own."""
    shutil.copyfile(demonstration_file, tmp_path / "own.sqlite3")
    return serve("app.py", f"sqlite:///{tmp_path}/own.sqlite3")


def sign_in(page: Page, app: Server, person: str, path: str = "") -> Page:
    page.goto(f"{app.url}/made-up/{person}?next=/{path}")
    return ready(page)


def heading(page: Page, words: str) -> None:
    every = page.get_by_role("heading", level=1)
    expect(every.filter(has_text=re.compile(f"^{re.escape(words)}$"))).to_be_visible()
    expect(every).to_have_count(1)  # that of the page before goes a moment later


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until `target` has the focus, as someone without a mouse does."""
    expect(target).to_be_visible()
    for _ in range(TABS):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reached {target}")


def press(page: Page, role: str, name: str | re.Pattern[str]) -> None:
    tab_to(page, page.get_by_role(role, name=name))
    page.keyboard.press("Enter")


def choose(page: Page, group: Locator, place: int) -> None:
    """Choose an answer of a radio group with Tab, Space and arrow keys."""
    tab_to(page, group.get_by_role("radio").first)
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text("Answer saved")
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    for step in range(place):
        page.keyboard.press("ArrowDown")
        expect(group.get_by_role("radio").nth(step + 1)).to_be_checked()


def test_every_address_asks_a_stranger_to_sign_in_and_leads_back(page, own_app):
    """The first request to a fresh server is a deep link; then every other address."""
    for row in sorted((r for r in PAGES if not r.public), key=lambda r: r.path == ""):
        page.goto(f"{own_app.url}/{row.path}")
        heading(ready(page), "Sign in")
        assert page.get_by_role("dialog").count() == 0
        assert "Welcome back" not in page.content()
    page.goto(f"{own_app.url}/report")
    ready(page).get_by_role("link", name="Sam Okafor").click()
    heading(page, "Your report")
    assert page.url == f"{own_app.url}/report"


def test_an_answer_shown_as_saved_survives_a_killed_server(page, own_app):
    sign_in(page, own_app, "leader", "before-you-start")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Your role")
    page.goto(f"{own_app.url}/question?at=1")
    ready(page).get_by_test_id("stRadioOption").nth(3).click()
    expect(page.get_by_role("status")).to_have_text("Answer saved")
    own_app.kill()
    own_app.start()
    page.goto(f"{own_app.url}/question?at=1")
    expect(ready(page).get_by_role("radio").nth(3)).to_be_checked()


def test_reload_back_and_another_browser_lose_nothing(page, new_page, own_app):
    sign_in(page, own_app, "leader", "before-you-start")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Your role")
    page.goto(f"{own_app.url}/question?at=1")
    ready(page)
    assert page.locator("input[type=radio]:checked").count() == 0, "nothing is chosen beforehand"
    for group in page.get_by_role("radiogroup").all():
        group.get_by_test_id("stRadioOption").nth(2).click()
        expect(page.get_by_role("status")).to_have_text("Answer saved")
        expect(group.get_by_role("radio").nth(2)).to_be_checked()
    page.get_by_role("button", name="Continue").click()
    heading(page, "Rate yourself: data")
    page.go_back()
    heading(page, "Rate yourself: citizens and services")
    expect(ready(page).get_by_role("radio").nth(2)).to_be_checked()
    page.reload()
    expect(ready(page).get_by_role("radio").nth(2)).to_be_checked()
    other = sign_in(new_page(), own_app, "leader", "tasks")
    expect(other.get_by_text("You have answered 2 of 52.")).to_be_visible()


def test_a_leader_goes_from_start_to_report_with_the_keyboard_alone(page, own_app):
    sign_in(page, own_app, "leader")
    press(page, "button", "Start now")
    heading(page, "Before you start")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    press(page, "button", "Continue")
    heading(page, "Your role")
    press(page, "button", "Save and continue")
    heading(page, "Your assessment")
    assert violations(ready(page)) == []
    press(page, "link", "Citizens and services")
    for place in range(1, 9):
        expect(page).to_have_title(re.compile(f"^Rate yourself: page {place} of 8"))
        expect(page.get_by_role("radiogroup")).to_have_count(2)
        if place == 1:
            press(page, "button", "Continue")
            expect(page.locator("#error-summary")).to_be_focused()
            expect(page).to_have_title(re.compile("^Error: Rate yourself"))
            assert violations(ready(page)) == []
        for group in page.get_by_role("radiogroup").all():
            choose(page, group, 1)
        press(page, "button", "Continue")
    heading(page, "Your assessment")
    press(page, "link", "Scenarios")
    for place in range(1, 17):
        expect(page).to_have_title(re.compile(f"^Scenarios: question {place} of 16"))
        expect(page.get_by_role("heading", level=1)).to_be_focused()
        if place == 1:
            assert violations(ready(page)) == []
        choose(page, page.get_by_role("radiogroup"), 0)
        press(page, "button", "Continue")
    heading(page, "Your assessment")
    press(page, "link", "Knowledge")
    press(page, "button", "Open the knowledge questions")
    for place in range(1, 9):
        expect(page).to_have_title(re.compile(f"^Knowledge: question {place} of 8"))
        choose(page, page.get_by_role("radiogroup").first, 0)
        expect(page.get_by_role("radiogroup", name="How sure are you?")).to_be_visible()
        if place == 1:
            choose(page, page.get_by_role("radiogroup", name="How sure are you?"), 1)
            assert violations(ready(page)) == []
        press(page, "button", "Continue")
    heading(page, "Your assessment")
    press(page, "link", "Check your answers and submit")
    heading(page, "Check your answers before you submit")
    expect(page.get_by_text("12 questions have no answer")).to_be_visible()
    assert violations(ready(page)) == []
    press(page, "button", "Submit without them")
    heading(page, "Assessment submitted")
    expect(page.get_by_text(re.compile("^DL-"))).to_be_visible()
    assert violations(ready(page)) == []
    press(page, "link", "See your report")
    heading(page, "Your report")
    expect(page.get_by_text("You meet the target for your grade in")).to_be_visible()
    expect(page.locator(".board-question")).to_have_count(3)
    expect(
        page.get_by_role("table", name="Your level in each area, on a scale of 1 to 5").get_by_role("row")
    ).to_have_count(9)
    assert violations(ready(page)) == []


def test_a_leader_plans_ticks_and_shares_and_a_colleague_reads_only_that(own_app, new_page):
    page = sign_in(new_page(), own_app, "leader-with-report", "goal?area=TEC")
    heading(page, "Goal: Technology and AI")
    page.get_by_label("Someone to talk to").fill("Our CDIO")
    page.get_by_label("By when").fill("tomorrow")
    press(page, "button", "Save this goal")
    expect(page.get_by_role("alert")).to_contain_text("The date must be a real date, like 27 3 2027")
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("By when").fill(f"1 2 {date.today().year + 1}")
    press(page, "button", "Save this goal")
    heading(page, "Your report")
    expect(page.get_by_text(f"Talk to Our CDIO. By 1 February {date.today().year + 1}.")).to_be_visible()
    page.get_by_text("Ten minutes:").last.click()
    ready(page).reload()
    heading(page, "Your report")
    expect(page.get_by_role("checkbox", name=re.compile("Ten minutes")).last).to_be_checked()
    assert violations(ready(page)) == []

    with page.expect_download() as saved:
        press(page, "button", "Download as PDF")
    assert re.fullmatch(r"digital-leadership-report-\d{4}-\d\d-\d\d\.pdf", saved.value.suggested_filename)
    assert Path(saved.value.path()).read_bytes().startswith(b"%PDF-1.7")

    press(page, "link", "Share your report with someone")
    heading(page, "Share your report")
    press(page, "button", "Stop sharing with colleague")
    expect(page.get_by_text("Nobody but you.")).to_be_visible()
    reader = sign_in(new_page(), own_app, "colleague", "shared-report?share=1")
    expect(reader.get_by_text("This report is no longer shared with you.")).to_be_visible()
    assert violations(ready(reader)) == []


OPEN_TO = (
    ("leader", ("", "before-you-start")),
    ("leader-with-report", ("report", "explain?domain=USR", "goal?area=TEC", "share-report", "second-opinion")),
    ("colleague", ("", "shared-report?share=1", "board-questions")),
    ("learning-team", ("", "gaps", "gaps?figure=people", "organisation?code=DFE", "response", "cycles", "register")),
    ("learning-team", ("priorities", "learning-demand")),
    ("department-lead", ("organisation", "priorities")),
    ("department-hr", ("response",)),
    ("", ("report", "how-it-works", "privacy", "accessibility", "contact")),
)


@pytest.mark.parametrize("width", [pytest.param("wide", marks=pytest.mark.slow), "narrow"])
@pytest.mark.parametrize(("person", "paths"), OPEN_TO, ids=[person or "nobody" for person, _ in OPEN_TO])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(new_page, app, person, paths, width):
    page = new_page(width)
    if person:
        sign_in(page, app, person)
    for path in paths:
        page.goto(f"{app.url}/{path}")
        ready(page)
        assert violations(page) == [], path
        over = "document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth"
        assert page.evaluate(over) == 0, path
        assert page.get_by_role("heading", level=1).count() == 1


def test_the_heat_map_shows_a_number_in_each_cell_and_the_same_in_a_real_table(page, app):
    sign_in(page, app, "learning-team", "gaps")
    table = page.get_by_role("table", name=re.compile("^Average gap to target"))
    expect(table.get_by_role("columnheader")).to_have_count(9)
    row = table.get_by_role("row").nth(1)
    numbers = row.get_by_role("cell").all_inner_texts()
    shown = page.locator("svg.marks text").all_text_contents()
    assert len(numbers) == 8
    assert set(numbers) <= set(shown)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the figures (CSV)").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0] == "Made-up figures for a demonstration"
    assert lines[2].endswith(",".join(numbers))


def test_a_department_reads_its_place_in_words_and_is_refused_any_other(page, app):
    sign_in(page, app, "department-lead", "organisation")
    heading(page, "Department for Education")
    table = page.get_by_role("table", name=re.compile("^Our average level beside our peers"))
    assert set(table.locator("td:last-child").all_inner_texts()) <= {"clearly below", "about the same", "clearly above"}
    expect(page.get_by_text("All staff, People Survey 2024: percentage who agree.")).to_be_visible()
    page.goto(f"{app.url}/organisation?code=HMT")
    heading(ready(page), "Your account may not do this.")
    assert "HM Treasury" not in page.content()


def test_the_central_team_opens_a_pasted_address_of_any_organisation(page, app):
    sign_in(page, app, "learning-team")
    page.goto(f"{app.url}/organisation?code=HMT")
    heading(ready(page), "HM Treasury")


@pytest.mark.slow
def test_closing_and_publishing_a_cycle_needs_a_tick_and_says_what_was_withheld(page, own_app):
    sign_in(page, own_app, "leader-with-report", "before-you-start")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Your role")
    page.goto(f"{own_app.url}/made-up/sign-out")
    sign_in(page, own_app, "learning-team", "cycles")
    button = page.get_by_role("button", name="Close and publish")
    expect(button).to_be_disabled()
    page.get_by_text(re.compile("^Close Try it out .* now and publish")).click()
    expect(button).to_be_enabled()
    button.click()
    expect(page.get_by_text(re.compile("^The results of Try it out .* are published"))).to_be_visible(timeout=60_000)
    page.goto(f"{own_app.url}/gaps")
    expect(ready(page).get_by_role("combobox", name=re.compile("Cycle"))).to_be_visible()


def test_signing_out_closes_the_door(page, app):
    sign_in(page, app, "leader-with-report", "report")
    page.get_by_role("link", name="Sign out").click()
    heading(ready(page), "Sign in")
    page.goto(f"{app.url}/report")
    heading(ready(page), "Sign in")


def test_two_browsers_show_the_answer_that_is_stored_and_a_refusal_keeps_the_page(page, new_page, own_app):
    sign_in(page, own_app, "leader", "before-you-start")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Your role")
    other = sign_in(new_page(), own_app, "leader", "tasks")
    for tab in (page, other):
        tab.goto(f"{own_app.url}/question?at=1")
        ready(tab)
    first, second = page.get_by_role("radiogroup").all()
    first.get_by_test_id("stRadioOption").nth(0).click()
    expect(page.get_by_role("status")).to_have_text("Answer saved")
    other.get_by_role("radiogroup").first.get_by_test_id("stRadioOption").nth(4).click()
    expect(other.get_by_role("status")).to_have_text("Answer saved")
    second.get_by_test_id("stRadioOption").nth(2).click()
    expect(first.get_by_role("radio").nth(4)).to_be_checked()
    other.goto(f"{own_app.url}/delete-answers")
    ready(other).get_by_role("button", name="Delete my answers").click()
    heading(other, "Check your digital leadership")
    second.get_by_test_id("stRadioOption").nth(1).click()
    expect(page.locator("#error-summary")).to_contain_text("You have not started the assessment yet.")
    heading(page, "Before you start")


def test_a_reader_opens_a_section_of_the_technical_manual_and_takes_the_whole_away(page, app):
    sign_in(page, app, "leader-with-report", "how-it-works")
    section = page.get_by_text("4. Precision", exact=True)
    section.click()
    table = page.get_by_role("table", name="Do stated ranges hold what they should?")
    expect(table).to_be_visible()
    expect(table.get_by_role("row").nth(1)).to_contain_text("Level of a person, form standard_a")
    assert violations(ready(page)) == []
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the manual as data (JSON)").click()
    manual = json.loads(download.value.path().read_bytes())
    assert [section["number"] for section in manual["sections"]] == list(range(1, 14))
    assert "options" not in str(manual["statistics"]), "counts of single answers would give keys away"


def test_a_leader_goes_from_the_report_to_the_sums_of_a_level_and_back(page, app):
    sign_in(page, app, "leader-with-report", "report")
    page.get_by_role("link", name="Data", exact=True).click()
    heading(page, "How this level was worked out")
    expect(page.get_by_role("table", name="Your answers in this area").get_by_role("row")).to_have_count(6)
    expect(page.get_by_text("1 + 4 ×").first).to_be_visible()
    page.get_by_role("link", name="Your report").first.click()
    heading(page, "Your report")
