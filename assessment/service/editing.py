"""What the editors of the question bank can do: browse, preview, compare versions, look at forms and at what is due.

Nothing here changes a bank: versions are files, which the command line writes and publishes.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from assessment import assembly, bank, dates, forms, item_types, settings
from assessment.access import Action, require
from assessment.bank import (
    compare,
    content,
    coverage,
    edit,
    files,
    lock,
    review,
    write,
)
from assessment.bank.build import build
from assessment.errors import AssessmentError, Fault, InputError, NotFound
from assessment.model import (
    BoardQuestion,
    Competency,
    Control,
    DevelopmentAction,
    Domain,
    Form,
    Item,
    LearningOffer,
    Level,
    NotYet,
    QuestionBank,
    Source,
    Viewer,
)
from assessment.service import banks
from assessment.store import reading, usage

Measured = TypeVar("Measured")
MEASURES_KEPT = 16
_measures: dict[tuple[str, Path, str], Any] = {}


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the bank as it stands on disk; `faults` says why it cannot be used, if it cannot."""

    version: str
    status: str
    published: bool
    folder: Path
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item as respondents see it, and what its editor has to know beside it."""

    bank: QuestionBank
    item: Item
    control: Control
    competency: Competency | None
    sources: tuple[Source, ...]
    on_forms: tuple[str, ...]
    enemies: tuple[str, ...]
    reserves: tuple[str, ...]
    replaced_by: tuple[str, ...]
    people: int
    grade: float


@dataclass(frozen=True, slots=True)
class FormView:
    """A form with its difficulty by type of evidence: expected (None where the bank does not say) and observed."""

    form: Form
    expected: Mapping[str, float | None]
    observed: Mapping[str, forms.Facility | NotYet | None]
    people: int


def versions(viewer: Viewer | None) -> tuple[Version, ...]:
    """Every version on disk, the newest first, and the bank of the settings, if they name one."""
    require(viewer, Action.BROWSE_BANK)
    found = [_version(name, folder, status) for name, (folder, status) in bank.versions().items()]
    chosen = settings.read().question_bank
    if chosen is not None and chosen.resolve() not in {version.folder.resolve() for version in found}:
        held = banks.folder(chosen)
        return (Version(held.version, held.status, lock.is_published(chosen), chosen), *_newest_first(found))
    return tuple(_newest_first(found))


def _newest_first(found: list[Version]) -> list[Version]:
    return sorted(found, key=lambda version: files.in_order(version.version), reverse=True)


def _version(name: str, folder: Path, status: str) -> Version:
    _, faults = _examined(folder, lock.digest(folder))
    return Version(name, status, lock.is_published(folder), folder, faults)


@lru_cache(maxsize=16)
def _examined(folder: Path, _digest: str) -> tuple[QuestionBank | None, tuple[Fault, ...]]:
    """A version and its faults, read anew whenever one of its files changes: even a published one might, by mistake."""
    contents, faults = files.examine(folder)
    return None if faults else build(contents), tuple(faults)


def browse(viewer: Viewer | None, version: str = "") -> QuestionBank:
    """A version whole, the newest if none is named; raises NotFound, InputError with every fault that a version has."""
    found = versions(viewer)
    wanted = next((v for v in found if v.version == version), None) if version else found[0]
    if wanted is None:
        raise NotFound(f"version {version} of the question bank")
    held, faults = _examined(wanted.folder, lock.digest(wanted.folder))
    if held is None:
        raise InputError(str(wanted.folder.name), faults)
    return held


def item(viewer: Viewer | None, item_id: str, version: str = "") -> ItemView:
    """One item of a version, for preview. Raises NotFound."""
    held = browse(viewer, version)
    found = held.item_by_id.get(item_id)
    if found is None:
        raise NotFound(f"item {item_id}" if item_id else "an item: the address names none")
    order = tuple(range(1, len(found.options) + 1))
    return ItemView(
        bank=held,
        item=found,
        control=item_types.of(found).control(found, order),
        competency=held.competency_by_id.get(found.competency),
        sources=tuple(held.sources[name] for name in found.sources),
        on_forms=tuple(form.id for form in held.forms if found.id in form.items),
        enemies=tuple(other for pair in held.enemies if found.id in pair for other in pair if other != found.id),
        reserves=tuple(other.id for other in held.items if other.reserve_for == found.id),
        replaced_by=tuple(other.id for other in held.items if other.replaces == found.id),
        people=_exposure()[found.id],
        grade=content.asked_grade(found, held),
    )


def exposure(viewer: Viewer | None) -> Counter[str]:
    """Item -> how many people were given it, over all cycles and versions."""
    require(viewer, Action.BROWSE_BANK)
    return _exposure()


def _exposure() -> Counter[str]:
    with reading() as db:
        rows = usage.people_by_form(db)
    return forms.exposure([(banks.items_given(version, form), people) for version, form, people in rows])


def form_views(viewer: Viewer | None, version: str = "") -> tuple[FormView, ...]:
    """Every form with expected and observed difficulty side by side.

    Observed are answers of released cycles, whatever the version: a published item never changes, so forms with the
    same evidence items are one form.
    """
    held = browse(viewer, version)
    with reading() as db:
        counts, given = usage.item_counts(db), usage.people_by_form(db)
    evidence = {i.id for i in held.items if i.type in forms.EVIDENCE}
    asked = {(name, form): evidence.intersection(banks.items_given(name, form)) for name, form, _ in given}
    found = []
    for form in held.forms:
        same = {key for key, items in asked.items() if items and items == evidence.intersection(form.items)}
        answers: dict[str, Counter[int]] = defaultdict(Counter)
        for name, other, item_id, value, people in counts:
            if (name, other) in same:
                answers[item_id][value] += people
        expected = {kind: forms.expected_facility(form, kind, held) for kind in forms.EVIDENCE}
        observed = {kind: forms.observed_facility(form, kind, held, answers) for kind in forms.EVIDENCE}
        members = set(form.items)
        people = sum(n for name, other, n in given if set(banks.items_given(name, other)) == members)
        found.append(FormView(form, expected, observed, people))
    return tuple(found)


def assemble(
    viewer: Viewer | None,
    version: str,
    like: str,
    letter: str,
    keep: Sequence[str] = (),
    avoid: Sequence[str] = (),
) -> Form:
    """A new parallel form from the items of a version, the least exposed first; raises AssessmentError("no_form")."""
    held = browse(viewer, version)
    if like not in held.form_by_id:
        raise AssessmentError("unknown_form", form=like, known=", ".join(held.form_by_id))
    wish = assembly.Wish(held.form_by_id[like], letter, frozenset(keep), frozenset(avoid))
    return assembly.assemble(held, wish, _exposure())


def form_as_toml(viewer: Viewer | None, form: Form) -> bytes:
    """A form as the text that stands in forms.toml."""
    require(viewer, Action.BROWSE_BANK)
    return write.toml_files(edit.add_form([], form))["forms.toml"].encode()


@dataclass(frozen=True, slots=True)
class Advice:
    """What a bank advises: questions to ask, actions and learning offers, with what they are about; never an item."""

    domains: tuple[Domain, ...]
    levels: tuple[Level, ...]
    questions: tuple[BoardQuestion, ...]
    actions: tuple[DevelopmentAction, ...]
    offers: tuple[LearningOffer, ...]


def advice(viewer: Viewer | None) -> Advice:
    """The advice of the bank that new cycles use."""
    require(viewer, Action.SEE_ADVICE)
    held = banks.current()
    return Advice(held.domains, held.levels, held.board_questions, held.actions, held.offers)


def covered(viewer: Viewer | None, version: str = "") -> coverage.Coverage:
    """What a version covers, and how its items are written."""
    return _once(coverage.coverage, viewer, version)


def remarks(viewer: Viewer | None, version: str = "") -> tuple[Fault, ...]:
    """What is worth mending before a version is published."""
    return _once(_remarks, viewer, version)


def _remarks(held: QuestionBank) -> tuple[Fault, ...]:
    return tuple(content.remarks(held))


def _once(measure: Callable[[QuestionBank], Measured], viewer: Viewer | None, version: str) -> Measured:
    """A measure of a version. It takes a second, so it is kept until a file changes."""
    held = browse(viewer, version)
    folder = next(v.folder for v in versions(viewer) if v.version == held.version)
    key = measure.__name__, folder, lock.digest(folder)
    if key not in _measures:
        _measures.clear() if len(_measures) > MEASURES_KEPT else None
        _measures[key] = measure(held)
    found: Measured = _measures[key]
    return found


def due(viewer: Viewer | None, version: str = "", by: date | None = None) -> tuple[review.Due, ...]:
    """What is due for review by that day; everything without one."""
    return review.due(browse(viewer, version), by)


def today(viewer: Viewer | None) -> date:
    require(viewer, Action.BROWSE_BANK)
    return dates.now().date()


def changes(viewer: Viewer | None, old: str, new: str) -> tuple[str, Mapping[str, list[str]]]:
    """What changed from the older of two versions to the newer: a headline, and sentences by what they touch."""
    old, new = sorted((old, new), key=files.in_order)
    before, after = browse(viewer, old), browse(viewer, new)
    folders = {version.version: version.folder for version in versions(viewer)}
    found = compare.changes(files.read(folders[old])[0], files.read(folders[new])[0], before, after)
    return compare.headline(before, after), compare.by_weight(found)
