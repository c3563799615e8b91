"""An answer on its way to an OpenAI client. When the client leaves, its turn is stopped: it cannot come back to it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import Request

from app.api.openai_faults import told as fault_of
from app.api.openai_talks import Talks
from app.api.runs import BrokenOff, Run
from app.protocols import markdown
from app.protocols.agui import About, answered
from app.protocols.openai import ChatCompletion
from app.protocols.openai_form import Form, broken
from app.protocols.openai_history import Talk
from app.protocols.openai_writing import Writing, with_unread

Pieces = AsyncGenerator[bytes, None]

LINGER_S = 0.05
"""How long a stream stays open after its end: deep-chat 2.4 loses what comes together with the closing."""


async def whole(request: Request, run: Run, about: About, form: Form, talks: Talks, talk: Talk) -> ChatCompletion:
    """Waits for the answer for as long as the client does; raises what it failed of."""
    async with _awaited(run):
        replying, gone = asyncio.create_task(run.replied()), asyncio.create_task(_gone(request))
        try:
            await asyncio.wait((replying, gone), return_when=asyncio.FIRST_COMPLETED)
            if not replying.done():
                raise BrokenOff("left")
            replied = replying.result()
        finally:
            replying.cancel()
            gone.cancel()
    told = with_unread(answered(about, replied), talk.unread)
    text = markdown.reply(told.reply)
    await talks.keep(talk, text, run.conversation_id, replied.turn)
    return form.whole(text, told)


async def streamed(run: Run, about: About, form: Form, talks: Talks, talk: Talk) -> Pieces:
    writing = Writing(about, talk.unread)
    yield form.begun()
    async with _awaited(run):
        async for _, event in run.follow():
            if piece := form.more(writing.of(event)):
                yield piece
    if writing.answered is None:
        yield broken(fault_of(run.trouble or BrokenOff(run.ending))[1])
        return
    await talks.keep(talk, writing.text, run.conversation_id, writing.turn)
    yield form.over(writing.text, writing.answered)
    await asyncio.sleep(LINGER_S)


async def at_once(form: Form, text: str) -> Pieces:
    """An answer that needs no turn."""
    yield form.begun()
    yield form.more(text)
    yield form.over(text, None)
    await asyncio.sleep(LINGER_S)


@asynccontextmanager
async def _awaited(run: Run) -> AsyncIterator[None]:
    """Nobody but this client knows of the run."""
    try:
        yield
    finally:
        await asyncio.shield(run.stop("left"))


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
