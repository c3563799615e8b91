"""A duel: beside the slate of the policy in force that of a challenger, so that the person can say which is better.

Side by side as in Thomas and Hawking (CIKM 2006). Both come from the same wishes and pass the same gatekeeper; which
stands at the left is drawn by lot, and what is said of them favours neither.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from agents.dialogue import Duel, Option, Profile, Slate
from agents.phrasing import count_of
from agents.policy import Plan
from agents.ranking import Choice
from agents.recommending import Judged, chosen, scored, slate
from agents.world import Challenger
from retrieval.catalogue import Domain
from retrieval.scorer import Query

Duels = Literal["never", "share", "always"]
"""Whether a turn may be a duel: only where two slates can be shown; then by the owner's share, or if it can be."""

CURRENT = "default"
"""Name of the policy in force."""


@dataclass(frozen=True, slots=True)
class Contest:
    """What came of asking both policies."""

    id: str
    slate: Slate
    """The one to show; in a duel the one at the left."""
    judged: Judged
    """With the choices of both."""
    duel: Duel | None
    """None where both chose the same items: there is nothing to pick from."""


def due(challenger: Challenger | None, duels: Duels, seed: str) -> bool:
    """Whether this turn is one; the same for the same seed, of the conversation and the turn."""
    if challenger is None or duels == "never":
        return False
    return duels == "always" or Random(f"{seed}/duel").random() < challenger.share


async def contest(
    challenger: Challenger, query: Query, known: Profile, judged: Judged, current: Slate, seed: str
) -> Contest:
    """`judged` and `current` are the policy's in force. Asks no language model anything."""
    heard = await _heard(challenger, query, judged)
    other = chosen(challenger.world, query, known, heard, f"{seed}/challenger")
    both = replace(judged, choice=_of_both(judged.choice, other.choice))
    name = uuid.uuid4().hex
    rival = slate(challenger.world, known, other.choice.picks)
    if not rival.item_ids or set(rival.item_ids) == set(current.item_ids):
        return Contest(name, current, judged, None)
    if Random(f"{seed}/sides").random() < 0.5:
        return Contest(name, current, both, Duel(name, rival, (CURRENT, challenger.name)))
    return Contest(name, rival, both, Duel(name, current, (challenger.name, CURRENT)))


async def _heard(challenger: Challenger, query: Query, judged: Judged) -> Judged:
    """The challenger's candidates and scores; grades that a language model gave are not asked for twice."""
    if judged.grading and not challenger.scores:
        return judged
    if judged.rewrites:
        candidates = tuple(candidate for candidate, _ in judged.scored)
    else:
        candidates = await challenger.world.retriever.retrieve(query)
    return Judged(await scored(challenger.world, query, candidates))


def _of_both(one: Choice, other: Choice) -> Choice:
    """For what the reply tells of them: nothing twice."""
    picks = {pick.candidate.item_id: pick for pick in (*other.picks, *one.picks)}
    return Choice(tuple(picks.values()), tuple(dict.fromkeys((*one.dropped, *other.dropped))))


# --- what is said -----------------------------------------------------------------------------------------------------


def invitation(plan: Plan, known: Profile, domain: Domain) -> str:
    """In place of the words that name what is shown, so that they favour no side."""
    return f"{_found(plan, known, domain)} Which of these two selections is better?"


def _found(plan: Plan, known: Profile, domain: Domain) -> str:
    if not known.preferences:
        return "There are two ways to start."
    if all(wish.hard for wish in known.preferences):
        return f"{count_of(plan.left, domain.noun, domain.plural)} {'fits' if plan.left == 1 else 'fit'}."
    if not plan.perfect:
        return f"No {domain.noun} meets every wish; these come close."
    meet = "meets" if plan.perfect == 1 else "meet"
    return f"{count_of(plan.perfect, domain.noun, domain.plural)} {meet} every wish."


def placeless(options: Sequence[Option]) -> tuple[Option, ...]:
    """Without those that name a card by its place: there are two first ones."""
    return tuple(option for option in options if not option.utterance.startswith("more like the "))
