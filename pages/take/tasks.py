"""Your assessment: the task list, shown first on every return."""

import streamlit as st

from assessment import dates
from assessment.service import taking
from ui import entering_words, frame, texts, who

viewer = who.viewer()
overview = taking.overview(viewer)
if overview.sitting is None:
    st.switch_page("../pages/take/before_you_start.py")
frame.heading("Your assessment")
left = texts.time_left(overview) if overview.is_open and not overview.sitting.being_entered else ""
st.write(f"You have answered {overview.answered} of {overview.items}. {left}")
if overview.last_saved is not None:
    st.write(f"Every answer is saved as you give it. The last was saved on {dates.moment(overview.last_saved)}.")
if not overview.is_open:
    frame.inset(texts.CLOSED)
elif overview.sitting.being_entered:
    frame.inset(entering_words.BEING_ENTERED)

for title, tasks in texts.task_groups(overview.tasks):
    st.header(title, anchor=False)
    st.text(texts.ABOUT_SECTION[tasks[0].section.key])
    for task in tasks:
        frame.task(
            frame.plain(task.title),
            f"{task.status}, {task.answered} of {task.items}" if task.status != "Cannot start yet" else task.status,
            "../pages/take/question.py" if task.status != "Cannot start yet" else None,
            at=str(task.first_open),
        )

st.header("Check and submit", anchor=False)
frame.task("Your role", "Optional", "../pages/take/your_role.py")
frame.task(
    "Check your answers and submit",
    texts.submit_status(overview),
    "../pages/take/check.py" if overview.answered else None,
)
if overview.is_open:
    st.page_link("../pages/take/delete.py", label="Delete your answers")
