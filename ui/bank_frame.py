"""What stands on every page of the question bank: its heading, the way to the others, and the version it is about."""

from collections.abc import Sequence

import streamlit as st

from assessment.service.editing import Version
from ui import bank_words, frame, pick

PAGES = (
    ("browse", "Items"),
    ("coverage", "Coverage"),
    ("forms", "Forms"),
    ("assemble", "Assemble a form"),
    ("compare", "Compare versions"),
    ("quality", "Item quality"),
    ("review", "Due for review"),
    ("workbook", "Workbook and exchange"),
)


def begin(title: str, versions: Sequence[Version], here: str) -> str:
    """The heading, the links between the pages of the bank, and the choice of a version; gives the one chosen."""
    frame.heading(title)
    pages = st.container(horizontal=True, key="bank-pages")
    chosen = pick.one("Version", [version.version for version in versions], "version")
    for file, words in PAGES:
        if file != here:
            pages.page_link(f"../pages/bank/{file}.py", label=words, query_params={"version": chosen})
    version = next(version for version in versions if version.version == chosen)
    st.text(f"Version {chosen}, {version.status}. {bank_words.standing(version)}")
    return chosen
