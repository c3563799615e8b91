"""The last look at what is about to be shown. Pure; it trusts neither the retriever nor any scorer or model.

A hard wish that cannot be checked counts as broken. What a language model holds to be beside what was said is a matter
of taste: it goes only where enough others remain.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import isnan
from typing import Literal

from agents.dialogue import Preference, Profile
from retrieval.catalogue import Catalogue, Item
from retrieval.columns import Mask
from retrieval.duplicates import duplicates
from retrieval.embedder import Vectors
from retrieval.scorer import Candidate
from retrieval.wording import wish_alone

Check = Literal["unknown", "blocked", "excluded", "refused", "hard", "repeat", "duplicate", "misfit"]


@dataclass(frozen=True, slots=True)
class Dropped:
    item_id: str
    check: Check
    reason: str
    """A sentence, for the record."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the items are held against."""

    catalogue: Catalogue
    profile: Profile
    excluded: frozenset[str] = frozenset()
    """Item ids not to show in this turn."""
    blocked: frozenset[str] = frozenset()
    """Item ids that the owner keeps out."""
    misfits: frozenset[str] = frozenset()
    """Item ids that a language model holds to be beside what was said."""


@dataclass(frozen=True, slots=True)
class Looked:
    kept: tuple[int, ...]
    """Places of the candidates that may be shown, in the order given, misfits last."""
    dropped: tuple[Dropped, ...] = ()


def look(candidates: Sequence[Candidate], vectors: Vectors, rules: Rules, size: int) -> Looked:
    """Goes through the candidates, the best first; of two that are the same thing the better stays.

    A misfit is kept, behind all others, only where fewer than `size` others are.
    """
    dropped: list[Dropped] = []
    passed: list[tuple[int, Item]] = []
    for place, candidate in enumerate(candidates):
        item = _found(candidate, rules.catalogue)
        reason = _against(item, rules, {one.id for _, one in passed}) if item else _unknown(candidate)
        if item and not reason:
            passed.append((place, item))
        elif reason:
            dropped.append(reason)
    apart = _without_duplicates(passed, vectors, rules.catalogue, dropped)
    fitting = [(place, item) for place, item in apart if item.id not in rules.misfits]
    misfits = [(place, item) for place, item in apart if item.id in rules.misfits]
    if len(fitting) >= size:
        dropped += [_misfit(item) for _, item in misfits]
        misfits = []
    return Looked(tuple(place for place, _ in (*fitting, *misfits)), tuple(dropped))


def _found(candidate: Candidate, catalogue: Catalogue) -> Item | None:
    """The item, if the candidate's row and id mean the same one."""
    if not 0 <= candidate.row < len(catalogue.items):
        return None
    item = catalogue.items[candidate.row]
    return item if item.id == candidate.item_id else None


def _against(item: Item, rules: Rules, before: Collection[str]) -> Dropped | None:
    """The first thing that speaks against the item itself; None if nothing does."""
    if item.id in before:
        return Dropped(item.id, "repeat", f"“{item.title}” is on this slate already.")
    if item.id in rules.blocked:
        return Dropped(item.id, "blocked", f"The owner keeps “{item.title}” out.")
    if item.id in (*rules.profile.rejected, *rules.profile.seen):
        return Dropped(item.id, "refused", f"“{item.title}” was turned down, or is known already.")
    if item.id in rules.excluded:
        return Dropped(item.id, "excluded", f"“{item.title}” was not to be shown in this turn.")
    broken = next((p for p in rules.profile.hard if not _keeps(p, item, rules.catalogue)), None)
    return _breaks(item, broken, rules.catalogue) if broken else None


def _keeps(wish: Preference, item: Item, catalogue: Catalogue) -> bool:
    """Whether the item keeps the hard wish; a test that cannot be made is not passed, not even by "never"."""
    attribute = catalogue.domain.attribute(wish.attribute)
    number = item.number(wish.attribute)
    if attribute and attribute.numeric and wish.attribute in item.values and (number is None or isnan(number)):
        return False
    try:
        return wish.met_by(item)
    except (ValueError, TypeError):
        return False


def _breaks(item: Item, wish: Preference, catalogue: Catalogue) -> Dropped:
    attribute = catalogue.domain.attribute(wish.attribute)
    try:
        words = wish_alone(attribute, wish.constraint) if attribute else wish.attribute
    except (ValueError, TypeError):
        words = wish.attribute
    return Dropped(item.id, "hard", f"“{item.title}” breaks “{'not ' if wish.negative else ''}{words}”.")


def _unknown(candidate: Candidate) -> Dropped:
    return Dropped(candidate.item_id, "unknown", f"“{candidate.item_id}” is not at row {candidate.row}.")


def _misfit(item: Item) -> Dropped:
    return Dropped(item.id, "misfit", f"The model finds that “{item.title}” is beside what was said.")


def _without_duplicates(
    passed: Sequence[tuple[int, Item]], vectors: Vectors, catalogue: Catalogue, dropped: list[Dropped]
) -> list[tuple[int, Item]]:
    table: Mask = duplicates([item for _, item in passed], vectors[[place for place, _ in passed]], catalogue.domain)
    kept: list[int] = []
    for at, (_, item) in enumerate(passed):
        twin = next((other for other in kept if table[at, other]), None)
        if twin is None:
            kept.append(at)
        else:
            better = passed[twin][1]
            dropped.append(Dropped(item.id, "duplicate", f"“{item.title}” is “{better.title}” once more."))
    return [passed[at] for at in kept]
