"""How the tables of a question bank lie in a workbook: which sheets there are, which columns stand for which keys.

Derived from `keys`: a new key is a new column by itself. Every sheet has its title in A1, a note in A2 and the
headings of its one table in row 3; `workbook` writes such sheets and `workbook_read` reads them back.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.bank.format import Record
from assessment.bank.keys import ITEM_KEYS, KEYS

COVER = "Read me"
COVER_COLUMNS = ("sheet", "what it holds", "rows", "columns")
HEADING_ROW = 3
BETWEEN = "; "
"""Stands between the ids in a cell that holds several."""
SINGULAR = {"labels": "label", "indicators": "indicator", "options": "option", "thresholds": "threshold"}
OF_A_DOMAIN = ("competency", "board_question", "action", "rating", "situational", "knowledge")
"""Kinds of table that stand in the file of a domain: their sheets begin with its id."""
NAMED = ("source", "scale")
"""Kinds of table whose id is their heading in TOML: their sheets begin with it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column for the value at `path` of a table: ("stem",), ("options", 2, "points"), ("targets", "director").

    Numbers count from 1; `kind` is a kind of value as in `keys`.
    """

    heading: str
    path: tuple[str | int, ...]
    kind: str

    @property
    def key(self) -> str:
        """The path as faults write it: `options[2].points`."""
        first, *rest = self.path
        return f"{first}" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet for one kind of table; `home` is the file of tables that belong to no domain."""

    title: str
    kind: str
    note: str
    home: str = ""

    @property
    def keys(self) -> dict[str, str]:
        """Keys and kinds of value of the sheet's tables; one without a question mark must be there."""
        before = {"domain": "id"} if self.kind in OF_A_DOMAIN else {"id": "id"} if self.kind in NAMED else {}
        keys = KEYS.get(self.kind) or ITEM_KEYS.get(self.kind, {})
        return before | {key: kind for key, kind in keys.items() if (self.kind, key) not in ELSEWHERE}


BANK = Sheet("Bank", "bank", "Settings of the whole bank; one with several values has a row for each.", "bank.toml")
ENEMIES = Sheet("Enemies", "enemy", "Pairs of items that may never stand on one form.", "bank.toml")
MEMBERS = Sheet("Form items", "member", "The items of each form, in the order in which they are asked.", "forms.toml")
SHEETS = (
    Sheet("Levels", "level", "The five levels, lowest first.", "bank.toml"),
    Sheet("Scales", "scale", "Ordered answers that ratings and statements can share, lowest first.", "bank.toml"),
    Sheet(
        "Recommendations", "recommendation", "What the bank answers to, and the competencies concerned.", "bank.toml"
    ),
    Sheet("Domains", "domain", "The areas, one score each."),
    Sheet("Competencies", "competency", "Behaviours with an indicator a level, and targets by grade."),
    Sheet("Ratings", "rating", "Self-ratings: options are anchors, lowest level first, or name a scale."),
    Sheet("Scenarios", "situational", "Situational items: exactly one option has 3 points."),
    Sheet("Knowledge", "knowledge", "Knowledge items: answer is the number of the right option."),
    Sheet("Statements", "pulse", "Statements about the department, never part of a person's score.", "pulse.toml"),
    Sheet("Examples", "vignette", "Described people to be placed on a level.", "vignettes.toml"),
    Sheet("Questions to ask", "board_question", "Questions for leaders to ask their department."),
    Sheet("Actions", "action", "What to do on the job to reach a level of a competency."),
    Sheet("Learning offers", "offer", "Learning for a gap; as of is when it was last checked.", "offers.toml"),
    Sheet("Calibration", "calibration", "Whose answers item parameters come from: one row.", "calibration.toml"),
    Sheet("Item parameters", "parameters", "Slope and thresholds of evidence items.", "calibration.toml"),
    Sheet("Correlations", "correlation", "Of the traits of each two calibrated domains.", "calibration.toml"),
    Sheet("Sources", "source", "Where facts come from; status V, S, K or P.", "sources.toml"),
    Sheet("Forms", "form", "Fixed selections of items; the items stand on the sheet Form items.", "forms.toml"),
)
SHEET = {sheet.kind: sheet for sheet in (*SHEETS, BANK, ENEMIES, MEMBERS)}
ELSEWHERE = {("form", "items"), ("bank", "enemies"), *((kind, "type") for kind in ITEM_KEYS)}
"""Keys that are no column: items of forms and enemies have sheets of their own, the type of an item is its sheet."""
PAIRS = {
    ENEMIES: (Column("item", ("item",), "id"), Column("enemy", ("enemy",), "id")),
    MEMBERS: (Column("form", ("form",), "id"), Column("item", ("item",), "id")),
}
SETTINGS = (Column("setting", ("setting",), "text"), Column("value", ("value",), "text"))


def kind_of(record: Record) -> str:
    """The kind of table whose sheet holds the record: items have one for each type."""
    return str(record.data.get("type")) if record.kind == "item" else record.kind


def columns(sheet: Sheet, records: Iterable[Record]) -> list[Column]:
    """The columns that the tables of a sheet need, in the order of the format; names and numbers as they occur."""
    tables = [record.data for record in records]
    found: list[Column] = []
    for key, optional in sheet.keys.items():
        kind = optional.removesuffix("?")
        shape, _, inner = kind.partition(" of ")
        values = [table[key] for table in tables if key in table]
        if shape == "table":
            found += [named(key, name, inner) for name in dict.fromkeys(name for value in values for name in value)]
        elif shape == "list" and inner != "id":
            for number in range(1, max(map(len, values), default=0) + 1):
                found += numbered(key, number, inner)
        else:
            found.append(Column(heading(key), (key,), kind))
    return found


def heading(key: str) -> str:
    return key.replace("_", " ")


def named(key: str, name: str, kind: str) -> Column:
    return Column(f"{heading(key)}: {name}", (key, name), kind)


def numbered(key: str, number: int, kind: str) -> list[Column]:
    """The columns of one entry of a list: an option has two, its text and its points."""
    name = f"{SINGULAR.get(key, heading(key))} {number}"
    if kind != "option":
        return [Column(name, (key, number), kind)]
    return [
        Column(name, (key, number, "text"), "text"),
        Column(f"points {number}", (key, number, "points"), "whole"),
    ]
