"""What to give up when nothing fits: the smallest sets of hard wishes whose absence lets something match."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from agents.dialogue import Option, Preference, Profile, Relaxation
from agents.phrasing import join, quoted
from agents.wishes import tests
from retrieval.catalogue import Catalogue, Domain
from retrieval.columns import Columns, Mask
from retrieval.wording import wish_in_words

LARGEST_SET = 3
MOST_OFFERED = 4
MOST_WISHES = 12
"""Sets are enumerated; beyond this many hard wishes only the latest ones are considered for giving up."""


def relaxations(profile: Profile, catalogue: Catalogue, columns: Columns) -> tuple[Relaxation, ...]:
    """Minimal correction sets over the hard wishes, smallest first, then by how many items they free."""
    hard = profile.hard[-MOST_WISHES:]
    for size in range(1, min(LARGEST_SET, len(hard)) + 1):
        found = [r for dropped in combinations(hard, size) if (r := _without(dropped, profile, catalogue, columns))]
        if found:
            return tuple(sorted(found, key=lambda r: -r.count)[:MOST_OFFERED])
    return ()


def _without(
    dropped: tuple[Preference, ...], profile: Profile, catalogue: Catalogue, columns: Columns
) -> Relaxation | None:
    kept = tuple(p for p in profile.preferences if p not in dropped)
    mask = columns.mask(*tests(kept))
    count = int(mask.sum())
    if not count:
        return None
    words = join([quoted(wish_words(p, catalogue.domain)) for p in dropped])
    option = Option(f"Drop {words}", _forget(dropped, catalogue.domain), count)
    return Relaxation(dropped, count, _best_known(mask, catalogue, columns), option)


def _best_known(mask: Mask, catalogue: Catalogue, columns: Columns) -> str:
    """The title of the one that most people know or like, where the catalogue tells; else of the first."""
    domain = catalogue.domain
    numbers = columns.numbers(domain.popularity or domain.rating)
    rows = np.flatnonzero(mask)
    return catalogue.items[int(rows[np.argmax(np.nan_to_num(numbers[rows], nan=-np.inf))])].title


def _forget(dropped: tuple[Preference, ...], domain: Domain) -> str:
    """An utterance that the built-in reader takes for giving these wishes up."""
    labels = (attribute.label if (attribute := domain.attribute(p.attribute)) else p.attribute for p in dropped)
    return " and ".join(f"forget the {label}" for label in _unique(labels))


def wish_words(preference: Preference, domain: Domain) -> str:
    attribute = domain.attribute(preference.attribute)
    words = wish_in_words(attribute, preference.constraint) if attribute else str(preference.constraint.value)
    if not preference.negative:
        return words
    return words.removeprefix("not ") if words.startswith("not ") else f"not {words}"


def _unique(words: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(words))
