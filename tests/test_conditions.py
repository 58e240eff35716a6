"""Conditions in departments: the weakest is named only where ranges tell, capability stands beside, never added."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import assume, given, settings
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from assessment import store
from assessment.conditions import Condition, Theme, themes, unsure, weakest
from assessment.errors import NotAllowed, NotSignedIn, WrongState
from assessment.gaps import key
from assessment.model import Cell, Domain, Item
from assessment.service import demo, identity, pulse, releases
from assessment.store import reads, removal
from assessment.store.tables import ResponseRow, ScoreRow
from tests import builders as make
from tests.test_charts import values
from tests.test_gap_pages import chart_rows, table
from tests.test_pages import ROUTER, heading, text
from ui import chart_words, condition_words, downloads, gap_words, spread_words, who
from ui.condition_chart import condition_dots

TEAM = make.LEARNING_TEAM
SHORT = ("Old systems are known", "Money is safe", "Data decides", "Data comes in time", "Bad news travels fast")


def statement(number: int, theme: str = "Legacy", *links: str) -> Item:
    return replace(make.pulse(f"P{number}"), theme=theme, themes=links, short=SHORT[number])


def cell(measure: str, domain: str, n: int = 40, **numbers: float) -> Cell:
    return Cell("all", domain, measure, "published", n=n, invited=90, **numbers)


def condition(
    number: int, ends: tuple[float, float, float] | None, share: float | None = None, alike: bool = False
) -> Condition:
    """`ends`: low, estimate and high."""
    item = statement(number)
    low, estimate, high = ends or (0, 0, 0)
    agreement = cell("pulse", item.id, estimate=estimate, low=low, high=high) if ends else None
    return Condition(item, agreement, None if share is None else cell("do_not_know", item.id, estimate=share), alike)


def area(name: str, *links: str) -> Domain:
    return Domain(name, f"Domain {name}", f"Short {name}", "definition", (), links)


def of(*conditions: Condition, level: float | None = None) -> tuple[Theme, ...]:
    """The statements as one theme beside one area."""
    beside = None if level is None else cell("level", "A", estimate=level, low=level - 0.1, high=level + 0.1)
    return (Theme("Legacy", conditions, ((area("A", "S1"), beside),)),)


def _tenths(low: int, up: int, further: int) -> tuple[float, float, float]:
    return low / 10, min(low + up, 50) / 10, min(low + up + further, 50) / 10


ranges = some.builds(_tenths, some.integers(10, 50), some.integers(0, 8), some.integers(0, 8))
shares = some.none() | some.integers(1, 99).map(lambda percent: percent / 100)
lists = some.lists(some.tuples(some.none() | ranges, shares), max_size=5).map(
    lambda held: [condition(number, *numbers) for number, numbers in enumerate(held)]
)


# ---- statements, themes and areas -------------------------------------------------------------------


def test_statements_stand_by_theme_beside_the_areas_that_the_bank_relates_to_them():
    items = (statement(0, "Legacy", "S1"), statement(1, "Sharing", "S3", "S5"), statement(2, "Legacy"))
    bank = replace(
        make.bank((*items, replace(statement(3, "Gone"), status="retired"))),
        domains=(area("A", "S1", "S9"), area("B", "S5"), area("C", "S3"), area("D")),
    )
    agreement, level = cell("pulse", "P0", estimate=2.5, low=2.3, high=2.7), cell("level", "B", estimate=3.1)
    found = themes(bank, {("pulse", "P0"): agreement, ("level", "B"): level}, {"P2"})
    assert [(t.name, [c.item.id for c in t.conditions]) for t in found] == [
        ("Legacy", ["P0", "P2"]),
        ("Sharing", ["P1"]),
    ]
    assert [[(d.id, shown) for d, shown in t.areas] for t in found] == [[("A", None)], [("B", level), ("C", None)]]
    assert [c.agreement for t in found for c in t.conditions] == [agreement, None, None]
    assert [c.alike for t in found for c in t.conditions] == [False, True, False]


def test_every_condition_of_our_bank_has_a_related_area(demonstration):
    names = {theme.name: [area.id for area, _ in theme.areas] for theme in pulse.conditions(TEAM).themes}
    assert names == {
        "Legacy": ["LEG"],
        "Data use": ["DAT"],
        "Data sharing": ["DAT"],
        "Central products": ["CEN"],
        "The digital centre": ["CEN"],
        "Investment and review": ["INV"],
        "Accountability and candour": ["ACC"],
    }


# ---- the weakest, worked by hand --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("second", "named", "title"),
    [
        ((2.8, 2.9, 3.0), [0], "“Old systems are known” is weakest: 2.5 on a scale of 1 to 5"),
        (
            (2.7, 2.9, 3.1),
            [0, 1],
            "“Old systems are known” or “Money is safe” is weakest: the figures cannot tell which",
        ),
    ],
)
def test_a_statement_is_weakest_alone_only_if_its_range_lies_below_all_others(second, named, title):
    made = [condition(0, (2.3, 2.5, 2.7)), condition(1, second), condition(2, (3.9, 4.0, 4.1))]
    assert [one.item.id for one in weakest(made)] == [f"P{number}" for number in named]
    assert condition_words.condition_words(made, "All of government", "Spring").title == title


def test_where_all_ranges_meet_that_of_the_least_nothing_is_named():
    made = [condition(0, (2.3, 2.5, 2.7)), condition(1, (2.6, 2.8, 3.0)), condition(2, None, 0.4)]
    title = condition_words.condition_words(made, "", "").title
    assert title == "Leaders agree about the same with all 2 statements shown"


def test_one_statement_is_compared_with_none_and_none_is_none():
    assert condition_words.condition_words([condition(0, (2.3, 2.5, 2.7))], "", "").title == (
        "“Old systems are known”: 2.5 on a scale of 1 to 5"
    )
    assert condition_words.condition_words([condition(0, None)], "", "").title == "No agreement can be shown"
    assert weakest([]) == ()


@given(lists)
@settings(max_examples=200, deadline=None)
def test_titles_say_of_statements_what_their_ranges_say(made):
    words = condition_words.condition_words(made, "Department for Education", "Spring 2027")
    shown = [one for one in made if one.agreement]
    named = [one for one in made if one.item.short in words.title]
    assert len(words.alt) <= chart_words.ALT_LIMIT
    assert all(one.agreement for one in named)
    if not shown:
        assert words.title == "No agreement can be shown"
        return
    least = min(one.agreement.estimate for one in shown)
    bound = min(one.agreement.high for one in shown if one.agreement.estimate == least)
    if "is weakest:" in words.title and len(named) == 1:
        others = [one.agreement for one in shown if one is not named[0]]
        assert named[0].agreement.estimate == least
        assert all(other.low > named[0].agreement.high for other in others)
        assert f"{least:.1f}" in words.title
    elif "about the same" in words.title:
        assert all(one.agreement.low <= bound for one in shown)
    elif len(named) == 2:
        assert [one for one in shown if one.agreement.low <= bound] == named
    elif "Any of" in words.title:
        assert f"Any of {sum(one.agreement.low <= bound for one in shown)} of {len(shown)} statements" in words.title
        assert len(shown) > 3
    else:
        assert len(shown) == 1


# ---- "I do not know" as a finding -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.34, "About a third of leaders (34%) could not say: “Old systems are known”."),
        (0.2, "About a fifth of leaders (20%) could not say: “Old systems are known”."),
        (0.5, "About half of leaders (50%) could not say: “Old systems are known”."),
        (0.29, "29% of leaders could not say: “Old systems are known”."),
        (0.19, "For every statement shown, fewer than 20% of leaders could not say."),
    ],
)
def test_many_who_do_not_know_are_a_finding(share, words):
    assert condition_words.findings([condition(0, None, share)]) == [words]


def test_findings_come_largest_first_and_there_is_none_without_a_figure():
    made = [
        condition(0, None, 0.25),
        condition(1, (2, 3, 4), 0.6),
        condition(2, (2, 3, 4), 0.1),
        condition(3, (2, 3, 4)),
    ]
    assert [one.item.id for _, one in unsure(made)] == ["P1", "P0"]
    assert condition_words.findings([condition(0, (2, 3, 4))]) == []


@given(lists)
@settings(max_examples=100, deadline=None)
def test_findings_are_of_the_statements_and_numbers_that_the_table_shows(made):
    told = {row[0]: row[4] for row in condition_words.rows(of(*made))}
    many = {name for name, share in told.items() if share != "[c]" and int(share[:-1]) >= 20}
    found = condition_words.findings(made)
    assert {name for name in SHORT if any(name in words for words in found)} == many
    assert all(any(name in words and told[name] in words for words in found) for name in many)


def test_what_is_alike_in_all_organisations_is_said():
    ends = (2.0, 3.0, 4.0)
    assert condition_words.alike([condition(0, ends), condition(1, None, alike=True)]) == ""
    one = [condition(0, ends, alike=True), condition(1, ends)]
    assert condition_words.alike(one) == "There is no evidence that organisations differ in 1 of 2 statements."
    assert "in every statement shown" in condition_words.alike(one[:1])


# ---- the picture ------------------------------------------------------------------------------------


@given(lists, some.none() | some.integers(11, 49).map(lambda tenths: tenths / 10))
@settings(max_examples=25, deadline=None)
def test_a_picture_has_a_mark_for_what_is_published_and_the_numbers_of_the_table(made, level):
    assume(made)
    chart, _ = condition_dots(of(*made, level=level), "All of government", "Spring")
    drawn = values(chart)
    marks = {row["row"]: row["agreement"] for row in drawn if "agreement" in row}
    assert marks == {one.item.short: one.agreement.estimate for one in made if one.agreement}
    ends = {row["row"]: row["end"] for row in drawn if "end" in row}
    for name, agreement, _, _, share, _ in condition_words.rows(of(*made)):
        both = f"{agreement} ({share} could not say)"
        assert ends[name] == ("[c]" if (agreement, share) == ("[c]", "[c]") else both)
    (beside,) = [row["beside"] for row in drawn if "beside" in row]
    assert beside == f"Level in Short A: {'[c]' if level is None else f'{level:.1f}'}"


def test_names_of_themes_stand_in_bold_above_their_statements_and_the_scale_is_named():
    chart, words = condition_dots(of(condition(0, (2.3, 2.5, 2.7), 0.04), level=3.2), "All of government", "Spring")
    spec = chart.to_dict()
    axis = next(layer["encoding"]["y"] for layer in spec["layer"] if "y" in layer["encoding"])
    assert axis["sort"] == ["Legacy", "Old systems are known"]
    assert '["Legacy"]' in axis["axis"]["labelFontWeight"]["condition"]["test"]
    assert "1|Disagree|strongly" in json.dumps(spec)
    assert words.subtitle.startswith(
        "Average agreement with statements about the department, 1 to 5. All of government, S"
    )


@given(lists, some.integers(11, 49), some.integers(11, 49))
@settings(max_examples=10, deadline=None)
def test_capability_is_never_part_of_a_figure_about_conditions(made, one, other):
    """Whatever the levels are: the same marks, words and rows, and no row but the statements."""
    low, high = (of(*made, level=tenths / 10) for tenths in (one, other))
    assert condition_words.rows(low) == condition_words.rows(high)
    assert len(condition_words.rows(low)) == len(made)
    assert condition_dots(low)[1] == condition_dots(high)[1]
    unlike = [row for row in values(condition_dots(low)[0]) if "beside" not in row]
    assert unlike == [row for row in values(condition_dots(high)[0]) if "beside" not in row]


# ---- who sees what ----------------------------------------------------------------------------------


def told(view: pulse.ConditionsView) -> dict[str, float | None]:
    return {one.item.id: one.agreement.estimate if one.agreement else None for one in view.conditions}


GROUPS = (
    ("all", ""),
    ("grade", "director"),
    ("organisation_type", "Ministerial department"),
    ("parent_group", "HM Treasury"),
    ("organisation", "HMT"),
)


def test_the_learning_team_reads_any_group_as_the_release_has_it(demonstration):
    _, published, _ = releases.stored(TEAM, demo.CLOSED_CYCLE)
    for group in GROUPS:
        view = pulse.conditions(TEAM, ".".join(group))
        assert (view.group.view, view.group.key) == group
        held = {(c.measure, c.domain): c for c in published.cells if c.view == group[0] and key(c) == group[1]}
        assert sum(measure == "pulse" for measure, _ in held) == len(view.conditions) == 12
        for one in view.conditions:
            agreement, unsure_of = held["pulse", one.item.id], held["do_not_know", one.item.id]
            assert one.agreement == (agreement if agreement.shown else None)
            assert one.unsure == (unsure_of if unsure_of.shown else None)
        levels = [(held["level", domain.id], level) for theme in view.themes for domain, level in theme.areas]
        assert all(level == (cell if cell.shown else None) for cell, level in levels)


def test_an_empty_or_unknown_choice_is_all_of_government_for_the_learning_team(demonstration):
    assert pulse.conditions(TEAM).group.view == pulse.conditions(TEAM, "nonsense").group.view == "all"
    assert {group.view for group in pulse.conditions(TEAM).groups} == set(pulse.VIEWS)


@pytest.mark.parametrize("viewer", [make.DEPARTMENT_LEAD, make.DEPARTMENT_HR])
def test_a_department_reads_itself_and_all_of_government_alone(demonstration, viewer):
    view = pulse.conditions(viewer)
    assert [group.code for group in view.groups] == ["organisation.DFE", "all."]
    assert view.group.key == "DFE"
    assert told(pulse.conditions(viewer, "all.")) == told(pulse.conditions(TEAM))
    for other in ("organisation.HMT", "grade.director", "parent_group.Department for Education", "nonsense"):
        with pytest.raises(NotAllowed):
            pulse.conditions(viewer, other)


def test_nobody_else_reads_conditions_and_nobody_before_a_release(demonstration):
    with pytest.raises(NotSignedIn):
        pulse.conditions(None)
    for viewer in (make.LEADER, make.ADMINISTRATOR):
        with pytest.raises(NotAllowed):
            pulse.conditions(viewer)


def test_before_any_release_there_are_none(database):
    with pytest.raises(WrongState, match="There are no published results yet"):
        pulse.conditions(TEAM)


def test_a_department_that_had_no_part_gets_all_of_government(demonstration):
    elsewhere = replace(make.DEPARTMENT_LEAD, organisation="NOWHERE")
    assert [group.code for group in pulse.conditions(elsewhere).groups] == ["all."]


def test_nothing_but_the_release_is_read(demonstration):
    """Every stored answer and score is changed after the release: nothing changes on the page."""
    before = pulse.conditions(TEAM), pulse.conditions(make.DEPARTMENT_LEAD)
    with store.writing() as db:
        db.execute(sa.update(ResponseRow).values(value=1))
        db.execute(sa.update(ScoreRow).where(sa.column("status") == "scored").values(level=5.0, demonstrated=5.0))
    releases._cached.cache_clear()
    assert (pulse.conditions(TEAM), pulse.conditions(make.DEPARTMENT_LEAD)) == before


# ---- the page ---------------------------------------------------------------------------------------


@pytest.fixture
def files(monkeypatch) -> dict[str, list[list[str]]]:
    """What the buttons of a page save, by name of file: columns and rows."""
    saved: dict[str, list[list[str]]] = {}

    def keep(label, filename, columns, rows, made_up=False):
        assert made_up
        saved[filename] = [list(columns), *([str(value) for value in row] for row in rows)]

    monkeypatch.setattr(downloads, "csv_button", keep)
    return saved


@pytest.fixture
def visit(demonstration, monkeypatch):
    def _visit(person: str, file: str = "pulse", **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer(person))
        app = AppTest.from_file(ROUTER, default_timeout=30).run()
        app.query_params.update(query)
        return app.switch_page(f"../pages/insight/{file}.py").run()

    return _visit


def test_the_page_shows_picture_tables_and_files_with_the_same_numbers(visit, files):
    app = visit("learning-team")
    assert heading(app) == "Conditions in departments"
    assert "they are never added up, and there is no total" in text(app)
    statements, areas = table(app), table(app, 1)
    assert files == {"conditions.csv": statements, "conditions-capability.csv": areas}
    assert statements[0] == list(condition_words.COLUMNS)
    ends = {row[0]: f"{row[1]} ({row[4]} could not say)" for row in statements[1:]}
    drawn = chart_rows(app)
    assert {
        str(row["row"]).replace("|", " "): row["end"]
        for row in drawn
        if row.get("end") == row.get("end") and "end" in row
    } == ends
    assert [row[0] for row in areas[1:]] == list(dict.fromkeys(row[5] for row in statements[1:]))
    assert "fewer than 20% of leaders could not say" in text(app)


def test_a_pasted_address_opens_the_same_group(visit):
    app = visit("learning-team", **{"for": "grade.director"})
    assert app.selectbox(key="for").value == "grade.director"
    assert "(Grade: Director)" in text(app)
    assert table(app) == [
        list(condition_words.COLUMNS),
        *map(list, condition_words.rows(pulse.conditions(TEAM, "grade.director").themes)),
    ]
    odd = visit("learning-team", **{"for": "<b>", "cycle": "never"})
    assert table(odd) == table(visit("learning-team"))


def test_a_department_opens_on_itself_and_is_refused_another(visit):
    app = visit("department-lead")
    assert "(Department for Education)" in text(app)
    assert app.selectbox(key="for").options == ["Department for Education", "All of government"]
    assert heading(visit("department-lead", **{"for": "organisation.HMT"})) == "Your account may not do this."


def test_an_organisation_that_is_not_shown_is_explained_and_wider_groups_are_offered(visit):
    hidden = next(g for g in pulse.conditions(TEAM).groups[::-1] if not pulse.conditions(TEAM, g.code).shown)
    app = visit("learning-team", **{"for": hidden.code})
    assert not app.get("vega_lite_chart")
    assert gap_words.NOTHING_SHOWN in text(app)
    assert "All of government" in [link.proto.label for link in app.get("page_link")]
    assert {value for row in table(app)[1:] for value in row[1:5]} == {"[c]"}


@pytest.mark.usefixtures("not_attacked")
def test_a_release_of_three_people_in_all_is_explained_in_words_and_shows_no_figure(visit):
    """Both this page and that of leadership spread, as a release takes its time to build."""
    with store.writing() as db:
        cycle = reads.cycle(db, demo.OPEN_CYCLE)
        for person in sorted(reads.respondents_in(db, cycle.id))[3:]:
            removal.delete_answers(db, sitting_id=reads.sitting_of(db, cycle.id, person).id)
    releases.build(TEAM, demo.OPEN_CYCLE)
    for person in ("learning-team", "department-lead"):
        for file, words in (("pulse", gap_words.NOTHING_SHOWN), ("spread", spread_words.NOTHING_SHOWN)):
            app = visit(person, file)
            assert not app.exception
            assert not app.get("vega_lite_chart")
            assert words in text(app)
            assert {value for row in table(app)[1:] for value in row[1:5]} == {"[c]"}


def test_a_bank_without_statements_says_so(visit, monkeypatch):
    monkeypatch.setattr(pulse, "themes", lambda *_: ())
    app = visit("learning-team")
    assert condition_words.NO_STATEMENTS in text(app)
    assert not app.get("vega_lite_chart")
