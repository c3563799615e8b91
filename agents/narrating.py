"""Reasons in a language model's words, from the evidence alone, each kept only if nothing in it is invented."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from agents.dialogue import ModelCall, Profile, Slate

Tell = Callable[[str, str], None]
"""Called with an impression's id and its sentence, as soon as that one is whole and verified."""


@dataclass(frozen=True, slots=True)
class Narration:
    """`sentences` by impression id: those in the model's words. Of all others the computed sentence stands."""

    sentences: Mapping[str, str]
    phrased_by: str
    """`openai:NAME`, `openai:NAME, 1 of 3 by templates`, or `templates (model: timeout after 4 s)`."""
    call: ModelCall | None = None
    cut: tuple[str, ...] = ()
    """What the verifier did not let through, with the reason, one sentence each; for the record."""


class Narrator(Protocol):
    """It never raises: its trouble is in the narration."""

    name: str

    async def narrate(self, slate: Slate, profile: Profile, tell: Tell) -> Narration: ...
