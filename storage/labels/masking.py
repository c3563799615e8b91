"""Free text within values of the dialogue, put through a scrubber; everything else stays as it is."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TypeVar

Scrub = Callable[[str], str]

WRITTEN = ("utterance", "edit", "words", "reason", "text", "why", "label", "failure")
QUOTED = ("note", "wanted", "sentence", "notices", "cut", "held_back", "trouble", "rulings", "nearest")
TEXTS = frozenset((*WRITTEN, *QUOTED))
"""Fields with what people or models wrote, or that quote it. The others hold ids, names and the catalogue's values."""
PLAIN = (str, int, float, bool, bytes, type(None))

T = TypeVar("T")


def masked(value: T, scrub: Scrub) -> T:
    """The value itself where nothing was scrubbed."""
    return _walked(value, scrub)  # type: ignore[return-value]  # of the same type: only strings were exchanged


def _walked(value: object, scrub: Scrub) -> object:
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, tuple):
        return _all(value, lambda one: _walked(one, scrub))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {}
    for name, text in _fields(type(value)):
        before = getattr(value, name)
        after = _texts(before, scrub) if text else _walked(before, scrub)
        if after is not before:
            changed[name] = after
    return replace(value, **changed) if changed else value


def _texts(value: object, scrub: Scrub) -> object:
    if isinstance(value, str):
        after = scrub(value) if value else value
        return value if after == value else after
    return _all(value, lambda one: _texts(one, scrub)) if isinstance(value, tuple) else value


def _all(values: tuple[object, ...], change: Callable[[object], object]) -> tuple[object, ...]:
    after = tuple(map(change, values))
    return values if all(one is other for one, other in zip(values, after, strict=True)) else after


@cache
def _fields(shape: type) -> tuple[tuple[str, bool], ...]:
    """Names of the fields that may hold text somewhere, and whether they are text themselves."""
    found: Mapping[str, object] = {one.name: one.type for one in fields(shape)}
    return tuple((name, name in TEXTS) for name, kind in found.items() if name in TEXTS or not _bare(kind))


def _bare(kind: object) -> bool:
    return kind in (str, int, float, bool)
