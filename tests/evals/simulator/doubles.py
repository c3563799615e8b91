"""Doubles of a paid model that says messages anew: each with a fault, or without one."""

from collections.abc import Callable, Sequence

from agents.models.model import Answer, Choice, ModelError, Prompt
from agents.prompts import CLOSE, OPEN

Answers = Callable[[str, Sequence[str]], str]
"""From the message, and its parts to be kept, to the message anew."""


class PaidModelDouble:
    name = "openai:double-of-a-paid-model"

    def __init__(self, answers: Answers | ModelError) -> None:
        self.answers = answers
        self.prompts: list[Prompt] = []

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        self.prompts.append(prompt)
        if isinstance(self.answers, ModelError):
            raise self.answers
        message = prompt.user.split(OPEN)[1].split(CLOSE)[0].strip()
        kept = [line[2:] for line in prompt.user.splitlines() if line.startswith("- ") and line != "- (none)"]
        return Answer(self.answers(message, kept), 100, 10)

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        raise ModelError("tells no likelihoods")

    def warm(self) -> None: ...

    async def close(self) -> None: ...


def good(message: str, kept: Sequence[str]) -> str:
    return f"you see, {message}, if you ask me"


def leaking(message: str, kept: Sequence[str]) -> str:
    """Guesses at all that could be wished."""
    return f"{message}, a green, black, white or herbal one from Assam"


def losing(message: str, kept: Sequence[str]) -> str:
    for part in kept:
        message = message.replace(part, "something nice")
    return message


def silent(message: str, kept: Sequence[str]) -> str:
    return ""
