"""What a turn tells the outside while it runs, in this order: steps, the profile, cards, words, the reply."""

from dataclasses import dataclass

from agents.dialogue import Act, Profile, Reply, Slate


@dataclass(frozen=True, slots=True)
class StepStarted:
    name: str


@dataclass(frozen=True, slots=True)
class Understood:
    acts: tuple[Act, ...]
    profile: Profile


@dataclass(frozen=True, slots=True)
class CardsReady:
    """The slate, recorded already."""

    slate: Slate


@dataclass(frozen=True, slots=True)
class Words:
    """A piece of the reply's text; the pieces in order are the text."""

    text: str


@dataclass(frozen=True, slots=True)
class Replied:
    """The turn is recorded; nothing follows."""

    reply: Reply
    profile: Profile


Event = StepStarted | Understood | CardsReady | Words | Replied
