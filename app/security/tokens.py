"""Signed tokens: one opens one conversation for an hour, another gives the next one; a site's own vouch for people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

import jwt

from app.security.refused import PersonRefused, TokenExpired, TokenRefused
from app.security.secret import derived

TALK = timedelta(hours=1)
REFRESH = timedelta(days=90)
LEEWAY = timedelta(seconds=60)
"""How far clocks may be apart."""
VOUCHED: Final = timedelta(hours=24)
"""The longest that a site may vouch for a person at once."""
LONGEST_PERSON = 200
LONGEST = 4096
"""Characters of a token that is looked at."""
ALGORITHM = "HS256"

Kind = Literal["talk", "refresh"]


@dataclass(frozen=True, slots=True)
class Access:
    token: str
    expires_at: datetime
    refresh_token: str


@dataclass(frozen=True, slots=True)
class Claims:
    conversation_id: str
    key_id: str
    person: str


class Tokens:
    def __init__(self, secret: bytes, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._secret = secret
        self._signing = derived(secret, "tokens")
        self._clock = clock

    def mint(self, claims: Claims) -> Access:
        now = self._clock()
        expires_at = (now + TALK).replace(microsecond=0)
        return Access(
            self._sign(claims, "talk", now, expires_at), expires_at, self._sign(claims, "refresh", now, now + REFRESH)
        )

    def read(self, token: str, kind: Kind) -> Claims:
        """Raises TokenRefused, or TokenExpired for one that was good before."""
        if not token:
            raise TokenRefused("Send this conversation's token as “Authorization: Bearer …”.")
        try:
            told = _decoded(token, self._signing, ("sub", "kid", "per", "typ", "exp", "iat"))
        except jwt.ExpiredSignatureError:
            raise TokenExpired("This token has expired; a refresh token gives a new one.") from None
        except (jwt.PyJWTError, OverflowError):
            raise TokenRefused("This token is not one of ours, or it was changed.") from None
        if told["typ"] != kind:
            raise TokenRefused(_WRONG[kind])
        return Claims(str(told["sub"]), str(told["kid"]), str(told["per"]))

    def identity_secret(self, key_id: str) -> str:
        """What a site's own server signs its people's ids with, under this key. Nothing of it is stored."""
        return f"tm_identity_{derived(self._secret, f'identity {key_id}').hex()}"

    def person(self, token: str, key_id: str) -> str:
        """Whom the site vouches for; raises PersonRefused."""
        try:
            told = _decoded(token, self.identity_secret(key_id).encode(), ("sub", "exp"))
        except jwt.ExpiredSignatureError:
            raise PersonRefused("The person's token has expired; the site's server has to sign a new one.") from None
        except (jwt.PyJWTError, OverflowError) as error:
            raise PersonRefused(
                "The person's token was not signed with this key's identity secret (HS256), or lacks sub or exp."
            ) from error
        if float(str(told["exp"])) > (self._clock() + VOUCHED + LEEWAY).timestamp():
            raise PersonRefused("The person's token lasts longer than 24 hours; give it an earlier exp.")
        return _person(str(told["sub"]))

    def _sign(self, claims: Claims, kind: Kind, now: datetime, until: datetime) -> str:
        told = {"sub": claims.conversation_id, "kid": claims.key_id, "per": claims.person, "typ": kind}
        return jwt.encode({**told, "iat": now, "exp": until}, self._signing, ALGORITHM)


_WRONG: Final[Mapping[Kind, str]] = {
    "talk": "This token does not open a conversation; send the access token.",
    "refresh": "This is no refresh token; send the one that came with the access token.",
}


def _decoded(token: str, secret: bytes, required: tuple[str, ...]) -> Mapping[str, object]:
    if len(token) > LONGEST or not token.isascii():
        raise jwt.DecodeError("too long, or not even letters")
    told: Mapping[str, object] = jwt.decode(
        token,
        secret,
        algorithms=[ALGORITHM],
        leeway=LEEWAY,
        # A site's tokens may be for others, too.
        options={"require": list(required), "verify_aud": False},
    )
    return told


def _person(name: str) -> str:
    if not name.strip() or len(name) > LONGEST_PERSON or not name.isprintable():
        raise PersonRefused(f"The sub of a person's token is 1 to {LONGEST_PERSON} printable characters.")
    return name
