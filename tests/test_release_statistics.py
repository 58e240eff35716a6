"""What readers of a release may know of items: nothing of forms or bands with too few people."""

import numpy as np
import pytest

from assessment.answers import Answers
from assessment.item_statistics import item_statistics
from assessment.model import Form, NotYet
from assessment.release_statistics import release_statistics
from tests import builders as make

ITEMS = (*(make.rating(f"AAA-B{n}") for n in (1, 2, 3)), make.knowledge("AAA-K1"), make.knowledge("AAA-K2"))
FORMS = tuple(Form(f"standard_{letter}", "standard", letter, tuple(i.id for i in ITEMS), 10, 10) for letter in "ab")
BANK = make.bank(ITEMS, forms=FORMS)


def answers(of_a: int, of_b: int, directors: int = 0, policy: int = 0) -> Answers:
    n = of_a + of_b
    values = 1 + np.arange(n * len(ITEMS), dtype=np.int64).reshape(n, -1) % 2
    grades = np.where(np.arange(n) < directors, "director", "deputy_director").astype(object)
    bands = np.where(np.arange(n) < policy, "policy", "corporate").astype(object)
    confidence = np.where(np.array(["-K" in i.id for i in ITEMS]), 1, 0) * np.ones((n, 1), dtype=np.int64)
    forms = np.array(["standard_a"] * of_a + ["standard_b"] * of_b, dtype=object)
    ids = tuple(i.id for i in ITEMS)
    return Answers(ids, values.astype(np.int8), confidence.astype(np.int8), forms, grades, bands)


def test_people_with_a_rare_form_are_left_out_so_that_nothing_can_be_taken_from_the_whole():
    found = release_statistics(BANK, answers(40, 9), group=10)
    assert found.n == 40
    assert {scale.form for scale in found.scales} == {"standard_a"}
    assert {item.asked for item in found.items} == {40}
    assert release_statistics(BANK, answers(40, 10), group=10).n == 50


def test_a_larger_smallest_group_raises_every_minimum():
    found = release_statistics(BANK, answers(49, 0), group=50)
    assert (found.n, found.items) == (0, found.items)
    assert {item.options for item in found.items} == {NotYet(0, 50)}
    larger = item_statistics(BANK, answers(120, 0), group=150)
    assert {item.facility for item in larger.items} == {NotYet(120, 150)}
    assert {scale.alpha for scale in larger.scales} == {NotYet(120, 150)}


@pytest.mark.parametrize(("directors", "told"), [(9, False), (10, True), (111, False), (110, True)])
def test_a_band_of_grade_that_is_too_small_is_not_mentioned(directors, told):
    found = release_statistics(BANK, answers(120, 0, directors=directors), group=10)
    assert ("deputy_director" in found.confidence) is told
    assert ("director_and_above" in found.confidence) is told
    assert any(d.comparison == "grade" for d in found.differential) is told
    assert "all" in found.confidence


def test_a_band_of_profession_that_is_too_small_is_not_counted():
    small = release_statistics(BANK, answers(120, 0, policy=9), group=10)
    assert not any(d.comparison == "profession" for d in small.differential)
    large = release_statistics(BANK, answers(120, 0, policy=10), group=10)
    assert {(d.focal, min(d.n_focal, d.n_reference)) for d in large.differential if d.comparison == "profession"} == {
        ("policy", 10),
        ("corporate", 10),
    }
