"""What an item is worth before anything was said: how well rated, how well known and how new it is."""

from dataclasses import dataclass

import numpy as np

from retrieval.catalogue import Attribute, Domain, Kind
from retrieval.columns import Columns, Mask, Numbers

FRESHNESS = 0.5
"""The weight of how new an item is, beside 1 for its rating and 1 for its popularity."""
ADDED = frozenset({"added", "date added", "created", "created at", "listed", "listed at", "published at", "uploaded"})
"""What a column is called that tells when the item came into the catalogue: newer is better there in any domain."""
HEAD = 0.2
"""The share of a catalogue, its best known, that the rest is the long tail of (Abdollahpouri et al., RecSys 2019)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One number an item, in the catalogue's order."""

    fame: Numbers
    """0–1: the share of items that are not better known; half where nothing is known."""
    attribute: str
    """Which attribute tells that; none, "", of a catalogue that does not."""
    cold: Mask
    """No rating, no popularity: nobody has been heard on it yet. All, where the catalogue tells neither of any."""

    @property
    def tail(self) -> Mask:
        """All but the best known fifth, cold items too; of a catalogue that tells no popularity, none."""
        return np.asarray((self.fame < 1 - HEAD) & bool(self.attribute))


def standing(columns: Columns) -> Standing:
    attribute = fame_attribute(columns)
    counts = columns.numbers(attribute)
    fame = _ranked(counts)
    known = ~np.isnan(columns.numbers(columns.catalogue.domain.rating)) | ~np.isnan(counts)
    return Standing(np.full(columns.size, 0.5) if fame is None else fame, attribute, ~known)


def fame_attribute(columns: Columns) -> str:
    """The attribute that tells how well known an item is: its popularity, else its number of ratings; or none, ""."""
    domain = columns.catalogue.domain
    named = (domain.popularity, domain.rating_count)
    return next((n for n in named if n and not np.isnan(columns.numbers(n)).all()), "")


def fame_attributes(domain: Domain) -> frozenset[str]:
    """What tells how well known an item is. Whoever wishes about it has said what being known is worth to them."""
    return frozenset(name for name in (domain.popularity, domain.rating_count) if name)


def quality(columns: Columns, tail: float = 0.0) -> Numbers | None:
    """0–1 an item, before anything was said; None if the catalogue has neither ratings nor popularity nor freshness.

    A weighted mean, after Etsy's quality vector, of up to three ranks, 1 the best: of the rating, drawn to the mean
    where few people rated (the Bayesian average, with the median number of ratings as the prior's weight); of the
    popularity on a logarithmic scale; and of freshness, half as heavy, only by a year of which the domain says that
    higher is better, or that tells when the item was added.

    `tail` is the owner's dial, -1 to 1. Towards -1 popularity weighs up to double; towards 1 its rank is turned round,
    until the least known stand first. A cold item, of which neither is known, gets the median of the others.
    """
    parts = [*_rated(columns), *_known(columns, tail), *_fresh(columns)]
    if not parts:
        return None
    whole = np.sum([weight * values for weight, values in parts], axis=0) / sum(weight for weight, _ in parts)
    cold = standing(columns).cold
    if cold.any() and not cold.all():
        whole[cold] = np.median(whole[~cold])
    return np.asarray(whole)


Part = tuple[float, Numbers]
"""A weight, and 0–1 an item."""


def _rated(columns: Columns) -> list[Part]:
    domain = columns.catalogue.domain
    ratings = _shrunk(columns.numbers(domain.rating), columns.numbers(domain.rating_count))
    better = domain.attribute(domain.rating)
    ranked = _ranked(-ratings if better and better.better == "lower" else ratings)
    return [] if ranked is None else [(1.0, ranked)]


def _known(columns: Columns, tail: float) -> list[Part]:
    numbers = columns.numbers(columns.catalogue.domain.popularity)
    loud, plain = _log_ranked(numbers), _ranked(numbers)
    if loud is None or plain is None:
        return []
    turned = max(tail, 0.0)
    return [(1.0 + max(-tail, 0.0), (1 - turned) * loud + turned * (1 - plain))]


def _fresh(columns: Columns) -> list[Part]:
    told = (columns.numbers(a.name) for a in columns.catalogue.domain.attributes if _tells_freshness(a))
    ranked = next((r for r in map(_ranked, told) if r is not None), None)
    return [] if ranked is None else [(FRESHNESS, ranked)]


def _tells_freshness(attribute: Attribute) -> bool:
    called = (attribute.name, attribute.column, attribute.label)
    added = any(name.replace("_", " ").casefold() in ADDED for name in called)
    return attribute.kind is Kind.YEAR and (attribute.better == "higher" or added)


def _shrunk(ratings: Numbers, counts: Numbers) -> Numbers:
    if np.isnan(ratings).all() or np.isnan(counts).all():
        return ratings
    counts = np.where(np.isnan(counts), 0, np.maximum(counts, 0))
    prior = max(1.0, float(np.median(counts)))
    return (np.nanmean(ratings) * prior + ratings * counts) / (prior + counts)


def _ranked(values: Numbers) -> Numbers | None:
    """The share of the known values that are not above; half for an unknown one."""
    unknown = np.isnan(values)
    _, places, counts = np.unique(values[~unknown], return_inverse=True, return_counts=True)
    if not len(counts):
        return None
    ranked = np.full(len(values), 0.5)
    ranked[~unknown] = ((np.cumsum(counts) - counts / 2) / counts.sum())[places]
    return ranked


def _log_ranked(values: Numbers) -> Numbers | None:
    """1 for the most popular, 0 for the least, the first few places far apart; the median for an unknown one."""
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return None
    places = len(known) - np.searchsorted(known, values, "right") + 1
    share = 1 - np.log(np.maximum(places, 1)) / np.log(len(known) + 1)
    unknown = np.isnan(values)
    return np.asarray(np.where(unknown, np.median(share[~unknown]), share))
