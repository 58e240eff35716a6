"""One organisation beside its peers, in a released cycle: its own for a department, any for the central team."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment import dates, peer_groups, peers, register
from assessment.access import Action, may, require
from assessment.errors import NotAllowed, NotFound, WrongState
from assessment.model import Cell, Cycle, Domain, Organisation, Published, Viewer
from assessment.peer_groups import CUSTOM, Custom, Rule
from assessment.peers import Choice, Comparison
from assessment.register import PeopleSurvey
from assessment.service import banks, insight, releases
from assessment.service.insight import ResponseRow
from assessment.store import reading, registers

CLASSES = ("class_low", "class_middle", "class_high")
WIDER = {"group": "parent_group", "type": "organisation_type", "all": "all"}
"""Wider groups that an organisation lies in: the word in addresses, and the view of the release."""

Classes = dict[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Named:
    """The organisation a page is about.

    `ended` is the one that was asked for, if it had ended before the cycle opened; `successors` all that stand for it.
    """

    organisation: Organisation
    ended: Organisation | None = None
    successors: tuple[Organisation, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Whom an organisation is compared with: the choice, its members by name, and the rules that can be chosen.

    `rules` come in order of preference, the one that is used unless somebody chooses first. `custom` is what somebody
    chose one by one among `candidates`; None for viewers who see no single organisations. `levels` are those of single
    peers by domain, without names: empty where two choices laid side by side would tell whose they are. `names` are of
    all organisations there have ever been, by code.
    """

    choice: Choice
    rules: tuple[Rule, ...]
    members: tuple[Organisation, ...]
    custom: Custom | None
    candidates: tuple[Organisation, ...]
    levels: dict[str, tuple[float, ...]]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Wider:
    """A wider group that an organisation lies in: its key in WIDER, its name (empty for everybody), cells by domain."""

    key: str
    name: str
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """One organisation beside its peers, and what its people said in the People Survey.

    `classes` are shares (0-1) of people low, in the middle and high by domain, where published; `alike` the domains in
    which there is no evidence that organisations differ.
    """

    cycle: Cycle
    named: Named
    choices: tuple[Organisation, ...]
    published: Published
    domains: tuple[Domain, ...]
    beside: Beside
    comparisons: tuple[Comparison, ...]
    cells: dict[str, Cell]
    classes: Classes
    alike: tuple[Domain, ...]
    wider: Wider | None
    response: ResponseRow
    people_survey: tuple[PeopleSurvey, ...]

    @property
    def organisation(self) -> Organisation:
        return self.named.organisation

    @property
    def shown(self) -> bool:
        """Whether any figure is published; if not, the page does not say how many answered either."""
        return any(cell.shown for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class _Release:
    """What every part of the page is made from.

    `register` is that of the release, and what has come since; `then` the part of the former that existed on the day
    the cycle opened: peers stay as they were, whatever becomes of the register.
    """

    cycle: Cycle
    levels: Published
    everyone: Published
    domains: tuple[Domain, ...]
    register: tuple[Organisation, ...]
    then: tuple[Organisation, ...]
    opened: date

    @property
    def names(self) -> list[str]:
        return [domain.id for domain in self.domains]


def organisation(
    viewer: Viewer | None,
    code: str = "",
    cycle_name: str = "",
    *,
    wanted: str = "",
    custom: Sequence[str] = (),
    wider: str = "",
) -> OrganisationView:
    """An organisation by code, beside its peers by the rule `wanted` or those named in `custom`.

    A word that is empty or unknown stands for the usual: the own organisation or the first, the latest cycle, the first
    rule that can be used, no wider group. Raises NotAllowed for an organisation that is not the viewer's, NotFound for
    one that is not in the register, WrongState("no_release").
    """
    viewer = require(viewer, Action.SEE_ORGANISATION)
    made = _release(viewer, cycle_name)
    in_release = {cell.organisation for cell in made.levels.cells}
    seen = (one for one in made.register if one.code in in_release and may(viewer, Action.SEE_ORGANISATION, one.code))
    choices = tuple(sorted(seen, key=lambda one: one.name))
    named = _named(viewer, code or viewer.organisation or (choices[0].code if choices else ""), made)
    own = named.organisation.code
    published = made.levels.select(organisation=own)
    beside = _beside(viewer, own, made, wanted, custom)
    return OrganisationView(
        cycle=made.cycle,
        named=named,
        choices=choices,
        published=published,
        domains=made.domains,
        beside=beside,
        comparisons=_comparisons(own, beside.choice, made),
        cells=_by_domain(published, made.domains, "organisation"),
        classes=_classes(viewer, own, made),
        alike=tuple(domain for domain in made.domains if ("level", domain.id) in made.levels.alike),
        wider=_wider(viewer, named.organisation, made, wider),
        response=insight.response_of(viewer, made.cycle, own),
        people_survey=tuple((register.people_survey(own) or {}).values()),
    )


def _release(viewer: Viewer, cycle_name: str) -> _Release:
    with reading() as db:
        cycle = releases.chosen(db, cycle_name)
        known, then = (registers.of_release(db, cycle.id, with_newer=newer) for newer in (True, False))
    levels, everyone = (_published(viewer, cycle, view) for view in ("organisation", "all"))
    opened = cycle.opens_at.astimezone(dates.UK).date()
    then = tuple(one for one in then if one.valid_on(opened))
    return _Release(cycle, levels, everyone, banks.version(cycle.bank_version).domains, known, then, opened)


def _published(viewer: Viewer, cycle: Cycle, view: str, measure: str = "level") -> Published:
    found = releases.published(viewer, cycle, view=view, measure=measure)
    if found is None:
        raise WrongState("no_release")
    return found


def _named(viewer: Viewer, code: str, made: _Release) -> Named:
    """The organisation of that code, or the first that stands for it and that the viewer may see."""
    known = {one.code: one for one in made.register}
    standing = peer_groups.standing_for(code, made.register, made.opened)
    seen = [one for one in (*standing, code) if may(viewer, Action.SEE_ORGANISATION, one)]
    if not seen:
        raise NotAllowed
    if seen[0] not in known:
        raise NotFound("that organisation")
    if not standing or standing == (code,):
        return Named(known[code])
    return Named(known[seen[0]], known[code], tuple(known[one] for one in standing))


def _beside(viewer: Viewer, own: str, made: _Release, wanted: str, custom: Sequence[str]) -> Beside:
    """Single organisations can be chosen, and told by their level, only by those who see them all by name anyway."""
    by_name = may(viewer, Action.SEE_GAPS)
    published = peers.published_organisations(made.levels)
    picked = peer_groups.custom(custom, own, made.register, made.opened) if by_name else None
    choice = peers.choose(own, made.then, published, wanted, picked.group if picked else None)
    usual = peers.choose(own, made.then, published).group
    order = peer_groups.rules().order
    first = usual.rule if usual else order[0]
    members = choice.group.members if choice.group else ()
    known = {one.code: one for one in made.register}
    return Beside(
        choice=choice,
        rules=(first, *(rule for rule in order if rule != first), *((CUSTOM,) if by_name else ())),
        members=tuple(sorted((known[code] for code in members), key=lambda one: one.name)),
        custom=picked,
        candidates=tuple(sorted((one for one in made.then if one.code != own), key=lambda one: one.name)),
        levels=peers.levels(made.levels, members) if by_name or choice.group == usual else {},
        names={one.code: one.name for one in made.register},
    )


def _comparisons(own: str, choice: Choice, made: _Release) -> tuple[Comparison, ...]:
    members = choice.group.members if choice.group else ()
    if choice.group is None or choice.group.rule == CUSTOM:
        judged = peers.own_verdicts(made.levels, own, members, made.names)
    else:
        judged = peers.verdicts(made.levels, made.then, choice.group.rule, made.names)
    everyone = {cell.domain: cell.estimate for cell in made.everyone.cells if cell.estimate is not None}
    return peers.compare(made.levels, own, made.names, members, judged, everyone)


def _classes(viewer: Viewer, own: str, made: _Release) -> Classes:
    """The three shares of each domain that has them all."""
    found = [
        {
            cell.domain: cell.estimate
            for cell in _published(viewer, made.cycle, "organisation", name).cells
            if cell.organisation == own
        }
        for name in CLASSES
    ]
    shares = {name: tuple(shares.get(name) for shares in found) for name in made.names}
    return {
        name: (low, middle, high)
        for name, (low, middle, high) in shares.items()
        if low is not None and middle is not None and high is not None
    }


def _wider(viewer: Viewer, own: Organisation, made: _Release, key: str) -> Wider | None:
    if key not in WIDER:
        return None
    view = WIDER[key]
    keys = {"group": {view: own.parent_group}, "type": {view: own.type}, "all": {}}[key]
    found = _published(viewer, made.cycle, view).select(**keys)
    return Wider(key, next(iter(keys.values()), ""), _by_domain(found, made.domains, view))


def _by_domain(published: Published, domains: Sequence[Domain], view: str) -> dict[str, Cell]:
    """The cells of one group; a domain without one looks withheld."""
    found = {cell.domain: cell for cell in published.cells}
    return {one.id: found.get(one.id, Cell(view, one.id, "level", "withheld")) for one in domains}
