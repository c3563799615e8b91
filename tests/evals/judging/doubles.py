"""Doubles of a paid model that judges: each with a fault, or without one, whatever it is asked."""

import json
from collections.abc import Callable, Sequence

from agents.models.model import Answer, Choice, ModelError, Prompt

Answers = Callable[[str, str], str]
"""From what stands first and second in the prompt to the answer for every criterion."""


class PaidModelDouble:
    name = "openai:double-of-a-paid-model"

    def __init__(self, answers: Answers | str | ModelError) -> None:
        """Text is answered as it is; a function is asked once a prompt, for all criteria of its schema."""
        self.answers = answers
        self.prompts: list[Prompt] = []

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        self.prompts.append(prompt)
        if isinstance(self.answers, ModelError):
            raise self.answers
        if isinstance(self.answers, str):
            return Answer(self.answers, 100, 10)
        first, _, second = prompt.user.partition("The second:")
        assert prompt.schema
        told = self.answers(first, second)
        names = prompt.schema["required"]
        assert isinstance(names, list)
        return Answer(json.dumps(dict.fromkeys(names, told)), 100, 10)

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        raise ModelError("tells no likelihoods")

    def warm(self) -> None: ...

    async def close(self) -> None: ...


def always_first(first: str, second: str) -> str:
    """Whatever stands there."""
    return "first"


def sees_good(first: str, second: str) -> str:
    """Minds what is said, wherever it stands."""
    if ("good" in first) == ("good" in second):
        return "same"
    return "first" if "good" in first else "second"
