"""A recommendation as it is put before a person: everything on the card is a value of the item or its explanation."""

from dataclasses import dataclass
from typing import Literal

from agents.dialogue import Evidence, Recommendation, Slate
from agents.explaining import facts
from app.pictures import picture_uri
from retrieval.catalogue import Attribute, Catalogue, Domain, Item

Mark = Literal["met", "missed"]


@dataclass(frozen=True, slots=True)
class Card:
    impression_id: str
    item_id: str
    rank: int
    title: str
    image: str
    """An address, or a drawing as a `data:` URI; never empty."""
    link: str
    text: str
    facts: tuple[tuple[str, str], ...]
    """(label, value), most telling first."""
    why: str
    wishes: tuple[tuple[Mark, str], ...]
    """Each wish in words, met or missed."""
    score: float
    reasons: tuple[str, ...]
    """What one might have against it, to tap: "too long", "seen it"."""


def cards(slate: Slate, catalogue: Catalogue) -> tuple[Card, ...]:
    return tuple(
        card(r, item, catalogue.domain)
        for r in slate.recommendations
        if (item := catalogue.find(r.item_id)) is not None
    )


def card(recommendation: Recommendation, item: Item, domain: Domain) -> Card:
    explanation = recommendation.explanation
    return Card(
        impression_id=recommendation.impression_id,
        item_id=item.id,
        rank=recommendation.rank,
        title=item.title,
        image=item.image or picture_uri(item, domain),
        link=item.link,
        text=item.text,
        facts=facts(item, domain),
        why=explanation.sentence,
        wishes=tuple(dict.fromkeys((_mark(e), e.wanted) for e in explanation.evidence)),
        score=recommendation.score.value,
        reasons=rejection_reasons(item, domain),
    )


def _mark(evidence: Evidence) -> Mark:
    return "met" if evidence.met else "missed"


def rejection_reasons(item: Item, domain: Domain) -> tuple[str, ...]:
    """Words that the reader understands as the reason of a rejection."""
    numbers = [a for name in domain.card if (a := domain.attribute(name)) and a.numeric and name in item.values]
    return (*(f"too {word}" for a in numbers[:2] for word in _too(a)), "not my taste")


def _too(attribute: Attribute) -> tuple[str, ...]:
    """The vague words for both ends: "short" and "long"; only the bad end where everyone would agree on it."""
    if attribute.better == "lower":
        return attribute.high_words[:1]
    if attribute.better == "higher":
        return attribute.low_words[:1]
    return (*attribute.high_words[:1], *attribute.low_words[:1])
