"""People in two cycles, for tests of change: who was where then and is where now, and both releases made of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from assessment import change, release
from assessment.matched import Side
from assessment.model import Cell, Organisation

DOMAIN, ERROR = "D", 0.3
Place = tuple[str, str]
DEPUTY, DIRECTOR, HEAD = "deputy_director", "director", "permanent_secretary"
ORGANISATIONS = tuple(
    Organisation(code, f"Department {code}", "ministry" if code in "AB" else "agency", "group") for code in "ABCD"
)
NO_PULSE = pd.DataFrame(columns=["organisation", "grade", "profession_band", "item", "value", "count"])
SCORES = ["level", "level_se", "other_level", "other_level_se"]


@dataclass(frozen=True)
class Somebody:
    """Where they were then and are now (None: not in the cohort), and their level in each (None: did not answer)."""

    was: Place | None
    then: float | None
    place: Place | None
    now: float | None

    def turned_round(self) -> "Somebody":
        return Somebody(self.place, self.now, self.was, self.then)


def some(
    n: int, then: float | None, now: float | None, was: str | None = "A", place: str | None = "A", grade: str = DEPUTY
) -> list[Somebody]:
    """So many people alike, of one grade."""
    return [Somebody(was and (was, grade), then, place and (place, grade), now)] * n  # type: ignore[list-item]


def stayed(n: int, then: float, now: float, code: str = "A") -> list[Somebody]:
    return some(n, then, now, code, code)


def left(n: int, then: float, code: str = "A") -> list[Somebody]:
    return some(n, then, None, code, None)


def joined(n: int, now: float, code: str = "A") -> list[Somebody]:
    return some(n, None, now, None, code)


def answers(people: Sequence[Somebody]) -> pd.DataFrame:
    """Those who answered now, as the store gives them."""
    rows = [
        {
            "organisation": one.place[0], "grade": one.place[1], "domain": DOMAIN, "level": one.now, "level_se": ERROR,
            "other_organisation": one.was[0] if one.was else "", "other_grade": one.was[1] if one.was else "",
            "other_level": one.then, "other_level_se": None if one.then is None else ERROR,
        }
        for one in people
        if one.place and one.now is not None
    ]  # fmt: skip
    names = ["organisation", "grade", "domain", "level", "level_se", "other_organisation", "other_grade", *SCORES[2:]]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(SCORES, float))


def invited(people: Sequence[Somebody]) -> pd.DataFrame:
    places = [one.place for one in people if one.place]
    frame = pd.DataFrame(places, columns=["organisation", "grade"])
    return frame.groupby(["organisation", "grade"]).size().rename("invited").reset_index()


def side(people: Sequence[Somebody], register: Sequence[Organisation], k: int, cohort: bool = True) -> Side:
    """The later cycle of these people, released."""
    found, asked = answers(people), invited(people)
    asked = asked if cohort else asked[:0]
    scores = found.assign(profession_band="", target=3.0)
    for measure in ("self", "demonstrated"):
        scores[measure], scores[f"{measure}_se"] = scores["level"], scores["level_se"]
    built = release.build(scores, asked, register, NO_PULSE, [DOMAIN], k)
    return Side(found, asked, tuple(cell for cell in built.cells if cell.measure == "level"))


def cycles(
    people: Sequence[Somebody],
    valid: tuple[Sequence[Organisation], Sequence[Organisation]] = (ORGANISATIONS, ORGANISATIONS),
    k: int = 10,
    cohort: bool = True,
) -> tuple[Side, Side, pd.DataFrame]:
    """Both cycles, with the organisations `valid` then and now, and how many people are in the cohorts of both."""
    then = side([one.turned_round() for one in people], valid[0], k, cohort)
    now = side(people, valid[1], k, cohort)
    both = [(*one.was, *one.place) for one in people if one.was and one.place]
    names = ["organisation_then", "grade_then", "organisation", "grade"]
    return then, now, pd.DataFrame(both, columns=names).groupby(names).size().rename("people").reset_index()


def compared(
    people: Sequence[Somebody],
    register: Sequence[Organisation] = ORGANISATIONS,
    valid: tuple[Sequence[Organisation], Sequence[Organisation]] = (ORGANISATIONS, ORGANISATIONS),
    k: int = 10,
    cohort: bool = True,
    with_stayers: bool = True,
) -> change.Changes:
    """What the later release says has changed."""
    return change.changes(*cycles(people, valid, k, cohort), register, [DOMAIN], k, with_stayers)


def cell(made: change.Changes, measure: str, code: str = "") -> Cell:
    """That of an organisation, or of all people."""
    (found,) = [c for c in made.cells if c.measure == measure and c.organisation == code]
    return found


def merged(*codes: str, into: str) -> tuple[Organisation, ...]:
    """The register, in which these organisations ended and went to one."""
    return tuple(replace(o, successors=(into,)) if o.code in codes else o for o in ORGANISATIONS)
