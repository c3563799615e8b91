"""The public shapes. Everything in them is a fact of the catalogue, a wish of the person, or our own words.

Nothing here is HTML: clients insert it as text. A field is never left out; what there is nothing of is empty or null.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True)


class Option(Shape):
    """Something to tap: send `utterance` as the next message."""

    label: str = Field(examples=["Shorter"])
    utterance: str = Field(examples=["shorter"])
    count: int | None = Field(None, description="How many items it would leave; null where that was not counted.")


class Fact(Shape):
    label: str = Field(examples=["length"])
    value: str = Field(examples=["1 h 33 min"])


class Wish(Shape):
    """One wish, and whether this item meets it."""

    attribute: str = Field(description="Name of the attribute; empty for a wish about likeness.", examples=["runtime"])
    wanted: str = Field(examples=["at most 1 h 35 min"])
    value: str = Field(description="The item's own value, as people read it.", examples=["1 h 33 min"])
    met: bool


Mark = Literal["", "liked", "rejected", "seen"]


class Recommendation(Shape):
    impression_id: str = Field(description="Names this showing of the item; feedback refers to it.")
    item_id: str = Field(examples=["fog-bank-1987"])
    rank: int = Field(ge=1)
    title: str = Field(examples=["Fog Bank"])
    image: str = Field(description="Address of the picture, absolute; one of ours where the item has none to show.")
    drawing: str = Field(description="Our drawn picture, to show if `image` does not load; may be the same.")
    link: str = Field(description="http(s) address of the item's own page; may be empty.")
    text: str
    facts: tuple[Fact, ...] = Field(description="The most telling values, most telling first.")
    price: str = Field(description="The price as people read it; empty where items have none.", examples=["€249"])
    why: str = Field(
        description="The reason, in words; each claim is a value of the item.",
        examples=["Tense, directed by Bo Lind, 1 h 44 min long."],
    )
    wishes: tuple[Wish, ...]
    score: float = Field(ge=0, le=1)
    reject_reasons: tuple[str, ...] = Field(
        description="What one might have against it, to send with a dislike.", examples=[["too long", "not my taste"]]
    )
    mark: Mark = Field(description="What the person made of it so far.")


class Question(Shape):
    """A question about one attribute. It can always be skipped: the options hold a way out."""

    attribute: str = Field(examples=["moods"])
    text: str = Field(examples=["Which mood?"])
    why: str = Field(description="Why it is asked.")
    options: tuple[Option, ...]


class Relaxation(Shape):
    """Wishes to give up or to widen so that something fits."""

    dropped: tuple[str, ...] = Field(description="The wishes given up, in words.")
    widened: tuple[str, ...] = Field(description="What takes their place; empty where they are given up.")
    count: int = Field(description="How many items would fit.")
    example: str = Field(description="Title of one of them.")
    option: Option | None


class Row(Shape):
    label: str
    values: tuple[str, ...] = Field(description="One an item, in the order of `item_ids`.")
    differs: bool


class Comparison(Shape):
    text: str = Field("", description="In words; empty inside a reply, whose own text says it.")
    item_ids: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[Row, ...]


class Preference(Shape):
    """One wish of the person: a chip to look at, harden, soften or remove."""

    index: int = Field(description="Its place; names it in a change of the profile, together with `words`.")
    attribute: str
    label: str = Field(examples=["length"])
    words: str = Field(examples=["at most 1 h 35 min"])
    operator: Literal["=", "≠", "in", "not-in", "<", "≤", ">", "≥", "between"] = Field(
        description="With `value`, the test on an item's `values`; `avoid` and `never` hold what it should not pass."
    )
    value: str | bool | float | tuple[str, ...] | tuple[float, float]
    strength: Literal["must", "prefer", "avoid", "never"]
    scope: Literal["turn", "conversation", "always"]
    guess: bool = Field(description="Whether it was guessed from the meaning and not said.")
    why: str = Field(description="Where it comes from.")


class Waived(Shape):
    attribute: str
    label: str


class Named(Shape):
    item_id: str
    title: str


class Profile(Shape):
    preferences: tuple[Preference, ...] = ()
    waived: tuple[Waived, ...] = ()
    liked: tuple[Named, ...] = ()
    left_out: int = Field(0, description="Items that do not come back, because they were rejected or seen.")
    can_undo: bool = False


Move = Literal["elicit", "recommend", "relax", "inform", "compare", "explain", "clarify", "close"]


class Side(Shape):
    slate_id: str
    recommendations: tuple[Recommendation, ...]


class Duel(Shape):
    """Two slates to pick from, left and right."""

    id: str
    sides: tuple[Side, ...] = Field(min_length=2, max_length=2)
    picked: str | None = Field(description="`slate_id` of the side that was picked, `tie`; null while it is open.")


class Reply(Shape):
    turn: int
    move: Move
    text: str = Field(description="Plain text.", examples=["Got it: a thriller. 12 films fit."])
    slate_id: str = Field(description="Empty without recommendations; in a duel of the left side.")
    recommendations: tuple[Recommendation, ...]
    duel: Duel | None = Field(None, description="Null but for a message that allowed it.")
    question: Question | None
    relaxations: tuple[Relaxation, ...]
    comparison: Comparison | None
    suggestions: tuple[Option, ...]
    notices: tuple[str, ...] = Field(description="What the person should know of how this came about: a fallback.")
    understood_by: str
    scored_by: str
    phrased_by: str


class Turn(Shape):
    number: int
    utterance: str = Field(description="Empty for a change made by hand.")
    edit: str = Field(description="What was changed by hand; empty for a message.")
    status: Literal["open", "done", "failed"]
    reply: Reply | None


class Answered(Shape):
    """A message's answer: the reply, and what is known of the person after it."""

    run_id: str
    reply: Reply
    profile: Profile


Consent = Literal["unsaid", "given", "refused"]


class Consenting(Shape):
    consent: Consent


class Conversation(Shape):
    id: str
    catalogue: str
    consent: Consent = Field(description="Whether the person lets it be learned from.")
    turns: tuple[Turn, ...]
    profile: Profile


class Access(Shape):
    token: str = Field(description="Opens this one conversation: send it as `Authorization: Bearer …`.")
    expires_at: datetime
    refresh_token: str = Field(description="Gives a new token; keep it where only this person's browser reads it.")


class Opened(Access):
    id: str
    catalogue: str
    welcome: str
    starters: tuple[Option, ...]


class Summary(Shape):
    id: str
    catalogue: str
    first_words: str
    turns: int
    last_at: datetime


class Conversations(Shape):
    conversations: tuple[Summary, ...]
    next: str = Field(description="Send it as `cursor` for the next page; empty on the last.")


class Slate(Shape):
    id: str
    turn: int
    catalogue_version: str
    recommendations: tuple[Recommendation, ...]


class Slates(Shape):
    slates: tuple[Slate, ...] = Field(description="Everything that was shown, oldest first.")


class Attribute(Shape):
    name: str = Field(examples=["runtime"])
    label: str = Field(examples=["length"])
    kind: str = Field(examples=["duration"])
    unit: str = Field(examples=["min"])
    informable: bool = Field(description="People can wish about it.")
    requestable: bool = Field(description="People can ask its value.")


class CatalogueSummary(Shape):
    name: str = Field(examples=["films"])
    title: str = Field(examples=["Films"])
    plural: str = Field(description="What the items are called.", examples=["films"])
    version: str = Field(description="Another one after an import that changed something.", examples=["154957c5ff5e"])
    items: int = Field(description="How many there are.", examples=[1200])


class Catalogues(Shape):
    catalogues: tuple[CatalogueSummary, ...]


class Catalogue(CatalogueSummary):
    attributes: tuple[Attribute, ...]
    welcome: str
    starters: tuple[Option, ...]
    longest_message: int = Field(description="Characters of a message that are read.")


Value = str | float | int | bool | tuple[str, ...]


class Item(Shape):
    id: str
    title: str
    text: str
    image: str
    drawing: str
    link: str
    price: str
    facts: tuple[Fact, ...]
    values: dict[str, Value] = Field(description="All values by attribute, in the catalogue's units.")


class Items(Shape):
    items: tuple[Item, ...]
    next: str = Field(description="Send it as `cursor` for the next page; empty on the last.")


class Given(Shape):
    """What feedback came to."""

    fresh: bool = Field(description="False if the same feedback was there already.")
    profile: Profile


class Refused(Shape):
    index: int = Field(description="Its place among `events`, from 0.")
    id: str
    detail: str = Field(description="What is wrong with it, for people.")


class GivenAll(Shape):
    """What several events came to."""

    fresh: int = Field(description="How many brought something new.")
    repeated: int = Field(description="How many said what was said already.")
    refused: tuple[Refused, ...]
    profile: Profile


class Picked(Shape):
    fresh: bool = Field(description="False if the same pick was there already.")
    duel_id: str
    winner: str


class Explained(Shape):
    item_id: str
    text: str
    wishes: tuple[Wish, ...]
