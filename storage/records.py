"""What is stored beside the vocabulary of `agents.dialogue`: impressions as rows, feedback, summaries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agents.dialogue import Conversation, Explanation, Profile

Channel = Literal["page", "terminal", "api", "widget", "agui", "openai", "mcp", "eval", "import"]
"""The door that a conversation came in by."""

FeedbackKind = Literal["shown", "seen", "click", "dwell", "like", "dislike", "accept", "rating", "duel", "withdraw"]
"""`withdraw` takes back what was said of the impression before: the kind that its reason names, or everything."""

FeedbackSource = Literal["tap", "words", "import"]
"""A control of a page or an API call, what a message said, or a log from elsewhere."""

Consent = Literal["unsaid", "given", "refused"]
"""Whether a conversation may be learned from: nobody said, yes, or no."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """A person's signal on one impression. Its sender chooses the id, so that sending it again changes nothing."""

    id: str
    impression_id: str
    kind: FeedbackKind
    at: datetime
    """With its time zone."""
    reason: str = ""
    value: float | None = None
    """Seconds for `dwell`, the stars (1–5) for a `rating`, for a `duel` 1 won, 0 lost, 0.5 neither; else None."""
    source: FeedbackSource = "tap"
    received_at: datetime | None = field(default=None, compare=False)
    """When the store was given it; None before."""
    number: int = field(default=0, compare=False)
    """Counts up as feedback arrives, over all conversations; 0 before. Orders what has the same `at`."""


@dataclass(frozen=True, slots=True)
class Impression:
    """One recommendation as it was shown, with all that is needed to explain and weight it later."""

    id: str
    conversation_id: str
    turn: int
    slate_id: str
    rank: int
    """From 1."""
    item_id: str
    catalogue: str
    catalogue_version: str
    score: float
    parts: Mapping[str, float]
    scored_by: str
    scorer_version: str
    propensity: float
    explanation: Explanation
    shown_at: datetime
    profile: Profile
    """What was known of the person when it was shown."""
    policy: str = ""
    """Which policy chose the slate: "default", or a challenger's name and dials; empty where none was recorded."""
    duel: str = ""
    """The two slates of one duel share it; empty outside of duels."""


@dataclass(frozen=True, slots=True)
class Card:
    """An impression, as far as feedback needs to know it."""

    impression_id: str
    item_id: str
    turn: int
    slate_id: str
    duel: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a conversation comes from. `key_id` is empty where nobody showed a key."""

    channel: Channel = "page"
    key_id: str = ""
    person: str = ""
    """Whom the site's own server vouched for; empty if nobody."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new conversation and the only copy of its token: the store keeps a hash."""

    conversation: Conversation
    token: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A conversation in a list."""

    id: str
    catalogue: str
    first_words: str
    """The first utterance that is not empty."""
    turns: int
    last_at: datetime
    """When its last turn began, or when it was opened."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list of conversations."""

    conversations: tuple[Summary, ...]
    more: str
    """The cursor of the next page; empty on the last."""
