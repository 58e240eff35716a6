"""Text that is shown as it is written, where Streamlit would read it as Markdown."""

import re

_JOINER = "\u2060"  # has no width, is not spoken, and keeps two characters from being read as one sign

_SIGNS = re.compile(r"([\\`*_\[\]<>~$&|^])")
_START = re.compile(r"^([#+\-]|\d+(?=[.)]))")
# Streamlit replaces these after it has read the Markdown, when a backslash no longer protects them.
_REPLACED_LATER = re.compile(
    r"""
      (?<=:)(?=[\w+-]+:)          # :emoji: names
    | (?<=:)(?=material[/_])      # :material/icons:
    | (?<=:)(?=//)                # http://links
    | (?<=www)(?=\.)
    | (?<=@)                      # addresses
    | (?<=(?<!\S)[<>~-])(?=(?:->|[->=])(?!\S))   # ->, <-, <->, --, >=, <=, ~= as words of their own
    """,
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)


def plain(text: str) -> str:
    """Markdown that Streamlit shows as exactly `text`, in one line: no emphasis, links, emoji, icons or arrows.

    Where a backslash is not enough, a word joiner (U+2060) is put in, which nobody sees or hears.
    """
    line = _REPLACED_LATER.sub(_JOINER, " ".join(text.split()))
    line = _SIGNS.sub(r"\\\1", line)
    line = re.sub(r":(?=[^\s\\])", r"\\:", line)
    return _START.sub(lambda match: match[1] + "\\" if match[1].isdigit() else "\\" + match[1], line)
