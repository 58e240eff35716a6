"""The technical manual: thirteen sections, every number with its command, and what is not known said in words."""

import importlib
import json
import re
from datetime import date

import pytest

from assessment import bank, cli
from assessment.errors import NotAllowed, WrongState
from assessment.manual import Evidence, Table, compose, markdown, twin
from assessment.manual.compose import TABLES, TEMPLATES
from assessment.manual.evidence import shown
from assessment.model import NotDefined, NotYet, Role
from assessment.service import banks, demo, manuals
from tests import builders as make
from tests.servers import ROOT
from tests.test_docs import leaves

EXAMPLE = ROOT / "docs" / "manual"
TEAM = make.viewer(Role.LEARNING_TEAM)
TITLES = [
    "Purpose and uses",
    "What is measured",
    "Scoring",
    "Precision",
    "Evidence of validity",
    "Fairness",
    "Targets and norms",
    "Results about groups",
    "Disclosure control",
    "Sentences of the report",
    "Known limits",
    "Versions and how they are linked",
    "Data protection, in short",
]


@pytest.fixture
def manual(demonstration):
    return manuals.of_cycle(TEAM, demo.CLOSED_CYCLE)


def tables(manual) -> dict[str, Table]:
    return {block.caption: block for s in manual.sections for block in s.blocks if isinstance(block, Table)}


def test_it_has_the_thirteen_sections_in_order(manual):
    assert [(s.number, s.title) for s in manual.sections] == list(enumerate(TITLES, 1))
    assert all(section.blocks for section in manual.sections)


def test_every_table_says_how_its_figures_are_made_again(manual):
    known = {f"python -m assessment {command}" for command in leaves(cli.app)}
    known |= {f"python -m benchmarks.{name}" for name in ("experiments", "linking", "release_size")}
    for table in tables(manual).values():
        written = table.command.removeprefix("Written by hand: ")
        if written != table.command:
            assert (ROOT / written).exists()
        else:
            assert any(table.command.startswith(command) for command in known), table.command


def test_no_cell_is_empty_of_meaning(manual):
    for table in tables(manual).values():
        for row in table.rows:
            assert len(row) == len(table.columns)
            assert row[0]
            assert not {"nan", "None", "inf", "-0.00"} & set(row)


def test_figures_of_the_cycle_are_those_that_the_commands_print(manual):
    statistics = manual.evidence.statistics
    scale = next(s for s in statistics.scales if (s.domain, s.kind, s.form) == ("USR", "demonstrated", "standard_a"))
    row = next(
        r
        for r in tables(manual)["Reliability observed in this cycle"].rows
        if r[:3] == ("Citizens and services", "Scenarios and knowledge", "standard_a")
    )
    assert row[4] == f"{scale.n:,}"
    assert row[5] == f"{scale.alpha:.2f} ({scale.alpha_low:.2f} to {scale.alpha_high:.2f})"
    gate = dict(tables(manual)["Proof of the disclosure gate"].rows)
    assert gate["Smallest group that may be published"] == "10"
    assert gate["Published"] == f"{manual.evidence.proof['published']:,}"


def test_a_manual_without_a_cycle_says_none_yet_where_answers_are_needed():
    alone = manuals.of_bank(TEAM, banks.current())
    assert "figures that need answers say “none yet”" in markdown(alone)
    for caption in ("Reliability observed in this cycle", "People with a level, by grade", "Flagged items"):
        assert tables(alone)[caption].rows[0][0] == "none yet"
    assert tables(alone)["Targets by grade"].rows[0][0] == "Citizens and services"


def test_the_twin_holds_the_same_as_the_document(manual):
    data = json.loads(json.dumps(twin(manual), allow_nan=False))
    assert data["made_up"] is True
    document = markdown(manual)
    for section in data["sections"]:
        assert f"## {section['number']}. {section['title']}" in document
        for block in section["blocks"]:
            assert block.get("text", block.get("table")) in document
    assert data["statistics"]["scales"][0]["alpha"] == manual.evidence.statistics.scales[0].alpha


def test_made_up_answers_are_called_so_before_the_first_figure(manual):
    assert "All answers behind this manual are made up" in markdown(manual).partition("## 1.")[0]


def test_another_organisations_bank_has_a_manual_too():
    lighthouse = bank.load(ROOT / "tests/banks/lighthouse")
    manual = compose(Evidence(lighthouse, (lighthouse,), date(2026, 11, 25), simulations=manuals.simulations()))
    assert tables(manual)["Targets by grade"].rows[0] == ("Lamp", "2.00", "3.00", "4.00", "5.00")
    assert len(manual.sections) == 13


def test_every_table_is_asked_for_and_every_one_asked_for_exists():
    asked = re.findall(r"^\{\{(\w+)\}\}$", "\n".join(p.read_text() for p in TEMPLATES.glob("*.md")), re.M)
    assert sorted(asked) == sorted(TABLES)
    listed = re.findall(r"^\{\{csv: (\S+) \|", "\n".join(p.read_text() for p in TEMPLATES.glob("*.md")), re.M)
    assert sorted(listed) == sorted(p.name for p in TEMPLATES.glob("*.csv"))


def test_what_makes_each_sentence_of_the_report_exists(manual):
    for row in tables(manual)["Figures and lists of the report, their rules and the evidence they need"].rows:
        module, _, name = row[-1].rpartition(".")
        owner = importlib.import_module(module) if module.count(".") < 3 else None
        if owner is None or not hasattr(owner, name):
            module, _, kind = module.rpartition(".")
            owner = getattr(importlib.import_module(module), kind)
        assert callable(getattr(owner, name)), row[-1]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "none yet"),
        (0.005, "0.01"),
        (-0.001, "0.00"),
        (1234, "1,234"),
        (True, "yes"),
        (NotYet(12, 50), "not yet estimable: 12 of 50"),
        (NotDefined(1), "not defined: too few items (1)"),
    ],
)
def test_cells_are_numbers_or_say_why_there_is_none(value, words):
    assert shown(value) == words


def test_who_may_read_what(demonstration):
    assert manuals.latest(None).cycle is None
    assert manuals.latest(make.viewer(Role.RESPONDENT)).cycle.name == demo.CLOSED_CYCLE
    with pytest.raises(NotAllowed):
        manuals.of_cycle(make.viewer(Role.RESPONDENT), demo.CLOSED_CYCLE)
    with pytest.raises(WrongState, match="is open, not released"):
        manuals.of_cycle(TEAM, demo.OPEN_CYCLE)


def test_the_example_that_comes_with_the_program_is_that_of_the_demonstration(manual):
    """Made with: python -m assessment manual --cycle "March 2023 (made-up answers)" --out docs/manual"""
    day = re.compile(r"(?<=[Mm]ade on )\d{4}-\d{2}-\d{2}")
    assert day.sub("", (EXAMPLE / "manual.md").read_text()) == day.sub("", markdown(manual))
    stored, made = json.loads((EXAMPLE / "manual.json").read_text()), json.loads(json.dumps(twin(manual)))
    for part in ("title", "bank", "cycle", "made_up", "sections"):
        assert stored[part] == made[part]
    for one, other in zip(stored["statistics"]["scales"], made["statistics"]["scales"], strict=True):
        assert one["alpha"] == pytest.approx(other["alpha"])  # unrounded: the last digits belong to the machine
