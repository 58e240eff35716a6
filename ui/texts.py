"""The longer words of the pages, in one place, so that they can be read and checked as a text."""

from collections.abc import Iterable
from itertools import groupby

from assessment import dates, steps
from assessment.access import Action
from assessment.model import Published, QuestionBank
from assessment.service.insight import ResponseRow
from assessment.service.taking import Overview

ALLOWED_TERMS = (
    "answer", "area", "assessment", "average", "Benjamini-Hochberg", "competency", "cycle", "database", "demonstration",
    "facility", "figure", "knowledge question", "learning team", "organisation", "program", "published", "question",
    "rating", "sign-in", "significant", "version",
)  # fmt: skip
"""Words that everybody here uses: they count as easy ones in the reading grade of our own texts, grade 8 or lower."""

GRADE_NAMES = {
    "deputy_director": "Deputy director",
    "director": "Director",
    "director_general": "Director general",
    "permanent_secretary": "Permanent secretary",
}
GRADE_BAND_NAMES = GRADE_NAMES | {"director_and_above": "Director and above"}
PREFER_NOT_TO_SAY = "Prefer not to say"

FOR_OTHERS = "Senior leaders check their digital capability here. Your account is for people who support them."
WHAT_OTHERS_CAN_DO = (
    ("../pages/campaign/response.py", Action.SEE_RESPONSE, "See who has answered, by organisation"),
    ("../pages/campaign/who_finished.py", Action.SEE_WHO_FINISHED, "See who of your organisation has finished"),
    ("../pages/campaign/cohort.py", Action.MANAGE_COHORT, "Invite people, and keep the cohort right"),
    ("../pages/insight/gaps.py", Action.SEE_GAPS, "See capability gaps across organisations"),
    ("../pages/insight/priorities.py", Action.SEE_ORGANISATION, "See which areas to do first"),
    ("../pages/insight/demand.py", Action.PLAN_LEARNING, "Plan places on learning offers"),
    ("../pages/insight/organisation.py", Action.SEE_ORGANISATION, "See an organisation beside its peers"),
    ("../pages/insight/change.py", Action.SEE_ORGANISATION, "See what has changed since the cycle before"),
    ("../pages/insight/pulse.py", Action.SEE_ORGANISATION, "See the conditions that leaders work in"),
    ("../pages/insight/spread.py", Action.SEE_ORGANISATION, "See how many leaders stand at 4 or above"),
    ("../pages/insight/practices.py", Action.SEE_ORGANISATION, "Read what strong peers do"),
    ("../pages/campaign/enter.py", Action.ENTER_ANSWERS, "Enter answers that somebody gave on paper"),
    ("../pages/campaign/feedback.py", Action.SEE_FEEDBACK, "Read what people said about the assessment"),
    ("../pages/campaign/messages.py", Action.SEND_MESSAGES, "Write to the people of a cycle"),
    ("../pages/campaign/cycles.py", Action.MANAGE_CYCLES, "Make, launch and close a cycle, and publish its results"),
    ("../pages/campaign/check_figures.py", Action.SIGN_OFF, "Check your figures before they are released"),
    ("../pages/campaign/actions.py", Action.MANAGE_ACTIONS, "Say what is done about the gaps"),
    ("../pages/campaign/what_we_did.py", Action.SEE_ACTIONS, "See what is done about the results"),
    ("../pages/campaign/exports.py", Action.EXPORT, "Take results away in a file"),
    ("../pages/admin/register.py", Action.SEE_REGISTER, "Look at the register of organisations"),
    ("../pages/bank/browse.py", Action.BROWSE_BANK, "Read, check and compare the question bank"),
    ("../pages/bank/advice.py", Action.SEE_ADVICE, "See learning offers, actions and questions to ask"),
)

WHAT_WE_DID = "What is done about the results: you said, we did"

PURPOSE = "Find out, in private, where you stand on digital, data and technology as a leader, and what to do about it."


def welcome_back(overview: Overview) -> str:
    """Where one left off; for someone with at least one saved answer."""
    saved = f" Your last answer was saved on {dates.moment(overview.last_saved)}." if overview.last_saved else ""
    return f"Welcome back. You have answered {overview.answered} of {overview.items}.{saved}"


def you_get_back() -> str:
    return (
        "You get back:\n\n"
        "- a private report that sets your level beside the target for your grade\n"
        "- three questions to ask your department next week\n"
        "- the areas to build on and the areas to work on"
    )


def how_long(minutes: str, overview: Overview) -> str:
    open_now = overview.is_open or overview.begins_later
    end = f"It closes on {dates.closing(overview.cycle.closes_at)}." if open_now else "It is closed."
    takes = f"- It takes {minutes}. You can stop after any question and come back, on any device.\n"
    return (
        f"{takes * open_now}"
        f"- {end}\n"
        "- Nobody else sees your answers or your scores.\n"
        f"- Results about groups are only published for {overview.cycle.minimum_group} people or more."
    )


def deleting(answers: int) -> str:
    what = "your one saved answer" if answers == 1 else f"your {answers} saved answers"
    return f"This deletes {what} and your report of this assessment. It cannot be undone."


def submit_status(overview: Overview) -> str:
    if overview.submitted:
        return "Submitted"
    if not overview.is_open:
        return "Closed"
    return "Ready when you are" if overview.answered else "Cannot start yet"


WHO_SEES_WHAT = (
    "You see your answers and your report. Nobody else does.",
    "The HR team of your department sees whether you have finished, so that it can remind you. It never sees an answer.",
    "The central learning team sees counts, and averages for large enough groups.",
)
OTHER_WAYS = "Ask the learning team for a Word version, or for a call in which someone enters your answers for you."


def before_you_start(minimum_group: int) -> str:
    return (
        "- Answer for the role you are in now. There is nothing to prepare.\n"
        "- First you rate yourself. Then come scenarios, and last some knowledge questions. "
        "Your ratings will be set beside your other answers, for you alone.\n"
        "- “I do not know” is a useful answer. It is not the same as “Does not apply to my role”, which is left out.\n"
        "- This is for learning. It is not used for appraisal, promotion or pay.\n"
        "- The questions are provisional. A panel has not yet agreed them.\n"
        f"- After the close, averages are published for groups of {minimum_group} people or more. This number cannot change "
        "while you answer. Published averages stay as they are, even if you delete your answers later."
    )


CHANGES = (
    "- Ratings and statements about your department: until the close.\n"
    "- Examples, if you are given some: until you look at how the panel placed them, or the close.\n"
    "- Scenarios: until you open the knowledge questions, because some of them give hints.\n"
    "- Knowledge questions: until you submit."
)

WHO_COLUMNS = (
    "What",
    "You",
    "HR of your department",
    "Lead of your department",
    "Central learning team",
    "Other departments",
    "System administrators",
)


def who_rows(minimum_group: int) -> tuple[tuple[str, ...], ...]:
    """The table of who sees what; `assessment/access.py` is what makes it so."""
    group = f"Averages for groups of {minimum_group} or more"
    return (
        (
            "That you were invited or have finished",
            "Yes",
            "Yes, to remind you",
            "Rounded counts",
            "Counts; whether you have begun, if you answer on paper",
            "No",
            "No page",
        ),
        (
            "Your answers",
            "Yes",
            "Never",
            "Never",
            "Never, unless it enters them from paper for you",
            "Never",
            "No page",
        ),
        ("Your scores", "Yes", "Never", "Never", "Never", "Never", "No page"),
        (group, "No page yet", "Yes", "Yes", "Yes", "Without names", "No page"),
    )


CLOSED = "The assessment is closed. Answers saved before it closed are kept. If you submitted, you can still see your report."
FIXED = "This answer is fixed and can no longer be changed."
SUBMITTING_FIXES = (
    "When you submit, your answers to scenarios and knowledge questions are fixed. "
    "You can still change ratings and statements about your department until the close."
)
CHANGES_COUNT = (
    "You have submitted. You can still change ratings and statements about your department until the close. "
    "A change counts as soon as it is saved."
)
ABOUT_SECTION = {
    "examples": "Four short examples, to agree what the levels mean. Then see how the panel placed them, if you like.",
    "ratings": "How you work now, area by area. Do these first.",
    "scenarios": "What you would do first. One scenario a page.",
    "knowledge": "When you open these, your answers to scenarios are fixed.",
    "department": "About your department, not about you. Never part of your score.",
}
SECONDS = {"examples": 35, "ratings": 15, "scenarios": 45, "knowledge": 35, "department": 8}
"""Time an item takes, in seconds: a plan until times have been observed."""


def time_left(overview: Overview) -> str:
    """How long the open items will take, rounded up to whole minutes."""
    seconds = sum(SECONDS[task.section.key] * (task.items - task.answered) for task in overview.tasks)
    if not seconds:
        return "There is nothing left to answer."
    minutes = -(-seconds // 60)
    return f"About {minutes} {'minute' if minutes == 1 else 'minutes'} left."


def task_groups(tasks: Iterable[steps.Task]) -> list[tuple[str, list[steps.Task]]]:
    """Tasks under the heading of their section."""
    return [(section.title, list(group)) for section, group in groupby(tasks, lambda task: task.section)]


def step_name(step: steps.Step) -> str:
    """Where a page stands: "Scenarios: question 3 of 16"."""
    unit = "question" if len(step.items) == 1 else "page"
    return f"{step.section.title}: {unit} {step.place} of {step.places}"


def opening_knowledge(unanswered: int) -> str:
    left = "" if not unanswered else f" {not_answered(unanswered, 'scenario')}: go back if you want to answer."
    return "When you open the knowledge questions, your answers to the scenarios are fixed." + left


def not_answered(count: int, what: str = "question") -> str:
    return f"1 {what} has no answer" if count == 1 else f"{count} {what}s have no answer"


def submit_without(fixed: int) -> str:
    """What a submission with gaps means, `fixed` of which can no longer be filled."""
    can = "You can submit without them. Your report says which areas have too few answers to show a level."
    if not fixed:
        return can
    those = "One of them is a scenario" if fixed == 1 else f"{fixed} of them are scenarios"
    return f"{can} {those} that you left open when you went on to the knowledge questions: that is fixed."


def what_happens_next(overview: Overview) -> str:
    closes, minimum_group = dates.closing_day(overview.cycle.ends_at), overview.cycle.minimum_group
    first = f"- The assessment closes on {closes}. You can change your ratings until then; a change counts at once.\n"
    return (
        (first if overview.is_open else f"- The assessment closed on {closes}.\n")
        + "- After that, averages are published for organisations and grades, never for fewer than "
        f"{minimum_group} people.\n"
        "- Your report stays here for you. Nobody else can open it unless you share it."
    )


def questions_to_ask(count: int) -> str:
    """The heading above the questions of a report; a bank may have fewer than three."""
    words = {1: "One question", 2: "Two questions", 3: "Three questions"}.get(count, "Questions")
    return f"{words} to ask your department next week"


REPORT_IS_PRIVATE = "This report is yours. Nobody else can open it unless you share it."
NO_APPRAISAL = "This is not an appraisal. It says what your answers showed on one day, and helps you choose what to ask and do next."
SHARING = "Your report is private. Nobody else can open it unless you share it. The names of the files do not say whose it is."
SECOND_OPINION = "Five to eight people who work with you can say how they see you. You alone see the result, never what one person said."
NO_STRENGTHS = "In no area with enough answers does your level reach the target for your grade yet."
NO_LEVELS = "No area has enough answers, so nothing can be said of strengths."
DIAMOND = "The diamond is how you rated yourself."
_HOW_TO_READ_PROFILE = (
    "The bar is the likely range: with answers like yours, the true level lies in it about 8 times out of 10.",
    "The black line is the target for your grade and function.",
    "Ranges are wide because each area rests on a few questions, and the questions are new.",
)


NO_CHART = (
    "There is no chart, because no area has a level. Answers that do not apply to your role are left out; so are "
    "questions that you did not answer."
)


def how_to_read_profile(bank: QuestionBank, rated: bool = True) -> tuple[str, ...]:
    """What the marks of the profile mean, with the names of the bank's levels; `rated`: with the person's own ratings."""
    lowest, highest = bank.levels[0], bank.levels[-1]
    scale = f"from {lowest.number} ({lowest.name}) to {highest.number} ({highest.name})"
    return f"The dot is your level in an area, {scale}.", *_HOW_TO_READ_PROFILE, *[DIAMOND] * rated


def how_worked_out(bank: QuestionBank) -> tuple[str, ...]:
    """The method in three paragraphs, with the weights of the bank."""
    total = sum(bank.method_weights.values())
    share = {method: f"{100 * weight / total:.0f}" for method, weight in bank.method_weights.items()}
    first = (
        f"Your level combines three kinds of answer: scenarios count {share['situational']}, knowledge "
        f"{share['knowledge']} and your own rating {share['self']} out of 100. Harder questions count as harder, "
        "so that the form you were given is allowed for."
    )
    return first, *_HOW_WORKED_OUT


def of_version(bank: QuestionBank) -> str:
    """Which version a report keeps to, whatever the footer of the page says is in use now."""
    return f"The questions are those of version {bank.version} of the question bank. A later one changes nothing here."


_HOW_WORKED_OUT = (
    "“I do not know” earns nothing on a scenario or knowledge question. “Does not apply to my role” is left out. "
    "An area needs answers to at least 60% of its questions, two of them scenarios or knowledge questions.",
    "Targets are proposals for your grade, adjusted for your profession if you gave it. They, and the questions, are "
    "provisional until a panel has set them.",
)
NO_LEAGUE_TABLE = (
    "Rows are in order of their total gap, to show where help is needed most. This is not a ranking of people."
)
WITHHELD_NOTE = (
    "[c] means not shown: too few people answered, nobody did, or showing it would reveal another group. "
    "We do not say which."
)
PEOPLE_SURVEY_NOTE = (
    "All staff, People Survey 2024: percentage who agree. This is about everybody in the organisation, not its leaders, "
    "and is no part of the assessment. Contains public sector information licensed under the Open Government Licence v3.0."
)

HOW_GROUPS = (
    "While a cycle is open there are no results, only counts of who has answered. After the close, averages are computed "
    "once and never change.",
    "An average weighs each grade by the people invited. Its range says how far the average could be off: not everybody "
    "answered, and answers measure a level only roughly.",
    "A figure is published for ten people or more. It must also be safe: set against other published figures, it may say "
    "nothing about a smaller group. Permanent secretaries appear only in results for the whole of government.",
)
PRIVACY = (
    (
        "What we hold",
        (
            "Your grade and organisation, as your organisation gave them. Your answers, when you gave them, and your scores. "
            "Your profession and time in role, if you chose to say.",
            "Your name and e-mail address are kept apart from your answers, under a key that says nothing about you.",
            "If you ask for a second opinion: the e-mail addresses of those you invite, who of them has answered, and how "
            "often each answer was given. Who gave which answer is not kept.",
            "If the learning team enters your answers from paper, we keep who did so and when. It can read them until it has "
            "submitted them, and not after that.",
            "What you tell us about the assessment is kept without your name or key and without the time. So it stays when "
            "you delete your answers.",
        ),
    ),
    (
        "Why",
        (
            "So that you get a report of your own, and so that organisations see where learning is needed. "
            "It is never used for appraisal, promotion or pay.",
        ),
    ),
    ("Who sees what", ()),
    (
        "What is published",
        (
            "Averages for large enough groups, after the close. Once published they stay as they are, even if you delete "
            "your answers later. Until the close you can delete everything yourself.",
            "Editors of the questions see how many people were given each question. Once a cycle is published, they see "
            "how each question worked: how often each answer was chosen, how hard it was, how long it took. These figures "
            "are about all who submitted, never about one organisation, and need 30 people or more.",
        ),
    ),
    (
        "Your rights",
        (
            "You can ask for what is held about you, and for its removal. Contact the learning team. You can complain to the Information Commissioner.",
        ),
    ),
)
CONTACT = (
    "Ask the learning team of your department if you want to know more, need another format or think something is wrong.",
    "If a page showed a reference, give it with your question. It helps us find what happened and says nothing about your answers.",
)
ACCESSIBILITY = (
    (
        "How accessible this service is",
        (
            "We want everybody to be able to use this service. It is meant to meet the Web Content Accessibility Guidelines "
            "version 2.2 at level AA. Every page is checked by an automatic test (axe) and can be used with the keyboard alone.",
            "It has not been audited yet, so we call it partially compliant.",
        ),
    ),
    (
        "What we know is missing",
        (
            "It has not been tried with people who use screen readers. Charts are pictures with a text and a table beside them; "
            "the automatic test cannot judge the contrast of text inside them.",
            "The service needs JavaScript. Ask for the Word version if that is a problem.",
        ),
    ),
    (
        "Tell us",
        (
            "Contact the learning team if something does not work for you. If the answer does not help, contact the Equality Advisory and Support Service.",
        ),
    ),
)

PUBLISHING = (
    "This computes the results of groups and keeps back every figure that could say something about a person. It cannot "
    "be undone: a published release never changes."
)
CORRECTIONS = (
    "Grade and organisation come from the list of people invited. Nothing changes until the learning team corrects "
    "that list."
)


def before_publishing(total: ResponseRow) -> str:
    """What a release would rest on, said before it is too late."""
    return f"{total.finished:,} people have finished. Results of groups of fewer people than the smallest group are never shown."


def published(name: str, result: Published) -> str:
    return f"The results of {name} are published. {result.withheld:,} of {len(result.cells):,} figures are withheld."
