"""A question whose answer is a short code: in plain text, which takes the fewest tokens, or in JSON if it must be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from agents.dialogue import ModelCall
from agents.models.model import LanguageModel, Prompt
from agents.scorers._asking import ask
from agents.scorers._codes import Code

LONGEST = 40
"""Tokens of an answer: a dozen letters, each with a grade of its own, and what JSON puts around them."""
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {"code": {"type": "string"}},
    "required": ["code"],
    "additionalProperties": False,
}
_OPENING = re.compile(r'\s*\{\s*"code"\s*:\s*"')


class CodedQuestion:
    """A model that answered with something else is held to JSON from then on: servers that can, make it keep to that.

    It costs some five tokens, so it is not asked for as long as nobody needs it.
    """

    def __init__(
        self,
        model: LanguageModel,
        name: str,
        system: str,
        read: Callable[[str, int], Code],
        nothing: str,
        least: float = 0.0,
    ) -> None:
        """`read` makes a code of the text so far, for a list of that length; `nothing` says that there was none.

        `least` is the share of the list, 0–1, that a code names: letters of less are a word in capitals.
        """
        self._model = model
        self._name = name
        self._system = system
        self._read = read
        self._nothing = nothing
        self._least = least
        self._held = False

    async def ask(self, user: str, count: int) -> tuple[Code | None, ModelCall]:
        """None, and a call with `trouble`, where no code came back."""
        asked = await ask(self._model, self._prompt(user), lambda said: self._read(within(said), count).over)
        if asked.call.trouble:
            return None, asked.call
        code = self._read(within(asked.text), count)
        if code.order and len(code.order) >= self._least * count:
            return code, asked.call
        self._held = True
        return None, replace(asked.call, trouble="; ".join(code.refused) or self._nothing)

    def _prompt(self, user: str) -> Prompt:
        if self._held:
            return Prompt(self._name, self._system, f'{user}\nThe code, as {{"code":"..."}}:', SCHEMA, LONGEST)
        return Prompt(self._name, self._system, f"{user}\nThe code:", longest=LONGEST)


def within(said: str) -> str:
    """The code of an answer in JSON, as far as it has come; any other answer is itself."""
    opening = _OPENING.match(said)
    if opening:
        return said[opening.end() :].partition('"')[0]
    return "" if '{"code":"'.startswith("".join(said.split())) else said
