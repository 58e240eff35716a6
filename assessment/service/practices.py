"""What strong peers do: read by everybody who sees results of groups, written by the organisations themselves."""

from dataclasses import asdict, dataclass
from datetime import datetime

from assessment import dates
from assessment.access import Action, may, require
from assessment.errors import EntryRefused, NotFound, WrongState
from assessment.model import Cycle, Domain, Practice, Viewer
from assessment.practices import SHARED_ALREADY, Entered, HighestQuarter, checked, highest_quarter
from assessment.service import banks, releases
from assessment.store import practices, reading, reads, registers, writing


@dataclass(frozen=True, slots=True)
class Area:
    """An area with the level (1-5) from which its highest quarter begins, among how many organisations.

    `begins` is None where nobody is named: too few are published, or there is no evidence that they differ.
    """

    domain: Domain
    begins: float | None
    among: int
    too_few: bool
    practices: tuple[Practice, ...]


@dataclass(frozen=True, slots=True)
class PracticesView:
    """Areas in the order of the bank, each with what is shared in it; `names` of the organisations that share.

    `home` is the organisation (code) for which the viewer may share, empty for readers; `may_share` the areas (ids) in
    which it is strong enough to, `own` its practices, `own_hidden` those of them that nobody else sees any more.
    """

    cycle: Cycle
    released_at: datetime
    areas: tuple[Area, ...]
    names: dict[str, str]
    home: str
    own: tuple[Practice, ...]
    own_hidden: tuple[Practice, ...]
    may_share: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormView:
    """What the form is about; `practice` is the one to change, None for a new one.

    `strong`: the organisation is in the highest quarter of the area. If not, it can only withdraw the practice.
    """

    cycle: Cycle
    domain: Domain
    practice: Practice | None
    strong: bool


@dataclass(frozen=True, slots=True)
class _Strength:
    """The highest quarters of a released cycle by area (id)."""

    cycle: Cycle
    released_at: datetime
    domains: tuple[Domain, ...]
    quarters: dict[str, HighestQuarter]

    def has(self, organisation: str, domain: str) -> bool:
        quarter = self.quarters.get(domain)
        return quarter is not None and organisation in quarter.members


def overview(viewer: Viewer | None, cycle_name: str = "") -> PracticesView:
    """Everything shared in a released cycle; the latest without a name or for an unknown one.

    Whoever has left the highest quarter, through a correction of the release, is no longer shown to others.
    """
    viewer = require(viewer, Action.SEE_ORGANISATION)
    strength = _strength(viewer, cycle_name)
    with reading() as db:
        every = practices.practices(db, strength.cycle.id)
        names = {o.code: o.name for o in registers.of_release(db, strength.cycle.id)}
    shown = tuple(one for one in every if strength.has(one.organisation, one.domain))
    home = viewer.organisation if may(viewer, Action.SHARE_PRACTICE, viewer.organisation) else ""
    own = tuple(one for one in every if one.organisation == home)
    return PracticesView(
        cycle=strength.cycle,
        released_at=strength.released_at,
        areas=tuple(_area(domain, strength.quarters[domain.id], shown) for domain in strength.domains),
        names={one.organisation: names[one.organisation] for one in (*shown, *own)},
        home=home,
        own=own,
        own_hidden=tuple(one for one in own if one not in shown),
        may_share=tuple(domain.id for domain in strength.domains if strength.has(home, domain.id)),
    )


def _area(domain: Domain, quarter: HighestQuarter, shown: tuple[Practice, ...]) -> Area:
    here = tuple(one for one in shown if one.domain == domain.id)
    return Area(domain, quarter.begins, quarter.among, quarter.too_few, here)


def form(viewer: Viewer | None, cycle_name: str, area: str, practice_id: int = 0) -> FormView:
    """The form for a new practice in an area, or for the one of that id, whatever `cycle_name` and `area` say.

    Raises NotFound, NotAllowed for another's practice, and WrongState("not_in_highest_quarter") for a new one.
    """
    viewer = _sharer(viewer)
    held = _own(viewer, practice_id) if practice_id else None
    strength = _strength(viewer, cycle_name, held.cycle_id if held else None)
    domain = next((d for d in strength.domains if d.id == (held.domain if held else area)), None)
    if domain is None:
        raise NotFound("that area")
    strong = strength.has(viewer.organisation, domain.id)
    if not held and not strong:
        raise WrongState("not_in_highest_quarter")
    return FormView(strength.cycle, domain, held, strong)


def share(viewer: Viewer | None, cycle_name: str, area: str, entered: Entered) -> None:
    """Show a practice of the viewer's organisation to everybody who sees results of groups.

    Raises EntryRefused with words for each field, and what `form` raises.
    """
    viewer = _sharer(viewer)
    _put(viewer, form(viewer, cycle_name, area), entered)


def change(viewer: Viewer | None, practice_id: int, entered: Entered) -> None:
    """Put other words in the place of a practice; the earlier ones are withdrawn, and kept as such.

    Raises what `share` raises, also NotFound where somebody else has changed or withdrawn it meanwhile.
    """
    viewer = _sharer(viewer)
    about = form(viewer, "", "", practice_id)
    if not about.strong:
        raise WrongState("not_in_highest_quarter")
    _put(viewer, about, entered)


def withdraw(viewer: Viewer | None, practice_id: int) -> None:
    """Take a practice of the viewer's own organisation back, at once. Raises NotFound, NotAllowed."""
    held = _own(_sharer(viewer), practice_id)
    with writing() as db:
        practices.withdraw_practice(db, practice_id=held.id, now=dates.now())


def _sharer(viewer: Viewer | None) -> Viewer:
    viewer = require(viewer, Action.SHARE_PRACTICE)
    return require(viewer, Action.SHARE_PRACTICE, viewer.organisation)


def _own(viewer: Viewer, practice_id: int) -> Practice:
    with reading() as db:
        held = practices.practice(db, practice_id)
    require(viewer, Action.SHARE_PRACTICE, held.organisation)
    return held


def _put(viewer: Viewer, about: FormView, entered: Entered) -> None:
    """Add a practice, in the place of `about.practice` if there is one: both or neither."""
    said, before, now = checked(entered), about.practice, dates.now()
    with writing() as db:
        if before:
            practices.withdraw_practice(db, practice_id=before.id, now=now)
        own = {"organisation": viewer.organisation, "domain": about.domain.id}
        if any(
            (other.organisation, other.domain, other.title.casefold()) == (*own.values(), said.title.casefold())
            for other in practices.practices(db, about.cycle.id)
        ):
            raise EntryRefused({"title": SHARED_ALREADY})
        practices.add_practice(db, cycle_id=about.cycle.id, now=now, **own, **asdict(said))


def _strength(viewer: Viewer, cycle_name: str, cycle_id: int | None = None) -> _Strength:
    """Of the cycle of that number or name; raises WrongState("no_release") while there is none."""
    with reading() as db:
        numbered = next((cycle for cycle in reads.cycles(db) if cycle.id == cycle_id), None)
        cycle = numbered or releases.chosen(db, cycle_name)
    published = releases.published(viewer, cycle, view="organisation", measure="level")
    if published is None:
        raise WrongState("no_release")
    domains = banks.version(cycle.bank_version).domains
    quarters = {domain.id: highest_quarter(published, domain.id) for domain in domains}
    return _Strength(cycle, published.released_at, domains, quarters)
