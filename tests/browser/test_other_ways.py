"""Answers on paper and feedback in a real browser: with the keyboard, on a phone, and nothing that axe finds."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment import store
from assessment.model import Response
from assessment.on_paper import written
from assessment.service import entering, identity
from tests import builders as make
from tests.browser.axe import violations
from tests.browser.conftest import ready
from tests.browser.test_journeys import heading, sign_in
from tests.servers import Server
from ui import entering_words, feedback_words

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("other ways")]


@pytest.fixture(scope="module")
def app(demonstration_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real app on a copy of the demonstration, in which one leader has answered on paper."""
    folder = tmp_path_factory.mktemp("other ways")
    shutil.copyfile(demonstration_file, folder / "demonstration.sqlite3")
    database = f"sqlite:///{folder}/demonstration.sqlite3"
    store.configure(database)
    leader = identity.made_up_viewer("leader-with-report").person
    entering.begin(make.LEARNING_TEAM, leader, "a")
    for item in entering.entry(make.LEARNING_TEAM, leader).items:
        entering.enter(make.LEARNING_TEAM, leader, item.id, written(item, Response(item.id, 2)))
    entering.submit(make.LEARNING_TEAM, leader, declared=True)
    store.engine().dispose()
    server = Server(folder, "app.py", database).start()
    yield server
    server.kill()


def fine(page: Page) -> None:
    """Nothing that axe finds, one heading, and no sideways scrolling, also on a phone."""
    ready(page)
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == [], page.url
        over = "document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth"
        assert page.evaluate(over) == 0, page.url
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.get_by_role("heading", level=1).count() == 1


def refused(page: Page, words: str) -> None:
    expect(page.locator("#error-summary")).to_contain_text(words)
    expect(page.locator("#error-summary")).to_be_focused()
    fine(page)


def fields(page: Page, number: int) -> list:
    """The fields of a question, by the number that their names begin with."""
    return page.locator(f".st-key-entry-row-{number} input").all()


@pytest.mark.slow
def test_the_team_enters_answers_with_the_keyboard_and_hands_them_over(
    new_page: Callable[..., Page], app: Server
) -> None:
    page = sign_in(new_page(), app, "learning-team", "enter-answers")
    heading(page, "Enter answers")
    fine(page)
    page.get_by_role("button", name="Find").click()
    refused(page, entering.TYPE_MORE)
    page.get_by_role("textbox", name=entering_words.SEARCH).fill("morgan")
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="People who are invited")
    expect(table.get_by_role("row")).to_have_count(2)
    fine(page)
    table.get_by_role("link").click()
    expect(page).to_have_title("Enter answers: not started - Check your digital leadership")
    fine(page)
    page.get_by_role("button", name=entering_words.BEGIN).click()
    refused(page, entering.SELECT_LETTER)
    page.get_by_test_id("stRadioOption").nth(1).click()
    page.get_by_role("button", name=entering_words.BEGIN).click()
    expect(page).to_have_title("Enter answers: being entered from paper - Check your digital leadership")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    fine(page)

    fields(page, 1)[0].focus()
    for typed in ["4"] * 16 + ["n"] * 15 + ["r", "q", "3", "9"]:  # as fast as it goes, up to a fault
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_have_text("Question 34: enter P to S, D or N")
    expect(fields(page, 34)[1]).to_be_focused()
    expect(fields(page, 34)[0]).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("33 of 52 answers are entered.")).to_be_visible()
    page.get_by_role("button", name=entering_words.SUBMIT).click()
    refused(page, "Question 34: enter P to S, D or N")
    page.get_by_role("link", name="Question 34: enter P to S, D or N").click()
    expect(fields(page, 34)[0]).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("d")
    page.keyboard.press("Tab")
    expect(page.get_by_role("status")).to_have_text("Answer saved")
    page.reload()
    ready(page)
    expect(fields(page, 33)[1]).to_have_value("3")
    expect(fields(page, 34)[0]).to_have_value("D")
    page.get_by_role("button", name=entering_words.SUBMIT).click()
    refused(page, entering.DECLARE)
    page.get_by_text(entering_words.DECLARATION).click()
    page.get_by_role("button", name=entering_words.SUBMIT).click()
    expect(page).to_have_title("Enter answers: submitted - Check your digital leadership")
    expect(page.get_by_role("status")).to_have_text(entering_words.HANDED_OVER)
    assert page.get_by_role("textbox").count() == 0
    fine(page)


def test_the_person_reads_that_it_was_done_for_them_and_says_what_they_think(
    new_page: Callable[..., Page], app: Server
) -> None:
    page = sign_in(new_page(), app, "leader-with-report", "report")
    expect(page.get_by_text("Entered on your behalf on")).to_be_visible()
    page.goto(f"{app.url}/confirmation")
    ready(page).get_by_role("link", name=feedback_words.LINK).click()
    heading(page, feedback_words.TITLE)
    fine(page)
    page.get_by_role("button", name=feedback_words.SEND).click()
    refused(page, "Answer at least one question")
    page.get_by_role("radiogroup", name=feedback_words.USEFUL_QUESTION).get_by_test_id("stRadioOption").nth(3).click()
    page.get_by_role("textbox").fill("<b>Shorter</b>")
    page.get_by_role("button", name=feedback_words.SEND).click()
    heading(page, feedback_words.THANKS_TITLE)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    fine(page)


def test_what_people_said_is_read_as_tables_and_a_list(new_page: Callable[..., Page], app: Server) -> None:
    page = sign_in(new_page(), app, "learning-team", "feedback-results")
    heading(page, feedback_words.RESULTS)
    table = page.get_by_role("table", name=feedback_words.USEFUL_QUESTION)
    expect(table.get_by_role("row")).to_have_count(6)
    fine(page)
    page.goto(f"{app.url}/feedback-results?cycle=Try%20it%20out%20(made-up%20people)")
    expect(ready(page).get_by_text(feedback_words.NOT_BEFORE)).to_be_visible()
    fine(page)
