"""What two versions of a bank share: the items that can link them, and how far apart their scores start."""

from dataclasses import dataclass
from itertools import chain

from assessment.forms import EVIDENCE
from assessment.model import HIGHEST, LOWEST, Item, QuestionBank
from assessment.scoring import domain_items, facility

COMMON_SHARE, COMMON_ITEMS = 0.3, 3
"""Of the evidence items of a domain, this share and this many must be common (a judgement, not a finding)."""
DEMONSTRATED = "demonstrated"


@dataclass(frozen=True, slots=True)
class Overlap:
    """The `common` items among the `of` evidence items of a domain that the new version asks.

    `kind` is situational, knowledge, or demonstrated for both together, to which the rule applies.
    """

    domain: str
    kind: str
    common: tuple[str, ...]
    of: int

    @property
    def share(self) -> float:
        return len(self.common) / self.of if self.of else 0.0

    @property
    def enough(self) -> bool:
        """At least 30% and at least 3."""
        return self.share >= COMMON_SHARE and len(self.common) >= COMMON_ITEMS


def asked(bank: QuestionBank) -> tuple[Item, ...]:
    """The evidence items in use that stand on a form; all in use where the bank has no forms."""
    on_forms = set(chain.from_iterable(form.items for form in bank.forms)) if bank.forms else bank.item_by_id.keys()
    return tuple(i for i in bank.items if i.in_use and i.type in EVIDENCE and i.id in on_forms)


def common_items(old: QuestionBank, new: QuestionBank) -> tuple[str, ...]:
    """Evidence items that both versions ask in the same words and reward alike, in the order of the new version."""
    before = {item.id: _as_met(item) for item in asked(old)}
    return tuple(item.id for item in asked(new) if before.get(item.id) == _as_met(item))


def _as_met(item: Item) -> tuple[object, ...]:
    return item.type, item.domain, item.scenario, item.stem, item.options


def overlaps(old: QuestionBank, new: QuestionBank) -> tuple[Overlap, ...]:
    """Three a domain: situational items, knowledge items, both together."""
    common = set(common_items(old, new))
    found = []
    for domain in new.domains:
        for kind, types in (*((kind, (kind,)) for kind in EVIDENCE), (DEMONSTRATED, EVIDENCE)):
            items = [item.id for item in asked(new) if item.domain == domain.id and item.type in types]
            found.append(Overlap(domain.id, kind, tuple(item for item in items if item in common), len(items)))
    return tuple(found)


def step(old: QuestionBank, new: QuestionBank, domain: str) -> float:
    """How much higher the same people stand in demonstrated (1-5) for the new version's sake alone.

    Scores are centred on the mean facility of a version's own items in use, so a version with easier items gives equal
    people higher scores. Take this off before scores of two versions are compared. Types that one version lacks are
    left out.
    """
    if domain not in old.domain_by_id:
        return 0.0
    moved = {}
    for kind in EVIDENCE:
        then, now = (list(map(facility, domain_items(bank, domain, kind))) for bank in (old, new))
        if then and now:
            moved[kind] = sum(now) / len(now) - sum(then) / len(then)
    weight = sum(new.method_weights[kind] for kind in moved)
    return (HIGHEST - LOWEST) * sum(new.method_weights[k] * m for k, m in moved.items()) / weight if weight else 0.0
