"""A new key: what it says, and what is kept of it."""

import secrets
import uuid
from datetime import UTC, datetime

from app.security.known import hash_of
from app.security.origins import allowed_origin
from app.security.trouble import SecurityError
from storage.keys import ApiKey, KeyKind

SHOWN = 6
"""Characters of the random part that lists show."""
LONGEST_NAME = 80


class MakingError(SecurityError):
    pass


def new_key(
    kind: KeyKind, name: str, origins: tuple[str, ...] = (), catalogues: tuple[str, ...] = (), insecure: bool = False
) -> tuple[str, ApiKey]:
    """(the key itself, shown this once; what is kept). Raises MakingError and OriginError."""
    _check(kind, name, origins, catalogues)
    words = f"tm_{kind}_{secrets.token_urlsafe(32)}"
    return words, ApiKey(
        id=uuid.uuid4().hex[:12],
        kind=kind,
        name=name.strip(),
        hash=hash_of(words),
        prefix=words[: len(f"tm_{kind}_") + SHOWN],
        origins=tuple(dict.fromkeys(allowed_origin(one, insecure) for one in origins)),
        catalogues=tuple(dict.fromkeys(catalogues)),
        created_at=datetime.now(UTC),
    )


def _check(kind: KeyKind, name: str, origins: tuple[str, ...], catalogues: tuple[str, ...]) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise MakingError(f"A key's name is 1 to {LONGEST_NAME} printable characters, such as shop.")
    if kind == "site" and not origins:
        raise MakingError("A site key is bound to the pages that may use it: add --origin https://shop.example.")
    if kind == "owner" and (origins or catalogues):
        raise MakingError("An owner's key opens everything, and from no page; leave out --origin and --catalogue.")
