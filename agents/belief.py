"""What a person may want, as far as can be told: a probability over sets of one or two items.

An answer multiplies by how likely it was, with an error rate; it never deletes, and what a `must` rules out is simply
not handed in. Sets are kept over at most `most` points: the likeliest items are points themselves, each further point
stands for several items that are about as likely, so that nothing jumps when a catalogue grows.
The formulas are those of multi-round elicitation where several items are acceptable (MMCR), softened.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from retrieval.columns import Mask, Numbers, Rows

Matrix = npt.NDArray[np.floating]

TURNS_AT_LEAST, TURNS_PER_BIT = 0.5, 0.6
"""Further turns once a list has failed: so many, and so many more for each bit not known yet."""
HEAD = 0.75
"""Share of the points that are the likeliest items themselves."""
TINY = np.float32(1e-12)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether something wanted has a property."""

    has: Mask
    """One an item, in the order of the prior."""
    yes: bool
    error: float = 0.0
    """Chance, 0–0.5, that it was said the wrong way round."""


@dataclass(frozen=True, slots=True)
class Belief:
    """`single[i]`: the probability that only point `i` is wanted; `pairs[i, j] + pairs[j, i]`: that just these two are.

    Together they add up to 1. Where nobody wants two, `pairs` has shape (0, 0).
    """

    places: Rows
    """Where each point is in the prior that it was made from."""
    stands: Numbers
    """How many items each point stands for."""
    single: Numbers
    pairs: Matrix

    @property
    def likely(self) -> Numbers:
        """How much of the belief is about each point; adds up to 1."""
        return self.single + self.pairs.sum(axis=1) if self.pairs.size else self.single

    def beside(self, weights: Matrix) -> Matrix:
        """For each point and each column of weights: the mass of the sets it is in, times the other one's weight."""
        own = self.single[:, None] * weights
        return own + self.pairs @ weights.astype(self.pairs.dtype) if self.pairs.size else own

    def told(self, has: Mask, yes: bool, error: float) -> "Belief":
        """After an answer on a property of the points: true if one of a set has it, and then said with that error."""
        always, lacking = (1.0 - error, 2.0 * error - 1.0) if yes else (error, 1.0 - 2.0 * error)
        lacks = 1.0 - has
        thin = lacks.astype(self.pairs.dtype)
        pairs = self.pairs * (always + lacking * np.outer(thin, thin)) if self.pairs.size else self.pairs
        return _normal(self.places, self.stands, self.single * (always + lacking * lacks), pairs)

    def without(self, points: Rows) -> "Belief":
        """After one item of each of these points turned out not to be wanted."""
        keep = np.ones(len(self.single))
        keep[points] = 1.0 - 1.0 / self.stands[points]
        thin = keep.astype(self.pairs.dtype)
        pairs = self.pairs * thin[:, None] * thin if self.pairs.size else self.pairs
        return _normal(self.places, self.stands, self.single * keep, pairs)

    def best(self, size: int) -> tuple[Rows, float]:
        """Up to `size` points for a list, likeliest first, and the chance that one of them is wanted."""
        gain = self.single + 2.0 * self.pairs.sum(axis=1) if self.pairs.size else self.single.copy()
        gain = gain / self.stands
        found: list[int] = []
        hit = 0.0
        while len(found) < min(size, len(gain)):
            point = int(np.argmax(gain))
            hit += max(0.0, float(gain[point]))
            found.append(point)
            if self.pairs.size:
                gain -= 2.0 * self.pairs[point] / self.stands[point]
            gain[found] = -np.inf
        return np.array(found, dtype=np.int64), min(1.0, hit)

    def turns(self, size: int) -> float:
        """Turns it is expected to take from here, with lists of `size`."""
        return float(turns(self.likely[:, None], self.stands, size)[0])


def believe(
    weights: Numbers,
    answers: Sequence[Answer] = (),
    stands: Numbers | None = None,
    two: float = 0.0,
    most: int = 400,
) -> Belief:
    """From prior weights, one an item, at least one item, none negative; and from all that was said since.

    `stands`: how many items each stands for, and its weight is the weight of, if they are a sample. `two`: the chance
    that two are wanted. Takes time in the number of weights, and in `most` squared if there are sets of two.
    """
    expected = _shares(weights)
    for answer in answers:
        expected = _roughly(expected, answer, two)
    counts = np.ones(len(weights)) if stands is None else stands
    places, starts, order = _points(expected / counts, most)
    share = _shares(np.add.reduceat(weights[order], starts))
    belief = _normal(places, np.add.reduceat(counts[order], starts), *_sets(share, two))
    for answer in answers:
        belief = belief.told(answer.has[places], answer.yes, answer.error)
    return belief


def turns(masses: Matrix, stands: Numbers, size: int) -> Numbers:
    """The cost-to-go of many beliefs at once: one a column, each any multiple of its `likely`; inf nowhere.

    1 for the list that ends it, and with what that list is not expected to hold, some turns more for every bit.
    """
    share = _columns_as_shares(masses)
    bits = np.einsum("kn,kn->k", share, np.log2(stands.astype(np.float32)) - np.log2(np.maximum(share, TINY)))
    to_go = TURNS_AT_LEAST + TURNS_PER_BIT * np.maximum(0.0, bits)
    return np.asarray(1.0 + (1.0 - _hits(share, stands, size)) * to_go, dtype=np.float64)


def hits(masses: Matrix, stands: Numbers, size: int) -> Numbers:
    """Of many beliefs at once, as for `turns`: roughly the chance that a list of `size` holds what is wanted."""
    return _hits(_columns_as_shares(masses), stands, size)


def _hits(share: Matrix, stands: Numbers, size: int) -> Numbers:
    each = share / stands.astype(np.float32)
    top = np.partition(each, -size, axis=1)[:, -size:] if each.shape[1] > size else each
    return np.asarray(np.minimum(1.0, top.sum(axis=1)), dtype=np.float64)


def _columns_as_shares(masses: Matrix) -> Matrix:
    """Of shape (beliefs, points), so that each belief lies together: that halves the time of all that follows."""
    turned = np.ascontiguousarray(masses.T, dtype=np.float32)
    return np.asarray(turned / np.maximum(turned.sum(axis=1, keepdims=True), TINY), dtype=np.float32)


def _sets(share: Numbers, two: float) -> tuple[Numbers, Matrix]:
    """Sets of one as likely as their item; sets of two as likely as both, drawn one after the other."""
    apart = 1.0 - float(share @ share)
    if not two or apart <= TINY:
        return share, np.zeros((0, 0), dtype=np.float32)
    thin = share.astype(np.float32)
    pairs = np.outer(thin, thin * np.float32(two / apart))
    np.fill_diagonal(pairs, 0.0)
    return (1.0 - two) * share, pairs


def _roughly(expected: Numbers, answer: Answer, two: float) -> Numbers:
    """Mean field: as if the other item of a set were drawn independently. Good enough to pick points by."""
    other = two * float(expected[answer.has].sum())
    met = np.where(answer.has, 1.0, other)
    said = met if answer.yes else 1.0 - met
    told = expected * (answer.error + (1.0 - 2.0 * answer.error) * said)
    return _shares(told)


def _points(expected: Numbers, most: int) -> tuple[Rows, Rows, Rows]:
    """The points; where each begins in the order; and that order, by falling expectation."""
    order = np.argsort(-expected, kind="stable")
    if len(order) <= most:
        return order, np.arange(len(order)), order
    head = int(HEAD * most)
    tail = head + (np.arange(most - head) * (len(order) - head)) // (most - head)
    starts = np.concatenate([np.arange(head), tail])
    ends = np.append(starts[1:], len(order))
    return order[(starts + ends - 1) // 2], starts, order


def _normal(places: Rows, stands: Numbers, single: Numbers, pairs: Matrix) -> Belief:
    total = float(single.sum()) + float(pairs.sum(dtype=np.float64))
    if total <= TINY:  # all that was thought possible is ruled out: whoever is left is as likely as any
        return Belief(places, stands, np.full(len(single), 1.0 / max(1, len(single))), np.zeros_like(pairs))
    return Belief(places, stands, single / total, pairs / np.float32(total) if pairs.size else pairs)


def _shares(weights: Numbers) -> Numbers:
    total = float(weights.sum())
    return weights / total if total > TINY else np.full(len(weights), 1.0 / max(1, len(weights)))
