"""Which catalogues there are, and what can be talked about in each."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.asked import CatalogueName
from app.api.conditional import NOT_MODIFIED, shaped
from app.api.opening import BY_KEY, require, theirs
from app.api.parts import Parts
from app.api.problems import PROBLEMS
from app.listing import summaries
from app.security.caller import Caller
from app.wire import shapes, views


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(prefix="/v1", tags=["catalogues"], dependencies=[BY_KEY], responses=PROBLEMS)
    Asking = Annotated[Caller, Depends(parts.door.caller)]  # noqa: N806  # a type

    @routes.get("/catalogues", operation_id="list_catalogues", summary="Which catalogues there are")
    async def catalogues(caller: Asking) -> shapes.Catalogues:
        found = await asyncio.to_thread(summaries, parts.shelf, theirs(parts, caller))
        return shapes.Catalogues(catalogues=found)

    @routes.get(
        "/catalogues/{catalogue}",
        operation_id="get_catalogue",
        summary="What can be talked about in a catalogue",
        response_model=shapes.Catalogue,
        responses=NOT_MODIFIED,
    )
    async def catalogue(catalogue: CatalogueName, caller: Asking, request: Request) -> Response:
        require(parts, caller, catalogue)
        welcome = await parts.service.welcome(catalogue)
        opened = (await parts.service.world(catalogue)).catalogue
        told = views.catalogue(opened, welcome.text, welcome.starters, parts.settings.longest_utterance)
        return shaped(request, told)

    return routes
