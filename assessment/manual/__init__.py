"""The technical manual: thirteen sections made from a question bank and, where there is one, a released cycle.

Prose stands in reference_data/manual, rules of calculation in docs/method.md, numbers come from tables that are
computed here; `compose` puts them together, `markdown` and `twin` write them down.
"""

from assessment.manual.compose import Manual, Section, compose
from assessment.manual.evidence import Evidence, Table
from assessment.manual.written import markdown, twin

__all__ = ["Evidence", "Manual", "Section", "Table", "compose", "markdown", "twin"]
