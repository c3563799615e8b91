"""Writes the generated parts of the README: the graph of a turn and one real conversation. `--check` only compares."""

import argparse
import asyncio
import sys
from pathlib import Path

from agents.graph import build_graph
from app.commands.preparing import prepare
from app.settings import Settings
from app.transcript import transcript
from app.wiring import open_service

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CATALOGUE = "films"
UTTERANCES = (
    "hi",
    "something funny but clever, not too long",
    "from the nineties or later",
    "not the first one, I've seen it. And nothing with Jim Carrey",
    "like the first one but older",
    "why the first?",
    "compare the first two",
)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="fail if the README differs from what would be written")
    arguments.add_argument("--var", type=Path, default=ROOT / "var", help="folder with the built catalogues")
    given = arguments.parse_args()
    written = README.read_text(encoding="utf-8")
    fresh = generate(written, given.var)
    if given.check:
        return int(fresh != written)
    README.write_text(fresh, encoding="utf-8")
    return 0


def generate(text: str, var: Path) -> str:
    """The README with its generated parts made anew."""
    conversation = asyncio.run(converse(Settings(var=var, database=f"sqlite:///{var / 'readme.db'}")))
    text = between(text, "graph", f"```mermaid\n{build_graph().get_graph().draw_mermaid()}```")
    return between(text, "conversation", f"```text\n{conversation}\n```")


def between(text: str, name: str, content: str) -> str:
    """Replaces what stands between the markers. Raises ValueError if they are not there."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, opened, rest = text.partition(start)
    _, closed, after = rest.partition(end)
    if not (opened and closed):
        raise ValueError(f"README.md has no markers {start} … {end}.")
    return f"{before}{start}\n{content}\n{end}{after}"


async def converse(settings: Settings) -> str:
    prepare((CATALOGUE,), settings)
    service = await open_service(settings)
    try:
        opened = await service.start(CATALOGUE)
        for utterance in UTTERANCES:
            async for _ in service.say(opened.conversation.id, opened.token, utterance):
                pass
        conversation = await service.resume(opened.conversation.id, opened.token)
        return transcript(conversation.turns, (await service.world(CATALOGUE)).catalogue)
    finally:
        await service.close()


if __name__ == "__main__":
    sys.exit(main())
