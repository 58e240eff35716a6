"""From a profile to words: the headline, the questions to ask, strengths and gaps.

Every sentence is made by a rule from the numbers as they are shown (one decimal): text and table cannot disagree.
"""

from dataclasses import dataclass

from assessment.model import BoardQuestion, Domain, DomainScore, Profile, QuestionBank

QUESTIONS = 3
STRENGTHS = 3
GAPS = 3


@dataclass(frozen=True, slots=True)
class Advice:
    """What the first version of the report says beside the numbers."""

    headline: str
    questions: tuple[BoardQuestion, ...]
    strengths: tuple[DomainScore, ...]
    gaps: tuple[DomainScore, ...]
    too_few: tuple[DomainScore, ...]


def shown_gap(score: DomainScore) -> float:
    """Target minus level, from the two numbers as the page shows them; positive is below target. Needs a level."""
    if score.level is None:
        raise ValueError(f"{score.domain} has no level")
    return round(round(score.target, 1) - round(score.level, 1), 1)


def meets_target(score: DomainScore) -> bool:
    return shown_gap(score) <= 0


def by_gap(profile: Profile) -> tuple[DomainScore, ...]:
    """Scored domains, furthest below target first; ties in the order of the bank."""
    return tuple(sorted(profile.scored, key=shown_gap, reverse=True))


def advise(profile: Profile, bank: QuestionBank) -> Advice:
    ordered = by_gap(profile)
    return Advice(
        headline=headline(profile, bank),
        questions=questions_to_ask(profile, bank),
        strengths=tuple(s for s in reversed(ordered) if meets_target(s))[:STRENGTHS],
        gaps=tuple(s for s in ordered if not meets_target(s))[:GAPS],
        too_few=tuple(s for s in profile.scores if s.status != "scored"),
    )


def _name(domain: Domain) -> str:
    return domain.short_name


def _inside(name: str) -> str:
    """A name inside a sentence: lower case, unless it starts with an abbreviation."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def headline(profile: Profile, bank: QuestionBank) -> str:
    """One or two sentences computed from the numbers below them."""
    scored, total = profile.scored, len(profile.scores)
    if not scored:
        return "There are too few answers to show a level in any area."
    met = sum(map(meets_target, scored))
    areas = f"{len(scored)} areas" if len(scored) == total else f"the {len(scored)} areas with enough answers"
    if len(scored) == 1:
        name = _name(bank.domain_by_id[scored[0].domain])
        verb = "meet" if met else "are below"
        return f"You {verb} the target for your grade in {_inside(name)}, the one area with enough answers."
    if met == len(scored):
        return f"You meet the target for your grade in all of {areas}."
    count = "none" if met == 0 else str(met)
    first = f"You meet the target for your grade in {count} of {areas}."
    ordered = by_gap(profile)
    furthest = [s for s in ordered if shown_gap(s) == shown_gap(ordered[0])]
    names = [_name(bank.domain_by_id[s.domain]) for s in furthest]
    if len(names) == 1:
        return f"{first} {names[0]} is the furthest below."
    if len(names) == 2:
        return f"{first} {names[0]}, and {_inside(names[1])}, are the furthest below."
    return f"{first} {len(names)} areas are equally far below."


def questions_to_ask(profile: Profile, bank: QuestionBank) -> tuple[BoardQuestion, ...]:
    """Three questions, one from each of the domains furthest below target; the bank's order where nothing is scored."""
    domains = [s.domain for s in by_gap(profile)]
    domains += [d.id for d in bank.domains if d.id not in domains]
    first: dict[str, BoardQuestion] = {}
    for question in bank.board_questions:
        first.setdefault(question.domain, question)
    return tuple(first[d] for d in domains if d in first)[:QUESTIONS]
