"""Messages: each is answered as JSON, or told as it comes about; and what became of one can be followed again."""

import asyncio
import uuid
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from agents.duelling import Duels
from app.api.opening import BY_TOKEN
from app.api.parts import Parts
from app.api.problems import PROBLEMS, documented
from app.api.runs import BrokenOff, Run
from app.api.sse import EventStream, told
from app.protocols import agui
from app.security.caller import Talk
from app.wire import shapes

if TYPE_CHECKING:
    from app.api.problems import Responses

STREAM = "text/event-stream"
LONGEST = 20_000
"""Characters of a message that are taken; how many of them are read is a setting."""
EXAMPLE = """\
data: {"type":"RUN_STARTED","threadId":"3f…","runId":"9c…"}
id: 1

data: {"type":"STATE_SNAPSHOT","snapshot":{"profile":{"preferences":[], …}}}
id: 2

data: {"type":"CUSTOM","name":"recommendations","value":{"slate_id":"…","items":[…]}}
id: 18

data: {"type":"TEXT_MESSAGE_CONTENT","messageId":"3f…-1","delta":"You want a tent. "}
id: 22

data: {"type":"RUN_FINISHED","threadId":"3f…","runId":"9c…","result":{"run_id":"9c…","reply":{…},"profile":{…}}}
id: 29
"""
STREAMED: "Responses" = {
    200: {
        "description": "The answer; as a stream, AG-UI events (docs/streaming.md).",
        "content": {STREAM: {"schema": {"type": "string"}, "example": EXAMPLE}},
    }
}
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{8,64}$",
        description="Names the run. Sent again with the same message, the same answer comes again.",
    ),
]
RunId = Annotated[str, Path(max_length=200, examples=["9c2b3a0e5d0f4c3c8a52a1f0d3b5c7e9"])]
After = Annotated[
    str,
    Header(alias="Last-Event-ID", description="The last event that was received; the stream goes on after it."),
]


class Message(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(max_length=LONGEST, examples=["a tent for two under 300 euros"])
    about: tuple[Annotated[str, Field(max_length=200)], ...] = Field(
        (), max_length=20, description="Ids of the items that the person is looking at, outside of the talk."
    )
    duel: bool = Field(False, description="Two slates can be shown side by side, as often as the owner wants it.")


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(
        prefix="/v1/conversations/{conversation_id}", tags=["messages"], responses=PROBLEMS, dependencies=[BY_TOKEN]
    )
    talking = Annotated[Talk, Depends(parts.door.talk)]

    @routes.post(
        "/messages",
        response_model=shapes.Answered,
        responses=STREAMED | documented("still-answering", "turn-closed", "idempotency-key-reused"),
        operation_id="send_message",
        summary="Say something",
    )
    async def say(request: Request, message: Message, talk: talking, key: Key = "") -> Response | shapes.Answered:
        """Answers as JSON; or with `Accept: text/event-stream` in AG-UI events, the cards before the words."""
        run_id = key or uuid.uuid4().hex
        run = await parts.runs.begin(
            talk.conversation_id, talk.token, message.text, run_id, message.about, may_duel(message)
        )
        about = await about_run(parts, request, run)
        if STREAM in request.headers.get("accept", ""):
            return EventStream(told(run, about))
        return await answered(request, run, about)

    @routes.get(
        "/runs/{run_id:path}/events",
        response_class=EventStream,
        responses=STREAMED | documented("still-answering"),
        operation_id="follow_run",
        summary="Follow a run, again or beside others",
    )
    async def follow(request: Request, run_id: RunId, talk: talking, after: After = "") -> Response:
        run = await parts.runs.find(talk.conversation_id, talk.token, run_id)
        return EventStream(told(run, await about_run(parts, request, run), last_event(after)))

    @routes.delete("/runs/{run_id:path}", status_code=204, operation_id="stop_run", summary="Stop a run")
    async def stop(run_id: RunId, talk: talking) -> None:
        """One that is over stays as it is."""
        await parts.runs.stop(talk.conversation_id, talk.token, run_id)

    return routes


async def about_run(parts: Parts, request: Request, run: Run) -> agui.About:
    world = await parts.service.world(run.before.catalogue)
    return agui.About(run.conversation_id, run.id, run.before, world.catalogue, parts.pictures(request))


def last_event(header: str) -> int:
    """0 for what is no number of ours: everything is told again."""
    return int(header) if header.isascii() and header.isdecimal() and len(header) < 10 else 0


def may_duel(message: Message) -> Duels:
    return "share" if message.duel else "never"


async def answered(request: Request, run: Run, about: agui.About) -> shapes.Answered:
    """Waits for the answer for as long as the client does."""
    replying, gone = asyncio.create_task(run.replied()), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait((replying, gone), return_when=asyncio.FIRST_COMPLETED)
        if replying.done():
            return agui.answered(about, replying.result())
        raise BrokenOff("left")
    finally:
        replying.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
