"""One organisation beside its peers, through the service: whose, with whom, and what each role may not learn."""

from dataclasses import replace
from datetime import date

import pytest

from assessment import dates, peer_groups, peers, store
from assessment.errors import NotAllowed, NotFound, WrongState
from assessment.model import Published, Role
from assessment.service import comparing, demo, releases
from assessment.store import reads
from tests import builders as make

TEAM, LEAD = make.LEARNING_TEAM, make.DEPARTMENT_LEAD
FIVE = ("HMT", "DFT", "HO", "MOD", "DWP")
SUCCESSORS = {"DESNZ", "BIST", "DEPARTMENT-FOR-DIGITAL-CULTURE-MEDIA-AND-SPORT"}


@pytest.fixture(autouse=True)
def _demonstration(demonstration):
    """A released cycle of March 2023."""


def member_codes(view: comparing.OrganisationView) -> tuple[str, ...]:
    return view.beside.choice.group.members


def released(view: str, measure: str = "level") -> Published:
    with store.reading() as db:
        cycle = reads.cycle(db, demo.CLOSED_CYCLE)
    return releases.published(TEAM, cycle, view=view, measure=measure)


HIDDEN = "ACAS"
"""An organisation without any published figure."""


# ---- who may see what -------------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", [LEAD, make.DEPARTMENT_HR])
def test_a_department_sees_itself_beside_its_peers(viewer):
    view = comparing.organisation(viewer)
    assert view.organisation.name == "Department for Education"
    assert [one.code for one in view.choices] == ["DFE"]
    assert member_codes(view) == ("BEIS", "DEFRA", "DFT", "DHSC", "DIT", "DWP", "HO", "SG")
    assert [row.domain for row in view.comparisons] == [domain.id for domain in view.domains]
    assert all(row.verdict in ("clearly below", "about the same", "clearly above") for row in view.comparisons)
    assert {cell.organisation for cell in view.published.cells} == {"DFE"}
    assert {measure.measure for measure in view.people_survey} >= {"B31", "B32"}


@pytest.mark.parametrize("viewer", [make.LEADER, make.ADMINISTRATOR, make.viewer(Role.BANK_EDITOR)])
def test_nobody_else_sees_an_organisation(viewer):
    with pytest.raises(NotAllowed):
        comparing.organisation(viewer, "DFE")


def test_an_organisation_that_is_not_in_the_register_is_not_found_and_no_department_learns_that():
    with pytest.raises(NotFound):
        comparing.organisation(TEAM, "no such code")
    with pytest.raises(NotAllowed):
        comparing.organisation(LEAD, "no such code")


def test_before_a_release_there_is_nothing_to_compare(migrated):
    store.engine().dispose()
    store.configure(f"sqlite:///{migrated}")
    with pytest.raises(WrongState, match="no published results yet"):
        comparing.organisation(TEAM, "DFE")


# ---- peers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["nearest", "type", "size", "all"])
def test_a_rule_in_the_address_is_used_with_the_members_that_the_register_had_when_the_cycle_opened(rule):
    view = comparing.organisation(LEAD, wanted=rule)
    with store.reading() as db:
        cycle, known = reads.cycle(db, demo.CLOSED_CYCLE), reads.organisations(db)
    opened = cycle.opens_at.astimezone(dates.UK).date()
    assert opened == date(2023, 2, 17)
    then = [one for one in known if one.valid_on(opened)]
    assert view.beside.choice.group == peer_groups.group(peer_groups.rules().named(rule), "DFE", then)
    assert {one.code for one in view.beside.members} == set(member_codes(view))


def test_every_row_is_a_function_of_published_figures():
    view = comparing.organisation(LEAD, wanted="type")
    levels = peers.levels(released("organisation"), member_codes(view))
    everyone = {cell.domain: cell.estimate for cell in released("all").cells}
    for row in view.comparisons:
        assert (row.lower_quartile, row.median, row.upper_quartile) == peers.quartiles(levels[row.domain])
        assert row.peers == len(levels[row.domain])
        assert row.everyone == everyone[row.domain]


def test_a_rule_with_too_few_published_members_gives_way_to_the_next_and_says_so():
    view = comparing.organisation(LEAD, wanted="group")
    assert view.beside.choice.refused.id == "group"
    assert view.beside.choice.group.rule.id == "nearest"
    unknown = comparing.organisation(LEAD, wanted="best")
    assert (unknown.beside.choice.refused, unknown.beside.choice.group.rule.id) == (None, "nearest")


def test_the_usual_rule_comes_first_among_those_to_choose_from():
    assert [rule.id for rule in comparing.organisation(LEAD).beside.rules] == [
        "nearest",
        "type",
        "size",
        "group",
        "all",
    ]
    small = comparing.organisation(TEAM, "ACAS")
    assert small.beside.rules[0] == small.beside.choice.group.rule
    assert small.beside.rules[-1] == peer_groups.CUSTOM


def test_the_learning_team_chooses_peers_one_by_one():
    view = comparing.organisation(TEAM, "DFE", wanted="custom", custom=(*FIVE, "DFE", "XX"))
    assert member_codes(view) == tuple(sorted(FIVE))
    assert view.beside.custom.unknown == ("XX",)
    assert all(row.peers == 5 and row.median is not None for row in view.comparisons)
    own = peers.own_verdicts(released("organisation"), "DFE", member_codes(view), [d.id for d in view.domains])
    assert {row.domain: row.verdict for row in view.comparisons} == {domain: v for (_, domain), v in own.items()}
    too_few = comparing.organisation(TEAM, "DFE", wanted="custom", custom=FIVE[:4])
    assert (too_few.beside.choice.refused, too_few.beside.choice.group.rule.id) == (peer_groups.CUSTOM, "nearest")


def test_a_department_cannot_choose_peers_one_by_one_as_two_choices_would_tell_the_figure_of_one():
    view = comparing.organisation(LEAD, wanted="custom", custom=FIVE)
    assert view.beside.custom is None
    assert peer_groups.CUSTOM not in view.beside.rules
    assert view.beside.choice.refused == peer_groups.CUSTOM
    assert view.beside.choice.group.rule.id == "nearest"


def test_a_department_sees_single_peers_under_the_usual_rule_only():
    for rule in ("", "nearest"):
        assert len(comparing.organisation(LEAD, wanted=rule).beside.levels["USR"]) == 8
    for rule in ("type", "size", "all"):
        assert comparing.organisation(LEAD, wanted=rule).beside.levels == {}
        assert comparing.organisation(TEAM, "DFE", wanted=rule).beside.levels["USR"]


# ---- nothing to show --------------------------------------------------------------------------------


def test_an_organisation_that_is_withheld_shows_no_number_of_its_own():
    view = comparing.organisation(TEAM, HIDDEN)
    assert not view.shown
    assert all((row.estimate, row.low, row.high, row.n, row.verdict) == (None, None, None, None, "")
               for row in view.comparisons)  # fmt: skip
    assert view.classes == {}
    assert not any(cell.shown for cell in view.cells.values())


@pytest.mark.parametrize(
    ("key", "view", "keys"),
    [
        ("group", "parent_group", {"parent_group": "Department for Business, Energy and Industrial Strategy"}),
        ("type", "organisation_type", {"organisation_type": "Executive non-departmental public body"}),
        ("all", "all", {}),
    ],
)
def test_a_wider_group_is_the_row_of_that_group_in_the_release(key, view, keys):
    wider = comparing.organisation(TEAM, HIDDEN, wider=key).wider
    assert wider.name == next(iter(keys.values()), "")
    found = {cell.domain: cell for cell in released(view).select(**keys).cells}
    assert wider.cells == {domain: found[domain] for domain in wider.cells}
    assert len(wider.cells) == 8


def test_an_unknown_wider_group_is_none():
    assert comparing.organisation(TEAM, HIDDEN, wider="the moon").wider is None


def test_classes_are_the_three_shares_of_the_release_and_add_up():
    names = ("class_low", "class_middle", "class_high")
    of_area = (released("organisation", name).select(organisation="DFE", domain="DAT").cells[0] for name in names)
    view = comparing.organisation(LEAD)
    assert view.classes["DAT"] == tuple(cell.estimate for cell in of_area)
    assert all(sum(found) == pytest.approx(1) for found in view.classes.values())


def test_areas_in_which_organisations_may_all_be_the_same_are_told(monkeypatch):
    read = releases.published

    def alike(*arguments, **keys):
        return replace(read(*arguments, **keys), alike=frozenset({("level", "DAT"), ("self", "USR")}))

    monkeypatch.setattr(releases, "published", alike)
    view = comparing.organisation(LEAD)
    assert [domain.id for domain in view.alike] == ["DAT"]
    assert next(row for row in view.comparisons if row.domain == "DAT").verdict == "about the same"


# ---- machinery of government ------------------------------------------------------------------------


def test_an_organisation_that_had_ended_is_replaced_by_its_successors(both_released):
    view = comparing.organisation(TEAM, "BEIS")
    assert view.cycle.name == demo.OPEN_CYCLE
    assert view.named.ended.code == "BEIS"
    assert {one.code for one in view.named.successors} == SUCCESSORS
    assert view.organisation == view.named.successors[0]
    before = comparing.organisation(TEAM, "BEIS", demo.CLOSED_CYCLE)
    assert (before.organisation.code, before.named.ended) == ("BEIS", None)


def test_a_successor_sees_itself_at_the_address_of_what_it_replaced_and_another_department_nothing(both_released):
    successor = make.viewer(Role.DEPARTMENT_HR, organisation="BIST")
    assert comparing.organisation(successor, "DSIT").organisation.code == "BIST"
    with pytest.raises(NotAllowed):
        comparing.organisation(LEAD, "DSIT")


def test_an_account_of_an_organisation_that_has_ended_gets_words_and_nobody_elses_figures(both_released):
    view = comparing.organisation(make.viewer(Role.DEPARTMENT_LEAD, organisation="BEIS"))
    assert view.organisation.code == view.named.ended.code == "BEIS"
    assert {one.code for one in view.named.successors} == SUCCESSORS
    assert not view.shown
    assert view.beside.choice.group is None


def test_an_organisation_that_came_later_has_no_peers_in_an_earlier_cycle():
    view = comparing.organisation(TEAM, "BIST", demo.CLOSED_CYCLE)
    assert view.organisation.code == "BIST"
    assert view.beside.choice.group is None
    assert not view.shown


def test_organisations_that_ended_are_replaced_in_a_choice_one_by_one(both_released):
    view = comparing.organisation(TEAM, "DFE", wanted="custom", custom=("BEIS", "VOA"))
    named = {code for _, standing in view.beside.custom.replaced for code in standing}
    assert named == {*SUCCESSORS, "HMRC"}
    assert set(view.beside.custom.group.members) == named
