"""Conditions in departments: what leaders say of statements about their department, beside what leaders can do.

The two are never combined: there is no total over statements, and none of statements and levels. Everything is read off
published cells, so it tells nothing that the release does not.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assessment.model import Cell, Domain, Item, QuestionBank

MANY_UNSURE = 0.2
"""Share of "I do not know" from which it is a finding of its own (a judgement)."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A statement with its published cells of one group; None where one may not be shown.

    `agreement` is the mean of 1-5 over people with an opinion, `unsure` the share (0-1) of those who answered that said
    "I do not know". `alike`: there is no evidence that organisations differ.
    """

    item: Item
    agreement: Cell | None
    unsure: Cell | None
    alike: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """Statements about one condition, and the areas of capability that the bank relates to it, with their levels."""

    name: str
    conditions: tuple[Condition, ...]
    areas: tuple[tuple[Domain, Cell | None], ...]


def themes(bank: QuestionBank, cells: Mapping[tuple[str, str], Cell], alike: Collection[str] = ()) -> tuple[Theme, ...]:
    """The statements in use by theme, in the order of the bank.

    `cells` are the published ones of one group, by measure and domain or statement; `alike` are ids of statements. An
    area is related to a theme if it has one of the themes of its statements.
    """
    asked = [item for item in bank.items if item.type == "pulse" and item.in_use]
    by_theme = {name: [item for item in asked if item.theme == name] for name in (item.theme for item in asked)}
    about = {name: {theme for item in items for theme in item.themes} for name, items in by_theme.items()}
    return tuple(
        Theme(
            name,
            tuple(
                Condition(item, cells.get(("pulse", item.id)), cells.get(("do_not_know", item.id)), item.id in alike)
                for item in items
            ),
            tuple((d, cells.get(("level", d.id))) for d in bank.domains if about[name].intersection(d.themes)),
        )
        for name, items in by_theme.items()
    )


def weakest(conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    """The statement with the least agreement, and those whose ranges meet its range: any of them may be weakest."""
    shown = [(one, ends) for one in conditions if (ends := _ends(one))]
    if not shown:
        return ()
    bound = min((estimate, high) for _, (_, estimate, high) in shown)[1]
    return tuple(one for one, (low, _, _) in shown if low <= bound)


def _ends(one: Condition) -> tuple[float, float, float] | None:
    """Low, estimate and high of the agreement."""
    cell = one.agreement
    if cell is None or cell.estimate is None or cell.low is None or cell.high is None:
        return None
    return cell.low, cell.estimate, cell.high


def unsure(conditions: Sequence[Condition]) -> list[tuple[float, Condition]]:
    """Statements of which MANY_UNSURE or more could not say, with that share, the largest first."""
    shares = [(one.unsure.estimate, one) for one in conditions if one.unsure and one.unsure.estimate is not None]
    return sorted((pair for pair in shares if pair[0] >= MANY_UNSURE), key=lambda pair: -pair[0])
