"""An organisation and its peers in words: who they are and why, what the comparison says, and the same as a table."""

from collections.abc import Mapping, Sequence

from assessment import dates
from assessment.model import Cell, Domain, Organisation
from assessment.peer_groups import CUSTOM, Rule
from assessment.peers import ABOUT_THE_SAME, CLEARLY_ABOVE, CLEARLY_BELOW, FEW_PEOPLE, Comparison, fewest
from assessment.service.comparing import WIDER, Beside, Named, OrganisationView, Wider
from ui import figures, texts
from ui.heatmap_words import ALL_OF_GOVERNMENT
from ui.tables import UNRELIABLE, WITHHELD
from ui.tables import Cell as TableCell

COLUMNS = (
    "Area",
    "Us",
    "Our range",
    "Lowest quarter up to",
    "Middle of peers",
    "Highest quarter from",
    "All people",
    "People",
    "Compared with peers",
)
CAPTION = "Our average level beside our peers, on a scale of 1 to 5"
GAP_COLUMNS = ("Area", "Average level", "Range", "Target", "Gap", "Below target, %", "People")
GAP_CAPTION = "Average level and target for our mix of grades"
NO_COMPARISON = "There is not enough to compare this organisation with its peers."
NO_LEAGUE_TABLE = (
    "This is no league table. Peers have no names and no places; a quarter of them is always the lowest quarter."
)
LOW_RELIABILITY = (
    f"{UNRELIABLE} means low reliability: fewer than {FEW_PEOPLE} people answered, so that a few of them can move the "
    "figure."
)
HOW_TO_READ = (
    "Orange dot and line: our average level, and how far it could be off.",
    "Black line: the middle of our peers. Half of them are below it and half above. Each organisation counts once, "
    "however large.",
    "Pale bar: the middle half of our peers. A quarter of them are below it and a quarter above.",
    "Circles: single peers, without names. They are drawn for one choice of peers only, unless you may see every "
    "organisation: two choices side by side could tell whose circle is whose.",
    "All people: the average of everybody in government who answered. There large organisations count for more.",
)
NOTHING_SHOWN = (
    "Nothing can be shown for this organisation. Too few people answered, nobody did, or showing it would reveal "
    "another group."
)
WIDEN = "Widen the group:"
CHOOSE_MORE = "Choose {} organisations or more."
TOO_FEW = "Fewer than {} of these organisations have published results, so they cannot be used: {}."
NOT_ONE_BY_ONE = (
    "Only the learning team can choose peers one by one: two such choices side by side would tell the figure of one of "
    "them."
)


# ---- who the peers are -------------------------------------------------------------------------------


def rule_names(beside: Beside) -> dict[str, str]:
    """What to choose among, by the key of a rule."""
    return {rule.id: rule.name for rule in beside.rules}


def refusal(beside: Beside) -> str:
    """Why the rule that was asked for is not used, and which one is; nothing where it is."""
    refused = beside.choice.refused
    if refused is None:
        return ""
    group = beside.choice.group
    instead = f" This page compares with: {group.rule.name.lower()}." if group else ""
    return _reason(refused, beside) + instead


def _reason(refused: Rule, beside: Beside) -> str:
    enough = fewest()
    if refused != CUSTOM:
        return TOO_FEW.format(_number(enough), refused.name.lower())
    if beside.custom is None:
        return NOT_ONE_BY_ONE
    if len(beside.custom.group.members) < enough:
        return CHOOSE_MORE.format(_number(enough))
    return TOO_FEW.format(_number(enough), "those that you have chosen")


def notes_on_choice(beside: Beside) -> list[str]:
    """What became of organisations that somebody named and that were not there on the day the cycle opened."""
    custom, names = beside.custom, beside.names
    if custom is None:
        return []
    replaced = [
        f"{names[code]} had ended when the cycle opened. Instead: {_list([names[one] for one in standing])}."
        for code, standing in custom.replaced
    ]
    unknown = (
        [f"Left out, as not in the register when the cycle opened: {_list(custom.unknown)}."] if custom.unknown else []
    )
    return [*replaced, *unknown]


def about(beside: Beside) -> str:
    """The rule in force and what its members share."""
    group = beside.choice.group
    if group is None:
        return NO_COMPARISON
    shared = f" ({group.shared})" if group.shared else ""
    return f"Compared with: {group.rule.name.lower()}{shared}. {group.rule.about}"


def members(view: OrganisationView) -> tuple[str, ...]:
    """The members by name, and how they came to be members."""
    return (
        f"{'; '.join(one.name for one in view.beside.members)}.",
        f"They follow from the register on {dates.day(view.cycle.opens_at)}, when the cycle opened, and not from "
        "results. Some may have no published results. We do not say which.",
    )


def standing(named: Named) -> str:
    """That the organisation asked for had ended, and what stands for it; nothing where it had not."""
    if named.ended is None:
        return ""
    names = [one.name for one in named.successors]
    now = f"{'Its successors are' if len(names) > 1 else 'Its successor is'} {_list(names)}."
    here = f" This page is about {named.organisation.name}." if named.organisation != named.ended else ""
    return f"{named.ended.name} had ended when this cycle opened. {now}{here}"


# ---- what the comparison says ------------------------------------------------------------------------


def headline(comparisons: Sequence[Comparison], names: Mapping[str, str]) -> str:
    """The verdicts in one sentence, by domain `names`; every domain it names has that verdict in the table."""
    judged = [row for row in comparisons if row.verdict]
    if not judged:
        return NO_COMPARISON
    parts = []
    for verdict in (CLEARLY_BELOW, CLEARLY_ABOVE):
        found = [names[row.domain] for row in judged if row.verdict == verdict]
        if found:
            parts.append(f"{verdict} in {len(found)} of {len(judged)} areas ({'; '.join(found)})")
    if not parts:
        areas = "the one area" if len(judged) == 1 else f"all {len(judged)} areas"
        return f"About the same as the middle of its peers in {areas} that can be compared."
    same = "; about the same in the others" if any(row.verdict == ABOUT_THE_SAME for row in judged) else ""
    return f"Beside the middle of its peers: {', '.join(parts)}{same}."


def verdict_rule(beside: Beside) -> str:
    """When we say "clearly", and over how many comparisons it is held to be right."""
    group = beside.choice.group
    family = (
        "over the areas of this organisation" if group and group.rule == CUSTOM else "over all organisations and areas"
    )
    return (
        "We say “clearly” only if two things hold: the difference from the middle of the peers is significant "
        f"(Benjamini-Hochberg, 5%, {family}), and our range leaves that middle out."
    )


def alike(domains: Sequence[Domain]) -> str:
    """The areas in which organisations may all be the same; nothing where there are none."""
    if not domains:
        return ""
    return (
        f"There is no evidence that organisations differ in {_list([one.short_name for one in domains])}. "
        "What differences there are may be chance."
    )


def row(comparison: Comparison, name: str) -> tuple[TableCell, ...]:
    """Us beside our peers in one domain, in the order of COLUMNS."""
    c = comparison
    return (
        name,
        _figure(c.estimate, c.n),
        figures.span(c.low, c.high),
        figures.number(c.lower_quartile),
        figures.number(c.median),
        figures.number(c.upper_quartile),
        figures.number(c.everyone),
        WITHHELD if c.n is None else str(c.n),
        c.verdict or figures.NOTHING,
    )


def gap_row(cell: Cell, name: str) -> tuple[TableCell, ...]:
    """A group's level, target and gap in one domain, in the order of GAP_COLUMNS."""
    share = cell.share_below_target
    below = f"{share:.0%}" if share is not None else figures.NOTHING if cell.shown else WITHHELD
    return (
        name,
        _figure(cell.estimate, cell.n),
        figures.span(cell.low, cell.high),
        figures.number(cell.target),
        figures.number(cell.gap),
        below,
        WITHHELD if cell.n is None else str(cell.n),
    )


def notes(rows: Sequence[Sequence[TableCell]]) -> str:
    """What the marks in a table mean."""
    unreliable = any(str(cell).endswith(UNRELIABLE) for row in rows for cell in row)
    return f"{texts.WITHHELD_NOTE} {LOW_RELIABILITY}" if unreliable else texts.WITHHELD_NOTE


def _figure(value: float | None, n: int | None) -> str:
    written = figures.number(value)
    return f"{written} {UNRELIABLE}" if n is not None and n < FEW_PEOPLE else written


# ---- wider groups ------------------------------------------------------------------------------------


def wider_links(organisation: Organisation) -> dict[str, str]:
    """Wider groups to offer: the word in the address, and what the link says."""
    names = {"group": organisation.parent_group, "type": organisation.type, "all": ""}
    words = {"group": "Parent group: {}", "type": "Type: {}", "all": ALL_OF_GOVERNMENT}
    return {key: words[key].format(names[key]) for key in WIDER if names[key] or key == "all"}


def wider_caption(wider: Wider) -> str:
    return f"Average level and target: {wider.name or ALL_OF_GOVERNMENT}"


def _list(names: Sequence[str]) -> str:
    """One, two and three in a sentence."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _number(number: int) -> str:
    return {5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}.get(number, str(number))
