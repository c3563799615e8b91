"""The keys as this process knows them: read again every few seconds, so that a revoked key ends within that time."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

from storage.keys import ApiKey, SqlKeys

FRESH: Final = 5.0
"""Seconds for which what was read counts."""
SOON: Final = 1.0
"""Seconds after which an unknown key is looked for again: it may have been made just now."""
NOTED: Final = 60.0
"""Seconds to which it is known when a key was used last."""
LONGEST = 200
"""Characters of a key that is looked at."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Renewed:
    """A secret that was made anew, as there was none."""

    file: Path
    at: datetime

    def warning(self, keys: Iterable[ApiKey]) -> str:
        """Empty if no key is older than the secret."""
        if not any(key.live and key.created_at < self.at for key in keys):
            return ""
        return (
            f"There are keys, but the secret “{self.file}” was gone, and a new one was made: tokens and identity "
            "secrets from before no longer work. Bring the old file back, or make new keys."
        )


class KnownKeys:
    def __init__(self, keys: SqlKeys, clock: Callable[[], float] = monotonic, renewed: Renewed | None = None) -> None:
        """If the secret was `renewed`, it is logged once what that means for the keys there are."""
        self._keys = keys
        self._renewed = renewed
        self._clock = clock
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()
        self._by_hash: Mapping[str, ApiKey] = {}
        self._by_id: Mapping[str, ApiKey] = {}
        self._origins: frozenset[str] = frozenset()
        self._noted_at: dict[str, float] = {}

    async def shown(self, key: str) -> ApiKey | None:
        """The live key of which somebody shows the words; None if it is none."""
        if len(key) > LONGEST:
            return None
        await self.refresh()
        hashed = hash_of(key)
        if hashed not in self._by_hash:
            await self.refresh(SOON)
        found = self._by_hash.get(hashed)
        if found is None or not hmac.compare_digest(found.hash, hashed):
            return None
        return await self._noted(found)

    async def by_id(self, key_id: str) -> ApiKey | None:
        """The key if it is live."""
        await self.refresh()
        found = self._by_id.get(key_id)
        return await self._noted(found) if found else None

    def is_live(self, key_id: str) -> bool:
        """By what was read last."""
        return key_id in self._by_id

    @property
    def origins(self) -> frozenset[str]:
        """All pages that may use one of the keys; by what was read last."""
        return self._origins

    async def refresh(self, seconds: float = FRESH) -> None:
        """Reads the keys if it was longer ago than that; raises StoreUnavailable."""
        if self._clock() - self._read_at < seconds:
            return
        async with self._reading:
            if self._clock() - self._read_at < seconds:
                return
            self._learn(await self._keys.all())
            self._read_at = self._clock()

    async def _noted(self, key: ApiKey) -> ApiKey:
        """Once a minute it is written down that the key is in use."""
        now = self._clock()
        if now - self._noted_at.get(key.id, float("-inf")) >= NOTED:
            self._noted_at[key.id] = now
            await self._keys.used(key.id, datetime.now(UTC))
        return key

    def _learn(self, keys: tuple[ApiKey, ...]) -> None:
        if self._renewed and (warning := self._renewed.warning(keys)):
            log.warning("%s", warning)
        self._renewed = None
        live = [key for key in keys if key.live]
        self._by_hash = {key.hash: key for key in live}
        self._by_id = {key.id: key for key in live}
        self._origins = frozenset(origin for key in live for origin in key.origins)


def hash_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
