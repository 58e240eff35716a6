"""The page of an organisation: an address opens the same view, files equal tables, words stand where no figure may."""

import csv
import io
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from assessment.service import comparing, demo, identity, releases
from tests import builders as make
from tests.test_gap_pages import chart_rows, table
from tests.test_pages import ROUTER, heading, text
from ui import class_words, downloads, figures, peer_words, texts, who

TEAM, LEAD = make.LEARNING_TEAM, make.DEPARTMENT_LEAD
HIDDEN = "ACAS"


@pytest.fixture(autouse=True)
def _demonstration(demonstration):
    """A released cycle of March 2023."""


@pytest.fixture
def visit(monkeypatch):
    """Open the page as a made-up person, with words after the question mark."""

    def _visit(person: str, **query: str) -> AppTest:
        monkeypatch.setattr(who, "_made_up", lambda: identity.made_up_viewer(person))
        app = AppTest.from_file(ROUTER, default_timeout=60).run()
        app.query_params.update(query)
        return app.switch_page("../pages/insight/organisation.py").run()

    return _visit


def choice(app: AppTest, label: str) -> str:
    return next(box.value for box in app.selectbox if box.label == label)


def test_the_page_shows_the_comparison_of_the_service_as_sentence_chart_table_and_file(visit, monkeypatch):
    files = {}

    def keep(label, name, columns, rows, made_up=False):
        files[name] = columns, rows, made_up

    monkeypatch.setattr(downloads, "csv_button", keep)
    app = visit("department-lead")
    view = comparing.organisation(LEAD)
    names = {domain.id: domain.short_name for domain in view.domains}
    words = text(app)
    assert heading(app) == "Department for Education"
    assert f'<p class="lead">{peer_words.headline(view.comparisons, names)}</p>' in words
    rows = [list(peer_words.row(row, names[row.domain])) for row in view.comparisons]
    assert table(app) == [list(peer_words.COLUMNS), *rows]
    columns, filed, made_up = files["organisation-dfe-peers.csv"]
    assert [list(row) for row in filed] == rows
    assert (columns, made_up) == (peer_words.COLUMNS, True)
    drawn = {
        row["row"]: row["estimate"] for row in chart_rows(app) if "lower_quartile" in row and row["us"] == row["us"]
    }
    assert drawn == {names[row.domain]: row.estimate for row in view.comparisons}
    assert files.keys() == {f"organisation-dfe-{part}.csv" for part in ("peers", "gap", "classes")}
    written = downloads.csv_bytes(columns, filed, made_up).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written)))[2:] == [[str(cell) for cell in row] for row in rows]


def test_the_rule_and_its_members_are_printed_and_which_of_them_are_published_is_not(visit):
    words = text(visit("department-lead", peers="type"))
    assert "Compared with: same type (Ministerial department)." in words
    view = comparing.organisation(LEAD, wanted="type")
    assert f"Who they are ({len(view.beside.members)})" in words
    assert all(one.name in words for one in view.beside.members)
    assert "They follow from the register on 17 February 2023" in words
    assert "Some may have no published results. We do not say which." in words


def test_an_address_opens_the_same_view_and_unknown_words_in_it_fall_back(visit):
    app = visit("learning-team", code="HMT", peers="size", cycle=demo.CLOSED_CYCLE)
    assert heading(app) == "HM Treasury"
    assert (choice(app, "Organisation"), choice(app, "Compare with")) == ("HMT", "size")
    assert "100 to 249 senior civil servants" in text(app)
    odd = visit("learning-team", code="HMT", peers="<b>best</b>", cycle="no such cycle", wider="the moon")
    assert choice(odd, "Compare with") == "nearest"
    assert "<b>best" not in text(odd)
    assert not odd.exception


def test_a_choice_stays_in_the_address(visit):
    app = visit("department-lead")
    next(box for box in app.selectbox if box.label == "Compare with").set_value("all").run()
    assert app.query_params["peers"] in ("all", ["all"])
    assert "Compared with: all of government." in text(app)


def test_a_rule_with_too_few_published_members_says_so_and_what_is_used_instead(visit):
    words = text(visit("department-lead", peers="group"))
    assert "Fewer than five of these organisations have published results" in words
    assert "This page compares with: similar size and kind of work." in words


def test_the_learning_team_chooses_one_by_one_and_is_told_what_is_missing(visit):
    some = visit("learning-team", code="DFE", peers="custom", **{"with": "HMT,DFT"})
    assert some.multiselect[0].value == ["HMT", "DFT"]
    assert "Choose five organisations or more." in text(some)
    some.multiselect[0].set_value(["HMT", "DFT", "HO", "MOD", "DWP"]).run()
    words = text(some)
    assert "Compared with: organisations chosen one by one." in words
    assert "over the areas of this organisation" in words
    pasted = visit("learning-team", code="DFE", peers="custom", **{"with": "HMT,DFT,HO,MOD,DWP,<i>X</i>,BIST"})
    assert table(pasted) == table(some)
    assert "Left out, as not in the register when the cycle opened: <i>X</i> and BIST." in "".join(
        one.value for one in pasted.text
    ), "as text, which is never read as HTML"


def test_a_department_that_pastes_such_an_address_is_told_why_not(visit):
    app = visit("department-lead", peers="custom", **{"with": "HMT,DFT,HO,MOD,DWP"})
    assert not app.multiselect
    assert "Only the learning team can choose peers one by one" in text(app)
    assert table(app) == table(visit("department-lead"))


def test_where_nothing_is_published_the_page_says_so_offers_wider_groups_and_tells_no_number(visit):
    app = visit("learning-team", code=HIDDEN)
    words = text(app)
    assert peer_words.NOTHING_SHOWN in words
    labels = {link.proto.label for link in app.get("page_link")}
    assert labels >= set(peer_words.wider_links(comparing.organisation(TEAM, HIDDEN).organisation).values())
    assert "people answered" not in words.replace("too few people answered", "").replace("Too few people answered", "")
    assert peer_words.GAP_CAPTION not in words
    assert class_words.CAPTION not in words
    assert all(row[1] == row[2] == row[7] == "[c]" for row in table(app)[1:])
    response = comparing.organisation(TEAM, HIDDEN).response
    assert figures.response_sentence(response) not in words


def test_a_wider_group_is_shown_when_asked_for(visit):
    app = visit("learning-team", code=HIDDEN, wider="all")
    assert "Average level and target: All of government" in text(app)
    view = comparing.organisation(TEAM, HIDDEN, wider="all")
    rows = [list(peer_words.gap_row(view.wider.cells[d.id], d.short_name)) for d in view.domains]
    assert table(app)[1:] == rows
    assert all(row[1] != "[c]" for row in rows)


def test_areas_without_evidence_of_differences_are_named(visit, monkeypatch):
    read = releases.published
    monkeypatch.setattr(
        releases, "published", lambda *a, **k: replace(read(*a, **k), alike=frozenset({("level", "DAT")}))
    )
    assert "There is no evidence that organisations differ in Data." in text(visit("department-lead"))


def test_ten_to_nineteen_people_are_marked_and_the_mark_is_explained(visit):
    cells = releases.published(TEAM, _cycle(), view="organisation", measure="level").cells
    few = next(cell for cell in cells if cell.shown and cell.n is not None and cell.n < 20)
    app = visit("learning-team", code=few.organisation)
    assert any(row[1].endswith(" [u]") for row in table(app)[1:])
    assert peer_words.LOW_RELIABILITY in text(app)
    many = visit("learning-team", code="DFE")
    assert peer_words.LOW_RELIABILITY not in text(many)
    assert texts.WITHHELD_NOTE in text(many)


def _cycle():
    return comparing.organisation(TEAM, "DFE").cycle


def test_the_page_is_no_league_table(visit):
    words = text(visit("department-lead", peers="all"))
    assert peer_words.NO_LEAGUE_TABLE in words
    assert "rank" not in words.lower()


def test_an_organisation_that_had_ended_leads_to_its_successors(both_released, visit):
    app = visit("learning-team", code="VOA", cycle=demo.OPEN_CYCLE)
    assert heading(app) == "HM Revenue and Customs"
    assert choice(app, "Organisation") == "HMRC"
    assert "Valuation Office Agency had ended when this cycle opened. Its successor is HM Revenue and Customs." in text(
        app
    )
