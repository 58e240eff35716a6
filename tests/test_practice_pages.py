"""What strong peers do, as pages: read, share, change and withdraw, with whatever people type."""

from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from assessment.model import Role
from assessment.practices import NO_PERSON, Entered
from assessment.service import demo, identity, practices
from tests import builders as make
from tests.test_pages import ROUTER, heading, text
from ui import practice_words as words
from ui import who
from ui.plain import plain

LEAD = make.DEPARTMENT_LEAD
GOOD = Entered("One page first", "The board reads one page.\nThen it decides.", "small", "Investment team")
HOSTILE = Entered(
    '<img src=x onerror=alert(1)> **bold** :smile: [a](http://b) $x$ 😀 =1+1 "q"',
    "<script>alert(1)</script>\n# heading\n- point\n`code` &amp; <b>b</b>",
    "large",
    "=cmd|' /C calc'!A0 <team>",
)


@pytest.fixture(autouse=True)
def _demonstration(unshared):
    """All pages are shown on the demonstration, in which DFE is strong in three areas."""


@pytest.fixture
def visit(monkeypatch):
    """Open an insight page as a made-up person, with words after the question mark."""

    def _visit(person: str, file: str = "practices", **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer(person))
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/insight/{file}.py").run()

    return _visit


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def fill(app: AppTest, entered: Entered) -> AppTest:
    """Fill the form and press its button."""
    app.text_input(key="practice-title").set_value(entered.title)
    app.text_area(key="practice-what").set_value(entered.what)
    if entered.effort:
        app.radio(key="practice-effort").set_value(entered.effort)
    app.text_input(key="practice-contact_team").set_value(entered.contact_team)
    (button,) = (button for button in app.button if button.label in ("Share this practice", "Save changes"))
    return button.click().run()


def own() -> list[tuple[str, str, str, str]]:
    return [(p.title, p.what, p.effort, p.contact_team) for p in practices.overview(LEAD).own]


def as_tuple(entered: Entered) -> tuple[str, str, str, str]:
    return entered.title, entered.what, entered.effort, entered.contact_team


def test_while_nobody_has_shared_anything_the_page_says_so_and_whose_results_it_is_about(visit):
    app = visit("learning-team")
    assert heading(app) == "What strong peers do"
    assert "No department has shared a practice yet." in text(app)
    assert plain(demo.CLOSED_CYCLE) in text(app)
    assert not app.get("download_button")
    assert "Share what your organisation does" not in text(app)


def test_a_department_is_offered_the_areas_in_which_it_is_strong_and_no_other(visit):
    offered = [f"Share a practice in {area}" for area in ("Citizens and services", "Investment")]
    for person in ("department-lead", "department-hr"):
        assert links(visit(person)) == [*offered, "Share a practice in Central products and the centre"]
    assert links(visit("learning-team")) == []


def test_a_department_that_is_strong_in_nothing_is_told_the_rule(visit, monkeypatch):
    nobody = practices.highest_quarter(practices.releases.published(LEAD, practices.overview(LEAD).cycle), "no area")
    monkeypatch.setattr(practices, "highest_quarter", lambda *_: nobody)
    app = visit("department-lead")
    assert words.MAY_NOT_SHARE in text(app)
    assert links(app) == []


def test_before_sharing_the_page_says_who_will_see_it(visit):
    app = visit("department-lead", "share_practice", area="INV")
    assert heading(app) == "Share a practice"
    assert (
        "Your organisation's name will be shown as one of the strongest in Investment to everybody who can see group "
        "results."
    ) in text(app)
    assert app.radio(key="practice-effort").value is None, "nothing is chosen beforehand"


def test_what_is_shared_stands_on_the_page_of_everybody_who_sees_results(visit):
    app = fill(visit("department-lead", "share_practice", area="INV", cycle=demo.CLOSED_CYCLE), GOOD)
    assert heading(app) == "What strong peers do"
    assert own() == [as_tuple(GOOD)]
    for person in ("learning-team", "department-hr", "department-lead"):
        page = text(visit(person))
        assert '<p class="heading-caption">Department for Education</p><h3>One page first</h3>' in page
        assert "<dd>The board reads one page.\nThen it decides.</dd>" in page
        assert "<dd>Small: days of work</dd>" in page
        assert "<dd>Investment team</dd>" in page
        assert "Highest quarter: level 3.3 or more, among 46 organisations with a published level." in page


def test_an_empty_form_is_refused_with_each_error_above_and_beside_its_field_and_nothing_is_saved(visit):
    app = fill(visit("department-lead", "share_practice", area="INV"), Entered("", " ", "", "jo.williams@x.gov.uk"))
    assert heading(app) == "Share a practice"
    page = text(app)
    said = {
        "title": "Enter a title",
        "what": "Enter what you do",
        "effort": "Select how much effort it takes",
        "contact_team": NO_PERSON,
    }
    assert "There is a problem" in page
    for field, sentence in said.items():
        assert f'<li><a href="#practice-{field}">{sentence}</a></li>' in page
        assert f'data-control="practice-{field}"><span class="unseen">Error: </span>{sentence}</p>' in page
    assert app.text_input(key="practice-contact_team").value == "jo.williams@x.gov.uk", "what was entered stays"
    assert own() == []
    assert heading(fill(app, GOOD)) == "What strong peers do"
    assert own() == [as_tuple(GOOD)]


def test_words_about_an_earlier_refusal_are_gone_when_somebody_comes_back(visit):
    app = fill(visit("department-lead", "share_practice", area="INV"), Entered("", "", "", ""))
    assert "There is a problem" in text(app)
    app.switch_page("../pages/insight/practices.py").run()
    app.query_params["area"] = "INV"
    app.switch_page("../pages/insight/share_practice.py").run()
    assert heading(app) == "Share a practice"
    assert "There is a problem" not in text(app)


def test_an_area_chosen_in_the_address_is_shown_alone_and_an_unknown_one_shows_all(visit):
    practices.share(LEAD, "", "INV", GOOD)
    practices.share(LEAD, "", "CEN", Entered("Reuse before build", "We look first.", "large", "Central team"))
    chosen = visit("learning-team", area="INV")
    assert chosen.selectbox(key="area").value == "INV"
    assert "One page first" in text(chosen)
    assert "Reuse before build" not in text(chosen)
    assert words.NONE_HERE in text(visit("learning-team", area="TEC"))
    odd = visit("learning-team", area="<b>", cycle="never")
    assert odd.selectbox(key="area").value == "all"
    assert ("One page first" in text(odd), "Reuse before build" in text(odd)) == (True, True)
    assert "<b>" not in text(odd)


def test_a_practice_is_changed_and_withdrawn_from_its_own_page(visit):
    practices.share(LEAD, "", "INV", GOOD)
    (one,) = practices.overview(LEAD).own
    assert "Change or withdraw “One page first”" in links(visit("department-hr"))
    app = visit("department-hr", "share_practice", id=str(one.id))
    assert heading(app) == "Change or withdraw a practice"
    assert app.text_area(key="practice-what").value == GOOD.what
    app = fill(app, Entered("Two pages first", GOOD.what, "medium", GOOD.contact_team))
    assert heading(app) == "What strong peers do"
    assert [title for title, *_ in own()] == ["Two pages first"]
    (one,) = practices.overview(LEAD).own
    app = visit("department-lead", "share_practice", id=str(one.id))
    (button,) = (button for button in app.button if button.label == "Withdraw this practice")
    app = button.click().run()
    assert heading(app) == "What strong peers do"
    assert "Two pages first" not in text(app)
    assert own() == []


def test_addresses_of_what_is_not_ones_own_or_not_there_are_refused_in_words(visit):
    hmrc = make.viewer(Role.DEPARTMENT_LEAD, organisation="HMRC")
    practices.share(hmrc, "", "CEN", GOOD)
    (theirs,) = practices.overview(hmrc).own
    for query, said in (
        ({"id": str(theirs.id)}, "Your account may not do this."),
        ({"id": "999"}, "We could not find that practice."),
        ({"id": "9" * 30}, "We could not find that practice."),
        ({"id": "-1"}, "We could not find that practice."),
        ({"area": "TEC"}, "Your organisation cannot share a practice in this area."),
        ({"area": "<b>"}, "We could not find that area."),
        ({}, "We could not find that area."),
    ):
        assert heading(visit("department-lead", "share_practice", **query)) == said


def test_what_people_type_never_becomes_html_or_markdown(visit):
    fill(visit("department-lead", "share_practice", area="INV"), HOSTILE)
    app = visit("department-lead")
    page = text(app)
    assert f"<h3>{escape(HOSTILE.title, quote=False)}</h3>" in page
    assert f"<dd>{escape(HOSTILE.what, quote=False)}</dd>" in page
    assert f"<dd>{escape(HOSTILE.contact_team, quote=False)}</dd>" in page
    for markup in ("<img", "<script", "<b>", "<team"):
        assert markup not in page
    assert f"Change or withdraw “{plain(HOSTILE.title)}”" in links(app)
    (one,) = practices.overview(LEAD).own
    form = visit("department-lead", "share_practice", id=str(one.id))
    assert form.text_input(key="practice-title").value == HOSTILE.title
    assert form.text_area(key="practice-what").value == HOSTILE.what


def test_who_is_no_longer_in_the_highest_quarter_is_told_and_can_withdraw(visit, monkeypatch):
    practices.share(LEAD, "", "INV", GOOD)
    (one,) = practices.overview(LEAD).own
    nobody = practices.highest_quarter(practices.releases.published(LEAD, practices.overview(LEAD).cycle), "no area")
    monkeypatch.setattr(practices, "highest_quarter", lambda *_: nobody)
    app = visit("department-lead")
    assert words.HIDDEN_NOW in text(app)
    assert "<h3>" not in text(app)
    app = visit("department-lead", "share_practice", id=str(one.id))
    assert [button.label for button in app.button] == ["Withdraw this practice"]
