"""What a release says has changed: which changes are clear, and rows in which the numbers agree."""

from dataclasses import replace

import numpy as np

from assessment import changed
from assessment.changed import FALL, NO_CHANGE, RISE
from assessment.model import Cell


def told(code: str, domain: str, estimate: float, half: float = 0.2, n: int = 60) -> Cell:
    view = "organisation" if code else "all"
    numbers_of = {"estimate": estimate, "low": round(estimate - half, 1), "high": round(estimate + half, 1), "n": n}
    return Cell(view, domain, "change", "published", organisation=code, **numbers_of)


def test_clear_is_significant_and_leaves_nought_out():
    said = changed.verdicts([told("A", "D", 0.5), told("A", "E", -0.5), told("A", "F", 0.2)])
    assert said == {("A", "D"): RISE, ("A", "E"): FALL, ("A", "F"): NO_CHANGE}


def test_what_is_significant_alone_may_be_chance_among_many():
    """.3 with a range of .1 to .5: p = .004, clear by itself and not as the largest of forty."""
    one = told("A", "D", 0.3)
    assert changed.verdicts([one])["A", "D"] == RISE
    many = [one, *(told(f"O{n}", "D", 0.0) for n in range(39))]
    assert changed.verdicts(many)["A", "D"] == NO_CHANGE


def test_all_people_are_judged_by_themselves():
    many = [told("", "D", 0.3), *(told(f"O{n}", "D", 0.0) for n in range(39))]
    assert changed.verdicts(many)["", "D"] == RISE


def test_a_rise_that_new_questions_may_have_made_is_not_clear():
    cells = [told("A", "D", 0.5), told("A", "E", -0.5)]
    assert set(changed.verdicts(cells, {"D": 0.3, "E": -0.3}).values()) == {NO_CHANGE}
    assert set(changed.verdicts(cells, {"D": 0.2, "E": -0.2}).values()) == {RISE, FALL}
    assert set(changed.verdicts(cells, {"D": -0.4, "E": 0.4}).values()) == {RISE, FALL}, "they hid some of it"


def test_withheld_cells_and_other_measures_have_no_verdict():
    hidden = Cell("organisation", "D", "change", "withheld", organisation="A")
    other = replace(told("A", "D", 0.5), measure="change_stayers")
    assert changed.verdicts([hidden, other]) == {}


def test_releases_in_which_nothing_changed_rarely_call_anything_clear():
    """Half-ranges of .2 in shown tenths are about 2.3 standard errors: chance alone moves estimates by .09."""
    rng = np.random.default_rng(3)
    clear = 0
    for _ in range(20):
        moved = np.round(0.09 * rng.standard_normal((40, 8)), 1)
        cells = [told(f"O{o}", str(d), float(moved[o, d])) for o in range(40) for d in range(8)]
        clear += set(changed.verdicts(cells).values()) != {NO_CHANGE}
    assert clear / 20 <= 0.1


# ---- rows ------------------------------------------------------------------------------------------------


def level(domain: str, estimate: float | None) -> Cell:
    seen = {} if estimate is None else {"estimate": estimate, "low": estimate, "high": estimate, "n": 60}
    return Cell("organisation", domain, "level", "published" if seen else "withheld", organisation="A", **seen)


def test_then_and_change_come_to_now_in_every_row():
    hidden = Cell("organisation", "E", "change", "withheld", organisation="A")
    changes = {"D": told("A", "D", -0.3), "E": hidden}
    stayers = {"D": replace(told("A", "D", -0.1, n=40), measure="change_stayers"), "E": hidden}
    levels = {"D": level("D", 2.8), "E": level("E", 3.3)}
    first, second = changed.changed(["D", "E"], levels, changes, stayers, {"D": FALL})
    assert (first.then, first.now, first.change, first.low, first.high, first.people) == (
        3.1,
        2.8,
        -0.3,
        -0.5,
        -0.1,
        60,
    )
    assert (first.verdict, first.same_change, first.same_people) == (FALL, -0.1, 40)
    assert (second.then, second.now, second.change, second.people, second.verdict) == (None, None, None, None, "")
