"""What training is told of items: how relevant one was, and which of two was preferred."""

from dataclasses import dataclass
from typing import Literal

VERSION = 1
"""Of the rules together (`storage.labels.rules`); counted up when any of them gives other rows."""

LabelSource = Literal["explicit", "implicit", "synthetic"]
"""Said or tapped as a judgement, read off behaviour, or graded by a model."""


@dataclass(frozen=True, slots=True)
class Label:
    """How relevant an item was to one person in one context."""

    conversation_id: str
    turn: int
    item_id: str
    impression_id: str
    """Empty for a synthetic label of an item that was not shown."""
    relevance: float
    """0–3: 0 unwanted, 1 glanced at, 2 liked, 3 taken."""
    weight: float
    """Confidence × trust × clipped inverse of propensity × examination; what a trainer multiplies the loss with."""
    source: LabelSource
    rule: str
    version: int
    confidence: float
    """0–1: how much the rule's signal says about the person's judgement."""
    reason: str = ""
    """The person's, as they gave it; for a synthetic label the model's name."""
    propensity: float = 1.0
    """Probability that the policy showed the item there."""
    examination: float = 1.0
    """Probability that a person looks at that rank."""
    clipped: bool = False
    """Whether the inverse was above the limit and cut off there."""
    trust: float = 1.0
    """0–1: how little the person's feedback looks generated."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One item was preferred to another, in one context."""

    conversation_id: str
    turn: int
    better: str
    worse: str
    rule: str
    source: LabelSource
    weight: float
    margin: float
    """Difference of relevance, above 0 and at most 3."""
