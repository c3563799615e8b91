"""What one turn knows while it walks through the graph. Nothing of it outlives the turn: SQL is the memory."""

from operator import or_
from typing import Annotated, TypedDict

from agents.dialogue import Act, Comparison, Conversation, Option, Profile, Reply, Slate
from agents.policy import Plan
from retrieval.scorer import Candidate, Query, Score


class TurnState(TypedDict, total=False):
    conversation: Conversation
    """As it was before this turn."""
    number: int
    utterance: str
    acts: tuple[Act, ...]
    known: Profile
    """The profile, as far as this turn has brought it."""
    plan: Plan
    query: Query
    candidates: tuple[Candidate, ...]
    ranked: tuple[tuple[Candidate, Score], ...]
    slate: Slate
    comparison: Comparison | None
    body: str
    suggestions: tuple[Option, ...]
    reply: Reply
    timings: Annotated[dict[str, float], or_]
