"""Small banks and people for tests, made of model values: no files, no store."""

from datetime import UTC, date, datetime

from assessment.model import (
    GRADES,
    Competency,
    Cycle,
    Domain,
    Form,
    Item,
    Level,
    Option,
    Organisation,
    Person,
    QuestionBank,
    Role,
    Sitting,
    Viewer,
)

LEVELS = tuple(
    Level(number, name, f"definition of {name}")
    for number, name in enumerate(("Starting", "Aware", "Working", "Leading", "Shaping"), 1)
)


def options(*points: int) -> tuple[Option, ...]:
    return tuple(Option(f"option {n}", p) for n, p in enumerate(points, 1))


def competency(name: str, domain: str, targets: dict[str, int] | None = None, **adjustments: int) -> Competency:
    return Competency(
        name, domain, name, "d", "w", ("1", "2", "3", "4", "5"), targets or dict.fromkeys(GRADES, 4), adjustments
    )


def rating(name: str, domain: str = "AAA", **more: object) -> Item:
    return Item(name, "rating", f"How I do {name}", options(1, 2, 3, 4, 5), domain, **more)  # type: ignore[arg-type]


def situational(name: str, domain: str = "AAA", facility: float | None = None, **more: object) -> Item:
    text = f"A story about {name}. It goes on."
    return Item(
        name,
        "situational",
        "What would you do?",
        options(3, 2, 1, 0, 0),
        domain,
        scenario=text,
        expected_facility=facility,
        **more,  # type: ignore[arg-type]
    )


def knowledge(name: str, domain: str = "AAA", facility: float | None = None, **more: object) -> Item:
    return Item(name, "knowledge", f"Which is {name}?", options(0, 1, 0, 0), domain, expected_facility=facility, **more)  # type: ignore[arg-type]


def pulse(name: str) -> Item:
    return Item(name, "pulse", f"Statement {name}", options(1, 2, 3, 4, 5), theme="Legacy")


def bank(
    items: tuple[Item, ...],
    competencies: tuple[Competency, ...] | None = None,
    forms: tuple[Form, ...] | None = None,
) -> QuestionBank:
    """A bank over the domains of the items; by default one competency a domain and one form with everything in use."""
    names = list(dict.fromkeys(i.domain for i in items if i.domain))
    held = competencies or tuple(competency(f"{d}1", d) for d in names)
    domains = tuple(
        Domain(d, f"Domain {d}", f"Short {d}", "definition", tuple(c for c in held if c.domain == d)) for d in names
    )
    in_use = tuple(i.id for i in items if i.in_use)
    default = (Form("standard_a", "standard", "a", in_use, 20, 25),)
    return QuestionBank(
        version="test.1",
        title="Test bank",
        status="provisional",
        as_of=date(2026, 1, 1),
        levels=LEVELS,
        themes={},
        recommendations=(),
        domains=domains,
        items=items,
        forms=default if forms is None else forms,
        board_questions=(),
        sources={},
    )


def cycle(**changes: object) -> Cycle:
    values: dict[str, object] = {
        "id": 1,
        "name": "Test 2026",
        "status": "open",
        "family": "standard",
        "bank_version": "test.1",
        "opens_at": datetime(2026, 11, 1, tzinfo=UTC),
        "closes_at": datetime(2027, 1, 30, tzinfo=UTC),
    }
    return Cycle(**{**values, **changes})  # type: ignore[arg-type]


def sitting(**changes: object) -> Sitting:
    values: dict[str, object] = {
        "id": 1,
        "person": Person("p1", "DFE", "director"),
        "cycle": cycle(),
        "form": "standard_a",
        "bank_version": "test.1",
        "status": "started",
        "profession": "policy",
        "time_in_role": "",
        "digital_responsibility": "",
        "option_orders": {},
        "started_at": datetime(2026, 11, 2, tzinfo=UTC),
    }
    return Sitting(**{**values, **changes})  # type: ignore[arg-type]


def viewer(*roles: Role, person: str = "", organisation: str = "DFE") -> Viewer:
    return Viewer("someone@example.gov.uk", "Someone", frozenset(roles), person, organisation)


LEADER = viewer(Role.RESPONDENT, person="p1")
LEARNING_TEAM = viewer(Role.LEARNING_TEAM, organisation="")
DEPARTMENT_HR = viewer(Role.DEPARTMENT_HR)
DEPARTMENT_LEAD = viewer(Role.DEPARTMENT_LEAD)
ADMINISTRATOR = viewer(Role.ADMINISTRATOR, organisation="")


def organisation(code: str, name: str = "", kind: str = "Ministerial department", group: str = "Group") -> Organisation:
    return Organisation(code, name or code, kind, group)
