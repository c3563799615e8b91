"""The door, as the settings want it."""

from datetime import UTC, datetime

from app.security.addresses import networks
from app.security.door import Door, Threshold
from app.security.known import KnownKeys, Renewed
from app.security.limits import Limits
from app.security.origins import host_of, is_loopback
from app.security.secret import open_secret
from app.security.tokens import Tokens
from app.settings import Settings
from storage.keys import SqlKeys
from storage.sql import SqlStore


def _is_local(settings: Settings) -> bool:
    """A public address means a proxy, through which everybody comes from this machine."""
    public = settings.public_url and not is_loopback(host_of(settings.public_url))
    return settings.anonymous == "local" and is_loopback(settings.host) and not public


def make_tokens(settings: Settings) -> tuple[Tokens, Renewed | None]:
    """With what is to be said of keys that are older than the secret, if there was none and it was made just now."""
    file, given = settings.var / "secret", settings.secret.get_secret_value()
    renewed = None if given or file.exists() else Renewed(file, datetime.now(UTC))
    return Tokens(open_secret(file, given)), renewed


def make_door(settings: Settings, store: SqlStore) -> Door:
    """Raises SecretError, LimitError or ProxyError, whose texts are sentences."""
    tokens, renewed = make_tokens(settings)
    return Door(
        KnownKeys(SqlKeys(store), renewed=renewed),
        tokens,
        Limits(settings.rate_address, settings.rate_key, settings.rate_conversation),
        Threshold(_is_local(settings), networks(settings.trusted_proxies)),
        store,
    )
