"""A report that somebody shared with you: read-only, until its owner's last day."""

from assessment.service import sharing
from ui import address, frame, report_document, who
from ui.documents import files, page

report = sharing.read(who.viewer(), address.number("share", 0))
frame.heading(report_document.SHARED_TITLE)
page.draw(report_document.shared_document(report).blocks)
files.buttons("report", lambda: report_document.shared_document(report))
