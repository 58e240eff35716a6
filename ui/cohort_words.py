"""Words about the cohort: the upload, people one by one, and the history."""

from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from assessment import cohort_file, dates, uploads
from assessment.cohort_file import Checked
from assessment.service.cohorts import Change, CohortView, Import, ImportView, Preview
from assessment.service.members import Member, MemberView
from ui import tables
from ui.texts import GRADE_NAMES

TITLE = "Cohort"
TEMPLATE = (
    "Put one person in each row, and leave the headings as they are. The spreadsheet has a second sheet with the codes "
    "of departments and the grades."
)
COLUMNS_USED = (
    f"Columns: {', '.join(cohort_file.REQUIRED)}. You can leave {' and '.join(cohort_file.OPTIONAL)} in the file. "
    "They are not kept, because nothing here needs them."
)
UPLOAD = f"Cohort file (CSV, XLSX or ODS, smaller than {uploads.LARGEST // 1024**2}MB)"
CHECK = "Check this file"
CLOSED = "People can be invited while a cycle is a draft or open. This one is neither."
ROWS_SHOWN, TOLD = 200, 100
"""Rows of a file in the preview, and sentences about rows to fix."""
PREVIEW_COLUMNS = ("Row", "Work email", "Name", "Department", "Grade", "Status")
STATUS = {"add": "Will be added", "move": "Elsewhere in this cohort", "there": cohort_file.THERE, "fix": "To fix"}
SEARCH = "Name, address or key (at least 3 characters)"
NOBODY = "Nobody in this cohort has such a name, address or key."
MORE = "There are more people than these. Type more of the name or address."
FOUND_COLUMNS = ("Name", "Address", "Department", "Grade", "In the cohort")
HISTORY_COLUMNS = ("When", "Who did it", "What", "Person or people", "From", "To", "Reason")
HISTORY_SHOWN = 50
NO_HISTORY = "Nothing has changed yet."
NO_ACCOUNT = "No name"
KINDS = {
    "added": "Added",
    "moved": "Moved",
    "left": "Left the cohort",
    "returned": "Brought back",
    "removed": "Taken out again",
}
UNDOING = (
    "Undoing takes out everybody whom this import added, and puts back everybody whom it moved. "
    "People who have started stay."
)
MOVED, LEFT, RETURNED, DECLINED = "The change is saved.", "They have left the cohort.", "They are back.", "Declined."
MOVE_TITLE, LEAVE_TITLE, RETURN_TITLE = "Change department or grade", "Leave the cohort", "Bring back"
MOVING = (
    "Answers that the person has given count where they stand at the end. The learning team is not told whether they "
    "have answered."
)
LEAVING = "Somebody who has left gets no more messages and cannot start. What they have submitted counts."
RETURNING = "They can take part again in the department and grade shown above."
FIXED = "The results of this cycle are released, so nothing can be changed here."
REASON = "Reason"
DECIDE = "Open a person to accept what they ask for, or to decline it."


def people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def counts(view: CohortView) -> str:
    """How many are in the cohort."""
    left = f" {people(view.left)} left it." if view.left else ""
    verb = "is" if view.people == 1 else "are"
    return f"{people(view.people)} {verb} in the cohort of {view.cycle.name}.{left}"


# ---- the file ------------------------------------------------------------------------------------------


def findings(checked: Preview) -> list[str]:
    """What will become of the rows of a file, in counts."""
    add, move, there, fix = (len(checked.of(one)) for one in ("add", "move", "there", "fix"))
    said = [
        (add, f"{people(add)} will be added"),
        (move, f"{people(move)} {'is' if move == 1 else 'are'} in this cohort in another department or grade"),
        (
            there,
            f"{people(there)} {'is' if there == 1 else 'are'} already in this cohort: nothing will change for them",
        ),
        (fix, f"{rows(fix)} to fix"),
    ]
    return [f"{words}." for count, words in said if count]


def unused(checked: Preview) -> str:
    """Which columns are not kept; empty if there are none."""
    columns = checked.file.unused
    return f"Not used and not kept: {', '.join(columns)}." if columns else ""


def sentences(checked: Iterable[Checked]) -> list[str]:
    """What is wrong, row by row, as far as a page tells it."""
    every = [sentence for row in checked for sentence in row.sentences()]
    more = [f"And {len(every) - TOLD:,} more, in the file of rows to fix."] if len(every) > TOLD else []
    return every[:TOLD] + more


def preview_rows(checked: Preview) -> list[tuple[tables.Cell, ...]]:
    """The first rows of the file, and after them the first ones with something to fix."""
    first, later = checked.rows[:ROWS_SHOWN], checked.rows[ROWS_SHOWN:]
    return [_preview_row(row) for row in (*first, *[row for row in later if row.status == "fix"][:TOLD])]


def _preview_row(row: Checked) -> tuple[tables.Cell, ...]:
    cells = row.row["work_email"], row.name, row.row["department_code"], row.row["grade"]
    where = (
        f": {row.before.organisation}, {GRADE_NAMES[row.before.grade]}" if row.status == "move" and row.before else ""
    )
    return (row.row.number, *cells, STATUS[row.status] + where)


def preview_caption(checked: Preview) -> str:
    shown = "" if len(checked.rows) <= ROWS_SHOWN else f", the first {ROWS_SHOWN} and those to fix"
    return f"{checked.file.name}: {rows(len(checked.rows))}{shown}"


def import_label(count: int) -> str:
    return f"Import {count:,} correct {'row' if count == 1 else 'rows'}"


def fix_label(count: int) -> str:
    return f"Download {rows(count)} to fix"


FIX_COLUMNS = (*cohort_file.COLUMNS, cohort_file.TO_FIX)


def fix_rows(checked: Preview) -> list[tuple[tables.Cell, ...]]:
    return [(*row.row.cells, ". ".join(row.problems)) for row in checked.of("fix")]


def move_label(count: int) -> str:
    who = "the person who is" if count == 1 else f"the {people(count)} who are"
    return f"Also move {who} in another department or grade to where the file says"


def outcome(view: ImportView) -> list[str]:
    """What an import did, and what undoing it did."""
    done = view.done
    said = [f"From the file {done.file}: {_did(done)}."]
    if done.undone_at is not None:
        said.append(f"Undone on {dates.moment(done.undone_at)} for {people(done.taken_back)}.")
    if done.stayed:
        kept = "stays, because they have" if done.stayed == 1 else "stay, because they have"
        said.append(f"{people(done.stayed)} {kept} started or were changed again since.")
    if view.may_undo:
        said.append(f"You can undo this until {view.undo_until}.")
    return said


def _did(done: Import) -> str:
    counts = ((done.added, "added"), (done.moved, "moved"))
    return ", ".join(f"{people(count)} {verb}" for count, verb in counts if count)


def outcome_title(view: ImportView) -> str:
    return "Import undone" if view.done.undone_at else "Import complete"


# ---- people --------------------------------------------------------------------------------------------


def name(one: Member | Change) -> str:
    return one.name or f"{NO_ACCOUNT} ({one.person})"


def link(person: str, words: str, cycle: str = "") -> tables.Link:
    """To the page of one person, by their key, which says nothing about them; without a cycle, in the open one."""
    query = ({"cycle": cycle} if cycle else {}) | {"person": person}
    return tables.Link(words, f"/cohort-person?{urlencode(query)}")


def found_rows(found: Sequence[Member], cycle: str) -> list[tuple[tables.Cell, ...]]:
    return [
        (link(one.person, name(one), cycle), one.address, one.organisation, GRADE_NAMES[one.grade], standing(one))
        for one in found
    ]


def standing(one: Member) -> str:
    return f"Left on {dates.day(one.left_at)}" if one.left_at else "Yes"


def said(view: MemberView) -> str:
    """What the person asks to have corrected."""
    return f"This person says that their place is wrong: “{view.request}”"


# ---- history -------------------------------------------------------------------------------------------


def history(view: CohortView) -> list[tuple[tables.Cell, ...]]:
    """Imports and changes of single people, the latest first."""
    every = [(one.at, _import_row(one)) for one in view.imports]
    every += [(one.at, change_row(one)) for one in view.changes]
    return [row for _, row in sorted(every, key=lambda pair: pair[0], reverse=True)]


def _import_row(one: Import) -> tuple[tables.Cell, ...]:
    did = _did(one) + f"; undone for {one.taken_back:,}" * (one.undone_at is not None)
    file = tables.Link(f"Imported {one.file}", f"/cohort-import?id={one.id}")
    return dates.moment(one.at), one.by, file, did, "", "", ""


def change_row(one: Change) -> tuple[tables.Cell, ...]:
    before, after = _place(one.organisation_before, one.grade_before), _place(one.organisation, one.grade)
    return dates.moment(one.at), one.by, KINDS[one.kind], name(one), before, after, one.reason


def _place(organisation: str, grade: str) -> str:
    return f"{organisation}, {GRADE_NAMES[grade]}" if organisation else ""
