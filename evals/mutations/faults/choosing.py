"""Faults of what is shown: the wrong items, in the wrong order, or once more."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import Random

from agents.dialogue import Profile, Slate
from agents.gatekeeper import Dropped
from agents.ranking import Choice, Pick
from evals.mutations.fault import Fault
from retrieval.scorer import Candidate, Query, Score

Querying = Callable[..., Query]
Against = Callable[..., Dropped | None]
CHANCE = Random(7)


def _untested(real: Querying) -> Querying:
    return lambda *args: replace(real(*args), required=(), forbidden=())


def _letting(check: str) -> Callable[[Against], Against]:
    """The gatekeeper's last look does not look for this."""

    def make(real: Against) -> Against:
        def against(*args: object) -> Dropped | None:
            found = real(*args)
            return None if found and found.check == check else found

        return against

    return make


def _shown_too(real: Callable[..., frozenset[str]]) -> Callable[..., frozenset[str]]:
    def excluded(profile: Profile, *args: object) -> frozenset[str]:
        return real(profile, *args) - set(profile.shown) | {*profile.rejected, *profile.seen}

    return excluded


def _nothing_excluded(kept: str) -> Callable[[Callable[..., frozenset[str]]], Callable[..., frozenset[str]]]:
    """What the profile keeps there may be shown."""

    def make(real: Callable[..., frozenset[str]]) -> Callable[..., frozenset[str]]:
        def excluded(profile: Profile, *args: object) -> frozenset[str]:
            gone: tuple[str, ...] = profile.rejected if kept == "rejected" else profile.seen
            return real(profile, *args) - set(gone)

        return excluded

    return make


Scoring = Callable[..., Score]


def _reversed(real: Scoring) -> Scoring:
    def score(*args: object) -> Score:
        found = real(*args)
        return replace(found, value=1 - found.value)

    return score


def _random(real: Scoring) -> Scoring:
    return lambda *args: replace(real(*args), value=CHANCE.random())


def _wishless(real: Querying) -> Querying:
    return lambda *args: replace(real(*args), wishes=())


Choosing = Callable[..., Choice]


def _one_only(real: Choosing) -> Choosing:
    def choose(*args: object) -> Choice:
        found = real(*args)
        return replace(found, picks=found.picks[:1])

    return choose


def _twice(real: Callable[..., Slate]) -> Callable[..., Slate]:
    def slate(world: object, known: object, picks: Sequence[Pick]) -> Slate:
        return real(world, known, (*picks[:1], *picks[:1], *picks[2:]))

    return slate


def _of_others(real: Callable[..., Slate]) -> Callable[..., Slate]:
    """Once something was shown to somebody, the next is shown their cards."""
    before: list[tuple[Pick, ...]] = []

    def slate(world: object, known: object, picks: tuple[Pick, ...]) -> Slate:
        before.append(picks)
        return real(world, known, before[-2] if len(before) > 1 else picks)

    return slate


def _any_items(real: Callable[..., tuple[Candidate, ...]]) -> Callable[..., tuple[Candidate, ...]]:
    """What is found is a few of all that may be shown, whatever was said."""

    def candidates(self: object, query: Query) -> tuple[Candidate, ...]:
        found = list(real(self, replace(query, text="", wishes=(), like=())))
        return tuple(CHANCE.sample(found, min(3, len(found))))

    return candidates


NODES, GATE = "agents.nodes", "agents.gatekeeper:_against"

FAULTS = (
    Fault(
        "hard-wishes-dropped",
        "hard wishes are not searched by, and the gatekeeper does not look for them",
        {f"{NODES}:query": _untested, GATE: _letting("hard")},
    ),
    Fault("soft-wishes-dropped", "what would be nice plays no part", {f"{NODES}:query": _wishless}),
    Fault("shown-again", "“show me more” shows the same once more", {f"{NODES}:excluded": _shown_too}),
    Fault(
        "refused-again",
        "what was turned down may be shown again, and the gatekeeper lets it through",
        {f"{NODES}:excluded": _nothing_excluded("rejected"), GATE: _letting("refused")},
    ),
    Fault(
        "owned-again",
        "what they have already may be shown again, and the gatekeeper lets it through",
        {f"{NODES}:excluded": _nothing_excluded("seen"), GATE: _letting("refused")},
    ),
    Fault("ranking-reversed", "the worst that fits comes first", {"agents.ranking:_score": _reversed}),
    Fault("ranking-random", "what fits is put in order by chance", {"agents.ranking:_score": _random}),
    Fault(
        "candidates-random",
        "three that fit are found by chance, whatever was said",
        {"retrieval.retriever:Retriever.candidates": _any_items},
    ),
    Fault(
        "one-card-only", "there is only one card where three would fit", {"agents.recommending:choose_slate": _one_only}
    ),
    Fault("same-card-twice", "one item stands on the slate twice", {"agents.recommending:slate": _twice}),
    Fault(
        "cards-of-others",
        "somebody is shown the cards of another conversation",
        {"agents.recommending:slate": _of_others},
    ),
)
