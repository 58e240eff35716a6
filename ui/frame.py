"""What stands round and in every page: title, header, banners, heading, messages, footer. All text is escaped here."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from assessment.model import BoardQuestion
from ui import SERVICE_NAME, controls, question_words, state
from ui.controls import NOTHING
from ui.plain import plain

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

MADE_UP = "Demonstration: answers and people are made up. Organisations, headcounts and People Survey figures are real."
PROVISIONAL = "The questions are provisional."
FOOTER = (
    ("/privacy", "Privacy notice"),
    ("/accessibility", "Accessibility statement"),
    ("/how-it-works", "How it works"),
    ("/contact", "Contact"),
)

_SCRIPTS = Path(__file__).parent
STYLE_SHEET = _SCRIPTS / "app.css"
"""What Streamlit has no setting for; the settings stand in .streamlit/config.toml."""
_behaviour = st.components.v2.component("page_behaviour", js=(_SCRIPTS / "page.js").read_text("utf-8"))
_status = st.components.v2.component(
    "status_line",
    html='<p role="status" class="status-line"></p>',
    js=(_SCRIPTS / "status.js").read_text("utf-8"),
    isolate_styles=False,
)
_copy = st.components.v2.component(
    "copy_button",
    html="<button type=button></button>",
    js=(_SCRIPTS / "copy.js").read_text("utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A line of a summary card. `change` is the address that changes the value, `about` names it for screen readers."""

    label: str
    value: str
    change: str = ""
    about: str = ""


@contextmanager
def frame(
    title: str, *, error: bool = False, made_up: bool = False, provisional: bool = False, content: str = ""
) -> Iterator[None]:
    """Header before the page and footer after it; the page draws itself inside.

    `content` says in the footer what is shown and of when, e.g. "Question bank 2027.1, 23 November 2026". If the page
    fails, its error comes next and `close` finishes it.
    """
    state.begin_page(title)
    st.html(STYLE_SHEET)  # takes no room
    page_title(title, error)
    st.html(f'<p class="service-name"><a href="/">{SERVICE_NAME}</a></p>')
    if banner := " ".join([MADE_UP] * made_up + [PROVISIONAL] * provisional):
        st.html(f'<p class="banner">{escape(banner)}</p>')
    try:
        yield
    except Exception:
        raise  # still open: problems.show writes below what was drawn
    except (
        BaseException
    ):  # Streamlit stops or starts again: after st.stop() nothing more can be drawn, so pages avoid it
        state.end_page()
        raise
    close(content)


def close(content: str = "") -> None:
    """The footer, and the focus for a page that is complete."""
    title, error = state.title()
    state.end_page()
    state.forget_problem()
    links = "".join(f'<li><a href="{address}">{words}</a></li>' for address, words in FOOTER)
    small = f'<p class="footer-note">{escape(content)}</p>' if content else ""
    st.html(f'<nav aria-label="Footer" class="footer"><ul>{links}</ul>{small}</nav>')
    focus_heading(title, error)


def page_title(title: str, error: bool = False) -> None:
    """The browser's title: "Error: " when something entered was refused, then `title`, then the service.

    Every page and every question needs its own: when it changes, focus moves to the heading.
    """
    state.set_title(title, error)
    name = title if title == SERVICE_NAME else f"{title} - {SERVICE_NAME}"
    st.set_page_config(page_title=f"Error: {name}" if error else name, layout="wide")


def has_error() -> bool:
    """Whether something on this page was refused."""
    return state.title()[1]


def focus_heading(token: str, error: bool = False) -> None:
    """Move focus to the main heading when `token` is not what it was on the last run; on errors, to their summary."""
    _behaviour(key="page_behaviour", data={"token": f"{token} {state.refusals()}", "error": error})


def heading(text: str, caption: str = "") -> None:
    """The page's one H1, with where it belongs above it, e.g. "Data and sharing: question 3 of 6"."""
    if caption:
        st.html(f'<p class="heading-caption">{escape(caption, quote=False)}</p>')
    st.title(plain(text), anchor=False)
    state.mark_heading_drawn()


def announce(text: str, token: object = "") -> None:
    """A line that screen readers speak when it changes, such as "Answer saved".

    Draw it on every run, with empty text at first; give another `token` (the time of saving) to have equal words spoken
    again.
    """
    _status(key="status_line", data={"text": text, "token": str(token)})


def error_summary(errors: Sequence[tuple[str, str]]) -> None:
    """ "There is a problem" above the heading, each (message, control key) a link to its control; nothing if none."""
    if not errors:
        st.html(NOTHING)
        return
    page_title(state.title()[0], error=True)
    items = "".join(f'<li><a href="#{escape(key)}">{escape(words, quote=False)}</a></li>' for words, key in errors)
    st.html(
        '<div id="error-summary" class="error-summary" role="alert" tabindex="-1">'
        f"<h2>There is a problem</h2><ul>{items}</ul></div>"
    )


def field_error(errors: Sequence[tuple[str, str]], key: str) -> None:
    """What is wrong with the field of that key, to be drawn just above it; its place is kept while nothing is."""
    st.html(controls.error_markup(key, next((words for words, about in errors if about == key), "")) or NOTHING)


def problem(what: str, do: str) -> None:
    """ "There is a problem" with something just done, in two sentences, above the heading of a page that goes on."""
    page_title(state.title()[0], error=True)
    st.html(
        '<div id="error-summary" class="error-summary" role="alert" tabindex="-1"><h2>There is a problem</h2>'
        f"<p>{escape(what, quote=False)} {escape(do, quote=False)}</p></div>"
    )


def back_link(page: "str | StreamlitPage", label: str = "Back", **query: str) -> None:
    """A link to the page before, above the heading."""
    with st.container(key="back-link"):
        st.page_link(page, label=label, query_params=query or None)


def details(summary: str, *paragraphs: str) -> None:
    """Words that open below `summary`: help with a question, how to read a chart."""
    st.html(controls.details_markup(summary, paragraphs))


def lead(text: str) -> None:
    """The sentence a page is about, large, below its heading; no heading itself."""
    st.html(f'<p class="lead">{escape(text, quote=False)}</p>')


def points(lines: Sequence[str], nothing: str) -> None:
    """A list of sentences, or one sentence that says there are none."""
    st.markdown("\n".join(f"- {plain(line)}" for line in lines) if lines else plain(nothing))


def inset(text: str) -> None:
    """A paragraph set apart by a bar at its side."""
    st.html(f'<p class="inset">{escape(text, quote=False)}</p>')


def summary_card(title: str, rows: Sequence[SummaryRow]) -> None:
    """A titled list of labels and values, each with its link to change it."""
    lines = "".join(
        f"<div><dt>{escape(row.label, quote=False)}</dt><dd>{escape(row.value, quote=False)}</dd>{_change(row)}</div>"
        for row in rows
    )
    st.html(f'<div class="summary-card"><h2>{escape(title, quote=False)}</h2><dl>{lines}</dl></div>')


def _change(row: SummaryRow) -> str:
    if not row.change:
        return ""
    about = escape(row.about or row.label, quote=False)
    return f'<dd class="action"><a href="{escape(row.change)}">Change<span class="unseen"> {about}</span></a></dd>'


def board_question(question: BoardQuestion, area: str) -> None:
    """A question for the leader to ask: whom, what a good answer sounds like, what should worry them."""
    entry(question.question, area, question_words.lines(question))


def copy_button(label: str, text: str, key: str) -> None:
    """A button that puts `text` on the clipboard and says so."""
    _copy(key=key, data={"label": label, "text": text, "done": "Copied"}, width="content")


def entry(title: str, caption: str, lines: Sequence[tuple[str, str]]) -> None:
    """Something told in a few lines (label, text) below a title of its own, third level; texts keep their lines."""
    above = f'<p class="heading-caption">{escape(caption, quote=False)}</p>' if caption else ""
    told = "".join(f"<div><dt>{label}</dt><dd>{escape(words, quote=False)}</dd></div>" for label, words in lines)
    st.html(f'<div class="board-question">{above}<h3>{escape(title, quote=False)}</h3><dl>{told}</dl></div>')


def task(title: str, status: str, page: str | None, **query: str) -> None:
    """A line of the task list: a link where the task can be opened, and its status in words."""
    with st.container(horizontal=True, key=f"task-{title}-{query.get('at', '')}".replace(" ", "-")):
        if page is None:
            st.text(title)
        else:
            st.page_link(page, label=title, query_params=query or None)
        st.text(status)
