"""A turn as it was heard, through whatever door: values, no prose but the reply's own."""

from dataclasses import dataclass

from agents.dialogue import Profile
from agents.grounding import Verifier
from evals.results import Card, PlayedTurn
from evals.scripting.wished import told
from retrieval.catalogue import Catalogue, Item


@dataclass(frozen=True, slots=True)
class Shown:
    item_id: str
    title: str
    rank: int
    why: str
    mark: str = ""
    """What the person made of it so far: liked, rejected, seen."""
    impression: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    number: int
    """From 1, as played."""
    utterance: str
    profile: Profile
    """After the turn. Over HTTP without the items that are left out."""
    text: str = ""
    move: str = ""
    """Empty for what was done by hand."""
    cards: tuple[Shown, ...] = ()
    question: str = ""
    options: tuple[str, ...] = ()
    relaxed: tuple[str, ...] = ()
    """Attributes of wishes that it offers to give up or to widen."""
    compared: tuple[str, ...] = ()
    """Titles."""
    compared_ids: tuple[str, ...] = ()
    table: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of a comparison: a label and a cell an item, in their order."""
    tapped: tuple[str, str] | None = None
    """What was said of an item by hand: kind and item id."""
    notices: tuple[str, ...] = ()
    ms: float = 0.0
    calls: int | None = None
    """None where the door does not tell."""
    tokens: int | None = None
    turn: int = 0
    """As the product counts."""

    def played(self) -> PlayedTurn:
        return PlayedTurn(
            self.number,
            self.utterance,
            self.text,
            self.move,
            tuple(Card(one.item_id, one.title, one.rank, one.why) for one in self.cards),
            self.question,
            tuple(map(told, self.profile.preferences)),
            round(self.ms, 2),
            self.calls or 0,
            self.tokens or 0,
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """A turn with all that it is judged by."""

    now: Heard
    before: tuple[Heard, ...]
    catalogue: Catalogue
    verifier: Verifier

    @property
    def items(self) -> tuple[Item, ...]:
        """Of the cards, in their order; what the catalogue does not hold is missing."""
        return tuple(item for card in self.now.cards if (item := self.catalogue.find(card.item_id)))

    @property
    def last_cards(self) -> tuple[Shown, ...]:
        return next((one.cards for one in reversed(self.before) if one.cards), ())
