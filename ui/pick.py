"""Choosing what a page is about, in the page and in its address."""

from collections.abc import Sequence

import streamlit as st

from ui import address


def one(label: str, names: Sequence[str], key: str) -> str:
    """One of several, the first unless the address says another; kept in the address under `key`."""
    known = address.word(key)
    st.selectbox(label, names, index=names.index(known) if known in names else 0, key=key, bind="query-params")
    return str(st.session_state[key])


def cycle(names: Sequence[str]) -> str:
    """The cycle chosen, from the first on; nothing is drawn while there is only one. Empty if there is none."""
    if len(names) < 2:
        return names[0] if names else ""
    return one("Cycle", names, "cycle")
