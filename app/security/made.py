"""The door, as the settings want it."""

from app.security.addresses import networks
from app.security.door import Door, Threshold
from app.security.known import KnownKeys
from app.security.limits import Limits
from app.security.origins import host_of, is_loopback
from app.security.secret import open_secret
from app.security.tokens import Tokens
from app.settings import Settings
from storage.keys import SqlKeys
from storage.sql import SqlStore

LOST = (
    "There are keys, but their secret “{}” was gone, and a new one was made: tokens and identity secrets from before "
    "no longer work. Bring the old file back, or make new keys."
)


def _is_local(settings: Settings) -> bool:
    """A public address means a proxy, through which everybody comes from this machine."""
    public = settings.public_url and not is_loopback(host_of(settings.public_url))
    return settings.anonymous == "local" and is_loopback(settings.host) and not public


def make_tokens(settings: Settings) -> tuple[Tokens, str]:
    """With what to say if there are keys already, though no secret was left of when they were made."""
    file, given = settings.var / "secret", settings.secret.get_secret_value()
    lost = "" if given or file.exists() else LOST.format(file)
    return Tokens(open_secret(file, given)), lost


def make_door(settings: Settings, store: SqlStore) -> Door:
    """Raises SecretError, LimitError or ProxyError, whose texts are sentences."""
    tokens, warning = make_tokens(settings)
    return Door(
        KnownKeys(SqlKeys(store), warning=warning),
        tokens,
        Limits(settings.rate_address, settings.rate_key, settings.rate_conversation),
        Threshold(_is_local(settings), networks(settings.trusted_proxies)),
        store,
    )
