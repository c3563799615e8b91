"""A process that opens the service without its page, gives one answer and says what it holds in memory then.

Run by `bench start` as `python -m evals.benchmarks.answering`, with the settings in the environment.
"""

import asyncio
import sys

from app.settings import Settings, load_settings
from app.wiring import open_service
from evals.benchmarks.footprint import resident_mib


async def answer(settings: Settings) -> float:
    """MiB resident once the first answer is there."""
    service = await open_service(settings)
    try:
        opened = await service.start(settings.catalogue)
        async for _ in service.say(opened.conversation.id, opened.token, "something funny"):
            pass
        return resident_mib()
    finally:
        await service.close()


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(answer(load_settings()))}\n")
    sys.stdout.flush()
