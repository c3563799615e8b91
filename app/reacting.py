"""Reactions to what was shown: what is stored of them, and what they mean for the profile. Pure."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from agents import profile as profiles
from agents.dialogue import Act, Conversation, Critique, Profile
from agents.world import World
from storage.records import Feedback
from storage.store import UnknownImpression

Reaction = Literal["like", "dislike", "seen", "accept", "click", "shown", "dwell"]


def profile_after(
    kind: Reaction, item_id: str, reason: str, fresh: bool, conversation: Conversation, world: World
) -> Profile:
    """The profile after the reaction. One that is not `fresh` changes it only where it does not say so already."""
    before = conversation.profile
    told = {"like": before.liked, "dislike": before.rejected, "seen": before.seen}
    if kind not in ("like", "dislike", "seen") or (not fresh and item_id in told[kind]):
        return before
    after = profiles.with_feedback(before, kind, item_id)
    if kind == "dislike" and reason:
        acts = _reason_as_acts(world, reason, item_id, conversation)
        return profiles.apply(after, acts, world.catalogue, conversation)
    return after


def feedback(impression_id: str, kind: Reaction, reason: str, value: float | None) -> Feedback:
    """With an id that is the same for the same signal."""
    told = f"{impression_id}/{kind}/{reason}" + ("" if value is None else f"/{value:g}")
    return Feedback(
        id=uuid.uuid5(uuid.NAMESPACE_URL, told).hex,
        impression_id=impression_id,
        kind=kind,
        at=datetime.now(UTC),
        reason=reason,
        value=value,
    )


def item_of(conversation: Conversation, impression_id: str) -> str:
    for turn in conversation.turns:
        for slate in turn.reply.slates if turn.reply else ():
            for one in slate.recommendations:
                if one.impression_id == impression_id:
                    return one.item_id
    raise UnknownImpression(impression_id)


def _reason_as_acts(world: World, reason: str, item_id: str, conversation: Conversation) -> tuple[Act, ...]:
    """ "too long" about this item: the reader reads the reason, and the change is made relative to the item."""
    acts = world.reader.read(f"none of these, {reason}", conversation)
    return tuple(
        replace(act, item_ids=(item_id,), similar=False) if isinstance(act, Critique) else act
        for act in acts
        if isinstance(act, Critique)
    )
