"""What the address of a page says after the question mark: where one is and what is filtered, never an answer."""

from urllib.parse import urljoin

import streamlit as st


def number(name: str, default: int) -> int:
    """A whole number from the address; `default` where it is missing or is no number."""
    try:
        return int(st.query_params.get(name, default))
    except ValueError:
        return default


def word(name: str, default: str = "") -> str:
    return str(st.query_params.get(name, default))


def words(name: str) -> list[str]:
    """Several words from the address, parted by commas, each once and in their order."""
    return list(dict.fromkeys(filter(None, (one.strip() for one in word(name).split(",")))))


def whole(page: str) -> str:
    """The full address of a page of ours, such as `gaps?cycle=5`, to be sent to somebody."""
    return urljoin(st.context.url or "", page)
