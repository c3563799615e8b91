"""What the tools are asked with. `search_catalog`, `lookup_catalog` and `get_product` have the shapes of the Universal
Commerce Protocol's catalogue, as shops' own servers have them: everything inside `catalog`, hints in `context`."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator

MOST_IDS = 10
MOST_A_PAGE = 25
LONGEST_REASON = 200
LONGEST_TICKET = 200

Id = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Cursor = Annotated[str, StringConstraints(pattern=r"^\d{0,4}$")]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Asked(BaseModel):
    """Of each tool. A misspelt argument is refused, not passed over."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    catalogue: str = Field("", max_length=64, description="Which catalogue; leave it out for the first one named.")
    meta: dict[str, object] | None = Field(
        None, description="Metadata of agents that speak the Universal Commerce Protocol; not read."
    )


class Hints(BaseModel):
    """Of where and why somebody looks; other hints are not read."""

    model_config = ConfigDict(frozen=True)

    intent: str = Field("", max_length=500, description="What they need it for, in words; searched for too.")


class Range(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    min: Number | None = None
    max: Number | None = None


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[Id, ...], BeforeValidator(_listed), Field(min_length=1, max_length=20)]
Filter = Range | bool | Names


class Page(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    limit: int = Field(10, ge=1, le=MOST_A_PAGE, description="Items a page.")
    cursor: Cursor = Field("", description="The `cursor` that came with the page before; empty for the first.")


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str = Field(
        "", max_length=500, description="What to look for, in words.", examples=["quiet two-person tent"]
    )
    filters: dict[str, Filter] = Field(
        default_factory=dict,
        max_length=20,
        description="Tests that every item found passes, by attribute: {min, max} in the catalogue's own units (money "
        "in whole units, not cents), names of which an item has one, or true or false. A wrong name is answered with "
        "the right ones.",
        examples=[{"price": {"max": 250}, "genre": ["comedy", "drama"]}],
    )
    context: Hints = Hints()
    pagination: Page = Page()


class SearchCatalog(Asked):
    catalog: Wanted


class Named(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    ids: tuple[Id, ...] = Field(min_length=1, max_length=MOST_IDS, description="Ids of items.")
    context: Hints = Hints()


class LookupCatalog(Asked):
    catalog: Named


class One(BaseModel):
    """Shops' servers take a choice of variants here too; our items have none."""

    model_config = ConfigDict(frozen=True)

    id: Id = Field(description="Id of the item.")


class GetProduct(Asked):
    catalog: One


Ticket = Annotated[
    str,
    Field(
        max_length=LONGEST_TICKET,
        description="The `conversation` that `recommend` gave, unchanged. It keeps what this person said before.",
    ),
]
ItemIds = Annotated[tuple[Id, ...], Field(description="Ids of items, as other tools gave them.")]


class Recommend(Asked):
    request: str = Field(
        min_length=1,
        description="What the person said, in their own words and in their language: a wish, an answer to a question, "
        "“something like the second, but cheaper”. Only what is new: the conversation keeps the rest.",
        examples=["a calm film for two, not longer than 100 minutes"],
    )
    conversation: Ticket = ""
    about: ItemIds = Field((), max_length=MOST_IDS, description="Ids of items that “this one” means, if any.")


class Compare(Asked):
    item_ids: ItemIds = Field(
        min_length=2,
        max_length=4,
        description="Ids of two to four items, each once.",
        json_schema_extra={"uniqueItems": True},
    )
    conversation: Ticket = ""
    attribute: str = Field("", max_length=100, description="Name of the one attribute to compare; empty for the usual.")

    @field_validator("item_ids")
    @classmethod
    def _different(cls, item_ids: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(item_ids)) < len(item_ids):
            raise ValueError("each item should be named once")
        return item_ids


class Explain(Asked):
    item_id: Id = Field(description="Id of the item.")
    conversation: Ticket
    topic: Literal["why", "why_not"] = Field(
        "why", description="why: why it was recommended. why_not: why it was not, or what speaks against it."
    )


class GiveFeedback(Asked):
    conversation: Ticket
    impression_id: Id = Field(description="The `impression_id` of the recommendation that it is about.")
    kind: Literal["like", "dislike", "seen", "accept", "click"] = Field(
        description="like; dislike: not for them; seen: they know or own it already; accept: they take it; "
        "click: they opened its page."
    )
    reason: str = Field("", max_length=LONGEST_REASON, description="In the person's words, such as “too long”.")
