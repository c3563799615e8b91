"""A profile as slots, and whether they are the annotated ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz

from agents.dialogue import (
    Accept,
    Act,
    Ask,
    Other,
    Preference,
    Profile,
    Reject,
    Restart,
    Retract,
    Reveal,
    Revise,
    Waive,
)
from evals.benchmarks.dst_cases import DONTCARE, NAMES, Slots
from retrieval.catalogue import Catalogue

ALIKE = 90.0
"""Likeness (0–100) from which two spellings of a longer value, or two wordings of a title, are the same."""
LONG = 6
SPELLED = {"center": "centre", "theater": "theatre"}
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Tracked:
    """What acts say of slots beside the profile: the item asked for, and values that the catalogue lacks."""

    item: str = ""
    lacking: Mapping[str, str] = field(default_factory=dict)
    released: frozenset[str] = frozenset()
    """Attributes taken back ("it doesn't need parking"): no longer wished, so waived."""

    def after(self, acts: Sequence[Act]) -> "Tracked":
        now = self
        for act in acts:
            now = _after(now, act)
        return now


def _after(now: Tracked, act: Act) -> Tracked:
    match act:
        case Restart():
            return Tracked()
        case Accept(item_id=item_id):
            return replace(now, item=item_id)
        case Ask(topic="value", item_ids=(item_id,)):
            return replace(now, item=item_id)
        case Reject(item_ids=refused) if not refused or now.item in refused:
            return replace(now, item="")
        case Other(reason="not_in_catalogue", attribute=attribute, words=words) if attribute:
            return replace(now, lacking={**now.lacking, attribute: words})
        case Reveal(preference=wish) | Revise(preference=wish):
            return _settled(now, wish.attribute)
        case Waive(attribute=attribute):
            return _settled(now, attribute)
        case Retract(attribute=attribute):
            return replace(_settled(now, attribute), released=now.released | {attribute})
        case _:
            return now


def _settled(now: Tracked, attribute: str) -> Tracked:
    kept = {name: words for name, words in now.lacking.items() if name != attribute}
    return replace(now, lacking=kept, released=now.released - {attribute})


def slots_of(profile: Profile, tracked: Tracked, catalogue: Catalogue, names: Sequence[str], title: str) -> Slots:
    """The slots `names` that the profile and the acts fill; `title` is the one of the item itself."""
    found: dict[str, frozenset[str]] = {}
    for wish in profile.preferences:
        values = _values(wish)
        if wish.attribute in names and values:
            found[wish.attribute] = found.get(wish.attribute, frozenset()) | values
    waived = (profile.waived | tracked.released) - found.keys()
    found |= {name: frozenset((DONTCARE,)) for name in waived if name in names}
    found |= {name: frozenset((words,)) for name, words in tracked.lacking.items() if name in names}
    item = catalogue.find(tracked.item) if title in names else None
    return found | ({title: frozenset((item.title,))} if item else {})


def _values(wish: Preference) -> frozenset[str]:
    """A bound counts as its number; of what is refused, only a flag says what is wished."""
    value = wish.constraint.value
    if isinstance(value, bool):
        return frozenset(("yes" if value != wish.negative else "no",))
    if wish.negative:
        return frozenset()
    several = value if isinstance(value, tuple) else (value,)
    return frozenset(f"{one:g}" if isinstance(one, float) else str(one) for one in several)


# --- comparing --------------------------------------------------------------------------------------------------------


def same(slot: str, one: str, other: str) -> bool:
    """Whether two wordings are one value: case, spaces, articles, British spelling and small misspellings aside."""
    left, right = plain(one), plain(other)
    if "".join(left) == "".join(right):
        return True
    if slot in NAMES:
        return fuzz.token_set_ratio(" ".join(left), " ".join(right)) >= ALIKE
    a, b = "".join(left), "".join(right)
    return min(len(a), len(b)) >= LONG and fuzz.ratio(a, b) >= ALIKE


def plain(text: str) -> tuple[str, ...]:
    words = _WORD.findall(text.casefold().replace("&", " and ").replace("'", ""))
    return tuple(SPELLED.get(word, word) for word in words if word != "the")


def right(slot: str, found: frozenset[str], wanted: frozenset[str]) -> bool:
    """Every value found is one of the wanted, and there is one; nothing for nothing is right too."""
    if not found or not wanted:
        return not found and not wanted
    return all(any(same(slot, one, other) for other in wanted) for one in found)
