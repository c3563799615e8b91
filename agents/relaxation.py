"""What to give up or widen when nothing fits: the smallest sets of hard wishes in whose way an item stands.

Every item breaks some of the wishes, and a set is a minimal correction set (Liffiton and Sakallah 2008; the minimal
diagnoses of Felfernig's FastDiag, 2012) exactly if some item breaks just these and no item breaks fewer of them. So all
of them are read off the masks, however many wishes there are, without a search.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from agents.conflict import passing
from agents.dialogue import Option, Preference, Profile, Relaxation, Strength
from agents.phrasing import join, quoted, wish_words
from agents.widening import widened, wish_names
from retrieval.catalogue import Catalogue, Constraint, Domain, Operator
from retrieval.columns import Columns, Mask, Rows

Bits = npt.NDArray[np.uint8]
BITS = 8
MOST_TALLIED = 2**20
"""Keys below this are counted in a table, others sorted."""

MOST_OFFERED = 4
MOST_PATTERNS = 1024
"""Sets looked at, the cheapest first; more there are only with very many wishes."""
DEARNESS = {"implied": 1.0, "critique": 2.0, "tapped": 3.0, "said": 4.0}
"""How much it costs to give up a wish, by where it came from."""
VAGUE, REFUSED, INSISTED = 2.0, 6.0, 9.0
"""The same for a wish read from a vague word, for a `never`, and for one said to be a must."""
INSISTING = frozenset(("must", "only", "definitely", "absolutely", "essential"))
WIDENED = 0.5
"""Widening a wish costs so much of what giving it up costs."""
EACH = 1.0
"""Added for every wish of a set, so that of two sets that cost about the same the smaller comes first."""


@dataclass(frozen=True, slots=True)
class _Way:
    """Wishes that stand in the way of the items in these rows, and nothing else does."""

    dropped: tuple[Preference, ...]
    rows: Rows


def relaxations(
    profile: Profile, catalogue: Catalogue, columns: Columns, gone: frozenset[str] = frozenset()
) -> tuple[Relaxation, ...]:
    """Ways to something that fits, the cheapest for the person first; a wish said in so many words goes last.

    Each frees `count` items, not counting those turned down, seen or in `gone`; where something fits already, they are
    counted too.
    """
    left = _left(frozenset({*profile.rejected, *profile.seen, *gone}), catalogue)
    ways = islice(_ways(profile.hard, columns, left), MOST_OFFERED)
    fitting = int(_fitting(profile.hard, columns, left).sum())
    found = [one for way in ways for one in _relaxations(way, profile, catalogue, columns, fitting)]
    found += _either(profile, catalogue, columns, left)
    return tuple(sorted(found, key=lambda one: (_cost(one), -one.count, -_latest(one)))[:MOST_OFFERED])


def dearness(wish: Preference) -> float:
    """How unwillingly a person gives the wish up, from 1."""
    if INSISTING & set(wish.words.casefold().split()):
        return INSISTED
    if wish.strength is Strength.NEVER:
        return REFUSED if wish.source == "said" else DEARNESS[wish.source]
    return min(VAGUE, DEARNESS[wish.source]) if wish.note else DEARNESS[wish.source]


def _cost(one: Relaxation) -> float:
    return sum(dearness(wish) + EACH for wish in one.dropped) * (WIDENED if one.widened else 1.0)


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


# --- minimal correction sets ------------------------------------------------------------------------------------------


def _ways(hard: Sequence[Preference], columns: Columns, left: Mask) -> Iterator[_Way]:
    """Minimal correction sets by rising cost, each with the items it frees."""
    rows = np.flatnonzero(left)
    if not hard or not len(rows):
        return
    patterns, places, counts = _patterns(hard, columns, rows)
    costs = np.array([dearness(wish) + EACH for wish in hard])
    minimal: list[frozenset[int]] = []
    for number in np.lexsort((-counts, patterns @ costs))[:MOST_PATTERNS]:
        broken = frozenset(np.flatnonzero(patterns[number]).tolist())
        if broken and not any(less <= broken for less in minimal):  # no later one is part of it: it would cost less
            minimal.append(broken)
            yield _Way(tuple(hard[n] for n in sorted(broken)), rows[places == number])


def _patterns(hard: Sequence[Preference], columns: Columns, rows: Rows) -> tuple[Mask, Rows, Rows]:
    """The different sets of wishes that the rows break, one a line; each row's set; and how many rows have each."""
    patterns = np.zeros((1, 0), dtype=np.bool_)
    places, counts = np.zeros(len(rows), dtype=np.int64), np.array([len(rows)])
    for start in range(0, len(hard), BITS):
        some = hard[start : start + BITS]
        keys = _keys(some, columns)[rows] if len(rows) < columns.size else _keys(some, columns)
        values, places, counts = _different(places * 2**BITS + keys if start else keys, len(patterns) * 2**BITS)
        bits = (values[:, None] >> np.arange(len(some))) & 1
        patterns = np.concatenate([patterns[values >> BITS], bits.astype(np.bool_)], axis=1)
    return patterns, places, counts


def _keys(wishes: Sequence[Preference], columns: Columns) -> Bits:
    """One bit a wish, set where the item breaks it."""
    keys = np.zeros(columns.size, dtype=np.uint8)
    for place, wish in enumerate(wishes):
        keys |= (~passing(wish, columns)).view(np.uint8) << np.uint8(place)
    return keys


def _different(keys: npt.NDArray[np.integer], limit: int) -> tuple[Rows, Rows, Rows]:
    """The different keys, which of them each key is, and how many are equal to it. No key reaches `limit`."""
    if limit > MOST_TALLIED:
        values, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
        return values.astype(np.int64), places.reshape(-1), counts
    tally = np.bincount(keys)
    found = np.flatnonzero(tally)
    numbers = np.zeros(len(tally), dtype=np.int64)
    numbers[found] = np.arange(len(found))
    return found, numbers[keys], tally[found]


# --- as offers --------------------------------------------------------------------------------------------------------


def _relaxations(
    way: _Way, profile: Profile, catalogue: Catalogue, columns: Columns, fitting: int
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
        yield Relaxation(way.dropped, count, _best_known(freed, catalogue, columns), option, wider)
        if len(freed) == len(way.rows):
            return
    words = [quoted(wish_words(wish, catalogue.domain)) for wish in way.dropped]
    count = len(way.rows) + fitting
    option = Option(f"Drop {join(words)}", forgetting(way.dropped, profile, catalogue.domain), count)
    yield Relaxation(way.dropped, count, _best_known(way.rows, catalogue, columns), option)


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
            yield Relaxation(together, len(rows), _best_known(rows, catalogue, columns), option, (one_of,))


def _freed(rows: Rows, wider: Sequence[Preference], columns: Columns) -> Rows:
    for wish in wider:
        rows = rows[passing(wish, columns)[rows]]
    return rows


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


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
