"""What changed between two versions is told in sentences, each once, the weightiest first."""

# ruff: noqa: E501  (one change a line reads as a table)

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assessment import bank
from assessment.bank import compare, files
from assessment.bank.build import build
from assessment.bank.format import Record
from assessment.bank.history import ASKED
from tests.bank_strategies import sound, with_data

RECORDS = files.read(Path(__file__).parent / "banks" / "lighthouse")[0].records
OF = {record.place: record.data for record in RECORDS if record.place != "domain"}
OPTIONS = OF["item Lamp-S1"]["options"]
ITEMS = OF["form standard_a"]["items"]
TARGETS = OF["competency Lamp-1"]["targets"]


def told(new: list[Record], old: list[Record] = RECORDS) -> dict[str, list[str]]:
    before, after = sound(old), sound(new)
    return compare.by_weight(compare.changes(before, after, build(before), build(after)))


def headline(new: list[Record], old: list[Record] = RECORDS) -> str:
    return compare.headline(build(sound(old)), build(sound(new)))


def version(records: list[Record], name: str = "2.0") -> list[Record]:
    return with_data(records, "", version=name)


WHAT, SCORED, FORMS, ADVICE, PAPERS = compare.TITLES.values()
NEW_ITEM = Record(
    "item",
    "crew.toml",
    "item Crew-K9",
    OF["item Crew-K3"] | {"id": "Crew-K9", "stem": "Which horn calls the boat?", "status": "live"},
    "Crew",
)
CHANGES = [
    # what changed, the tables, title of the group, sentence
    ("an item is new", [*RECORDS, NEW_ITEM], WHAT, "Crew-K9 is new (‘Which horn calls the boat?’)."),
    ("an item is retired", with_data(RECORDS, "item Crew-K1", status="retired", status_reason="The list is gone."), WHAT, "Crew-K1 goes from live to retired: The list is gone."),
    ("a draft is put to use", with_data(RECORDS, "item Crew-K3", status="live"), WHAT, "Crew-K3 goes from draft to live."),
    ("a stem", with_data(RECORDS, "item Lamp-K1", stem="Who cleans it?"), WHAT, "Lamp-K1: stem goes from ‘How often is the lens cleaned?’ to ‘Who cleans it?’."),
    ("a long stem", with_data(RECORDS, "item Lamp-K1", stem="Who cleans the lens of the lamp on the days on which no keeper is there?"), WHAT, "Lamp-K1: stem is written anew: ‘Who cleans the lens of the lamp on the days on which no …’."),
    ("points", with_data(RECORDS, "item Lamp-S1", options=[{**OPTIONS[0], "points": 0}, *OPTIONS[1:]]), WHAT, "Lamp-S1: option 1 earns 0 instead of 1."),
    ("the text of an option", with_data(RECORDS, "item Lamp-S1", options=[*OPTIONS[:3], {**OPTIONS[3], "text": "Call the keeper."}]), WHAT, "Lamp-S1: option 4 is now ‘Call the keeper.’."),
    ("an option more", with_data(RECORDS, "item Lamp-S1", options=[*OPTIONS, {"points": 0, "text": "Sleep on."}]), WHAT, "Lamp-S1: options are now with ‘Sleep on.’."),
    ("an option of a knowledge item", with_data(RECORDS, "item Lamp-K1", options=["Daily", "Weekly", "Never"]), WHAT, "Lamp-K1: options are now with ‘Never’ and without ‘Yearly’."),
    ("the order of options", with_data(RECORDS, "item Crew-K2", options=["Anyone", "The keeper"]), WHAT, "Crew-K2: options stand in another order."),
    ("the answer", with_data(RECORDS, "item Lamp-K1", answer=2), WHAT, "Lamp-K1: answer goes from 1 to 2."),
    ("the direction", with_data(RECORDS, "item Lamp-R2", reverse=False), WHAT, "Lamp-R2: reverse goes from yes to no."),
    ("labels", with_data(RECORDS, "scales.how_often", labels=["Never", "Often", "Always"]), WHAT, "Scale how_often: labels are now with ‘Often’ and without ‘Sometimes’."),
    ("a facility", with_data(RECORDS, "item Crew-S1", expected_facility=0.4), SCORED, "Crew-S1: expected facility goes from 0.6 to 0.4."),
    ("a weight", with_data(RECORDS, "item Lamp-R2", weight=1), SCORED, "Lamp-R2: weight goes from 2 to 1."),
    ("a target", with_data(RECORDS, "competency Lamp-1", targets=TARGETS | {"director": 4}), SCORED, "Competency Lamp-1: targets (director) goes from 3 to 4."),
    ("the weights of methods", with_data(RECORDS, "", method_weights={"self": 40, "situational": 30, "knowledge": 30}), SCORED, "The bank: method weights (knowledge) goes from 20 to 30."),
    ("times", with_data(RECORDS, "form full_a", minutes=9, minutes_up_to=12), FORMS, "full_a: it takes 9 to 12 minutes instead of 8 to 10."),
    ("one time", with_data(RECORDS, "form standard_a", minutes=7), FORMS, "standard_a: it takes 7 minutes instead of 5."),
    ("the order of a form", with_data(RECORDS, "form standard_a", items=[ITEMS[1], ITEMS[0], *ITEMS[2:]]), FORMS, "standard_a: its items stand in another order."),
    ("a form loses items", with_data(RECORDS, "form standard_a", items=ITEMS[2:]), FORMS, "standard_a: it loses ‘Lamp-R1’, ‘Lamp-R2’."),
    ("a form gains an item", with_data([*RECORDS, NEW_ITEM], "form standard_a", items=[*ITEMS[:-1], "Crew-K9", "P1"]), FORMS, "standard_a: it gains ‘Crew-K9’."),
    ("a form is gone", [r for r in RECORDS if r.place != "form full_a"], FORMS, "full_a is no longer there."),
    ("help", with_data(RECORDS, "item Lamp-R2", help="Think of last month."), ADVICE, "Lamp-R2: help text is given now: ‘Think of last month.’."),
    ("a question", with_data(RECORDS, "board_question Q-Crew1", ask="The mate"), ADVICE, "Question to ask Q-Crew1: ask goes from ‘The keeper’ to ‘The mate’."),
    ("sources", with_data(RECORDS, "item Lamp-K1", sources=[]), PAPERS, "Lamp-K1: sources are now without ‘LOG’."),
    ("a date", with_data(RECORDS, "item Lamp-K1", as_of=date(2027, 1, 2)), PAPERS, "Lamp-K1: date of the last check is given now: 2 January 2027."),
    ("an address", with_data(RECORDS, "LOG", url="https://example.org/b"), PAPERS, "Source LOG: url goes from ‘https://example.org/log’ to ‘https://example.org/b’."),
]  # fmt: skip


@pytest.mark.parametrize(("new", "title", "sentence"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])
def test_a_change_is_told_in_words_in_its_group(new, title, sentence):
    assert sentence in told(new)[title]


def test_a_change_is_told_once():
    assert told(with_data(RECORDS, "item Crew-K2", owner="The mate")) == {
        PAPERS: ["Crew-K2: owner is given now: ‘The mate’."]
    }
    assert told(with_data(RECORDS, "item Lamp-K1", answer=2)) == {WHAT: ["Lamp-K1: answer goes from 1 to 2."]}


def test_a_swap_on_a_form_is_told_with_what_it_does_to_the_facility():
    harder = Record(
        "item", "crew.toml", "item Crew-S9", OF["item Crew-S1"] | {"id": "Crew-S9", "expected_facility": 0.3}, "Crew"
    )
    old = [*RECORDS, harder]
    new = with_data(old, "form standard_a", items=["Crew-S9" if i == "Crew-S1" else i for i in ITEMS])
    # (0.6 + 0.6) / 2 = 0.600; (0.6 + 0.3) / 2 = 0.450
    assert told(new, old) == {
        FORMS: [
            "standard_a: Crew-S9 takes the place of Crew-S1.",
            "standard_a: the expected facility of its situational items goes from 0.600 to 0.450.",
        ]
    }


@pytest.mark.parametrize(
    ("count", "sentences"),
    [
        (4, [f"{name}: owner is given now: ‘The mate’." for name in ("Lamp-R1", "Lamp-R2", "Lamp-S1", "Lamp-K1")]),
        (5, ["5 items: owner is given now (Lamp-R1, Lamp-R2, Lamp-S1 and 2 more)."]),
    ],
)
def test_more_than_four_things_that_changed_alike_are_told_in_one_sentence(count, sentences):
    places = [record.place for record in RECORDS if record.kind == "item"][:count]
    new = RECORDS
    for place in places:
        new = with_data(new, place, owner="The mate")
    assert told(new) == {PAPERS: sentences}


def test_many_new_or_retired_items_are_counted():
    many = [Record("item", "crew.toml", f"item Z{n}", NEW_ITEM.data | {"id": f"Z{n}"}, "Crew") for n in range(6)]
    assert told([*RECORDS, *many])[WHAT] == ["6 items are new (Z0, Z1, Z2 and 3 more)."]
    assert told(RECORDS, [*RECORDS, *many])[WHAT] == ["6 items are no longer there (Z0, Z1, Z2 and 3 more)."]
    retired = [*RECORDS, *many]
    for record in many:
        retired = with_data(retired, record.place, status="retired", status_reason="Old")
    assert told(retired, [*RECORDS, *many])[WHAT] == ["6 items go from live to retired (Z0, Z1, Z2 and 3 more)."]


def test_groups_come_in_order_of_weight_and_empty_ones_are_left_out():
    new = with_data(RECORDS, "LOG", title="The log")
    new = with_data(new, "item Lamp-R2", help="Think.", weight=1)
    new = with_data(new, "form full_a", minutes=9)
    new = with_data(new, "item Lamp-K1", answer=2)
    assert list(told(new)) == [WHAT, SCORED, FORMS, ADVICE, PAPERS]
    assert list(told(with_data(RECORDS, "LOG", title="The log"))) == [PAPERS]


def test_nothing_is_told_where_nothing_changed():
    assert told(RECORDS) == {}
    assert told(version(RECORDS)) == {}
    assert headline(version(RECORDS)) == "Version 2.0 puts the same 11 items to use as version 1.0."


def test_the_headline_counts_items_that_came_and_went():
    gone = with_data(RECORDS, "item Crew-K1", status="hold", status_reason="Unsure")
    assert headline(version(gone)) == (
        "Version 2.0 has 10 items in use. Set beside version 1.0, 1 is in use no longer."
    )
    both = with_data([*gone, NEW_ITEM], "item Crew-K3", status="live")
    assert headline(version(both)) == (
        "Version 2.0 has 12 items in use. Set beside version 1.0, 2 are new or back in use and 1 is in use no longer."
    )


def test_what_is_asked_is_never_told_among_papers():
    for key in ("stem", "scenario", "options", "answer"):
        value = {"stem": "X?", "scenario": "Y.", "options": ["Daily", "Weekly", "Never"], "answer": 2}[key]
        place = "item Lamp-S1" if key == "scenario" else "item Lamp-K1"
        assert key in ASKED
        assert list(told(with_data(RECORDS, place, **{key: value}))) == [WHAT]


def test_2027_2_asks_the_same_as_2027_1_and_says_in_few_sentences_what_it_adds():
    old, new = (files.read(bank.BANKS / name)[0] for name in ("2027.1", "2027.2"))
    found = compare.by_weight(compare.changes(old, new, build(old), build(new)))
    assert list(found) == [ADVICE, PAPERS]
    assert "122 items: help text is given now (USR-B1, USR-B2, USR-B3 and 119 more)." in found[ADVICE]
    assert "116 on-the-job actions are new (ACT-USR1-2, ACT-USR1-3, ACT-USR1-4 and 113 more)." in found[ADVICE]
    assert "98 sources: review date is given now (DEC21, DEC21-NEWS, DEC22-CW and 95 more)." in found[PAPERS]
    assert (
        compare.headline(build(old), build(new)) == "Version 2027.2 puts the same 120 items to use as version 2027.1."
    )


def test_another_reason_and_another_domain_are_told():
    retired = with_data(RECORDS, "item Crew-K3", status="retired", status_reason="Old.")
    again = with_data(retired, "item Crew-K3", status_reason="Wrong.")
    assert told(again, retired) == {PAPERS: ["Crew-K3: reason for its status is written anew."]}
    moved = [replace(r, domain="Lamp", file="lamp.toml") if r.data.get("id") == "Q-Crew1" else r for r in RECORDS]
    assert told(moved) == {WHAT: ["Question to ask Q-Crew1: moves from Crew to Lamp."]}
