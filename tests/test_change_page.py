"""The page of changes: picture, table and file agree, titles say what is so, and words stand where no figure may."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assessment import store
from assessment.changed import FALL, NO_CHANGE, RISE, Changed
from assessment.model import Organisation
from assessment.service import changing, demo
from assessment.store import reads
from assessment.succession import Basis
from tests import builders as make
from tests.test_charts import values
from tests.test_gap_pages import chart_rows, table
from tests.test_gap_pages import visit as visit
from tests.test_pages import heading, text
from ui import change_chart, chart_words, succession_words, theme
from ui import change_words as words

TEAM = make.LEARNING_TEAM
IDS = tuple("ABCDEFGH")
NAMES = {
    "A": "Citizens and services", "B": "Data", "C": "Technology and AI", "D": "Legacy and cyber", "E": "Investment",
    "F": "Accountability", "G": "Central products and the centre", "H": "Leading change",
}  # fmt: skip
WITHHELD = (None,) * 6


def changed(
    domain: str, then: float | None, change: float = 0.0, half: float = 0.2, verdict: str = NO_CHANGE
) -> Changed:
    if then is None:
        return Changed(domain, *WITHHELD, "", None, None, None, None)
    now, low, high = (round(of, 1) for of in (then + change, change - half, change + half))
    return Changed(domain, then, now, change, low, high, 60, verdict, None, None, None, None)


def judged(domain: str, then: int | None, change: int, half: int) -> Changed:
    """In tenths, with a verdict that agrees with the range."""
    verdict = RISE if change > half else FALL if change < -half else NO_CHANGE
    return changed(domain, None if then is None else then / 10, change / 10, half / 10, verdict)


tenths = some.integers(14, 46)
areas = some.tuples(
    *(
        some.builds(
            judged, some.just(d), some.none() | some.integers(14, 46), some.integers(-4, 4), some.integers(1, 6)
        )
        for d in IDS
    )
)

# ---- the picture -----------------------------------------------------------------------------------------


@given(areas)
@settings(max_examples=80, deadline=None)
def test_the_title_names_what_is_clear_and_nothing_else(made):
    _, said = change_chart.change_dumbbell(made, NAMES, "HM Treasury", "Spring", "Autumn")
    shown = [row for row in made if row.change is not None]
    for verdict in (RISE, FALL):
        clear = [NAMES[row.domain] for row in shown if row.verdict == verdict]
        assert (f"{verdict} in {len(clear)} of {len(shown)} area" in said.title.lower()) == bool(clear)
        assert all(name in said.title for name in clear) or len(clear) > 2
    unclear = [NAMES[row.domain] for row in made if row.verdict not in (RISE, FALL)]
    assert not [name for name in unclear if name in said.title]
    if not shown:
        assert said.title == "No change can be shown"
    elif all(row.verdict == NO_CHANGE for row in shown):
        assert said.title == "No clear change in any area shown"
    assert len(said.alt) <= chart_words.ALT_LIMIT
    hidden = [NAMES[row.domain] for row in made if row.change is None]
    assert not [name for name in hidden if name in said.alt + said.subtitle]


@given(areas)
@settings(max_examples=30, deadline=None)
def test_the_picture_draws_the_areas_that_are_shown_within_its_scale(made):
    chart, _ = change_chart.change_dumbbell(made, NAMES, "HM Treasury", "Spring", "Autumn")
    rows = values(chart)
    shown = {row.domain: row for row in made if row.change is not None}
    assert {str(row["row"]).replace("|", " ") for row in rows} == {NAMES[domain] for domain in shown}
    told = {row["told"] for row in rows}
    assert told == {f"{row.then:.1f} to {row.now:.1f}, {row.verdict}" for row in shown.values()}
    low, high = chart.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert 1 <= low < high <= 5
    assert all(low <= row[key] <= high for row in rows for key in ("before", "after", "low", "high"))


def test_a_clear_change_has_an_arrow_head_and_one_that_is_not_is_grey_and_hollow():
    made = [changed("A", 2.4, 0.5, verdict=RISE), changed("B", 3.4, -0.5, verdict=FALL), changed("C", 3.0, 0.1)]
    chart, said = change_chart.change_dumbbell(made, NAMES, "HM Treasury", "Spring", "Autumn")
    spec = chart.to_dict()
    heads = {}
    for layer in spec["layer"]:
        if layer["mark"]["type"] == "point" and layer["encoding"]["x"]["field"] == "after":
            (row,) = layer["data"].get("values") or spec["datasets"][layer["data"]["name"]]
            heads[row["row"]] = layer["mark"]
    assert heads["Citizens and services"]["shape"] == "triangle-right"
    assert heads["Data"]["shape"] == "triangle-left"
    hollow = heads["Technology and AI"]
    assert (hollow["shape"], hollow["fill"], hollow["stroke"]) == ("circle", theme.WHITE, theme.RULE)
    assert said.title == "Clear rise in 1 of 3 areas: Citizens and services; clear fall in 1 of 3 areas: Data"
    assert said.alt == (
        "Dumbbell chart of average level then and now in 3 areas. Citizens and services: +0.5, clear rise. "
        "Data: -0.5, clear fall. Full figures are in the table that follows."
    )


def test_no_column_of_the_picture_is_called_then():
    """Vega takes a row with a column `then` for a promise, and draws nothing."""
    chart, _ = change_chart.change_dumbbell([changed("A", 3.0)], NAMES, "x", "Spring", "Autumn")
    assert '"then"' not in json.dumps(chart.to_dict())


def test_the_range_is_held_to_the_scale_of_levels():
    chart, _ = change_chart.change_dumbbell([changed("A", 4.6, 0.2, 0.6)], NAMES, "x", "Spring", "Autumn")
    assert {row["high"] for row in values(chart)} == {5}


def test_without_figures_the_picture_is_empty_and_says_so():
    chart, said = change_chart.change_dumbbell([changed("A", None)], NAMES, "x", "Spring", "Autumn")
    assert values(chart) == []
    assert said.alt == "Empty chart: no change can be shown."


# ---- numbers in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"), [(0.3, "+0.3"), (-0.3, "-0.3"), (0.0, "0.0"), (-0.0, "0.0"), (None, "[c]")]
)
def test_a_change_has_its_sign(change, told):
    assert words.signed(change) == told


def test_a_withheld_area_has_the_mark_everywhere_and_no_word():
    row = changed("A", None)
    assert words.table_row(row, "Data") == ("Data", "[c]", "[c]", "[c]", "[c]", "[c]", "–")
    assert words.same_row(row, "Data") == ("Data", "[c]", "[c]", "[c]")
    assert words.marked(row) == "[c]"


def test_an_arrow_marks_what_is_clear():
    assert words.marked(changed("A", 3.0, 0.5, verdict=RISE)) == "+0.5 ↑"
    assert words.marked(changed("A", 3.0, -0.5, verdict=FALL)) == "-0.5 ↓"
    assert words.marked(changed("A", 3.0, 0.2)) == "+0.2"


@pytest.mark.parametrize(
    ("questions", "told"),
    [
        (None, []),
        (
            changing.Questions("2027.2", "2027.3", None, None, {}),
            ["from version 2027.2 to version 2027.3. The old ones are not here any more"],
        ),
        (
            changing.Questions("2027.2", "2027.3", 60, 64, {"A": 0.04, "B": -0.04}),
            ["60 of 64 scenarios and knowledge questions stayed the same. The new ones alone move no average"],
        ),
        (
            changing.Questions("2027.2", "2027.3", 40, 64, {"A": 0.12, "B": -0.26, "C": 0.0}),
            ["The new ones alone move averages: Citizens and services +0.1; Data -0.3. A change must be clear"],
        ),
    ],
)
def test_what_new_questions_do_is_said_with_both_versions(questions, told):
    found = words.questions_changed(questions, NAMES)
    assert len(found) == len(told)
    assert all(part in paragraph for part, paragraph in zip(told, found, strict=True))


# ---- whom one is compared with ---------------------------------------------------------------------------

BEIS = Organisation("BEIS", "Department for Business", "k", "g", valid_to=date(2023, 4, 1))
DIT = Organisation("DIT", "Department for International Trade", "k", "g", valid_to=date(2023, 4, 1))
NOW = Organisation("DBT", "Business and Trade", "k", "g")
REGISTER = {one.code: one for one in (BEIS, DIT, NOW)}


@pytest.mark.parametrize(
    ("basis", "told"),
    [
        (Basis(()), "Business and Trade is new since then, so there is nothing to compare it with."),
        (
            Basis((), ("DIT",), ("BEIS",)),
            "Business and Trade took over Department for International Trade (until 31 March 2023) and a part of "
            "Department for Business (until 31 March 2023). So it cannot be compared with what was there before.",
        ),
        (
            Basis(("BEIS", "DIT"), ("BEIS", "DIT")),
            "Business and Trade took over Department for Business (until 31 March 2023) and Department for "
            "International Trade (until 31 March 2023). It is compared with Department for Business and Department for "
            "International Trade together, by the people invited then.",
        ),
        (
            Basis(("DIT",), ("DIT",)),
            "Business and Trade is compared with Department for International Trade (until 31 March 2023), which it "
            "follows.",
        ),
        (
            Basis(("DBT",), (), ("BEIS",)),
            "Business and Trade took over a part of Department for Business (until 31 March 2023). That is small "
            "beside it, so it is compared with itself.",
        ),
    ],
)
def test_a_change_in_the_machinery_of_government_is_told_with_names_and_dates(demonstration, basis, told):
    view = replace(changing.change(TEAM), bases={"DBT": basis}, choices=(NOW,), names=REGISTER)
    assert succession_words.notes(view) == [told]
    assert succession_words.notes(replace(view, code="DBT")) == [told]
    assert succession_words.notes(replace(view, bases={})) == []


# ---- the page --------------------------------------------------------------------------------------------


@pytest.fixture
def page(demonstration, visit):
    def _page(person: str, **query: str):
        app = visit(person, "change", **query)
        assert not app.exception
        return app

    return _page


def test_picture_and_table_have_the_same_numbers(page):
    app = page("learning-team", code="HMRC")
    columns, *rows = table(app)
    assert tuple(columns) == words.COLUMNS
    in_table = {name: f"{then} to {now}, {verdict}" for name, then, now, _, _, _, verdict in rows}
    drawn = {str(row["row"]).replace("|", " "): row["told"] for row in chart_rows(app)}
    assert drawn == {name: told for name, told in in_table.items() if "[c]" not in told}
    assert len(drawn) == 8
    for _, then, now, change, *_ in rows:
        assert round(float(now) - float(then), 1) == float(change)


def test_the_table_has_what_the_release_says(page):
    rows = table(page("learning-team", code="HMRC"))[1:]
    with store.reading() as db:
        cycle = reads.cycle(db, demo.CLOSED_CYCLE)
        cells = {
            c.domain: c for c in reads.release_cells(db, cycle.id, "organisation", "change") if c.organisation == "HMRC"
        }
    told = [(float(row[3]), row[4], int(row[5])) for row in rows]
    held = [(c.estimate, f"{words.signed(c.low)} to {words.signed(c.high)}", c.n) for c in cells.values()]
    assert told == held


def test_the_team_sees_all_of_government_first_and_every_organisation_below(page):
    app = page("learning-team")
    assert heading(app) == "Change since last cycle"
    assert "(All of government)" in text(app)
    columns, *rows = table(app, 2)
    assert columns[0] == "Organisation"
    assert rows[0][0] == "All of government"
    view = changing.change(TEAM)
    assert len(rows) == 1 + len(view.choices)
    hidden = sum(row.change is None for code in view.table for row in view.table[code])
    assert sum(cell == "[c]" for row in rows for cell in row) == hidden


def test_a_pasted_address_opens_the_same_organisation(page):
    app = page("learning-team", code="HMT", cycle=demo.CLOSED_CYCLE)
    assert "(HM Treasury)" in text(app)
    assert {box.key: box.value for box in app.selectbox} == {"cycle": demo.CLOSED_CYCLE, "code": "HMT"}


def test_words_that_the_page_does_not_know_open_its_first_view(page):
    odd = page("learning-team", code="<b>", cycle="never")
    assert table(odd) == table(page("learning-team"))
    assert "<b>" not in text(odd)


def test_the_earlier_cycle_has_nothing_to_be_compared_with(page):
    app = page("learning-team", cycle=demo.EARLIER_CYCLE)
    assert words.NO_EARLIER_CYCLE in text(app)
    assert not app.get("vega_lite_chart")


def test_an_organisation_of_which_nothing_is_shown_has_words_and_no_number(page):
    hidden = next(code for code, rows in changing.change(TEAM).table.items() if all(row.change is None for row in rows))
    app = page("learning-team", code=hidden)
    assert words.NOTHING_SHOWN in text(app)
    assert not app.get("vega_lite_chart")
    assert {cell for row in table(app)[1:] for cell in row[1:]} == {"[c]", "–"}


@pytest.mark.parametrize("person", ["department-hr", "department-lead"])
def test_a_department_sees_its_own_change_and_no_other(page, person):
    app = page(person)
    assert "(Department for Education)" in text(app)
    assert "HM Treasury" not in text(app)
    assert "All organisations" not in text(app)
    assert [box.key for box in app.selectbox] == ["cycle"]
    assert heading(page(person, code="HMT")) == "Your account may not do this."


def test_machinery_of_government_is_told_on_the_page(page):
    with store.writing() as db:
        proof = reads.release_of(db, reads.cycle(db, demo.CLOSED_CYCLE).id)[2]
        proof["change"]["organisations"]["HMT"] = {"then": [], "whole": [], "part": ["BEIS"]}
        change = "UPDATE release SET proof = ? WHERE cycle_id = (SELECT id FROM cycle WHERE name = ?)"
        db.connection().exec_driver_sql(change, (json.dumps(proof), demo.CLOSED_CYCLE))
    beis = "Department for Business, Energy and Industrial Strategy (until 31 March 2023)"
    note = f"HM Treasury took over a part of {beis}. So it cannot be compared with what was there before."
    assert note in text(page("learning-team", code="HMT"))
    assert note in text(page("learning-team"))
    assert "took over" not in text(page("department-lead"))
