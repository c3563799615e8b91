"""What a language model is to the dialogue: one question, one bounded answer, or a reason why there is none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

LONGEST_ANSWER = 20_000
"""Characters of an answer that are kept; more is no answer to any of our questions."""

NO_LIKELIHOODS = "tells no likelihoods"
"""Why a model that can't `choose` raises ModelError."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request. `system` stays the same from turn to turn, so that a server can keep what it made of it."""

    name: str
    """Of the prompt file, with its version: "read.v1"."""
    system: str
    user: str
    schema: Mapping[str, object] | None = None
    """JSON schema of the answer; None asks for plain text."""
    longest: int = 300
    """Tokens the answer may have."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`tokens_in` and `tokens_out` are as the server counts them; 0 where it does not say."""

    text: str
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """How likely each of the options is as the answer to one prompt: 0–1 each, together 1, in their order."""

    likelihoods: tuple[float, ...]
    tokens_in: int = 0
    tokens_out: int = 0


class ModelError(Exception):
    """No usable answer. Its text says why, short enough to stand in brackets: "timeout after 4 s"."""

    def __init__(self, reason: str, *, unavailable: bool = False, free: bool = False) -> None:
        super().__init__(reason)
        self.unavailable = unavailable
        """Whether the next question would likely fare the same: down, slow, refused; not a silly answer."""
        self.free = free
        """Whether nothing was written for it that anybody could have to pay for."""


class LanguageModel(Protocol):
    name: str
    """As in the settings: "openai:NAME"."""

    async def ask(self, prompt: Prompt, on_text: Callable[[str], None] | None = None) -> Answer:
        """Raises ModelError, at the latest when the model's time is over. Cancelled, it hangs up at once.

        With `on_text` the answer is streamed: it is called with each piece as it arrives, and the pieces are the text.
        """
        ...

    async def choose(self, prompts: Sequence[Prompt], options: Sequence[str]) -> tuple[Choice, ...]:
        """One choice a prompt, in their order. Raises ModelError, also where the model tells no likelihoods."""
        ...

    def warm(self) -> None:
        """Does now, in any thread, what the first question would wait for."""
        ...

    async def close(self) -> None: ...
