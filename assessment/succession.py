"""What an organisation is compared with in an earlier cycle, where the machinery of government changed in between.

A rule over the register alone, so that it says nothing about answers: docs/method.md.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assessment.model import Organisation

SMALL_PART = 0.2
"""What came in counts as small up to this share of the senior staff of the organisation that it came to.

A fifth who differ by .25, as organisations do, move an average by .05 at most: as much as rounding does.
"""


@dataclass(frozen=True, slots=True)
class Basis:
    """`then` are the organisations of the earlier cycle, by code, that one is compared with; none: not comparable.

    It took over the organisations `whole` altogether since then, and a part of each in `part`.
    """

    then: tuple[str, ...]
    whole: tuple[str, ...] = ()
    part: tuple[str, ...] = ()

    @property
    def one(self) -> str:
        """The one organisation that it was, under the same name or another; empty if it was several or none."""
        return self.then[0] if len(self.then) == 1 else ""


def bases(register: Iterable[Organisation], then: Collection[str], now: Collection[str]) -> dict[str, Basis]:
    """The basis of each organisation of `now`, given the codes that have rows in the earlier release and in this one.

    Who has rows in both is compared with itself; where organisations ended and went to one successor only, it is
    compared with all of them together. Whoever took over part of another has no basis, unless it existed before and all
    that came in is small: then it is compared with itself alone.
    """
    known = {organisation.code: organisation for organisation in register}
    heirs = {code: _heirs(code, known, now, frozenset()) for code in then}
    came = {code: [old for old in sorted(then) if old != code and code in heirs[old]] for code in now}
    return {code: _basis(code, came[code], heirs, known) for code in now}


def _heirs(code: str, known: dict[str, Organisation], now: Collection[str], met: frozenset[str]) -> frozenset[str]:
    """Where the people of an organisation are now: itself while it has rows, else its successors and theirs."""
    if code in now:
        return frozenset({code})
    next_ones = known[code].successors if code in known and code not in met else ()
    return frozenset().union(*(_heirs(one, known, now, met | {code}) for one in next_ones))


def _basis(code: str, came: list[str], heirs: dict[str, frozenset[str]], known: dict[str, Organisation]) -> Basis:
    whole = tuple(old for old in came if heirs[old] == {code})
    part = tuple(old for old in came if heirs[old] != {code})
    itself = (code,) if code in heirs else ()
    if itself and _small(came, code, known):
        return Basis(itself, whole, part)
    return Basis(() if part else tuple(sorted(itself + whole)), whole, part)


def _small(came: list[str], code: str, known: dict[str, Organisation]) -> bool:
    """Nothing came in, or altogether few senior staff by the register; what it does not count is not small."""
    staff = {one: known[one].scs_headcount if one in known else None for one in (*came, code)}
    own = staff.pop(code)
    others = [n for n in staff.values() if n is not None]
    return not came or (own is not None and len(others) == len(came) and sum(others) <= SMALL_PART * own)
