"""The product without a dialogue: each utterance is the first of a new conversation."""

from dataclasses import dataclass

from agents.events import Replied
from evals.simulator.playing import Opens, Talk


@dataclass(frozen=True, slots=True)
class Forgetful:
    opens: Opens
    """New conversations with the product."""

    async def say(self, utterance: str) -> Replied:
        return await (await self.opens()).say(utterance)


def forgetting(opens: Opens) -> Opens:
    async def opened() -> Talk:
        return Forgetful(opens)

    return opened
