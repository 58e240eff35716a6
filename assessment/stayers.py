"""Where a figure about the people who answered in two cycles may be shown: who joined, left or stayed is a group too.

With the mean now, the mean then and the mean change of those who stayed, the joiners' sum less the leavers' is known;
where one of the two is nobody, that of the other. docs/method.md has the rules.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment import disclosure
from assessment.departments import Codes, Flags

Counts = NDArray[np.int64]

KINDS = STAYED, ELSEWHERE, ONCE = 0, 1, 2
"""Answered in both cycles, and both times in the organisation; in both, but not so; in one of them only."""
_FREE = [ELSEWHERE, ONCE]


@dataclass(frozen=True, slots=True)
class Turnover:
    """People with a level in one domain, and whose level is published.

    `now` and `then` (organisations, grades, KINDS) count answers by where people stood in that cycle; permanent
    secretaries, the last grade, never count as STAYED. `origin` (organisations now,): the one that it was then, -1 if
    it was none or several. `groups_now` and `groups_then` (groups, organisations, grades) are the groups whose level
    the releases show.
    """

    now: Counts
    then: Counts
    origin: Codes
    groups_now: Flags
    groups_then: Flags

    @property
    def stayers(self) -> Counts:
        """People who answered both times, by organisation; last, all of them, wherever they went."""
        return np.append(self.now[..., STAYED].sum(axis=1), self.now[..., [STAYED, ELSEWHERE]].sum())

    @property
    def joiners(self) -> Counts:
        """People who are in the group's level now and not among its stayers."""
        return np.append(_ordinary(self.now), self.now[..., ONCE].sum())

    @property
    def leavers(self) -> Counts:
        """People who were in the group's level then and are not among its stayers."""
        return np.append(_of_origin(self.origin, _ordinary(self.then)), self.then[..., ONCE].sum())

    def checked(self, shown: Flags) -> dict[str, int | None]:
        """What a proof says of the groups `shown`: how many, the fewest people in one, and how many they leave over."""
        sizes = self.stayers[shown]
        left = int(sizes[-1] - sizes[:-1].sum()) if shown[-1] else 0
        smallest = int(sizes.min()) if len(sizes) else None
        return {"published": len(sizes), "smallest_group": smallest, "smallest_difference": left or None}


def _ordinary(answers: Counts) -> Counts:
    """Answers by organisation, those of stayers and of permanent secretaries left out."""
    found: Counts = answers[:, :-1, _FREE].sum(axis=(1, 2))
    return found


def _of_origin(origin: Codes, by_origin: NDArray[np.generic]) -> Counts:
    """By organisation of this cycle, what the one it comes from has; 0 where there is none."""
    return np.array([by_origin[o] if o >= 0 else 0 for o in origin], dtype=np.int64)


def shown(turnover: Turnover, possible: Flags, minimum_group: int) -> Flags:
    """Which of the `possible` organisations (..., and last, all people) may show what changed for those who stayed.

    Stayers are at least `minimum_group`; joiners, leavers and whatever published figures leave over are nobody or that
    many.
    """
    allowed: Flags = possible & np.append(turnover.origin >= 0, True) & (turnover.stayers >= minimum_group)
    for people in (turnover.joiners, turnover.leavers):
        allowed &= (people == 0) | (people >= minimum_group)
    if not allowed.any():
        return allowed
    return _closed_over_answers(turnover, _closed_over_people(turnover, allowed, minimum_group), minimum_group)


def _closed_over_people(turnover: Turnover, allowed: Flags, minimum_group: int) -> Flags:
    """All who stayed less those of published organisations are nobody or enough; the atoms are people."""
    organisations = len(turnover.origin)
    member = np.eye(organisations + 1, dtype=bool)
    member[-1] = True
    people = turnover.stayers.astype(np.float64)
    people[-1] -= people[:-1].sum()
    return disclosure.close(_plan(member), people, allowed, minimum_group)


def _closed_over_answers(turnover: Turnover, allowed: Flags, minimum_group: int) -> Flags:
    """The same over answers now and answers then, beside all levels that the two releases show.

    Take answers then with the opposite sign: a mean then, a mean now and a mean change are all sums over sets of
    answers. What follows from them by adding and subtracting is found as it is in any release.
    """
    t = turnover
    answers = np.concatenate([t.now.ravel(), t.then.ravel()]).astype(np.float64)
    now, then = np.zeros_like(t.now, dtype=bool), np.zeros_like(t.then, dtype=bool)
    sets = []
    for organisation, origin in enumerate(t.origin):
        now[organisation, :, STAYED] = True
        then[origin, :, STAYED] = origin >= 0
        sets.append(np.concatenate([now.ravel(), then.ravel()]))
        now[:], then[:] = False, False
    now[..., [STAYED, ELSEWHERE]], then[..., [STAYED, ELSEWHERE]] = True, True
    sets.append(np.concatenate([now.ravel(), then.ravel()]))
    levels = [
        np.repeat(groups.reshape(len(groups), -1), len(KINDS), axis=1) for groups in (t.groups_now, t.groups_then)
    ]
    before = np.vstack([np.pad(levels[0], ((0, 0), (0, t.then.size))), np.pad(levels[1], ((0, 0), (t.now.size, 0)))])
    return disclosure.close(_plan(np.array(sets)), answers, allowed, minimum_group, before)


def _plan(member: Flags) -> disclosure.Plan:
    """Organisations, and last all people, who are dearer than any of them."""
    view = np.ones(len(member), dtype=np.intp)
    view[-1] = 0
    return disclosure.Plan((), member, view)
