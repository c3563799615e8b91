"""What a judge answered is kept, a line an answer: a repeat costs nothing, and a run that was stopped goes on."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import orjson
from pydantic import TypeAdapter, ValidationError

from agents.models.model import Answer, LanguageModel, ModelError, Prompt

_LINE = TypeAdapter(tuple[str, str, int, int])


class Kept:
    """In a file of its own: the key of a question, what was answered, tokens in and out."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._answers: dict[str, Answer] = {}
        self._whole = True
        """Whether the file ends with a whole line."""
        if file.exists():
            self._read(file.read_bytes())

    def of(self, model: str, prompt: Prompt) -> Answer | None:
        return self._answers.get(_key(model, prompt))

    def keep(self, model: str, prompt: Prompt, answer: Answer) -> None:
        """At once, so that nothing that was paid for is lost."""
        key = _key(model, prompt)
        self._answers[key] = answer
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("ab") as lines:
            line = orjson.dumps((key, answer.text, answer.tokens_in, answer.tokens_out))
            lines.write((b"" if self._whole else b"\n") + line + b"\n")
        self._whole = True

    def _read(self, text: bytes) -> None:
        """A line cut short was never kept."""
        self._whole = not text or text.endswith(b"\n")
        for line in text.splitlines():
            try:
                key, answer, tokens_in, tokens_out = _LINE.validate_json(line)
            except ValidationError:
                continue
            self._answers[key] = Answer(answer, tokens_in, tokens_out)


@dataclass(slots=True)
class Asked:
    """Counted while it goes on."""

    known: int = 0
    """Answers that were kept from before."""
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    troubles: Counter[str] = field(default_factory=Counter)
    """Why questions were not answered."""
    stopped: str = ""
    """Why no more was asked; empty if all was."""


async def ask_all(
    model: LanguageModel,
    prompts: Sequence[Prompt],
    kept: Kept,
    asked: Asked,
    at_once: int = 4,
    told: Callable[[], None] = lambda: None,
) -> list[Answer | None]:
    """In the order of the prompts. None where there is no answer; after a fault that would repeat, nothing is asked."""
    places = asyncio.Semaphore(at_once)

    async def one(prompt: Prompt) -> Answer | None:
        async with places:
            answer = await _one(model, prompt, kept, asked)
        told()
        return answer

    return list(await asyncio.gather(*(one(prompt) for prompt in prompts)))


async def _one(model: LanguageModel, prompt: Prompt, kept: Kept, asked: Asked) -> Answer | None:
    if answer := kept.of(model.name, prompt):
        asked.known += 1
        return answer
    if asked.stopped:
        return None
    try:
        answer = await model.ask(prompt)
    except ModelError as error:
        asked.troubles[str(error)] += 1
        asked.stopped = str(error) if error.unavailable else asked.stopped
        return None
    kept.keep(model.name, prompt, answer)
    asked.calls += 1
    asked.tokens_in += answer.tokens_in
    asked.tokens_out += answer.tokens_out
    return answer


def _key(model: str, prompt: Prompt) -> str:
    told = orjson.dumps((model, prompt.name, prompt.system, prompt.user, prompt.schema))
    return sha256(told).hexdigest()[:32]
