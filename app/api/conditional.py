"""Answers that need not be sent twice: an ETag of what would be sent, and 304 to whoever has it already."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.responses import Response

from app.api.problems import Responses

if TYPE_CHECKING:
    from pydantic import BaseModel
    from starlette.requests import Request

NOT_MODIFIED: Responses = {304: {"description": "You have it already: the `If-None-Match` sent is its ETag."}}
ASK_AGAIN = "private, no-cache"
"""May be kept, and must be asked about before it is used again."""


def shaped(request: "Request", shape: "BaseModel") -> Response:
    return answered(request, shape.model_dump_json().encode(), "application/json", {"Cache-Control": ASK_AGAIN})


def answered(request: "Request", body: bytes, media_type: str, headers: Mapping[str, str]) -> Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    sent = {"ETag": etag, **headers}
    if _has(request, etag):
        return Response(status_code=304, headers=sent)
    return Response(body, media_type=media_type, headers=sent)


def _has(request: "Request", etag: str) -> bool:
    known = [one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")]
    return etag in known or "*" in known
