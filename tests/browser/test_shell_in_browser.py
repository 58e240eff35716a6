"""The shell in a real browser: focus, announcements, keyboard, contrast, narrow screens, text as written."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.awkward import awkward_texts
from tests.browser.axe import violations
from tests.browser.conftest import ready
from tests.servers import Server

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
STEM = "Your *largest* legacy system fails: what do you ask first?"
TITLE = "Question 1 of 9 - Check your digital leadership"


@pytest.fixture
def elements(page: Page, shell_server: Server) -> Page:
    page.goto(shell_server.url)
    return ready(page)


def refuse(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#error-summary")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [pytest.param("wide", marks=pytest.mark.slow), "narrow"])
def test_no_violations_and_no_sideways_scrolling(new_page, shell_server, width, colours):
    page = new_page(width, colours)
    page.goto(shell_server.url)
    ready(page)
    assert violations(page) == []
    page.get_by_text("Who is affected?").click()
    expect(page.get_by_role("radiogroup", name="How sure are you?")).to_be_visible()
    assert violations(page) == []
    page.reload()
    refuse(ready(page))
    assert violations(page) == []
    assert page.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth") == 0


def test_the_content_security_policy_breaks_nothing(page, shell_server):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(shell_server.url)
    ready(page)
    assert complaints == []


def test_no_request_leaves_this_computer(page, shell_server):
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2] if "://" in request.url else ""))
    page.goto(shell_server.url)
    ready(page)
    assert asked - {""} == {shell_server.url.removeprefix("http://")}


def test_a_refusal_moves_focus_to_the_summary_and_its_link_to_the_control(elements):
    refuse(elements)
    expect(elements).to_have_title(f"Error: {TITLE}")
    expect(elements.locator("#error-summary")).to_be_focused()
    group = elements.get_by_role("radiogroup", name=STEM)
    expect(group).to_have_attribute("aria-invalid", "true")
    expect(group).to_have_accessible_description("Error: Select what you would ask first")
    elements.get_by_role("link", name="Select what you would ask first").click()
    expect(group.get_by_role("radio").first).to_be_focused()
    assert elements.url.endswith("/")


def test_a_second_refusal_moves_focus_again(elements):
    refuse(elements)
    button = elements.get_by_role("button", name="Continue")
    button.focus()
    button.press("Enter")
    expect(elements.locator("#error-summary")).to_be_focused()


def test_an_answer_is_announced_and_focus_stays_on_it(elements):
    status = elements.get_by_role("status")
    expect(status).to_have_text("")
    status.evaluate("line => (window.line = line)")
    first = elements.get_by_role("radio").first
    first.focus()
    first.press("Space")
    expect(status).to_have_text("Answer saved")
    expect(first).to_be_focused()
    assert elements.evaluate("window.line === document.querySelector('[role=status]')"), "the region itself stays"
    first.press("ArrowDown")
    expect(elements.get_by_role("radio").nth(1)).to_be_checked()
    expect(status).to_have_text("Answer saved")
    expect(elements.locator("#error-summary")).to_have_count(0)


def test_the_next_page_moves_focus_to_its_heading_and_has_its_own_title(elements):
    assert elements.evaluate("document.activeElement === document.body"), "the first page leaves focus alone"
    elements.get_by_text("Who is affected?").click()
    expect(elements.get_by_role("status")).to_have_text("Answer saved")
    elements.get_by_role("button", name="Continue").click()
    expect(elements).to_have_title("Question 2 of 9 - Check your digital leadership")
    expect(elements.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize("key", ["r", "c", "R", "C"])
def test_single_letters_do_nothing(elements, key):
    run = elements.get_by_test_id("stText").filter(has_text="Run ")
    expect(run).to_have_text("Run 1")
    elements.keyboard.press(key)
    elements.get_by_text("Who is affected?").click()  # the next thing that runs the page
    expect(elements.get_by_role("status")).to_have_text("Answer saved")
    expect(run).to_have_text("Run 2")
    assert elements.get_by_role("dialog").count() == 0


def test_letters_can_still_be_typed(elements):
    box = elements.get_by_label("Goal")
    box.press_sequentially("race car")
    expect(box).to_have_value("race car")


def test_the_last_answers_stand_below_an_or_that_is_no_part_of_their_names(elements):
    names = elements.get_by_role("radiogroup", name=STEM).get_by_role("radio")
    expect(names).to_have_count(5)
    expect(names.nth(3)).to_have_accessible_name("I do not know")
    content = elements.evaluate(
        """[...document.querySelectorAll('[role=radiogroup] > *')].slice(0, 5)
           .map(option => getComputedStyle(option, '::before').content.includes('or'))"""
    )
    assert content == [False, False, False, True, False]


def test_answers_are_large_enough_to_touch(elements):
    boxes = [option.bounding_box() for option in elements.get_by_test_id("stRadioOption").all()]
    assert all(box and box["height"] >= 44 for box in boxes)


def test_the_chosen_answer_can_be_told_in_forced_colours(new_page, shell_server):
    page = new_page(forced_colors="active")
    page.goto(shell_server.url)
    ready(page).get_by_text("Who is affected?").click()
    expect(page.get_by_role("radio").first).to_be_checked()
    dots = page.evaluate(
        """[...document.querySelectorAll('[data-testid=stRadioOption] > div > div:first-child > div')].slice(0, 2)
           .map(dot => getComputedStyle(dot).backgroundColor)"""
    )
    assert dots[0] != dots[1]


def test_a_table_too_wide_for_the_screen_can_be_scrolled_with_the_keyboard(new_page, shell_server):
    page = new_page("narrow")
    page.goto(shell_server.url)
    region = ready(page).get_by_role("region", name="Gaps by organisation")
    expect(region).to_have_attribute("tabindex", "0")
    region.focus()
    region.press("ArrowRight")
    page.wait_for_function("document.querySelector('.table-scroll').scrollLeft > 0")


def test_one_heading_at_the_top_and_no_level_left_out(elements):
    levels = [
        int(tag[1]) for tag in elements.evaluate("Array.from(document.querySelectorAll('h1,h2,h3'), h => h.tagName)")
    ]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("where", ["page", "callback"])
def test_a_failure_shows_a_reference_and_the_footer_and_never_the_cause(page, shell_server, where):
    page.goto(f"{shell_server.url}/?fail={where}")
    ready(page)
    if where == "callback":
        page.get_by_text("Who is affected?").click()
    expect(page).to_have_title("Error: Something went wrong on our side - Check your digital leadership")
    expect(page.get_by_text("Reference: ")).to_be_visible()
    ready(page)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert "4711" not in page.content()
    assert "Traceback" not in page.content()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_charts_are_drawn_under_the_policy_on_white_with_dark_text(new_page, serve, colours):
    page = new_page(colours=colours)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type != "info" else None)
    page.goto(serve("tests/apps/charts_shown.py").url)
    expect(page.get_by_test_id("stVegaLiteChart").locator("svg.marks")).to_have_count(2)
    expect(page.locator("[aria-label^='Heat map of the gap to target']").first).to_be_visible()
    fills = page.evaluate("Array.from(document.querySelectorAll('svg.marks text'), text => text.getAttribute('fill'))")
    assert len(fills) > 15
    assert set(fills) == {"#0b0c0c", "#ffffff"}
    expect(page.locator("svg.marks .role-legend-label text").first).to_have_attribute("fill", "#0b0c0c")
    assert complaints == []
    assert violations(page) == []


def test_a_narrow_screen_has_neither_a_wide_chart_nor_the_words_that_explain_it(new_page, serve):
    page = new_page("narrow")
    page.goto(serve("tests/apps/charts_shown.py").url)
    ready(page)
    for words in ("A has the largest gap shown", "Minus: above target", "Share of the people invited"):
        expect(page.get_by_text(words)).to_have_count(1)
        expect(page.get_by_text(words)).to_be_hidden()
    expect(page.locator("[class*=st-key-wide-chart]").filter(visible=True)).to_have_count(0)
    assert violations(page) == []


def test_a_profile_has_one_picture_on_a_phone_and_another_when_the_screen_is_wide(new_page, serve):
    page = new_page("narrow")
    page.goto(serve("tests/apps/profile_shown.py").url)
    legend = page.get_by_text("Pale bar: likely range").filter(visible=True)
    drawn = page.locator("svg.marks").filter(visible=True)
    ready(page)
    expect(drawn).to_have_count(1)
    expect(legend).to_have_count(1)
    assert drawn.bounding_box()["width"] <= 288
    assert page.evaluate("document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth") == 0
    expect(drawn.get_by_text("Working")).to_have_count(0)  # numbers alone on the axis
    assert violations(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(drawn.get_by_text("Working")).to_be_visible()
    expect(drawn).to_have_count(1)
    expect(legend).to_have_count(1)


def test_the_heading_starts_in_the_upper_half_of_a_phone_below_one_banner(new_page, shell_server):
    page = new_page("narrow")
    page.goto(shell_server.url)
    ready(page)
    banner = page.locator(".banner")
    expect(banner).to_have_count(1)
    expect(banner).to_contain_text("Organisations, headcounts and People Survey figures are real.")
    expect(banner).to_contain_text("The questions are provisional.")
    assert page.get_by_role("heading", level=1).bounding_box()["y"] < 320


def test_a_page_prints_without_its_buttons(elements):
    elements.emulate_media(media="print")
    expect(elements.get_by_role("button", name="Continue")).to_be_hidden()
    expect(elements.get_by_role("table").first).to_be_visible()


def test_streamlit_shows_every_text_as_it_was_written(page: Page, serve: Callable[..., Server]) -> None:
    texts = awkward_texts(400)
    server = serve("tests/apps/plain_texts.py")
    page.goto(server.url)
    page.get_by_text("The end").wait_for()
    expect(page.get_by_test_id("stRadioOption")).to_have_count(len(texts))
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    options = page.get_by_test_id("stRadioOption").all_text_contents()
    shown = [text.replace("\u2060", "") for text in options]
    assert shown == [" ".join(text.split()) for text in texts]
    assert page.locator('[data-testid="stRadioOption"] :is(a, em, strong, code, img, svg, del, math, sup)').count() == 0
    headings = page.locator("h3").all_text_contents()
    assert [text.replace("\u2060", "") for text in headings] == [" ".join(text.split()) for text in texts[:80]]
