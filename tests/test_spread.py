"""Leadership spread: three words where the release has them, no number of leaders, no order but that of names."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from assessment import store
from assessment.errors import NotAllowed, NotFound, NotSignedIn, WrongState
from assessment.model import SPREAD
from assessment.service import demo, identity, releases, spread
from assessment.shares import SHARE_FROM
from assessment.store.tables import ScoreRow
from tests import builders as make
from tests.test_charts import IDS, SHORT, values
from tests.test_conditions import files  # noqa: F401
from tests.test_gap_pages import chart_rows, table
from tests.test_pages import ROUTER, heading, text
from ui import chart_words, spread_words, texts, who
from ui.heatmap_chart import NOT_SHOWN
from ui.spread_chart import COLOURS, spread_tiles

TEAM = make.LEARNING_TEAM
BANK = make.bank(tuple(make.rating(f"{d}-S1", d) for d in IDS))
NAMES = {f"D{n}": f"Department {n} of a rather long name" for n in range(4)}
word_or_none = some.sampled_from((None, *SPREAD))
Words = dict[tuple[str, str], str]


def grids(names: list[str]) -> some.SearchStrategy[Words]:
    """Words where they are shown, by organisation and area."""
    return some.fixed_dictionaries({(code, d): word_or_none for code in names for d in IDS}).map(
        lambda grid: {at: word for at, word in grid.items() if word}
    )


def view(words: Words, own: bool = True) -> spread.SpreadView:
    people = dict.fromkeys(words, 34)
    return spread.SpreadView(make.cycle(), make.cycle().closes_at, BANK.domains, NAMES, words, people, own)


def own(*few: str, some_in: tuple[str, ...] = ()) -> Words:
    return {("D0", d): "few" for d in few} | {("D0", d): "some" for d in some_in}


# ---- titles and sentences ---------------------------------------------------------------------------


@given(grids(list(NAMES)))
@settings(max_examples=200, deadline=None)
def test_the_title_names_the_area_in_which_most_organisations_have_few(grid):
    words = spread_words.spread_words(grid, BANK.domains, NAMES, "Spring", own=False)
    few = {SHORT[d]: sum(grid.get((code, d)) == "few" for code in NAMES) for d in IDS}
    most = max(few.values())
    areas = {name for name, number in few.items() if number == most}
    named = {name for name in few if name in words.title}
    assert len(words.alt) <= chart_words.ALT_LIMIT
    if not grid:
        assert words.title == "No word can be shown"
    elif not most:
        assert words.title == "In every tile shown, a quarter of leaders or more stand at 4 or above"
    elif len(areas) > 2:
        assert words.title.startswith(f"In {chart_words.count(most, 'organisation')} shown each, few leaders")
        assert words.title.endswith(f" in {len(areas)} areas")
    else:
        assert named == areas
        assert words.title.startswith(f"In {chart_words.count(most, 'organisation')} shown")
    for word in SPREAD if grid else ():
        assert f"{word.capitalize()}: {list(grid.values()).count(word)}." in words.alt


@given(grids(["D0"]))
@settings(max_examples=200, deadline=None)
def test_what_is_said_of_our_own_leaders_is_what_the_tiles_say(grid):
    title = spread_words.spread_words(grid, BANK.domains, {"D0": "Us"}, "Spring", own=True).title
    sentence = spread_words.key_people(view(grid))
    few = {SHORT[d] for (_, d), word in grid.items() if word == "few"}
    if not grid:
        assert (title, sentence) == ("No word can be shown", "")
        return
    for words in (title, sentence):
        named = {name for name in SHORT.values() if name in words}
        assert words.startswith("Few of our leaders" if few else "In every area shown")
        if 0 < len(few) <= spread_words.MOST_NAMED:
            assert named == few
        elif few:
            assert f"{len(few)} of {chart_words.count(len(grid), 'area')} shown" in words
            assert not named


@pytest.mark.parametrize(
    ("grid", "sentence"),
    [
        (
            own("A"),
            "Few of our leaders can lead in Short A. Much rests on each of them: ask who would take over if one moves.",
        ),
        (
            own("A", "B", "C", some_in=("D",)),
            "Few of our leaders can lead in Short A, Short B and Short C. Much rests on each of them: ask who would "
            "take over if one moves.",
        ),
        (
            own("A", "B", "C", "D", some_in=("E",)),
            "Few of our leaders can lead in 4 of 5 areas shown. Much rests on each of them: ask who would take over if "
            "one moves.",
        ),
        (
            own(some_in=("A",)),
            "In every area shown, a quarter of our leaders or more can lead. Ask who would take over if one moves.",
        ),
    ],
)
def test_a_department_is_told_what_few_means_for_it(grid, sentence):
    assert spread_words.key_people(view(grid)) == sentence


# ---- tiles ------------------------------------------------------------------------------------------


@given(grids(list(NAMES)))
@settings(max_examples=20, deadline=None)
def test_every_tile_has_its_word_or_the_mark_and_a_colour_for_each(grid):
    chart, _ = spread_tiles(grid, BANK.domains, NAMES)
    tiles = {(str(r["row"]).replace("|", " "), str(r["area"]).replace("|", " ")): r for r in values(chart)}
    assert len(tiles) == len(NAMES) * len(IDS)
    for code, name in NAMES.items():
        for d in IDS:
            tile, word = tiles[name, SHORT[d]], grid.get((code, d))
            assert tile["number"] == (word or "[c]")
            assert tile["class"] == (COLOURS[word] if word else NOT_SHOWN)[0]
    assert len({colour for _, colour, _ in (*COLOURS.values(), NOT_SHOWN)}) == 4


def test_organisations_that_are_not_asked_for_neither_show_nor_count():
    grid = own("A") | {("D9", "B"): "few", ("D8", "B"): "few"}
    chart, words = spread_tiles(grid, BANK.domains, {"D0": "One"})
    assert [row["number"] for row in values(chart)].count("few") == 1
    assert words.title == "In 1 organisation shown, few leaders stand at 4 or above in Short A"


def test_a_picture_holds_a_dozen_organisations():
    with pytest.raises(ValueError, match="a tile map holds 12 organisations, not 13"):
        spread_tiles({}, BANK.domains, {f"D{n}": f"D{n}" for n in range(13)})


# ---- who sees what ----------------------------------------------------------------------------------


def test_words_are_those_of_the_release_and_organisations_stand_by_name(demonstration):
    _, published, _ = releases.stored(TEAM, demo.CLOSED_CYCLE)
    cells = published.select(measure="spread").cells
    assert {c.view for c in cells} == {"organisation"}
    found = spread.spread(TEAM)
    assert found.words == {(c.organisation, c.domain): SPREAD[int(c.estimate) - 1] for c in cells if c.shown}
    assert set(found.names) == {c.organisation for c in cells}
    assert list(found.names.values()) == sorted(found.names.values())
    assert 20 < len(found.shown) < len(found.names)
    assert list(found.shown) == [code for code in found.names if code in found.shown]


def test_a_small_top_team_is_never_shown(demonstration):
    assert min(spread.spread(TEAM).people.values()) >= SHARE_FROM


@pytest.mark.parametrize("viewer", [make.DEPARTMENT_LEAD, make.DEPARTMENT_HR])
def test_a_department_reads_its_own_alone(demonstration, viewer):
    found = spread.spread(viewer)
    assert found.own
    assert found.names == {"DFE": "Department for Education"}
    assert {code for code, _ in found.words} == {"DFE"}
    assert not spread.spread(TEAM).own


def test_nobody_else_reads_the_spread(demonstration):
    with pytest.raises(NotSignedIn):
        spread.spread(None)
    for viewer in (make.LEADER, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            spread.spread(viewer)
    with pytest.raises(NotFound):
        spread.spread(replace(make.DEPARTMENT_LEAD, organisation="NOWHERE"))


def test_before_any_release_there_is_none(database):
    with pytest.raises(WrongState, match="There are no published results yet"):
        spread.spread(TEAM)


def test_nothing_but_the_release_is_read(demonstration):
    before = spread.spread(TEAM)
    with store.writing() as db:
        db.execute(sa.update(ScoreRow).where(sa.column("status") == "scored").values(level=5.0, level_se=0.1))
    releases._cached.cache_clear()
    assert spread.spread(TEAM) == before


# ---- the page ---------------------------------------------------------------------------------------


@pytest.fixture
def visit(demonstration, monkeypatch):
    def _visit(person: str, **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer(person))
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page("../pages/insight/spread.py").run()

    return _visit


def drawn(app: AppTest) -> dict[tuple[str, str], object]:
    return {
        (str(r["row"]).replace("|", " "), str(r["area"]).replace("|", " ")): r["number"]
        for r in chart_rows(app)
        if "area" in r
    }


def test_the_learning_team_sees_all_organisations_in_words_without_a_number(visit, files):  # noqa: F811
    app = visit("learning-team")
    assert heading(app) == "Leadership spread"
    columns, *rows = table(app)
    assert [row[0] for row in rows] == list(spread.spread(TEAM).names.values())
    assert {word for row in rows for word in row[1:]} <= {"few", "some", "most", "[c]"}
    assert files == {"leadership-spread.csv": [columns, *rows]}
    held = {(row[0], area): word for row in rows for area, word in zip(columns[1:], row[1:], strict=True)}
    assert drawn(app)
    assert drawn(app).items() <= held.items()
    assert spread_words.BY_NAME in text(app)
    assert texts.WITHHELD_NOTE in text(app)


def test_an_address_opens_the_same_organisations_in_the_picture(visit):
    shown = spread.spread(TEAM).shown
    names = spread.spread(TEAM).names
    app = visit("learning-team", **{"from": shown[12]})
    assert {row for row, _ in drawn(app)} == {names[code] for code in shown[12:24]}
    odd = visit("learning-team", **{"from": "<b>", "cycle": "never"})
    assert {row for row, _ in drawn(odd)} == {names[code] for code in shown[:12]}


def test_a_department_reads_what_the_words_mean_for_it(visit, files):  # noqa: F811
    app = visit("department-lead")
    found = spread.spread(make.DEPARTMENT_LEAD)
    assert f'<p class="lead">{spread_words.key_people(found)}</p>' in text(app)
    columns, *rows = table(app)
    assert files == {"leadership-spread.csv": [columns, *rows]}
    assert {row[0]: row[1] for row in rows} == {d.short_name: found.words["DFE", d.id] for d in found.domains}
    assert all(row[2] == spread_words.MEANING[row[1]] for row in rows)
    assert "HM Treasury" not in text(app)
    assert spread_words.BY_NAME not in text(app)
