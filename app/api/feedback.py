"""What was shown, and what can be done with it: look again, say how it is, compare, ask why."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.api.asked import Batch, Comparing, ConversationId, Explaining, IdempotencyKey, Reacting
from app.api.once import once
from app.api.opening import BY_TOKEN
from app.api.parts import Parts
from app.api.problems import PROBLEMS, documented
from app.security.caller import Talk
from app.wire import shapes, views

GIVING = documented("still-answering", "request-under-way", "invalid", "idempotency-key-reused")


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(
        prefix="/v1/conversations/{conversation_id}", tags=["feedback"], dependencies=[BY_TOKEN], responses=PROBLEMS
    )
    _add_slates(routes, parts)
    _add_feedback(routes, parts)
    _add_batches(routes, parts)
    _add_questions(routes, parts)
    return routes


def _add_slates(routes: APIRouter, parts: Parts) -> None:
    Talking = Annotated[Talk, Depends(parts.door.talk)]  # noqa: N806  # a type

    @routes.get("/slates", operation_id="list_slates", summary="Everything that was shown")
    async def slates(conversation_id: ConversationId, talk: Talking, request: Request) -> shapes.Slates:
        told = await parts.service.resume(conversation_id, talk.token)
        catalogue = (await parts.service.world(told.catalogue)).catalogue
        return views.slates(told, catalogue, parts.pictures(request))


def _add_feedback(routes: APIRouter, parts: Parts) -> None:
    Talking = Annotated[Talk, Depends(parts.door.talk)]  # noqa: N806  # a type

    @routes.post(
        "/feedback",
        operation_id="give_feedback",
        summary="Say how something shown was taken",
        description="The same feedback twice is once; a like, a dislike or a seen changes the profile.",
        responses=GIVING,
    )
    async def feedback(
        conversation_id: ConversationId,
        asked: Reacting,
        talk: Talking,
        request: Request,
        idempotency_key: IdempotencyKey = "",
    ) -> shapes.Given:
        async def give() -> str:
            taken = await parts.service.feedback(
                conversation_id, talk.token, asked.impression_id, asked.kind, asked.reason, asked.value
            )
            return "fresh" if taken.fresh else ""

        fresh = await once(parts, request, talk.caller, idempotency_key, asked.model_dump_json(), give)
        told = await parts.service.resume(conversation_id, talk.token)
        catalogue = (await parts.service.world(told.catalogue)).catalogue
        return shapes.Given(fresh=bool(fresh), profile=views.profile(told.profile, catalogue))


def _add_batches(routes: APIRouter, parts: Parts) -> None:
    Talking = Annotated[Talk, Depends(parts.door.talk)]  # noqa: N806  # a type

    @routes.post(
        "/feedback/batch",
        operation_id="give_feedback_batch",
        summary="Say several things at once, also late",
        description="Each event is stored once, by its id. One that is refused keeps no other out. "
        "On `still-answering` they are stored, and only the profile could not follow: send them again after.",
        responses=documented("still-answering", "invalid"),
    )
    async def batch(conversation_id: ConversationId, asked: Batch, talk: Talking) -> shapes.GivenAll:
        signals = [event.signal() for event in asked.events]
        taken = await parts.service.signals(conversation_id, talk.token, signals, asked.sent_at)
        catalogue = (await parts.service.world(taken.conversation.catalogue)).catalogue
        return shapes.GivenAll(
            fresh=taken.fresh,
            repeated=taken.repeated,
            refused=tuple(
                shapes.Refused(index=one.index, id=asked.events[one.index].id, detail=str(one.error))
                for one in taken.refused
            ),
            profile=views.profile(taken.conversation.profile, catalogue),
        )


def _add_questions(routes: APIRouter, parts: Parts) -> None:
    Talking = Annotated[Talk, Depends(parts.door.talk)]  # noqa: N806  # a type

    @routes.post("/compare", operation_id="compare_items", summary="Two to four items side by side")
    async def compare(conversation_id: ConversationId, asked: Comparing, talk: Talking) -> shapes.Comparison:
        compared = await parts.service.compare(conversation_id, talk.token, asked.item_ids, asked.attribute)
        return views.comparison(compared.table, compared.catalogue, compared.text)

    @routes.post("/explain", operation_id="explain_item", summary="Why an item was recommended, or why it is not")
    async def explain(conversation_id: ConversationId, asked: Explaining, talk: Talking) -> shapes.Explained:
        told = await parts.service.explain(conversation_id, talk.token, asked.item_id, asked.topic)
        return shapes.Explained(item_id=told.item_id, text=told.text, wishes=views.wishes(told.evidence))
