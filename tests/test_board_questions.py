"""Questions to ask the department: all of them, for anyone, without a score; as files, text and calendar entries."""

import re
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from assessment import dates
from assessment.access import PEOPLE
from assessment.errors import NotAllowed, NotSignedIn
from assessment.model import BoardQuestion, Viewer
from assessment.service import asking, banks
from tests import builders as make
from tests import documents_read as read
from tests.awkward import awkward_texts
from ui import calendar_file, question_document, question_words
from ui.documents import html, pdf, word

QUESTION = BoardQuestion(
    "Q-DAT1",
    "DAT",
    "Which decision would this data change; and how fast?",
    "The author, with your head of analysis",
    "A named decision, and a delay that they accept.",
    "A dashboard that no one has acted on.",
)
MONDAY = date(2026, 11, 30)


@pytest.mark.parametrize("role", sorted(PEOPLE))
def test_every_role_sees_all_questions_of_the_bank_by_area(role):
    found = asking.board_questions(make.viewer(role))
    bank = banks.current()
    told = [question for _, questions in found.by_area for question in questions]
    assert sorted(q.id for q in told) == sorted(q.id for q in bank.board_questions)
    assert [domain.id for domain, _ in found.by_area] == [domain.id for domain in bank.domains]
    assert all(question.domain == domain.id for domain, questions in found.by_area for question in questions)


def test_nobody_sees_them_without_a_role_or_without_signing_in():
    with pytest.raises(NotSignedIn):
        asking.board_questions(None)
    with pytest.raises(NotAllowed):
        asking.board_questions(Viewer("x@example.gov.uk", "X", frozenset()))


def test_the_document_has_every_line_of_every_question_and_no_score():
    document = question_document.document(asking.board_questions(make.LEADER))
    said = read.said(document)
    for question in banks.current().board_questions:
        assert question.question in said
        assert f"Who to ask: {question.ask}" in said
        assert f"A good answer: {question.good_answer}" in said
        assert f"A warning sign: {question.warning_sign}" in said
    assert not re.search(r"\blevel\b|\btarget\b|\byour score\b", " ".join(said[:3]))
    expected = read.together("".join(said))
    assert read.html_words(html.render(document)) == expected
    assert read.word_words(word.render(document)) == expected
    assert read.pdf_words(pdf.render(document)) == expected


def test_a_question_to_copy_is_plain_text():
    assert question_words.as_text(QUESTION) == (
        "Which decision would this data change; and how fast?\n"
        "Who to ask: The author, with your head of analysis\n"
        "A good answer: A named decision, and a delay that they accept.\n"
        "A warning sign: A dashboard that no one has acted on."
    )


# ---- the calendar ------------------------------------------------------------------------------------


def test_the_calendar_entry_says_the_question_and_what_to_listen_for(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: datetime(2026, 11, 25, 9, tzinfo=UTC))
    (event,) = Calendar.from_ical(calendar_file.ics(QUESTION, MONDAY)).walk("VEVENT")
    assert event["SUMMARY"] == "Ask: Which decision would this data change; and how fast?"
    assert event["DESCRIPTION"] == question_words.as_text(QUESTION)
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (MONDAY, date(2026, 12, 1)), "the whole day"
    assert event["TRANSP"] == "TRANSPARENT", "it takes no time from anybody's day"
    assert event.decoded("DTSTAMP") == datetime(2026, 11, 25, tzinfo=UTC)


def test_the_calendar_entry_names_nobody():
    file = calendar_file.ics(QUESTION, MONDAY).decode()
    assert not re.search(r"ORGANIZER|ATTENDEE|CONTACT|mailto|@", file)


def test_the_same_question_on_the_same_day_is_the_same_entry():
    """A calendar that is given the file twice keeps one entry."""
    uids = [
        str(Calendar.from_ical(calendar_file.ics(QUESTION, day)).walk("VEVENT")[0]["UID"])
        for day in (MONDAY, MONDAY, date(2026, 12, 7))
    ]
    assert uids[0] == uids[1] != uids[2]


@pytest.mark.parametrize("words", awkward_texts(20))
def test_no_words_break_out_of_the_calendar_entry(words):
    odd = BoardQuestion("Q", "DAT", f"{words}\r\nEND:VEVENT\nX:{words}", words, words, words)
    calendar = Calendar.from_ical(calendar_file.ics(odd, MONDAY))
    (event,) = calendar.walk("VEVENT")
    assert "X" not in event
    assert words in event["SUMMARY"]
    assert event["DESCRIPTION"].count(words) >= 4


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        (datetime(2026, 11, 25, 12, tzinfo=UTC), date(2026, 11, 30)),  # a Wednesday
        (datetime(2026, 11, 29, 23, 59, tzinfo=UTC), date(2026, 11, 30)),  # a Sunday
        (datetime(2026, 11, 30, 0, tzinfo=UTC), date(2026, 12, 7)),  # on a Monday, the one after
        (datetime(2026, 7, 5, 23, 30, tzinfo=UTC), date(2026, 7, 13)),  # already Monday in British summer time
        (datetime(2026, 12, 28, 9, tzinfo=UTC), date(2027, 1, 4)),
    ],
)
def test_next_monday_is_that_of_the_uk(moment, monday):
    assert calendar_file.next_monday(moment) == monday
    assert monday.weekday() == 0
