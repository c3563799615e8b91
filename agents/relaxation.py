"""What to give up or widen when nothing fits, in the order in which people give up wishes."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from agents.conflict import passing
from agents.correction import Way, correction_sets
from agents.dialogue import Option, Preference, Profile, Relaxation, Strength
from agents.meeting import main_attribute
from agents.phrasing import join, quoted, wish_words
from agents.widening import beyond, widened, wish_names
from retrieval.catalogue import Catalogue, Constraint, Domain, Kind, Operator
from retrieval.columns import Columns, Mask, Rows
from retrieval.wording import in_words

MOST_OFFERED = 4
DEARNESS = {"implied": 1.0, "critique": 2.0, "tapped": 3.0, "said": 4.0}
"""How much it costs to give up a wish, by where it came from."""
VAGUE, REFUSED, INSISTED = 2.0, 6.0, 9.0
"""The same for a wish read from a vague word, for a `never`, and for one said to be a must."""
INSISTING = frozenset(("must", "only", "definitely", "absolutely", "essential"))
MAIN = 2.0
"""What giving up a wish about what kind of thing it is costs more."""
WIDENED, JOINED = 0.5, 0.9
"""Moving a bound, and taking another name too, cost so much of what giving the wish up costs."""
DEAREST = 3.0
"""What costs more than this many times the cheapest way is not offered."""
EACH = 1.0
"""Added for every wish of a set, so that of two sets that cost about the same the smaller comes first."""


def relaxations(
    profile: Profile, catalogue: Catalogue, columns: Columns, gone: frozenset[str] = frozenset()
) -> tuple[Relaxation, ...]:
    """Ways to something that fits, the cheapest for the person first; a wish said in so many words goes last.

    Each frees `count` items, not counting those turned down, seen, liked or in `gone`; where something fits as it is,
    that is counted too.
    """
    left = _left(frozenset({*profile.rejected, *profile.seen, *profile.liked, *gone}), catalogue)
    costs = tuple(_dear(wish, catalogue.domain) for wish in profile.hard)
    ways = islice(correction_sets(profile.hard, costs, columns, left), MOST_OFFERED)
    fitting = int(np.count_nonzero(_fitting(profile.hard, columns, left)))
    found = [one for way in ways for one in _relaxations(way, profile, catalogue, columns, fitting)]
    found += _either(profile, catalogue, columns, left)
    found.sort(key=lambda one: (_cost(one, catalogue.domain), -one.count, -_latest(one)))
    most = DEAREST * _cost(found[0], catalogue.domain) if found else 0.0
    cheap = [one for one in found if one.widened or _cost(one, catalogue.domain) <= most]
    return tuple([one for one in cheap if not _another_kind(one, catalogue.domain)] or cheap)[:MOST_OFFERED]


def dearness(wish: Preference) -> float:
    """How unwillingly a person gives the wish up, from 1."""
    if INSISTING & set(wish.words.casefold().split()):
        return INSISTED
    if wish.strength is Strength.NEVER:
        return REFUSED if wish.source == "said" else DEARNESS[wish.source]
    return min(VAGUE, DEARNESS[wish.source]) if wish.note else DEARNESS[wish.source]


def _dear(wish: Preference, domain: Domain) -> float:
    main = main_attribute(domain)
    return dearness(wish) + EACH + (MAIN if main and main.name == wish.attribute else 0.0)


def _another_kind(one: Relaxation, domain: Domain) -> bool:
    """Whether it leaves what kind of thing was wanted: some other thing is no way out, while there is another one."""
    main = main_attribute(domain)
    kind = main is not None and main.kind is Kind.CATEGORY
    return kind and any(wish.attribute == main.name for wish in one.dropped if main)


def _cost(one: Relaxation, domain: Domain) -> float:
    costs = [_dear(wish, domain) for wish in one.dropped]
    if any(wish_names(wish) for wish in one.widened):
        return JOINED * max(costs)
    return sum(costs) * (WIDENED if one.widened else 1.0)


def _latest(one: Relaxation) -> int:
    """Of two that cost as much, the one about what was said last goes first: it is what made the rest impossible."""
    return max(wish.turn for wish in one.dropped)


def _left(gone: frozenset[str], catalogue: Catalogue) -> Mask:
    left = np.ones(len(catalogue.items), dtype=np.bool_)
    left[[row for i in gone if (row := catalogue.rows.get(i)) is not None]] = False
    return left


def _fitting(hard: Sequence[Preference], columns: Columns, left: Mask) -> Mask:
    for wish in hard:
        left = left & passing(wish, columns)
    return left


# --- as offers --------------------------------------------------------------------------------------------------------


def _relaxations(
    way: Way, profile: Profile, catalogue: Catalogue, columns: Columns, fitting: int
) -> Iterator[Relaxation]:
    """Widening where it is possible; giving up, unless widening does as much."""
    beside = [wish for wish in profile.hard if wish_names(wish) and wish not in way.dropped]
    wider = widened(way.dropped, way.rows, columns)
    if wider and {wish.attribute for wish in beside} & {wish.attribute for wish in wider}:
        wider = None  # the name that would join it is wished for already
    if wider is not None:
        freed = _freed(way.rows, wider, columns)
        words = [wish_words(wish, catalogue.domain) for wish in wider]
        old = [wish_words(wish, catalogue.domain) for wish in way.dropped]
        count = len(freed) + fitting
        option = Option(f"{_capital(join(words))} instead of {join(old)}", " and ".join(words), count)
        yield Relaxation(way.dropped, count, _best_known(freed, catalogue, columns), option, widened=wider)
        if len(freed) == len(way.rows):
            return
    words = [quoted(wish_words(wish, catalogue.domain)) for wish in way.dropped]
    count = len(way.rows) + fitting
    option = Option(f"Drop {join(words)}", forgetting(way.dropped, profile, catalogue.domain), count)
    example, value = _example(way, catalogue, columns)
    yield Relaxation(way.dropped, count, example, option, value)


def _either(profile: Profile, catalogue: Catalogue, columns: Columns, left: Mask) -> Iterator[Relaxation]:
    """ "Comedy or thriller": one of several names that were wished for together."""
    for attribute in dict.fromkeys(wish.attribute for wish in profile.hard if wish_names(wish)):
        together = tuple(wish for wish in profile.on(attribute) if wish.hard and wish_names(wish))
        rest = [wish for wish in profile.hard if wish not in together]
        names = tuple(dict.fromkeys(name for wish in together for name in wish_names(wish)))
        one_of = replace(together[-1], constraint=Constraint(attribute, Operator.IN, names), source="tapped", note="")
        rows = np.flatnonzero(_fitting([*rest, one_of], columns, left))
        if len(together) > 1 and len(rows):
            words = wish_words(one_of, catalogue.domain)
            option = Option(f"{_capital(words)}, not {'both' if len(names) == 2 else 'all'}", words, len(rows))
            yield Relaxation(together, len(rows), _best_known(rows, catalogue, columns), option, widened=(one_of,))


def _freed(rows: Rows, wider: Sequence[Preference], columns: Columns) -> Rows:
    for wish in wider:
        rows = rows[passing(wish, columns)[rows]]
    return rows


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _example(way: Way, catalogue: Catalogue, columns: Columns) -> tuple[str, str]:
    """The best known item; where one bound is given up, the item nearest to it and its number."""
    wish = way.dropped[0]
    attribute = catalogue.domain.attribute(wish.attribute)
    if len(way.dropped) == 1 and attribute is not None and attribute.numeric and not wish.negative:
        missing = beyond(wish.constraint, columns.numbers(attribute.name)[way.rows])
        if not np.isnan(missing).all():
            item = catalogue.items[int(way.rows[np.nanargmin(missing)])]
            return item.title, in_words(attribute, item.values[attribute.name])
    return _best_known(way.rows, catalogue, columns), ""


def _best_known(rows: Rows, catalogue: Catalogue, columns: Columns) -> str:
    """The title of the one that most people know or like, where the catalogue tells; else of the first."""
    domain = catalogue.domain
    numbers = columns.numbers(domain.popularity or domain.rating)
    return catalogue.items[int(rows[np.argmax(np.nan_to_num(numbers[rows], nan=-np.inf))])].title


def forgetting(dropped: Sequence[Preference], profile: Profile, domain: Domain) -> str:
    """An utterance that the built-in reader takes for giving these wishes up, and only these."""
    return " and ".join(dict.fromkeys(f"forget {_called(wish, dropped, profile, domain)}" for wish in dropped))


def _called(wish: Preference, dropped: Sequence[Preference], profile: Profile, domain: Domain) -> str:
    """The attribute's label; where other wishes on it are kept, the wish itself."""
    attribute = domain.attribute(wish.attribute)
    alone = all(p in dropped for p in profile.on(wish.attribute))
    return f"the {attribute.label if attribute else wish.attribute}" if alone else wish_words(wish, domain)
