"""How much a label counts: what people are shown, or look at, less often counts more, up to a limit."""

MOST = 10.0
"""Limit of each of the two inverses: without one, a click on a card that was drawn once in a thousand slates outweighs
all other clicks of a week (clipped inverse propensity, Joachims et al. 2017). Each on its own, for a low propensity
must not swallow the correction for the rank."""


def inverse(propensity: float, examination: float, most: float = MOST) -> tuple[float, bool]:
    """1 / propensity × 1 / examination, each at most `most`; and whether one was cut off. Both are probabilities."""
    (shown, rare), (looked, hidden) = _inverse(propensity, most), _inverse(examination, most)
    return shown * looked, rare or hidden


def _inverse(chance: float, most: float) -> tuple[float, bool]:
    """A chance that is none, such as nan or 0, is cut off."""
    if chance * most >= 1:
        return 1 / min(1.0, chance), False
    return most, True
