"""What the browser may ask for. It is untrusted: everything is checked here, once."""

from typing import Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from storage.records import Consent


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
    consent: Consent | None = None
    """What was said before the conversation was opened."""


class Edit(Asked):
    key: Key
    edit: Literal["remove", "toggle", "undo"]
    index: int = 0
    words: str = Field("", max_length=500)
    """What the chip said: the edit is refused if another wish has taken its place meanwhile."""


class React(Asked):
    key: Key
    impression: str = Field(max_length=100)
    kind: Literal["like", "dislike", "seen", "accept", "rating", "withdraw"]
    reason: str = Field("", max_length=200)
    """Of a dislike: why. Of a withdrawal: the kind that is taken back."""
    stars: int | None = Field(None, ge=1, le=5)

    @model_validator(mode="after")
    def _stars_of_a_rating(self) -> Self:
        if (self.kind == "rating") != (self.stars is not None):
            raise ValueError("stars go with a rating, and with nothing else")
        return self


class Noticed(Asked):
    """What the browser noticed by itself."""

    id: str = Field(min_length=1, max_length=100)
    impression: str = Field(max_length=100)
    kind: Literal["shown", "click", "dwell"]
    seconds: float | None = Field(None, ge=0, le=86_400, allow_inf_nan=False)
    at: AwareDatetime


class Notice(Asked):
    key: Key
    events: tuple[Noticed, ...] = Field(min_length=1, max_length=200)
    sent_at: AwareDatetime


class Allow(Asked):
    key: Key
    consent: Consent


class Pick(Asked):
    key: Key
    duel: str = Field(max_length=100)
    winner: str = Field(max_length=100)
    """A slate's id, or `tie`."""


class Forget(Asked):
    key: Key
