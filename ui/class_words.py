"""How many leaders stand low, in the middle and high, in words: the title of the chart and the same as a table."""

from collections.abc import Mapping, Sequence

from ui.chart_words import IN_TABLE, Words, count, fitting, leaders
from ui.tables import WITHHELD, Cell

CLASSES = ("Below 2.5", "2.5 to 3.5", "Above 3.5")
"""The classes of a demonstrated level, in ascending order."""
COLUMNS = ("Area", *CLASSES)
CAPTION = "Share of our leaders by demonstrated level"
ABOUT = (
    "How our leaders are spread over the scale, by what they showed in scenarios and knowledge questions. Nobody’s "
    "level is known exactly, so each person counts with the chance of being in each class. It needs 20 people, and is "
    "not shown where nearly all would be in one class."
)
Shares = tuple[float, float, float]


def percent(share: float) -> str:
    """A share (0-1, two decimals) as whole percents."""
    return f"{share:.0%}"


def row(name: str, shares: Shares | None) -> tuple[Cell, ...]:
    """A domain in the order of COLUMNS."""
    return name, *(map(percent, shares) if shares else [WITHHELD] * len(CLASSES))


def class_words(shares: Mapping[str, Shares], names: Mapping[str, str], cycle: str) -> Words:
    """`shares` holds what is drawn, by domain in order; `names` are of domains."""
    subtitle = (
        "Share of leaders by demonstrated level, on a scale of 1 to 5, by area. From chances, as nobody’s level is "
        f"known exactly.{f' {cycle}.' if cycle else ''}"
    )
    if not shares:
        nothing = "No spread of leaders can be shown"
        return Words(nothing, subtitle, f"Empty chart. {nothing}.")
    low = {domain: found[0] for domain, found in shares.items()}
    start = f"Stacked bars of leaders in three classes of level in {count(len(shares), 'area')}."
    most, least = max(low, key=low.__getitem__), min(low, key=low.__getitem__)
    ends = " ".join(f"{names[d]}: {percent(low[d])} below 2.5." for d in dict.fromkeys((most, least)))
    return Words(_title(low, names), subtitle, fitting(f"{start} {ends} {IN_TABLE}", f"{start} {IN_TABLE}"))


def _title(low: Mapping[str, float], names: Mapping[str, str]) -> str:
    largest, areas = leaders(low)
    where = _areas([names[domain] for domain in areas])
    return f"{percent(largest)} of our leaders stand below 2.5 in {where}, the most of the areas shown"


def _areas(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) < 3 else count(len(names), "area")
