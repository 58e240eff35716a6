"""Bring the register up to date: headcounts from the Civil Service Statistics, and what a newer version ships."""

import streamlit as st

from assessment.errors import InputError
from assessment.service import registry
from assessment.table21 import Update
from ui import frame, problems, state, tables, who
from ui import register_words as words

FILE = "table-21"

viewer = who.viewer()


@problems.told
def take_table(name: str, data: bytes, shown: Update) -> None:
    state.note(words.taken(registry.take_table(viewer, name, data, shown)))


@problems.told
def take_shipped() -> None:
    state.note(words.taken(registry.take_shipped(viewer)))


def preview(name: str, data: bytes) -> None:
    """What a file would change, or what is wrong with it."""
    try:
        found = registry.read_table(viewer, name, data)
    except InputError as error:
        frame.inset(f"{error.what} {error.do}")
        problems.fault_table("What is wrong with the file", error.faults)
        return
    st.write(words.summary(found))
    st.subheader("What changes", anchor=False)
    frame.points([words.counts(before, after) for before, after in found.changed], "Nothing.")
    st.subheader("Not in the register", anchor=False)
    frame.points(found.unknown, "Nothing.")
    st.subheader("In the register but not in the table", anchor=False)
    frame.points([one.name for one in found.missing], "Nothing.")
    if found.changed:
        st.button("Write these headcounts into the register", on_click=take_table, args=(name, data, found))


frame.back_link("../pages/admin/register.py", label="Register of organisations")
frame.heading("Bring the register up to date")
frame.announce(state.take_note())
frame.inset(words.AFTER_A_RELEASE)
st.header("Headcounts from the Civil Service Statistics", anchor=False)
st.write(words.ABOUT_TABLE)
sent = st.file_uploader("Statistical tables (ODS or XLSX)", type=["ods", "xlsx"], max_upload_size=20, key=FILE)
if sent is not None:
    preview(sent.name, sent.getvalue())

st.header("The register of this version of the program", anchor=False)
st.write(words.ABOUT_SHIPPED)
newer = registry.shipped(viewer)
if newer:
    rows = [(after.name, words.what_changed(before, after)) for before, after in newer]
    tables.html_table("What would change", ("Organisation", "What changes"), rows)
    st.button("Take these changes over", on_click=take_shipped)
else:
    st.write(words.NOTHING_SHIPPED)
