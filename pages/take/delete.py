"""Delete your answers: an interruption, because it cannot be undone."""

import streamlit as st

from assessment.service import taking
from ui import frame, texts, who

viewer = who.viewer()
overview = taking.overview(viewer)
frame.back_link("../pages/take/tasks.py")
frame.heading("Delete your answers")
if overview.sitting is None:
    st.write("You have no saved answers.")
elif not overview.is_open:
    frame.inset(texts.CLOSED)
else:
    st.write(texts.deleting(overview.answered))
    if st.button("Delete my answers", type="primary"):
        taking.delete_answers(viewer)
        st.switch_page("../pages/take/start.py")
    st.page_link("../pages/take/tasks.py", label="Keep my answers")
