"""The page script: who is asking, which pages they may open, the frame, and the page."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from assessment.errors import AssessmentError, NotAllowed
from assessment.model import Viewer
from assessment.service import banks, identity
from ui import problems, sign_in, who
from ui.frame import frame
from ui.site import PAGES, PageRow, may_open


def refuse() -> None:
    """What stands at the address of a page that this viewer may not open."""
    raise NotAllowed


def script(row: PageRow, viewer: Viewer | None) -> str | Callable[[], None]:
    """What runs at a page's address. Every address exists for everybody: a deep link leads to sign-in and back."""
    if may_open(row, viewer):
        return f"../pages/{row.file}"
    if viewer is None:
        return partial(sign_in.page, row.path)
    return refuse


def page(row: PageRow, viewer: Viewer | None) -> st.Page:
    in_menu = bool(row.menu) and may_open(row, viewer) and viewer is not None
    return st.Page(
        script(row, viewer),
        title=row.menu or row.title,
        url_path=row.path or None,
        default=not row.path,
        visibility="visible" if in_menu else "hidden",
    )


def run() -> None:
    viewer = who.identify()
    pages = {page(row, viewer): row for row in PAGES}
    current = st.navigation(list(pages), position="top")
    row = next(row for known, row in pages.items() if known == current)
    bank = banks.current()
    title = row.title if may_open(row, viewer) else sign_in.TITLE if viewer is None else "You cannot see this page"
    with frame(
        title,
        made_up=identity.is_demonstration(),
        provisional=bank.status == "provisional",
        content=f"Question bank {bank.version}, {bank.as_of:%d %B %Y}".replace(" 0", " "),
    ):
        sign_in.account(viewer)
        problems.noted()
        try:
            current.run()
        except AssessmentError as refused:  # in words here, so that the log has no traceback of what we expect
            problems.say(refused)


run()
