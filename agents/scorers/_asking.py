"""One question to a model, heard out only for as long as its answer can still matter, and how it went."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from agents.dialogue import ModelCall
from agents.models.model import Answer, LanguageModel, ModelError, Prompt

LETTERS_A_TOKEN = 4
"""Where we hung up the server tells no count, and this is the guess."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` is what the model said until then: the whole answer, or as much of it as was waited for."""

    text: str
    call: ModelCall


async def ask(model: LanguageModel, prompt: Prompt, enough: Callable[[str], bool]) -> Asked:
    """`enough` is given all of the answer so far, as it grows; once it is true we hang up.

    A model that gives no answer is a call with `trouble`. Cancelled, it hangs up at once and passes that on.
    """
    start, said = perf_counter(), ""
    heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def hear(piece: str) -> None:
        nonlocal said
        said += piece
        if not heard.done() and enough(said):
            heard.set_result(None)

    answering = asyncio.create_task(model.ask(prompt, hear))
    try:
        await asyncio.wait((answering, heard), return_when=asyncio.FIRST_COMPLETED)
        answer = answering.result() if answering.done() else _cut_short(prompt, said)
    except ModelError as error:
        return Asked(said, call_of(model, prompt.name, start, trouble=str(error)))
    finally:
        answering.cancel()
        heard.cancel()
        await asyncio.gather(answering, return_exceptions=True)
    return Asked(answer.text, call_of(model, prompt.name, start, answer.tokens_in, answer.tokens_out))


def _cut_short(prompt: Prompt, said: str) -> Answer:
    size = len(prompt.system) + len(prompt.user)
    return Answer(said, -(-size // LETTERS_A_TOKEN), -(-len(said) // LETTERS_A_TOKEN))


def call_of(
    model: LanguageModel, prompt: str, start: float, tokens_in: int = 0, tokens_out: int = 0, trouble: str = ""
) -> ModelCall:
    return ModelCall(model.name, prompt, tokens_in, tokens_out, round((perf_counter() - start) * 1000, 1), trouble)


def troubles(calls: Sequence[ModelCall]) -> str:
    return "; ".join(dict.fromkeys(call.trouble for call in calls if call.trouble))
