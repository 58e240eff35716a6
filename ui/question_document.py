"""All questions to ask as a document, by area."""

from assessment.service.asking import BoardQuestions
from ui import question_words as words
from ui.documents.blocks import Document, Entry, Heading, Paragraph


def document(found: BoardQuestions) -> Document:
    """No score, and nothing about whoever takes it away."""
    blocks: list[Heading | Paragraph | Entry] = [
        Paragraph(words.ABOUT),
        Paragraph(words.HOW_TO_USE),
    ]
    for domain, questions in found.by_area:
        blocks.append(Heading(domain.short_name))
        blocks += [Entry(question.question, "", words.lines(question)) for question in questions]
    blocks.append(Paragraph(f"Question bank {found.bank_version}."))
    return Document(words.TITLE, tuple(blocks))
