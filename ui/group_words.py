"""Names of the groups that a page offers to choose among."""

from collections.abc import Sequence

from assessment.service.groups import Group
from ui import texts
from ui.heatmap_words import ALL_OF_GOVERNMENT

KINDS = {
    "grade": "Grade: {}",
    "organisation_type": "Type: {}",
    "parent_group": "Parent group: {}",
    "organisation": "{}",
}


def group_names(groups: Sequence[Group]) -> dict[str, str]:
    """What to choose among, by code."""
    return {group.code: group_name(group) for group in groups}


def group_name(group: Group) -> str:
    name = texts.GRADE_BAND_NAMES.get(group.key, group.name)
    return KINDS[group.view].format(name) if group.key else ALL_OF_GOVERNMENT
