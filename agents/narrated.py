"""What a model says about the cards of a slate, taken line by line while it arrives, and held against the facts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agents.dialogue import Recommendation
from agents.grounding import Grounds, Verifier
from agents.models.model import LONGEST_ANSWER
from agents.phrasing import sentence
from agents.prompts import clipped

MOST_WORDS = 30
LONGEST_LINE = 600
"""Characters of a line that are read."""
LONGEST_TITLE, LONGEST_FACTS = 80, 320
MOST_CUT = 12
"""Kept for the record."""
NUMBERED = re.compile(r"[\s\-*#(\[]*(\d{1,2})(?:\s*[\])*]*\s*[|.:)\]–-]|\s)\s*(\S.*)")
"""`2|The reason`, and what models make of it: `2. The reason`, `**2**: The reason`, `2 Title: The reason`."""
AROUND = ' \t"“”*|`'


class Lines:
    """A stream as lines; after `LONGEST_ANSWER` characters nothing more is read."""

    def __init__(self) -> None:
        self._open = ""
        self._read = 0

    def feed(self, piece: str) -> Iterator[str]:
        """The lines that are whole now."""
        piece = piece[: max(0, LONGEST_ANSWER - self._read)]
        self._read += len(piece)
        *whole, self._open = (self._open + piece).split("\n")
        yield from whole

    def rest(self, text: str) -> Iterator[str]:
        """What is left once the answer is whole: the open line, or all of `text` where nothing was streamed."""
        if not self._read:
            yield from self.feed(text)
        yield self._open
        self._open = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One recommendation, what may be said of it, and the wishes it misses, each as attribute and sentence."""

    recommendation: Recommendation
    grounds: Grounds
    misses: tuple[tuple[str, str], ...]

    def line(self, number: int) -> str:
        """What the model is given of it: its title and the computed reason, no text of the item."""
        title = clipped(self.grounds.item.title, LONGEST_TITLE)
        return f"{number} {title}: {clipped(self.recommendation.explanation.sentence, LONGEST_FACTS)}"


@dataclass
class Told:
    """What came of the lines so far."""

    cards: Mapping[int, Card]
    verifier: Verifier
    sentences: dict[str, str] = field(default_factory=dict)
    """By impression id."""
    cut: list[str] = field(default_factory=list)

    def take(self, line: str) -> tuple[str, str] | None:
        """The impression's id and its sentence, if the line is a new reason that holds; only the first of each card."""
        match = NUMBERED.match(line[:LONGEST_LINE])
        if not match:
            return None
        card = self.cards.get(int(match[1]))
        if card is None:
            self._note(f"{match[1]}: there is no such card")
            return None
        impression = card.recommendation.impression_id
        if impression in self.sentences:
            return None
        title = card.grounds.item.title
        said = match[2].strip(AROUND).removeprefix(title).lstrip(f"{AROUND}:-–")
        kept = self.verifier.keep(said, card.grounds)
        for one in kept.cut:
            self._note(f"{title}: {one}")
        text = within(kept.text)
        if not text:
            return None
        self.sentences[impression] = " ".join([sentence(text), *_untold(card, kept.about)])
        return impression, self.sentences[impression]

    def _note(self, words: str) -> None:
        if len(self.cut) < MOST_CUT:
            self.cut.append(words)


def _untold(card: Card, about: frozenset[str]) -> Iterator[str]:
    """What it misses and the model kept quiet about."""
    yield from (sentence for attribute, sentence in card.misses[:1] if attribute not in about)


def within(text: str, most: int = MOST_WORDS) -> str:
    """The first sentences that together have at most `most` words; empty if the first has more."""
    kept = ""
    for part in re.split(r"(?<=[.!?…])\s+", text):
        longer = f"{kept} {part}".strip()
        if len(longer.split()) > most:
            break
        kept = longer
    return kept
