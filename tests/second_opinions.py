"""A leader with a report, and colleagues whom they ask how they see them."""

from datetime import timedelta

import pandas as pd

from assessment import dates, store
from assessment.model import DomainScore, Role, Viewer
from assessment.opinions import FEWEST, Entered
from assessment.service import banks, identity, opinions
from assessment.store import writes
from tests import builders as make

BANK = "2027.3"
COLLEAGUES = tuple(f"colleague{n}@example.gov.uk" for n in range(1, 9))


def lines(*addresses: str) -> str:
    return "\n".join(addresses)


def score(domain: str, own: float | None = 3.0, shown: float | None = 2.5) -> DomainScore:
    level = None if own is None else 2.6
    status = "not_enough_answers" if own is None else "scored"
    return DomainScore(domain, own, 0.3, 2, shown, 0.3, 4, level, 0.3, 3.0, status)


def a_report(person: str, name: str = "Autumn", version: str = BANK, form: str = "standard_a") -> int:
    """A cycle in which a person has submitted; the id of the sitting."""
    with store.writing() as db:
        window = {"opens_at": dates.now() - timedelta(days=1), "closes_at": dates.now() + timedelta(days=30)}
        cycle = writes.add_cycle(db, name=name, family="standard", bank_version=version, **window)
        cohort = pd.DataFrame({"person": [person], "organisation": "DFE", "grade": "director"})
        writes.add_people_and_cohort(db, cycle_id=cycle.id, cohort=cohort)
        started = {"form": form, "bank_version": version, "option_orders": {}, "now": dates.now()}
        sitting = writes.start_sitting(db, cycle_id=cycle.id, person_id=person, **started)
        scores = [score(domain.id) for domain in banks.version(version).domains]
        writes.submit(db, sitting_id=sitting.id, scores=scores, submitted_at=dates.now(), reference="DL-1")
    return sitting.id


def an_account(subject: str, name: str, role: Role, person: str = "", *, made_up: bool = False) -> Viewer:
    about = {"name": name, "roles": [role], "organisation": "DFE", "person": person, "made_up": made_up}
    with store.writing() as db:
        writes.add_account(db, subject=subject, **about)
    viewer = identity.made_up_viewer(subject) if made_up else identity.viewer_for(subject)
    assert viewer
    return viewer


def a_leader() -> Viewer:
    """Sam, who has a report; in an empty database."""
    with store.writing() as db:
        writes.add_organisations(db, organisations=[make.organisation("DFE")])
    a_report("p1")
    return an_account("sam@example.gov.uk", "Sam Okafor", Role.RESPONDENT, "p1")


def invite(leader: Viewer, count: int = 6) -> int:
    """Ask so many colleagues, who have two weeks."""
    last_day = f"{dates.today() + timedelta(days=14):%d/%m/%Y}"
    opinions.ask(leader, Entered(lines(*COLLEAGUES[:count]), last_day))
    return opinions.overview(leader).asked[0].id


def colleague(number: int) -> Viewer:
    viewer = identity.viewer_for(COLLEAGUES[number - 1])
    assert viewer
    return viewer


def everything(viewer: Viewer, opinion: int, value: int) -> dict[str, int]:
    """The same answer to each question."""
    return {item.id: value for _, items in opinions.form(viewer, opinion).areas for item in items}


def answered_by(leader: Viewer, *values: int) -> int:
    """An invitation that so many people have answered, each with one value for everything."""
    opinion = invite(leader, max(FEWEST, len(values)))
    for number, value in enumerate(values, 1):
        opinions.give(colleague(number), opinion, everything(colleague(number), opinion, value))
    return opinion
