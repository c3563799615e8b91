"""Looking things up in a catalogue, a conversation and a profile, as they are named from outside. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from agents.dialogue import Conversation, Profile
from agents.world import World
from app.answers import UnknownItem
from retrieval.catalogue import Domain, Item
from retrieval.wording import wish_in_words


def known(item_ids: Sequence[str], world: World) -> tuple[Item, ...]:
    """Raises UnknownItem for the first that there is not, or that the owner keeps out."""
    found = tuple(item for i in item_ids if i not in world.blocked and (item := world.catalogue.find(i)))
    if len(found) < len(item_ids):
        missing = next(i for i in item_ids if i in world.blocked or world.catalogue.find(i) is None)
        raise UnknownItem(missing, world.catalogue.name)
    return found


def as_shown(conversation: Conversation, item_id: str) -> Conversation:
    """Up to the turn that last showed the item; the whole of it if none did."""
    slates = ((turn, slate) for turn in reversed(conversation.turns) if turn.reply for slate in turn.reply.slates)
    last = next((turn.number for turn, slate in slates if item_id in slate.item_ids), len(conversation.turns))
    return replace(conversation, turns=conversation.turns[:last])


def words_of(profile: Profile, index: int, domain: Domain) -> str | None:
    """The wish at a place of the profile, in words; None if none stands there."""
    if not 0 <= index < len(profile.preferences):
        return None
    wish = profile.preferences[index]
    attribute = domain.attribute(wish.attribute)
    return wish_in_words(attribute, wish.constraint) if attribute else None
