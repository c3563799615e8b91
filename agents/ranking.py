"""From scored candidates to the slate: who may be shown, the owner's dials, variety, now and then something untried."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from agents.dialogue import Preference, Profile
from agents.gatekeeper import Dropped, Rules, look
from agents.phrasing import join, quoted
from retrieval.catalogue import Catalogue
from retrieval.diversity import Trait, diverse, traits_of
from retrieval.embedder import Vectors
from retrieval.quality import Standing
from retrieval.scorer import Candidate, Score

BALANCE = 0.75
"""Of relevance against novelty in the slate."""
REACH = 0.2
"""What the whole way from the best known to the least known item is worth, in scores, with the tail dial at an end."""
TICKETS = 3
"""How many tickets a cold item has in the draw of an exploration; any other has one."""


@dataclass(frozen=True, slots=True)
class Dials:
    """What the owner may turn."""

    size: int = 3
    tail: float = 0.0
    """-1 prefers what is popular, 1 what is less known; a wish of the person about that comes before it."""
    explore: float = 0.0
    """0–1: the share of slates whose last card is drawn from all that may be shown."""


PLAIN = Dials()


@dataclass(frozen=True, slots=True)
class Pool:
    """Candidates with one score and one vector each, in any order."""

    candidates: Sequence[Candidate]
    scores: Sequence[Score]
    vectors: Vectors

    def taken(self, places: Sequence[int]) -> "Pool":
        picked = np.array(places, dtype=np.int64)
        return Pool([self.candidates[at] for at in places], [self.scores[at] for at in places], self.vectors[picked])


@dataclass(frozen=True, slots=True)
class Pick:
    candidate: Candidate
    score: Score
    propensity: float = 1.0
    """The probability of this item at this rank, given the pool and its scores: exact, see `choose_slate`."""


@dataclass(frozen=True, slots=True)
class Choice:
    picks: tuple[Pick, ...]
    """In the order to show them."""
    dropped: tuple[Dropped, ...] = ()
    """What the gatekeeper kept from the slate."""


def choose_slate(pool: Pool, rules: Rules, standing: Standing, dials: Dials, seed: str = "") -> Choice:
    """At most `dials.size` picks of what the gatekeeper lets through; the order of the pool plays no part.

    Misfits of the grader score 0 and stand last, if they stand at all. What is added to a score is among its parts, as
    `tail` and `misfit`, so that these still add up to it.

    With probability `explore` the last card is drawn from all others that may be shown, in proportion to their
    tickets. So the propensity of the card that stands there by its own merit is 1 - explore, that of a drawn one
    explore times its share of the tickets, and that of every card before it 1. The same `seed`, of the conversation
    and the turn, draws the same again.
    """
    scored = [_score(*one, rules, standing, dials.tail) for one in zip(pool.candidates, pool.scores, strict=True)]
    pool = replace(pool, scores=scored)
    best_first = pool.taken(sorted(range(len(scored)), key=lambda at: _place(pool, at, rules)))
    looked = look(best_first.candidates, best_first.vectors, rules, dials.size)
    passed = best_first.taken(looked.kept)
    fitting = [at for at, one in enumerate(passed.candidates) if one.item_id not in rules.misfits]
    chosen = _varied(passed.taken(fitting), rules, dials.size)
    if len(chosen) < dials.size:
        chosen = (*chosen, *range(len(fitting), min(dials.size, len(passed.candidates))))
    picks = tuple(Pick(passed.candidates[at], passed.scores[at]) for at in chosen)
    others = passed.taken([at for at in fitting if at not in chosen])
    return Choice(_explored(picks, others, standing, dials.explore, Random(seed)), looked.dropped)


def notices(choice: Choice, catalogue: Catalogue) -> tuple[str, ...]:
    """What the person should know: that a language model doubts what is shown all the same, for want of others."""
    doubted = [pick.candidate.row for pick in choice.picks if "misfit" in pick.score.parts]
    if not doubted:
        return ()
    titles = join([quoted(catalogue.items[row].title) for row in doubted])
    return (f"The language model doubts that {titles} {'fits' if len(doubted) == 1 else 'fit'} what you said.",)


def _place(pool: Pool, at: int, rules: Rules) -> tuple[bool, float, float, int, str]:
    one = pool.candidates[at]
    return one.item_id in rules.misfits, -pool.scores[at].value, -one.fused, one.row, one.item_id


def _score(candidate: Candidate, score: Score, rules: Rules, standing: Standing, tail: float) -> Score:
    """The score with what the dial adds; a score that is no number, and that of a misfit, counts as 0."""
    value = score.value if 0 <= score.value <= 1 else 0.0
    if candidate.item_id in rules.misfits:
        return replace(score, value=0.0, parts={**score.parts, "misfit": -value})
    if not tail or not 0 <= candidate.row < len(standing.fame) or rules.profile.on(standing.attribute):
        return score if value == score.value else replace(score, value=value)
    turned = min(1.0, max(0.0, value + REACH * tail * (0.5 - float(standing.fame[candidate.row]))))
    return replace(score, value=turned, parts={**score.parts, "tail": turned - value})


def _varied(pool: Pool, rules: Rules, size: int) -> tuple[int, ...]:
    catalogue, attributes = rules.catalogue, rules.catalogue.domain.informable
    traits = [traits_of(catalogue.items[one.row], attributes) for one in pool.candidates]
    return diverse(pool.candidates, pool.scores, pool.vectors, size, BALANCE, traits, wished_by(rules.profile))


def wished_by(profile: Profile) -> frozenset[Trait]:
    """What all cards may have in common, as it was asked for."""
    return frozenset(trait for preference in profile.preferences for trait in _wished(preference))


def _wished(preference: Preference) -> Iterator[Trait]:
    value = preference.constraint.value
    if preference.negative:
        return
    named = value if isinstance(value, tuple) else (value,)
    yield from ((preference.attribute, one if isinstance(one, str) else "") for one in named)


def _explored(
    picks: tuple[Pick, ...], others: Pool, standing: Standing, explore: float, draw: Random
) -> tuple[Pick, ...]:
    if not picks or not others.candidates or not explore:
        return picks
    tickets = [TICKETS if standing.cold[one.row] else 1 for one in others.candidates]
    at = draw.choices(range(len(tickets)), tickets)[0] if draw.random() < explore else None
    if at is None:
        return (*picks[:-1], replace(picks[-1], propensity=1 - explore))
    share = explore * tickets[at] / sum(tickets)
    return (*picks[:-1], Pick(others.candidates[at], others.scores[at], share))
