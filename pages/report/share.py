"""Share your report with one named person: a preview of exactly what they will see, an end, and a way back."""

import streamlit as st

from assessment import dates
from assessment.errors import EntryRefused
from assessment.service import sharing
from assessment.sharing import Entered
from ui import frame, problems, report_document, share_words, state, tables, who
from ui.documents import page
from ui.plain import plain

FORM = "share"
KEYS = {"reader": "share-reader", "day": "share-day"}

viewer = who.viewer()
view = sharing.overview(viewer)


@problems.told
def share() -> None:
    typed = {field: str(st.session_state[key] or "") for field, key in KEYS.items()}
    try:
        made = sharing.share(viewer, Entered(**typed))
    except EntryRefused as refused:
        state.refuse(FORM, [(said, KEYS[field]) for field, said in refused.fields.items()])
    else:
        state.accept()
        state.note(share_words.shared(made))


@problems.told
def withdraw(share_id: int) -> None:
    sharing.withdraw(viewer, share_id)
    state.note(share_words.WITHDRAWN)


errors = state.errors(FORM) if KEYS["day"] in st.session_state else ()
frame.page_title(share_words.TITLE, error=bool(errors) or frame.has_error())
frame.error_summary(errors)
frame.back_link("../pages/report/my_report.py", label="Your report")
frame.heading(share_words.TITLE)
frame.announce(state.take_note())
frame.points(share_words.WHAT_THEY_SEE, "")
with st.expander(share_words.SHOW_PREVIEW):
    page.draw(report_document.shared_document(view.preview).blocks)
with st.form(FORM, border=False):
    frame.field_error(errors, KEYS["reader"])
    st.text_input(share_words.READER, key=KEYS["reader"], autocomplete="email")
    frame.field_error(errors, KEYS["day"])
    st.text_input(share_words.LAST_DAY, key=KEYS["day"])
    st.caption(plain(share_words.last_day_hint(dates.today())))
    st.form_submit_button("Share my report", type="primary", on_click=share)

st.header(share_words.SHARED_NOW, anchor=False)
if not view.open:
    st.write(share_words.NOBODY)
for one in view.open:
    st.text(share_words.open_until(one))
    frame.copy_button(f"Copy the link for {one.reader}", share_words.link(st.context.url or "", one), f"link-{one.id}")
    st.button(f"Stop sharing with {one.reader}", key=f"withdraw-{one.id}", on_click=withdraw, args=(one.id,))
if view.past:
    tables.html_table("Shared before", share_words.PAST_COLUMNS, [share_words.past_row(one) for one in view.past])
