"""What may be published of a release: a CSV with its description as CSV on the Web, in a zip.

Organisations are not in it: they were told that others see their results without a name.
"""

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from assessment import files, tabular
from assessment.exports.steady import packed
from assessment.model import MEASURES, Published
from assessment.unnamed import VIEWS, unnamed

EVERYBODY = "everybody"
DATA, DESCRIPTION = "results.csv", "results.csv-metadata.json"
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
PUBLISHER = "Check your digital leadership"
KEY = ("cycle", "view", "group", "area", "measure")
NUMBER, WHOLE, SHARE = {"base": "decimal"}, {"base": "integer", "minimum": 0}, {"base": "decimal", "minimum": 0}
COLUMNS: tuple[tuple[str, Any, str], ...] = (
    ("cycle", "string", "The cycle in which people answered"),
    ("released_on", "date", "The day of the release"),
    ("made_up", "boolean", "Whether the answers are made up for a demonstration"),
    ("view", {"base": "string", "format": "|".join(VIEWS)}, "What kind of group this is"),
    ("group", "string", "The group: a grade, a type of organisation, a band of professions, or everybody"),
    ("area", "string", "Id of the area of capability, or of the statement"),
    ("area_name", "string", "The area or the statement in words"),
    ("measure", {"base": "string", "format": "|".join(MEASURES)}, "What is measured; see the description of the file"),
    ("status", {"base": "string", "format": "published|withheld"}, "Withheld rows have no number and no reason"),
    ("n", WHOLE, "People with a result"),
    ("invited", WHOLE, "People invited, where known"),
    ("estimate", NUMBER, "The figure: levels and agreement 1 to 5, shares 0 to 1, changes in levels"),
    ("low", NUMBER, "Low end of the range that holds the true figure 95 times in 100"),
    ("high", NUMBER, "High end of that range"),
    ("target", NUMBER, "The target for the mix of grades"),
    ("gap", NUMBER, "Target minus level; minus is above target"),
    ("share_below_target", {**SHARE, "maximum": 1}, "Share of those with a result who are below target, 0 to 1"),
)
"""Each with its datatype and what it holds."""


def open_data(release: Published, areas: Mapping[str, str], types: Mapping[str, str], title: str, about: str) -> bytes:
    """A zip of the data and its description.

    `areas` names domains and statements by id, `types` are those of the organisations in the release, by code.
    """
    data = _frame(unnamed(release, types), areas)
    described = json.dumps(_description(release, title, about), indent=2, ensure_ascii=False) + "\n"
    return packed({DATA: tabular.csv_bytes(data), DESCRIPTION: described.encode()})


def _frame(release: Published, areas: Mapping[str, str]) -> pd.DataFrame:
    cells = pd.concat([files.cell_frame(release.select(view=view)) for view in VIEWS], ignore_index=True)
    group = cells["grade_band"] + cells["organisation_type"] + cells["profession_band"]  # one of them, or none
    told = cells.rename(columns={"domain": "area"}).assign(
        group=group.where(group != "", EVERYBODY),
        area_name=cells["domain"].map(lambda area: areas.get(area, area)),
        released_on=f"{release.released_at:%Y-%m-%d}",
        made_up=release.made_up,
    )
    return told[[name for name, _, _ in COLUMNS]].reset_index(drop=True)


def _description(release: Published, title: str, about: str) -> dict[str, Any]:
    """CSV on the Web: W3C Recommendation "Metadata Vocabulary for Tabular Data", 2015."""
    columns = [
        {"name": name, "titles": name, "datatype": kind, "dc:description": words, "required": name in KEY}
        for name, kind, words in COLUMNS
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": DATA,
        "dc:title": title,
        "dc:description": about,
        "dc:issued": f"{release.released_at:%Y-%m-%d}",
        "dc:publisher": PUBLISHER,
        "dc:license": {"@id": LICENCE},
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "doubleQuote": True},
        "tableSchema": {"columns": columns, "primaryKey": list(KEY)},
    }
