"""Figures of a release as tidy CSV: a row a group, area and measure, numbers as numbers, dates as ISO 8601."""

from collections.abc import Mapping

import pandas as pd

from assessment.files import cell_frame
from assessment.model import Published
from assessment.tabular import csv_bytes

WHOLE = ("all", "organisation", "grade", "organisation_type", "parent_group", "profession")
"""Views whose groups are not crossed with others: `release export` writes those too."""


def tidy(release: Published, organisations: Mapping[str, str], areas: Mapping[str, str], bom: bool = False) -> bytes:
    """The columns of `release export`, with names and facts behind them; a withheld row has no number.

    `organisations` names them by code, `areas` names domains and statements by id; `bom` is for Excel.
    """
    return csv_bytes(frame(release, organisations, areas), bom)


def frame(release: Published, organisations: Mapping[str, str], areas: Mapping[str, str]) -> pd.DataFrame:
    cells = pd.concat([cell_frame(release.select(view=view)) for view in WHOLE], ignore_index=True)
    return cells.assign(
        organisation_name=cells["organisation"].map(lambda code: organisations.get(code, code)),
        area_name=cells["domain"].map(lambda area: areas.get(area, area)),
        released_on=f"{release.released_at:%Y-%m-%d}",
        made_up=release.made_up,
    )
