"""Who is asking: from a verified sign-in to a Viewer, and the made-up people of a demonstration."""

from dataclasses import dataclass

from assessment.errors import NotAllowed
from assessment.model import Viewer
from assessment.store import reading, reads

DEMONSTRATION, COOKIE_SECRET = "demonstration", "cookie_secret"


@dataclass(frozen=True, slots=True)
class MadeUpPerson:
    """Someone who exists only on a demonstration database."""

    key: str
    name: str
    description: str


def viewer_for(subject: str) -> Viewer | None:
    """The viewer behind a verified address or subject, roles read anew; None for someone we do not know."""
    with reading() as db:
        return reads.viewer(db, subject.strip().lower())


def is_demonstration() -> bool:
    with reading() as db:
        return reads.setting(db, DEMONSTRATION) == "1"


def made_up_allowed() -> bool:
    """Whether made-up people may sign in as far as the database is concerned; the shell checks the connection."""
    return is_demonstration()


def made_up_people() -> tuple[MadeUpPerson, ...]:
    """Raises NotAllowed on any database that is not a demonstration."""
    if not made_up_allowed():
        raise NotAllowed("not_a_demonstration")
    with reading() as db:
        accounts = reads.made_up_accounts(db)
        names = {o.code: o.name for o in reads.organisations(db)}
    return tuple(
        MadeUpPerson(subject, viewer.name, _describe(viewer, names.get(viewer.organisation, "")))
        for subject, viewer in accounts
    )


def _describe(viewer: Viewer, organisation: str) -> str:
    if viewer.person:
        return f"Leader, {organisation}"
    roles = ", ".join(sorted(role.value.replace("_", " ") for role in viewer.roles)).capitalize()
    return f"{roles}, {organisation}" if organisation else roles


def made_up_viewer(key: str) -> Viewer | None:
    """The viewer of a made-up person, only on a demonstration database and only for accounts marked as made up."""
    with reading() as db:
        if reads.setting(db, DEMONSTRATION) != "1":
            return None
        return dict(reads.made_up_accounts(db)).get(key)


def cookie_secret() -> str:
    """What signs the cookie of made-up people; as old as the demonstration, so a restart keeps them signed in."""
    with reading() as db:
        return reads.setting(db, COOKIE_SECRET) or ""
