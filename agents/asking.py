"""The question worth asking a person now: the one that leaves fewest turns to go, if it beats a slate at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agents.belief import Answer, Belief, believe
from agents.dialogue import Option, Profile, Question
from agents.phrasing import count_of, quoted
from agents.weighing import Ask, Probe, next_step
from retrieval.catalogue import Attribute, Catalogue, Kind
from retrieval.columns import Columns, Mask, Numbers, Rows
from retrieval.facets import Bucket, Outcomes, outcomes
from retrieval.wording import wish_in_words

MOST_OPTIONS = 5
OUTCOMES = 12
"""Answers to a question that are told apart; all others count as one."""
LEAST_COVERAGE = 0.4
"""An attribute that most of the items left lack would throw good items away."""
WISH_ERROR = 0.05
"""Chance that an item wanted misses a soft wish after all."""
ANSWER_ERROR = 0.05
NOT_TAKEN = 0.3
"""How likely an item that was shown and not taken is still wanted, against others."""
FAME = 2.0
"""How much likelier the best known, or best rated, of the items left is wanted than one in their middle."""
HALF = (0.42, 0.58)
SAMPLE, OF_OTHERS = 1024, 256
"""Items reckoned with, and how many of them may miss a soft wish."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person is believed to want, over a sample of the items left."""

    rows: Rows
    """The item of each point of the belief."""
    belief: Belief


def best_question(
    profile: Profile, catalogue: Catalogue, columns: Columns, mask: Mask, size: int = 3, price: float = 0.0
) -> Question | None:
    """About an open slot, with its options; None if a slate of `size` now is expected to take fewer turns.

    `mask`: the items that may be shown. `price`: turns that asking costs beyond the one it takes.
    """
    best = mask & meets_all(profile, columns)
    wanted = expected(profile, catalogue, columns, mask, best)
    if wanted is None:
        return None
    open_ = [attribute for attribute in catalogue.domain.informable if _open(attribute, profile)]
    found = [(a, o) for a in open_ if _tells(o := _outcomes(a, columns, wanted), wanted.belief)]
    if not found:
        return None
    has, probes = _probes(found)
    step = next_step(wanted.belief, has, probes, size, price=price)
    if not isinstance(step, Ask):
        return None
    attribute, told = found[step.probe]
    buckets = tuple(_counted(told, columns, best if best.any() else mask))
    return _question(
        attribute, buckets, step.worth, int(np.count_nonzero(best)) or int(np.count_nonzero(mask)), catalogue
    )


def meets_all(profile: Profile, columns: Columns) -> Mask:
    """Items that meet the soft wishes."""
    soft = [p for p in profile.preferences if not p.hard]
    return columns.mask([p.constraint for p in soft if not p.negative], [p.constraint for p in soft if p.negative])


def expected(profile: Profile, catalogue: Catalogue, columns: Columns, mask: Mask, best: Mask) -> Wanted | None:
    """From how well known an item is, what was shown and not taken, and the soft wishes; None if nothing is left."""
    mine, others = _some(np.flatnonzero(best), SAMPLE - OF_OTHERS), _some(np.flatnonzero(mask & ~best), OF_OTHERS)
    rows = np.concatenate([mine[0], others[0]])
    if not len(rows):
        return None
    stands = np.concatenate([mine[1], others[1]])
    weights = stands * _known(catalogue, columns, rows)
    shown = [place for i in profile.shown if (place := catalogue.rows.get(i)) is not None]
    weights[np.isin(rows, shown)] *= NOT_TAKEN
    answers = [
        Answer(columns.accepts(p.constraint)[rows], not p.negative, WISH_ERROR)
        for p in profile.preferences
        if not p.hard
    ]
    belief = believe(weights, answers, stands, most=SAMPLE)
    return Wanted(rows[belief.places], belief)


def _some(rows: Rows, most: int) -> tuple[Rows, Numbers]:
    """At most so many, evenly spread, and how many each stands for."""
    if len(rows) <= most:
        return rows, np.ones(len(rows))
    return rows[np.arange(most) * len(rows) // most], np.full(most, len(rows) / most)


def _known(catalogue: Catalogue, columns: Columns, rows: Rows) -> Numbers:
    """Around 1, by place among the others, so that no scale matters; an item without a number is in the middle."""
    weights = np.ones(len(rows))
    for name in {catalogue.domain.popularity, catalogue.domain.rating} - {""}:
        numbers = columns.numbers(name)[rows]
        present = np.flatnonzero(~np.isnan(numbers))
        if len(present) > 1:
            place = np.searchsorted(np.sort(numbers[present]), numbers[present]) / (len(present) - 1)
            weights[present] *= FAME ** (2.0 * place - 1.0)
    return weights


def _open(attribute: Attribute, profile: Profile) -> bool:
    name = attribute.name
    askable = attribute.askability > 0 and attribute.kind is not Kind.TEXT
    return askable and name not in profile.asked and name not in profile.waived and not profile.on(name)


def _outcomes(attribute: Attribute, columns: Columns, wanted: Wanted) -> Outcomes:
    return outcomes(columns, attribute.name, wanted.rows, wanted.belief.likely, OUTCOMES)


def _tells(told: Outcomes, belief: Belief) -> bool:
    coverage = float(belief.likely[told.held > 0].sum())
    return coverage >= LEAST_COVERAGE and len(told.tests) > 1


def _probes(found: Sequence[tuple[Attribute, Outcomes]]) -> tuple[Mask, list[Probe]]:
    """All answers side by side, and which of them belong to which question."""
    starts = np.cumsum([0, *(len(told.tests) for _, told in found)])
    probes = [
        _probe(attribute, told, tuple(range(starts[number], starts[number + 1])))
        for number, (attribute, told) in enumerate(found)
    ]
    return np.column_stack([told.has for _, told in found]), probes


def _probe(attribute: Attribute, told: Outcomes, values: tuple[int, ...]) -> Probe:
    """A flag is a yes or a no; of anything else, a person names what they want."""
    if attribute.kind is Kind.FLAG:
        yes = next(place for place, test in enumerate(told.tests) if test.value is True)
        return Probe(attribute.name, (values[yes],), "judged", ANSWER_ERROR, attribute.askability)
    return Probe(attribute.name, values, "named", ANSWER_ERROR, attribute.askability, told.held)


def _counted(told: Outcomes, columns: Columns, left: Mask) -> list[Bucket]:
    """How many of the items left each answer leaves, exactly; answers that leave none are no options."""
    counts = [int(np.count_nonzero(columns.accepts(test) & left)) for test in told.tests]
    return [
        Bucket(test, label, count) for test, label, count in zip(told.tests, told.labels, counts, strict=True) if count
    ]


def _option(attribute: Attribute, bucket: Bucket) -> Option:
    """Said as a wish would be said, so that tapping it reads like typing it."""
    words = bucket.label if attribute.kind is Kind.FLAG else wish_in_words(attribute, bucket.constraint)
    return Option(words, words, bucket.count)


def _question(
    attribute: Attribute, buckets: Sequence[Bucket], worth: float, left: int, catalogue: Catalogue
) -> Question | None:
    likely = sorted(buckets, key=lambda bucket: -bucket.count)[:MOST_OPTIONS]
    if len(likely) < 2:
        return None
    kept = [bucket for bucket in buckets if bucket in likely] if attribute.numeric else likely
    options = tuple(_option(attribute, bucket) for bucket in kept)
    why = _why(attribute, likely, worth, left, catalogue)
    return Question(attribute.name, attribute.question or default_wording(attribute), options, why, round(worth, 2))


def default_wording(attribute: Attribute) -> str:
    """Reads right whatever the label is: for a flag "waterproof", "porch" or "has a bath" alike."""
    if attribute.kind is Kind.FLAG:
        return f"{attribute.label[:1].upper()}{attribute.label[1:]}: yes or no?"
    return f"Which {attribute.label} would you like?"


def _why(attribute: Attribute, likely: Sequence[Bucket], worth: float, left: int, catalogue: Catalogue) -> str:
    """The true reason: of all open questions, this one leaves fewest turns to go."""
    domain = catalogue.domain
    items = count_of(left, domain.noun, domain.plural)
    first, words = likely[0], wish_in_words(attribute, likely[0].constraint)
    if HALF[0] <= first.count / left <= HALF[1]:
        known = f"it splits the {items} left almost in half ({first.count:,} for {quoted(words)})"
    else:
        average = sum(bucket.count**2 for bucket in likely) / sum(bucket.count for bucket in likely)
        known = f"an answer leaves about {_round(average)} of the {items} left"
    name = quoted(attribute.label) if attribute.kind is Kind.FLAG else f"the {attribute.label}"
    return f"I asked about {name} because {known}{_saving(worth)}. No other question would save more."


def _saving(worth: float) -> str:
    if worth < 0.75:
        return ", which should save part of a turn"
    return f", which should save about {worth:.0f} {'turn' if round(worth) == 1 else 'turns'}"


def _round(count: float) -> str:
    """Two figures are enough for an expectation."""
    return f"{float(f'{count:.2g}'):,.0f}"
