"""Second opinions in a real browser: a leader asks, colleagues answer with the keyboard, the leader reads medians."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from assessment import dates, store
from assessment.model import Role
from assessment.service import identity, opinions
from assessment.store import opinions as kept
from assessment.store import writes
from tests import builders as make
from tests.browser.axe import violations
from tests.browser.conftest import ready
from tests.browser.test_journeys import heading, press, sign_in, tab_to
from tests.second_opinions import COLLEAGUES, a_report, an_account, everything, lines
from tests.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("second opinion")]
GIVERS = tuple(f"colleague-{n}" for n in range(1, 7))


@pytest.fixture
def app(database: Path, serve) -> Server:
    """The real app for made-up people only: a leader with a report and six colleagues."""
    with store.writing() as db:
        writes.set_setting(db, key=identity.DEMONSTRATION, value="1")
        writes.set_setting(db, key=identity.COOKIE_SECRET, value="secret")
        writes.add_organisations(db, organisations=[make.organisation("DFE")])
    a_report("p1")
    an_account("leader", "Sam Okafor", Role.RESPONDENT, "p1", made_up=True)
    for giver in GIVERS:
        an_account(giver, giver, Role.GUEST, made_up=True)
    return serve("app.py", f"sqlite:///{database}")


def ask_made_up_people() -> int:
    """The form takes e-mail addresses only, which no made-up person has."""
    with store.writing() as db:
        ends = dates.end_of(dates.today() + timedelta(days=14))
        kept.add(db, sitting_id=1, givers=GIVERS, now=dates.now(), closes_at=ends)
        return kept.of_person(db, "p1")[0].id


def end() -> None:
    with store.writing() as db:
        db.connection().execute(text("UPDATE second_opinion SET closes_at = created_at"))


def fine(page: Page) -> None:
    """Nothing that a machine can find, and nothing that scrolls sideways."""
    assert violations(ready(page)) == []
    over = "document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth"
    assert page.evaluate(over) == 0


@pytest.mark.parametrize("width", ["wide", pytest.param("narrow", marks=pytest.mark.slow)])
def test_a_leader_invites_is_told_what_is_wrong_and_gets_a_text_to_send(new_page, app, width):
    page = sign_in(new_page(width), app, "leader", "second-opinion")
    heading(page, "Second opinion")
    page.get_by_text("Who sees what").click()
    fine(page)
    page.get_by_role("button", name="Invite these people").click()
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: Second opinion"))
    fine(page)
    page.get_by_role("link", name="Enter the work email addresses of the people you invite").click()
    addresses = page.get_by_role("textbox", name=re.compile("^Work email addresses"))
    expect(addresses).to_be_focused()
    addresses.fill(lines(*COLLEAGUES[:5]))
    last_day = dates.today() + timedelta(days=14)
    page.get_by_role("textbox", name=re.compile("^Last day")).fill(f"{last_day:%d/%m/%Y}")
    page.get_by_role("button", name="Invite these people").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("^Your invitation is saved"))
    expect(page.get_by_text(f"{app.url}/give-opinion?of=1")).to_be_visible()
    expect(page.get_by_role("button", name="Copy this text")).to_be_visible()
    fine(page)


def test_somebody_answers_with_the_keyboard_alone_and_only_once(page, app):
    opinion = ask_made_up_people()
    sign_in(page, app, GIVERS[0])
    fine(page)
    press(page, "link", re.compile("^Give a second opinion about Sam Okafor, by"))
    heading(page, "Give a second opinion")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_role("radiogroup")).to_have_count(16)
    assert page.locator("input[type=radio]:checked").count() == 0, "nothing is chosen beforehand"
    fine(page)
    press(page, "button", "Send my answers")
    expect(page.locator("#error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: Give a second opinion"))
    expect(page.locator(".error-message")).to_have_count(16)
    fine(page)
    for group in page.get_by_role("radiogroup").all():
        tab_to(page, group.get_by_role("radio").first)
        page.keyboard.press("Space")
        expect(group.get_by_role("radio").first).to_be_checked()
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    press(page, "button", "Send my answers")
    heading(page, "Answers sent")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    fine(page)
    page.goto(f"{app.url}/give-opinion?of={opinion}")
    expect(ready(page).get_by_text("You have answered already.")).to_be_visible()
    fine(page)


@pytest.mark.parametrize("width", ["wide", pytest.param("narrow", marks=pytest.mark.slow)])
@pytest.mark.parametrize("people", [pytest.param(4, marks=pytest.mark.slow), 5])
def test_after_the_last_day_there_are_medians_of_five_and_nothing_of_four(new_page, app, width, people):
    opinion = ask_made_up_people()
    for giver in GIVERS[:people]:
        viewer = identity.made_up_viewer(giver)
        opinions.give(viewer, opinion, everything(viewer, opinion, 4))
    end()
    page = sign_in(new_page(width), app, "leader", "second-opinion")
    table = page.get_by_role("table", name="How others see you, on a scale of 1 to 5")
    if people < 5:
        expect(page.get_by_text("In no area have 5 or more people said something")).to_be_visible()
        expect(table).to_have_count(0)
    else:
        expect(table.get_by_role("row")).to_have_count(9)
        expect(table.get_by_role("row").nth(2)).to_have_text("Data4.03.02.5")
    fine(page)
