"""Messages: the templates, who is due for which, what stands in them, and when they are sent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assessment import messages
from assessment.errors import EntryRefused, InputError
from assessment.messages import KINDS, Facts, Recipient
from assessment.notify import ENDED, REFUSALS
from assessment.notify_words import PROBLEMS
from assessment.service.messaging import LIMITED, RETRYABLE
from assessment.store.tables.campaign import MESSAGES
from tests import builders as make
from ui.site import PAGES, may_open

OPENS = datetime(2027, 3, 2, 9, tzinfo=UTC)
CYCLE = make.cycle(name="Spring 2027", opens_at=OPENS, closes_at=datetime(2027, 3, 30, 23, tzinfo=UTC))  # 31 March, UK
ADA = Recipient(
    "p1", "Ada Lovelace", "DFE", "ada@example.gov.uk", True, False, False, "not started", "", 0, frozenset(), OPENS
)
FACTS = Facts(CYCLE, "https://assess.example.gov.uk", 25, {"standard_a": 60, "standard_b": 59}, "You said: x")
LATER = OPENS + timedelta(days=20)


def write(folder: Path, **changed: str) -> Path:
    """The templates as they are, with other words in that of the invitation."""
    for kind in KINDS:
        text = (messages.FOLDER / f"{kind}.toml").read_text("utf-8")
        if kind == "invitation":
            for before, after in changed.values():
                assert before in text
                text = text.replace(before, after)
        (folder / f"{kind}.toml").write_text(text, "utf-8")
    return folder


# ---- templates ---------------------------------------------------------------------------------------


def test_there_are_six_messages_and_every_reminder_but_the_last_can_be_stopped():
    assert tuple(messages.templates()) == KINDS == MESSAGES
    for kind, template in messages.templates().items():
        assert ("no reminders link" in template.placeholders) == (kind in ("reminder_1", "reminder_2"))
        assert len(template.subject) <= 255


def test_every_message_can_be_filled_for_a_person_without_brackets_left():
    for template in messages.templates().values():
        filled = template.filled(messages.personal(template, ADA, FACTS))
        assert "((" not in filled.subject + filled.body
        assert "Dear Ada" in filled.body


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("((first name))", "((firstname))", "((firstname)): it is not known"),
        ("Check your digital leadership: you", "x" * 256, "subject: it has more than 255 characters"),
        ("Start here", "y" * 5_000, "body: it has more than 5000 characters"),
        ('kind = "invitation"', 'kind = "results"', "kind: it is not the name of the file"),
        ("who =", "whom =", "its keys are not right"),
    ],
)
def test_a_template_that_cannot_be_filled_or_sent_is_refused_in_words(tmp_path, before, after, told):
    with pytest.raises(InputError) as refused:
        messages.templates(write(tmp_path, changed=(before, after)))
    assert f"invitation.toml: {told}" in "\n".join(refused.value.lines())


# ---- what stands in it -------------------------------------------------------------------------------


def test_a_person_is_told_how_many_questions_are_left_of_their_own_form():
    template = messages.templates()["reminder_2"]
    begun = replace(ADA, progress="started", form="standard_b", answered=50)
    assert template.filled(messages.personal(template, begun, FACTS)).subject == "You have 9 questions left"
    one = replace(begun, answered=58)
    assert messages.personal(template, one, FACTS)["questions left"] == "1 question"
    assert messages.personal(template, ADA, FACTS)["questions left"] == "60 questions"


def test_links_and_the_last_day_are_those_of_the_service_and_of_the_uk():
    values = {}
    for template in messages.templates().values():
        values |= messages.personal(template, ADA, FACTS)
    assert values["link"] == "https://assess.example.gov.uk/"
    assert values["report link"] == "https://assess.example.gov.uk/report"
    assert values["no reminders link"] == "https://assess.example.gov.uk/reminders"
    assert values["last day"] == "30 March 2027"
    pages = {row.path: row for row in PAGES}
    links = [value for name, value in values.items() if name.endswith("link")]
    assert len(links) == 4
    assert all(may_open(pages[link.removeprefix("https://assess.example.gov.uk/")], make.LEADER) for link in links)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Ada Lovelace", "Ada"),
        ("Jean-Luc O’Hara", "Jean-Luc"),
        ("D'Arcy Smith", "D'Arcy"),
        ("Zoë", "Zoë"),
        ("", "colleague"),
        ("  ", "colleague"),
        ("ada@example.gov.uk", "colleague"),
        ("https://evil.example click", "colleague"),
        ("evil.example", "colleague"),
        ("[free](https://evil.example) Smith", "colleague"),
        ("((link))", "colleague"),
        ("=HYPERLINK(1) x", "colleague"),
        ("#Ada", "colleague"),
        ("A" * 41, "colleague"),
    ],
)
def test_a_first_name_is_a_word_and_never_brings_a_link_or_a_formula(name, first):
    assert messages.first_name(name) == first


# ---- who gets it -------------------------------------------------------------------------------------


def due(kind: str, now: datetime = LATER, cycle: object = CYCLE, **changed: object) -> bool:
    return bool(messages.due(kind, [replace(ADA, **changed)], cycle, now))  # type: ignore[arg-type]


def test_the_invitation_goes_to_everybody_once_and_also_to_those_who_want_no_messages():
    assert due("invitation")
    assert due("invitation", no_messages=True)
    assert not due("invitation", had=frozenset({"invitation"}))
    assert not due("invitation", left=True)
    assert not due("invitation", invited=False)
    assert not due("invitation", progress="finished")
    assert not due("invitation", now=OPENS - timedelta(seconds=1))
    assert not due("invitation", now=CYCLE.closes_at)


def test_the_first_reminder_needs_seven_days_since_the_invitation_and_no_answer():
    assert due("reminder_1", now=OPENS + timedelta(days=7))
    assert due("reminder_1", now=OPENS + timedelta(days=7, hours=-8)), "days are those of the calendar"
    assert not due("reminder_1", now=OPENS + timedelta(days=6, hours=14))
    assert not due("reminder_1", invited_at=None)
    assert not due("reminder_1", progress="started")
    assert not due("reminder_1", progress="finished")


def test_the_second_reminder_needs_fourteen_days_and_somebody_who_has_begun():
    assert due("reminder_2", now=OPENS + timedelta(days=14), progress="started")
    assert not due("reminder_2", now=OPENS + timedelta(days=13), progress="started")
    assert not due("reminder_2", progress="not started")
    assert not due("reminder_2", progress="on paper")


def test_the_last_reminder_goes_out_on_the_last_day_in_the_uk_alone():
    noon = datetime(2027, 3, 30, 11, tzinfo=UTC)
    assert due("last_day", now=noon)
    assert due("last_day", now=noon, progress="started")
    assert due("last_day", now=datetime(2027, 3, 29, 23, 30, tzinfo=UTC)), "half past midnight of the last day, UK"
    assert not due("last_day", now=noon - timedelta(days=1))
    assert not due("last_day", now=noon, progress="finished")
    assert not due("last_day", now=noon, cycle=replace(CYCLE, status="closed"))


def test_thanks_go_to_those_who_have_finished_and_results_once_they_are_out():
    released = replace(CYCLE, status="released")
    assert due("thank_you", progress="finished")
    assert due("thank_you", progress="finished", cycle=released)
    assert not due("thank_you", progress="started")
    assert due("results", progress="finished", cycle=released)
    assert not due("results", progress="finished")
    assert not due("results", progress="started", cycle=released)


@pytest.mark.parametrize("kind", KINDS[1:])
def test_whoever_left_or_wants_no_messages_gets_nothing_after_the_invitation(kind):
    now = datetime(2027, 3, 30, 11, tzinfo=UTC)
    cycle = replace(CYCLE, status="released") if kind == "results" else CYCLE
    progress = {"reminder_1": "not started", "reminder_2": "started", "last_day": "started"}.get(kind, "finished")
    assert due(kind, now, cycle, progress=progress)
    assert not due(kind, now, cycle, progress=progress, left=True)
    assert not due(kind, now, cycle, progress=progress, no_messages=True)
    assert not due(kind, now, cycle, progress=progress, had=frozenset({kind}))


# ---- when --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "best"),
    [
        (datetime(2027, 3, 1, 12, tzinfo=UTC), datetime(2027, 3, 2, 9, tzinfo=UTC)),  # Monday: on Tuesday
        (datetime(2027, 3, 3, 9, 30, tzinfo=UTC), datetime(2027, 3, 3, 9, 30, tzinfo=UTC)),  # within the time
        (datetime(2027, 3, 3, 11, tzinfo=UTC), datetime(2027, 3, 4, 9, tzinfo=UTC)),  # Wednesday: on Thursday
        (datetime(2027, 3, 4, 17, tzinfo=UTC), datetime(2027, 3, 9, 9, tzinfo=UTC)),  # Thursday: on Tuesday
        (datetime(2027, 3, 26, 12, tzinfo=UTC), datetime(2027, 3, 30, 8, tzinfo=UTC)),  # over the clock change
    ],
)
def test_the_best_time_is_a_tuesday_to_thursday_morning_in_the_uk(after, best):
    assert messages.next_good_moment(after) == best


def test_what_is_proposed_follows_the_cycle_and_lies_in_the_future():
    monday = datetime(2027, 3, 1, 12, tzinfo=UTC)
    assert messages.proposed("invitation", CYCLE, None, monday) == OPENS
    assert messages.proposed("reminder_1", CYCLE, OPENS, monday) == OPENS + timedelta(days=7)
    assert messages.proposed("reminder_2", CYCLE, None, monday) == OPENS + timedelta(days=14)
    assert messages.proposed("last_day", CYCLE, OPENS, monday) == datetime(2027, 3, 30, 8, tzinfo=UTC)  # 9am, summer
    soon = datetime(2027, 3, 3, 9, 44, tzinfo=UTC)
    assert messages.proposed("invitation", CYCLE, None, soon) == datetime(2027, 3, 3, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("2/3/2027", "9:30am", datetime(2027, 3, 2, 9, 30, tzinfo=UTC)),
        ("2 March 2027", "14:00", datetime(2027, 3, 2, 14, tzinfo=UTC)),
        ("2027-07-06", "12am", datetime(2027, 7, 5, 23, tzinfo=UTC)),
        ("6/7/2027", " 12.05 PM ", datetime(2027, 7, 6, 11, 5, tzinfo=UTC)),
        ("31/10/2027", "1:30am", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # comes twice: the first
        ("28/3/2027", "2:30am", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # after the clocks went forward
    ],
)
def test_a_day_and_a_time_are_those_of_the_uk(day, clock, moment):
    assert messages.typed(day, clock, OPENS - timedelta(days=9)) == moment


@pytest.mark.parametrize(
    ("day", "clock", "wrong"),
    [
        ("", "", {"day": messages.ENTER_DAY, "time": messages.ENTER_TIME}),
        ("32/3/2027", "9am", {"day": messages.ENTER_DAY}),
        ("2/3/2027", "9", {"time": messages.ENTER_TIME}),
        ("2/3/2027", "25:00", {"time": messages.ENTER_TIME}),
        ("2/3/2027", "13pm", {"time": messages.ENTER_TIME}),
        ("2/3/2027", "٩:٣٠", {"time": messages.ENTER_TIME}),
        ("28/3/2027", "1:30am", {"time": messages.NO_SUCH_TIME}),  # the clocks go forward
        ("1/3/2020", "9am", {"day": messages.TIME_PASSED}),
    ],
)
def test_a_moment_that_is_none_is_refused_beside_its_field(day, clock, wrong):
    with pytest.raises(EntryRefused) as refused:
        messages.typed(day, clock, OPENS - timedelta(days=9))
    assert refused.value.fields == wrong


# ---- words -------------------------------------------------------------------------------------------


def test_every_problem_has_words_for_what_happened_and_what_to_do():
    codes = {problem for _, _, problem in REFUSALS} | {problem for _, problem in ENDED.values()}
    codes |= {"unreachable", "rate_limit", "daily_limit", "key_refused", "clock", "not_notify", "refused"}
    codes |= {*LIMITED, *RETRYABLE, "gave_up", "outcome_unknown", "no_longer_due"}
    assert codes | {""} == set(PROBLEMS)
    assert all(what.endswith(".") and do.endswith(".") for what, do in PROBLEMS.values())
