"""What is shown of an estimate, and in what order it is made fit to be shown."""

import numpy as np
import pytest

from assessment.departments import Estimates
from assessment.shown import show
from assessment.shrinkage import Family

TEN = Family("organisation", "", np.arange(10))


def estimates(means: list[float], variance: float, weight: float) -> Estimates:
    """Ten people in each organisation, one domain, one grade; nobody is known for sure."""
    columns = np.array(means).reshape(-1, 1)
    each = np.ones_like(columns)
    return Estimates(
        n=10 * each,
        estimate=columns,
        variance=variance * each,
        v0=variance * each,
        target=3 * each,
        below=0.5 * each,
        person_weight=weight * each[..., None],
    )


def test_a_mean_is_held_off_the_end_before_it_is_drawn_to_the_others():
    # 5.0 of ten people counts as 4.6: mean 3.16, squares 1.44^2 + 9 x .16^2 = 2.304, v0 + tau^2 = 2.304 / 9 = .256;
    # c = .064 / .256 = 1/4, so 4.6 - 1.44 / 4 = 4.24
    made = estimates([5.0] + [3.0] * 9, variance=0.064, weight=0.1)
    found = show(made, np.full((10, 1), True), [TEN], with_target=False, with_share=False)
    assert found.estimate[:2, 0].tolist() == [4.2, 3.0]
    assert found.keep[0, 0] == pytest.approx(0.75)
    assert found.offset[0, 0] == pytest.approx(0.25 * 3.16)


def test_the_shown_estimate_is_what_is_kept_of_the_mean_and_the_offset():
    rng = np.random.default_rng(2)
    made = estimates(rng.uniform(2, 4, 10).tolist(), variance=0.05, weight=0.1)
    found = show(made, np.full((10, 1), True), [TEN], with_target=False, with_share=False)
    assert found.estimate == pytest.approx(np.round(found.keep * made.estimate + found.offset, 1))
    assert (found.keep < 1).all()


def test_without_ten_published_groups_an_estimate_is_the_mean():
    made = estimates([2.0] + [3.0] * 9, variance=0.05, weight=0.1)
    found = show(made, np.arange(10).reshape(-1, 1) > 0, [TEN], with_target=False, with_share=False)
    assert (found.estimate == made.estimate).all()
    assert (found.keep == 1).all()
    assert (found.offset == 0).all()
