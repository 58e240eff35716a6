"""Leadership spread in words: what few, some and most mean, the title of the picture, and the same words as a table."""

from collections.abc import Mapping, Sequence

from assessment.model import SPREAD, Domain
from assessment.service.spread import SpreadView
from ui.chart_words import IN_TABLE, Words, count, fitting, leaders
from ui.tables import WITHHELD

MEANING = {"few": "below a quarter", "some": "a quarter to a half", "most": "more than half"}
CLASSES = {word: f"{word.capitalize()} ({MEANING[word]})" for word in SPREAD}
CAPTION = "How many leaders stand at level 4 or above, by organisation and area"
OWN_CAPTION = "How many of our leaders stand at level 4 or above, by area"
OWN_COLUMNS = ("Area", "At 4 or above", "Meaning", "People")
BY_NAME = "Organisations are in order of their names. This is not a ranking."
HOW_TO_READ = (
    "At level 4 somebody leads: others can follow them in this area. Few means below a quarter of the leaders who "
    "answered, some a quarter to a half, most more than half.",
    "Nobody’s level is known exactly. So each person counts with the chance that they stand at 4 or above.",
    "We tell words and no numbers, and only where 20 people or more answered. A small top team is never shown. "
    "Permanent secretaries are in no organisation’s words.",
)
MOST_NAMED = 3
"""Areas that a sentence names; more are counted."""
NOTHING_SHOWN = "No word can be shown here."


def table(view: SpreadView) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows: areas for one organisation of one’s own, otherwise organisations by areas."""
    if view.own:
        code = next(iter(view.names))
        return OWN_COLUMNS, [(area.short_name, *_own(view, (code, area.id))) for area in view.domains]
    return (
        ("Organisation", *(area.short_name for area in view.domains)),
        [
            (name, *(view.words.get((code, area.id), WITHHELD) for area in view.domains))
            for code, name in view.names.items()
        ],
    )


def _own(view: SpreadView, at: tuple[str, str]) -> tuple[str, str, str]:
    if at not in view.words:
        return WITHHELD, WITHHELD, WITHHELD
    return view.words[at], MEANING[view.words[at]], f"{view.people[at]:,}"


def key_people(view: SpreadView) -> str:
    """What the words mean for one's own organisation; empty where none is shown."""
    told = {area.short_name: word for area in view.domains for (_, of), word in view.words.items() if of == area.id}
    few = [area for area, word in told.items() if word == "few"]
    if not told:
        return ""
    if not few:
        return "In every area shown, a quarter of our leaders or more can lead. Ask who would take over if one moves."
    which = listed(few) if len(few) <= MOST_NAMED else f"{len(few)} of {count(len(told), 'area')} shown"
    return f"Few of our leaders can lead in {which}. Much rests on each of them: ask who would take over if one moves."


def listed(names: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def spread_words(
    words: Mapping[tuple[str, str], str], domains: Sequence[Domain], names: Mapping[str, str], cycle: str, own: bool
) -> Words:
    """`words` are those shown of the organisations in `names`, by organisation and area."""
    subtitle = (
        f"How many leaders stand at level 4 or above, by organisation and area, {cycle}. Few: below a quarter. Some: a "
        "quarter to a half. Most: more than half. [c]: not shown."
    )
    size = f"{count(len(names), 'organisation')} and {count(len(domains), 'area')}"
    start = f"Tile map of how many leaders stand at level 4 or above, for {size}."
    if not words:
        return Words("No word can be shown", subtitle, f"{start} No word can be shown.")
    held = list(words.values())
    tally = " ".join(f"{word.capitalize()}: {held.count(word)}." for word in SPREAD)
    title = _own_title(words, domains) if own else _title(words, domains)
    return Words(title, subtitle, fitting(f"{start} {tally} {IN_TABLE}", f"{start} {IN_TABLE}"))


def _own_title(words: Mapping[tuple[str, str], str], domains: Sequence[Domain]) -> str:
    few = [area.short_name for area in domains if any(at[1] == area.id and w == "few" for at, w in words.items())]
    if not few:
        return "In every area shown, a quarter of our leaders or more stand at 4 or above"
    if len(few) > MOST_NAMED:
        return f"Few of our leaders stand at 4 or above in {len(few)} of {len(words)} areas shown"
    return f"Few of our leaders stand at 4 or above in {listed(few)}"


def _title(words: Mapping[tuple[str, str], str], domains: Sequence[Domain]) -> str:
    """The area in which the most organisations have few."""
    few = {a.short_name: sum(at[1] == a.id and word == "few" for at, word in words.items()) for a in domains}
    most, areas = leaders(few)
    if not most:
        return "In every tile shown, a quarter of leaders or more stand at 4 or above"
    organisations = f"{count(most, 'organisation')} shown"
    if len(areas) > 2:
        return f"In {organisations} each, few leaders stand at 4 or above in {len(areas)} areas"
    return f"In {organisations}{'' if len(areas) == 1 else ' each'}, few leaders stand at 4 or above in {listed(areas)}"
