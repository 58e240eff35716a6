"""What item statistics are made of: submitted answers without keys of people, and the time each took."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from assessment import store
from assessment.store import evidence, writes
from tests.test_store import DFE, HMRC, NOON, USR, add_cycle, save, start, submit

ITEMS = ("USR-B1", "USR-S1", "USR-K1")


@pytest.fixture
def cycle():
    """A cycle in which P1 has submitted, P2 has only started and P3 has not begun."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=[DFE, HMRC])
        cycle = add_cycle(db)
        for person in ("P1", "P2"):
            sitting = start(db, cycle, person)
            for seconds, *answer in ((0, "USR-B1", 4), (20, "USR-S1", 2), (25, "USR-S1", 3), (1000, "USR-K1", 1, 2)):
                save(db, sitting, *answer, now=NOON + timedelta(seconds=seconds))
            if person == "P1":
                said = {"profession": "policy", "time_in_role": "", "digital_responsibility": ""}
                writes.save_role(db, sitting_id=sitting.id, now=NOON, **said)
                submit(db, sitting, USR)
    return cycle


def read(cycle):
    with store.reading() as db:
        return evidence.answers(db, cycle.id, ITEMS, lambda profession: profession.upper())


def test_only_submitted_answers_are_read_the_last_of_each_with_how_sure_people_were(cycle):
    found = read(cycle)
    assert found.values.tolist() == [[4, 3, 1]]
    assert found.confidence.tolist() == [[0, 0, 2]]
    assert (found.forms.tolist(), found.grades.tolist(), found.bands.tolist()) == (
        ["standard_a"],
        ["director"],
        ["POLICY"],
    )


def test_time_counts_from_the_answer_before_to_the_first_answer_and_never_over_a_break(cycle):
    seconds = read(cycle).seconds
    assert np.isnan(seconds[0, 0])  # nothing was saved before it
    assert seconds[0, 1] == 20  # the correction five seconds later is not another answer
    assert np.isnan(seconds[0, 2])  # more than ten minutes is a break


def test_a_cycle_in_which_nobody_has_submitted_gives_no_rows(cycle):
    with store.writing() as db:
        later = add_cycle(db, "Later")
    found = read(later)
    assert len(found) == 0
    assert found.values.shape == (0, 3)


def test_statistics_can_be_read_from_the_release_on_and_are_kept_once(cycle):
    with store.writing() as db:
        evidence.save_statistics(db, cycle_id=cycle.id, statistics={"n": 1})
    with store.reading() as db:
        assert evidence.statistics(db, cycle.id) is None
    with store.writing() as db:
        writes.set_cycle_status(db, cycle_id=cycle.id, status="released", now=datetime.now(UTC))
    with store.reading() as db:
        assert evidence.statistics(db, cycle.id) == {"n": 1}
    with pytest.raises(Exception, match="refused"), store.writing() as db:
        evidence.save_statistics(db, cycle_id=cycle.id, statistics={"n": 2})


def test_a_release_reads_answers_and_keeps_statistics_in_one_transaction(cycle):
    """On PostgreSQL an option of reading left on the connection would make the next insert a cursor."""
    with store.writing() as db:
        evidence.answers(db, cycle.id, ITEMS, str)
        assert "yield_per" not in db.connection().get_execution_options()
        evidence.save_statistics(db, cycle_id=cycle.id, statistics={"n": 1})
