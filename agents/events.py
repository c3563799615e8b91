"""What a turn tells the outside while it runs, in this order: steps, the profile, cards, reasons, words, the reply."""

from dataclasses import dataclass

from agents.dialogue import Act, Duel, Profile, Reading, Reply, Slate


@dataclass(frozen=True, slots=True)
class StepStarted:
    name: str


@dataclass(frozen=True, slots=True)
class Understood:
    """Comes again where a language model read otherwise; the last one counts."""

    acts: tuple[Act, ...]
    profile: Profile


@dataclass(frozen=True, slots=True)
class CardsReady:
    """The slate, recorded already; in a duel the one at the left."""

    slate: Slate
    duel: Duel | None = None


@dataclass(frozen=True, slots=True)
class ReasonReady:
    """A card's reason in other words than those it left with, verified; comes after the cards, if at all."""

    impression_id: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the reply's text; the pieces in order are the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Replied:
    """The turn is recorded; nothing follows."""

    reply: Reply
    profile: Profile
    reading: Reading | None = None
    turn: int = 0
    """Number of the turn."""


Event = StepStarted | Understood | CardsReady | ReasonReady | Words | Replied
