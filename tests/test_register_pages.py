"""The register and the programs as pages: search, change, history, update and token, with whatever people type."""

from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from assessment.service import consuming, identity, registry
from tests import builders as make
from tests.test_pages import ROUTER, heading, text
from ui import consumer_words, who
from ui.plain import plain

HOSTILE = '<img src=x onerror=alert(1)> **bold** =1+1 [a](http://b) "q"'


@pytest.fixture(autouse=True)
def _demonstration(demonstration):
    """All pages are shown on the demonstration."""


@pytest.fixture
def visit(monkeypatch):
    """Open a page for administrators as a made-up person, with words after the question mark."""

    def _visit(file: str, person: str = "administrator", **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer(person))
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/admin/{file}.py").run()

    return _visit


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    return button.click().run()


def links(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def test_the_register_is_searched_and_only_an_administrator_is_offered_to_change_it(visit):
    app = visit("register")
    assert "123 organisations. Headcounts of the senior civil service: 31 March 2023, rounded to 5." in text(app)
    assert links(app) == ["Add an organisation", "Bring the register up to date"]
    found = text(app.text_input(key="search").set_value("  hm   TREAS ").run())
    assert '<a href="/register-organisation?code=HMT">HM Treasury</a>' in found
    assert "Home Office" not in found
    assert "No organisation has this" in text(app.text_input(key="search").set_value(HOSTILE).run())
    assert links(visit("register", "learning-team")) == []
    assert links(visit("organisation", "learning-team", code="HMT")) == ["Register of organisations"]


def test_a_change_is_saved_and_stands_in_the_history_with_name_and_reason(visit):
    app = visit("change_organisation", code="HMT")
    app.text_input(key="organisation-name").set_value(HOSTILE)
    app.text_input(key="organisation-scs_headcount").set_value("1,155")
    app.text_input(key="organisation-source").set_value("Letter of 3 May")
    app = press(app, "Save")
    assert heading(app) == plain(HOSTILE)
    page = text(app)
    assert "Senior civil servants: 140 → 1,155" in page
    assert escape(HOSTILE, quote=False) in page
    assert "<img" not in page
    assert "<td>Robin Clarke</td>" in page
    assert "<td>Letter of 3 May</td>" in page


def test_what_is_wrong_is_said_above_and_beside_and_what_is_unusual_is_asked(visit):
    app = visit("change_organisation", code="HMT")
    app.text_input(key="organisation-scs_headcount").set_value("lots")
    app.text_input(key="organisation-parent_group").set_value("Friends")
    app = press(app, "Save")
    said = "Headcount must be a whole number from 0 to 1,000,000, or empty"
    assert text(app).count(said) == 2
    assert not app.checkbox
    app.text_input(key="organisation-scs_headcount").set_value("150")
    app = press(app, "Save")
    assert "‘Friends’ is a new parent group: confirm that it is meant." in text(app)
    assert registry.organisation(make.ADMINISTRATOR, "HMT").changes == ()
    app.checkbox(key="organisation-confirmed").check()
    assert heading(press(app, "Save")) == "HM Treasury"
    assert registry.organisation(make.ADMINISTRATOR, "HMT").organisation.parent_group == "Friends"


def test_an_organisation_is_added_and_one_that_is_not_there_is_told_in_words(visit):
    app = visit("change_organisation")
    assert heading(app) == "Add an organisation"
    assert "Enter a code" in text(press(app, "Save"))
    for name, value in {"code": "zed-1", "name": "Zed", "parent_group": "HM Treasury"}.items():
        app.text_input(key=f"organisation-{name}").set_value(value)
    app.selectbox(key="organisation-type").set_value("Executive agency")
    app = press(app, "Save")
    assert heading(app) == "Zed"
    assert "Added to the register" in text(app)
    assert "that organisation" in heading(visit("organisation", code="NOBODY"))
    assert "that organisation" in heading(visit("change_organisation", code="NOBODY"))


def test_a_token_is_shown_once_and_can_be_revoked(visit):
    app = visit("consumers")
    assert consumer_words.NOBODY in text(app)
    assert text(press(app, "Make a token")).count(consuming.ENTER_NAME) == 2
    app.text_input(key="consumer-name").set_value(HOSTILE)
    app.text_input(key="consumer-ends_on").set_value(f"{consuming.dates.today():%d/%m/%Y}")
    app.selectbox(key="consumer-whose").set_value("HMT")
    app = press(app, "Make a token")
    token = app.code[0].value
    assert consuming.reader(token).organisation == "HMT"
    assert "<img" not in text(app)
    assert not app.run().code, "it is gone with the next run"
    press(app, f"Revoke the token of {plain(HOSTILE)}")
    with pytest.raises(consuming.NotAllowed):
        consuming.reader(token)
