"""What any store of conversations does, and how it fails. Whatever waits is async."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from agents.dialogue import Conversation, Duel, Profile, Slate, Turn
from storage.records import Card, Consent, Feedback, Impression, Listed, Opened, Provenance, Summary

NOWHERE = Provenance()


class StoreError(Exception):
    """Its text is a sentence for people."""


class UnknownConversation(StoreError):
    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"There is no conversation “{conversation_id}”; it was deleted, or never opened here.")


class UnknownImpression(StoreError):
    def __init__(self, impression_id: str) -> None:
        super().__init__(
            f"There is no impression “{impression_id}” in this conversation; feedback needs one that was shown."
        )


class StillAnswering(StoreError):
    """Another turn of the conversation is open, or took the same number first."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(
            f"Conversation “{conversation_id}” is still answering another message; send this one again after."
        )


class TurnClosed(StoreError):
    def __init__(self, conversation_id: str, number: int) -> None:
        super().__init__(
            f"Turn {number} of conversation “{conversation_id}” is not open; only an open turn can be written to."
        )


class BadCursor(StoreError):
    def __init__(self, cursor: str) -> None:
        super().__init__(f"“{cursor[:80]}” is no cursor; take the one that came with the page before, or none.")


class StoreUnavailable(StoreError):
    """The database cannot be reached, read or written: locked, read-only, full, damaged, or of a newer version."""


class Store(Protocol):
    """The only memory there is. Every method may raise StoreUnavailable; each is one transaction, all or nothing."""

    async def open_conversation(
        self,
        catalogue: str,
        catalogue_version: str,
        provenance: Provenance = NOWHERE,
        consent: Consent = "unsaid",
    ) -> Opened: ...

    async def provenance(self, conversation_id: str) -> Provenance | None:
        """None if there is no such conversation."""
        ...

    async def consent(self, conversation_id: str) -> Consent:
        """Raises UnknownConversation."""
        ...

    async def set_consent(self, conversation_id: str, consent: Consent) -> None:
        """Raises UnknownConversation."""
        ...

    async def adopt(self, conversation_id: str, person: str) -> bool:
        """Makes a conversation of nobody this person's. False if it is somebody else's, or there is none."""
        ...

    async def fork(self, conversation_id: str, turns: int, provenance: Provenance) -> Opened:
        """A new conversation that starts with copies of the first turns, those that are closed, up to number `turns`.

        Slates and impressions stay with the old one: they were shown there. What was said of consent is copied.
        Raises UnknownConversation.
        """
        ...

    async def authorise(self, conversation_id: str, token: str) -> bool:
        """Whether the token is the conversation's own. An unknown id is a plain False, like a wrong token."""
        ...

    async def load(self, conversation_id: str) -> Conversation:
        """All turns, the open and the failed ones too; equal to what was stored.

        A failed turn has a reply only if cards went out before it failed: that slate, without words.
        Raises UnknownConversation.
        """
        ...

    async def conversations(self, keys: Iterable[tuple[str, str]]) -> tuple[Summary, ...]:
        """Those of the (id, token) pairs that exist and fit together, the latest used first."""
        ...

    async def conversations_of(self, key_id: str, person: str, before: str | None, limit: int) -> Listed:
        """A person's conversations under one key, the latest opened first; of nobody ("") there are none.

        `before` is the `more` of the page before; raises BadCursor if it is something else.
        """
        ...

    async def begin_turn(
        self, conversation_id: str, number: int, utterance: str, request_id: str | None = None
    ) -> None:
        """Raises StillAnswering if another turn is open or the number is taken, UnknownConversation.

        Cancelled, it leaves no open turn behind.
        """
        ...

    async def find_turn(self, conversation_id: str, request_id: str) -> Turn | None:
        """The turn begun with this idempotency key, open or done; a failed turn gives its key free."""
        ...

    async def commit_slate(
        self,
        conversation_id: str,
        turn_number: int,
        slate: Slate,
        profile: Profile,
        policy: str = "default",
        duel: str = "",
    ) -> None:
        """Records the impressions; to be awaited before their cards leave. Raises TurnClosed."""
        ...

    async def commit_duel(
        self, conversation_id: str, turn_number: int, slate: Slate, duel: Duel, profile: Profile
    ) -> None:
        """The same for two slates side by side, `slate` at the left: both are recorded, or none."""
        ...

    async def finish_turn(self, conversation_id: str, turn: Turn) -> None:
        """Writes the whole turn, with its status, and so closes it. Raises TurnClosed.

        What its acts say of things shown before is stored as feedback of the source "words".
        """
        ...

    async def fail_turn(self, conversation_id: str, number: int, reason: str) -> None:
        """Closes the turn as failed, what was shown is kept; a turn that is not open is left as it is."""
        ...

    async def close_open_turns(self, begun_before: datetime | None = None) -> int:
        """Fails every open turn and says how many; to be called at start, before the first turn begins.

        It cannot tell a crashed turn from one that another process is answering, unless by its age: where there may
        be another, `begun_before` leaves the later ones alone.
        """
        ...

    async def add_feedback(self, given: Feedback, conversation_id: str | None = None) -> bool:
        """False if feedback of this id was there already. Raises UnknownImpression.

        With `conversation_id` the impression must belong to it: pass the one that the caller's token opened.
        """
        ...

    async def add_all_feedback(self, given: Sequence[Feedback], conversation_id: str | None = None) -> int:
        """How many were new; if it raises UnknownImpression for one of them, none is. Numbered as given."""
        ...

    async def feedback_of(self, conversation_id: str) -> tuple[Feedback, ...]:
        """Oldest first, of one moment in the order in which it came; empty for an unknown conversation."""
        ...

    async def impressions_of(self, conversation_id: str) -> tuple[Impression, ...]:
        """By turn, slate and rank; empty for an unknown conversation."""
        ...

    async def cards_of(self, conversation_id: str) -> tuple[Card, ...]:
        """The impressions of `impressions_of`, in the same order, without what is heavy."""
        ...

    async def delete_conversation(self, conversation_id: str) -> None:
        """Erases it with its turns, impressions and feedback. Deleting it again is no error."""
        ...

    async def close(self) -> None: ...
