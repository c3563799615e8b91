"""OpenAI's chat completions, for clients and chat front ends that know nothing else (docs/openai.md)."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response

from app.api.messages import about_run
from app.api.openai_answers import at_once, streamed, whole
from app.api.openai_faults import FAULTY, Route, UnknownModel
from app.api.openai_talks import Talks
from app.api.opening import BY_KEY, theirs
from app.api.parts import Parts
from app.api.problems import ProblemError, Responses
from app.api.sse import EventStream
from app.protocols import openai_tasks
from app.protocols.openai import CatalogueModel, CatalogueModels, ChatCompletion, CompletionWanted
from app.protocols.openai_form import Form
from app.protocols.openai_history import read
from app.security.caller import Caller

PATH = "/v1/chat/completions"
LARGEST_BODY = 512 * 1024
"""Bytes: every request holds the whole talk."""
EXAMPLE = """\
data: {"id":"chatcmpl-9c…","object":"chat.completion.chunk",…,"choices":[{"index":0,"delta":{"role":"assistant","content":""},…}]}

data: {…,"choices":[{"index":0,"delta":{"content":"1. **[Easy A](https://…)** (2010 · 1 h 32 min · comedy)"},…}]}

data: {…,"choices":[{"index":0,"delta":{},"finish_reason":"stop",…}],"tastemaker":{"run_id":"9c…","reply":{…},"profile":{…}},"ignored":[]}

data: [DONE]
"""  # noqa: E501
STREAMED: Responses = {
    200: {
        "description": "The answer; with `stream`, its chunks. Once one was sent, a fault comes as `data: {error}`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}
ChatId = Annotated[
    str,
    Header(
        alias="X-OpenWebUI-Chat-Id",
        max_length=200,
        description="Keeps talks apart that are worded alike; Open WebUI sends it if it is told to forward user info.",
    ),
]


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(prefix="/v1", tags=["openai"], route_class=Route, responses=FAULTY, dependencies=[BY_KEY])
    calling = Annotated[Caller, Depends(parts.door.caller)]

    @routes.get("/models", summary="The catalogues, as models")
    async def models(caller: calling) -> CatalogueModels:
        _require_no_site(caller)
        return CatalogueModels(data=tuple(_model(parts, name) for name in theirs(parts, caller)))

    @routes.get("/models/{model:path}", summary="A catalogue, as a model")
    async def model(caller: calling, model: Annotated[str, Path(max_length=200)]) -> CatalogueModel:
        _require_no_site(caller)
        return _model(parts, _there(parts, caller, model))

    @routes.post(
        "/chat/completions",
        response_model=ChatCompletion,
        responses=STREAMED,
        summary="Answer the last message of a talk",
    )
    async def complete(
        request: Request, wanted: CompletionWanted, caller: calling, chat_id: ChatId = ""
    ) -> Response | ChatCompletion:
        """The talk is known by its messages; see docs/openai.md for what that means."""
        _require_no_site(caller)
        world = await parts.service.world(_there(parts, caller, wanted.model))
        if task := openai_tasks.answer(wanted.messages, world.catalogue.domain.title):
            form = Form(_id(), wanted, ignored=tuple(wanted.ignored))
            return EventStream(at_once(form, task)) if wanted.stream else form.whole(task, None)
        talks = Talks(parts, caller, wanted.model, (wanted.user or wanted.safety_identifier or "", chat_id))
        return await _turn(parts, request, wanted, talks)

    return routes


async def _turn(parts: Parts, request: Request, wanted: CompletionWanted, talks: Talks) -> Response | ChatCompletion:
    talk = read(wanted.messages)
    said = (*(text for _, text in talk.history), talk.utterance)
    form = Form(_id(), wanted, said, (*wanted.ignored, *talk.unread))
    run = await talks.begin(talk, form.id)
    about = await about_run(parts, request, run)
    if wanted.stream:
        return EventStream(streamed(run, about, form, talks, talk))
    return await whole(request, run, about, form, talks, talk)


def _require_no_site(caller: Caller) -> None:
    if caller.key.kind == "site":
        raise ProblemError(
            "forbidden", "A site's key is for the widget; make one here with: tastemaker keys create server NAME."
        )


def _there(parts: Parts, caller: Caller, model: str) -> str:
    there = theirs(parts, caller)
    if model not in there:
        raise UnknownModel(model, there)
    return model


def _model(parts: Parts, name: str) -> CatalogueModel:
    published = (parts.shelf.home(name) / "current").stat().st_mtime
    return CatalogueModel(id=name, created=int(published))


def _id() -> str:
    return f"chatcmpl-{uuid.uuid4().hex}"
