"""An import of a cohort file: what it did, and for a day the button that undoes it."""

from assessment.service import cohorts
from ui import address, cohort_view, frame, problems, who
from ui import cohort_words as words

viewer = who.viewer()
number = address.number("id", 0)


@problems.told
def undo() -> None:
    cohorts.undo(viewer, number)


done = cohorts.imported(viewer, number)
frame.page_title(words.outcome_title(done), error=frame.has_error())
frame.back_link("../pages/campaign/cohort.py", label="Back to the cohort", cycle=done.cycle.name)
frame.heading(words.outcome_title(done), caption=done.cycle.name)
cohort_view.outcome(done, undo)
