"""The look of all charts: colours that can be told apart, and a theme that is in every finished specification."""

import json
from dataclasses import dataclass
from itertools import combinations, pairwise

import altair as alt
import pytest
from streamlit.testing.v1 import AppTest

from ui import charts, theme


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2.2, of a colour such as #1d70b8."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#12436d", "#ffffff") == pytest.approx(10.25, abs=0.005), "the Analysis Function's own figure"


@pytest.mark.parametrize("colour", [theme.TEXT, theme.QUIET, theme.RULE, theme.NAVY, theme.TEAL, theme.PINK])
def test_text_marks_and_lines_stand_out_from_the_ground(colour):
    assert contrast(colour, theme.WHITE) >= 3
    assert contrast(theme.ORANGE, theme.WHITE) >= 3


@pytest.mark.parametrize("colour", [theme.TEXT, theme.QUIET])
def test_words_can_be_read(colour):
    assert contrast(colour, theme.WHITE) >= 4.5


@pytest.mark.parametrize(("colour", "ink"), list(zip(theme.BLUES, theme.INKS, strict=True)))
def test_a_number_can_be_read_on_each_blue(colour, ink):
    assert contrast(colour, ink) >= 4.5


def test_two_categories_are_told_apart_by_lightness_and_four_neighbours_too():
    assert contrast(theme.NAVY, theme.ORANGE) >= 3
    in_order = theme.analysis_function()["config"]["range"]["category"]
    assert all(contrast(one, other) >= 3 for one, other in pairwise(in_order))


def test_classes_of_response_differ_by_more_than_hue():
    for one, other in combinations([colour for _, colour in charts.RESPONSE_CLASSES], 2):
        assert contrast(one, other) >= 2.2


@dataclass(frozen=True)
class Counts:
    name: str = "One"
    invited: int = 4
    finished: int = 3
    started: int = 0
    not_started: int = 1


def test_the_theme_is_in_force_and_in_every_specification():
    assert alt.theme.active == "analysis_function"
    config = charts.response_bars([Counts()])[0].to_dict()["config"]
    assert config == theme.analysis_function()["config"]
    assert config["background"] == theme.WHITE
    assert config["legend"]["orient"] == "top"


def test_all_text_has_a_colour_of_its_own_so_that_dark_mode_cannot_lose_it():
    config = theme.analysis_function()["config"]
    parts = ("axis", "labelColor"), ("legend", "labelColor"), ("text", "color")
    assert {config[part][key] for part, key in parts} == {theme.TEXT}


def page_with_a_chart() -> None:
    from tests.test_theme import Counts
    from ui import charts, pictures

    pictures.show(charts.response_bars([Counts()]), key="response")


def test_the_browser_is_sent_the_theme_and_nothing_of_streamlits_own():
    (drawn,) = AppTest.from_function(page_with_a_chart).run().get("vega_lite_chart")
    assert json.loads(drawn.proto.spec)["config"] == theme.analysis_function()["config"]
    assert drawn.proto.theme == ""
