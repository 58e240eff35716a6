"""What the register may say: each rule in words beside its field, and what has to be confirmed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assessment import register
from assessment.errors import EntryRefused
from assessment.model import Organisation, OrganisationChange
from assessment.register_rules import Answering, Difference, Entered, checked, differences, merged
from tests import builders as make

OLD = replace(make.organisation("OLD", "Old Office"), valid_to=date(2026, 4, 1), successors=("MID",))
MID = replace(make.organisation("MID", "Middle Office"), valid_from=date(2026, 4, 1))
NEW = replace(make.organisation("NEW", "New Office"), reporting_unit="BOTH")
REGISTER = (OLD, MID, NEW)
GOOD = Entered("TST", "Test Agency", "Ministerial department", "Group")


def refused(before: Organisation | None = None, answering=(), known=REGISTER, **typed: object) -> dict[str, str]:
    """What is said beside each field of a good organisation with these changes."""
    start = GOOD if before is None else replace(GOOD, name=before.name)
    try:
        checked(replace(start, **typed), before, known, answering)
    except EntryRefused as error:
        return error.fields
    return {}


def test_what_is_typed_becomes_an_organisation():
    typed = Entered(
        " tst ",
        " Test   Agency ",
        "Ministerial department",
        "Group",
        "1,250",
        "30000",
        "1 April 2026",
        "27/3/2027",
        "new; mid",
        "both",
    )
    made = checked(typed, None, REGISTER)
    assert made == Organisation(
        "TST",
        "Test Agency",
        "Ministerial department",
        "Group",
        1250,
        30000,
        date(2026, 4, 1),
        date(2027, 3, 27),
        ("NEW", "MID"),
        "BOTH",
        "",
    )


def test_a_change_keeps_code_and_people_survey_and_empty_means_unknown():
    before = replace(NEW, people_survey_code="PS", scs_headcount=5, total_headcount=10)
    made = checked(replace(GOOD, code="OTHER"), before, REGISTER)
    assert (made.code, made.people_survey_code, made.scs_headcount, made.reporting_unit) == ("NEW", "PS", None, "NEW")


def test_everything_is_said_at_once_in_the_order_of_the_form():
    found = refused(code="", name=" ", type="", parent_group="", scs_headcount="few", valid_to="soon", successors="ZZZ")
    assert list(found) == ["code", "name", "type", "parent_group", "scs_headcount", "valid_to", "successors"]
    assert found["type"] == "Select a type"


@pytest.mark.parametrize("code", ["new", "OLD"])
def test_a_code_is_never_used_again_not_even_that_of_one_that_has_ended(code):
    assert "a code is never used again" in refused(code=code)["code"]


@pytest.mark.parametrize("code", ["A B", "A--B", "-A", "A_B", "É", "A" * 61, "A\u200bB"])
def test_a_code_is_capitals_and_digits_with_single_hyphens(code):
    assert "Code must be capital letters" in refused(code=code)["code"]


def test_two_organisations_have_one_name_only_on_different_days():
    assert refused(name="old office", valid_from="1/4/2026") == {}
    assert refused(name="OLD OFFICE", valid_from="31/3/2026") == {"name": "OLD has this name already"}


@pytest.mark.parametrize("typed", ["-1", "1.5", "1,00", "ten", "1000001", "१२"])
def test_a_headcount_is_a_whole_number(typed):
    for field in ("scs_headcount", "total_headcount"):
        assert "Headcount must be a whole number" in refused(**{field: typed})[field]


def test_senior_civil_servants_are_civil_servants():
    assert refused(scs_headcount="11", total_headcount="10") == {
        "scs_headcount": "There cannot be more senior civil servants than civil servants"
    }


def test_days_are_dates_in_order():
    assert "must be a date" in refused(valid_from="31/2/2026")["valid_from"]
    for end in ("1/4/2026", "31/3/2026"):
        assert "must be after" in refused(valid_from="1/4/2026", valid_to=end)["valid_to"]


@pytest.mark.parametrize(
    ("successors", "words"),
    [
        ("NOBODY", "There is no organisation with the code NOBODY"),
        ("TST", "An organisation cannot succeed itself"),
        ("OLD", "Old Office ended on 1 April 2026 and cannot take over then"),
    ],
)
def test_successors_exist_when_they_take_over(successors, words):
    assert refused(valid_to="1/4/2026", successors=successors) == {"successors": words}


def test_only_what_ends_has_successors():
    assert "Only an organisation that ends" in refused(successors="NEW")["successors"]


def test_nothing_succeeds_its_own_successor():
    later = replace(NEW, valid_to=date(2030, 1, 1), successors=("MID",))
    known = (OLD, replace(MID, valid_to=date(2029, 1, 1), successors=("NEW",)), later)
    assert refused(before=MID, known=known, valid_to="1/1/2029", successors="NEW")["successors"] == (
        "New Office leads back to this organisation: it cannot succeed its own successor"
    )


def test_a_successor_cannot_end_before_it_takes_over():
    assert "It takes over from Old Office on 1 April 2026" in refused(before=MID, valid_to="1/4/2026")["valid_to"]
    assert refused(before=MID, valid_to="2/4/2026") == {}


def test_a_reporting_unit_is_one_that_there_is():
    assert refused(reporting_unit="both") == refused(reporting_unit="MID") == refused(reporting_unit="TST") == {}
    assert refused(reporting_unit="X") == {"reporting_unit": "There is no reporting unit X"}


def test_a_new_parent_group_has_to_be_confirmed():
    asked = {"confirmed": "‘Grop’ is a new parent group: confirm that it is meant."}
    assert refused(parent_group="Grop") == asked
    assert refused(parent_group="Grop", confirmed=True) == {}
    assert refused(parent_group="Grop", name="") == {"name": "Enter a name"}, (
        "first what is wrong, then what is unusual"
    )


def test_an_end_before_its_people_have_answered_has_to_be_confirmed():
    asked = (Answering("Spring", date(2027, 1, 30), 1200),)
    said = refused(before=NEW, answering=asked, valid_to="30/1/2027")
    assert said == {
        "confirmed": "1,200 of its people are invited to Spring, which is open until 30 January 2027: "
        "confirm that it ends before."
    }
    assert refused(before=NEW, answering=asked, valid_to="30/1/2027", confirmed=True) == {}
    assert refused(before=NEW, answering=asked, valid_to="31/1/2027") == {}
    ended = replace(NEW, valid_to=date(2027, 1, 30))
    assert refused(before=ended, answering=asked, valid_to="30/1/2027") == {}, "the end itself does not change"


@pytest.mark.parametrize("field", ["name", "parent_group", "source"])
def test_texts_have_no_hidden_characters_and_an_end(field):
    assert "hidden characters" in refused(**{field: "a\u202eb"})[field]
    assert "200 characters or fewer" in refused(**{field: "a" * 201})[field]


def test_every_shipped_organisation_keeps_the_rules():
    everything = register.organisations()
    for one in everything:
        typed = Entered(
            one.code,
            one.name,
            one.type,
            one.parent_group,
            *("" if n is None else f"{n:,}" for n in (one.scs_headcount, one.total_headcount)),
            *(day.isoformat() if day else "" for day in (one.valid_from, one.valid_to)),
            ";".join(one.successors),
            one.reporting_unit,
        )
        assert checked(typed, one, everything) == one


def test_differences_are_what_differs():
    assert differences(NEW, replace(NEW, name="N", scs_headcount=5)) == (
        Difference("name", "New Office", "N"),
        Difference("scs_headcount", None, 5),
    )
    assert differences(NEW, NEW) == ()


def test_what_is_shipped_later_fills_but_what_somebody_entered_stays():
    ours = replace(NEW, name="Our name")
    entered = [OrganisationChange("NEW", "1", datetime(2026, 1, 1, tzinfo=UTC), NEW, ours, "")]
    shipped = replace(NEW, name="Shipped name", scs_headcount=25)
    assert merged(shipped, ours, entered) == replace(ours, scs_headcount=25)
    assert merged(shipped, None, []) == shipped
