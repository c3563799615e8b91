"""What clients send. Nothing is guessed: a field of another type, or one that is not known, is refused."""

from typing import Annotated, Literal, Self

from fastapi import Header, Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from app.reacting import Reaction

LONGEST_ID = 1000
ItemId = Annotated[str, Field(min_length=1, max_length=LONGEST_ID, examples=["half-dome-2"])]

CatalogueName = Annotated[str, Path(max_length=64, description="Name of the catalogue.", examples=["films"])]
ConversationId = Annotated[str, Path(max_length=100, description="The conversation's id.")]
Cursor = Annotated[str, Query(max_length=500, description="The `next` of the page before; empty for the first page.")]
Limit = Annotated[int, Query(ge=1, le=100, description="Most entries of a page.")]
IdempotencyKey = Annotated[
    str,
    Header(
        min_length=8,
        max_length=64,
        pattern=r"^[!-~]*$",
        description="Chosen by you: the same request with the same key is done once and answered alike for 24 hours.",
    ),
]


def _whole(value: object) -> object:
    """1.0 is an integer in JSON."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = Annotated[int, BeforeValidator(_whole)]


class Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Opening(Asked):
    catalogue: str = Field(max_length=64, examples=["films"])
    channel: Literal["api", "widget", "eval"] = Field("api", description="What the conversation is counted under.")


class Renewal(Asked):
    refresh_token: str = Field(
        "", max_length=4096, description="Empty for a person that X-Tastemaker-Person vouches for."
    )


class ProfileChange(Asked):
    index: Whole = Field(ge=0, le=10_000, description="The wish's `index`.", examples=[0])
    words: str = Field(
        max_length=500,
        description="Its `words`: refused if another wish stands there by now.",
        examples=["at most 1 h 35 min"],
    )
    change: Literal["remove", "toggle"] = Field(
        description="`toggle`: must to prefer and back, never to avoid and back."
    )


SECONDS_OF_A_DWELL: JsonDict = {
    "if": {"properties": {"kind": {"const": "dwell"}}},
    "then": {"required": ["value"], "properties": {"value": {"type": "number"}}},
    "else": {"properties": {"value": {"type": "null"}}},
}


class Reacting(Asked):
    model_config = ConfigDict(json_schema_extra=SECONDS_OF_A_DWELL)

    impression_id: str = Field(min_length=1, max_length=100, examples=["5f0c7b0e9f2d4b0f8c1a2b3c4d5e6f70"])
    kind: Reaction = Field(description="`shown`: the card was really seen. `dwell`: looked at for `value` seconds.")
    reason: str = Field(
        "", max_length=200, description="With a dislike; one of `reject_reasons`, or own words.", examples=["too long"]
    )
    value: float | None = Field(None, ge=0, le=86_400, allow_inf_nan=False, description="Seconds, for `dwell` alone.")

    @model_validator(mode="after")
    def _seconds_of_a_dwell(self) -> Self:
        if (self.kind == "dwell") != (self.value is not None):
            raise ValueError("value goes with the kind dwell, which needs it, and with no other")
        return self


class Comparing(Asked):
    item_ids: list[ItemId] = Field(min_length=2, max_length=4, json_schema_extra={"uniqueItems": True})
    attribute: str = Field("", max_length=100, description="Compares on one attribute alone; empty: on all.")

    @model_validator(mode="after")
    def _different(self) -> Self:
        if len(set(self.item_ids)) < len(self.item_ids):
            raise ValueError("each item should be named once")
        return self


class Explaining(Asked):
    item_id: ItemId
    topic: Literal["why", "why_not"] = "why"
