"""Errors on the screen: known ones in their words, others by a reference; never a traceback, a value or a second H1."""

import re

from streamlit.testing.v1 import AppTest

from assessment.error_words import WORDS
from assessment.errors import NotAllowed


def test_an_unexpected_error_shows_a_reference_and_nothing_else(caplog):
    app = AppTest.from_function(_fails)
    app.session_state["error"] = RuntimeError("answer 4711")
    with caplog.at_level("INFO", "assessment.ui"):
        app.run()
    shown = [element.value for element in app.text]
    assert app.title[0].value == WORDS["unexpected"][0]
    assert shown[0] == WORDS["unexpected"][1]
    reference = re.fullmatch(r"Reference: ([0-9A-F]{8})", shown[1])
    assert reference
    assert "4711" not in " ".join(shown)
    assert reference[1] in caplog.text
    assert "RuntimeError: answer 4711" in caplog.text


def test_a_known_error_says_what_happened_and_what_to_do(caplog):
    app = AppTest.from_function(_fails)
    app.session_state["error"] = NotAllowed()
    with caplog.at_level("INFO", "assessment.ui"):
        app.run()
    assert app.title[0].value == "Your account may not do this."
    assert [t.value for t in app.text] == ["Ask the learning team if you think it should."]
    assert any('aria-label="Footer"' in html.value for html in app.html)
    assert "not_allowed" in caplog.text
    assert "Traceback" not in caplog.text


def test_an_error_below_a_heading_does_not_add_a_second_one():
    app = AppTest.from_function(_fails)
    app.session_state["error"] = NotAllowed()
    app.session_state["half-way"] = True
    app.run()
    assert [t.value for t in app.title] == ["A page"]
    assert [h.value for h in app.header] == ["Your account may not do this."]
    assert sum('aria-label="Footer"' in html.value for html in app.html) == 1


def _fails() -> None:
    import streamlit as st

    from ui import frame, problems

    error = st.session_state["error"]
    try:
        if "half-way" not in st.session_state:
            raise error
        with frame.frame("A page"):
            frame.heading("A page")
            raise error
    except Exception as raised:
        st.session_state["said"] = problems.show(raised)
