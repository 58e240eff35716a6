"""Made-up [[item]] tables of every type for the bank of the lighthouse, full of what XML and JSON have to escape."""

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from assessment.bank import files
from assessment.bank.check import judge
from assessment.bank.format import Contents, Record

LIGHTHOUSE = Path(__file__).parent / "banks" / "lighthouse"
HOMES = {
    "Lamp-1": ("lamp.toml", "Lamp"),
    "Crew-1": ("crew.toml", "Crew"),
    "pulse": ("pulse.toml", ""),
    "vignette": ("vignettes.toml", ""),
}
"""Competency, or type of items that belong to no domain's file -> file and domain."""
AWKWARD = (
    "<",
    "&",
    "'",
    '"',
    "]]>",
    "é",
    "<b>",
    "&amp;",
    "“q”",
    "\\",
    "{}",
    "I do not know",
    "\U0001f6a2",
    "a",
    "Z",
    "7",
)
IDS = st.from_regex(r"X[A-Za-z0-9_-]{0,8}", fullmatch=True)
DATES = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def texts() -> st.SearchStrategy[str]:
    """Texts on one line, as a bank's file is read; never empty."""
    letters = st.characters(exclude_categories=("Cc", "Cs", "Cn"))
    words = st.lists(st.sampled_from(AWKWARD) | st.text(letters, max_size=5), min_size=1, max_size=6)
    return words.map(lambda parts: " ".join(" ".join(parts).split())).filter(bool)


def _answers(least: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(texts(), min_size=least, max_size=10, unique_by=str.lower)


@st.composite
def _situational(draw: st.DrawFn) -> dict[str, Any]:
    answers = draw(_answers())
    points = [3, *(draw(st.integers(0, 2)) for _ in answers[1:])]
    points = draw(st.permutations(points))
    options = [{"points": p, "text": text} for p, text in zip(points, answers, strict=True)]
    more = draw(st.fixed_dictionaries({}, optional={"distractor_note": texts(), "expected_facility": st.floats(0, 1)}))
    return {"competency": "Lamp-1", "scenario": draw(texts()), "options": options, "rationale": draw(texts()), **more}


@st.composite
def _knowledge(draw: st.DrawFn) -> dict[str, Any]:
    answers = draw(_answers())
    answer = draw(st.integers(1, len(answers)))
    return {"competency": "Crew-1", "options": answers, "answer": answer, "explanation": draw(texts())}


@st.composite
def _rating(draw: st.DrawFn) -> dict[str, Any]:
    more = draw(st.fixed_dictionaries({}, optional={"reverse": st.booleans(), "evidence_prompt": texts()}))
    if draw(st.booleans()):
        return {"competency": "Lamp-1", "scale": draw(st.sampled_from(["how_often", "how_sure"])), **more}
    answers = draw(_answers())
    first, step = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    points = list(range(first, first + step * len(answers), step))
    options = [{"points": p, "text": text} for p, text in zip(points, answers, strict=True)]
    return {"competency": "Crew-1", "options": options, **more}


TYPES = {
    "situational": _situational(),
    "knowledge": _knowledge(),
    "rating": _rating(),
    "pulse": st.fixed_dictionaries({"scale": st.just("how_often")}, optional={"theme": texts()}),
    "vignette": st.fixed_dictionaries(
        {
            "domain": st.just("Crew"),
            "scenario": texts(),
            "expert_level": st.integers(1, 5),
            "rationale": texts(),
        },
        optional={"competency": st.just("Crew-1")},
    ),
}
SHARED: dict[str, st.SearchStrategy[Any]] = {
    "weight": st.floats(0.01, 100) | st.integers(1, 100),
    "reserve_for": st.just("Lamp-S1"),
    "replaces": st.just("Crew-K1"),
    "sources": st.lists(st.just("LOG"), max_size=1),
    "source_status": st.sampled_from("VSKP"),
    "as_of": DATES,
    "review_on": DATES,
    "owner": texts(),
    "review_note": texts(),
    "short": texts(),
    "help": texts(),
    "panel_priority": st.booleans(),
}


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to five items with ids of their own, each with some of the keys it may have."""
    made = []
    for name in draw(st.lists(IDS, min_size=1, max_size=5, unique=True)):
        kind = draw(st.sampled_from(sorted(TYPES)))
        status = draw(st.sampled_from(["live", "draft", "hold", "retired"]))
        why = {"status_reason": draw(texts())} if status in ("hold", "retired") else {}
        more = draw(st.fixed_dictionaries({}, optional=SHARED))
        made.append(
            {"id": name, "type": kind, "stem": draw(texts()), "status": status, **why, **draw(TYPES[kind]), **more}
        )
    return made


def lighthouse_with(tables: list[dict[str, Any]]) -> Contents:
    """The tables of the lighthouse and further items, without faults."""
    lighthouse, _ = files.examine(LIGHTHOUSE)
    more = []
    for table in tables:
        file, domain = HOMES.get(table["type"]) or HOMES[table["competency"]]
        more.append(Record("item", file, f"item {table['id']}", table, domain))
    contents, faults = judge([*lighthouse.records, *more])
    assert faults == []
    return contents
