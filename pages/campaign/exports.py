"""Exports: the results of a released cycle as files, in one click or one by one. Nothing is made before it is asked."""

from functools import cache

import streamlit as st

from assessment.service import exporting, insight
from ui import address, downloads, export_files, frame, gap_words, pick, texts, who
from ui import export_words as words
from ui.documents.files import file_name
from ui.export_files import File

viewer = who.viewer()
cycle, released_at = exporting.overview(viewer, address.word("cycle"))


@cache
def export() -> exporting.Export:
    """Read when the first file is asked for, once: all files of this page say the same."""
    return exporting.export(viewer, cycle.name)


def button(file: File) -> None:
    """A button that makes the file when somebody asks for it."""
    name = file_name(file.what, released_at, file.ending)
    downloads.file_button(file.label, name, lambda: file.make(export()), file.kind)


frame.heading("Exports", caption="Results to take away")
pick.cycle(insight.released(viewer))
st.write(gap_words.results_of(cycle, released_at))
st.write(words.WHAT_IS_IN_THEM)
frame.inset(words.NAME_ORGANISATIONS)

st.header(words.PACK, anchor=False)
st.write(words.PACK_IS)
button(export_files.PACK)

st.header(words.SINGLE, anchor=False)
for file in export_files.SINGLE:
    button(file)

st.header(words.OPEN, anchor=False)
st.write(words.OPEN_IS)
button(export_files.OPEN)
st.write(texts.WITHHELD_NOTE)
