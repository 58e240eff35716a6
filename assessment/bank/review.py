"""What in a bank is due to be looked at again: items, sources and learning offers, by date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessment.model import QuestionBank


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to look at again. `on` is None where nobody has said when; `note` says what to look for."""

    kind: str
    id: str
    title: str
    on: date | None
    owner: str
    status: str
    checked: date | None
    note: str = ""

    def overdue(self, today: date) -> bool:
        return self.on is None or self.on < today


def due(bank: QuestionBank, by: date | None = None) -> tuple[Due, ...]:
    """Everything whose review date is `by` or earlier, or missing; the earliest first. Without `by`, everything."""
    found = [one for one in _all(bank) if by is None or one.on is None or one.on <= by]
    return tuple(sorted(found, key=lambda one: (one.on or date.min, one.kind, one.id)))


def _all(bank: QuestionBank) -> Iterator[Due]:
    for item in bank.items:
        if item.status != "retired":
            title = item.restatement
            yield Due(
                "item", item.id, title, item.review_on, item.owner, item.source_status, item.as_of, item.review_note
            )
    for source in bank.sources.values():
        yield Due("source", source.id, source.title, source.review_on, source.owner, source.status, source.as_of)
    for offer in bank.offers:
        yield Due("offer", offer.id, offer.title, offer.review_on, offer.owner, offer.status, offer.as_of, offer.note)
