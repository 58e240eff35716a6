"""Choosing what a page is about, in the page and in its address."""

from collections.abc import Mapping, Sequence

import streamlit as st

from ui import address


def one(label: str, names: Sequence[str], key: str, words: Mapping[str, str] | None = None, default: str = "") -> str:
    """One of several, the first or `default` unless the address says another, which lives there under `key`.

    `words` say what to show for names that are codes. Not with bind="query-params", which drops the choice on the way
    to another page that offers the same one.
    """
    named = address.word(key)
    st.session_state[key] = named if named in names else default or names[0]
    shown = {name: (words or {}).get(name, name) for name in names}
    return str(
        st.selectbox(label, names, key=key, format_func=shown.__getitem__, on_change=_into_the_address, args=(key,))
    )


def several(label: str, words: Mapping[str, str], key: str) -> None:
    """Any of the codes that `words` say: the address under `key` is where the choice lives, parted by commas."""
    st.session_state[key] = [code for code in address.words(key) if code in words]
    st.multiselect(
        label, list(words), key=key, format_func=words.__getitem__, on_change=_all_into_the_address, args=(key,)
    )


def _all_into_the_address(key: str) -> None:
    st.query_params[key] = ",".join(st.session_state[key])


def _into_the_address(key: str) -> None:
    st.query_params[key] = st.session_state[key]


def cycle(names: Sequence[str], default: str = "") -> str:
    """The cycle chosen, the first or `default` at first; nothing is drawn while there is only one, empty if none."""
    if len(names) < 2:
        return names[0] if names else ""
    return one("Cycle", names, "cycle", default=default)
