"""Which question is worth asking: the expected information of its answer about what is left, times how readily
people can answer it. Entropy as in Part B of the published elicitation protocol (MMCR); a question never repeats."""

import numpy as np

from agents.dialogue import Option, Profile, Question
from retrieval.catalogue import Attribute, Catalogue, Domain, Kind
from retrieval.columns import Columns, Mask
from retrieval.facets import Bucket, Facet, facet
from retrieval.wording import wish_in_words

MOST_OPTIONS = 5
LEAST_COVERAGE = 0.4
"""An attribute that most of the items left lack would throw good items away."""
MISSED_WISH = 0.25
"""Belief that an item missing a soft wish is wanted, relative to one that meets it."""


def best_question(profile: Profile, catalogue: Catalogue, columns: Columns, mask: Mask) -> Question | None:
    """The open slot whose answer tells most, with its options; None if no answer could change the slate."""
    domain = catalogue.domain
    weights = belief(profile, columns, mask)
    best: tuple[float, Attribute, Facet] | None = None
    for attribute in domain.informable:
        if not _open(attribute, profile):
            continue
        found = facet(columns, attribute.name, mask, weights)
        worth = found.entropy * found.coverage * attribute.askability
        if found.coverage >= LEAST_COVERAGE and len(found.counts) > 1 and (best is None or worth > best[0]):
            best = (worth, attribute, found)
    if best is None or best[0] <= 0:
        return None
    worth, attribute, found = best
    return _question(attribute, found, worth, int(mask.sum()), domain)


def belief(profile: Profile, columns: Columns, mask: Mask) -> np.ndarray:
    """How much each item is believed to be wanted, relative: an error rate, not a deletion, for every soft wish."""
    weights = mask.astype(np.float64)
    for preference in profile.preferences:
        if not preference.hard:
            passed = columns.mask((preference.constraint,), ())
            missed = passed if preference.negative else ~passed
            weights[missed] *= MISSED_WISH
    return weights


def _option(attribute: Attribute, bucket: Bucket) -> Option:
    """Said as a wish would be said, so that tapping it reads like typing it."""
    words = bucket.label if attribute.kind is Kind.FLAG else wish_in_words(attribute, bucket.constraint)
    return Option(words, words, bucket.count)


def _open(attribute: Attribute, profile: Profile) -> bool:
    name = attribute.name
    return (
        attribute.askability > 0 and name not in profile.asked and name not in profile.waived and not profile.on(name)
    )


def _question(attribute: Attribute, found: Facet, worth: float, left: int, domain: Domain) -> Question:
    likely = sorted(found.counts, key=lambda bucket: -bucket.count)[:MOST_OPTIONS]
    shown = [bucket for bucket in found.counts if bucket in likely]  # numbers stay in their order
    options = tuple(_option(attribute, bucket) for bucket in shown)
    why = (
        f"I asked about the {attribute.label} because it tells me most about the {left:,} {domain.plural} left: "
        f"the most frequent answer, {_option(attribute, likely[0]).label}, leaves {likely[0].count:,}."
    )
    text = attribute.question or f"Which {attribute.label} would you like?"
    return Question(attribute.name, text, options, why, round(worth, 3))
