"""Words about second opinions: for the leader who asks, and for the people who are asked."""

from collections.abc import Sequence

from assessment import dates
from assessment.opinions import FEWEST, LONGEST, MOST, SHORTEST, Beside
from assessment.service.opinions import Asked, Form, Waiting
from ui.figures import NOTHING
from ui.tables import WITHHELD

TITLE = "Second opinion"
GIVE_TITLE = "Give a second opinion"
WHAT_IT_IS = (
    "People who work with you can say how they see you, with the same statements that you used to rate yourself. "
    "This is for your development only. It is never used for appraisal, promotion or pay."
)
WHO_SEES_WHAT = (
    f"You invite {FEWEST} to {MOST} people, and say until when they can answer. You can do this once for each report.",
    "You see one figure for each area, after the last day: the median of what they said. Half of them chose as "
    "much or more, half as much or less.",
    f"An area has a figure only if {FEWEST} or more people said something about it. So if you invite only {FEWEST}, "
    "all of them must answer. If no area has one, you are told so and nothing else, and their answers are deleted.",
    "Nobody sees what a single person said, or who has answered. Answers are kept as counts, apart from names.",
    "Nobody but you sees the figures: not the people you invite, and nobody with whom you share your report.",
)
BEFORE_ASKING = (
    "Once you have invited people, neither they nor the last day can be changed. We send no messages: "
    "the next page gives you a text to send to them."
)
ADDRESSES = f"Work email addresses of {FEWEST} to {MOST} people, one on each line"
LAST_DAY = "Last day on which they can answer, like 27/3/2027"
LAST_DAY_HINT = f"From {SHORTEST} to {LONGEST} days from today."
INVITE = "Invite these people"
NOBODY_CAN_BE_ASKED = (
    "Nobody can be asked about this report. Its version of the question bank is not here any more, or has no ratings "
    "that others could give as well."
)
INVITED = "Your invitation is saved. Now send the text below to the people you have invited."
SEND_THIS = "Send this text to them yourself"
TOO_FEW = f"In no area have {FEWEST} or more people said something, so there is nothing to show."
CAPTION = "How others see you, on a scale of 1 to 5"
COLUMNS = ("Area", "Median of others", "You rated yourself", "Your answers showed")
HOW_TO_READ = (
    "Others and you chose among the same statements, one for each level. Your answers to scenarios and knowledge "
    "questions are set beside them.",
    f"A median rests on {FEWEST} to {MOST} people. With so few, a difference of half a level or less says little. We "
    "give no range, as its ends would be the answers of single people.",
    "Others see what you do with them, not all that you do. A difference is something to talk about, not a fault.",
)
NOT_SHOWN = (
    f"{WITHHELD} means not shown: fewer than {FEWEST} people said something about the area. We do not say how many."
)
CHOOSE = "Choose what describes the person best. In each statement, “I” is the person you are asked about."
GIVERS_ARE_TOLD = (
    "It is for their development only. After the last day they see one figure for each area: the median of "
    f"{FEWEST} or more people. They do not see what one person said, or who has answered. Nobody else sees anything.",
    "What you say is added to counts, apart from your name. It cannot be changed or taken out after you have sent it. "
    f"Where fewer than {FEWEST} people say something, their answers are deleted after the last day.",
    "A median of few people can give an answer away if others tell what they said. If that worries you, choose "
    "“I cannot say”, or do not answer.",
    "Nothing is saved before you send it. If you leave this page, you begin again.",
)
SEND = "Send my answers"
SENT = "Answers sent"
THANKS = "Thank you. Your answers are added to the counts. You cannot answer again, and nobody can see what you said."


def still_open(asked: Asked) -> str:
    people, day = len(asked.givers), dates.in_words(asked.last_day)
    return (
        f"You have invited {people} people. They can answer until the end of {day}. "
        f"You see the result after that; until then nobody is told who has answered, or how many have."
    )


def ended(asked: Asked) -> str:
    return (
        f"You invited {len(asked.givers)} people. They could answer until the end of {dates.in_words(asked.last_day)}."
    )


def lead(areas: Sequence[Beside]) -> str:
    """In how many areas there is a median, or that there is none."""
    if not areas:
        return TOO_FEW
    shown = sum(area.others is not None for area in areas)
    if shown == len(areas):
        return "Here is how others see you in each area."
    where = "1 area" if shown == 1 else f"{shown} areas"
    return f"Here is how others see you in {where} out of {len(areas)}."


def rows(asked: Asked) -> list[tuple[str, ...]]:
    """The areas as rows, with COLUMNS."""
    return [
        (
            asked.names.get(area.domain, area.domain),
            WITHHELD if area.others is None else f"{area.others:.1f}",
            _figure(area.self),
            _figure(area.demonstrated),
        )
        for area in asked.areas
    ]


def _figure(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.1f}"


def message(asked: Asked, address: str) -> str:
    """What the leader sends to the people invited; names nobody."""
    return (
        "I have checked my digital leadership and would like to know how you see me. Could you answer a few questions? "
        "It takes about five minutes. It is for my development only and not for appraisal. I see the median of five "
        "or more people, never what one person said.\n\n"
        f"{address}\n\nYou sign in with this email address. You can answer until the end of "
        f"{dates.in_words(asked.last_day)}. Thank you."
    )


def about(form: Form) -> str:
    return f"{form.name} asks how you see them as a digital leader."


def until(form: Form) -> str:
    return f"You can answer until the end of {dates.in_words(form.last_day)}."


def waiting(one: Waiting) -> str:
    return f"Give a second opinion about {one.name}, by {dates.in_words(one.last_day)}"
