"""How good an item is before anything was said: its rating, drawn to the mean, and its popularity."""

import numpy as np

from retrieval.columns import Columns, Numbers


def quality(columns: Columns) -> Numbers | None:
    """0–1 an item, before anything was said; None if the catalogue has neither ratings nor popularity.

    The mean of two ranks, 1 the best: of the rating, drawn to the mean where few people rated (the Bayesian average,
    with the median number of ratings as the prior's weight), and of the popularity on a logarithmic scale.
    """
    domain = columns.catalogue.domain
    ratings = _shrunk(columns.numbers(domain.rating), columns.numbers(domain.rating_count))
    better = domain.attribute(domain.rating)
    if better and better.better == "lower":
        ratings = -ratings
    known = [p for p in (_ranked(ratings), _log_ranked(columns.numbers(domain.popularity))) if p is not None]
    return np.mean(known, axis=0) if known else None


def _shrunk(ratings: Numbers, counts: Numbers) -> Numbers:
    if np.isnan(ratings).all() or np.isnan(counts).all():
        return ratings
    counts = np.where(np.isnan(counts), 0, np.maximum(counts, 0))
    prior = max(1.0, float(np.median(counts)))
    return (np.nanmean(ratings) * prior + ratings * counts) / (prior + counts)


def _ranked(values: Numbers) -> Numbers | None:
    """The share of the known values that are not above; half for an unknown one."""
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return None
    share = (np.searchsorted(known, values, "left") + np.searchsorted(known, values, "right")) / (2 * len(known))
    return np.where(np.isnan(values), 0.5, share)


def _log_ranked(values: Numbers) -> Numbers | None:
    """1 for the most popular, 0 for the least, the first few places far apart; 0 for an unknown one."""
    known = np.sort(values[~np.isnan(values)])
    if not len(known):
        return None
    places = len(known) - np.searchsorted(known, values, "right") + 1
    share = 1 - np.log(np.maximum(places, 1)) / np.log(len(known) + 1)
    return np.where(np.isnan(values), 0.0, share)
