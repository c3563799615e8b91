"""Every error as problem details (RFC 9457): one table for the answers and for the documentation."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from fastapi import FastAPI

MEDIA_TYPE = "application/problem+json"
Responses = dict[int | str, dict[str, object]]


@dataclass(frozen=True, slots=True)
class Kind:
    status: int
    title: str
    example: str = ""


KINDS = {
    "malformed": Kind(400, "The request cannot be read", "The body is no JSON: Expecting value, at character 9."),
    "unauthorized": Kind(401, "A key or a token is missing, or is not valid", "The token has expired; renew it."),
    "forbidden": Kind(403, "This key or token may not do that", "This key may not be used from “https://a.example”."),
    "not-found": Kind(404, "There is no such thing", "There is no catalogue “flims”. There are films, outdoor."),
    "method-not-allowed": Kind(405, "This address takes other methods", "PUT is not for this address; GET is."),
    "not-acceptable": Kind(406, "None of the wanted media types can be given"),
    "still-answering": Kind(409, "The conversation is still answering", "Send this message again after."),
    "turn-closed": Kind(409, "The turn was stopped meanwhile"),
    "profile-changed": Kind(409, "The profile changed meanwhile", "“at most 90 min” is not wish 0 of the profile."),
    "duel-decided": Kind(409, "The duel was decided already", "The duel “5f0c…” was decided already."),
    "no-duels": Kind(409, "No duels are held here"),
    "request-under-way": Kind(409, "The first request with this key is still being answered"),
    "import-under-way": Kind(409, "The catalogue is being imported already"),
    "gone": Kind(410, "It is no longer there"),
    "too-large": Kind(413, "The request is too large", "The body may have 65,536 bytes."),
    "unsupported-media-type": Kind(415, "The body is of a kind that is not taken here"),
    "invalid": Kind(422, "A value is not what it should be", "“body.text”: it should have at least 1 character."),
    "bad-cursor": Kind(422, "The cursor is not one of ours, or no longer", "Start again without a cursor."),
    "bad-file": Kind(422, "The file cannot become a catalogue", "“films.csv”, line 7: an open quotation mark."),
    "idempotency-key-reused": Kind(422, "The key named another request before", "A new message needs a new key."),
    "too-many-requests": Kind(429, "Too many requests", "600 a minute are answered; try again in 12 seconds."),
    "failed": Kind(500, "Something broke on our side", "The failure is in the server's log."),
    "unavailable": Kind(503, "It cannot be done just now", "Try again in a moment."),
}
BY_STATUS = {kind.status: slug for slug, kind in reversed(KINDS.items())}
AGAIN = {"still-answering": 1, "request-under-way": 1, "import-under-way": 10, "unavailable": 5}
"""Seconds after which it is worth trying again."""
BEARER = {"WWW-Authenticate": 'Bearer realm="tastemaker"'}


class FaultyValue(BaseModel):
    where: str = Field(description="The field, such as `body.text` or `query.limit`.")
    detail: str


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Which kind of problem; relative to this server.", examples=["/problems/not-found"])
    title: str
    status: int
    detail: str = Field(description="What is wrong here and what would be right, for people.")
    errors: tuple[FaultyValue, ...] = Field((), description="Each value that is wrong, where several can be.")


class ProblemError(Exception):
    """For routes that find something wrong themselves. `slug` is one of `KINDS`; `extras` become members."""

    def __init__(self, slug: str, detail: str, headers: Mapping[str, str] | None = None, **extras: object) -> None:
        super().__init__(detail)
        self.slug = slug
        self.headers = headers or {}
        self.extras = extras


def problem(slug: str, detail: str, headers: Mapping[str, str] | None = None, **extras: object) -> JSONResponse:
    """The answer itself, for whoever stands outside of the routes."""
    kind = KINDS[slug]
    told = {"type": f"/problems/{slug}", "title": kind.title, "status": kind.status, "detail": _clean(detail), **extras}
    sent = {
        "Cache-Control": "no-store",
        **(BEARER if kind.status == HTTPStatus.UNAUTHORIZED else {}),
        **(headers or {}),
    }
    if slug in AGAIN:
        sent.setdefault("Retry-After", str(AGAIN[slug]))
    return JSONResponse(told, kind.status, sent, MEDIA_TYPE)


def _clean(words: str) -> str:
    """Half a surrogate pair, which JSON can send, cannot be sent back."""
    return words.encode("utf-8", "replace").decode()


def shortened(value: object, longest: int = 80) -> str:
    words = _clean(value if isinstance(value, str) else repr(value))
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


# --- in the documentation ---------------------------------------------------------------------------------------------


def documented(*slugs: str) -> Responses:
    """For `responses=` of a route: what can go wrong in it, by status."""
    found: Responses = {}
    for status in sorted({KINDS[slug].status for slug in slugs}):
        kinds = {slug: kind for slug, kind in KINDS.items() if kind.status == status and slug in slugs}
        content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": _examples(kinds)}
        description = "; ".join(kind.title for kind in kinds.values())
        found[status] = {"description": f"{description}.", "content": {MEDIA_TYPE: content}}
    return found


def _examples(kinds: Mapping[str, Kind]) -> dict[str, object]:
    return {
        slug: {
            "value": {
                "type": f"/problems/{slug}",
                "title": kind.title,
                "status": kind.status,
                "detail": kind.example or f"{kind.title}.",
            }
        }
        for slug, kind in kinds.items()
    }


PROBLEMS = documented(
    "malformed",
    "unauthorized",
    "forbidden",
    "not-found",
    "method-not-allowed",
    "too-large",
    "invalid",
    "too-many-requests",
    "failed",
    "unavailable",
)
"""What can go wrong anywhere; a route adds its own: `responses=PROBLEMS | documented("still-answering")`."""


def install(app: "FastAPI") -> None:
    """From here on, whatever a route or the framework raises is answered as a problem, and documented as one."""
    from app.api.failures import answer_with_problems

    answer_with_problems(app)
    app.add_api_route("/problems/{slug}", _kind, include_in_schema=False)
    _describe(app)


def _kind(slug: str) -> dict[str, object]:
    """What `type` leads to."""
    if slug not in KINDS:
        raise ProblemError("not-found", f"There is no kind of problem “{shortened(slug)}”.")
    kind = KINDS[slug]
    return {"type": f"/problems/{slug}", "title": kind.title, "status": kind.status}


def _describe(app: "FastAPI") -> None:
    """Adds the shape that `documented` refers to."""
    plain = app.openapi

    def openapi() -> dict[str, object]:
        described = plain()
        shapes = described.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in shapes:
            shape = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            shapes.update(shape.pop("$defs"), Problem=shape)
        return described

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend it
