"""What the routes are given; nothing of it is looked up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.api.runs import Runs
    from app.security.door import Door
    from app.service import ChatService
    from app.settings import Settings
    from app.wire.views import Pictures
    from retrieval.shelf import Shelf
    from storage.sql import SqlStore


@dataclass(frozen=True, slots=True)
class Parts:
    service: "ChatService"
    settings: "Settings"
    door: "Door"
    runs: "Runs"
    shelf: "Shelf"
    store: "SqlStore"
    """For what has no conversation to go through the service for: repeated requests, threads, the owner's queries."""

    def base(self, request: "Request") -> str:
        """Our own public address, without a slash at its end."""
        return self.settings.public_url.rstrip("/") or str(request.base_url).rstrip("/")

    def pictures(self, request: "Request") -> "Pictures":
        from app.wire.views import Pictures

        return Pictures(self.base(request), self.settings.remote_images)
