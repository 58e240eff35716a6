"""The pages there are: one row each. To add a page, write its file and add its row here."""

from dataclasses import dataclass

from assessment.access import Action, may
from assessment.model import Viewer

SERVICE_NAME = "Check your digital leadership"


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page: its file, title, address, who may open it (None: anyone signed in) and its name in the menu, if there."""

    file: str
    title: str
    path: str
    action: Action | None
    menu: str = ""
    public: bool = False


PAGES = (
    PageRow("take/start.py", SERVICE_NAME, "", None, "Start"),
    PageRow("take/before_you_start.py", "Before you start", "before-you-start", Action.TAKE),
    PageRow("take/your_role.py", "Your role", "your-role", Action.TAKE),
    PageRow("take/tasks.py", "Your assessment", "tasks", Action.TAKE, "Your assessment"),
    PageRow("take/question.py", "Question", "question", Action.TAKE),
    PageRow("take/check.py", "Check your answers before you submit", "check", Action.TAKE),
    PageRow("take/confirmation.py", "Assessment submitted", "confirmation", Action.TAKE),
    PageRow("take/paper.py", "The assessment on paper", "paper-form", Action.PRINT_FORM),
    PageRow("take/feedback.py", "Tell us what you think", "feedback", Action.TAKE),
    PageRow("take/reminders.py", "Messages about the assessment", "reminders", Action.TAKE),
    PageRow("take/delete.py", "Delete your answers", "delete-answers", Action.TAKE),
    PageRow("report/my_report.py", "Your report", "report", Action.SEE_OWN_REPORT, "Your report"),
    PageRow("report/explain.py", "How this level was worked out", "explain", Action.SEE_OWN_REPORT),
    PageRow("report/goal.py", "A goal of your plan", "goal", Action.SEE_OWN_REPORT),
    PageRow("report/share.py", "Share your report", "share-report", Action.SEE_OWN_REPORT),
    PageRow("report/shared.py", "Digital leadership report", "shared-report", Action.READ_SHARED_REPORT),
    PageRow("report/second_opinion.py", "Second opinion", "second-opinion", Action.SEE_OWN_REPORT),
    PageRow("report/give_opinion.py", "Give a second opinion", "give-opinion", Action.GIVE_OPINION),
    PageRow("insight/gaps.py", "Capability gaps", "gaps", Action.SEE_GAPS, "Gaps"),
    PageRow("insight/priorities.py", "Priorities", "priorities", Action.SEE_ORGANISATION, "Priorities"),
    PageRow("insight/demand.py", "Learning demand", "learning-demand", Action.PLAN_LEARNING, "Learning demand"),
    PageRow("insight/sessions.py", "Learning sessions", "learning-sessions", Action.PLAN_LEARNING),
    PageRow(
        "insight/organisation.py",
        "Your organisation and its peers",
        "organisation",
        Action.SEE_ORGANISATION,
        "Organisation",
    ),
    PageRow("insight/change.py", "Change since last cycle", "change", Action.SEE_ORGANISATION, "Change"),
    PageRow("insight/pulse.py", "Conditions in departments", "conditions", Action.SEE_ORGANISATION, "Conditions"),
    PageRow("insight/spread.py", "Leadership spread", "spread", Action.SEE_ORGANISATION, "Spread"),
    PageRow("insight/practices.py", "What strong peers do", "practices", Action.SEE_ORGANISATION, "Practices"),
    PageRow("insight/share_practice.py", "Share a practice", "share-practice", Action.SHARE_PRACTICE),
    PageRow("campaign/response.py", "Response", "response", Action.SEE_RESPONSE, "Response"),
    PageRow(
        "campaign/who_finished.py", "Who has finished", "who-finished", Action.SEE_WHO_FINISHED, "Who has finished"
    ),
    PageRow("campaign/cohort.py", "Cohort", "cohort", Action.MANAGE_COHORT, "Cohort"),
    PageRow("campaign/cohort_import.py", "An import of a cohort file", "cohort-import", Action.MANAGE_COHORT),
    PageRow("campaign/cohort_person.py", "A person of the cohort", "cohort-person", Action.MANAGE_COHORT),
    PageRow("campaign/corrections.py", "Corrections", "corrections", Action.SEE_RESPONSE, "Corrections"),
    PageRow("campaign/enter.py", "Enter answers", "enter-answers", Action.ENTER_ANSWERS, "Enter answers"),
    PageRow("campaign/feedback.py", "What people said about the assessment", "feedback-results", Action.SEE_FEEDBACK),
    PageRow("campaign/messages.py", "Messages", "messages", Action.SEND_MESSAGES, "Messages"),
    PageRow("campaign/exports.py", "Exports", "exports", Action.EXPORT, "Exports"),
    PageRow("campaign/cycles.py", "Cycles", "cycles", Action.MANAGE_CYCLES, "Cycles"),
    PageRow("campaign/cycle_draft.py", "Make a cycle", "cycle-draft", Action.MANAGE_CYCLES),
    PageRow("campaign/cycle_launch.py", "Check and launch a cycle", "cycle-launch", Action.MANAGE_CYCLES),
    PageRow("campaign/provisional.py", "Figures for checking", "provisional-figures", Action.MANAGE_CYCLES),
    PageRow("campaign/check_figures.py", "Check your figures", "check-figures", Action.SIGN_OFF),
    PageRow("campaign/actions.py", "You said, we did", "actions", Action.MANAGE_ACTIONS, "Actions"),
    PageRow("campaign/action.py", "An action", "action", Action.MANAGE_ACTIONS),
    PageRow("campaign/what_we_did.py", "What we did", "what-we-did", Action.SEE_ACTIONS),
    PageRow("admin/register.py", "Register of organisations", "register", Action.SEE_REGISTER, "Register"),
    PageRow("admin/organisation.py", "Organisation of the register", "register-organisation", Action.SEE_REGISTER),
    PageRow("admin/change_organisation.py", "Add or change an organisation", "register-change", Action.EDIT_REGISTER),
    PageRow("admin/update_register.py", "Bring the register up to date", "register-update", Action.EDIT_REGISTER),
    PageRow(
        "admin/consumers.py",
        "Programs that read published results",
        "consumers",
        Action.MANAGE_CONSUMERS,
        "Programs",
    ),
    PageRow("bank/browse.py", "Question bank", "bank", Action.BROWSE_BANK, "Question bank"),
    PageRow("bank/item.py", "Item", "bank-item", Action.BROWSE_BANK),
    PageRow("bank/coverage.py", "What the bank covers", "bank-coverage", Action.BROWSE_BANK),
    PageRow("bank/forms.py", "Forms", "bank-forms", Action.BROWSE_BANK),
    PageRow("bank/assemble.py", "Assemble a form", "bank-assemble", Action.BROWSE_BANK),
    PageRow("bank/compare.py", "Compare versions", "bank-compare", Action.BROWSE_BANK),
    PageRow("bank/review.py", "Due for review", "bank-review", Action.BROWSE_BANK),
    PageRow("bank/quality.py", "Item quality", "bank-quality", Action.BROWSE_BANK),
    PageRow("bank/workbook.py", "Workbook and exchange", "bank-workbook", Action.BROWSE_BANK),
    PageRow("bank/advice.py", "Advice", "advice", Action.SEE_ADVICE, "Advice"),
    PageRow(
        "help/board_questions.py",
        "Questions to ask your department",
        "board-questions",
        Action.SEE_BOARD_QUESTIONS,
        "Questions to ask",
    ),
    PageRow("help/how_it_works.py", "How it works", "how-it-works", None, public=True),
    PageRow("help/privacy.py", "Privacy notice", "privacy", None, public=True),
    PageRow("help/accessibility.py", "Accessibility statement", "accessibility", None, public=True),
    PageRow("help/contact.py", "Contact", "contact", None, public=True),
)


def may_open(row: PageRow, viewer: Viewer | None) -> bool:
    if row.public:
        return True
    if viewer is None:
        return False
    return row.action is None or may(viewer, row.action)
