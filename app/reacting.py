"""Reactions to what was shown: what they mean for the profile. Pure."""

from dataclasses import replace
from typing import Literal

from agents import profile as profiles
from agents.dialogue import Act, Conversation, Critique, Profile
from agents.world import World
from storage.records import Feedback

Reaction = Literal["like", "dislike", "seen", "accept", "click", "shown", "dwell", "rating", "withdraw"]
LIKED, DISLIKED = 4, 2
"""Stars from which, and up to which, a rating is a like or a dislike."""


def profile_after(one: Feedback, item_id: str, fresh: bool, conversation: Conversation, world: World) -> Profile:
    """The profile after the feedback. One that is not `fresh` changes it only where it does not say so already."""
    before, kind = conversation.profile, _meant(one)
    told = {"like": before.liked, "dislike": before.rejected, "seen": before.seen}
    match kind:
        case "like" | "dislike" | "seen":
            if not fresh and item_id in told[kind]:
                return before
            after = profiles.with_feedback(before, kind, item_id)
        case "nothing":
            after = profiles.without_feedback(before, one.reason if one.kind == "withdraw" else one.kind, item_id)
        case _:
            return before
    if kind == "dislike" and one.reason:
        acts = _reason_as_acts(world, one.reason, item_id, conversation)
        return profiles.apply(after, acts, world.catalogue, conversation)
    return after


def _meant(one: Feedback) -> str:
    if one.kind == "rating" and one.value is not None:
        return "like" if one.value >= LIKED else "dislike" if one.value <= DISLIKED else "nothing"
    return "nothing" if one.kind == "withdraw" else one.kind


def _reason_as_acts(world: World, reason: str, item_id: str, conversation: Conversation) -> tuple[Act, ...]:
    """ "too long" about this item: the reader reads the reason, and the change is made relative to the item."""
    acts = world.reader.read(f"none of these, {reason}", conversation)
    return tuple(
        replace(act, item_ids=(item_id,), similar=False) if isinstance(act, Critique) else act
        for act in acts
        if isinstance(act, Critique)
    )
