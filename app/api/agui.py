"""AG-UI: `POST /v1/agui` takes what the protocol's own clients send, and answers with the stream that they read."""

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Annotated

from ag_ui.core import Message, UserMessage
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel

from app.api.messages import LONGEST, STREAMED, After, about_run, last_event
from app.api.opening import BY_KEY, BY_TOKEN, require
from app.api.parts import Parts
from app.api.problems import PROBLEMS, ProblemError, documented
from app.api.runs import Run
from app.api.sse import EventStream, told
from app.protocols import agui
from app.security import asked
from app.security.caller import Caller
from storage.threads import SqlThreads, Thread

Catalogue = Annotated[str, Query(max_length=200, description="What a new thread is about.")]


class Sent(BaseModel):
    """What is not read of it is passed over: clients send more, and newer ones other things."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class Said(Sent):
    id: str = Field("", examples=["m1"])
    role: str = Field(examples=["user"])
    content: JsonValue = Field(
        None,
        description="Of a user's message: text, or parts of which the texts are read.",
        examples=["a tent for two under 300 euros"],
    )

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            parts = (part for part in self.content if isinstance(part, dict) and part.get("type") == "text")
            return "\n".join(str(part.get("text", "")) for part in parts)
        return self.content if isinstance(self.content, str) else ""


class RunInput(Sent):
    """AG-UI's `RunAgentInput`. `state` and `tools` are not read: the state is kept here, and no tools are called."""

    thread_id: str = Field(
        min_length=1,
        max_length=200,
        description="With a conversation's token its id; with a server key, a name of your own.",
    )
    run_id: str = Field(min_length=1, max_length=200, description="Sent again, the same answer comes again.")
    messages: tuple[Said, ...] = Field(description="The last one of the user is answered.", min_length=1)
    forwarded_props: JsonValue = Field(None, description="`catalogue`: what a new thread is about.")

    @property
    def catalogue(self) -> str:
        props = self.forwarded_props
        named = props.get("catalogue", "") if isinstance(props, dict) else ""
        return named if isinstance(named, str) else ""


@dataclass(frozen=True, slots=True)
class Place:
    """The conversation that a thread stands for, and what opens it."""

    conversation_id: str
    token: str


def router(parts: Parts) -> APIRouter:
    routes = APIRouter(tags=["agui"], responses=PROBLEMS)

    @routes.post(
        "/v1/agui",
        response_class=EventStream,
        responses=STREAMED | documented("still-answering", "turn-closed", "idempotency-key-reused"),
        dependencies=[BY_KEY, BY_TOKEN],
        operation_id="run_agui",
        summary="Run, for AG-UI clients",
    )
    async def run(request: Request, sent: RunInput, catalogue: Catalogue = "", after: After = "") -> Response:
        """With a conversation's token `threadId` is its id. With a server key, or a person that the site vouches for,
        threads are their own: the first run of a name opens a conversation about `catalogue`."""
        message = _last(sent)
        place = await _place(parts, request, sent, sent.catalogue or catalogue or parts.settings.catalogue)
        parts.door.pace(place.conversation_id)
        run = await parts.runs.begin(place.conversation_id, place.token, message.text, sent.run_id)
        about = await about_run(parts, request, run)
        about = replace(about, thread_id=sent.thread_id, messages=_missing(run, sent, message))
        return EventStream(told(run, about, last_event(after)))

    return routes


def _last(sent: RunInput) -> Said:
    """Raises ProblemError where nothing was said that could be answered."""
    message = next((one for one in reversed(sent.messages) if one.role == "user"), None)
    if message is None:
        raise ProblemError("invalid", "“messages” holds none of the role “user”; the last one of those is answered.")
    if len(message.text) > LONGEST:
        raise ProblemError("invalid", f"The last message is longer than {LONGEST:,} characters.")
    return message


def _missing(run: Run, sent: RunInput, message: Said) -> tuple[Message, ...]:
    """All that was said, for a client that does not have it.

    The new message stands under our name in it, too: a client keeps what it knows by name where it had it, and puts
    the rest behind.
    """
    there = {one.id for one in sent.messages}
    before = agui.history(run.before)
    if all(one.id in there for one in before if one.role == "assistant"):
        return ()
    return (*before, UserMessage(id=agui.asked_id(run.before.id, len(run.before.turns) + 1), content=message.text))


# --- threads ----------------------------------------------------------------------------------------------------------


async def _place(parts: Parts, request: Request, sent: RunInput, catalogue: str) -> Place:
    borne = asked.bearer(request)
    if borne.count(".") == 2:
        talk = await parts.door.talk(request, sent.thread_id)
        return Place(talk.conversation_id, talk.token)
    caller = await parts.door.caller(request)
    if caller.key.kind == "site" and not caller.person:
        raise ProblemError(
            "forbidden",
            "With a site key, open a conversation first (POST /v1/conversations), and send its token as "
            "“Authorization: Bearer …” and its id as “threadId”.",
        )
    return await _thread(parts, caller, catalogue, sent.thread_id)


async def _thread(parts: Parts, caller: Caller, catalogue: str, named: str) -> Place:
    threads = SqlThreads(parts.store)
    name = hashlib.sha256(json.dumps(["agui", caller.person, named]).encode()).hexdigest()
    if there := await threads.find(caller.key.id, name):
        return Place(there.conversation_id, parts.door.mint(there.conversation_id, caller).token)
    require(parts, caller, catalogue)
    opened = await parts.service.start(catalogue, caller.provenance("agui"))
    await threads.put(caller.key.id, name, Thread(opened.conversation.id, 0))
    return Place(opened.conversation.id, opened.token)
