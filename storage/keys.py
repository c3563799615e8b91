"""Keys of sites, servers and owners. Only a hash of a key is kept: it is shown once, when it is made."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from storage.rows import Found
from storage.sql import SqlStore
from storage.tables import api_keys

KeyKind = Literal["site", "server", "owner"]


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: str
    """Empty for whoever needs none: see `app.security.caller.ANONYMOUS`."""
    kind: KeyKind
    name: str
    """Its owner's word for it; unique among keys that are not revoked."""
    hash: str = field(repr=False)
    """SHA-256 of the key, in hexadecimal."""
    prefix: str
    """How the key begins: enough to know it again."""
    origins: tuple[str, ...]
    """Pages that may use it, each as scheme://host[:port]."""
    catalogues: tuple[str, ...]
    """What it opens; all if empty."""
    created_at: datetime
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None
    """Right to a minute."""

    @property
    def live(self) -> bool:
        return self.revoked_at is None


class KeyNameTaken(Exception):
    """Its text is a sentence for people."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a key “{name}” already; choose another name, or revoke that one first.")


class SqlKeys:
    """Every method may raise StoreUnavailable."""

    def __init__(self, store: SqlStore) -> None:
        self._store = store

    async def add(self, key: ApiKey) -> None:
        """Raises KeyNameTaken."""

        def work(connection: Connection) -> None:
            taken = select(api_keys.c.id).where(api_keys.c.name == key.name, api_keys.c.revoked_at.is_(None))
            if connection.scalar(taken) is not None:
                raise KeyNameTaken(key.name)
            connection.execute(insert(api_keys).values(asdict(key)))

        await self._store._in(work)

    async def all(self) -> tuple[ApiKey, ...]:
        """The revoked ones too; oldest first."""
        query = select(api_keys).order_by(api_keys.c.created_at, api_keys.c.id)
        return await self._store._in(lambda c: tuple(map(_as_key, c.execute(query))))

    async def revoke(self, key_id: str, at: datetime) -> bool:
        """False if no live key has this id."""
        live = api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None)
        query = update(api_keys).where(*live).values(revoked_at=at)
        return await self._store._in(lambda c: c.execute(query).rowcount > 0)

    async def used(self, key_id: str, at: datetime) -> None:
        """Notes when the key was used last."""
        query = update(api_keys).where(api_keys.c.id == key_id).values(last_used_at=at)
        await self._store._in(lambda c: c.execute(query))


def _as_key(row: Found) -> ApiKey:
    return ApiKey(**row._mapping)
