"""Which wishes collide: sets that nothing meets, though something meets all but any one of them."""

from collections.abc import Sequence

import numpy as np

from agents.dialogue import Preference
from retrieval.columns import Columns, Mask


def passing(wish: Preference, columns: Columns) -> Mask:
    mask = columns.accepts(wish.constraint)
    return ~mask if wish.negative else mask


def conflict(wishes: Sequence[Preference], columns: Columns, among: Mask | None = None) -> tuple[Preference, ...]:
    """A minimal set of the wishes that no item meets together; empty where some item meets them all.

    QuickXplain (Junker, AAAI 2004): of several minimal sets the one that prefers the earlier wishes. At most about
    `k * log(n / k)` tests for `k` colliding wishes of `n`. Only items that are `among` the masked count.
    """
    masks = [passing(wish, columns) for wish in wishes]
    everything = np.ones(columns.size, dtype=np.bool_) if among is None else among
    if not masks or _all_of(masks, everything).any():
        return ()
    found = _explain(everything, False, list(range(len(masks))), masks)
    return tuple(wishes[place] for place in sorted(found))


def _all_of(masks: Sequence[Mask], left: Mask) -> Mask:
    for mask in masks:
        left = left & mask
    return left


def _explain(left: Mask, narrowed: bool, places: list[int], masks: Sequence[Mask]) -> list[int]:
    """The wishes among `places` that are needed for a collision with what is `left` already."""
    if narrowed and not left.any():
        return []
    if len(places) == 1:
        return places
    half = len(places) // 2
    first, second = places[:half], places[half:]
    of_second = _explain(_all_of([masks[p] for p in first], left), True, second, masks)
    of_first = _explain(_all_of([masks[p] for p in of_second], left), bool(of_second), first, masks)
    return of_first + of_second
