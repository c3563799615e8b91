"""What all kinds of models do alike: keep to a time, ask several at once, gather pieces, share out likelihoods."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from math import exp
from typing import TypeVar

from agents.models.model import LONGEST_ANSWER, Answer, Choice, ModelError, Prompt

AT_ONCE = 12
"""Questions of one `choose` that are under way at the same time."""
NEVER_SPELT = " \t\r\n▁Ġ\"'*."
"""What tokenisers and models put around a word."""

T = TypeVar("T")


async def in_time(question: Awaitable[T], seconds: float) -> T:
    try:
        async with asyncio.timeout(seconds):
            return await question
    except TimeoutError:
        raise ModelError(f"timeout after {seconds:g} s", unavailable=True) from None


async def each(
    prompts: Sequence[Prompt], ask: Callable[[Prompt], Awaitable[Choice]], known: bool
) -> tuple[Choice, ...]:
    """One choice a prompt. Unless it is `known` what the server understands, the first is asked alone to find out."""
    alone = () if known else prompts[:1]
    first = [await ask(prompt) for prompt in alone]
    places = asyncio.Semaphore(AT_ONCE)

    async def one(prompt: Prompt) -> Choice:
        async with places:
            return await ask(prompt)

    rest = [asyncio.create_task(one(prompt)) for prompt in prompts[len(first) :]]
    try:
        return (*first, *await asyncio.gather(*rest))
    finally:
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)


class Pieces:
    """Gathers the text, and tells it on: what was told is the text, without the space around it."""

    def __init__(self, on_text: Callable[[str], None]) -> None:
        self.text = ""
        self._space = ""
        self._on_text = on_text

    def add(self, piece: str) -> None:
        """Raises ModelError where the text is longer than any answer."""
        told = self._space + piece if self.text else piece.lstrip()
        kept = told.rstrip()
        self._space = told[len(kept) :]
        if kept:
            self.text = bounded(self.text + kept)
            self._on_text(kept)


def bounded(text: str) -> str:
    if len(text) > LONGEST_ANSWER:
        raise ModelError(f"answer over {LONGEST_ANSWER:,} characters")
    return text


def answered(text: str, tokens_in: int | None, tokens_out: int | None, *, declined: bool = False) -> Answer:
    """Raises ModelError where there is no text, or more than any answer has."""
    if not text:
        raise ModelError("declined to answer" if declined else "empty answer")
    return Answer(bounded(text), tokens_in or 0, tokens_out or 0)


def shares(logprobs: Mapping[str, float], options: Sequence[str]) -> tuple[float, ...]:
    """Of the options, together 1, from the natural logarithms of the likelihoods of single tokens.

    An option's share is that of all tokens that spell it, in any case and with or without a space before. Options that
    are not among the tokens have none; if that is so of all, nothing is known, and they share evenly.
    """
    found = [sum(exp(min(p, 0.0)) for t, p in logprobs.items() if bare(t) == bare(option)) for option in options]
    total = sum(found)
    return tuple(one / total for one in found) if total > 0 else (1 / len(options),) * len(options)


def bare(token: str) -> str:
    """What is compared of a word or token."""
    return token.strip(NEVER_SPELT).casefold()
