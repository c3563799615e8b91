"""What was said to somebody else, as the product would have understood it: acts, and the profile after them."""

from dataclasses import dataclass
from typing import Protocol

from agents.dialogue import Act, Conversation, Profile
from agents.profile import apply, with_feedback
from retrieval.catalogue import Catalogue
from storage.logs.mentions import without_titles
from storage.logs.overheard import as_overheard


class Reader(Protocol):
    def read(self, utterance: str, conversation: Conversation) -> tuple[Act, ...]: ...


@dataclass(frozen=True, slots=True)
class Listener:
    catalogue: Catalogue
    reader: Reader

    def hear(self, talk: Conversation, text: str, item_ids: tuple[str, ...] = ()) -> tuple[tuple[Act, ...], Profile]:
        """`item_ids`: items that the text names, as the log links them. To name one is to like it, unless it was read
        as turned down."""
        words = without_titles(text, item_ids, self.catalogue)
        acts = as_overheard(self.reader.read(words, talk)) if words else ()
        profile = apply(talk.profile, acts, self.catalogue, talk)
        for item in item_ids:
            if item not in profile.rejected:
                profile = with_feedback(profile, "like", item)
        return acts, profile
