"""Item statistics of a released cycle, for readers who may not see its answers: nothing of too small a group."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from assessment import calibration
from assessment.answers import Answers
from assessment.item_statistics import ItemStatistics, item_statistics
from assessment.model import NotYet, QuestionBank


def release_statistics(bank: QuestionBank, answers: Answers, group: int) -> ItemStatistics:
    """The statistics over everybody whose form was answered by `group` people or more; `n` says how many they are.

    People with a rarer form are left out: figures over all forms less those of the others would be theirs. Bands of
    grade or profession with fewer people are not mentioned, because their number may not be known.
    """
    forms, people = np.unique(answers.forms.astype(str), return_counts=True)
    found = item_statistics(bank, answers.rows(np.isin(answers.forms.astype(str), forms[people >= group])), group=group)
    return replace(
        found,
        differential=tuple(d for d in found.differential if min(d.n_focal, d.n_reference) >= group),
        confidence=_told(found.confidence),
        vignettes=replace(found.vignettes, leniency=_told(found.vignettes.leniency)),
    )


def _told(figures: Mapping[str, calibration.GroupFigure]) -> dict[str, calibration.GroupFigure]:
    """Without the bands that are too small."""
    small = {name for name, figure in figures.items() if isinstance(figure, NotYet) and name in calibration.BANDS}
    return {name: figure for name, figure in figures.items() if name not in small}
