"""The files of the command line: responses in, checked whole before anything is done; scores and cells out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment import item_types, register
from assessment.answers import NOT_ANSWERED, Answers, Codes, Texts
from assessment.errors import Fault, InputError
from assessment.model import DO_NOT_KNOW, GRADES, NOT_APPLICABLE, Cell, Item, Published, QuestionBank
from assessment.scoring import ScoreTable
from assessment.tabular import Column, Faults, Table, check_headings, nearest, read_table, write_csv, write_tables

REQUIRED = ("respondent", "organisation", "grade")
OPTIONAL = ("profession", "form", "submitted_at")
CONFIDENCE = ".confidence"
ON_ANY_FORM = ("pulse", "vignette")
"""Types of items that may have a column whatever the row's form is."""
ANSWERS = {"": NOT_ANSWERED, "NA": NOT_APPLICABLE, "DK": DO_NOT_KNOW}
"""What the cells of an item mean that are no option's number."""
SCORES = [
    "respondent", "organisation", "grade", "domain", "self", "self_se", "self_n",
    "demonstrated", "demonstrated_se", "demonstrated_n", "level", "level_se", "target", "gap", "status",
]  # fmt: skip
CELLS = [
    "cycle", "view", "organisation", "organisation_type", "parent_group", "grade_band", "profession_band",
    "domain", "measure", "n", "invited", "estimate", "low", "high", "target", "gap", "share_below_target", "status",
]  # fmt: skip
PEOPLE_AT_ONCE = 20_000
"""People whose scores are laid out at a time: bounds the memory that writing takes."""
_CONTROL_CHARACTER = re.compile(r"[\x00-\x1f\x7f]")
_STATUS = {"hold": "on hold", "retired": "retired", "draft": "a draft"}
_BAD = -128


@dataclass(frozen=True, slots=True)
class ResponseFile:
    """A checked responses file: every array has one entry a row, in the order of the file.

    `rows` are the numbers of the rows in a spreadsheet, `forms` holds "" for the whole bank, `professions` "" where not
    said, `submitted_at` moments in UTC or None. `values` and `confidence` are rows x `items`: option numbers from 1,
    0 "I do not know", -1 "does not apply", -2 not answered; confidence 1-3, 0 where not given.
    """

    name: str
    rows: NDArray[np.int64]
    respondents: Texts
    organisations: Texts
    grades: Texts
    professions: Texts
    forms: Texts
    submitted_at: NDArray[np.object_]
    items: tuple[str, ...]
    values: Codes
    confidence: Codes

    def __len__(self) -> int:
        return len(self.respondents)

    def answers(self) -> Answers:
        """The answers without the respondents, as statistics read them."""
        said = {code: register.band_said(code) for code in set(self.professions)}
        bands = np.array([said[code] for code in self.professions], dtype=object)
        return Answers(self.items, self.values, self.confidence, self.forms, self.grades, bands)


def read_responses(path: Path, bank: QuestionBank, form: str = "") -> ResponseFile:
    """Read a responses file against a bank; `form` applies to rows that name none, "" is the whole bank.

    Raises InputError with every fault of the file, each with its row and column.
    """
    if form and form not in bank.form_by_id:
        remedy = nearest(form, bank.form_by_id) or f"The forms are: {', '.join(bank.form_by_id)}"
        raise InputError(path.name, [Fault(path.name, "", f"the bank has no form ‘{form}’", remedy)])
    table = read_table(path)
    faults = Faults(path.name, table.faults)
    _check_columns(table, bank, faults)
    respondents = _respondents(table, faults)
    organisations, grades, professions = _places(table, faults)
    named = _known(table, "form", {form_id: form_id for form_id in bank.form_by_id}, faults)
    forms: Texts = np.where(named == "", form, named).astype(object)
    moments = _moments(table, faults)
    items, values, confidence = _answers(table, bank, forms, faults)
    faults.raise_any()
    people = (respondents, organisations, grades, professions, forms, moments)
    return ResponseFile(path.name, table.rows, *people, items, values, confidence)


@dataclass(frozen=True, slots=True)
class MovesFile:
    """Where people of a released cycle should have stood: a row a person; an empty profession stays as it is."""

    name: str
    rows: NDArray[np.int64]
    respondents: Texts
    organisations: Texts
    grades: Texts
    professions: Texts


def read_moves(path: Path) -> MovesFile:
    """Read a file of corrections: respondent, organisation, grade and, if wanted, profession. Raises InputError."""
    table = read_table(path)
    faults = Faults(path.name, table.faults)
    check_headings(table, faults, REQUIRED, {*REQUIRED, "profession"})
    respondents = _respondents(table, faults)
    organisations, grades, professions = _places(table, faults)
    faults.raise_any()
    return MovesFile(path.name, table.rows, respondents, organisations, grades, professions)


# ---- who -----------------------------------------------------------------------------------------------


def _places(table: Table, faults: Faults) -> tuple[Texts, Texts, Texts]:
    """Organisation, grade and profession of each row."""
    organisations = _known(table, "organisation", {o.code: o.name for o in register.organisations()}, faults)
    grades = _known(table, "grade", {grade: grade for grade in GRADES}, faults)
    professions = _known(table, "profession", {p.code: p.name for p in register.professions().values()}, faults)
    return organisations, grades, professions


def _check_columns(table: Table, bank: QuestionBank, faults: Faults) -> None:
    with_confidence = {item.id for item in bank.items if item_types.of(item).has_confidence}
    confidence = {heading for heading in table.columns if heading.endswith(CONFIDENCE)}
    for heading in confidence:
        if heading.removesuffix(CONFIDENCE) not in with_confidence & table.columns.keys():
            problem = "confidence belongs to a knowledge item that has a column of its own"
            faults.add(1, heading, problem, "Remove the column, or correct its heading")
    check_headings(table, faults, REQUIRED, {*REQUIRED, *OPTIONAL, *bank.item_by_id, *confidence})


def _column(table: Table, heading: str) -> Column:
    """The column of that heading, or one of empty cells where the file has none."""
    empty = Column(np.array([""], dtype=object), np.zeros(len(table.rows), dtype=np.uint8))
    return table.columns.get(heading, empty)


def _respondents(table: Table, faults: Faults) -> Texts:
    column = _column(table, "respondent")
    texts = column.texts()
    if "respondent" not in table.columns:
        return texts
    faults.at(table.rows[texts == ""], "respondent", "this cell is empty", "Give every row an id that is only its own")
    strange = column.look_up(lambda word: bool(_CONTROL_CHARACTER.search(word))) == 1
    faults.at(table.rows[strange], "respondent", "the id holds a line break or control character", "Take it out")
    first = pd.Series(table.rows).groupby(column.codes).transform("min").to_numpy()
    again = (first != table.rows) & (texts != "")
    for row, earlier, text in zip(table.rows[again], first[again], texts[again], strict=True):
        problem = f"respondent ‘{text}’ is already in row {earlier}"
        faults.add(int(row), "respondent", problem, "Keep one row for each respondent")
    return texts


def _known(table: Table, heading: str, known: Mapping[str, str], faults: Faults) -> Texts:
    """The texts of a column; each must be a code of `known` (code -> name), or empty where the column is optional."""
    column = _column(table, heading)
    must = heading in REQUIRED and heading in table.columns
    for code, word in enumerate(column.words):
        if word in known or not (word or must):
            continue
        problem = f"‘{word}’ is not a known {heading}" if word else "this cell is empty"
        faults.at(table.rows[column.codes == code], heading, problem, _remedy(word, known))
    return column.texts()


def _remedy(word: str, known: Mapping[str, str]) -> str:
    """Which code to use instead: the one whose name was given, the nearest, or any of the list."""
    by_name = {name.lower(): code for code, name in known.items()}
    if word.lower() in by_name:
        return f"Use its code ‘{by_name[word.lower()]}’"
    every = ", ".join(known) if len(known) <= 12 else "the codes listed in reference_data"
    return nearest(word, known) or f"Use one of: {every}"


def _moments(table: Table, faults: Faults) -> NDArray[np.object_]:
    """Moments in UTC; one without an offset is taken as UTC, an empty cell is None."""
    column = _column(table, "submitted_at")
    parsed = pd.to_datetime(pd.Series(column.words, dtype=object), format="ISO8601", utc=True, errors="coerce")
    bad = (parsed.isna() & (column.words != "")).to_numpy()[column.codes]
    remedy = "Write it as 2026-11-23T09:41:00, or leave it empty"
    faults.at(table.rows[bad], "submitted_at", "this is not a moment in ISO 8601", remedy)
    moments: list[datetime | None] = [None if pd.isna(at) else at.to_pydatetime() for at in parsed]
    cells: NDArray[np.object_] = np.array(moments, dtype=object)[column.codes]
    return cells


# ---- answers -------------------------------------------------------------------------------------------


def _answers(table: Table, bank: QuestionBank, forms: Texts, faults: Faults) -> tuple[tuple[str, ...], Codes, Codes]:
    """The items that have a column, and rows x items the values and the confidence."""
    items = tuple(heading for heading in table.columns if heading in bank.item_by_id)
    shape = (len(table.rows), len(items))
    values = np.full(shape, NOT_ANSWERED, dtype=np.int8, order="F")
    confidence = np.zeros(shape, dtype=np.int8, order="F")
    form_of, form_ids = pd.factorize(forms)
    for j, item in enumerate(bank.item_by_id[name] for name in items):
        allowed = np.array([_may_answer(bank, item, form) for form in form_ids], dtype=np.bool_)[form_of]
        values[:, j] = _values(table, item, allowed, faults)
        if item_types.of(item).has_confidence and item.id + CONFIDENCE in table.columns:
            confidence[:, j] = _confidence(table, item, len(bank.confidence_chances), allowed, faults)
    return items, values, confidence


def _may_answer(bank: QuestionBank, item: Item, form: str) -> bool:
    """Whether a person with that form may have an answer to the item; an unknown form is a fault of its own."""
    if not item.in_use:
        return False
    return form not in bank.form_by_id or item.type in ON_ANY_FORM or item.id in bank.form_by_id[form].items


def _numbers(
    table: Table, heading: str, meaning: Mapping[str, int], problem: str, remedy: str, faults: Faults
) -> Codes:
    """The column as numbers; a text without a meaning is a fault, with the text put into `problem`."""
    column = table.columns[heading]
    for code, word in enumerate(column.words):
        if word not in meaning:
            faults.at(table.rows[column.codes == code], heading, problem.format(word), remedy)
    return column.look_up(lambda word: meaning.get(word, _BAD))


def _options(top: int) -> dict[str, int]:
    return {str(number): number for number in range(1, top + 1)}


def _values(table: Table, item: Item, allowed: NDArray[np.bool_], faults: Faults) -> Codes:
    top = len(item.options)
    remedy = f"Use a number from 1 to {top}, DK, NA, or leave the cell empty"
    meaning = _options(top) | ANSWERS
    values = _numbers(table, item.id, meaning, "‘{}’ is not an answer to this item", remedy, faults)
    stray = table.rows[(values != NOT_ANSWERED) & ~allowed]
    if item.in_use:
        faults.at(stray, item.id, "the item is not on this row’s form", "Empty the cell, or correct the form")
    else:
        problem = f"the item is {_STATUS.get(item.status, item.status)} in this version of the bank"
        faults.at(stray, item.id, problem, "Empty the cell")
    return values


def _confidence(table: Table, item: Item, top: int, allowed: NDArray[np.bool_], faults: Faults) -> Codes:
    heading = item.id + CONFIDENCE
    remedy = f"Use a number from 1 to {top}, or leave the cell empty"
    given = _numbers(table, heading, {"": 0} | _options(top), "‘{}’ is not a confidence", remedy, faults)
    stray = table.rows[(given != 0) & ~allowed]
    faults.at(stray, heading, "the item is not on this row’s form", "Empty the cell, or correct the form")
    return given


# ---- results -------------------------------------------------------------------------------------------


def write_scores(path: Path, responses: ResponseFile, scores: ScoreTable) -> None:
    """Write a row per respondent and domain, respondents in the order of the file, unrounded, on 1-5."""
    write_tables(path, SCORES, _score_frames(responses, scores))


def _score_frames(responses: ResponseFile, scores: ScoreTable) -> Iterator[pd.DataFrame]:
    domains = len(scores.domains)
    for start in range(0, len(responses), PEOPLE_AT_ONCE):
        part = slice(start, start + PEOPLE_AT_ONCE)
        people = len(responses.respondents[part])
        columns = {
            "respondent": np.repeat(responses.respondents[part], domains),
            "organisation": np.repeat(responses.organisations[part], domains),
            "grade": np.repeat(responses.grades[part], domains),
            "domain": np.tile(np.array(scores.domains, dtype=object), people),
            "gap": (scores.target[part] - scores.level[part]).ravel(),
            "status": np.where(scores.scored[part].ravel(), "scored", "not_enough_answers"),
        }
        columns |= {name: getattr(scores, name)[part].ravel() for name in SCORES if name not in columns}
        yield pd.DataFrame(columns, columns=SCORES)


def write_cells(path: Path, release: Published) -> None:
    """Write every cell of a release, withheld ones without a number, in the order of the release."""
    write_csv(path, cell_frame(release))


def cell_frame(release: Published) -> pd.DataFrame:
    """A row a cell, in the columns CELLS; numbers are missing where a cell is withheld."""
    names = [field.name for field in fields(Cell)]
    frame = pd.DataFrame([astuple(cell) for cell in release.cells], columns=names)
    frame["cycle"] = release.cycle
    frame[["n", "invited"]] = frame[["n", "invited"]].astype("Int64")
    return frame[CELLS]
