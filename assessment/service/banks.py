"""Which question bank a cycle uses: the published versions, or the folder named in the settings."""

from functools import lru_cache
from pathlib import Path

from assessment import bank, settings
from assessment.errors import AssessmentError, NotFound
from assessment.model import Cycle, QuestionBank


@lru_cache(maxsize=8)
def folder(path: Path) -> QuestionBank:
    """The bank in a folder, read once; raises InputError with every fault."""
    return bank.load(path)


def current() -> QuestionBank:
    """The bank that a new cycle uses: the folder of the settings, else the newest published version."""
    return folder(settings.read().question_bank or bank.newest())


def version(name: str) -> QuestionBank:
    """The bank of that version. Past sittings keep the version they were answered with.

    Raises AssessmentError("unknown_bank") if neither the settings nor the published versions have it.
    """
    chosen = settings.read().question_bank
    if chosen is not None and folder(chosen).version == name:
        return folder(chosen)
    try:
        return bank.published(name)
    except NotFound:
        raise AssessmentError("unknown_bank", version=name) from None


def families() -> dict[str, tuple[str, ...]]:
    """Families of forms by version that a new cycle may use, the newest first: the published ones and the settings'."""
    versions = {*bank.in_force(bank.BANKS), current().version}
    ordered = sorted(versions, key=bank.in_order, reverse=True)
    return {name: tuple(dict.fromkeys(form.family for form in version(name).forms)) for name in ordered}


def items_given(name: str, form: str) -> tuple[str, ...]:
    """The items of a form of a version, all in use where there is no form; nothing for what is not here any more."""
    try:
        held = version(name)
    except AssessmentError:
        return ()
    if not form:
        return tuple(item.id for item in held.items if item.in_use)
    found = held.form_by_id.get(form)
    return found.items if found else ()


def require_version(bank: QuestionBank, cycle: Cycle) -> None:
    """Raise AssessmentError("other_bank") unless the bank is of the version that the cycle uses."""
    if bank.version != cycle.bank_version:
        raise AssessmentError("other_bank", cycle=cycle.name, theirs=cycle.bank_version, ours=bank.version)
