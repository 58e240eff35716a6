"""The question bank in a real browser: pages for everybody, items as respondents see them, a workbook checked."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment import bank
from assessment.bank import files, workbook
from tests.browser.axe import violations
from tests.browser.conftest import ready
from tests.browser.test_journeys import app, heading, press, sign_in, tab_to  # noqa: F401 - the server of the journeys
from tests.servers import Server
from tests.workbooks import Workbook

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
FOUND = "bank?area=USR&kind=situational&text=grant"
PATHS = (
    "bank", FOUND, *(f"bank-item?id={item}" for item in ("USR-S3", "USR-B1", "P1", "V1", "LEG-K1", "NONE")),
    "bank-coverage", "bank-forms", "bank-assemble", "bank-assemble?keep=USR-S9", "bank-assemble?avoid=USR-S5%20USR-S1",
    "bank-compare", "bank-review", "bank-review?span=All", "bank-workbook", "advice", "bank-quality",
)  # fmt: skip


@pytest.mark.parametrize("width", ["wide", pytest.param("narrow", marks=pytest.mark.slow)])
def test_axe_finds_nothing_on_the_pages_of_the_bank(new_page, app: Server, width):  # noqa: F811
    page = new_page(width)
    sign_in(page, app, "bank-editor")
    for path in PATHS:
        page.goto(f"{app.url}/{path}")
        assert violations(ready(page)) == [], path
        over = "document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth"
        assert page.evaluate(over) == 0, path
        assert page.get_by_role("heading", level=1).count() == 1


def test_an_editor_finds_an_item_opens_it_and_tries_it_with_the_keyboard(page: Page, app: Server):  # noqa: F811
    sign_in(page, app, "bank-editor")
    page.goto(f"{app.url}/{FOUND}")
    heading(ready(page), "Question bank")
    table = page.get_by_role("table", name="Items")
    expect(table.get_by_role("row")).to_have_count(3)
    press(page, "link", "USR-S1")
    heading(page, "Online grant service due in eight weeks")
    summary = page.locator("summary", has_text="Help with this question")
    tab_to(page, summary)
    page.keyboard.press("Enter")
    expect(page.get_by_text("“Live” means that people can use the service for real.")).to_be_visible()
    group = page.get_by_role("radiogroup", name="What would you do first?")
    tab_to(page, group.get_by_role("radio").first)
    page.keyboard.press("Space")
    expect(group.get_by_role("radio").first).to_be_checked()
    assert violations(ready(page)) == []
    expect(page.get_by_text("3 of 3 points")).to_be_visible()


def test_a_knowledge_item_is_tried_down_to_how_sure_one_is(page: Page, app: Server):  # noqa: F811
    sign_in(page, app, "bank-editor", "bank-item?id=USR-K3")
    ready(page).get_by_test_id("stRadioOption").nth(2).click()
    sure = page.get_by_role("radiogroup", name="How sure are you?")
    expect(sure).to_be_visible()
    sure.get_by_test_id("stRadioOption").nth(1).click()
    expect(sure.get_by_role("radio").nth(1)).to_be_checked()
    assert violations(ready(page)) == []


def test_a_workbook_is_taken_away_spoiled_and_mended(page: Page, app: Server, tmp_path: Path):  # noqa: F811
    sign_in(page, app, "bank-editor", "bank-workbook")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the workbook (XLSX)").click()
    data = download.value.path().read_bytes()
    book = Workbook(data)
    assert book.sheets == Workbook(workbook.export(files.read(bank.newest())[0])).sheets
    book.set("Bank", "version", "value", "2028.1")
    book.set("Knowledge", "USR-K3", "review on", "soon")
    spoiled, mended = tmp_path / "spoiled.xlsx", tmp_path / "mended.xlsx"
    spoiled.write_bytes(book.bytes())
    book.set("Knowledge", "USR-K3", "review on", "2029-11-30")
    mended.write_bytes(book.bytes())
    page.locator("input[type=file]").set_input_files(spoiled)
    expect(
        page.get_by_text("This workbook cannot be used yet: 1 fault was found. Nothing was changed.")
    ).to_be_visible()
    table = page.get_by_role("table", name="What is wrong with the workbook")
    expect(table).to_contain_text("sheet Knowledge, row 6, column review on")
    expect(table).to_contain_text("‘soon’ is not a date")
    assert violations(ready(page)) == []
    page.locator("input[type=file]").set_input_files(mended)
    expect(page.get_by_text("No faults. Version 2028.1, 122 items.")).to_be_visible()
    expect(page.get_by_text("review date goes from 30 November 2028 to 30 November 2029")).to_be_visible()
    assert violations(ready(page)) == []


def test_the_version_chosen_stays_chosen_from_page_to_page_and_after_a_reload(page: Page, app: Server):  # noqa: F811
    sign_in(page, app, "bank-editor", "bank-forms?version=2027.1")
    chosen = page.get_by_text("Version 2027.1, provisional.")
    for _ in range(2):
        page.reload()
        expect(chosen).to_be_visible()
        expect(page).to_have_url(re.compile(r"bank-forms\?version=2027\.1$"))
    ready(page).get_by_role("link", name="Coverage", exact=True).click()
    expect(page).to_have_url(re.compile(r"bank-coverage\?version=2027\.1$"))
    expect(chosen).to_be_visible()


def test_two_versions_are_compared_in_words(page: Page, app: Server):  # noqa: F811
    sign_in(page, app, "bank-editor", "bank-compare")
    expect(page.get_by_text("Version 2027.3 puts the same 120 items to use as version 2027.2.")).to_be_visible()
    expect(page.get_by_text("The bank: residual sds are given now.")).to_be_visible()
    page.goto(f"{app.url}/bank-compare?version=2027.2&against=2027.1")
    expect(page.get_by_text(re.compile("122 items: help text is given now"))).to_be_visible()


def test_help_opens_for_a_leader_and_says_nothing_of_the_key(page: Page, app: Server):  # noqa: F811
    sign_in(page, app, "leader", "before-you-start")
    page.get_by_role("button", name="Continue").click()
    heading(page, "Your role")
    page.goto(f"{app.url}/question?at=1")
    helps = ready(page).locator("summary", has_text="Help with this question")
    expect(helps).to_have_count(2)
    tab_to(page, helps.first)
    page.keyboard.press("Enter")
    expect(page.locator("details[open]")).to_have_count(1)
    assert violations(ready(page)) == []
    assert "points" not in page.content().lower().replace("pointer", "")
