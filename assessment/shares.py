"""Shares of people in a group, in whole percents, told so that they say nothing of any one person.

A share is the mean of people's chances, as scores are noisy: counting noisy scores would find too many at both ends. A
share of nobody or of everybody would say the same of each person; from 1/n to 1 - 1/n, any one may be the exception.
"""

import numpy as np

from assessment.departments import Flags, Numbers, rounded

SHARE_FROM = 20
"""People needed before any share of them is shown."""
LEADING = 4.0
"""The level from which somebody counts in the spread of leadership."""
CLASS_BOUNDS = (2.5, 3.5)
"""Where the middle one of three classes of demonstrated levels begins and ends."""
_NEAR = 1e-9


def _least(n: Numbers) -> Numbers:
    """1/n in hundredths, rounded up; 100 for nobody."""
    return np.ceil(100 / np.maximum(n, 1) - _NEAR)


def told(share: Numbers, n: Numbers) -> Numbers:
    """The share (0-1) in whole percents, no less than 1/n and no more than 1 - 1/n; n of 2 or more."""
    least = _least(n)
    held = np.clip(np.round(100 * share), least, 100 - least)
    return rounded(held / 100, 2)


def spread(share: Numbers) -> Numbers:
    """Place in model.SPREAD, from 1: below a quarter, up to a half, above."""
    return np.asarray(1.0 + (share >= 0.25) + (share > 0.5))


def classes(share: Numbers, n: Numbers) -> tuple[Numbers, Flags]:
    """Three shares (3, ...) that come to 1, in whole percents that do so too (largest remainders); where to show them.

    No class is told to hold less than 1/n: what is added comes off the largest. None is shown where one holds more than
    1 - 1/n: it is then known to hold at least so much, which still leaves any one person free.
    """
    least = _least(n)
    hundredths = _largest_remainders(100 * share)
    shown = np.asarray((hundredths <= 100 - least).all(axis=0))
    held = np.maximum(hundredths, least)
    largest = np.arange(len(held)).reshape(-1, *[1] * n.ndim) == held.argmax(axis=0)
    held -= largest * (held.sum(axis=0) - 100)
    return rounded(held / 100, 2), shown


def _largest_remainders(parts: Numbers) -> Numbers:
    """Whole numbers that come to 100, each the part rounded down or, for the largest remainders, up."""
    whole = np.floor(parts + _NEAR)
    place = np.argsort(np.argsort(whole - parts, axis=0, kind="stable"), axis=0)
    return np.asarray(whole + (place < np.rint(100 - whole.sum(axis=0))))
