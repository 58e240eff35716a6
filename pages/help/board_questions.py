"""Questions to ask your department: all of the bank, by area, without any score; to print and to take away."""

from assessment.service import asking
from ui import frame, question_document, who
from ui.documents import files, page

found = asking.board_questions(who.viewer())
frame.heading(question_document.words.TITLE)
document = question_document.document(found)
files.buttons("questions", lambda: document)
page.draw(document.blocks)
