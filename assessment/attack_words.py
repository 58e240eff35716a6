"""What the attack found, in words for a terminal: how many and how wide, never whom."""

from math import floor

from assessment.attack import Verdict


def table(found: Verdict) -> list[str]:
    """What was tried, and the smallest width that was left to any set of each kind."""
    lines = [f"Small sets of people tried: {found.sets}."]
    if found.narrowest:
        lines.append(f"{'Measure':<14}{'People':<8}Left at least")
    for (measure, people), width in found.narrowest.items():
        lines.append(f"{measure:<14}{people:<8}{floor(100 * width + 1e-6) / 100:.2f}")
    return lines


def learned(found: Verdict) -> str:
    """All that is wrong with a release, for one sentence."""
    parts = (
        (len(found.failures), "set of a few people too closely", "sets of a few people too closely"),
        (found.nested, "small difference between published groups", "small differences between published groups"),
        (found.contradictions, "domain or item that contradicts itself", "domains or items that contradict themselves"),
    )
    told = [f"{number} {one if number == 1 else many}" for number, one, many in parts if number]
    return "; ".join([*told, *([f"{found.exact} of the sets exactly"] if found.exact else [])])
