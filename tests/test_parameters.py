"""A bank may hold a calibration: whole and sound or not at all, through files and workbooks, told by compare."""

# ruff: noqa: E501  (one fault a line reads as a table)

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assessment import bank
from assessment.bank import compare, files, lock, parameters, workbook, workbook_read, write
from assessment.bank.build import build
from assessment.bank.check import judge
from assessment.bank.format import Record
from assessment.model import Calibration, ItemParameters
from tests.bank_strategies import canonical, sound, with_data

LIGHTHOUSE = Path(__file__).parent / "banks" / "lighthouse"
RECORDS = files.read(LIGHTHOUSE)[0].records
ITEMS = (
    ItemParameters("Lamp-S1", "graded", 1.25, (-1.5, 0.25, 1.0), 700),
    ItemParameters("Lamp-K1", "partial_credit", 0.5, (-2.0,), 650),
    ItemParameters("Crew-S1", "partial_credit", 2.0, (0.5, -0.5, 1.0), 700),
)
CALIBRATION = Calibration(720, date(2028, 7, 1), "graded, by hand", "answers.csv", ITEMS, {("Crew", "Lamp"): 0.55})
OWN = parameters.records(CALIBRATION)
ABOUT, (S1, K1, CREW), (PAIR,) = OWN[0], OWN[1:4], OWN[4:]


def faults_of(*own: Record) -> list[str]:
    return [str(fault) for fault in judge([*RECORDS, *own])[1]]


def changed(place: str, **values: object) -> list[Record]:
    return with_data(OWN, place, **values)


# ---- without loss --------------------------------------------------------------------------------------


def test_a_bank_without_the_file_has_no_calibration():
    assert build(sound(RECORDS)).calibration is None


def test_a_calibration_comes_back_from_its_tables():
    assert build(sound([*RECORDS, *OWN])).calibration == CALIBRATION


def test_a_calibration_comes_back_from_its_file(tmp_path):
    folder = shutil.copytree(LIGHTHOUSE, tmp_path / "bank")
    (folder / "calibration.toml").write_text(write.toml_files(OWN)["calibration.toml"], encoding="utf-8")
    assert bank.load(folder).calibration == CALIBRATION
    assert canonical(files.read(folder)[0].records) == canonical([*RECORDS, *OWN])


def test_a_calibration_comes_back_from_a_workbook():
    contents = sound([*RECORDS, *OWN])
    back, faults = workbook_read.examine_bytes("bank.xlsx", workbook.export(contents))
    assert [str(fault) for fault in faults] == []
    assert canonical(back.records) == canonical(contents.records)
    assert build(back).calibration == CALIBRATION


def test_a_fault_in_a_workbook_is_told_by_its_cell():
    contents = sound([*RECORDS, *OWN])
    wrong = replace(
        contents, records=[replace(r, data=r.data | {"slope": -1}) if r is S1 else r for r in contents.records]
    )
    _, faults = workbook_read.examine_bytes("bank.xlsx", workbook.export(wrong))
    assert [str(fault) for fault in faults] == [
        "bank.xlsx: sheet Item parameters, row 4, column slope: -1 is out of range. Write a number from 0.01 to 20."
    ]


def test_published_versions_have_no_calibration_and_have_not_changed():
    for version in bank.versions().values():
        assert not (version[0] / "calibration.toml").exists()
        assert lock.changes(version[0]) == []


# ---- rules ---------------------------------------------------------------------------------------------

F = "calibration.toml: "
SECOND = replace(S1, data=S1.data | {"item": "Lamp-S1"})
FAULTS = [
    ("a slope of nothing", changed("parameters Lamp-S1", slope=0), [F + "parameters Lamp-S1.slope: 0 is out of range. Write a number from 0.01 to 20."]),
    ("an unknown model", changed("parameters Lamp-S1", model="rasch"), [F + "parameters Lamp-S1.model: ‘rasch’ is not known. Correct it, or use one of graded, partial_credit."]),
    ("thresholds that fall", changed("parameters Lamp-S1", thresholds=[0.5, 0.2, 1]), [F + "parameters Lamp-S1.thresholds: they do not rise. Put the lowest first; no two may be the same."]),
    ("thresholds that stay", changed("parameters Lamp-S1", thresholds=[0.5, 0.5, 1]), [F + "parameters Lamp-S1.thresholds: they do not rise. Put the lowest first; no two may be the same."]),
    ("too few thresholds", changed("parameters Lamp-S1", thresholds=[0.5, 1]), [F + "parameters Lamp-S1.thresholds: there are 2 for the 4 categories of Lamp-S1. Write 3, one fewer than categories."]),
    ("two for right or wrong", changed("parameters Lamp-K1", thresholds=[0.5, 1]), [F + "parameters Lamp-K1.thresholds: there are 2 for the 2 categories of Lamp-K1. Write 1, one fewer than categories."]),
    ("no threshold", changed("parameters Lamp-S1", thresholds=[]), [F + "parameters Lamp-S1.thresholds: there are 0 for the 4 categories of Lamp-S1. Write 3, one fewer than categories."]),
    ("a far threshold", changed("parameters Lamp-K1", thresholds=[-99]), [F + "parameters Lamp-K1.thresholds[1]: -99 is out of range. Write a number from -50 to 50."]),
    ("a text for a number", changed("parameters Lamp-K1", slope="1"), [F + "parameters Lamp-K1.slope: ‘1’ is the wrong kind of value. Write a number without quotes."]),
    ("nobody", changed("parameters Lamp-K1", n=0), [F + "parameters Lamp-K1.n: 0 is out of range. Write a number from 1 to 999999."]),
    ("an item that is not there", changed("parameters Lamp-S1", item="Lamp-S9"), [F + "parameters Lamp-S1.item: there is no item ‘Lamp-S9’. Write ‘Lamp-S1’ if that is what you meant."]),
    ("a rating", changed("parameters Lamp-S1", item="Lamp-R1"), [F + "parameters Lamp-S1.item: Lamp-R1 is a rating item. Give parameters to situational and knowledge items only."]),
    ("an item twice", [*OWN, SECOND], [F + "parameters Lamp-S1.item: ‘Lamp-S1’ has parameters already. Keep one of the two."]),
    ("no heading", [r for r in OWN if r is not ABOUT], [F + "calibration: this table is missing. Add [calibration] with n, as_of, method and source."]),
    ("two headings", [*OWN, ABOUT], [F + "calibration: there is more than one calibration. Keep one of them."]),
    ("nothing but a heading", [ABOUT], [F + "calibration: no item has parameters. Add [[parameters]], or remove the file."]),
    ("no correlation", [r for r in OWN if r is not PAIR], [F + "correlation: there is none of Crew and Lamp. Add [[correlation]] for them."]),
    ("a correlation twice", [*OWN, replace(PAIR, data={"domains": ["Lamp", "Crew"], "r": 0.5})], [F + "correlation 1.domains: these two have a correlation already. Keep one of the two."]),
    ("a correlation of one with all", changed("correlation 1", r=1), [F + "correlation 1.r: 1 is out of range. Write a number from -0.99 to 0.99."]),
    ("a correlation of three", [*OWN, replace(PAIR, data={"domains": ["Lamp", "Crew", "Lump"], "r": 0.5})], [F + "correlation 1.domains: there are 3 entries. Write 2.", F + "correlation 1.domains[3]: there is no domain ‘Lump’. Write ‘Lamp’ if that is what you meant."]),
    ("a correlation with itself", [*OWN, replace(PAIR, data={"domains": ["Lamp", "Lamp"], "r": 0.5})], [F + "correlation 1.domains: ‘Lamp’ stands there 2 times. Keep one, or make them differ."]),
    ("a method missing", [replace(ABOUT, data={k: v for k, v in ABOUT.data.items() if k != "method"}), *OWN[1:]], [F + 'calibration.method: this key is missing. Add method = text in quotes, such as "yes".']),
]  # fmt: skip


@pytest.mark.parametrize(("own", "expected"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_what_is_wrong_with_a_calibration_is_named(own, expected):
    assert faults_of(*own) == expected


def test_correlations_that_no_traits_could_have_are_refused():
    contents = sound([*RECORDS, *OWN])
    third = [
        replace(r, domain="Ship", data=r.data | {"id": "Ship-K1"})
        for r in contents.of("item")
        if r.data["id"] == "Lamp-K1"
    ]
    more = [*contents.sound, *third, replace(K1, data=K1.data | {"item": "Ship-K1"})]
    more += [replace(PAIR, data={"domains": ["Ship", name], "r": r}) for name, r in (("Crew", 0.9), ("Lamp", -0.9))]
    told = list(parameters.correlations(replace(contents, sound=more)))
    assert [fault.problem for fault in told] == ["the correlations contradict each other"]
    fitting = [replace(r, data=r.data | {"r": 0.4}) if r.data.get("r") == -0.9 else r for r in more]
    assert list(parameters.correlations(replace(contents, sound=fitting))) == []


def test_a_file_that_is_no_calibration_is_named_key_by_key(tmp_path):
    folder = shutil.copytree(LIGHTHOUSE, tmp_path / "bank")
    (folder / "calibration.toml").write_text('model = "graded"\nparameters = 3\n', encoding="utf-8")
    assert [str(fault) for fault in bank.check(folder)] == [
        F + "parameters: this is not a list of tables. Begin each with [[parameters]].",
        F + "model: this key is not known here. Remove it, or use one of parameters, correlation, calibration.",
    ]


# ---- told ----------------------------------------------------------------------------------------------


def told(new: list[Record], old: list[Record]) -> dict[str, list[str]]:
    before, after = sound(old), sound(new)
    return dict(compare.by_weight(compare.changes(before, after, build(before), build(after))))


SCORED = "What answers are worth"


def test_a_first_calibration_is_told():
    assert told([*RECORDS, *OWN], RECORDS) == {
        SCORED: [
            "The calibration is new.",
            "Calibration of Lamp-S1 is new.",
            "Calibration of Lamp-K1 is new.",
            "Calibration of Crew-S1 is new.",
            "Correlation of Crew and Lamp is new.",
        ]
    }


def test_a_later_calibration_is_told_by_what_changed():
    new = with_data(changed("parameters Lamp-S1", slope=1.5, n=900), "calibration", n=950)
    new = with_data(new, "correlation 1", r=0.6)
    assert told([*RECORDS, *new], [*RECORDS, *OWN]) == {
        SCORED: [
            "The calibration: n goes from 720 to 950.",
            "Calibration of Lamp-S1: slope goes from 1.25 to 1.5.",
            "Calibration of Lamp-S1: n goes from 700 to 900.",
            "Correlation of Crew and Lamp: r goes from 0.55 to 0.6.",
        ]
    }


def test_a_calibration_of_many_items_is_told_in_one_sentence():
    seven = [replace(S1, place=f"parameters X{n}", data=S1.data | {"item": f"X{n}"}) for n in range(7)]
    notes = [
        note
        for record in seven
        for note in compare._notes(("parameters", record.data["item"]), None, record, sound(RECORDS), sound(RECORDS))
    ]
    assert [change.words for change in compare._told(notes)] == ["7 item calibrations are new (X0, X1, X2 and 4 more)."]
