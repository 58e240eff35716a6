"""Letting one named person read a report, to a day and no longer. Owners share; readers read what was shared."""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from assessment import dates, recommendations
from assessment.access import Action, require
from assessment.errors import NotFound, WrongState
from assessment.model import Profile, QuestionBank, Share, Sitting, Viewer
from assessment.recommendations import Advice
from assessment.service import banks, planning
from assessment.service.planning import Plan
from assessment.service.sittings import latest, own_key, profile_of
from assessment.sharing import Entered, checked
from assessment.store import events, guests, reading, reads, shares, writing


@dataclass(frozen=True, slots=True)
class SharedReport:
    """The part of a report that a reader sees: never surprises, own ratings, what changed, or others' opinions.

    `owner` is the name on the owner's account, `until` the last day; None in a preview.
    """

    owner: str
    organisation: str
    sitting: Sitting
    bank: QuestionBank
    profile: Profile
    advice: Advice
    plan: Plan
    until: date | None


@dataclass(frozen=True, slots=True)
class ShareView:
    """The owner's page: exactly what a reader would see, and all that was shared so far, open ones first."""

    preview: SharedReport
    open: tuple[Share, ...]
    past: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that somebody shared with the viewer."""

    share: Share
    owner: str


def overview(viewer: Viewer | None) -> ShareView:
    """Raises WrongState("no_report") before there is one."""
    person = own_key(viewer)
    today = dates.today()
    with reading() as db:
        sitting = latest(db, person)
        preview = _shared(db, sitting, None)
        found = shares.shares_of(db, person)
    opened = tuple(one for one in found if one.is_open(today))
    return ShareView(preview, opened, tuple(one for one in found if one not in opened))


def share(viewer: Viewer | None, entered: Entered) -> Share:
    """Let a person read the viewer's latest report. Raises EntryRefused for what was typed wrong.

    Sharing again with the same person replaces what they had.
    """
    person = own_key(viewer)
    account, now = viewer.account if viewer else "", dates.now()
    with writing() as db:
        reader, ends_on = checked(entered, dates.today(), guests.subject_of(db, account))
        sitting = latest(db, person)
        for one in shares.shares_of(db, person):
            if one.reader == reader:
                shares.withdraw_share(db, share_id=one.id, now=now)
        guests.ensure(db, subject=reader)
        shares.add_share(db, sitting_id=sitting.id, reader=reader, ends_on=ends_on, now=now)
        events.add(db, at=now, account=account, action="report shared", about=person)
        return shares.shares_of(db, person)[0]


def withdraw(viewer: Viewer | None, share_id: int) -> None:
    """From now on the reader sees nothing. Raises NotFound for a share that is not the viewer's."""
    person = own_key(viewer)
    with writing() as db:
        if share_id not in {one.id for one in shares.shares_of(db, person)}:
            raise NotFound("that share")
        shares.withdraw_share(db, share_id=share_id, now=dates.now())
        account = viewer.account if viewer else ""
        events.add(db, at=dates.now(), account=account, action="share withdrawn", about=person)


def waiting(viewer: Viewer | None) -> tuple[Waiting, ...]:
    """What others share with the viewer at the moment."""
    viewer = require(viewer, Action.READ_SHARED_REPORT)
    with reading() as db:
        found = [
            one for one in shares.shares_with(db, guests.subject_of(db, viewer.account)) if one.is_open(dates.today())
        ]
        owners = [_sitting(db, one).person.id for one in found]
        return tuple(Waiting(one, shares.owner_name(db, owner)) for one, owner in zip(found, owners, strict=True))


def read(viewer: Viewer | None, share_id: int) -> SharedReport:
    """What was shared with the viewer, as it stands now.

    Raises NotFound for a share that is not there or is somebody else's: the two cannot be told apart;
    WrongState("share_ended") for one that has ended or was withdrawn.
    """
    viewer = require(viewer, Action.READ_SHARED_REPORT)
    with reading() as db:
        found = shares.share(db, share_id)
        if found.reader != guests.subject_of(db, viewer.account):
            raise NotFound("that report")
        if not found.is_open(dates.today()):
            raise WrongState("share_ended")
        return _shared(db, _sitting(db, found), found.ends_on)


def _sitting(db: Session, share: Share) -> Sitting:
    sitting = reads.sitting(db, share.sitting_id)
    if sitting is None:
        raise NotFound("that report")
    return sitting


def _shared(db: Session, sitting: Sitting, until: date | None) -> SharedReport:
    """Built for owner and reader alike, so that a preview is what a reader sees."""
    bank = banks.version(sitting.bank_version)
    whole = profile_of(db, sitting, bank)
    without = tuple(replace(score, self=None, self_se=None) for score in whole.scores)
    profile = replace(whole, scores=without)
    return SharedReport(
        owner=shares.owner_name(db, sitting.person.id),
        organisation=reads.organisation_name(db, sitting.person.organisation),
        sitting=sitting,
        bank=bank,
        profile=profile,
        advice=recommendations.advise(profile, bank),
        plan=planning.plan_of(db, profile, bank, sitting.person.id),
        until=until,
    )
