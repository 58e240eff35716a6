"""Who may do what. The only place where roles are compared: one table, denied by default."""

from enum import StrEnum

from assessment.errors import NotAllowed, NotSignedIn
from assessment.model import Role, Viewer


class Action(StrEnum):
    """A thing a person can do. Each public service function requires exactly one."""

    TAKE = "answer the assessment"
    SEE_OWN_REPORT = "see one's own report"
    READ_HELP = "read the help pages"
    SEE_RESPONSE = "see how many have answered"
    SEE_GAPS = "see gaps by organisation"
    SEE_ORGANISATION = "see one's own organisation beside its peers"
    PLAN_LEARNING = "plan places on learning offers"
    SHARE_PRACTICE = "share what one's own organisation does well"
    MANAGE_CYCLES = "open, close and release cycles"
    SEE_REGISTER = "see the register of organisations"
    BROWSE_BANK = "browse the question bank, with its keys"
    SEE_ADVICE = "see the learning offers, actions and questions to ask"
    SEE_BOARD_QUESTIONS = "see the questions that anybody can ask their department"
    PRINT_FORM = "take the assessment away on paper"
    READ_SHARED_REPORT = "read a report that its owner shared"
    GIVE_OPINION = "give a second opinion that was asked for"
    ENTER_ANSWERS = "enter answers that somebody gave on paper"
    SEE_FEEDBACK = "see what people said about the assessment"
    MANAGE_COHORT = "say who is invited"
    SEE_WHO_FINISHED = "see who of an organisation has finished, never what they answered"
    SEND_MESSAGES = "write to the people of a cycle"
    MANAGE_ACTIONS = "say what is done about the gaps"
    SEE_ACTIONS = "see what is done about the gaps"
    SIGN_OFF = "check an organisation's figures before they are released"
    EXPORT = "take results away in a file"
    EDIT_REGISTER = "change the register of organisations"
    MANAGE_CONSUMERS = "let programs read published results"
    READ_RELEASES = "read published results as a program"


R = Role
PEOPLE = frozenset(R) - {R.CONSUMER}
"""Everybody who signs in: a program is let in nowhere but to published results."""
ALLOWED: dict[Action, frozenset[Role]] = {
    Action.TAKE: frozenset({R.RESPONDENT}),
    Action.SEE_OWN_REPORT: frozenset({R.RESPONDENT}),
    Action.READ_HELP: PEOPLE,
    Action.SEE_RESPONSE: frozenset({R.LEARNING_TEAM, R.DEPARTMENT_HR}),
    Action.SEE_GAPS: frozenset({R.LEARNING_TEAM}),
    Action.SEE_ORGANISATION: frozenset({R.LEARNING_TEAM, R.DEPARTMENT_HR, R.DEPARTMENT_LEAD}),
    Action.PLAN_LEARNING: frozenset({R.LEARNING_TEAM}),
    Action.SHARE_PRACTICE: frozenset({R.DEPARTMENT_HR, R.DEPARTMENT_LEAD}),
    Action.MANAGE_CYCLES: frozenset({R.LEARNING_TEAM}),
    Action.SEE_REGISTER: frozenset({R.ADMINISTRATOR, R.LEARNING_TEAM}),
    Action.BROWSE_BANK: frozenset({R.BANK_EDITOR, R.ADMINISTRATOR}),
    Action.SEE_ADVICE: frozenset({R.BANK_EDITOR, R.ADMINISTRATOR, R.LEARNING_TEAM}),
    Action.SEE_BOARD_QUESTIONS: PEOPLE,
    Action.PRINT_FORM: frozenset({R.RESPONDENT, R.LEARNING_TEAM}),
    Action.READ_SHARED_REPORT: PEOPLE,
    Action.GIVE_OPINION: PEOPLE,
    Action.ENTER_ANSWERS: frozenset({R.LEARNING_TEAM}),
    Action.SEE_FEEDBACK: frozenset({R.LEARNING_TEAM}),
    Action.MANAGE_COHORT: frozenset({R.LEARNING_TEAM}),
    Action.SEE_WHO_FINISHED: frozenset({R.DEPARTMENT_HR}),
    Action.SEND_MESSAGES: frozenset({R.LEARNING_TEAM}),
    Action.MANAGE_ACTIONS: frozenset({R.LEARNING_TEAM}),
    Action.SEE_ACTIONS: frozenset({R.RESPONDENT, R.LEARNING_TEAM, R.DEPARTMENT_HR, R.DEPARTMENT_LEAD}),
    Action.SIGN_OFF: frozenset({R.DEPARTMENT_HR, R.DEPARTMENT_LEAD}),
    Action.EXPORT: frozenset({R.LEARNING_TEAM}),
    Action.EDIT_REGISTER: frozenset({R.ADMINISTRATOR}),
    Action.MANAGE_CONSUMERS: frozenset({R.ADMINISTRATOR}),
    Action.READ_RELEASES: frozenset({R.CONSUMER}),
}
EVERY_ORGANISATION = frozenset({R.LEARNING_TEAM})
"""Roles whose view is not bound to their own organisation."""


def may(viewer: Viewer | None, action: Action, organisation: str | None = None) -> bool:
    """Whether the viewer may do it; with `organisation`, whether they may do it for that one."""
    if viewer is None:
        return False
    holding = viewer.roles & ALLOWED[action]
    if organisation is None or holding & EVERY_ORGANISATION:
        return bool(holding)
    return bool(holding) and bool(organisation) and organisation == viewer.organisation


def require(viewer: Viewer | None, action: Action, organisation: str | None = None) -> Viewer:
    """The viewer, if they may; raises NotSignedIn or NotAllowed otherwise."""
    if viewer is None:
        raise NotSignedIn
    if not may(viewer, action, organisation):
        raise NotAllowed
    return viewer
