"""Free text within values of the dialogue, put through a scrubber; everything else stays as it is."""

from collections.abc import Callable, Iterator
from dataclasses import is_dataclass, replace
from functools import cache
from typing import TypeVar, get_args, get_type_hints

Scrub = Callable[[str], str]

WRITTEN = ("utterance", "edit", "words", "reason", "text", "why", "label", "failure")
QUOTED = ("note", "wanted", "sentence", "notices", "cut", "held_back", "trouble", "rulings", "nearest")
TEXTS = frozenset((*WRITTEN, *QUOTED))
"""Fields with what people or models wrote, or that quote it. The others hold ids, names and the catalogue's values."""

T = TypeVar("T")


def masked(value: T, scrub: Scrub) -> T:
    """A dataclass or a tuple of them; the value itself where nothing was scrubbed."""
    return _walked(value, scrub)  # type: ignore[return-value]  # of the same type: only strings were exchanged


def _walked(value: object, scrub: Scrub) -> object:
    if isinstance(value, tuple):
        return _all(value, _walked, scrub)
    changed = {}
    for name, change in _planned(type(value)):
        before = getattr(value, name)
        if before and (after := change(before, scrub)) is not before:
            changed[name] = after
    return replace(value, **changed) if changed else value  # type: ignore[type-var]  # it has fields


def _text(value: object, scrub: Scrub) -> object:
    if isinstance(value, tuple):
        return _all(value, _text, scrub)
    if not isinstance(value, str):
        return value
    after = scrub(value)
    return value if after == value else after


Change = Callable[[object, Scrub], object]


def _all(values: tuple[object, ...], change: Change, scrub: Scrub) -> tuple[object, ...]:
    after = tuple([change(one, scrub) for one in values])
    return values if all(map(_same, values, after)) else after


def _same(one: object, other: object) -> bool:
    return one is other


def _plan(shape: type) -> tuple[tuple[str, Change], ...]:
    """The fields that may hold text somewhere, and how each is changed; none for what is no dataclass."""
    if not is_dataclass(shape):
        return ()
    hints = get_type_hints(shape)
    return tuple(
        (name, _text if name in TEXTS else _walked)
        for name, hint in hints.items()
        if name in TEXTS or any(_planned(part) for part in _parts(hint))
    )


def _parts(hint: object) -> Iterator[type]:
    """The dataclasses that a type mentions."""
    if isinstance(hint, type) and is_dataclass(hint):
        yield hint
    for part in get_args(hint):
        yield from _parts(part)


_planned: Callable[[type], tuple[tuple[str, Change], ...]] = cache(_plan)
