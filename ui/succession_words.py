"""Whom one is compared with where the machinery of government changed, in sentences with names and dates."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from assessment.model import Organisation
from assessment.service.changing import ALL, ChangeView
from assessment.succession import Basis


def note(view: ChangeView, code: str) -> str:
    """Whom one organisation is compared with; empty where that is simply itself."""
    return _sentence(view.names[code].name, view.bases[code], view.names) if code in view.bases else ""


def notes(view: ChangeView) -> list[str]:
    """That of the organisation chosen; for all of government those of all that may be chosen, by name."""
    codes = [one.code for one in view.choices] if view.code == ALL else [view.code]
    return [found for found in (note(view, code) for code in codes) if found]


def _sentence(name: str, basis: Basis, names: Mapping[str, Organisation]) -> str:
    came = _came(basis, names)
    if not came:
        return f"{name} is new since then, so there is nothing to compare it with."
    if not basis.then:
        return f"{name} took over {came}. So it cannot be compared with what was there before."
    if len(basis.then) > 1:
        together = _listed([names[code].name for code in basis.then])
        return f"{name} took over {came}. It is compared with {together} together, by the people invited then."
    if basis.one in basis.whole:
        return f"{name} is compared with {came}, which it follows."
    return f"{name} took over {came}. That is small beside it, so it is compared with itself."


def _came(basis: Basis, names: Mapping[str, Organisation]) -> str:
    parts = [f"a part of {_until(names[code])}" for code in basis.part]
    return _listed([*(_until(names[code]) for code in basis.whole), *parts])


def _until(organisation: Organisation) -> str:
    """Its name and its last day."""
    last = organisation.valid_to - timedelta(days=1) if organisation.valid_to else None
    return f"{organisation.name} (until {_day(last)})" if last else organisation.name


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
