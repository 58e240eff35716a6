"""The words beside the examples that people place: what looking at the panel's levels fixes, and how the two differ."""

from assessment.calibration import Leniency
from assessment.service.taking import Question
from ui.frame import SummaryRow

SEE_PANEL = "See how the panel placed them"
SEEING_FIXES = (
    "You have placed every example. You can now see how the panel placed them, and why. Once you look, your own levels "
    "for the examples are fixed. You need not look, and nothing here changes your score."
)
PROPOSED = "Proposed level: a panel has not agreed it yet."


def panel_rows(question: Question) -> list[SummaryRow]:
    """The panel's level beside the person's own, and the panel's reason."""
    item, saved = question.item, question.saved
    if item.expert_level is None or saved is None:
        return []
    rows = [
        SummaryRow("The panel’s level", _level(question, item.expert_level)),
        SummaryRow("Your level", f"{_level(question, saved.value)}, {_apart(saved.value - item.expert_level)}"),
        SummaryRow("Why", item.rationale),
    ]
    return [*rows, *([SummaryRow("Status", PROPOSED)] if item.source_status == "P" else [])]


def _level(question: Question, number: int) -> str:
    return f"{number} {question.item.options[number - 1].text}"


def _apart(levels: float) -> str:
    """A difference from the panel in words: 1 level higher, 0.5 levels lower, the same."""
    if not levels:
        return "the same"
    size = f"{abs(levels):.2g}"
    return f"{size} {'level' if size == '1' else 'levels'} {'higher' if levels > 0 else 'lower'}"


def summary(found: Leniency) -> str:
    """All examples of a person together."""
    than = f"{_apart(found.mean)} than" if found.mean else "the same as"
    order = f" You put {found.inverted} of {found.pairs} pairs in the other order." if found.pairs else ""
    mean = f"Over {found.n} examples your level is on average {than} the panel’s."
    return f"{mean}{order} Your score does not use this."
