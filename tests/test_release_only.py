"""Pages, charts, files and the log know of groups only what the release shows, and of nobody but the viewer.

Looking for a hidden number would prove little: 3.2 stands on many pages for good reasons. So every page is opened and
all that it sends is kept; then everybody's answers are written over, whoever is in an organisation that is withheld is
taken away, and every page is opened again. One that sends a byte more or less has read something else than the release.
Withheld cells hold no number in the store, so nothing that is sent can tell one.
"""

import logging
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assessment.access import Action
from assessment.model import NUMBERS
from assessment.service import demo, identity, releases
from tests import builders as make
from tests import written_over
from tests.walks import Place, Walk
from ui import site
from ui.site import PAGES, PageRow, may_open

EVERYBODY = (
    "learning-team", "department-hr", "department-lead", "leader", "leader-with-report", "bank-editor", "administrator",
    "colleague",
)  # fmt: skip
SOME = ("learning-team", "leader-with-report")

pytestmark = pytest.mark.xdist_group("release only")  # one walk for all of them
COUNTS_PEOPLE = {
    "campaign/response.py": "who has answered is what it is about, for those who invite people",
    "campaign/cohort.py": "how many are invited is what it is about",
    "campaign/who_finished.py": "HR is told who has finished, to remind the others",
    "campaign/messages.py": "who is due for a message is what it is about, for those who write to people",
    "campaign/provisional.py": "it names the organisations that are asked: those with people in the cycle",
    "campaign/cycles.py": "whoever publishes a cycle is told first how many have finished it",
    "bank/browse.py": "editors see how many people in all were given an item",
    "bank/forms.py": "editors see how many people in all were given a form",
    "bank/assemble.py": "a new form spares the items that most people were given",
}
"""Pages that count people as they are now, and why. What those people answered they do not know either."""
NAMES_PEOPLE = {
    "campaign/corrections.py": "HR decides on what a person says is wrong about their own place",
    "campaign/who_finished.py": "HR reminds by name those who have not finished",
}
"""Pages that name people, and why."""
NEVER_TWICE = {"bank/workbook.py": "its files hold the question bank and the moment at which they were made"}
"""Pages that send something else each time, and why."""
FURTHER = {
    "report/explain.py": [{"domain": "USR"}],
    "take/question.py": [{"at": "5"}],
    "bank/item.py": [{"id": "USR-S1"}],
}
"""Addresses that nothing on a page leads to by choosing."""
TELLING = PageRow("../tests/apps/tells_too_much.py", "Tells too much", "tells-too-much", None)
LEVELS = {"": logging.DEBUG, "streamlit": logging.DEBUG, "asyncio": logging.WARNING}
"""Everything is kept that anybody logs. SQLAlchemy says no row unless it is told to; of asyncio there is too much."""
ID, FIGURE = re.compile(r"made-up-\d{6}"), re.compile(r"\d\.\d")


class Lines(logging.Handler):
    """Every line of the log with its traceback, from the finest on, while it is being kept."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def __enter__(self) -> list[str]:
        self.before = {logging.getLogger(name): logging.getLogger(name).level for name in LEVELS}
        for logger, level in zip(self.before, LEVELS.values(), strict=True):
            logger.addHandler(self)
            logger.setLevel(level)
        return self.lines

    def __exit__(self, *_: object) -> None:
        for logger, level in self.before.items():
            logger.removeHandler(self)
            logger.setLevel(level)


@dataclass(frozen=True)
class Walked:
    """What every place sent before the world was written over and after, and the lines of the log."""

    file: Path
    before: dict[Place, str]
    after: dict[Place, str]
    log: Sequence[str]


def places(people: Sequence[str], rows: Iterable[PageRow]) -> list[Place]:
    """Every page that somebody may open; group pages also at addresses of a withheld and of another organisation."""
    _, published, _ = releases.stored(make.LEARNING_TEAM, demo.CLOSED_CYCLE)
    withheld = min({c.organisation for c in published.cells} - {c.organisation for c in published.cells if c.shown})
    of_groups = [{"code": withheld, "for": withheld}, {"code": "HMT", "for": "HMT", "cycle": "no such"}]
    found = []
    for row in rows:
        may = [person for person in people if may_open(row, identity.made_up_viewer(person))]
        queries = [{}, *(of_groups if row.file.startswith("insight/") else FURTHER.get(row.file, []))]
        found += [Place(p, row.file, tuple(q.items())) for p in (may[:1] if row.public else may) for q in queries]
    return found


def walked(file: Path, chosen: Sequence[Place], most: int | None = None, depth: int = 0) -> Walked:
    """Open all places, write over what was answered, and open them again; pages that count people keep their people."""
    with pytest.MonkeyPatch.context() as patch, Lines() as lines:
        patch.setattr(site, "PAGES", (*PAGES, TELLING))
        walk = Walk(patch, identity.made_up_viewer)
        written_over.plant(file, demo.OPEN_CYCLE, demo.HOME)
        before, after = walk.through(chosen, most, depth), {}
        for counting in (False, True):
            other = file.with_suffix(f".{counting}")
            written_over.use(other, copy_of=file)
            written_over.change(other, written_over.ANSWERS + ("" if counting else written_over.PEOPLE))
            after |= walk.through([p for p in chosen if (p.file in COUNTS_PEOPLE) == counting], most, depth)
    return Walked(file, before, after, lines)


@pytest.fixture(scope="module")
def some(demonstration_file, tmp_path_factory) -> Walked:
    """Two people, all pages but those of the bank, and of every choice one option more."""
    file = tmp_path_factory.mktemp("walk") / "demonstration.sqlite3"
    written_over.use(file, copy_of=demonstration_file)
    rows = [row for row in PAGES if not row.file.startswith("bank/")]
    return walked(file, places(SOME, rows), most=1, depth=1)


# ---- what has to hold -----------------------------------------------------------------------------------------


def changed(found: Walked) -> set[str]:
    """Files of the pages that sent something else once the answers were written over."""
    allowed = NAMES_PEOPLE | NEVER_TWICE
    return {p.file for p, sent in found.before.items() if sent != found.after.get(p)} - set(allowed)


def names(found: Walked) -> set[tuple[str, str]]:
    """Who is named where: persons by their key, and all that was planted, but not the viewer to themself."""
    with sqlite3.connect(found.file) as connection:
        own = dict(connection.execute("SELECT subject, person_id FROM account WHERE made_up"))
    connection.close()
    planted = (written_over.NAME, written_over.WORDS, written_over.REFERENCE, "quaver.")
    told = set()
    for place, sent in found.before.items():
        if place.file not in NAMES_PEOPLE:
            words = {*ID.findall(sent), *(word for word in planted if word in sent)} - {own.get(place.person)}
            told |= {(place.file, word) for word in words}
    return told


def said_too_much(lines: Iterable[str]) -> list[str]:
    """Lines of the log that hold a person, a word of theirs or a figure."""
    hidden = (written_over.NAME, written_over.WORDS, written_over.REFERENCE, "quaver.", "Sam Okafor")
    return [line for line in lines if ID.search(line) or FIGURE.search(line) or any(word in line for word in hidden)]


def test_pages_charts_and_files_are_the_same_whatever_people_answered(some):
    assert changed(some) == set()
    assert set(some.before) == set(some.after)


def test_nobody_is_named_on_any_page_or_in_any_file_but_to_themself(some):
    assert names(some) == set()


def test_no_line_of_the_log_holds_a_person_or_a_figure(some):
    assert said_too_much(some.log) == []


def test_the_walk_has_seen_what_it_was_to_see(some):
    """Every page somebody of them may open, tables with withheld cells, charts and files; and planted names exist."""
    open_to = {p.file for p in some.before}
    actions = {row.action for row in PAGES if row.file in open_to}
    assert actions >= {Action.SEE_GAPS, Action.SEE_ORGANISATION, Action.SEE_OWN_REPORT, Action.SEE_RESPONSE}
    assert {row.file for row in PAGES if row.file.startswith("insight/") and row.menu} <= open_to
    gaps = [sent for place, sent in some.before.items() if place.file == "insight/gaps.py"]
    assert all("[c]" in sent and "vega.github.io" in sent and ".csv: " in sent for sent in gaps)
    corrections = next(sent for place, sent in some.before.items() if place.file == "campaign/corrections.py")
    assert written_over.WORDS in corrections
    assert any(place.choices for place in some.before)


def test_withheld_cells_hold_no_number_in_the_store(some):
    held = " OR ".join(f"{name} IS NOT NULL" for name in NUMBERS)
    with sqlite3.connect(some.file) as connection:
        cells = "SELECT count(*) FROM release_cell WHERE status = 'withheld'"
        (withheld,), (leaking,) = (connection.execute(q).fetchone() for q in (cells, f"{cells} AND ({held})"))
    connection.close()
    assert withheld > 10_000
    assert leaking == 0


# ---- that it can fail -----------------------------------------------------------------------------------------


def told(what: str) -> list[Place]:
    return [Place("learning-team", TELLING.file, (("what", what),))]


@pytest.mark.parametrize("what", ["words", "chart", "file"])
def test_a_page_that_reads_answers_is_caught(demonstration, what):
    assert changed(walked(demonstration, told(what))) == {TELLING.file}


def test_a_page_that_names_a_person_is_caught(demonstration):
    assert names(walked(demonstration, told("person"))) == {(TELLING.file, "made-up-000001")}


def test_a_figure_and_a_person_in_the_log_are_caught(demonstration):
    before, after = said_too_much(walked(demonstration, told("log")).log)
    assert before.endswith("of made-up-000001")
    assert "level 4.9" in after


def test_pages_that_count_people_would_be_caught_without_their_exception(demonstration, monkeypatch):
    chosen = [Place("learning-team", file) for file in ("campaign/response.py", "campaign/cycles.py")]
    monkeypatch.setattr("tests.test_release_only.COUNTS_PEOPLE", {})
    assert changed(walked(demonstration, chosen)) == {place.file for place in chosen}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("about_groups", "most", "depth"),
    [(True, None, 1), (True, 8, 2), (False, 3, 1)],
    ids=["every option on pages about groups", "two choices after each other", "all other pages"],
)
def test_the_same_holds_for_everybody(demonstration, about_groups, most, depth):
    rows = [row for row in PAGES if row.file.startswith("insight/") == about_groups]
    found = walked(demonstration, places(EVERYBODY, rows), most, depth)
    assert changed(found) == set()
    assert names(found) == set()
    assert said_too_much(found.log) == []
