"""Choosing what a page is about, in the page and in its address."""

from collections.abc import Sequence

import streamlit as st

from ui import address


def one(label: str, names: Sequence[str], key: str) -> str:
    """One of several, the first unless the address says another: the address under `key` is where the choice lives.

    Not with bind="query-params", which drops the choice on the way to another page that offers the same one.
    """
    named = address.word(key)
    st.session_state[key] = named if named in names else names[0]
    return str(st.selectbox(label, names, key=key, on_change=_into_the_address, args=(key,)))


def _into_the_address(key: str) -> None:
    st.query_params[key] = st.session_state[key]


def cycle(names: Sequence[str]) -> str:
    """The cycle chosen, from the first on; nothing is drawn while there is only one. Empty if there is none."""
    if len(names) < 2:
        return names[0] if names else ""
    return one("Cycle", names, "cycle")
