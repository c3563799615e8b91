"""The items of a catalogue: found, one by one, and drawn."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from agents.world import World
from app.api.asked import LONGEST_ID, CatalogueName, Cursor, Limit
from app.api.conditional import NOT_MODIFIED, answered, shaped
from app.api.opening import BY_KEY, require
from app.api.paging import page
from app.api.parts import Parts
from app.api.problems import PROBLEMS, documented
from app.pictures import draw
from app.security.caller import Caller
from app.service import MOST_FOUND
from app.wire import shapes, views
from retrieval.catalogue import Item

SVG = "image/svg+xml"
PUBLIC = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""A picture stands on other sites' pages; opened by itself it can do nothing."""
Words = Annotated[
    str,
    Query(max_length=500, description=f"What to look for, in words; finds {MOST_FOUND} at most. Empty: lists all."),
]
ItemPath = Annotated[
    str, Path(max_length=LONGEST_ID, description="The item's id, percent-encoded; it may hold slashes.")
]
ItemQuery = Annotated[str, Query(min_length=1, max_length=LONGEST_ID, description="The item's id.")]


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(prefix="/v1/catalogues/{catalogue}", tags=["items"], responses=PROBLEMS)
    _add_search(routes, parts)
    _add_item(routes, parts)
    _add_picture(routes, parts)
    return routes


def _add_search(routes: APIRouter, parts: Parts) -> None:
    Asking = Annotated[Caller, Depends(parts.door.caller)]  # noqa: N806  # a type

    @routes.get(
        "/items",
        operation_id="search_items",
        summary="Search items, or list them all",
        dependencies=[BY_KEY],
        responses=documented("invalid", "bad-cursor"),
    )
    async def items(
        catalogue: CatalogueName,
        caller: Asking,
        request: Request,
        q: Words = "",
        cursor: Cursor = "",
        limit: Limit = 20,
    ) -> shapes.Items:
        require(parts, caller, catalogue)
        world, sought = await parts.service.world(catalogue), q.strip()
        opened, of = world.catalogue, (catalogue, world.catalogue.version, sought)
        shown: Sequence[Item]
        if sought:
            shown, more = page(await parts.service.search(catalogue, sought), cursor, limit, *of)
        else:
            rows, more = page(_rows(world), cursor, limit, *of)
            shown = [opened.items[row] for row in rows]
        pictures = parts.pictures(request)
        return shapes.Items(items=tuple(views.item(one, opened, pictures) for one in shown), next=more)


def _rows(world: World) -> Sequence[int]:
    """Of all items but those that the owner keeps out; none is read for it."""
    every = range(len(world.catalogue.items))
    blocked = {world.catalogue.rows[item_id] for item_id in world.blocked}
    return [row for row in every if row not in blocked] if blocked else every


def _add_item(routes: APIRouter, parts: Parts) -> None:
    Asking = Annotated[Caller, Depends(parts.door.caller)]  # noqa: N806  # a type

    @routes.get(
        "/items/{item_id:path}",
        operation_id="get_item",
        summary="One item",
        dependencies=[BY_KEY],
        response_model=shapes.Item,
        responses=NOT_MODIFIED,
    )
    async def item(catalogue: CatalogueName, item_id: ItemPath, caller: Asking, request: Request) -> Response:
        require(parts, caller, catalogue)
        found = await parts.service.item(catalogue, item_id)
        opened = (await parts.service.world(catalogue)).catalogue
        return shaped(request, views.item(found, opened, parts.pictures(request)))


def _add_picture(routes: APIRouter, parts: Parts) -> None:
    @routes.get(
        "/pictures",
        operation_id="get_picture",
        summary="Our drawing of an item",
        response_class=Response,
        responses={
            200: {"description": "The drawing.", "content": {SVG: {"schema": {"type": "string"}}}},
            **NOT_MODIFIED,
        },
    )
    async def picture(catalogue: CatalogueName, item: ItemQuery, request: Request) -> Response:
        found = await parts.service.item(catalogue, item)
        domain = (await parts.service.world(catalogue)).catalogue.domain
        return answered(request, draw(found, domain).encode(), SVG, PUBLIC)
