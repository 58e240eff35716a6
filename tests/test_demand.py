"""Learning demand: need from published cells, places that somebody typed, a shortfall that never goes below nought."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assessment import dates, gaps, store
from assessment.demand import AreaDemand, Demand, entered, in_all, of_areas, of_offers, served
from assessment.errors import AssessmentError, NotAllowed, NotFound, NotSignedIn
from assessment.model import Capacity, Cell, LearningOffer, Role
from assessment.service import demo
from assessment.service.demand import DemandView, enter_places, learning_demand
from assessment.store import capacity, reads
from tests import builders as make
from tests.spreadsheet_checklist import faults
from tests.test_charts import values
from ui import chart_words, downloads, procurement
from ui import demand_words as words
from ui.demand_chart import demand_bars

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


def offer(name: str, domains: str = "", competencies: tuple[str, ...] = (), **changes: str) -> LearningOffer:
    made = LearningOffer(
        name, f"Course {name}", "Provider", "Leaders", "https://example.org", "V", "open", TODAY, tuple(domains)
    )
    return replace(made, competencies=competencies, **changes)


OFFERS = (
    offer("WIDE", "AB"),
    offer("ONE", "C"),
    offer("THROUGH", competencies=("B1", "C1")),
    offer("FEW", "D"),
    offer("HIDDEN", "E", availability="check"),
    offer("PARTLY", "AE", availability="ended"),
)
BANK = replace(make.bank(tuple(make.rating(f"{d}-S1", d) for d in "ABCDE")), offers=OFFERS)
AREAS = {domain.id: domain.short_name for domain in BANK.domains}


def everybody(domain: str, share: float | None, invited: int = 2000) -> Cell:
    if share is None:
        return Cell("all", domain, "level", "withheld")
    return Cell("all", domain, "level", "published", n=20, invited=invited, gap=0.5, share_below_target=share)


SHARES = {"A": 0.1, "B": 0.62, "C": 0.3, "D": 0.004, "E": None}
CELLS = {domain: everybody(domain, share) for domain, share in SHARES.items()}


def rows(**places: int) -> dict[str, Demand]:
    return {row.offer.id: row for row in of_offers(BANK, CELLS, {name: Capacity(p) for name, p in places.items()})}


# ---- need -------------------------------------------------------------------------------------------


def test_an_offer_serves_its_areas_and_those_of_its_competencies_in_the_order_of_the_bank():
    assert served(offer("X", "CA", ("B1", "A1", "gone")), BANK) == ("A", "B", "C")


def test_need_is_that_of_the_area_with_most_people_below_target():
    found = {name: row.need for name, row in rows().items()}
    assert found == {"WIDE": 1240, "THROUGH": 1240, "ONE": 600, "PARTLY": 200, "FEW": gaps.FEW, "HIDDEN": None}
    assert list(found) == ["THROUGH", "WIDE", "ONE", "PARTLY", "FEW", "HIDDEN"], "most first, then by title"


@pytest.mark.parametrize(("places", "short"), [(0, 1240), (1000, 240), (1240, 0), (5000, 0)])
def test_the_shortfall_is_need_less_places_and_never_below_nought(places, short):
    assert rows(WIDE=places)["WIDE"].shortfall == short


def test_without_places_or_a_need_that_is_known_there_is_no_shortfall():
    assert rows()["WIDE"].shortfall is None
    assert rows(FEW=0)["FEW"].shortfall is None
    assert rows(HIDDEN=0)["HIDDEN"].shortfall is None


def test_places_are_added_up_in_every_area_that_an_offer_serves():
    found = of_areas(tuple(rows(WIDE=100, THROUGH=50, ONE=7).values()), BANK, CELLS)
    assert [(row.domain, row.need, row.places, row.shortfall) for row in found] == [
        ("A", 200, 100, 100),
        ("B", 1240, 150, 1090),
        ("C", 600, 57, 543),
        ("D", gaps.FEW, 0, None),
        ("E", None, 0, None),
    ]


# ---- what is typed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "places"), [("0", 0), (" 250 ", 250), ("1,250", 1250), ("100000", 100_000), ("100,000", 100_000)]
)
def test_places_are_whole_numbers(typed, places):
    assert entered(typed, "", TODAY) == Capacity(places, None)


@pytest.mark.parametrize(
    "typed", ["", "-5", "1e9", "1000000000", "9" * 5000, "100001", "12.5", "many", "٣٣", "1,2", "5 places", "+5", "nan"]
)
def test_anything_else_is_refused_in_words(typed):
    with pytest.raises(AssessmentError, match=r"Places must be a whole number from 0 to 100,000\.") as refused:
        entered(typed, "", TODAY)
    assert refused.value.code == "bad_places"


@pytest.mark.parametrize(
    "typed", ["27/3/2027", "27 3 2027", " 27 March 2027", "27 mar 2027", "2027-03-27", "27/03/2027"]
)
def test_a_start_can_be_typed_in_several_ways(typed):
    assert entered("5", typed, TODAY).starts_on == date(2027, 3, 27)


@pytest.mark.parametrize("typed", ["soon", "31/2/2027", "3/27/2027", "2027", "0/0/0", "27/3/27"])
def test_a_start_that_is_no_date_is_refused(typed):
    with pytest.raises(AssessmentError, match="The earliest start must be a date"):
        entered("5", typed, TODAY)


def test_a_start_in_the_past_is_refused_unless_it_was_there_before():
    assert entered("5", "25/11/2026", TODAY).starts_on == TODAY
    with pytest.raises(AssessmentError, match="must be today or later"):
        entered("5", "24/11/2026", TODAY)
    before = Capacity(3, date(2026, 9, 1))
    assert entered("5", "1/9/2026", TODAY, before) == Capacity(5, date(2026, 9, 1))
    with pytest.raises(AssessmentError, match="must be today or later"):
        entered("5", "2/9/2026", TODAY, before)


@pytest.mark.parametrize(
    ("typed", "pounds"), [("", None), ("0", 0), (" 1,200 ", 1200), ("£950", 950), ("100000", 100_000)]
)
def test_the_cost_of_a_place_is_whole_pounds_and_may_be_left_out(typed, pounds):
    assert entered("5", "", TODAY, cost=typed) == Capacity(5, None, pounds)


@pytest.mark.parametrize("typed", ["-1", "12.50", "£", "££5", "a lot", "100001", "1e3", "5 pounds"])
def test_a_cost_that_is_no_number_of_pounds_is_refused_in_words(typed):
    with pytest.raises(AssessmentError, match=r"must be a whole number of pounds from 0 to 100,000\.") as refused:
        entered("5", "", TODAY, cost=typed)
    assert refused.value.code == "bad_cost"


# ---- cost ---------------------------------------------------------------------------------------------

COSTED = of_offers(BANK, CELLS, {"WIDE": Capacity(1000, None, 1200), "ONE": Capacity(5), "FEW": Capacity(3, TODAY, 10)})


def test_cost_is_worked_out_for_places_and_for_those_that_are_short():
    found = {row.offer.id: (row.cost, row.shortfall, row.shortfall_cost) for row in COSTED}
    assert found["WIDE"] == (1_200_000, 240, 288_000)
    assert found["ONE"] == (None, 595, None)
    assert found["FEW"] == (30, None, None), "fewer than 10 people: no shortfall, and so no cost of it"
    assert found["THROUGH"] == (None, None, None)
    assert in_all(row.cost for row in COSTED) == 1_200_030
    assert in_all([None, None]) is None


def test_costs_are_told_in_a_table_and_in_all():
    assert words.cost_rows(COSTED) == [
        ("Course WIDE", "1,000", "£1,200", "£1,200,000", "240", "£288,000"),
        ("Course ONE", "5", "–", "–", "595", "–"),
        ("Course FEW", "3", "£10", "£30", "–", "–"),
    ]
    said = words.totals(COSTED, of_areas(COSTED, BANK, CELLS))
    assert said.endswith(
        "1,008 places entered, on 3 of 6 offers. They cost £1,200,030, as far as costs were entered. "
        "To fill every shortfall would cost at most £288,000 more."
    )


def test_the_file_for_procurement_has_numbers_and_marks_alone():
    told = {row[0]: row[1:] for row in procurement.rows(COSTED, AREAS)}
    assert told["Course WIDE"] == ("Provider", "Short A; Short B", 1240, 1000, 240, 1200, 1_200_000, 288_000, "[x]")
    assert told["Course FEW"] == ("Provider", "Short D", "<10", 3, "[x]", 10, 30, "[x]", "2026-11-25")
    assert told["Course HIDDEN"] == ("Provider", "Short E", "[c]", "[x]", "[c]", "[x]", "[x]", "[x]", "[x]")
    view = DemandView(make.cycle(made_up=True), NOW, BANK.domains, COSTED, of_areas(COSTED, BANK, CELLS))
    made = procurement.xlsx(view)
    assert faults(made) == []
    sheet = openpyxl.load_workbook(io.BytesIO(made))["Offers"]
    (held,) = sheet.tables.values()
    read = [tuple(cell.value for cell in row) for row in sheet[held.ref]]
    assert read == [procurement.COLUMNS, *procurement.rows(COSTED, AREAS)]
    assert "Made-up figures" in str(openpyxl.load_workbook(io.BytesIO(made))["Cover"]["A3"].value)


# ---- words and picture ------------------------------------------------------------------------------


def test_rows_of_the_tables_in_all_their_states():
    found = {name: words.offer_row(row, AREAS)[3:] for name, row in rows(WIDE=1000, FEW=3).items()}
    assert found == {
        "WIDE": ("1,240", "1,000", "–", "240", "Open"),
        "THROUGH": ("1,240", "not entered", "–", "–", "Open"),
        "ONE": ("600", "not entered", "–", "–", "Open"),
        "PARTLY": ("200", "not entered", "–", "–", "Ended"),
        "FEW": ("<10", "3", "–", "–", "Open"),
        "HIDDEN": ("[c]", "not entered", "–", "[c]", "Check first: it may have changed or ended"),
    }
    assert words.area_row(AreaDemand("B", 1240, 150), AREAS) == ("Short B", "1,240", "150", "1,090")


def test_places_are_added_up_and_people_are_not():
    held = tuple(rows(WIDE=1000, ONE=1).values())
    said = words.totals(held, of_areas(held, BANK, CELLS))
    assert said == "At least 1,240 people are below target in an area. 1,001 places entered, on 2 of 6 offers."
    assert words.totals(tuple(rows(ONE=1).values()), ()) == "1 place entered, on 1 of 6 offers."


@pytest.mark.parametrize(
    ("places", "title"),
    [
        ({}, "Course THROUGH and Course WIDE are needed by most people, about 1,240; no places have been entered yet"),
        ({"ONE": 100}, "Course ONE is shortest of places: 500 more are needed"),
        ({"WIDE": 740, "ONE": 100}, "Course WIDE and Course ONE are shortest of places: 500 more are needed each"),
        ({"WIDE": 740, "THROUGH": 740, "ONE": 100}, "3 offers are shortest of places: 500 more are needed each"),
        ({"WIDE": 9000}, "Each offer with places has enough of them"),
    ],
)
def test_the_title_says_where_places_are_short(places, title):
    assert demand_bars(tuple(rows(**places).values()))[1].title == title


def test_bars_stand_in_pairs_and_offers_without_a_need_to_show_are_in_the_table_alone():
    chart, said = demand_bars(tuple(rows(WIDE=1000).values()), "Spring")
    drawn = values(chart)
    assert {(row["row"], row["what"], row["people"], row["end"]) for row in drawn} == {
        ("Course THROUGH", "People who need it", 1240, "1,240"),
        ("Course THROUGH", "Places", 0, "not entered"),
        ("Course WIDE", "People who need it", 1240, "1,240"),
        ("Course WIDE", "Places", 1000, "1,000"),
        ("Course ONE", "People who need it", 600, "600"),
        ("Course ONE", "Places", 0, "not entered"),
        ("Course PARTLY", "People who need it", 200, "200"),
        ("Course PARTLY", "Places", 0, "not entered"),
    }
    assert "All of government, Spring." in said.subtitle
    assert not any(name in json.dumps(chart.to_dict()) for name in ("HIDDEN", "FEW"))


def test_two_offers_of_one_title_are_told_apart():
    twins = tuple(Demand(offer(name, "A", title="Same"), ("A",), 100, None) for name in ("X", "Y"))
    assert words.names(twins) == {"X": "Same (X)", "Y": "Same (Y)"}
    assert {row["row"] for row in values(demand_bars(twins)[0])} == {"Same (X)", "Same (Y)"}


needs = some.none() | some.just(gaps.FEW) | some.integers(2, 1500).map(lambda n: 5 * n)
made = some.lists(some.tuples(needs, some.none() | some.integers(0, 9000)), max_size=16).map(
    lambda held: tuple(
        Demand(offer(f"N{i}", "A"), ("A",), need, None if places is None else Capacity(places))
        for i, (need, places) in enumerate(held)
    )
)


@given(made)
@settings(max_examples=60, deadline=None)
def test_the_picture_holds_a_dozen_offers_and_its_title_names_true_extremes(demand):
    chart, said = demand_bars(demand)
    drawn = [row for row in demand if row.need][:12]
    assert {row["row"] for row in values(chart)} == {row.offer.title for row in drawn}
    assert len(said.alt) <= chart_words.ALT_LIMIT
    short = [row.shortfall for row in drawn if row.shortfall is not None]
    named = {row.offer.title for row in drawn if f"{row.offer.title} " in f"{said.title} "}
    if not drawn:
        assert said.title == "No need for a learning offer can be shown"
    elif not short:
        most = max(row.need for row in drawn)
        assert f"about {most:,};" in said.title
        assert named <= {row.offer.title for row in drawn if row.need == most}
    elif max(short) == 0:
        assert said.title == "Each offer with places has enough of them"
    else:
        assert f"{max(short):,} more are needed" in said.title
        assert named <= {row.offer.title for row in drawn if row.shortfall == max(short)}


def test_the_file_is_the_table():
    table = [words.offer_row(row, AREAS) for row in rows(WIDE=1000).values()]
    lines = downloads.csv_bytes(words.COLUMNS, table).decode("utf-8-sig").splitlines()
    assert lines[0] == "Offer,For whom,Areas,People who need it,Places,Earliest start,Shortfall,Now"
    assert lines[2] == 'Course WIDE,Leaders,Short A; Short B,"1,240","1,000",–,240,Open'


# ---- the service and the store ----------------------------------------------------------------------

TEAM = make.LEARNING_TEAM


@pytest.fixture
def _today(monkeypatch):
    monkeypatch.setattr(dates, "now", lambda: datetime(2026, 11, 25, 9, 0, tzinfo=UTC))


def places_of(name: str) -> Capacity | None:
    return next(row.capacity for row in learning_demand(TEAM).offers if row.offer.id == name)


@pytest.mark.usefixtures("_today")
def test_what_is_entered_is_on_disk_and_can_be_changed(demonstration):
    assert places_of("OFF-DEP") is None
    enter_places(TEAM, "", "OFF-DEP", "1,250", "1 March 2027")
    store.configure(f"sqlite:///{demonstration}")  # nothing is kept in memory
    assert places_of("OFF-DEP") == Capacity(1250, date(2027, 3, 1))
    enter_places(TEAM, demo.CLOSED_CYCLE, "OFF-DEP", "20", "", "1,200")
    assert places_of("OFF-DEP") == Capacity(20, None, 1200)
    with pytest.raises(AssessmentError, match="whole number of pounds"):
        enter_places(TEAM, "", "OFF-DEP", "21", "", "free")
    assert places_of("OFF-DEP") == Capacity(20, None, 1200)


@pytest.mark.usefixtures("_today")
def test_what_is_refused_changes_nothing(demonstration):
    enter_places(TEAM, "", "OFF-DEP", "7", "")
    for places, start in (("-1", ""), ("8", "1/1/2020"), ("8", "soon")):
        with pytest.raises(AssessmentError):
            enter_places(TEAM, "", "OFF-DEP", places, start)
    with pytest.raises(NotFound, match="that learning offer"):
        enter_places(TEAM, "", "OFF-NOWHERE", "8", "")
    assert places_of("OFF-DEP") == Capacity(7, None)


def test_of_two_people_the_later_one_wins(demonstration):
    with store.writing() as db:
        cycle = reads.cycle(db, demo.CLOSED_CYCLE)
        for minute, places in ((2, 20), (1, 10)):
            at = datetime(2026, 11, 25, 9, minute, tzinfo=UTC)
            capacity.save_capacity(db, cycle_id=cycle.id, offer_id="OFF-DEP", capacity=Capacity(places), now=at)
        assert capacity.capacities(db, cycle.id) == {"OFF-DEP": Capacity(20)}


def test_need_is_worked_out_for_everybody_from_published_cells(demonstration):
    found = learning_demand(TEAM)
    assert len(found.offers) == 18
    assert all(row.need is None or row.need % 5 == 0 for row in found.offers)
    by_area = {row.domain: row.need for row in found.areas}
    assert all(row.need == max(by_area[domain] for domain in row.domains) for row in found.offers)
    assert learning_demand(TEAM, "no such cycle") == found


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEARNING_TEAM}))
def test_only_the_learning_team_plans_learning(demonstration, role):
    for function, arguments in ((learning_demand, ()), (enter_places, ("", "OFF-DEP", "5", ""))):
        with pytest.raises(NotAllowed):
            function(make.viewer(role), *arguments)
        with pytest.raises(NotSignedIn):
            function(None, *arguments)
