"""How a form becomes pages, and what may still be answered."""

from datetime import UTC, datetime

import pytest

from assessment import steps
from assessment.model import Response
from tests import builders as make

BANK = make.bank(
    (
        make.rating("AAA-B1"),
        make.rating("AAA-B2"),
        make.rating("BBB-B1", "BBB"),
        make.situational("AAA-S1"),
        make.knowledge("AAA-K1"),
        *(make.pulse(f"P{n}") for n in range(1, 7)),
    )
)
STEPS = steps.steps(BANK, BANK.forms[0])
MOMENT = datetime(2026, 11, 3, tzinfo=UTC)


def responses(*items: str) -> dict[str, Response]:
    return {item: Response(item, 1) for item in items}


def test_ratings_stand_by_area_evidence_alone_and_statements_in_short_lists():
    assert [(s.section.key, len(s.items)) for s in STEPS] == [
        ("ratings", 2),
        ("ratings", 1),
        ("scenarios", 1),
        ("knowledge", 1),
        ("department", 4),
        ("department", 2),
    ]
    assert STEPS[0].title == "Rate yourself: short AAA"
    assert [s.number for s in STEPS] == [1, 2, 3, 4, 5, 6]


def test_evidence_cannot_start_before_every_rating_is_given():
    scenario = steps.SECTION["scenarios"]
    assert not steps.startable(scenario, STEPS, responses("AAA-B1", "AAA-B2"))
    assert steps.startable(scenario, STEPS, responses("AAA-B1", "AAA-B2", "BBB-B1"))
    assert steps.startable(steps.SECTION["department"], STEPS, {})


def test_the_task_list_counts_and_leads_to_the_first_open_item():
    found = steps.tasks(STEPS, responses("AAA-B1", "AAA-B2", "BBB-B1", "P1"))
    assert [(t.title, t.status, t.answered, t.items, t.first_open) for t in found] == [
        ("Short AAA", "Completed", 2, 2, 1),
        ("Short BBB", "Completed", 1, 1, 2),
        ("Scenarios", "Not started", 0, 1, 3),
        ("Knowledge", "Not started", 0, 1, 4),
        ("Your department", "In progress", 1, 6, 5),
    ]


def test_evidence_reads_cannot_start_yet_on_the_task_list():
    assert [t.status for t in steps.tasks(STEPS, {})][2:4] == ["Cannot start yet", "Cannot start yet"]


@pytest.mark.parametrize(
    ("section", "untouched", "opened", "submitted"),
    [
        ("ratings", False, False, False),
        ("department", False, False, False),
        ("scenarios", False, True, True),
        ("knowledge", False, False, True),
        ("examples", False, False, False),
    ],
)
def test_what_is_fixed_when(section, untouched, opened, submitted):
    kind = steps.SECTION[section]
    assert steps.fixed(kind, make.sitting()) is untouched
    assert steps.fixed(kind, make.sitting(situational_fixed_at=MOMENT)) is opened
    assert steps.fixed(kind, make.sitting(submitted_at=MOMENT)) is submitted


def test_examples_alone_are_fixed_once_the_panel_is_seen():
    seen = make.sitting(examples_fixed_at=MOMENT)
    assert [s.key for s in steps.SECTIONS if steps.fixed(s, seen)] == ["examples"]
