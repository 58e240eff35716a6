"""The assessment on paper: whole, without anything that tells which answer is best, and readable back."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from assessment import dates, item_types, paper_marks, store
from assessment.errors import InvalidResponse, NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Role
from assessment.service import banks, paper, taking
from assessment.store import writes
from tests import builders as make
from tests import documents_read as read
from ui import paper_form
from ui.documents import html, pdf, word
from ui.documents.blocks import Choices

BANK = banks.current()
EVIDENCE = [item for item in BANK.items if item.type in ("situational", "knowledge")]
TEAM = make.LEARNING_TEAM
LEADER = make.LEADER


def questions(letter: str) -> list[Choices]:
    document = paper_form.document(paper.of_letter(TEAM, letter))
    return [block for block in document.blocks if isinstance(block, Choices)]


# ---- marks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", BANK.items, ids=lambda item: item.id)
def test_every_mark_on_paper_leads_back_to_the_answer_beside_it(item):
    control = item_types.of(item).control(item, paper_marks.order(item))
    for mark, words in zip(paper_marks.marks(item), control.choices, strict=True):
        value = paper_marks.value(item, f" {mark.lower()} ")
        special = {DO_NOT_KNOW: "I do not know", NOT_APPLICABLE: "Does not apply to my role"}
        assert words == (special.get(value) or item.options[value - 1].text)
    assert sorted(paper_marks.order(item)) == list(range(1, len(item.options) + 1))


def test_a_scenario_by_hand():
    """Five options: whatever the order, the letters run from P to T, then come the two answers that are no options."""
    item = next(item for item in BANK.items if item.id == "USR-S5")
    assert list(paper_marks.marks(item)) == ["P", "Q", "R", "S", "T", "D", "N"]
    assert paper_marks.order(item) == (3, 2, 5, 4, 1)
    assert paper_marks.value(item, "T") == 1
    assert paper_marks.value(item, "D") == DO_NOT_KNOW
    assert paper_marks.value(item, "N") == NOT_APPLICABLE


def test_a_scale_keeps_its_order_and_its_numbers():
    assert paper_marks.marks(make.rating("A-B1")) == {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "N": NOT_APPLICABLE}
    assert paper_marks.marks(make.pulse("P1")) == {"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "D": DO_NOT_KNOW}


@pytest.mark.parametrize("mark", ["1", "U", "", "PQ", "0", "-1", "9"])
def test_a_mark_that_the_form_does_not_print_is_refused(mark):
    """A number of the bank is refused for a scenario: taken for a place on paper it would be another answer."""
    with pytest.raises(InvalidResponse):
        paper_marks.value(make.situational("A-S1"), mark)


def test_neither_place_nor_letter_tells_which_answer_is_best():
    """The bank keeps the best answer of each scenario first; on paper it stands anywhere."""
    for kind in ("situational", "knowledge"):
        items = [item for item in EVIDENCE if item.type == kind]
        best = {item.id: max(range(len(item.options)), key=lambda n, i=item: i.options[n].points) + 1 for item in items}
        places = Counter(paper_marks.order(item).index(best[item.id]) for item in items)
        fewest = len(items) / len(items[0].options) / 3
        assert len(places) == len(items[0].options)
        assert min(places.values()) > fewest, "each place has a fair share of the best answers"


# ---- the form ----------------------------------------------------------------------------------------


@pytest.fixture
def open_cycle():
    """An open cycle with one person in it, `LEADER`."""
    now = dates.now()
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE", "Department for Education")])
        cycle = writes.add_cycle(
            db,
            name="Autumn",
            family="standard",
            bank_version=BANK.version,
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=30),
            made_up=True,
        )
        people = pd.DataFrame({"person": ["p1"], "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=people)
    return cycle


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_the_form_asks_every_item_once_in_the_order_of_taking(open_cycle, letter):
    items = BANK.form_by_id[f"standard_{letter}"].items
    asked = questions(letter)
    assert [question.number.split(". ")[0] for question in asked] == [str(n) for n in range(1, len(items) + 1)]
    assert [question.number.split(". ")[-1] for question in asked] == list(items)


def test_the_form_offers_what_a_screen_offers(open_cycle):
    for question in questions("a"):
        item = BANK.item_by_id[question.number.split(". ")[-1]]
        words = {words for _, words in question.options}
        assert {option.text for option in item.options} <= words
        assert ("I do not know" in words) == (item.type in ("situational", "knowledge", "pulse"))
        assert ("Does not apply to my role" in words) == (item.type != "pulse")
        assert question.stem == item.stem
        told = [*filter(None, item.scenario.split("\n\n")), *[f"What this means: {item.help}"] * bool(item.help)]
        assert question.context == tuple(told)
        sure = ("How sure are you?", (("1", "A guess"), ("2", "Fairly sure"), ("3", "Certain")))
        assert question.follow_up == (sure if item.type == "knowledge" else None)


def test_the_form_gives_no_key_away(open_cycle):
    document = paper_form.document(paper.of_letter(TEAM, "a"))
    said = " ".join(read.said(document))
    secrets = [
        words for item in BANK.items for words in (item.rationale, item.distractor_note, item.review_note) if words
    ]
    assert len(secrets) > 100
    assert [secret for secret in secrets if secret in said] == []


def test_all_three_files_of_a_form_say_the_same(open_cycle):
    document = paper_form.document(paper.of_letter(TEAM, "b"))
    expected = read.together("".join(read.said(document)))
    assert "Form B. " in " ".join(read.said(document))
    assert read.html_words(html.render(document)) == expected
    assert read.word_words(word.render(document)) == expected
    assert read.pdf_words(pdf.render(document)) == expected


def test_the_form_says_how_to_answer_by_when_to_send_it_and_who_sees_it(open_cycle):
    form = paper.of_letter(TEAM, "a")
    said = read.said(paper_form.document(form))
    assert (
        f"Send the form to the learning team so that they have it before {dates.moment(form.cycle.closes_at)}." in said
    )
    assert any("the same on every paper form and says nothing about which is best" in line for line in said)
    assert any(line.startswith("Nobody but you sees your report.") for line in said)
    assert "Demonstration: the people and answers in this document are made up." in said


# ---- who gets which ----------------------------------------------------------------------------------


def test_a_leader_gets_the_form_of_their_own_sitting(open_cycle):
    with pytest.raises(WrongState, match="You have not started"):
        paper.own(LEADER)
    sitting = taking.begin(LEADER)
    form = paper.own(LEADER)
    assert sitting.form == f"standard_{form.letter}"
    assert form.bank_version == sitting.bank_version
    said = read.said(paper_form.document(form))
    assert said[said.index("Your key, which says nothing about you") + 1] == "p1"
    assert "Your key, which says nothing about you" not in read.said(paper_form.document(paper.of_letter(TEAM, "a")))


def test_after_submitting_there_is_no_form_to_answer(open_cycle):
    taking.begin(LEADER)
    taking.record_response(LEADER, taking.page(LEADER, 1).questions[0].item.id, 3)
    taking.submit(LEADER)
    with pytest.raises(WrongState, match="nothing left to answer on paper"):
        paper.own(LEADER)


def test_after_the_close_nobody_gets_a_form(open_cycle, monkeypatch):
    taking.begin(LEADER)
    late = paper.own(LEADER).cycle.closes_at + timedelta(seconds=1)
    monkeypatch.setattr(dates, "now", lambda: late)
    with pytest.raises(WrongState, match="The assessment is closed"):
        paper.own(LEADER)
    with pytest.raises(WrongState, match="No assessment is open"):
        paper.letters(TEAM)


def test_only_the_learning_team_chooses_a_letter(open_cycle):
    assert paper.letters(TEAM) == ("a", "b", "c")
    for refused in (LEADER, make.DEPARTMENT_HR, make.viewer(Role.GUEST)):
        with pytest.raises(NotAllowed):
            paper.of_letter(refused, "a")
    with pytest.raises(NotAllowed):
        paper.own(make.DEPARTMENT_HR)
    with pytest.raises(NotSignedIn):
        paper.letters(None)
    with pytest.raises(NotFound):
        paper.of_letter(TEAM, "z")


def test_items_of_a_later_version_keep_their_order_on_paper():
    """The order hangs on the item alone, so that a form printed from one version can be entered with another."""
    item = next(item for item in BANK.items if item.type == "situational")
    assert paper_marks.order(replace(item, stem="Other words", status="retired")) == paper_marks.order(item)
