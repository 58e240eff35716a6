"""The words and rows of the pages of the question bank, from the values of its service."""

from collections.abc import Sequence
from datetime import date

from assessment import item_types
from assessment.bank.content import LONGEST_SHARE, RULE_OF_THUMB_CREDIT, STEM_GRADE, WORDING_CREDIT
from assessment.bank.coverage import KINDS as COVERED_KINDS
from assessment.bank.coverage import Coverage, Covered, Measured
from assessment.bank.wording import WordingCredit
from assessment.forms import Facility
from assessment.model import (
    HIGHEST,
    LOWEST,
    DevelopmentAction,
    Domain,
    Form,
    Item,
    LearningOffer,
    Level,
    NotYet,
    QuestionBank,
)
from assessment.service.editing import ItemView, Version
from ui.frame import SummaryRow
from ui.tables import Cell, Link

KINDS = {
    "rating": "Self-rating",
    "situational": "Scenario",
    "knowledge": "Knowledge",
    "pulse": "Statement about the department",
    "vignette": "Example to place",
}
FLAGS = {
    "V": "the opening of the primary page was read",
    "S": "read in a secondary report",
    "K": "not verified",
    "P": "our own proposal, until a panel has set it",
}
EFFORTS = {"ten_minutes": "Ten minutes", "half_day": "Half a day", "three_months": "Three months"}
AVAILABILITY = {"open": "Open", "check": "Check first: it may have changed or ended", "ended": "Ended"}
NEVER_CHANGES = "It is published: its files are locked, and never change."
DRAFT = "It is a draft: no cycle uses it, and it may still change."
NOT_LOCKED = "It is not locked: publish it, so that it cannot change while people answer it."
SHUFFLED = "Everybody gets the answers in an order of their own."
IN_ORDER = "Everybody gets the answers in this order."


def standing(version: Version) -> str:
    """Whether a version can still change."""
    if version.published:
        return NEVER_CHANGES
    return DRAFT if version.status == "draft" else NOT_LOCKED


def flag(status: str) -> str:
    return f"{status}: {FLAGS[status]}" if status in FLAGS else "not given"


def expected(value: float | None) -> str:
    return "not given" if value is None else f"{value:.2f}"


def observed(value: Facility | NotYet | None) -> str:
    """The observed facility with its range and n, or that it is not yet estimable."""
    if value is None:
        return "none asked"
    if isinstance(value, NotYet):
        return str(value).capitalize()
    return f"{value.mean:.2f} ({value.low:.2f} to {value.high:.2f}; n {value.n:,})"


def on(day: date | None) -> str:
    """A day in words, or that nobody has said."""
    return f"{day.day} {day:%B %Y}" if day else "not given"


# ---- one item ----------------------------------------------------------------------------------------


def points(view: ItemView, number: int) -> str:
    """What an option earns, in the terms of its kind of item."""
    item = view.item
    if item.type == "vignette":
        return "the panel's level" if number == item.expert_level else "another level"
    if item.type == "situational":
        return f"{item.options[number - 1].points} of 3 points"
    if item.type == "knowledge":
        return "right" if item.options[number - 1].points else "wrong"
    value = item_types.of(item).value(item, number)
    return (
        "no score" if value is None or item.type == "pulse" else f"counts as {LOWEST + (HIGHEST - LOWEST) * value:.1f}"
    )


def item_rows(view: ItemView) -> list[SummaryRow]:
    item = view.item
    status = item.status.capitalize() + (f": {item.status_reason}" if item.status_reason else "")
    competency = f"{item.competency}: {view.competency.name}" if view.competency else ""
    rows = (
        ("Kind", KINDS[item.type]),
        ("Competency", competency),
        ("Status", status),
        ("On forms", ", ".join(view.on_forms) or "none"),
        ("People who were given it", f"{view.people:,}"),
        ("Expected facility", "" if item.type in ("pulse", "vignette", "rating") else expected(item.expected_facility)),
        ("Reading grade of what is asked", f"{view.grade:.1f}"),
        ("Never with", ", ".join(view.enemies)),
        ("Stands in for", item.reserve_for),
        ("Items that stand in for it", ", ".join(view.reserves)),
        ("Replaces", item.replaces),
        ("Replaced by", ", ".join(view.replaced_by)),
        ("Asks for evidence", item.evidence_prompt),
        ("The panel should look at its key first", "Yes" if item.panel_priority else ""),
    )
    return [SummaryRow(label, value) for label, value in rows if value]


def source_rows(view: ItemView) -> list[SummaryRow]:
    item = view.item
    rows = [
        ("Status of the source", flag(item.source_status)),
        ("Checked", on(item.as_of)),
        ("Due for review", on(item.review_on)),
        ("Owner", item.owner or "not given"),
        ("What to check", item.review_note),
        *((source.id, f"{source.title}. {source.publisher}, {source.date}. {source.url}") for source in view.sources),
    ]
    return [SummaryRow(label, value) for label, value in rows if value]


# ---- coverage ----------------------------------------------------------------------------------------

RULE_LIMIT = f"{RULE_OF_THUMB_CREDIT:.2f}"
HOW_TO_READ_COVERAGE = (
    "An item counts for a recommendation or a theme if its competency is named there, or if it names the theme itself.",
    f"The reading grade (Flesch-Kincaid) is the number of school years that a reader needs; the limit is {STEM_GRADE:g}. "
    "Terms that the bank allows count as short words.",
    f"The best option may be the longest in {LONGEST_SHARE:.0%} of items at most. Options are shuffled on screen; the "
    "place matters where a form is printed in stored order.",
)


def gaps(found: Coverage) -> list[str]:
    """Sentences about what has no item, or no evidence item, behind it."""
    kinds = ("situational", "knowledge")
    bare = [f"{c.id} {c.name}" for c in found.competencies if not c.total]
    unproved = [c.id for c in found.competencies if c.total and not sum(c.counts[1:3])]
    lines = [f"{name} has no item in use." for name in bare]
    lines += [f"{', '.join(unproved)}: only self-ratings, no {' or '.join(kinds)} item."] if unproved else []
    lines += [f"Recommendation {r.id} has no item in use." for r in found.recommendations if not r.total]
    return lines + [f"Theme {t.id} has no item in use." for t in found.themes if not t.total]


def covered_table(first: str, rows: Sequence[Covered]) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    """Columns and rows; kinds of item that none of them has are left out."""
    kinds = [place for place in range(len(COVERED_KINDS)) if any(row.counts[place] for row in rows)]
    columns = (first, *(KINDS[COVERED_KINDS[place]] for place in kinds), "All")
    return columns, [(f"{row.id} {row.name}", *(row.counts[place] for place in kinds), row.total) for row in rows]


def balance_table(found: Coverage) -> tuple[tuple[str, ...], list[tuple[Cell, ...]]]:
    most = max((len(balance.places) for balance in found.balances), default=0)
    columns = ("Kind", "Items", *(f"Option {n + 1}" for n in range(most)), "Key is longest", "Share")
    rows = [
        (
            KINDS[b.kind],
            b.items,
            *(b.places[n] if n < len(b.places) else 0 for n in range(most)),
            b.longest,
            f"{b.longest / b.items:.0%}" if b.items else "none",
        )
        for b in found.balances
    ]
    return columns, rows


def wording(found: WordingCredit) -> str:
    return (
        f"A model that sees only the wording of options, never the scenario, picks the best one in {found.found} of "
        f"{found.scenarios} scenarios and earns {found.credit:.2f} of the credit (limit {WORDING_CREDIT}). With keys "
        f"shuffled it earns {found.chance:.2f}, and less than {found.chance_95:.2f} in 95 of 100 cases. It has learned "
        "from the keys of the other scenarios, which nobody who answers has seen."
    )


MEASURED = (
    "Item",
    "Kind",
    "Words asked",
    "Longest option, words",
    "Reading grade",
    "Key is option",
    "Key is longest",
    "Expected credit",
    "Recommendations",
    "Themes",
)


def measured_row(one: Measured, version: str) -> tuple[Cell, ...]:
    item = Link(one.item.id, f"/bank-item?id={one.item.id}&version={version}")
    facility = expected(one.item.expected_facility) if one.item.type in PLURALS else "none"
    key: tuple[Cell, Cell] = ("no key", "no key") if one.key is None else (str(one.key), "Yes" if one.longest else "No")
    named = (", ".join(one.recommendations) or "none", ", ".join(one.themes) or "none")
    return item, KINDS[one.item.type], one.asked, one.option, f"{one.grade:.1f}", *key, facility, *named


# ---- forms -------------------------------------------------------------------------------------------

PLURALS = {"situational": "scenarios", "knowledge": "knowledge items"}
ABOUT_FORMS = (
    "The forms of a family should be equally hard, so that a department is not judged by which form its people had. "
    "Expected is what the bank says of each item; observed is what people earned."
)
HOW_TO_READ_FORMS = (
    "A mean credit of 0.63 says that people earn 63% of the points on average. “I do not know” earns nothing; “does not "
    "apply” is left out.",
    "Forms with the same scenarios and knowledge items share their answers: those of a standard and a full form are one.",
    "The range is never too narrow: it holds however much the answers of one person have in common.",
    "Forms are dealt at random in equal numbers within each organisation and grade. Somebody who took part before gets "
    "a form that they have not met.",
    "What to replace first: items that many people have seen, and anchors that were harder or easier than thought.",
)
ABOUT_ASSEMBLING = (
    "This chooses items from the bank for a new form: the same numbers by area and kind as the pattern, with the anchors "
    "and without enemies. It is as hard as the pattern, and shares as little as can be with the forms that are there."
)
RULES_OF_FORMS = (
    "Only items in use are chosen. Items that the fewest people have seen come first.",
    "Where it can, a form asks about another competency with each item.",
    "The choice is exact: an integer programme is solved (van der Linden 2005). The same wishes give the same form.",
    "A form belongs into a draft: copy a version, add the form, check and publish it.",
    "The command chooses in the same way, without looking at who was asked what. Download the form to keep this very one.",
)


def minutes(form: Form) -> str:
    return f"{form.minutes} to {form.minutes_up_to}" if form.minutes_up_to > form.minutes else str(form.minutes)


def exposure_row(item: Item, bank: QuestionBank, people: int) -> tuple[Cell, ...]:
    anchor = "Yes" if item.id in bank.anchors.values() else "No"
    return item.id, item.restatement, KINDS[item.type], anchor, f"{people:,}"


def member_row(item: Item, bank: QuestionBank, version: str) -> tuple[Cell, ...]:
    others = [form.id for form in bank.forms if item.id in form.items]
    link = Link(item.id, f"/bank-item?id={item.id}&version={version}")
    return link, item.restatement, KINDS[item.type], item.competency, ", ".join(others) or "none"


def ids(typed: str) -> tuple[str, ...]:
    """Ids typed in one line, parted by spaces or commas."""
    return tuple(typed.replace(",", " ").split())


def form_command(like: str, letter: str, keep: Sequence[str], avoid: Sequence[str]) -> str:
    """The command that adds such a form to a draft."""
    wishes = "".join([*(f" --keep {item}" for item in keep), *(f" --avoid {item}" for item in avoid)])
    return f"On the command line: bank form YOUR_DRAFT --like {like} --letter {letter}{wishes}"


def free_letter(bank: QuestionBank, like: str) -> str:
    """The first letter that no form of the pattern's family has."""
    taken = {form.letter for form in bank.family(bank.form_by_id[like].family)}
    return next((letter for letter in "abcdefghijklmnopqrstuvwxyz" if letter not in taken), "")


# ---- review ------------------------------------------------------------------------------------------

SPANS: dict[str, int | None] = {"Overdue": 0, "In 3 months": 91, "In a year": 365, "All": None}
HOW_TO_REVIEW = (
    "Open the source and compare. If the fact still holds, set the new dates in a draft.",
    "If it no longer holds, retire the item and write a new one that replaces it: an item that people have answered is "
    "never edited.",
    "For a learning offer, open its page: say whether it can still be booked, and for whom.",
)


def due_counts(found: int, late: int) -> str:
    things = "1 thing is" if found == 1 else f"{found} things are"
    return f"{things} due for review; {late} of them overdue." if found else "Nothing is due for review."


# ---- workbook and exchange ---------------------------------------------------------------------------

ABOUT_WORKBOOK = (
    "Download the workbook, change it in your spreadsheet program, and have it checked here. Nothing is kept: the workbook "
    "goes to whoever publishes the bank, who imports it with “bank import”."
)
AFTER_CHECKING = "Send the workbook to whoever publishes the bank. It becomes a draft, and then a version for good."
ABOUT_EXCHANGE = (
    "Items go to other assessment programs as a QTI 3.0 package, the competency model as CASE. Both are standards of "
    "1EdTech. The package holds the keys: treat it as you treat this page."
)


def cannot_be_used(faults: int) -> str:
    count = "1 fault was" if faults == 1 else f"{faults} faults were"
    return f"This workbook cannot be used yet: {count} found. Nothing was changed."


# ---- advice ------------------------------------------------------------------------------------------

ADVICE_IS_PROVISIONAL = (
    "All of this is provisional. Check the page of a learning offer before you send anybody there: offers change, and "
    "most state neither a price nor dates."
)


def action_row(action: DevelopmentAction, levels: Sequence[Level]) -> tuple[Cell, ...]:
    """To reach, and what to do. How long it takes comes first: a third column leaves the text no room on a telephone."""
    return f"Level {action.to_level} {levels[action.to_level - 1].name}", f"{EFFORTS[action.effort]}. {action.text}"


def serves(offer: LearningOffer, domain: Domain) -> bool:
    return domain.id in offer.domains or any(c.id in offer.competencies for c in domain.competencies)


def offer_row(offer: LearningOffer, domains: Sequence[Domain]) -> tuple[Cell, ...]:
    competencies = (competency for domain in domains for competency in domain.competencies)
    serving = [domain.short_name for domain in domains if domain.id in offer.domains]
    serving += [f"{c.id} {c.name}" for c in competencies if c.id in offer.competencies]
    now = AVAILABILITY[offer.availability] + (f". {offer.note}" if offer.note else "")
    unsaid = "not stated"
    checked = f"{on(offer.as_of)} ({FLAGS[offer.status]})"
    return (
        offer.title,
        offer.provider,
        offer.audience,
        "; ".join(serving),
        offer.length or unsaid,
        offer.cost or unsaid,
        now,
        checked,
        Link("Open the page", offer.url),
    )
