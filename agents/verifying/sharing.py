"""Other items that a sentence names: only where something is compared with them, or shared and so."""

from collections.abc import Collection, Iterator

from agents.understanding.meaning import Meaning
from agents.understanding.quantities import Quantity
from agents.verifying.english import SHARING
from agents.verifying.marks import Mark
from agents.verifying.naming import Finding
from agents.verifying.taking_apart import Told
from retrieval.catalogue import Item

CONTRAST = frozenset(("but", "though", "although", "while", "whereas", "however", "yet", "unlike"))


def others(told: Told, compared: Collection[str]) -> Iterator[Finding]:
    """`compared` are the ids of items that something is compared with: that has been looked at."""
    for mark in told.marks:
        if mark.what != "other" or mark.item is None or mark.item.id in compared:
            continue
        if {"unlike", "beside", "than"} & set(told.words[max(0, mark.start - 3) : mark.start]):
            continue
        if SHARING & set(told.words):
            yield from _shared(told, mark, mark.item)
        else:
            yield Finding(told.said(mark), "nothing is said of how it compares")


def _shared(told: Told, mark: Mark, other: Item) -> Iterator[Finding]:
    """What is said of both: every value up to a contrast; for "also", the nearest one alone."""
    claims = [m for m in told.marks if m.what == "claim" and any(x.role in ("value", "flag") for x in m.meanings)]
    both = [m for m in claims if not CONTRAST & set(told.words[min(m.end, mark.end) : max(m.start, mark.start)])]
    if {"also", "too"} & set(told.words[max(0, mark.start - 3) : mark.start]):
        both = sorted(both, key=lambda m: abs(m.start - mark.start))[:1]
    for claim in both:
        own = [m for m in claim.meanings if told.truth.holds(m)]
        if own and not any(_has_too(told, other, m) for m in own):
            yield Finding(told.said(claim), f"{other.title} is not so")
    numbers = (m.quantity for m in told.marks if m.quantity is not None)
    if not both and not any(_has_number(other, quantity) for quantity in numbers):
        yield Finding(told.said(mark), "nothing is said of what they share")


def _has_too(told: Told, other: Item, meaning: Meaning) -> bool:
    if meaning.role == "flag":
        return other.values.get(meaning.attribute) == told.truth.grounds.item.values.get(meaning.attribute)
    return meaning.value in other.tags(meaning.attribute)


def _has_number(item: Item, quantity: Quantity) -> bool:
    numbers = (value for value in item.values.values() if isinstance(value, float))
    return quantity.value in numbers or any(f"{quantity.value:g}" in item.tags(name) for name in item.values)
