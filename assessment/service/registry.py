"""The register of organisations, as the database has it."""

from assessment.access import Action, require
from assessment.model import Organisation, Viewer
from assessment.store import reading, reads


def organisations(viewer: Viewer | None) -> tuple[Organisation, ...]:
    """Every organisation, past and present, by name."""
    require(viewer, Action.SEE_REGISTER)
    with reading() as db:
        return tuple(sorted(reads.organisations(db), key=lambda o: o.name))
