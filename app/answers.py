"""What the chat service gives beside the vocabulary of the dialogue, and what it refuses."""

from collections.abc import Iterable
from dataclasses import dataclass

from agents.dialogue import Comparison, Conversation, Evidence, Option
from retrieval.catalogue import Catalogue


class NotYours(PermissionError):
    """An id alone opens nothing."""

    def __init__(self) -> None:
        super().__init__("This conversation does not exist, or its token is not the one it was opened with.")


class RepeatedDifferently(ValueError):
    def __init__(self, request_id: str) -> None:
        super().__init__(f"“{request_id}” named another message before; a new message needs a key of its own.")


class ProfileChanged(ValueError):
    """The wish is not, or no longer, at the place where the sender saw it."""

    def __init__(self, index: int, words: str) -> None:
        super().__init__(f"“{words[:80]}” is not wish {index} of the profile, which changed meanwhile; read it again.")


class UnknownItem(LookupError):
    def __init__(self, item_id: str, catalogue: str) -> None:
        super().__init__(f"There is no item “{item_id[:80]}” in the catalogue “{catalogue}”.")


class UnknownAttribute(LookupError):
    def __init__(self, attribute: str, there: Iterable[str]) -> None:
        super().__init__(f"There is no attribute “{attribute[:80]}”. There are {', '.join(there)}.")


@dataclass(frozen=True, slots=True)
class Compared:
    text: str
    table: Comparison
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Explained:
    item_id: str
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What feedback came to."""

    conversation: Conversation
    fresh: bool
    """False if the same feedback was there already."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """What stands on the page before anything was said."""

    text: str
    starters: tuple[Option, ...]
