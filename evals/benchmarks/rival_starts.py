"""What two ways of building a film assistant take to start, and to hold: each in a process of its own.

Nothing heavy is imported here, so that what is imported counts as the start of whoever needs it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from evals.benchmarks.footprint import resident_mib

UTTERANCE = "just show me a comedy made after 1950"


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until a first message could be taken, and MiB resident after a first answer."""

    seconds: float
    resident_mib: float


def middle(starts: Sequence[Start]) -> dict[str, float]:
    """The median of each."""
    return {
        "seconds": round(median(one.seconds for one in starts), 2),
        "resident_mib": round(median(one.resident_mib for one in starts), 1),
    }


def ours(folder: Path, embedder: str, url: str) -> Start:
    start = perf_counter()
    from app.wiring import open_service
    from evals.benchmarks.staging import SYNTHETIC, settings_in

    settings = settings_in(folder, embedder).model_copy(update={"model": "openai:double", "model_url": url})

    async def answered() -> Start:
        service = await open_service(settings)
        try:
            await service.world(SYNTHETIC)
            seconds = perf_counter() - start
            begun = await service.start(SYNTHETIC)
            async for _ in service.say(begun.conversation.id, begun.token, UTTERANCE):
                pass
            return Start(seconds, resident_mib())
        finally:
            await service.close()

    return asyncio.run(answered())


def rivals(folder: Path, embedder: str, url: str) -> Start:
    start = perf_counter()
    from app.wiring import open_embedder
    from evals.benchmarks.rival_shop import conversation, open_assistant
    from evals.benchmarks.staging import settings_in

    assistant = open_assistant(folder / "rival", open_embedder(settings_in(folder, embedder)), url, structured=False)
    seconds = perf_counter() - start
    asyncio.run(conversation(assistant, [UTTERANCE], structured=False))
    return Start(seconds, resident_mib())
