"""Two databases with the same release: in the other one, everybody but the made-up viewers has answered otherwise."""

import shutil
import sqlite3
import sys
from datetime import UTC, datetime
from pathlib import Path

from assessment import store
from assessment.model import Role
from assessment.store import reads, writes

PLANTED = 12
"""People who get an account, and have words of theirs kept."""
NAME, WORDS, REFERENCE = "Quaver Pemberton", "Zyzzyva", "QX-"
REFERENCES = "UPDATE sitting SET reference = 'QX-' || id WHERE status = 'submitted';"
KEEP = ("assessment.service.banks", "assessment.service.manuals", "assessment.bank", "assessment.register")
"""Modules that keep files of ours in memory; whatever any other keeps is forgotten with the database it came from."""

ANSWERS = """
    CREATE TEMP TABLE own AS SELECT person_id FROM account WHERE made_up AND person_id IS NOT NULL;
    CREATE TEMP TABLE others AS SELECT id FROM sitting WHERE person_id NOT IN own;
    UPDATE response SET value = 1, confidence = NULL WHERE sitting_id IN others;
    UPDATE response_change SET value = 1, confidence = NULL WHERE sitting_id IN others;
    UPDATE score SET level = 5, self = 5, demonstrated = 5, level_se = 0.01, self_se = 0.01, demonstrated_se = 0.01,
        target = 1 WHERE status = 'scored' AND sitting_id IN others;
    UPDATE sitting SET time_in_role = '', digital_responsibility = '', reference = 'QY-' || id,
        profession = CASE profession WHEN 'policy' THEN 'finance' WHEN '' THEN 'legal' ELSE 'policy' END
        WHERE id IN others;
    UPDATE account SET name = 'Nobody ' || id, subject = 'nobody' || id WHERE NOT made_up;
    UPDATE correction_request SET text = 'Nothing';
    UPDATE release SET world = '{}';
    DELETE FROM release_move;
"""
"""Everybody else chooses the first option, scores 5, has another profession and is called something else."""

PEOPLE = """
    CREATE TEMP TABLE shown AS SELECT DISTINCT organisation FROM release_cell WHERE status = 'published';
    CREATE TEMP TABLE gone AS SELECT cycle_id, person_id FROM cohort_member
        WHERE organisation NOT IN shown AND person_id NOT IN own;
    CREATE TEMP TABLE ended AS SELECT id FROM sitting WHERE (cycle_id, person_id) IN gone;
    DELETE FROM response WHERE sitting_id IN ended;
    DELETE FROM response_change WHERE sitting_id IN ended;
    DELETE FROM score WHERE sitting_id IN ended;
    DELETE FROM sitting WHERE id IN ended;
    DELETE FROM correction_request WHERE (cycle_id, person_id) IN gone;
    DELETE FROM cohort_member WHERE (cycle_id, person_id) IN gone;
"""
"""Whoever is in an organisation of which no figure is published was never there: not even a count of them may show."""


def plant(file: Path, cycle: str, organisation: str) -> None:
    """Give people of an organisation names, references and words that can be found again."""
    with store.writing() as db:
        found = reads.cycle(db, cycle)
        assert found is not None
        cohort = reads.cohort(db, found.id)
        own = [viewer.person for _, viewer in reads.made_up_accounts(db)]
        theirs = cohort[(cohort["organisation"] == organisation) & ~cohort["person"].isin(own)]["person"][:PLANTED]
        for number, person in enumerate(theirs):
            subject, name = f"quaver.{number}@example.gov.uk", f"{NAME} {number}"
            writes.add_account(db, subject=subject, name=name, roles=[Role.RESPONDENT], person=person)
            words, now = f"{WORDS} {number}", datetime.now(UTC)
            writes.request_correction(db, cycle_id=found.id, person_id=person, text=words, now=now)
    change(file, REFERENCES)


def change(file: Path, script: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.executescript(script)
    connection.close()


def use(file: Path, copy_of: Path | None = None) -> None:
    """Point the store at a database, and forget what was kept in memory of any other."""
    if copy_of:
        store.engine().dispose()
        shutil.copyfile(copy_of, file)
    store.configure(f"sqlite:///{file}")
    for name, module in list(sys.modules.items()):
        if name.startswith(("assessment", "ui")) and not name.startswith(KEEP):
            for value in vars(module).values():
                getattr(value, "cache_clear", lambda: None)()
