"""One turn, then and now: which cards stay, move, go and come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from evals.replaying.likeness import overlap, rank_biased_overlap
from evals.replaying.ranking import Ranked
from evals.replaying.stored import Card, Shown
from retrieval.catalogue import Catalogue
from retrieval.wording import wish_alone

Fate = Literal["kept", "moved", "gone", "no longer there", "new"]
TAKEN = "accept"


@dataclass(frozen=True, slots=True)
class Line:
    """An item of either slate."""

    item_id: str
    title: str
    fate: Fate
    then: int
    """Rank; 0: not shown."""
    now: int
    did: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """A turn under both policies. Its texts are scrubbed; ids of conversations are pseudonyms."""

    talk: str
    number: int
    said: str
    wishes: tuple[str, ...]
    """As they stood when the slate was made."""
    lines: tuple[Line, ...]
    """What was shown, by rank; then what is new, by rank."""
    overlap: float
    """0–1: of as many cards as were shown."""
    rbo: float
    """0–1: rank-biased overlap."""
    same: bool
    """The same items in the same order."""
    violations: tuple[str, ...] = ()
    accepted: tuple[int, ...] = ()
    """Ranks then of what was accepted."""
    accepted_now: tuple[int, ...] = ()
    """Ranks now of those that are still shown."""

    @property
    def changed(self) -> tuple[float, float]:
        """The larger, the more."""
        return -self.overlap, -self.rbo


def difference(shown: Shown, now: Ranked, catalogue: Catalogue) -> Difference:
    then = [card.item_id for card in shown.cards]
    places = {item: rank for rank, item in enumerate(now.item_ids, 1)}
    taken = [card for card in shown.cards if TAKEN in card.did]
    return Difference(
        talk=shown.talk,
        number=shown.turn.number,
        said=shown.said,
        wishes=tuple(wishes(shown, catalogue)),
        lines=(*(_then(card, places, catalogue) for card in shown.cards), *_new(now.item_ids, then, catalogue)),
        overlap=overlap(then, now.item_ids, len(then)),
        rbo=rank_biased_overlap(then, now.item_ids),
        same=tuple(then) == now.item_ids,
        violations=now.violations,
        accepted=tuple(card.rank for card in taken),
        accepted_now=tuple(places[card.item_id] for card in taken if card.item_id in places),
    )


def wishes(shown: Shown, catalogue: Catalogue) -> list[str]:
    """In the catalogue's words, not the person's; those that it can no longer say are named by their attribute."""
    found = []
    for wish in shown.profile.preferences:
        attribute = catalogue.domain.attribute(wish.attribute)
        try:
            words = wish_alone(attribute, wish.constraint) if attribute else wish.attribute
        except (ValueError, TypeError):
            words = wish.attribute
        found.append(f"{'not ' if wish.negative else ''}{words}{'' if wish.hard else ' (if possible)'}")
    return found


def _then(card: Card, places: dict[str, int], catalogue: Catalogue) -> Line:
    item, now = catalogue.find(card.item_id), places.get(card.item_id, 0)
    fate: Fate = "kept" if now == card.rank else "moved" if now else "gone" if item else "no longer there"
    return Line(card.item_id, item.title if item else card.item_id, fate, card.rank, now, card.did)


def _new(now: Sequence[str], then: Sequence[str], catalogue: Catalogue) -> list[Line]:
    fresh = [(rank, item) for rank, item in enumerate(now, 1) if item not in then]
    return [Line(one, item.title if (item := catalogue.find(one)) else one, "new", 0, rank) for rank, one in fresh]
