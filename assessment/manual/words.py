"""Names and figures in words, for the manual and the page on item quality alike."""

from collections.abc import Mapping

from assessment.calibration import Estimate, GroupFigure
from assessment.figures import Figure

SCALE_KINDS = {"self": "Ratings", "demonstrated": "Scenarios and knowledge"}
GROUPS = {"all": "Everybody", "deputy_director": "Deputy directors", "director_and_above": "Directors and above"}


def name(code: str) -> str:
    """A code as words: operational_delivery is Operational delivery."""
    return code.replace("_", " ").capitalize()


def ranged(value: Figure, low: Figure, high: Figure) -> str:
    """A figure with its interval, or why there is none."""
    if isinstance(value, float) and isinstance(low, float) and isinstance(high, float):
        return f"{round(value, 2) + 0:.2f} ({round(low, 2) + 0:.2f} to {round(high, 2) + 0:.2f})"
    return str(value)


def share(value: Figure) -> str:
    return f"{value:.0%}" if isinstance(value, float) else str(value)


def group_rows(figures: Mapping[str, GroupFigure]) -> list[tuple[str, str, str, str]]:
    """Who, people, answers and the estimate with its interval; or why there is none."""
    rows = []
    for group, figure in figures.items():
        if isinstance(figure, Estimate):
            estimate = ranged(figure.value, figure.low, figure.high)
            rows.append((GROUPS[group], f"{figure.people:,}", f"{figure.answers:,}", estimate))
        else:
            rows.append((GROUPS[group], str(figure), "", ""))
    return rows
