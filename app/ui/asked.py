"""What the browser may ask for. It is untrusted: everything is checked here, once."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Key(Asked):
    """What opens one conversation."""

    id: str = Field("", max_length=100)
    token: str = Field("", max_length=200)


class Hello(Asked):
    current: Key = Key()
    """The conversation to go on with; empty for none."""
    catalogue: str = Field("", max_length=100)
    mine: tuple[Key, ...] = Field((), max_length=500)


class Say(Asked):
    request: str = Field(min_length=8, max_length=64)
    """Chosen by the browser: sending it again gives the same answer, not a second turn."""
    utterance: str = Field(max_length=20_000)
    key: Key = Key()
    """Empty: open a conversation about `catalogue` first."""
    catalogue: str = Field("", max_length=100)


class Edit(Asked):
    key: Key
    edit: Literal["remove", "toggle", "undo"]
    index: int = 0
    words: str = Field("", max_length=500)
    """What the chip said: the edit is refused if another wish has taken its place meanwhile."""


class React(Asked):
    key: Key
    impression: str = Field(max_length=100)
    kind: Literal["like", "dislike", "seen", "click"]
    reason: str = Field("", max_length=200)


class Pick(Asked):
    key: Key
    duel: str = Field(max_length=100)
    winner: str = Field(max_length=100)
    """A slate's id, or `tie`."""


class Forget(Asked):
    key: Key
