"""The one HTTP application: every door, behind the same checks. Gradio's page is put in by `app.server`."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import version
from typing import TYPE_CHECKING

from app.api.parts import Parts

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

ABOUT = """\
Talk people to the right item of a catalogue. Open a conversation, send messages to it, show what comes back.

Every error is a problem (RFC 9457): `type`, `title`, `status` and a `detail` that says what would be right."""


def build_api(parts: Parts, larger: Mapping[str, int] | None = None) -> "FastAPI":
    """All routes but the page. Closing the service is left to whoever opened it. `larger`: see `LimitedBodies`."""
    from fastapi import FastAPI

    from app.api import openai, owner, problems
    from app.api.bodies import LimitedBodies
    from app.protocols import mcp
    from app.security import shield

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(parts.runs.close)
            await stack.enter_async_context(mcp.lifespan(app))
            yield

    app = FastAPI(
        title="Tastemaker",
        version=version("tastemaker"),
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=lambda route: route.name,
    )
    problems.install(app)
    app.add_middleware(LimitedBodies, larger={owner.UPLOADS: 0, openai.PATH: openai.LARGEST_BODY, **(larger or {})})
    for router in _routers():
        app.include_router(router(parts))
    mcp.mount(app, parts)
    shield.install(app, parts.settings, parts.door)
    return app


def _routers() -> "tuple[Callable[[Parts], APIRouter], ...]":
    from app.api import (
        agui,
        catalogues,
        conversations,
        duels,
        feedback,
        health,
        items,
        messages,
        openai,
        owner,
        profile,
    )
    from app.widget import routes as widget

    modules = (
        health,
        catalogues,
        items,
        conversations,
        agui,
        messages,
        profile,
        feedback,
        duels,
        owner,
        openai,
        widget,
    )
    return tuple(module.router for module in modules)
