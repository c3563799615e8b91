"""From exceptions to problems: what is told in its own words, what is not, and what the framework finds."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app.answers import NotYours, ProfileChanged, RepeatedDifferently, UnknownAttribute, UnknownItem
from app.api.problems import BY_STATUS, ProblemError, problem, shortened
from app.duels import DuelDecided, NoDuels, UnknownDuel, UnknownSide
from app.security.refused import Refused
from retrieval.domain_file import DomainFileError
from retrieval.index import UnusableIndexError
from retrieval.shelf import ShelfBusy, ShelfError
from storage import store
from storage.requests import RequestReused, RequestUnderWay

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request
    from starlette.responses import Response

log = logging.getLogger(__name__)

TOLD: Mapping[type[Exception], str] = {
    NotYours: "not-found",
    UnknownItem: "not-found",
    ShelfError: "not-found",
    ShelfBusy: "import-under-way",
    store.UnknownConversation: "not-found",
    store.UnknownImpression: "not-found",
    store.StillAnswering: "still-answering",
    store.TurnClosed: "turn-closed",
    store.BadCursor: "bad-cursor",
    ProfileChanged: "profile-changed",
    UnknownAttribute: "invalid",
    UnknownDuel: "not-found",
    UnknownSide: "invalid",
    DuelDecided: "duel-decided",
    NoDuels: "no-duels",
    RepeatedDifferently: "idempotency-key-reused",
    RequestReused: "idempotency-key-reused",
    RequestUnderWay: "request-under-way",
}
"""Their own words are for people."""
MEND = "This catalogue cannot be searched just now. Whoever runs it mends that by importing it again."
UNTOLD: Mapping[type[Exception], str] = {
    store.StoreUnavailable: "What is stored cannot be reached just now. Try again in a moment.",
    DomainFileError: MEND,
    UnusableIndexError: MEND,
}
"""Their words name files and addresses of ours, and go to the log; people are told what it means for them."""
FAILED = "This should not have happened; the failure is in the server's log."
SECRET = frozenset(("refresh_token", "authorization", "x-tastemaker-key", "x-tastemaker-person"))

Answerer = Callable[["Request", Exception], Awaitable["Response"]]


def answer_with_problems(app: "FastAPI") -> None:
    for error, slug in TOLD.items():
        app.add_exception_handler(error, _in_its_words(slug))
    for error, detail in UNTOLD.items():
        app.add_exception_handler(error, _in_ours(detail))
    app.add_exception_handler(ProblemError, _own)
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(HTTPException, _of_the_framework)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _failed)


def named(error: Exception) -> tuple[str, str]:
    """(kind, sentence) of what broke a stream off, for which there is no status any more."""
    if isinstance(error, ProblemError | Refused):
        return error.slug, str(error)
    told = next((slug for kind, slug in TOLD.items() if isinstance(error, kind)), "")
    if told:
        return told, str(error)
    ours = next((words for kind, words in UNTOLD.items() if isinstance(error, kind)), "")
    return ("unavailable", ours) if ours else ("failed", FAILED)


def _in_its_words(slug: str) -> Answerer:
    async def answer(_: "Request", error: Exception) -> "Response":
        return problem(slug, str(error))

    return answer


def _in_ours(detail: str) -> Answerer:
    async def answer(_: "Request", error: Exception) -> "Response":
        log.error("%s", error)
        return problem("unavailable", detail)

    return answer


async def _refused(_: "Request", error: Exception) -> "Response":
    assert isinstance(error, Refused)
    return problem(error.slug, str(error), error.headers, reason=error.reason)


async def _own(_: "Request", error: Exception) -> "Response":
    assert isinstance(error, ProblemError)
    return problem(error.slug, str(error), error.headers, **error.extras)


async def _failed(request: "Request", error: Exception) -> "Response":
    log.error("%s %s broke", request.method, request.scope.get("route", ""), exc_info=error)
    return problem("failed", FAILED)


# --- the framework's own ----------------------------------------------------------------------------------------------


async def _of_the_framework(request: "Request", error: Exception) -> "Response":
    assert isinstance(error, HTTPException)
    slug = BY_STATUS.get(error.status_code, "failed" if error.status_code >= 500 else "malformed")
    return problem(slug, _sentence(request, error), error.headers)


def _sentence(request: "Request", error: HTTPException) -> str:
    place = shortened(request.url.path)
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            return f"There is nothing at “{place}”."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = (error.headers or {}).get("Allow", "")
            return f"{shortened(request.method, 20)} is not for “{place}”" + (f"; {allowed} is." if allowed else ".")
        case HTTPStatus.BAD_REQUEST:
            return "The body cannot be read; it should be JSON in UTF-8, with Content-Type: application/json."
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return "The body is larger than what is taken here."
        case _:
            return str(error.detail)


async def _invalid(_: "Request", error: Exception) -> "Response":
    assert isinstance(error, RequestValidationError)
    found: Sequence[Mapping[str, object]] = error.errors()
    broken = next((one for one in found if one["type"] == "json_invalid"), None)
    if broken:
        return problem("malformed", _no_json(broken))
    faults = [{"where": _where(one), "detail": _fault(one)} for one in found]
    detail = " ".join(f"“{fault['where']}”: {fault['detail']}" for fault in faults[:3])
    return problem("invalid", detail, errors=faults)


def _no_json(one: Mapping[str, object]) -> str:
    place, context = one.get("loc"), one.get("ctx")
    at = place[-1] if isinstance(place, tuple) else "?"
    why = context.get("error", "") if isinstance(context, dict) else ""
    return f"The body is no JSON: {why}, at character {at}."


def _where(one: Mapping[str, object]) -> str:
    place = one.get("loc")
    return ".".join(map(shortened, map(str, place))) if isinstance(place, tuple) else ""


def _fault(one: Mapping[str, object]) -> str:
    """Pydantic's words, with the value that was sent unless it is a secret, missing, or long."""
    words, place, value = str(one.get("msg", "")), one.get("loc"), one.get("input")
    secret = isinstance(place, tuple) and str(place[-1]).lower() in SECRET
    if secret or one.get("type") == "missing" or value is None or isinstance(value, dict | bytes):
        return f"{words}."
    return f"{words}; it was {shortened(json.dumps(value, ensure_ascii=False, default=str))}."
