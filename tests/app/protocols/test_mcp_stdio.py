"""`tastemaker mcp` as an assistant starts it: a process of its own, the protocol on its streams and nothing else."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from app.settings import Settings
from evals.benchmarks.openai_double import Behaviour, running
from tests.app.protocols.mcp_doubles import structure
from tests.browser.games import shelve

ROOT = Path(__file__).parents[3]
COMMAND = ("-m", "app", "mcp")
CALM = "a calm puzzle, just show me"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    var = tmp_path_factory.mktemp("var")
    shelve(Settings(var=var, embedder="hash", catalogue="games", chroma="none"))
    return var


def environment(var: Path, **more: str) -> dict[str, str]:
    """Set up as a server of a network, which asks for keys: whoever starts the process needs none."""
    ours = {
        "VAR": str(var),
        "EMBEDDER": "hash",
        "CHROMA": "none",
        "CATALOGUE": "games",
        "HOST": "0.0.0.0",
        "ANONYMOUS": "never",
    } | more
    return {**os.environ, **{f"TASTEMAKER_{name}": value for name, value in ours.items()}}


@contextmanager
def started(var: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, *COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(var, **more),
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def send(process: subprocess.Popen[str], method: str, params: object, request_id: int | None = None) -> None:
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    assert process.stdin
    process.stdin.write(json.dumps(message if request_id is None else message | {"id": request_id}) + "\n")
    process.stdin.flush()


def hello(process: subprocess.Popen[str]) -> dict[str, object]:
    client = {"name": "test", "version": "1"}
    send(process, "initialize", {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": client}, 1)
    assert process.stdout
    answer: dict[str, object] = json.loads(process.stdout.readline())
    send(process, "notifications/initialized", {})
    return answer


async def test_a_conversation_is_had_over_the_streams(var: Path) -> None:
    server = StdioServerParameters(command=sys.executable, args=list(COMMAND), env=environment(var), cwd=ROOT)
    async with Client(server) as client:
        first = structure(await client.call_tool("recommend", {"request": CALM}))
        again = {"request": "longer than an hour", "conversation": first["conversation"]}
        assert structure(await client.call_tool("recommend", again))["catalogue"] == "games"


@pytest.mark.parametrize("how", ["gone", "interrupted"])
def test_it_ends_in_order_and_says_nothing_but_the_protocol(var: Path, how: str) -> None:
    with started(var) as process:
        assert "serverInfo" in json.dumps(hello(process))
        if how == "gone":
            assert process.stdin
            assert process.stdout
            process.stdout.close()
            send(process, "tools/list", {}, 2)
            process.stdin.close()
            process.stdin = None
        else:
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "", "")


def test_a_turn_under_way_is_recorded_as_broken_off_when_the_assistant_leaves(var: Path) -> None:
    with running(Behaviour(lambda _: "{}", first_token=60)) as double:
        model = {"MODEL": "openai:tiny", "MODEL_URL": double.url, "MODEL_TIMEOUT": "90", "MODEL_RETRIES": "0"}
        with started(var, **model) as process:
            hello(process)
            send(process, "tools/call", {"name": "recommend", "arguments": {"request": CALM}}, 2)
            end = time.monotonic() + 60
            while not double.requests and time.monotonic() < end:
                time.sleep(0.02)
            assert process.stdin
            process.stdin.close()
            process.stdin = None
            out, err = process.communicate(timeout=60)
        assert process.returncode == 0
        assert err == ""
        assert "result" not in out
        assert double.hung_up == 1
    with sqlite3.connect(var / "tastemaker.db") as database:
        last = database.execute("SELECT status FROM turns ORDER BY rowid DESC LIMIT 1").fetchone()
    assert last == ("failed",)


def test_a_catalogue_that_is_not_there_is_told_in_a_sentence(var: Path) -> None:
    done = subprocess.run(
        [sys.executable, *COMMAND, "--catalogue", "nope"],
        input="",
        capture_output=True,
        cwd=ROOT,
        env=environment(var),
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == ("There is no catalogue “nope” in this folder. There is games; tastemaker import adds one.\n")
