"""Second opinions as pages: asking, answering once, and what the leader reads before and after the last day."""

from datetime import timedelta

import pytest
from sqlalchemy import text as sql
from streamlit.testing.v1 import AppTest

from assessment import dates, store
from assessment.model import Role
from assessment.opinions import CANNOT_SAY
from assessment.service import identity, opinions
from assessment.store import opinions as kept
from assessment.store import removal
from tests.second_opinions import COLLEAGUES, a_leader, an_account, answered_by, colleague, everything, invite, lines
from tests.test_pages import ROUTER, heading, text
from ui import opinion_words as words
from ui import who

LEADER = "sam@example.gov.uk"


@pytest.fixture(autouse=True)
def leader():
    return a_leader()


@pytest.fixture
def visit(monkeypatch):
    """Open a page as whoever signs in by an address, with words after the question mark."""

    def _visit(person: str, file: str = "report/second_opinion.py", **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: identity.viewer_for(person))
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app if file == "take/start.py" else app.switch_page(f"../pages/{file}").run()

    return _visit


def give_page(visit, number: int, opinion: int) -> AppTest:
    return visit(COLLEAGUES[number - 1], "report/give_opinion.py", of=str(opinion))


def later(monkeypatch, days: int) -> None:
    moment = dates.now() + timedelta(days=days)
    monkeypatch.setattr(dates, "now", lambda: moment)


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    return button.click().run()


def fill(app: AppTest, addresses: str, last_day: str) -> AppTest:
    app.text_area(key="opinion-addresses").set_value(addresses)
    app.text_input(key="opinion-last_day").set_value(last_day)
    return press(app, words.INVITE)


def soon(days: int = 10) -> str:
    return f"{dates.today() + timedelta(days=days):%d/%m/%Y}"


def test_the_report_leads_to_it(visit):
    report = visit(LEADER, "report/my_report.py")
    assert "Ask people who work with you" in [link.proto.label for link in report.get("page_link")]


def test_a_report_that_nobody_can_be_asked_about_says_so_instead_of_nothing(visit):
    with store.writing() as db:
        db.connection().execute(sql("UPDATE sitting SET bank_version = '2024.9'"))
    app = visit(LEADER)
    assert words.NOBODY_CAN_BE_ASKED in text(app)
    assert not app.text_area
    assert not app.exception


def test_the_page_says_what_it_is_for_and_who_sees_what(visit):
    app = visit(LEADER)
    page = text(app)
    assert heading(app) == "Second opinion"
    assert "This is for your development only. It is never used for appraisal, promotion or pay." in page
    assert "An area has a figure only if 5 or more people said something about it." in page
    assert "If no area has one, you are told so and nothing else, and their answers are deleted." in page
    assert app.text_area(key="opinion-addresses").value == ""


def test_an_empty_form_is_refused_above_and_beside_its_fields_and_keeps_what_was_entered(visit, leader):
    app = fill(visit(LEADER), "one@x.gov.uk\n<b>two", "yesterday")
    page = text(app)
    assert "There is a problem" in page
    said = "Enter email addresses in the correct format, like name@example.gov.uk: “&lt;b&gt;two” is not one"
    assert f'<li><a href="#opinion-addresses">{said}</a></li>' in page
    assert f'data-control="opinion-addresses"><span class="unseen">Error: </span>{said}</p>' in page
    assert '<li><a href="#opinion-last_day">The last day must be a date, like ' in page
    assert app.text_area(key="opinion-addresses").value == "one@x.gov.uk\n<b>two"
    assert opinions.overview(leader).asked == ()


def test_after_inviting_the_page_has_the_text_to_send_and_says_nothing_of_who_has_answered(visit, leader):
    app = fill(visit(LEADER), lines(*COLLEAGUES[:5]), soon())
    page = text(app)
    (asked,) = opinions.overview(leader).asked
    assert f"You have invited 5 people. They can answer until the end of {dates.in_words(asked.last_day)}." in page
    assert f"\n\ngive-opinion?of={asked.id}\n\n" in page
    assert "Invite people" not in page
    for number in (1, 2):
        opinions.give(colleague(number), asked.id, everything(colleague(number), asked.id, 4))
    assert text(visit(LEADER)) == page
    (link,) = visit(COLLEAGUES[4], "take/start.py").get("page_link")
    name = f"Give a second opinion about Sam Okafor, by {dates.in_words(asked.last_day)}"
    assert (link.proto.label, link.proto.query_string) == (name, f"of={asked.id}")
    assert "Waiting for you" not in text(visit(COLLEAGUES[0], "take/start.py")), "has answered"


def test_somebody_who_is_asked_answers_on_one_page_and_once(visit, leader):
    opinion = invite(leader)
    app = give_page(visit, 1, opinion)
    page = text(app)
    assert heading(app) == "Give a second opinion"
    assert "Sam Okafor asks how you see them as a digital leader." in page
    assert words.CHOOSE in page
    assert len(app.radio) == 16
    assert {radio.value for radio in app.radio} == {None}
    assert {radio.options[-1] for radio in app.radio} == {"I cannot say"}
    for radio in app.radio:
        radio.set_value(3)
    app = press(app.run(), words.SEND)
    assert heading(app) == "Answers sent"
    assert words.THANKS in text(app)
    with store.reading() as db:
        assert {tuple(said.items()) for said in kept.counts(db, opinion).values()} == {(((6, 2), 1),)}
    again = give_page(visit, 1, opinion)
    assert "You have answered already." in text(again)
    assert not again.radio


def test_questions_left_open_are_named_and_what_was_chosen_stays(visit, leader):
    opinion = invite(leader)
    app = give_page(visit, 2, opinion)
    first, second, *others = app.radio
    for radio in others:
        radio.set_value(0)
    app = press(app.run(), words.SEND)
    page = text(app)
    assert page.count('<li><a href="#opinion-') == 2
    assert f'data-control="{first.key}"><span class="unseen">Error: </span>Select a statement, or that' in page
    assert [radio.value for radio in app.radio] == [None, None] + [0] * 14
    for key in (first.key, second.key):
        app.radio(key=key).set_value(0)
    app = press(app.run(), words.SEND)
    assert "Select a statement for at least one question: you have said of each that you cannot say" in text(app)
    with store.reading() as db:
        assert kept.counts(db, opinion) == {}
    app.radio(key=first.key).set_value(5)
    assert heading(press(app.run(), words.SEND)) == "Answers sent"


def test_a_wrong_person_learns_nothing_and_a_late_one_that_it_has_ended(visit, leader, monkeypatch):
    opinion = invite(leader)
    an_account("stranger@example.gov.uk", "A Stranger", Role.GUEST)
    for person, at in (("stranger@example.gov.uk", opinion), (COLLEAGUES[0], opinion + 1), (COLLEAGUES[0], 0)):
        app = visit(person, "report/give_opinion.py", of=str(at))
        assert heading(app) == "Your account may not do this."
        assert "Sam" not in text(app)
    assert heading(visit(LEADER, "report/give_opinion.py", of=str(opinion))) == "Your account may not do this."
    later(monkeypatch, 15)
    assert "The time to give this second opinion has ended." in text(give_page(visit, 2, opinion))
    assert "Waiting for you" not in text(visit(COLLEAGUES[1], "take/start.py"))


def test_sending_after_the_end_or_from_a_second_tab_is_told_and_changes_nothing(visit, leader, monkeypatch):
    opinion = invite(leader)
    tabs = [give_page(visit, 2, opinion) for _ in range(2)]
    for app in tabs:
        for radio in app.radio:
            radio.set_value(2)
        app.run()
    assert heading(press(tabs[0], words.SEND)) == "Answers sent"
    assert "You have answered already." in text(press(tabs[1], words.SEND))
    late = give_page(visit, 1, opinion)
    for radio in late.radio:
        radio.set_value(2)
    late.run()
    later(monkeypatch, 15)
    assert "The time to give this second opinion has ended." in text(press(late, words.SEND))
    with store.reading() as db:
        assert {sum(said.values()) for said in kept.counts(db, opinion).values()} == {1}


def test_after_the_last_day_the_leader_reads_medians_beside_their_own_figures(visit, leader, monkeypatch):
    opinion = answered_by(leader, 1, 2, 3, 4)
    answers = everything(colleague(5), opinion, 5)
    opinions.give(
        colleague(5), opinion, {name: CANNOT_SAY if "TEC" in name else value for name, value in answers.items()}
    )
    later(monkeypatch, 15)
    app = visit(LEADER)
    page = text(app)
    assert "You invited 5 people." in page
    assert "Here is how others see you in 7 areas out of 8." in page
    own = '<td class="number">3.0</td><td class="number">2.5</td></tr>'
    assert f'<th scope="row">Data</th><td class="number">3.0</td>{own}' in page
    assert page.count(f'<td class="number">3.0</td>{own}') == 7
    assert page.count('<td class="number withheld">[c]') == 1
    assert words.NOT_SHOWN in page
    (button,) = app.get("download_button")
    assert button.proto.label == "Download the figures (CSV)"


@pytest.mark.parametrize("people", [0, 4])
def test_below_five_the_leader_reads_one_sentence_and_no_figure(visit, leader, monkeypatch, people):
    answered_by(leader, *range(1, people + 1))
    later(monkeypatch, 15)
    app = visit(LEADER)
    assert words.TOO_FEW in text(app)
    assert "<table>" not in text(app)
    assert not app.get("download_button")


def test_a_leader_without_a_report_is_led_to_the_start(visit):
    an_account("new@example.gov.uk", "New Leader", Role.RESPONDENT, "p1")
    with store.writing() as db:
        removal.delete_answers(db, sitting_id=1)
    app = visit("new@example.gov.uk")
    assert "You have not submitted an assessment yet. Submit your answers to see your report." in text(app)
    assert not app.text_area
