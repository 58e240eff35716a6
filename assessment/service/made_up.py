"""What made-up people of the demonstration said, planned and shared once their cycle was released."""

import random
import tomllib
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from assessment import dates, recommendations
from assessment.actions import Checked
from assessment.feedback import EASY, USEFUL, Said
from assessment.model import Cycle, Published, QuestionBank, Step
from assessment.practices import Entered, checked, highest_quarter
from assessment.register import REFERENCE_DATA
from assessment.service.sittings import profile_of
from assessment.store import actions, feedback, goals, practices, reads, shares

FEEDBACKS = 38
WEIGHTS = {"useful": (1, 2, 4, 6, 3), "easy": (1, 3, 5, 6, 2)}
PLANNED_FOR = timedelta(weeks=12)
SHARED_FOR = timedelta(days=300)
"""How long the made-up colleague can read the made-up leader's report."""


def content() -> dict[str, Any]:
    """The words, from reference_data/demonstration.toml."""
    return tomllib.loads((REFERENCE_DATA / "demonstration.toml").read_text(encoding="utf-8"))


def say(db: Session, cycle: Cycle, seed: int) -> None:
    """What people said about the assessment."""
    texts = content()["feedback"]
    chance = random.Random(seed)  # noqa: S311 - made-up answers
    for text in (*texts, *[""] * (FEEDBACKS - len(texts))):
        useful = chance.choices(range(1, len(USEFUL) + 1), WEIGHTS["useful"])[0]
        easy = chance.choices(range(1, len(EASY) + 1), WEIGHTS["easy"])[0]
        feedback.add(db, cycle_id=cycle.id, said=Said(useful, easy, text))


def share_practices(db: Session, cycle: Cycle, published: Published) -> None:
    """What organisations of the highest quarter do: of each area the first one that the release shows there."""
    for words in content()["practice"]:
        members = sorted(highest_quarter(published, words["domain"]).members)
        if members:
            said = checked(Entered(words["title"], words["what"], words["effort"], words["contact_team"]))
            practices.add_practice(
                db,
                cycle_id=cycle.id,
                organisation=members[0],
                domain=words["domain"],
                title=said.title,
                what=said.what,
                effort=said.effort,
                contact_team=said.contact_team,
                now=dates.now(),
            )


def act(db: Session, cycle: Cycle, bank: QuestionBank) -> None:
    """What is done about gaps, published to those who answered."""
    for words in (one for one in content()["action"] if one["domain"] in bank.domain_by_id):
        due_on = dates.today() + timedelta(weeks=words["due_in_weeks"])
        done = Checked(words["said"], words["did"], words["owner"], due_on, words["status"])
        actions.add_action(db, cycle_id=cycle.id, domain=words["domain"], said=done, now=dates.now())
    for added in actions.actions(db, cycle.id):
        actions.set_published(db, action_id=added.id, published_at=dates.now())


def plan_and_share(db: Session, person: str, bank: QuestionBank, reader: str) -> None:
    """A goal with one step done, and the report shared with a colleague, for somebody who has a report."""
    for sitting in reads.submitted(db, person)[:1]:
        now, today = dates.now(), dates.today()
        shares.add_share(db, sitting_id=sitting.id, reader=reader, ends_on=today + SHARED_FOR, now=now)
        profile = profile_of(db, sitting, bank)
        for domain in recommendations.goals(profile, [])[:1]:
            score = next(one for one in profile.scores if one.domain == domain)
            suggested = recommendations.suggest(score, bank).actions
            steps = [Step(kind, action.id) for kind, action in suggested.items()]
            talk_to = content()["goal"]["talk_to"]
            goals.save_goal(
                db, person_id=person, domain=domain, talk_to=talk_to, due_on=today + PLANNED_FOR, steps=steps, now=now
            )
            for step in steps[:1]:
                goals.tick(db, person_id=person, domain=domain, kind=step.kind, done_at=now)
