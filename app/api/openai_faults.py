"""Errors as OpenAI's clients expect them; what they say is what the other doors say."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Final

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api.failures import TOLD, UNTOLD, named
from app.api.problems import AGAIN, BY_STATUS, KINDS, ProblemError, Responses, documented
from app.api.runs import BrokenOff
from app.protocols.openai import OpenAIError, OpenAIFailure
from app.protocols.openai_history import NothingSaid
from app.security.refused import Refused

log = logging.getLogger(__name__)

CODES: Final = {"unauthorized": "invalid_api_key", "forbidden": "insufficient_permissions"}
BEFORE: Final[Responses] = documented("too-large", "too-many-requests", "failed")
"""What is told by those that stand around the routes, and know no shape but their own."""
TOLD_HERE: Final[Mapping[int | str, str]] = {
    400: "The request cannot be read, or there is nothing to answer.",
    401: "A key is missing, or is not valid.",
    403: "This key may not do that.",
    404: "There is no such model.",
    409: "The conversation is still answering.",
    429: "Too many requests.",
    503: "It cannot be done just now.",
    "default": "Anything else that goes wrong.",
}
FAULTY: Final[Responses] = BEFORE | {
    status: {**BEFORE.get(status, {}), "model": OpenAIFailure, "description": words}
    for status, words in TOLD_HERE.items()
}


Answer = tuple[int, OpenAIError, Mapping[str, str]]
"""A status, what is said, and headers that belong to it."""


class UnknownModel(LookupError):
    def __init__(self, model: str, there: tuple[str, ...]) -> None:
        known = f"There are: {', '.join(there)}." if there else "There is none yet; tastemaker import FILE adds one."
        super().__init__(f"There is no model “{model[:80]}”; a model here is a catalogue. {known}")


EXPECTED: Final[tuple[type[Exception], ...]] = (
    RequestValidationError,
    HTTPException,
    Refused,
    ProblemError,
    NothingSaid,
    UnknownModel,
    BrokenOff,
    *TOLD,
    *UNTOLD,
)


class Route(APIRoute):
    """Answers what goes wrong in a route, or in what it depends on, in OpenAI's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, object, Response]]:
        plain = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await plain(request)
            except EXPECTED as error:
                return answer(error)

        return handle


def answer(error: Exception) -> JSONResponse:
    status, fault, headers = told(error)
    return JSONResponse(OpenAIFailure(error=fault).model_dump(), status, {"Cache-Control": "no-store", **headers})


def told(error: Exception) -> Answer:
    match error:
        case RequestValidationError():
            return _invalid(error)
        case NothingSaid():
            return _fault(400, str(error), "nothing_said", "messages")
        case UnknownModel():
            return _fault(404, str(error), "model_not_found", "model")
        case BrokenOff():
            return _fault(503, str(error), "broken_off")
        case HTTPException():
            slug = BY_STATUS.get(error.status_code, "malformed")
            return _fault(error.status_code, f"{KINDS[slug].title}.", slug)
        case Refused() | ProblemError():
            status, fault, _ = _fault(KINDS[error.slug].status, str(error), error.slug)
            return status, fault, error.headers
    if isinstance(error, tuple(UNTOLD)):
        log.error("%s", error)
    slug, words = named(error)
    status, fault, _ = _fault(KINDS[slug].status, words, slug)
    return status, fault, {"Retry-After": str(AGAIN[slug])} if slug in AGAIN else {}


def _fault(status: int, message: str, slug: str, param: str | None = None) -> Answer:
    kind = "server_error" if status >= 500 else "rate_limit_error" if status == 429 else "invalid_request_error"
    words = message.encode("utf-8", "replace").decode()
    return status, OpenAIError(message=words, type=kind, code=CODES.get(slug, slug.replace("-", "_")), param=param), {}


def _invalid(error: RequestValidationError) -> Answer:
    """The first thing that is wrong. What was sent is not repeated: it may be somebody's words or name."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return _fault(400, "The body is no JSON; send JSON, with Content-Type: application/json.", "malformed")
    where = ".".join(str(part) for part in first["loc"] if part != "body")[:80]
    return _fault(400, f"“{where or 'body'}”: {first['msg']}.", "invalid", where or None)
