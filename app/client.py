"""A small client of the HTTP API, typed by the shapes that the server itself speaks."""

import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Literal, Self, TypeVar
from urllib.parse import quote

import httpx2
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from app.api.problems import Problem
from app.reacting import Reaction
from app.wire import shapes
from storage.records import Channel, Consent

PATIENCE = 60.0
"""Seconds for one answer."""
TRIES = 2
"""How often a message is sent when the connection breaks: under one key, so that it is answered once."""

Shape = TypeVar("Shape", bound=BaseModel)
Json = Mapping[str, object]


class ApiError(Exception):
    """What the server answered instead; its text is the problem's detail."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.detail)
        self.problem = problem


class Api:
    """One server, with one key (none is needed on one's own machine). An async context manager."""

    def __init__(
        self, base: str, key: str = "", person: str = "", transport: httpx2.AsyncBaseTransport | None = None
    ) -> None:
        """`person` is a signed JWT, see `docs/api.md`."""
        known = {"X-Tastemaker-Key": key, "X-Tastemaker-Person": person}
        headers = {name: value for name, value in known.items() if value}
        self._http = httpx2.AsyncClient(base_url=base, headers=headers, timeout=PATIENCE, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def catalogues(self) -> tuple[shapes.CatalogueSummary, ...]:
        return (await self.ask("GET", "/v1/catalogues", shapes.Catalogues)).catalogues

    async def catalogue(self, name: str) -> shapes.Catalogue:
        return await self.ask("GET", f"/v1/catalogues/{quote(name, safe='')}", shapes.Catalogue)

    async def item(self, catalogue: str, item_id: str) -> shapes.Item:
        return await self.ask("GET", f"/v1/catalogues/{quote(catalogue)}/items/{quote(item_id, safe='')}", shapes.Item)

    async def items(self, catalogue: str, q: str = "") -> AsyncIterator[shapes.Item]:
        """All that are found, page by page."""
        cursor = ""
        while True:
            params: dict[str, str | int] = {"q": q, "cursor": cursor, "limit": 100}
            page = await self.ask("GET", f"/v1/catalogues/{quote(catalogue)}/items", shapes.Items, params=params)
            for item in page.items:
                yield item
            if not (cursor := page.next):
                return

    async def open(self, catalogue: str, channel: Channel = "api") -> "Talk":
        sent = {"catalogue": catalogue, "channel": channel}
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        return Talk(self, await self.ask("POST", "/v1/conversations", shapes.Opened, sent, headers))

    async def ask(
        self,
        method: str,
        path: str,
        shape: type[Shape],
        sent: Json | None = None,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str | int] | None = None,
    ) -> Shape:
        """Raises ApiError, and httpx2.TransportError where there is no server to answer."""
        answer = await self._http.request(method, path, json=sent, headers=headers, params=params)
        _check(answer)
        return shape.model_validate_json(answer.content)

    async def drop(self, path: str, headers: Mapping[str, str]) -> None:
        _check(await self._http.delete(path, headers=headers))

    async def events(self, path: str, sent: Json, headers: Mapping[str, str]) -> AsyncIterator[Json]:
        wanted = {"Accept": "text/event-stream", **headers}
        async with self._http.stream("POST", path, json=sent, headers=wanted) as answer:
            if answer.is_error:
                await answer.aread()
            _check(answer)
            async for event in httpx2.EventSource(answer):
                yield EVENT.validate_json(event.data)


class Talk:
    """One conversation. Its token is renewed by itself when it has expired."""

    def __init__(self, api: Api, opened: shapes.Opened) -> None:
        self.opened = opened
        self._api = api
        self._path = f"/v1/conversations/{opened.id}"
        self._access: shapes.Access = opened

    async def say(self, text: str, about: Sequence[str] = ()) -> shapes.Answered:
        sent, key = {"text": text, "about": list(about)}, uuid.uuid4().hex
        for _ in range(TRIES - 1):
            try:
                return await self._ask("POST", "/messages", shapes.Answered, sent, key)
            except httpx2.TransportError:
                continue
        return await self._ask("POST", "/messages", shapes.Answered, sent, key)

    async def stream(self, text: str, about: Sequence[str] = (), duel: bool = False) -> AsyncIterator[Json]:
        """AG-UI events (docs/streaming.md), as they come. `duel`: whether two slates can be shown side by side."""
        headers = {**self._headers(), "Idempotency-Key": uuid.uuid4().hex}
        sent: Json = {"text": text, "about": list(about), "duel": duel}
        async for event in self._api.events(f"{self._path}/messages", sent, headers):
            yield event

    async def duel(self, text: str, about: Sequence[str] = ()) -> shapes.Answered:
        """Where it recommends, two slates to pick from."""
        return await self._ask("POST", "/duel", shapes.Answered, {"text": text, "about": list(about)}, uuid.uuid4().hex)

    async def pick(self, duel_id: str, winner: str) -> shapes.Picked:
        """`winner`: the better side's `slate_id`, or "tie"."""
        return await self._ask("POST", f"/duel/{quote(duel_id, safe='')}", shapes.Picked, {"winner": winner})

    async def read(self) -> shapes.Conversation:
        return await self._ask("GET", "", shapes.Conversation)

    async def slates(self) -> tuple[shapes.Slate, ...]:
        return (await self._ask("GET", "/slates", shapes.Slates)).slates

    async def profile(self) -> shapes.Profile:
        return await self._ask("GET", "/profile", shapes.Profile)

    async def change(self, wish: shapes.Preference, change: Literal["remove", "toggle"]) -> shapes.Profile:
        sent = {"index": wish.index, "words": wish.words, "change": change}
        return await self._ask("PATCH", "/profile", shapes.Profile, sent, uuid.uuid4().hex)

    async def undo(self) -> shapes.Profile:
        return await self._ask("POST", "/profile/undo", shapes.Profile, None, uuid.uuid4().hex)

    async def feedback(
        self, impression_id: str, kind: Reaction, reason: str = "", value: float | None = None
    ) -> shapes.Given:
        sent = {"impression_id": impression_id, "kind": kind, "reason": reason, "value": value}
        return await self._ask("POST", "/feedback", shapes.Given, sent)

    async def feedback_batch(
        self, events: Sequence[Mapping[str, JsonValue]], sent_at: datetime | None = None
    ) -> shapes.GivenAll:
        """Events as the API takes them, each with an `id` of its own; sent again, they change nothing."""
        sent: Json = {"events": [dict(event) for event in events], "sent_at": sent_at.isoformat() if sent_at else None}
        return await self._ask("POST", "/feedback/batch", shapes.GivenAll, sent)

    async def set_consent(self, consent: Consent) -> Consent:
        return (await self._ask("PATCH", "", shapes.Consenting, {"consent": consent})).consent

    async def compare(self, item_ids: Sequence[str], attribute: str = "") -> shapes.Comparison:
        return await self._ask(
            "POST", "/compare", shapes.Comparison, {"item_ids": list(item_ids), "attribute": attribute}
        )

    async def explain(self, item_id: str, topic: Literal["why", "why_not"] = "why") -> shapes.Explained:
        return await self._ask("POST", "/explain", shapes.Explained, {"item_id": item_id, "topic": topic})

    async def forget(self) -> None:
        await self._api.drop(self._path, self._headers())

    async def renew(self) -> None:
        sent = {"refresh_token": self._access.refresh_token}
        self._access = await self._api.ask("POST", f"{self._path}/token", shapes.Access, sent)

    async def _ask(self, method: str, path: str, shape: type[Shape], sent: Json | None = None, key: str = "") -> Shape:
        once = {"Idempotency-Key": key} if key else {}
        try:
            return await self._api.ask(method, self._path + path, shape, sent, {**self._headers(), **once})
        except ApiError as error:
            if (error.problem.model_extra or {}).get("reason") != "token-expired":
                raise
        await self.renew()
        return await self._api.ask(method, self._path + path, shape, sent, {**self._headers(), **once})

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._access.token}"}


EVENT = TypeAdapter(dict[str, JsonValue])


def _check(answer: httpx2.Response) -> None:
    """Raises ApiError; for an answer that is none of ours, such as a proxy's page, with what can be said of it."""
    if not answer.is_error:
        return
    try:
        told = Problem.model_validate_json(answer.content)
    except ValidationError:
        told = Problem(
            type="about:blank",
            title=answer.reason_phrase,
            status=answer.status_code,
            detail=f"{answer.request.url} answered {answer.status_code}, and not as Tastemaker does.",
        )
    raise ApiError(told)
