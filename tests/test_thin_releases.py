"""Cycles with next to nothing in them: a release is built, every group page says what there is, and nothing leaks."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from assessment import bank, register, store
from assessment.error_words import WORDS
from assessment.errors import AssessmentError
from assessment.files import read_responses
from assessment.model import DO_NOT_KNOW, NUMBERS, Item, Published, Role, Viewer
from assessment.service import loading, releases
from assessment.store import removal, writes
from tests import builders as make
from tests import written_over
from tests.commands import LIGHTHOUSE, Commands
from tests.test_release_only import COUNTS_PEOPLE, Lines, said_too_much
from tests.walks import Place, Walk
from ui import texts
from ui.site import PAGES, may_open

BANK = bank.load(bank.newest())
FORM = BANK.form_by_id["standard_a"]
CYCLE = "Thin"
OPENS, CLOSES = datetime(2023, 3, 1, 9, tzinfo=UTC), datetime(2023, 4, 15, 17, tzinfo=UTC)
NOT_WORDS = re.compile(rf"\b(?:nan|NaN|inf|Infinity|None|Traceback)\b|{WORDS['unexpected'][0]}")
"""What no page may say: numbers that are none, and that something unexpected happened."""

Answer = Callable[[Item, int], int]


def best(item: Item, person: int) -> int:
    """The option that earns most."""
    return max(range(len(item.options)), key=lambda o: item.options[o].points) + 1


def mixed(item: Item, person: int) -> int:
    """Some option or other."""
    return (person * 7 + len(item.stem)) % len(item.options) + 1


def nothing_known(item: Item, person: int) -> int:
    """No opinion about the department."""
    return DO_NOT_KNOW if item.type == "pulse" else mixed(item, person)


class World:
    """People of a cycle, and who of them answers how, organisation by organisation."""

    def __init__(self, known: bool = True) -> None:
        self.known = known
        self.cohort: list[tuple[str, str, str]] = []
        self.rows: list[list[object]] = []

    def add(
        self, organisation: str, people: int, answering: int, answer: Answer = mixed, grade: str = "deputy_director"
    ) -> "World":
        items = [BANK.item_by_id[name] for name in FORM.items]
        for place in range(people):
            person = f"made-up-{len(self.cohort) + 1:06}"
            self.cohort.append((person, organisation, grade))
            if place < answering:
                values = [answer(item, place) or "DK" for item in items]
                self.rows.append([person, organisation, grade, FORM.id, *values])
        return self

    @property
    def organisations(self) -> set[str]:
        return {organisation for _, organisation, _ in self.cohort}

    def load(self, folder: Path) -> None:
        """Put it into the store as a cycle in whose window some organisations end and others begin."""
        path = folder / "answers.csv"
        columns = ["respondent", "organisation", "grade", "form", *FORM.items]
        pd.DataFrame(self.rows, columns=columns).to_csv(path, index=False)
        window = {"opens_at": OPENS, "closes_at": CLOSES}
        with store.writing() as db:
            here = [o for o in register.organisations() if o.code in {*self.organisations, "CO", "DESNZ"}]
            writes.add_organisations(db, organisations=here)
            cycle = writes.add_cycle(db, name=CYCLE, family="standard", bank_version=BANK.version, **window)
            cohort = pd.DataFrame(self.cohort, columns=["person", "organisation", "grade"], dtype=object)
            writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=cohort, invited=self.known)
            loading.put(db, read_responses(path, BANK), cycle, BANK)


def two_others() -> World:
    return World().add("DFE", 40, 30).add("HMRC", 40, 25, grade="director")


def seven(answer: Answer) -> World:
    world = World()
    for organisation in SEVEN:
        world.add(organisation, 12, 12, answer)
    return world


SEVEN = ("DEFRA", "DFE", "DFT", "DHSC", "DWP", "HMT", "HO")
WORLDS: dict[str, tuple[Callable[[], World], set[str]]] = {
    "an organisation with nobody": (lambda: two_others().add("HMT", 15, 0), {"DFE", "HMRC"}),
    # with both of the others shown, all minus both would be the one person
    "an organisation with one person": (lambda: two_others().add("HMT", 15, 1), {"DFE"}),
    "an organisation with everybody at 5": (lambda: two_others().add("HMT", 15, 15, best), {"DFE", "HMRC", "HMT"}),
    "everybody everywhere at 5": (lambda: seven(best), set(SEVEN)),
    "everybody everywhere the same": (lambda: seven(lambda item, _: 2), set(SEVEN)),
    "three respondents in all": (lambda: World().add("DFE", 20, 2).add("HMT", 20, 1), set()),
    "all response in one organisation": (
        lambda: World().add("DFE", 40, 40).add("HMT", 30, 0).add("DWP", 9, 0),
        {"DFE"},
    ),
    "an organisation that ended in mid-cycle": (lambda: two_others().add("BEIS", 40, 25), {"DFE", "HMRC", "BEIS"}),
    "only permanent secretaries": (lambda: World().add("DFE", 12, 12, grade="permanent_secretary"), set()),
    "nobody who knows the department": (lambda: seven(nothing_known), set(SEVEN)),
    "nobody known to be invited": (lambda: World(known=False).add("DFE", 30, 30).add("DWP", 30, 30), {"DFE", "DWP"}),
}
"""What a cycle may be like, and the organisations of which its release then shows something."""


def viewer(person: str) -> Viewer:
    """The learning team, or the lead of the organisation named."""
    return make.viewer(Role.DEPARTMENT_LEAD, organisation=person) if person != "team" else make.LEARNING_TEAM


def places(organisations: set[str]) -> list[Place]:
    """Every page about groups, for the learning team, each organisation, one that takes no part, and one unheard of."""
    rows = [row for row in PAGES if row.file.startswith(("insight/", "campaign/"))]
    people = ("team", *sorted(organisations)[:3], "CO", "NOWHERE")
    return [Place(person, row.file) for person in people for row in rows if may_open(row, viewer(person))]


def check_cells(published: Published, shown: set[str]) -> None:
    assert {cell.organisation for cell in published.cells if cell.shown and cell.organisation} == shown
    for cell in published.cells:
        assert cell.shown or all(getattr(cell, name) is None for name in NUMBERS)
        assert not cell.shown or cell.n >= 10
        if cell.shown and cell.measure in ("level", "self", "demonstrated", "pulse"):
            assert 1 <= cell.low <= cell.estimate <= cell.high <= 5


def check_words(place: Place, sent: str) -> None:
    words = re.sub(r"<style>.*?</style>", "", sent, flags=re.S)
    explained = "[c]<" not in words or texts.WITHHELD_NOTE in words
    assert explained, f"{place} has [c] without the one sentence about it"
    assert NOT_WORDS.findall(words) == [], place


QUICK = ("three respondents in all",)


@pytest.mark.parametrize(
    ("name", "most"),
    [
        *((name, 1) for name in QUICK),
        *(pytest.param(name, 3, marks=pytest.mark.slow) for name in WORLDS),
    ],
)
def test_every_page_says_in_words_what_there_is_and_knows_only_the_release(name, most, database, tmp_path, monkeypatch):
    make_world, shown = WORLDS[name]
    world = make_world()
    world.load(tmp_path)
    walk, chosen = Walk(monkeypatch, viewer), places(world.organisations)
    with Lines() as lines:
        check_cells(releases.build(make.LEARNING_TEAM, CYCLE), shown)
        before = walk.through(chosen, most)
    assert said_too_much(lines) == []
    for place, sent in before.items():
        check_words(place, sent)

    other = tmp_path / "written-over.sqlite3"
    written_over.use(other, copy_of=database)
    written_over.change(other, written_over.ANSWERS + written_over.PEOPLE)
    after = walk.through([place for place in chosen if place.file not in COUNTS_PEOPLE], most)
    assert [place for place, sent in after.items() if sent != before[place]] == []


def test_without_anybody_a_release_is_refused_and_pages_say_that_there_is_none(tmp_path, monkeypatch):
    World().add("DFE", 20, 1).load(tmp_path)
    with store.writing() as db:
        removal.delete_answers(db, sitting_id=1)
    with pytest.raises(AssessmentError, match="Nobody submitted answers"):
        releases.build(make.LEARNING_TEAM, CYCLE)
    walk = Walk(monkeypatch, viewer)
    for place in [place for place in places({"DFE"}) if place.file.startswith("insight/")]:
        assert WORDS["no_release"][0] in walk.sent(walk.open(place)), place


def test_an_organisation_that_ended_in_mid_cycle_keeps_its_results_under_its_old_name(tmp_path, monkeypatch):
    two_others().add("BEIS", 40, 25).load(tmp_path)
    published = releases.build(make.LEARNING_TEAM, CYCLE).select(view="organisation", measure="level")
    cells = {code: published.select(organisation=code).cells for code in ("BEIS", "DESNZ")}
    assert {(cell.status, cell.n, cell.invited) for cell in cells["BEIS"]} == {("published", 25, 40)}
    assert {cell.status for cell in cells["DESNZ"]} == {"withheld"}, "what came after it begins with nobody"
    page = Walk(monkeypatch, viewer).open(Place("BEIS", "insight/organisation.py"))
    assert page.title[0].value == "Department for Business, Energy and Industrial Strategy"


def test_everybody_at_5_is_shown_no_higher_than_leaves_one_person_open(tmp_path):
    two_others().add("HMT", 15, 15, best).load(tmp_path)
    published = releases.build(make.LEARNING_TEAM, CYCLE).select(organisation="HMT", view="organisation")
    levels = [cell.estimate for cell in published.cells if cell.measure in ("level", "self", "demonstrated")]
    assert max(levels) <= 5 - 4 / 15  # each of the 15 is a fifteenth of the mean


def test_a_grade_that_no_target_covers_is_a_fault_of_the_bank_named_with_file_and_key(tmp_path, monkeypatch, capsys):
    folder = Path(shutil.copytree(LIGHTHOUSE, tmp_path / "bank"))
    lamp = folder / "lamp.toml"
    lines = lamp.read_text("utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if "director_general" in line)
    lamp.write_text("\n".join(lines).replace(lines[at], re.sub(r"director_general = \d,? ?", "", lines[at])), "utf-8")
    commands = Commands(monkeypatch, capsys)
    refused = commands.refused("bank", "check", folder)
    assert "lamp.toml" in refused
    assert "targets" in refused
    assert "director_general" in refused
    answers = tmp_path / "answers.csv"
    answers.write_text("respondent,organisation,grade\nanna,HMRC,director_general\n", "utf-8")
    assert "targets" in commands.refused("score", answers, "--bank", folder, "--out", tmp_path / "scores.csv")
