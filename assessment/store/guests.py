"""People whom a leader names by e-mail address: an account of their own, if they have none yet."""

from sqlmodel import Session, select

from assessment.model import Role
from assessment.store.tables import AccountRow


def ensure(db: Session, *, subject: str) -> str:
    """The subject in lower case, with an account that may sign in as a guest; one that is there stays as it is."""
    subject = subject.lower()
    if db.exec(select(AccountRow.id).where(AccountRow.subject == subject)).first() is None:
        guest = AccountRow(
            subject=subject, name=subject, roles=[Role.GUEST], organisation=None, person_id=None, made_up=False
        )
        db.add(guest)
        db.flush()
    return subject


def subject_of(db: Session, account: str) -> str:
    """The subject that signs in to the account of that number (`Viewer.account`); empty if there is none."""
    row = db.get(AccountRow, int(account)) if account.isdecimal() else None
    return row.subject if row else ""
