"""Changes to a draft of a bank, each on its tables: retiring an item, adding a form.

The tables are those of `files.examine`; `write.write_folder` puts them on disk. Every function gives new tables and
leaves those it was given as they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from assessment import forms
from assessment.bank.build import build
from assessment.bank.format import Contents, Record
from assessment.errors import AssessmentError
from assessment.model import Form, Item, QuestionBank

NO_SCORE = ("pulse", "vignette")


def retire(contents: Contents, item_id: str, reason: str) -> tuple[list[Record], dict[str, str]]:
    """The bank without that item in use, and form -> the item that stands in for it there, "" for none.

    A stand-in is a reserve of the item or else the nearest that fits (forms.stand_ins); for an anchor, one for all
    forms. Statements and examples, which feed no score, leave their forms without one.
    Raises AssessmentError("no_stand_in") where a form would be left with a gap, "nothing_to_retire" for an id that is
    not there or is retired already.
    """
    bank = build(contents)
    item = bank.item_by_id.get(item_id)
    if item is None or item.status == "retired":
        raise AssessmentError("nothing_to_retire", item=item_id, version=bank.version)
    swaps = _swaps(bank, item, [form for form in bank.forms if item_id in form.items])
    serving = set(swaps.values())
    changed = []
    for record in contents.records:
        if record.data.get("id") == item_id and record.kind == "item":
            record = _set(record, status="retired", status_reason=reason)
        elif record.kind == "item" and record.data["id"] in serving:
            record = _without(record, "reserve_for")  # in use now, so no longer spare
        elif record.kind == "form" and record.data["id"] in swaps:
            stand_in = swaps[record.data["id"]]
            items = [stand_in if i == item_id else i for i in record.data["items"]]
            record = _set(record, items=[i for i in items if i])
        elif record.kind == "bank" and item_id in record.data.get("anchors", {}).values():
            (stand_in,) = serving
            anchors = {d: stand_in if a == item_id else a for d, a in record.data["anchors"].items()}
            record = _set(record, anchors=anchors)
        changed.append(record)
    return changed, swaps


def _swaps(bank: QuestionBank, item: Item, on: Sequence[Form]) -> dict[str, str]:
    """Form -> stand-in; one for all where the item is an anchor, else one for each set of forms that share a letter."""
    if item.type in NO_SCORE:
        return dict.fromkeys((form.id for form in on), "")
    if item.id in bank.anchors.values():
        return dict.fromkeys((form.id for form in on), _best(bank, item, on).id)
    letters: dict[str, list[Form]] = {}
    for form in on:
        letters.setdefault(form.letter, []).append(form)
    best = {letter: _best(bank, item, group).id for letter, group in letters.items()}
    return {form.id: best[form.letter] for form in on}


def _best(bank: QuestionBank, item: Item, on: Sequence[Form]) -> Item:
    if not on:
        raise AssessmentError("no_stand_in", item=item.id, forms="its anchor has no form")
    fitting = forms.stand_ins(bank, item, on)
    if not fitting:
        raise AssessmentError("no_stand_in", item=item.id, forms=", ".join(form.id for form in on))
    return fitting[0]


def add_form(records: Iterable[Record], form: Form) -> list[Record]:
    """The bank with one form more, after the others."""
    data = {
        "id": form.id,
        "family": form.family,
        "letter": form.letter,
        "minutes": form.minutes,
        "minutes_up_to": form.minutes_up_to,
        "items": list(form.items),
    }
    return [*records, Record("form", "forms.toml", f"form {form.id}", data)]


def _set(record: Record, **values: Any) -> Record:
    return replace(record, data=record.data | values)


def _without(record: Record, key: str) -> Record:
    return replace(record, data={name: value for name, value in record.data.items() if name != key})
