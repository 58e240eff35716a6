"""A form as the pages a person goes through: which items stand together, in which section, and what is still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from assessment.model import Form, Item, QuestionBank, Response, Sitting

ITEMS_A_PAGE = 4
"""At most this many short statements on a page; scenarios and knowledge items stand alone."""

Status = Literal["Not started", "In progress", "Completed", "Cannot start yet"]


@dataclass(frozen=True, slots=True)
class Section:
    """A kind of item with its place in the order of taking. `changeable_until` says what ends changes to it."""

    key: str
    title: str
    item_type: str
    changeable_until: Literal["close", "panel seen", "knowledge opened", "submission"]


SECTIONS = (
    Section("examples", "Place four examples", "vignette", "panel seen"),
    Section("ratings", "Rate yourself", "rating", "close"),
    Section("scenarios", "Scenarios", "situational", "knowledge opened"),
    Section("knowledge", "Knowledge", "knowledge", "submission"),
    Section("department", "Your department", "pulse", "close"),
)
SECTION = {section.key: section for section in SECTIONS}
SECTION_OF_TYPE = {section.item_type: section for section in SECTIONS}


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the assessment: `number` from 1 over the whole form, `place` and `places` within its section."""

    number: int
    section: Section
    title: str
    items: tuple[Item, ...]
    place: int
    places: int


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list: an area to rate, or a whole section; `first_open` is the step to go to."""

    section: Section
    title: str
    status: Status
    answered: int
    items: int
    first_open: int


def steps(bank: QuestionBank, form: Form) -> tuple[Step, ...]:
    """The pages of a form in order: ratings an area at a time, statements about the department in short lists."""
    found: list[Step] = []
    for section in SECTIONS:
        items = [i for i in bank.items_of(form) if SECTION_OF_TYPE[i.type] is section]
        pages = _pages(section, items)
        for place, page in enumerate(pages, 1):
            title = _title(bank, section, page, place)
            found.append(Step(len(found) + 1, section, title, page, place, len(pages)))
    return tuple(found)


def _pages(section: Section, items: list[Item]) -> list[tuple[Item, ...]]:
    if section.item_type == "rating":
        return [page for _, area in groupby(items, lambda i: i.domain) for page in _chunks(list(area))]
    if section.item_type == "pulse":
        return _chunks(items)
    return [(item,) for item in items]


def _chunks(items: list[Item]) -> list[tuple[Item, ...]]:
    return [tuple(items[start : start + ITEMS_A_PAGE]) for start in range(0, len(items), ITEMS_A_PAGE)]


def _title(bank: QuestionBank, section: Section, page: tuple[Item, ...], place: int) -> str:
    if section.item_type == "rating":
        return f"Rate yourself: {_lower_first(bank.domain_by_id[page[0].domain].short_name)}"
    if section.item_type == "pulse":
        return f"About your department, part {place}"
    return page[0].stem


def _lower_first(name: str) -> str:
    """Lower case inside a sentence, unless the name starts with an abbreviation such as AI."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def answered(item: Item, responses: Mapping[str, Response]) -> bool:
    """A knowledge item counts as answered with or without the confidence that follows it."""
    return item.id in responses


def open_items(step: Step, responses: Mapping[str, Response]) -> tuple[Item, ...]:
    return tuple(item for item in step.items if not answered(item, responses))


def open_count(section: str, all_steps: tuple[Step, ...], responses: Mapping[str, Response]) -> int:
    """How many items of a section (its key) have no answer yet."""
    return sum(len(open_items(step, responses)) for step in all_steps if step.section.key == section)


def fixed(section: Section, sitting: Sitting) -> bool:
    """Whether answers of the section can no longer be changed.

    Evidence is fixed at submission for good: if it could change afterwards, watching the report would give keys away.
    Examples are fixed once the person has seen how the panel placed them, and not before.
    """
    if section.changeable_until == "close":
        return False
    if section.changeable_until == "panel seen":
        return sitting.examples_fixed_at is not None
    if sitting.submitted_at is not None:
        return True
    return section.changeable_until == "knowledge opened" and sitting.situational_fixed_at is not None


def startable(section: Section, all_steps: tuple[Step, ...], responses: Mapping[str, Response]) -> bool:
    """Examples and ratings come before evidence, so that scenarios cannot colour them; all else is free."""
    if section.key not in ("scenarios", "knowledge"):
        return True
    before = [s for s in all_steps if s.section.key in ("examples", "ratings")]
    return not any(open_items(step, responses) for step in before)


def tasks(all_steps: tuple[Step, ...], responses: Mapping[str, Response]) -> tuple[Task, ...]:
    """The task list: one line an area for ratings, one a section for the rest."""
    found = []
    for (_, title), group in groupby(all_steps, lambda s: (s.section.key, _task_title(s))):
        members = list(group)
        section = members[0].section
        items = [item for step in members for item in step.items]
        done = sum(answered(item, responses) for item in items)
        first = next((s.number for s in members if open_items(s, responses)), members[0].number)
        status = _status(done, len(items), startable(section, all_steps, responses))
        found.append(Task(section, title, status, done, len(items), first))
    return tuple(found)


def _task_title(step: Step) -> str:
    if step.section.key != "ratings":
        return step.section.title
    area = step.title.removeprefix("Rate yourself: ")
    return area[0].upper() + area[1:]


def _status(done: int, items: int, can_start: bool) -> Status:
    if not can_start:
        return "Cannot start yet"
    if done == 0:
        return "Not started"
    return "Completed" if done == items else "In progress"
