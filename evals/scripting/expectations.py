"""Whether one turn was as expected, and the reason, which is told either way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from evals.results import Check
from evals.scripting.heard import Scene, Shown
from evals.scripting.laws import again, ungrounded
from evals.scripting.predicates import Predicate, accepts, value_of
from evals.scripting.script import Expect
from evals.scripting.wished import Wanted, told
from evals.scripting.written import Amount
from retrieval.catalogue import Constraint, Item

Verdict = tuple[bool, str]
"""Whether it passed, and why."""


def checks(expect: Expect, scene: Scene) -> Iterator[Check]:
    for name, judge in JUDGES.items():
        wanted = getattr(expect, name)
        if wanted is None or wanted is False or (name in ("calls", "tokens") and getattr(scene.now, name) is None):
            continue
        try:
            passed, reason = judge(wanted, scene)
        except ValueError as error:
            passed, reason = False, str(error)
        yield Check(name, passed, reason, scene.now.number)


# --- the move, the question, the words --------------------------------------------------------------------------------


def _move(wanted: Sequence[str], scene: Scene) -> Verdict:
    move = scene.now.move or "none"
    return move in wanted, f"it was {move}{'' if move in wanted else f', not {_or(wanted)}'}"


def _asked(wanted: Sequence[str], scene: Scene) -> Verdict:
    asked = scene.now.question
    was = f"it asked about {asked}" if asked else "it asked nothing"
    return (asked in wanted if wanted else not asked), was


def _says(wanted: Sequence[str], scene: Scene) -> Verdict:
    missing = [one for one in wanted if one.casefold() not in scene.now.text.casefold()]
    return not missing, _of(missing, f'"{scene.now.text}" does not say', "the reply says", wanted)


def _says_not(wanted: Sequence[str], scene: Scene) -> Verdict:
    said = [one for one in wanted if one.casefold() in scene.now.text.casefold()]
    return not said, _of(said, f'"{scene.now.text}" says', "the reply does not say", wanted)


def _options(wanted: Sequence[str], scene: Scene) -> Verdict:
    there = {one.casefold() for one in scene.now.options}
    missing = [one for one in wanted if one.casefold() not in there]
    return not missing, _of(missing, f"the options are {_or(scene.now.options)}, without", "there to tap:", wanted)


def _relaxes(wanted: Sequence[str], scene: Scene) -> Verdict:
    missing = [one for one in wanted if one not in scene.now.relaxed]
    return not missing, f"it offers to give up or widen {_or(scene.now.relaxed)}"


def _compares(wanted: Sequence[str], scene: Scene) -> Verdict:
    compared = scene.now.compared
    titles = [item.title if (item := scene.catalogue.find(one)) else one for one in wanted]
    return set(titles) <= set(compared), f"it compares {_or(compared)}"


# --- the profile ------------------------------------------------------------------------------------------------------


def _profile(wanted: Sequence[Wanted], scene: Scene) -> Verdict:
    missing = [one for one in wanted if not one.stands(scene.now.profile.preferences, scene.catalogue.domain)]
    return not missing, _of(missing, f"the wishes are {_wishes(scene)}, without", "there stand", wanted)


def _absent(wanted: Sequence[Wanted], scene: Scene) -> Verdict:
    there = [one for one in wanted if one.stands(scene.now.profile.preferences, scene.catalogue.domain)]
    return not there, _of(there, f"the wishes are {_wishes(scene)}, with", "there does not stand", wanted)


def _waived(wanted: Sequence[str], scene: Scene) -> Verdict:
    missing = [one for one in wanted if one not in scene.now.profile.waived]
    return not missing, f"anything goes on {_or(sorted(scene.now.profile.waived))}"


def _fits(wanted: Amount, scene: Scene) -> Verdict:
    count = sum(scene.now.profile.permits(item) for item in scene.catalogue.items)
    return wanted.holds(count), f"{count} {scene.catalogue.domain.plural} keep every hard wish; expected {wanted}"


# --- the slate --------------------------------------------------------------------------------------------------------


def _every(wanted: Sequence[Predicate], scene: Scene) -> Verdict:
    tests = tuple(zip(wanted, _tests(wanted, scene), strict=True))
    broken = [_breaks(item, one) for item in scene.items for one, test in tests if not accepts(test, item)]
    return _without_cards(scene) or (not broken, _first(broken) or f"all {len(scene.items)} pass {_and(wanted)}")


def _some(wanted: Sequence[Predicate], scene: Scene) -> Verdict:
    tests = _tests(wanted, scene)
    found = [item.title for item in scene.items if all(accepts(test, item) for test in tests)]
    return bool(found), f"{_or(found)} of {_titles(scene)}: {_and(wanted)}"


def _none(wanted: Sequence[Predicate], scene: Scene) -> Verdict:
    tests = tuple(zip(wanted, _tests(wanted, scene), strict=True))
    broken = [_breaks(item, one) for item in scene.items for one, test in tests if accepts(test, item)]
    return _without_cards(scene) or (not broken, _first(broken) or f"none of {len(scene.items)} passes {_and(wanted)}")


def _leads(wanted: Sequence[Predicate], scene: Scene) -> Verdict:
    if nothing := _without_cards(scene):
        return nothing
    item = scene.items[0]
    broken = [_breaks(item, one) for one, test in zip(wanted, _tests(wanted, scene), strict=True)
              if not accepts(test, item)]  # fmt: skip
    return not broken, _first(broken) or f"{item.title} comes first and passes {_and(wanted)}"


def _count(wanted: Amount, scene: Scene) -> Verdict:
    return wanted.holds(len(scene.now.cards)), f"{len(scene.now.cards)} cards; expected {wanted}"


def _contains(wanted: Sequence[str], scene: Scene) -> Verdict:
    missing = [one for one in wanted if _place(one, scene) is None]
    return not missing, _of(missing, f"on the slate are {_titles(scene)}, without", "on the slate:", wanted)


def _lacks(wanted: Sequence[str], scene: Scene) -> Verdict:
    there = [one for one in wanted if _place(one, scene) is not None]
    return _without_cards(scene) or (not there, _of(there, "on the slate:", "not on the slate:", wanted))


def _rank(wanted: Mapping[str, Amount], scene: Scene) -> Verdict:
    places = {name: _place(name, scene) for name in wanted}
    told_places = "; ".join(
        f"{name}: {place or 'not shown'}, expected {wanted[name]}" for name, place in places.items()
    )
    return all(place is not None and wanted[name].holds(place) for name, place in places.items()), told_places


def _no_repeats(wanted: bool, scene: Scene) -> Verdict:
    found = list(again(scene))
    return not found, _first(found) or f"none of {len(scene.now.cards)} cards was shown before"


def _grounded(wanted: bool, scene: Scene) -> Verdict:
    if nothing := _without_cards(scene):
        return nothing
    doubts = list(ungrounded(scene))
    return not doubts, _first(doubts) or f"every claim of {len(scene.now.cards)} reasons is a value"


# --- what it took -----------------------------------------------------------------------------------------------------


def _notices(wanted: Amount, scene: Scene) -> Verdict:
    there = scene.now.notices
    return wanted.holds(len(there)), f"{len(there)} notices{': ' if there else ''}{' '.join(there)}; expected {wanted}"


def _ms(wanted: Amount, scene: Scene) -> Verdict:
    return wanted.holds(scene.now.ms), f"it took {scene.now.ms:.0f} ms; expected {wanted}"


def _calls(wanted: Amount, scene: Scene) -> Verdict:
    return wanted.holds(scene.now.calls or 0), f"{scene.now.calls} questions to a model; expected {wanted}"


def _tokens(wanted: Amount, scene: Scene) -> Verdict:
    return wanted.holds(scene.now.tokens or 0), f"{scene.now.tokens} tokens; expected {wanted}"


JUDGES: Mapping[str, Callable[..., Verdict]] = {
    "move": _move,
    "asked": _asked,
    "profile": _profile,
    "absent": _absent,
    "waived": _waived,
    "every": _every,
    "some": _some,
    "none": _none,
    "first": _leads,
    "count": _count,
    "contains": _contains,
    "lacks": _lacks,
    "rank": _rank,
    "grounded": _grounded,
    "no_repeats": _no_repeats,
    "relaxes": _relaxes,
    "fits": _fits,
    "compares": _compares,
    "options": _options,
    "says": _says,
    "says_not": _says_not,
    "notices": _notices,
    "ms": _ms,
    "calls": _calls,
    "tokens": _tokens,
}
"""One for each field of `Expect`."""


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


# --- words of reasons -------------------------------------------------------------------------------------------------


def _wishes(scene: Scene) -> str:
    return "; ".join(map(told, scene.now.profile.preferences)) or "none"


def _titles(scene: Scene) -> str:
    return _or([card.title for card in scene.now.cards])


def _of(wrong: Sequence[object], why: str, fine: str, wanted: Iterable[object]) -> str:
    return f"{why} {_and(wrong)}" if wrong else f"{fine} {_and(wanted)}"


def _first(sentences: Sequence[str]) -> str:
    more = f" (and {len(sentences) - 1} more)" if len(sentences) > 1 else ""
    return f"{sentences[0]}{more}" if sentences else ""


def _and(some: Iterable[object]) -> str:
    return "; ".join(map(str, some))


def _or(some: Iterable[object]) -> str:
    return ", ".join(map(str, some)) or "nothing"
