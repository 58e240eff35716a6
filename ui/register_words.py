"""Words about the register of organisations: what each thing is called, and what a change changed."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessment import dates
from assessment.model import Organisation, OrganisationChange
from assessment.register_rules import Difference, differences
from assessment.table21 import Update
from ui.tables import Cell, Link

LABELS = {
    "code": "Code",
    "name": "Name",
    "type": "Type",
    "parent_group": "Parent group",
    "scs_headcount": "Senior civil servants",
    "total_headcount": "Civil servants",
    "valid_from": "First day",
    "valid_to": "First day on which it is gone",
    "successors": "Successors",
    "reporting_unit": "Reporting unit",
    "people_survey_code": "Row of the People Survey",
}
HINTS = {
    "code": "Capital letters and digits, with single hyphens between them, like YJA-NI. A code is never used again.",
    "parent_group": "The department whose group it belongs to. For a department: its own name.",
    "scs_headcount": "Leave it empty for fewer than 5, or where there is no figure.",
    "total_headcount": "Leave it empty where there is no figure.",
    "valid_from": "For example 27/3/2027. Leave it empty if it has always been there.",
    "valid_to": "To close it, enter the day after its last one. Leave it empty while it exists.",
    "successors": "Codes of those that take over its work, with commas between them.",
    "reporting_unit": "The code under which it answers together with others. Leave it empty if it answers on its own.",
    "source": "For example a written statement, with its date. It is kept with the change.",
}
SOURCE = "What this is based on (optional)"
CONFIRM = "I confirm this"
COLUMNS = ("Organisation", "Code", "Type", "Parent group", "Senior civil servants", "From", "Until", "Successors")
HISTORY = ("When", "Who", "What changed", "Based on")
NOTHING_CHANGED = "Nothing was changed: everything is as it was."
AFTER_A_RELEASE = (
    "A change counts from now on. Results that are released keep the names, groups and peers that they were "
    "released with."
)
ABOUT_TABLE = (
    "Every year the Cabinet Office publishes how many people each organisation has, as of 31 March. Choose the whole "
    "file of statistical tables (ODS or XLSX); table 21 in it, responsibility level by government department, is what "
    "is read. You see what it would change before anything is written."
)
ABOUT_SHIPPED = (
    "A new version of this program can bring a newer register. What somebody has entered here stays as they entered "
    "it; everything else can be taken over."
)
NOTHING_SHIPPED = "The register has everything that this version of the program brings."
NOT_GIVEN = "not given"


def as_typed(value: object) -> str:
    """A value as it stands in the form."""
    if isinstance(value, date):
        return f"{value.day}/{value.month}/{value.year}"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def in_words(value: object) -> str:
    if isinstance(value, date):
        return dates.in_words(value)
    if isinstance(value, int):
        return f"{value:,}"
    return as_typed(value) or NOT_GIVEN


def row(one: Organisation) -> tuple[Cell, ...]:
    """An organisation in the order of COLUMNS."""
    return (
        Link(one.name, f"/register-organisation?code={one.code}"),
        one.code,
        one.type,
        one.parent_group,
        "" if one.scs_headcount is None else one.scs_headcount,
        one.valid_from.isoformat() if one.valid_from else "",
        one.valid_to.isoformat() if one.valid_to else "",
        ", ".join(one.successors),
    )


def found(organisations: Sequence[Organisation], text: str) -> list[Organisation]:
    """Those with the text in their name, code or parent group."""
    wanted = " ".join(text.split()).casefold()
    return [one for one in organisations if wanted in f"{one.name}\n{one.code}\n{one.parent_group}".casefold()]


def facts(one: Organisation, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the register says of an organisation: label and words."""
    successors = "; ".join(f"{names.get(code, code)} ({code})" for code in one.successors)
    told = {name: in_words(getattr(one, name)) for name in LABELS} | {"successors": successors or "none"}
    return [(label, told[name]) for name, label in LABELS.items()]


def changed(difference: Difference) -> str:
    """One thing that changed: Senior civil servants: 140 → 155."""
    return f"{LABELS[difference.field]}: {in_words(difference.before)} → {in_words(difference.after)}"


def what_changed(before: Organisation | None, after: Organisation) -> str:
    return "; ".join(map(changed, differences(before, after))) if before else "Added to the register"


def history_row(change: OrganisationChange, accounts: Mapping[str, str]) -> tuple[Cell, ...]:
    """A change in the order of HISTORY."""
    who = accounts.get(change.account, change.account)
    return dates.moment(change.at), who, what_changed(change.before, change.after), change.source


def counts(before: Organisation, after: Organisation) -> str:
    """HM Treasury: 140 → 155 senior civil servants, 2,100 → 2,200 civil servants."""
    told = {"scs_headcount": "senior civil servants", "total_headcount": "civil servants"}
    parts = [f"{_few(d.before)} → {_few(d.after)} {told[d.field]}" for d in differences(before, after)]
    return f"{before.name}: {', '.join(parts)}"


def _few(value: object) -> str:
    return "no figure" if value is None else in_words(value)


def summary(update: Update) -> str:
    """What a table would do, in numbers."""
    return (
        f"Table 21 of {update.as_at}. Changed: {_organisations(len(update.changed))}. As before: {update.same}. "
        f"Not in the register: {len(update.unknown)}. In the register but not in the table: {len(update.missing)}."
    )


def taken(organisations: int) -> str:
    return f"The register is up to date. Changed: {_organisations(organisations)}."


def shown(number: int, headcounts: str) -> str:
    return f"{_organisations(number)}. Headcounts of the senior civil service: {headcounts}, rounded to 5."


def _organisations(number: int) -> str:
    return f"{number} organisation{'' if number == 1 else 's'}"
