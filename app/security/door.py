"""The door: every request says here who asks; what it then may do is the caller's key, person and conversation."""

from dataclasses import dataclass, replace
from typing import Protocol

from starlette.requests import Request

from app.security import asked
from app.security.addresses import Network, address
from app.security.caller import ANONYMOUS, Caller, Talk
from app.security.known import KnownKeys
from app.security.limits import Limits
from app.security.origins import host_of, is_loopback
from app.security.refused import (
    ConversationNotFound,
    KeyRefused,
    OriginRefused,
    OwnerOnly,
    PersonRefused,
    Refused,
    TokenRefused,
)
from app.security.tokens import Access, Claims, Tokens
from storage.keys import ApiKey
from storage.records import Provenance


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where the door stands."""

    local: bool
    """Whether only this machine is served, and it needs no key."""
    proxies: tuple[Network, ...] = ()


class Opened(Protocol):
    """What the door asks the store."""

    async def provenance(self, conversation_id: str) -> Provenance | None: ...
    async def adopt(self, conversation_id: str, person: str) -> bool: ...


class Door:
    """Every method raises Refused with a sentence, and StoreUnavailable."""

    def __init__(
        self,
        keys: KnownKeys,
        tokens: Tokens,
        limits: Limits,
        threshold: Threshold,
        opened: Opened,
    ) -> None:
        self.keys = keys
        self.limits = limits
        self.threshold = threshold
        self._tokens = tokens
        self._opened = opened

    # --- who asks: dependencies of the routes -------------------------------------------------------------------------

    async def caller(self, request: Request) -> Caller:
        """Any live key; or none, from this machine."""
        page = asked.origin(request)
        key = await self._key(request, page)
        return self._admitted(request, key, page)

    async def owner(self, request: Request) -> Caller:
        """An owner's key; nobody goes without one."""
        caller = await self.caller(request)
        if caller.key.kind != "owner":
            raise OwnerOnly("This needs an owner's key: tastemaker keys create owner NAME makes one.")
        return caller

    async def talk(self, request: Request, conversation_id: str) -> Talk:
        """For routes with `{conversation_id}` in the path: its access token, from a page that may have it."""
        token = asked.bearer(request)
        claims = self._tokens.read(token, "talk")
        if claims.conversation_id != conversation_id:
            raise ConversationNotFound
        caller = await self._holder(request, claims)
        if request.method == "POST" and request.url.path.endswith("/messages"):
            self.pace(conversation_id)
        return Talk(conversation_id, token, caller)

    def pace(self, conversation_id: str) -> None:
        """Counts one message; raises TooManyRequests. `talk` does it for …/messages, other doors themselves."""
        self.limits.of_conversation(conversation_id)

    # --- tokens -------------------------------------------------------------------------------------------------------

    def mint(self, conversation_id: str, caller: Caller) -> Access:
        """For a conversation that the caller has just opened, or was found to have opened."""
        return self._tokens.mint(Claims(conversation_id, caller.key.id, caller.person))

    async def renew(self, request: Request, conversation_id: str, refresh_token: str) -> Access:
        """By refresh token; or, without one, for the person that opened it under the same key."""
        if refresh_token:
            claims = self._tokens.read(refresh_token, "refresh")
            if claims.conversation_id != conversation_id:
                raise ConversationNotFound
            caller = await self._holder(request, claims)
        else:
            caller = await self.caller(request)
            if not caller.person:
                raise TokenRefused("Send the conversation's refresh_token, or X-Tastemaker-Person.")
        opened = await self._opened.provenance(conversation_id)
        if opened is None or (opened.key_id, opened.person) != (caller.key.id, caller.person):
            raise ConversationNotFound
        return self.mint(conversation_id, caller)

    def opens(self, conversation_id: str, token: str) -> bool:
        """Whether a signed token opens the conversation now; for the chat service."""
        try:
            claims = self._tokens.read(token, "talk")
        except Refused:
            return False
        live = self.keys.is_live(claims.key_id) if claims.key_id else self.threshold.local
        return live and claims.conversation_id == conversation_id

    # --- how it is found out ------------------------------------------------------------------------------------------

    async def _key(self, request: Request, page: str) -> ApiKey:
        shown = asked.shown_key(request)
        if not shown:
            return self._nobodys(request, page)
        found = await self.keys.shown(shown)
        if found is None:
            raise KeyRefused("This key is not known here: it was revoked, or not copied whole.")
        return found

    def _nobodys(self, request: Request, page: str) -> ApiKey:
        if self.threshold.local and asked.from_this_machine(request, page):
            return ANONYMOUS
        raise KeyRefused("Send a key as “X-Tastemaker-Key: tm_…”; tastemaker keys create makes one.")

    async def _holder(self, request: Request, claims: Claims) -> Caller:
        """Who comes with a token: its key must still be live, and any key that is shown the same."""
        page = asked.origin(request)
        key = await self._key_of(request, claims, page)
        named = asked.single(request, asked.KEY_HEADER)
        if named and await self.keys.shown(named) != key:
            raise KeyRefused("The key is not the one that this conversation was opened with.")
        caller = self._admitted(request, key, page)
        if caller.person in ("", claims.person):
            return replace(caller, person=claims.person)
        # Who has begun as nobody, and then signs in, keeps the conversation.
        if not claims.person and await self._opened.adopt(claims.conversation_id, caller.person):
            return caller
        if await self._opened.provenance(claims.conversation_id) is None:
            raise ConversationNotFound
        raise PersonRefused("This conversation is not this person's; open one of their own.")

    async def _key_of(self, request: Request, claims: Claims, page: str) -> ApiKey:
        if not claims.key_id:
            return self._nobodys(request, page)
        found = await self.keys.by_id(claims.key_id)
        if found is None:
            raise TokenRefused("The key that this token was made under was revoked.")
        return found

    def _admitted(self, request: Request, key: ApiKey, page: str) -> Caller:
        if page and not self._may_ask(key, page):
            raise OriginRefused(_foreign(key, page))
        self.limits.of_key(key.id)
        return Caller(key, address(request, self.threshold.proxies), page, self._person(request, key))

    def _may_ask(self, key: ApiKey, page: str) -> bool:
        near = self.threshold.local and key.kind != "site" and is_loopback(host_of(page))
        return near or page in key.origins

    def _person(self, request: Request, key: ApiKey) -> str:
        token = asked.single(request, asked.PERSON_HEADER)
        if token and not key.id:
            raise PersonRefused("A person is vouched for under a key; send it as X-Tastemaker-Key.")
        return self._tokens.person(token, key.id) if token else ""


def _foreign(key: ApiKey, page: str) -> str:
    if key.kind == "site":
        return f"This key is not for pages of “{page}”; its origins were given when it was made."
    return f"A {key.kind} key is secret and not for pages such as “{page}”; a page needs a site key."
