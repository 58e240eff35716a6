"""Whole sound banks at random, as tables or as folders, and what two readings of the same bank must agree on."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from assessment.bank.build import build
from assessment.bank.check import judge
from assessment.bank.format import Contents, Record, Table
from assessment.bank.sheets import kind_of
from assessment.model import FUNCTIONS, GRADES, QuestionBank

AWKWARD = (
    'He said "no"',
    r"C:\temp\new",
    'three """ quotes',
    "'''",
    "=1+1",
    "@SUM(A1)",
    "+44 20 7946",
    "-3",
    "<b>&amp;</b>",
    "one; two",
    "café",
    "rocket 🚀",
    "12",
    "0.50",
    "2026-11-23",
    "TRUE",
    "no",
    "# no comment",
    "[table]",
    "_x0041_",
    "It ends with a backslash \\",
    "Long texts are wrapped. “Quoted” ones, too! 'And' these? \"Quotes\" at a start; " + "word " * 20 + 'and a last "',
)
LETTERS = st.characters(exclude_categories=("C", "Z"), include_characters=" ")


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> bool:
    return bool(text) and not text.startswith("<r>")


TEXTS = st.text(LETTERS, min_size=1, max_size=30).map(_tidy).filter(_plain)


class Maker:
    """Makes the tables of one bank from a seed, so that a bank is a few choices of hypothesis and not thousands."""

    def __init__(self, seed: int, texts: list[str]) -> None:
        self.chance = random.Random(seed)
        self.texts = texts
        self.ids = 0

    def id(self) -> str:
        self.ids += 1
        return (
            f"{self.chance.choice(['USR', 'a', 'Big_Sea', 'x-y', 'E'])}{self.chance.choice(['', '-', '_'])}{self.ids}"
        )

    def text(self) -> str:
        return self.chance.choice(self.texts)

    def several(self, least: int, most: int) -> list[str]:
        return self.chance.sample(self.texts, self.chance.randint(least, most))

    def some(self, known: list[str]) -> list[str]:
        return self.chance.sample(known, self.chance.randint(1, len(known)))

    def day(self) -> date:
        return date(2026, 1, 1) + timedelta(days=self.chance.randint(0, 2000))

    def number(self) -> float:
        return self.chance.choice([0.125, 0.6, 1, 0.333, 0.05])

    def flip(self) -> bool:
        return self.chance.random() < 0.5

    def maybe(self, **keys: Callable[[], Any]) -> Table:
        """Each key with its value, or not at all."""
        return {key: make() for key, make in keys.items() if self.flip()}

    def bank(self) -> list[Record]:
        domains = [self.id() for _ in range(self.chance.randint(1, 3))]
        self.themes = [self.id() for _ in range(2)]
        self.sources = [self.id() for _ in range(2)]
        self.scales = {self.id(): self.several(2, 10) for _ in range(2)}
        own = [record for domain in domains for record in self.domain(domain)]
        pulse = [
            self.item("pulse", scale=self.chance.choice(list(self.scales))) for _ in range(self.chance.randint(0, 2))
        ]
        examples = [self.vignette(domains) for _ in range(self.chance.randint(0, 2))]
        items = [*examples, *(r.data for r in own if r.kind == "item"), *pulse]
        spare = {item["id"] for item in items if item.get("help") == "spare"}
        asked = [item for item in items if item["id"] not in spare and item.get("status", "live") == "live"]
        order = ("vignette", "rating", "situational", "knowledge", "pulse")
        members = [item["id"] for kind in order for item in asked if item["type"] == kind]
        anchors = {r.domain: r.data["id"] for r in own if r.kind == "item" and r.data["id"] in members}
        competencies = [r.data["id"] for r in own if r.kind == "competency"]
        pairs = [[name, members[-1]] for name in sorted(spare)]
        bank = {
            "version": f"{self.text()} {self.id()}",
            "title": self.text(),
            "status": "provisional",
            "as_of": self.day(),
        }
        bank |= {"domains": domains, "themes": {theme: self.text() for theme in self.themes}}
        bank |= self.maybe(
            residual_sd=self.number,
            residual_sds=lambda: {"situational": 0.35, "knowledge": 0.425},
            confidence_chances=lambda: [0.2, 0.6, 0.95],
            method_weights=lambda: {"self": 40, "situational": 40.5, "knowledge": 20},
            **({"enemies": lambda: pairs} if pairs else {}),
            anchors=lambda: anchors,
            allowed_terms=lambda: self.several(1, 4),
        )
        head = [
            ("bank", "", bank),
            *(("scale", f"scales.{n}", {"labels": labels}) for n, labels in self.scales.items()),
        ]
        head += [("level", f"level {n}", self.level(n)) for n in range(1, 6)]
        head += [
            (
                "recommendation",
                f"recommendation {n}",
                {"number": n, "text": self.text(), "competencies": self.some(competencies)},
            )
            for n in range(1, self.chance.randint(1, 3))
        ]
        return [
            *(Record(kind, "bank.toml", place, data) for kind, place, data in head),
            *(Record("source", "sources.toml", name, self.source()) for name in self.sources),
            *own,
            *(Record("item", "pulse.toml", f"item {item['id']}", item) for item in pulse),
            *(Record("item", "vignettes.toml", f"item {item['id']}", item) for item in examples),
            *(
                self.placed("offer", "offers.toml", self.offer(domains, competencies))
                for _ in range(self.chance.randint(0, 1))
            ),
            *self.calibration(own),
            *(
                self.placed("form", "forms.toml", self.form(f, members))
                for f in ("standard", "full")[: self.chance.randint(1, 2)]
            ),
        ]

    @staticmethod
    def placed(kind: str, file: str, data: Table, domain: str = "") -> Record:
        return Record(kind, file, f"{kind} {data['id']}", data, domain)

    def calibration(self, own: list[Record]) -> Iterable[Record]:
        """Parameters for some evidence items, or none at all."""
        found = [r for r in own if r.data.get("type") in ("situational", "knowledge") and self.flip()]
        if not found or self.flip():
            return
        data = {"n": 500, "as_of": self.day(), "method": self.text(), "source": self.text()}
        yield Record("calibration", "calibration.toml", "calibration", data)
        for record in found:
            yield self.parameters(record.data)
        for number, pair in enumerate(combinations(sorted({r.domain for r in found}), 2), 1):
            data = {"domains": list(pair), "r": self.number() / 2}
            yield Record("correlation", "calibration.toml", f"correlation {number}", data)

    def parameters(self, item: Table) -> Record:
        categories = 2 if item["type"] == "knowledge" else len({option["points"] for option in item["options"]})
        model = self.chance.choice(["graded", "partial_credit"])
        steps = sorted(self.chance.sample([-2, -0.75, 0.125, 1, 2.5], categories - 1))
        data = {"item": item["id"], "model": model, "slope": self.number(), "thresholds": steps, "n": 321}
        return Record("parameters", "calibration.toml", f"parameters {item['id']}", data)

    def level(self, number: int) -> Table:
        return {"number": number, "name": self.text(), "definition": self.text()} | self.maybe(
            profession_equivalent=self.text
        )

    def source(self) -> Table:
        data = {key: self.text() for key in ("title", "publisher", "date", "url")} | {
            "status": self.chance.choice("VSKP")
        }
        return data | self.maybe(as_of=self.day, review_on=self.day, owner=self.text)

    def offer(self, domains: list[str], competencies: list[str]) -> Table:
        data = {key: self.text() for key in ("title", "provider", "audience", "url")} | {
            "id": self.id(),
            "as_of": self.day(),
        }
        data |= {"status": "S", "availability": self.chance.choice(["open", "check", "ended"])}
        return data | self.maybe(
            domains=lambda: self.some(domains), competencies=lambda: self.some(competencies), length=self.text,
            cost=self.text, note=self.text, review_on=self.day, owner=self.text,
        )  # fmt: skip

    def form(self, family: str, members: list[str]) -> Table:
        data = {"id": f"{family}_a", "family": family, "letter": "a", "minutes": 20, "items": members}
        return data | self.maybe(minutes_up_to=lambda: 25)

    def domain(self, name: str) -> Iterable[Record]:
        file = f"{name.lower()}.toml"
        data = {"id": name, "name": self.text(), "short_name": self.text(), "definition": self.text()}
        data |= self.maybe(
            themes=lambda: self.some(self.themes), frameworks=lambda: {"Paper A, 1": self.text(), "Ü <2>": self.text()}
        )
        yield Record("domain", file, "domain", data, name)
        competencies = [self.competency() for _ in range(self.chance.randint(1, 2))]
        yield from (self.placed("competency", file, data, name) for data in competencies)
        kinds = ["rating"] * self.chance.randint(0, 3) + ["situational", "knowledge"] * self.chance.randint(1, 2)
        items = [self.of_domain(kind, self.chance.choice(competencies)["id"]) for kind in kinds]
        if self.flip():
            spare = self.of_domain("knowledge", competencies[0]["id"]) | {
                "help": "spare",
                "reserve_for": items[-1]["id"],
            }
            out = self.chance.choice(["draft", "hold", "retired"])
            items.append(
                spare | self.maybe(status=lambda: out, replaces=lambda: items[0]["id"]) | {"status_reason": self.text()}
            )
        yield from (self.placed("item", file, data, name) for data in items)
        for _ in range(self.chance.randint(0, 1)):
            question = {key: self.text() for key in ("question", "ask", "good_answer", "warning_sign")} | {
                "id": self.id()
            }
            yield self.placed(
                "board_question", file, question | self.maybe(sources=lambda: self.some(self.sources)), name
            )
            action = {
                "id": self.id(),
                "competency": competencies[0]["id"],
                "to_level": 2,
                "effort": "half_day",
                "text": self.text(),
            }
            yield self.placed("action", file, action, name)

    def competency(self) -> Table:
        data = {"id": self.id(), "name": self.text(), "definition": self.text(), "why": self.text()}
        data |= {
            "indicators": [self.text() for _ in range(5)],
            "targets": {g: self.chance.randint(1, 5) for g in GRADES},
        }
        return data | self.maybe(
            themes=lambda: self.some(self.themes), sources=lambda: self.some(self.sources),
            adjustments=lambda: {f: self.chance.randint(-2, 2) for f in self.some(list(FUNCTIONS))},
        )  # fmt: skip

    def item(self, kind: str, **needed: Any) -> Table:
        data = {"id": self.id(), "type": kind, "stem": self.text()} | needed
        return data | self.maybe(
            sources=lambda: self.some(self.sources), source_status=lambda: self.chance.choice("VSKP"), as_of=self.day,
            review_on=self.day, owner=self.text, review_note=self.text, short=self.text, panel_priority=self.flip,
            weight=lambda: self.chance.choice([1, 2, 0.5]),
        )  # fmt: skip

    def of_domain(self, kind: str, competency: str) -> Table:
        data = self.item(kind, competency=competency)
        if kind == "rating":
            first, step, count = self.chance.randint(1, 3), self.chance.randint(1, 2), self.chance.randint(2, 10)
            points = list(range(first, first + step * count, step))
            options = [
                {"points": p, "text": t} for p, t in zip(points, self.several(len(points), len(points)), strict=True)
            ]
            data |= {"options": options} if self.flip() else {"scale": self.chance.choice(list(self.scales))}
            return data | self.maybe(reverse=self.flip, evidence_prompt=self.text)
        texts = self.several(2, 10)
        data |= self.maybe(expected_facility=self.number)
        if kind == "knowledge":
            return data | {"options": texts, "answer": self.chance.randint(1, len(texts)), "explanation": self.text()}
        best = self.chance.randrange(len(texts))
        options = [{"points": 3 if n == best else self.chance.randint(0, 2), "text": t} for n, t in enumerate(texts)]
        return (
            data
            | {"scenario": self.text(), "options": options, "rationale": self.text()}
            | self.maybe(distractor_note=self.text)
        )

    def vignette(self, domains: list[str]) -> Table:
        domain, level = self.chance.choice(domains), self.chance.randint(1, 5)
        return self.item("vignette", domain=domain, scenario=self.text(), expert_level=level, rationale=self.text())


@st.composite
def banks(draw: st.DrawFn) -> list[Record]:
    """The tables of a sound bank, in the order in which a folder is read."""
    drawn = draw(st.lists(TEXTS, max_size=6))
    unique = {text.lower(): text for text in (*AWKWARD, *drawn)}
    return Maker(draw(st.integers(0, 10**6)), list(unique.values())).bank()


def canonical(records: Iterable[Record]) -> dict[tuple[str, str], list[tuple[str, Table]]]:
    """File and kind of table -> its tables in order; items of different types of a domain may stand in any order."""
    found: dict[tuple[str, str], list[tuple[str, Table]]] = {}
    for record in records:
        place = record.place if record.kind in ("source", "scale") else ""
        found.setdefault((record.file, kind_of(record)), []).append((place, record.data))
    return found


def built(contents: Contents) -> QuestionBank:
    """The bank with its items in the order of their ids."""
    bank = build(contents)
    return replace(bank, items=tuple(sorted(bank.items, key=lambda item: item.id)))


def sound(records: Iterable[Record]) -> Contents:
    """The tables as a bank; they must have no fault."""
    contents, faults = judge(list(records))
    assert faults == []
    return contents


def with_data(records: Iterable[Record], place: str, **values: Any) -> list[Record]:
    """The tables with other values for one of them, named by its place (`item USR-S1`, `domain`, "" for the bank)."""
    changed = [replace(r, data=r.data | values) if r.place == place else r for r in records]
    assert any(record.place == place for record in changed), f"there is no {place}"
    return changed
