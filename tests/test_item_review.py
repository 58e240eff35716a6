"""Which items their owner is asked to read again, and why; nothing is said without the evidence for it."""

from dataclasses import replace

import pytest

from assessment.calibration import VignetteCheck
from assessment.differential import Difference
from assessment.item_review import Remark, remarks
from assessment.item_statistics import ItemFigures, ItemStatistics, Scale, ScaleItem
from assessment.model import NotDefined, NotYet
from tests import builders as make

FEW = NotYet(12, 100)
SOUND = ItemFigures(
    item="A-S1",
    type="situational",
    domain="A",
    asked=400,
    n=390,
    options={"1": 200, "2": 100, "3": 90},
    missing=0.01,
    do_not_know=0.05,
    does_not_apply=0.02,
    seconds=FEW,
    seconds_n=0,
    facility=0.6,
    floor=0.1,
    ceiling=0.3,
)
PART = ScaleItem("A-S1", 390, 1.8, 1.1, 0.6, 0.25, 0.15, 0.35, 0.40)
SCALE = Scale("A", "demonstrated", "standard_a", 380, 0.45, 0.35, 0.54, 0.5, 0.9, 0.4, 0.1, 0.1, True, (PART,))
FAIR = Difference(
    "A-S1", "demonstrated", "grade", "deputy_director", "director_and_above", 300, 90, 9.0, 0.003, 0.2, 0.3
)


def statistics(item=SOUND, scale=SCALE, difference=FAIR):
    vignettes = VignetteCheck({}, FEW)
    return ItemStatistics("Bank", "1", 400, (scale,), (item,), (difference,), {}, {}, vignettes)


BANK = make.bank(tuple(make.situational(f"A-S{n}", "A", facility=0.6) for n in range(1, 6)))


def reviewed(found):
    return remarks(found, BANK)


def with_part(items=1, **changed):
    return replace(SCALE, items=(replace(PART, **changed),) * items)


def test_an_item_whose_figures_are_in_order_is_not_mentioned():
    assert reviewed(statistics()) == ()


@pytest.mark.parametrize(
    ("changed", "what", "figure"),
    [
        ({"missing": 0.06}, "many people leave it out", "6%"),
        ({"do_not_know": 0.31}, "many people say that they do not know", "31%"),
        ({"does_not_apply": 0.25}, "it does not apply to many people", "25%"),
        ({"facility": 0.97}, "nearly everybody earns full credit", "facility 0.97"),
        ({"facility": 0.1}, "nearly nobody earns anything", "facility 0.10"),
        ({"options": {"1": 385, "2": 4, "3": 8}}, "option 2 tempts nearly nobody", "1.0%"),
    ],
)
def test_a_figure_beyond_its_limit_is_named_with_its_number(changed, what, figure):
    assert reviewed(statistics(replace(SOUND, **changed))) == (Remark("A-S1", what, figure),)


def test_the_difficulty_of_a_rating_is_no_fault_of_it():
    assert reviewed(statistics(replace(SOUND, type="rating", facility=0.97))) == ()


def test_options_are_not_judged_on_fewer_than_a_hundred_answers():
    assert reviewed(statistics(replace(SOUND, n=99, options={"1": 99, "2": 0, "3": 0}))) == ()


def test_a_correlation_is_low_only_if_its_whole_interval_is():
    low = with_part(item_rest_r=0.05, item_rest_low=-0.04, item_rest_high=0.14)
    assert reviewed(statistics(scale=low)) == (
        Remark(
            "A-S1",
            "it goes little with the other items of its area, on standard_a",
            "item-rest correlation 0.05, at most 0.14",
        ),
    )
    assert reviewed(statistics(scale=with_part(item_rest_r=0.05, item_rest_high=0.16))) == ()


def test_a_long_scale_asks_for_more():
    assert len(reviewed(statistics(scale=with_part(8, item_rest_high=0.25)))) == 8
    assert reviewed(statistics(scale=with_part(7, item_rest_high=0.25))) == ()


def test_an_item_that_makes_its_area_less_reliable_is_named():
    (found,) = reviewed(statistics(scale=with_part(alpha_if_deleted=0.6)))
    assert found == Remark("A-S1", "its area is more reliable without it, on standard_a", "alpha 0.60")
    assert reviewed(statistics(scale=with_part(alpha_if_deleted=0.5))) == ()  # within the interval of alpha


def test_a_difference_between_groups_is_named_only_when_flagged():
    flagged = replace(FAIR, effect=-0.31, direction="harder", flagged=True)
    assert reviewed(statistics(difference=flagged)) == (
        Remark("A-S1", "it is harder for deputy directors than for equally able others", "-0.31 SDs"),
    )


def test_a_rating_is_not_harder_but_placed_lower():
    (found,) = reviewed(
        statistics(difference=replace(FAIR, kind="self", effect=-0.31, direction="harder", flagged=True))
    )
    assert found.what == "deputy directors rate themselves lower than others with the same ratings over all"


def test_an_item_is_unexpected_only_beside_the_others_of_its_kind():
    def item(n, facility):
        return replace(SOUND, item=f"A-S{n}", facility=facility)

    found = replace(statistics(), items=(*(item(n, 0.4) for n in (1, 2, 3, 4)), item(5, 0.51)), scales=())
    assert reviewed(found) == (
        Remark(
            "A-S5",
            "it is easier than expected, beside the other items of its kind",
            "-0.09, where -0.20 is usual",
        ),
    )
    assert reviewed(replace(found, items=found.items[:4])) == ()


def test_figures_that_are_not_there_give_no_remark():
    item = replace(SOUND, missing=FEW, do_not_know=FEW, does_not_apply=FEW, facility=FEW, options=FEW)
    scale = replace(with_part(item_rest_r=NotDefined(1), item_rest_high=FEW, alpha_if_deleted=FEW), alpha_high=FEW)
    assert reviewed(statistics(item, scale)) == ()
