"""Whether it answers, for load balancers and for pages that look for their server."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.api.parts import Parts


class Health(BaseModel):
    status: str = "ok"
    catalogues: tuple[str, ...]


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(tags=["health"])

    @routes.get("/healthz", summary="Whether it answers", operation_id="health")
    async def health() -> Health:
        return Health(catalogues=parts.service.catalogues())

    return routes
