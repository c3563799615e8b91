"""The client, where a server is not at its best."""

from collections.abc import Callable
from datetime import UTC, datetime

import httpx2
import pytest

from app.client import Api, ApiError, Talk
from app.wire import shapes

OPENED = shapes.Opened(
    id="c1",
    catalogue="games",
    token="first",
    refresh_token="again",
    expires_at=datetime(2030, 1, 1, tzinfo=UTC),
    welcome="Hello.",
    starters=(),
)
REPLY = shapes.Reply(
    turn=1,
    move="inform",
    text="Well.",
    slate_id="",
    recommendations=(),
    question=None,
    relaxations=(),
    comparison=None,
    suggestions=(),
    notices=(),
    understood_by="builtin",
    scored_by="",
    phrased_by="templates",
)
ANSWERED = shapes.Answered(run_id="r1", reply=REPLY, profile=shapes.Profile())
Handler = Callable[[httpx2.Request], httpx2.Response]


def talk(handler: Handler) -> Talk:
    return Talk(Api("http://t", transport=httpx2.MockTransport(handler)), OPENED)


def shaped(shape: shapes.Shape) -> httpx2.Response:
    return httpx2.Response(200, content=shape.model_dump_json())


def problem(status: int, **told: object) -> httpx2.Response:
    whole = {"type": "/problems/x", "title": "X", "status": status, "detail": "No.", **told}
    return httpx2.Response(status, json=whole)


async def test_an_expired_token_is_renewed_and_the_request_sent_again() -> None:
    asked: list[tuple[str, str]] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        token = request.headers.get("authorization", "")
        asked.append((request.url.path, token))
        if request.url.path.endswith("/token"):
            return shaped(OPENED.model_copy(update={"token": "second"}))
        return problem(401, reason="token-expired") if token == "Bearer first" else shaped(shapes.Profile())

    assert await talk(handler).profile() == shapes.Profile()
    assert [token for path, token in asked if path.endswith("/profile")] == ["Bearer first", "Bearer second"]


async def test_any_other_refusal_is_raised_as_it_is() -> None:
    with pytest.raises(ApiError, match="No") as caught:
        await talk(lambda request: problem(401, reason="token-refused")).profile()
    assert caught.value.problem.status == 401


async def test_a_message_whose_answer_was_lost_is_sent_again_under_the_same_key() -> None:
    keys: list[str] = []

    def handler(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) == 1:
            raise httpx2.ReadError("the connection broke", request=request)
        return shaped(ANSWERED)

    assert (await talk(handler).say("hello")).reply.text == "Well."
    assert len(keys) == 2
    assert keys[0] == keys[1]


async def test_a_server_that_stays_away_is_told() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("nobody there", request=request)

    with pytest.raises(httpx2.ConnectError):
        await talk(handler).say("hello")


async def test_an_answer_that_is_none_of_ours_is_told_as_such() -> None:
    with pytest.raises(ApiError, match="502, and not as Tastemaker does"):
        await talk(lambda request: httpx2.Response(502, html="<h1>Bad gateway</h1>")).profile()


async def test_events_are_read_as_they_come() -> None:
    def handler(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["accept"] == "text/event-stream"
        told = ': beat\n\nid: 1\ndata: {"type": "RUN_STARTED"}\n\nid: 2\ndata: {"type": "RUN_FINISHED"}\n\n'
        return httpx2.Response(200, content=told, headers={"content-type": "text/event-stream"})

    events = [event["type"] async for event in talk(handler).stream("hello")]
    assert events == ["RUN_STARTED", "RUN_FINISHED"]
