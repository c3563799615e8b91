"""A request that comes twice under one Idempotency-Key is done once, and answered alike."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from app.api.parts import Parts
from app.security.caller import Caller
from storage.requests import SqlRequests

if TYPE_CHECKING:
    from starlette.requests import Request

Shape = TypeVar("Shape", bound=BaseModel)


async def once(
    parts: Parts, request: "Request", caller: Caller, key: str, body: str, work: Callable[[], Awaitable[str]]
) -> str:
    """What `work` gives, or gave the first time: it is stored for a day, and must hold no token and nobody's words.

    Raises RequestReused, RequestUnderWay, and whatever `work` raises.
    """
    if not key:
        return await work()
    requests, scope = SqlRequests(parts.store), _scope(request, caller)
    before = await requests.begin(scope, key, hashlib.sha256(body.encode("utf-8", "replace")).hexdigest())
    if before is not None:
        return before
    try:
        result = await work()
    except BaseException:
        await asyncio.shield(requests.give_up(scope, key))
        raise
    await requests.finish(scope, key, result)
    return result


def _scope(request: "Request", caller: Caller) -> str:
    """Visitors of a site share its key, and choose their own: what one of them got is not for another."""
    return " ".join((request.method, request.url.path, caller.key.id, caller.address, caller.person))
