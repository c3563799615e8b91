"""Signals taken: stored, and where they say what is wanted, the profile follows."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain

from agents.dialogue import Conversation, Profile
from agents.world import World
from app.reacting import profile_after
from app.signals import Refused, Signal, last_words, received
from storage.records import Feedback
from storage.signals import after
from storage.store import Store

Write = Callable[[Conversation, Profile, str], Awaitable[Conversation]]
"""Changes the profile: the conversation, its profile after, and what was done. Gives the conversation after."""


@dataclass(frozen=True, slots=True)
class TakenAll:
    """What several signals came to."""

    conversation: Conversation
    fresh: int
    repeated: int
    """Signals that said nothing new."""
    refused: tuple[Refused, ...]


async def take(
    store: Store,
    world: World,
    write: Write,
    conversation: Conversation,
    signals: Sequence[Signal],
    sent_at: datetime | None = None,
) -> TakenAll:
    """Raises StillAnswering after storing, if the profile should change meanwhile: sent again, it will follow."""
    given = await store.feedback_of(conversation.id)
    cards = {card.impression_id: card for card in await store.cards_of(conversation.id)}
    found = received(conversation.id, signals, cards, given, after(given, datetime.now(UTC)), sent_at)
    taken = tuple(chain(*found.feedback))
    await store.add_all_feedback(taken, conversation.id)
    before = {one.id for one in given}
    for one in last_words(taken, given, cards):
        item_id = cards[one.impression_id].item_id
        changed = profile_after(one, item_id, one.id not in before, conversation, world)
        if changed != conversation.profile:
            conversation = await write(conversation, changed, f"{one.kind} {item_id} {one.reason}".strip())
    fresh = _fresh(found.feedback, before)
    return TakenAll(conversation, fresh, len(found.feedback) - fresh, found.refused)


def _fresh(taken: Sequence[tuple[Feedback, ...]], before: set[str]) -> int:
    """How many signals brought something that was not there."""
    known, fresh = set(before), 0
    for one in taken:
        ids = {part.id for part in one}
        fresh += bool(ids - known)
        known |= ids
    return fresh
