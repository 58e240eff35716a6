"""The report from top to bottom: its blocks in their order, and a sentence where there is nothing to show."""

from dataclasses import replace

from assessment import store
from assessment.calibration import Surprises
from assessment.model import Role
from assessment.service import reporting, sharing
from assessment.store import writes
from tests import builders as make
from tests.second_opinions import BANK, a_report, score
from ui import report_document, report_words, texts
from ui.documents.blocks import Block, Document, Heading, Paragraph, Picture, Table

LEADER = make.viewer(Role.RESPONDENT, person="p1")


def report(own: float | None = 3.0, shown: float | None = 2.5) -> reporting.Report:
    """A report of eight areas, all alike, after the close; without a level in any where `own` is None."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE")])
    a_report("p1")
    found = reporting.my_report(LEADER)
    scores = tuple(score(domain.id, own, shown) for domain in found.bank.domains)
    profile = replace(found.profile, scores=scores)
    advice = reporting.recommendations.advise(profile, found.bank)
    return replace(found, profile=profile, advice=advice, surprises=Surprises((), ()))


def headings(document: Document, level: int = 2) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Heading) and block.level == level]


def under(document: Document, heading: str) -> list[Block]:
    """What stands under a heading, to the next of its level."""
    blocks = list(document.blocks)
    start = next(n for n, block in enumerate(blocks) if isinstance(block, Heading) and block.text == heading) + 1
    ends = [n for n, block in enumerate(blocks) if n > start and isinstance(block, Heading) and block.level == 2]
    return blocks[start : ends[0] if ends else None]


def words(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def test_the_report_begins_with_its_headline_and_has_its_blocks_in_their_order():
    document = report_document.document(report())
    first = document.blocks[0]
    assert isinstance(first, Paragraph)
    assert (first.kind, first.text[:40]) == ("lead", "You meet the target for your grade in no")
    assert headings(document) == [
        "Three questions to ask your department next week",
        "Where you stand",
        "Strengths",
        "Surprises",
        "Your plan",
        "Since last time",
        "How this was worked out",
    ]


def test_no_block_is_empty_and_each_has_words_of_its_own():
    document = report_document.document(report())
    for heading in headings(document):
        below = under(document, heading)
        assert below, heading
        assert any(not isinstance(block, Heading | Picture) for block in below), heading


def test_a_chart_has_its_alternative_and_is_followed_by_the_same_numbers_as_a_table():
    chart, table = under(report_document.document(report()), "Where you stand")[:2]
    assert isinstance(chart, Picture)
    assert isinstance(table, Table)
    assert chart.alt.endswith("Full figures are in the table that follows.")
    assert len(table.rows) == 8
    assert "2.6 Working" in table.rows[0]


def test_without_a_level_in_any_area_nothing_is_said_that_a_level_would_be_needed_for():
    document = report_document.document(report(own=None, shown=None))
    assert words(list(document.blocks))[0] == "There are too few answers to show a level in any area."
    stand = under(document, "Where you stand")
    assert not [block for block in stand if isinstance(block, Picture)]
    assert words(stand) == [texts.NO_CHART]
    assert words(under(document, "Strengths")) == [texts.NO_LEVELS]
    assert words(under(document, "Surprises")) == [report_words.NOTHING_TO_COMPARE]


def test_areas_that_can_be_compared_and_do_not_differ_are_said_not_to():
    assert words(under(report_document.document(report()), "Surprises")) == [report_words.NO_SURPRISES]


def test_a_report_names_the_version_that_it_keeps_to():
    told = words(under(report_document.document(report()), "How this was worked out"))
    assert f"The questions are those of version {BANK} of the question bank. A later one changes nothing here." in told


def test_whoever_reads_the_report_of_another_is_told_whom_it_addresses():
    report()
    told = report_document.shared_document(sharing.overview(LEADER).preview)
    assert "Where the report says “you”, it means them." in words(list(told.blocks))[2]
