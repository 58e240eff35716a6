"""The register: real organisations, the day on which each existed, professions and the People Survey."""

import re
from datetime import date

import pytest

from assessment import register
from assessment.model import PROFESSION_BANDS

STATISTICS_DAY = date(2023, 3, 31)
SUMMER_2026 = date(2026, 8, 22)


def codes(day: date) -> set[str]:
    return {organisation.code for organisation in register.on(day)}


def test_headcounts_add_up_to_the_published_total():
    counted = [o for o in register.on(STATISTICS_DAY) if o.total_headcount is not None]
    given = [o.scs_headcount for o in counted if o.scs_headcount is not None]
    assert (len(counted), len(given), sum(given)) == (110, 76, 7310)


def test_the_largest_is_the_foreign_office():
    largest = max(register.organisations(), key=lambda o: o.scs_headcount or 0)
    assert (largest.code, largest.scs_headcount) == ("FCDO", 575)


def test_codes_are_unique_capitals_without_spaces():
    names = [o.code for o in register.organisations()]
    assert len(names) == len(set(names)) == 134
    assert [n for n in names if not re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*", n)] == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("MOJHQ", "Ministry of Justice"),  # People Survey code
        ("HMPPS", "HM Prison and Probation Service"),  # acronym
        ("FOREST-ENTERPRISE-ENGLAND", "Forestry England"),  # GOV.UK slug
        ("ROYAL-FLEET-AUXILIARY", "Royal Fleet Auxiliary"),  # name
        ("DCMS", "Department for Culture, Media and Sport"),  # the survey's DCMS, not the two others
    ],
)
def test_a_code_comes_from_the_first_source_that_has_one(code, name):
    assert register.by_code()[code].name == name


def test_every_organisation_has_a_name_type_group_and_reporting_unit():
    for o in register.organisations():
        assert all((o.name, o.type, o.parent_group, o.reporting_unit)), o.code
        assert not re.fullmatch(r"[a-z-]+", o.parent_group), o.code


def test_the_business_department_was_split_after_the_day_of_the_statistics():
    assert register.by_code()["BEIS"].successors == ("DESNZ", "DSIT", "DBT")
    assert "BEIS" in codes(STATISTICS_DAY)
    assert not {"DESNZ", "DSIT", "DBT"} & codes(STATISTICS_DAY)
    assert {"DESNZ", "DSIT", "DBT"} <= codes(date(2023, 4, 1))
    assert "BEIS" not in codes(date(2023, 4, 1))


def test_the_summer_of_2026_has_its_own_shape():
    now = codes(SUMMER_2026)
    assert {"BIST", "DESNZ", "GDS", "GCA"} <= now
    assert not {"BEIS", "DIT", "DBT", "DSIT", "DCMS", "CCS", "VOA", "ESFA"} & now


def test_successors_are_in_the_register_and_take_over_without_a_gap():
    for o in register.organisations():
        for code in o.successors:
            assert o.valid_to is not None
            assert register.by_code()[code].valid_on(o.valid_to), (o.code, code)


def test_three_territorial_offices_and_the_advocate_general_answer_as_one():
    together = {o.code for o in register.organisations() if o.reporting_unit == "SWNIO"}
    assert together == {"NIO", "SCOTLAND-OFFICE", "UK-GOVERNMENT-IN-WALES", "OAG"}


def test_professions_have_a_band_and_the_published_numbers():
    professions = register.professions()
    assert {p.band for p in professions.values()} == set(PROFESSION_BANDS)
    assert professions["policy"].scs_headcount == 2000
    assert professions["digital_data_technology"].scs_headcount == 390
    assert professions["veterinarian"].scs_headcount is None


@pytest.mark.parametrize(
    ("code", "band"),
    [
        ("policy", "policy"),
        ("operational_delivery", "operational_delivery"),
        ("corporate", "corporate"),
        ("finance", "corporate"),
        ("legal", "other"),
        ("", "other"),
        ("juggling", "other"),
    ],
)
def test_the_band_of_a_profession(code, band):
    assert register.profession_band(code) == band


def test_people_survey_results_stand_beside_the_median_organisation():
    results = register.people_survey("HMRC")
    assert results is not None
    assert list(results) == ["B31", "B32", "B59B", "ld_ts", "lc_ts", "B42", "B55", "B56"]
    skills = results["B31"]
    assert (skills.label, skills.value, skills.median) == ("I have the skills I need", 82.746, 90.244)


def test_people_survey_results_name_the_group_that_answered():
    results = register.people_survey("NIO")
    assert results is not None
    assert results["B31"].respondents.startswith("Scotland, Wales and Northern Ireland Offices")


@pytest.mark.parametrize("code", ["BEIS", "HMPPS", "NOBODY"])
def test_no_people_survey_results_for_an_organisation_the_survey_does_not_cover(code):
    assert register.people_survey(code) is None
