"""Conversations: opened, read, listed for a person, erased, and their tokens renewed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.api.asked import Consenting, ConversationId, Cursor, IdempotencyKey, Limit, Opening, Renewal
from app.api.once import once
from app.api.opening import BY_KEY, BY_TOKEN, require
from app.api.parts import Parts
from app.api.problems import PROBLEMS, documented
from app.security.caller import Caller, Talk
from app.security.refused import PersonRefused
from app.security.tokens import Access
from app.wire import shapes, views

ONCE = documented("invalid", "idempotency-key-reused", "request-under-way")


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(prefix="/v1/conversations", tags=["conversations"], responses=PROBLEMS)
    _add_opening(routes, parts)
    _add_own(routes, parts)
    _add_tokens(routes, parts)
    return routes


def _add_opening(routes: APIRouter, parts: Parts) -> None:
    Asking = Annotated[Caller, Depends(parts.door.caller)]  # noqa: N806  # a type

    @routes.post(
        "",
        status_code=201,
        operation_id="open_conversation",
        summary="Open a conversation",
        dependencies=[BY_KEY],
        responses=ONCE,
    )
    async def opening(
        asked: Opening, caller: Asking, request: Request, response: Response, idempotency_key: IdempotencyKey = ""
    ) -> shapes.Opened:
        require(parts, caller, asked.catalogue)

        async def start() -> str:
            opened = await parts.service.start(asked.catalogue, caller.provenance(asked.channel), asked.consent)
            return opened.conversation.id

        opened_id = await once(parts, request, caller, idempotency_key, asked.model_dump_json(), start)
        access = parts.door.mint(opened_id, caller)
        welcome = await parts.service.welcome(asked.catalogue)
        response.headers["Location"] = f"{parts.base(request)}/v1/conversations/{opened_id}"
        response.headers["Cache-Control"] = "no-store"
        return shapes.Opened(
            **_access(access).model_dump(),
            id=opened_id,
            catalogue=asked.catalogue,
            welcome=welcome.text,
            starters=views.options(welcome.starters),
        )

    @routes.get(
        "",
        operation_id="list_conversations",
        summary="A person's own conversations",
        description="Of the person that the site's server vouches for in `X-Tastemaker-Person`, latest opened first.",
        dependencies=[BY_KEY],
        responses=documented("invalid", "bad-cursor"),
    )
    async def listed(caller: Asking, cursor: Cursor = "", limit: Limit = 20) -> shapes.Conversations:
        if not caller.person:
            raise PersonRefused("Whose conversations? Send X-Tastemaker-Person, signed with the key's identity secret.")
        found = await parts.service.persons(caller.key.id, caller.person, cursor or None, limit)
        return shapes.Conversations(conversations=tuple(map(views.summary, found.conversations)), next=found.more)


def _add_own(routes: APIRouter, parts: Parts) -> None:
    Talking = Annotated[Talk, Depends(parts.door.talk)]  # noqa: N806  # a type

    @routes.get(
        "/{conversation_id}",
        operation_id="get_conversation",
        summary="A conversation with all its turns",
        dependencies=[BY_TOKEN],
    )
    async def conversation(conversation_id: ConversationId, talk: Talking, request: Request) -> shapes.Conversation:
        told = await parts.service.resume(conversation_id, talk.token)
        catalogue = (await parts.service.world(told.catalogue)).catalogue
        consent = await parts.service.consent(conversation_id, talk.token)
        return views.conversation(told, catalogue, parts.pictures(request), consent)

    @routes.patch(
        "/{conversation_id}",
        operation_id="set_consent",
        summary="Say whether the conversation may be learned from",
        description="Changes at any time, for all that was said and shown in it, before and after.",
        dependencies=[BY_TOKEN],
        responses=documented("invalid"),
    )
    async def consenting(conversation_id: ConversationId, asked: Consenting, talk: Talking) -> shapes.Consenting:
        await parts.service.set_consent(conversation_id, talk.token, asked.consent)
        return shapes.Consenting(consent=asked.consent)

    @routes.delete(
        "/{conversation_id}",
        status_code=204,
        operation_id="delete_conversation",
        summary="Erase a conversation, with what was shown and all feedback",
        dependencies=[BY_TOKEN],
    )
    async def forgotten(conversation_id: ConversationId, talk: Talking) -> None:
        await parts.runs.forget(conversation_id)
        await parts.service.forget(conversation_id, talk.token)


def _add_tokens(routes: APIRouter, parts: Parts) -> None:
    @routes.post(
        "/{conversation_id}/token",
        operation_id="renew_token",
        summary="A new token, by refresh token or for the person it belongs to",
        dependencies=[BY_KEY],
    )
    async def renewed(
        conversation_id: ConversationId, asked: Renewal, request: Request, response: Response
    ) -> shapes.Access:
        response.headers["Cache-Control"] = "no-store"
        return _access(await parts.door.renew(request, conversation_id, asked.refresh_token))


def _access(minted: Access) -> shapes.Access:
    return shapes.Access(token=minted.token, expires_at=minted.expires_at, refresh_token=minted.refresh_token)
