"""How a conversation went for a simulated person: what was told, shown, asked in vain, broken and taken."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from agents.dialogue import Reply
from evals.simulator.need import Need, Want
from retrieval.catalogue import Item
from retrieval.wording import in_words, wish_in_words

ANNOYANCE = 0.15
"""What each reply with something wrong in it takes from satisfaction."""
EFFORT = 0.5
"""What using up all patience takes from it."""


@dataclass(frozen=True, slots=True)
class Noted:
    """Something wrong, and where."""

    turn: int
    """From 1: the reply that it was in, or the utterance of a leak."""
    words: str


@dataclass
class Course:
    heard_replies: int = 0
    """With those to small talk."""
    told: dict[Want, bool] = field(default_factory=dict)
    """Wishes told so far, and whether so that one can be held to them: neither vaguely nor by a word for two things."""
    shown: dict[str, int] = field(default_factory=dict)
    """Item id to how often."""
    rejected: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    """Attributes, in order."""
    wasted: int = 0
    """Questions about what they do not mind, or had said."""
    asked_again: list[Noted] = field(default_factory=list)
    """A sentence for each question asked before."""
    broken: list[Noted] = field(default_factory=list)
    """A sentence for each card that breaks a hard wish that was told in so many words."""
    repeated: list[Noted] = field(default_factory=list)
    """A sentence for each card that came back after a no."""
    annoyances: int = 0
    """Replies with any of these, or with a question asked before."""
    taken: Item | None = None
    taken_at: int = 0
    """Replies until it was settled on; a question about it comes after."""
    heard: bool | None = None
    """Whether the assistant closed when something was taken; None before that."""
    closes_at: int = 0
    """The turn where it did so, or should have."""
    social: int = 0
    """Utterances beside the point: a hello, a thank you."""
    intents: Counter[str] = field(default_factory=Counter)
    leaked: list[Noted] = field(default_factory=list)

    def hear(self, need: Need, reply: Reply, cards: Sequence[Item]) -> None:
        """Takes note of what a person would notice."""
        broken, repeated, again = (
            [Noted(self.heard_replies, words) for words in found]
            for found in (self._broken(need, cards), self._repeated(cards), self._again(reply))
        )
        self.broken += broken
        self.repeated += repeated
        self.asked_again += again
        self.annoyances += bool(broken or repeated or again)
        for item in cards:
            self.shown[item.id] = self.shown.get(item.id, 0) + 1
        if reply.question:
            self.wasted += not any(want not in self.told for want in need.on(reply.question.attribute))
            self.asked.append(reply.question.attribute)

    @property
    def turn(self) -> int:
        """The one that is under way: what is said after the last reply heard, and the reply to it."""
        return self.heard_replies + 1

    def settle(self, closed: bool) -> None:
        """How the reply was to what was taken, before it is heard; what comes after that says nothing of it."""
        if self.taken and self.heard is None:
            self.heard, self.closes_at = closed, self.turn

    def leaks(self, sentences: Iterable[str]) -> None:
        """Of what is said next."""
        self.leaked += (Noted(self.turn, sentence) for sentence in sentences)

    def _broken(self, need: Need, cards: Sequence[Item]) -> Iterator[str]:
        for want, exact in self.told.items():
            if exact and want.hard and want in need.wants and not want.attribute.subjective:
                yield from (_breaks(want, item) for item in cards if not want.tolerated_in(item))

    def _repeated(self, cards: Sequence[Item]) -> Iterator[str]:
        yield from (f"{item.title} came back after a no" for item in cards if item.id in self.rejected)

    def _again(self, reply: Reply) -> Iterator[str]:
        if reply.question and reply.question.attribute in self.asked:
            yield f"{reply.question.attribute} was asked about before"

    def figures(self, need: Need, turns: int) -> dict[str, float]:
        """`turns`: replies in all, of which those to small talk don't count."""
        turns -= self.social
        worth = need.worth_of(self.taken) if self.taken else 0.0
        quality = min(1.0, worth / need.best) if need.best else 0.0  # what is tolerated may be liked better
        spent = min(1.0, (self.taken_at or turns) / need.patience)
        satisfaction = quality * (1 - EFFORT * spent) - ANNOYANCE * self.annoyances
        return {
            "success": float(self.taken is not None),
            "turns": float(self.taken_at or turns),
            "satisfaction": round(max(0.0, min(1.0, satisfaction)), 4),
            "regret": round(1 - quality, 4),
            "questions": float(len(self.asked)),
            "wasted": float(self.wasted),
            "broken": float(len(self.broken)),
            "repeated": float(len(self.repeated)),
            "asked_again": float(len(self.asked_again)),
            "misheard": float(self.taken is not None and not self.heard),
            "leaks": float(len(self.leaked)),
            "wishes": float(len(need.wants)),
            "told": float(len(self.told)),
            "social": float(self.social),
            **{f"intent.{name}": float(count) for name, count in sorted(self.intents.items())},
        }


def _breaks(want: Want, item: Item) -> str:
    wish = f"{'not ' if want.negative else ''}{wish_in_words(want.attribute, want.constraint)}"
    value = item.values.get(want.attribute.name)
    has = "unknown" if value is None else in_words(want.attribute, value)
    return f"{item.title} breaks what was said of {want.attribute.label} ({wish}): {has}"
