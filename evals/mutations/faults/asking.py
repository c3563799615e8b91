"""Faults of the next move: questions that are asked in vain, or never, and dead ends that are not owned up to."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from agents.dialogue import Act, Profile, Relaxation
from agents.policy import SHOW_NOW
from evals.mutations.fault import Fault
from retrieval.catalogue import Attribute, Catalogue, Kind

Open = Callable[..., bool]
MISCOUNTED = 7


def _openly(attribute: Attribute, profile: Profile) -> bool:
    return attribute.askability > 0 and attribute.kind is not Kind.TEXT and not profile.on(attribute.name)


def _asked_before(_: Open) -> Open:
    return _openly


def _settled_before(_: Open) -> Open:
    def open_(attribute: Attribute, profile: Profile) -> bool:
        return attribute.askability > 0 and attribute.kind is not Kind.TEXT and attribute.name not in profile.asked

    return open_


def _cheap(_: Callable[..., float]) -> Callable[..., float]:
    return lambda *args: -100.0


def _never(_: Callable[..., object]) -> Callable[..., object]:
    return lambda *args: None


def _in_no_hurry(_: Open) -> Open:
    def may_ask(acts: Sequence[Act], profile: Profile, questions: str) -> bool:
        return not any(isinstance(act, SHOW_NOW) for act in acts)

    return may_ask


def _quietly_loosened(real: Callable[..., Profile]) -> Callable[..., Profile]:
    """The last hard wish goes, until something fits."""

    def apply(profile: Profile, acts: Sequence[Act], catalogue: Catalogue, *args: object) -> Profile:
        found = real(profile, acts, catalogue, *args)
        while found.hard and not any(map(found.permits, catalogue.items)):
            found = replace(found, preferences=tuple(p for p in found.preferences if p is not found.hard[-1]))
        return found

    return apply


Ways = Callable[..., tuple[Relaxation, ...]]


def _miscounted(real: Ways) -> Ways:
    return lambda *args: tuple(replace(one, count=one.count + MISCOUNTED) for one in real(*args))


def _no_way_out(_: Ways) -> Ways:
    return lambda *args: ()


FAULTS = (
    Fault("asked-twice", "what was asked already is asked again", {"agents.asking:_open": _asked_before}),
    Fault("settled-asked", "what was said already is asked all the same", {"agents.asking:_open": _settled_before}),
    Fault(
        "asks-forever", "there is always one more question before anything is shown", {"agents.policy:_price": _cheap}
    ),
    Fault("never-asks", "nothing is ever asked", {"agents.policy:best_question": _never}),
    Fault(
        "hurry-ignored",
        "“just show me” is answered with a question",
        {"agents.policy:_may_ask": _in_no_hurry, "agents.policy:_price": _cheap},
    ),
    Fault(
        "loosened-silently",
        "where nothing fits, a wish is dropped without a word",
        {"agents.nodes:apply": _quietly_loosened},
    ),
    Fault(
        "ways-out-miscounted",
        "a way out of a dead end is said to lead to seven items more than it does",
        {"agents.policy:relaxations": _miscounted},
    ),
    Fault("no-way-out", "a dead end is told without a way out of it", {"agents.policy:relaxations": _no_way_out}),
)
