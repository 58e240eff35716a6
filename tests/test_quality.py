"""Item quality: made at the release, over everybody, for whoever looks after the bank and nobody else."""

import pytest

from assessment import store
from assessment.errors import AssessmentError, NotAllowed, NotSignedIn, WrongState
from assessment.model import NotYet, Role
from assessment.service import demo, quality
from tests import builders as make

EDITOR = make.viewer(Role.BANK_EDITOR)


@pytest.fixture
def found(demonstration):
    return quality.of_cycle(EDITOR, demo.CLOSED_CYCLE)


def test_a_release_keeps_statistics_over_everybody_who_submitted(found):
    with store.reading() as db:
        people = db.connection().exec_driver_sql(
            "SELECT count(*) FROM sitting WHERE status = 'submitted' AND cycle_id = ?", (found.cycle.id,)
        )
        assert found.statistics.n == people.scalar()
    assert found.statistics.version == found.bank.version
    scale = next(
        s for s in found.statistics.scales if (s.domain, s.kind, s.form) == ("USR", "demonstrated", "standard_a")
    )
    assert [item.item for item in scale.items] == ["USR-S3", "USR-S5", "USR-K4"]
    assert scale.alpha_low < scale.alpha < scale.alpha_high < 1


def test_answers_from_a_file_have_no_times_and_say_so(found):
    assert {item.seconds for item in found.statistics.items} == {NotYet(0, 30)}


def test_made_up_people_are_not_treated_differently_by_grade_or_function(found):
    tested = [d for d in found.statistics.differential if isinstance(d.p, float)]
    assert len(tested) > 300
    assert not any(d.flagged for d in tested)


def test_nothing_is_said_of_a_cycle_that_is_not_released(demonstration):
    with pytest.raises(WrongState, match="is open, not released"):
        quality.of_cycle(EDITOR, demo.OPEN_CYCLE)
    with pytest.raises(AssessmentError, match="There is no cycle named ‘Never’"):
        quality.of_cycle(EDITOR, "Never")
    assert quality.released(EDITOR) == (demo.CLOSED_CYCLE, demo.EARLIER_CYCLE)


def test_a_cycle_released_before_statistics_were_kept_says_what_to_do(demonstration):
    with store.writing() as db:
        db.connection().exec_driver_sql("DELETE FROM item_statistics")
    with pytest.raises(WrongState, match="No item statistics were kept for this cycle"):
        quality.of_cycle(EDITOR, demo.CLOSED_CYCLE)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.BANK_EDITOR, Role.ADMINISTRATOR}))
def test_nobody_else_sees_it(demonstration, role):
    with pytest.raises(NotAllowed):
        quality.of_cycle(make.viewer(role), demo.CLOSED_CYCLE)
    with pytest.raises(NotSignedIn):
        quality.released(None)
