"""Whether what is stored of a conversation is what was shown, said and tapped in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evals.scripting.heard import Heard, Scene

KINDS: Mapping[str, tuple[str, ...]] = {"rejected": ("dislike", "rating"), "seen": ("seen", "accept")}
"""What is stored of an item that was put away, by where the profile keeps it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the product remembers of a conversation. Turns are as it counts them."""

    cards: Sequence[tuple[int, int, str]] = ()
    """Turn, rank, item id."""
    words: Mapping[int, str] = field(default_factory=dict)
    """The reply's text, by turn."""
    by_chance: Sequence[tuple[int, str, float]] = ()
    """Turn, item id and propensity of each card that is stored as if something else could have stood there."""
    given: Sequence[tuple[str, str]] | None = None
    """Kind and item id of all feedback; None where the door does not tell."""


def otherwise(scenes: Sequence[Scene], stored: Stored) -> Iterator[tuple[int, str]]:
    """Where what is stored differs from what was shown: the turn, and a sentence."""
    for scene in scenes:
        now = scene.now
        shown = [(card.rank, card.item_id) for card in now.cards]
        if [rank for rank, _ in shown] != list(range(1, len(shown) + 1)):
            yield now.number, f"the cards have the ranks {', '.join(str(rank) for rank, _ in shown)}"
        if len({item_id for _, item_id in shown}) < len(shown):
            yield now.number, f"an item stands on the slate twice: {_places(shown)}"
        kept = sorted((rank, item_id) for turn, rank, item_id in stored.cards if turn == now.turn)
        if now.turn and kept != shown:
            yield now.number, f"shown were {_places(shown)}; stored are {_places(kept)}"
        if now.turn and stored.words.get(now.turn) != now.text:
            yield now.number, f'said was "{now.text}"; stored is "{stored.words.get(now.turn, "nothing")}"'
        for turn, item_id, propensity in stored.by_chance:
            if turn == now.turn:
                yield now.number, f"nothing is left to chance; {item_id} is stored with a propensity of {propensity:g}"
        yield from _unheard(scene, stored)
    known = {item_id for scene in scenes for item_id in scene.now.profile.seen}
    for kind, item_id in stored.given or ():
        if kind == "seen" and item_id not in known:
            yield scenes[-1].now.number, f"{item_id} was seen, as is stored, and is not kept in mind"


def _unheard(scene: Scene, stored: Stored) -> Iterator[tuple[int, str]]:
    """What was tapped, and what was put away in words, is stored as feedback on that item."""
    if stored.given is None:
        return
    if scene.now.tapped and scene.now.tapped not in stored.given:
        kind, item_id = scene.now.tapped
        yield scene.now.number, f'"{kind}" was said of {item_id}; stored is {_given(stored.given)}'
    for place, kinds in KINDS.items() if scene.now.move else ():
        for item_id in _put_away(scene, place):
            if not any((kind, item_id) in stored.given for kind in kinds):
                yield scene.now.number, f"{item_id} was {place}; stored is {_given(stored.given)}"


def _put_away(scene: Scene, place: str) -> Iterator[str]:
    """Items that were shown here and that this turn put away."""
    before = _away(scene.before[-1], place) if scene.before else ()
    shown = {card.item_id for one in scene.before for card in one.cards}
    yield from (item_id for item_id in _away(scene.now, place) if item_id in shown and item_id not in before)


def _away(heard: Heard, place: str) -> tuple[str, ...]:
    return heard.profile.rejected if place == "rejected" else heard.profile.seen


def _given(given: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f'"{kind}" of {item_id}' for kind, item_id in given) or "nothing"


def _places(cards: Sequence[tuple[int, str]]) -> str:
    return ", ".join(f"{rank}. {item_id}" for rank, item_id in cards) or "none"
