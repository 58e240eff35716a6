"""The names that our QTI packages use, and what of an item travels beside its QTI file.

QTI 3.0 (1EdTech, 2022) says how a question looks and scores. What it has no place for stands in SIDECAR, a JSON file of
the package: `{"format": FORMAT, "bank": {...}, "items": {id: {key: value}}}` with the keys of question_bank/README.md;
dates are ISO texts. `levels` there are the points of a rating's anchors where they are not 1, 2, 3 and so on.
"""

import re
from dataclasses import fields
from datetime import date
from typing import Any

from assessment import item_types
from assessment.bank.format import Table
from assessment.bank.keys import ITEM_KEYS
from assessment.model import Item

QTI = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
PACKAGE = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
LOM = "http://ltsc.ieee.org/xsd/LOM"
ABOUT_QTI = "http://www.imsglobal.org/xsd/imsqti_metadata_v3p0"
STANDARDS = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscsmd_v1p1"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_XSD = "https://purl.imsglobal.org/spec"
SCHEMAS = {
    QTI: f"{_XSD}/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    PACKAGE: f"{_XSD}/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    LOM: f"{_XSD}/md/v1p3/schema/xsd/imsmd_loose_v1p3p2.xsd",
    ABOUT_QTI: f"{_XSD}/qti/v3p0/schema/xsd/imsqti_metadatav3p0_v1p0.xsd",
    STANDARDS: f"{_XSD}/qti/v3p0/schema/xsd/imsqtiv3p0_csmv1p1_v1p0.xsd",
}
"""Namespace -> where its published schema is."""

LANGUAGE = "en-GB"
MANIFEST = "imsmanifest.xml"
SIDECAR = "bank-items.json"
FORMAT = "question bank items, 1"
ITEM_TYPE = "imsqti_item_xmlv3p0"
DO_NOT_KNOW, NOT_APPLICABLE = "DK", "NA"
"""Identifiers of the two answers that are no options."""
EXTRAS = {DO_NOT_KNOW: item_types.I_DO_NOT_KNOW, NOT_APPLICABLE: item_types.NOT_MY_ROLE}
SHOWN = "RATIONALE"
"""The value of FEEDBACK that shows the rationale."""
RATIONALE_CLASS, DISTRACTORS_CLASS = "rationale", "distractors"

IN_THE_FILE = {
    "id", "stem", "scenario", "options", "scale", "answer", "explanation", "rationale", "distractor_note", "reverse",
    "expert_level",
}  # fmt: skip
"""Keys of an item that its QTI file says, so that the sidecar does not."""
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 file can hold."""
_DEFAULTS = {field.name: field.default for field in fields(Item)}


def choice(number: int) -> str:
    """The identifier of a choice: O and the stored number of its option, from 1."""
    return f"O{number}"


def beside(item: Item) -> Table:
    """What the sidecar says of an item: keys with another value than the one they have when left out."""
    kept: Table = {"type": item.type}
    if item.domain:
        kept["domain"] = item.domain
    for key in ITEM_KEYS[item.type]:
        if key not in IN_THE_FILE and key not in kept and getattr(item, key) != _DEFAULTS[key]:
            kept[key] = _plain(getattr(item, key))
    points = [option.points for option in item.options]
    if item.type == "rating" and points != list(range(1, len(points) + 1)):
        kept["levels"] = points
    return kept


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def written(kind: str, value: Any) -> Any:
    """A value of the sidecar as a bank's file has it; `kind` as in ITEM_KEYS. One that is none is left as it is."""
    if kind.removesuffix("?") == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
