"""Whether the cards of one turn were as expected, and the reason."""

from collections.abc import Mapping, Sequence

from evals.scripting.heard import Scene, Shown
from evals.scripting.laws import again, ungrounded
from evals.scripting.predicates import Predicate, accepts, value_of
from evals.scripting.reasons import first_of, joined, listed, told_of
from evals.scripting.written import Amount
from retrieval.catalogue import Constraint, Item

Verdict = tuple[bool, str]
"""Whether it passed, and why."""


def every(wanted: Sequence[Predicate], scene: Scene) -> Verdict:
    tests = tuple(zip(wanted, _tests(wanted, scene), strict=True))
    broken = [_breaks(item, one) for item in scene.items for one, test in tests if not accepts(test, item)]
    return _without_cards(scene) or (not broken, first_of(broken) or f"all {len(scene.items)} pass {joined(wanted)}")


def some(wanted: Sequence[Predicate], scene: Scene) -> Verdict:
    tests = _tests(wanted, scene)
    found = [item.title for item in scene.items if all(accepts(test, item) for test in tests)]
    return bool(found), f"{listed(found)} of {_titles(scene)}: {joined(wanted)}"


def none(wanted: Sequence[Predicate], scene: Scene) -> Verdict:
    tests = tuple(zip(wanted, _tests(wanted, scene), strict=True))
    broken = [_breaks(item, one) for item in scene.items for one, test in tests if accepts(test, item)]
    return _without_cards(scene) or (
        not broken,
        first_of(broken) or f"none of {len(scene.items)} passes {joined(wanted)}",
    )


def leads(wanted: Sequence[Predicate], scene: Scene) -> Verdict:
    if nothing := _without_cards(scene):
        return nothing
    item = scene.items[0]
    broken = [_breaks(item, one) for one, test in zip(wanted, _tests(wanted, scene), strict=True)
              if not accepts(test, item)]  # fmt: skip
    return not broken, first_of(broken) or f"{item.title} comes first and passes {joined(wanted)}"


def count(wanted: Amount, scene: Scene) -> Verdict:
    return wanted.holds(len(scene.now.cards)), f"{len(scene.now.cards)} cards; expected {wanted}"


def contains(wanted: Sequence[str], scene: Scene) -> Verdict:
    missing = [one for one in wanted if _place(one, scene) is None]
    return not missing, told_of(missing, f"on the slate are {_titles(scene)}, without", "on the slate:", wanted)


def lacks(wanted: Sequence[str], scene: Scene) -> Verdict:
    there = [one for one in wanted if _place(one, scene) is not None]
    return _without_cards(scene) or (not there, told_of(there, "on the slate:", "not on the slate:", wanted))


def rank(wanted: Mapping[str, Amount], scene: Scene) -> Verdict:
    places = {name: _place(name, scene) for name in wanted}
    told_places = "; ".join(
        f"{name}: {place or 'not shown'}, expected {wanted[name]}" for name, place in places.items()
    )
    return all(place is not None and wanted[name].holds(place) for name, place in places.items()), told_places


def no_repeats(wanted: bool, scene: Scene) -> Verdict:
    found = list(again(scene))
    return not found, first_of(found) or f"none of {len(scene.now.cards)} cards was shown before"


def grounded(wanted: bool, scene: Scene) -> Verdict:
    if nothing := _without_cards(scene):
        return nothing
    doubts = list(ungrounded(scene))
    return not doubts, first_of(doubts) or f"every claim of {len(scene.now.cards)} reasons is a value"


# --- cards and tests --------------------------------------------------------------------------------------------------


def _tests(wanted: Sequence[Predicate], scene: Scene) -> tuple[Constraint, ...]:
    """Raises ValueError where a test refers to a card that was not shown."""
    return tuple(one.constraint(scene.catalogue.domain, referred(one, scene)) for one in wanted)


def referred(test: Predicate, scene: Scene) -> Item | None:
    """The item of the card that a test refers to. Raises ValueError where there was none."""
    place = test.reference
    if place is None:
        return None
    cards = scene.last_cards if not place.turn else next((h.cards for h in scene.before if h.number == place.turn), ())
    card = next((one for one in cards if one.rank == place.rank), None)
    item = scene.catalogue.find(card.item_id) if card else None
    if item is None:
        raise ValueError(f'"{test}" refers to a card that was not shown')
    return item


def _place(name: str, scene: Scene) -> int | None:
    """Where an item, by title or id, stands on the slate."""
    return next((card.rank for card in scene.now.cards if _is(card, name)), None)


def _is(card: Shown, name: str) -> bool:
    return name in (card.item_id, card.title)


def _without_cards(scene: Scene) -> Verdict | None:
    return None if scene.items else (False, f"there are no cards; it was {scene.now.move or 'done by hand'}")


def _breaks(item: Item, test: Predicate) -> str:
    return f"{item.title} has {test.attribute} {value_of(item, test.attribute)}; the test is {test}"


def _titles(scene: Scene) -> str:
    return listed([card.title for card in scene.now.cards])
