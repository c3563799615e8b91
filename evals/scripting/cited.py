"""Cards that a script's words refer to: "{last.2}" and "{1.2}" are titles, "{1.2.price}" is a value of the card."""

import re
from collections.abc import Iterator, Mapping, Sequence

from evals.scripting.heard import Heard, Scene, Shown
from evals.scripting.predicates import OWN, value_of
from evals.scripting.written import Amount
from retrieval.catalogue import Catalogue

CITED = re.compile(r"\{(?P<turn>last|\d+)\.(?P<rank>\d+)(?:\.(?P<attribute>[^{}.]+))?\}")
MEANT = re.compile(r"\{\s*(?:last|now|\d)[^{}]*\}")
"""What is meant to refer to a card, well written or not."""
WORDS = ("says", "says_not", "options")
NAMES = ("contains", "lacks", "compares", "rank")
"""Expectations that name items: where several have one title, a card is named by its id."""


def shown_card(turn: str, rank: str, heard: Sequence[Heard]) -> Shown:
    """Raises ValueError where there was no such card."""
    cards = next((one.cards for one in reversed(heard) if one.cards and turn in ("last", str(one.number))), ())
    found = next((card for card in cards if card.rank == int(rank)), None)
    if found is None:
        raise ValueError(f"card {rank} of {'the last slate' if turn == 'last' else f'turn {turn}'} was never shown")
    return found


def filled(text: str, heard: Sequence[Heard], catalogue: Catalogue) -> str:
    """With a title or a value in place of each reference. Raises ValueError."""

    def meant(match: re.Match[str]) -> str:
        card = shown_card(match["turn"], match["rank"], heard)
        item = catalogue.find(card.item_id) if match["attribute"] else None
        return value_of(item, match["attribute"]) if item else card.title

    return CITED.sub(meant, text)


def expected(name: str, wanted: object, scene: Scene) -> object:
    """What a turn expects, with its references filled in. Raises ValueError.

    A turn's own cards have its number; the last slate is the one before it.
    """
    if name not in (*WORDS, *NAMES):
        return wanted
    fill = _named if name in NAMES else _worded
    if isinstance(wanted, Mapping):
        return {fill(str(one), scene): place for one, place in wanted.items() if isinstance(place, Amount)}
    return tuple(fill(str(one), scene) for one in wanted) if isinstance(wanted, tuple) else wanted


def wrong(text: str, attributes: Sequence[str], most: int) -> Iterator[str]:
    """Sentences on references that no conversation can fill; `most`: the turns there can be by then."""
    for found in MEANT.finditer(text):
        match = CITED.fullmatch(found[0])
        if match is None:
            yield f'"{found[0]}" refers to no card; write {{last.2}}, {{1.2}}, or for a value {{1.2.{attributes[0]}}}'
            continue
        if match["attribute"] and match["attribute"] not in (*attributes, *OWN):
            yield f'"{found[0]}": "{match["attribute"]}" is no attribute; there are {", ".join(attributes)}'
        if match["turn"] != "last" and not 1 <= int(match["turn"]) <= most:
            yield too_far(found[0], most)


def too_far(reference: str, most: int) -> str:
    return f'"{reference}" refers to a turn that is not there by then; there are {most} at most'


def _worded(text: str, scene: Scene) -> str:
    return filled(text, _heard(text, scene), scene.catalogue)


def _named(text: str, scene: Scene) -> str:
    match = CITED.fullmatch(text)
    if match is None or match["attribute"]:
        return _worded(text, scene)
    card = shown_card(match["turn"], match["rank"], _heard(text, scene))
    several = sum(item.title == card.title for item in scene.catalogue.items) > 1
    return card.item_id if several else card.title


def _heard(text: str, scene: Scene) -> tuple[Heard, ...]:
    return scene.before if "{last." in text else (*scene.before, scene.now)
