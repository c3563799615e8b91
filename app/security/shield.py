"""What stands around all routes: headers outermost, then which pages may ask, then how often."""

from fastapi import FastAPI
from starlette.types import ASGIApp

from app.security.cors import Cors
from app.security.door import Door
from app.security.headers import Policy, SecurityHeaders
from app.security.origins import OriginError, canonical
from app.security.pacing import Pacing
from app.settings import Settings


def install(app: FastAPI, settings: Settings, door: Door) -> None:
    """Raises OriginError, whose text is a sentence."""
    around, routes = policy(settings), app.build_middleware_stack

    def build() -> ASGIApp:
        return SecurityHeaders(Cors(Pacing(routes(), door), door), around)

    # `add_middleware` would put them inside of what answers when something breaks: that answer needs headers, too.
    app.build_middleware_stack = build  # type: ignore[method-assign]


def policy(settings: Settings) -> Policy:
    https = settings.public_url.lower().startswith("https://")
    return Policy(settings.remote_images, _framed_by(settings.frame_ancestors), https)


def _framed_by(written: str) -> tuple[str, ...]:
    try:
        return tuple(canonical(one) for one in written.split(",") if one.strip())
    except OriginError as error:
        raise OriginError(f"TASTEMAKER_FRAME_ANCESTORS: {error}") from None
