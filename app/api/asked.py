"""What clients send. Nothing is guessed: a field of another type, or one that is not known, is refused."""

from typing import Annotated, Literal, Self

from fastapi import Header, Path, Query
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from app.reacting import Reaction
from app.signals import EVERYTHING, Signal
from storage.records import Consent

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
    consent: Consent | None = Field(
        None, description="Whether the person lets it be learned from, if they were asked; null: the owner's default."
    )


class Consenting(Asked):
    consent: Consent = Field(
        description="Whether the person lets the conversation be learned from; `unsaid` takes back what was said."
    )


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


STARS = 5


def _if(kind: str, then: JsonDict, otherwise: JsonDict | None = None) -> JsonDict:
    found: JsonDict = {"if": {"properties": {"kind": {"const": kind}}}, "then": then}
    return found | {"else": otherwise} if otherwise else found


WHAT_GOES_WITH_A_KIND: JsonDict = _if(
    "dwell",
    {"required": ["value"], "properties": {"value": {"type": "number"}}},
    _if(
        "rating",
        {"required": ["value"], "properties": {"value": {"type": "number", "minimum": 1, "maximum": STARS}}},
        {"properties": {"value": {"type": "null"}}},
    ),
) | {"allOf": [_if("withdraw", {"properties": {"reason": {"enum": ["", *EVERYTHING]}}})]}


class Reacting(Asked):
    model_config = ConfigDict(json_schema_extra=WHAT_GOES_WITH_A_KIND)

    impression_id: str = Field(min_length=1, max_length=100, examples=["5f0c7b0e9f2d4b0f8c1a2b3c4d5e6f70"])
    kind: Reaction = Field(
        description="`shown`: the card was really seen. `dwell`: looked at for `value` seconds. `rating`: `value` of 5 "
        "stars. `withdraw`: what was said of it before is taken back, the kind that `reason` names or everything."
    )
    reason: str = Field(
        "",
        max_length=200,
        description="With a dislike: one of `reject_reasons`, or own words. With a withdraw: the kind.",
        examples=["too long"],
    )
    value: float | None = Field(
        None, ge=0, le=86_400, allow_inf_nan=False, description="Seconds of a `dwell`, 1 to 5 stars of a `rating`."
    )

    @model_validator(mode="after")
    def _what_goes_with_the_kind(self) -> Self:
        if (self.kind in ("dwell", "rating")) != (self.value is not None):
            raise ValueError("value goes with the kinds dwell and rating, which need it, and with no other")
        if self.kind == "rating" and not 1 <= (self.value or 0) <= STARS:
            raise ValueError(f"a rating is of 1 to {STARS} stars, and not {self.value:g}")
        if self.kind == "withdraw" and self.reason not in ("", *EVERYTHING):
            raise ValueError(f"reason names the kind that is taken back, one of {', '.join(EVERYTHING)}, or is empty")
        return self


def _told(value: object) -> object:
    """Numbers, written or not, are times to pydantic."""
    if not isinstance(value, str) or "T" not in value.upper():
        raise ValueError("it should be text such as 2026-02-03T04:05:06Z")
    return value


Moment = Annotated[AwareDatetime, BeforeValidator(_told), Field(strict=False)]


class Happening(Reacting):
    id: str = Field(
        min_length=1,
        max_length=100,
        description="Chosen by you, its own within the conversation: sent again, it changes nothing.",
        examples=["7b0e9f2d"],
    )
    at: Moment | None = Field(None, description="When it happened, by your clock; null: now.")

    def signal(self) -> Signal:
        return Signal(self.impression_id, self.kind, self.reason, self.value, self.at, self.id)


class Batch(Asked):
    events: list[Happening] = Field(
        min_length=1, max_length=200, description="In the order in which they happened, as far as one client knows."
    )
    sent_at: Moment | None = Field(
        None, description="Your clock as you send this: times are taken relative to it, so that it may be wrong."
    )


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
