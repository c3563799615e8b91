"""What one turn knows while it walks through the graph. Nothing of it outlives the turn: SQL is the memory."""

from collections.abc import Mapping
from typing import Annotated, TypedDict

from agents.dialogue import Act, Comparison, Conversation, Option, Profile, Reading, Reply, Slate
from agents.duelling import Contest, Duels
from agents.meanwhile import Meanwhile
from agents.policy import Plan
from agents.recommending import Judged
from agents.understanding.settling import Settled
from retrieval.scorer import Candidate, Query, Score


def added(before: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    """Milliseconds by node; a node that ran twice took both."""
    return {**before, **{name: round(before.get(name, 0.0) + ms, 2) for name, ms in more.items()}}


class TurnState(TypedDict, total=False):
    conversation: Conversation
    """As it was before this turn."""
    number: int
    utterance: str
    acts: tuple[Act, ...]
    meanwhile: Meanwhile
    """What a model was asked and has not answered yet."""
    settled: Settled | None
    again: bool
    """Whether the settled acts lead elsewhere than the built-in ones, and the turn went back to its profile."""
    known: Profile
    """The profile, as far as this turn has brought it."""
    plan: Plan
    query: Query
    candidates: tuple[Candidate, ...]
    pool: tuple[tuple[Candidate, Score], ...]
    """The best of them, as the first scorer judges them, best first; empty where nothing is to be shown."""
    judged: Judged | None
    duels: Duels
    """Whether this turn may be a duel; "never", unless it is said."""
    contest: Contest | None
    slate: Slate | None
    comparison: Comparison | None
    body: str
    suggestions: tuple[Option, ...]
    reply: Reply
    reading: Reading | None
    timings: Annotated[dict[str, float], added]
