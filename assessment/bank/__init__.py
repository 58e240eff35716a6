"""The question bank: question_bank/<version>/*.toml -> QuestionBank, whole and sound or not at all.

The format is described for editors in question_bank/README.md and checked by `format` (each table on its own), `check`
(tables together), `history` (against published versions) and `lock` (a published version never changes). `content` has
the rules for writing; `workbook` carries a bank to a spreadsheet program, `workbook_read` back.
"""

from assessment.bank.files import in_order
from assessment.bank.versions import BANKS, check, in_force, load, newest, published, versions

__all__ = ["BANKS", "check", "in_force", "in_order", "load", "newest", "published", "versions"]
