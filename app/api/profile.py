"""What is known of the person: read, and mended by hand."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.api.asked import ConversationId, IdempotencyKey, ProfileChange
from app.api.once import once
from app.api.opening import BY_TOKEN
from app.api.parts import Parts
from app.api.problems import PROBLEMS, documented
from app.security.caller import Talk
from app.wire import shapes, views

CHANGING = documented("still-answering", "profile-changed", "request-under-way", "invalid", "idempotency-key-reused")
UNDOING = documented("still-answering", "request-under-way", "invalid", "idempotency-key-reused")


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(
        prefix="/v1/conversations/{conversation_id}/profile",
        tags=["profile"],
        dependencies=[BY_TOKEN],
        responses=PROBLEMS,
    )
    Talking = Annotated[Talk, Depends(parts.door.talk)]  # noqa: N806  # a type

    @routes.get("", operation_id="get_profile", summary="What is known of the person")
    async def profile(conversation_id: ConversationId, talk: Talking) -> shapes.Profile:
        return await _told(parts, talk)

    @routes.patch(
        "", operation_id="change_profile", summary="Remove a wish, or soften or harden it", responses=CHANGING
    )
    async def changed(
        conversation_id: ConversationId,
        asked: ProfileChange,
        talk: Talking,
        request: Request,
        idempotency_key: IdempotencyKey = "",
    ) -> shapes.Profile:
        async def change() -> str:
            await parts.service.edit(conversation_id, talk.token, asked.change, asked.index, asked.words)
            return ""

        await once(parts, request, talk.caller, idempotency_key, asked.model_dump_json(), change)
        return await _told(parts, talk)

    @routes.post("/undo", operation_id="undo_profile", summary="Take back the last change", responses=UNDOING)
    async def undone(
        conversation_id: ConversationId, talk: Talking, request: Request, idempotency_key: IdempotencyKey = ""
    ) -> shapes.Profile:
        async def undo() -> str:
            await parts.service.edit(conversation_id, talk.token, "undo")
            return ""

        await once(parts, request, talk.caller, idempotency_key, "", undo)
        return await _told(parts, talk)

    return routes


async def _told(parts: Parts, talk: Talk) -> shapes.Profile:
    conversation = await parts.service.resume(talk.conversation_id, talk.token)
    return views.profile(conversation.profile, (await parts.service.world(conversation.catalogue)).catalogue)
