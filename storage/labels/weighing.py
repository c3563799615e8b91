"""How much a label counts: what people see less often counts more, up to a limit."""

import math

MOST = 10.0
"""Limit of the inverse: without one, a single click on a card that was drawn once in a thousand slates outweighs all
other clicks of a week (clipped inverse propensity, Joachims et al. 2017)."""


def inverse(propensity: float, examination: float, most: float = MOST) -> tuple[float, bool]:
    """1 / (propensity × examination), at most `most`; and whether it was cut off. Both are probabilities."""
    chance = propensity * examination
    if not math.isfinite(chance) or chance * most < 1:
        return most, True
    return 1 / min(1.0, chance), False
