"""The personal report as a document: its blocks in their order, the same on the page, on paper and in Word."""

from collections.abc import Sequence

from assessment import calibration, dates
from assessment.model import DomainScore, Profile, QuestionBank
from assessment.recommendations import Chosen
from assessment.service.planning import PlannedGoal
from assessment.service.reporting import Progress, Report
from assessment.service.sharing import SharedReport
from assessment.standing import by_gap
from ui import charts, entering_words, explain_words, question_words, report_words, texts
from ui import plan_words as plan
from ui.documents.blocks import Block, Document, Entry, Heading, Paragraph, Points, Table, picture

TITLE = "Your digital leadership report"
SHARED_TITLE = "Digital leadership report"
Blocks = tuple[Block, ...]


def document(report: Report) -> Document:
    """Everything that the owner's page shows, but how sure they were and what others think: these stay on the page."""
    parts = (
        opening(report),
        questions(report.advice.questions, report.bank),
        profile(report.profile, report.bank, report.advice.too_few),
        strengths(report),
        surprises(report),
        planned(report),
        since(report),
        grade(report) if report.grade else (),
        how(report.bank),
    )
    return Document(TITLE, tuple(block for part in parts for block in part), report.cycle.made_up)


def shared_document(report: SharedReport) -> Document:
    """What somebody reads of another's report."""
    blocks = (
        *shared_opening(report),
        *questions(report.advice.questions, report.bank, "Questions to ask the department"),
        *profile(report.profile, report.bank, report.advice.too_few, shared=True),
        *strengths(report),
        *planned(report),
        *how(report.bank),
    )
    return Document(SHARED_TITLE, blocks, report.sitting.cycle.made_up)


# ---- the blocks, in their order --------------------------------------------------------------------------


def opening(report: Report) -> Blocks:
    """1. The headline, whose report it is, and who can see it."""
    entered = [Paragraph(told)] if (told := entering_words.on_behalf(report.sitting)) else []
    return (
        Paragraph(report_words.joined(report.advice.headline), "lead"),
        Paragraph(report_words.about(report.sitting, report.organisation)),
        *entered,
        Paragraph(texts.REPORT_IS_PRIVATE, "inset"),
    )


def shared_opening(report: SharedReport) -> Blocks:
    until = report_words.shared_until(report.owner, report.until)
    return (
        Paragraph(report_words.headline_of(report.advice.headline), "lead"),
        Paragraph(report_words.about(report.sitting, report.organisation)),
        Paragraph(until, "inset"),
    )


def questions(chosen: Sequence[Chosen], bank: QuestionBank, title: str = "") -> Blocks:
    """2. What to ask next week."""
    heading = Heading(title or texts.questions_to_ask(len(chosen)))
    return heading, *(question(one, bank) for one in chosen)


def question(chosen: Chosen, bank: QuestionBank) -> Entry:
    asked = chosen.question
    lines = (*question_words.lines(asked), ("Why this one", str(chosen.reason)))
    return Entry(asked.question, bank.domain_by_id[asked.domain].short_name, lines)


def profile(scores: Profile, bank: QuestionBank, too_few: Sequence[DomainScore], *, shared: bool = False) -> Blocks:
    """3. Where the person stands: chart, table, and how to read both."""
    drawn = (
        picture(charts.profile_chart(scores, bank), "profile", charts.profile_chart(scores, bank, narrow=True)),
    ) * bool(scores.scored)
    rows = report_words.profile_rows(scores, too_few, bank)
    kept = report_words.PROFILE_COLUMNS[:-1] if shared else report_words.PROFILE_COLUMNS
    linked = explain_words.linked(rows, (*by_gap(scores.scores), *too_few))
    told = Table(report_words.PROFILE, kept, tuple(tuple(row[: len(kept)]) for row in (rows if shared else linked)))
    read = texts.how_to_read_profile(bank, rated=not shared) if drawn else (texts.NO_CHART,)
    return Heading("Where you stand" if not shared else "Where they stand"), *drawn, told, *map(Paragraph, read)


def strengths(report: Report | SharedReport) -> Blocks:
    """4. At most three, each with how to use it."""
    found = tuple(map(str, report.advice.strengths))
    none = texts.NO_STRENGTHS if report.profile.scored else texts.NO_LEVELS
    return Heading("Strengths"), Points(found) if found else Paragraph(none)


def surprises(report: Report) -> Blocks:
    """5. Where rating and answers differ clearly, with the questions behind it; before the close, why not yet."""
    heading = Heading(report_words.SURPRISES)
    if report.surprises is None:
        return heading, Paragraph(report_words.after_close(report.cycle))
    blocks: list[Block] = []
    for higher, words, scores in report_words.headings(report.surprises):
        blocks.append(Heading(words, 3))
        for score in scores:
            blocks.append(Paragraph(report_words.surprise(score, report.bank, higher=higher)))
            blocks.append(Paragraph("It rests on these questions:"))
            blocks.append(Points(tuple(item.restatement for item in report.behind(score.domain))))
    if blocks:
        return heading, *blocks, Paragraph(report_words.SURPRISE_RULE)
    compared = any(calibration.difference(score) is not None for score in report.profile.scores)
    return heading, Paragraph(report_words.NO_SURPRISES if compared else report_words.NOTHING_TO_COMPARE)


def planned(report: Report | SharedReport) -> Blocks:
    """6. Goals with what to do, whom to talk to and by when."""
    held = report.plan.goals
    if not held:
        return Heading(plan.TITLE), Paragraph(plan.NO_GOALS)
    return Heading(plan.TITLE), *(goal(number, one) for number, one in enumerate(held, 1))


def goal(number: int, planned: PlannedGoal) -> Entry:
    return Entry(planned.name, plan.caption(number), plan.lines(planned))


def since(report: Report) -> Blocks:
    """7. What changed since the last time, as far as the ranges allow."""
    heading = Heading(report_words.SINCE)
    if report.progress is None:
        return heading, Paragraph(report_words.FIRST_TIME)
    found = report.progress
    rows = tuple(report_words.since_row(row, report.bank) for row in found.rows)
    table = Table(report_words.since_caption(found.cycle), report_words.SINCE_COLUMNS, rows)
    return heading, Paragraph(str(found.summary)), table, Paragraph(report_words.SINCE_RULE), *_ratings(found, report)


def _ratings(found: Progress, report: Report) -> Blocks:
    if not report.cycle.has_ended(dates.now()):
        return (Paragraph(report_words.RATINGS_LATER),)
    if found.ratings_said is None:
        return ()
    rows = tuple(report_words.rating_row(one, report.bank) for one in found.ratings)
    table = (Table(report_words.RATINGS, report_words.RATING_COLUMNS, rows),) if rows else ()
    return Paragraph(str(found.ratings_said)), *table


def grade(report: Report) -> Blocks:
    """The published figures of the person's grade; only where they switched them on."""
    heading = Heading(report_words.OTHERS)
    if report.grade is None:
        return heading, Paragraph(report_words.NOTHING_RELEASED)
    cells = report.grade.cells
    rows = tuple(report_words.grade_row(score, cells.get(score.domain), report.bank) for score in report.profile.scores)
    caption = report_words.grade_caption(report.profile.grade, report.grade.cycle)
    return heading, Table(caption, report_words.GRADE_COLUMNS, rows), Paragraph(texts.WITHHELD_NOTE)


def how(bank: QuestionBank) -> Blocks:
    """8. How all this was worked out, by which version of the bank, and what it is not."""
    told = *texts.how_worked_out(bank), texts.of_version(bank), texts.NO_APPRAISAL
    return Heading("How this was worked out"), *map(Paragraph, told)
