"""The only room with SQL: `configure` once, then `reading` and `writing` sessions for `reads` and `writes`.

Every function takes and gives values of `assessment.model` or data frames, never rows.
"""

from assessment.store.connection import configure, engine, reading, writing
from assessment.store.schema import holds_nothing, require_current, state, upgrade

__all__ = ["configure", "engine", "holds_nothing", "reading", "require_current", "state", "upgrade", "writing"]
