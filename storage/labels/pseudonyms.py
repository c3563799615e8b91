"""Names that stand for people and conversations: the same for the same one, and of no use without the secret."""

import hmac
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from agents.dialogue import Act, Pick, Reply, Slate

LENGTH = 32
"""Hexadecimal digits: half of an HMAC-SHA256."""
KEPT = 4_096
"""Names kept in mind: an impression's is needed again for its feedback and its turn."""


class Pseudonyms:
    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self.of = lru_cache(KEPT)(self._of)

    def _of(self, kind: str, *names: str) -> str:
        """What one thing is called is no hint of what another kind of thing with the same name is called."""
        written = "\0".join((kind, *names)).encode("utf-8", "surrogatepass")
        return hmac.digest(self._secret, written, "sha256").hex()[:LENGTH]

    def nobody(self, begun_at: datetime, utterance: str) -> str:
        """Whoever had a talk that began then, with these words: the talk and its forks are the same somebody's."""
        return self.of("nobody", begun_at.isoformat(), utterance)

    def reply(self, reply: Reply | None) -> Reply | None:
        """With its slates and their impressions under the names that stand for them."""
        if reply is None or reply.slate is None:
            return reply
        duel = reply.duel
        if duel:
            duel = replace(duel, id=self.of("duel", duel.id), beside=self._slate(duel.beside))
        return replace(reply, slate=self._slate(reply.slate), duel=duel)

    def acts(self, acts: tuple[Act, ...]) -> tuple[Act, ...]:
        if not any(isinstance(act, Pick) for act in acts):
            return acts
        return tuple(self._pick(act) if isinstance(act, Pick) else act for act in acts)

    def _pick(self, act: Pick) -> Pick:
        return replace(act, duel=self.of("duel", act.duel), slate=act.slate and self.of("slate", act.slate))

    def _slate(self, slate: Slate) -> Slate:
        cards = (replace(one, impression_id=self.of("impression", one.impression_id)) for one in slate.recommendations)
        return replace(slate, id=self.of("slate", slate.id), recommendations=tuple(cards))
