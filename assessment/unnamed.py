"""What may be told of a release to those who are to see organisations without their names.

Groups that hold one organisation alone would name it. Parent groups often do, so none of them is told.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from assessment.model import Published

VIEWS = ("all", "grade", "organisation_type", "profession")
"""Views whose groups are of many organisations, but for a type that has a single one."""


def unnamed(release: Published, types: Mapping[str, str], own: str = "") -> Published:
    """The cells of groups that name no organisation, and all cells of `own` (code).

    `types` are those of the organisations in the release, by code.
    """
    alone = {kind for kind, count in Counter(types.values()).items() if count == 1}
    kept = tuple(
        cell
        for cell in release.cells
        if (own and cell.organisation == own) or (cell.view in VIEWS and cell.organisation_type not in alone)
    )
    return replace(release, cells=kept)
