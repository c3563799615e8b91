"""Names that stand for people and conversations: the same for the same one, and of no use without the secret."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from agents.dialogue import Slate, Turn
from storage.records import Feedback, Impression

LENGTH = 32
"""Hexadecimal digits: half of an HMAC-SHA256."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    secret: bytes

    def of(self, kind: str, *names: str) -> str:
        """What one thing is called is no hint of what another kind of thing with the same name is called."""
        written = "\0".join((kind, *names)).encode("utf-8", "surrogatepass")
        return hmac.digest(self.secret, written, hashlib.sha256).hex()[:LENGTH]

    def person(self, key_id: str, person: str) -> str:
        """`person` is the name that the key's site vouched for, and not empty."""
        return self.of("person", key_id, person)

    def nobody(self, begun_at: datetime, utterance: str) -> str:
        """Whoever had a talk that began then, with these words: the talk and its forks are the same somebody's."""
        return self.of("nobody", begun_at.isoformat(), utterance)

    def impressions(self, shown: Iterable[Impression]) -> tuple[Impression, ...]:
        return tuple(
            replace(
                one,
                id=self.of("impression", one.id),
                conversation_id=self.of("conversation", one.conversation_id),
                slate_id=self.of("slate", one.slate_id),
                duel=self.of("duel", one.duel) if one.duel else "",
            )
            for one in shown
        )

    def feedback(self, given: Iterable[Feedback]) -> tuple[Feedback, ...]:
        return tuple(
            replace(one, id=self.of("feedback", one.id), impression_id=self.of("impression", one.impression_id))
            for one in given
        )

    def turn(self, turn: Turn) -> Turn:
        """With the slate and the impressions of its reply named as `impressions` names them."""
        reply = turn.reply
        if reply is None or reply.slate is None:
            return turn
        return replace(turn, reply=replace(reply, slate=self._slate(reply.slate)))

    def _slate(self, slate: Slate) -> Slate:
        cards = tuple(
            replace(one, impression_id=self.of("impression", one.impression_id)) for one in slate.recommendations
        )
        return replace(slate, id=self.of("slate", slate.id), recommendations=cards)
