"""A small released cycle to take away, made of model values: no files, no store, no people."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime

from assessment.changed import RISE, Changed
from assessment.demand import of_areas, of_offers
from assessment.gaps import KEYS
from assessment.model import Capacity, Cell, GapAction, LearningOffer, Organisation, Published
from assessment.priorities import ranked
from assessment.release import ALL_DOMAINS
from assessment.service.changing import ALL, ChangeView
from assessment.service.demand import DemandView
from assessment.service.exporting import Export
from tests import builders as make

RELEASED = datetime(2026, 11, 25, 20, 49, 15, tzinfo=UTC)
ITEMS = tuple(make.rating(f"{domain}-S1", domain) for domain in "ABCD")
PULSE = tuple(make.pulse(name) for name in ("P1", "P2"))
OFFER = LearningOffer("ONE", "Course one", "=Provider", "All", "https://x.org", "V", "open", date(2026, 1, 1), ("A",))
BANK = replace(
    make.bank((*ITEMS, *PULSE)), offers=(OFFER, replace(OFFER, id="TWO", title="Course two", domains=("B", "C")))
)
NAMES = {
    "AAA": "Department of Plain Names",
    "BBB": '=HYPERLINK("https://evil.example","Department")',
    "CCC": "Office [of](https://evil.example) Links",
    "DDD": "@Board of $$notes$$ & Ärmel",
    "EEE": "-1+1 Agency",
    "FFF": 'Office, that "quotes"; and has a very long name, longer than most of them ever are',
}
"""Names as a register might have them by mistake: none may run, link, or break a file."""
TYPES = {"AAA": "Ministry", "BBB": "Ministry", "CCC": "Agency", "DDD": "Agency", "EEE": "Lonely type", "FFF": "Agency"}
REGISTER = {code: Organisation(code, name, TYPES[code], "Group") for code, name in NAMES.items()}
GRADES = ("deputy_director", "director", "director_general", "permanent_secretary")
GROUPS = {
    "all": ("",),
    "organisation": tuple(NAMES),
    "grade": GRADES,
    "organisation_type": tuple(dict.fromkeys(TYPES.values())),
    "parent_group": ("Group",),
    "profession": ("digital", "other"),
    "organisation_grade": tuple(NAMES),
}
ATTRIBUTES = KEYS | {"profession": "profession_band", "organisation_grade": "organisation"}
MEASURES = {"level": (*"ABCD", ALL_DOMAINS), "self": tuple("ABCD"), "pulse": ("P1", "P2"), "do_not_know": ("P1", "P2")}


def cells(seed: int, hidden: float) -> tuple[Cell, ...]:
    """Every group, measure and domain; each withheld with the chance `hidden`."""
    draw = random.Random(seed)
    return tuple(
        _cell(draw, hidden, view, domain, measure, _key(view, row))
        for view, rows in GROUPS.items()
        for row in rows
        for measure, domains in MEASURES.items()
        for domain in domains
    )


def _key(view: str, row: str) -> dict[str, str]:
    grade = {"grade_band": "director"} if view == "organisation_grade" else {}
    return grade | ({ATTRIBUTES[view]: row} if ATTRIBUTES[view] else {})


def _cell(draw: random.Random, hidden: float, view: str, domain: str, measure: str, key: dict[str, str]) -> Cell:
    if draw.random() < hidden:
        return Cell(view, domain, measure, "withheld", **key)  # type: ignore[arg-type]
    n = draw.randint(10, 900)
    told = Cell(view, domain, measure, "published", n=n, invited=2 * n, **key)  # type: ignore[arg-type]
    if measure == "do_not_know":
        return replace(told, estimate=draw.randint(1, 99) / 100)
    level, target = draw.randint(15, 45) / 10, draw.randint(25, 35) / 10
    told = replace(told, estimate=level, low=round(level - 0.3, 1), high=round(level + 0.3, 1))
    if measure != "level":
        return told
    share = draw.randint(1, 99) / 100 if n >= 20 else None
    return replace(told, target=target, gap=round(target - level, 1) + 0.0, share_below_target=share)


def changed(seed: int, hidden: float) -> tuple[Changed, ...]:
    draw = random.Random(seed)
    rows = []
    for domain in "ABCD":
        shown = (2.9, 3.1, 0.2, 0.1, 0.3, 40, RISE) if draw.random() >= hidden else (*[None] * 6, "")
        rows.append(Changed(domain, *shown, None, None, None, None))  # type: ignore[arg-type]
    return tuple(rows)


def export(seed: int = 1, hidden: float = 0.4, made_up: bool = True, compared: bool = True) -> Export:
    """A release in which about `hidden` of the cells are withheld, with places, costs and an action."""
    cycle = make.cycle(name="Spring 2026", status="released", made_up=made_up)
    published = Published(cycle.name, RELEASED, made_up, 10, cells(seed, hidden))
    everybody = published.select(view="all", measure="level")
    levels = {cell.domain: cell for cell in everybody.cells}
    offers = of_offers(BANK, levels, {"ONE": Capacity(30, date(2027, 3, 1), 1200), "TWO": Capacity(0)})
    change = ChangeView(
        cycle=cycle,
        released_at=RELEASED,
        before=make.cycle(name="Autumn 2025"),
        domains=BANK.domains,
        code=ALL,
        choices=(),
        everything=True,
        table={code: changed(seed + n, hidden) for n, code in enumerate((ALL, *NAMES))},
        bases={},
        names=REGISTER,
        questions=None,
    )
    organisations = published.select(view="organisation", measure="level").cells
    return Export(
        cycle=cycle,
        published=published,
        domains=BANK.domains,
        statements=tuple(item for item in BANK.items if item.type == "pulse"),
        names=REGISTER,
        priorities=ranked([levels[domain.id] for domain in BANK.domains], organisations),
        demand=DemandView(cycle, RELEASED, BANK.domains, offers, of_areas(offers, BANK, levels)),
        change=change if compared else None,
        actions=(
            GapAction(1, 1, "A", "We lack data.", "Data lessons " * 30, "Somebody Private", None, "under_way", None),
        ),
    )
