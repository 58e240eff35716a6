"""Start: what it is, how long it takes, who sees what; for other roles, what they can do here."""

import streamlit as st

from assessment import dates
from assessment.access import Action, may
from assessment.service import taking
from ui import frame, texts, waiting_view, who

viewer = who.viewer()
frame.heading(frame.SERVICE_NAME)
waiting_view.draw(viewer)
if viewer is None or not may(viewer, Action.TAKE):
    st.write(texts.FOR_OTHERS)
    for page, action, words in texts.WHAT_OTHERS_CAN_DO:
        if may(viewer, action):
            st.page_link(page, label=words)
else:
    overview = taking.overview(viewer)
    low, high = overview.form_minutes
    if overview.sitting is not None and overview.last_saved is not None:
        st.write(texts.welcome_back(overview))
    st.write(texts.PURPOSE)
    st.markdown(texts.you_get_back())
    minutes = f"{low} to {high} minutes" if high > low else f"about {low} minutes"
    st.markdown(texts.how_long(minutes, overview))
    if overview.begins_later:
        frame.inset(f"The assessment opens on {dates.opening(overview.cycle.opens_at)}. You can start then.")
        label, target = "", ""
    elif not overview.is_open:
        frame.inset(f"The assessment closed on {dates.closing_day(overview.cycle.ends_at)}.")
        label, target = ("See your report", "pages/report/my_report.py") if overview.submitted else ("", "")
    elif overview.submitted:
        label, target = "See your report", "pages/report/my_report.py"
    elif overview.started:
        label, target = f"Continue: {overview.answered} of {overview.items} answered", "pages/take/tasks.py"
    else:
        label, target = "Start now", "pages/take/before_you_start.py"
    if label and st.button(label, type="primary"):
        st.switch_page(f"../{target}")
    if overview.submitted and overview.is_open:
        st.page_link("../pages/take/check.py", label="Look at or change your answers")
    st.page_link("../pages/campaign/what_we_did.py", label=texts.WHAT_WE_DID)
    frame.details("Who sees what", *texts.WHO_SEES_WHAT)
    frame.details("Other ways to take part", texts.OTHER_WAYS)
    st.page_link("../pages/take/paper.py", label="Answer on paper or in Word")
    st.page_link("../pages/take/reminders.py", label="Choose which messages you get")
