"""The words of a question to ask the department: its lines, and the whole as plain text to copy."""

from assessment.model import BoardQuestion

TITLE = "Questions to ask your department"
ABOUT = (
    "Each question comes with whom to ask, what a good answer sounds like and what should worry you. They are the same "
    "for everybody, whatever anybody scored."
)
HOW_TO_USE = "Take one or two into your next meeting. You need no technical knowledge to ask them."


def lines(question: BoardQuestion) -> tuple[tuple[str, str], ...]:
    """Label and text: whom, what a good answer sounds like, what should worry one."""
    return (
        ("Who to ask", question.ask),
        ("A good answer", question.good_answer),
        ("A warning sign", question.warning_sign),
    )


def as_text(question: BoardQuestion) -> str:
    """Plain text, to paste into a note or a message."""
    return "\n".join((question.question, *(f"{label}: {words}" for label, words in lines(question))))
