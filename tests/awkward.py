"""Texts full of what Markdown, and Streamlit's additions to it, could read as something else."""

import random

SIGNS = ":*_`~$[](){}<>|\\/#+-=^&@'\"!.%"
PARTS = (
    "-> <- <-> -- >= <= ~= :smile: :+1: :material/home: :streamlit: :red[x] $a$ $$b$$ www.gov.uk https://gov.uk/a_b "
    "me@gov.uk **b** _i_ `c` [a](b) ![a](b) <b>x</b> &amp; 1. 2) [x] ~~s~~ word [^1] |a|b| 12:30:45 e.g. £5 “q” é"
)
LINES = (
    "# heading",
    "> quote",
    "- [ ] task",
    "1. one",
    "two words",
    "    code",
    "a: b",
    "---",
    "+ x",
    ":::note",
    "$a $b",
)


def awkward_texts(count: int) -> list[str]:
    """The same list every time: each part alone, some whole lines, then `count` mixtures."""
    choose = random.Random(7)
    parts = [*SIGNS, *PARTS.split()]

    def mixture() -> str:
        return "".join(part + choose.choice(["", " "]) for part in choose.choices(parts, k=choose.randint(1, 7)))

    return list(dict.fromkeys([*parts, *LINES, *(mixture() for _ in range(count))]))
