"""Words about how a cycle is going: how many have finished, how long is left, and how long it takes."""

from collections.abc import Sequence

from assessment import dates
from assessment.model import GRADES, Cycle
from assessment.service.insight import ResponseRow, ResponseView
from assessment.service.turnout import Person, Turnout
from assessment.turnout import FEWEST_TIMED, LONGEST_BREAK, MINUTE, Day
from ui import figures
from ui.chart_words import IN_TABLE, SLOW_BELOW, Words
from ui.texts import GRADE_NAMES

COUNTS = ("Invited", "Finished", "Started", "Not started", "Finished, %")
DAY_COLUMNS = ("Day", "Finished that day", "Finished by its end")
WHO_COLUMNS = ("Name", "Has finished")
WHO_LEAD = (
    "You see who has finished, so that you can remind the others. You never see what anybody answered, or whether "
    "somebody has begun."
)
NO_NAME = "No name"
OPEN = "While a cycle is open you see counts only. Results are published after it has closed."


def counts(row: ResponseRow) -> tuple[str | int, ...]:
    """The figures of a row, with COUNTS."""
    return row.invited, row.finished, row.started, row.not_started, figures.finished(row)


def sentence(view: ResponseView, turnout: Turnout) -> str:
    """How many have finished, how many of the groups in the table are slow, and how long is left."""
    total, groups = view.total, len(view.rows)
    slow = sum(100 * row.finished < SLOW_BELOW * row.invited for row in view.rows)
    verb = "is" if slow == 1 else "are"
    few = f" {slow} of the {groups} groups below {verb} under {SLOW_BELOW}%." if slow and groups > 1 else ""
    share = f"{total.finished:,} of {total.invited:,} have finished, {figures.finished(total)}."
    return f"{view.cycle.name}: {share}{few} {until(view.cycle, turnout.days_left)}"


def until(cycle: Cycle, days_left: int | None) -> str:
    if cycle.status == "draft":
        return f"It opens on {dates.opening(cycle.opens_at)}."
    if days_left is None:
        return "It is closed."
    left = "today is the last day" if days_left == 0 else f"{days_left} {'day' if days_left == 1 else 'days'} left"
    return f"It closes on {dates.closing(cycle.closes_at)}: {left}."


def minutes(turnout: Turnout) -> str:
    """The median time, with what it means; or that it is not known yet."""
    if turnout.minutes is None:
        return f"The median time to finish is shown once {FEWEST_TIMED} people have answered it all online."
    took = f"{max(1, round(turnout.minutes.median))} minutes"
    return (
        f"The median time to finish is {took}, over {turnout.minutes.people:,} people. It counts from the first answer "
        f"to the last, without breaks of more than {LONGEST_BREAK // MINUTE} minutes."
    )


def grade_name(row: ResponseRow, everywhere: bool) -> str:
    whole = row.name == GRADES[-1] and everywhere
    return GRADE_NAMES[row.name] + " (all of government)" * whole


def day_row(day: Day) -> tuple[str | int, ...]:
    return dates.in_words(day.day), day.finished, day.total


def day_words(days: Sequence[Day]) -> Words:
    """The message of the chart of days."""
    most = max(days, key=lambda day: day.finished)
    total = sum(day.finished for day in days)
    span = f"From {dates.in_words(days[0].day)} to {dates.in_words(days[-1].day)}"
    if not total:
        title = "Nobody has finished on these days"
    else:
        title = f"Most people finished on {dates.in_words(most.day)}: {most.finished:,} of {total:,}"
    return Words(title, f"People who finished, by day. {span}.", f"Bar chart of finishes by day. {title}. {IN_TABLE}")


def who_rows(finished: Sequence[Person], others: Sequence[Person]) -> list[tuple[str, str]]:
    """Everybody, those who have not finished first."""
    every = [(one, "No") for one in others] + [(one, "Yes") for one in finished]
    return [(one.name or f"{NO_NAME} ({one.key})", done) for one, done in every]


def who_sentence(organisation: str, finished: int, everybody: int) -> str:
    return f"{finished:,} of {everybody:,} people of {organisation} have finished."
