"""Gaps, priorities and learning demand as pages: an address opens the same view, words stand where no figure may."""

import html
import re
from dataclasses import replace

import pytest
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.testing.v1 import AppTest

from assessment import store
from assessment.gaps import EVERYBODY
from assessment.model import Capacity
from assessment.service import demand, demo, gaps, identity, releases
from assessment.store import reads, removal
from tests import builders as make
from tests.test_pages import ROUTER, heading, text
from ui import gap_words, heatmap_words, who

TEAM = make.LEARNING_TEAM
WORDS = {"Organisation", "Area", "Offer", "For whom", "Areas", "Now"}
"""Columns of the tables that hold words."""


@pytest.fixture(autouse=True)
def _demonstration(demonstration):
    """All pages are shown on the demonstration."""


@pytest.fixture
def visit(monkeypatch):
    """Open an insight page as a made-up person, with words after the question mark."""

    def _visit(person: str, file: str, **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer(person))
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/insight/{file}.py").run()

    return _visit


def chart_rows(app: AppTest) -> list[dict[str, object]]:
    """Every row of data that the browser is sent for its charts."""
    sent = [data for chart in app.get("vega_lite_chart") for data in chart.proto.datasets]
    frames = [convert_arrow_bytes_to_pandas_df(data.data.data) for data in sent]
    return [row for frame in frames for row in frame.to_dict("records")]


def table(app: AppTest, number: int = 0) -> list[list[str]]:
    """The cells of a table on the page, without the words that only screen readers get."""
    body = [element.proto.body for element in app.get("html") if "<table>" in element.proto.body][number]
    body = re.sub(r'<span class="unseen">.*?</span>', "", body)
    rows = re.findall(r"<tr>(.*?)</tr>", body)
    return [[html.unescape(re.sub("<.*?>", "", c)) for c in re.findall(r"<t[hd].*?</t[hd]>", r)] for r in rows]


# ---- gaps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "caption", "first"),
    [
        ({}, "Average gap to target by organisation and area", "Organisation"),
        ({"figure": "share", "rows": "grade"}, "Share below target by grade and area", "Grade"),
        ({"figure": "people", "rows": "parent_group"}, "People below target by parent group and area", "Parent group"),
        ({"rows": "organisation_type"}, "Average gap to target by type of organisation", "Type of organisation"),
    ],
)
def test_a_pasted_address_opens_the_same_view(visit, query, caption, first):
    app = visit("learning-team", "gaps", **query)
    assert caption in text(app)
    assert table(app)[0][0] == first
    assert table(app)[1][0] == "All of government"
    chosen = {box.key: box.value for box in app.selectbox}
    assert chosen["figure"] == query.get("figure", "gap")
    assert chosen["rows"] == query.get("rows", "organisation")


def test_organisations_are_narrowed_by_the_address(visit):
    app = visit("learning-team", "gaps", type="Executive agency", group="Ministry of Defence", figure="people")
    names = [row[0] for row in table(app)[2:]]
    view = gaps.gaps(TEAM, organisation_type="Executive agency", parent_group="Ministry of Defence", figure="people")
    assert names == [view.names[row] for row in view.rows]
    chosen = {box.key: box.value for box in app.selectbox}
    assert (chosen["type"], chosen["group"]) == ("Executive agency", "Ministry of Defence")


def test_words_that_the_page_does_not_know_open_its_first_view(visit):
    odd = visit("learning-team", "gaps", figure="<b>", rows="../x", type="?", group="1", cycle="never", **{"from": "x"})
    assert not odd.exception
    assert table(odd) == table(visit("learning-team", "gaps"))
    assert "<b>" not in text(odd)


@pytest.mark.parametrize("figure", heatmap_words.FIGURES)
@pytest.mark.parametrize("rows", heatmap_words.ROWS)
def test_the_picture_has_the_figures_of_the_table_and_no_other(visit, rows, figure):
    app = visit("learning-team", "gaps", figure=figure, rows=rows)
    columns, *in_table = table(app)
    squares = {
        (str(s["row"]).replace("|", " "), str(s["area"]).replace("|", " ")): s["number"] for s in chart_rows(app)
    }
    held = {
        (name, area): number for name, *numbers in in_table for area, number in zip(columns[1:], numbers, strict=True)
    }
    assert squares
    assert squares.items() <= held.items()
    view = gaps.gaps(TEAM, view=rows, figure=figure)
    marks = [number for row in in_table for number in row[1:] if number == "[c]"]
    assert len(marks) == view.withheld((EVERYBODY, *view.rows))
    if figure == "people":
        told = {number.replace(",", "") for number in held.values()} - {"[c]", "<10"}
        assert all(int(number) >= 10 and int(number) % 5 == 0 for number in told)


def test_where_nothing_can_be_shown_the_page_says_so_without_counts_and_offers_wider_views(visit):
    every = gaps.gaps(TEAM)
    group = next(g for g in every.groups if not gaps.gaps(TEAM, parent_group=g).shown)
    app = visit("learning-team", "gaps", group=group, figure="people")
    assert not app.get("vega_lite_chart")
    assert gap_words.ONLY_ALL in text(app), "the table below has all of government"
    assert "are withheld" not in text(app)
    links = [link.proto for link in app.get("page_link")]
    labels = [link.label for link in links]
    assert [f"All {heatmap_words.plural(view)}" in labels for view in heatmap_words.ROWS] == [True] * 4
    assert any("rows=grade" in link.query_string and "figure=people" in link.query_string for link in links)
    assert table(app)[1][0] == "All of government", "the same areas across government"


def test_areas_in_which_organisations_may_all_be_alike_are_named_where_rows_are_organisations():
    view = gaps.gaps(TEAM)
    found = replace(view.published, alike=frozenset({("level", "DAT"), ("self", "TEC")}))
    data = next(domain.short_name for domain in view.domains if domain.id == "DAT")
    said = f"There is no evidence that organisations differ in {data}."
    assert gap_words.alike(replace(view, published=found)) == said
    assert gap_words.alike(replace(view, published=found, view="grade")) == ""
    assert gap_words.alike(replace(view, published=replace(found, alike=frozenset()))) == ""


@pytest.mark.usefixtures("not_attacked")
def test_a_release_of_three_people_in_all_is_explained_in_words_and_shows_no_figure(visit):
    with store.writing() as db:
        cycle = reads.cycle(db, demo.OPEN_CYCLE)
        for person in sorted(reads.respondents_in(db, cycle.id))[3:]:
            removal.delete_answers(db, sitting_id=reads.sitting_of(db, cycle.id, person).id)
    releases.build(TEAM, demo.OPEN_CYCLE)
    for file in ("gaps", "priorities", "demand"):
        app = visit("learning-team", file)
        assert not app.exception
        assert not app.get("vega_lite_chart")
        assert gap_words.NOTHING_SHOWN in text(app)
        columns, *rows = table(app)
        shown = {cell for row in rows for column, cell in zip(columns, row, strict=True) if column not in WORDS}
        assert shown <= {"[c]", "–", "not entered"}


# ---- priorities -------------------------------------------------------------------------------------


def test_the_learning_team_reads_priorities_of_everybody_and_of_a_group_by_its_address(visit):
    app = visit("learning-team", "priorities")
    assert heading(app) == "Priorities"
    assert "people below target times average gap (All of government)" in text(app)
    columns, *in_table = table(app)
    assert "Organisations with a gap" in columns
    ends = {row[0]: f"{row[columns.index('Priority')]} ({row[columns.index('Place')]})" for row in in_table}
    assert {str(row["row"]).replace("|", " "): row["end"] for row in chart_rows(app)} == ends
    of_type = visit("learning-team", "priorities", **{"for": "organisation_type.Ministerial department"})
    assert "(Type: Ministerial department)" in text(of_type)
    assert table(of_type) != table(app)
    assert table(visit("learning-team", "priorities", **{"for": "nonsense"})) == table(app)


@pytest.mark.parametrize("person", ["department-lead", "department-hr"])
def test_a_department_reads_its_own_priorities_and_is_refused_any_other(visit, person):
    app = visit(person, "priorities")
    assert "people below target times average gap (Department for Education)" in text(app)
    assert "Organisations with a gap" not in table(app)[0]
    assert "for" not in {box.key for box in app.selectbox}
    for other in ("all.", "organisation.HMT", "organisation_type.Ministerial department"):
        assert heading(visit(person, "priorities", **{"for": other})) == "Your account may not do this."


def test_an_organisation_without_results_is_explained_and_wider_groups_are_offered(visit):
    hidden = gaps.gaps(TEAM).rows[-1]
    app = visit("learning-team", "priorities", **{"for": f"organisation.{hidden}"})
    assert not app.get("vega_lite_chart")
    assert gap_words.NOTHING_SHOWN in text(app)
    labels = [link.proto.label for link in app.get("page_link")]
    assert "All of government" in labels
    assert any(label.startswith("Parent group: ") for label in labels)
    assert {cell for row in table(app)[1:] for cell in row[1:]} == {"[c]"}


# ---- learning demand --------------------------------------------------------------------------------


def fill(app: AppTest, places: str, start: str = "") -> AppTest:
    app.text_input(key="places-OFF-DEP").set_value(places)
    app.text_input(key="start-OFF-DEP").set_value(start)
    return next(button for button in app.button if button.label == "Save places").click().run()


def test_places_are_entered_saved_and_shown(visit):
    app = visit("learning-team", "demand", offer="OFF-DEP")
    assert heading(app) == "Learning demand"
    assert "0 places entered, on 0 of 18 offers." in text(app)
    app = fill(app, "1,250", "1 March 2099")
    (row,) = [row for row in table(app) if row[0] == "Digital Excellence Programme"]
    need = int(row[3].replace(",", ""))
    assert row[4:7] == ["1,250", "1 March 2099", f"{max(need - 1250, 0):,}"]
    assert "1,250 places entered, on 1 of 18 offers." in text(app)
    held = {one.offer.id: one.capacity for one in demand.learning_demand(TEAM, demo.CLOSED_CYCLE).offers}
    assert held["OFF-DEP"].places == 1250
    assert {"People who need it", "Places"} == {row["what"] for row in chart_rows(app)}


@pytest.mark.parametrize(
    ("places", "start", "message", "field"),
    [
        ("-5", "", "Places must be a whole number from 0 to 100,000.", "places"),
        ("lots", "", "Places must be a whole number from 0 to 100,000.", "places"),
        ("5", "1/1/2020", "The earliest start must be today or later.", "start"),
        ("5", "<script>", "The earliest start must be a date.", "start"),
    ],
)
def test_what_is_wrong_is_said_at_the_top_and_beside_the_field_and_nothing_is_saved(
    visit, places, start, message, field
):
    app = fill(visit("learning-team", "demand", offer="OFF-DEP"), places, start)
    words = text(app)
    assert "There is a problem" in words
    assert f'<a href="#{field}-OFF-DEP">{message}</a>' in words
    assert f'id="{field}-OFF-DEP-error" data-control="{field}-OFF-DEP"' in words
    assert "<script>" not in words
    assert app.text_input(key="places-OFF-DEP").value == places, "what was entered stays"
    assert not any(row.capacity for row in demand.learning_demand(TEAM).offers)
    assert "There is a problem" not in text(fill(app, "5"))
    assert any(row.capacity == Capacity(5) for row in demand.learning_demand(TEAM).offers)
