"""Every page, as every role: the right words and numbers, or a refusal in words, through the real router."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.access import Action
from assessment.service import identity, insight
from ui import who
from ui.site import PAGES, may_open

ROOT = Path(__file__).parent.parent
ROUTER = str(ROOT / "ui/router.py")
MADE_UP = (
    "leader",
    "leader-with-report",
    "learning-team",
    "department-hr",
    "department-lead",
    "bank-editor",
    "administrator",
)


@pytest.fixture(autouse=True)
def _demonstration(demonstration):
    """All pages are shown on the demonstration."""


@pytest.fixture
def visit(monkeypatch):
    """Open a page as a made-up person ("" for nobody), with words after the question mark."""

    def _visit(person: str, file: str, **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer(person) if person else None)
        app = AppTest.from_file(ROUTER, default_timeout=30)
        app.run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/{file}").run() if file != "take/start.py" else app

    return _visit


def heading(app: AppTest) -> str:
    assert len(app.title) == 1, "a page has one main heading"
    return app.title[0].value


def text(app: AppTest) -> str:
    """All words on a page, in order of kind."""
    html = [element.proto.body for element in app.get("html")]
    return "\n".join([*(e.value for e in (*app.markdown, *app.text, *app.subheader, *app.header)), *html])


def test_every_page_on_disk_has_a_row_and_every_row_a_page():
    on_disk = {p.relative_to(ROOT / "pages").as_posix() for p in (ROOT / "pages").rglob("*.py")}
    assert on_disk == {row.file for row in PAGES}
    assert len({row.path for row in PAGES}) == len(PAGES)


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.file)
def test_nobody_sees_a_page_before_signing_in_except_the_help(visit, row, monkeypatch):
    monkeypatch.setattr(who, "_made_up", lambda: None)
    app = AppTest.from_file(ROUTER, default_timeout=30).run()
    assert heading(app) == "Sign in"
    assert "Alex Morgan" in text(app)
    if row.public:
        assert heading(visit("", row.file)) == row.title


@pytest.mark.parametrize("person", MADE_UP)
@pytest.mark.parametrize("row", [row for row in PAGES if row.file != "take/confirmation.py"], ids=lambda row: row.file)
def test_every_page_starts_for_those_who_may_open_it(visit, person, row):
    viewer = identity.made_up_viewer(person)
    if not may_open(row, viewer):
        with pytest.raises(ValueError, match="Could not find a navigation page"):  # it does not exist for them
            visit(person, row.file)
        return
    app = visit(person, row.file)
    assert not app.exception
    assert heading(app)
    assert "Demonstration: answers and people are made up." in text(app)


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("leader", {"Start", "Your assessment", "Your report"}),
        ("learning-team", {"Start", "Gaps", "Organisation", "Response", "Corrections", "Cycles", "Register", "Advice"}),
        ("department-hr", {"Start", "Organisation", "Response", "Corrections"}),
        ("department-lead", {"Start", "Organisation"}),
        ("bank-editor", {"Start", "Question bank", "Advice"}),
        ("administrator", {"Start", "Register", "Question bank", "Advice"}),
    ],
)
def test_the_menu_shows_what_a_role_may_open_and_no_more(person, sees):
    viewer = identity.made_up_viewer(person)
    assert {row.menu for row in PAGES if row.menu and may_open(row, viewer)} == sees


def test_the_report_says_the_numbers_that_its_table_shows(visit):
    app = visit("leader-with-report", "report/my_report.py")
    assert heading(app) == "Your report"
    words = text(app)
    assert '<p class="lead">You meet the target for your grade in' in words
    assert words.count("<dt>") == 9
    assert "Your level in each area, on a scale of 1 to 5" in words
    assert "Director, Department for Education" in words


def test_a_leader_without_a_submission_is_told_so(visit):
    app = visit("leader", "report/my_report.py")
    assert "You have not submitted an assessment yet. Submit your answers to see your report." in text(app)


@pytest.mark.parametrize("file", ["take/question.py", "take/check.py", "take/tasks.py", "take/your_role.py"])
def test_whoever_has_not_started_is_led_to_the_beginning(visit, file):
    assert heading(visit("leader", file)) == "Before you start"


def test_the_heat_map_table_has_a_row_for_every_organisation_and_marks_what_is_withheld(visit):
    app = visit("learning-team", "insight/gaps.py")
    table = next(e.proto.body for e in app.get("html") if "<table>" in e.proto.body)
    view = insight.gaps(identity.made_up_viewer("learning-team"))
    assert table.count('<th scope="row">') == len(view.order)
    hidden = sum(not view.cells[o, d.id].shown for o in view.order for d in view.domains)
    assert table.count("[c]") == hidden
    assert 0 < hidden < len(view.order) * 8


def test_an_address_with_a_filter_opens_the_same_view(visit):
    app = visit("learning-team", "insight/organisation.py", code="HMT")
    assert heading(app) == "HM Treasury"


def test_a_department_cannot_open_another_by_its_address(visit):
    app = visit("department-lead", "insight/organisation.py", code="HMT")
    assert heading(app) == "Your account may not do this."
    assert "HM Treasury" not in text(app)


def test_department_hr_sees_the_response_of_its_own_organisation_only(visit):
    words = text(visit("department-hr", "campaign/response.py"))
    assert "Department for Education" in words
    assert "HM Treasury" not in words


def test_while_a_cycle_is_open_there_are_counts_and_no_results(visit):
    words = text(visit("learning-team", "campaign/response.py"))
    assert "While a cycle is open you see counts only" in words


def test_every_action_is_needed_by_a_page():
    assert {row.action for row in PAGES if row.action} >= set(Action) - {Action.READ_HELP}
