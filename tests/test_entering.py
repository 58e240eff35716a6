"""Answers on paper: who may be looked up, what is read, what is saved, and that nobody reads it after submitting."""

import dataclasses
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from assessment import dates, item_types, on_paper, store
from assessment.errors import EntryRefused, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Response, Role
from assessment.on_paper import Written
from assessment.paper_marks import marks
from assessment.service import banks, checking, entering, reporting, taking
from assessment.store import events, evidence, reads, writes
from tests import builders as make
from tests.test_pages import ROUTER, heading, text
from ui import entering_words as words
from ui import who

NOW = datetime(2026, 11, 24, 9, 41, tzinfo=UTC)
TEAM = replace(make.LEARNING_TEAM, account="4711", name="Quentin Clerk")
LEADER = make.viewer(Role.RESPONDENT, person="p-001")
OTHER = make.viewer(Role.RESPONDENT, person="p-002")


@pytest.fixture
def clock(monkeypatch):
    moment = [NOW]
    monkeypatch.setattr(dates, "now", lambda: moment[0])
    return moment


@pytest.fixture(autouse=True)
def cycle(clock):
    """An open cycle with twelve directors, two of whom have an account."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE", "Department for Education")])
        cycle = writes.add_cycle(
            db,
            name="Autumn 2026",
            family="standard",
            bank_version=banks.current().version,
            opens_at=NOW - timedelta(days=1),
            closes_at=NOW + timedelta(days=30),
        )
        people = [f"p-{n:03}" for n in range(1, 13)]
        cohort = pd.DataFrame({"person": people, "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=cohort)
        for person, name in (("p-001", "Ada 100% Lovelace"), ("p-002", "Grace Hopper")):
            address = f"{person}@example.gov.uk"
            writes.add_account(db, subject=address, name=name, roles=[Role.RESPONDENT], person=person)
    return cycle


def begun(letter: str = "b", key: str = "p-001") -> entering.Entry:
    entering.begin(TEAM, key, letter)
    return entering.entry(TEAM, key)


def mark(item: str, value: int, sure: str = "") -> Written:
    """An answer as it stands on paper."""
    printed = {found: mark for mark, found in marks(banks.current().item_by_id[item]).items()}
    return Written(printed[value], sure)


def enter_all(entry: entering.Entry, answer: int = 1) -> None:
    for item in entry.items:
        entering.enter(TEAM, entry.invited.key, item.id, mark(item.id, answer))


def log_of(key: str) -> list[tuple[str, str]]:
    with store.reading() as db:
        return [(event.account, event.action) for event in events.events(db, key)]


def kept(key: str) -> dict[str, Response]:
    with store.reading() as db:
        sitting = reads.sitting_of(db, reads.open_cycle(db).id, key)
        return reads.responses(db, sitting.id)


# ---- what stands on paper ------------------------------------------------------------------------------


KINDS = {
    "rating": (make.rating("R1"), "1 to 5 or N"),
    "situational": (make.situational("S1"), "P to T, D or N"),
    "knowledge": (make.knowledge("K1"), "P to S, D or N"),
    "pulse": (make.pulse("P1"), "1 to 5 or D"),
}


PRINTED = marks(make.knowledge("K1"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_may_be_typed_is_what_the_item_offers_on_the_screen(kind):
    item, told = KINDS[kind]
    assert on_paper.offered(item) == told
    order = tuple(range(1, len(item.options) + 1))
    assert set(marks(item).values()) == set(item_types.of(item).control(item, order).values)


def test_an_example_has_neither_letter():
    example = replace(make.rating("V1"), type="vignette")
    assert on_paper.offered(example) == "1 to 5"


@pytest.mark.parametrize(
    ("typed", "value"),
    [("p", PRINTED["P"]), (" S ", PRINTED["S"]), ("d", DO_NOT_KNOW), ("D", DO_NOT_KNOW), ("n", NOT_APPLICABLE)],
)
def test_numbers_and_letters_are_read_with_how_sure_somebody_was(typed, value):
    read = on_paper.read(make.knowledge("K1"), Written(typed, "3"))
    assert read.response == Response("K1", value, 3)
    assert not read.faults


@pytest.mark.parametrize(
    "typed", ["1", "T", "9", "0", "-1", "x", "1.0", "01", "1 2", "２", "٣", "²", "<b>1</b>", "1" * 10_000]
)
def test_anything_else_is_refused_in_words_and_records_nothing(typed):
    read = on_paper.read(make.knowledge("K1"), Written(typed))
    assert read.response is None
    assert read.faults == {"answer": "enter P to S, D or N"}


def test_a_rating_has_no_d_and_a_statement_about_the_department_no_n():
    assert on_paper.read(KINDS["rating"][0], Written("D")).faults == {"answer": "enter 1 to 5 or N"}
    assert on_paper.read(KINDS["pulse"][0], Written("N")).faults == {"answer": "enter 1 to 5 or D"}


def test_how_sure_is_one_to_three_and_does_not_take_the_answer_with_it():
    item = make.knowledge("K1")
    read = on_paper.read(item, Written("Q", "4"))
    assert read.response == Response("K1", PRINTED["Q"])
    assert read.faults == {"sure": "enter 1 to 3 for how sure, or leave it empty"}
    assert on_paper.read(item, Written("", "2")).faults == {"sure": "enter the answer, or empty how sure"}
    assert on_paper.read(item, Written("", "")) == on_paper.Read(None)


@given(st.sampled_from([item for item, _ in KINDS.values()]), st.text(max_size=4), st.text(max_size=2))
def test_whatever_is_typed_is_a_response_of_the_item_or_has_words(item, answer, sure):
    read = on_paper.read(item, Written(answer, sure))
    if read.response is None:
        assert not answer.strip() or read.faults["answer"] == f"enter {on_paper.offered(item)}"
    else:
        assert item_types.of(item).parse(item, read.response.value) == read.response.value
        again = on_paper.read(item, on_paper.written(item, read.response))
        assert again == on_paper.Read(read.response), "what is saved is shown as it is typed"


# ---- looking somebody up -------------------------------------------------------------------------------


def test_a_person_is_found_by_the_beginning_of_the_key_or_a_part_of_the_name():
    ada = entering.Invited("p-001", "Ada 100% Lovelace", "Department for Education", "director")
    assert entering.search(TEAM, "p-001").people == (ada,)
    assert entering.search(TEAM, "  LOVE ").people == (ada,)
    assert entering.search(TEAM, "0% l").people == (ada,)
    assert entering.search(TEAM, "p-012").people[0].name == ""
    assert entering.search(TEAM, "-001").people == ()


def test_a_search_gives_ten_at_most_and_says_that_there_are_more():
    found = entering.search(TEAM, "p-0")
    assert [person.key for person in found.people] == [f"p-{n:03}" for n in range(1, 11)]
    assert found.more
    assert not entering.search(TEAM, "p-00").more


@pytest.mark.parametrize("odd", ["%%%", "___", "p-%", "'; DROP TABLE sitting; --", "x" * 10_000])
def test_signs_that_a_database_knows_are_taken_literally(odd):
    assert entering.search(TEAM, odd).people == ()


@pytest.mark.parametrize("short", ["", "  ", "p-", " a "])
def test_whoever_types_too_little_gets_no_list(short):
    with pytest.raises(EntryRefused) as refused:
        entering.search(TEAM, short)
    assert refused.value.fields == {"text": "Enter at least 3 characters of a key or a name"}


def test_only_people_of_the_open_cycle_are_found(clock, cycle):
    with pytest.raises(WrongState, match="Nobody with this key is invited"):
        entering.entry(TEAM, "somebody-else")
    clock[0] = cycle.closes_at
    for ask in (lambda: entering.search(TEAM, "p-001"), lambda: entering.entry(TEAM, "p-001")):
        with pytest.raises(WrongState, match="No assessment is open"):
            ask()
    with pytest.raises(WrongState, match="No assessment is open"):
        entering.begin(TEAM, "p-001", "a")


@pytest.mark.parametrize(
    "ask",
    [
        lambda viewer: entering.search(viewer, "p-001"),
        lambda viewer: entering.entry(viewer, "p-001"),
        lambda viewer: entering.begin(viewer, "p-001", "a"),
        lambda viewer: entering.enter(viewer, "p-001", "USR-B1", mark("USR-B1", 1)),
        lambda viewer: entering.submit(viewer, "p-001", True),
        lambda viewer: entering.discard(viewer, "p-001"),
    ],
)
def test_nobody_but_the_learning_team_enters_answers(ask):
    with pytest.raises(NotSignedIn):
        ask(None)
    for other in (LEADER, make.DEPARTMENT_HR, make.DEPARTMENT_LEAD, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            ask(other)


# ---- beginning -----------------------------------------------------------------------------------------


def test_the_form_is_the_one_on_the_paper_with_its_options_in_stored_order():
    assert entering.entry(TEAM, "p-001").letters == ("a", "b", "c")
    entry = begun("c")
    form = banks.current().form_by_id["standard_c"]
    assert (entry.progress, entry.letter) == ("being entered", "c")
    assert tuple(item.id for item in entry.items) == form.items, "numbers on paper are places on the form"
    scenario = next(item for item in entry.items if item.type == "situational")
    entering.enter(TEAM, "p-001", scenario.id, mark(scenario.id, 2))
    assert kept("p-001")[scenario.id].value == 2
    number = next(n for n in range(1, 99) if taking.page(LEADER, n).step.items == (scenario,))
    assert taking.page(LEADER, number).being_entered


@pytest.mark.parametrize("letter", ["", "d", "A", "standard_a", "<b>", "a" * 10_000])
def test_a_letter_that_no_form_has_is_refused_and_nothing_begins(letter):
    with pytest.raises(EntryRefused) as refused:
        entering.begin(TEAM, "p-001", letter)
    assert refused.value.fields == {"letter": "Select the letter that is printed on the paper"}
    assert not taking.overview(LEADER).started
    assert log_of("p-001") == []


def test_of_somebody_who_answers_online_the_team_learns_nothing_but_that():
    taking.begin(LEADER)
    item = taking.page(LEADER, 1).questions[0].item.id
    taking.record_response(LEADER, item, 4)
    entry = entering.entry(TEAM, "p-001")
    assert (entry.progress, entry.items, entry.responses, entry.letter) == ("online", (), {}, "")
    with pytest.raises(WrongState, match="This person has begun to answer online"):
        entering.begin(TEAM, "p-001", "a")
    with pytest.raises(WrongState, match="begun to answer online"):
        entering.enter(TEAM, "p-001", item, mark(item, 1))
    for end in (lambda: entering.discard(TEAM, "p-001"), lambda: entering.submit(TEAM, "p-001", True)):
        with pytest.raises(WrongState, match="begun to answer online"):
            end()
    assert kept("p-001")[item].value == 4
    assert log_of("p-001") == []


def test_whoever_has_only_looked_at_the_start_can_still_answer_on_paper():
    dealt = taking.begin(LEADER)
    assert dealt.option_orders
    entry = begun("a")
    assert entry.progress == "being entered"
    sitting = taking.overview(LEADER).sitting
    assert (sitting.id, sitting.form, sitting.option_orders) == (dealt.id, "standard_a", {})


def test_of_two_who_begin_at_once_the_second_is_told(monkeypatch):
    begun()
    with pytest.raises(WrongState, match="are being entered now"):
        entering.begin(TEAM, "p-001", "a")
    monkeypatch.setattr(entering, "_progress", lambda *_: "not started")  # the other one has not seen it yet
    with pytest.raises(WrongState, match="are being entered now"):
        entering.begin(TEAM, "p-001", "a")
    assert log_of("p-001") == [("4711", "entry of answers on paper begun")]


# ---- entering ------------------------------------------------------------------------------------------


def test_every_field_is_on_disk_when_it_is_left_and_an_empty_one_takes_the_answer_back(database):
    entry = begun()
    item = entry.items[0]
    assert entering.enter(TEAM, "p-001", item.id, Written("n")) == NOW
    store.configure(f"sqlite:///{database}")  # a new connection, as after a restart
    assert entering.entry(TEAM, "p-001").responses == {item.id: Response(item.id, NOT_APPLICABLE)}
    entering.enter(TEAM, "p-001", item.id, Written(""))
    assert entering.entry(TEAM, "p-001").responses == {}


def test_a_faulty_field_has_words_and_leaves_no_earlier_answer_behind():
    item = begun().items[0]
    entering.enter(TEAM, "p-001", item.id, mark(item.id, 3))
    with pytest.raises(EntryRefused) as refused:
        entering.enter(TEAM, "p-001", item.id, Written("9"))
    assert refused.value.fields == {"answer": "enter 1 to 5 or N"}
    assert kept("p-001") == {}


def test_an_item_of_another_form_is_refused():
    begun("a")
    for item in ("USR-B3", "NONE", ""):
        with pytest.raises(NotFound):
            entering.enter(TEAM, "p-001", item, Written("P"))


def test_while_answers_are_entered_the_person_can_change_nothing_here_but_delete_them():
    entry = begun()
    enter_all(entry)
    for change in (
        lambda: taking.record_response(LEADER, entry.items[0].id, 5),
        lambda: taking.submit(LEADER),
        lambda: taking.open_knowledge(LEADER),
        lambda: taking.see_panel(LEADER),
    ):
        with pytest.raises(WrongState, match="entering your answers from paper"):
            change()
    assert not any(row.changeable for row in checking.check(LEADER))
    assert taking.page(LEADER, 1).fixed
    taking.delete_answers(LEADER)
    with pytest.raises(WrongState, match="not being entered any more"):
        entering.enter(TEAM, "p-001", entry.items[0].id, mark(entry.items[0].id, 1))
    assert entering.entry(TEAM, "p-001").progress == "not started"
    taking.begin(LEADER)
    taking.record_response(LEADER, taking.page(LEADER, 1).questions[0].item.id, 5)


def test_all_of_it_can_be_taken_back_for_a_wrong_person_or_form_and_what_they_asked_stays():
    taking.begin(LEADER)
    taking.report_wrong_role(LEADER, "I am a director general")
    enter_all(begun("a"))
    entering.discard(TEAM, "p-001")
    assert entering.entry(TEAM, "p-001").progress == "not started"
    assert not taking.overview(LEADER).started
    with store.reading() as db:
        assert [row[3] for row in reads.open_corrections(db, reads.open_cycle(db).id)] == ["I am a director general"]
    assert begun("b").responses == {}
    assert [action.rpartition(" ")[2] for _, action in log_of("p-001")] == ["begun", "discarded", "begun"]


# ---- submitting ----------------------------------------------------------------------------------------


def test_entered_answers_are_scored_as_if_the_person_had_given_them_here():
    enter_all(begun("b"))
    entering.submit(TEAM, "p-001", declared=True)
    with store.writing() as db:  # the same form and answers, given online
        cycle = reads.open_cycle(db)
        writes.start_sitting(
            db,
            cycle_id=cycle.id,
            person_id="p-002",
            form="standard_b",
            bank_version=cycle.bank_version,
            option_orders={},
            now=NOW,
        )
    for number in range(1, taking.page(OTHER, 1).steps + 1):
        if taking.page(OTHER, number).locked:
            taking.open_knowledge(OTHER)
        for question in taking.page(OTHER, number).questions:
            taking.record_response(OTHER, question.item.id, 1)
    taking.submit(OTHER)
    entered, given = reporting.my_report(LEADER), reporting.my_report(OTHER)
    assert entered.profile.scores == given.profile.scores
    assert len(entered.profile.scored) == 8
    assert entered.sitting.reference.startswith("DL-")


@pytest.mark.parametrize("profession", ["", "policy", "operational_delivery", "commercial", "statistics", "unknown"])
def test_a_profession_on_paper_gives_the_targets_that_it_gives_online(profession):
    item = begun().items[0]
    entering.enter(TEAM, "p-001", item.id, mark(item.id, 3))
    assert entering.say_role(TEAM, "p-001", profession, "4 to 9 years") == NOW
    entering.submit(TEAM, "p-001", declared=True)
    taking.begin(OTHER)
    taking.record_response(OTHER, taking.page(OTHER, 1).questions[0].item.id, 3)
    unsaid = taking.PREFER_NOT_TO_SAY
    taking.save_role(OTHER, profession or unsaid, unsaid, unsaid)
    taking.submit(OTHER)
    entered, given = (reporting.my_report(person) for person in (LEADER, OTHER))
    assert [one.target for one in entered.profile.scores] == [one.target for one in given.profile.scores]
    assert (entered.sitting.profession, entered.sitting.time_in_role) == (profession, "4 to 9 years")


def test_professions_move_a_target_so_that_it_matters_to_enter_them():
    targets = set()
    for profession in ("", "operational_delivery"):
        entry = begun()
        entering.say_role(TEAM, "p-001", profession, "")
        entering.enter(TEAM, "p-001", entry.items[0].id, mark(entry.items[0].id, 3))
        entering.submit(TEAM, "p-001", declared=True)
        targets.add(tuple(one.target for one in reporting.my_report(LEADER).profile.scores))
        taking.delete_answers(LEADER)
    assert len(targets) == 2


def test_a_role_that_is_not_offered_is_refused_and_one_said_online_stays():
    taking.begin(LEADER)
    taking.save_role(LEADER, "policy", "1 to 3 years", "It is part of my job")
    entry = begun()
    assert (entry.profession, entry.time_in_role) == ("policy", "1 to 3 years")
    for role in (("juggling", ""), ("", "a while"), (taking.PREFER_NOT_TO_SAY, "")):
        with pytest.raises(NotFound):
            entering.say_role(TEAM, "p-001", *role)
    entering.say_role(TEAM, "p-001", "tax", "")
    sitting = taking.overview(LEADER).sitting
    assert (sitting.profession, sitting.time_in_role) == ("tax", "")
    assert sitting.digital_responsibility == "It is part of my job", "the paper does not ask for it"


def test_a_role_is_entered_only_while_answers_are_and_only_by_the_learning_team():
    taking.begin(LEADER)
    with pytest.raises(WrongState, match="not being entered any more"):
        entering.say_role(TEAM, "p-001", "policy", "")
    with pytest.raises(NotAllowed):
        entering.say_role(LEADER, "p-001", "policy", "")
    taking.record_response(LEADER, taking.page(LEADER, 1).questions[0].item.id, 4)
    with pytest.raises(WrongState, match="begun to answer online"):
        entering.say_role(TEAM, "p-001", "policy", "")
    assert taking.overview(LEADER).sitting.profession == ""


def test_after_submitting_the_answers_are_the_persons_alone_and_say_that_they_were_entered():
    entry = begun()
    enter_all(entry)
    entering.submit(TEAM, "p-001", declared=True)
    after = entering.entry(TEAM, "p-001")
    assert (after.progress, after.items, after.responses, after.letter) == ("submitted", (), {}, "")
    assert not {field.name for field in dataclasses.fields(after)} & {"scores", "profile", "reference"}
    for again in (
        lambda: entering.enter(TEAM, "p-001", entry.items[0].id, mark(entry.items[0].id, 2)),
        lambda: entering.submit(TEAM, "p-001", declared=True),
        lambda: entering.begin(TEAM, "p-001", "a"),
        lambda: entering.discard(TEAM, "p-001"),
    ):
        with pytest.raises(WrongState, match="have been submitted"):
            again()
    sitting = taking.overview(LEADER).sitting
    assert words.on_behalf(sitting) == "Entered on your behalf on 24 November 2026."
    assert words.on_behalf(replace(sitting, entered_by="")) == ""
    assert words.on_behalf(replace(sitting, submitted_at=None)) == ""
    rating = entry.items[0].id
    taking.record_response(LEADER, rating, 5)
    assert kept("p-001")[rating].value == 5, "ratings stay the person's to change until the close"


def test_the_log_says_who_began_and_submitted_and_no_answer():
    enter_all(begun())
    entering.submit(replace(TEAM, account="4712"), "p-001", declared=True)
    assert log_of("p-001") == [
        ("4712", "entry of answers on paper submitted"),
        ("4711", "entry of answers on paper begun"),
    ]


def test_without_the_declaration_or_without_an_answer_nothing_is_submitted():
    entry = begun()
    with pytest.raises(EntryRefused, match="Enter at least one answer before you submit"):
        entering.submit(TEAM, "p-001", declared=True)
    entering.enter(TEAM, "p-001", entry.items[0].id, mark(entry.items[0].id, 1))
    with pytest.raises(EntryRefused, match="Confirm that you have entered what is on the paper"):
        entering.submit(TEAM, "p-001", declared=False)
    assert entering.entry(TEAM, "p-001").progress == "being entered"


def test_a_question_without_an_answer_on_paper_may_stay_empty_and_is_named():
    entry = begun()
    for item in entry.items[:10]:
        entering.enter(TEAM, "p-001", item.id, mark(item.id, 1))
    for item in (entry.items[1], entry.items[4]):
        entering.enter(TEAM, "p-001", item.id, Written(""))
    entry = entering.entry(TEAM, "p-001")
    assert words.so_far(entry) == "8 of 52 answers are entered. No answer: questions 2, 5 and 11 to 52."
    entering.submit(TEAM, "p-001", declared=True)
    assert reporting.my_report(LEADER).advice.headline[0].rule == "headline_nothing"


@given(st.sets(st.integers(1, 60), min_size=1))
def test_the_numbers_without_an_answer_are_told_whole(numbers):
    told = words._spans(sorted(numbers))
    found: set[int] = set()
    for span in told:
        first, _, last = span.partition(" to ")
        found |= set(range(int(first), int(last or first) + 1))
    assert found == numbers


def test_what_is_entered_after_the_close_is_refused(clock, cycle):
    item = begun().items[0].id
    clock[0] = cycle.closes_at
    for late in (
        lambda: entering.enter(TEAM, "p-001", item, mark(item, 1)),
        lambda: entering.submit(TEAM, "p-001", declared=True),
        lambda: entering.discard(TEAM, "p-001"),
    ):
        with pytest.raises(WrongState, match="No assessment is open"):
            late()


def test_how_long_the_team_typed_is_not_how_long_an_item_takes(clock, cycle):
    entry = begun()
    for item in entry.items:
        clock[0] += timedelta(seconds=2)
        entering.enter(TEAM, "p-001", item.id, mark(item.id, 1))
    entering.submit(TEAM, "p-001", declared=True)
    with store.reading() as db:
        found = evidence.answers(db, cycle.id, [item.id for item in entry.items], lambda _: "")
    assert len(found) == 1
    assert (found.values == 1).all()
    assert np.isnan(found.seconds).all()


# ---- the page ------------------------------------------------------------------------------------------


@pytest.fixture
def visit(monkeypatch):
    """Open a page as somebody."""

    def _visit(viewer, file: str = "campaign/enter", **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: viewer)
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/{file}.py").run()

    return _visit


def press(app: AppTest, label: str) -> AppTest:
    (button,) = (button for button in app.button if button.label == label)
    return button.click().run()


def test_the_page_finds_a_person_and_links_to_them_and_lists_nobody_before(visit):
    app = visit(TEAM)
    assert heading(app) == "Enter answers"
    assert "p-001" not in text(app)
    app.text_input(key="entering-text").set_value("p-")
    assert 'data-control="entering-text"><span class="unseen">Error: </span>Enter at least 3' in text(
        press(app, "Find")
    )
    app.text_input(key="entering-text").set_value("hopper")
    app = press(app, "Find")
    assert '<a class="id" href="/enter-answers?person=p-002">p-002</a>' in text(app)
    assert "There is a problem" not in text(app)
    app.text_input(key="entering-text").set_value("<script>" * 1_000)
    app = press(app, "Find")
    assert "<script>" not in text(app)
    assert not app.exception


def test_a_key_that_is_not_in_the_cohort_is_told_in_words_with_a_way_back(visit):
    app = visit(TEAM, person="<b>nobody</b>")
    assert heading(app) == "Nobody with this key is invited to the assessment that is open."
    assert [link.proto.label for link in app.get("page_link")] == ["Find somebody else"]


def test_the_page_goes_from_the_form_letter_to_the_declaration(visit):
    app = visit(TEAM, person="p-001")
    assert "<dt>Answers</dt><dd>Not started</dd>" in text(app)
    assert "Select the letter that is printed on the paper" in text(press(app, "Begin to enter answers"))
    app.radio(key="entering-letter").set_value("b")
    app = press(app, "Begin to enter answers")
    entry = entering.entry(TEAM, "p-001")
    fields = [field.key for field in app.text_input]
    assert len(fields) == 52 + 8, "a field for each item, and for each knowledge item how sure"
    assert fields[0] == f"entry-{entry.items[0].id}"
    assert f'<p class="entry-label">1. {entry.items[0].restatement} (1 to 5 or N)</p>' in text(app)
    app = app.text_input(key=fields[0]).set_value("4").run()
    app = app.text_input(key=fields[1]).set_value("9").run()
    assert kept("p-001") == {entry.items[0].id: Response(entry.items[0].id, 4)}
    assert "Question 2: enter 1 to 5 or N" in text(app)
    app.checkbox(key="entering-declared").check()
    app = press(app, "Submit these answers")
    assert f'<li><a href="#{fields[1]}">Question 2: enter 1 to 5 or N</a></li>' in text(app)
    assert entering.entry(TEAM, "p-001").progress == "being entered"
    app = app.text_input(key=fields[1]).set_value("").run()
    assert "There is a problem" not in text(app)
    app = press(app, "Submit these answers")
    assert "<dt>Answers</dt><dd>Submitted</dd>" in text(app)
    assert not app.text_input
    assert "DL-" not in text(app)


def test_what_was_entered_stands_in_the_fields_when_the_page_is_opened_again(visit):
    entry = begun()
    sure = next(item for item in entry.items if item.type == "knowledge")
    entering.enter(TEAM, "p-001", sure.id, Written("d", "2"))
    app = visit(TEAM, person="p-001")
    assert app.text_input(key=f"entry-{sure.id}").value == "D"
    assert app.text_input(key=f"entry-sure-{sure.id}").value == "2"
    assert "1 of 52 answers are entered." in text(app)
    app.checkbox(key="entering-discard").check().run()
    app = press(app, "Take it all back")
    assert "<dt>Answers</dt><dd>Not started</dd>" in text(app)


def test_the_role_on_paper_is_saved_when_chosen_and_taken_back_when_emptied(visit):
    entry = begun()
    app = visit(TEAM, person="p-001")
    assert [box.label for box in app.selectbox] == [words.PROFESSION, words.TIME]
    assert [box.value for box in app.selectbox] == [None, None]
    app = app.selectbox(key="entering-profession").set_value("policy").run()
    assert entering.entry(TEAM, "p-001").profession == "policy"
    entering.say_role(TEAM, "p-001", "tax", "")
    app = app.text_input(key=f"entry-{entry.items[0].id}").set_value("4").run()
    assert entering.entry(TEAM, "p-001").profession == "tax", "what a colleague has entered is not written over"
    app.selectbox(key="entering-profession").set_value(None)
    app.selectbox(key="entering-time").set_value("10 years or more")
    app.checkbox(key="entering-declared").check()
    press(app, "Submit these answers")
    sitting = taking.overview(LEADER).sitting
    assert (sitting.profession, sitting.time_in_role) == ("", "10 years or more")


def test_a_field_that_is_left_by_pressing_the_button_is_saved_before_it_is_submitted(visit):
    entry = begun()
    app = visit(TEAM, person="p-001")
    last = entry.items[-1]
    app.checkbox(key="entering-declared").check()
    app.text_input(key=f"entry-{last.id}").set_value("9")
    assert "Question 52: enter 1 to 5 or D" in text(press(app, "Submit these answers"))
    app.text_input(key=f"entry-{last.id}").set_value("5")
    app = press(app, "Submit these answers")
    assert "<dt>Answers</dt><dd>Submitted</dd>" in text(app)
    assert kept("p-001") == {last.id: Response(last.id, 5)}


def test_several_fields_at_once_are_all_saved_and_a_colleagues_answer_is_not_written_over(visit):
    entry = begun()
    app = visit(TEAM, person="p-001")
    mine, theirs = entry.items[:8], entry.items[8]
    entering.enter(TEAM, "p-001", theirs.id, mark(theirs.id, 2))
    for item in mine:
        app.text_input(key=f"entry-{item.id}").set_value("4")
    app = app.run()
    assert kept("p-001") == {item.id: Response(item.id, 4) for item in mine} | {theirs.id: Response(theirs.id, 2)}
    assert "9 of 52 answers are entered." in text(app)


@pytest.mark.parametrize("state", ["online", "submitted"])
def test_the_page_of_somebody_who_answers_online_shows_no_answer(visit, state):
    taking.begin(LEADER)
    question = taking.page(LEADER, 1).questions[0]
    taking.record_response(LEADER, question.item.id, 4)
    if state == "submitted":
        taking.submit(LEADER)
    app = visit(TEAM, person="p-001")
    told = words.ONLINE if state == "online" else words.GIVEN_IN
    assert f'<p class="inset">{told}</p>' in text(app)
    assert question.item.options[3].text not in text(app)
    assert not app.text_input
    assert [button.label for button in app.button] == []


def test_the_person_is_told_while_answers_are_entered_and_afterwards(visit):
    entry = begun()
    enter_all(entry)
    for file in ("take/tasks", "take/question", "take/check"):
        app = visit(LEADER, file)
        assert words.BEING_ENTERED in text(app), file
        assert not app.radio
        assert not any(button.label.startswith("Submit") for button in app.button)
    entering.submit(TEAM, "p-001", declared=True)
    for file in ("report/my_report", "take/check"):
        shown = text(visit(LEADER, file))
        assert "Entered on your behalf on 24 November 2026." in shown
        assert TEAM.name not in shown
        assert TEAM.account not in shown
