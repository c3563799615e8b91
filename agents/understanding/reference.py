"""Words that mean items, and what all ways to say them need."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from agents.understanding.lexicon import NOUNS
from agents.understanding.scene import Scene
from agents.understanding.tokens import key
from retrieval.catalogue import Item

Problem = Literal["", "nothing_shown", "ambiguous", "not_in_catalogue"]
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Reference:
    """Tokens `start` up to `end` mean these items; `weak` is a pronoun, that counts only where an item must stand."""

    start: int
    end: int
    item_ids: tuple[str, ...] = ()
    problem: Problem = ""
    nearest: tuple[str, ...] = ()
    weak: bool = False
    title: bool = False
    """Named by a title that was not shown."""


def word_at(scene: Scene, at: int) -> str:
    return scene.words[at] if 0 <= at < len(scene.words) else ""


def noun_end(scene: Scene, at: int) -> int:
    """Past "one", "film" or the domain's noun, if one stands there."""
    domain = scene.vocabulary.catalogue.domain
    return at + 1 if word_at(scene, at) in NOUNS | {*key(domain.noun), *key(domain.plural)} else at


def of_shown(scene: Scene, start: int, end: int, items: Sequence[Item]) -> Reference:
    if not scene.shown:
        return Reference(start, end, problem="nothing_shown")
    return Reference(start, end, tuple(i.id for i in items))


def one_of(scene: Scene, start: int, end: int, items: Sequence[Item]) -> Reference:
    if len(items) == 1:
        return Reference(start, end, (items[0].id,))
    return Reference(start, end, problem="ambiguous", nearest=scene.titles([i.id for i in items[:NEAREST]]))
