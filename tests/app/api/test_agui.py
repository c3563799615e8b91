"""AG-UI over real HTTP: by the protocol's own client in node, and by hand."""

import asyncio
import json
import shutil
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.security.making import new_key
from app.settings import Settings
from storage.keys import KeyKind, SqlKeys
from tests.browser.games import shelve
from tests.doubles.streams import Streamed, Streams, streams

CLIENT = Path(__file__).parents[2] / "js"
needs_node = pytest.mark.skipif(
    not shutil.which("node") or not (CLIENT / "node_modules" / "@ag-ui").exists(),
    reason="node or its packages are missing: sh scripts/npm.sh",
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(
        var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games", rate_conversation="10000/minute"
    )
    shelve(settings)
    return settings


@pytest.fixture
async def there(settings: Settings) -> AsyncIterator[Streams]:
    async with streams(settings) as served:
        yield served


async def in_node(there: Streams, says: list[str], thread: str, **more: object) -> dict[str, Any]:
    asked = {"url": f"{there.base}/v1/agui", "headers": {}, "threadId": thread, "says": says, **more}
    process = await asyncio.create_subprocess_exec(
        "node",
        "agui.mjs",
        json.dumps(asked),
        cwd=CLIENT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, trouble = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, trouble.decode()
    told: dict[str, Any] = json.loads(out)
    return told


async def run(
    there: Streams, text: str, thread: str = "", headers: dict[str, str] | None = None, **more: object
) -> Streamed:
    """In a thread of its own, unless one is named."""
    thread = thread or uuid.uuid4().hex
    body = {"threadId": thread, "runId": "run-1", "messages": [{"id": "m1", "role": "user", "content": text}], **more}
    return await there.stream("POST", f"{there.base}/v1/agui", headers or {}, body)


# --- the protocol's own client ----------------------------------------------------------------------------------------


@needs_node
async def test_the_published_client_holds_a_whole_conversation(there: Streams) -> None:
    says = ["hello", "just show me a calm puzzle", "compare the first two"]
    told = await in_node(there, says, "thread-1")
    assert told["warnings"] == [], "nothing had to be dropped or mended"
    assert [m["role"] for m in told["messages"]] == ["user", "assistant"] * 3
    assert [m["content"] for m in told["messages"][::2]] == says
    for place, one in enumerate(told["runs"]):
        assert "error" not in one
        assert one["events"][0] == "RUN_STARTED"
        assert one["events"][-1] == "RUN_FINISHED"
        assert one["result"]["run_id"] == f"run-number-{place}"
        assert one["result"]["reply"]["text"] == told["messages"][2 * place + 1]["content"]
        assert [m["id"] for m in one["newMessages"]] == [told["messages"][2 * place + 1]["id"]]
    assert told["state"] == {"profile": told["runs"][-1]["result"]["profile"]}
    shown = told["runs"][1]["custom"]["recommendations"]["items"]
    assert shown == told["runs"][1]["result"]["reply"]["recommendations"]
    assert told["runs"][2]["custom"]["comparison"]["titles"] == [card["title"] for card in shown[:2]]


@needs_node
async def test_its_schemas_take_every_event_and_a_repeated_run_is_no_second_turn(there: Streams) -> None:
    told = await in_node(there, ["just show me a calm puzzle", "shorter"], "thread-2")
    for one in told["runs"]:
        assert [event["type"] for event in one["again"]] == one["events"]
        assert one["again"][-1]["result"] == one["result"]
    last = await run(there, "hello", "thread-2")
    assert last.result["reply"]["turn"] == 3


@needs_node
async def test_a_client_without_the_history_is_given_it(there: Streams) -> None:
    told = await in_node(there, ["hello", "just show me a calm puzzle", "shorter"], "thread-3", forgets=True)
    assert told["warnings"] == []
    assert "MESSAGES_SNAPSHOT" not in told["runs"][0]["events"]
    assert told["runs"][1]["events"][:3] == ["RUN_STARTED", "MESSAGES_SNAPSHOT", "STATE_SNAPSHOT"]
    assert [m["role"] for m in told["messages"]] == ["user", "assistant"] * 3
    assert [m["content"] for m in told["messages"][::2]] == ["hello", "just show me a calm puzzle", "shorter"]
    assert len({m["id"] for m in told["messages"]}) == 6


@needs_node
async def test_with_a_conversations_token_the_thread_is_the_conversation(there: Streams) -> None:
    opened = await there.open()
    told = await in_node(there, ["a calm puzzle"], opened.conversation.id, headers=there.bearer(opened))
    (turn,) = (await there.stored(opened)).turns
    assert turn.reply is not None
    assert told["messages"][1]["content"] == turn.reply.text


# --- by hand ----------------------------------------------------------------------------------------------------------


async def test_what_is_not_known_is_passed_over(there: Streams) -> None:
    told = await run(
        there,
        "just show me a calm puzzle",
        forwardedProps={"catalogue": "games", "colour": "red"},
        tools=[{"name": "x", "description": "y", "parameters": {}}],
        context=[{"description": "a", "value": "b"}],
        state={"profile": {"preferences": "all of them"}},
        protocolVersion="9.9",
        somethingNew=[1, 2],
    )
    assert told.names[-1] == "RUN_FINISHED"
    assert {one["label"] for one in told.result["profile"]["preferences"]} == {"theme", "mood"}


@pytest.mark.parametrize("props", ["text", 5, [], None, {"catalogue": 7}])
async def test_forwarded_props_may_be_anything(there: Streams, props: object) -> None:
    assert (await run(there, "hello", f"thread {props}", forwardedProps=props)).names[-1] == "RUN_FINISHED"


async def test_texts_of_parts_are_read_and_the_last_message_of_the_user_counts(there: Streams) -> None:
    messages = [
        {"id": "1", "role": "user", "content": "something silly"},
        {"id": "2", "role": "activity", "activityType": "x", "content": {"a": 1}},
        {
            "id": "3",
            "role": "user",
            "content": [
                {"type": "image", "source": {"type": "url", "value": "https://x.example/a.png"}},
                {"type": "text", "text": "just show me"},
                {"type": "text", "text": "a calm puzzle"},
            ],
        },
        {"id": "4", "role": "assistant", "content": None, "toolCalls": []},
    ]
    told = await run(there, "", messages=messages)
    assert {card["facts"][0]["value"] for card in told.value("recommendations")["items"]} == {"puzzle"}


async def test_threads_are_the_keys_own_and_the_persons_own(there: Streams) -> None:
    one, other = [await key(there, name) for name in ("one", "other")]
    firsts = [await run(there, "hello", "thread-4", headers) for headers in (one, other, {})]
    again = await run(there, "a calm puzzle", "thread-4", one, runId="run-2")
    assert [first.result["reply"]["turn"] for first in firsts] == [1, 1, 1]
    assert again.result["reply"]["turn"] == 2
    assert len({first.one("TEXT_MESSAGE_START")["messageId"] for first in firsts}) == 3


async def test_a_site_key_needs_a_conversations_token(there: Streams) -> None:
    site = await key(there, "site", "site", ("https://shop.example",))
    told = await run(there, "hello", headers={**site, "Origin": "https://shop.example"})
    assert (told.status, told.problem["type"]) == (403, "/problems/forbidden")
    assert "POST /v1/conversations" in str(told.problem["detail"])


async def key(there: Streams, name: str, kind: KeyKind = "server", origins: tuple[str, ...] = ()) -> dict[str, str]:
    words, kept = new_key(kind, f"{name} {uuid.uuid4()}", origins)
    await SqlKeys(there.house.store).add(kept)
    return {"X-Tastemaker-Key": words}


async def test_another_conversation_is_not_opened_by_its_id(there: Streams) -> None:
    mine, other = await there.open(), await there.open()
    told = await run(there, "hello", other.conversation.id, there.bearer(mine))
    assert told.status == 404
    by_name = await run(there, "hello", other.conversation.id)
    assert by_name.result["reply"]["turn"] == 1
    assert (await there.stored(other)).turns == (), "as a thread's name, its id is a name like any other"


@pytest.mark.parametrize(
    "body",
    [
        {"messages": []},
        {"messages": [{"id": "1", "role": "assistant", "content": "hi"}]},
        {"messages": [{"id": "1", "role": "user", "content": "x" * 20_001}]},
        {"threadId": ""},
        {"runId": "r" * 201},
    ],
)
async def test_what_cannot_be_answered_is_a_problem(there: Streams, body: dict[str, object]) -> None:
    told = await run(there, "hello", **body)  # type: ignore[arg-type]
    assert (told.status, told.problem["type"]) == (422, "/problems/invalid")


async def test_an_unknown_catalogue_is_a_problem_that_names_those_there_are(there: Streams) -> None:
    told = await run(there, "hello", forwardedProps={"catalogue": "flims"})
    assert told.status == 404
    assert told.problem["detail"] == "There is no catalogue “flims”. There are games."


async def test_the_rest_of_a_run_comes_without_a_second_one(there: Streams) -> None:
    said, thread = "just show me a calm puzzle", uuid.uuid4().hex
    whole = await run(there, said, thread)
    rest = await run(there, said, thread, {"Last-Event-ID": str(whole.ids[4])})
    assert rest.events == whole.events[5:]
    assert rest.result["reply"]["turn"] == 1
    other = await run(there, "something silly", thread)
    assert (other.status, other.problem["type"]) == (422, "/problems/idempotency-key-reused")
