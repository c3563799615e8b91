"""What stands for a conversation between two calls of a tool.

A language model carries it, so it is short and does not expire: the conversation's id, and a signature that holds for
the key and the person it was opened with. The key is shown with every request anyway; once revoked, it opens nothing.
"""

import base64
import hashlib
import hmac

from app.security.caller import Caller
from app.security.secret import derived

SIGNED = 16
"""Bytes of the signature."""


class TicketRefused(Exception):
    """Whether it is made up, mangled or another's is not told."""

    def __init__(self) -> None:
        super().__init__(
            "This `conversation` is not one that `recommend` gave to this key: it was changed, cut, made up, or "
            "belongs to another. Pass the last one you were given, unchanged; or leave it out to begin anew."
        )


class Tickets:
    def __init__(self, secret: bytes) -> None:
        self._secret = derived(secret, "mcp conversations")

    def give(self, conversation_id: str, caller: Caller) -> str:
        return f"{conversation_id}.{self._signature(conversation_id, caller)}"

    def take(self, ticket: str, caller: Caller) -> str:
        """The conversation's id; raises TicketRefused."""
        conversation_id, _, signature = ticket.strip().partition(".")
        right = self._signature(conversation_id, caller)
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), right.encode()):
            raise TicketRefused
        return conversation_id

    def _signature(self, conversation_id: str, caller: Caller) -> str:
        told = "\n".join((conversation_id, caller.key.id, caller.person))
        mac = hmac.new(self._secret, told.encode("utf-8", "replace"), hashlib.sha256).digest()
        return base64.urlsafe_b64encode(mac[:SIGNED]).rstrip(b"=").decode()
