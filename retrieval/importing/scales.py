"""Values that are a scale, by the scales that people use: light to full, easy to hard, G to NC-17."""

import re
from collections.abc import Iterable, Mapping

_SCALES = (
    "very light; light; light medium, medium light; medium; medium full; full; very full",
    "bone dry; dry; off dry, semi dry, half dry; medium dry; medium; medium sweet, semi sweet; sweet; very sweet",
    "very easy, beginner; easy, simple; moderate, medium, intermediate, average; "
    "hard, difficult, challenging, advanced; very hard, very difficult, expert",
    "budget, very cheap; cheap, inexpensive, affordable, low cost; moderate, mid range, medium, moderately;"
    " expensive, high end, upscale; very expensive, luxury, fine dining",
    "$, £, €; $$, ££, €€; $$$, £££, €€€; $$$$, ££££, €€€€",
    "xxs; xs, extra small; s, small; m, medium; l, large; xl, extra large; xxl, 2xl; xxxl, 3xl",
    "none; very low; low; low medium; medium, moderate; medium high; high; very high",
    "not spicy, none; mild; medium; hot, spicy; very hot, very spicy, extra hot",
    "very short; short; medium; long; very long",
    "very young; young; medium; mature, old; very old",
)
"""From least to most; what stands between two semicolons is one step."""
AGES: Mapping[str, int] = {
    **dict.fromkeys(("g", "tv y", "tv g", "u", "e", "all", "0", "fsk 0", "atp"), 0),
    **dict.fromkeys(("3", "pegi 3"), 3),
    **dict.fromkeys(("6", "fsk 6"), 6),
    **dict.fromkeys(("tv y7", "tv y7 fv", "7", "7+", "pegi 7"), 7),
    **dict.fromkeys(("pg", "tv pg", "8"), 8),
    **dict.fromkeys(("e10", "e10+", "10"), 10),
    **dict.fromkeys(("12", "12a", "fsk 12", "pegi 12"), 12),
    **dict.fromkeys(("pg 13", "13", "13+", "t"), 13),
    **dict.fromkeys(("tv 14", "14", "14+", "14a"), 14),
    **dict.fromkeys(("15", "ma15+", "15+"), 15),
    **dict.fromkeys(("16", "16+", "fsk 16", "pegi 16"), 16),
    **dict.fromkeys(("r", "tv ma", "m 17", "17"), 17),
    **dict.fromkeys(("nc 17", "18", "18+", "fsk 18", "pegi 18", "ao", "r18", "x"), 18),
}
"""The age from which a rating allows it, roughly where it only advises."""
LETTERS = 3
"""So many ages make letters a rating; two could mean anything."""


def order_of(values: Iterable[str]) -> tuple[str, ...]:
    """The values from least to most, if together they are a well-known scale; else none.

    Words as "not rated" beside an age rating are left out of it.
    """
    found = tuple(dict.fromkeys(values))
    return _by_words(found) or _by_age(found)


def _by_words(values: tuple[str, ...]) -> tuple[str, ...]:
    for scale in _STEPS:
        places = {value: place for value in values if (place := scale.get(_plain(value))) is not None}
        if len(places) == len(values) and len(set(places.values())) > 1:
            return tuple(sorted(values, key=places.__getitem__))
    return ()


def _by_age(values: tuple[str, ...]) -> tuple[str, ...]:
    ages = {value: age for value in values if (age := AGES.get(_plain(value))) is not None}
    rest = [
        v for v in values if v not in ages and not re.search(r"rated|unrated|^nr$|^ur$|approved|passed|exempt", v, re.I)
    ]
    return tuple(sorted(ages, key=ages.__getitem__)) if len(set(ages.values())) >= LETTERS and not rest else ()


def _plain(value: str) -> str:
    return re.sub(r"[\s_-]+", " ", value.casefold().replace("bodied", "").replace("priced", "")).strip()


_STEPS: tuple[Mapping[str, int], ...] = tuple(
    {word.strip(): place for place, step in enumerate(scale.split(";")) for word in step.split(",")}
    for scale in _SCALES
)
