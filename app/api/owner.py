"""The owner's routes: bring a catalogue in, take out what was said, see how much it is used and how good it is."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response, StreamingResponse

from app.api.asked import CatalogueName, Cursor
from app.api.importing import Import, told_as_it_goes
from app.api.opening import BY_KEY
from app.api.parts import Parts
from app.api.problems import PROBLEMS, documented
from app.api.uploads import uploaded
from app.wire import owner as shapes
from app.wiring import index_builder
from storage.exporting import SqlExports, lines
from storage.usage import SqlUsage

LINES = "application/x-ndjson"
UPLOADS = "/v1/owner/catalogues/"
"""Addresses that take large bodies; the size is checked while they come."""
FILE = {
    "requestBody": {
        "required": True,
        "description": "The file itself: CSV, TSV, JSON, JSON Lines, Parquet or a product feed; also gzipped.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
AS_LINES = {"content": {LINES: {"schema": {"type": "string"}}}}


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(
        prefix="/v1/owner",
        tags=["owner"],
        dependencies=[BY_KEY, Depends(parts.door.owner)],
        responses=PROBLEMS,
    )
    _add_import(routes, parts)
    _add_export(routes, parts)
    _add_figures(routes, parts)
    return routes


def _add_import(routes: APIRouter, parts: Parts) -> None:
    @routes.post(
        "/catalogues/{catalogue}",
        operation_id="import_catalogue",
        summary="Import a file as a catalogue, in place of the one of that name",
        description="All or nothing. With `Accept: application/x-ndjson` the answer tells how far it is, line by line; "
        "its last line holds `imported` or `problem`.",
        response_model=shapes.Imported,
        responses={
            200: {"description": "What came of it.", **AS_LINES},
            **documented("import-under-way", "invalid", "bad-file"),
        },
        openapi_extra=FILE,
    )
    async def bring(
        catalogue: CatalogueName,
        request: Request,
        file: Annotated[str, Query(max_length=200, description="What you call the file; reports name it so.")] = "file",
        column: Annotated[
            list[str], Query(description="COLUMN=ROLE, as in `tastemaker import --map`; several.", max_length=200)
        ] = [],  # noqa: B006  # FastAPI copies it
        dry_run: Annotated[bool, Query(description="Only tell what would come of it.")] = False,
    ) -> Response:
        path = await uploaded(request, parts.settings.var / "uploads", parts.settings.owner_upload_mb)
        build = index_builder(parts.settings)
        work = Import(path, file, catalogue, tuple(column), dry_run, parts.shelf, build)
        if LINES in request.headers.get("accept", ""):
            return StreamingResponse(told_as_it_goes(work), media_type=LINES, headers={"X-Accel-Buffering": "no"})
        told = await asyncio.to_thread(work.run, lambda step, done, total: None)
        return Response(told.model_dump_json(), media_type="application/json")


def _add_export(routes: APIRouter, parts: Parts) -> None:
    @routes.get(
        "/export",
        operation_id="export_conversations",
        summary="Conversations with all that was shown and answered, one a line",
        description="Oldest first. The header `Link` names the next page while there is one.",
        response_class=Response,
        responses={200: {"description": "JSON lines.", **AS_LINES}, **documented("invalid", "bad-cursor")},
    )
    async def export(
        request: Request,
        since: Annotated[datetime | None, Query(alias="from", description="Opened at that time or later.")] = None,
        cursor: Cursor = "",
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    ) -> Response:
        found = await SqlExports(parts.store).page(_zoned(since), cursor, limit)
        text = "".join(await asyncio.to_thread(lambda: list(lines(found.conversations))))
        following = request.url.include_query_params(cursor=found.more).query
        link = {"Link": f'<{parts.base(request)}/v1/owner/export?{following}>; rel="next"'} if found.more else {}
        return Response(text, media_type=LINES, headers={"Cache-Control": "no-store", **link})


def _zoned(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def _add_figures(routes: APIRouter, parts: Parts) -> None:
    @routes.get("/usage", operation_id="get_usage", summary="Conversations, turns, feedback and model cost by day")
    async def usage(days: Annotated[int, Query(ge=1, le=366, description="Up to today (UTC).")] = 30) -> shapes.Usage:
        found = await SqlUsage(parts.store).of(datetime.now(UTC).date(), days)
        return shapes.Usage.model_validate(found, from_attributes=True)

    @routes.get("/evals", operation_id="list_evals", summary="The last results of evals that were stored")
    async def evals() -> shapes.Evals:
        found = await asyncio.to_thread(_stored, parts.settings.var / "evals")
        return shapes.Evals(evals=tuple(sorted(found, key=lambda one: one.at, reverse=True)))


def _stored(folder: Path) -> list[shapes.Eval]:
    return [_eval(path) for path in folder.glob("*.json")]


def _eval(path: Path) -> shapes.Eval:
    """A file that was cut short is told, and keeps nobody from the others."""
    at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        return shapes.Eval(name=path.stem, at=at, result=orjson.loads(path.read_bytes()))
    except orjson.JSONDecodeError as error:
        return shapes.Eval(name=path.stem, at=at, result=f"{path.name} is no JSON: {error}.")
