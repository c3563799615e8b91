"""What `docs/streaming.md` shows is run as it stands there."""

import asyncio
import json
import re
import shutil
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.settings import Settings
from tests.browser.games import shelve
from tests.doubles.streams import Streams, streams

ROOT = Path(__file__).parents[3]
DOC = (ROOT / "docs" / "streaming.md").read_text(encoding="utf-8").replace("films", "games")
CUT_OFF = """
const real = globalThis.fetch;
globalThis.fetch = async (...asked) => {
  const answer = await real(...asked);
  globalThis.fetch = real; // only the first stream
  const cut = answer.body.pipeThrough(
    new TransformStream({
      transform(piece, out) {
        this.left = (this.left ?? CUT) - piece.length;
        if (this.left >= 0) out.enqueue(piece);
        else out.error(new TypeError("network error"));
      },
    }),
  );
  return new Response(cut, { status: answer.status, headers: answer.headers });
};
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="games")
    shelve(settings)
    return settings


@pytest.fixture
async def there(settings: Settings) -> AsyncIterator[Streams]:
    async with streams(settings) as served:
        yield served


def block(language: str, place: int = 0) -> str:
    found: list[str] = re.findall(rf"```{language}\n(.*?)```", DOC, re.DOTALL)
    return found[place]


async def ran(*command: str, cwd: Path = ROOT) -> str:
    process = await asyncio.create_subprocess_exec(*command, cwd=cwd, stdout=PIPE, stderr=PIPE)
    out, trouble = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, trouble.decode()
    return out.decode()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is missing")
async def test_the_conversation_from_curl(there: Streams) -> None:
    told = await ran("sh", "-euc", block("sh").replace("http://127.0.0.1:7860", there.base))
    numbers = [int(line[4:]) for line in told.splitlines() if line.startswith("id: ")]
    last = numbers.index(max(numbers)) + 1
    assert numbers[:last] == list(range(1, last + 1))
    assert numbers[last:] == list(range(12, last + 1)), "the rest of it again"
    assert told.count('"type":"RUN_FINISHED"') == 2


@pytest.mark.skipif(not shutil.which("node"), reason="node is missing")
@pytest.mark.parametrize("cut_off", [0, 1000, 6000])
async def test_the_reader_for_a_browser_comes_back_when_it_is_cut_off(
    there: Streams, tmp_path: Path, cut_off: int
) -> None:
    opened = await there.open()
    token = there.bearer(opened)["Authorization"].removeprefix("Bearer ")
    asked = json.dumps([there.at(opened, "").rstrip("/"), token, "just show me a calm puzzle"])
    script = tmp_path / "talk.mjs"
    script.write_text(
        f"{CUT_OFF.replace('CUT', str(cut_off)) if cut_off else ''}{block('js')}"
        f"for await (const event of talk(...{asked})) console.log(JSON.stringify(event));\n"
    )
    events = [json.loads(line) for line in (await ran("node", str(script))).splitlines()]
    assert events[-1]["type"] == "RUN_FINISHED"
    assert (
        "".join(e["delta"] for e in events if e["type"] == "TEXT_MESSAGE_CONTENT")
        == (events[-1]["result"]["reply"]["text"])
    )
    assert [e.get("name") for e in events].count("recommendations") == 1
    assert len((await there.stored(opened)).turns) == 1


@pytest.mark.skipif(
    not shutil.which("node") or not (ROOT / "tests" / "js" / "node_modules" / "@ag-ui").exists(),
    reason="node or its packages are missing: sh scripts/npm.sh",
)
async def test_the_agui_client(there: Streams) -> None:
    script = ROOT / "tests" / "js" / "node_modules" / ".streaming-docs.mjs"
    script.write_text(block("js", 1).replace("http://127.0.0.1:7860", there.base))
    told = await ran("node", str(script), cwd=script.parent)
    assert "recommendations" in told
