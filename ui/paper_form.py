"""The assessment as a document to answer on paper: how to answer, how to send it back, who sees it, the questions."""

from collections.abc import Iterator
from itertools import count

from assessment import dates
from assessment.service.paper import Asked, PaperForm
from assessment.steps import Section
from ui.documents.blocks import Block, Choices, Document, Heading, PageBreak, Paragraph, Points, Table

TITLE = "The assessment on paper"
FOR_RESPONDENTS = (
    "If you cannot use these pages, answer on paper or in Word. Print the form, tick a box for each question and send "
    "it to the learning team. They enter your answers for you, and your report waits for you when you sign in."
)
NOT_STARTED = (
    "Your form is chosen when you start. Start on the start page, answer nothing there, and come back here. Or ask "
    "the learning team to send you a form."
)
ONE_WAY = (
    "Answer either here or on paper. Once you have answered a question on these pages, the learning team cannot enter "
    "a form for you."
)
FOR_LEARNING_TEAM = (
    "Hand a form to somebody who cannot use these pages, and write down which letter they were given. Forms with other "
    "letters ask other questions of the same difficulty."
)
HOW_TO_ANSWER = (
    "Answer for the role you are in now. There is nothing to prepare. You can leave out any question.",
    "Tick one box for each question. The order of the answers is the same on every paper form and says nothing about "
    "which is best. The marks beside the boxes are for whoever enters your answers.",
    "D, “I do not know”, is a useful answer. It is not the same as N, “Does not apply to my role”, which is left out.",
    "Work through the form from the front. Do not go back to the scenarios once you have read the knowledge questions: "
    "some of them give hints.",
    "After each knowledge question, say how sure you are. Leave that out if you ticked D or N.",
)
WHO_SEES = (
    "Whoever in the learning team enters your answers sees them while they do so. Once they have sent them off, they "
    "cannot look at them again. It is written down that they entered a form for you, but not what you answered.",
    "Nobody but you sees your report. This is for learning. It is not used for appraisal, promotion or pay.",
    "Put the form into a sealed envelope, or send the file to the learning team and to nobody else. They destroy it "
    "once it is entered.",
)
YOUR_KEY = "Your key, which says nothing about you"
ABOUT_YOU = (
    "Your name, as in your invitation",
    "The day on which you answered",
    "Your profession, if you want to say",
    "Your time in senior roles, if you want to say",
)
ABOUT_SECTION = {
    "examples": "Four short examples, to agree what the levels mean.",
    "ratings": "How you work now. Tick the statement that fits you best.",
    "scenarios": "Tick what you would do first.",
    "knowledge": "Before you go on, look at your answers to the scenarios. From here on, leave them as they are.",
    "department": "About your department, not about you. Never part of your score.",
}


def name(form: PaperForm) -> str:
    return f"Form {form.letter.upper()}"


def document(form: PaperForm) -> Document:
    """Everything that is asked and offered, and nothing about which answer is best."""
    return Document(f"{TITLE}: form {form.letter.upper()}", tuple(_blocks(form)), form.cycle.made_up)


def _blocks(form: PaperForm) -> Iterator[Block]:
    yield Paragraph(f"{name(form)}. {form.cycle.name}. Question bank {form.bank_version}.")
    yield Heading("How to answer")
    yield Points(HOW_TO_ANSWER)
    yield Heading("How to send it back")
    yield Paragraph(f"Send the form to the learning team so that they have it before {closing(form)}.", "inset")
    yield Heading("Who sees what")
    yield Points(WHO_SEES)
    rows = (*[(YOUR_KEY, form.key)] * bool(form.key), *((what, "") for what in ABOUT_YOU))
    yield Heading("About you")
    yield Table("What we need to know", ("What", "Your answer"), rows)
    yield PageBreak()
    numbers = count(1)
    for section, asked in form.sections:
        yield from _section(section)
        yield from map(_choices, asked, numbers)


def closing(form: PaperForm) -> str:
    return dates.closing(form.cycle.closes_at)


def _section(section: Section) -> Iterator[Block]:
    if section.key == "knowledge":
        yield PageBreak()
    yield Heading(section.title)
    yield Paragraph(ABOUT_SECTION[section.key])


def _choices(asked: Asked, number: int) -> Choices:
    control = asked.control
    area = f"{asked.area}. " if asked.area else ""
    context = tuple(control.context.split("\n\n")) if control.context else ()
    help_with = (f"What this means: {control.help}",) if control.help else ()
    below = None
    if control.follow_up:
        marks = map(str, control.follow_up.values)
        below = (control.follow_up.label, tuple(zip(marks, control.follow_up.choices, strict=True)))
    return Choices(
        f"{number}. {area}{asked.item}",
        control.label,
        tuple(zip(asked.marks, control.choices, strict=True)),
        (*context, *help_with),
        below,
    )
