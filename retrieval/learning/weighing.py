"""From fitted numbers to weights that can be put in force."""

from collections.abc import Mapping, Sequence

from retrieval.learning.choice import Matrix
from retrieval.weights import UTILITY


def as_weights(found: Matrix, names: Sequence[str], seen: frozenset[str] | None = None) -> Mapping[str, float]:
    """Weights of the utility that add up to 1.

    The parts in `seen` (all that were fitted above 0, if not given) share out among themselves what they had by
    default; a part that no choice told anything of keeps its default.
    """
    fitted = dict(zip(names, found.tolist(), strict=True))
    known = frozenset(n for n, w in fitted.items() if w > 0) if seen is None else seen
    whole = sum(fitted[name] for name in known)
    if not whole:
        return dict(UTILITY)
    share = sum(UTILITY[name] for name in known)
    return {name: fitted[name] / whole * share if name in known else default for name, default in UTILITY.items()}
