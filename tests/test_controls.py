"""Controls: widgets that choose nothing by themselves and record what was chosen; text shown as it was written."""

import html
import re

from hypothesis import example, given, settings
from hypothesis import strategies as some
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from assessment.item_types import ITEM_TYPES
from assessment.model import DO_NOT_KNOW, NOT_APPLICABLE, Control
from tests import builders as make
from ui import controls
from ui.plain import plain

SURE = Control("radio", "How sure are you?", ("A guess", "Fairly sure", "Certain"), (1, 2, 3))
CONTROL = Control(
    "radio",
    "What do you ask *first*?",
    ("Who is *affected*?", "When is it back: [soon]?", "I do not know", "Does not apply to my role"),
    (2, 1, DO_NOT_KNOW, NOT_APPLICABLE),
    context="A <system> fails.\n\nIt is old.",
    follow_up=SURE,
)


def page(control: Control, saved: int | None = None, error: str = "", title: bool = True) -> AppTest:
    app = AppTest.from_function(_page)
    app.session_state["given"] = {"control": control, "saved": saved, "error": error, "title": title, "sure": None}
    return app.run()


def _page() -> None:
    import streamlit as st

    from ui import controls

    given = st.session_state["given"]

    def keep(value: int) -> None:
        given["saved"] = value

    def keep_sure(value: int) -> None:
        given["sure"] = value

    controls.render(
        given["control"],
        "I.1",
        given["saved"],
        keep,
        given["error"],
        title=given["title"],
        follow_up=(given["sure"], keep_sure, ""),
    )


def test_a_choice_whose_saving_was_overtaken_is_saved_by_the_next_run():
    app = page(CONTROL)
    app.session_state["I.1"] = 1  # in the browser, without the call that choosing makes
    app.run()
    assert app.session_state["given"]["saved"] == 1
    assert app.radio(key="I.1").value == 1


def test_an_answer_from_another_device_is_not_written_over_by_the_choice_that_is_shown_here():
    app = page(CONTROL, saved=2)
    app.session_state["given"]["saved"] = 1
    app.run()
    assert app.session_state["given"]["saved"] == 1
    assert app.radio(key="I.1").value == 1


def test_nothing_is_chosen_before_the_person_chooses():
    app = page(CONTROL)
    assert len(app.radio) == 1
    assert app.radio[0].value is None
    assert app.radio[0].label == "What do you ask *first*?"
    assert app.radio[0].options == [
        "Who is \\*affected\\*?",
        "When is it back: \\[soon\\]?",
        "I do not know",
        "Does not apply to my role",
    ]


def test_choosing_records_the_value_of_the_choice_not_its_place():
    app = page(CONTROL)
    app.radio[0].set_value(2).run()
    assert app.session_state["given"]["saved"] == 2
    app.radio[0].set_value(NOT_APPLICABLE).run()
    assert app.session_state["given"]["saved"] == NOT_APPLICABLE


def test_what_was_saved_is_shown_again():
    assert page(CONTROL, saved=1).radio[0].value == 1
    assert page(CONTROL, saved=DO_NOT_KNOW).radio[0].value == DO_NOT_KNOW


def test_how_sure_is_asked_only_below_a_chosen_option():
    assert len(page(CONTROL, saved=None).radio) == 1
    assert len(page(CONTROL, saved=DO_NOT_KNOW).radio) == 1
    assert len(page(CONTROL, saved=NOT_APPLICABLE).radio) == 1
    app = page(CONTROL, saved=2)
    assert [radio.label for radio in app.radio] == ["What do you ask *first*?", "How sure are you?"]
    assert app.radio[1].value is None
    app.radio[1].set_value(3).run()
    assert app.session_state["given"] | {"control": None} == {
        "control": None, "saved": 2, "error": "", "title": True, "sure": 3,
    }  # fmt: skip


def test_scenario_question_and_error_stand_above_the_answers_escaped():
    shown = [block.value for block in page(CONTROL, error="Select what you would ask <first>").html]
    assert shown[0] == "<p>A &lt;system&gt; fails.</p><p>It is old.</p>"
    assert shown[1].startswith('<h2 class="question">What do you ask *first*?</h2>')
    assert '<span class="unseen">Error: </span>Select what you would ask &lt;first&gt;' in shown[1]
    assert 'data-control="I.1"' in shown[1]


def test_a_message_that_comes_or_goes_does_not_move_the_answers():
    """The radio group keeps its place in the page, or it would be drawn anew and lose the focus."""
    for title in (True, False):
        places = {len(page(CONTROL, error=error, title=title).html) for error in ("", "Select something")}
        assert len(places) == 1


def test_the_question_is_not_repeated_where_it_is_the_heading():
    assert not any("<h2" in block.value for block in page(CONTROL, title=False).html)


def test_every_item_type_describes_a_control_of_a_known_kind():
    makers = {"rating": make.rating, "situational": make.situational, "knowledge": make.knowledge, "pulse": make.pulse}
    for name, maker in makers.items():
        item = maker("AAA-1")
        control = ITEM_TYPES[name].control(item, tuple(range(1, len(item.options) + 1)))
        assert control.kind in controls.KINDS
        assert len(page(control).radio[0].options) == len(control.values)


# ---- text as it is written --------------------------------------------------------------------------

AWKWARD = some.text(some.sampled_from("ab1 .,:;!?*_`~$[](){}<>|\\/#+-=^&@'\"%£é"), min_size=1, max_size=60)


def rendered(markdown: str) -> str:
    """The text that a reader of CommonMark sees."""
    page = MarkdownIt("commonmark").enable("strikethrough").enable("table").render(markdown)
    return html.unescape(re.sub(r"<[^>]*>", "", page)).replace("\u2060", "")


@given(AWKWARD)
@settings(max_examples=400)
@example("1. First")
@example("> quoted")
@example("# heading")
@example("    code")
@example("***")
@example("&amp; &lt;b&gt;")
@example("![x](y) [a]: b")
def test_markdown_shows_the_text_as_it_was_written(text):
    assert rendered(plain(text)).split() == text.split()


def test_ordinary_sentences_are_left_alone():
    for text in ("Who is affected, and when is it back?", "It costs £5m (2024-25).", "Yes: it's done."):
        assert plain(text) == text


def test_what_streamlit_replaces_after_reading_markdown_is_kept_apart():
    for text in (
        ":smile: a",
        ":material/home:",
        "a -> b",
        "a -- b",
        "x >= 5",
        "www.gov.uk",
        "me@example.gov.uk",
        "https://a",
    ):
        assert plain(text).replace("\\", "").replace("\u2060", "") == text
        assert "\u2060" in plain(text)
