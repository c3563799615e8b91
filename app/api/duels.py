"""Duels: a message that is answered by two slates side by side, and the pick of one of them."""

import uuid
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import Field

from app.api.asked import Asked, ConversationId, IdempotencyKey
from app.api.messages import Key, Message, about_run, answered
from app.api.once import once
from app.api.opening import BY_TOKEN
from app.api.parts import Parts
from app.api.problems import PROBLEMS, documented
from app.security.caller import Talk
from app.wire import shapes

if TYPE_CHECKING:
    from app.api.problems import Responses

DUELLING: "Responses" = documented("no-duels", "still-answering", "turn-closed", "idempotency-key-reused")
PICKING: "Responses" = documented(
    "duel-decided", "still-answering", "request-under-way", "invalid", "idempotency-key-reused"
)
DuelId = Annotated[str, Path(max_length=100, description="The `id` of a reply's `duel`.")]


class Picking(Asked):
    winner: str = Field(
        max_length=100, description="The `slate_id` of the better side; `tie`: neither stands out.", examples=["tie"]
    )


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(
        prefix="/v1/conversations/{conversation_id}/duel",
        tags=["duels"],
        dependencies=[BY_TOKEN],
        responses=PROBLEMS,
    )
    talking = Annotated[Talk, Depends(parts.door.talk)]

    @routes.post("", responses=DUELLING, operation_id="duel", summary="Say something, to be shown two slates")
    async def duel(request: Request, message: Message, talk: talking, key: Key = "") -> shapes.Answered:
        """Where the answer recommends, and the two policies choose differently, its `duel` holds both slates.

        A message that may be a duel by the owner's share, or that is to be streamed, goes to `messages` with
        `duel: true`.
        """
        run_id = key or uuid.uuid4().hex
        run = await parts.runs.begin(talk.conversation_id, talk.token, message.text, run_id, message.about, "always")
        return await answered(request, run, await about_run(parts, request, run))

    @routes.post("/{duel_id}", responses=PICKING, operation_id="pick_slate", summary="Pick a slate of a duel")
    async def pick(
        conversation_id: ConversationId,
        duel_id: DuelId,
        asked: Picking,
        talk: talking,
        request: Request,
        idempotency_key: IdempotencyKey = "",
    ) -> shapes.Picked:
        """The talk goes on from it. The first pick counts; the same once more changes nothing."""

        async def decide() -> str:
            taken = await parts.service.pick(conversation_id, talk.token, duel_id, asked.winner)
            return "fresh" if taken.fresh else ""

        fresh = await once(parts, request, talk.caller, idempotency_key, asked.model_dump_json(), decide)
        return shapes.Picked(fresh=bool(fresh), duel_id=duel_id, winner=asked.winner)

    return routes
