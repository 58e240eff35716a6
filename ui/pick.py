"""Choosing what a page is about, in the page and in its address."""

from collections.abc import Sequence

import streamlit as st

from ui import address


def cycle(names: Sequence[str]) -> str:
    """The cycle chosen, from the first on; nothing is drawn while there is only one. Empty if there is none."""
    if len(names) < 2:
        return names[0] if names else ""
    known = address.word("cycle")
    st.selectbox("Cycle", names, index=names.index(known) if known in names else 0, key="cycle", bind="query-params")
    return str(st.session_state["cycle"])
