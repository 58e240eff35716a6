"""What people earn on situational and knowledge items, and whether people who were dealt different forms are alike.

The facility of an item is the mean credit earned on it, 0-1: x of the calculation rules, "I do not know" is 0, "does
not apply" is left out. Forms are dealt at random (random groups; Kolen and Brennan 2014, Test Equating, Scaling, and
Linking, section 1.4), so facilities of items on different forms are of one population and directly comparable; the
items that all forms share check that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from assessment.answers import Answers, Texts
from assessment.forms import ANSWERS_NEEDED, EVIDENCE
from assessment.model import Item, NotDefined, NotYet, QuestionBank
from assessment.scoring import item_values

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Facilities:
    """Facilities of `items` (0-1), each from `n` answers, with the covariance of these means (items x items).

    The covariance says how far the means would move, and move together, if others of the same population had answered.
    It and `n` are 0 where facilities are stated rather than observed.
    """

    items: tuple[str, ...]
    n: NDArray[np.int64]
    mean: Numbers
    covariance: Numbers

    @property
    def se(self) -> Numbers:
        return np.sqrt(np.diag(self.covariance))

    def only(self, chosen: Sequence[str]) -> "Facilities":
        """The same of some items, in the order given."""
        at = [self.items.index(item) for item in chosen]
        return Facilities(tuple(chosen), self.n[at], self.mean[at], self.covariance[np.ix_(at, at)])

    def with_answers(self, needed: int = ANSWERS_NEEDED) -> "Facilities":
        """The same of the items that enough people have answered."""
        return self.only([item for item, n in zip(self.items, self.n, strict=True) if n >= needed])


def observe(answers: Answers, bank: QuestionBank) -> Facilities:
    """Observed facilities of the evidence items in use that have answers, in the order of the bank.

    cov(j, k) = sum of (x_j - mean_j)(x_k - mean_k) over those who answered both, / sqrt(n_j (n_j - 1) n_k (n_k - 1)).
    """
    items = [item for item in bank.items if item.in_use and item.type in EVIDENCE and item.id in answers.items]
    credit = _credit(answers, items)
    answered = ~np.isnan(credit)
    n = answered.sum(axis=0)
    mean = np.where(answered, credit, 0.0).sum(axis=0) / np.maximum(n, 1)
    away = np.where(answered, credit - mean, 0.0)
    freedom = np.sqrt(np.maximum(n * (n - 1.0), 1.0))
    names = tuple(item.id for item in items)
    return Facilities(names, n, mean, away.T @ away / np.outer(freedom, freedom)).with_answers(1)


def stated(bank: QuestionBank) -> Facilities:
    """The facilities that the bank states for its evidence items in use."""
    held = {i.id: i.expected_facility for i in bank.items if i.in_use and i.type in EVIDENCE}
    known = {item: m for item, m in held.items() if m is not None}
    size = len(known)
    return Facilities(tuple(known), np.zeros(size, int), np.array([*known.values()], float), np.zeros((size, size)))


def _credit(answers: Answers, items: Sequence[Item]) -> Numbers:
    """x of rule 1, respondents x `items`, NaN where it is missing."""
    at = {name: j for j, name in enumerate(answers.items)}
    columns = [item_values(item, answers.values[:, at[item.id]]) for item in items]
    return np.stack(columns, axis=1) if columns else np.empty((len(answers), 0))


# ---- forms of one cycle ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Apart:
    """What `n` people with a form earned on an item that all forms share, or on all those items (`item` is "").

    `facility` is their mean credit (0-1), `apart` how far it lies above that of the people with other forms, `se` the
    standard error of that difference.
    """

    form: str
    item: str
    n: int
    facility: float
    apart: float
    se: float


@dataclass(frozen=True, slots=True)
class FormCheck:
    """Whether the people with different forms of a family earn the same on the `items` that all these forms share.

    `p` belongs to all items and forms together: the chance to see groups as far apart as these, or further, were they
    alike (Bartlett's approximation to Wilks' lambda; Rencher 2002, Methods of Multivariate Analysis, section 6.1.3).
    """

    family: str
    items: tuple[str, ...]
    p: float | NotYet | NotDefined
    apart: tuple[Apart, ...] = ()


def check_forms(answers: Answers, bank: QuestionBank) -> tuple[FormCheck, ...]:
    """A check for each family of which people had two forms or more."""
    given = {form for form in answers.forms if form}
    families = dict.fromkeys(form.family for form in bank.forms if form.id in given)
    groups = {family: [f.id for f in bank.family(family) if f.id in given] for family in families}
    return tuple(_check(answers, bank, name, forms) for name, forms in groups.items() if len(forms) > 1)


def _check(answers: Answers, bank: QuestionBank, family: str, forms: Sequence[str]) -> FormCheck:
    everywhere = set.intersection(*(set(bank.form_by_id[form].items) for form in forms))
    items = [i for i in bank.items if i.id in everywhere and i.type in EVIDENCE and i.id in answers.items]
    names = tuple(item.id for item in items)
    if not items:
        return FormCheck(family, names, NotDefined(0))
    answers = answers.rows(np.isin(answers.forms, forms))
    credit = _credit(answers, items)
    whole = ~np.isnan(credit).any(axis=1)
    fewest = min(int((answers.forms[whole] == form).sum()) for form in forms)
    if fewest < ANSWERS_NEEDED:
        return FormCheck(family, names, NotYet(fewest, ANSWERS_NEEDED))
    columns = {"": credit.mean(axis=1), **{name: credit[:, j] for j, name in enumerate(names)}}
    apart = (_apart(column, answers.forms, form, item) for item, column in columns.items() for form in forms)
    return FormCheck(family, names, _chance_alike(credit[whole], answers.forms[whole], forms), tuple(apart))


def _apart(credit: Numbers, forms: Texts, form: str, item: str) -> Apart:
    known = ~np.isnan(credit)
    own, others = credit[known & (forms == form)], credit[known & (forms != form)]
    error = np.sqrt(own.var(ddof=1) / len(own) + others.var(ddof=1) / len(others))
    return Apart(form, item, len(own), float(own.mean()), float(own.mean() - others.mean()), float(error))


def _chance_alike(credit: Numbers, forms: Texts, names: Sequence[str]) -> float | NotDefined:
    """p of Wilks' lambda = |W| / |T|: -(N - 1 - (items + forms) / 2) ln(lambda) is chi-squared, items x (forms - 1)."""
    people, items = credit.shape
    within = sum((_squares(credit[forms == name]) for name in names), np.zeros((items, items)))
    if np.linalg.matrix_rank(within) < items:
        return NotDefined(items, "answers do not vary")
    log_lambda = np.linalg.slogdet(within)[1] - np.linalg.slogdet(_squares(credit))[1]
    statistic = -(people - 1 - (items + len(names)) / 2) * log_lambda
    return float(special.chdtrc(items * (len(names) - 1), statistic))


def _squares(credit: Numbers) -> Numbers:
    """Sums of squares and products around the means (items x items)."""
    away = credit - credit.mean(axis=0)
    products: Numbers = away.T @ away
    return products
