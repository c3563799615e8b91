"""Who asks: the key, where from, and on whose behalf."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from storage.keys import ApiKey
from storage.records import Channel, Provenance

ANONYMOUS: Final = ApiKey("", "server", "anonymous", "", "", (), (), datetime(1970, 1, 1, tzinfo=UTC))
"""Whoever asks from this machine while only this machine is served; see `app.security.door`."""


@dataclass(frozen=True, slots=True)
class Caller:
    key: ApiKey
    """`ANONYMOUS`, with the id "", where no key was shown and none is needed."""
    address: str
    origin: str
    """The page that asks, as scheme://host[:port]; empty if none was named."""
    person: str
    """Whom the site's own server vouched for; empty if nobody."""

    def may_open(self, catalogue: str) -> bool:
        return not self.key.catalogues or catalogue in self.key.catalogues

    def provenance(self, channel: Channel) -> Provenance:
        return Provenance(channel, self.key.id, self.person)


@dataclass(frozen=True, slots=True)
class Talk:
    """The right to go on with one conversation."""

    conversation_id: str
    token: str
    """What the chat service is given."""
    caller: Caller
