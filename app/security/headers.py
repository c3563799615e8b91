"""Headers that keep an answer to what it is for; each place has its own policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.security.paths import Place, place_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = tuple[tuple[bytes, bytes], ...]

PICTURES = "img-src 'self' data: blob:"
PAGE: Final = (
    "default-src 'self'",
    # Gradio starts from an inline script, and compiles its templates with `new Function`.
    "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
    "style-src 'self' 'unsafe-inline'",
    PICTURES,
    "font-src 'self' data:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
)
DEMO: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    PICTURES,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
)
NOTHING: Final = ("default-src 'none'", "frame-ancestors 'none'")
EVERYWHERE: Final[Headers] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
OURS: Final[Headers] = (
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
ANYBODYS: Final[Headers] = (
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
)
HTTPS_ONLY: Final[Headers] = ((b"strict-transport-security", b"max-age=31536000"),)
UNKEPT: Final = (b"cache-control", b"no-store")
"""For what the API says of people; a route that lets an answer be kept says so itself."""


@dataclass(frozen=True, slots=True)
class Policy:
    remote_images: bool = False
    """Whether pictures (and nothing else) may come from any https host."""
    framed_by: tuple[str, ...] = ()
    """Other origins that may show the chat page in a frame."""
    https: bool = False
    """Whether we are known by an https address, and by no other."""

    def headers(self) -> Mapping[Place, Headers]:
        always = (*EVERYWHERE, *(HTTPS_ONLY if self.https else ()))
        framed = " ".join(("frame-ancestors 'self'", *self.framed_by))
        return {
            "page": (_csp(self._pictured((*PAGE, framed))), *OURS, *always),
            "demo": (_csp(self._pictured(DEMO)), *OURS, *always),
            "api": (_csp(NOTHING), *OURS, *always),
            "public": (_csp(NOTHING), *ANYBODYS, *always),
        }

    def _pictured(self, lines: tuple[str, ...]) -> tuple[str, ...]:
        if not self.remote_images:
            return lines
        return tuple(f"{line} https:" if line == PICTURES else line for line in lines)


def _csp(lines: tuple[str, ...]) -> tuple[bytes, bytes]:
    return b"content-security-policy", "; ".join(lines).encode()


class SecurityHeaders:
    """Adds them to every answer that does not set them itself; streams pass through untouched."""

    def __init__(self, app: "ASGIApp", policy: Policy = Policy()) -> None:
        self._app = app
        self._headers = policy.headers()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        place = place_of(scope["path"])

        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                there = {name.lower() for name, _ in message["headers"]}
                added = [header for header in self._headers[place] if header[0] not in there]
                if place == "api" and not there & {b"cache-control", b"etag"}:
                    added.append(UNKEPT)
                message["headers"] = [*message["headers"], *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)
