"""Every page, as every role: the right words and numbers, or a refusal in words, through the real router."""

from dataclasses import replace
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment import dates, store
from assessment.access import Action
from assessment.service import banks, explaining, gaps, identity, reporting, taking
from assessment.store import reads, writes
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
    "colleague",
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
        ("leader", {"Start", "Questions to ask", "Your assessment", "Your report"}),
        (
            "learning-team",
            {
                "Start",
                "Questions to ask",
                "Gaps",
                "Priorities",
                "Learning demand",
                "Organisation",
                "Change",
                "Conditions",
                "Spread",
                "Practices",
                "Response",
                "Cohort",
                "Corrections",
                "Enter answers",
                "Messages",
                "Exports",
                "Cycles",
                "Actions",
                "Register",
                "Advice",
            },
        ),
        (
            "department-hr",
            {
                "Start",
                "Questions to ask",
                "Priorities",
                "Organisation",
                "Change",
                "Conditions",
                "Spread",
                "Practices",
                "Response",
                "Who has finished",
                "Corrections",
            },
        ),
        (
            "department-lead",
            {"Start", "Questions to ask", "Priorities", "Organisation", "Change", "Conditions", "Spread", "Practices"},
        ),
        ("bank-editor", {"Start", "Questions to ask", "Question bank", "Advice"}),
        ("administrator", {"Start", "Questions to ask", "Register", "Programs", "Question bank", "Advice"}),
        ("colleague", {"Start", "Questions to ask"}),
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
    assert words.count("<dt>") == 12
    assert "Your level in each area, on a scale of 1 to 5" in words
    assert "Director, Department for Education" in words


def test_whoever_has_begun_sees_what_is_not_answered_before_submitting(visit):
    leader = identity.made_up_viewer("leader")
    taking.begin(leader)
    taking.record_response(leader, taking.page(leader, 1).questions[0].item.id, 3)
    app = visit("leader", "take/check.py")
    assert heading(app) == "Check your answers before you submit"
    assert "51 questions have no answer" in text(app)


def test_scenarios_left_open_before_the_knowledge_questions_are_said_to_be_fixed_and_the_link_passes_them(visit):
    leader = identity.made_up_viewer("leader")
    taking.begin(leader)
    steps = [taking.page(leader, number) for number in range(1, taking.page(leader, 1).steps + 1)]
    for page in (page for page in steps if page.step.section.key == "ratings"):
        for question in page.questions:
            taking.record_response(leader, question.item.id, 3)
    taking.open_knowledge(leader)
    app = visit("leader", "take/check.py")
    told = "16 of them are scenarios that you left open when you went on to the knowledge questions: that is fixed."
    assert told in text(app)
    (link,) = (link.proto for link in app.get("page_link") if link.proto.label == "Answer them")
    at = next(page.step.number for page in steps if page.step.section.key == "knowledge")
    assert link.query_string == f"at={at}"


def test_each_area_of_the_report_leads_to_how_its_level_was_worked_out(visit):
    words = text(visit("leader-with-report", "report/my_report.py"))
    profile = reporting.my_report(identity.made_up_viewer("leader-with-report")).profile
    assert [f'href="/explain?domain={score.domain}"' in words for score in profile.scores] == [True] * 8
    for score in profile.scored[:2]:
        page = text(visit("leader-with-report", "report/explain.py", domain=score.domain))
        assert f"Your level is {score.level:.1f} (" in page
        assert f"You rated yourself {score.self:.1f}" in page
        low, high = score.likely_range()
        assert f"<dd>{score.level:.1f}, likely range {low:.1f} to {high:.1f}</dd>" in page


def explanations() -> list[explaining.Explained]:
    viewer = identity.made_up_viewer("leader-with-report")
    scores = reporting.my_report(viewer).profile.scores
    return [explaining.explained(viewer, score.domain) for score in scores]


@pytest.mark.parametrize("place", range(8))
def test_the_explanation_of_a_level_gives_no_key_of_a_question_in_use_away(visit, place):
    """The made-up cycle has closed, but all its questions may be asked again."""
    found = explanations()[place]
    page = text(visit("leader-with-report", "report/explain.py", domain=found.domain.id))
    assert "Questions that have left use" not in page
    assert "They may be asked again." in page
    for one in found.explanation.asked:
        item = found.report.bank.item_by_id[one.item]
        assert escape(one.answer, quote=False) in page
        if item.type != "rating":
            others = [option.text for option in item.options if not one.answer.startswith(option.text)]
            secrets = [escape(words, quote=False) for words in (*others, item.rationale, item.distractor_note) if words]
            assert len(secrets) >= 4
            assert [secret for secret in secrets if secret in page] == []


def test_a_question_that_has_left_use_is_explained_with_its_key(visit, monkeypatch):
    found = explanations()[0]
    bank = found.report.bank
    asked = [bank.item_by_id[one.item] for one in found.explanation.asked if one.method != "self"]
    gone = next(item for item in asked if item.type == "situational" and item.id not in bank.anchors.values())
    items = tuple(replace(item, status="retired") if item == gone else item for item in bank.items)
    monkeypatch.setattr(banks, "current", lambda: replace(bank, items=items))
    with store.writing() as db:  # the open cycle asks the version that has the item in use
        writes.set_cycle_status(db, cycle_id=reads.open_cycle(db).id, status="closed", now=dates.now())
    page = text(visit("leader-with-report", "report/explain.py", domain=found.domain.id))
    best = max(gone.options, key=lambda option: option.points).text
    assert "Questions that have left use" in page
    assert f"<dt>Best answer</dt><dd>{escape(best, quote=False)}</dd>" in page
    assert f"<dt>Why</dt><dd>{escape(gone.rationale, quote=False)}</dd>" in page
    assert not [item.id for item in asked if item != gone and escape(item.rationale, quote=False) in page]


def test_an_area_that_is_not_there_and_a_report_that_is_not_there_are_told_in_words(visit):
    app = visit("leader-with-report", "report/explain.py", domain="XYZ")
    assert heading(app) == "We could not find that area of your report."
    assert heading(visit("leader", "report/explain.py", domain="USR")) == "You have not submitted an assessment yet."


def test_a_leader_without_a_submission_is_told_so(visit):
    app = visit("leader", "report/my_report.py")
    assert "You have not submitted an assessment yet. Submit your answers to see your report." in text(app)


@pytest.mark.parametrize("file", ["take/question.py", "take/check.py", "take/tasks.py", "take/your_role.py"])
def test_whoever_has_not_started_is_led_to_the_beginning(visit, file):
    assert heading(visit("leader", file)) == "Before you start"


def test_the_heat_map_table_has_a_row_for_every_organisation_and_marks_what_is_withheld(visit):
    app = visit("learning-team", "insight/gaps.py")
    table = next(e.proto.body for e in app.get("html") if "<table>" in e.proto.body)
    view = gaps.gaps(identity.made_up_viewer("learning-team"))
    assert table.count('<th scope="row">') == 1 + len(view.rows), "all of government and the organisations"
    hidden = sum(not view.cells[o, d.id].shown for o in view.rows for d in view.domains)
    assert table.count("[c]") == hidden
    assert 0 < hidden < len(view.rows) * 8


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
    assert {row.action for row in PAGES if row.action} >= set(Action) - {Action.READ_HELP, Action.READ_RELEASES}


def test_the_learning_team_chooses_a_form_to_hand_out_in_the_address(visit):
    app = visit("learning-team", "take/paper.py", form="c")
    assert heading(app) == "The assessment on paper"
    assert [button.proto.label for button in app.get("download_button")] == [
        "Download as PDF",
        "Download as Word",
        "Download as HTML",
    ]
    assert app.selectbox[0].value == "c"
    assert visit("learning-team", "take/paper.py", form="zzz").selectbox[0].value == "a"


def test_a_leader_is_told_how_to_get_a_paper_form_before_starting_and_gets_it_after(visit):
    before = visit("leader", "take/paper.py")
    assert "Your form is chosen when you start." in text(before)
    assert not before.get("download_button")
    taking.begin(identity.made_up_viewer("leader"))
    after = visit("leader", "take/paper.py")
    assert "The learning team needs the form before" in text(after)
    assert len(after.get("download_button")) == 3
    assert not after.selectbox


def test_everybody_sees_the_questions_to_ask_without_a_score(visit):
    for person in ("leader", "department-hr", "administrator"):
        words = text(visit(person, "help/board_questions.py"))
        assert words.count("<dt>Who to ask</dt>") == len(banks.current().board_questions)
        assert "likely range" not in words
