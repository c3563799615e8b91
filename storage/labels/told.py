"""One conversation as training sees it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from agents.dialogue import Turn
from storage.labels.label import Label, Pair
from storage.records import Consent, Feedback, Impression

Split = Literal["train", "valid", "test"]


@dataclass(frozen=True, slots=True)
class Told:
    """Ids of people, conversations and what hangs on them are pseudonyms; texts are scrubbed; item ids are real."""

    id: str
    person: str
    """A conversation of nobody has a person of its own."""
    catalogue: str
    opened_at: datetime
    channel: str
    consent: Consent
    split: Split
    turns: tuple[Turn, ...]
    impressions: tuple[Impression, ...]
    feedback: tuple[Feedback, ...]
    labels: tuple[Label, ...]
    """At most one an impression, in the order of the impressions; then the synthetic ones."""
    pairs: tuple[Pair, ...]
