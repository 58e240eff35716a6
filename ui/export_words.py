"""What files of results say round their figures, and on the page from which they are taken."""

from assessment import dates
from assessment.exports.content import NOT_APPLICABLE, NOT_AVAILABLE
from assessment.service.exporting import Export
from ui import change_words, condition_words, gap_words, priority_words, texts
from ui.tables import FEW, WITHHELD

TITLE = "Digital leadership: results for groups"
PACK_TITLE = "Digital leadership: results for the board"
OPEN_TITLE = "Digital leadership: open data"
PROCUREMENT_TITLE = "Learning offers: need, places and cost"
MADE_UP = "Made-up figures for a demonstration. Organisations are real; people and answers are not."
_NOT_FOR_ALL = (
    "for the learning team and the people it briefs, not for publication: departments were told that others see their "
    "results without a name. The open-data file is what may be published."
)
WITHIN_GOVERNMENT = f"This file names organisations. It is {_NOT_FOR_ALL}"
NAME_ORGANISATIONS = f"These files name organisations. They are {_NOT_FOR_ALL}"
LICENCE = "Licence: Open Government Licence v3.0, for what is published as open data."
SHORTHAND = (
    f"{WITHHELD} not shown, to protect people in small groups. {NOT_AVAILABLE} not available. "
    f"{NOT_APPLICABLE} does not apply. {FEW} fewer than 10 people."
)
NOTES = {
    "withheld": texts.WITHHELD_NOTE,
    "level": "Levels run from 1 (Starting) to 5 (Shaping). An average weighs each grade by the people invited. The "
    "true average lies between the two ends of its range 95 times in 100.",
    "gap": " ".join((gap_words.HOW_TO_READ["gap"][0], "Minus is above target.", texts.NO_LEAGUE_TABLE)),
    "share": " ".join(gap_words.HOW_TO_READ["share"]),
    "priority": " ".join(priority_words.HOW_TO_READ[:4]),
    "conditions": " ".join((condition_words.NEVER_ADDED, *condition_words.HOW_TO_READ[:2])),
    "unsure": condition_words.HOW_TO_READ[3],
    "change": " ".join(change_words.HOW_TO_READ[:2]),
    "clear": change_words.VERDICT_RULE,
    "response": "People with a result are those with a level in the area that has most of them. Both numbers are "
    "published figures of the release, so a group that is not shown there is not shown here.",
}


def note(*keys: str) -> str:
    """The marks of notes, to stand behind a title: [note 2] [note 3]."""
    return " ".join(f"[note {list(NOTES).index(key) + 1}]" for key in keys)


def released(export: Export) -> str:
    return f"{export.cycle.name}, released on {dates.day(export.published.released_at)}"


def withheld(count: int) -> str:
    """Said on the cover: what anybody can count in the file, so it tells nothing more."""
    values = "1 value" if count == 1 else f"{count:,} values"
    return f"This file has {values} withheld. Each is marked {WITHHELD} where it would have stood."


def intro(export: Export, count: int) -> tuple[str, ...]:
    """Period, date and what is withheld; that figures are made up comes first."""
    cycle = export.cycle
    return (
        *[MADE_UP] * export.published.made_up,
        f"Results of {released(export)}.",
        f"Period: answers from {dates.day(cycle.opens_at)} to {dates.day(cycle.ends_at)}.",
        withheld(count),
        SHORTHAND,
    )


def about(export: Export) -> tuple[str, ...]:
    return (
        "Coverage: senior leaders of the organisations that were invited to this cycle. Those who answered may differ "
        "from those who did not.",
        f"No figure is about fewer than {export.published.minimum_group} people.",
        "All figures come from the release of this cycle, which never changes.",
        WITHIN_GOVERNMENT,
        LICENCE,
    )


# ---- the page --------------------------------------------------------------------------------------------

WHAT_IS_IN_THEM = (
    "All files say the same: the figures that the pages show. What is withheld there is withheld in each of them. "
    "The workbook and the board pack "
    "say how many values are withheld. Files are made when you ask for them, which can take some seconds."
)
ABOUT_OPEN = (
    "Digital capability of senior leaders of the UK government, by grade, type of organisation and profession. "
    "Measures: level, self and demonstrated (1 to 5); pulse (agreement with statements about the department, 1 to 5); "
    "do_not_know (share of those who could not say); class_low, class_middle and class_high (shares of people by "
    "demonstrated level); change and change_stayers (levels since the cycle before). Withheld rows have no number."
)
PACK = "Quarterly review in one click"
PACK_IS = "Board pack as slides and as PDF, workbook, OpenDocument spreadsheet and CSV, with a note on what is what."
SINGLE = "One file"
OPEN = "Open data"
OPEN_IS = (
    "What may be published: all of government, grades, types of organisation and professions. No organisation is "
    "named, because departments were told so. The zip holds a CSV and its description (CSV on the Web)."
)
README = """{title}
{line}

{made_up}{released}.

board-pack.pptx   slides for the board; notes below each slide hold the method
board-pack.pdf    the same content as tagged PDF
results.xlsx      accessible workbook: cover, contents, notes, one table a sheet
results.ods       the same workbook as OpenDocument
results.csv       every figure by organisation, grade, type, parent group and profession

All files say the same. {withheld} figures of the release are withheld; they are withheld in every file.
{within}
"""
