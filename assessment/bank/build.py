"""From the tables of a bank folder to a QuestionBank. Needs tables without faults (`files.examine`)."""

from dataclasses import fields

from assessment.bank import parameters
from assessment.bank.format import Contents, Record, Table
from assessment.model import (
    FUNCTIONS,
    BoardQuestion,
    Competency,
    DevelopmentAction,
    Domain,
    Form,
    Item,
    LearningOffer,
    Level,
    Option,
    QuestionBank,
    Source,
)


def build(contents: Contents) -> QuestionBank:
    """The bank from tables without faults."""
    bank = next(contents.of("bank")).data
    levels = tuple(Level(**record.data) for record in contents.of("level"))
    scales = {record.place.removeprefix("scales."): _numbered(record.data["labels"]) for record in contents.of("scale")}
    defaulted = ("method_weights", "residual_sd", "residual_sds", "confidence_chances", "anchors", "allowed_terms")
    return QuestionBank(
        version=bank["version"],
        title=bank["title"],
        status=bank["status"],
        as_of=bank["as_of"],
        levels=levels,
        themes=bank.get("themes", {}),
        recommendations=tuple(_frozen(record.data) for record in contents.of("recommendation")),
        domains=tuple(_domain(record, contents) for record in contents.of("domain")),
        items=tuple(_item(record, scales, levels) for record in contents.of("item")),
        forms=tuple(_form(record.data) for record in contents.of("form")),
        board_questions=tuple(
            BoardQuestion(domain=record.domain, **_frozen(record.data)) for record in contents.of("board_question")
        ),
        sources={record.place: Source(id=record.place, **record.data) for record in contents.of("source")},
        actions=tuple(DevelopmentAction(**record.data) for record in contents.of("action")),
        offers=tuple(LearningOffer(**_frozen(record.data)) for record in contents.of("offer")),
        calibration=parameters.built(contents),
        enemies=tuple(tuple(pair) for pair in bank.get("enemies", [])),
        **_frozen({key: bank[key] for key in defaulted if key in bank}),
    )


def _frozen(table: Table) -> Table:
    """The table with tuples for lists."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}


def _numbered(labels: list[str]) -> tuple[Option, ...]:
    return tuple(Option(label, number) for number, label in enumerate(labels, 1))


def _domain(record: Record, contents: Contents) -> Domain:
    competencies = tuple(_competency(c) for c in contents.of("competency") if c.domain == record.domain)
    return Domain(competencies=competencies, **_frozen(record.data))


def _competency(record: Record) -> Competency:
    data = _frozen(record.data)
    data["adjustments"] = {function: data.get("adjustments", {}).get(function, 0) for function in FUNCTIONS}
    return Competency(domain=record.domain, **data)


def _item(record: Record, scales: dict[str, tuple[Option, ...]], levels: tuple[Level, ...]) -> Item:
    data: Table = {"domain": record.domain} | _frozen(record.data)
    if "explanation" in data:
        data["rationale"] = data["explanation"]
    data["options"] = _options(data, scales, levels)
    return Item(**{field.name: data[field.name] for field in fields(Item) if field.name in data})


def _options(data: Table, scales: dict[str, tuple[Option, ...]], levels: tuple[Level, ...]) -> tuple[Option, ...]:
    """Options in stored order: a scale's labels, the names of the levels, or the item's own."""
    if data["type"] == "vignette":
        return _numbered([level.name for level in levels])
    if "scale" in data:
        return scales[data["scale"]]
    if data["type"] == "knowledge":
        return tuple(Option(text, int(number == data["answer"])) for number, text in enumerate(data["options"], 1))
    return tuple(Option(**option) for option in data["options"])


def _form(data: Table) -> Form:
    return Form(**({"minutes_up_to": data["minutes"]} | _frozen(data)))
