"""Two answers to the same words, one item each: the better one, the worse one, worded by one template."""

from collections.abc import Iterator
from dataclasses import dataclass

from storage.exports.chat import Message, before, message, one
from storage.exports.format import Origin
from storage.exports.preferring import WANTED, preferences
from storage.exports.shelf import ItemShelf
from storage.exports.worth import BREAKS, keeps_wishes
from storage.labels.label import Label, Pair
from storage.labels.told import Told

WORDLESS = "judgements of what was shown without a word from the person"

ALIKE = "pairs of items that read alike"


@dataclass(frozen=True, slots=True)
class Preferred:
    prompt: list[Message]
    chosen: Message
    rejected: Message
    origin: Origin


@dataclass(frozen=True, slots=True)
class Judged:
    prompt: list[Message]
    completion: Message
    wanted: bool
    origin: Origin


def preferred(told: Told, shelf: ItemShelf) -> Iterator[Preferred]:
    """One for each two items of which one was preferred, unless the better one breaks a wish."""
    prompts = _Prompts(told, shelf)
    for pair in preferences(told):
        better, worse = shelf.find(pair.better), shelf.find(pair.worse)
        if better is None or worse is None:
            continue
        if not keeps_wishes(better, pair.turn, told):
            shelf.left_out[BREAKS] += 1
        elif prompt := prompts.at(pair.turn):
            texts = [message("assistant", one(item, pair.turn, told, shelf)) for item in (better, worse)]
            if texts[0] == texts[1]:
                shelf.left_out[ALIKE] += 1
            else:
                yield Preferred(prompt, texts[0], texts[1], _of_pair(told, pair))


def judged(told: Told, shelf: ItemShelf) -> Iterator[Judged]:
    """One for each item that was wanted (relevance from 2, and every wish kept) or unwanted (0)."""
    prompts = _Prompts(told, shelf)
    for label in told.labels:
        item = shelf.find(label.item_id)
        wanted = label.relevance >= WANTED
        if item is None or not (wanted or label.relevance <= 0):
            continue
        if wanted and not keeps_wishes(item, label.turn, told):
            shelf.left_out[BREAKS] += 1
        elif prompt := prompts.at(label.turn):
            text = message("assistant", one(item, label.turn, told, shelf))
            yield Judged(prompt, text, wanted, of_label(told, label))


class _Prompts:
    """Of one talk, each worded once."""

    def __init__(self, told: Told, shelf: ItemShelf) -> None:
        self._told, self._shelf = told, shelf
        self._known: dict[int, list[Message]] = {}

    def at(self, number: int) -> list[Message]:
        """Empty, and counted, if the person said nothing then."""
        if number not in self._known:
            self._known[number] = before(self._told, number, self._shelf)
        if not self._known[number]:
            self._shelf.left_out[WORDLESS] += 1
        return self._known[number]


def _of_pair(told: Told, pair: Pair) -> Origin:
    return Origin(told.id, pair.turn, (pair.better, pair.worse), pair.source, pair.rule, round(pair.weight, 6))


def of_label(told: Told, label: Label) -> Origin:
    return Origin(told.id, label.turn, (label.item_id,), label.source, label.rule, round(label.weight, 6))
