"""Every line of docs/api.md and docs/feedback.md works as it stands: run in order, by a shell, against a server."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.security.making import new_key
from app.settings import Settings
from storage.keys import SqlKeys
from storage.sql import SqlStore
from tests.doubles.serving import Served, free_port, serving

DOCS = Path(__file__).parents[3] / "docs"
OURS = "http://127.0.0.1:7860"
HEAD = "set -euo pipefail\ncurl() { command curl --fail-with-body --noproxy '*' \"$@\"; }\n"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (shutil.which("curl") and shutil.which("jq")), reason="needs curl and jq"),
]


@pytest.fixture(scope="module")
def outdoor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    from app.commands.preparing import prepare

    settings = Settings(
        var=tmp_path_factory.mktemp("var"), embedder="hash", catalogue="outdoor", chroma="none", port=free_port()
    )
    prepare(("outdoor",), settings)
    with serving(settings, shelved=True) as served:
        yield served


async def owner_key(served: Served) -> str:
    words, key = new_key("owner", "the page")
    store = await SqlStore.open(served.settings.database_url)
    await SqlKeys(store).add(key)
    await store.close()
    return words


async def run(page: str, served: Served, folder: Path, *before: str) -> str:
    """What the page's commands print; each has to succeed."""
    blocks = re.findall(r"^```sh(?: owner)?\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.M | re.S)
    done = await asyncio.to_thread(
        subprocess.run,
        ["bash", "-c", "\n".join([HEAD, *before, *blocks]).replace(OURS, served.base)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


async def test_every_line_works(outdoor: Served, tmp_path: Path) -> None:
    said = await run("api.md", outdoor, tmp_path, f'OWNER="X-Tastemaker-Key: {await owner_key(outdoor)}"')
    assert "Starting from Brackenfold Storm Petrel 3. Still under €300." in said
    assert "304" in said
    assert '"kept": 3' in said
    assert (tmp_path / "item.svg").read_text(encoding="utf-8").startswith("<svg")
    assert len((tmp_path / "conversations.jsonl").read_text(encoding="utf-8").splitlines()) == 1


async def test_every_line_about_feedback_works(outdoor: Served, tmp_path: Path) -> None:
    said = await run("feedback.md", outdoor, tmp_path)
    first, second = (json.loads(one) for one in re.findall(r"^{.*?^}", said, re.M | re.S))
    assert (first["fresh"], first["repeated"]) == (2, 0)
    assert (second["fresh"], second["repeated"]) == (0, 2)
    assert ["There is no impression “nothing”" in one["detail"] for one in first["refused"]] == [True]
    assert said.split()[-2:] == ["refused", "204"]


def test_every_problem_is_on_the_page() -> None:
    from app.api.problems import KINDS

    page = (DOCS / "api.md").read_text(encoding="utf-8")
    rare = {"not-acceptable", "gone", "unsupported-media-type"}
    assert [slug for slug in KINDS if f"`{slug}`" not in page and slug not in rare] == []
