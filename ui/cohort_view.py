"""Parts of the cohort's page: the template, the file with what is found in it, looking somebody up, the history."""

from collections.abc import Callable, Sequence

import streamlit as st

from assessment.service import cohorts
from assessment.service.cohorts import CohortView, ImportView, Preview
from assessment.service.members import Found
from assessment.uploads import LARGEST, TYPES
from ui import cohort_words as words
from ui import downloads, frame, tables

Errors = Sequence[tuple[str, str]]


def template(make: Callable[[str], bytes]) -> None:
    """The two templates to download; `make` gives the bytes of a kind."""
    st.header("Invite people", anchor=False)
    st.write(words.TEMPLATE)
    st.write(frame.plain(words.COLUMNS_USED))
    with st.container(horizontal=True):
        xlsx = downloads.XLSX
        downloads.file_button("Download the template (XLSX)", "cohort-template.xlsx", lambda: make("xlsx"), xlsx)
        downloads.file_button("Download the template (CSV)", "cohort-template.csv", lambda: make("csv"), "text/csv")


def choose(key: str, errors: Errors, press: Callable[[], None]) -> None:
    """The field for the file."""
    with st.form("cohort-upload", border=False):
        frame.field_error(errors, key)
        st.file_uploader(words.UPLOAD, type=list(TYPES), max_upload_size=LARGEST // 1024**2, key=key)
        st.form_submit_button(words.CHECK, on_click=press)


def preview(checked: Preview) -> tuple[int, bool]:
    """What is in the file; how many rows can be imported, and whether people are to be moved."""
    fix = checked.of("fix")
    st.header("What is in the file", anchor=False)
    frame.points(words.findings(checked), "")
    if unused := words.unused(checked):
        st.write(frame.plain(unused))
    if fix:
        st.subheader("Rows to fix", anchor=False)
        frame.points(words.sentences(fix), "")
        rows = words.fix_rows(checked)
        downloads.csv_button(words.fix_label(len(fix)), "rows-to-fix.csv", words.FIX_COLUMNS, rows)
    tables.html_table(words.preview_caption(checked), words.PREVIEW_COLUMNS, words.preview_rows(checked))
    move = len(checked.of("move"))
    moves = bool(move) and st.checkbox(words.move_label(move), key="cohort-moves")
    return len(checked.of("add")) + move * moves, moves


def progress(run: Callable[[cohorts.Progress], int]) -> int:
    """Run an import with a bar that shows how far it is."""
    bar = st.progress(0.0, "Importing")
    return run(lambda share: bar.progress(share, "Importing"))


def outcome(view: ImportView, undo: Callable[[], None]) -> None:
    """What an import did, and the button that undoes it."""
    frame.points(words.outcome(view), "")
    if view.may_undo:
        st.write(words.UNDOING)
        st.button("Undo this import", on_click=undo)


def search(key: str, errors: Errors, press: Callable[[], None]) -> None:
    """A box for a name, an address or a key."""
    st.header("Find somebody", anchor=False)
    with st.form("cohort-search", border=False):
        frame.field_error(errors, key)
        st.text_input(words.SEARCH, key=key)
        st.form_submit_button("Find", on_click=press)


def found(people: Found, cycle: str) -> None:
    """Who was found, each a link to their page."""
    if people.people:
        tables.html_table("People found", words.FOUND_COLUMNS, words.found_rows(people.people, cycle))
    else:
        st.write(words.NOBODY)
    if people.more:
        st.write(words.MORE)


def history(view: CohortView) -> None:
    """Imports and changes, with a file of all of them."""
    st.header("History", anchor=False)
    rows = words.history(view)
    if not rows:
        st.write(words.NO_HISTORY)
        return
    shown = rows[: words.HISTORY_SHOWN]
    caption = "Imports and changes, the latest first" + f" ({len(shown)} of {len(rows):,})" * (len(shown) < len(rows))
    tables.html_table(caption, words.HISTORY_COLUMNS, shown)
    made_up = view.cycle.made_up
    downloads.csv_button("Download the history (CSV)", "history.csv", words.HISTORY_COLUMNS, rows, made_up=made_up)
