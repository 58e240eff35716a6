"""What the pages of gaps say round their figures: names of rows, what is withheld, and where to look instead."""

from datetime import datetime

from assessment import dates
from assessment.gaps import EVERYBODY
from assessment.model import Cycle
from assessment.service.gaps import ROWS, GapsView
from ui import texts
from ui.heatmap_words import ALL_OF_GOVERNMENT, plural
from ui.plain import plain

NOTHING_SHOWN = (
    "Nothing can be shown for this choice. Too few people answered, nobody did, or showing it would reveal another "
    "group."
)
ONLY_ALL = (
    "Only all of government can be shown for this choice. In each row too few people answered, nobody did, or showing "
    "it would reveal another group."
)
WIDEN = "Widen the group:"
HOW_TO_READ = {
    "gap": (
        "Each figure is the target for a group's mix of grades minus its average level, on a scale of 1 to 5.",
        "The average is weighted by grade, so that a grade that answered less does not count less.",
    ),
    "share": (
        "Each figure is the share of those who answered who are below the target for their grade.",
        "Nobody's level is known exactly. So each person counts with the chance that they are below.",
        "It needs 20 people, so some rows have a gap and no share.",
    ),
    "people": (
        "Each figure is the share below target times the people invited, to the nearest 5. It is an estimate.",
        "It takes those who did not answer to be like those who did.",
        "<10 means fewer than 10 people. We do not say how many.",
    ),
}


def row_names(view: GapsView) -> dict[str, str]:
    """Names of the rows in their order, all of government first."""
    named = {row: view.names.get(row) or texts.GRADE_BAND_NAMES.get(row, row) for row in view.rows}
    return {EVERYBODY: ALL_OF_GOVERNMENT} | named


def standing(view: GapsView) -> str:
    """Which results these are, and how many of the figures in the table are withheld."""
    figures = (1 + len(view.rows)) * len(view.domains)
    hidden = f" {view.withheld((EVERYBODY, *view.rows)):,} of {figures:,} figures are withheld." if view.shown else ""
    return results_of(view.cycle, view.published.released_at) + hidden


def nothing_shown(view: GapsView) -> str:
    """Why there is no picture: no row of it can be shown."""
    return ONLY_ALL if view.withheld((EVERYBODY,)) < len(view.domains) else NOTHING_SHOWN


def results_of(cycle: Cycle, released_at: datetime) -> str:
    return f"{plain(cycle.name)}. Results of {dates.day(released_at)}."


def alike(view: GapsView) -> str:
    """Areas in which there is no evidence that organisations differ, as a sentence; "" if there is none."""
    areas = [domain.short_name for domain in view.domains if ("level", domain.id) in view.published.alike]
    if view.view != "organisation" or not areas:
        return ""
    return f"There is no evidence that organisations differ in {'; '.join(areas)}."


def wider(view: GapsView) -> list[tuple[str, dict[str, str]]]:
    """Other choices to offer where nothing can be shown: words, and what the address then says."""
    same = {"cycle": view.cycle.name, "figure": view.figure}
    return [(f"All {plural(rows)}", same | {"rows": rows}) for rows in ROWS]
