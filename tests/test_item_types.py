import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import item_types
from assessment.errors import InvalidResponse
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE
from tests import builders as make

ITEMS = {
    "rating": make.rating("AAA-B1"),
    "situational": make.situational("AAA-S1"),
    "knowledge": make.knowledge("AAA-K1"),
    "pulse": make.pulse("P1"),
    "vignette": make.Item("V1", "vignette", "Which level?", make.options(1, 2, 3, 4, 5), "AAA", scenario="A person."),
}
NATURAL = {name: tuple(range(1, len(item.options) + 1)) for name, item in ITEMS.items()}


@pytest.mark.parametrize("name", item_types.ITEM_TYPES)
def test_every_type_draws_a_known_control_and_reads_back_each_value_it_offers(name):
    item = ITEMS[name]
    control = item_types.of(item).control(item, NATURAL[name])
    assert control.kind == "radio"
    assert len(control.choices) == len(control.values) == len(set(control.values))
    assert [item_types.of(item).parse(item, v) for v in control.values] == list(control.values)


@pytest.mark.parametrize("name", item_types.ITEM_TYPES)
@given(data=st.data())
def test_every_value_scores_between_0_and_1_or_is_missing(name, data):
    item = ITEMS[name]
    value = data.draw(st.sampled_from((*NATURAL[name], DO_NOT_KNOW, NOT_APPLICABLE)))
    x = item_types.of(item).value(item, value)
    assert x is None or 0 <= x <= 1


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("rating", ("Does not apply to my role",)),
        ("situational", ("I do not know", "Does not apply to my role")),
        ("knowledge", ("I do not know", "Does not apply to my role")),
        ("pulse", ("I do not know",)),
        ("vignette", ()),
    ],
)
def test_which_of_the_two_other_answers_is_offered(name, extra):
    item = ITEMS[name]
    control = item_types.of(item).control(item, NATURAL[name])
    assert control.choices[len(item.options) :] == extra


def test_the_two_other_answers_are_treated_differently_in_the_score():
    item = ITEMS["situational"]
    kind = item_types.of(item)
    assert kind.value(item, DO_NOT_KNOW) == 0
    assert kind.value(item, NOT_APPLICABLE) is None


def test_shuffled_options_still_record_the_stored_number():
    item = ITEMS["situational"]
    control = item_types.of(item).control(item, (3, 1, 5, 2, 4))
    assert control.choices[0] == "option 3"
    assert control.values[:5] == (3, 1, 5, 2, 4)


def test_partial_credit_is_a_third_a_point():
    item = ITEMS["situational"]
    assert [item_types.of(item).value(item, n) for n in (1, 2, 3, 4, 5)] == pytest.approx([1, 2 / 3, 1 / 3, 0, 0])


@pytest.mark.parametrize("raw", [-2, 6, 99])
def test_a_value_that_was_not_offered_is_refused(raw):
    with pytest.raises(InvalidResponse, match="That answer does not belong to item AAA-S1"):
        item_types.of(ITEMS["situational"]).parse(ITEMS["situational"], raw)


def test_only_knowledge_asks_how_sure_you_are():
    asks = {name for name in ITEMS if item_types.of(ITEMS[name]).control(ITEMS[name], NATURAL[name]).follow_up}
    assert asks == {"knowledge"}
