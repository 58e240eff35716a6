"""The document of tests/test_documents.py on a page."""

from tests.test_documents import DOCUMENT
from ui import frame
from ui.documents import page

with frame.frame(DOCUMENT.title):
    frame.heading(DOCUMENT.title)
    page.draw(DOCUMENT.blocks)
